/*
 * origins.c - registries that are followed, and what of them is set aside
 */
#include "lib/sqlite/sqlite.h"

#define ORIGIN_COLUMNS "url, key, seq, at, hash, tree"
#define ASIDE_COLUMNS  "origin, kind, id, key, seq, change, reason"

enum err_code sqlite_origin_put(struct tx *tx, const struct origin *o,
                                struct err *e)
{
	struct value params[] = {
		value_text(o->url),      value_optional(o->key),
		value_integer(o->seq),   value_optional(o->at),
		value_optional(o->hash), value_text(o->tree),
	};

	return conn_run(conn_of(tx),
	                STR("INSERT INTO origins (" ORIGIN_COLUMNS ") "
	                    "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (url) "
	                    "DO UPDATE SET key = excluded.key, "
	                    "seq = excluded.seq, at = excluded.at, "
	                    "hash = excluded.hash, tree = excluded.tree"),
	                params, COUNT(params), NULL, NULL, e);
}

static struct origin origin_of(sqlite3_stmt *stmt)
{
	return (struct origin){
		.url = stmt_text(stmt, 0),
		.key = stmt_text(stmt, 1),
		.seq = sqlite3_column_int64(stmt, 2),
		.at = stmt_text(stmt, 3),
		.hash = stmt_text(stmt, 4),
		.tree = stmt_text(stmt, 5),
	};
}

struct origin_copy {
	struct arena *arena;
	struct origin *out;
	bool found;
};

static enum err_code copy_origin(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct origin_copy *copy = arg;
	struct origin o = origin_of(stmt);
	struct str *texts[] = { &o.url, &o.key, &o.at, &o.hash, &o.tree };

	(void)e;
	for (size_t i = 0; i < COUNT(texts); i++)
		*texts[i] = text_kept(copy->arena, *texts[i]);
	*copy->out = o;
	copy->found = true;
	return ERR_OK;
}

enum err_code sqlite_origin_find(struct tx *tx, struct str url, struct arena *a,
                                 struct origin *out, struct err *e)
{
	struct origin_copy copy = { .arena = a, .out = out };
	struct value params[] = { value_text(url) };
	enum err_code rc = conn_run(
		conn_of(tx),
		STR("SELECT " ORIGIN_COLUMNS " FROM origins WHERE url = ?"),
		params, COUNT(params), copy_origin, &copy, e);

	if (rc == ERR_OK && !copy.found)
		return err_set(e, ERR_NOT_FOUND, "%.*s is not followed",
		               STR_ARG(url));
	return rc;
}

struct origin_walk {
	origin_fn *fn;
	void *arg;
};

static enum err_code pass_origin(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct origin_walk *walk = arg;
	struct origin o = origin_of(stmt);

	return walk->fn(walk->arg, &o, e);
}

enum err_code sqlite_origins(struct tx *tx, origin_fn *fn, void *arg,
                             struct err *e)
{
	struct origin_walk walk = { fn, arg };

	return conn_run(
		conn_of(tx),
		STR("SELECT " ORIGIN_COLUMNS " FROM origins ORDER BY url"),
		NULL, 0, pass_origin, &walk, e);
}

enum err_code sqlite_origin_remove(struct tx *tx, struct str url, struct err *e)
{
	struct value params[] = { value_text(url) };

	return conn_run(conn_of(tx), STR("DELETE FROM origins WHERE url = ?"),
	                params, COUNT(params), NULL, NULL, e);
}

/* ------------------------------------------------------------- set aside */

enum err_code sqlite_aside_put(struct tx *tx, const struct aside *x,
                               struct err *e)
{
	struct value params[] = {
		value_text(x->origin), value_text(x->kind),
		value_text(x->id),     value_text(x->key),
		value_integer(x->seq), value_text(x->change),
		value_text(x->reason),
	};

	return conn_run(conn_of(tx),
	                STR("INSERT INTO set_aside (" ASIDE_COLUMNS ") "
	                    "VALUES (?, ?, ?, ?, ?, ?, ?) "
	                    "ON CONFLICT (origin, kind, id) DO UPDATE SET "
	                    "key = excluded.key, seq = excluded.seq, "
	                    "change = excluded.change, "
	                    "reason = excluded.reason"),
	                params, COUNT(params), NULL, NULL, e);
}

enum err_code sqlite_aside_remove(struct tx *tx, struct str origin,
                                  struct str kind, struct str id, struct err *e)
{
	struct value params[] = { value_text(origin), value_text(kind),
		                  value_text(id) };

	return conn_run(conn_of(tx),
	                STR("DELETE FROM set_aside WHERE origin = ? "
	                    "AND kind = ? AND id = ?"),
	                params, COUNT(params), NULL, NULL, e);
}

struct aside_walk {
	aside_fn *fn;
	void *arg;
};

static enum err_code pass_aside(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct aside_walk *walk = arg;
	struct aside x = {
		.origin = stmt_text(stmt, 0),
		.kind = stmt_text(stmt, 1),
		.id = stmt_text(stmt, 2),
		.key = stmt_text(stmt, 3),
		.seq = sqlite3_column_int64(stmt, 4),
		.change = stmt_text(stmt, 5),
		.reason = stmt_text(stmt, 6),
	};

	return walk->fn(walk->arg, &x, e);
}

enum err_code sqlite_asides(struct tx *tx, struct str origin, int64_t since,
                            size_t limit, aside_fn *fn, void *arg,
                            struct err *e)
{
	struct aside_walk walk = { fn, arg };
	struct value params[] = { value_text(origin), value_integer(since),
		                  value_integer((int64_t)limit) };

	return conn_run(conn_of(tx),
	                STR("SELECT " ASIDE_COLUMNS " FROM set_aside "
	                    "WHERE origin = ? AND seq > ? "
	                    "ORDER BY seq LIMIT ?"),
	                params, COUNT(params), pass_aside, &walk, e);
}

enum err_code sqlite_aside_count(struct tx *tx, struct str origin, int64_t *out,
                                 struct err *e)
{
	struct value params[] = { value_text(origin) };

	return conn_integer(
		conn_of(tx),
		STR("SELECT count(*) FROM set_aside WHERE origin = ?"), params,
		COUNT(params), out, e);
}
