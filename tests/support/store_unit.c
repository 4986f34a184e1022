/*
 * store_unit.c - a store in a folder of its own, and rows to put into it
 */
#include "tests/support/store_unit.h"

#include "lib/data/id.h"
#include "tests/support/empty.h"

/* --------------------------------------------------- opening and closing */

void unit_end(struct unit *u)
{
	store_close(u->store);
	u->store = NULL;
}

enum err_code unit_reopen(struct unit *u, unsigned flags)
{
	err_clear(&u->err);
	return store_open(&u->store, u->path, flags, kinds_entities(),
	                  kinds_count, &u->err);
}

int unit_open_store(void **state)
{
	struct unit *u = calloc(1, sizeof(*u));

	kinds_start();
	make_folder(u->dir);
	snprintf(u->path, sizeof(u->path), "%s/db", u->dir);
	u->arena = arena_new();
	err_init(&u->err, u->arena);
	*state = u;
	empty_registry(u->path);
	return unit_reopen(u, STORE_CREATE) == ERR_OK ? 0 : -1;
}

int unit_close_store(void **state)
{
	struct unit *u = *state;

	store_close(u->store);
	remove_folder(u->dir);
	arena_free(u->arena);
	free(u);
	return 0;
}

void assert_code_at(const struct unit *u, enum err_code got, enum err_code want,
                    const char *file, int line)
{
	if (got != want)
		print_error("code %d, not %d: %s\n", (int)got, (int)want,
		            u->err.detail);
	_assert_int_equal((LargestIntegralType)got, (LargestIntegralType)want,
	                  file, line);
}

/* ------------------------------------------------------------------ rows */

const struct entity *entity(const char *name)
{
	const struct kind *k = kind_find(str_from(name));

	assert_non_null(k);
	return &k->entity;
}

struct str id_of(struct unit *u, const char *kind, const char *key)
{
	return id_named(u->arena, str_from(kind), str_from(key));
}

void set(struct unit *u, struct row *row, const char *kind, const char *path,
         struct value v)
{
	const struct list *list;
	const struct column *c =
		entity_column(entity(kind), str_from(path), &list);

	(void)u;
	assert_non_null(c);
	assert_null(list);
	row->values[c - entity(kind)->columns] = v;
}

void set_text(struct unit *u, struct row *row, const char *kind,
              const char *path, const char *text)
{
	set(u, row, kind, path,
	    value_text(arena_str(u->arena, str_from(text))));
}

static struct value filler(const struct field *f)
{
	if (f->type == FIELD_INTEGER)
		return value_integer(1);
	if (f->type == FIELD_CHOICE)
		return value_text(str_from(f->choices[0]));
	return value_text(STR("x"));
}

struct row *row_new(struct unit *u, const char *kind, const char *key)
{
	const struct entity *t = entity(kind);
	struct row *row = arena_alloc(u->arena, sizeof(*row));
	const char *now = "2026-01-01T00:00:00.000Z";

	row->values = arena_alloc(u->arena, t->ncolumns * sizeof(*row->values));
	row->lists =
		arena_alloc(u->arena, (t->nlists + 1) * sizeof(*row->lists));
	for (size_t i = COLUMN__COMMON; i < t->ncolumns; i++)
		if (t->columns[i].field->flags & F_REQUIRED)
			row->values[i] = filler(t->columns[i].field);
	row->values[COLUMN_ID] = value_text(id_of(u, kind, key));
	row->values[COLUMN_KEY] =
		value_text(arena_str(u->arena, str_from(key)));
	row->values[COLUMN_REV] = value_integer(1);
	row->values[COLUMN_CREATED] = value_text(str_from(now));
	row->values[COLUMN_UPDATED] = value_text(str_from(now));
	row->record = str_from(arena_printf(u->arena, "{\"key\":\"%s\"}", key));
	return row;
}

static size_t list_index(const struct entity *t, const char *name)
{
	for (size_t i = 0; i < t->nlists; i++)
		if (strcmp(t->lists[i].field->name, name) == 0)
			return i;
	fail_msg("no list %s", name);
	return 0;
}

static struct value value_of(struct unit *u, const struct column *c,
                             const char *text)
{
	return c->field->type == FIELD_INTEGER || c->field->type == FIELD_BOOL
	               ? value_integer(atoll(text))
	               : value_text(arena_str(u->arena, str_from(text)));
}

static void set_cell(struct unit *u, const struct list *l, struct value *cells,
                     const char *column, const char *text)
{
	for (size_t i = 0; i < l->ncolumns; i++)
		if (strcmp(l->columns[i].name, column) == 0) {
			cells[i] = value_of(u, &l->columns[i], text);
			return;
		}
	fail_msg("no column %s", column);
}

