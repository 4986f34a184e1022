/*
 * show.c - stored text, computed members, related records
 */
#include "server/registry/model/show.h"

#include "lib/data/jsontext.h"
#include "server/registry/model/json.h"
#include "server/registry/model/named.h"

static bool is_chosen(const struct choice *c, struct str name)
{
	if (str_is(name, "id") || str_is(name, "key"))
		return true;
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(name, c->names[i]))
			return true;
	return false;
}

void show_choice(struct buf *out, struct str whole, const struct choice *c)
{
	struct str name, value;
	size_t at = 0, n = 0;

	buf_puts(out, "{");
	while (json_each(whole, &at, &name, &value)) {
		if (!is_chosen(c, name))
			continue;
		buf_printf(out, "%s\"%.*s\":", n++ > 0 ? "," : "",
		           STR_ARG(name));
		buf_str(out, value);
	}
	buf_puts(out, "}");
}

struct edition_notes *show_notes_new(struct arena *a)
{
	struct edition_notes *notes = arena_alloc(a, sizeof(*notes));

	notes->arena = a;
	return notes;
}

enum err_code show_record(const struct show_context *r, const struct kind *k,
                          const struct row *row, const struct choice *choice,
                          struct buf *out, struct err *e)
{
	bool some = choice != NULL && choice->n > 0;
	struct str record =
		k->as_known != NULL ? k->as_known(r, row) : row->record;
	struct buf whole, *to = out;
	enum err_code rc = ERR_OK;

	if (some) {
		buf_init(&whole, r->arena);
		to = &whole;
	}
	buf_add(to, record.p, record.len - 1); /* less the brace */
	if (k->compute != NULL)
		rc = k->compute(r, row, to, e);
	if (rc == ERR_OK && r->names != NULL &&
	    (choice == NULL || choice->n == 0 ||
	     is_chosen(choice, STR(NAMED_MEMBER))))
		rc = named_write(r, k, row, to, e);
	buf_puts(to, "}");
	if (some)
		show_choice(out, buf_text(&whole), choice);
	return rc;
}

/* ---- related ----------------------------------------------------------- */

static bool refers(const struct column *c, const struct kind *what)
{
	return c->field->type == FIELD_REFERENCE && c->field->target != NULL &&
	       strcmp(c->field->target, what->entity.name) == 0;
}

bool show_refers(const struct kind *k, const struct kind *what)
{
	const struct entity *t = &k->entity;

	for (size_t i = 0; i < t->ncolumns; i++)
		if (refers(&t->columns[i], what))
			return true;
	for (size_t i = 0; i < t->nlists; i++)
		for (size_t j = 0; j < t->lists[i].ncolumns; j++)
			if (refers(&t->lists[i].columns[j], what))
				return true;
	return false;
}

struct related {
	const struct show_context *reading;
	const struct kind *kind; /* of the records shown */
	struct buf *out;
	json_t *seen; /* ids: two columns may lead to the same record */
};

static enum err_code show_one(void *arg, const struct row *row, struct err *e)
{
	struct related *r = arg;
	struct str id = row->values[COLUMN_ID].text;

	if (json_object_getn(r->seen, id.p, id.len) != NULL)
		return ERR_OK;
	buf_puts(r->out, json_object_size(r->seen) > 0 ? "," : "");
	json_object_setn_new(r->seen, id.p, id.len, json_true());
	return show_record(r->reading, r->kind, row, NULL, r->out, e);
}

enum err_code show_related(const struct show_context *r, const struct kind *k,
                           const struct str *owners, size_t n,
                           const struct kind *what, struct buf *out,
                           struct err *e)
{
	struct related to = { r, what, out, json_own(r->arena, json_object()) };
	const struct entity *t = &k->entity;
	enum err_code rc = ERR_OK;

	buf_puts(out, "[");
	for (size_t i = 0; i < t->ncolumns && rc == ERR_OK; i++)
		if (refers(&t->columns[i], what))
			rc = store_related(r->tx, t, NULL, &t->columns[i],
			                   owners, n, &what->entity, show_one,
			                   &to, e);
	for (size_t i = 0; i < t->nlists && rc == ERR_OK; i++)
		for (size_t j = 0; j < t->lists[i].ncolumns && rc == ERR_OK;
		     j++)
			if (refers(&t->lists[i].columns[j], what))
				rc = store_related(r->tx, t, &t->lists[i],
				                   &t->lists[i].columns[j],
				                   owners, n, &what->entity,
				                   show_one, &to, e);
	buf_puts(out, "]");
	return rc;
}

/* Is it a title, or a list of what has one? The rest is not looked for. */
static bool leads_to_title(const struct field *f)
{
	for (size_t i = 0; i < f->nfields; i++)
		if ((f->flags & F_LIST) && leads_to_title(&f->fields[i]))
			return true;
	return f->search == SEARCH_TITLE;
}

/* The first text that is a title, at the top or in the first item of a list. */
static struct str title_in(struct arena *a, const struct field *fields,
                           size_t n, struct str object)
{
	struct str title = { 0 };

	for (size_t i = 0; i < n && title.len == 0; i++) {
		const struct field *f = &fields[i];
		struct str value, item;
		size_t at = 0;

		if (!leads_to_title(f))
			continue;
		value = json_member(object, f->name);
		if (f->search == SEARCH_TITLE)
			title = json_unquote(a, value);
		else if (json_items(value, &at, &item))
			title = title_in(a, f->fields, f->nfields, item);
	}
	return title;
}

struct str show_title(struct arena *a, const struct kind *k,
                      const struct row *row)
{
	struct str title =
		title_in(a, k->entity.fields, k->entity.nfields, row->record);

	return title.len > 0 ? title : row->values[COLUMN_KEY].text;
}

void show_ids(struct buf *out, const struct row *row)
{
	buf_printf(out, "\"id\":\"%.*s\",\"key\":\"%.*s\"",
	           STR_ARG(row->values[COLUMN_ID].text),
	           STR_ARG(row->values[COLUMN_KEY].text));
}

void show_subject(struct arena *a, const struct kind *k, const struct row *row,
                  struct buf *out)
{
	buf_printf(out, "{\"kind\":\"%s\",", k->entity.name);
	show_ids(out, row);
	json_put(out, "title", show_title(a, k, row));
	buf_puts(out, "}");
}
