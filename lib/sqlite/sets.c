/*
 * sets.c - the sets of records by their values are kept up to date: what a
 * write has touched is taken out of the sets it was in and put into those it
 * belongs to, before the commit
 *
 * Which record was touched is all that is noted while writes run; a write that
 * is undone leaves a record noted that did not change, and nothing follows.
 */
#include "lib/sql/sets.h"

#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/date.h"
#include "lib/base/log.h"
#include "lib/sqlite/set_store.h"

#define RECORDS_AT_ONCE 4096

/* ---- what was touched ---------------------------------------------------- */

void sets_touch(struct sqlite_store *s, uint32_t n)
{
	struct touched *t = &s->touched;

	if (t->n > 0 && t->records[t->n - 1] == n)
		return;
	if (t->n == t->room) {
		t->room = t->room > 0 ? 2 * t->room : 256;
		ARRAY_RESIZE(t->records, t->room);
	}
	t->records[t->n++] = n;
}

static enum err_code touch_row(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	(void)e;
	sets_touch(arg, (uint32_t)sqlite3_column_int64(stmt, 0));
	return ERR_OK;
}

static void sort_touched(struct touched *t)
{
	size_t kept = 0;

	if (t->n > 0)
		qsort(t->records, t->n, sizeof(*t->records), array_by_number);
	for (size_t i = 0; i < t->n; i++)
		if (kept == 0 || t->records[kept - 1] != t->records[i])
			t->records[kept++] = t->records[i];
	t->n = kept;
}

/* ---- the day -------------------------------------------------------------- */

/* Who has another status than on the day that counted; on none, everybody. */
static enum err_code touch_changed(struct sqlite_store *s, const char *was,
                                   const char *is, struct err *e)
{
	bool later = strcmp(was, is) < 0;
	struct value days[] = { value_text(str_from(later ? was : is)),
		                value_text(str_from(later ? is : was)) };
	struct conn *c = s->writer;
	enum err_code rc;

	c->scans++;
	if (was[0] == '\0')
		rc = conn_run(c, STR("SELECT n FROM records"), NULL, 0,
		              touch_row, s, e);
	else
		rc = conn_run(c,
		              STR("SELECT r.n FROM instruments_statuses AS i "
		                  "JOIN records AS r ON r.kind = "
		                  "'instruments' AND r.id = i.owner "
		                  "WHERE i.\"from\" > ? AND i.\"from\" <= ?"),
		              days, COUNT(days), touch_row, s, e);
	c->scans--;
	return rc;
}

static enum err_code move_day(struct sqlite_store *s, const char *today,
                              struct err *e)
{
	struct value day = value_text(str_from(today));
	char was[DAY_LEN + 1];
	enum err_code rc = sets_day(s->writer, was, e);

	if (rc != ERR_OK || strcmp(was, today) == 0)
		return rc;
	rc = touch_changed(s, was, today, e);
	if (rc == ERR_OK)
		rc = conn_exec(s->writer, "DELETE FROM set_day", e);
	return rc == ERR_OK
	               ? conn_run(s->writer,
	                          STR("INSERT INTO set_day (day) VALUES (?)"),
	                          &day, 1, NULL, NULL, e)
	               : rc;
}

/* ---- the sets of one record ----------------------------------------------- */

struct gathering {
	struct conn *conn;
	const struct entity *entity;
	const struct list *list;
	struct str day;
	struct set_names *names;
	struct value *cells; /* of items of days, one after the other */
	size_t nitems, room;
};

/* What nobody may ask for has no sets. */
static bool is_read(const struct column *c)
{
	return !(c->field->flags & F_HIDDEN);
}

static void put_columns(struct sql *q, const struct column *columns, size_t n)
{
	const char *glue = "SELECT \"";

	for (size_t i = 0; i < n; i++) {
		if (!is_read(&columns[i]))
			continue;
		sql_puts(q, glue);
		sql_puts(q, columns[i].name);
		sql_puts(q, "\"");
		glue = ", \"";
	}
}

