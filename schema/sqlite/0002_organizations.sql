-- 0002_organizations: who issues, hosts, signs.

CREATE TABLE organizations (
	id             TEXT NOT NULL PRIMARY KEY,  -- UUID, the same for ever
	key            TEXT NOT NULL UNIQUE,       -- slug
	rev            INTEGER NOT NULL,           -- revision, from 1
	created_at     TEXT NOT NULL,              -- time it was first written
	updated_at     TEXT NOT NULL,              -- time it last changed
	name           TEXT NOT NULL,              -- the name people use
	type           TEXT NOT NULL CHECK (type IN (  -- what sort of body
		'intergovernmental', 'government', 'legislature', 'regulator',
		'standards_body', 'company', 'academic', 'civil_society',
		'multi_stakeholder', 'expert_body', 'other')),
	parent         TEXT REFERENCES organizations (id),  -- part of which body
	jurisdiction   TEXT,                       -- ISO 3166-1 alpha-2, EU, INT
	url            TEXT,                       -- its own site
	established_on TEXT CHECK (length(established_on) IN (4, 7, 10)),  -- date
	record         TEXT NOT NULL               -- canonical JSON of all members
) STRICT;

CREATE INDEX organizations_rev ON organizations (rev, key);
CREATE INDEX organizations_created_at ON organizations (created_at, key);
CREATE INDEX organizations_updated_at ON organizations (updated_at, key);
CREATE INDEX organizations_name ON organizations (name, key);
CREATE INDEX organizations_type ON organizations (type, key);
CREATE INDEX organizations_parent ON organizations (parent, key);
CREATE INDEX organizations_jurisdiction ON organizations (jurisdiction, key);
CREATE INDEX organizations_url ON organizations (url, key);
CREATE INDEX organizations_established_on
	ON organizations (established_on, key);

-- Its other names.
CREATE TABLE organizations_names (
	owner TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
	text  TEXT NOT NULL,  -- the name as it is written
	lang  TEXT            -- its language, BCP 47
) STRICT;

CREATE INDEX organizations_names_owner ON organizations_names (owner);
CREATE INDEX organizations_names_text ON organizations_names (text, owner);
CREATE INDEX organizations_names_lang ON organizations_names (lang, owner);
