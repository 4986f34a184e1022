/*
 * bitset.h - a set of small numbers, in few bytes
 *
 * Shapes  a block holds numbers from 0 to BITSET_SIZE - 1. Written it is their
 *         list, in order, two bytes each with the low one first, or when that
 *         is not shorter all BITSET_BYTES of it, bit by bit; nothing when it
 *         is empty.
 * Units   numbers; bytes.
 * Errors  bitset_read() is false when the bytes are not what bitset_write()
 *         can have made; then *out may have any numbers.
 * Source  the containers of roaring bitmaps (Lemire and others, 2016), an
 *         eighth as large: what one number changes is written again, to a log
 *         and then to the file.
 */
#ifndef LIB_DATA_BITSET_H
#define LIB_DATA_BITSET_H

#include "lib/base/base.h"

#define BITSET_SIZE  8192
#define BITSET_BYTES (BITSET_SIZE / 8)
#define BITSET_WORDS (BITSET_SIZE / 64)

struct bitset {
	uint64_t words[BITSET_WORDS];
};

/* The bytes are in out. */
struct str bitset_write(const struct bitset *b, char out[BITSET_BYTES]);

/* Put in what was written, beside what is there. */
MUST_CHECK bool bitset_read(struct str bytes, struct bitset *b);

size_t bitset_count(const struct bitset *b);
bool bitset_is_empty(const struct bitset *b);

static inline bool bitset_has(const struct bitset *b, size_t n)
{
	return (b->words[n / 64] >> n % 64 & 1) != 0;
}

static inline void bitset_put(struct bitset *b, size_t n, bool is_in)
{
	uint64_t bit = (uint64_t)1 << n % 64;

	if (is_in)
		b->words[n / 64] |= bit;
	else
		b->words[n / 64] &= ~bit;
}

/* Keep what is in the other, too; or what is not. Or take that in. */
void bitset_and(struct bitset *b, const struct bitset *other);
void bitset_without(struct bitset *b, const struct bitset *other);
void bitset_or(struct bitset *b, const struct bitset *other);

/* The first number that is not below n; BITSET_SIZE: none. */
size_t bitset_next(const struct bitset *b, size_t n);

#endif
