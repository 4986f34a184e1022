/*
 * database.c - migrations applied again, and rows copied into their tables
 */
#include "tests/support/database.h"

#include <unistd.h>

#include "lib/sqlite/sqlite.h"
#include "lib/store/schema.h"
#include "tests/support/unit.h"

/* What the tables of both have in common. */
static const char common_columns[] =
	"SELECT t.name, (SELECT group_concat('\"' || c.name || '\"') "
	"FROM pragma_table_info(t.name, 'main') c WHERE c.name IN "
	"(SELECT name FROM pragma_table_info(t.name, 'newer'))) "
	"FROM pragma_table_list t JOIN sqlite_schema s ON s.name = t.name "
	"WHERE t.schema = 'main' AND t.type = 'table' AND t.name IN "
	"(SELECT name FROM pragma_table_list WHERE schema = 'newer') "
	"ORDER BY s.rowid";

struct copying {
	struct arena *arena;
	struct buf sql;
};

static enum err_code copy_table(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct copying *c = arg;
	struct str table = stmt_text(stmt, 0), columns = stmt_text(stmt, 1);

	(void)e;
	buf_printf(&c->sql,
	           "DELETE FROM main.%.*s;"
	           "INSERT INTO main.%.*s (%.*s) SELECT %.*s FROM newer.%.*s;",
	           STR_ARG(table), STR_ARG(table), STR_ARG(columns),
	           STR_ARG(columns), STR_ARG(table));
	return ERR_OK;
}

static void exec(struct conn *c, const char *sql)
{
	struct err e = { 0 };

	if (conn_exec(c, sql, &e) != ERR_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(c->db));
}

static void make_empty(const char *path)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fclose(f);
}

static void replace_file(struct arena *a, const char *path, const char *by)
{
	assert_int_equal(rename(by, path), 0);
	unlink(arena_printf(a, "%s-wal", path));
	unlink(arena_printf(a, "%s-shm", path));
}

void make_old(const char *path, int version)
{
	struct copying copy = { .arena = arena_new() };
	struct arena *a = copy.arena;
	const char *old = arena_printf(a, "%s.old", path);
	struct err e = { 0 };
	struct conn *c = NULL;

	buf_init(&copy.sql, a);
	make_empty(old);
	assert_int_equal(conn_open(&c, old, CONN_WRITE, &e), ERR_OK);
	c->scans = 1;
	for (int i = 0; i < version; i++)
		exec(c, schema_sqlite[i].sql);
	exec(c, arena_printf(a, "ATTACH '%s' AS newer", path));
	assert_int_equal(conn_run(c, str_from(common_columns), NULL, 0,
	                          copy_table, &copy, &e),
	                 ERR_OK);
	exec(c, "PRAGMA foreign_keys = OFF; BEGIN");
	exec(c, copy.sql.data);
	exec(c,
	     arena_printf(a, "COMMIT; DETACH newer; PRAGMA user_version = %d",
	                  version));
	assert_int_equal(sqlite_touch(c, &e), ERR_OK);
	conn_close(c);
	replace_file(a, path, old);
	arena_free(a);
}

void do_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}
