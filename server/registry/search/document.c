/*
 * document.c - from stored text to words, without parsing it
 */
#include "server/registry/search/document.h"

#include "lib/data/jsontext.h"
#include "lib/text/tokens.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"
#include "server/registry/search/facet_text.h"

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

static void add_member(struct buf *parts, const struct field *f,
                       struct str value)
{
	struct str item;
	size_t at = 0;

	if (value.len == 0)
		return;
	if (!(f->flags & F_LIST))
		add_value(parts, f, value);
	else
		while (json_items(value, &at, &item))
			add_value(parts, f, item);
}

#define AT_ONCE 16 /* members looked for in one walk */

static void add_members(struct buf *parts, const struct field *fields,
                        size_t nfields, struct str object)
{
	const struct field *searched[AT_ONCE];
	const char *names[AT_ONCE];
	struct str values[AT_ONCE];
	size_t i = 0, n;

	while (i < nfields) {
		for (n = 0; i < nfields && n < AT_ONCE; i++)
			if (is_searched(&fields[i])) {
				searched[n] = &fields[i];
				names[n++] = fields[i].name;
			}
		json_members(object, names, n, values);
		for (size_t k = 0; k < n; k++)
			add_member(parts, searched[k], values[k]);
	}
}

void document_read_names(struct arena *a, const struct kind *k,
                         const struct row *row, struct document *out)
{
	struct buf parts[SEARCH__COUNT];

	for (size_t i = 0; i < SEARCH__COUNT; i++)
		buf_init(&parts[i], a);
	add_members(parts, k->entity.fields, k->entity.nfields, row->record);
	out->parts[SEARCH_TITLE] = buf_text(&parts[SEARCH_TITLE]);
	out->parts[SEARCH_NAME] = buf_text(&parts[SEARCH_NAME]);
}

bool document_next_name(struct str *part, struct str *name)
{
	const char *end;
	size_t n;

	while (part->len > 0 && part->p[0] == '\n')
		*part = (struct str){ part->p + 1, part->len - 1 };
	if (part->len == 0)
		return false;
	end = memchr(part->p, '\n', part->len);
	n = end != NULL ? (size_t)(end - part->p) : part->len;
	*name = (struct str){ part->p, n };
	*part = (struct str){ part->p + n, part->len - n };
	return true;
}

