-- 0012_classifications: concepts assigned to instruments, provisions, passages.

CREATE TABLE classifications (
	id         TEXT NOT NULL PRIMARY KEY,  -- UUID, the same for ever
	key        TEXT NOT NULL UNIQUE,       -- slug
	rev        INTEGER NOT NULL,           -- revision, from 1
	created_at TEXT NOT NULL,              -- time it was first written
	updated_at TEXT NOT NULL,              -- time it last changed
	subject_kind TEXT NOT NULL CHECK (subject_kind IN (
		'instruments', 'provisions', 'passages')),  -- kind of what is classified
	subject_id TEXT NOT NULL,              -- its id
	concept    TEXT NOT NULL REFERENCES concepts (id),  -- as what
	rank       TEXT CHECK (rank IN ('primary', 'secondary')),  -- the main one?
	confidence TEXT CHECK (confidence IN ('low', 'medium', 'high')),
	                                       -- how sure the coder is
	coder      TEXT,                       -- who classified
	passage    TEXT REFERENCES passages (id),  -- what shows it
	record     TEXT NOT NULL,             -- canonical JSON of all members
	FOREIGN KEY (subject_kind, subject_id) REFERENCES records (kind, id)
) STRICT;

CREATE INDEX classifications_subject
	ON classifications (subject_kind, subject_id, key);
CREATE INDEX classifications_rev ON classifications (rev, key);
CREATE INDEX classifications_created_at ON classifications (created_at, key);
CREATE INDEX classifications_updated_at ON classifications (updated_at, key);
CREATE INDEX classifications_subject_kind
	ON classifications (subject_kind, key);
CREATE INDEX classifications_subject_id ON classifications (subject_id, key);
CREATE INDEX classifications_concept ON classifications (concept, key);
CREATE INDEX classifications_rank ON classifications (rank, key);
CREATE INDEX classifications_confidence ON classifications (confidence, key);
CREATE INDEX classifications_coder ON classifications (coder, key);
CREATE INDEX classifications_passage ON classifications (passage, key);
