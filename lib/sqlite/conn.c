/*
 * conn.c - a connection, its prepared statements, its failures
 */
#include "lib/sqlite/sqlite.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/clock.h"
#include "lib/base/log.h"

#define SCAN_STEPS_MAX 200 /* rows a read may step over without an index */

/* -------------------------------------------------------------- failures */

/* "UNIQUE constraint failed: sources.key": the last word is the column. */
static enum err_code taken(struct conn *c, struct err *e)
{
	const char *message = sqlite3_errmsg(c->db);
	const char *dot = strrchr(message, '.');

	return err_set(e, ERR_CONFLICT, "this %s is taken",
	               dot != NULL ? dot + 1 : "key");
}

static enum err_code missing(const char *sql, struct err *e)
{
	if (sql != NULL && strncmp(sql, "DELETE", 6) == 0)
		return err_set(e, ERR_CONFLICT,
		               "another record still refers to it");
	return err_set(e, ERR_CONFLICT,
	               "it refers to a record that does not exist");
}

/* What is not the caller's doing, and what may pass by itself. A file that was
 * a registry when it was opened is a damaged one when it no longer is. */
static enum err_code broken(struct conn *c, int rc, const char *sql,
                            struct err *e)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return err_set(e, ERR_BUSY, "the database is busy");
	case SQLITE_NOTADB:
		if (!c->is_judged)
			return err_set(e, ERR_INVALID,
			               "the file is not a registry");
	}
	c->fails = true;
	log_event(LOG_ERROR, "sqlite.failed",
	          "code=%d msg=\"%s\" sql=\"%.60s\"", rc, sqlite3_errmsg(c->db),
	          sql != NULL ? sql : "");
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return err_set(e, ERR_BUSY, "the disk is full");
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
		return err_set(e, ERR_BUSY, "the database cannot be %s now: %s",
		               c->mode == CONN_WRITE ? "written" : "opened",
		               sqlite3_errmsg(c->db));
	}
	return err_set(e, ERR_STORE, "the database failed: %s",
	               sqlite3_errmsg(c->db));
}

/* The request was to have no more: of time and work, or of memory. */
static bool ran_over(int rc, struct err *e)
{
	if (rc == SQLITE_INTERRUPT && arena_guarded() != NULL)
		return arena_fault(arena_guarded(), e) != ERR_OK;
	return rc == SQLITE_NOMEM && heap_fault(e) != ERR_OK;
}

enum err_code conn_fail(struct conn *c, const char *sql, struct err *e)
{
	int rc = sqlite3_extended_errcode(c->db);

	switch (rc) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return taken(c, e);
	case SQLITE_CONSTRAINT_FOREIGNKEY:
	case SQLITE_CONSTRAINT_TRIGGER:
		return missing(sql, e);
	case SQLITE_CONSTRAINT_CHECK:
	case SQLITE_CONSTRAINT_NOTNULL:
		return err_set(e, ERR_CONFLICT,
		               "a value is not one the database allows");
	}
	return ran_over(rc, e) ? e->code : broken(c, rc, sql, e);
}

