/*
 * table_map.c - reading a map, and saying all that is wrong with it
 */
#include "server/registry/table_import/table_map.h"

#include "lib/base/date.h"
#include "lib/data/id.h"
#include "lib/text/utf8.h"
#include "server/registry/model/json.h"
#include "server/registry/model/pointer.h"
#include "server/registry/table_import/transform.h"

#define MAP_VALUES 20000
#define MAP_DEPTH  20
#define HEADER_MAX 100

static const char *const known[] = {
	"source",  "kind",   "format", "delimiter", "header",    "rows",
	"row",     "prefix", "match",  "only_if",   "constants", "members",
	"classes", "note",   "record", "down",      NULL
};
static const char *const known_member[] = { "to", "from", "do",  "as",
	                                    "at", "if",   "add", NULL };
static const char *const known_record[] = { "from", "do", NULL };
static const char *const known_classes[] = { "scheme", "from",   "do", "yes",
	                                     "no",     "create", NULL };

struct str map_named(struct str name)
{
	for (size_t i = 0; map_texts[i].name != NULL; i++)
		if (str_is(name, map_texts[i].name))
			return str_from(map_texts[i].text);
	return (struct str){ 0 };
}

const json_t *map_places(const struct table_map *m, const json_t *members)
{
	const json_t *places = json_object_get(members, "jurisdictions"),
		     *constants = json_object_get(m->json, "constants");

	return places != NULL ? places
	                      : json_object_get(constants, "jurisdictions");
}

static bool is_text(const json_t *object, const char *name, const char *where,
                    struct arena *a, struct err *e)
{
	bool ok = json_text(object, name).len > 0;

	if (!ok)
		err_pointer(e, json_pointer(a, where, name), "is required");
	return ok;
}

static bool is_names(const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!json_is_string(json_array_get(list, i)))
			return false;
	return json_array_size(list) > 0;
}

/* ---- members ------------------------------------------------------------- */

/* What is wrong in all rows is wrong in the map. */
static void check_choice(struct arena *a, const struct field *f,
                         const json_t *value, const char *where, struct err *e)
{
	if (f->type == FIELD_CHOICE && json_is_string(value) &&
	    !field_has_choice(f, json_str(value)))
		err_pointer(e, where, "must be one of: %s",
		            field_choices(a, f));
	else if (f->type == FIELD_DATE && json_is_string(value) &&
	         !date_valid(json_str(value)))
		err_pointer(e, where,
		            "must be a date: 2021, 2021-11 or "
		            "2021-11-23");
}

static void check_as(struct arena *a, const struct map_member *m,
                     const char *where, struct err *e)
{
	const struct field *f = m->field;
	const char *name, *at;
	json_t *value;

	if (m->as != NULL && !json_is_object(m->as))
		err_pointer(e, where, "must be an object");
	json_object_foreach((json_t *)m->as, name, value)
	{
		const struct field *inner =
			field_named(f->fields, f->nfields, str_from(name));

		at = json_pointer(a, where, name);
		if (inner == NULL)
			err_pointer(e, at, "is no member of %s", f->name);
		else
			check_choice(a, inner, value, at, e);
	}
}

/* A record that is found is an id. */
static void check_finds(struct arena *a, const json_t *steps,
                        const struct field *f, const char *where, struct err *e)
{
	const char *target = f != NULL ? f->target : NULL;

	for (size_t i = 0; i < json_array_size(steps); i++) {
		struct str kind = json_text(json_array_get(steps, i), "find");

		if (kind.len == 0 || (target != NULL && str_is(kind, target)))
			continue;
		err_pointer(e, json_pointer_item(a, where, i),
		            target != NULL ? "must find %s, which the member "
		                             "refers to"
		                           : "finds a record, where a text is "
		                             "expected",
		            target);
	}
}

static const struct field *scalar_of(struct arena *a, struct map_member *m,
                                     const char *where, struct err *e)
{
	const struct field *f = m->field, *inner;

	if (f->type != FIELD_OBJECT) {
		if (m->at != NULL || m->as != NULL)
			err_pointer(e, json_pointer(a, where, "at"),
			            "is for members that are objects");
		return f;
	}
	inner = m->at != NULL
	                ? field_named(f->fields, f->nfields, str_from(m->at))
	                : NULL;
	if (inner == NULL)
		err_pointer(e, json_pointer(a, where, "at"),
		            "must name a member of %s", f->name);
	return inner;
}

