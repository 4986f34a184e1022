/*
 * filter.c - columns, operations, values
 */
#include "server/http/query/filter.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/date.h"
#include "lib/data/id.h"
#include "lib/data/timestamp.h"
#include "server/http/query/did_you_mean.h"
#include "server/http/query/param.h"
#include "server/registry/law/code_list.h"
#include "server/registry/model/draft.h"
#include "server/registry/model/json.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/namesakes.h"
#include "server/registry/model/pointer.h"

/* ---- columns ------------------------------------------------------------- */

enum operation {
	OP_EQUAL,
	OP_GTE,
	OP_GT,
	OP_LTE,
	OP_LT,
	OP_IN,
	OP_EXISTS,
	OP_EXACT
};

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
	[OP_EXACT] = { ".exact", CMP_EQ },
};

#define OF_DAY "statuses."

static bool is_open(const struct column *c, const struct list *list)
{
	return !(c->field->flags & F_HIDDEN) &&
	       (list == NULL || !(list->field->flags & F_HIDDEN));
}

/* What depends on the day is asked of a list that is stored for it. */
static bool is_of_day(const struct kind *k, struct str path)
{
	const struct field *f = entity_field(&k->entity, path);

	return f != NULL && (f->flags & F_OF_DAY);
}

/* The column that a path means, unless it is hidden. */
static const struct column *open_column(const struct request *req,
                                        struct str path,
                                        const struct list **list)
{
	const struct entity *t = &req->kind->entity;
	const struct column *c;

	if (is_of_day(req->kind, path)) {
		const char *stored =
			arena_printf(req->arena, OF_DAY "%.*s", STR_ARG(path));

		return entity_column(t, str_from(stored), list);
	}
	c = entity_column(t, path, list);
	return c != NULL && is_open(c, *list) ? c : NULL;
}

/* The column and the operation a parameter's name means. */
static const struct column *find_column(const struct request *req,
                                        struct str name, enum operation *op,
                                        const struct list **list)
{
	for (size_t i = 0; i < COUNT(operations); i++) {
		size_t n = strlen(operations[i].suffix);
		struct str path = { name.p, name.len - n };
		const struct column *c;

		if (name.len <= n ||
		    memcmp(name.p + path.len, operations[i].suffix, n) != 0)
			continue;
		c = open_column(req, path, list);
		*op = (enum operation)i;
		if (c != NULL && (i != OP_EXACT || c->field->codes != NULL))
			return c;
	}
	return NULL;
}

/* ---- values -------------------------------------------------------------- */

/* What a text that is compared for being equal must look like; the bounds of a
 * range may be any text, and so may what is no reference (did_you_mean.h). */
static const char *shape_of(const struct field *f, struct str s, bool is_bound)
{
	if (f->type == FIELD_TIME)
		return date_valid(s) || time_valid(s)
		               ? NULL
		               : "must be a date or a time";
	if (f->type == FIELD_URL || f->type == FIELD_POINTER ||
	    f->type == FIELD_REFERENCE || (is_bound && f->type != FIELD_DATE))
		return NULL;
	return draft_shape(f, s);
}

