-- 0043_proofs: what the chain of changes is proven by.

-- Hashes of complete subtrees of the Merkle tree over all changes (RFC 9162),
-- of every fourth level; added as changes are, and for those that were there
-- before in small steps. In no export.
CREATE TABLE tree (
	level INTEGER NOT NULL   -- it has 2^level leaves: 4, 8, 12, ...
		CHECK (level BETWEEN 4 AND 60 AND level % 4 = 0),
	n     INTEGER NOT NULL   -- the leaves of changes n * 2^level + 1 and on
		CHECK (n >= 0),
	hash  TEXT NOT NULL,     -- digest of its two halves
	PRIMARY KEY (level, n)
) STRICT, WITHOUT ROWID;

-- Keys that sign heads of the chain. A backup has no secret.
CREATE TABLE signers (
	n           INTEGER PRIMARY KEY,   -- the order they were made in
	key         TEXT NOT NULL UNIQUE,  -- public key of Ed25519, in hex
	secret      TEXT,                  -- its seed; NULL: it signs no more
	made_at     TEXT NOT NULL,         -- time it was made
	endorsed_by TEXT,                  -- the key before, if it still signed
	endorsement TEXT                   -- its signature of this one
) STRICT;
