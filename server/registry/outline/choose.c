/*
 * choose.c - trying profiles
 */
#include "server/registry/outline/choose.h"

#include "lib/data/media_type.h"
#include "server/registry/outline/detect_language.h"
#include "server/registry/outline/markup.h"

#define BEGINNING    20000 /* lines of a long text that profiles are tried on */
#define AS_GOOD      15    /* of 1000 that count as no difference */
#define RISING       20    /* one list more for so many parts tells nothing */
#define PROFILES_MAX 64

struct choosing {
	struct arena *arena;
	struct vocabulary *vocabulary;
	struct profile_choice *out;
	struct arena *best; /* what the best split so far lives in */
};

/* ---- trying -------------------------------------------------------------- */

/* Lists that begin after something deeper than they are themselves: numbers
 * that are read as those of another level do. */
static size_t count_rising(const struct split *s)
{
	size_t n = 0;

	for (size_t i = 1; i < s->n; i++) {
		const struct provision *p = s->items[i];

		n += (p->row->flags & ROW_STRONG) == 0 && p->list == 1 &&
		     p->number.base == 1 && p->number.insert == 0 &&
		     s->items[i - 1]->depth >= p->depth &&
		     !split_within(s->items[i - 1], p);
	}
	return n;
}

static bool is_better(const struct profile_choice *x,
                      const struct profile_choice *than)
{
	int diff = x->explanation.confidence - than->explanation.confidence;
	size_t rising, other;

	if (x->split.n == 0 || than->split.n == 0)
		return x->split.n > 0;
	if (diff > AS_GOOD || diff < -AS_GOOD)
		return diff > 0;
	if (x->split.n * 10 > than->split.n * 11 ||
	    than->split.n * 10 > x->split.n * 11)
		return x->split.n > than->split.n;
	rising = count_rising(&x->split);
	other = count_rising(&than->split);
	if (rising * RISING > other * RISING + x->split.n ||
	    other * RISING > rising * RISING + x->split.n)
		return rising < other;
	return x->split.profile->rank < than->split.profile->rank;
}

static void try_profile(struct choosing *c, const struct signals *signals,
                        const struct profile *p)
{
	struct profile_choice one = {
		.name = c->out->name,
		.lang = c->out->lang,
		.split = { .extract = c->out->split.extract }
	};
	struct arena *own = arena_child(c->arena);

	split_extract(own, c->vocabulary, p, &one.split);
	explain(own, signals, &one.split, &one.explanation);
	if (c->out->split.profile != NULL && !is_better(&one, c->out)) {
		arena_free(own);
		return;
	}
	if (c->best != NULL)
		arena_free(c->best);
	c->best = own;
	*c->out = one;
}

/* All that speak the language of the text. */
static enum err_code try_all(struct choosing *c, const struct signals *signals,
                             struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; profile_texts[i].name != NULL && rc == ERR_OK; i++) {
		struct profile *p = arena_alloc(c->arena, sizeof(*p));

		rc = profile_read(c->arena, c->vocabulary,
		                  str_from(profile_texts[i].text), p, e);
		if (rc == ERR_OK &&
		    (c->out->lang.len == 0 || profile_speaks(p, c->out->lang)))
			try_profile(c, signals, p);
	}
	return rc;
}

static struct extract beginning_of(const struct extract *f)
{
	struct extract beginning = *f;

	if (f->nlines > BEGINNING) {
		beginning.nlines = BEGINNING;
		beginning.text.len = f->lines[BEGINNING].start;
	}
	return beginning;
}

/* Forget what others came to. */
static void try_only(struct choosing *c, const struct extract *whole,
                     const struct profile *p)
{
	struct signals signals;

	c->out->split = (struct split){ .extract = *whole };
	signals_find(c->arena, c->vocabulary, whole, &signals);
	try_profile(c, &signals, p);
}

static enum err_code try_profiles(struct choosing *c, struct err *e)
{
	struct profile_choice *out = c->out;
	struct profile *asked = arena_alloc(c->arena, sizeof(*asked));
	struct extract whole = out->split.extract;
	struct signals signals;
	enum err_code rc;

	out->lang = language_of(c->vocabulary, whole.text, out->lang);
	if (out->name.len > 0) {
		rc = profile_find(c->arena, c->vocabulary, out->name, asked, e);
		if (rc == ERR_OK)
			try_only(c, &whole, asked);
		return rc;
	}
	out->split.extract = beginning_of(&whole);
	signals_find(c->arena, c->vocabulary, &out->split.extract, &signals);
	rc = try_all(c, &signals, e);
	if (rc != ERR_OK)
		return rc;
	if (out->split.n == 0)
		return err_set(e, ERR_INVALID,
		               "no profile finds provisions in this text");
	if (whole.nlines > BEGINNING)
		try_only(c, &whole, out->split.profile);
	return ERR_OK;
}

enum err_code choose_profile(struct arena *a, struct profile_choice *out,
                             struct err *e)
{
	struct choosing c = { .arena = a,
		              .vocabulary = vocabulary_read(a),
		              .out = out };

	if (media_type_has_tags(out->media_type) &&
	    markup_split(a, c.vocabulary, out->bytes, out->name, &out->split)) {
		explain_markup(a, &out->split, &out->explanation);
		return ERR_OK;
	}
	if (markup_is_format(out->name))
		return err_set(e, ERR_INVALID,
		               "the text is not in the format %.*s",
		               STR_ARG(out->name));
	extract_read(a, out->bytes, media_type_has_tags(out->media_type),
	             &out->split.extract);
	return try_profiles(&c, e);
}