static enum err_code take_columns(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct gathering *g = arg;
	int at = 0;

	(void)e;
	for (size_t i = 0; i < g->entity->ncolumns; i++) {
		const struct column *c = &g->entity->columns[i];
		struct value v;

		if (!is_read(c))
			continue;
		v = stmt_value(stmt, at++);
		sets_of_value(g->names, g->entity, c, &v);
	}
	return ERR_OK;
}

static enum err_code gather_columns(struct gathering *g, struct str id,
                                    struct err *e)
{
	struct sql q;

	sql_init(&q, g->names->arena);
	put_columns(&q, g->entity->columns, g->entity->ncolumns);
	sql_puts(&q, " FROM \"");
	sql_puts(&q, g->entity->name);
	sql_puts(&q, "\" WHERE id = ");
	sql_param(&q, value_text(id));
	return conn_run(g->conn, buf_text(&q.text), q.params, q.nparams,
	                take_columns, g, e);
}

/* They are looked at together, once all are there. */
static void keep_item(struct gathering *g, const struct value *cells)
{
	size_t ncells = g->nitems * g->list->ncolumns;

	for (size_t i = 0; i < g->list->ncolumns; i++) {
		ARENA_GROW(g->names->arena, g->cells, ncells, g->room);
		g->cells[ncells] = cells[i];
		if (cells[i].kind == VALUE_TEXT)
			g->cells[ncells].text =
				arena_str(g->names->arena, cells[i].text);
		ncells++;
	}
	g->nitems++;
}

static enum err_code take_item(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct gathering *g = arg;
	struct value cells[LIST_COLUMNS_MAX] = { { 0 } };
	int at = 0;

	(void)e;
	for (size_t i = 0; i < g->list->ncolumns; i++)
		if (is_read(&g->list->columns[i]))
			cells[i] = stmt_value(stmt, at++);
	sets_of_item(g->names, g->entity, g->list, cells, g->day);
	if (sets_are_of_days(g->list))
		keep_item(g, cells);
	return ERR_OK;
}

static void put_items(struct sql *q, const struct list *l, const char *table,
                      uint32_t n, struct str id)
{
	put_columns(q, l->columns, l->ncolumns);
	sql_puts(q, " FROM \"");
	sql_puts(q, table);
	sql_puts(q,
	         l->kind != NULL ? "\" WHERE record = " : "\" WHERE owner = ");
	sql_param(q, l->kind != NULL ? value_integer(n) : value_text(id));
}

static enum err_code gather_items(struct gathering *g, uint32_t n,
                                  struct str id, struct err *e)
{
	const struct list *l = g->list;
	struct sql q;

	sql_init(&q, g->names->arena);
	put_items(&q, l, l->table, n, id);
	if (l->implied[0] != '\0') {
		sql_puts(&q, " UNION ALL ");
		put_items(&q, l, l->implied, n, id);
	}
	return conn_run(g->conn, buf_text(&q.text), q.params, q.nparams,
	                take_item, g, e);
}

static enum err_code gather_lists(struct gathering *g, uint32_t n,
                                  struct str id, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < g->entity->nlists && rc == ERR_OK; i++) {
		g->list = &g->entity->lists[i];
		if (!sets_has_list(g->list))
			continue;
		rc = gather_items(g, n, id, e);
		if (rc == ERR_OK && g->nitems > 0)
			sets_of_days(g->names, g->entity, g->list, g->cells,
			             g->nitems);
		g->nitems = 0;
	}
	return rc;
}

/* None when there is no such record. */
enum err_code sets_names_of(struct sqlite_tx *tx, uint32_t n, struct str day,
                            struct set_names *out, struct err *e)
{
	struct gathering g = { .conn = tx->conn, .day = day, .names = out };
	const char *kind = NULL;
	struct str id;
	enum err_code rc =
		sqlite_docid_find(&tx->base, n, out->arena, &kind, &id, e);

	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		return ERR_OK;
	}
	if (rc != ERR_OK)
		return rc;
	g.entity = tx->store->entities[sqlite_kind(tx->store, str_from(kind))];
	sets_of_record(out, g.entity);
	rc = gather_columns(&g, id, e);
	return rc == ERR_OK ? gather_lists(&g, n, id, e) : rc;
}

