-- 0021_nature: what an instrument is, how it came to nothing, more types, and
-- identifiers of any scheme.

ALTER TABLE instruments ADD COLUMN nature TEXT CHECK (nature IN (
	'text', 'set', 'proposal', 'model', 'publication', 'programme'));
ALTER TABLE instruments ADD COLUMN lapsed_on TEXT
	CHECK (length(lapsed_on) IN (4, 7, 10));  -- date
ALTER TABLE instruments ADD COLUMN vetoed_on TEXT
	CHECK (length(vetoed_on) IN (4, 7, 10));  -- date

CREATE INDEX instruments_nature ON instruments (nature, key);
CREATE INDEX instruments_lapsed_on ON instruments (lapsed_on, key);
CREATE INDEX instruments_vetoed_on ON instruments (vetoed_on, key);

-- A CHECK goes only with its column.
DROP INDEX instruments_type;
ALTER TABLE instruments ADD COLUMN newer TEXT NOT NULL DEFAULT 'other'
	CHECK (newer IN (
		'treaty', 'convention', 'regulation', 'directive', 'act', 'bill',
		'measures', 'resolution', 'recommendation', 'principles',
		'guidelines', 'declaration', 'statement', 'code', 'standard',
		'framework', 'strategy', 'plan', 'white_paper', 'position_paper',
		'report', 'policy', 'commitments', 'compact',
		'certification_scheme', 'initiative', 'process', 'proposal',
		'executive_order', 'decree', 'order', 'ordinance', 'memorandum',
		'agreement', 'other'));
UPDATE instruments SET newer = type;
ALTER TABLE instruments DROP COLUMN type;
ALTER TABLE instruments RENAME COLUMN newer TO type;
CREATE INDEX instruments_type ON instruments (type, key);

DROP INDEX instruments_identifiers_scheme;
ALTER TABLE instruments_identifiers ADD COLUMN newer TEXT NOT NULL DEFAULT '';
UPDATE instruments_identifiers SET newer = scheme;
ALTER TABLE instruments_identifiers DROP COLUMN scheme;
ALTER TABLE instruments_identifiers RENAME COLUMN newer TO scheme;
CREATE INDEX instruments_identifiers_scheme
	ON instruments_identifiers (scheme, owner);

ALTER TABLE instruments_statuses ADD COLUMN in_force INTEGER  -- does it bind
	CHECK (in_force IN (0, 1));
CREATE INDEX instruments_statuses_in_force
	ON instruments_statuses (in_force, "from", "to", owner);

-- Statuses follow from more than they did: all derived values are recomputed.
DELETE FROM settings WHERE name = 'words_version';
