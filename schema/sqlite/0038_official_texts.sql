-- 0038_official_texts: how far the members of those instruments rest on
-- official texts whose own text is among the sources.

-- Sources that are an instrument's own text, as published by who made it.
CREATE VIEW official_texts AS
SELECT id, instrument FROM sources WHERE instrument IS NOT NULL
AND role IN ('primary_text', 'proposal', 'official_record');

-- What no text says of itself: members that are the editors' own.
CREATE VIEW editors_own (field) AS
VALUES ('/nature'), ('/note'), ('/summary');  -- JSON Pointers

CREATE VIEW uncovered_statements AS
SELECT owner FROM uncovered_fields
WHERE field NOT IN (SELECT field FROM editors_own);

-- The other members that instruments have, one by one.
CREATE VIEW instrument_members AS
SELECT r.id AS instrument, e.grade FROM records AS r
JOIN evidence AS e ON e.record = r.n
WHERE r.kind = 'instruments' AND e.present = 1
AND e.field NOT IN (SELECT field FROM editors_own)
UNION ALL
SELECT r.id, 'none' FROM records AS r
JOIN uncovered_records AS u ON u.record = r.n
JOIN uncovered_statements AS s ON s.owner = u.owner
WHERE r.kind = 'instruments';

-- The record of an instrument, and those of its provisions.
CREATE VIEW instrument_parts AS
SELECT id AS instrument, n AS record FROM records WHERE kind = 'instruments'
UNION ALL
SELECT p.instrument, r.n FROM provisions AS p
JOIN records AS r ON r.kind = 'provisions' AND r.id = p.id;

-- How many instruments have an official text, and how many of their members
-- are of each grade; kept by triggers.
CREATE TABLE text_coverage (
	what TEXT NOT NULL PRIMARY KEY CHECK (what IN (
		'instruments', 'official', 'independent', 'editorial', 'none')),
	n    INTEGER NOT NULL  -- so many
) STRICT, WITHOUT ROWID;

INSERT INTO text_coverage (what, n)
SELECT 'instruments', count(DISTINCT instrument) FROM official_texts;
INSERT INTO text_coverage (what, n)
SELECT g.value, (SELECT count(*) FROM instrument_members AS m
	WHERE m.grade = g.value
	AND m.instrument IN (SELECT instrument FROM official_texts))
FROM json_each('["official","independent","editorial","none"]') AS g;

CREATE TRIGGER evidence_of_text_added AFTER INSERT ON evidence
WHEN new.present = 1 AND new.kind = 'instruments'
AND new.field NOT IN (SELECT field FROM editors_own) AND EXISTS (
	SELECT 1 FROM records AS r JOIN official_texts AS t
	ON t.instrument = r.id WHERE r.n = new.record)
BEGIN
	UPDATE text_coverage SET n = n + 1 WHERE what = new.grade;
END;

CREATE TRIGGER evidence_of_text_gone AFTER DELETE ON evidence
WHEN old.present = 1 AND old.kind = 'instruments'
AND old.field NOT IN (SELECT field FROM editors_own) AND EXISTS (
	SELECT 1 FROM records AS r JOIN official_texts AS t
	ON t.instrument = r.id WHERE r.n = old.record)
BEGIN
	UPDATE text_coverage SET n = n - 1 WHERE what = old.grade;
END;

CREATE TRIGGER uncovered_of_text_added AFTER INSERT ON uncovered_records
WHEN EXISTS (SELECT 1 FROM records AS r JOIN official_texts AS t
	ON t.instrument = r.id
	WHERE r.n = new.record AND r.kind = 'instruments')
BEGIN
	UPDATE text_coverage SET n = n + (SELECT count(*)
		FROM uncovered_statements WHERE owner = new.owner)
	WHERE what = 'none';
END;

-- Before the set goes with it.
CREATE TRIGGER uncovered_of_text_gone BEFORE DELETE ON uncovered_records
WHEN EXISTS (SELECT 1 FROM records AS r JOIN official_texts AS t
	ON t.instrument = r.id
	WHERE r.n = old.record AND r.kind = 'instruments')
BEGIN
	UPDATE text_coverage SET n = n - (SELECT count(*)
		FROM uncovered_statements WHERE owner = old.owner)
	WHERE what = 'none';
END;

-- All at once, since what follows from a record goes after it.
CREATE TRIGGER record_of_text_gone BEFORE DELETE ON records
WHEN old.kind = 'instruments' AND EXISTS (
	SELECT 1 FROM official_texts WHERE instrument = old.id)
BEGIN
	UPDATE text_coverage SET n = n - (SELECT count(*)
		FROM instrument_members AS m
		WHERE m.instrument = old.id AND m.grade = what);
END;

-- An instrument gets its first official text, or loses its last.
CREATE TRIGGER text_added AFTER INSERT ON sources
WHEN EXISTS (SELECT 1 FROM official_texts WHERE id = new.id)
AND NOT EXISTS (SELECT 1 FROM official_texts
	WHERE instrument = new.instrument AND id <> new.id)
BEGIN
	UPDATE text_coverage SET n = n + (what = 'instruments') + (SELECT
		count(*) FROM instrument_members AS m
		WHERE m.instrument = new.instrument AND m.grade = what);
END;

CREATE TRIGGER text_gone AFTER DELETE ON sources
WHEN old.role IN ('primary_text', 'proposal', 'official_record')
AND old.instrument IS NOT NULL AND NOT EXISTS (
	SELECT 1 FROM official_texts WHERE instrument = old.instrument)
BEGIN
	UPDATE text_coverage SET n = n - (what = 'instruments') - (SELECT
		count(*) FROM instrument_members AS m
		WHERE m.instrument = old.instrument AND m.grade = what);
END;

CREATE TRIGGER text_moved_here AFTER UPDATE OF role, instrument ON sources
WHEN EXISTS (SELECT 1 FROM official_texts WHERE id = new.id)
AND NOT EXISTS (SELECT 1 FROM official_texts
	WHERE instrument = new.instrument AND id <> new.id)
AND NOT (old.instrument IS new.instrument
	AND old.role IN ('primary_text', 'proposal', 'official_record'))
BEGIN
	UPDATE text_coverage SET n = n + (what = 'instruments') + (SELECT
		count(*) FROM instrument_members AS m
		WHERE m.instrument = new.instrument AND m.grade = what);
END;

CREATE TRIGGER text_moved_away AFTER UPDATE OF role, instrument ON sources
WHEN old.role IN ('primary_text', 'proposal', 'official_record')
AND old.instrument IS NOT NULL AND NOT EXISTS (
	SELECT 1 FROM official_texts WHERE instrument = old.instrument)
BEGIN
	UPDATE text_coverage SET n = n - (what = 'instruments') - (SELECT
		count(*) FROM instrument_members AS m
		WHERE m.instrument = old.instrument AND m.grade = what);
END;