void add_item(struct unit *u, struct row *row, const char *kind,
              const char *list, ...)
{
	size_t at = list_index(entity(kind), list);
	const struct list *l = &entity(kind)->lists[at];
	struct list_rows *items = &row->lists[at];
	size_t n = items->n * l->ncolumns;
	struct value *cells =
		arena_alloc(u->arena, (n + l->ncolumns) * sizeof(*cells));
	const char *column;
	va_list ap;

	if (n > 0)
		memcpy(cells, items->cells, n * sizeof(*cells));
	va_start(ap, list);
	while ((column = va_arg(ap, const char *)) != NULL)
		set_cell(u, l, cells + n, column, va_arg(ap, const char *));
	va_end(ap);
	*items = (struct list_rows){ items->n + 1, cells };
}

/* ---------------------------------------------------------------- writes */

struct write {
	const struct entity *entity;
	const struct row *row;
	struct str id;
};

static enum err_code insert(struct tx *tx, void *arg, struct err *e)
{
	static const struct document no_words;
	struct write *w = arg;
	enum err_code rc = store_insert(tx, w->entity, w->row, e);

	return rc == ERR_OK ? store_index(tx, w->entity,
	                                  w->row->values[COLUMN_ID].text, NULL,
	                                  &no_words, e)
	                    : rc;
}

static enum err_code update(struct tx *tx, void *arg, struct err *e)
{
	struct write *w = arg;

	return store_update(tx, w->entity, w->row, e);
}

static enum err_code remove_record(struct tx *tx, void *arg, struct err *e)
{
	static const struct document no_words;
	struct write *w = arg;
	enum err_code rc =
		store_index(tx, w->entity, w->id, &no_words, NULL, e);

	return rc == ERR_OK ? store_remove(tx, w->entity, w->id, e) : rc;
}

enum err_code put(struct unit *u, const char *kind, struct row *row)
{
	struct write w = { .entity = entity(kind), .row = row };

	return store_run(u->store, TX_WRITE, insert, &w, &u->err);
}

enum err_code change(struct unit *u, const char *kind, struct row *row)
{
	struct write w = { .entity = entity(kind), .row = row };

	return store_run(u->store, TX_WRITE, update, &w, &u->err);
}

enum err_code take(struct unit *u, const char *kind, const char *key)
{
	struct write w = { .entity = entity(kind), .id = id_of(u, kind, key) };

	return store_run(u->store, TX_WRITE, remove_record, &w, &u->err);
}

void run(struct unit *u, enum tx_mode mode, tx_fn *fn, void *arg)
{
	must(store_run(u->store, mode, fn, arg, &u->err));
}

/* ---------------------------------------------------------------- asking */

static struct condition *add_condition(struct query *q, const char *kind,
                                       const char *path, enum compare compare)
{
	struct condition *c = &q->conditions[q->nconditions++];

	*c = (struct condition){ .compare = compare };
	c->column = entity_column(entity(kind), str_from(path), &c->list);
	assert_non_null(c->column);
	return c;
}

void where(struct unit *u, struct query *q, const char *kind, const char *path,
           enum compare compare, const char *value)
{
	struct condition *c = add_condition(q, kind, path, compare);
	struct value *v = arena_alloc(u->arena, sizeof(*v));

	if (value == NULL)
		return;
	*v = value_of(u, c->column, value);
	c->values = v;
	c->nvalues = 1;
}

void where_either(struct unit *u, struct query *q, const char *kind,
                  const char *path, const char *a, const char *b)
{
	struct condition *c = add_condition(q, kind, path, CMP_EQ);
	struct value *v = arena_alloc(u->arena, 2 * sizeof(*v));

	v[0] = value_text(arena_str(u->arena, str_from(a)));
	v[1] = value_text(arena_str(u->arena, str_from(b)));
	c->values = v;
	c->nvalues = 2;
}

struct asking {
	const struct entity *entity;
	const struct query *query;
	struct buf keys;
	int64_t rows, count;
};

static enum err_code gather(void *arg, const struct row *row, struct err *e)
{
	struct asking *a = arg;

	(void)e;
	buf_puts(&a->keys, a->rows++ > 0 ? " " : "");
	buf_str(&a->keys, row->values[COLUMN_KEY].text);
	assert_true(str_starts(row->record, STR("{\"key\":")));
	return ERR_OK;
}

static enum err_code ask(struct tx *tx, void *arg, struct err *e)
{
	struct asking *a = arg;
	enum err_code rc = store_list(tx, a->entity, a->query, gather, a, e);

	return rc == ERR_OK ? store_count(tx, a->entity, a->query, &a->count, e)
	                    : rc;
}

const char *keys(struct unit *u, const char *kind, struct query *q)
{
	struct asking a = { .entity = entity(kind), .query = q };

	if (q->limit == 0)
		q->limit = STORE_PAGE_MAX;
	buf_init(&a.keys, u->arena);
	run(u, TX_READ, ask, &a);
	u->count = a.count;
	if (!q->has_after && (size_t)a.count <= q->limit)
		assert_int_equal(a.rows, a.count);
	return a.keys.len > 0 ? a.keys.data : "";
}

