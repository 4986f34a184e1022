/*
 * meant.c - candidates, and the nearest of those that are used
 */
#include "server/registry/search/meant.h"

#include "lib/base/arena.h"
#include "lib/text/near.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"
#include "server/registry/law/code_list.h"
#include "server/registry/model/show.h"
#include "server/registry/search/suggest.h"

#define LOOKED_AT  1000 /* values of a column      */
#define WORK_VALUE 200  /* units: one compared     */

static bool has_room(const struct meant *m, size_t distance)
{
	return m->n < MEANT_MAX || m->near[MEANT_MAX - 1].distance > distance;
}

/* To its place; one that is there already stays. */
static void put(struct meant *m, const struct meant_value *v)
{
	size_t i = m->n;

	for (size_t j = 0; j < m->n; j++)
		if (str_eq(m->near[j].value, v->value))
			return;
	if (!has_room(m, v->distance))
		return;
	m->n += m->n < MEANT_MAX;
	for (i = m->n - 1; i > 0 && m->near[i - 1].distance > v->distance; i--)
		m->near[i] = m->near[i - 1];
	m->near[i] = *v;
}

/* Is it near enough to be among the nearest? */
static bool is_near(const struct meant *m, struct str value, size_t *distance)
{
	struct arena *a = arena_scratch();
	bool near = near_is(words_folded(a, m->typed), words_folded(a, value),
	                    distance);

	arena_free(a);
	arena_work(m->arena, WORK_VALUE);
	return near && has_room(m, *distance);
}

/* `used` is what the value is compared as. */
static enum err_code put_used(struct meant *m, struct str used,
                              const struct meant_value *v, struct err *e)
{
	bool is_used = false;
	enum err_code rc = m->is_used(m->arg, used, &is_used, e);
	struct meant_value copy = { .value = arena_str(m->arena, v->value),
		                    .label = arena_str(m->arena, v->label),
		                    .distance = v->distance };

	if (rc == ERR_OK && is_used)
		put(m, &copy);
	return rc;
}

enum err_code meant_offer(struct meant *m, struct str value, struct err *e)
{
	struct meant_value v = { .value = value };

	return is_near(m, value, &v.distance) ? put_used(m, value, &v, e)
	                                      : ERR_OK;
}

/* ---- records -------------------------------------------------------------- */

/* By id or key. */
static enum err_code offer_record(struct meant *m, const struct kind *k,
                                  struct str ref, size_t distance,
                                  struct err *e)
{
	struct row row;
	enum err_code rc =
		store_find(m->tx, &k->entity, ref, m->arena, &row, e);
	struct meant_value v = { .distance = distance };

	if (rc != ERR_OK)
		return rc;
	v.value = row.values[COLUMN_KEY].text;
	v.label = show_title(m->arena, k, &row);
	return put_used(m, row.values[COLUMN_ID].text, &v, e);
}

/* What is called so comes before what has the words, mended or not. */
static enum err_code offer_names(struct meant *m, const struct kind *k,
                                 struct err *e)
{
	struct suggest s = { .arena = m->arena,
		             .typed = m->typed,
		             .kind = k->entity.name,
		             .limit = SUGGEST_MAX };
	struct str typed = words_folded(m->arena, m->typed);
	enum err_code rc = suggest_find(m->tx, &s, e);

	for (size_t i = 0; i < s.nfound && rc == ERR_OK; i++) {
		struct str name = words_folded(m->arena, s.found[i].name.name);
		size_t distance = NEAR_NEVER;

		near_is(typed, name, &distance);
		rc = offer_record(m, k, s.found[i].id, distance, e);
	}
	return rc;
}

/* ---- values of a column --------------------------------------------------- */

struct walking {
	struct meant *meant;
	const struct kind *refers;
	struct str begin; /* what they all begin with */
};

static enum err_code take(void *arg, struct str value, struct err *e)
{
	struct walking *w = arg;
	size_t distance;

	if (!str_starts(value, w->begin))
		return ERR_ENOUGH;
	if (w->refers == NULL)
		return meant_offer(w->meant, value, e);
	return is_near(w->meant, value, &distance)
	               ? offer_record(w->meant, w->refers, value, distance, e)
	               : ERR_OK;
}

/* Values that begin with the first letter typed, small or capital. */
static enum err_code offer_column(struct meant *m, const struct kind *k,
                                  const struct list *list,
                                  const struct column *column,
                                  const struct kind *refers, struct err *e)
{
	struct walking w = { .meant = m, .refers = refers };
	size_t at = 0;
	char letter[1];
	enum err_code rc = ERR_OK;

	if (m->typed.len == 0)
		return ERR_OK;
	utf8_next(m->typed, &at);
	for (int other = 0; other < 2 && rc == ERR_OK; other++) {
		w.begin = (struct str){ m->typed.p, at };
		letter[0] = (char)(m->typed.p[0] ^ 0x20);
		if (other && !char_is_letter(letter[0]))
			break;
		if (other)
			w.begin = (struct str){ letter, 1 };
		rc = store_values(m->tx, &k->entity, list, column, w.begin,
		                  LOOKED_AT, take, &w, e);
	}
	return rc;
}

enum err_code meant_record(struct meant *m, const struct kind *k, struct err *e)
{
	enum err_code rc =
		offer_column(m, k, NULL, &k->entity.columns[COLUMN_KEY], k, e);

	return rc == ERR_OK ? offer_names(m, k, e) : rc;
}

static enum err_code offer_code(void *arg, struct str code, struct str name,
                                struct err *e)
{
	struct meant *m = arg;
	struct meant_value v = { .value = code, .label = name };

	return put_used(m, code, &v, e);
}

static enum err_code offer_choices(struct meant *m, const struct field *f,
                                   struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; f->choices[i] != NULL && rc == ERR_OK; i++)
		rc = meant_offer(m, str_from(f->choices[i]), e);
	return rc;
}

enum err_code meant_value(struct meant *m, const struct kind *k,
                          const struct condition *c, const struct kind *refers,
                          struct err *e)
{
	const struct field *f = c->column->field;

	if (refers != NULL)
		return meant_record(m, refers, e);
	if (f->codes != NULL)
		return code_list_meant(m->tx, m->arena, f, m->typed, offer_code,
		                       m, e);
	if (f->type == FIELD_CHOICE)
		return offer_choices(m, f, e);
	if (f->type != FIELD_TEXT && f->type != FIELD_KEY &&
	    f->type != FIELD_LANGUAGE)
		return ERR_OK;
	return c->list != NULL && c->list->kind != NULL
	               ? ERR_OK
	               : offer_column(m, k, c->list, c->column, NULL, e);
}
