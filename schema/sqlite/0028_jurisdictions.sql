-- 0028_jurisdictions: schemes whose notations are the codes of jurisdictions.

-- A CHECK goes only with its column.
DROP INDEX schemes_purpose;
ALTER TABLE schemes ADD COLUMN newer TEXT  -- what it is for
	CHECK (newer IN ('classification', 'synonyms', 'jurisdictions'));
UPDATE schemes SET newer = purpose;
ALTER TABLE schemes DROP COLUMN purpose;
ALTER TABLE schemes RENAME COLUMN newer TO purpose;
CREATE INDEX schemes_purpose ON schemes (purpose, key);

-- Codes are indexed for search.
DELETE FROM settings WHERE name = 'words_version';
