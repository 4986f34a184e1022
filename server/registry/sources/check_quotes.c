/*
 * check_quotes.c - every text is asked all that is asked of it, and then the
 * next
 */
#include "server/registry/sources/check_quotes.h"

#include "lib/data/jsontext.h"
#include "lib/data/media_type.h"
#include "server/registry/sources/quote_digest.h"
#include "server/registry/sources/quote_json.h"
#include "server/registry/sources/reading.h"
#include "server/registry/sources/scope.h"
#include "server/registry/sources/text_cache.h"

/* Once a request has done so much work, it no longer looks for what is near. */
#define NEAR_WORK UINT64_C(500000000)

/* ---- putting answers together ------------------------------------------- */

/* Unfit: it stands there, but not between the prefix and the suffix. */
enum level { LEVEL_EXACT, LEVEL_ALIKE, LEVEL_UNFIT, LEVEL_NONE };

/* Texts that were written while their haystack was there. */
struct shown {
	int similarity;
	struct str json;
};

struct item {
	const struct quote_request *asked;
	const struct item
		*same; /* an earlier one that asks the same, or NULL */
	struct scope *scope;
	enum level level;
	struct quote_found found;
	const char *reason;
	bool unread; /* a text was too long for its visible words */
	struct shown near[QUOTE_NEAREST_MAX];
	size_t nnear;
	const struct held *held; /* that answered last,        */
	size_t source;           /* its source, and how it did */
	enum level source_level;
};

struct session {
	struct tx *tx;
	struct arena *arena;
	struct item *items;
	size_t n;
	uint64_t near_until; /* work */
};

static enum level level_of(const struct quote_answer *answer)
{
	if (answer->result == QUOTE_ABSENT)
		return LEVEL_NONE;
	if (answer->is_unfit)
		return LEVEL_UNFIT;
	return answer->is_alike ? LEVEL_ALIKE : LEVEL_EXACT;
}

static void add_places(struct session *s, struct item *item,
                       const struct quote_origin *o, const struct haystack *h,
                       const struct quote_answer *answer)
{
	struct buf found;

	for (size_t i = 0; i < answer->nplaces; i++) {
		if (item->found.n == QUOTE_PLACES_MAX) {
			item->found.more = true;
			return;
		}
		buf_puts(&item->found.places, item->found.n++ > 0 ? "," : "");
		quotes_write_place(&item->found.places, o, h,
		                   &answer->places[i]);
	}
	item->found.more |= answer->more;
	if (item->found.n != 1)
		return;
	buf_init(&found, s->arena);
	quotes_write_found(&found, o, h, &answer->places[0]);
	item->found.only = buf_text(&found);
}

/* Better ones put those before out. One source answers once: by the newest of
 * its editions among the best, with all of its windows. */
static void merge(struct session *s, struct item *item, const struct held *held,
                  const struct haystack *h, const struct quote_answer *answer)
{
	enum level level = level_of(answer);

	if (level == LEVEL_NONE) {
		if (item->level == LEVEL_NONE && answer->reason != NULL)
			item->reason = answer->reason;
		return;
	}
	if (level > item->level ||
	    (item->source == held->source && item->held != held &&
	     level >= item->source_level))
		return;
	if (level < item->level) {
		buf_init(&item->found.places, s->arena);
		item->found.n = 0;
		item->found.more = false;
	}
	item->reason = answer->reason;
	item->level = level;
	item->held = held;
	item->source = held->source;
	item->source_level = level;
	add_places(s, item, &held->origin, h, answer);
}

static void add_near(struct session *s, struct item *item,
                     const struct quote_origin *o, const struct haystack *h,
                     const struct quote_near *near)
{
	size_t at = item->nnear;
	struct buf out;

	while (at > 0 && item->near[at - 1].similarity < near->diff.similarity)
		at--;
	if (at == QUOTE_NEAREST_MAX)
		return;
	if (item->nnear < QUOTE_NEAREST_MAX)
		item->nnear++;
	memmove(item->near + at + 1, item->near + at,
	        (item->nnear - at - 1) * sizeof(*item->near));
	buf_init(&out, s->arena);
	quotes_write_near(&out, o, h, near);
	item->near[at] =
		(struct shown){ near->diff.similarity, buf_text(&out) };
}