/* A member that an assertion can be about. */
static const struct field *stated_field(struct arena *a, const struct kind *k,
                                        struct str to)
{
	const char *pointer = arena_printf(a, "/%.*s", STR_ARG(to));

	return memchr(to.p, '/', to.len) != NULL
	               ? NULL
	               : pointer_field(&k->entity, str_from(pointer));
}

static bool field_is_key(const struct kind *k, struct str to)
{
	const struct field *f = entity_field(&k->entity, to);

	return f != NULL && (f->type == FIELD_KEY || f->type == FIELD_ID);
}

static void read_member(struct arena *a, const struct kind *k,
                        const json_t *json, const char *where,
                        struct map_member *out, struct err *e)
{
	*out = (struct map_member){
		.to = json_text(json, "to"),
		.from = json_text(json, "from"),
		.steps = json_object_get(json, "do"),
		.as = json_object_get(json, "as"),
		.only_if = json_object_get(json, "if"),
		.at = json_string_value(json_object_get(json, "at")),
		.add = json_is_true(json_object_get(json, "add")),
	};
	json_refuse_unknown(json, where, known_member, e);
	transform_check(a, out->steps, json_pointer(a, where, "do"), e);
	condition_check(out->only_if, json_pointer(a, where, "if"), e);
	(void)is_text(json, "from", where, a, e);
	if (!is_text(json, "to", where, a, e))
		return;
	out->field = stated_field(a, k, out->to);
	if (out->field == NULL) {
		err_pointer(e, json_pointer(a, where, "to"),
		            field_is_key(k, out->to)
		                    ? "is a key, which no cell states: those "
		                      "of new records are `prefix` and the "
		                      "row's name, `record` finds one by its "
		                      "key"
		                    : "is no member of %s that can be written",
		            k->entity.name);
		return;
	}
	out->scalar = scalar_of(a, out, where, e);
	check_finds(a, out->steps, out->scalar, json_pointer(a, where, "do"),
	            e);
	check_as(a, out, json_pointer(a, where, "as"), e);
	out->is_of_rows = out->scalar != NULL && out->scalar->target != NULL &&
	                  strcmp(out->scalar->target, k->entity.name) == 0;
}

static void read_members(struct arena *a, struct table_map *m, struct err *e)
{
	const json_t *list = json_object_get(m->json, "members");

	m->nmembers = json_array_size(list);
	if (m->nmembers == 0)
		err_pointer(e, "/members", "is required");
	m->members = arena_alloc(a, (m->nmembers + 1) * sizeof(*m->members));
	for (size_t i = 0; i < m->nmembers; i++)
		read_member(a, m->kind, json_array_get(list, i),
		            json_pointer_item(a, "/members", i), &m->members[i],
		            e);
}

/* The column that says which record is as one that refers to it. */
static void read_record(struct arena *a, struct table_map *m, struct err *e)
{
	const json_t *json = json_object_get(m->json, "record");
	struct field *f = arena_alloc(a, sizeof(*f));

	if (json == NULL)
		return;
	*f = (struct field){ .name = "record",
		             .type = FIELD_REFERENCE,
		             .target = m->kind->entity.name };
	m->record = (struct map_member){ .to = STR("record"),
		                         .from = json_text(json, "from"),
		                         .steps = json_object_get(json, "do"),
		                         .field = f,
		                         .scalar = f };
	json_refuse_unknown(json, "/record", known_record, e);
	(void)is_text(json, "from", "/record", a, e);
	transform_check(a, m->record.steps, "/record/do", e);
	check_finds(a, m->record.steps, f, "/record/do", e);
	if (json_object_get(m->json, "match") != NULL)
		err_pointer(e, "/match",
		            "finds nothing that /record does not "
		            "name: leave one of them out");
}

/* ---- classes ------------------------------------------------------------- */

