/*
 * query.c - filters, order, place, and how to show what is found
 */
#include "server/http/query/query.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/date.h"
#include "lib/data/base64.h"
#include "lib/data/id.h"
#include "lib/data/jsontext.h"
#include "server/http/request/formatted.h"
#include "server/http/request/reply.h"
#include "server/http/request/router.h"
#include "server/registry/law/law.h"
#include "server/registry/model/draft.h"
#include "server/registry/model/json.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/pointer.h"

/* ---- small readers ----------------------------------------------------- */

static bool read_integer(struct str s, int64_t *out)
{
	char digits[24], *end;

	if (s.len == 0 || s.len >= sizeof(digits) ||
	    (s.p[0] != '-' && (s.p[0] < '0' || s.p[0] > '9')))
		return false;
	memcpy(digits, s.p, s.len);
	digits[s.len] = '\0';
	errno = 0;
	*out = strtoll(digits, &end, 10);
	return errno == 0 && *end == '\0' && end != digits;
}

int64_t query_number(struct request *req, const char *name, int64_t fallback,
                     int64_t min, int64_t max)
{
	struct str given = request_param(req, name);
	int64_t n = fallback;

	if (given.p != NULL && (!read_integer(given, &n) || n < min || n > max))
		err_parameter(&req->err, name,
		              "must be a whole number from %" PRId64
		              " to %" PRId64,
		              min, max);
	return n;
}

size_t query_limit(struct request *req)
{
	bool plain = req->format == NULL;

	return (size_t)query_number(
		req, "limit", plain ? LIMIT_DEFAULT : FORMATTED_ITEMS_MAX, 1,
		plain ? STORE_PAGE_MAX : FORMATTED_ITEMS_MAX);
}

/* The parts of a list with commas. */
static bool next_part(struct str *list, struct str *part)
{
	size_t n = 0;

	if (list->p == NULL)
		return false;
	while (n < list->len && list->p[n] != ',')
		n++;
	*part = (struct str){ list->p, n };
	if (n == list->len)
		*list = (struct str){ 0 };
	else
		*list = (struct str){ list->p + n + 1, list->len - n - 1 };
	return true;
}

static void list_known(struct request *req, struct buf *known)
{
	buf_puts(known, "]");
	req->err.more = buf_text(known);
}

void query_unknown(struct request *req, struct str name,
                   const char *const *known)
{
	struct buf list;

	err_parameter(&req->err, arena_strndup(req->arena, name.p, name.len),
	              "is not known here; see \"known\"");
	buf_init(&list, req->arena);
	buf_puts(&list, "\"known\":[");
	for (size_t i = 0; known[i] != NULL; i++) {
		buf_puts(&list, i > 0 ? "," : "");
		json_quote(&list, str_from(known[i]));
	}
	for (size_t i = 0;
	     formatted_params[i] != NULL && req->route->formats != FORMATS_NONE;
	     i++) {
		buf_puts(&list, known[0] != NULL || i > 0 ? "," : "");
		json_quote(&list, str_from(formatted_params[i]));
	}
	list_known(req, &list);
}

/* ---- fields and include ------------------------------------------------ */

static bool is_chosen(const struct view *v, struct str name)
{
	for (size_t i = 0; i < v->choice.n; i++)
		if (str_eq(v->choice.names[i], name))
			return true;
	return false;
}

static void read_fields(struct request *req, struct str list, struct view *v)
{
	struct str name;

	while (next_part(&list, &name)) {
		const struct field *f = entity_field(&req->kind->entity, name);

		if (f == NULL || (f->flags & F_UNSHOWN))
			err_parameter(&req->err, "fields",
			              "%s has no member %.*s",
			              req->kind->entity.name, STR_ARG(name));
		else if (!is_chosen(v, name) &&
		         v->choice.n < COUNT(v->choice.names))
			v->choice.names[v->choice.n++] = name;
	}
}

static bool is_included(const struct view *v, const struct kind *k)
{
	for (size_t i = 0; i < v->nincludes; i++)
		if (v->include[i] == k)
			return true;
	return false;
}

