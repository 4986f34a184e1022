-- 0033_found_by: what instruments and provisions are found by besides their own
-- words: numbers in another spelling, names of parties, topics. Derived from
-- records.

ALTER TABLE instruments ADD COLUMN found_by TEXT;  -- one to a line
ALTER TABLE provisions ADD COLUMN found_by TEXT;   -- one to a line

-- All derived values are recomputed.
DELETE FROM settings WHERE name = 'words_version';
