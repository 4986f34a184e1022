-- 0019_purpose: schemes whose concepts are synonyms for search.

ALTER TABLE schemes ADD COLUMN purpose TEXT  -- what it is for
	CHECK (purpose IN ('classification', 'synonyms'));

CREATE INDEX schemes_purpose ON schemes (purpose, key);