static void read_include(struct request *req, struct str list, struct view *v)
{
	struct str name;

	while (next_part(&list, &name)) {
		const struct kind *k = kind_find(name);

		if (k == NULL || !show_refers(req->kind, k))
			err_parameter(&req->err, "include",
			              "%s refer to no %.*s",
			              req->kind->entity.name, STR_ARG(name));
		else if (!is_included(v, k) && v->nincludes < INCLUDES_MAX)
			v->include[v->nincludes++] = k;
	}
}

void query_today(struct view *out)
{
	*out = (struct view){ .law_as_of = DAY_ALL_KNOWN };
	date_today(out->on);
}

struct show_context query_show_context(const struct view *v, struct tx *tx,
                                       struct arena *a)
{
	return (struct show_context){
		.tx = tx,
		.arena = a,
		.on = v->on,
		.law_as_of = v->law_as_of,
		.last_handling = arena_alloc(a, sizeof(struct last_handling)),
	};
}

static void read_day(struct request *req, const struct param *p,
                     char out[DAY_LEN + 1])
{
	if (p->value.len != DAY_LEN || !date_valid(p->value))
		err_parameter(&req->err,
		              arena_strndup(req->arena, p->name.p, p->name.len),
		              "must be a day: 2021-11-23");
	else
		memcpy(out, p->value.p, DAY_LEN);
}

bool query_view_param(struct request *req, const struct param *p,
                      struct view *out)
{
	if (req->kind->timed && str_is(p->name, "on"))
		read_day(req, p, out->on);
	else if (req->kind->timed && str_is(p->name, "law_as_of"))
		read_day(req, p, out->law_as_of);
	else if (str_is(p->name, "fields"))
		read_fields(req, p->value, out);
	else if (str_is(p->name, "include"))
		read_include(req, p->value, out);
	else
		return false;
	return true;
}

enum err_code query_view(struct request *req, struct view *out)
{
	static const char *const known[] = { "fields", "include",   "as_of",
		                             "on",     "law_as_of", NULL };
	static const char *const plain[] = { "fields", "include", "as_of",
		                             NULL };

	query_today(out);
	for (size_t i = 0; i < req->nparams; i++)
		if (!query_view_param(req, &req->params[i], out))
			query_unknown(req, req->params[i].name,
			              req->kind->timed ? known : plain);
	return req->err.code;
}

/* ---- filters ----------------------------------------------------------- */

enum operation { OP_EQUAL, OP_GTE, OP_GT, OP_LTE, OP_LT, OP_IN, OP_EXISTS };

static const struct {
	const char *suffix;
	enum compare compare;
} operations[] = {
	[OP_EQUAL] = { "", CMP_EQ },
	[OP_GTE] = { ".gte", CMP_GTE },
	[OP_GT] = { ".gt", CMP_GT },
	[OP_LTE] = { ".lte", CMP_LTE },
	[OP_LT] = { ".lt", CMP_LT },
	[OP_IN] = { ".in", CMP_EQ },
	[OP_EXISTS] = { ".exists", CMP_EXISTS },
};

/* What depends on the day is asked of the list that is stored for it. */
static const struct {
	const char *path;
	struct str stored;
} of_day[] = {
	{ "status", { "statuses.status", 15 } },
	{ "in_force", { "statuses.in_force", 17 } },
};

static bool is_of_day(struct str path)
{
	for (size_t i = 0; i < COUNT(of_day); i++)
		if (str_is(path, of_day[i].path))
			return true;
	return false;
}

static struct str stored_path(const struct kind *k, struct str path)
{
	for (size_t i = 0; i < COUNT(of_day) && k->timed; i++)
		if (str_is(path, of_day[i].path))
			return of_day[i].stored;
	return path;
}

static bool is_open(const struct column *c, const struct list *list,
                    struct str path)
{
	return c != NULL && !(c->field->flags & F_HIDDEN) &&
	       (list == NULL || !(list->field->flags & F_HIDDEN) ||
	        is_of_day(path));
}

