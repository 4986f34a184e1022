/*
 * harvest.c - the newest change of each record, by sets
 */
#include "lib/sqlite/sqlite.h"

struct harvest {
	change_fn *fn;
	void *arg;
};

static enum err_code pass_change(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct harvest *h = arg;
	struct change c = sqlite_change_of(stmt);

	return h->fn(h->arg, &c, e);
}

enum err_code sqlite_harvest(struct tx *tx, struct str set, int64_t since,
                             int64_t until, size_t limit, change_fn *fn,
                             void *arg, struct err *e)
{
	struct harvest h = { fn, arg };
	int64_t most = limit > INT64_MAX ? INT64_MAX : (int64_t)limit;
	struct value params[] = { value_text(set), value_integer(since),
		                  value_integer(until), value_integer(most) };

	return conn_run(conn_of(tx),
	                STR("SELECT " CHANGE_COLUMNS " FROM harvest "
	                    "CROSS JOIN changes USING (seq) "
	                    "WHERE name = ? AND seq > ? AND seq <= ? "
	                    "ORDER BY seq LIMIT ?"),
	                params, COUNT(params), pass_change, &h, e);
}

struct names {
	id_fn *fn;
	void *arg;
};

static enum err_code pass_name(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct names *n = arg;

	return n->fn(n->arg, stmt_text(stmt, 0), e);
}

enum err_code sqlite_sets_of(struct tx *tx, int64_t seq, id_fn *fn, void *arg,
                             struct err *e)
{
	struct names n = { fn, arg };
	struct value params[] = { value_integer(seq) };

	return conn_run(
		conn_of(tx),
		STR("SELECT name FROM harvest WHERE seq = ? ORDER BY name"),
		params, COUNT(params), pass_name, &n, e);
}

/* From each name to the next, whatever has it. */
enum err_code sqlite_sets(struct tx *tx, id_fn *fn, void *arg, struct err *e)
{
	struct names n = { fn, arg };

	return conn_run(conn_of(tx),
	                STR("WITH RECURSIVE sets (name) AS ("
	                    "SELECT min(name) FROM harvest UNION ALL "
	                    "SELECT (SELECT min(h.name) FROM harvest AS h "
	                    "WHERE h.name > sets.name) FROM sets "
	                    "WHERE sets.name IS NOT NULL) "
	                    "SELECT name FROM sets WHERE name IS NOT NULL"),
	                NULL, 0, pass_name, &n, e);
}
