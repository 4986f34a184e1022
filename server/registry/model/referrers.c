/*
 * referrers.c - all columns that lead somewhere
 */
#include "server/registry/model/referrers.h"

struct walk {
	const struct kind *target;
	struct value id, kind;
	reference_fn *fn;
	void *arg;
};

const struct column *reference_kind(const struct kind *k,
                                    const struct column *c)
{
	char path[NAME_MAX_LEN];
	const struct list *list;
	size_t n = strlen(c->path) - strlen(c->field->name);

	memcpy(path, c->path, n);
	memcpy(path + n, "kind", sizeof("kind"));
	return entity_column(&k->entity, str_from(path), &list);
}

static bool may_lead(const struct walk *w, const struct column *c)
{
	return c->field->type == FIELD_REFERENCE &&
	       (c->field->target == NULL ||
	        strcmp(c->field->target, w->target->entity.name) == 0);
}

static enum err_code by_column(const struct walk *w, const struct kind *k,
                               const struct list *list, const struct column *c,
                               struct err *e)
{
	struct reference r = { .kind = k, .column = c };
	struct query *q = &r.query;
	unsigned flags =
		c->field->flags | (list != NULL ? list->field->flags : 0);

	if (!may_lead(w, c) || (flags & F_DERIVED)) /* no record says so */
		return ERR_OK;
	q->conditions[q->nconditions++] = (struct condition){ .list = list,
		                                              .column = c,
		                                              .compare = CMP_EQ,
		                                              .values = &w->id,
		                                              .nvalues = 1 };
	if (c->field->target == NULL)
		q->conditions[q->nconditions++] =
			(struct condition){ .list = list,
			                    .column = reference_kind(k, c),
			                    .compare = CMP_EQ,
			                    .values = &w->kind,
			                    .nvalues = 1 };
	return w->fn(w->arg, &r, e);
}

static enum err_code by_kind(const struct walk *w, const struct kind *k,
                             struct err *e)
{
	const struct entity *t = &k->entity;
	enum err_code rc = ERR_OK;

	for (size_t c = 0; c < t->ncolumns && rc == ERR_OK; c++)
		rc = by_column(w, k, NULL, &t->columns[c], e);
	for (size_t l = 0; l < t->nlists && rc == ERR_OK; l++)
		for (size_t c = 0; c < t->lists[l].ncolumns && rc == ERR_OK;
		     c++)
			rc = by_column(w, k, &t->lists[l],
			               &t->lists[l].columns[c], e);
	return rc;
}

enum err_code referrers_each(const struct kind *k, struct str id,
                             reference_fn *fn, void *arg, struct err *e)
{
	struct walk w = { k, value_text(id),
		          value_text(str_from(k->entity.name)), fn, arg };
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < kinds_count && rc == ERR_OK; i++)
		rc = by_kind(&w, kinds[i], e);
	return rc;
}
