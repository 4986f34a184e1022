-- 0025_grades: how strong the evidence for a member is, and who published it.

-- A CHECK goes only with its table; all of it is recomputed.
DROP TABLE evidence;
CREATE TABLE evidence (
	record   INTEGER NOT NULL REFERENCES records (n) ON DELETE CASCADE,
	kind     TEXT NOT NULL,     -- name of the record's kind: instruments
	key      TEXT NOT NULL,     -- its key
	field    TEXT NOT NULL,     -- JSON Pointer to the member
	state    TEXT NOT NULL CHECK (state IN (  -- what its evidence comes to
		'supported', 'editorial', 'disputed', 'settled', 'unsettled',
		'unsupported')),
	grade    TEXT NOT NULL CHECK (grade IN (  -- how strong it is at most
		'official', 'independent', 'editorial', 'none')),
	conflict INTEGER NOT NULL CHECK (conflict IN (0, 1)),  -- do claims that
	                            -- count contradict the record or each other
	flags    TEXT CHECK (flags IN ('rests_only_on_proposal')),  -- what to be
	                            -- wary of
	present  INTEGER NOT NULL CHECK (present IN (0, 1))  -- has the record
	                            -- this member
) STRICT;

CREATE INDEX evidence_record ON evidence (record, field, state, grade);
CREATE INDEX evidence_state ON evidence (kind, state, record);
CREATE INDEX evidence_grade ON evidence (kind, grade, record);
CREATE INDEX evidence_field ON evidence (kind, field, state, grade, record);
CREATE INDEX evidence_flags ON evidence (kind, flags, record)
	WHERE flags IS NOT NULL;
CREATE INDEX evidence_flagged ON evidence (record) WHERE flags IS NOT NULL;
CREATE INDEX evidence_conflict ON evidence (kind, key, field, state, record)
	WHERE conflict = 1;

-- How many members that records have are in each state and of each grade; kept
-- by triggers.
DROP TABLE coverage;
CREATE TABLE coverage (
	kind  TEXT NOT NULL,     -- name of the records' kind
	field TEXT NOT NULL,     -- JSON Pointer to the member
	state TEXT NOT NULL,     -- as in evidence
	grade TEXT NOT NULL,     -- as in evidence
	n     INTEGER NOT NULL,  -- so many
	PRIMARY KEY (kind, field, state, grade)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER evidence_added AFTER INSERT ON evidence WHEN new.present = 1
BEGIN
	INSERT INTO coverage (kind, field, state, grade, n)
	VALUES (new.kind, new.field, new.state, new.grade, 1)
	ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER evidence_gone AFTER DELETE ON evidence WHEN old.present = 1
BEGIN
	UPDATE coverage SET n = n - 1 WHERE kind = old.kind
	AND field = old.field AND state = old.state AND grade = old.grade;
END;

-- A journal or register that publishes official texts is a role of sources.
DROP INDEX sources_role;
ALTER TABLE sources ADD COLUMN newer TEXT NOT NULL DEFAULT 'other'
	CHECK (newer IN (  -- what it is to the facts
		'primary_text', 'proposal', 'official_record', 'translation',
		'commentary', 'editorial_note', 'dataset', 'other'));
UPDATE sources SET newer = role;
ALTER TABLE sources DROP COLUMN role;
ALTER TABLE sources RENAME COLUMN newer TO role;
CREATE INDEX sources_role ON sources (role, key);

-- All derived values of a registry that was there before are recomputed.
DELETE FROM settings WHERE name = 'words_version';