/* The column and the operation a parameter's name means. */
static const struct column *find_column(const struct kind *k, struct str name,
                                        enum operation *op,
                                        const struct list **list)
{
	for (size_t i = 0; i < COUNT(operations); i++) {
		size_t n = strlen(operations[i].suffix);
		struct str path = { name.p, name.len - n };
		const struct column *c;

		if (name.len <= n ||
		    memcmp(name.p + path.len, operations[i].suffix, n) != 0)
			continue;
		c = entity_column(&k->entity, stored_path(k, path), list);
		*op = (enum operation)i;
		if (is_open(c, *list, path))
			return c;
	}
	return NULL;
}

static bool is_choice(const struct field *f, struct str s)
{
	for (const char *const *c = f->choices; *c != NULL; c++)
		if (str_is(s, *c))
			return true;
	return false;
}

static const char *join_choices(struct arena *a, const struct field *f)
{
	struct buf out;

	buf_init(&out, a);
	for (const char *const *c = f->choices; *c != NULL; c++)
		buf_printf(&out, "%s%s", c == f->choices ? "" : ", ", *c);
	return out.data;
}

/* What a text that is compared for being equal must look like; the bounds of a
 * range may be any text. */
static const char *shape_of(const struct field *f, struct str s, bool is_bound)
{
	if (f->type == FIELD_TIME)
		return date_valid(s) || time_valid(s)
		               ? NULL
		               : "must be a date or a time";
	if (f->type == FIELD_URL || f->type == FIELD_POINTER ||
	    (is_bound && f->type != FIELD_DATE))
		return NULL;
	return draft_shape(f, s);
}

static void read_bounded(struct request *req, const char *name,
                         const struct field *f, struct str s, struct value *out)
{
	int64_t max = f->max < INTEGER_MAX ? f->max : INTEGER_MAX, n = 0;

	if (!read_integer(s, &n) || n < f->min || n > max)
		err_parameter(&req->err, name,
		              "must be a whole number from %" PRId64
		              " to %" PRId64,
		              f->min, max);
	*out = value_integer(n);
}

/* A pointer to what records of this kind do not have finds none. */
static bool leads_nowhere(const struct kind *k, const struct field *f,
                          struct str s)
{
	return (f->flags & F_OWN) && pointer_field(&k->entity, s) == NULL;
}

static void read_value(struct request *req, const char *name,
                       const struct field *f, bool is_bound, struct str s,
                       struct value *out)
{
	const char *wrong = shape_of(f, s, is_bound);

	*out = value_text(s);
	if (f->type == FIELD_INTEGER) {
		read_bounded(req, name, f, s, out);
	} else if (f->type == FIELD_BOOL) {
		if (!str_is(s, "true") && !str_is(s, "false"))
			err_parameter(&req->err, name, "must be true or false");
		*out = value_integer(str_is(s, "true"));
	} else if (wrong != NULL) {
		err_parameter(&req->err, name, "%s", wrong);
	} else if (f->type == FIELD_CHOICE && !is_choice(f, s)) {
		err_parameter(&req->err, name, "must be one of: %s",
		              join_choices(req->arena, f));
	} else if (leads_nowhere(req->kind, f, s)) {
		err_parameter(&req->err, name,
		              "leads to no member that %s records have",
		              req->kind->singular);
	}
}

/* Leaving room for the days of a status. */
#define FILTERS_MAX (STORE_CONDITIONS - 4)

/* The values of one parameter, as they are sent and as they are compared. */
struct filter {
	const char *name;
	struct str *sent;
	struct value *values;
	size_t n, sent_room, values_room;
};

/* By condition of the query. */
struct filters {
	struct request *req;
	struct query *query;
	struct filter of[FILTERS_MAX];
};

static bool has_value(const struct filter *f, struct str s)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->sent[i], s))
			return true;
	return false;
}

