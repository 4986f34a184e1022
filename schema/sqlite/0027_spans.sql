-- 0027_spans: where a provision stands in further languages and editions.

CREATE TABLE provisions_spans (
	owner   TEXT NOT NULL REFERENCES provisions (id) ON DELETE CASCADE,
	edition TEXT NOT NULL,  -- digest of the text its offsets count in
	lang    TEXT            -- of the words, BCP 47
) STRICT;

CREATE INDEX provisions_spans_owner ON provisions_spans (owner);
CREATE INDEX provisions_spans_edition ON provisions_spans (edition, owner);
CREATE INDEX provisions_spans_lang ON provisions_spans (lang, owner);

-- Derived: digests of the editions whose text is held, a blank between.
ALTER TABLE provisions ADD COLUMN held_in TEXT;
UPDATE provisions SET held_in = edition WHERE held = 1;
