/*
 * synonyms.c - labels in order, and the longest that stands in a query
 */
#include "server/registry/search/synonyms.h"

#include <stdlib.h>

#include "lib/data/jsontext.h"
#include "lib/text/tokens.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"

extern struct kind schemes_kind, concepts_kind;

#define WORDS_OF_LABEL 6

struct label {
	struct str key; /* its tokens, with blanks between */
	struct str text;
	size_t group;
	bool hidden; /* understood, but not looked for */
};

struct synonyms {
	struct arena *arena;
	struct label *labels; /* by key */
	size_t n, room, ngroups;
	uint32_t *places; /* of the concepts, as they came */
	size_t nplaces;
};

/* ---- reading ------------------------------------------------------------- */

static int add_token(void *arg, const struct token *t)
{
	struct buf *out = arg;

	buf_puts(out, out->len > 0 ? " " : "");
	buf_str(out, t->text);
	return 0;
}

static struct str key_of(struct arena *a, struct str text)
{
	struct buf out;

	buf_init(&out, a);
	tokens_each(text, TOKENS_QUERY, add_token, &out);
	return buf_text(&out);
}

static void add_label(struct synonyms *g, struct str text, bool hidden)
{
	if (g->n == g->room) {
		size_t room = g->room > 0 ? 2 * g->room : 64;
		struct label *grown =
			arena_alloc(g->arena, room * sizeof(*grown));

		if (g->n > 0)
			memcpy(grown, g->labels, g->n * sizeof(*grown));
		g->labels = grown;
		g->room = room;
	}
	g->labels[g->n++] = (struct label){
		.key = key_of(g->arena, text),
		.text = arena_str(g->arena, text),
		.group = g->ngroups,
		.hidden = hidden,
	};
}

struct gathering {
	struct tx *tx;
	struct synonyms *synonyms;
};

static enum err_code add_place(struct gathering *r, struct str id,
                               struct err *e)
{
	struct synonyms *g = r->synonyms;
	uint32_t *grown =
		arena_alloc(g->arena, (g->nplaces + 1) * sizeof(*grown));

	if (g->nplaces > 0)
		memcpy(grown, g->places, g->nplaces * sizeof(*grown));
	g->places = grown;
	return store_place_of(r->tx, &concepts_kind.entity, id,
	                      &g->places[g->nplaces++], e);
}

static enum err_code add_concept(void *arg, struct arena *a,
                                 const struct row *row, struct err *e)
{
	struct gathering *r = arg;
	struct str labels = json_member(row->record, "labels"), label;
	size_t at = 0;

	while (json_items(labels, &at, &label))
		add_label(r->synonyms,
		          json_unquote(a, json_member(label, "text")),
		          str_is(json_member(label, "type"), "\"hidden\""));
	r->synonyms->ngroups++;
	return add_place(r, row->values[COLUMN_ID].text, e);
}

static enum err_code add_scheme(void *arg, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct gathering *r = arg;
	struct condition of_scheme =
		walk_where(&concepts_kind, "scheme", &row->values[COLUMN_ID]);

	(void)a;
	return walk_records(r->tx, &concepts_kind, &of_scheme, 1, add_concept,
	                    r, e);
}

static int by_key(const void *a, const void *b)
{
	const struct label *x = a, *y = b;
	int order = str_cmp(x->key, y->key);

	return order != 0 ? order
	                  : (x->group > y->group) - (x->group < y->group);
}

enum err_code synonyms_read(struct tx *tx, struct synonyms **out, struct err *e)
{
	struct arena *a = arena_new();
	struct synonyms *g = arena_alloc(a, sizeof(*g));
	struct gathering r = { tx, g };
	struct value purpose = value_text(STR("synonyms"));
	struct condition meant = walk_where(&schemes_kind, "purpose", &purpose);
	enum err_code rc;

	g->arena = a;
	rc = walk_records(tx, &schemes_kind, &meant, 1, add_scheme, &r, e);
	if (rc != ERR_OK) {
		arena_free(a);
		return rc;
	}
	if (g->n > 0)
		qsort(g->labels, g->n, sizeof(*g->labels), by_key);
	*out = g;
	return ERR_OK;
}

