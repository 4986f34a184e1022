-- 0046_origins: records of other registries beside those of our own.

-- Registries that are followed. Of this registry alone: no record, and in no
-- export.
CREATE TABLE origins (
	url  TEXT NOT NULL PRIMARY KEY,  -- its address, without a / at the end
	key  TEXT,              -- public key it signs by; NULL: not known yet
	seq  INTEGER NOT NULL CHECK (seq >= 0),  -- all its changes up to this
	                        -- one were taken or set aside
	at   TEXT,              -- time of that change; NULL: there is none yet
	hash TEXT,              -- its hash
	tree TEXT NOT NULL      -- its tree so far: digests of the complete
	                        -- subtrees, one behind the other
) STRICT, WITHOUT ROWID;

-- Of each record of theirs that could not be taken as it is now, the newest
-- change.
CREATE TABLE set_aside (
	origin TEXT NOT NULL REFERENCES origins (url) ON DELETE CASCADE,
	kind   TEXT NOT NULL,     -- name of the record's kind
	id     TEXT NOT NULL,     -- its id
	key    TEXT NOT NULL,     -- its key
	seq    INTEGER NOT NULL,  -- place of the change in the origin's chain
	change TEXT NOT NULL,     -- the change as the origin gave it, JSON
	reason TEXT NOT NULL,     -- why it was not taken
	PRIMARY KEY (origin, kind, id),
	UNIQUE (origin, seq)
) STRICT, WITHOUT ROWID;

ALTER TABLE changes ADD COLUMN
	taken_from TEXT;  -- {"at","by","hash","seq","url"} of the change of
	                  -- another registry that this is; NULL: it is our own

-- Whose the records are.
ALTER TABLE organizations ADD COLUMN
	origin TEXT;  -- registry it is followed from; NULL: this one
CREATE INDEX organizations_origin ON organizations (origin, key);
ALTER TABLE instruments ADD COLUMN
	origin TEXT;  -- registry it is followed from; NULL: this one
CREATE INDEX instruments_origin ON instruments (origin, key);
ALTER TABLE provisions ADD COLUMN
	origin TEXT;  -- registry it is followed from; NULL: this one
CREATE INDEX provisions_origin ON provisions (origin, key);
ALTER TABLE events ADD COLUMN
	origin TEXT;  -- registry it is followed from; NULL: this one
CREATE INDEX events_origin ON events (origin, key);
ALTER TABLE sources ADD COLUMN
	origin TEXT;  -- registry it is followed from; NULL: this one
CREATE INDEX sources_origin ON sources (origin, key);
ALTER TABLE passages ADD COLUMN
	origin TEXT;  -- registry it is followed from; NULL: this one
CREATE INDEX passages_origin ON passages (origin, key);
ALTER TABLE schemes ADD COLUMN
	origin TEXT;  -- registry it is followed from; NULL: this one
CREATE INDEX schemes_origin ON schemes (origin, key);
ALTER TABLE concepts ADD COLUMN
	origin TEXT;  -- registry it is followed from; NULL: this one
CREATE INDEX concepts_origin ON concepts (origin, key);
ALTER TABLE relations ADD COLUMN
	origin TEXT;  -- registry it is followed from; NULL: this one
CREATE INDEX relations_origin ON relations (origin, key);
ALTER TABLE classifications ADD COLUMN
	origin TEXT;  -- registry it is followed from; NULL: this one
CREATE INDEX classifications_origin ON classifications (origin, key);
ALTER TABLE assertions ADD COLUMN
	origin TEXT;  -- registry it is followed from; NULL: this one
CREATE INDEX assertions_origin ON assertions (origin, key);
ALTER TABLE resolutions ADD COLUMN
	origin TEXT;  -- registry it is followed from; NULL: this one
CREATE INDEX resolutions_origin ON resolutions (origin, key);
