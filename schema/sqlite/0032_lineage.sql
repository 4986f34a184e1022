-- 0032_lineage: what soft law became hard, derived from relations.

ALTER TABLE instruments ADD COLUMN became_hard INTEGER  -- a hard text takes it up
	CHECK (became_hard IN (0, 1));
ALTER TABLE instruments ADD COLUMN grew_out_of_soft INTEGER  -- it takes up a soft one
	CHECK (grew_out_of_soft IN (0, 1));
CREATE INDEX instruments_became_hard ON instruments (became_hard, key);
CREATE INDEX instruments_grew_out_of_soft ON instruments (grew_out_of_soft, key);

-- All derived values are recomputed.
DELETE FROM settings WHERE name = 'words_version';