bool synonyms_are(const struct synonyms *s, uint32_t place)
{
	for (size_t i = 0; i < s->nplaces; i++)
		if (s->places[i] == place)
			return true;
	return false;
}

void synonyms_free(struct synonyms *s)
{
	if (s != NULL)
		arena_free(s->arena);
}

/* ---- expanding ----------------------------------------------------------- */

static const struct label *find_label(const struct synonyms *g, struct str key)
{
	size_t low = 0, high = g->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(g->labels[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < g->n && key.len > 0 && str_eq(g->labels[low].key, key)
	               ? &g->labels[low]
	               : NULL;
}

struct expanding {
	struct arena *arena;
	const struct synonyms *groups;
	const struct typed *from;
	struct typed to;
	size_t at; /* the next term of `from` */
	struct buf *out;
};

/* How many clauses from here on are one plain word each, up to a limit. */
static size_t plain_run(const struct expanding *x)
{
	const struct search *s = &x->from->search;
	size_t n = 0;

	while (n < WORDS_OF_LABEL && x->at + n < s->nterms &&
	       x->from->plain[s->terms[x->at + n].clause])
		n++;
	return n;
}

static struct str joined(const struct expanding *x, size_t n)
{
	const struct term *terms = &x->from->search.terms[x->at];
	struct buf out;

	buf_init(&out, x->arena);
	for (size_t i = 0; i < n; i++) {
		buf_puts(&out, i > 0 ? " " : "");
		buf_str(&out, terms[i].text);
	}
	return buf_text(&out);
}

static void put_term(struct expanding *x, struct term t, uint8_t clause,
                     uint8_t alternative)
{
	struct search *s = &x->to.search;

	if (s->nterms == SEARCH_TERMS_MAX)
		return;
	t.clause = clause;
	t.alternative = alternative;
	s->terms[s->nterms++] = t;
}

/* The words as they are, or any of the other labels. */
static void put_group(struct expanding *x, const struct label *label,
                      struct str typed, size_t n)
{
	const struct synonyms *g = x->groups;
	uint8_t clause = (uint8_t)x->to.nclauses++, alternative = 0;

	for (size_t i = 0; i < n; i++)
		put_term(x, x->from->search.terms[x->at + i], clause, 0);
	buf_puts(x->out, x->out->len > 0 ? "," : "");
	buf_puts(x->out, "{\"typed\":");
	json_quote(x->out, typed);
	buf_puts(x->out, ",\"or\":[");
	for (size_t i = 0; i < g->n; i++) {
		const struct label *other = &g->labels[i];

		if (other->group != label->group || other->hidden ||
		    str_eq(other->key, label->key) ||
		    (i > 0 && str_eq(other->key, g->labels[i - 1].key)))
			continue;
		put_term(x, (struct term){ .text = other->text, .other = true },
		         clause, ++alternative);
		buf_puts(x->out, alternative > 1 ? "," : "");
		json_quote(x->out, arena_str(x->arena, other->text));
	}
	buf_puts(x->out, "]}");
	x->at += n;
}

/* The longest label that begins here. */
static bool expand_here(struct expanding *x)
{
	for (size_t n = plain_run(x); n > 0; n--) {
		struct str words = joined(x, n);
		const struct label *label =
			find_label(x->groups, key_of(x->arena, words));

		if (label == NULL)
			continue;
		put_group(x, label, words, n);
		return true;
	}
	return false;
}

/* A clause as it is. */
static void copy_clause(struct expanding *x)
{
	const struct search *s = &x->from->search;
	uint8_t from = s->terms[x->at].clause, to = (uint8_t)x->to.nclauses++;

	x->to.search.without[to] = s->without[from];
	for (; x->at < s->nterms && s->terms[x->at].clause == from; x->at++)
		put_term(x, s->terms[x->at], to, s->terms[x->at].alternative);
}

void synonyms_expand(const struct synonyms *groups, struct arena *a,
                     struct typed *typed, struct buf *out)
{
	struct expanding x = {
		.arena = a, .groups = groups, .from = typed, .out = out
	};

	while (x.at < typed->search.nterms)
		if (!expand_here(&x))
			copy_clause(&x);
	*typed = x.to;
}
