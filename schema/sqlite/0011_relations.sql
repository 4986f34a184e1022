-- 0011_relations: how one instrument stands to another. Each is stored once, in
-- the direction of its type.

CREATE TABLE relations (
	id         TEXT NOT NULL PRIMARY KEY,  -- UUID, the same for ever
	key        TEXT NOT NULL UNIQUE,       -- slug
	rev        INTEGER NOT NULL,           -- revision, from 1
	created_at TEXT NOT NULL,              -- time it was first written
	updated_at TEXT NOT NULL,              -- time it last changed
	"from"     TEXT NOT NULL REFERENCES instruments (id),  -- which does it
	"to"       TEXT NOT NULL REFERENCES instruments (id),  -- to which
	type       TEXT NOT NULL CHECK (type IN (  -- how the one stands to the other
		'implements', 'amends', 'supersedes', 'repeals', 'withdraws',
		'transposes', 'proposes', 'based_on', 'modelled_on', 'part_of',
		'new_edition_of', 'version_of', 'translation_of', 'references',
		'possibly_same_as', 'issued_with', 'submitted_to', 'output_of',
		'responds_to', 'complements', 'calls_for', 'aligned_with',
		'analogous_to', 'led_to', 'under', 'cooperates_with',
		'maintains')),
	basis      TEXT CHECK (basis IN ('stated', 'inferred', 'conditional')),
	                                       -- whether a source states it
	record     TEXT NOT NULL,             -- canonical JSON of all members
	UNIQUE ("from", "to", type)
) STRICT;

CREATE INDEX relations_rev ON relations (rev, key);
CREATE INDEX relations_created_at ON relations (created_at, key);
CREATE INDEX relations_updated_at ON relations (updated_at, key);
CREATE INDEX relations_from ON relations ("from", key);
CREATE INDEX relations_to ON relations ("to", key);
CREATE INDEX relations_type ON relations (type, key);
CREATE INDEX relations_basis ON relations (basis, key);

-- Where it is stated.
CREATE TABLE relations_passages (
	owner TEXT NOT NULL REFERENCES relations (id) ON DELETE CASCADE,
	value TEXT NOT NULL REFERENCES passages (id)  -- the passage
) STRICT;

CREATE INDEX relations_passages_owner ON relations_passages (owner);
CREATE INDEX relations_passages_value ON relations_passages (value, owner);
