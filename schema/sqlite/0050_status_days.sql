-- 0050_status_days: there are sets of from when, and until when, a status
-- holds, so that those of any day are counted: so all are made again.

DELETE FROM set_day;
