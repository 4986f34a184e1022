/*
 * hash.c - the one file that knows xxhash
 */
#include "lib/base/hash.h"

#include <xxhash.h>

uint64_t hash_bytes(struct str s, uint64_t seed)
{
	return XXH3_64bits_withSeed(s.p, s.len, seed);
}
