/*
 * hash.h - a fast hash of bytes, for hash tables of this process
 *
 * Shapes  the same bytes and seed give the same number.
 * Errors  none; two texts may have one.
 * Source  XXH3 of 64 bits, as libxxhash has it.
 */
#ifndef LIB_BASE_HASH_H
#define LIB_BASE_HASH_H

#include "lib/base/base.h"

uint64_t hash_bytes(struct str s, uint64_t seed);

#endif