enum err_code document_read(struct tx *tx, struct arena *a,
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

/* ---- codes --------------------------------------------------------------- */

struct str document_code(struct arena *a, const char *codes, struct str code)
{
	return str_from(arena_printf(a, "%s code %.*s", codes, STR_ARG(code)));
}

bool document_read_code(struct str text, const char *codes, struct str *code)
{
	struct str begin = str_from(codes), rest;

	if (!str_starts(text, begin))
		return false;
	rest = (struct str){ text.p + begin.len, text.len - begin.len };
	if (!str_starts(rest, STR(" code ")))
		return false;
	*code = (struct str){ rest.p + strlen(" code "),
		              rest.len - strlen(" code ") };
	return true;
}

static void add_code(struct buf *part, const struct field *f, struct str value)
{
	struct arena *a = part->arena;

	buf_puts(part, part->len > 0 ? "\n\n" : "");
	buf_str(part, document_code(a, f->codes, json_unquote(a, value)));
}

static int count_token(void *arg, const struct token *t)
{
	*(int64_t *)arg += !t->colocated;
	return 0;
}

/* To the part it is searched in. */
static void add_derived(struct arena *a, const struct kind *k,
                        const struct row *row, const struct field *f,
                        struct document *out)
{
	struct str text = kind_text(k, row->values, f->name);
	struct buf part;

	buf_init(&part, a);
	buf_str(&part, out->parts[f->search]);
	buf_puts(&part, part.len > 0 && text.len > 0 ? "\n\n" : "");
	buf_str(&part, text);
	out->parts[f->search] = buf_text(&part);
	tokens_each(text, TOKENS_INDEX, count_token, &out->beside);
}

static void add_codes(struct buf *part, const struct field *f,
                      const struct row *row)
{
	struct str value = json_member(row->record, f->name), item;
	size_t at = 0;

	if (value.len > 0 && !(f->flags & F_LIST))
		add_code(part, f, value);
	while ((f->flags & F_LIST) && json_items(value, &at, &item))
		add_code(part, f, item);
}

/* After what is said of the record, and never shown: codes, and what was
 * derived. */
static void add_unshown(struct arena *a, const struct kind *k,
                        const struct row *row, struct document *out)
{
	struct buf part;

	buf_init(&part, a);
	buf_str(&part, out->parts[SEARCH_SUMMARY]);
	for (size_t i = 0; i < k->entity.nfields; i++) {
		const struct field *f = &k->entity.fields[i];

		if ((f->flags & F_DERIVED) && f->search != SEARCH_NONE)
			add_derived(a, k, row, f, out);
		if (f->codes != NULL)
			add_codes(&part, f, row);
	}
	out->parts[SEARCH_SUMMARY] = buf_text(&part);
}

static enum err_code read_indexed(struct tx *tx, struct arena *a,
                                  const struct kind *k, const struct row *row,
                                  struct document *out, struct err *e)
{
	enum err_code rc = document_read(tx, a, k, row, out, e);

	add_unshown(a, k, row, out);
	return rc;
}

/* ---- what it belongs to -------------------------------------------------- */

static struct str reference(const struct kind *k, const struct row *row,
                            const char *path)
{
	return path != NULL ? kind_text(k, row->values, path)
	                    : (struct str){ 0 };
}

static enum err_code of_source(struct tx *tx, struct arena *a,
                               const struct kind *k, struct document *d,
                               struct err *e)
{
	const struct field *f =
		entity_field(&k->entity, str_from(k->of.source));
	const struct kind *sources = kind_find(str_from(f->target));
	struct row source;
	enum err_code rc =
		store_find(tx, &sources->entity, d->source, a, &source, e);

	if (rc == ERR_OK)
		d->instrument =
			reference(sources, &source, sources->of.instrument);
	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		rc = ERR_OK;
	}
	return rc;
}

static enum err_code find_owners(struct tx *tx, struct arena *a,
                                 const struct kind *k, const struct row *row,
                                 struct document *d, struct err *e)
{
	d->instrument = reference(k, row, k->of.instrument);
	d->source = reference(k, row, k->of.source);
	return d->source.len > 0 && k->of.instrument == NULL
	               ? of_source(tx, a, k, d, e)
	               : ERR_OK;
}

static enum err_code is_there(struct tx *tx, const char *kind, struct str id,
                              bool *early, struct err *e)
{
	const struct kind *k = kind_find(str_from(kind));
	uint32_t n;
	enum err_code rc =
		id.len > 0 ? store_docid_of(tx, &k->entity, id, &n, e) : ERR_OK;

	if (rc != ERR_NOT_FOUND)
		return rc;
	*early = true;
	err_clear(e);
	return ERR_OK;
}

static enum err_code are_there(struct tx *tx, const struct document *d,
                               bool *early, struct err *e)
{
	enum err_code rc = is_there(tx, "sources", d->source, early, e);

	return rc == ERR_OK
	               ? is_there(tx, "instruments", d->instrument, early, e)
	               : rc;
}

/* ---- names --------------------------------------------------------------- */

#define NAMES_MAX 200

struct names {
	struct arena *arena;
	struct name items[NAMES_MAX];
	size_t n;
};

static void add_name(struct names *names, struct str name, int64_t rank)
{
	int64_t length = utf8_count(name).code_points;
	struct str folded = words_folded(names->arena, name);

	if (names->n == NAMES_MAX || folded.len == 0)
		return;
	names->items[names->n++] = (struct name){
		.folded = folded,
		.name = name,
		.weight = rank + (length < 500 ? 500 - length : 0),
	};
}

static void add_names(struct names *names, struct str part, int64_t rank)
{
	struct str name;

	while (document_next_name(&part, &name))
		add_name(names, name, rank);
}