static void read_bounded(struct request *req, const char *name,
                         const struct field *f, struct str s, struct value *out)
{
	int64_t max = f->max < INTEGER_MAX ? f->max : INTEGER_MAX, n = 0;

	if (!param_integer(s, &n) || n < f->min || n > max)
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

static void refuse_choice(struct filters *fs, const char *name,
                          const struct field *f, struct str s)
{
	struct arena *a = fs->req->arena;

	err_parameter(&fs->req->err, name, "must be one of: %s",
	              field_choices(a, f));
	if (fs->meant == NULL) {
		fs->meant = arena_alloc(a, sizeof(*fs->meant));
		did_you_mean_begin(fs->meant, NULL, a);
	}
	did_you_mean_choice(fs->meant, fs->req->kind, name, f, s);
}

void filter_tell_meant(struct filters *fs)
{
	if (fs->meant != NULL)
		did_you_mean_problem(fs->meant, &fs->req->err);
}

static void read_value(struct filters *fs, const char *name,
                       const struct field *f, bool is_bound, struct str s,
                       struct value *out)
{
	struct request *req = fs->req;
	const char *wrong = shape_of(f, s, is_bound);

	*out = value_text(s);
	if (f->type == FIELD_INTEGER) {
		read_bounded(req, name, f, s, out);
	} else if (f->type == FIELD_BOOL) {
		*out = value_integer(request_is_true(req, name, s));
	} else if (wrong != NULL) {
		err_parameter(&req->err, name, "%s", wrong);
	} else if (f->type == FIELD_CHOICE && !field_has_choice(f, s)) {
		refuse_choice(fs, name, f, s);
	} else if (leads_nowhere(req->kind, f, s)) {
		err_parameter(&req->err, name,
		              "leads to no member that %s records have",
		              req->kind->singular);
	}
}

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
	read_value(fs, f->name, c->column->field, c->compare != CMP_EQ, s,
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

bool filter_read(struct filters *fs, const struct param *p)
{
	const char *name =
		arena_strndup(fs->req->arena, p->name.p, p->name.len);
	enum operation op = OP_EQUAL;
	const struct list *list;
	const struct column *column = find_column(fs->req, p->name, &op, &list);
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
	c->exact = op == OP_EXACT;
	if (op == OP_EXISTS && !request_is_true(fs->req, name, p->value))
		c->compare = CMP_ABSENT;
	else if (op == OP_IN)
		while (param_next(&rest, &part) && add_value(fs, c, part))
			;
	else if (op != OP_EXISTS)
		add_value(fs, c, p->value);
	return true;
}

/* ---- unknown names ------------------------------------------------------- */

#define NAMES_MAX  20
#define OF_DAY_MAX 4

/* `names` are what is known beside filters. */
void filter_unknown(struct request *req, struct str name,
                    const char *const *names)
{
	const struct entity *t = &req->kind->entity;
	const char *known[NAMES_MAX + OF_DAY_MAX + 1 + COLUMNS_MAX +
	                  LISTS_MAX * LIST_COLUMNS_MAX];
	size_t n = 0;

	for (; n < NAMES_MAX && names[n] != NULL; n++)
		known[n] = names[n];
	for (size_t i = 0; i < t->nfields && n < NAMES_MAX + OF_DAY_MAX; i++)
		if (t->fields[i].flags & F_OF_DAY)
			known[n++] = t->fields[i].name;
	for (size_t i = 0; i < t->ncolumns; i++)
		if (!(t->columns[i].field->flags & F_HIDDEN))
			known[n++] = t->columns[i].path;
	for (size_t i = 0; i < t->nlists; i++)
		for (size_t j = 0; j < t->lists[i].ncolumns; j++)
			if (is_open(&t->lists[i].columns[j], &t->lists[i]))
				known[n++] = t->lists[i].columns[j].path;
	known[n] = NULL;
	query_unknown(req, name, known);
}

/* ---- days and keys ------------------------------------------------------- */

void filter_add_days(struct request *req, struct query *q, const struct view *v)
{
	static const struct {
		const char *path;
		enum compare compare;
	} bounds[] = {
		{ OF_DAY "from", CMP_LTE },
		{ OF_DAY "to", CMP_GT },
		{ OF_DAY "known_from", CMP_LTE },
		{ OF_DAY "known_to", CMP_GT },
	};
	struct value *days = arena_alloc(req->arena, 2 * sizeof(*days));
	bool asked = false;

	for (size_t i = 0; i < q->nconditions; i++)
		asked = asked ||
		        str_starts(str_from(q->conditions[i].column->path),
		                   STR(OF_DAY));
	if (!asked || q->nconditions + COUNT(bounds) > STORE_CONDITIONS)
		return;
	days[0] = value_text(str_from(v->on));
	days[1] = value_text(str_from(v->law_as_of));
	for (size_t i = 0; i < COUNT(bounds); i++) {
		struct condition *c = &q->conditions[q->nconditions++];

		*c = (struct condition){ .compare = bounds[i].compare,
			                 .values = &days[i / 2],
			                 .nvalues = 1 };
		c->column = entity_column(&req->kind->entity,
		                          str_from(bounds[i].path), &c->list);
	}
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

const struct kind *filter_refers(const struct query *q,
                                 const struct condition *c)
{
	const struct field *f = c->column->field;

	if (f->type != FIELD_REFERENCE)
		return NULL;
	return f->target != NULL ? kind_find(str_from(f->target))
	                         : sibling_kind(q, c->column);
}

/* An id stays; a key or a name becomes one; what is neither stays and finds
 * nothing. */
static enum err_code resolve_references(struct tx *tx, struct arena *a,
                                        const struct query *q,
                                        struct condition *c, struct err *e)
{
	struct namesakes found = { .arena = a, .kind = filter_refers(q, c) };
	size_t room = c->nvalues + QUERY_VALUES_MAX + NAMESAKES_MAX, n = 0;
	struct value *values = arena_alloc(a, room * sizeof(*values));
	enum err_code rc = ERR_OK;

	for (size_t j = 0; j < c->nvalues && rc == ERR_OK; j++) {
		const struct value *v = &c->values[j];

		found.n = 0;
		if (found.kind != NULL && v->kind == VALUE_TEXT &&
		    !id_valid(v->text) && n < QUERY_VALUES_MAX)
			rc = namesakes_find(tx, &found, v->text, e);
		if (found.n == 0)
			values[n++] = *v;
		for (size_t i = 0; i < found.n; i++)
			values[n++] = value_text(found.ids[i]);
	}
	c->values = values;
	c->nvalues = n;
	return rc;
}

/* A code stands for what it contains, too. */
static enum err_code resolve_codes(struct tx *tx, struct arena *a,
                                   struct condition *c, struct err *e)
{
	size_t room = QUERY_VALUES_MAX + c->nvalues, n = 0;
	struct value *values = arena_alloc(a, room * sizeof(*values));
	enum err_code rc = ERR_OK;
	struct err why;

	err_init(&why, a);
	for (size_t j = 0; j < c->nvalues && rc == ERR_OK; j++) {
		size_t more = 0;

		rc = code_list_expand(tx, a, c->column->field,
		                      c->values[j].text, values + n, room - n,
		                      &more, &why);
		n += more;
	}
	c->values = values;
	c->nvalues = n;
	if (rc == ERR_INVALID)
		err_parameter(e, c->column->path, "%s", why.detail);
	else if (rc != ERR_OK)
		err_set(e, rc, "%s", why.detail);
	return rc != ERR_OK ? e->code : ERR_OK;
}

enum err_code filter_resolve(struct tx *tx, struct arena *a, struct query *q,
                             struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < q->nconditions && rc == ERR_OK; i++) {
		struct condition *c = &q->conditions[i];
		const struct field *f = c->column->field;

		if (c->nvalues == 0)
			continue;
		if (f->type == FIELD_REFERENCE)
			rc = resolve_references(tx, a, q, c, e);
		else if (f->codes != NULL && !c->exact)
			rc = resolve_codes(tx, a, c, e);
	}
	return rc;
}
