-- 0035_aliases: other keys that lead to an instrument.

CREATE TABLE instruments_aliases (
	owner TEXT NOT NULL REFERENCES instruments (id) ON DELETE CASCADE,
	value TEXT NOT NULL UNIQUE  -- a key; none that a record has
) STRICT;

CREATE INDEX instruments_aliases_owner ON instruments_aliases (owner);
