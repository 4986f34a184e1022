-- 0016_anchors: where the words of passages were found in later editions of
-- their sources: derived from texts and passages, and kept as the report of
-- what was found then.

CREATE TABLE anchors (
	source     TEXT NOT NULL,     -- id of the source
	target     TEXT NOT NULL,     -- digest of the edition looked in
	passage    TEXT NOT NULL,     -- id of the passage, also of one deleted
	edition    TEXT NOT NULL,     -- digest of the edition it counted in
	start      INTEGER NOT NULL,  -- its first code point there
	"end"      INTEGER NOT NULL,  -- the code point after its last there
	state      TEXT NOT NULL CHECK (state IN (  -- what was found
		'unchanged', 'moved', 'changed', 'ambiguous', 'lost')),
	similarity INTEGER NOT NULL,  -- of the first place to its words, 0..1000
	places     TEXT NOT NULL,     -- JSON: [[start,end],...] in the target
	PRIMARY KEY (source, target, passage)
) STRICT, WITHOUT ROWID;

CREATE INDEX anchors_start ON anchors (source, target, start, passage);
CREATE INDEX anchors_state ON anchors (source, target, state, start, passage);
