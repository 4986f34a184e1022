-- 0045_counted_beside: what a new change or passage is counted in is written by
-- statements of its own. A trigger had SQLite keep a copy of every page that
-- the insertion touches, indexes included, to undo that alone.

DROP TRIGGER harvest_put;
DROP TRIGGER harvest_delete;
DROP TRIGGER passages_added;
