/*
 * records.c - records and the tables of their lists
 */
#include <stdlib.h>

#include "lib/data/id.h"
#include "lib/sql/sql_past.h"
#include "lib/sqlite/sqlite.h"

/* SQL text of one operation, and the arena it lives in. */
static void start(struct sql *q)
{
	sql_init(q, arena_scratch());
}

static enum err_code no_record(struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "no such record");
}

/* ------------------------------------------------------- what is read */

/* Could it have been stored? What a column does not have is NULL. */
static bool fits(const struct field *f, const struct value *v)
{
	bool is_number = f->type == FIELD_INTEGER || f->type == FIELD_BOOL;

	if (v->kind == VALUE_NULL)
		return true;
	if (is_number != (v->kind == VALUE_INTEGER))
		return false;
	if (f->type == FIELD_BOOL)
		return v->integer == 0 || v->integer == 1;
	if (f->type == FIELD_DATE)
		return v->text.len == 4 || v->text.len == 7 ||
		       v->text.len == DAY_LEN;
	return f->type != FIELD_CHOICE || field_has_choice(f, v->text);
}

static enum err_code check_values(const struct column *columns, size_t n,
                                  const struct value *values, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (!fits(columns[i].field, &values[i]))
			return err_set(e, ERR_CONFLICT,
			               "%s cannot have this value",
			               columns[i].path);
	return ERR_OK;
}

static const struct entity *entity_of(struct tx *tx, const char *kind)
{
	const struct sqlite_store *s = ((struct sqlite_tx *)tx)->store;

	return s->entities[sqlite_kind(s, str_from(kind))];
}

/* Its sets may be others now. */
static enum err_code touch(struct tx *tx, const struct entity *t, struct str id,
                           struct err *e)
{
	uint32_t n;
	enum err_code rc = sqlite_docid_of(tx, t, id, &n, e);

	if (rc == ERR_OK)
		sets_touch(((struct sqlite_tx *)tx)->store, n);
	return rc;
}

/* ------------------------------------------------------------ list items */

static enum err_code insert_item(struct conn *c, const struct list *l,
                                 struct str owner, const struct value *cells,
                                 struct err *e)
{
	struct sql q;
	enum err_code rc = check_values(l->columns, l->ncolumns, cells, e);

	if (rc != ERR_OK)
		return rc;
	start(&q);
	sql_item_insert(&q, l, owner, cells);
	return conn_finish(c, &q, NULL, NULL, e);
}

static enum err_code insert_lists(struct conn *c, const struct entity *t,
                                  const struct row *row, struct err *e)
{
	struct str owner = row->values[COLUMN_ID].text;

	for (size_t i = 0; i < t->nlists && row->lists != NULL; i++) {
		const struct list *l = &t->lists[i];
		const struct list_rows *items = &row->lists[i];

		if (l->kind != NULL)
			continue;
		for (size_t j = 0; j < items->n; j++) {
			enum err_code rc = insert_item(
				c, l, owner, &items->cells[j * l->ncolumns], e);

			if (rc != ERR_OK)
				return rc;
		}
	}
	return ERR_OK;
}

/* The items a list shall have, beside those its table has. */
struct difference {
	const struct list *list;
	const struct list_rows *wanted;
	bool *found; /* by wanted                                   */
	size_t next; /* where the next item of the table likely is  */
	int64_t *unwanted;
	size_t nunwanted, room;
	struct arena *arena;
};

static bool is_item(const struct difference *d, size_t at, sqlite3_stmt *stmt)
{
	size_t n = d->list->ncolumns;

	for (size_t i = 0; i < n; i++)
		if (!value_equal(d->wanted->cells[at * n + i],
		                 stmt_value(stmt, (int)i + 1)))
			return false;
	return true;
}

static void add_unwanted(struct difference *d, int64_t rowid)
{
	ARENA_GROW(d->arena, d->unwanted, d->nunwanted, d->room);
	d->unwanted[d->nunwanted++] = rowid;
}

/* Both are in order as a rule, so the search begins after the last find. */
static enum err_code match_item(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct difference *d = arg;
	size_t n = d->wanted->n;

	(void)e;
	for (size_t i = 0; i < n; i++) {
		size_t at = (d->next + i) % n;

		if (!d->found[at] && is_item(d, at, stmt)) {
			d->found[at] = true;
			d->next = at + 1;
			return ERR_OK;
		}
	}
	add_unwanted(d, sqlite3_column_int64(stmt, 0));
	return ERR_OK;
}

