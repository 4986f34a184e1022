-- 0004_sources: documents that passages are taken from.

CREATE TABLE sources (
	id           TEXT NOT NULL PRIMARY KEY,  -- UUID, the same for ever
	key          TEXT NOT NULL UNIQUE,       -- slug
	rev          INTEGER NOT NULL,           -- revision, from 1
	created_at   TEXT NOT NULL,              -- time it was first written
	updated_at   TEXT NOT NULL,              -- time it last changed
	title        TEXT NOT NULL,              -- what it is called
	role         TEXT NOT NULL CHECK (role IN (  -- what it is to the facts
		'primary_text', 'proposal', 'translation', 'commentary',
		'editorial_note', 'dataset', 'other')),
	publisher    TEXT REFERENCES organizations (id),  -- who published it
	published_on TEXT CHECK (length(published_on) IN (4, 7, 10)),  -- date:
	                                         -- YYYY, YYYY-MM or YYYY-MM-DD
	url          TEXT,                       -- where it stands
	instrument   TEXT REFERENCES instruments (id),  -- whose text it is
	record       TEXT NOT NULL               -- canonical JSON of all members
) STRICT;

CREATE INDEX sources_rev ON sources (rev, key);
CREATE INDEX sources_created_at ON sources (created_at, key);
CREATE INDEX sources_updated_at ON sources (updated_at, key);
CREATE INDEX sources_title ON sources (title, key);
CREATE INDEX sources_role ON sources (role, key);
CREATE INDEX sources_publisher ON sources (publisher, key);
CREATE INDEX sources_published_on ON sources (published_on, key);
CREATE INDEX sources_url ON sources (url, key);
CREATE INDEX sources_instrument ON sources (instrument, key);

-- Who wrote it.
CREATE TABLE sources_authors (
	owner TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
	value TEXT NOT NULL  -- a name
) STRICT;

CREATE INDEX sources_authors_owner ON sources_authors (owner);
CREATE INDEX sources_authors_value ON sources_authors (value, owner);

-- Its languages.
CREATE TABLE sources_languages (
	owner TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
	value TEXT NOT NULL  -- BCP 47
) STRICT;

CREATE INDEX sources_languages_owner ON sources_languages (owner);
CREATE INDEX sources_languages_value ON sources_languages (value, owner);

-- Its texts over time. The texts themselves may be in texts, or not.
CREATE TABLE sources_editions (
	owner      TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
	sha256     TEXT NOT NULL,  -- digest of its bytes
	size       INTEGER,        -- how many bytes it has
	media_type TEXT,           -- its media type
	lang       TEXT,           -- its language, BCP 47
	UNIQUE (owner, sha256)
) STRICT;

CREATE INDEX sources_editions_sha256 ON sources_editions (sha256, owner);
CREATE INDEX sources_editions_size ON sources_editions (size, owner);
CREATE INDEX sources_editions_media_type
	ON sources_editions (media_type, owner);
CREATE INDEX sources_editions_lang ON sources_editions (lang, owner);
