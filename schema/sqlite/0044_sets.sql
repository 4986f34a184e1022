-- 0044_sets: which records have a value, so that filters are counted without
-- a look at records. Derived from them, in the same transaction.

-- One for each value of a member that is asked for; lib/sql/sets.h says how
-- they are named.
CREATE TABLE sets (
	id   INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,  -- instruments/type/act
	n    INTEGER NOT NULL       -- so many records have it
) STRICT;

-- Their records.n, in blocks of 8192 (lib/data/bitset.h); one that is empty is
-- not there. Those of all sets stand together, as a record that is written
-- changes one block of each of its sets.
CREATE TABLE set_blocks (
	place INTEGER PRIMARY KEY,  -- number of the block * 2^32 + id of the set
	bits  BLOB NOT NULL
) STRICT;

-- The sets a record is in: what it is taken out of when it changes.
CREATE TABLE set_members (
	n    INTEGER PRIMARY KEY,  -- as records.n
	sets BLOB NOT NULL         -- ids, in order: the distance from the last
	                           -- one, 7 bits a byte, the low ones first,
	                           -- the highest bit on all but the last
) STRICT;

-- The day whose status records have in their sets.
CREATE TABLE set_day (
	day TEXT NOT NULL PRIMARY KEY  -- YYYY-MM-DD
) STRICT, WITHOUT ROWID;

-- Whose status changes on a day.
CREATE INDEX instruments_statuses_from ON instruments_statuses ("from");
