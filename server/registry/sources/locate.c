/*
 * locate.c - looking for a passage's words in its edition
 */
#include "server/registry/sources/locate.h"

#include <limits.h>

#include "lib/data/jsontext.h"
#include "lib/match/alike.h"
#include "lib/text/utf8.h"
#include "server/registry/model/json.h"
#include "server/registry/sources/quote_json.h"
#include "server/registry/sources/text_cache.h"

bool locate_is_wanted(const struct draft *d)
{
	return d->arriving == NULL &&
	       json_object_get(d->json, "start") == NULL &&
	       json_object_get(d->json, "end") == NULL &&
	       json_text(d->given, "exact").len > 0;
}

/* ---- the edition -------------------------------------------------------- */

/* How many editions have their text here; *out is the last of them. */
static size_t count_held(struct draft *d, const struct row *source,
                         struct str *out)
{
	struct str list = json_member(source->record, "editions"), item;
	size_t at = 0, n = 0;

	while (d->failed == ERR_OK && json_items(list, &at, &item)) {
		struct str sha256 = json_member_text(d->arena, item, "sha256");
		struct text text;
		struct err why;
		enum err_code rc;

		err_init(&why, d->arena);
		rc = store_text_find(d->tx, sha256, d->arena, &text, &why);
		if (rc == ERR_OK) {
			*out = sha256;
			n++;
		} else if (rc != ERR_NOT_FOUND) {
			d->failed = rc;
		}
	}
	return n;
}

void locate_edition(struct draft *d, const struct row *source)
{
	struct str sha256 = { 0 };
	size_t n = count_held(d, source, &sha256);

	if (n == 1)
		json_object_set_new(d->json, "edition", json_from(sha256));
	else if (n == 0)
		err_pointer(d->err, "/edition",
		            "no text of that source is held: give edition, "
		            "start and end");
	else
		err_pointer(d->err, "/edition",
		            "must say which: the texts of %zu editions are "
		            "held",
		            n);
}

/* ---- what to say -------------------------------------------------------- */

struct locating {
	struct draft *draft;
	struct quote_origin origin;
	const struct haystack *haystack;
	struct quote quote;
	struct quote_answer answer;
};

static void show_nearest(struct locating *p)
{
	const struct quote_answer *answer = &p->answer;
	struct buf out;

	buf_init(&out, p->draft->arena);
	buf_puts(&out, "\"nearest\":[");
	for (size_t i = 0; i < answer->nnearest; i++) {
		buf_puts(&out, i > 0 ? "," : "");
		quotes_write_near(&out, &p->origin, p->haystack,
		                  &answer->nearest[i]);
	}
	buf_puts(&out, "]");
	p->draft->err->more = buf_text(&out);
}

static void show_places(struct locating *p)
{
	const struct quote_answer *answer = &p->answer;
	struct buf out;

	buf_init(&out, p->draft->arena);
	buf_puts(&out, "\"places\":[");
	for (size_t i = 0; i < answer->nplaces; i++) {
		buf_puts(&out, i > 0 ? "," : "");
		quotes_write_place(&out, &p->origin, p->haystack,
		                   &answer->places[i]);
	}
	buf_puts(&out, "]");
	p->draft->err->more = buf_text(&out);
}

/* The words are there, but not as they are written. */
static void refuse_form(struct locating *p)
{
	const struct quote_place *place = &p->answer.places[0];
	struct draft *d = p->draft;
	struct buf names;

	buf_init(&names, d->arena);
	for (size_t i = 0; i < ALIKE_COUNT; i++)
		if (place->differs & (1u << i))
			buf_printf(&names, "%s%s", names.len > 0 ? ", " : "",
			           alike_names[i]);
	if (place->ngaps > 0)
		err_pointer(d->err, "/exact",
		            "has gaps: a passage is one piece of text");
	else
		err_pointer(d->err, "/exact",
		            "is not in the text as it is written: what stands "
		            "there differs in %s",
		            names.data);
	quotes_near(d->arena, p->quote.exact, p->haystack, place,
	            &p->answer.nearest[0]);
	p->answer.nnearest = 1;
	show_nearest(p);
}

static void set_place(struct draft *d, int64_t start, int64_t end)
{
	json_object_set_new(d->json, "start", json_integer(start));
	json_object_set_new(d->json, "end", json_integer(end));
}

static void accept(struct locating *p)
{
	const struct quote_place *place = &p->answer.places[0];
	struct draft *d = p->draft;

	set_place(d, place->start, place->end);
	if (d->located != NULL)
		*d->located = (struct located){
			.is_found = true,
			.edition = json_text(d->json, "edition"),
			.start = place->start,
			.end = place->end,
		};
}