static bool is_named_alike(const struct document *a, const struct document *b)
{
	return str_eq(a->parts[SEARCH_TITLE], b->parts[SEARCH_TITLE]) &&
	       str_eq(a->parts[SEARCH_NAME], b->parts[SEARCH_NAME]);
}

static struct names *names_of(struct arena *a, const struct kind *k,
                              const struct document *d)
{
	struct names *names = arena_alloc(a, sizeof(*names));
	int64_t rank = 2000 * k->suggested;

	names->arena = a;
	if (k->suggested > 0) {
		add_names(names, d->parts[SEARCH_TITLE], rank);
		add_names(names, d->parts[SEARCH_NAME], rank);
	}
	return names;
}

static enum err_code replace_names(struct tx *tx, struct arena *a,
                                   const struct kind *k, struct str id,
                                   const struct document *d, struct err *e)
{
	struct names *names = names_of(a, k, d);

	return store_names_put(tx, &k->entity, id, names->items, names->n, e);
}

/* ---- all of it ----------------------------------------------------------- */

static enum err_code read_new(struct tx *tx, struct arena *a,
                              const struct kind *k, const struct row *row,
                              struct document *out, bool *early, struct err *e)
{
	enum err_code rc = read_indexed(tx, a, k, row, out, e);

	if (rc == ERR_OK)
		rc = find_owners(tx, a, k, row, out, e);
	if (rc == ERR_OK && k == &instruments_kind)
		rc = facet_text_of(tx, a, row, &out->facets, e);
	return rc == ERR_OK && early != NULL ? are_there(tx, out, early, e)
	                                     : rc;
}

enum err_code document_index(struct tx *tx, struct arena *a,
                             const struct kind *k, const struct row *old,
                             const struct row *new, bool *early, struct err *e)
{
	struct document before = { 0 }, after = { 0 };
	const struct row *row = new != NULL ? new : old;
	struct str id;
	enum err_code rc = ERR_OK;

	if (old != NULL)
		rc = read_indexed(tx, a, k, old, &before, e);
	if (rc == ERR_OK && new != NULL)
		rc = read_new(tx, a, k, new, &after, early, e);
	if (rc != ERR_OK)
		return rc;
	id = row->values[COLUMN_ID].text;
	rc = store_index(tx, &k->entity, id, old != NULL ? &before : NULL,
	                 new != NULL ? &after : NULL, e);
	if (rc != ERR_OK || new == NULL || k->suggested == 0 ||
	    (old != NULL && is_named_alike(&before, &after)))
		return rc;
	return replace_names(tx, a, k, id, &after, e);
}

/* ---- is it as it should be? ---------------------------------------------- */

struct name_check {
	const struct names *wanted;
	size_t n;
	bool same;
};

static enum err_code compare_name(void *arg, const struct named *named,
                                  struct err *e)
{
	struct name_check *c = arg;
	const struct name *name = &named->name, *wanted;

	(void)e;
	if (c->n == c->wanted->n) {
		c->same = false;
		return ERR_OK;
	}
	wanted = &c->wanted->items[c->n++];
	c->same = c->same && str_eq(name->folded, wanted->folded) &&
	          str_eq(name->name, wanted->name) &&
	          name->weight == wanted->weight;
	return ERR_OK;
}

enum err_code document_is_indexed(struct tx *tx, struct arena *a,
                                  const struct kind *k, const struct row *row,
                                  struct index_sums *sums, bool *words,
                                  bool *names, struct err *e)
{
	struct str id = row->values[COLUMN_ID].text;
	struct document d = { 0 };
	struct name_check c = { .same = true };
	enum err_code rc = read_new(tx, a, k, row, &d, NULL, e);

	*words = true;
	if (rc == ERR_OK && sums != NULL)
		rc = store_index_holds(tx, sums, &k->entity, id, &d, words, e);
	if (rc != ERR_OK)
		return rc;
	c.wanted = names_of(a, k, &d);
	rc = store_names_of(tx, &k->entity, id, compare_name, &c, e);
	*names = c.same && c.n == c.wanted->n;
	return rc;
}
