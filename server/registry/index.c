/*
 * index.c - from stored text to words, without parsing it
 */
#include "server/registry/index.h"

#include "lib/jsontext.h"
#include "lib/utf8.h"
#include "lib/words.h"

static void add_text(struct buf *part, struct str value)
{
	if (value.len == 0 || value.p[0] != '"')
		return;
	if (part->len > 0)
		buf_puts(part, "\n\n");
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

/* ---- names --------------------------------------------------------------- */

#define NAMES_MAX 200

struct names {
	struct arena *arena;
	struct name items[NAMES_MAX];
	size_t n;
};

static int fold_word(void *arg, struct str word, size_t start, size_t end)
{
	struct buf *out = arg;

	(void)start;
	(void)end;
	buf_puts(out, out->len > 0 ? " " : "");
	buf_str(out, word);
	return 0;
}

static void add_name(struct names *names, struct str name, int64_t rank)
{
	int64_t length = utf8_count(name).code_points;
	struct buf folded;

	buf_init(&folded, names->arena);
	words_each(name, fold_word, &folded);
	if (names->n == NAMES_MAX || folded.len == 0)
		return;
	names->items[names->n++] = (struct name){
		.folded = buf_text(&folded),
		.name = name,
		.weight = rank + (length < 500 ? 500 - length : 0),
	};
}

static void add_names(struct names *names, struct str part, int64_t rank)
{
	while (part.len > 0) {
		const char *end = memchr(part.p, '\n', part.len);
		size_t n = end != NULL ? (size_t)(end - part.p) : part.len;

		add_name(names, (struct str){ part.p, n }, rank);
		n += end != NULL;
		part = (struct str){ part.p + n, part.len - n };
	}
}

static bool is_named_alike(const struct document *a, const struct document *b)
{
	return str_eq(a->parts[SEARCH_TITLE], b->parts[SEARCH_TITLE]) &&
	       str_eq(a->parts[SEARCH_NAME], b->parts[SEARCH_NAME]);
}

static enum err_code replace_names(struct tx *tx, struct arena *a,
                                   const struct kind *k, struct str id,
                                   const struct document *d, struct err *e)
{
	struct names *names = arena_alloc(a, sizeof(*names));
	int64_t rank = 2000 * k->suggested;

	names->arena = a;
	add_names(names, d->parts[SEARCH_TITLE], rank);
	add_names(names, d->parts[SEARCH_NAME], rank);
	return store_names_put(tx, &k->entity, id, names->items, names->n, e);
}

/* ---- both ---------------------------------------------------------------- */

enum err_code index_replace(struct tx *tx, struct arena *a,
                            const struct kind *k, const struct row *old,
                            const struct row *new, struct err *e)
{
	struct document before = { 0 }, after = { 0 };
	const struct row *row = new != NULL ? new : old;
	struct str id;
	enum err_code rc = ERR_OK;

	if (old != NULL)
		rc = index_document(tx, a, k, old, &before, e);
	if (rc == ERR_OK && new != NULL)
		rc = index_document(tx, a, k, new, &after, e);
	if (rc != ERR_OK ||
	    (old != NULL && new != NULL &&is_same(&before, &after)))
		return rc;
	id = row->values[COLUMN_ID].text;
	rc = store_index(tx, &k->entity, id, old != NULL ? &before : NULL,
	                 new != NULL ? &after : NULL, e);
	if (rc != ERR_OK || new == NULL || k->suggested == 0 ||
	    (old != NULL && is_named_alike(&before, &after)))
		return rc;
	return replace_names(tx, a, k, id, &after, e);
}