/* The words of an edition never change; but which edition is meant may. */
static void accept_found(struct draft *d)
{
	const struct located *found = d->located;

	if (str_eq(found->edition, json_text(d->json, "edition")))
		set_place(d, found->start, found->end);
	else
		err_pointer(d->err, "/edition",
		            "is another one by now than when the words were "
		            "looked for; send it again");
}

static void judge(struct locating *p)
{
	const struct quote_answer *answer = &p->answer;
	struct err *e = p->draft->err;

	switch (answer->result) {
	case QUOTE_EXACT:
		if (answer->places[0].ngaps == 0)
			accept(p);
		else
			refuse_form(p);
		break;
	case QUOTE_NORMALISED:
		refuse_form(p);
		break;
	case QUOTE_AMBIGUOUS:
		err_pointer(e, "/exact",
		            "is ambiguous: it stands in %s%zu places; give "
		            "prefix or suffix, or offsets",
		            answer->more ? "more than " : "", answer->nplaces);
		show_places(p);
		break;
	case QUOTE_ABSENT:
	case QUOTE_UNVERIFIABLE:
	case QUOTE__COUNT:
		err_pointer(e, "/exact", "is not in the text%s%s",
		            answer->reason != NULL ? ": " : "",
		            answer->reason != NULL ? answer->reason : "");
		show_nearest(p);
		break;
	}
}

/* ---- looking ------------------------------------------------------------- */

/* How good an answer is: the lower, the better. */
static int rank_of(const struct quote_answer *answer)
{
	if (answer->result != QUOTE_ABSENT)
		return answer->is_unfit + answer->is_alike;
	return answer->nnearest == 0
	               ? INT_MAX
	               : 2000 - answer->nearest[0].diff.similarity;
}

static enum err_code ask(struct locating *p, const struct text *text,
                         size_t window, struct lent_text *lent, struct err *e)
{
	enum err_code rc =
		text_cache_borrow(p->draft->tx, text, window, lent, e);

	if (rc != ERR_OK)
		return rc;
	p->haystack = lent->haystack;
	quote_find(p->haystack, &p->quote, p->draft->arena, &p->answer);
	return ERR_OK;
}

/* The window of a long text that has the best answer; *several when another
 * has the words, too. */
static enum err_code choose(struct locating *p, const struct text *text,
                            size_t *window, bool *several, struct err *e)
{
	size_t n = text_cache_windows(text->bytes);
	int best = INT_MAX;

	*window = 0;
	*several = false;
	for (size_t i = 0; n > 1 && i < n; i++) {
		struct lent_text lent;
		enum err_code rc = ask(p, text, i, &lent, e);
		int rank;

		if (rc != ERR_OK)
			return rc;
		rank = rank_of(&p->answer);
		text_cache_return(&lent);
		*several = (*several && rank >= best) ||
		           (rank == best && p->answer.result != QUOTE_ABSENT);
		if (rank < best) {
			best = rank;
			*window = i;
		}
	}
	return ERR_OK;
}

static enum err_code find(struct locating *p, const struct row *source,
                          struct str edition, struct err *e)
{
	struct draft *d = p->draft;
	struct lent_text lent;
	struct text text;
	size_t window;
	bool several;
	enum err_code rc = store_text_find(d->tx, edition, d->arena, &text, e);

	if (rc == ERR_OK)
		rc = choose(p, &text, &window, &several, e);
	if (rc == ERR_OK)
		rc = ask(p, &text, window, &lent, e);
	if (rc != ERR_OK)
		return rc;
	if (several) {
		p->answer.result = QUOTE_AMBIGUOUS;
		p->answer.more = true;
	}
	quotes_origin(d->arena, source, edition, &p->origin);
	judge(p);
	text_cache_return(&lent);
	return ERR_OK;
}

void locate_find(struct draft *d, const struct row *source)
{
	struct locating *p;
	struct err why;
	enum err_code rc;

	if (d->located != NULL && d->located->is_found) {
		accept_found(d);
		return;
	}
	p = arena_alloc(d->arena, sizeof(*p));
	*p = (struct locating){
		.draft = d,
		.quote = { .exact = json_text(d->given, "exact"),
		           .prefix = json_text(d->given, "prefix"),
		           .suffix = json_text(d->given, "suffix"),
		           .near = true },
	};
	if (utf8_count(p->quote.exact).code_points > QUOTE_LENGTH_MAX) {
		err_pointer(d->err, "/start",
		            "is required where exact has more than %d "
		            "characters",
		            QUOTE_LENGTH_MAX);
		return;
	}
	err_init(&why, d->arena);
	rc = find(p, source, json_text(d->json, "edition"), &why);
	if (rc == ERR_NOT_FOUND)
		err_pointer(d->err, "/start",
		            "is required: the text of that edition is not "
		            "held");
	else if (rc != ERR_OK)
		d->failed = rc;
}
