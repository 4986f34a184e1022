/*
 * haystack.c - one walk over the words, one sort of their places by counting
 */
#include "lib/match/haystack.h"

#include <stdlib.h>
#include <sys/random.h>

#include "lib/base/array.h"
#include "lib/base/bisect.h"
#include "lib/base/hash.h"
#include "lib/base/log.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define HAY_MARK      1024
#define FIRST_ENTRIES 1024
#define PAIRS_ASKED   256

/* Nobody can tell which words share a place in the table. */
static uint64_t hash_of(const struct haystack *h, struct str s)
{
	return hash_bytes(s, h->seed);
}

/* The entry of a hash, or the free one where it belongs. */
static struct hay_entry *slot(const struct haystack *h, uint64_t hash)
{
	size_t at = hash & (h->nentries - 1);

	while (h->entries[at].word != 0 && h->entries[at].hash != hash)
		at = (at + 1) & (h->nentries - 1);
	return &h->entries[at];
}

static void more_entries(struct haystack *h)
{
	struct hay_entry *old = h->entries;
	size_t n = h->nentries;

	h->nentries = n > 0 ? 2 * n : FIRST_ENTRIES;
	h->entries = or_die(calloc(h->nentries, sizeof(*h->entries)));
	for (size_t i = 0; i < n; i++)
		if (old[i].word != 0)
			*slot(h, old[i].hash) = old[i];
	free(old);
}

struct making {
	struct haystack *h;
	size_t room;
};

static int add_word(void *arg, struct str word, size_t start, size_t end)
{
	struct making *m = arg;
	struct haystack *h = m->h;
	struct hay_entry *entry;
	uint64_t hash = hash_of(h, word);

	(void)end;
	if (h->nwords == m->room) {
		m->room = m->room > 0 ? m->room + m->room / 2 : 256;
		ARRAY_RESIZE(h->starts, m->room);
		ARRAY_RESIZE(h->words, m->room);
	}
	if (h->nused >= h->nentries - h->nentries / 4)
		more_entries(h);
	entry = slot(h, hash);
	if (entry->word == 0)
		*entry = (struct hay_entry){ .hash = hash,
			                     .word = (uint32_t)++h->nused };
	entry->count++;
	h->starts[h->nwords] = (uint32_t)start;
	h->words[h->nwords++] = entry->word;
	return 0;
}

/* Places by word: each word's own stand together, in the text's order. */
static void sort_places(struct haystack *h)
{
	uint32_t *next = or_die(calloc(h->nused + 2, sizeof(*next))), sum = 0;

	h->places = or_die(malloc((h->nwords + 1) * sizeof(*h->places)));
	for (size_t i = 0; i < h->nentries; i++) {
		struct hay_entry *entry = &h->entries[i];

		entry->first = sum;
		next[entry->word] = sum;
		sum += entry->count;
	}
	for (size_t i = 0; i < h->nwords; i++)
		h->places[next[h->words[i]]++] = (uint32_t)i;
	free(next);
}

static void mark(struct haystack *h)
{
	size_t n = h->text.len / HAY_MARK + 1;
	uint32_t sum = 0;

	h->marks = or_die(malloc(n * sizeof(*h->marks)));
	for (size_t i = 0; i < n; i++) {
		size_t at = i * HAY_MARK, left = h->text.len - at;
		struct str part = { h->text.p + at,
			            left < HAY_MARK ? left : HAY_MARK };

		h->marks[i] = sum;
		sum += (uint32_t)utf8_count(part).code_points;
	}
}

static size_t pair(const char *p)
{
	return (size_t)(unsigned char)p[0] << 8 | (unsigned char)p[1];
}

static void note_pairs(struct haystack *h)
{
	h->pairs = or_die(calloc(HAY_PAIRS, 1));
	for (size_t i = 0; i + 1 < h->text.len; i++)
		h->pairs[pair(h->text.p + i)] = 1;
}

bool haystack_may_have(const struct haystack *h, struct str s)
{
	for (size_t i = 0; i + 1 < s.len && i < PAIRS_ASKED; i++)
		if (h->pairs[pair(s.p + i)] == 0)
			return false;
	return true;
}

struct haystack *haystack_new(char *text, size_t len)
{
	struct haystack *h = or_die(calloc(1, sizeof(*h)));
	struct making m = { .h = h };

