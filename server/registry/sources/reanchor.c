/*
 * reanchor.c - one passage, one later text
 */
#include "server/registry/sources/reanchor.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "lib/match/alike.h"
#include "lib/match/quote.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"
#include "server/registry/sources/align_edges.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/sentence.h"
#include "server/registry/sources/text.h"
#include "server/registry/sources/text_cache.h"

#define CONTEXT    300 /* code points before and after that tell places apart */
#define LIKE       500 /* how alike these must be, of 1000                     */
#define AHEAD      150 /* ... by how much they must be more alike than elsewhere */
#define PLACES_MAX 10    /* stored of more */
#define SEAM       64    /* code points on either side that are as before */
#define FAR        20000 /* code points in which a provision's opening is sought */
#define BETWEEN    400 /* bytes of new words between old ones, at least */
#define EFFORT     UINT64_C(1000000) /* of one search */

const char *const reanchor_states[] = { "unchanged", "found",     "moved",
	                                "changed",   "ambiguous", "lost",
	                                NULL };

struct looking {
	struct tx *tx;
	struct arena *arena;
	const struct haystack *haystack;
	struct str words, before, after;
	struct str opening; /* of the provision that holds them, or absent */
	bool cut_start, cut_end; /* they begin, or end, within a word */
	struct anchor *found;
	struct buf places;
	int64_t starts[PLACES_MAX];
	size_t nplaces;
};

/* ---- keeping what was found --------------------------------------------- */

static void add_place(struct looking *l, const struct quote_place *p)
{
	for (size_t i = 0; i < l->nplaces; i++)
		if (l->starts[i] == p->start)
			return;
	if (l->nplaces == PLACES_MAX)
		return;
	l->starts[l->nplaces] = p->start;
	buf_printf(&l->places, "%s[%" PRId64 ",%" PRId64 "]",
	           l->nplaces++ > 0 ? "," : "", p->start, p->end);
}

static void set_state(struct looking *l, const char *state, int similarity)
{
	l->found->state = str_from(state);
	l->found->similarity = similarity;
}

/* A place within a word is another word's, unless the words began or ended so
 * before. */
static bool is_whole(const struct looking *l, const struct quote_place *p)
{
	struct str text = l->haystack->text;

	return (l->cut_start || !alike_cuts(text, p->byte)) &&
	       (l->cut_end || !alike_cuts(text, p->byte + p->bytes));
}

static void be_there(struct looking *l, const struct quote_place *p)
{
	set_state(l, p->start == l->found->start ? "unchanged" : "moved", 1000);
	add_place(l, p);
}

struct weighing {
	const struct haystack *haystack;
	double sum;
};

/* A word weighs the more the less of it there is in the text. */
static int weigh(void *arg, struct str word, size_t start, size_t end)
{
	struct weighing *w = arg;
	const struct hay_entry *entry = haystack_word(w->haystack, word);

	(void)start;
	(void)end;
	w->sum += 1.0 / (1.0 + (entry != NULL ? entry->count : 0));
	return 0;
}

/* How much of what was said is said still: words that stand everywhere, as
 * those of any citation, say little. Of 1000. */
static int share_retained(const struct haystack *h, const struct diff *diff)
{
	struct weighing equal = { h, 0 }, deleted = { h, 0 };

	for (size_t i = 0; i < diff->n; i++)
		if (diff->parts[i].op == DIFF_EQUAL)
			words_each(diff->parts[i].text, weigh, &equal);
		else if (diff->parts[i].op == DIFF_DELETE)
			words_each(diff->parts[i].text, weigh, &deleted);
	if (equal.sum + deleted.sum <= 0)
		return 1000;
	return (int)(1000 * equal.sum / (equal.sum + deleted.sum));
}

static bool is_near(const struct haystack *h, const struct diff *diff)
{
	return diff->similarity >= REANCHOR_CLOSE ||
	       (diff->similarity >= REANCHOR_NEAR &&
	        share_retained(h, diff) >= REANCHOR_SHARED);
}

static void be_changed(struct looking *l, const struct quote_near *near)
{
	if (l->nplaces == 0)
		set_state(l, "changed", near->diff.similarity);
	add_place(l, &near->place);
}

