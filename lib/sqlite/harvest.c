/*
 * harvest.c - the newest change of each record, by sets
 */
#include "lib/data/jsontext.h"
#include "lib/sqlite/sqlite.h"

/* ---- writing: what the view harvest_due says ------------------------------- */

struct noting {
	struct conn *conn;
	struct arena *arena;
	int64_t seq;
};

static enum err_code put_name(struct noting *n, const char *name, struct err *e)
{
	struct value params[] = { value_text(str_from(name)),
		                  value_integer(n->seq) };

	return conn_run(n->conn,
	                STR("INSERT OR IGNORE INTO harvest (name, seq) "
	                    "VALUES (?, ?)"),
	                params, COUNT(params), NULL, NULL, e);
}

static bool is_code(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!char_is_letter(s.p[i]) && !char_is_digit(s.p[i]) &&
		    strchr("-_.", s.p[i]) == NULL)
			return false;
	return true;
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* "US-CA" is of US, too. */
static enum err_code put_code(struct noting *n, struct str code, struct err *e)
{
	bool is_part = code.len > 2 && is_capital(code.p[0]) &&
	               is_capital(code.p[1]) && code.p[2] == '-';
	struct str whole = { code.p, is_part ? 2 : code.len };
	enum err_code rc;

	if (!is_code(code))
		return ERR_OK;
	rc = put_name(n, "jurisdiction", e);
	if (rc == ERR_OK)
		rc = put_name(n,
		              arena_printf(n->arena, "jurisdiction:%.*s",
		                           STR_ARG(whole)),
		              e);
	return rc != ERR_OK || !is_part
	               ? rc
	               : put_name(n,
	                          arena_printf(n->arena,
	                                       "jurisdiction:%.2s:%.*s", code.p,
	                                       STR_ARG(code)),
	                          e);
}

static enum err_code put_codes(struct noting *n, const struct change *ch,
                               struct err *e)
{
	struct str list = json_member(ch->record, "jurisdictions"),
		   code = json_member(ch->record, "jurisdiction");
	enum err_code rc = ERR_OK;
	size_t at = 0;

	if (code.len > 0)
		rc = put_code(n, json_unquote(n->arena, code), e);
	while (rc == ERR_OK && json_items(list, &at, &code))
		rc = put_code(n, json_unquote(n->arena, code), e);
	return rc;
}

static enum err_code put_names(struct noting *n, const struct change *ch,
                               struct err *e)
{
	enum err_code rc = put_name(n, "kind", e);

	if (rc == ERR_OK)
		rc = put_name(
			n,
			arena_printf(n->arena, "kind:%.*s", STR_ARG(ch->kind)),
			e);
	return rc == ERR_OK ? put_codes(n, ch, e) : rc;
}

/* What is deleted stays where it was. */
static enum err_code move_from(struct noting *n, const struct change *ch,
                               int64_t before, struct err *e)
{
	struct value params[] = { value_integer(before),
		                  value_integer(ch->seq) };

	return str_is(ch->op, OP_PUT)
	               ? conn_run(n->conn,
	                          STR("DELETE FROM harvest WHERE seq = ?1"),
	                          params, 1, NULL, NULL, e)
	               : conn_run(n->conn,
	                          STR("UPDATE harvest SET seq = ?2 "
	                              "WHERE seq = ?1"),
	                          params, 2, NULL, NULL, e);
}

/* The newest change of a record takes the place of the one before. */
enum err_code harvest_note(struct conn *c, const struct change *ch,
                           struct err *e)
{
	struct noting n = { c, arena_scratch(), ch->seq };
	struct value params[] = { value_text(ch->kind), value_text(ch->id),
		                  value_integer(ch->seq) };
	int64_t before = 0;
	enum err_code rc = ERR_OK;

	if (!ch->is_first)
		rc = conn_integer(n.conn,
		                  STR("SELECT max(seq) FROM changes WHERE "
		                      "kind = ? AND id = ? AND seq < ?"),
		                  params, COUNT(params), &before, e);
	if (rc == ERR_OK && before > 0)
		rc = move_from(&n, ch, before, e);
	if (rc == ERR_OK && str_is(ch->op, OP_PUT))
		rc = put_names(&n, ch, e);
	arena_free(n.arena);
	return rc;
}

/* ---- reading ---------------------------------------------------------------- */

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
