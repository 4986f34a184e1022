-- 0007_provisions: the parts of instruments. Their words are a span of an
-- edition, never stored here.

CREATE TABLE provisions (
	id         TEXT NOT NULL PRIMARY KEY,  -- UUID, the same for ever
	key        TEXT NOT NULL UNIQUE,       -- slug
	rev        INTEGER NOT NULL,           -- revision, from 1
	created_at TEXT NOT NULL,              -- time it was first written
	updated_at TEXT NOT NULL,              -- time it last changed
	instrument TEXT NOT NULL REFERENCES instruments (id),  -- part of which
	path       TEXT NOT NULL,              -- its place: art_5/para_1
	level      TEXT NOT NULL CHECK (level IN (  -- what sort of part
		'preamble', 'recital', 'part', 'title', 'chapter', 'section',
		'subsection', 'article', 'paragraph', 'point', 'annex', 'value',
		'principle', 'policy_area', 'other')),
	label      TEXT,                       -- how it is numbered: Article 5
	heading    TEXT,                       -- its heading
	position   INTEGER NOT NULL,           -- its place in the order of the text
	parent     TEXT REFERENCES provisions (id),  -- the provision above it
	lang       TEXT,                       -- of the heading, BCP 47
	url        TEXT,                       -- where to read it
	edition    TEXT,                       -- digest of the text it counts in
	start      INTEGER,                    -- its first code point, from 0
	"end"      INTEGER,                    -- the code point after its last
	held       INTEGER CHECK (held IN (0, 1)),  -- derived: is the text held
	record     TEXT NOT NULL,             -- canonical JSON of all members
	UNIQUE (instrument, path)
) STRICT;

CREATE INDEX provisions_order ON provisions (instrument, position, key);
CREATE INDEX provisions_instrument ON provisions (instrument, key);
CREATE INDEX provisions_rev ON provisions (rev, key);
CREATE INDEX provisions_created_at ON provisions (created_at, key);
CREATE INDEX provisions_updated_at ON provisions (updated_at, key);
CREATE INDEX provisions_path ON provisions (path, key);
CREATE INDEX provisions_level ON provisions (level, key);
CREATE INDEX provisions_label ON provisions (label, key);
CREATE INDEX provisions_heading ON provisions (heading, key);
CREATE INDEX provisions_position ON provisions (position, key);
CREATE INDEX provisions_parent ON provisions (parent, key);
CREATE INDEX provisions_lang ON provisions (lang, key);
CREATE INDEX provisions_url ON provisions (url, key);
CREATE INDEX provisions_edition ON provisions (edition, key);
CREATE INDEX provisions_start ON provisions (start, key);
CREATE INDEX provisions_end ON provisions ("end", key);
CREATE INDEX provisions_held ON provisions (held, key);

-- From when it applies, as laid down over time. Dates as precise as given.
CREATE TABLE provisions_application (
	owner  TEXT NOT NULL REFERENCES provisions (id) ON DELETE CASCADE,
	"on"   TEXT NOT NULL,  -- date it applies from
	"from" TEXT,           -- date that was laid down
	"by"   TEXT REFERENCES instruments (id)  -- what laid it down
) STRICT;

CREATE INDEX provisions_application_owner ON provisions_application (owner);
CREATE INDEX provisions_application_on ON provisions_application ("on", owner);
CREATE INDEX provisions_application_from
	ON provisions_application ("from", owner);
CREATE INDEX provisions_application_by ON provisions_application ("by", owner);
