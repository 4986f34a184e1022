/*
 * synonyms.c - labels in order, and the longest that stands in a query
 */
#include "server/registry/search/synonyms.h"

#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/bisect.h"
#include "lib/base/log.h"
#include "lib/data/jsontext.h"
#include "lib/text/tokens.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"
#include "server/registry/search/document.h"
#include "server/registry/search/found_by.h"

#define WORDS_OF_LABEL 6
#define POINTED_MIN    4 /* figures of a number that may be parted by points */

struct label {
	struct str key; /* its tokens, with blanks between */
	struct str text;
	size_t group;
	bool hidden; /* understood, but not looked for */
	bool code;   /* looked for, but not told       */
	bool place;  /* the code of a country or a part of one */
};

struct synonyms {
	struct label *labels; /* by key */
	size_t n;
	uint32_t *docids; /* of the concepts, in order */
	size_t ndocids;
};

/* ---- reading ------------------------------------------------------------- */

/* What is read, until all of it is known. */
struct gathering {
	struct tx *tx;
	struct arena *arena;
	struct str purpose; /* of the scheme that is read */
	struct label *labels;
	size_t n, room, ngroups;
	uint32_t *docids;
	size_t ndocids, docids_room;
};

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

static struct label *add_label(struct gathering *g, struct str text)
{
	ARENA_GROW(g->arena, g->labels, g->n, g->room);
	g->labels[g->n] = (struct label){
		.key = key_of(g->arena, text),
		.text = arena_str(g->arena, text),
		.group = g->ngroups,
	};
	return &g->labels[g->n++];
}

/* "US", "US-CA"; the codes of most bodies are longer. */
static bool is_place(struct str code)
{
	return code.len == 2 || (code.len > 2 && code.p[2] == '-');
}

/* What has its code is found by its names. */
static void add_code(struct gathering *g, struct str code)
{
	const char *codes = arena_str(g->arena, g->purpose).p;

	struct label *label;

	if (code.len == 0)
		return;
	label = add_label(g, document_code(g->arena, codes, code));
	label->code = true;
	label->place = is_place(code);
}

static enum err_code add_concept(void *arg, struct arena *a,
                                 const struct row *row, struct err *e)
{
	struct gathering *g = arg;
	struct str labels = json_member(row->record, "labels"), label;
	size_t at = 0;

	while (json_items(labels, &at, &label))
		add_label(g, json_member_text(a, label, "text"))->hidden =
			str_is(json_member(label, "type"), "\"hidden\"");
	if (!str_is(g->purpose, "synonyms"))
		add_code(g, kind_text(&concepts_kind, row->values, "notation"));
	g->ngroups++;
	ARENA_GROW(g->arena, g->docids, g->ndocids, g->docids_room);
	return store_docid_of(g->tx, &concepts_kind.entity,
	                      row->values[COLUMN_ID].text,
	                      &g->docids[g->ndocids++], e);
}

static enum err_code add_scheme(void *arg, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct gathering *g = arg;
	struct condition of_scheme =
		walk_where(&concepts_kind, "scheme", &row->values[COLUMN_ID]);

	(void)a;
	g->purpose = kind_text(&schemes_kind, row->values, "purpose");
	return walk_records(g->tx, &concepts_kind, &of_scheme, 1, add_concept,
	                    g, e);
}

static int by_key(const void *a, const void *b)
{
	const struct label *x = a, *y = b;
	int order = str_cmp(x->key, y->key);

	return order != 0 ? order
	                  : (x->group > y->group) - (x->group < y->group);
}

static struct str put_text(char **at, struct str s)
{
	struct str copy = { *at, s.len };

	if (s.len > 0)
		memcpy(*at, s.p, s.len);
	*at += s.len;
	return copy;
}

/* In one piece of memory, which outlives whoever read it. */
static struct synonyms *pack(const struct gathering *g)
{
	size_t texts = 0;
	struct synonyms *s;
	char *at;

