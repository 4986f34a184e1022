/*
 * code_list.c - looking up codes, and what somebody may have meant
 */
#include "server/registry/law/code_list.h"

#include "lib/data/jsontext.h"
#include "lib/text/near.h"
#include "lib/text/words.h"
#include "server/registry/model/draft.h"
#include "server/registry/model/json.h"
#include "server/registry/model/show.h"
#include "server/registry/model/walk.h"

#define NEAR_MAX  20 /* that are looked at                 */
#define TOLD_MAX  3
#define NAMED_MAX 50 /* names that are just what was typed */

/* A list, and who looks into it. */
struct codes {
	struct tx *tx;
	struct arena *arena;
	struct value scheme; /* its id */
	bool is_listed;      /* there is such a list */
};

/* Concepts that were found. */
struct candidates {
	const struct codes *codes;
	struct str typed; /* folded */
	struct row rows[NEAR_MAX];
	size_t n;
};

static enum err_code keep(void *arg, const struct row *row, struct err *e)
{
	struct candidates *f = arg;

	(void)e;
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->rows[i].values[COLUMN_ID].text,
		           row->values[COLUMN_ID].text))
			return ERR_OK;
	if (f->n < NEAR_MAX)
		walk_copy_row(f->codes->arena, &concepts_kind, row,
		              &f->rows[f->n++]);
	return ERR_OK;
}

static enum err_code keep_scheme(void *arg, const struct row *row,
                                 struct err *e)
{
	struct codes *c = arg;

	(void)e;
	c->is_listed = true;
	c->scheme =
		value_text(arena_str(c->arena, row->values[COLUMN_ID].text));
	return ERR_OK;
}

static enum err_code open_codes(struct tx *tx, struct arena *a,
                                const char *purpose, struct codes *out,
                                struct err *e)
{
	struct value value = value_text(str_from(purpose));
	struct query q = { .nconditions = 1, .limit = 1 };

	*out = (struct codes){ .tx = tx, .arena = a };
	q.conditions[0] = walk_where(&schemes_kind, "purpose", &value);
	return store_list(tx, &schemes_kind.entity, &q, keep_scheme, out, e);
}

static enum err_code find_code(const struct codes *c, struct str code,
                               struct candidates *out, struct err *e)
{
	struct value value = value_text(code);
	struct query q = { .nconditions = 2, .limit = 1 };

	*out = (struct candidates){ .codes = c };
	q.conditions[0] = walk_where(&concepts_kind, "scheme", &c->scheme);
	q.conditions[1] = walk_where(&concepts_kind, "notation", &value);
	return store_list(c->tx, &concepts_kind.entity, &q, keep, out, e);
}

/* ---- what may be meant -------------------------------------------------- */

static enum err_code keep_named(void *arg, const struct named *named,
                                struct err *e)
{
	struct candidates *f = arg;
	struct row row;
	enum err_code rc;

	if (kind_find(str_from(named->kind)) != &concepts_kind)
		return ERR_OK;
	rc = store_find(f->codes->tx, &concepts_kind.entity, named->id,
	                f->codes->arena, &row, e);
	if (rc == ERR_OK &&
	    str_eq(kind_text(&concepts_kind, row.values, "scheme"),
	           f->codes->scheme.text) &&
	    kind_text(&concepts_kind, row.values, "notation").len > 0)
		rc = keep(f, &row, e);
	return rc;
}

/* Those that are called just so, in any case and language. */
static enum err_code find_called(const struct codes *c, struct str typed,
                                 struct candidates *out, struct err *e)
{
	*out = (struct candidates){ .codes = c,
		                    .typed = words_folded(c->arena, typed) };
	return store_names_called(c->tx, out->typed, NAMED_MAX, keep_named, out,
	                          e);
}

static bool is_near(const struct candidates *f, struct arena *a,
                    struct str name)
{
	size_t distance;

	return near_is(f->typed, words_folded(a, name), &distance);
}

static enum err_code keep_near(void *arg, struct arena *a,
                               const struct row *row, struct err *e)
{
	struct candidates *f = arg;
	struct str labels = json_member(row->record, "labels"), label;
	bool near = is_near(f, a,
	                    kind_text(&concepts_kind, row->values, "notation"));
	size_t at = 0;

	while (!near && json_items(labels, &at, &label))
		near = is_near(f, a, json_member_text(a, label, "text"));
	return near && kind_text(&concepts_kind, row->values, "notation").len >
	                               0
	               ? keep(f, row, e)
	               : ERR_OK;
}

/* Those called so, or else those that are called nearly so. */
static enum err_code find_meant(const struct codes *c, struct str typed,
                                struct candidates *out, struct err *e)
{
	struct condition of_scheme =
		walk_where(&concepts_kind, "scheme", &c->scheme);
	enum err_code rc = find_called(c, typed, out, e);

	if (rc == ERR_OK && out->n == 0)
		rc = walk_records(c->tx, &concepts_kind, &of_scheme, 1,
		                  keep_near, out, e);
	return rc;
}

