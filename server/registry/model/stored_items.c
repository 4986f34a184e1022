/*
 * stored_items.c - what is stored beside what is wanted
 */
#include "server/registry/model/stored_items.h"

#include "lib/base/arena.h"

struct comparison {
	const struct list *list;
	const struct list_rows *wanted;
	bool *found; /* by wanted */
	size_t nstored;
	bool same;
};

static enum err_code compare_item(void *arg, const struct value *cells,
                                  struct err *e)
{
	struct comparison *c = arg;
	size_t width = c->list->ncolumns, i, j = 0;

	(void)e;
	c->nstored++;
	for (i = 0; i < c->wanted->n; i++) {
		const struct value *wanted = c->wanted->cells + i * width;

		for (j = 0; j < width && value_equal(cells[j], wanted[j]);)
			j++;
		if (j == width && !c->found[i])
			break;
	}
	if (i == c->wanted->n)
		c->same = false;
	else
		c->found[i] = true;
	return ERR_OK;
}

enum err_code stored_items_match(struct tx *tx, struct arena *a,
                                 const struct list *list, struct str id,
                                 const struct list_rows *wanted, bool *out,
                                 struct err *e)
{
	struct comparison c = { .list = list, .wanted = wanted, .same = true };
	enum err_code rc;

	c.found = arena_alloc(a, wanted->n + 1);
	rc = store_items(tx, list, id, compare_item, &c, e);
	*out = c.same && c.nstored == wanted->n;
	return rc;
}
