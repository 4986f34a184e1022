/*
 * bitset.c - a set of small numbers, in few bytes
 */
#include "lib/data/bitset.h"

#include <string.h>

#define LISTED_MAX (BITSET_BYTES / 2 - 1)

static char *put_pair(char *p, size_t n)
{
	p[0] = (char)(n & 0xff);
	p[1] = (char)(n >> 8);
	return p + 2;
}

static size_t pair_at(const char *p)
{
	return (size_t)(unsigned char)p[0] | (size_t)(unsigned char)p[1] << 8;
}

static struct str write_all(const struct bitset *b, char *out)
{
	for (size_t i = 0; i < BITSET_BYTES; i++)
		out[i] = (char)(b->words[i / 8] >> i % 8 * 8);
	return (struct str){ out, BITSET_BYTES };
}

struct str bitset_write(const struct bitset *b, char out[BITSET_BYTES])
{
	char *p = out;

	if (bitset_count(b) > LISTED_MAX)
		return write_all(b, out);
	for (size_t n = bitset_next(b, 0); n < BITSET_SIZE;
	     n = bitset_next(b, n + 1))
		p = put_pair(p, n);
	return (struct str){ out, (size_t)(p - out) };
}

static void read_all(const char *p, struct bitset *b)
{
	for (size_t i = 0; i < BITSET_BYTES; i++)
		b->words[i / 8] |= (uint64_t)(unsigned char)p[i] << i % 8 * 8;
}

bool bitset_read(struct str bytes, struct bitset *b)
{
	size_t least = 0;

	if (bytes.len == BITSET_BYTES) {
		read_all(bytes.p, b);
		return true;
	}
	if (bytes.len > BITSET_BYTES || bytes.len % 2 != 0)
		return false;
	for (size_t i = 0; i < bytes.len; i += 2) {
		size_t n = pair_at(bytes.p + i);

		if (n < least || n >= BITSET_SIZE)
			return false;
		bitset_put(b, n, true);
		least = n + 1;
	}
	return true;
}

size_t bitset_count(const struct bitset *b)
{
	size_t n = 0;

	for (size_t i = 0; i < BITSET_WORDS; i++)
		n += (size_t)__builtin_popcountll(b->words[i]);
	return n;
}

bool bitset_is_empty(const struct bitset *b)
{
	return bitset_next(b, 0) == BITSET_SIZE;
}

void bitset_and(struct bitset *b, const struct bitset *other)
{
	for (size_t i = 0; i < BITSET_WORDS; i++)
		b->words[i] &= other->words[i];
}

void bitset_without(struct bitset *b, const struct bitset *other)
{
	for (size_t i = 0; i < BITSET_WORDS; i++)
		b->words[i] &= ~other->words[i];
}

void bitset_or(struct bitset *b, const struct bitset *other)
{
	for (size_t i = 0; i < BITSET_WORDS; i++)
		b->words[i] |= other->words[i];
}

size_t bitset_next(const struct bitset *b, size_t n)
{
	size_t at = n / 64;
	uint64_t word;

	if (n >= BITSET_SIZE)
		return BITSET_SIZE;
	word = b->words[at] & ~(uint64_t)0 << n % 64;
	while (word == 0 && ++at < BITSET_WORDS)
		word = b->words[at];
	return word == 0 ? BITSET_SIZE
	                 : at * 64 + (size_t)__builtin_ctzll(word);
}