/* False when no more are taken; one that is there already is no more. */
static bool add_value(struct filters *fs, struct condition *c, struct str s)
{
	struct filter *f = &fs->of[c - fs->query->conditions];
	struct arena *a = fs->req->arena;

	arena_work(a, f->n + 1);
	if (has_value(f, s))
		return true;
	if (f->n == QUERY_VALUES_MAX) {
		err_parameter(&fs->req->err, f->name, "has more than %d values",
		              QUERY_VALUES_MAX);
		return false;
	}
	ARENA_GROW(a, f->sent, f->n, f->sent_room);
	ARENA_GROW(a, f->values, f->n, f->values_room);
	f->sent[f->n] = s;
	read_value(fs->req, f->name, c->column->field, c->compare != CMP_EQ, s,
	           &f->values[f->n]);
	c->values = f->values;
	c->nvalues = ++f->n;
	return true;
}

/* The condition of a parameter given before, or a new one. */
static struct condition *condition_of(struct filters *fs, const char *name)
{
	size_t i = 0;

	while (i < fs->query->nconditions && strcmp(fs->of[i].name, name) != 0)
		i++;
	if (i == FILTERS_MAX) {
		err_parameter(&fs->req->err, name,
		              "is one filter too many: %d may be given",
		              FILTERS_MAX);
		return NULL;
	}
	if (i == fs->query->nconditions) {
		fs->query->nconditions++;
		fs->of[i].name = name;
	}
	return &fs->query->conditions[i];
}

static bool read_filter(struct filters *fs, const struct param *p)
{
	const char *name =
		arena_strndup(fs->req->arena, p->name.p, p->name.len);
	enum operation op = OP_EQUAL;
	const struct list *list;
	const struct column *column =
		find_column(fs->req->kind, p->name, &op, &list);
	struct str rest = p->value, part;
	struct condition *c;

	if (column == NULL)
		return false;
	c = condition_of(fs, name);
	if (c == NULL)
		return true;
	c->list = list;
	c->column = column;
	c->compare = operations[op].compare;
	if (op == OP_EXISTS && str_is(p->value, "false"))
		c->compare = CMP_ABSENT;
	else if (op == OP_EXISTS && !str_is(p->value, "true"))
		err_parameter(&fs->req->err, name, "must be true or false");
	else if (op == OP_IN)
		while (next_part(&rest, &part) && add_value(fs, c, part))
			;
	else if (op != OP_EXISTS)
		add_value(fs, c, p->value);
	return true;
}

/* ---- order and place --------------------------------------------------- */

static void read_sort(struct request *req, struct str s, struct query *q)
{
	const struct list *list;
	const struct column *c;

	q->descending = s.len > 0 && s.p[0] == '-';
	if (q->descending)
		s = (struct str){ s.p + 1, s.len - 1 };
	c = entity_column(&req->kind->entity, s, &list);
	if (c == NULL || list != NULL || (c->field->flags & F_HIDDEN))
		err_parameter(&req->err, "sort", "%s cannot be sorted by that",
		              req->kind->entity.name);
	else
		q->sort =
			c == &req->kind->entity.columns[COLUMN_KEY] ? NULL : c;
}

/* "-adopted_on" and the like: what a cursor belongs to. */
static const char *order_of(struct arena *a, const struct query *q)
{
	return arena_printf(a, "%s%s", q->descending ? "-" : "",
	                    q->sort != NULL ? q->sort->path : "key");
}

struct str query_cursor(struct arena *a, const struct listing *l,
                        const struct entity *t, const struct row *row)
{
	const struct column *sort = l->query.sort;
	struct value v = { .kind = VALUE_NULL };
	struct buf out;

	if (sort != NULL)
		v = row->values[sort - t->columns];
	buf_init(&out, a);
	buf_printf(&out, "%s\n%.*s\n", order_of(a, &l->query),
	           STR_ARG(row->values[COLUMN_KEY].text));
	if (v.kind == VALUE_INTEGER)
		buf_printf(&out, "i%" PRId64, v.integer);
	else if (v.kind == VALUE_TEXT)
		buf_printf(&out, "t%.*s", STR_ARG(v.text));
	return base64_text(a, buf_text(&out));
}

