/*
 * tree.c - gathering provisions and nesting them
 */
#include "server/registry/tree.h"

#include "lib/arena.h"
#include "server/registry/walk.h"

extern struct kind provisions_kind;

struct node {
	struct row row;
	struct node *parent; /* NULL at the top */
	int64_t depth;
	struct node *next; /* in the order of the text */
};

struct tree {
	const struct reading *reading;
	const struct tree_view *view;
	struct node *first, *last;
	size_t n;
	struct buf *out;
};

static struct str column(const struct row *row, const char *path)
{
	return value_str(kind_value(&provisions_kind, row->values, path));
}

static enum err_code keep(void *arg, const struct row *row, struct err *e)
{
	struct tree *t = arg;
	struct node *n = arena_alloc(t->reading->arena, sizeof(*n));

	if (++t->n > TREE_MAX || arena_full(t->reading->arena))
		return err_set(e, ERR_TOO_LARGE,
		               "it has more provisions than fit; list them "
		               "with a filter on instrument");
	walk_keep(t->reading->arena, &provisions_kind, row, &n->row);
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

static struct node *find(struct tree *t, struct str id)
{
	for (struct node *n = t->first; n != NULL; n = n->next)
		if (str_eq(n->row.values[COLUMN_ID].text, id))
			return n;
	return NULL;
}

/* Siblings share a parent, so the one before is asked first. */
static void link_up(struct tree *t)
{
	struct node *before = NULL;

	for (struct node *n = t->first; n != NULL; before = n, n = n->next) {
		struct str parent = column(&n->row, "parent");

		if (parent.len == 0)
			continue;
		if (before != NULL &&
		    str_eq(column(&before->row, "parent"), parent))
			n->parent = before->parent;
		else if (before != NULL &&
		         str_eq(before->row.values[COLUMN_ID].text, parent))
			n->parent = before;
		else
			n->parent = find(t, parent);
	}
	for (struct node *n = t->first; n != NULL; n = n->next)
		for (struct node *p = n->parent; p != NULL; p = p->parent)
			n->depth++;
}

static enum err_code write_nodes(struct tree *t, const struct node *parent,
                                 struct err *e);

static enum err_code write_node(struct tree *t, const struct node *n,
                                struct err *e)
{
	enum err_code rc = show_record(t->reading, &provisions_kind, &n->row,
	                               t->view->choice, t->out, e);

	if (rc != ERR_OK)
		return rc;
	t->out->len--; /* its last brace */
	if (!t->view->nested) {
		buf_printf(t->out, ",\"depth\":%lld}", (long long)n->depth);
		return ERR_OK;
	}
	buf_puts(t->out, ",\"children\":[");
	if (n->depth < t->view->depth_max)
		rc = write_nodes(t, n, e);
	buf_puts(t->out, "]}");
	return rc;
}

/* Those below a node (NULL: at the top), or flat all of them. */
static enum err_code write_nodes(struct tree *t, const struct node *parent,
                                 struct err *e)
{
	const char *between = "";
	enum err_code rc = ERR_OK;
	const struct node *n = parent != NULL ? parent->next : t->first;

	for (; n != NULL && rc == ERR_OK; n = n->next) {
		if (t->view->nested ? n->parent != parent
		                    : n->depth > t->view->depth_max)
			continue;
		buf_puts(t->out, between);
		between = ",\n";
		rc = write_node(t, n, e);
	}
	return rc;
}

enum err_code tree_write(const struct reading *r, struct str instrument,
                         const struct tree_view *view, struct buf *out,
                         struct err *e)
{
	struct tree t = { .reading = r, .view = view, .out = out };
	enum err_code rc = gather(&t, instrument, e);

	if (rc != ERR_OK)
		return rc;
	link_up(&t);
	buf_puts(out, "{\"items\":[\n");
	rc = write_nodes(&t, NULL, e);
	buf_printf(out, "\n],\n\"total\":%zu}\n", t.n);
	return rc;
}