/* ---- what changes --------------------------------------------------------- */

/* A record goes into a set, or out of it. */
struct change_of_set {
	uint32_t set, n;
	bool is_in;
};

struct updating {
	struct sqlite_tx *tx;
	struct arena *arena;
	struct arena *scratch; /* of the record at hand */
	struct str day;
	struct change_of_set *changes;
	size_t n, room;
	bool is_emptied; /* a set is no more */
};

static void note(struct updating *u, uint32_t set, uint32_t n, bool is_in)
{
	ARENA_GROW(u->arena, u->changes, u->n, u->room);
	u->changes[u->n++] = (struct change_of_set){ set, n, is_in };
}

/* Both are in order. */
static void compare(struct updating *u, uint32_t n, const struct set_ids *was,
                    const struct set_ids *is)
{
	size_t i = 0, j = 0;

	while (i < was->n || j < is->n) {
		if (j == is->n || (i < was->n && was->ids[i] < is->ids[j]))
			note(u, was->ids[i++], n, false);
		else if (i == was->n || is->ids[j] < was->ids[i])
			note(u, is->ids[j++], n, true);
		else
			i++, j++;
	}
}

static enum err_code ids_now(struct updating *u, uint32_t n,
                             struct set_ids *out, struct err *e)
{
	struct set_names names = { .arena = u->scratch };
	enum err_code rc = sets_names_of(u->tx, n, u->day, &names, e);

	out->ids = arena_alloc(u->scratch, (names.n + 1) * sizeof(*out->ids));
	for (size_t i = 0; i < names.n && rc == ERR_OK; i++)
		rc = set_names_id(u->tx->store, names.names[i], &out->ids[i],
		                  e);
	out->n = sets_sort_ids(out->ids, names.n);
	return rc;
}

static enum err_code update_record(struct updating *u, uint32_t n,
                                   struct err *e)
{
	struct set_ids was = { .arena = u->scratch },
		       is = { .arena = u->scratch };
	struct value param = value_integer(n);
	size_t before = u->n;
	enum err_code rc = conn_run(
		u->tx->conn, STR("SELECT sets FROM set_members WHERE n = ?"),
		&param, 1, sets_take_ids, &was, e);

	if (rc == ERR_OK)
		rc = ids_now(u, n, &is, e);
	if (rc != ERR_OK)
		return rc;
	compare(u, n, &was, &is);
	return u->n > before
	               ? sets_write_ids(u->tx->conn, u->scratch, n, &is, e)
	               : ERR_OK;
}

/* ---- blocks --------------------------------------------------------------- */

static int64_t place_of(const struct change_of_set *c)
{
	return sets_place(c->n / BITSET_SIZE, c->set);
}

#define DIGIT  8 /* bits */
#define DIGITS (1u << DIGIT)

/* In the order of their sets: those of one stay in the order of records, in
 * which they were found. */
static void sort_changes(struct updating *u)
{
	struct change_of_set *from = u->changes,
			     *to = arena_alloc(u->arena, u->n * sizeof(*to)),
			     *other;
	uint32_t most = 0;

	for (size_t i = 0; i < u->n; i++)
		most = from[i].set > most ? from[i].set : most;
	for (unsigned shift = 0; shift < 32 && most >> shift > 0;
	     shift += DIGIT) {
		size_t at[DIGITS + 1] = { 0 };

		for (size_t i = 0; i < u->n; i++)
			at[(from[i].set >> shift) % DIGITS + 1]++;
		for (size_t i = 1; i < DIGITS; i++)
			at[i] += at[i - 1];
		for (size_t i = 0; i < u->n; i++)
			to[at[(from[i].set >> shift) % DIGITS]++] = from[i];
		other = from;
		from = to;
		to = other;
	}
	u->changes = from;
}

