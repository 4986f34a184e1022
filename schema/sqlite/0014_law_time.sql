-- 0014_law_time: the status of instruments on each day, drawn from their dates
-- and from when their provisions apply. Days are YYYY-MM-DD; a row holds from
-- `from` until the day before `to`, as the law known from `known_from` until
-- the day before `known_to` had it; 0001-01-01 and 9999-12-31 mean no bound.

ALTER TABLE instruments ADD COLUMN intervals TEXT;  -- derived: the same rows
                                                    -- as JSON, in their order

CREATE TABLE instruments_statuses (
	owner      TEXT NOT NULL REFERENCES instruments (id) ON DELETE CASCADE,
	status     TEXT NOT NULL,  -- in_force
	"from"     TEXT NOT NULL,  -- its first day
	"to"       TEXT NOT NULL,  -- the day after its last
	known_from TEXT NOT NULL,  -- the first day it was so known
	known_to   TEXT NOT NULL   -- the day after the last
) STRICT;

CREATE INDEX instruments_statuses_owner ON instruments_statuses (owner);
CREATE INDEX instruments_statuses_status
	ON instruments_statuses (status, "from", "to", owner);

-- All derived values of a registry that was there before are recomputed.
DELETE FROM settings WHERE name = 'words_version';
