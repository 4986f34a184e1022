-- 0024_copies: passages are found in copies of their text by fingerprints.

-- A CHECK goes only with its table; what was found stays.
ALTER TABLE anchors RENAME TO older_anchors;
DROP INDEX anchors_start;
DROP INDEX anchors_state;

CREATE TABLE anchors (
	source     TEXT NOT NULL,     -- id of the source
	target     TEXT NOT NULL,     -- digest of the edition looked in
	passage    TEXT NOT NULL,     -- id of the passage, also of one deleted
	edition    TEXT NOT NULL,     -- digest of the edition it counted in
	start      INTEGER NOT NULL,  -- its first code point there
	"end"      INTEGER NOT NULL,  -- the code point after its last there
	state      TEXT NOT NULL CHECK (state IN (  -- what was found
		'unchanged', 'found', 'moved', 'changed', 'ambiguous', 'lost')),
	similarity INTEGER NOT NULL,  -- of the first place to its words, 0..1000
	places     TEXT NOT NULL,     -- JSON: [[start,end],...] in the target
	print      TEXT NOT NULL DEFAULT '',  -- digest of the fingerprint by which
	                              -- it was looked for; '': by its words
	PRIMARY KEY (source, target, passage)
) STRICT, WITHOUT ROWID;

INSERT INTO anchors (source, target, passage, edition, start, "end", state,
	similarity, places)
SELECT source, target, passage, edition, start, "end", state, similarity, places
FROM older_anchors;
DROP TABLE older_anchors;

CREATE INDEX anchors_start ON anchors (source, target, start, passage);
CREATE INDEX anchors_state ON anchors (source, target, state, start, passage);

-- Derived: the edition that the words of a passage are read in, and where.
ALTER TABLE passages ADD COLUMN shown_in TEXT;
ALTER TABLE passages ADD COLUMN shown_start INTEGER;
ALTER TABLE passages ADD COLUMN shown_end INTEGER;

-- All derived values of a registry that was there before are recomputed.
DELETE FROM settings WHERE name = 'words_version';
