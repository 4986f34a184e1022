/*
 * pending.c - what is still to be derived again
 */
#include "lib/sqlite/sqlite.h"

enum err_code sqlite_pending_put(struct tx *tx, const struct pending *p,
                                 struct err *e)
{
	struct value params[] = { value_text(p->kind), value_text(p->path),
		                  value_text(p->value), value_text(p->after),
		                  value_integer(p->steps) };

	return p->is_done
	               ? conn_run(conn_of(tx),
	                          STR("DELETE FROM pending WHERE kind = ? "
	                              "AND path = ? AND value = ?"),
	                          params, 3, NULL, NULL, e)
	               : conn_run(conn_of(tx),
	                          STR("INSERT OR REPLACE INTO pending (kind, "
	                              "path, value, after, steps) "
	                              "VALUES (?, ?, ?, ?, ?)"),
	                          params, COUNT(params), NULL, NULL, e);
}

struct pending_copy {
	struct arena *arena;
	struct pending *out;
	bool found;
};

static enum err_code copy_pending(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct pending_copy *copy = arg;
	struct pending *p = copy->out;
	struct str *texts[] = { &p->kind, &p->path, &p->value, &p->after };

	(void)e;
	for (size_t i = 0; i < COUNT(texts); i++)
		*texts[i] = arena_str(copy->arena, stmt_text(stmt, (int)i));
	p->steps = sqlite3_column_int64(stmt, 4);
	copy->found = true;
	return ERR_OK;
}

#define ALL "SELECT kind, path, value, after, steps FROM pending"

enum err_code sqlite_pending_find(struct tx *tx, struct arena *a,
                                  struct pending *p, struct err *e)
{
	struct value params[] = { value_text(p->kind), value_text(p->path),
		                  value_text(p->value) };
	struct pending_copy copy = { .arena = a, .out = p };
	enum err_code rc =
		p->kind.len > 0
			? conn_run(conn_of(tx),
	                           STR(ALL " WHERE kind = ? AND path = ? "
	                                   "AND value = ?"),
	                           params, COUNT(params), copy_pending, &copy,
	                           e)
			: conn_run(conn_of(tx), STR(ALL " LIMIT 1"), NULL, 0,
	                           copy_pending, &copy, e);

	return rc == ERR_OK && !copy.found
	               ? err_set(e, ERR_NOT_FOUND, "nothing is pending")
	               : rc;
}
