/*
 * did_you_mean.c - each value of each filter by itself
 */
#include "server/http/query/did_you_mean.h"

#include "lib/data/jsontext.h"
#include "server/registry/model/choice_meant.h"

_Static_assert(CHOICE_MEANT_MAX <= MEANT_MAX, "one is shown as the other");

void did_you_mean_begin(struct did_you_mean *d, struct tx *tx, struct arena *a)
{
	*d = (struct did_you_mean){ .tx = tx, .arena = a };
	buf_init(&d->told, a);
}

void did_you_mean_add(struct did_you_mean *d, const char *parameter,
                      const struct meant *m)
{
	struct buf *out = &d->told;

	buf_puts(out, out->len > 0 ? ",\n{" : "{");
	buf_printf(out, "\"parameter\":\"%s\"", parameter);
	json_put(out, "value", m->typed);
	buf_puts(out, ",\"nearest\":[");
	for (size_t i = 0; i < m->n; i++) {
		buf_puts(out, i > 0 ? ",{\"value\":" : "{\"value\":");
		json_quote(out, m->near[i].value);
		if (m->near[i].parameter != NULL)
			json_put(out, "parameter",
			         str_from(m->near[i].parameter));
		json_put_some(out, "label", m->near[i].label);
		buf_puts(out, "}");
	}
	buf_puts(out, "]}");
}

void did_you_mean_put(const struct did_you_mean *d, struct buf *out)
{
	if (d->told.len == 0)
		return;
	buf_puts(out, ",\n\"did_you_mean\":[");
	buf_str(out, buf_text(&d->told));
	buf_puts(out, "]");
}

void did_you_mean_choice(struct did_you_mean *d, const struct kind *k,
                         const char *parameter, const struct field *f,
                         struct str typed)
{
	struct choice_meant found[CHOICE_MEANT_MAX];
	struct meant m = { .arena = d->arena, .typed = typed };

	m.n = choice_meant(d->arena, &k->entity, f, typed, found);
	for (size_t i = 0; i < m.n; i++)
		m.near[i] = (struct meant_value){
			.value = str_from(found[i].value),
			.parameter = found[i].field == f ? NULL
			                                 : found[i].field->name,
		};
	did_you_mean_add(d, parameter, &m);
}

void did_you_mean_problem(const struct did_you_mean *d, struct err *e)
{
	struct buf more;

	buf_init(&more, d->arena);
	buf_str(&more, e->more);
	buf_puts(&more, more.len > 0 ? "," : "");
	buf_puts(&more, "\"did_you_mean\":[");
	buf_str(&more, buf_text(&d->told));
	buf_puts(&more, "]");
	e->more = buf_text(&more);
}

/* ---- filters --------------------------------------------------------------- */

/* One filter, to be asked with one value. */
struct probe {
	struct did_you_mean *did;
	const struct kind *kind;
	const struct condition *condition;
	bool found;
};

static enum err_code note(void *arg, const struct row *row, struct err *e)
{
	(void)row;
	(void)e;
	((struct probe *)arg)->found = true;
	return ERR_ENOUGH;
}

static enum err_code is_used(void *arg, struct str value, bool *out,
                             struct err *e)
{
	struct probe *p = arg;
	struct arena *a = arena_scratch();
	struct value v = value_text(value);
	struct query *q = arena_alloc(a, sizeof(*q));
	enum err_code rc;

	*q = (struct query){ .nconditions = 1, .limit = 1, .slim = true };
	q->conditions[0] = *p->condition;
	q->conditions[0].values = &v;
	q->conditions[0].nvalues = 1;
	p->found = false;
	rc = filter_resolve(p->did->tx, a, q, e);
	if (rc == ERR_OK)
		rc = store_list(p->did->tx, &p->kind->entity, q, note, p, e);
	*out = p->found;
	arena_free(a);
	return rc;
}

static enum err_code look_into(struct probe *p, const char *parameter,
                               const struct kind *refers, struct str typed,
                               struct err *e)
{
	struct did_you_mean *d = p->did;
	struct meant *m = arena_alloc(d->arena, sizeof(*m));
	bool used = false;
	enum err_code rc = is_used(p, typed, &used, e);

	*m = (struct meant){ .tx = d->tx,
		             .arena = d->arena,
		             .typed = typed,
		             .is_used = is_used,
		             .arg = p };
	d->looked_at++;
	if (rc != ERR_OK || used)
		return rc;
	rc = meant_value(m, p->kind, p->condition, refers, e);
	did_you_mean_add(d, parameter, m);
	return rc;
}

/* Is it a text that one may have meant otherwise? */
static bool has_meaning(const struct condition *c)
{
	const struct field *f = c->column->field;

	return c->compare == CMP_EQ && f->type != FIELD_INTEGER &&
	       f->type != FIELD_BOOL && f->type != FIELD_DATE &&
	       f->type != FIELD_TIME && f->type != FIELD_ID;
}

enum err_code did_you_mean_filters(struct did_you_mean *d, const struct kind *k,
                                   const struct listing *l, bool found_nothing,
                                   struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < l->query.nconditions && rc == ERR_OK; i++) {
		const struct condition *c = &l->query.conditions[i];
		const struct filter *f = &l->filters.of[i];
		const struct kind *refers = filter_refers(&l->query, c);
		struct probe p = { .did = d, .kind = k, .condition = c };

		if (!has_meaning(c) || (!found_nothing && f->n < 2))
			continue;
		for (size_t j = 0; j < f->n && rc == ERR_OK &&
		                   d->looked_at < DID_YOU_MEAN_MAX;
		     j++)
			rc = look_into(&p, f->name, refers, f->sent[j], e);
	}
	return rc;
}
