-- 0026_gave_up: of a passage that is lost, whether all of the text was looked
-- at.

ALTER TABLE anchors ADD COLUMN gave_up INTEGER NOT NULL DEFAULT 0
	CHECK (gave_up IN (0, 1)); -- too much of the text was like its words
