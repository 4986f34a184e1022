/*
 * copies.c - many fingerprints, one text
 */
#include "server/registry/sources/copies.h"

#include <inttypes.h>

#include "lib/data/jsontext.h"
#include "server/registry/sources/reading.h"
#include "server/registry/sources/reanchor.h"
#include "server/registry/sources/text_cache.h"

#define PLACES_MAX 10 /* shown of more */
#define COPIES_MAX 10 /* texts looked through for one passage */

/* ---- what is looked for -------------------------------------------------- */

bool copy_of(struct arena *a, const struct row *passage, struct str target,
             struct copy *out)
{
	if (!passage_fingerprint_read(a, passage->record, &out->print))
		return false;
	out->anchor = reanchor_start(passage, target);
	out->anchor.print =
		digest_of(a, json_member(passage->record, "fingerprint"));
	return true;
}

enum err_code copy_find_known(struct tx *tx, struct arena *a, struct copy *copy,
                              bool *known, struct err *e)
{
	struct anchor *want = &copy->anchor, before;
	enum err_code rc = store_anchor_find(tx, want->source, want->target,
	                                     want->passage, a, &before, e);

	*known = rc == ERR_OK && str_eq(before.edition, want->edition) &&
	         before.start == want->start && before.end == want->end &&
	         str_eq(before.print, want->print);
	if (*known)
		*want = before;
	return err_allow_absent(rc, e);
}

/* ---- places -------------------------------------------------------------- */

struct place {
	int64_t start, end;
};

/* The places of one passage. */
struct places {
	struct place first[PLACES_MAX], best;
	size_t n;
	int score;    /* how much of its surroundings the best has */
	size_t equal; /* how many have as much                     */
};

struct searching {
	const struct haystack *haystack;
	struct folded folded;
	struct copy **copies;
	struct places *places;
};

static int score_of(const struct folded *f, const struct passage_fingerprint *p,
                    size_t from, size_t to)
{
	struct fingerprint before, after;

	fingerprint_before(f, from, p->before.length, &before);
	fingerprint_after(f, to, p->after.length, &after);
	return (p->before.length > 0 && fingerprint_same(&before, &p->before)) +
	       (p->after.length > 0 && fingerprint_same(&after, &p->after));
}

static void add_place(void *arg, size_t i, size_t from, size_t to)
{
	struct searching *s = arg;
	struct places *p = &s->places[i];
	struct place place = {
		haystack_place(s->haystack, s->folded.chars[from].at, false),
		haystack_place(s->haystack, folded_end(&s->folded, to), true),
	};
	int score = score_of(&s->folded, &s->copies[i]->print, from, to);

	if (p->n < PLACES_MAX)
		p->first[p->n] = place;
	p->n++;
	if (p->n == 1 || score > p->score) {
		p->score = score;
		p->best = place;
		p->equal = 1;
	} else if (score == p->score) {
		p->equal++;
	}
}

static bool has_surroundings(const struct passage_fingerprint *p)
{
	return p->before.length + p->after.length > 0;
}

static void settle(struct copy *copy, const struct places *p, struct arena *a)
{
	struct anchor *found = &copy->anchor;
	bool one = p->equal == 1 &&
	           (p->score > 0 || !has_surroundings(&copy->print));
	size_t n = p->n < PLACES_MAX ? p->n : PLACES_MAX;
	const struct place *places = one ? &p->best : p->first;
	struct buf out;

	found->state = p->n == 0   ? STR("lost")
	               : one       ? STR("found")
	               : p->n == 1 ? STR("changed")
	                           : STR("ambiguous");
	found->similarity = p->n > 0 ? 1000 : 0;
	buf_init(&out, a);
	buf_puts(&out, "[");
	for (size_t i = 0; i < (one ? 1 : n); i++)
		buf_printf(&out, "%s[%" PRId64 ",%" PRId64 "]",
		           i > 0 ? "," : "", places[i].start, places[i].end);
	buf_puts(&out, "]");
	found->places = buf_text(&out);
}

/* ---- looking ------------------------------------------------------------- */

static bool is_missing(const struct copy *copy)
{
	return copy->anchor.state.len == 0 ||
	       str_is(copy->anchor.state, "lost");
}

/* Those that were not found yet. */
static void search(const struct haystack *h, struct copy *copies, size_t n,
                   struct arena *a)
{
	struct arena *own = arena_scratch();
	struct searching s = { .haystack = h };
	const struct fingerprint **sought =
		arena_alloc(own, (n + 1) * sizeof(*sought));
	size_t nsought = 0;

	s.copies = arena_alloc(own, (n + 1) * sizeof(*s.copies));
	for (size_t i = 0; i < n; i++)
		if (is_missing(&copies[i])) {
			s.copies[nsought] = &copies[i];
			sought[nsought++] = &copies[i].print.words;
		}
	s.places = arena_alloc(own, (nsought + 1) * sizeof(*s.places));
	if (nsought > 0) {
		arena_work(own, HAYSTACK_WORK * h->text.len);
		folded_read(&s.folded, own, h->text);
		fingerprint_find(&s.folded, sought, nsought, add_place, &s);
	}
	for (size_t i = 0; i < nsought; i++)
		settle(s.copies[i], &s.places[i], a);
	arena_free(own);
}