static bool next_line(struct str *rest, struct str *line)
{
	const char *end =
		rest->len > 0 ? memchr(rest->p, '\n', rest->len) : NULL;

	if (end == NULL)
		return false;
	*line = (struct str){ rest->p, (size_t)(end - rest->p) };
	*rest = (struct str){ end + 1, rest->len - line->len - 1 };
	return true;
}

static bool read_place(struct str s, struct value *out)
{
	struct str rest;

	*out = (struct value){ .kind = VALUE_NULL };
	if (s.len == 0)
		return true;
	rest = (struct str){ s.p + 1, s.len - 1 };
	if (s.p[0] == 't') {
		*out = value_text(rest);
		return true;
	}
	out->kind = VALUE_INTEGER;
	return s.p[0] == 'i' && read_integer(rest, &out->integer);
}

static void read_cursor(struct request *req, struct str s, struct query *q)
{
	struct str rest, order;

	q->has_after = true;
	if (!base64_read(req->arena, s, &rest) || !next_line(&rest, &order) ||
	    !next_line(&rest, &q->after_key) || !read_place(rest, &q->after))
		err_parameter(&req->err, "cursor", "is not one given here");
	else if (!str_is(order, order_of(req->arena, q)))
		err_parameter(&req->err, "cursor",
		              "belongs to a list in another order");
}

struct str query_place(struct arena *a, const struct str *names, size_t n)
{
	struct buf out;

	buf_init(&out, a);
	for (size_t i = 0; i < n; i++)
		buf_printf(&out, "%.*s\n", STR_ARG(names[i]));
	return base64_text(a, buf_text(&out));
}

void query_read_place(struct request *req, struct str cursor, struct str *names,
                      size_t n)
{
	struct str rest;
	bool ok = base64_read(req->arena, cursor, &rest);

	for (size_t i = 0; ok && i < n; i++)
		ok = next_line(&rest, &names[i]);
	if (!ok || rest.len > 0)
		err_parameter(&req->err, "cursor", "is not one given here");
}

struct str query_seq_place(struct arena *a, int64_t seq)
{
	struct str place = str_from(arena_printf(a, "%" PRId64, seq));

	return query_place(a, &place, 1);
}

int64_t query_read_seq(struct request *req)
{
	struct str cursor = request_param(req, "cursor"), place = { 0 };
	int64_t seq = 0;

	if (cursor.p == NULL)
		return 0;
	query_read_place(req, cursor, &place, 1);
	if (req->err.code == ERR_OK && (!read_integer(place, &seq) || seq < 1))
		err_parameter(&req->err, "cursor", "is not one given here");
	return seq;
}

/* ---- the whole --------------------------------------------------------- */

#define LIST_PARAMS                                                            \
	"limit", "cursor", "sort", "count", "fields", "include", "unsupported"

static const char *const list_params[] = { LIST_PARAMS, NULL };
static const char *const timed_params[] = { LIST_PARAMS, "on", "law_as_of",
	                                    NULL };

static bool is_list_param(struct str name)
{
	for (size_t i = 0; list_params[i] != NULL; i++)
		if (str_is(name, list_params[i]))
			return true;
	return false;
}

#define NAMES_MAX 20

/* `names` are what is known beside filters. */
static void note_unknown(struct request *req, struct str name,
                         const char *const *names)
{
	const struct entity *t = &req->kind->entity;
	const struct list *list;
	const char *known[NAMES_MAX + COUNT(of_day) + 1 + COLUMNS_MAX +
	                  LISTS_MAX * LIST_COLUMNS_MAX];
	size_t n = 0;

	for (; n < NAMES_MAX && names[n] != NULL; n++)
		known[n] = names[n];
	for (size_t i = 0; i < COUNT(of_day); i++)
		if (entity_column(t, of_day[i].stored, &list) != NULL)
			known[n++] = of_day[i].path;
	for (size_t i = 0; i < t->ncolumns; i++)
		if (!(t->columns[i].field->flags & F_HIDDEN))
			known[n++] = t->columns[i].path;
	for (size_t i = 0; i < t->nlists; i++)
		for (size_t j = 0; j < t->lists[i].ncolumns; j++)
			if (is_open(&t->lists[i].columns[j], &t->lists[i],
			            (struct str){ 0 }))
				known[n++] = t->lists[i].columns[j].path;
	known[n] = NULL;
	query_unknown(req, name, known);
}

