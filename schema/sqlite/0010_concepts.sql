-- 0010_concepts: what classification schemes distinguish (SKOS).

CREATE TABLE concepts (
	id         TEXT NOT NULL PRIMARY KEY,  -- UUID, the same for ever
	key        TEXT NOT NULL UNIQUE,       -- slug
	rev        INTEGER NOT NULL,           -- revision, from 1
	created_at TEXT NOT NULL,              -- time it was first written
	updated_at TEXT NOT NULL,              -- time it last changed
	scheme     TEXT NOT NULL REFERENCES schemes (id),  -- belongs to which
	notation   TEXT,                       -- its code in the scheme
	broader    TEXT REFERENCES concepts (id),  -- the concept above it
	record     TEXT NOT NULL,             -- canonical JSON of all members
	UNIQUE (scheme, notation)
) STRICT;

CREATE INDEX concepts_rev ON concepts (rev, key);
CREATE INDEX concepts_created_at ON concepts (created_at, key);
CREATE INDEX concepts_updated_at ON concepts (updated_at, key);
CREATE INDEX concepts_scheme ON concepts (scheme, key);
CREATE INDEX concepts_notation ON concepts (notation, key);
CREATE INDEX concepts_broader ON concepts (broader, key);

-- What it is called.
CREATE TABLE concepts_labels (
	owner TEXT NOT NULL REFERENCES concepts (id) ON DELETE CASCADE,
	text  TEXT NOT NULL,  -- the label as it is written
	lang  TEXT,           -- its language, BCP 47
	type  TEXT CHECK (type IN ('preferred', 'alternative', 'hidden'))
	                      -- as in SKOS; NULL: preferred
) STRICT;

CREATE INDEX concepts_labels_owner ON concepts_labels (owner);
CREATE INDEX concepts_labels_text ON concepts_labels (text, owner);
CREATE INDEX concepts_labels_lang ON concepts_labels (lang, owner);
CREATE INDEX concepts_labels_type ON concepts_labels (type, owner);
