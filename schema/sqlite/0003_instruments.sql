-- 0003_instruments: texts and initiatives that govern artificial intelligence.
--
-- Dates are as precise as their source: YYYY, YYYY-MM or YYYY-MM-DD.

CREATE TABLE instruments (
	id            TEXT NOT NULL PRIMARY KEY,  -- UUID, the same for ever
	key           TEXT NOT NULL UNIQUE,       -- slug
	rev           INTEGER NOT NULL,           -- revision, from 1
	created_at    TEXT NOT NULL,              -- time it was first written
	updated_at    TEXT NOT NULL,              -- time it last changed
	title         TEXT NOT NULL,              -- the title people look for
	type          TEXT NOT NULL CHECK (type IN (  -- what sort of text
		'treaty', 'convention', 'regulation', 'directive', 'act', 'bill',
		'measures', 'resolution', 'recommendation', 'principles',
		'guidelines', 'declaration', 'statement', 'code', 'standard',
		'framework', 'strategy', 'plan', 'white_paper', 'position_paper',
		'report', 'policy', 'commitments', 'compact',
		'certification_scheme', 'initiative', 'process', 'proposal',
		'other')),
	force         TEXT NOT NULL CHECK (force IN (  -- whether it binds
		'hard', 'soft', 'none', 'unclear')),
	existence     TEXT NOT NULL CHECK (existence IN (  -- is there such a text
		'exists', 'doubtful', 'planned', 'proposed', 'withdrawn',
		'never_adopted')),
	proposed_on   TEXT CHECK (length(proposed_on) IN (4, 7, 10)),    -- date
	adopted_on    TEXT CHECK (length(adopted_on) IN (4, 7, 10)),     -- date
	signed_on     TEXT CHECK (length(signed_on) IN (4, 7, 10)),      -- date
	published_on  TEXT CHECK (length(published_on) IN (4, 7, 10)),   -- date
	in_force_on   TEXT CHECK (length(in_force_on) IN (4, 7, 10)),    -- date
	applies_on    TEXT CHECK (length(applies_on) IN (4, 7, 10)),     -- date it
	                                          -- applies from in general
	superseded_on TEXT CHECK (length(superseded_on) IN (4, 7, 10)),  -- date
	repealed_on   TEXT CHECK (length(repealed_on) IN (4, 7, 10)),    -- date
	withdrawn_on  TEXT CHECK (length(withdrawn_on) IN (4, 7, 10)),   -- date
	record        TEXT NOT NULL               -- canonical JSON of all members
) STRICT;

CREATE INDEX instruments_rev ON instruments (rev, key);
CREATE INDEX instruments_created_at ON instruments (created_at, key);
CREATE INDEX instruments_updated_at ON instruments (updated_at, key);
CREATE INDEX instruments_title ON instruments (title, key);
CREATE INDEX instruments_type ON instruments (type, key);
CREATE INDEX instruments_force ON instruments (force, key);
CREATE INDEX instruments_existence ON instruments (existence, key);
CREATE INDEX instruments_proposed_on ON instruments (proposed_on, key);
CREATE INDEX instruments_adopted_on ON instruments (adopted_on, key);
CREATE INDEX instruments_signed_on ON instruments (signed_on, key);
CREATE INDEX instruments_published_on ON instruments (published_on, key);
CREATE INDEX instruments_in_force_on ON instruments (in_force_on, key);
CREATE INDEX instruments_applies_on ON instruments (applies_on, key);
CREATE INDEX instruments_superseded_on ON instruments (superseded_on, key);
CREATE INDEX instruments_repealed_on ON instruments (repealed_on, key);
CREATE INDEX instruments_withdrawn_on ON instruments (withdrawn_on, key);

-- All its titles.
CREATE TABLE instruments_titles (
	owner TEXT NOT NULL REFERENCES instruments (id) ON DELETE CASCADE,
	text  TEXT NOT NULL,  -- the title as it is written
	lang  TEXT,           -- its language, BCP 47
	type  TEXT NOT NULL CHECK (type IN (  -- as_mentioned: in a source
		'official', 'original', 'short', 'alternative', 'translation',
		'as_mentioned'))
) STRICT;