enum err_code conn_exec(struct conn *c, const char *sql, struct err *e)
{
	if (sqlite3_exec(c->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return conn_fail(c, sql, e);
	return ERR_OK;
}

/* ------------------------------------------------------------ statements */

static bool is_of(const struct statement *s, struct str sql, uint64_t hash)
{
	return s->hash == hash && s->len == sql.len && !s->taken &&
	       s->stmt != NULL &&
	       memcmp(sql.p, sqlite3_sql(s->stmt), sql.len) == 0;
}

/* As a rule it is where one of this hash was found before. */
static struct statement *cached(struct conn *c, struct str sql, uint64_t hash)
{
	unsigned char *place = &c->places[hash % PLACES];

	if (*place < c->nstatements && is_of(&c->statements[*place], sql, hash))
		return &c->statements[*place];
	for (size_t i = 0; i < c->nstatements; i++)
		if (is_of(&c->statements[i], sql, hash)) {
			*place = (unsigned char)i;
			return &c->statements[i];
		}
	return NULL;
}

/* A place for one more: a free one, or that of the one not used for longest.
 * NULL when all are at work. */
static struct statement *place(struct conn *c)
{
	struct statement *oldest = NULL;

	for (size_t i = 0; i < c->nstatements; i++)
		if (c->statements[i].stmt == NULL)
			return &c->statements[i];
	if (c->nstatements < STATEMENTS_MAX)
		return &c->statements[c->nstatements++];
	for (size_t i = 0; i < STATEMENTS_MAX; i++) {
		struct statement *s = &c->statements[i];

		if (!s->taken && (oldest == NULL || s->used < oldest->used))
			oldest = s;
	}
	if (oldest != NULL)
		sqlite3_finalize(oldest->stmt);
	return oldest;
}

/* The same text may be at work further up: then it is prepared once more. */
static enum err_code take(struct conn *c, struct str sql,
                          struct statement **out, struct err *e)
{
	uint64_t hash = hash_bytes(sql, 0);
	struct statement *s = cached(c, sql, hash);
	sqlite3_stmt *stmt = NULL;

	if (s == NULL) {
		if (sqlite3_prepare_v3(c->db, sql.p, (int)sql.len,
		                       SQLITE_PREPARE_PERSISTENT, &stmt,
		                       NULL) != SQLITE_OK)
			return conn_fail(c, sql.p, e);
		s = place(c);
		if (s == NULL)
			die("too many statements at work");
		*s = (struct statement){ .stmt = stmt,
			                 .hash = hash,
			                 .len = sql.len };
	}
	s->used = ++c->clock;
	s->taken = true;
	*out = s;
	return ERR_OK;
}

static void warn_of_scan(const struct conn *c, sqlite3_stmt *stmt)
{
#ifndef NDEBUG
	int steps =
		sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);

	if (steps > SCAN_STEPS_MAX && c->scans == 0)
		log_event(LOG_WARN, "sqlite.scan", "steps=%d sql=\"%s\"", steps,
		          sqlite3_sql(stmt));
#else
	(void)c;
	(void)stmt;
#endif
}

/* One that is very long will not come again, and takes much memory. */
static void give(struct conn *c, struct statement *s)
{
	warn_of_scan(c, s->stmt);
	s->taken = false;
	if (s->len > STATEMENT_CACHED_MAX) {
		sqlite3_finalize(s->stmt);
		s->stmt = NULL;
		return;
	}
	sqlite3_reset(s->stmt);
	sqlite3_clear_bindings(s->stmt);
}

void conn_settle(struct conn *c)
{
	for (size_t i = 0; i < c->nstatements; i++)
		if (c->statements[i].taken)
			give(c, &c->statements[i]);
	c->scans = 0;
}

static void bind(sqlite3_stmt *stmt, int at, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NULL:
		sqlite3_bind_null(stmt, at);
		break;
	case VALUE_INTEGER:
		sqlite3_bind_int64(stmt, at, v->integer);
		break;
	case VALUE_TEXT:
		sqlite3_bind_text64(stmt, at, v->text.len > 0 ? v->text.p : "",
		                    v->text.len, SQLITE_STATIC, SQLITE_UTF8);
		break;
	}
}

/* Straight from the value, as the column functions look for it each time; and
 * as a blob, which need not be copied to end in NUL. Text is UTF-8 here. */
static struct str text_of(sqlite3_value *v)
{
	const char *p = sqlite3_value_blob(v);

	if (p == NULL && sqlite3_value_type(v) != SQLITE_NULL)
		p = ""; /* empty is not absent */
	return (struct str){ p, (size_t)sqlite3_value_bytes(v) };
}

struct str stmt_text(sqlite3_stmt *stmt, int at)
{
	return text_of(sqlite3_column_value(stmt, at));
}

struct value stmt_value(sqlite3_stmt *stmt, int at)
{
	sqlite3_value *v = sqlite3_column_value(stmt, at);