/* ---- asking ------------------------------------------------------------- */

static bool may_look_near(struct session *s, struct item *item)
{
	if (arena_spent(s->arena) < s->near_until)
		return true;
	item->reason = "similar words were not looked for in all texts: the "
		       "request asks for too much at once";
	return false;
}

static void ask(struct session *s, struct item *item, const struct held *held,
                const struct haystack *h, bool near)
{
	struct arena *a = arena_child(s->arena);
	struct quote_answer *answer = arena_alloc(a, sizeof(*answer));
	struct quote q = item->asked->quote;

	q.near = near && item->level == LEVEL_NONE && may_look_near(s, item);
	q.lang = held->edition.lang;
	quote_find(h, &q, a, answer);
	if (answer->reason != NULL)
		answer->reason = arena_printf(s->arena, "%s", answer->reason);
	merge(s, item, held, h, answer);
	for (size_t i = 0; i < answer->nnearest; i++)
		add_near(s, item, &held->origin, h, &answer->nearest[i]);
	arena_free(a);
}

/* A round looks for the quotes, or for what is near to those that are nowhere,
 * or for both at once. */
enum round { ROUND_QUOTES, ROUND_NEAR, ROUND_BOTH };

static bool is_asked(const struct item *item, const struct scope *scope,
                     enum round round)
{
	bool done = round == ROUND_NEAR
	                    ? item->level != LEVEL_NONE
	                    : item->level == LEVEL_EXACT && item->found.more;

	return item->scope == scope && item->same == NULL && !done;
}

static bool is_any_asked(const struct session *s, const struct scope *scope,
                         enum round round)
{
	for (size_t i = 0; i < s->n; i++)
		if (is_asked(&s->items[i], scope, round))
			return true;
	return false;
}

static enum err_code ask_window(struct session *s, const struct scope *scope,
                                const struct held *held, size_t window,
                                enum round round, struct err *e)
{
	struct lent_text lent;
	enum err_code rc;

	if (!is_any_asked(s, scope, round))
		return ERR_OK;
	rc = text_cache_borrow(s->tx, &held->text, window, &lent, e);
	if (rc != ERR_OK)
		return rc;
	for (size_t i = 0; i < s->n; i++)
		if (is_asked(&s->items[i], scope, round))
			ask(s, &s->items[i], held, lent.haystack,
			    round != ROUND_QUOTES);
	text_cache_return(&lent);
	return ERR_OK;
}

/* What is nowhere in an edition may be in what is read of it. */
static bool may_be_read(const struct item *item, const struct scope *scope)
{
	return item->scope == scope && item->same == NULL &&
	       item->level >= LEVEL_UNFIT;
}

static enum err_code ask_reading(struct session *s, const struct scope *scope,
                                 const struct held *held, enum round round,
                                 struct err *e)
{
	bool tags = media_type_has_tags(held->edition.media_type), any = false;
	bool too_long = text_cache_windows(held->text.bytes) > 1;
	struct lent_text lent;
	enum err_code rc;

	for (size_t i = 0; i < s->n; i++) {
		if (!may_be_read(&s->items[i], scope))
			continue;
		any = true;
		s->items[i].unread |= too_long;
	}
	if (!any || too_long)
		return ERR_OK;
	rc = text_cache_borrow_reading(s->tx, &held->text, tags, &lent, e);
	if (rc != ERR_OK)
		return rc;
	for (size_t i = 0; i < s->n && lent.haystack->text.len > 0; i++)
		if (may_be_read(&s->items[i], scope))
			ask(s, &s->items[i], held, lent.haystack,
			    tags && round != ROUND_QUOTES);
	text_cache_return(&lent);
	return ERR_OK;
}

/* A text of several windows is gone through once, as they do not stay. */
static bool is_asked_once(const struct scope *scope, const struct held *held)
{
	return scope->n == 1 || text_cache_windows(held->text.bytes) > 1;
}