static void be_other(struct looking *l, const struct quote_place *p)
{
	struct diff diff;

	worddiff(l->arena, l->words, quote_text(l->haystack, p), &diff);
	set_state(l, "changed", diff.similarity);
	add_place(l, p);
}

/* ---- looking ------------------------------------------------------------ */

static int similarity(struct looking *l, struct str a, struct str b)
{
	struct diff diff;

	if (a.len + b.len == 0)
		return 1000;
	worddiff(l->arena, a, b, &diff);
	return diff.similarity;
}

/* How alike are the surroundings of a place to those it had? */
static int likeness(struct looking *l, const struct quote_place *p)
{
	struct str text = l->haystack->text;
	size_t start = p->byte, end = start + p->bytes,
	       from = start > l->before.len ? start - l->before.len : 0,
	       to = text.len - end > l->after.len ? end + l->after.len
	                                          : text.len;

	return (similarity(l, l->before,
	                   (struct str){ text.p + from, start - from }) +
	        similarity(l, l->after,
	                   (struct str){ text.p + end, to - end })) /
	       2;
}

/* Of several places the one that stands among such words as it stood among,
 * and much more so than any other; NULL when that does not tell. */
static const struct quote_place *tell_apart(struct looking *l,
                                            const struct quote_answer *several)
{
	const struct quote_place *found = NULL;
	int best = 0, second = 0;

	if (several->more || several->is_alike)
		return NULL;
	for (size_t i = 0; i < several->nplaces; i++) {
		int like = likeness(l, &several->places[i]);

		if (!is_whole(l, &several->places[i]))
			continue;
		if (like > best) {
			second = best;
			best = like;
			found = &several->places[i];
		} else if (like > second) {
			second = like;
		}
	}
	return best >= LIKE && best - second >= AHEAD ? found : NULL;
}

/* A heading, "Article 5", is the same whatever comes after its line. */
static bool goes_on_as_before(const struct looking *l, struct str after)
{
	if (sentence_opens(l->words) && after.len > 0 && *after.p == '\n' &&
	    l->after.len > 0 && *l->after.p == '\n')
		return true;
	return utf8_same(sentence_after(l->words, l->after, SEAM),
	                 sentence_after(l->words, after, SEAM));
}

/* Does it stand in the same sentence of the same provision as before? */
static bool is_same_place(const struct looking *l, const struct quote_place *p)
{
	struct str text = l->haystack->text;
	size_t end = p->byte + p->bytes;
	struct str before = { text.p, p->byte },
		   after = { text.p + end, text.len - end };

	return utf8_same(sentence_before(l->before, SEAM),
	                 sentence_before(before, SEAM)) &&
	       goes_on_as_before(l, after) &&
	       (l->opening.len == 0 ||
	        utf8_same(l->opening, sentence_opening(before, FAR)));
}

static void be_ambiguous(struct looking *l, const struct quote_answer *several)
{
	const struct quote_place *one = tell_apart(l, several);

	if (one != NULL && is_same_place(l, one)) {
		be_there(l, one);
		return;
	}
	set_state(l, "ambiguous", 1000);
	for (size_t i = 0; i < several->nplaces; i++)
		add_place(l, &several->places[i]);
}

static struct str head_of(struct str s)
{
	return (struct str){ s.p, (size_t)utf8_until(s, SEAM).bytes };
}

/* Between the same words as before, if these stand in one place each, and not
 * much farther apart than they did. */
static bool find_between(struct looking *l, struct quote_near *out)
{
	struct quote quotes[] = { { .exact = sentence_last(l->before, SEAM),
		                    .effort = EFFORT,
		                    .unreasoned = true },
		                  { .exact = head_of(l->after),
		                    .effort = EFFORT,
		                    .unreasoned = true } };
	struct quote_place at[COUNT(quotes)];

	for (size_t i = 0; i < COUNT(quotes); i++) {
		struct quote_answer *answer =
			arena_alloc(l->arena, sizeof(*answer));

		quote_find(l->haystack, &quotes[i], l->arena, answer);
		if (answer->result != QUOTE_EXACT ||
		    answer->places[0].ngaps > 0)
			return false;
		at[i] = answer->places[0];
	}
	*out = (struct quote_near){ .place = { .byte = at[0].byte +
		                                       at[0].bytes } };
	if (at[1].byte <= out->place.byte ||
	    at[1].byte - out->place.byte > 4 * l->words.len + BETWEEN)
		return false;
	out->place.bytes = at[1].byte - out->place.byte;
	out->place.start = at[0].end;
	out->place.end = at[1].start;
	worddiff(l->arena, l->words, quote_text(l->haystack, &out->place),
	         &out->diff);
	return true;
}

