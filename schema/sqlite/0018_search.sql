-- 0018_search: what a search must know of each document besides its words, and
-- the index of words rebuilt without the lengths that are kept here now.
-- Derived from records.

CREATE TABLE search_docs (
	n          INTEGER PRIMARY KEY,  -- as records.n
	kind       TEXT NOT NULL,        -- as records.kind
	length     INTEGER,              -- tokens in all parts; NULL: deleted
	instrument INTEGER NOT NULL,     -- n of the one it belongs to; 0: none
	source     INTEGER NOT NULL,     -- n of the one it is from; 0: none
	version    INTEGER NOT NULL      -- the greater, the later it was indexed
) STRICT;

CREATE INDEX search_docs_version ON search_docs (version);

-- The places of records that were deleted: one that is made again has its own
-- again, so that what belonged to it still does.
CREATE TABLE records_gone (
	kind TEXT NOT NULL,     -- as records.kind
	id   TEXT NOT NULL,     -- as records.id
	n    INTEGER NOT NULL,  -- as records.n
	PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- The words of all records by records.n; columns in the order of enum
-- search_part. Without content: what was indexed is given again to delete it.
-- Prefixes have no index of their own: it would double the size to halve the
-- time they take.
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5 (
	title, name, summary, text,
	content = '', columnsize = 0, tokenize = 'registry'
);

-- The index is filled by the next program that opens the file.
DELETE FROM settings WHERE name = 'words_version';