static enum err_code ask_texts(struct session *s, const struct scope *scope,
                               enum round round, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < scope->n; i++) {
		const struct held *held = &scope->texts[i];
		size_t n = text_cache_windows(held->text.bytes);
		enum round this = round;

		if (is_asked_once(scope, held)) {
			if (round == ROUND_NEAR)
				continue;
			this = ROUND_BOTH;
		}
		for (size_t w = 0; w < n && rc == ERR_OK; w++)
			rc = ask_window(s, scope, held, w, this, e);
		if (rc == ERR_OK)
			rc = ask_reading(s, scope, held, this, e);
		if (rc != ERR_OK)
			return rc;
	}
	return ERR_OK;
}

static enum err_code ask_scope(struct session *s, const struct scope *scope,
                               struct err *e)
{
	enum err_code rc = ask_texts(s, scope, ROUND_QUOTES, e);

	return rc == ERR_OK ? ask_texts(s, scope, ROUND_NEAR, e) : rc;
}

/* ---- texts that are not held --------------------------------------------- */

static enum err_code ask_digests(struct session *s, struct item *item,
                                 struct err *e)
{
	const struct quote *q = &item->asked->quote;
	enum err_code rc;

	if (item->level != LEVEL_NONE || item->scope->nunheld == 0 ||
	    q->prefix.len > 0 || q->suffix.len > 0)
		return ERR_OK;
	rc = quote_digest_find(s->tx, s->arena, item->scope, q->exact,
	                       &item->found, e);
	if (rc != ERR_OK || item->found.n == 0)
		return rc;
	item->level = LEVEL_EXACT;
	item->reason = "its SHA-256 is that of a passage, whose text is not "
		       "stored here";
	return ERR_OK;
}

/* ---- scopes ------------------------------------------------------------- */

static bool is_of(const struct scope *s, const struct quote_request *asked)
{
	return str_eq(s->source, asked->source) &&
	       str_eq(s->instrument, asked->instrument) &&
	       str_eq(s->edition, asked->edition);
}

static void note_wrong(const struct scope *scope,
                       const struct quote_request *asked, struct arena *a,
                       const struct err *why, struct err *e)
{
	err_pointer(e, arena_printf(a, "%s/%s", asked->pointer, scope->wrong),
	            "%s", why->detail);
}

/* The scope of item i: that of an earlier one, or a new one. */
static enum err_code scope_of(struct session *s, size_t i, struct err *e)
{
	struct item *item = &s->items[i];
	const struct quote_request *asked = item->asked;
	struct err why;
	enum err_code rc;

	for (size_t j = i; j-- > 0;)
		if (s->items[j].scope != NULL &&
		    is_of(s->items[j].scope, asked)) {
			item->scope = s->items[j].scope;
			return ERR_OK;
		}
	item->scope = arena_alloc(s->arena, sizeof(*item->scope));
	*item->scope = (struct scope){ .source = asked->source,
		                       .instrument = asked->instrument,
		                       .edition = asked->edition };
	err_init(&why, s->arena);
	rc = scope_find(s->tx, s->arena, item->scope, &why);
	if (rc == ERR_OK)
		return ERR_OK;
	if (item->scope->wrong == NULL)
		return err_set(e, rc, "%s", why.detail);
	note_wrong(item->scope, asked, s->arena, &why, e);
	item->scope = NULL;
	return ERR_OK;
}

static bool is_first(const struct session *s, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (s->items[j].scope == s->items[i].scope)
			return false;
	return true;
}

/* ---- the answer --------------------------------------------------------- */

static enum quote_result result_of(const struct item *item)
{
	if (item->level == LEVEL_NONE)
		return item->scope->n == 0 ? QUOTE_UNVERIFIABLE : QUOTE_ABSENT;
	if (item->found.n > 1 || item->found.more || item->level == LEVEL_UNFIT)
		return QUOTE_AMBIGUOUS;
	return item->level == LEVEL_EXACT ? QUOTE_EXACT : QUOTE_NORMALISED;
}

