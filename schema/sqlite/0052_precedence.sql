-- 0052_precedence: what is said of a member is shown in the order of its
-- strength, a page at a time.

ALTER TABLE assertions ADD COLUMN precedence TEXT;  -- derived: grade, then when
                                                    -- the source was published

CREATE INDEX assertions_ranked
	ON assertions (subject_kind, subject_id, field, precedence, key);

-- All derived values of a registry that was there before are recomputed.
DELETE FROM settings WHERE name = 'words_version';
