-- 0057_provision_topics: what a provision is classified as, so that it can be
-- asked for. Derived from classifications and concepts.

-- The concept of each classification, and those above it.
CREATE TABLE provisions_concept (
	owner TEXT NOT NULL REFERENCES provisions (id) ON DELETE CASCADE,
	value TEXT NOT NULL  -- concept
) STRICT;

CREATE INDEX provisions_concept_owner ON provisions_concept (owner);
CREATE INDEX provisions_concept_value ON provisions_concept (value, owner);

-- Of these, the concepts of the scheme "topics".
CREATE TABLE provisions_topic (
	owner TEXT NOT NULL REFERENCES provisions (id) ON DELETE CASCADE,
	value TEXT NOT NULL  -- concept
) STRICT;

CREATE INDEX provisions_topic_owner ON provisions_topic (owner);
CREATE INDEX provisions_topic_value ON provisions_topic (value, owner);

-- All derived values are recomputed.
DELETE FROM settings WHERE name = 'words_version';
DELETE FROM set_day;
