-- 0049_more_sets: what lists refer to has sets, too, and who has any value of
-- a member at all: so they are made again.

DELETE FROM set_day;