	switch (sqlite3_value_type(v)) {
	case SQLITE_NULL:
		return (struct value){ .kind = VALUE_NULL };
	case SQLITE_INTEGER:
		return value_integer(sqlite3_value_int64(v));
	default:
		return value_text(text_of(v));
	}
}

/* Interrupting a statement that writes would undo its whole transaction, and
 * with it the writes of others. */
static int step_on(struct conn *c, const struct statement *s)
{
	c->is_stoppable = sqlite3_stmt_readonly(s->stmt) != 0;
	return sqlite3_step(s->stmt);
}

enum err_code conn_run(struct conn *c, struct str sql,
                       const struct value *params, size_t nparams, step_fn *fn,
                       void *arg, struct err *e)
{
	struct statement *s = NULL;
	enum err_code rc = take(c, sql, &s, e);
	int step = SQLITE_DONE;

	if (rc != ERR_OK)
		return rc;
	for (size_t i = 0; i < nparams; i++)
		bind(s->stmt, (int)i + 1, &params[i]);

	while (rc == ERR_OK && (step = step_on(c, s)) == SQLITE_ROW)
		if (fn != NULL)
			rc = fn(arg, s->stmt, e);
	if (rc == ERR_OK && step != SQLITE_DONE)
		rc = conn_fail(c, sql.p, e);
	give(c, s);
	return rc == ERR_ENOUGH ? ERR_OK : rc;
}

static enum err_code keep_integer(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	int64_t *out = arg;

	(void)e;
	*out = sqlite3_column_int64(stmt, 0);
	return ERR_OK;
}

enum err_code conn_integer(struct conn *c, struct str sql,
                           const struct value *params, size_t nparams,
                           int64_t *out, struct err *e)
{
	return conn_run(c, sql, params, nparams, keep_integer, out, e);
}

enum err_code conn_finish(struct conn *c, struct sql *q, step_fn *fn, void *arg,
                          struct err *e)
{
	enum err_code rc = conn_run(c, buf_text(&q->text), q->params,
	                            q->nparams, fn, arg, e);

	arena_free(q->arena);
	return rc;
}

enum err_code conn_finish_integer(struct conn *c, struct sql *q, int64_t *out,
                                  struct err *e)
{
	enum err_code rc = conn_integer(c, buf_text(&q->text), q->params,
	                                q->nparams, out, e);

	arena_free(q->arena);
	return rc;
}

/* ------------------------------------------------------------------- work */

/* Operations of SQLite between two looks at the clock; and the ns that those may
 * take: the rest was spent elsewhere. */
#define OPERATIONS_EACH 2000
#define LOOK_MAX        20000000

void conn_bill(struct conn *c)
{
	struct arena *a = arena_guarded();

	c->billed = clock_cpu(); /* a nanosecond is about a unit of work */
	c->counted = a != NULL ? arena_spent(a) : 0;
}

/* FTS5 comes by here as well, for the pages it reads. Of the time since the
 * last look, what was counted as work meanwhile is paid for; and what goes on
 * between statements is for others to count. */
static int ask_budget(void *arg)
{
	struct conn *c = arg;
	struct arena *a = arena_guarded();
	int64_t time;
	uint64_t paid;
	bool is_over;

	if (a == NULL)
		return 0;
	time = clock_cpu() - c->billed;
	time = time < LOOK_MAX ? time : LOOK_MAX;
	paid = arena_spent(a) - c->counted;
	is_over = arena_overdraw(a, time > 0 && (uint64_t)time > paid
	                                    ? (uint64_t)time - paid
	                                    : 0);
	conn_bill(c);
	return is_over && c->is_stoppable;
}

bool conn_is_over(struct conn *c)
{
	return ask_budget(c) != 0;
}

void conn_watch_budget(struct conn *c)
{
	sqlite3_progress_handler(c->db, OPERATIONS_EACH, ask_budget, c);
}

void conn_forget(struct conn *c)
{
	while (c->nstatements > 0)
		sqlite3_finalize(c->statements[--c->nstatements].stmt);
}
