-- 0015_answers: what was answered to requests that bore an Idempotency-Key, so
-- that the same request sent again gets the same answer.

CREATE TABLE answers (
	who      TEXT NOT NULL,  -- name of the api key that asked
	name     TEXT NOT NULL,  -- the Idempotency-Key
	digest   TEXT NOT NULL,  -- of the request
	at       TEXT NOT NULL,  -- time it was answered
	location TEXT NOT NULL,  -- path of the record made
	rev      INTEGER NOT NULL,  -- its revision
	body     TEXT NOT NULL,  -- the answer itself
	PRIMARY KEY (who, name)
) STRICT;

CREATE INDEX answers_at ON answers (at);