static enum err_code remove_unwanted(struct conn *c, const struct difference *d,
                                     struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < d->nunwanted && rc == ERR_OK; i++) {
		struct sql q;

		start(&q);
		sql_item_remove(&q, d->list, d->unwanted[i]);
		rc = conn_finish(c, &q, NULL, NULL, e);
	}
	return rc;
}

static enum err_code replace_items(struct conn *c, struct difference *d,
                                   struct str owner, struct err *e)
{
	struct sql q;
	enum err_code rc;

	start(&q);
	sql_items(&q, d->list, owner);
	rc = conn_finish(c, &q, match_item, d, e);
	if (rc == ERR_OK)
		rc = remove_unwanted(c, d, e);
	for (size_t i = 0; i < d->wanted->n && rc == ERR_OK; i++)
		if (!d->found[i])
			rc = insert_item(
				c, d->list, owner,
				&d->wanted->cells[i * d->list->ncolumns], e);
	return rc;
}

/* What did not change stays: passages refer to the rows of editions. */
static enum err_code update_list(struct conn *c, const struct list *l,
                                 struct str owner,
                                 const struct list_rows *wanted, struct err *e)
{
	struct difference d = { .list = l,
		                .wanted = wanted,
		                .arena = arena_scratch() };
	enum err_code rc;

	d.found = arena_alloc(d.arena, wanted->n + 1);
	rc = replace_items(c, &d, owner, e);
	arena_free(d.arena);
	return rc;
}

static enum err_code update_lists(struct conn *c, const struct entity *t,
                                  const struct row *row, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < t->nlists && rc == ERR_OK; i++)
		if (t->lists[i].kind == NULL)
			rc = update_list(c, &t->lists[i],
			                 row->values[COLUMN_ID].text,
			                 &row->lists[i], e);
	return rc;
}

enum err_code sqlite_items_put(struct tx *tx, const struct list *l,
                               struct str owner, const struct list_rows *items,
                               struct err *e)
{
	enum err_code rc = update_list(conn_of(tx), l, owner, items, e);

	return rc == ERR_OK ? touch(tx, entity_of(tx, l->kind), owner, e) : rc;
}

struct item_walk {
	const struct list *list;
	struct str owner;
	item_fn *fn;
	void *arg;
};

static enum err_code pass_item(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct item_walk *w = arg;
	struct value cells[LIST_COLUMNS_MAX];

	for (size_t i = 0; i < w->list->ncolumns; i++) {
		cells[i] = stmt_value(stmt, (int)i + 1);
		if (!fits(w->list->columns[i].field, &cells[i]))
			return store_unsound(
				e, w->list->table, w->owner,
				"%s has a value that it may not have",
				w->list->columns[i].name);
	}
	return w->fn(w->arg, cells, e);
}

enum err_code sqlite_items(struct tx *tx, const struct list *l,
                           struct str owner, item_fn *fn, void *arg,
                           struct err *e)
{
	struct item_walk w = { l, owner, fn, arg };
	struct sql q;

	start(&q);
	sql_items(&q, l, owner);
	return conn_finish(conn_of(tx), &q, pass_item, &w, e);
}

/* ------------------------------------------------------------- one record */

/* After all there are and were; looked for once in a transaction. */
static enum err_code find_free_docid(struct conn *c, struct err *e)
{
	return c->free_docid > 0
	               ? ERR_OK
	               : conn_integer(
				 c,
				 STR("SELECT 1 + max("
	                             "ifnull((SELECT max(n) FROM records), 0), "
	                             "ifnull((SELECT max(n) FROM search_docs), "
	                             "0))"),
				 NULL, 0, &c->free_docid, e);
}

/* A place is one record's for good, also when that is deleted and made again.
 */
static enum err_code insert_docid(struct conn *c, const struct entity *t,
                                  struct str id, uint32_t *out, struct err *e)
{
	enum err_code rc = find_free_docid(c, e);
	struct value kind = value_text(str_from(t->name)),
		     params[] = { kind, value_text(id), kind, value_text(id),
		                  value_integer(c->free_docid) };

