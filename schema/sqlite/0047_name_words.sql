-- 0047_name_words: words of names and their counts are written before each
-- commit, sorted, by the program; no index leads from a name to its words, as
-- the name has them.

DROP TRIGGER name_words_insert;
DROP TRIGGER name_words_delete;

CREATE TABLE newer_words (
	word   TEXT NOT NULL,     -- folded
	weight INTEGER NOT NULL,  -- of the name
	name   INTEGER NOT NULL,  -- as names.n
	PRIMARY KEY (word, weight DESC, name)
) STRICT, WITHOUT ROWID;

INSERT INTO newer_words (word, weight, name)
SELECT word, weight, name FROM name_words ORDER BY word, weight DESC, name;

DROP TABLE name_words;
ALTER TABLE newer_words RENAME TO name_words;