/* In words: "; did you mean CN (China)?", or nothing. */
static enum err_code suggest(const struct codes *c, struct str typed,
                             struct buf *out, struct err *e)
{
	struct candidates f;
	enum err_code rc = find_meant(c, typed, &f, e);

	for (size_t i = 0; i < f.n && i < TOLD_MAX && rc == ERR_OK; i++)
		buf_printf(out, "%s%.*s (%.*s)",
		           i == 0 ? "did you mean " : " or ",
		           STR_ARG(kind_text(&concepts_kind, f.rows[i].values,
		                             "notation")),
		           STR_ARG(show_title(c->arena, &concepts_kind,
		                              &f.rows[i])));
	buf_puts(out, f.n > 0 ? "?" : "");
	return rc;
}

enum err_code code_list_meant(struct tx *tx, struct arena *a,
                              const struct field *f, struct str typed,
                              code_fn *fn, void *arg, struct err *e)
{
	struct candidates found = { 0 };
	struct codes c;
	enum err_code rc = open_codes(tx, a, f->codes, &c, e);

	if (rc == ERR_OK && c.is_listed)
		rc = find_meant(&c, typed, &found, e);
	for (size_t i = 0; i < found.n && rc == ERR_OK; i++)
		rc = fn(arg,
		        kind_text(&concepts_kind, found.rows[i].values,
		                  "notation"),
		        show_title(a, &concepts_kind, &found.rows[i]), e);
	return rc;
}

/* ---- checking ----------------------------------------------------------- */

bool code_list_has(const struct kind *k)
{
	for (size_t i = 0; i < k->entity.nfields; i++)
		if (k->entity.fields[i].codes != NULL)
			return true;
	return false;
}

bool code_list_is_of(const struct kind *k)
{
	return k == &schemes_kind || k == &concepts_kind;
}

/* Had the record the code before? A list may have lost it since. */
static bool had_code(struct arena *a, const struct row *old,
                     const struct field *f, struct str code)
{
	struct str before, item;
	size_t at = 0;

	if (old == NULL)
		return false;
	before = json_member(old->record, f->name);
	if (!(f->flags & F_LIST))
		return str_eq(json_unquote(a, before), code);
	while (json_items(before, &at, &item))
		if (str_eq(json_unquote(a, item), code))
			return true;
	return false;
}

/* What is near a code that is in no list; NULL where it is in one. */
static enum err_code near_unlisted(const struct codes *c, struct str code,
                                   const char **out, struct err *e)
{
	struct candidates found;
	struct buf near;
	enum err_code rc = find_code(c, code, &found, e);

	*out = NULL;
	if (rc != ERR_OK || found.n > 0)
		return rc;
	buf_init(&near, c->arena);
	rc = suggest(c, code, &near, e);
	*out = near.len > 0 ? near.data : "";
	return rc;
}

static const char *told_unlisted(struct arena *a, const char *near)
{
	return arena_printf(a, "is not in the list of codes%s%s",
	                    near[0] != '\0' ? "; " : "", near);
}

static enum err_code check_code(const struct codes *c, struct draft *d,
                                const char *at, struct str code, struct err *e)
{
	bool is_wrong = draft_is_wrong(d, at);
	const char *near;
	enum err_code rc = near_unlisted(c, code, &near, e);

	if (rc == ERR_OK && near != NULL && (near[0] != '\0' || !is_wrong))
		err_pointer(d->err, at, "%s",
		            is_wrong ? near : told_unlisted(d->arena, near));
	return rc;
}

enum err_code code_list_refuses(struct tx *tx, struct arena *a,
                                const struct field *f, struct str code,
                                const char **reason, struct err *e)
{
	const char *near = NULL;
	struct codes c;
	enum err_code rc = open_codes(tx, a, f->codes, &c, e);

	if (rc == ERR_OK && c.is_listed)
		rc = near_unlisted(&c, code, &near, e);
	if (near != NULL)
		*reason = told_unlisted(a, near);
	return rc;
}

enum err_code code_list_named(struct tx *tx, struct arena *a,
                              const struct field *f, struct str name,
                              struct str *code, struct err *e)
{
	struct candidates found = { 0 };
	struct codes c;
	enum err_code rc = open_codes(tx, a, f->codes, &c, e);

	*code = (struct str){ 0 };
	if (rc != ERR_OK || !c.is_listed)
		return rc;
	rc = find_code(&c, name, &found, e);
	if (rc != ERR_OK || found.n > 0)
		return rc;
	rc = find_called(&c, name, &found, e);
	if (rc == ERR_OK && found.n == 1)
		*code = kind_text(&concepts_kind, found.rows[0].values,
		                  "notation");
	return rc;
}

static enum err_code check_field(struct draft *d, const struct field *f,
                                 const struct row *old, struct err *e)
{
	const json_t *value = json_object_get(d->json, f->name);
	const char *at = json_pointer(d->arena, "", f->name);
	bool is_list = json_is_array(value);
	size_t n = is_list ? json_array_size(value) : value != NULL;
	struct codes c;
	enum err_code rc = open_codes(d->tx, d->arena, f->codes, &c, e);

	for (size_t i = 0; i < n && rc == ERR_OK && c.is_listed; i++) {
		struct str code =
			json_str(is_list ? json_array_get(value, i) : value);

		if (code.len > 0 && !had_code(d->arena, old, f, code))
			rc = check_code(
				&c, d,
				is_list ? json_pointer_item(d->arena, at, i)
					: at,
				code, e);
	}
	return rc;
}