	if (rc == ERR_OK)
		rc = conn_run(c,
		              STR("INSERT INTO records (kind, id, n) "
		                  "VALUES (?, ?, coalesce((SELECT n FROM "
		                  "records_gone WHERE kind = ? AND id = ?), "
		                  "?))"),
		              params, COUNT(params), NULL, NULL, e);
	if (rc != ERR_OK)
		return rc;
	*out = (uint32_t)sqlite3_last_insert_rowid(c->db);
	c->free_docid += *out == c->free_docid;
	sqlite_docid_keep(c, t, id, *out);
	return ERR_OK;
}

static enum err_code remove_docid(struct conn *c, const struct entity *t,
                                  struct str id, struct err *e)
{
	struct value params[] = { value_text(str_from(t->name)),
		                  value_text(id) };
	enum err_code rc = conn_run(
		c,
		STR("INSERT OR REPLACE INTO records_gone (kind, id, n) "
	            "SELECT kind, id, n FROM records WHERE kind = ? AND id = "
	            "?"),
		params, COUNT(params), NULL, NULL, e);

	return rc != ERR_OK ? rc
	                    : conn_run(c,
	                               STR("DELETE FROM records "
	                                   "WHERE kind = ? AND id = ?"),
	                               params, COUNT(params), NULL, NULL, e);
}

enum err_code sqlite_insert(struct tx *tx, const struct entity *t,
                            const struct row *row, struct err *e)
{
	struct conn *c = conn_of(tx);
	uint32_t n = 0;
	struct sql q;
	enum err_code rc =
		check_values(t->columns, t->ncolumns, row->values, e);

	if (rc != ERR_OK)
		return rc;
	start(&q);
	sql_insert(&q, t, row);
	rc = conn_finish(c, &q, NULL, NULL, e);
	if (rc == ERR_OK)
		rc = evidence_count(c, t, row, e);
	if (rc == ERR_OK)
		rc = insert_docid(c, t, row->values[COLUMN_ID].text, &n, e);
	if (rc != ERR_OK)
		return rc;
	sets_touch(((struct sqlite_tx *)tx)->store, n);
	return insert_lists(c, t, row, e);
}

enum err_code sqlite_update(struct tx *tx, const struct entity *t,
                            const struct row *row, struct err *e)
{
	struct conn *c = conn_of(tx);
	struct sql q;
	enum err_code rc =
		check_values(t->columns, t->ncolumns, row->values, e);

	if (rc != ERR_OK)
		return rc;
	start(&q);
	sql_update(&q, t, row);
	rc = conn_finish(c, &q, NULL, NULL, e);
	if (rc == ERR_OK && sqlite3_changes(c->db) == 0)
		return no_record(e);
	if (rc == ERR_OK && row->lists != NULL)
		rc = update_lists(c, t, row, e);
	return rc != ERR_OK ? rc : touch(tx, t, row->values[COLUMN_ID].text, e);
}

enum err_code sqlite_set(struct tx *tx, const struct entity *t,
                         const struct column *column, struct str id,
                         struct value value, struct err *e)
{
	struct conn *c = conn_of(tx);
	struct sql q;
	enum err_code rc = check_values(column, 1, &value, e);

	if (rc != ERR_OK)
		return rc;
	start(&q);
	sql_set(&q, t, column, id, value);
	rc = conn_finish(c, &q, NULL, NULL, e);
	return rc == ERR_OK && sqlite3_changes(c->db) == 0 ? no_record(e) : rc;
}

enum err_code sqlite_remove(struct tx *tx, const struct entity *t,
                            struct str id, struct err *e)
{
	struct conn *c = conn_of(tx);
	uint32_t n = 0;
	struct sql q;
	enum err_code rc;

	start(&q);
	sql_remove(&q, t, id);
	rc = conn_finish(c, &q, NULL, NULL, e);
	if (rc != ERR_OK)
		return rc;
	if (sqlite3_changes(c->db) == 0)
		return no_record(e);
	rc = sqlite_docid_of(tx, t, id, &n, e);
	if (rc != ERR_OK)
		return rc;
	sets_touch(((struct sqlite_tx *)tx)->store, n);
	c->docid.n = 0;
	rc = names_remove(tx, n, e);
	return rc == ERR_OK ? remove_docid(c, t, id, e) : rc;
}

static bool is_object(struct str s)
{
	return s.len >= 2 && s.p[0] == '{' && s.p[s.len - 1] == '}';
}

