/*
 * walk.c - a page at a time: rows are copied out, then shown, so that fn may
 * write while no statement is reading
 */
#include "server/registry/model/walk.h"

#include "lib/base/log.h"

#define PAGE 100

struct page {
	const struct kind *kind;
	struct arena *arena;
	struct row rows[PAGE];
	size_t n;
};

void walk_copy_row(struct arena *a, const struct kind *k, const struct row *row,
                   struct row *out)
{
	size_t n = k->entity.ncolumns;

	*out = (struct row){ .record = arena_str(a, row->record) };
	out->values = arena_alloc(a, n * sizeof(*out->values));
	for (size_t i = 0; i < n; i++) {
		out->values[i] = row->values[i];
		if (row->values[i].kind == VALUE_TEXT)
			out->values[i].text = arena_str(a, row->values[i].text);
	}
}

static enum err_code keep(void *arg, const struct row *row, struct err *e)
{
	struct page *p = arg;

	(void)e;
	walk_copy_row(p->arena, p->kind, row, &p->rows[p->n++]);
	return ERR_OK;
}

static enum err_code show(struct page *p, walk_fn *fn, void *arg, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < p->n && rc == ERR_OK; i++) {
		struct arena *a = arena_scratch();

		rc = fn(arg, a, &p->rows[i], e);
		arena_free(a);
	}
	return rc;
}

enum err_code walk_page(struct tx *tx, const struct kind *k,
                        const struct condition *conditions, size_t n,
                        walk_fn *fn, void *arg, struct walk_place *place,
                        struct err *e)
{
	struct query q = { .nconditions = n,
		           .limit = PAGE,
		           .has_after = place->after.len > 0,
		           .after_key = place->after };
	struct page p = { .kind = k, .arena = arena_scratch() };
	enum err_code rc;

	if (n > 0)
		memcpy(q.conditions, conditions, n * sizeof(*conditions));
	rc = store_list(tx, &k->entity, &q, keep, &p, e);
	if (rc == ERR_OK)
		rc = show(&p, fn, arg, e);
	place->more = rc == ERR_OK && p.n == PAGE;
	if (place->more)
		place->after = arena_str(
			place->arena, p.rows[PAGE - 1].values[COLUMN_KEY].text);
	arena_free(p.arena);
	return rc;
}

enum err_code walk_records(struct tx *tx, const struct kind *k,
                           const struct condition *conditions, size_t n,
                           walk_fn *fn, void *arg, struct err *e)
{
	struct walk_place place = { .arena = arena_scratch() };
	enum err_code rc;

	do
		rc = walk_page(tx, k, conditions, n, fn, arg, &place, e);
	while (place.more);
	arena_free(place.arena);
	return rc;
}

struct condition walk_where(const struct kind *k, const char *path,
                            const struct value *value)
{
	struct condition c = { .compare = CMP_EQ,
		               .values = value,
		               .nvalues = 1 };

	c.column = entity_column(&k->entity, str_from(path), &c.list);
	if (c.column == NULL)
		die("no such column");
	return c;
}
