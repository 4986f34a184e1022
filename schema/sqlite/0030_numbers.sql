-- 0030_numbers: identifiers of instruments as they are compared, so that two
-- instruments with one identifier are noticed. Derived from records.

CREATE TABLE instruments_numbers (
	owner TEXT NOT NULL REFERENCES instruments (id) ON DELETE CASCADE,
	value TEXT NOT NULL  -- scheme and folded value
) STRICT;

CREATE INDEX instruments_numbers_owner ON instruments_numbers (owner);
CREATE INDEX instruments_numbers_value ON instruments_numbers (value, owner);

-- All derived values are recomputed.
DELETE FROM settings WHERE name = 'words_version';
