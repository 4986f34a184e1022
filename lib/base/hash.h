/*
 * hash.h - a fast hash of bytes, for hash tables of this process
 *
 * Shapes  the same bytes and seed give the same number.
 * Errors  none; two texts may have one.
 * Source  XXH3 of 64 and 128 bits, as libxxhash has it.
 */
#ifndef LIB_BASE_HASH_H
#define LIB_BASE_HASH_H

#include "lib/base/base.h"

uint64_t hash_bytes(struct str s, uint64_t seed);

/* So many bits that it may stand for the text where nobody means harm. */
struct hash128 {
	uint64_t low, high;
};

struct hash128 hash_name(struct str s);

#endif
