-- Records whose law was revised are in a set of their own: all sets are found
-- again by the next write, where there is such a record.
DELETE FROM set_day WHERE EXISTS (
	SELECT 1 FROM instruments_statuses
	WHERE known_from <> '0001-01-01' OR known_to <> '9999-12-31');