void copies_find(const struct copy_texts *t, struct copy *copies, size_t n,
                 struct arena *a)
{
	search(t->reading, copies, n, a);
	if (!t->tags || t->reading->text.len == 0)
		search(t->plain, copies, n, a);
}

/* In a text that is held. */
static enum err_code look(struct tx *tx, struct arena *a,
                          const struct row *source, const struct text *target,
                          struct copy *copy, struct err *e)
{
	struct lent_text plain, reading;
	struct copy_texts texts = { .tags = edition_has_tags(a, source,
		                                             target->sha256) };
	enum err_code rc = text_cache_borrow(tx, target, 0, &plain, e);

	if (rc != ERR_OK)
		return rc;
	rc = text_cache_borrow_reading(tx, target, texts.tags, &reading, e);
	if (rc == ERR_OK) {
		texts.plain = plain.haystack;
		texts.reading = reading.haystack;
		copies_find(&texts, copy, 1, a);
		text_cache_return(&reading);
	}
	text_cache_return(&plain);
	return rc;
}

/* What was found in one text before, or is found now; `out` has no state where
 * it cannot be looked for. */
static enum err_code recall_or_look(struct draft *d, const struct row *source,
                                    const struct text *target,
                                    struct anchor *out, struct err *e)
{
	struct copy copy = { .anchor = { .similarity = 0 } };
	bool known = false;
	enum err_code rc;

	*out = copy.anchor;
	if (target->bytes > REANCHOR_BYTES_MAX ||
	    !copy_of(d->arena, d->row, target->sha256, &copy))
		return ERR_OK;
	rc = copy_find_known(d->tx, d->arena, &copy, &known, e);
	if (rc == ERR_OK && !known && d->is_check)
		return err_set(e, ERR_NOT_FOUND, "it was not looked for");
	if (rc == ERR_OK && !known)
		rc = look(d->tx, d->arena, source, target, &copy, e);
	if (rc == ERR_OK && !known)
		rc = store_anchor_put(d->tx, &copy.anchor, e);
	*out = copy.anchor;
	return rc;
}

static bool is_there(const struct anchor *anchor)
{
	return str_is(anchor->state, "found");
}

/* From the newest text on, until one has the words; where none has, what became
 * of them in the newest. */
static enum err_code look_through(struct draft *d, const struct row *source,
                                  struct anchor *out, struct err *e)
{
	struct str own = kind_text(&passages_kind, d->row->values, "edition");
	size_t place = EDITION_NEWEST;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < COPIES_MAX && !is_there(out); i++) {
		struct anchor one;
		struct text target;

		rc = edition_copy(d->tx, d->arena, source, own, NULL, &place,
		                  &target, e);
		if (rc == ERR_NOT_FOUND) {
			err_clear(e);
			return ERR_OK;
		}
		if (rc == ERR_OK)
			rc = recall_or_look(d, source, &target, &one, e);
		if (rc != ERR_OK)
			return rc;
		if (out->state.len == 0 || is_there(&one))
			*out = one;
	}
	return rc;
}

enum err_code copy_look(struct draft *d, struct anchor *out, bool *found,
                        struct err *e)
{
	struct row source;
	enum err_code rc =
		store_find(d->tx, &sources_kind.entity,
	                   kind_text(&passages_kind, d->row->values, "source"),
	                   d->arena, &source, e);

	*out = (struct anchor){ .similarity = 0 };
	*found = false;
	if (rc == ERR_NOT_FOUND) { /* in an import it may come later */
		err_clear(e);
		return ERR_OK;
	}
	if (rc == ERR_OK)
		rc = look_through(d, &source, out, e);
	*found = out->state.len > 0;
	return rc;
}

enum err_code copy_stands(struct tx *tx, struct arena *a,
                          const struct row *passage, const struct anchor *at,
                          bool *out, struct err *e)
{
	struct passage_fingerprint want, there = { 0 }, whole = { 0 };
	struct row source;
	struct text target;
	int64_t start = 0, end = 0;
	size_t next = 0;
	enum err_code rc =
		store_find(tx, &sources_kind.entity, at->source, a, &source, e);

	if (rc == ERR_OK)
		rc = store_text_find(tx, at->target, a, &target, e);
	if (rc == ERR_OK &&
	    reanchor_next_place(at->places, &next, &start, &end))
		rc = passage_fingerprint_make(tx, a, &source, &target, start,
		                              end, &there, e);
	if (rc == ERR_OK && next > 0)
		rc = passage_fingerprint_make_whole(tx, a, &target, start, end,
		                                    &whole, e);
	*out = rc == ERR_OK && next > 0 &&
	       passage_fingerprint_read(a, passage->record, &want) &&
	       (fingerprint_same(&want.words, &there.words) ||
	        fingerprint_same(&want.words, &whole.words));
	return rc;
}