/* What follows the same words of the sentence now, up to its end as before. */
static bool find_rest(struct looking *l, struct quote_near *out)
{
	struct quote quote = { .exact = sentence_before(l->before, SEAM),
		               .effort = EFFORT,
		               .unreasoned = true };
	struct quote_answer *answer = arena_alloc(l->arena, sizeof(*answer));
	struct str text = l->haystack->text, rest;
	size_t at;

	if (quote.exact.len == 0 ||
	    sentence_after(l->words, l->after, SEAM).len > 0)
		return false;
	quote_find(l->haystack, &quote, l->arena, answer);
	if (answer->result != QUOTE_EXACT || answer->places[0].ngaps > 0)
		return false;
	at = answer->places[0].byte + answer->places[0].bytes;
	rest = (struct str){ text.p + at, text.len - at };
	rest = sentence_after((struct str){ "", 0 }, rest, SEAM);
	if (rest.len == 0)
		return false;
	at = (size_t)(rest.p - text.p);
	out->place = (struct quote_place){
		.byte = at,
		.bytes = rest.len,
		.start = haystack_code_point(l->haystack, at),
		.end = haystack_code_point(l->haystack, at + rest.len),
	};
	worddiff(l->arena, l->words, rest, &out->diff);
	return true;
}

static void be_near_or_lost(struct looking *l, struct quote_answer *answer)
{
	struct quote_near between;

	for (size_t i = 0; i < answer->nnearest; i++) {
		struct quote_near *near = &answer->nearest[i];

		align_edges(l->arena, l->haystack, l->words, l->before,
		            l->after, near);
		if (is_near(l->haystack, &near->diff))
			be_changed(l, near);
	}
	if (l->nplaces == 0 && find_between(l, &between))
		be_changed(l, &between);
	if (l->nplaces > 0)
		return;
	set_state(l, "lost", 0);
	l->found->gave_up = answer->is_tired;
}

/* The words stand in one place. If that is another than they stood in, what is
 * there now comes first; only an editor can tell whether they went over. */
static void be_single(struct looking *l, const struct quote_place *p)
{
	struct quote_near between;

	if (is_same_place(l, p)) {
		be_there(l, p);
		return;
	}
	if (find_between(l, &between) || find_rest(l, &between))
		be_changed(l, &between);
	else
		set_state(l, "changed", 1000);
	add_place(l, p);
}

static void look(struct looking *l)
{
	struct quote_answer *answer = arena_alloc(l->arena, sizeof(*answer));
	struct quote quote = { .exact = l->words,
		               .effort = EFFORT,
		               .unreasoned = true };

	quote.near = utf8_count(l->words).code_points <= QUOTE_LENGTH_MAX;
	quote_find(l->haystack, &quote, l->arena, answer);
	switch (answer->result) {
	case QUOTE_EXACT:
		if (answer->places[0].ngaps == 0 &&
		    is_whole(l, &answer->places[0]))
			be_single(l, &answer->places[0]);
		else
			be_other(l, &answer->places[0]);
		break;
	case QUOTE_NORMALISED:
		be_other(l, &answer->places[0]);
		break;
	case QUOTE_AMBIGUOUS:
		be_ambiguous(l, answer);
		break;
	case QUOTE_ABSENT:
	case QUOTE_UNVERIFIABLE:
	case QUOTE__COUNT:
		be_near_or_lost(l, answer);
		break;
	}
}

/* ---- one passage -------------------------------------------------------- */

static int64_t number(const struct row *row, const char *path)
{
	return kind_value(&passages_kind, row->values, path).integer;
}

