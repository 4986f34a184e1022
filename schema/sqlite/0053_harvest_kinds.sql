-- 0053_harvest_kinds: a record of any kind is in the sets of its jurisdictions.

DROP VIEW harvest_codes;

-- The codes of what was put, where it has any.
CREATE VIEW harvest_codes AS
SELECT c.seq, j.value AS code
FROM changes AS c, json_each(c.record, '$.jurisdictions') AS j
WHERE j.value NOT GLOB '*[^-A-Za-z0-9_.]*'
UNION ALL
SELECT c.seq, j.value
FROM changes AS c, json_each(c.record, '$.jurisdiction') AS j
WHERE j.value NOT GLOB '*[^-A-Za-z0-9_.]*';
