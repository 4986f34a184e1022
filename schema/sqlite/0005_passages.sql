-- 0005_passages: spans of one edition of a source. Their words are never
-- stored with them.

CREATE TABLE passages (
	id         TEXT NOT NULL PRIMARY KEY,  -- UUID, the same for ever
	key        TEXT NOT NULL UNIQUE,       -- slug
	rev        INTEGER NOT NULL,           -- revision, from 1
	created_at TEXT NOT NULL,              -- time it was first written
	updated_at TEXT NOT NULL,              -- time it last changed
	source     TEXT NOT NULL REFERENCES sources (id),  -- taken from which
	edition    TEXT NOT NULL,              -- digest of the text it counts in
	start      INTEGER NOT NULL,           -- its first code point, from 0
	"end"      INTEGER NOT NULL,           -- the code point after its last
	sha256     TEXT NOT NULL,              -- digest of its exact text
	segment    TEXT,                       -- path of the segment it stands in
	state      TEXT CHECK (state IN (      -- derived: do its words stand there
		'verified', 'unverified', 'moved', 'changed', 'ambiguous',
		'lost')),
	record     TEXT NOT NULL,              -- canonical JSON of all members
	FOREIGN KEY (source, edition) REFERENCES sources_editions (owner, sha256)
) STRICT;

CREATE INDEX passages_rev ON passages (rev, key);
CREATE INDEX passages_created_at ON passages (created_at, key);
CREATE INDEX passages_updated_at ON passages (updated_at, key);
CREATE INDEX passages_source ON passages (source, key);
CREATE INDEX passages_edition ON passages (edition, key);
CREATE INDEX passages_start ON passages (start, key);
CREATE INDEX passages_end ON passages ("end", key);
CREATE INDEX passages_sha256 ON passages (sha256, key);
CREATE INDEX passages_segment ON passages (segment, key);
CREATE INDEX passages_state ON passages (state, key);