static void read_cuts(struct looking *l)
{
	struct buf all;

	buf_init(&all, l->arena);
	buf_str(&all, l->before);
	buf_str(&all, l->words);
	buf_str(&all, l->after);
	l->cut_start = alike_cuts(buf_text(&all), l->before.len);
	l->cut_end = alike_cuts(buf_text(&all), l->before.len + l->words.len);
}

/* The words around it, where it stands now. */
static enum err_code read_context(struct looking *l, struct err *e)
{
	const struct anchor *at = l->found;
	int64_t from = at->start > FAR ? at->start - FAR : 0, to;
	struct span span;
	struct text own;
	enum err_code rc =
		store_text_find(l->tx, at->edition, l->arena, &own, e);

	if (rc == ERR_OK)
		rc = text_held_span(l->tx, l->arena, at->edition, from,
		                    at->start, &span, e);
	if (rc != ERR_OK)
		return rc;
	if (!sentence_opens(l->words))
		l->opening = sentence_opening(span.exact, FAR);
	l->before = sentence_last(span.exact, CONTEXT);
	to = at->end + CONTEXT < own.code_points ? at->end + CONTEXT
	                                         : own.code_points;
	rc = text_held_span(l->tx, l->arena, at->edition, at->end, to, &span,
	                    e);
	l->after = span.exact;
	if (rc == ERR_OK)
		read_cuts(l);
	return rc;
}

struct anchor reanchor_start(const struct row *passage, struct str target)
{
	return (struct anchor){
		.source = kind_text(&passages_kind, passage->values, "source"),
		.target = target,
		.passage = passage->values[COLUMN_ID].text,
		.edition =
			kind_text(&passages_kind, passage->values, "edition"),
		.start = number(passage, "start"),
		.end = number(passage, "end"),
	};
}

/* The text that succeeds the passage's, or stands for it. */
static enum err_code find_target(struct tx *tx, struct arena *a,
                                 const struct row *passage, struct text *out,
                                 struct err *e)
{
	size_t place = EDITION_NEWEST;
	struct row source;
	enum err_code rc =
		store_find(tx, &sources_kind.entity,
	                   kind_text(&passages_kind, passage->values, "source"),
	                   a, &source, e);

	if (rc != ERR_OK)
		return rc;
	rc = edition_copy(tx, a, &source,
	                  kind_text(&passages_kind, passage->values, "edition"),
	                  NULL, &place, out, e);
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	return edition_successor(
		tx, a, &source,
		kind_text(&passages_kind, passage->values, "edition"), NULL,
		out, e);
}

/* What was found before, if it was looked for from the same place: texts never
 * change, so nothing else would be found. */
static enum err_code find_known(struct tx *tx, struct arena *a,
                                struct anchor *found, bool *known,
                                struct err *e)
{
	struct anchor before;
	enum err_code rc = store_anchor_find(tx, found->source, found->target,
	                                     found->passage, a, &before, e);

	*known = rc == ERR_OK && before.print.len == 0 &&
	         str_eq(before.edition, found->edition) &&
	         before.start == found->start && before.end == found->end;
	if (*known)
		*found = before;
	return err_allow_absent(rc, e);
}

static enum err_code look_in(struct tx *tx, struct arena *a, struct str words,
                             const struct haystack *h, struct anchor *found,
                             struct err *e)
{
	struct looking l = { .tx = tx,
		             .arena = a,
		             .haystack = h,
		             .words = words,
		             .found = found };
	enum err_code rc = read_context(&l, e);

	if (rc != ERR_OK)
		return rc;
	buf_init(&l.places, a);
	buf_puts(&l.places, "[");
	look(&l);
	buf_puts(&l.places, "]");
	found->places = buf_text(&l.places);
	return ERR_OK;
}

static enum err_code look_anew(struct draft *d, struct str words,
                               const struct text *target, struct anchor *found,
                               struct err *e)
{
	struct lent_text lent;
	enum err_code rc = text_cache_borrow(d->tx, target, 0, &lent, e);

	if (rc != ERR_OK)
		return rc;
	rc = look_in(d->tx, d->arena, words, lent.haystack, found, e);
	text_cache_return(&lent);
	return rc != ERR_OK ? rc : store_anchor_put(d->tx, found, e);
}

