-- 0013_resolutions: how sources that disagree were settled.

CREATE TABLE resolutions (
	id         TEXT NOT NULL PRIMARY KEY,  -- UUID, the same for ever
	key        TEXT NOT NULL UNIQUE,       -- slug
	rev        INTEGER NOT NULL,           -- revision, from 1
	created_at TEXT NOT NULL,              -- time it was first written
	updated_at TEXT NOT NULL,              -- time it last changed
	subject_kind TEXT NOT NULL,            -- kind of the record spoken of
	subject_id TEXT NOT NULL,              -- its id
	field      TEXT NOT NULL,              -- JSON Pointer to its member
	outcome    TEXT NOT NULL CHECK (outcome IN ('settled', 'unsettled')),
	                                       -- whether it could be settled
	"by"       TEXT,                       -- who settled it
	"on"       TEXT CHECK (length("on") IN (4, 7, 10)),  -- date
	record     TEXT NOT NULL,             -- canonical JSON of all members
	UNIQUE (subject_kind, subject_id, field),
	FOREIGN KEY (subject_kind, subject_id) REFERENCES records (kind, id)
) STRICT;

CREATE INDEX resolutions_subject
	ON resolutions (subject_kind, subject_id, key);
CREATE INDEX resolutions_rev ON resolutions (rev, key);
CREATE INDEX resolutions_created_at ON resolutions (created_at, key);
CREATE INDEX resolutions_updated_at ON resolutions (updated_at, key);
CREATE INDEX resolutions_subject_kind
	ON resolutions (subject_kind, key);
CREATE INDEX resolutions_subject_id ON resolutions (subject_id, key);
CREATE INDEX resolutions_field ON resolutions (field, key);
CREATE INDEX resolutions_outcome ON resolutions (outcome, key);
CREATE INDEX resolutions_by ON resolutions ("by", key);
CREATE INDEX resolutions_on ON resolutions ("on", key);