	if (getrandom(&h->seed, sizeof(h->seed), 0) != sizeof(h->seed))
		die("no random numbers");
	h->text = (struct str){ text, len };
	h->last = len + 1;
	more_entries(h);
	words_each(h->text, add_word, &m);
	if (h->nwords > 0) {
		ARRAY_RESIZE(h->starts, h->nwords);
		ARRAY_RESIZE(h->words, h->nwords);
	}
	sort_places(h);
	mark(h);
	note_pairs(h);
	return h;
}

void haystack_free(struct haystack *h)
{
	if (h == NULL)
		return;
	free((char *)h->text.p);
	free(h->starts);
	free(h->words);
	free(h->places);
	free(h->entries);
	free(h->marks);
	free(h->pairs);
	free(h->runs);
	free(h);
}

size_t haystack_size(const struct haystack *h)
{
	return sizeof(*h) + h->text.len + 3 * h->nwords * sizeof(uint32_t) +
	       h->nentries * sizeof(*h->entries) +
	       (h->text.len / HAY_MARK + 1) * sizeof(*h->marks) + HAY_PAIRS +
	       h->nruns * sizeof(*h->runs);
}

/* Is each byte of this part a code point? */
static bool is_plain(const struct haystack *h, size_t i)
{
	return i < h->text.len / HAY_MARK &&
	       h->marks[i + 1] - h->marks[i] == HAY_MARK;
}

int64_t haystack_code_point(const struct haystack *h, size_t byte)
{
	size_t i = byte / HAY_MARK, at = i * HAY_MARK;
	struct str part = { h->text.p + at, byte - at };

	return h->before + h->marks[i] +
	       (is_plain(h, i) ? (int64_t)part.len
	                       : utf8_count(part).code_points);
}

size_t haystack_byte(const struct haystack *h, int64_t code_point)
{
	size_t low = 0, high = h->text.len / HAY_MARK, at;
	struct str rest;

	code_point = code_point > h->before ? code_point - h->before : 0;
	while (low < high) {
		size_t middle = (low + high + 1) / 2;

		if (h->marks[middle] <= code_point)
			low = middle;
		else
			high = middle - 1;
	}
	at = low * HAY_MARK;
	if (is_plain(h, low))
		return at + (size_t)(code_point - h->marks[low]);
	rest = (struct str){ h->text.p + at, h->text.len - at };
	return at + (size_t)utf8_until(rest, code_point - h->marks[low]).bytes;
}

/* ---- the document -------------------------------------------------------- */

void haystack_set_runs(struct haystack *h, struct hay_run *runs, size_t n)
{
	h->runs = runs;
	h->nruns = n;
}

static size_t run_at(const struct haystack *h, size_t byte)
{
	size_t behind;

	BISECT(behind, h->nruns, i, h->runs[i].at <= byte);
	return behind > 0 ? behind - 1 : 0;
}

int64_t haystack_place(const struct haystack *h, size_t byte, bool end)
{
	const struct hay_run *run;

	if (h->nruns == 0)
		return haystack_code_point(h, byte);
	run = &h->runs[run_at(h, end && byte > 0 ? byte - 1 : byte)];
	if (run->whole > 0)
		return run->place + (end ? run->whole : 0);
	return run->place + haystack_code_point(h, byte) -
	       haystack_code_point(h, run->at);
}

size_t haystack_seen(const struct haystack *h, int64_t place)
{
	size_t behind, at, next;
	const struct hay_run *run;

	if (h->nruns == 0)
		return haystack_byte(h, place);
	BISECT(behind, h->nruns, i, h->runs[i].place <= place);
	run = &h->runs[behind > 0 ? behind - 1 : 0];
	next = run + 1 < h->runs + h->nruns ? run[1].at : h->text.len;
	if (place <= run->place)
		return run->at;
	if (run->whole > 0)
		return next;
	at = haystack_byte(h, haystack_code_point(h, run->at) + place -
	                              run->place);
	return at < next ? at : next;
}

unsigned haystack_differs(const struct haystack *h, size_t from, size_t to)
{
	unsigned differs = 0;

	for (size_t i = h->nruns > 0 ? run_at(h, from) : 0;
	     i < h->nruns && h->runs[i].at < to; i++) {
		differs |= h->runs[i].within;
		if (h->runs[i].at > from)
			differs |= h->runs[i].before;
	}
	return differs;
}

const struct hay_entry *haystack_word(const struct haystack *h, struct str word)
{
	const struct hay_entry *entry = slot(h, hash_of(h, word));

	return entry->word != 0 ? entry : NULL;
}
