/*
 * tree.c - gathering provisions and nesting them
 */
#include "server/registry/law/tree.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/base/arena.h"
#include "server/registry/model/walk.h"

struct node {
	struct row row;
	struct node *parent; /* NULL at the top */
	int64_t depth;       /* DEPTH_UNKNOWN at first */
	struct node *next;   /* in the order of the text */
	struct node *first_child, *last_child, *next_child; /* likewise */
};

#define DEPTH_UNKNOWN (-1)

struct tree {
	const struct show_context *reading;
	const struct tree_view *view;
	struct node *first, *last;
	struct node **by_id;
	size_t n;
	struct node top; /* of those without a parent */
	struct buf *out;
};

static enum err_code keep(void *arg, const struct row *row, struct err *e)
{
	struct tree *t = arg;
	struct node *n = arena_alloc(t->reading->arena, sizeof(*n));

	if (++t->n > TREE_MAX)
		return err_set(e, ERR_TOO_LARGE,
		               "it has more provisions than fit; list them "
		               "with a filter on instrument");
	walk_copy_row(t->reading->arena, &provisions_kind, row, &n->row);
	n->depth = DEPTH_UNKNOWN;
	if (t->last != NULL)
		t->last->next = n;
	else
		t->first = n;
	t->last = n;
	return ERR_OK;
}

static enum err_code gather(struct tree *t, struct str instrument,
                            struct err *e)
{
	struct value id = value_text(instrument);
	const struct list *list;
	struct query q = { .nconditions = 1, .limit = STORE_PAGE_MAX };
	enum err_code rc;
	size_t before;

	q.conditions[0] = walk_where(&provisions_kind, "instrument", &id);
	q.sort = entity_column(&provisions_kind.entity, STR("position"), &list);
	do {
		before = t->n;
		rc = store_list(t->reading->tx, &provisions_kind.entity, &q,
		                keep, t, e);
		if (rc != ERR_OK || t->last == NULL)
			return rc;
		q.has_after = true;
		q.after = kind_value(&provisions_kind, t->last->row.values,
		                     "position");
		q.after_key = t->last->row.values[COLUMN_KEY].text;
	} while (t->n == before + q.limit);
	return ERR_OK;
}

/* ---- who belongs to whom ------------------------------------------------ */

static int by_id(const void *a, const void *b)
{
	const struct node *const *x = a, *const *y = b;

	return str_cmp((*x)->row.values[COLUMN_ID].text,
	               (*y)->row.values[COLUMN_ID].text);
}

static int is_id(const void *id, const void *node)
{
	const struct node *const *n = node;

	return str_cmp(*(const struct str *)id,
	               (*n)->row.values[COLUMN_ID].text);
}

static void sort_by_id(struct tree *t)
{
	size_t i = 0;

	t->by_id = arena_alloc(t->reading->arena,
	                       (t->n + 1) * sizeof(struct node *));
	for (struct node *n = t->first; n != NULL; n = n->next)
		t->by_id[i++] = n;
	qsort(t->by_id, t->n, sizeof(struct node *), by_id);
}

static struct node *find(const struct tree *t, struct str id)
{
	struct node **found =
		bsearch(&id, t->by_id, t->n, sizeof(struct node *), is_id);

	return found != NULL ? *found : NULL;
}

static void add_child(struct node *parent, struct node *n)
{
	if (parent->last_child != NULL)
		parent->last_child->next_child = n;
	else
		parent->first_child = n;
	parent->last_child = n;
}

/* Up to one whose depth is known, then down again; false when the parents go
 * round in a circle. */
static bool set_depth(const struct tree *t, struct node *n)
{
	size_t steps = 0;
	int64_t depth = 0;
	struct node *p = n;

	while (p != NULL && p->depth == DEPTH_UNKNOWN && steps <= t->n) {
		p = p->parent;
		steps++;
	}
	if (steps > t->n)
		return false;
	depth = (p != NULL ? p->depth : -1) + (int64_t)steps;
	for (p = n; steps > 0; steps--, p = p->parent)
		p->depth = depth--;
	return true;
}

static enum err_code link_up(struct tree *t, struct err *e)
{
	sort_by_id(t);
	for (struct node *n = t->first; n != NULL; n = n->next) {
		struct str parent =
			kind_text(&provisions_kind, n->row.values, "parent");

		n->parent = parent.len > 0 ? find(t, parent) : NULL;
		add_child(n->parent != NULL ? n->parent : &t->top, n);
	}
	for (struct node *n = t->first; n != NULL; n = n->next)
		if (!set_depth(t, n))
			return err_set(e, ERR_STORE,
			               "provisions are parts of themselves");
	return ERR_OK;
}

/* ---- writing --------------------------------------------------------------
 */

/* In front of the last brace of what was written. */
static enum err_code open_node(struct tree *t, const struct node *n,
                               const char *between, struct err *e)
{
	enum err_code rc;

	buf_puts(t->out, between);
	rc = show_record(t->reading, &provisions_kind, &n->row, t->view->choice,
	                 t->out, e);
	if (rc == ERR_OK)
		t->out->len--;
	return rc;
}

static enum err_code write_flat(struct tree *t, struct err *e)
{
	const char *between = "";
	enum err_code rc = ERR_OK;

	for (const struct node *n = t->first; n != NULL && rc == ERR_OK;
	     n = n->next) {
		if (n->depth > t->view->depth_max)
			continue;
		rc = open_node(t, n, between, e);
		buf_printf(t->out, ",\"depth\":%" PRId64 "}", n->depth);
		between = ",\n";
	}
	return rc;
}

/* No deeper than depth_max, so not too deep for the stack. */
static enum err_code write_children(struct tree *t, const struct node *parent,
                                    struct err *e)
{
	const char *between = "";
	enum err_code rc = ERR_OK;

	for (const struct node *n = parent->first_child;
	     n != NULL && rc == ERR_OK; n = n->next_child) {
		rc = open_node(t, n, between, e);
		buf_puts(t->out, ",\"children\":[");
		if (rc == ERR_OK && n->depth < t->view->depth_max)
			rc = write_children(t, n, e);
		buf_puts(t->out, "]}");
		between = ",\n";
	}
	return rc;
}

enum err_code tree_write(const struct show_context *r, struct str instrument,
                         const struct tree_view *view, struct buf *out,
                         struct err *e)
{
	struct tree t = { .reading = r, .view = view, .out = out };
	enum err_code rc = gather(&t, instrument, e);

	if (rc == ERR_OK)
		rc = link_up(&t, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "{\"items\":[\n");
	rc = view->nested ? write_children(&t, &t.top, e) : write_flat(&t, e);
	buf_printf(out, "\n],\n\"total\":%zu}\n", t.n);
	return rc;
}
