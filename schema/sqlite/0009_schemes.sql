-- 0009_schemes: classification schemes (SKOS).

CREATE TABLE schemes (
	id         TEXT NOT NULL PRIMARY KEY,  -- UUID, the same for ever
	key        TEXT NOT NULL UNIQUE,       -- slug
	rev        INTEGER NOT NULL,           -- revision, from 1
	created_at TEXT NOT NULL,              -- time it was first written
	updated_at TEXT NOT NULL,              -- time it last changed
	title      TEXT NOT NULL,              -- what it is called
	version    TEXT,                       -- which of its versions
	publisher  TEXT REFERENCES organizations (id),  -- who publishes it
	record     TEXT NOT NULL              -- canonical JSON of all members
) STRICT;

CREATE INDEX schemes_rev ON schemes (rev, key);
CREATE INDEX schemes_created_at ON schemes (created_at, key);
CREATE INDEX schemes_updated_at ON schemes (updated_at, key);
CREATE INDEX schemes_title ON schemes (title, key);
CREATE INDEX schemes_version ON schemes (version, key);
CREATE INDEX schemes_publisher ON schemes (publisher, key);
