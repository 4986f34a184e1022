/*
 * harvest.c - the newest change of each record, by sets
 */
#include "lib/sqlite/sqlite.h"

/* ---- writing ------------------------------------------------------------- */

#define BEFORE                                                                 \
	"(SELECT max(seq) FROM changes WHERE kind = ? AND id = ? AND seq < ?)"

/* Those whose records are in sets of jurisdictions, too, are in the view. */
static bool has_codes(struct str kind)
{
	return str_is(kind, "instruments") || str_is(kind, "organizations");
}

static enum err_code put_into_sets(struct conn *c, const struct change *change,
                                   struct err *e)
{
	struct value seq = value_integer(change->seq),
		     params[] = { seq, value_text(change->kind), seq };

	if (has_codes(change->kind))
		return conn_run(c,
		                STR("INSERT OR IGNORE INTO harvest (name, seq) "
		                    "SELECT name, seq FROM harvest_names "
		                    "WHERE seq = ?"),
		                &seq, 1, NULL, NULL, e);
	return conn_run(c,
	                STR("INSERT OR IGNORE INTO harvest (name, seq) "
	                    "VALUES ('kind', ?), ('kind:' || ?, ?)"),
	                params, COUNT(params), NULL, NULL, e);
}

/* A deletion takes the place of what was put last, and stays in its sets. */
enum err_code harvest_note(struct conn *c, const struct change *change,
                           struct err *e)
{
	struct value seq = value_integer(change->seq),
		     params[] = { value_text(change->kind),
		                  value_text(change->id), seq },
		     moved[] = { seq, params[0], params[1], seq };
	enum err_code rc;

	if (str_is(change->op, OP_DELETE))
		return conn_run(
			c,
			STR("UPDATE harvest SET seq = ? WHERE seq = " BEFORE),
			moved, COUNT(moved), NULL, NULL, e);
	rc = conn_run(c, STR("DELETE FROM harvest WHERE seq = " BEFORE), params,
	              COUNT(params), NULL, NULL, e);
	return rc == ERR_OK ? put_into_sets(c, change, e) : rc;
}

/* ---- reading ------------------------------------------------------------- */

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
