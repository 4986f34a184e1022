/*
 * index.c - from stored text to words, without parsing it
 */
#include "server/registry/index.h"

#include "lib/jsontext.h"

static void add_text(struct buf *part, struct str value)
{
	if (value.len == 0 || value.p[0] != '"')
		return;
	if (part->len > 0)
		buf_puts(part, "\n");
	buf_str(part, json_unquote(part->arena, value));
}

static void add_members(struct buf *parts, const struct field *fields,
                        size_t nfields, struct str object);

static void add_value(struct buf *parts, const struct field *f,
                      struct str value)
{
	if (f->type == FIELD_OBJECT)
		add_members(parts, f->fields, f->nfields, value);
	else if (f->search != SEARCH_NONE)
		add_text(&parts[f->search], value);
}

static bool is_searched(const struct field *f)
{
	bool found = f->search != SEARCH_NONE;

	for (size_t i = 0; i < f->nfields; i++)
		found = found || is_searched(&f->fields[i]);
	return found;
}

static void add_members(struct buf *parts, const struct field *fields,
                        size_t nfields, struct str object)
{
	for (size_t i = 0; i < nfields; i++) {
		const struct field *f = &fields[i];
		struct str value, item;
		size_t at = 0;

		if (!is_searched(f))
			continue;
		value = json_member(object, f->name);
		if (value.len == 0)
			continue;
		if (!(f->flags & F_LIST))
			add_value(parts, f, value);
		else
			while (json_items(value, &at, &item))
				add_value(parts, f, item);
	}
}

enum err_code index_document(struct tx *tx, struct arena *a,
                             const struct kind *k, const struct row *row,
                             struct document *out, struct err *e)
{
	struct buf parts[SEARCH__COUNT];

	for (size_t i = 0; i < SEARCH__COUNT; i++)
		buf_init(&parts[i], a);
	add_members(parts, k->entity.fields, k->entity.nfields, row->record);
	for (size_t i = 0; i < SEARCH__COUNT; i++)
		out->parts[i] = buf_text(&parts[i]);
	return k->document != NULL ? k->document(tx, a, row, out, e) : ERR_OK;
}

static bool is_same(const struct document *a, const struct document *b)
{
	for (size_t i = 0; i < SEARCH__COUNT; i++)
		if (!str_eq(a->parts[i], b->parts[i]))
			return false;
	return true;
}

enum err_code index_replace(struct tx *tx, struct arena *a,
                            const struct kind *k, const struct row *old,
                            const struct row *new, struct err *e)
{
	struct document before = { 0 }, after = { 0 };
	const struct row *row = new != NULL ? new : old;
	enum err_code rc = ERR_OK;

	if (old != NULL)
		rc = index_document(tx, a, k, old, &before, e);
	if (rc == ERR_OK && new != NULL)
		rc = index_document(tx, a, k, new, &after, e);
	if (rc != ERR_OK ||
	    (old != NULL && new != NULL &&is_same(&before, &after)))
		return rc;
	return store_index(tx, &k->entity, row->values[COLUMN_ID].text,
	                   old != NULL ? &before : NULL,
	                   new != NULL ? &after : NULL, e);
}
