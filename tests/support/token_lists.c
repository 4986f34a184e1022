/*
 * token_lists.c - the tokens of a text, beside those of a query
 */
#include "tests/support/token_lists.h"

#include <string.h>

static int gather(void *arg, const struct token *t)
{
	struct buf *out = arg;

	assert_int_equal(t->text.p[t->text.len], '\0');
	if (out->len > 0)
		buf_puts(out, t->colocated ? "|" : " ");
	buf_printf(out, "%s@%zu-%zu", t->text.p, t->start, t->end);
	return 0;
}

struct str tokens_of(struct arena *a, struct str text, enum tokens_for use)
{
	struct buf out;

	buf_init(&out, a);
	assert_int_equal(tokens_each(text, use, gather, &out), 0);
	return buf_text(&out);
}

void assert_tokens(struct arena *a, const struct token_row *rows, size_t n,
                   enum tokens_for use)
{
	for (size_t i = 0; i < n; i++)
		assert_str(tokens_of(a, str_from(rows[i].text), use),
		           rows[i].tokens);
}

static int keep(void *arg, const struct token *t)
{
	struct token_list *l = arg;

	if (l->n == l->room) {
		struct token_held *more = arena_alloc(
			l->arena, (2 * l->room + 64) * sizeof(*more));

		if (l->n > 0)
			memcpy(more, l->items, l->n * sizeof(*more));
		l->items = more;
		l->room = 2 * l->room + 64;
	}
	l->place += l->n > 0 && !t->colocated;
	l->items[l->n].place = l->place;
	l->items[l->n].start = t->start;
	l->items[l->n].end = t->end;
	memcpy(l->items[l->n++].text, t->text.p, t->text.len + 1);
	return 0;
}

struct token_list token_list_of(struct arena *a, struct str text,
                                enum tokens_for use)
{
	struct token_list l = { .arena = a };

	tokens_each(text, use, keep, &l);
	return l;
}

/* The token of that text in that place, NULL when there is none. Looks from
 * number `from` on. */
static const struct token_held *token_at(const struct token_list *l,
                                         size_t from, size_t place,
                                         const char *text)
{
	for (size_t i = from; i < l->n && l->items[i].place <= place; i++)
		if (l->items[i].place == place &&
		    strcmp(l->items[i].text, text) == 0)
			return &l->items[i];
	return NULL;
}

const struct token_held *tokens_stand_at(const struct token_list *text,
                                         size_t from,
                                         const struct token_list *query)
{
	const struct token_held *last = NULL;

	for (size_t i = 0; i < query->n; i++) {
		last = token_at(text, from,
		                text->items[from].place + query->items[i].place,
		                query->items[i].text);
		if (last == NULL)
			return NULL;
	}
	return last;
}

bool tokens_find(struct arena *a, const char *query, const char *text)
{
	struct token_list asked =
		token_list_of(a, str_from(query), TOKENS_QUERY);
	struct token_list held = token_list_of(a, str_from(text), TOKENS_INDEX);

	for (size_t i = 0; i < held.n; i++)
		if (tokens_stand_at(&held, i, &asked) != NULL)
			return true;
	return false;
}
