-- 0042_webhooks: how far the changes have come that are sent to others, and
-- what became of the last ones. Of this registry alone: no record, and in no
-- export.

CREATE TABLE webhooks (
	name        TEXT NOT NULL PRIMARY KEY,  -- as in the file of webhooks
	url         TEXT NOT NULL,     -- where changes are sent
	seq         INTEGER NOT NULL,  -- all up to this one are delivered, or
	                               -- not wanted there
	attempts    INTEGER NOT NULL,  -- at the next one, that failed
	due_at      TEXT,              -- time before which it is not tried again
	disabled_at TEXT,              -- time since when it wants no more
	holder      TEXT,              -- process that delivers,
	held_until  TEXT               -- and until when no other does
) STRICT;

CREATE TABLE deliveries (
	n       INTEGER PRIMARY KEY,  -- grows
	webhook TEXT NOT NULL REFERENCES webhooks (name),  -- where it went
	message TEXT NOT NULL,        -- its webhook-id
	seq     INTEGER NOT NULL,     -- the change that was sent
	at      TEXT NOT NULL,        -- time it was sent
	attempt INTEGER NOT NULL,     -- from 1
	status  INTEGER,              -- what was answered, if anything was
	ms      INTEGER NOT NULL,     -- how long it took
	error   TEXT                  -- why it failed
) STRICT;

CREATE INDEX deliveries_webhook ON deliveries (webhook, n);