/* Changes of one block of one set; *end is the first that is not. */
static enum err_code update_block(struct updating *u, size_t from, size_t *end,
                                  struct err *e)
{
	int64_t place = place_of(&u->changes[from]);
	struct bitset b = { { 0 } };
	enum err_code rc = sets_block(u->tx->conn, place, &b, e);
	size_t i;

	for (i = from; i < u->n && place_of(&u->changes[i]) == place; i++)
		bitset_put(&b, u->changes[i].n % BITSET_SIZE,
		           u->changes[i].is_in);
	*end = i;
	return rc == ERR_OK ? sets_write_block(u->tx->conn, place, &b, e) : rc;
}

/* Its id may be that of another, then. */
static enum err_code remove_empty(struct updating *u, struct value set,
                                  struct err *e)
{
	struct conn *c = u->tx->conn;
	enum err_code rc =
		conn_run(c, STR("DELETE FROM sets WHERE id = ? AND n = 0"),
	                 &set, 1, NULL, NULL, e);

	if (rc == ERR_OK && sqlite3_changes(c->db) > 0)
		u->is_emptied = true;
	return rc;
}

/* Its number of records; one without any goes. */
static enum err_code update_count(struct updating *u, size_t from, size_t *end,
                                  struct err *e)
{
	uint32_t set = u->changes[from].set;
	struct value params[] = { value_integer(0), value_integer(set) };
	enum err_code rc;
	size_t i;

	for (i = from; i < u->n && u->changes[i].set == set; i++)
		params[0].integer += u->changes[i].is_in ? 1 : -1;
	*end = i;
	if (params[0].integer == 0)
		return ERR_OK;
	rc = conn_run(u->tx->conn,
	              STR("UPDATE sets SET n = n + ? WHERE id = ?"), params,
	              COUNT(params), NULL, NULL, e);
	return rc != ERR_OK || params[0].integer > 0
	               ? rc
	               : remove_empty(u, params[1], e);
}

static enum err_code apply(struct updating *u, struct err *e)
{
	enum err_code rc = ERR_OK;

	if (u->n == 0)
		return ERR_OK;
	sort_changes(u);
	for (size_t i = 0; i < u->n && rc == ERR_OK;)
		rc = update_block(u, i, &i, e);
	for (size_t i = 0; i < u->n && rc == ERR_OK;)
		rc = update_count(u, i, &i, e);
	return rc;
}

static enum err_code update_some(struct sqlite_tx *tx, const uint32_t *records,
                                 size_t n, struct str day, struct err *e)
{
	struct updating u = { .tx = tx, .arena = arena_new(), .day = day };
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < n && rc == ERR_OK; i++) {
		u.scratch = arena_new();
		rc = update_record(&u, records[i], e);
		arena_free(u.scratch);
	}
	if (rc == ERR_OK)
		rc = apply(&u, e);
	if (u.is_emptied) {
		set_names_end(tx->store, false);
		set_names_begin(tx->store);
	}
	arena_free(u.arena);
	return rc;
}

/* ---- before a commit ------------------------------------------------------ */

enum err_code sets_update(struct sqlite_tx *tx, struct err *e)
{
	struct touched *t = &tx->store->touched;
	char today[DAY_LEN + 1];
	enum err_code rc = ERR_OK;

	set_names_begin(tx->store);
	date_today(today);
	if (t->n > 0 || strcmp(tx->store->day, today) != 0)
		rc = move_day(tx->store, today, e);
	sort_touched(t);
	for (size_t i = 0; i < t->n && rc == ERR_OK; i += RECORDS_AT_ONCE)
		rc = update_some(tx, t->records + i,
		                 t->n - i < RECORDS_AT_ONCE ? t->n - i
		                                            : RECORDS_AT_ONCE,
		                 str_from(today), e);
	if (rc == ERR_OK)
		memcpy(tx->store->day, today, sizeof(today));
	return rc;
}

bool sets_are_old(const struct sqlite_store *s)
{
	char today[DAY_LEN + 1];

	date_today(today);
	return strcmp(s->day, today) != 0;
}
