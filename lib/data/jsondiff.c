/*
 * jsondiff.c - members side by side, items by what they have in common
 */
#include "lib/data/jsondiff.h"

#include <stdlib.h>

#include "lib/data/common.h"
#include "lib/data/jsontext.h"

struct diff {
	struct buf *out;
	struct buf path; /* of where we are, as it is written in JSON */
	size_t n;        /* operations so far */
};

/* ---- operations ----------------------------------------------------------- */

static void operation(struct diff *d, const char *op, struct str value)
{
	buf_puts(d->out, d->n++ > 0 ? ",\n" : "");
	buf_printf(d->out, "{\"op\":\"%s\",\"path\":\"", op);
	buf_str(d->out, buf_text(&d->path));
	buf_puts(d->out, "\"");
	json_put_value(d->out, "value", value);
	buf_puts(d->out, "}");
}

/* The name is written with its escapes, none of which has a ~ or a /. */
static void enter_member(struct buf *path, struct str name)
{
	buf_puts(path, "/");
	for (size_t i = 0; i < name.len; i++)
		if (name.p[i] == '~')
			buf_puts(path, "~0");
		else if (name.p[i] == '/')
			buf_puts(path, "~1");
		else
			buf_add(path, &name.p[i], 1);
}

static void leave(struct buf *path, size_t len)
{
	path->len = len;
	path->data[len] = '\0';
}

static void in_member(struct diff *d, const char *op, struct str name,
                      struct str value)
{
	size_t len = d->path.len;

	enter_member(&d->path, name);
	operation(d, op, value);
	leave(&d->path, len);
}

static void at_index(struct diff *d, const char *op, size_t index,
                     struct str value)
{
	size_t len = d->path.len;

	buf_printf(&d->path, "/%zu", index);
	operation(d, op, value);
	leave(&d->path, len);
}

static void differ(struct diff *d, struct str from, struct str to);

/* ---- objects -------------------------------------------------------------- */

struct member {
	struct str name, value;
};

struct members {
	struct member *items;
	size_t n;
};

static int by_name(const void *a, const void *b)
{
	return str_cmp(((const struct member *)a)->name,
	               ((const struct member *)b)->name);
}

static struct members members_of(struct arena *a, struct str object)
{
	struct members all = { 0 };
	struct member m;
	size_t at = 0, room = 0;

	while (json_each(object, &at, &m.name, &m.value)) {
		ARENA_GROW(a, all.items, all.n, room);
		all.items[all.n++] = m;
	}
	if (all.n > 0)
		qsort(all.items, all.n, sizeof(*all.items), by_name);
	arena_work(a, object.len);
	return all;
}

struct pair {
	struct str name, from, to; /* absent: not there */
};

/* The next name of either side; false after the last. */
static bool next_pair(const struct members *from, size_t *i,
                      const struct members *to, size_t *j, struct pair *out)
{
	const struct member *a = *i < from->n ? &from->items[*i] : NULL,
			    *b = *j < to->n ? &to->items[*j] : NULL;
	int order = a == NULL ? 1 : b == NULL ? -1 : str_cmp(a->name, b->name);

	if (a == NULL && b == NULL)
		return false;
	*out = (struct pair){ .name = order <= 0 ? a->name : b->name };
	if (order <= 0)
		out->from = from->items[(*i)++].value;
	if (order >= 0)
		out->to = to->items[(*j)++].value;
	return true;
}

static void differ_member(struct diff *d, const struct pair *p)
{
	size_t len = d->path.len;

	if (p->from.len == 0) {
		in_member(d, "add", p->name, p->to);
	} else if (p->to.len == 0) {
		in_member(d, "remove", p->name, p->to);
	} else {
		enter_member(&d->path, p->name);
		differ(d, p->from, p->to);
		leave(&d->path, len);
	}
}