/* The records that have a member which no evidence supports, by its name. */
static void read_unsupported(struct filters *fs, struct str member)
{
	const char *pointer =
		arena_printf(fs->req->arena, "/%.*s", STR_ARG(member));
	const struct param meant[] = {
		{ STR("evidence.state"), STR("unsupported") },
		{ STR("evidence.field"), member.len > 0 && member.p[0] == '/'
		                                 ? member
		                                 : str_from(pointer) },
	};

	for (size_t i = 0; i < COUNT(meant); i++)
		read_filter(fs, &meant[i]);
}

static void read_param(struct filters *fs, const struct param *p,
                       struct listing *out)
{
	struct request *req = fs->req;

	if (query_view_param(req, p, &out->view) || read_filter(fs, p))
		return;
	if (!is_list_param(p->name))
		note_unknown(req, p->name,
		             req->kind->timed ? timed_params : list_params);
	else if (str_is(p->name, "sort"))
		read_sort(req, p->value, &out->query);
	else if (str_is(p->name, "unsupported"))
		read_unsupported(fs, p->value);
	else if (str_is(p->name, "count") && str_is(p->value, "none"))
		out->count = false;
	else if (str_is(p->name, "count") && !str_is(p->value, "exact"))
		err_parameter(&req->err, "count", "must be exact or none");
}

/* A status is asked for as of the view's days. */
static void add_days(struct request *req, struct listing *l)
{
	static const struct {
		const char *path;
		enum compare compare;
	} bounds[] = {
		{ "statuses.from", CMP_LTE },
		{ "statuses.to", CMP_GT },
		{ "statuses.known_from", CMP_LTE },
		{ "statuses.known_to", CMP_GT },
	};
	struct value *days = arena_alloc(req->arena, 2 * sizeof(*days));
	struct query *q = &l->query;
	bool asked = false;

	for (size_t i = 0; i < q->nconditions; i++)
		asked = asked ||
		        str_starts(str_from(q->conditions[i].column->path),
		                   STR("statuses."));
	if (!asked || q->nconditions + COUNT(bounds) > STORE_CONDITIONS)
		return;
	days[0] = value_text(str_from(l->view.on));
	days[1] = value_text(str_from(l->view.law_as_of));
	for (size_t i = 0; i < COUNT(bounds); i++) {
		struct condition *c = &q->conditions[q->nconditions++];

		*c = (struct condition){ .compare = bounds[i].compare,
			                 .values = &days[i / 2],
			                 .nvalues = 1 };
		c->column = entity_column(&req->kind->entity,
		                          str_from(bounds[i].path), &c->list);
	}
}

enum err_code query_listing(struct request *req, struct listing *out)
{
	struct filters fs = { .req = req, .query = &out->query };
	struct str cursor = request_param(req, "cursor");

	*out = (struct listing){ .count = true };
	query_today(&out->view);
	for (size_t i = 0; i < req->nparams; i++)
		read_param(&fs, &req->params[i], out);
	out->limit = query_limit(req);
	out->query.limit = out->limit + 1;
	out->query.slim = true;
	if (cursor.p != NULL) /* when the order is known */
		read_cursor(req, cursor, &out->query);
	add_days(req, out);
	return req->err.code;
}

enum err_code query_filters(struct request *req,
                            bool (*others)(struct str name),
                            const char *const *names, struct listing *out)
{
	struct filters fs = { .req = req, .query = &out->query };

	*out = (struct listing){ .count = true };
	query_today(&out->view);
	for (size_t i = 0; i < req->nparams; i++)
		if (!others(req->params[i].name) &&
		    !read_filter(&fs, &req->params[i]))
			note_unknown(req, req->params[i].name, names);
	add_days(req, out);
	return req->err.code;
}

