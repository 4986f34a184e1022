-- 0031_authors: who made a change.

ALTER TABLE changes ADD COLUMN
	author TEXT;  -- name of a key, or a command and its file; NULL: unknown