CREATE INDEX instruments_titles_owner ON instruments_titles (owner);
CREATE INDEX instruments_titles_text ON instruments_titles (text, owner);
CREATE INDEX instruments_titles_lang ON instruments_titles (lang, owner);
CREATE INDEX instruments_titles_type ON instruments_titles (type, owner);

-- Where it governs.
CREATE TABLE instruments_jurisdictions (
	owner TEXT NOT NULL REFERENCES instruments (id) ON DELETE CASCADE,
	value TEXT NOT NULL  -- ISO 3166-1 alpha-2, EU, ASEAN, INT
) STRICT;

CREATE INDEX instruments_jurisdictions_owner
	ON instruments_jurisdictions (owner);
CREATE INDEX instruments_jurisdictions_value
	ON instruments_jurisdictions (value, owner);

-- Who made it, and for whom.
CREATE TABLE instruments_parties (
	owner        TEXT NOT NULL REFERENCES instruments (id) ON DELETE CASCADE,
	role         TEXT NOT NULL CHECK (role IN (  -- what the party did
		'issuer', 'proposer', 'drafter', 'adopter', 'signatory', 'host',
		'addressee', 'developer', 'submitter')),
	organization TEXT REFERENCES organizations (id),  -- who it is
	count        INTEGER  -- how many they are, where it is a group
) STRICT;

CREATE INDEX instruments_parties_owner ON instruments_parties (owner);
CREATE INDEX instruments_parties_role ON instruments_parties (role, owner);
CREATE INDEX instruments_parties_organization
	ON instruments_parties (organization, owner);
CREATE INDEX instruments_parties_count ON instruments_parties (count, owner);

-- Its official numbers.
CREATE TABLE instruments_identifiers (
	owner  TEXT NOT NULL REFERENCES instruments (id) ON DELETE CASCADE,
	scheme TEXT NOT NULL CHECK (scheme IN (  -- who numbers
		'celex', 'eli', 'com', 'oj', 'oecd', 'unesco', 'unesdoc', 'un',
		'cets', 'cac', 'cn', 'iso', 'itu', 'icrc', 'wfeo', 'uk_cp',
		'us_pl', 'us_bill', 'us_code', 'doi', 'isbn', 'other')),
	value  TEXT NOT NULL  -- the number as it is written
) STRICT;

CREATE INDEX instruments_identifiers_owner ON instruments_identifiers (owner);
CREATE INDEX instruments_identifiers_scheme
	ON instruments_identifiers (scheme, owner);
CREATE INDEX instruments_identifiers_value
	ON instruments_identifiers (value, owner);

-- Where to read it.
CREATE TABLE instruments_urls (
	owner TEXT NOT NULL REFERENCES instruments (id) ON DELETE CASCADE,
	url   TEXT NOT NULL,  -- http or https
	rel   TEXT CHECK (rel IN ('official', 'landing', 'pdf', 'archive')),
	                      -- what stands there
	lang  TEXT            -- in which language, BCP 47
) STRICT;

CREATE INDEX instruments_urls_owner ON instruments_urls (owner);
CREATE INDEX instruments_urls_url ON instruments_urls (url, owner);
CREATE INDEX instruments_urls_rel ON instruments_urls (rel, owner);
CREATE INDEX instruments_urls_lang ON instruments_urls (lang, owner);

-- The languages it is authentic in.
CREATE TABLE instruments_languages (
	owner TEXT NOT NULL REFERENCES instruments (id) ON DELETE CASCADE,
	value TEXT NOT NULL  -- BCP 47
) STRICT;

CREATE INDEX instruments_languages_owner ON instruments_languages (owner);
CREATE INDEX instruments_languages_value
	ON instruments_languages (value, owner);
