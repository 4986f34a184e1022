-- 0017_names: what records are called, word by word, for suggestions while
-- somebody types and for names typed in full: derived from records.

CREATE TABLE names (
	n      INTEGER PRIMARY KEY,
	record INTEGER NOT NULL REFERENCES records (n) ON DELETE CASCADE,
	folded TEXT NOT NULL,     -- its words, folded, one blank between
	name   TEXT NOT NULL,     -- as it is written
	weight INTEGER NOT NULL   -- the greater comes first
) STRICT;

CREATE INDEX names_record ON names (record);
CREATE INDEX names_folded ON names (folded, weight);

-- The words of each name, once each.
CREATE TABLE name_words (
	word   TEXT NOT NULL,     -- folded
	weight INTEGER NOT NULL,  -- of the name
	name   INTEGER NOT NULL REFERENCES names (n) ON DELETE CASCADE,
	PRIMARY KEY (word, weight DESC, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX name_words_name ON name_words (name);

-- All words of names, and in how many they stand: kept by the triggers.
CREATE TABLE words (
	word TEXT NOT NULL PRIMARY KEY,  -- folded
	uses INTEGER NOT NULL            -- in so many names
) STRICT, WITHOUT ROWID;

-- The commonest words of a short beginning.
CREATE INDEX words_first ON words (substr(word, 1, 1), uses DESC);
CREATE INDEX words_second ON words (substr(word, 1, 2), uses DESC);
CREATE INDEX words_third ON words (substr(word, 1, 3), uses DESC);

CREATE TRIGGER name_words_insert AFTER INSERT ON name_words BEGIN
	INSERT INTO words (word, uses) VALUES (new.word, 1)
	ON CONFLICT (word) DO UPDATE SET uses = uses + 1;
END;

CREATE TRIGGER name_words_delete AFTER DELETE ON name_words BEGIN
	UPDATE words SET uses = uses - 1 WHERE word = old.word;
	DELETE FROM words WHERE word = old.word AND uses = 0;
END;

-- The index of words is rebuilt by the next program that opens the file,
-- and the names with it.
DELETE FROM settings WHERE name = 'words_version';