/* An id stays; a key becomes one; what is neither stays and finds nothing. */
static enum err_code resolve_value(struct tx *tx, struct arena *a,
                                   const struct kind *k, struct value *v,
                                   struct err *e)
{
	struct arena *own;
	struct row row;
	enum err_code rc;

	if (v->kind != VALUE_TEXT || id_valid(v->text))
		return ERR_OK;
	own = arena_scratch(); /* of the record only its id is wanted */
	rc = store_find(tx, &k->entity, v->text, own, &row, e);
	if (rc == ERR_OK)
		v->text = arena_str(a, row.values[COLUMN_ID].text);
	arena_free(own);
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	return ERR_OK;
}

/* The kind a condition on "subject.id" is about: the one that "subject.kind"
 * is asked to be. */
static const struct kind *sibling_kind(const struct query *q,
                                       const struct column *c)
{
	size_t n = strlen(c->path) - strlen(c->field->name);

	for (size_t i = 0; i < q->nconditions; i++) {
		const struct condition *other = &q->conditions[i];

		if (strncmp(other->column->path, c->path, n) == 0 &&
		    strcmp(other->column->path + n, "kind") == 0 &&
		    other->nvalues == 1)
			return kind_find(other->values[0].text);
	}
	return NULL;
}

enum err_code query_resolve(struct tx *tx, struct arena *a, struct listing *l,
                            struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < l->query.nconditions; i++) {
		struct condition *c = &l->query.conditions[i];
		const struct field *f = c->column->field;
		const struct kind *k;
		struct value *values;

		if (f->type != FIELD_REFERENCE || c->nvalues == 0)
			continue;
		k = f->target != NULL ? kind_find(str_from(f->target))
		                      : sibling_kind(&l->query, c->column);
		values = arena_alloc(a, c->nvalues * sizeof(*values));
		memcpy(values, c->values, c->nvalues * sizeof(*values));
		for (size_t j = 0; k != NULL && j < c->nvalues && rc == ERR_OK;
		     j++)
			rc = resolve_value(tx, a, k, &values[j], e);
		c->values = values;
	}
	return rc;
}

void query_end(struct buf *out, int64_t total, struct str cursor)
{
	if (total >= 0)
		buf_printf(out, ",\n\"total\":%" PRId64, total);
	buf_puts(out, ",\n\"next\":");
	if (cursor.len > 0)
		json_quote(out, cursor);
	else
		buf_puts(out, "null");
	buf_puts(out, "}\n");
}

/* ---- links ------------------------------------------------------------- */

static bool is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || strchr("-._~", c) != NULL;
}

static void add_escaped(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c != '\0' && is_plain(c))
			buf_add(out, s.p + i, 1);
		else
			buf_printf(out, "%%%02X", c);
	}
}

static void add_param(struct buf *out, const char **between, struct str name,
                      struct str value)
{
	buf_puts(out, *between);
	*between = "&";
	add_escaped(out, name);
	buf_puts(out, "=");
	add_escaped(out, value);
}

struct str query_next(const struct request *req, const char *name,
                      struct str value)
{
	const char *between = "?";
	struct buf out;

	buf_init(&out, req->arena);
	buf_str(&out, req->path);
	for (size_t i = 0; i < req->nparams; i++)
		if (!str_is(req->params[i].name, name))
			add_param(&out, &between, req->params[i].name,
			          req->params[i].value);
	if (req->format != NULL)
		add_param(&out, &between, STR("format"),
		          str_from(req->format->name));
	if (req->with_mark)
		add_param(&out, &between, STR("bom"), STR("true"));
	add_param(&out, &between, str_from(name), value);
	return buf_text(&out);
}

void query_link(struct request *req, struct reply *rep, const char *name,
                struct str value)
{
	struct str next = query_next(req, name, value);

	reply_header(rep, "Link",
	             arena_printf(req->arena, "<%.*s>; rel=\"next\"",
	                          STR_ARG(next)));
}
