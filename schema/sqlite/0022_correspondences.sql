-- 0022_correspondences: relations between provisions too, what they rest on at
-- each end, how sure they are, and more types. A table is rebuilt, because a
-- CHECK and a UNIQUE go only with it.

CREATE TABLE newer_relations (
	id         TEXT NOT NULL PRIMARY KEY,  -- UUID, the same for ever
	key        TEXT NOT NULL UNIQUE,       -- slug
	rev        INTEGER NOT NULL,           -- revision, from 1
	created_at TEXT NOT NULL,              -- time it was first written
	updated_at TEXT NOT NULL,              -- time it last changed
	"from"     TEXT NOT NULL REFERENCES instruments (id),  -- which does it
	"to"       TEXT NOT NULL REFERENCES instruments (id),  -- to which
	from_provision TEXT REFERENCES provisions (id),  -- which part of it
	to_provision   TEXT REFERENCES provisions (id),  -- to which part
	type       TEXT NOT NULL CHECK (type IN (  -- how the one stands to the other
		'implements', 'amends', 'supersedes', 'repeals', 'withdraws',
		'transposes', 'proposes', 'based_on', 'modelled_on', 'part_of',
		'new_edition_of', 'version_of', 'translation_of', 'references',
		'possibly_same_as', 'issued_with', 'submitted_to', 'output_of',
		'responds_to', 'complements', 'calls_for', 'aligned_with',
		'analogous_to', 'led_to', 'under', 'cooperates_with',
		'maintains', 'overlaps', 'corresponds_to', 'contrasts_with',
		'derived_from', 'takes_up', 'makes_binding',
		'references_as_standard')),
	"on"       TEXT CHECK (length("on") IN (4, 7, 10)),  -- date it came about
	basis      TEXT CHECK (basis IN (
		'stated', 'inferred', 'conditional', 'parallel')),
	                                       -- whether a source states it
	from_passage TEXT REFERENCES passages (id),  -- the words of the one
	to_passage   TEXT REFERENCES passages (id),  -- the words of the other
	review     TEXT CHECK (review IN ('candidate', 'reviewed')),  -- by an editor
	confidence TEXT CHECK (confidence IN ('low', 'medium', 'high')),
	                                       -- how sure it is
	checked_on TEXT CHECK (length(checked_on) IN (4, 7, 10)),
	                                       -- date somebody looked last
	has_conflict INTEGER,                  -- derived: has a member a conflict
	record     TEXT NOT NULL              -- canonical JSON of all members
) STRICT;

INSERT INTO newer_relations (id, key, rev, created_at, updated_at, "from", "to",
	type, basis, has_conflict, record)
SELECT id, key, rev, created_at, updated_at, "from", "to", type, basis,
	has_conflict, record
FROM relations;

-- Where it is stated.
CREATE TABLE newer_passages (
	owner TEXT NOT NULL REFERENCES newer_relations (id) ON DELETE CASCADE,
	value TEXT NOT NULL REFERENCES passages (id)  -- the passage
) STRICT;

INSERT INTO newer_passages (owner, value)
SELECT owner, value FROM relations_passages ORDER BY rowid;

DROP TABLE relations_passages;
DROP TABLE relations;
ALTER TABLE newer_relations RENAME TO relations;
ALTER TABLE newer_passages RENAME TO relations_passages;

CREATE UNIQUE INDEX relations_stated ON relations ("from", "to", type,
	coalesce(from_provision, ''), coalesce(to_provision, ''),
	coalesce("on", ''));
CREATE INDEX relations_rev ON relations (rev, key);
CREATE INDEX relations_created_at ON relations (created_at, key);
CREATE INDEX relations_updated_at ON relations (updated_at, key);
CREATE INDEX relations_from ON relations ("from", key);
CREATE INDEX relations_to ON relations ("to", key);
CREATE INDEX relations_from_provision ON relations (from_provision, key);
CREATE INDEX relations_to_provision ON relations (to_provision, key);
CREATE INDEX relations_type ON relations (type, key);
CREATE INDEX relations_on ON relations ("on", key);
CREATE INDEX relations_basis ON relations (basis, key);
CREATE INDEX relations_from_passage ON relations (from_passage, key);
CREATE INDEX relations_to_passage ON relations (to_passage, key);
CREATE INDEX relations_review ON relations (review, key);
CREATE INDEX relations_confidence ON relations (confidence, key);
CREATE INDEX relations_checked_on ON relations (checked_on, key);
CREATE INDEX relations_has_conflict ON relations (has_conflict, key);
CREATE INDEX relations_passages_owner ON relations_passages (owner);
CREATE INDEX relations_passages_value ON relations_passages (value, owner);
