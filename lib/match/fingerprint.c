/*
 * fingerprint.c - one array of characters, and windows that roll over it
 */
#include "lib/match/fingerprint.h"

#include <stdlib.h>

#include "lib/base/bisect.h"
#include "lib/match/alike.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define STEPS_A_UNIT 4 /* a window that rolls on costs little */
#define SIEVE_BITS   12
#define MIX          UINT64_C(0x9e3779b97f4a7c15)

/* ---- folding ------------------------------------------------------------- */

struct folding {
	struct folded *f;
	struct arena *arena;
	size_t end; /* of the unit before */
};

static void push(struct folding *w, uint32_t code, size_t at, size_t end)
{
	struct folded *f = w->f;

	ARENA_GROW(w->arena, f->chars, f->n, f->room);
	f->chars[f->n++] =
		(struct folded_char){ code & 0xffffff, (end - at) & 0xff,
		                      (uint32_t)at };
}

static bool is_letter(uint32_t c)
{
	return !(c >= '0' && c <= '9') &&
	       (words_is_letter(c) || words_is_mark(c));
}

/* Where the first dash stands between two units, or SIZE_MAX. */
static size_t dash_between(struct str text, size_t from, size_t to)
{
	while (from < to) {
		size_t at = from;

		if (alike_is_dash(utf8_next(text, &from)))
			return at;
	}
	return SIZE_MAX;
}

static void fold_unit(void *arg, const struct unit *unit)
{
	struct folding *w = arg;
	struct folded *f = w->f;
	size_t dash = dash_between(f->text, w->end, unit->at);

	if (dash != SIZE_MAX && f->n > 0 &&
	    !(is_letter(f->chars[f->n - 1].code) && is_letter(unit->folded)))
		push(w, '-', dash, dash);
	push(w, unit->folded, unit->at, unit->end);
	w->end = unit->end;
}

void folded_read(struct folded *f, struct arena *a, struct str text)
{
	struct folding w = { .f = f, .arena = a };

	*f = (struct folded){ .text = text, .room = text.len + 1 };
	f->chars = arena_alloc(a, f->room * sizeof(*f->chars));
	units_each(text, fold_unit, &w);
}

size_t folded_at(const struct folded *f, size_t byte)
{
	size_t at;

	BISECT(at, f->n, i, f->chars[i].at < byte);
	return at;
}

size_t folded_end(const struct folded *f, size_t i)
{
	return i > 0 ? f->chars[i - 1].at + f->chars[i - 1].bytes : 0;
}

/* ---- making -------------------------------------------------------------- */

static bool is_dash(const struct folded *f, size_t i)
{
	return f->chars[i].code == '-';
}

static void hash(const struct folded *f, size_t from, size_t to, char *out)
{
	struct arena *a = arena_scratch();
	struct digest *d = digest_open(a);
	char bytes[256];
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		n += utf8_encode(f->chars[i].code, bytes + n);
		if (n + 4 > sizeof(bytes) || i + 1 == to) {
			digest_add(d, (struct str){ bytes, n });
			n = 0;
		}
	}
	memcpy(out, digest_close(a, d).p, DIGEST_LEN);
	out[DIGEST_LEN] = '\0';
	arena_free(a);
}

static uint64_t roll(const struct folded *f, size_t from, size_t to)
{
	uint64_t sum = 0;

	for (size_t i = from; i < to; i++)
		sum = sum * FINGERPRINT_BASE + f->chars[i].code;
	return sum;
}

void fingerprint_of(const struct folded *f, size_t from, size_t to,
                    struct fingerprint *out)
{
	*out = (struct fingerprint){ 0 };
	while (from < to && is_dash(f, from))
		from++;
	while (from < to && is_dash(f, to - 1))
		to--;
	if (from >= to)
		return;
	out->length = to - from;
	out->rolling = roll(f, from, to);
	hash(f, from, to, out->sha256);
}

void fingerprint_before(const struct folded *f, size_t at, size_t n,
                        struct fingerprint *out)
{
	while (at > 0 && is_dash(f, at - 1))
		at--;
	fingerprint_of(f, at > n ? at - n : 0, at, out);
}

void fingerprint_after(const struct folded *f, size_t at, size_t n,
                       struct fingerprint *out)
{
	while (at < f->n && is_dash(f, at))
		at++;
	fingerprint_of(f, at, f->n - at > n ? at + n : f->n, out);
}

