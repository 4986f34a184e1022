-- 0008_events: meetings and processes in which instruments come about.

CREATE TABLE events (
	id         TEXT NOT NULL PRIMARY KEY,  -- UUID, the same for ever
	key        TEXT NOT NULL UNIQUE,       -- slug
	rev        INTEGER NOT NULL,           -- revision, from 1
	created_at TEXT NOT NULL,              -- time it was first written
	updated_at TEXT NOT NULL,              -- time it last changed
	name       TEXT NOT NULL,              -- what it is called
	type       TEXT NOT NULL CHECK (type IN (  -- what sort of event
		'summit', 'session', 'conference', 'meeting', 'hearing',
		'publication', 'other')),
	planned_on TEXT CHECK (length(planned_on) IN (4, 7, 10)),  -- date
	held_on    TEXT CHECK (length(held_on) IN (4, 7, 10)),     -- date
	place      TEXT,                       -- where
	record     TEXT NOT NULL              -- canonical JSON of all members
) STRICT;

CREATE INDEX events_rev ON events (rev, key);
CREATE INDEX events_created_at ON events (created_at, key);
CREATE INDEX events_updated_at ON events (updated_at, key);
CREATE INDEX events_name ON events (name, key);
CREATE INDEX events_type ON events (type, key);
CREATE INDEX events_planned_on ON events (planned_on, key);
CREATE INDEX events_held_on ON events (held_on, key);
CREATE INDEX events_place ON events (place, key);

-- Who hosted it.
CREATE TABLE events_hosts (
	owner TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
	value TEXT NOT NULL REFERENCES organizations (id)  -- the host
) STRICT;

CREATE INDEX events_hosts_owner ON events_hosts (owner);
CREATE INDEX events_hosts_value ON events_hosts (value, owner);

-- Who took part, in numbers.
CREATE TABLE events_counts (
	owner      TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
	"of"       TEXT NOT NULL,     -- what is counted
	number     INTEGER NOT NULL,  -- how many
	comparator TEXT CHECK (comparator IN (  -- how exact; NULL: exactly
		'exactly', 'at_least', 'at_most', 'about'))
) STRICT;

CREATE INDEX events_counts_owner ON events_counts (owner);
CREATE INDEX events_counts_of ON events_counts ("of", owner);
CREATE INDEX events_counts_number ON events_counts (number, owner);
CREATE INDEX events_counts_comparator ON events_counts (comparator, owner);
