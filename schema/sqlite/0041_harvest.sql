-- 0041_harvest: the newest change of every record, by the sets the record is
-- in, for who harvests. Follows from the chain; no record, and in no export.

CREATE TABLE harvest (
	name TEXT NOT NULL,     -- of the set: kind (all), kind:events,
	                        -- jurisdiction:US, jurisdiction:US:US-CA
	seq  INTEGER NOT NULL,  -- newest change of a record that is in it
	PRIMARY KEY (name, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX harvest_seq ON harvest (seq);

-- The codes of what was put, where it has any.
CREATE VIEW harvest_codes AS
SELECT c.seq, j.value AS code
FROM changes AS c, json_each(c.record, '$.jurisdictions') AS j
WHERE c.kind = 'instruments' AND j.value NOT GLOB '*[^-A-Za-z0-9_.]*'
UNION ALL
SELECT c.seq, j.value
FROM changes AS c, json_each(c.record, '$.jurisdiction') AS j
WHERE c.kind = 'organizations' AND j.value NOT GLOB '*[^-A-Za-z0-9_.]*';

-- The sets of what was put, some of them twice.
CREATE VIEW harvest_names AS
SELECT seq, 'kind' AS name FROM changes WHERE op = 'put'
UNION ALL
SELECT seq, 'kind:' || kind FROM changes WHERE op = 'put'
UNION ALL
SELECT seq, 'jurisdiction' FROM harvest_codes
UNION ALL
SELECT seq, 'jurisdiction:' || CASE WHEN code GLOB '[A-Z][A-Z]-*'
	THEN substr(code, 1, 2) ELSE code END FROM harvest_codes
UNION ALL
SELECT seq, 'jurisdiction:' || substr(code, 1, 2) || ':' || code
FROM harvest_codes WHERE code GLOB '[A-Z][A-Z]-*';

CREATE TRIGGER harvest_put AFTER INSERT ON changes WHEN NEW.op = 'put'
BEGIN
	DELETE FROM harvest WHERE seq = (SELECT max(seq) FROM changes
		WHERE kind = NEW.kind AND id = NEW.id AND seq < NEW.seq);
	INSERT OR IGNORE INTO harvest (name, seq)
		SELECT name, seq FROM harvest_names WHERE seq = NEW.seq;
END;

-- What is deleted stays where it was.
CREATE TRIGGER harvest_delete AFTER INSERT ON changes WHEN NEW.op = 'delete'
BEGIN
	UPDATE harvest SET seq = NEW.seq WHERE seq = (SELECT max(seq)
		FROM changes
		WHERE kind = NEW.kind AND id = NEW.id AND seq < NEW.seq);
END;

-- What must stand in harvest.
CREATE VIEW harvest_due AS
SELECT DISTINCT n.name, l.last AS seq FROM (
	SELECT max(seq) AS last, max(seq) FILTER (WHERE op = 'put') AS put
	FROM changes GROUP BY kind, id) AS l
JOIN harvest_names AS n ON n.seq = l.put;

INSERT INTO harvest (name, seq) SELECT name, seq FROM harvest_due;