bool fingerprint_same(const struct fingerprint *a, const struct fingerprint *b)
{
	return a->length == b->length && a->rolling == b->rolling &&
	       strcmp(a->sha256, b->sha256) == 0;
}

/* ---- finding ------------------------------------------------------------- */

/* One that is sought, and its place among those given. */
struct wanted {
	const struct fingerprint *of;
	size_t i;
};

struct finding {
	const struct folded *f;
	const struct wanted *wanted; /* by length and rolling hash */
	size_t n;
	fingerprint_fn *fn;
	void *arg;
	uint8_t sieve[1u << SIEVE_BITS]; /* may a hash be one of theirs? */
};

static int compare(const void *a, const void *b)
{
	const struct fingerprint *x = ((const struct wanted *)a)->of,
				 *y = ((const struct wanted *)b)->of;

	if (x->length != y->length)
		return x->length < y->length ? -1 : 1;
	return x->rolling < y->rolling ? -1 : x->rolling > y->rolling;
}

static size_t sieve_place(uint64_t rolling)
{
	return (size_t)((rolling * MIX) >> (64 - SIEVE_BITS));
}

/* Does a hyphen join two letters, the second of which is the i-th? */
static bool is_joined(const struct folded *f, size_t i)
{
	size_t at = folded_end(f, i);
	uint32_t c = at < f->chars[i].at ? utf8_next(f->text, &at) : 0;

	return (c == '-' || c == 0x2010 || c == 0x2011) &&
	       is_letter(f->chars[i - 1].code) && is_letter(f->chars[i].code);
}

/* Is there no character and no word on both sides of the i-th's beginning? */
static bool is_between(const struct folded *f, size_t i)
{
	const struct folded_char *c = f->chars;

	return i == 0 || i == f->n ||
	       (c[i - 1].at < c[i].at && !is_joined(f, i) &&
	        !alike_cuts(f->text, c[i].at) &&
	        !alike_cuts(f->text, folded_end(f, i)));
}

/* Some of those sought have this length and rolling hash. */
static void try_place(struct finding *s, uint64_t rolling, size_t from,
                      size_t to)
{
	struct fingerprint here = { .length = 0 };

	for (size_t i = 0; i < s->n; i++) {
		const struct fingerprint *of = s->wanted[i].of;

		if (of->rolling != rolling)
			continue;
		if (here.length == 0) {
			if (!is_between(s->f, from) || !is_between(s->f, to))
				return;
			fingerprint_of(s->f, from, to, &here);
		}
		if (fingerprint_same(of, &here))
			s->fn(s->arg, s->wanted[i].i, from, to);
	}
}

/* All of one length. */
static void find_length(struct finding *s, size_t length)
{
	const struct folded_char *c = s->f->chars;
	uint64_t rolling, first = 1;

	if (length == 0 || length > s->f->n)
		return;
	memset(s->sieve, 0, sizeof(s->sieve));
	for (size_t i = 0; i < s->n; i++)
		s->sieve[sieve_place(s->wanted[i].of->rolling)] = 1;
	for (size_t i = 1; i < length; i++)
		first *= FINGERPRINT_BASE;
	rolling = roll(s->f, 0, length);
	for (size_t at = 0;; at++) {
		if (s->sieve[sieve_place(rolling)])
			try_place(s, rolling, at, at + length);
		if (at + length == s->f->n)
			break;
		rolling = (rolling - c[at].code * first) * FINGERPRINT_BASE +
		          c[at + length].code;
	}
}

void fingerprint_find(const struct folded *f,
                      const struct fingerprint *const *sought, size_t n,
                      fingerprint_fn *fn, void *arg)
{
	struct arena *a = arena_scratch();
	struct wanted *wanted = arena_alloc(a, (n + 1) * sizeof(*wanted));
	struct finding *s = arena_alloc(a, sizeof(*s));

	*s = (struct finding){ .f = f, .fn = fn, .arg = arg };
	for (size_t i = 0; i < n; i++)
		wanted[i] = (struct wanted){ sought[i], i };
	qsort(wanted, n, sizeof(*wanted), compare);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from + 1;
		     to < n && wanted[to].of->length == wanted[from].of->length;
		     to++)
			;
		s->wanted = wanted + from;
		s->n = to - from;
		arena_work(a, f->n / STEPS_A_UNIT);
		find_length(s, wanted[from].of->length);
	}
	arena_free(a);
}