static void read_class(struct arena *a, const json_t *json, const char *where,
                       struct map_classes *out, struct err *e)
{
	*out = (struct map_classes){
		.scheme = json_text(json, "scheme"),
		.from = json_object_get(json, "from"),
		.steps = json_object_get(json, "do"),
		.yes = json_object_get(json, "yes"),
		.no = json_object_get(json, "no"),
		.create = json_is_true(json_object_get(json, "create")),
	};
	json_refuse_unknown(json, where, known_classes, e);
	(void)is_text(json, "scheme", where, a, e);
	if (!is_names(out->from))
		err_pointer(e, json_pointer(a, where, "from"),
		            "must list columns");
	if (out->yes != NULL && !is_names(out->yes))
		err_pointer(e, json_pointer(a, where, "yes"),
		            "must list the texts that mean yes");
	if (out->no != NULL && (out->yes == NULL || !is_names(out->no)))
		err_pointer(e, json_pointer(a, where, "no"),
		            "must list the texts that mean no, beside yes");
	transform_check(a, out->steps, json_pointer(a, where, "do"), e);
	check_finds(a, out->steps, NULL, json_pointer(a, where, "do"), e);
}

static void read_classes(struct arena *a, struct table_map *m, struct err *e)
{
	const json_t *list = json_object_get(m->json, "classes");

	m->nclasses = json_array_size(list);
	m->classes = arena_alloc(a, (m->nclasses + 1) * sizeof(*m->classes));
	if (m->nclasses > 0 && strcmp(m->kind->entity.name, "instruments") != 0)
		err_pointer(e, "/classes", "are of instruments only");
	for (size_t i = 0; i < m->nclasses; i++)
		read_class(a, json_array_get(list, i),
		           json_pointer_item(a, "/classes", i), &m->classes[i],
		           e);
}

/* ---- the whole ----------------------------------------------------------- */

/* A row, or the first and the last of several. */
static void read_header(struct table_map *m, struct err *e)
{
	const json_t *header = json_object_get(m->json, "header"),
		     *first = json_is_array(header) ? json_array_get(header, 0)
	                                            : header,
		     *last = json_is_array(header) ? json_array_get(header, 1)
	                                           : header;
	json_int_t from = header != NULL ? json_integer_value(first) : 1,
		   to = header != NULL ? json_integer_value(last) : 1;

	if (from < 1 || to < from || to > HEADER_MAX)
		err_pointer(e, "/header",
		            "must be 1 to %d, or the first and the last of "
		            "several rows",
		            HEADER_MAX);
	m->form.header = (size_t)from;
	m->form.header_rows = to >= from ? (size_t)(to - from + 1) : 1;
}

static void read_down(struct arena *a, struct table_map *m, struct err *e)
{
	const json_t *down = json_object_get(m->json, "down");
	size_t n = json_array_size(down);
	struct str *names = arena_alloc(a, (n + 1) * sizeof(*names));

	if (down != NULL && (!is_names(down) || n > TABLE_DOWN_MAX)) {
		err_pointer(e, "/down", "must list columns, at most %d",
		            TABLE_DOWN_MAX);
		return;
	}
	for (size_t i = 0; i < n; i++)
		names[i] = json_str(json_array_get(down, i));
	m->form.down = names;
	m->form.ndown = n;
}

/* Several maps may make records of the rows of one source. */
static void read_prefix(struct arena *a, struct table_map *m, struct err *e)
{
	const json_t *prefix = json_object_get(m->json, "prefix");
	struct str key = json_text(json_object_get(m->json, "source"), "key"),
		   usual = str_from(arena_printf(a, "%.*s-", STR_ARG(key)));

	if (prefix != NULL && !json_is_string(prefix))
		err_pointer(e, "/prefix", "must be a text");
	m->prefix = prefix != NULL ? json_text(m->json, "prefix") : usual;
	if (!str_eq(m->prefix, usual))
		m->mark = str_from(
			arena_printf(a, " of %.*s", STR_ARG(m->prefix)));
}

static void read_form(struct arena *a, struct table_map *m, struct err *e)
{
	static const char *const formats[] = { [TABLE_CSV] = "csv",
		                               [TABLE_NDJSON] = "ndjson",
		                               [TABLE_JSON] = "json" };
	struct str format = json_text(m->json, "format"),
		   delimiter = json_text(m->json, "delimiter");

	for (size_t i = 0; i < COUNT(formats); i++)
		if (str_is(format, formats[i])) {
			m->has_format = true;
			m->form.format = (enum table_format)i;
		}
	if (format.len > 0 && !m->has_format)
		err_pointer(e, "/format", "must be csv, ndjson or json");
	if (delimiter.len > 1 ||
	    (delimiter.len == 1 && strchr(",;\t|", *delimiter.p) == NULL))
		err_pointer(e, "/delimiter", "must be a comma, ;, | or a tab");
	else if (delimiter.len == 1)
		m->form.delimiter = *delimiter.p;
	m->form.rows = json_text(m->json, "rows");
	read_header(m, e);
	read_down(a, m, e);
	read_prefix(a, m, e);
}