/* ---- rows that tests share ------------------------------------------------ */

struct row *source_row(struct unit *u)
{
	struct row *row = row_new(u, "sources", "paper");

	add_item(u, row, "sources", "editions", "sha256", TEXT_SHA, NULL);
	return row;
}

struct row *passage_row(struct unit *u)
{
	struct row *row = row_new(u, "passages", "words");

	set(u, row, "passages", "source",
	    value_text(id_of(u, "sources", "paper")));
	set_text(u, row, "passages", "edition", TEXT_SHA);
	set_text(u, row, "passages", "sha256", TEXT_SHA);
	return row;
}

struct row *assertion_row(struct unit *u)
{
	struct row *row = row_new(u, "assertions", "claim");

	set_text(u, row, "assertions", "subject.kind", "sources");
	set(u, row, "assertions", "subject.id",
	    value_text(id_of(u, "sources", "paper")));
	set_text(u, row, "assertions", "field", "/title");
	set(u, row, "assertions", "passage",
	    value_text(id_of(u, "passages", "words")));
	return row;
}

void put_dated(struct unit *u, const char *key, const char *day)
{
	struct row *row = row_new(u, "instruments", key);

	if (day != NULL)
		set_text(u, row, "instruments", "adopted_on", day);
	must(put(u, "instruments", row));
}

/* ---- words ----------------------------------------------------------------- */

struct indexing {
	struct str id;
	const struct document *old, *new;
};

static enum err_code index_one(struct tx *tx, void *arg, struct err *e)
{
	struct indexing *i = arg;

	return store_index(tx, entity("instruments"), i->id, i->old, i->new, e);
}

struct document words_of(const char *title, const char *summary)
{
	return (struct document){ .parts = {
					  [SEARCH_TITLE] = str_from(title),
					  [SEARCH_SUMMARY] = str_from(summary),
				  } };
}

enum err_code index_words(struct unit *u, const char *key,
                          const struct document *old,
                          const struct document *new)
{
	struct indexing i = { id_of(u, "instruments", key), old, new };

	return store_run(u->store, TX_WRITE, index_one, &i, &u->err);
}

void put_words(struct unit *u, const char *key, const char *title,
               const char *summary)
{
	struct document d = words_of(title, summary);

	must(put(u, "instruments", row_new(u, "instruments", key)));
	must(index_words(u, key, NULL, &d));
}

struct searching {
	struct unit *unit;
	struct search search;
	struct buf keys;
};

static enum err_code add_key_of(struct tx *tx, struct searching *s, uint32_t n,
                                struct err *e)
{
	static const char *const known[] = { "a", "b", "c", "d", "e" };
	const char *kind;
	struct str id;
	enum err_code rc =
		store_docid_find(tx, n, s->unit->arena, &kind, &id, e);

	for (size_t i = 0; i < COUNT(known) && rc == ERR_OK; i++)
		if (str_eq(id, id_of(s->unit, kind, known[i])))
			buf_puts(&s->keys, known[i]);
	return rc;
}

static enum err_code search(struct tx *tx, void *arg, struct err *e)
{
	struct searching *s = arg;
	struct found *hits;
	size_t n;
	enum err_code rc =
		store_search(tx, &s->search, s->unit->arena, &hits, &n, e);

	for (size_t i = 0; i < n && rc == ERR_OK; i++)
		rc = add_key_of(tx, s, hits[i].n, e);
	return rc;
}

const char *words_hit(struct unit *u, const char *terms)
{
	struct searching s = { .unit = u };
	char *text = arena_strndup(u->arena, terms, strlen(terms)), *rest;

	for (char *p = strtok_r(text, " ", &rest); p != NULL;
	     p = strtok_r(NULL, " ", &rest)) {
		struct term *t = &s.search.terms[s.search.nterms];

		t->clause = (uint8_t)s.search.nterms++;
		s.search.without[t->clause] = *p == '-';
		p += *p == '-';
		t->prefix = *p != '\0' && p[strlen(p) - 1] == '*';
		t->text = (struct str){ p, strlen(p) - t->prefix };
	}
	buf_init(&s.keys, u->arena);
	run(u, TX_READ, search, &s);
	return s.keys.len > 0 ? s.keys.data : "";
}

void fill_for_search(struct unit *u)
{
	put_words(u, "a", "Artificial Intelligence Act",
	          "Rules for models. Élan.");
	put_words(u, "b", "Recommendation on Ethics",
	          "Speaks of artificial intelligence.");
	put_words(u, "c", "生成式人工智能服务管理暂行办法",
	          "生成式监管。对未成年人");
}