void code_list_check(struct draft *d, const struct row *old)
{
	const struct entity *t = &d->kind->entity;
	struct err why;

	err_init(&why, d->arena);
	for (size_t i = 0; i < t->nfields && d->failed == ERR_OK; i++)
		if (t->fields[i].codes != NULL)
			d->failed = check_field(d, &t->fields[i], old, &why);
}

static json_t *read_code(struct arena *a, struct str value)
{
	return json_from(json_unquote(a, value));
}

/* Of a stored record only the members that have codes. */
static json_t *read_codes(struct arena *a, const struct kind *k,
                          struct str record)
{
	const struct entity *t = &k->entity;
	json_t *out = json_own(a, json_object());

	for (size_t i = 0; i < t->nfields; i++) {
		const struct field *f = &t->fields[i];
		struct str value, item;
		json_t *list;
		size_t at = 0;

		if (f->codes == NULL)
			continue;
		value = json_member(record, f->name);
		if (value.len > 0 && value.p[0] == '"')
			json_object_set_new(out, f->name, read_code(a, value));
		if (value.len == 0 || value.p[0] != '[')
			continue;
		list = json_array();
		json_object_set_new(out, f->name, list);
		while (json_items(value, &at, &item))
			json_array_append_new(list, read_code(a, item));
	}
	return out;
}

enum err_code code_list_stand(struct tx *tx, struct arena *a,
                              const struct kind *k, const struct row *row,
                              struct err *e)
{
	struct draft d = { .kind = k,
		           .tx = tx,
		           .arena = a,
		           .json = read_codes(a, k, row->record),
		           .err = e };

	code_list_check(&d, NULL);
	return d.failed != ERR_OK ? err_set(e, d.failed, "a look-up failed")
	                          : e->code;
}

/* ---- expanding ---------------------------------------------------------- */

struct expanding {
	const struct codes *codes;
	struct value *values, *ids; /* of the same concepts */
	size_t n, room;
};

static enum err_code add_code(void *arg, struct arena *a, const struct row *row,
                              struct err *e)
{
	struct expanding *x = arg;
	struct str code = kind_text(&concepts_kind, row->values, "notation");

	(void)a;
	if (code.len == 0)
		return ERR_OK;
	if (x->n == x->room)
		return err_set(e, ERR_INVALID,
		               "the codes asked for contain more than %zu",
		               x->room);
	x->values[x->n] = value_text(arena_str(x->codes->arena, code));
	x->ids[x->n++] = value_text(
		arena_str(x->codes->arena, row->values[COLUMN_ID].text));
	return ERR_OK;
}

enum err_code code_list_expand(struct tx *tx, struct arena *a,
                               const struct field *f, struct str typed,
                               struct value *values, size_t room, size_t *n,
                               struct err *e)
{
	struct expanding x = { .values = values, .room = room };
	struct candidates found = { 0 };
	struct codes c;
	enum err_code rc = open_codes(tx, a, f->codes, &c, e);

	x.codes = &c;
	x.ids = arena_alloc(a, (room + 1) * sizeof(*x.ids));
	if (rc == ERR_OK && c.is_listed)
		rc = find_code(&c, typed, &found, e);
	if (rc == ERR_OK && c.is_listed && found.n == 0)
		rc = find_called(&c, typed, &found, e);
	if (rc == ERR_OK && found.n != 1 && room > 0) {
		values[0] = value_text(typed); /* it stands for itself */
		*n = 1;
		return ERR_OK;
	}
	if (rc == ERR_OK && found.n == 1)
		rc = add_code(&x, a, &found.rows[0], e);
	for (size_t i = 0; i < x.n && rc == ERR_OK; i++) {
		struct condition below =
			walk_where(&concepts_kind, "broader", &x.ids[i]);

		rc = walk_records(tx, &concepts_kind, &below, 1, add_code, &x,
		                  e);
	}
	*n = x.n;
	return rc;
}

enum err_code code_list_above(struct tx *tx, struct arena *a,
                              const struct field *f, struct str code,
                              struct str *above, size_t room, size_t *n,
                              struct err *e)
{
	struct candidates found = { 0 };
	struct codes c;
	struct row row;
	enum err_code rc = open_codes(tx, a, f->codes, &c, e);

	*n = 0;
	if (rc == ERR_OK && c.is_listed)
		rc = find_code(&c, code, &found, e);
	if (rc != ERR_OK || found.n == 0)
		return rc;
	row = found.rows[0];
	while (*n < room &&
	       kind_text(&concepts_kind, row.values, "broader").len > 0) {
		rc = store_find(
			tx, &concepts_kind.entity,
			kind_text(&concepts_kind, row.values, "broader"), a,
			&row, e);
		if (rc != ERR_OK)
			return rc;
		above[(*n)++] =
			kind_text(&concepts_kind, row.values, "notation");
	}
	return ERR_OK;
}
