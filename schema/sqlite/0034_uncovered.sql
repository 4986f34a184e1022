-- 0034_uncovered: what nobody speaks of is no row of evidence. Records of a
-- kind mostly lack evidence for the same members, so each set of them is kept
-- once, and a record says which is its own.

-- Members that records have and no assertion or resolution speaks of.
CREATE TABLE uncovered_sets (
	n      INTEGER PRIMARY KEY,
	kind   TEXT NOT NULL,     -- name of the records' kind
	fields TEXT NOT NULL,     -- JSON Pointers to them, sorted, as JSON
	uses   INTEGER NOT NULL,  -- so many records have it
	UNIQUE (kind, fields)
) STRICT;

-- The same, one by one.
CREATE TABLE uncovered_fields (
	owner INTEGER NOT NULL REFERENCES uncovered_sets (n) ON DELETE CASCADE,
	field TEXT NOT NULL,
	kind  TEXT NOT NULL,      -- as in the set
	PRIMARY KEY (owner, field)
) STRICT, WITHOUT ROWID;

CREATE INDEX uncovered_fields_field ON uncovered_fields (kind, field, owner);

CREATE TRIGGER uncovered_set_added AFTER INSERT ON uncovered_sets
BEGIN
	INSERT INTO uncovered_fields (owner, field, kind)
	SELECT new.n, value, new.kind FROM json_each(new.fields);
END;

-- Which set is a record's; one that lacks nothing has none.
CREATE TABLE uncovered_records (
	record INTEGER PRIMARY KEY REFERENCES records (n) ON DELETE CASCADE,
	owner  INTEGER NOT NULL REFERENCES uncovered_sets (n)
) STRICT;

CREATE INDEX uncovered_records_owner ON uncovered_records (owner, record);

-- A set goes with the last record that has it.
CREATE TRIGGER uncovered_record_gone AFTER DELETE ON uncovered_records
BEGIN
	UPDATE uncovered_sets SET uses = uses - 1 WHERE n = old.owner;
	DELETE FROM uncovered_sets WHERE n = old.owner AND uses = 0;
END;

-- The two together, as the list of a record that it is written and read as.
CREATE VIEW uncovered AS
SELECT r.record AS rowid, r.record, s.kind, s.fields
FROM uncovered_records AS r JOIN uncovered_sets AS s ON s.n = r.owner;

CREATE TRIGGER uncovered_added INSTEAD OF INSERT ON uncovered
BEGIN
	INSERT INTO uncovered_sets (kind, fields, uses)
	VALUES (new.kind, new.fields, 1)
	ON CONFLICT DO UPDATE SET uses = uses + 1;
	INSERT INTO uncovered_records (record, owner)
	SELECT new.record, n FROM uncovered_sets
	WHERE kind = new.kind AND fields = new.fields;
END;

CREATE TRIGGER uncovered_gone INSTEAD OF DELETE ON uncovered
BEGIN
	DELETE FROM uncovered_records WHERE record = old.record;
END;

-- What evidence would say of these members.
CREATE VIEW evidence_implied AS
SELECT r.record, f.kind, f.field, 'unsupported' AS state, 'none' AS grade,
	NULL AS flags
FROM uncovered_fields AS f JOIN uncovered_records AS r ON r.owner = f.owner;

-- Move what is there; the sets first, so that they are written once.
CREATE TEMP TABLE lacking AS
SELECT record, kind, json_group_array(field) AS fields FROM (
	SELECT e.record, e.kind, e.field FROM evidence AS e
	WHERE e.state = 'unsupported' AND e.present = 1 AND NOT EXISTS (
		SELECT 1 FROM grounds AS g
		WHERE g.record = e.record AND g.field = e.field)
	ORDER BY e.record, e.field)
GROUP BY record, kind;

INSERT INTO uncovered (record, kind, fields)
SELECT record, kind, fields FROM lacking;

DELETE FROM evidence WHERE state = 'unsupported' AND present = 1
AND NOT EXISTS (SELECT 1 FROM grounds AS g
	WHERE g.record = evidence.record AND g.field = evidence.field);

DROP TABLE lacking;
