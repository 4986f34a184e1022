-- 0039_pending: what follows from changes and is still to be derived again, in
-- small steps. Empty most of the time; no record, and in no export.

CREATE TABLE pending (
	kind  TEXT NOT NULL,     -- of the records that follow: those
	path  TEXT NOT NULL,     -- whose member of this name
	value TEXT NOT NULL,     -- is this
	after TEXT NOT NULL,     -- key of the last one that is done
	steps INTEGER NOT NULL,  -- from what was changed to these records
	PRIMARY KEY (kind, path, value)
) STRICT, WITHOUT ROWID;