static void check_match(const json_t *match, struct err *e)
{
	static const char *const ways[] = { "identifiers", "urls", "title",
		                            NULL };

	for (size_t i = 0; i < json_array_size(match); i++) {
		struct str way = json_str(json_array_get(match, i));
		bool ok = false;

		for (size_t j = 0; ways[j] != NULL; j++)
			ok = ok || str_is(way, ways[j]);
		if (!ok)
			err_pointer(e, "/match",
			            "must list identifiers, urls or title");
	}
}

/* ---- constants -------------------------------------------------------------- */

/* The rest is seen when a record is made. */
static void check_constants(struct arena *a, const struct table_map *m,
                            struct err *e)
{
	const json_t *constants = json_object_get(m->json, "constants");
	const char *name;
	json_t *value;

	if (constants != NULL && !json_is_object(constants))
		err_pointer(e, "/constants", "must be an object");
	json_object_foreach((json_t *)constants, name, value)
	{
		const struct field *f =
			entity_field(&m->kind->entity, str_from(name));
		const char *where = json_pointer(a, "/constants", name);

		if (f == NULL || (f->flags & (F_SERVER | F_DERIVED)) != 0)
			err_pointer(e, where, "is no member of %s",
			            m->kind->entity.name);
		else
			check_choice(a, f, value, where, e);
	}
}

static const char *kinds_of_rows(struct arena *a)
{
	struct buf out;

	buf_init(&out, a);
	for (size_t i = 0; i < kinds_count; i++)
		if (!kinds[i]->is_evidence)
			buf_printf(&out, "%s%s", out.len > 0 ? " or " : "",
			           kinds[i]->entity.name);
	return out.data;
}

static void read_whole(struct arena *a, struct table_map *m, struct err *e)
{
	const json_t *source = json_object_get(m->json, "source");
	struct str kind = json_text(m->json, "kind");

	json_refuse_unknown(m->json, "", known, e);
	if (is_text(source, "key", "/source", a, e) &&
	    !key_valid(json_text(source, "key")))
		err_pointer(e, "/source/key",
		            "must be words of a-z and 0-9 joined by '-', '_' "
		            "or '.'");
	(void)is_text(source, "title", "/source", a, e);
	if (!is_names(json_object_get(m->json, "row")))
		err_pointer(e, "/row", "must list the columns that name a row");
	check_match(json_object_get(m->json, "match"), e);
	condition_check(json_object_get(m->json, "only_if"), "/only_if", e);
	read_form(a, m, e);
	m->kind = kind_find(kind.len > 0 ? kind : STR("instruments"));
	if (m->kind == NULL || m->kind->is_evidence) {
		err_pointer(e, "/kind", "must be %s", kinds_of_rows(a));
		return;
	}
	read_record(a, m, e);
	read_members(a, m, e);
	read_classes(a, m, e);
	check_constants(a, m, e);
}

enum err_code map_read(struct arena *a, struct str text, struct table_map *out,
                       struct err *e)
{
	json_t *json;
	enum err_code rc = json_take(a, text, MAP_VALUES, MAP_DEPTH, &json, e);

	if (rc != ERR_OK)
		return err_set(e, rc, "the map is %s",
		               arena_printf(a, "%s", e->detail));
	if (!json_is_object(json))
		return err_set(e, ERR_INVALID, "a map is a JSON object");
	*out = (struct table_map){ .json = json };
	read_whole(a, out, e);
	return e->code;
}

/* ---- beside a table ------------------------------------------------------ */

#define NAMES_SHOWN 20

/* Those that there are. */
static const char *names_of(struct arena *a, const struct table *t)
{
	struct buf out;

	buf_init(&out, a);
	buf_puts(&out, "");
	for (size_t i = 0; i < t->nnames && i < NAMES_SHOWN; i++) {
		struct str name = utf8_shorten(a, t->names[i], NAME_MAX_LEN);

		buf_printf(&out, "%s\"%.*s\"", i > 0 ? ", " : "",
		           STR_ARG(name));
	}
	buf_puts(&out, t->nnames > NAMES_SHOWN ? ", ..." : "");
	return out.data;
}

