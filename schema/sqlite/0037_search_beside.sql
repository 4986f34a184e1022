-- 0037_search_beside: what others say of a record is searched behind its own words, in
-- a column of the index that is no part anybody asks for; and instruments are
-- found by their keys.

DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5 (
	title, name, summary, text, beside,
	content = '', columnsize = 0, tokenize = 'registry'
);

-- The index is filled, and all derived values drawn, by the next program that
-- opens the file.
DELETE FROM settings WHERE name = 'words_version';
