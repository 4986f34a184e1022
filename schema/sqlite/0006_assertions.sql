-- 0006_assertions: what a passage says about a member of a record.

CREATE TABLE assertions (
	id           TEXT NOT NULL PRIMARY KEY,  -- UUID, the same for ever
	key          TEXT NOT NULL UNIQUE,       -- slug
	rev          INTEGER NOT NULL,           -- revision, from 1
	created_at   TEXT NOT NULL,              -- time it was first written
	updated_at   TEXT NOT NULL,              -- time it last changed
	subject_kind TEXT NOT NULL,              -- kind of the record spoken of
	subject_id   TEXT NOT NULL,              -- its id
	field        TEXT NOT NULL,              -- JSON Pointer to its member
	passage      TEXT NOT NULL REFERENCES passages (id),  -- where it stands
	speaker      TEXT,                       -- who says so, if another
	rank         TEXT CHECK (rank IN ('preferred', 'normal', 'deprecated')),
	                                         -- an editor's trust; NULL: normal
	record       TEXT NOT NULL,              -- canonical JSON of all members
	FOREIGN KEY (subject_kind, subject_id) REFERENCES records (kind, id)
) STRICT;

CREATE INDEX assertions_rev ON assertions (rev, key);
CREATE INDEX assertions_created_at ON assertions (created_at, key);
CREATE INDEX assertions_updated_at ON assertions (updated_at, key);
CREATE INDEX assertions_subject ON assertions (subject_kind, subject_id, key);
CREATE INDEX assertions_subject_kind
	ON assertions (subject_kind, key);
CREATE INDEX assertions_subject_id ON assertions (subject_id, key);
CREATE INDEX assertions_field ON assertions (field, key);
CREATE INDEX assertions_passage ON assertions (passage, key);
CREATE INDEX assertions_speaker ON assertions (speaker, key);
CREATE INDEX assertions_rank ON assertions (rank, key);
