/*
 * tree.c - gathering provisions and nesting them
 */
#include "server/registry/law/tree.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/base/arena.h"
#include "lib/data/id.h"
#include "server/registry/model/walk.h"

struct node {
	struct row row; /* where they are nested: the page is read again */
	struct str id, parent_id;
	struct node *parent; /* NULL at the top */
	int64_t depth;       /* DEPTH_UNKNOWN at first */
	struct node *next;   /* in the order of the text */
	struct node *first_child, *last_child, *next_child; /* likewise */
};

#define DEPTH_UNKNOWN (-1)

struct tree {
	const struct show_context *reading;
	struct tree_view *view;
	struct node *first, *last;
	struct node **by_id;
	size_t n;
	struct node top;       /* of those without a parent */
	struct query query;    /* for the next of them,     */
	char key[KEY_MAX + 1]; /* after this key         */
	size_t looked_at, shown;
	struct buf *out;
};

/* The query goes on after this one; its key is copied into a place of its own,
 * for there are many. */
static void go_behind(struct tree *t, const struct row *row)
{
	struct str key = row->values[COLUMN_KEY].text;

	if (key.len > KEY_MAX)
		key.len = KEY_MAX;
	memcpy(t->key, key.p, key.len);
	t->query.has_after = true;
	t->query.after = kind_value(&provisions_kind, row->values, "position");
	t->query.after_key = (struct str){ t->key, key.len };
}

static enum err_code keep(void *arg, const struct row *row, struct err *e)
{
	struct tree *t = arg;
	struct arena *a = t->reading->arena;
	struct node *n = arena_alloc(a, sizeof(*n));

	if (++t->n > TREE_MAX)
		return err_set(e, ERR_TOO_LARGE,
		               "it has more provisions than fit; list them "
		               "with a filter on instrument");
	if (t->view->nested)
		walk_copy_row(a, &provisions_kind, row, &n->row);
	n->id = arena_str(a, row->values[COLUMN_ID].text);
	n->parent_id = arena_str(
		a, kind_text(&provisions_kind, row->values, "parent"));
	go_behind(t, row);
	n->depth = DEPTH_UNKNOWN;
	if (t->last != NULL)
		t->last->next = n;
	else
		t->first = n;
	t->last = n;
	return ERR_OK;
}

/* From where the query is on. */
static enum err_code list(struct tree *t, row_fn *fn, struct err *e)
{
	size_t *n = fn == keep ? &t->n : &t->looked_at, before;
	enum err_code rc;

	do {
		struct query q = t->query;
		char key[sizeof(t->key)];

		if (q.after_key.len > 0)
			memcpy(key, q.after_key.p, q.after_key.len);
		q.after_key.p = key;
		before = *n;
		rc = store_list(t->reading->tx, &provisions_kind.entity, &q, fn,
		                t, e);
	} while (rc == ERR_OK && !t->view->more &&
	         *n == before + STORE_PAGE_MAX);
	return rc;
}

/* ---- who belongs to whom ------------------------------------------------ */

static int by_id(const void *a, const void *b)
{
	const struct node *const *x = a, *const *y = b;

	return str_cmp((*x)->id, (*y)->id);
}

static int is_id(const void *id, const void *node)
{
	const struct node *const *n = node;

	return str_cmp(*(const struct str *)id, (*n)->id);
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
		n->parent = n->parent_id.len > 0 ? find(t, n->parent_id) : NULL;
		add_child(n->parent != NULL ? n->parent : &t->top, n);
	}
	for (struct node *n = t->first; n != NULL; n = n->next)
		if (!set_depth(t, n))
			return err_set(e, ERR_STORE,
			               "provisions are parts of themselves");
	return ERR_OK;
}

/* ---- writing ------------------------------------------------------------- */

/* In front of the last brace of what was written. */
static enum err_code open_node(struct tree *t, const struct row *row,
                               const char *between, struct err *e)
{
	enum err_code rc;

	buf_puts(t->out, between);
	rc = show_record(t->reading, &provisions_kind, row, t->view->choice,
	                 t->out, e);
	if (rc == ERR_OK)
		t->out->len--;
	return rc;
}

static bool is_full(const struct tree *t)
{
	return t->shown == t->view->limit || t->out->len > t->view->bytes;
}

static enum err_code show_listed(void *arg, const struct row *row,
                                 struct err *e)
{
	struct tree *t = arg;
	const struct node *n = find(t, row->values[COLUMN_ID].text);
	enum err_code rc;

	t->view->more = is_full(t);
	if (t->view->more)
		return ERR_ENOUGH;
	t->looked_at++;
	go_behind(t, row);
	if (n == NULL || n->depth > t->view->depth_max)
		return ERR_OK;
	rc = open_node(t, row, t->shown++ > 0 ? ",\n" : "", e);
	buf_printf(t->out, ",\"depth\":%" PRId64 "}", n->depth);
	return rc;
}

static struct query query_of(const struct value *instrument)
{
	struct query q = { .nconditions = 1, .limit = STORE_PAGE_MAX };
	const struct list *list;

	q.conditions[0] =
		walk_where(&provisions_kind, "instrument", instrument);
	q.sort = entity_column(&provisions_kind.entity, STR("position"), &list);
	return q;
}

static enum err_code write_flat(struct tree *t, const struct value *instrument,
                                struct err *e)
{
	struct tree_view *v = t->view;
	enum err_code rc;

	t->query = query_of(instrument);
	if (v->place[1].len > 0) {
		t->query.has_after = true;
		t->query.after =
			value_integer(strtoll(v->place[0].p, NULL, 10));
		t->query.after_key = v->place[1];
		if (v->place[1].len > KEY_MAX)
			return err_set(e, ERR_INVALID, "no key is so long");
	}
	rc = list(t, show_listed, e);
	if (!v->more)
		return rc;
	v->place[0] = str_from(arena_printf(t->reading->arena, "%" PRId64,
	                                    t->query.after.integer));
	v->place[1] = arena_str(t->reading->arena, t->query.after_key);
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
		rc = open_node(t, &n->row, between, e);
		buf_puts(t->out, ",\"children\":[");
		if (rc == ERR_OK && n->depth < t->view->depth_max)
			rc = write_children(t, n, e);
		buf_puts(t->out, "]}");
		between = ",\n";
	}
	return rc;
}

enum err_code tree_write(const struct show_context *r, struct str instrument,
                         struct tree_view *view, struct buf *out, struct err *e)
{
	struct value id = value_text(instrument);
	struct tree *t = arena_alloc(r->arena, sizeof(*t));
	enum err_code rc;

	t->reading = r;
	t->view = view;
	t->out = out;
	t->query = query_of(&id);
	view->more = false;
	rc = list(t, keep, e);
	if (rc == ERR_OK)
		rc = link_up(t, e);
	if (rc != ERR_OK)
		return rc;
	view->total = (int64_t)t->n;
	buf_puts(out, "{\"items\":[\n");
	rc = view->nested ? write_children(t, &t->top, e)
	                  : write_flat(t, &id, e);
	buf_puts(out, "\n]");
	return rc;
}
