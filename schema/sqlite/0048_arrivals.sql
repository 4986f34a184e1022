-- 0048_arrivals: when a copy took a change over, for who harvests it.

ALTER TABLE changes ADD COLUMN
	arrived_at TEXT;  -- time it was taken over, later than its own, never
	                  -- earlier than that of the change before; NULL: then