static enum err_code recall_or_look(struct draft *d, struct str words,
                                    const struct text *target,
                                    struct anchor *found, struct err *e)
{
	bool known = false;
	enum err_code rc;

	rc = find_known(d->tx, d->arena, found, &known, e);
	if (rc == ERR_OK && !known && d->is_check)
		return err_set(e, ERR_NOT_FOUND, "it was not looked for");
	return rc != ERR_OK || known ? rc
	                             : look_anew(d, words, target, found, e);
}

struct str reanchor_passage_state(struct str found)
{
	return str_is(found, "unchanged") || str_is(found, "found")
	               ? STR("verified")
	               : found;
}

enum err_code reanchor_passage(struct draft *d, struct str words,
                               const char **state)
{
	struct text target;
	struct anchor found;
	struct err why;
	enum err_code rc;

	*state = "verified";
	err_init(&why, d->arena);
	rc = find_target(d->tx, d->arena, d->row, &target, &why);
	if (rc == ERR_NOT_FOUND ||
	    (rc == ERR_OK && target.bytes > REANCHOR_BYTES_MAX))
		return ERR_OK;
	found = reanchor_start(d->row, target.sha256);
	if (rc == ERR_OK)
		rc = recall_or_look(d, words, &target, &found, &why);
	if (rc != ERR_OK)
		return err_set(d->err, rc, "%s", why.detail);
	*state = reanchor_passage_state(found.state).p;
	return ERR_OK;
}

/* Do its words stand where it says? */
static enum err_code find_words(struct tx *tx, struct arena *a,
                                const struct row *passage, struct str *out,
                                bool *stand, struct err *e)
{
	struct span span;
	enum err_code rc = text_span(
		tx, a, kind_text(&passages_kind, passage->values, "edition"),
		number(passage, "start"), number(passage, "end"), &span, e);

	*stand = rc == ERR_OK &&
	         str_eq(digest_of(a, span.exact),
	                kind_text(&passages_kind, passage->values, "sha256"));
	*out = span.exact;
	if (rc != ERR_NOT_FOUND && rc != ERR_INVALID)
		return rc;
	err_clear(e);
	return ERR_OK;
}

enum err_code reanchor_preview(const struct reanchor_preview *f,
                               struct arena *a, const struct row *passage,
                               struct anchor *found, bool *is_new,
                               struct err *e)
{
	struct text target;
	struct str words = { 0 };
	bool known = false, stand = false;
	enum err_code rc = edition_successor(
		f->tx, a, f->source,
		kind_text(&passages_kind, passage->values, "edition"),
		f->new_edition, &target, e);

	*is_new = false;
	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		return ERR_OK;
	}
	if (rc != ERR_OK || !str_eq(target.sha256, f->new_edition->text.sha256))
		return rc;
	*found = reanchor_start(passage, target.sha256);
	rc = find_known(f->tx, a, found, &known, e);
	if (rc == ERR_OK && !known)
		rc = find_words(f->tx, a, passage, &words, &stand, e);
	if (rc == ERR_OK && stand)
		rc = look_in(f->tx, a, words, f->haystack, found, e);
	*is_new = rc == ERR_OK && stand;
	return rc;
}

enum err_code reanchor_find(struct tx *tx, struct arena *a,
                            const struct row *passage, struct anchor *out,
                            struct err *e)
{
	struct str shown =
		kind_text(&passages_kind, passage->values, "shown_in");
	struct text target = { .sha256 = shown };
	enum err_code rc = ERR_OK;

	if (shown.len == 0 ||
	    str_eq(shown,
	           kind_text(&passages_kind, passage->values, "edition")))
		rc = find_target(tx, a, passage, &target, e);
	return rc != ERR_OK
	               ? rc
	               : store_anchor_find(tx,
	                                   kind_text(&passages_kind,
	                                             passage->values, "source"),
	                                   target.sha256,
	                                   passage->values[COLUMN_ID].text, a,
	                                   out, e);
}

bool reanchor_next_place(struct str places, size_t *at, int64_t *start,
                         int64_t *end)
{
	struct str pair;
	char *comma;

	if (!json_items(places, at, &pair))
		return false;
	*start = strtoll(pair.p + 1, &comma, 10);
	*end = strtoll(comma + 1, NULL, 10);
	return true;
}