	for (size_t i = 0; i < g->n; i++)
		texts += g->labels[i].key.len + g->labels[i].text.len;
	s = or_die(malloc(sizeof(*s) + g->n * sizeof(*s->labels) +
	                  g->ndocids * sizeof(*s->docids) + texts));
	s->n = g->n;
	s->ndocids = g->ndocids;
	s->labels = (struct label *)(s + 1);
	s->docids = (uint32_t *)(s->labels + g->n);
	at = (char *)(s->docids + g->ndocids);
	for (size_t i = 0; i < g->n; i++) {
		s->labels[i] = g->labels[i];
		s->labels[i].key = put_text(&at, g->labels[i].key);
		s->labels[i].text = put_text(&at, g->labels[i].text);
	}
	for (size_t i = 0; i < g->ndocids; i++)
		s->docids[i] = g->docids[i];
	return s;
}

enum err_code synonyms_read(struct tx *tx, struct synonyms **out, struct err *e)
{
	struct gathering g = { .tx = tx, .arena = arena_scratch() };
	struct value purposes[] = { value_text(STR("synonyms")),
		                    value_text(STR("jurisdictions")) };
	struct condition meant = walk_where(&schemes_kind, "purpose", purposes);
	enum err_code rc;

	meant.nvalues = COUNT(purposes);
	rc = walk_records(tx, &schemes_kind, &meant, 1, add_scheme, &g, e);
	if (rc == ERR_OK && g.n > 0)
		qsort(g.labels, g.n, sizeof(*g.labels), by_key);
	if (rc == ERR_OK && g.ndocids > 0)
		qsort(g.docids, g.ndocids, sizeof(*g.docids), array_by_number);
	if (rc == ERR_OK)
		*out = pack(&g);
	arena_free(g.arena);
	return rc;
}

bool synonyms_are(const struct synonyms *s, uint32_t docid)
{
	return bsearch(&docid, s->docids, s->ndocids, sizeof(docid),
	               array_by_number) != NULL;
}

void synonyms_free(struct synonyms *s)
{
	free(s);
}

/* ---- expanding ----------------------------------------------------------- */

static const struct label *find_label(const struct synonyms *g, struct str key)
{
	size_t at;

	BISECT(at, g->n, i, str_cmp(g->labels[i].key, key) < 0);
	return at < g->n && key.len > 0 && str_eq(g->labels[at].key, key)
	               ? &g->labels[at]
	               : NULL;
}

bool synonyms_know(const struct synonyms *s, struct arena *a, struct str text)
{
	return find_label(s, key_of(a, text)) != NULL;
}

struct expanding {
	struct arena *arena;
	const struct synonyms *groups;
	const struct parsed_query *from;
	struct parsed_query to;
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

/* Do both stand for one concept? */
static bool is_of_concept(const struct synonyms *g, const struct label *label,
                          const struct label *other)
{
	for (const struct label *l = label;
	     l < g->labels + g->n && str_eq(l->key, label->key); l++)
		if (l->group == other->group)
			return !other->hidden;
	return false;
}

/* May it stand for the label? What is so of several concepts comes once. */
static bool is_fellow(const struct synonyms *g, const struct label *label,
                      const struct label *other)
{
	if (str_eq(other->key, label->key) || !is_of_concept(g, label, other))
		return false;
	for (const struct label *l = other;
	     l > g->labels && str_eq(l[-1].key, other->key); l--)
		if (is_of_concept(g, label, &l[-1]))
			return false;
	return true;
}

/* The words as they are, or any of the other labels. */
static void put_group(struct expanding *x, const struct label *label,
                      struct str typed, size_t n)
{
	const struct synonyms *g = x->groups;
	uint8_t clause = (uint8_t)x->to.nclauses++, alternative = 0;
	size_t told = 0;