/* A file may be damaged where SQLite does not see it: what is read is looked
 * at once, here, so that whoever uses a value may rely on its type. */
static enum err_code check_row(const struct entity *t,
                               const struct selection *s, const struct row *row,
                               struct err *e)
{
	struct str id = value_str(row->values[COLUMN_ID]);

	if (!id_valid(id))
		return store_unsound(e, t->name, id, "it has no id");
	for (size_t i = 0; i < COLUMN_ORIGIN; i++)
		if (row->values[i].kind == VALUE_NULL)
			return store_unsound(e, t->name, id, "it has no %s",
			                     t->columns[i].name);
	for (size_t i = 0; i < s->n; i++) {
		const struct column *c = &t->columns[s->columns[i]];

		if (!fits(c->field, &row->values[s->columns[i]]))
			return store_unsound(
				e, t->name, id,
				"%s has a value that it may not have", c->name);
	}
	if (!is_object(row->record))
		return store_unsound(e, t->name, id, "its text is no object");
	return ERR_OK;
}

/* A statement's columns as a row; values has room for all of the entity, and
 * what is not selected stays as it is. */
static enum err_code row_of(const struct entity *t, const struct selection *s,
                            sqlite3_stmt *stmt, struct value *values,
                            struct row *out, struct err *e)
{
	for (size_t i = 0; i < s->n; i++)
		values[s->columns[i]] = stmt_value(stmt, (int)i);
	*out = (struct row){ .values = values,
		             .record = stmt_text(stmt, (int)s->n) };
	return check_row(t, s, out, e);
}

struct copy {
	const struct entity *entity;
	struct selection selection;
	struct arena *arena;
	struct row *out;
	bool found;
};

static enum err_code copy_row(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct copy *c = arg;
	size_t n = c->entity->ncolumns;
	struct value *values = arena_alloc(c->arena, n * sizeof(*values));
	enum err_code rc =
		row_of(c->entity, &c->selection, stmt, values, c->out, e);

	if (rc != ERR_OK)
		return rc;
	for (size_t i = 0; i < n; i++)
		if (values[i].kind == VALUE_TEXT)
			values[i].text = arena_str(c->arena, values[i].text);
	c->out->record = arena_str(c->arena, c->out->record);
	c->found = true;
	return ERR_OK;
}

enum err_code sqlite_find(struct tx *tx, const struct entity *t, struct str ref,
                          struct arena *a, struct row *out, struct err *e)
{
	const struct find_text *text = ((struct sqlite_tx *)tx)->store->finds;
	struct value param = value_text(ref);
	struct copy copy = { .entity = t, .arena = a, .out = out };
	enum err_code rc = ERR_OK;

	sql_selection(t, NULL, &copy.selection);
	while (text->entity != t)
		text++;
	if (ref.len == ID_LEN)
		rc = conn_run(conn_of(tx), text->by_id, &param, 1, copy_row,
		              &copy, e);
	if (rc == ERR_OK && !copy.found)
		rc = conn_run(conn_of(tx), text->by_key, &param, 1, copy_row,
		              &copy, e);
	if (rc == ERR_OK && !copy.found && text->by_alias.len > 0)
		rc = conn_run(conn_of(tx), text->by_alias, &param, 1, copy_row,
		              &copy, e);
	return rc == ERR_OK && !copy.found ? no_record(e) : rc;
}

/* ---------------------------------------------------------- many records */

struct walk {
	const struct entity *entity;
	row_fn *fn;
	void *arg;
	size_t rows;
	bool has_enough;
	struct selection selection;
	struct value values[COLUMNS_MAX]; /* NULL where nothing is selected */
};

static enum err_code pass_row(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct walk *w = arg;
	struct row row;
	enum err_code rc =
		row_of(w->entity, &w->selection, stmt, w->values, &row, e);

	w->rows++;
	if (rc == ERR_OK)
		rc = w->fn(w->arg, &row, e);
	w->has_enough = rc == ERR_ENOUGH;
	return rc;
}

/* Records are passed by on purpose. */
static bool is_walk(const struct query *query, const struct sql_plan *plan)
{
	bool any = false;

	for (size_t i = 0; i < query->nconditions; i++)
		any = any || plan->is_common[i];
	return any;
}