static void differ_objects(struct diff *d, struct str from, struct str to)
{
	struct arena *a = arena_scratch();
	struct members was = members_of(a, from), is = members_of(a, to);
	struct pair p;
	size_t i = 0, j = 0;

	while (next_pair(&was, &i, &is, &j, &p))
		differ_member(d, &p);
	arena_free(a);
}

void json_diff_members(struct buf *out, struct str from, struct str to,
                       const char *const *without)
{
	struct arena *a = arena_scratch();
	struct members was = members_of(a, from), is = members_of(a, to);
	struct pair p;
	size_t i = 0, j = 0, n = 0;

	buf_puts(out, "[");
	while (next_pair(&was, &i, &is, &j, &p)) {
		if (str_eq(p.from, p.to) || str_among(p.name, without))
			continue;
		buf_puts(out, n++ > 0 ? ",\"" : "\"");
		enter_member(out, p.name);
		buf_puts(out, "\"");
	}
	buf_puts(out, "]");
	arena_free(a);
}

/* ---- lists ---------------------------------------------------------------- */

static struct items items_of(struct arena *a, struct str array)
{
	struct items all = { 0 };
	struct str item;
	size_t at = 0, room = 0;

	while (json_items(array, &at, &item)) {
		ARENA_GROW(a, all.of, all.n, room);
		all.of[all.n++] = item;
	}
	arena_work(a, array.len);
	return all;
}

/* The items from *i and *j on up to what is common next: those that have a
 * counterpart are changed in their place, the others go or come there. */
static void differ_run(struct diff *d, const struct items *was, size_t *i,
                       size_t i_end, const struct items *is, size_t *j,
                       size_t j_end)
{
	size_t len = d->path.len;

	while (*i < i_end && *j < j_end) {
		buf_printf(&d->path, "/%zu", *j);
		differ(d, was->of[(*i)++], is->of[(*j)++]);
		leave(&d->path, len);
	}
	for (; *i < i_end; (*i)++)
		at_index(d, "remove", *j, (struct str){ 0 });
	for (; *j < j_end; (*j)++)
		at_index(d, "add", *j, is->of[*j]);
}

static void differ_items(struct diff *d, struct arena *a, struct str from,
                         struct str to)
{
	struct items was = items_of(a, from), is = items_of(a, to);
	size_t i = 0, j = 0, *stayed = common_items(a, &was, &is);

	for (size_t at = 0; at < was.n; at++)
		if (stayed[at] != COMMON_NONE) {
			differ_run(d, &was, &i, at, &is, &j, stayed[at]);
			i++;
			j++;
		}
	differ_run(d, &was, &i, was.n, &is, &j, is.n);
}

static void differ_lists(struct diff *d, struct str from, struct str to)
{
	struct arena *a = arena_scratch();
	size_t len = d->out->len, n = d->n, whole;

	differ_items(d, a, from, to);
	whole = sizeof("{\"op\":\"replace\",\"path\":\"\",\"value\":}") +
	        d->path.len + to.len;
	if (d->n > n + 1 && d->out->len - len > whole) {
		leave(d->out, len);
		d->n = n;
		operation(d, "replace", to);
	}
	arena_free(a);
}

/* ---- the whole ------------------------------------------------------------ */

static void differ(struct diff *d, struct str from, struct str to)
{
	if (str_eq(from, to))
		return;
	if (from.p[0] == '{' && to.p[0] == '{')
		differ_objects(d, from, to);
	else if (from.p[0] == '[' && to.p[0] == '[')
		differ_lists(d, from, to);
	else
		operation(d, "replace", to);
}

void json_diff(struct buf *out, struct str from, struct str to)
{
	struct arena *a = arena_scratch();
	struct diff d = { .out = out };
	size_t len;

	buf_init(&d.path, a);
	buf_puts(&d.path, "");
	buf_puts(out, "[");
	len = out->len;
	differ(&d, from, to);
	if (d.n > DIFF_OPERATIONS_MAX) {
		leave(out, len);
		d.n = 0;
		operation(&d, "replace", to);
	}
	buf_puts(out, "]");
	arena_free(a);
}