	x->to.plain[clause] = true;
	for (size_t i = 0; i < n; i++)
		put_term(x, x->from->search.terms[x->at + i], clause, 0);
	buf_puts(x->out, x->out->len > 0 ? "," : "");
	buf_puts(x->out, "{\"typed\":");
	json_quote(x->out, typed);
	buf_puts(x->out, ",\"or\":[");
	for (size_t i = 0; i < g->n; i++) {
		const struct label *other = &g->labels[i];
		struct str text;

		if (!is_fellow(g, label, other))
			continue;
		x->to.search.narrows[clause] |= other->place;
		text = arena_str(x->arena, other->text);
		put_term(x, (struct term){ .text = text, .other = true },
		         clause, ++alternative);
		if (other->code)
			continue;
		buf_puts(x->out, told++ > 0 ? "," : "");
		json_quote(x->out, text);
	}
	buf_puts(x->out, "]}");
	x->at += n;
}

/* Where all others are hidden, nothing stands for it. */
static bool has_fellow(const struct synonyms *g, const struct label *label)
{
	for (size_t i = 0; i < g->n; i++)
		if (is_fellow(g, label, &g->labels[i]))
			return true;
	return false;
}

/* The longest label that begins here. */
static bool expand_here(struct expanding *x)
{
	for (size_t n = plain_run(x); n > 0; n--) {
		struct str words = joined(x, n);
		const struct label *label =
			find_label(x->groups, key_of(x->arena, words));

		if (label == NULL || !has_fellow(x->groups, label))
			continue;
		put_group(x, label, words, n);
		return true;
	}
	return false;
}

static bool has_figure(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

/* "Plan 2025" is no number. */
static bool is_year(struct str s)
{
	return s.len == 4 &&
	       (str_starts(s, STR("19")) || str_starts(s, STR("20")));
}

/* How many words a number has that begins here: "SB24-205", "SB 24-205",
 * "CETS No. 225"; 0 when there is none. */
static size_t number_run(const struct expanding *x)
{
	const struct term *terms = &x->from->search.terms[x->at];
	size_t run = plain_run(x), n = 0;

	while (n < run && n < 2 && !has_figure(terms[n].text))
		n++;
	if (n == run || !has_figure(terms[n].text) || is_year(terms[n].text))
		return 0;
	return n < 2 || found_by_number(x->arena, terms[1].text).len == 0
	               ? n + 1
	               : 0;
}

static void put_other_text(struct expanding *x, struct str text, uint8_t clause,
                           uint8_t alternative)
{
	put_term(x, (struct term){ .text = text, .other = true }, clause,
	         alternative);
}

/* "ISO42001" is "ISO" and "42001"; of "IEEE P7003" the letter says nothing. */
static void put_parts(struct expanding *x, size_t n, uint8_t clause,
                      uint8_t alternative)
{
	const struct term *terms = &x->from->search.terms[x->at];
	struct str last = terms[n - 1].text;
	size_t at = found_by_figures(last);

	for (size_t i = 0; i + 1 < n; i++)
		put_other_text(x, terms[i].text, clause, alternative);
	if (at > 1)
		put_other_text(x, (struct str){ last.p, at }, clause,
		               alternative);
	put_other_text(x, (struct str){ last.p + at, last.len - at }, clause,
	               alternative);
}

/* "eo" of "e.o.", else absent. */
static struct str without_points(struct arena *a, struct str word)
{
	struct buf out;

	buf_init(&out, a);
	for (size_t i = 0; i < word.len; i++) {
		bool is_point = i % 2 == 1;

		if (is_point ? word.p[i] != '.' : !char_is_letter(word.p[i]))
			return (struct str){ 0 };
		if (!is_point)
			buf_str(&out, (struct str){ word.p + i, 1 });
	}
	return out.len > 1 ? buf_text(&out) : (struct str){ 0 };
}

/* "13.709" of "13709", else absent. */
static struct str with_points(struct arena *a, struct str word)
{
	struct buf out;

	buf_init(&out, a);
	for (size_t i = 0; i < word.len; i++) {
		if (!char_is_digit(word.p[i]))
			return (struct str){ 0 };
		if (i > 0 && (word.len - i) % 3 == 0)
			buf_puts(&out, ".");
		buf_str(&out, (struct str){ word.p + i, 1 });
	}
	return word.len >= POINTED_MIN ? buf_text(&out) : (struct str){ 0 };
}

/* "13709" of "13.709" or "13,709", else absent. */
static struct str without_groups(struct arena *a, struct str word)
{
	struct buf out;

	buf_init(&out, a);
	for (size_t i = 0; i < word.len; i++) {
		bool is_mark = i > 0 && (word.len - i) % 4 == 0;

		if (is_mark ? word.p[i] != '.' && word.p[i] != ','
		            : !char_is_digit(word.p[i]))
			return (struct str){ 0 };
		if (!is_mark)
			buf_str(&out, (struct str){ word.p + i, 1 });
	}
	return out.len >= POINTED_MIN && out.len < word.len ? buf_text(&out)
	                                                    : (struct str){ 0 };
}

static struct str respelled(struct arena *a, struct str word)
{
	struct str other = without_points(a, word);

	if (other.len == 0)
		other = without_groups(a, word);
	return other.len > 0 ? other : with_points(a, word);
}

static bool is_respelled(const struct expanding *x, size_t n)
{
	const struct term *terms = &x->from->search.terms[x->at];

	for (size_t i = 0; i < n; i++)
		if (respelled(x->arena, terms[i].text).len > 0)
			return true;
	return false;
}

/* The words but for the one at `at`, which is spelled as other. */
static void put_other(struct expanding *x, size_t n, size_t at,
                      struct str other, uint8_t clause, uint8_t alternative)
{
	const struct term *terms = &x->from->search.terms[x->at];

	for (size_t i = 0; i < n; i++)
		put_other_text(x, i == at ? other : terms[i].text, clause,
		               alternative);
}

/* Each word respelled by itself: "eo 14179", not "eo 14.179". */
static void put_respelled(struct expanding *x, size_t n, uint8_t clause,
                          uint8_t alternative)
{
	const struct term *terms = &x->from->search.terms[x->at];

	for (size_t i = 0; i < n; i++) {
		struct str other = respelled(x->arena, terms[i].text);

		if (other.len > 0)
			put_other(x, n, i, other, clause, alternative++);
	}
}

/* A number in any spelling; what stands for it is not told. */
static bool expand_number(struct expanding *x)
{
	size_t n = number_run(x);
	uint8_t clause = (uint8_t)x->to.nclauses, alternative = 0;
	struct str words, squeezed;
	bool is_split, is_squeezed;

	if (n == 0)
		return false;
	words = joined(x, n);
	is_split =
		found_by_figures(x->from->search.terms[x->at + n - 1].text) > 0;
	squeezed = found_by_squeezed(x->arena, words);
	is_squeezed = squeezed.len > 0 &&
	              (is_split || !str_eq(squeezed, key_of(x->arena, words)));
	if (!is_squeezed && !is_respelled(x, n))
		return false;
	x->to.nclauses++;
	x->to.plain[clause] = true;
	for (size_t i = 0; i < n; i++)
		put_term(x, x->from->search.terms[x->at + i], clause, 0);
	if (is_squeezed)
		put_term(x, (struct term){ .text = squeezed }, clause,
		         ++alternative);
	if (is_split)
		put_parts(x, n, clause, ++alternative);
	put_respelled(x, n, clause, (uint8_t)(alternative + 1));
	x->at += n;
	return true;
}

/* A clause as it is. */
static void copy_clause(struct expanding *x)
{
	const struct search *s = &x->from->search;
	uint8_t from = s->terms[x->at].clause, to = (uint8_t)x->to.nclauses++;

	x->to.search.without[to] = s->without[from];
	x->to.search.narrows[to] = s->narrows[from];
	x->to.plain[to] = x->from->plain[from];
	for (; x->at < s->nterms && s->terms[x->at].clause == from; x->at++)
		put_term(x, s->terms[x->at], to, s->terms[x->at].alternative);
}

void synonyms_expand(const struct synonyms *groups, struct arena *a,
                     struct parsed_query *typed, struct buf *out)
{
	struct expanding x = {
		.arena = a, .groups = groups, .from = typed, .out = out
	};

	x.to.search.everything = typed->search.everything;
	while (x.at < typed->search.nterms)
		if (!expand_here(&x) && !expand_number(&x))
			copy_clause(&x);
	*typed = x.to;
}