static const char *reason_of(const struct item *item, enum quote_result result)
{
	const struct scope *scope = item->scope;

	if (result == QUOTE_UNVERIFIABLE)
		return scope->nsources == 0 && scope->instrument.len > 0
		               ? "no source of that instrument is known"
		               : "none of the texts asked for is stored here";
	if (result == QUOTE_ABSENT && item->reason == NULL &&
	    scope->nunheld > 0)
		return "some of the texts asked for are not stored here";
	if (result == QUOTE_ABSENT && item->reason == NULL && item->unread)
		return "a text is longer than 8 MiB: words that its tags or "
		       "its pages part were not looked for in it";
	return item->reason;
}

static void write_nearest(struct buf *out, const struct item *item)
{
	buf_puts(out, ",\"nearest\":[");
	for (size_t i = 0; i < item->nnear; i++) {
		buf_puts(out, i > 0 ? "," : "");
		buf_str(out, item->near[i].json);
	}
	buf_puts(out, "]");
}

static void write_item(struct buf *out, const struct item *item)
{
	enum quote_result result = result_of(item);
	const char *reason = reason_of(item, result);

	buf_printf(out, "{\"result\":\"%s\"", quote_results[result]);
	if (reason != NULL)
		json_put(out, "reason", str_from(reason));
	if (result == QUOTE_EXACT || result == QUOTE_NORMALISED) {
		buf_puts(out, ",");
		buf_str(out, item->found.only);
	} else if (result == QUOTE_AMBIGUOUS) {
		buf_puts(out, ",\"places\":[");
		buf_str(out, buf_text(&item->found.places));
		buf_printf(out, "],\"more\":%s",
		           item->found.more ? "true" : "false");
	} else if (result == QUOTE_ABSENT) {
		write_nearest(out, item);
	}
	buf_puts(out, "}");
}

static bool is_same(const struct item *a, const struct item *b)
{
	const struct quote *x = &a->asked->quote, *y = &b->asked->quote;

	return a->scope == b->scope && str_eq(x->exact, y->exact) &&
	       str_eq(x->prefix, y->prefix) && str_eq(x->suffix, y->suffix);
}

/* What is asked twice is looked for once. */
static const struct item *find_same(const struct session *s, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (s->items[j].same == NULL &&
		    is_same(&s->items[j], &s->items[i]))
			return &s->items[j];
	return NULL;
}

static enum err_code
read_items(struct session *s, const struct quote_request *asked, struct err *e)
{
	s->items = arena_alloc(s->arena, s->n * sizeof(*s->items));
	for (size_t i = 0; i < s->n; i++) {
		enum err_code rc;

		s->items[i] = (struct item){ .asked = &asked[i],
			                     .level = LEVEL_NONE,
			                     .source = SIZE_MAX };
		buf_init(&s->items[i].found.places, s->arena);
		rc = scope_of(s, i, e);
		if (rc != ERR_OK)
			return rc;
		s->items[i].same = find_same(s, i);
		arena_work(s->arena, i);
	}
	return e->code;
}

enum err_code quotes_check(struct tx *tx, struct arena *a,
                           const struct quote_request *asked, size_t n,
                           struct buf *out, struct err *e)
{
	struct session s = { .tx = tx,
		             .arena = a,
		             .n = n,
		             .near_until = arena_spent(a) + NEAR_WORK };
	enum err_code rc = read_items(&s, asked, e);

	for (size_t i = 0; i < n && rc == ERR_OK; i++)
		if (is_first(&s, i))
			rc = ask_scope(&s, s.items[i].scope, e);
	for (size_t i = 0; i < n && rc == ERR_OK; i++)
		if (s.items[i].same == NULL)
			rc = ask_digests(&s, &s.items[i], e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		const struct item *same = s.items[i].same;

		buf_puts(out, i > 0 ? ",\n" : "\n");
		write_item(out, same != NULL ? same : &s.items[i]);
	}
	buf_puts(out, "\n]}\n");
	return ERR_OK;
}
