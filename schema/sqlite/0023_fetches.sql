-- 0023_fetches: what a server said of a source's text when it was fetched last,
-- so that it is asked for again only if it changed. Of this registry alone: no
-- record, and in no export.

CREATE TABLE fetches (
	source        TEXT NOT NULL PRIMARY KEY  -- id of the source
	              REFERENCES sources (id) ON DELETE CASCADE,
	url           TEXT NOT NULL,  -- that was asked for
	edition       TEXT NOT NULL,  -- digest of the text that was kept of it
	etag          TEXT,           -- as the server wrote it
	last_modified TEXT,           -- the same
	at            TEXT NOT NULL   -- time it was fetched
) STRICT;
