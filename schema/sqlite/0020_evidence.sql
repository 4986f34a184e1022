-- 0020_evidence: what is kept of the evidence for the members of records, for
-- filters and for counts. All of it is derived from records, assertions and
-- resolutions, and recomputed with them.

-- One row for each member that a record has, or that a conflict or a
-- resolution is about; of records that are evidence themselves only those that
-- someone speaks of.
CREATE TABLE evidence (
	record   INTEGER NOT NULL REFERENCES records (n) ON DELETE CASCADE,
	kind     TEXT NOT NULL,     -- name of the record's kind: instruments
	key      TEXT NOT NULL,     -- its key
	field    TEXT NOT NULL,     -- JSON Pointer to the member
	state    TEXT NOT NULL CHECK (state IN (  -- what its evidence comes to
		'supported', 'disputed', 'settled', 'unsettled', 'unsupported')),
	conflict INTEGER NOT NULL CHECK (conflict IN (0, 1)),  -- do claims that
	                            -- count contradict the record or each other
	flags    TEXT CHECK (flags IN ('rests_only_on_proposal')),  -- what to be
	                            -- wary of
	present  INTEGER NOT NULL CHECK (present IN (0, 1))  -- has the record
	                            -- this member
) STRICT;

CREATE INDEX evidence_record ON evidence (record, field, state);
CREATE INDEX evidence_state ON evidence (kind, state, record);
CREATE INDEX evidence_field ON evidence (kind, field, state, record);
CREATE INDEX evidence_flags ON evidence (kind, flags, record)
	WHERE flags IS NOT NULL;
CREATE INDEX evidence_flagged ON evidence (record) WHERE flags IS NOT NULL;
CREATE INDEX evidence_conflict ON evidence (kind, key, field, state, record)
	WHERE conflict = 1;

-- From which sources claims about a member are taken.
CREATE TABLE grounds (
	record   INTEGER NOT NULL REFERENCES records (n) ON DELETE CASCADE,
	kind     TEXT NOT NULL,     -- name of the record's kind
	field    TEXT NOT NULL,     -- JSON Pointer to the member
	source   TEXT NOT NULL,     -- id of the source
	claims   INTEGER NOT NULL,  -- how many assertions
	supports INTEGER NOT NULL CHECK (supports IN (0, 1))  -- does one agree
) STRICT;

CREATE INDEX grounds_record ON grounds (record, field, source);

-- How many members that records have are in each state; kept by triggers.
CREATE TABLE coverage (
	kind  TEXT NOT NULL,     -- name of the records' kind
	field TEXT NOT NULL,     -- JSON Pointer to the member
	state TEXT NOT NULL,     -- as in evidence
	n     INTEGER NOT NULL,  -- so many
	PRIMARY KEY (kind, field, state)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER evidence_added AFTER INSERT ON evidence WHEN new.present = 1
BEGIN
	INSERT INTO coverage (kind, field, state, n)
	VALUES (new.kind, new.field, new.state, 1)
	ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER evidence_gone AFTER DELETE ON evidence WHEN old.present = 1
BEGIN
	UPDATE coverage SET n = n - 1
	WHERE kind = old.kind AND field = old.field AND state = old.state;
END;

-- What is taken from each source; kept by triggers.
CREATE TABLE yields (
	source     TEXT NOT NULL PRIMARY KEY,  -- id of the source
	passages   INTEGER NOT NULL,           -- taken from it
	assertions INTEGER NOT NULL,           -- that rest on those
	members    INTEGER NOT NULL            -- that it supports
) STRICT, WITHOUT ROWID;

INSERT INTO yields (source, passages, assertions, members)
SELECT source, count(*), 0, 0 FROM passages GROUP BY source;

CREATE TRIGGER grounds_added AFTER INSERT ON grounds
BEGIN
	INSERT INTO yields (source, passages, assertions, members)
	VALUES (new.source, 0, new.claims, new.supports)
	ON CONFLICT DO UPDATE SET
		assertions = assertions + excluded.assertions,
		members = members + excluded.members;
END;

CREATE TRIGGER grounds_gone AFTER DELETE ON grounds
BEGIN
	UPDATE yields SET assertions = assertions - old.claims,
		members = members - old.supports
	WHERE source = old.source;
END;

CREATE TRIGGER passages_added AFTER INSERT ON passages
BEGIN
	INSERT INTO yields (source, passages, assertions, members)
	VALUES (new.source, 1, 0, 0)
	ON CONFLICT DO UPDATE SET passages = passages + 1;
END;

CREATE TRIGGER passages_gone AFTER DELETE ON passages
BEGIN
	UPDATE yields SET passages = passages - 1 WHERE source = old.source;
END;

CREATE TRIGGER passages_moved AFTER UPDATE OF source ON passages
WHEN new.source <> old.source
BEGIN
	UPDATE yields SET passages = passages - 1 WHERE source = old.source;
	INSERT INTO yields (source, passages, assertions, members)
	VALUES (new.source, 1, 0, 0)
	ON CONFLICT DO UPDATE SET passages = passages + 1;
END;

-- Derived: 1 where a member of the record has a conflict, else 0.
ALTER TABLE organizations ADD COLUMN has_conflict INTEGER;
CREATE INDEX organizations_has_conflict ON organizations (has_conflict, key);
ALTER TABLE instruments ADD COLUMN has_conflict INTEGER;
CREATE INDEX instruments_has_conflict ON instruments (has_conflict, key);
ALTER TABLE provisions ADD COLUMN has_conflict INTEGER;
CREATE INDEX provisions_has_conflict ON provisions (has_conflict, key);
ALTER TABLE events ADD COLUMN has_conflict INTEGER;
CREATE INDEX events_has_conflict ON events (has_conflict, key);
ALTER TABLE sources ADD COLUMN has_conflict INTEGER;
CREATE INDEX sources_has_conflict ON sources (has_conflict, key);
ALTER TABLE passages ADD COLUMN has_conflict INTEGER;
CREATE INDEX passages_has_conflict ON passages (has_conflict, key);
ALTER TABLE schemes ADD COLUMN has_conflict INTEGER;
CREATE INDEX schemes_has_conflict ON schemes (has_conflict, key);
ALTER TABLE concepts ADD COLUMN has_conflict INTEGER;
CREATE INDEX concepts_has_conflict ON concepts (has_conflict, key);
ALTER TABLE relations ADD COLUMN has_conflict INTEGER;
CREATE INDEX relations_has_conflict ON relations (has_conflict, key);
ALTER TABLE classifications ADD COLUMN has_conflict INTEGER;
CREATE INDEX classifications_has_conflict ON classifications (has_conflict, key);
ALTER TABLE assertions ADD COLUMN has_conflict INTEGER;
CREATE INDEX assertions_has_conflict ON assertions (has_conflict, key);
ALTER TABLE resolutions ADD COLUMN has_conflict INTEGER;
CREATE INDEX resolutions_has_conflict ON resolutions (has_conflict, key);

-- All derived values of a registry that was there before are recomputed.
DELETE FROM settings WHERE name = 'words_version';
