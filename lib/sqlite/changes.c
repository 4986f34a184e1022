/*
 * changes.c - the chain of changes, and the registry this one is a copy of
 */
#include "lib/data/id.h"
#include "lib/sqlite/sqlite.h"

struct change_copy {
	struct arena *arena;
	struct change *out;
};

static enum err_code copy_change(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct change_copy *copy = arg;

	(void)e;
	*copy->out = sqlite_change_of(stmt);
	change_keep(copy->arena, copy->out);
	return ERR_OK;
}

enum err_code sqlite_head(struct tx *tx, struct arena *a, struct change *out,
                          struct err *e)
{
	struct change_copy copy = { a, out };

	*out = (struct change){ 0 };
	return conn_run(conn_of(tx),
	                STR("SELECT " CHANGE_COLUMNS
	                    " FROM changes ORDER BY seq DESC LIMIT 1"),
	                NULL, 0, copy_change, &copy, e);
}

/* Asked once of each snapshot; who writes sees his own changes as well. */
enum err_code sqlite_newest(struct tx *tx, int64_t *out, struct err *e)
{
	struct conn *c = conn_of(tx);
	enum err_code rc = ERR_OK;

	if (tx->mode != TX_READ)
		c->newest = 0;
	if (c->newest == 0)
		rc = conn_integer(c, STR("SELECT max(seq) FROM changes"), NULL,
		                  0, &c->newest, e);
	*out = c->newest;
	return rc;
}

enum err_code sqlite_append(struct tx *tx, const struct change *c,
                            struct err *e)
{
	struct value params[] = {
		value_integer(c->seq),
		value_text(c->at),
		value_optional(c->by),
		value_text(c->kind),
		value_text(c->op),
		value_text(c->id),
		value_text(c->key),
		c->rev > 0 ? value_integer(c->rev) : (struct value){ 0 },
		value_optional(c->record),
		value_text(c->prev),
		value_text(c->hash),
		value_optional(c->from),
		value_optional(c->arrived),
	};
	enum err_code rc =
		conn_run(conn_of(tx),
	                 STR("INSERT INTO changes (" CHANGE_COLUMNS ") "
	                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
	                 params, COUNT(params), NULL, NULL, e);

	return rc == ERR_OK ? harvest_note(conn_of(tx), c, e) : rc;
}

struct change_walk {
	change_fn *fn;
	void *arg;
};

static enum err_code pass_change(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct change_walk *w = arg;
	struct change c = sqlite_change_of(stmt);

	return w->fn(w->arg, &c, e);
}

enum err_code sqlite_changes(struct tx *tx, int64_t since, size_t limit,
                             change_fn *fn, void *arg, struct err *e)
{
	struct change_walk w = { fn, arg };
	int64_t most = limit > INT64_MAX ? INT64_MAX : (int64_t)limit;
	struct value params[] = { value_integer(since), value_integer(most) };

	return conn_run(conn_of(tx),
	                STR("SELECT " CHANGE_COLUMNS " FROM changes "
	                    "WHERE seq > ? ORDER BY seq LIMIT ?"),
	                params, COUNT(params), pass_change, &w, e);
}

enum err_code sqlite_last_change(struct tx *tx, struct str kind, struct str ref,
                                 int64_t until, struct arena *a,
                                 struct change *out, struct err *e)
{
	static const char by_id[] = "SELECT " CHANGE_COLUMNS " FROM changes "
				    "WHERE kind = ? AND id = ? AND seq <= ? "
				    "ORDER BY seq DESC LIMIT 1",
			  by_key[] = "SELECT " CHANGE_COLUMNS " FROM changes "
				     "WHERE kind = ? AND key = ? AND seq <= ? "
				     "ORDER BY seq DESC LIMIT 1";
	struct value params[] = { value_text(kind), value_text(ref),
		                  value_integer(until) };
	struct change_copy copy = { a, out };

	*out = (struct change){ 0 };
	return conn_run(conn_of(tx), str_from(id_valid(ref) ? by_id : by_key),
	                params, COUNT(params), copy_change, &copy, e);
}

/* The newest are the likeliest to be asked for. */
enum err_code sqlite_revision(struct tx *tx, struct str kind, struct str id,
                              int64_t rev, struct arena *a, struct change *out,
                              struct err *e)
{
	struct value params[] = { value_text(kind), value_text(id),
		                  value_integer(rev) };
	struct change_copy copy = { a, out };

	*out = (struct change){ 0 };
	return conn_run(conn_of(tx),
	                STR("SELECT " CHANGE_COLUMNS " FROM changes "
	                    "WHERE kind = ? AND id = ? AND rev = ? "
	                    "AND op = '" OP_PUT "' ORDER BY seq DESC LIMIT 1"),
	                params, COUNT(params), copy_change, &copy, e);
}

enum err_code sqlite_history(struct tx *tx, struct str kind, struct str id,
                             int64_t since, size_t limit, change_fn *fn,
                             void *arg, struct err *e)
{
	struct change_walk w = { fn, arg };
	struct value params[] = { value_text(kind), value_text(id),
		                  value_integer(since),
		                  value_integer((int64_t)limit) };

	return conn_run(conn_of(tx),
	                STR("SELECT " CHANGE_COLUMNS " FROM changes "
	                    "WHERE kind = ? AND id = ? AND seq > ? "
	                    "ORDER BY seq LIMIT ?"),
	                params, COUNT(params), pass_change, &w, e);
}

enum err_code sqlite_history_count(struct tx *tx, struct str kind,
                                   struct str id, int64_t *out, struct err *e)
{
	struct value params[] = { value_text(kind), value_text(id) };

	return conn_integer(conn_of(tx),
	                    STR("SELECT count(*) FROM changes "
	                        "WHERE kind = ? AND id = ?"),
	                    params, COUNT(params), out, e);
}

/* ------------------------------------------------------------- settings */

struct setting {
	struct arena *arena;
	struct str value;
};

static enum err_code copy_setting(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct setting *s = arg;

	(void)e;
	s->value = arena_str(s->arena, stmt_text(stmt, 0));
	return ERR_OK;
}

enum err_code sqlite_setting(struct tx *tx, const char *name, struct arena *a,
                             struct str *out, struct err *e)
{
	struct value params[] = { value_text(str_from(name)) };
	struct setting s = { .arena = a };
	enum err_code rc = conn_run(conn_of(tx),
	                            STR("SELECT value FROM settings "
	                                "WHERE name = ?"),
	                            params, COUNT(params), copy_setting, &s, e);

	*out = s.value;
	return rc;
}

enum err_code sqlite_set_setting(struct tx *tx, const char *name,
                                 struct str value, struct err *e)
{
	struct value params[] = { value_text(str_from(name)),
		                  value_text(value) };

	if (value.len == 0)
		return conn_run(conn_of(tx),
		                STR("DELETE FROM settings WHERE name = ?"),
		                params, 1, NULL, NULL, e);
	return conn_run(conn_of(tx),
	                STR("INSERT INTO settings (name, value) VALUES "
	                    "(?, ?) ON CONFLICT (name) "
	                    "DO UPDATE SET value = excluded.value"),
	                params, COUNT(params), NULL, NULL, e);
}

/* ---- by this write -------------------------------------------------------- */

int64_t sqlite_written(struct tx *tx)
{
	struct conn *c = conn_of(tx);

	conn_settle(c);
	texts_forget(c);
	conn_bill(c);
	return sqlite3_get_autocommit(c->db) ? -1
	                                     : sqlite3_total_changes64(c->db);
}