enum err_code sqlite_list(struct tx *tx, const struct entity *t,
                          const struct query *query, row_fn *fn, void *arg,
                          struct err *e)
{
	struct walk w = { .entity = t, .fn = fn, .arg = arg };
	struct sql_plan plan;
	enum page_part parts[2];
	size_t n = sql_page_parts(query, parts);
	struct conn *c = conn_of(tx);
	struct arena *a = arena_scratch();
	enum err_code rc = sqlite_plan(tx, t, query, a, &plan, e);

	sql_selection(t, query, &w.selection);
	c->scans += is_walk(query, &plan);
	for (size_t i = 0; i < n && rc == ERR_OK && !plan.is_none &&
	                   w.rows < query->limit && !w.has_enough;
	     i++) {
		struct sql q;

		start(&q);
		sql_page(&q, t, query, &plan, parts[i], query->limit - w.rows);
		rc = conn_finish(c, &q, pass_row, &w, e);
	}
	c->scans -= is_walk(query, &plan);
	arena_free(a);
	return rc;
}

/* ------------------------------------------------- as they stood once */

static enum err_code pass_past(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct walk *w = arg;
	struct value values[COLUMN__COMMON] = {
		[COLUMN_ID] = value_text(stmt_text(stmt, 0)),
		[COLUMN_KEY] = value_text(stmt_text(stmt, 1)),
		[COLUMN_REV] = value_integer(sqlite3_column_int64(stmt, 2)),
	};
	struct row row = { .values = values, .record = stmt_text(stmt, 3) };

	return w->fn(w->arg, &row, e);
}

enum err_code sqlite_past(struct tx *tx, const struct entity *t,
                          const struct query *query, int64_t seq, row_fn *fn,
                          void *arg, struct err *e)
{
	struct walk w = { .fn = fn, .arg = arg };
	struct conn *c = conn_of(tx);
	struct sql q;
	enum err_code rc;

	start(&q);
	sql_past_page(&q, t, query, seq);
	c->scans++;
	rc = conn_finish(c, &q, pass_past, &w, e);
	c->scans--;
	return rc;
}

enum err_code sqlite_past_count(struct tx *tx, const struct entity *t,
                                const struct query *query, int64_t seq,
                                int64_t *out, struct err *e)
{
	struct conn *c = conn_of(tx);
	struct sql q;
	enum err_code rc;

	start(&q);
	sql_past_count(&q, t, query, seq);
	c->scans++;
	rc = conn_finish_integer(c, &q, out, e);
	c->scans--;
	return rc;
}

struct id_walk {
	id_fn *fn;
	void *arg;
};

static enum err_code pass_id(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct id_walk *w = arg;

	return w->fn(w->arg, stmt_text(stmt, 0), e);
}

enum err_code sqlite_ids(struct tx *tx, const struct entity *t,
                         struct str after, size_t limit, id_fn *fn, void *arg,
                         struct err *e)
{
	struct id_walk w = { fn, arg };
	struct sql q;

	start(&q);
	sql_puts(&q, "SELECT id FROM \"");
	sql_puts(&q, t->name);
	sql_puts(&q, "\" WHERE id > ");
	sql_param(&q, value_text(after));
	sql_puts(&q, " ORDER BY id LIMIT ");
	sql_param(&q, value_integer((int64_t)limit));
	return conn_finish(conn_of(tx), &q, pass_id, &w, e);
}

enum err_code sqlite_values(struct tx *tx, const struct entity *t,
                            const struct list *list,
                            const struct column *column, struct str from,
                            size_t limit, id_fn *fn, void *arg, struct err *e)
{
	struct id_walk w = { fn, arg };
	struct sql q;

	start(&q);
	sql_values(&q, list != NULL ? list->table : t->name, column, from,
	           limit);
	return conn_finish(conn_of(tx), &q, pass_id, &w, e);
}

enum err_code sqlite_related(struct tx *tx, const struct entity *t,
                             const struct list *list,
                             const struct column *column,
                             const struct str *owners, size_t nowners,
                             const struct entity *target, row_fn *fn, void *arg,
                             struct err *e)
{
	struct walk w = { .entity = target, .fn = fn, .arg = arg };
	struct sql q;

	sql_selection(target, NULL, &w.selection);
	start(&q);
	sql_related(&q, t, list, column, owners, nowners, target);
	return conn_finish(conn_of(tx), &q, pass_row, &w, e);
}
