/*
 * hash.c - the one file that knows xxhash
 */
#include "lib/base/hash.h"

#include <xxhash.h>

uint64_t hash_bytes(struct str s, uint64_t seed)
{
	return XXH3_64bits_withSeed(s.p, s.len, seed);
}

struct hash128 hash_name(struct str s)
{
	XXH128_hash_t h = XXH3_128bits(s.p, s.len);

	return (struct hash128){ h.low64, h.high64 };
}
