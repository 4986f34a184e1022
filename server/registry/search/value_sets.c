/*
 * value_sets.c - blocks of bits, made where there are any
 */
#include "server/registry/search/value_sets.h"

#include <stdlib.h>

#include "lib/base/log.h"

/* ---- changing them --------------------------------------------------------- */

static struct value_block *block_at(struct value_set *s, struct epochs *e,
                                    uint32_t i)
{
	uint32_t n = s->nblocks, room = n > 0 ? n : 1;

	while (room <= i)
		room *= 2;
	if (i >= n) {
		s->blocks = epochs_grow(e, (void *)s->blocks,
		                        n * sizeof(s->blocks[0]),
		                        room * sizeof(s->blocks[0]));
		s->nblocks = room;
	}
	if (s->blocks[i] == NULL)
		s->blocks[i] = or_die(calloc(1, sizeof(struct value_block)));
	return s->blocks[i];
}

void value_set_put(struct value_set *s, struct epochs *e, uint32_t docid,
                   bool is_in)
{
	uint32_t at = docid % BITSET_SIZE;
	uint64_t bit = (uint64_t)1 << at % 64;
	struct value_block *b = block_at(s, e, docid / BITSET_SIZE);

	if (is_in)
		b->words[at / 64] |= bit;
	else
		b->words[at / 64] &= ~bit;
}

void value_table_put(struct value_table *t, struct epochs *e, uint32_t value,
                     uint32_t docid, bool is_in)
{
	uint32_t n = t->n, room = n > 0 ? n : 16;

	while (room <= value)
		room *= 2;
	if (value >= n) {
		t->sets =
			epochs_grow(e, (void *)t->sets, n * sizeof(t->sets[0]),
		                    room * sizeof(t->sets[0]));
		t->n = room;
	}
	if (t->sets[value] == NULL)
		t->sets[value] = or_die(calloc(1, sizeof(struct value_set)));
	value_set_put(t->sets[value], e, docid, is_in);
}

void value_set_free(struct value_set *s)
{
	for (uint32_t i = 0; i < s->nblocks; i++)
		free(s->blocks[i]);
	free((void *)s->blocks);
	s->blocks = NULL;
	s->nblocks = 0;
}

void value_table_free(struct value_table *t)
{
	for (uint32_t i = 0; i < t->n; i++) {
		if (t->sets[i] != NULL)
			value_set_free(t->sets[i]);
		free(t->sets[i]);
	}
	free((void *)t->sets);
	t->sets = NULL;
	t->n = 0;
}

/* ---- of a request ---------------------------------------------------------- */

static void make_room(struct docids *d, struct arena *a, uint32_t nwords)
{
	uint32_t room = d->nwords > 0 ? d->nwords : BITSET_WORDS;
	uint64_t *words;

	if (nwords <= d->nwords)
		return;
	while (room < nwords)
		room *= 2;
	words = arena_alloc(a, room * sizeof(*words));
	if (d->nwords > 0)
		memcpy(words, d->words, d->nwords * sizeof(*words));
	d->words = words;
	d->nwords = room;
}

void docids_put(struct docids *d, struct arena *a, uint32_t docid)
{
	make_room(d, a, docid / 64 + 1);
	d->words[docid / 64] |= (uint64_t)1 << docid % 64;
}

bool docids_have(const struct docids *d, uint32_t docid)
{
	return docid / 64 < d->nwords &&
	       (d->words[docid / 64] >> docid % 64 & 1) != 0;
}

size_t docids_count(const struct docids *d)
{
	size_t n = 0;

	for (uint32_t i = 0; i < d->nwords; i++)
		n += (size_t)__builtin_popcountll(d->words[i]);
	return n;
}

uint32_t docids_next(const struct docids *d, uint32_t n)
{
	uint32_t at = n / 64;
	uint64_t word;

	if (at >= d->nwords)
		return UINT32_MAX;
	word = d->words[at] & ~(uint64_t)0 << n % 64;
	while (word == 0 && ++at < d->nwords)
		word = d->words[at];
	return word == 0 ? UINT32_MAX
	                 : at * 64 + (uint32_t)__builtin_ctzll(word);
}

struct docids docids_copy(const struct docids *d, struct arena *a)
{
	struct docids copy = { .nwords = 0 };

	make_room(&copy, a, d->nwords);
	if (d->nwords > 0)
		memcpy(copy.words, d->words, d->nwords * sizeof(*copy.words));
	return copy;
}

void docids_and(struct docids *d, const struct docids *other)
{
	for (uint32_t i = 0; i < d->nwords; i++)
		d->words[i] &= i < other->nwords ? other->words[i] : 0;
}

void docids_without(struct docids *d, const struct docids *other)
{
	for (uint32_t i = 0; i < d->nwords && i < other->nwords; i++)
		d->words[i] &= ~other->words[i];
}

/* NULL: it is empty. */
static struct value_block *block_of(const struct value_set *s, uint32_t i)
{
	return i < s->nblocks ? s->blocks[i] : NULL;
}

void docids_add_set(struct docids *d, struct arena *a,
                    const struct value_set *s)
{
	uint32_t n = s != NULL ? s->nblocks : 0;

	make_room(d, a, n * BITSET_WORDS);
	for (uint32_t i = 0; i < n; i++) {
		struct value_block *b = block_of(s, i);
		uint64_t *words = d->words + (size_t)i * BITSET_WORDS;

		for (uint32_t w = 0; b != NULL && w < BITSET_WORDS; w++)
			words[w] |= atomic_load_explicit(&b->words[w],
			                                 memory_order_relaxed);
	}
}

const struct value_set *value_table_at(const struct value_table *t,
                                       uint32_t value)
{
	return value < t->n ? t->sets[value] : NULL;
}

static size_t count_block(const uint64_t *words, struct value_block *b)
{
	size_t n = 0;

	for (uint32_t w = 0; w < BITSET_WORDS; w++)
		n += (size_t)__builtin_popcountll(
			words[w] & atomic_load_explicit(&b->words[w],
		                                        memory_order_relaxed));
	return n;
}

size_t docids_count_in(const struct docids *d, const struct value_set *s)
{
	size_t n = 0;

	for (uint32_t i = 0; s != NULL && i < d->nwords / BITSET_WORDS; i++) {
		struct value_block *b = block_of(s, i);

		if (b != NULL)
			n += count_block(d->words + (size_t)i * BITSET_WORDS,
			                 b);
	}
	return n;
}