/* Called for each column that the map names. */
typedef void column_fn(void *arg, struct str column, const char *where);

static void condition_columns(const json_t *condition, const char *where,
                              column_fn *fn, void *arg)
{
	const json_t *one;

	for (size_t i = 0; (one = condition_at(condition, i)) != NULL; i++)
		fn(arg, json_text(one, "column"), where);
}

static void each_column(struct arena *a, const struct table_map *m,
                        column_fn *fn, void *arg)
{
	const json_t *row = json_object_get(m->json, "row"), *from;

	for (size_t i = 0; i < json_array_size(row); i++)
		fn(arg, json_str(json_array_get(row, i)), "/row");
	for (size_t i = 0; i < m->form.ndown; i++)
		fn(arg, m->form.down[i], "/down");
	fn(arg, m->record.from, "/record/from");
	for (size_t i = 0; i < m->nmembers; i++) {
		const char *where = json_pointer_item(a, "/members", i);

		fn(arg, m->members[i].from, json_pointer(a, where, "from"));
		condition_columns(m->members[i].only_if,
		                  json_pointer(a, where, "if"), fn, arg);
	}
	condition_columns(json_object_get(m->json, "only_if"), "/only_if", fn,
	                  arg);
	for (size_t i = 0; i < m->nclasses; i++) {
		from = m->classes[i].from;
		for (size_t j = 0; j < json_array_size(from); j++)
			fn(arg, json_str(json_array_get(from, j)),
			   json_pointer_item(a, "/classes", i));
	}
}

static bool is_open(struct str column)
{
	return column.len > 0 && column.p[column.len - 1] == '*';
}

struct checking {
	struct arena *arena;
	const struct table *table;
	struct err *e;
};

static void check_column(void *arg, struct str column, const char *where)
{
	struct checking *c = arg;

	if (column.len == 0 || is_open(column) ||
	    table_is_named(c->table, column))
		return;
	err_pointer(c->e, arena_printf(c->arena, "%s", where),
	            "there is no column \"%.*s\" but %s", STR_ARG(column),
	            names_of(c->arena, c->table));
}

enum err_code map_check_columns(struct arena *a, const struct table_map *m,
                                const struct table *t, struct err *e)
{
	struct checking c = { .arena = a, .table = t, .e = e };

	each_column(a, m, check_column, &c);
	return e->code;
}

/* ---- columns that no row has --------------------------------------------- */

static void add_column(void *arg, struct str column, const char *where)
{
	json_t *list = arg, *name = json_from(column);
	bool listed = column.len == 0;

	(void)where;
	for (size_t i = 0; i < json_array_size(list); i++)
		listed = listed || json_equal(json_array_get(list, i), name);
	if (listed)
		json_decref(name);
	else
		json_array_append_new(list, name);
}

static bool has_column(const struct table *t, struct arena *a,
                       const struct table_row *row, struct str column)
{
	if (t->format != TABLE_CSV)
		return table_has(t, a, row, column);
	if (!is_open(column))
		return true; /* map_check_columns() refuses what is not there */
	column.len--;
	for (size_t i = 0; i < t->nnames; i++)
		if (str_starts(t->names[i], column))
			return true;
	return false;
}

static void drop_those_of(json_t *list, const struct table *t, struct arena *a,
                          const struct table_row *row)
{
	for (size_t i = json_array_size(list); i > 0; i--)
		if (has_column(t, a, row,
		               json_str(json_array_get(list, i - 1))))
			json_array_remove(list, i - 1);
}

json_t *map_absent(struct arena *a, const struct table_map *m,
                   const struct table *t)
{
	json_t *list = json_own(a, json_array());
	struct table rest = *t;
	struct table_row row;
	bool more = t->format != TABLE_CSV;

	each_column(a, m, add_column, list);
	if (!more)
		drop_those_of(list, t, a, NULL);
	while (more && json_array_size(list) > 0) {
		struct arena *scratch = arena_scratch();

		more = table_next(&rest, scratch, &row);
		if (more)
			drop_those_of(list, &rest, scratch, &row);
		arena_free(scratch);
	}
	return list;
}
