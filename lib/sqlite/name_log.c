/*
 * name_log.c - words of names, written in order before the commit
 *
 * One by one each word would change a page of its own, and the count of a common
 * one over and over. So the write under way keeps a list of them; what a part
 * of it is undone for is cut off again.
 */
#include "lib/sqlite/name_log.h"

#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/log.h"
#include "lib/sqlite/sqlite.h"

#define KEPT_MAX 200000 /* words, where no part may be undone */

/* ---- noting --------------------------------------------------------------- */

static uint32_t keep_text(struct name_log *l, struct str word)
{
	size_t at = l->len;

	if (l->len + word.len > l->text_room) {
		l->text_room = 2 * (l->len + word.len);
		ARRAY_RESIZE(l->text, l->text_room);
	}
	memcpy(l->text + at, word.p, word.len);
	l->len += word.len;
	return (uint32_t)at;
}

static void note_word(struct name_log *l, struct str word, int64_t weight,
                      int64_t name, bool is_added)
{
	if (l->n == l->room) {
		l->room = l->room > 0 ? 2 * l->room : 64;
		ARRAY_RESIZE(l->words, l->room);
	}
	l->words[l->n] = (struct name_word){ .at = keep_text(l, word),
		                             .len = (uint32_t)word.len,
		                             .order = (uint32_t)l->n,
		                             .is_added = is_added,
		                             .weight = weight,
		                             .name = name };
	l->n++;
}

void name_log_note(struct name_log *l, struct str folded, int64_t weight,
                   int64_t name, bool is_added)
{
	while (folded.len > 0) {
		const char *end = memchr(folded.p, ' ', folded.len);
		size_t n = end != NULL ? (size_t)(end - folded.p) : folded.len;

		note_word(l, (struct str){ folded.p, n }, weight, name,
		          is_added);
		n += end != NULL;
		folded = (struct str){ folded.p + n, folded.len - n };
	}
}

static void cut(struct name_log *l, size_t n)
{
	l->n = n;
	l->len = n > 0 ? l->words[n - 1].at + l->words[n - 1].len : 0;
}

void name_log_mark(struct name_log *l)
{
	if (l->nmarks == MARKS_MAX)
		die("too many parts of a write in one another");
	l->marks[l->nmarks++] = l->n;
}

void name_log_unmark(struct name_log *l, bool keep)
{
	l->nmarks--;
	if (!keep)
		cut(l, l->marks[l->nmarks]);
}

void name_log_clear(struct name_log *l)
{
	cut(l, 0);
	l->nmarks = 0;
}

void name_log_free(struct name_log *l)
{
	free(l->text);
	free(l->words);
}

/* ---- writing -------------------------------------------------------------- */

static struct str text_of(const struct name_log *l, const struct name_word *w)
{
	return (struct str){ l->text + w->at, w->len };
}

/* A word in the order of its key, beside its text. */
struct keyed {
	struct str text;
	const struct name_word *word;
};

static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	const struct name_word *v = x->word, *w = y->word;
	int order = str_cmp(x->text, y->text);

	if (order != 0)
		return order;
	if (v->weight != w->weight)
		return v->weight > w->weight ? -1 : 1;
	if (v->name != w->name)
		return v->name < w->name ? -1 : 1;
	return (v->order > w->order) - (v->order < w->order);
}

static bool is_same_row(const struct keyed *a, const struct keyed *b)
{
	return str_eq(a->text, b->text) && a->word->weight == b->word->weight &&
	       a->word->name == b->word->name;
}

static enum err_code write_row(struct conn *c, const struct keyed *k,
                               struct err *e)
{
	struct value params[] = { value_text(k->text),
		                  value_integer(k->word->weight),
		                  value_integer(k->word->name) };

	return conn_run(
		c,
		k->word->is_added
			? STR("INSERT INTO name_words (word, weight, name) "
	                      "VALUES (?, ?, ?)")
			: STR("DELETE FROM name_words WHERE word = ? AND "
	                      "weight = ? AND name = ?"),
		params, COUNT(params), NULL, NULL, e);
}

static enum err_code write_uses(struct conn *c, struct str word, int64_t more,
                                struct err *e)
{
	struct value params[] = { value_text(word), value_integer(more) };
	enum err_code rc = ERR_OK;

	if (more != 0)
		rc = conn_run(c,
		              STR("INSERT INTO words (word, uses) VALUES (?, "
		                  "?) ON CONFLICT (word) DO UPDATE SET uses = "
		                  "uses + excluded.uses"),
		              params, COUNT(params), NULL, NULL, e);
	return rc != ERR_OK || more >= 0
	               ? rc
	               : conn_run(c,
	                          STR("DELETE FROM words WHERE word = ? AND "
	                              "uses = 0"),
	                          params, 1, NULL, NULL, e);
}

/* All rows of one word; it stands in a name once, however often it was noted.
 * *end is the first of another. */
static enum err_code write_word(struct conn *c, const struct keyed *keys,
                                size_t n, size_t from, size_t *end,
                                struct err *e)
{
	enum err_code rc = ERR_OK;
	int64_t more = 0;
	size_t i = from;

	for (; i < n && rc == ERR_OK && str_eq(keys[i].text, keys[from].text);
	     i++) {
		bool is_added = keys[i].word->is_added;

		if (i > from && is_same_row(&keys[i - 1], &keys[i]) &&
		    keys[i - 1].word->is_added == is_added)
			continue;
		rc = write_row(c, &keys[i], e);
		more += is_added ? 1 : -1;
	}
	*end = i;
	return rc == ERR_OK ? write_uses(c, keys[from].text, more, e) : rc;
}

enum err_code name_log_write(struct conn *c, struct name_log *l, struct err *e)
{
	struct arena *a;
	struct keyed *keys;
	enum err_code rc = ERR_OK;

	if (l->n == 0)
		return ERR_OK;
	a = arena_new();
	keys = arena_alloc(a, l->n * sizeof(*keys));
	for (size_t i = 0; i < l->n; i++)
		keys[i] = (struct keyed){ text_of(l, &l->words[i]),
			                  &l->words[i] };
	qsort(keys, l->n, sizeof(*keys), by_key);
	for (size_t i = 0; i < l->n && rc == ERR_OK;)
		rc = write_word(c, keys, l->n, i, &i, e);
	arena_free(a);
	cut(l, 0);
	return rc;
}

enum err_code name_log_ease(struct conn *c, struct name_log *l, struct err *e)
{
	return l->n < KEPT_MAX || l->nmarks > 0 ? ERR_OK
	                                        : name_log_write(c, l, e);
}
