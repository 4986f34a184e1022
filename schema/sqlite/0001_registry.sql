-- 0001_registry: what belongs to no kind: the list of live records, the log
-- of changes, source texts, keys that may write, the search index, settings.
--
-- In all of schema/: ids are UUIDs in lower case, times RFC 3339 UTC with
-- milliseconds (24 characters), digests SHA-256 in 64 lower-case hex digits.

-- Every live record of every kind, once. The engine keeps it; what may point
-- at records of any kind refers to (kind, id) here.
CREATE TABLE records (
	n    INTEGER PRIMARY KEY,  -- row of the search index, kept by VACUUM
	kind TEXT NOT NULL,        -- name of the kind's table: instruments
	id   TEXT NOT NULL,        -- id of the record in that table
	UNIQUE (kind, id)
) STRICT;

-- The log of revisions and the feed of changes, a hash chain. Append-only.
CREATE TABLE changes (
	seq    INTEGER PRIMARY KEY,  -- place in the chain, from 1, no gap
	at     TEXT NOT NULL,        -- time of the change, never decreases
	kind   TEXT NOT NULL,        -- name of the kind: instruments
	op     TEXT NOT NULL CHECK (op IN ('put', 'delete')),
	id     TEXT NOT NULL,        -- id of the record
	key    TEXT NOT NULL,        -- its key at that time
	rev    INTEGER,              -- its revision, from 1; a delete: the last
	record TEXT,                 -- its canonical JSON; NULL: a delete
	prev   TEXT NOT NULL,        -- hash of the change before; 64 zeros: none
	hash   TEXT NOT NULL         -- digest of this change's canonical JSON
) STRICT;

CREATE INDEX changes_id ON changes (kind, id, seq);
CREATE INDEX changes_key ON changes (kind, key, seq);

-- Texts of editions that were loaded, found by their digest.
CREATE TABLE texts (
	sha256      TEXT NOT NULL PRIMARY KEY,  -- digest of all its bytes
	bytes       INTEGER NOT NULL,           -- length in bytes of UTF-8
	code_points INTEGER NOT NULL,           -- length in code points
	utf16       INTEGER NOT NULL            -- length in UTF-16 units
) STRICT;

-- Their content, in parts that begin and end between code points.
CREATE TABLE pieces (
	sha256     TEXT NOT NULL REFERENCES texts (sha256),  -- of the text
	byte       INTEGER NOT NULL,  -- where it starts, in bytes
	code_point INTEGER NOT NULL,  -- the same in code points
	utf16      INTEGER NOT NULL,  -- the same in UTF-16 units
	body       BLOB NOT NULL,     -- UTF-8, as it was given
	UNIQUE (sha256, byte)
) STRICT;

CREATE INDEX pieces_code_point ON pieces (sha256, code_point);
CREATE INDEX pieces_utf16 ON pieces (sha256, utf16);

-- Keys that may write. The secret itself is nowhere.
CREATE TABLE api_keys (
	digest     TEXT NOT NULL PRIMARY KEY,  -- digest of the secret
	name       TEXT NOT NULL,              -- whose it is, for people
	role       TEXT NOT NULL CHECK (role IN ('reader', 'editor', 'admin')),
	created_at TEXT NOT NULL,              -- time it was made
	revoked_at TEXT                        -- time it was taken back, if so
) STRICT;

CREATE UNIQUE INDEX api_keys_name ON api_keys (name) WHERE revoked_at IS NULL;

-- What the engine must remember of itself.
CREATE TABLE settings (
	name  TEXT NOT NULL PRIMARY KEY,  -- words_version
	value TEXT NOT NULL               -- WORDS_VERSION the index was made by
) STRICT;

-- The words of all records by records.n; columns in the order of enum
-- search_part. Without content: what was indexed is given again to delete it.
-- Short prefixes have an index of their own, for search while typing.
CREATE VIRTUAL TABLE search USING fts5 (
	title, name, summary, text,
	content = '', tokenize = 'registry', prefix = '2 3'
);

-- What a word weighs in each column.
INSERT INTO search (search, rank)
VALUES ('rank', 'bm25(10.0, 8.0, 3.0, 1.0)');
