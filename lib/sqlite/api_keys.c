/*
 * api_keys.c - keys that may write
 */
#include "lib/sqlite/sqlite.h"

enum err_code sqlite_key_add(struct tx *tx, const struct api_key *k,
                             struct err *e)
{
	struct value params[] = { value_text(k->digest), value_text(k->name),
		                  value_text(k->role),
		                  value_text(k->created_at),
		                  value_optional(k->revoked_at) };

	return conn_run(conn_of(tx),
	                STR("INSERT INTO api_keys (digest, name, role, "
	                    "created_at, revoked_at) VALUES (?, ?, ?, ?, ?)"),
	                params, COUNT(params), NULL, NULL, e);
}

static struct api_key key_of(sqlite3_stmt *stmt)
{
	return (struct api_key){
		.digest = stmt_text(stmt, 0),
		.name = stmt_text(stmt, 1),
		.role = stmt_text(stmt, 2),
		.created_at = stmt_text(stmt, 3),
		.revoked_at = stmt_text(stmt, 4),
	};
}

struct key_copy {
	struct arena *arena;
	struct api_key *out;
	bool found;
};

static enum err_code copy_key(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct key_copy *copy = arg;
	struct api_key k = key_of(stmt);

	(void)e;
	*copy->out = (struct api_key){
		.digest = text_kept(copy->arena, k.digest),
		.name = text_kept(copy->arena, k.name),
		.role = text_kept(copy->arena, k.role),
		.created_at = text_kept(copy->arena, k.created_at),
		.revoked_at = text_kept(copy->arena, k.revoked_at),
	};
	copy->found = true;
	return ERR_OK;
}

#define KEY_COLUMNS "digest, name, role, created_at, revoked_at"

enum err_code sqlite_key_find(struct tx *tx, struct str digest, struct arena *a,
                              struct api_key *out, struct err *e)
{
	struct key_copy copy = { .arena = a, .out = out };
	struct value params[] = { value_text(digest) };
	enum err_code rc = conn_run(
		conn_of(tx),
		STR("SELECT " KEY_COLUMNS " FROM api_keys WHERE digest = ?"),
		params, COUNT(params), copy_key, &copy, e);

	if (rc == ERR_OK && !copy.found)
		return err_set(e, ERR_NOT_FOUND, "no such key");
	return rc;
}

struct key_walk {
	api_key_fn *fn;
	void *arg;
};

static enum err_code pass_key(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct key_walk *w = arg;
	struct api_key k = key_of(stmt);

	return w->fn(w->arg, &k, e);
}

enum err_code sqlite_keys(struct tx *tx, api_key_fn *fn, void *arg,
                          struct err *e)
{
	struct key_walk w = { fn, arg };

	return conn_run(conn_of(tx),
	                STR("SELECT " KEY_COLUMNS " FROM api_keys "
	                    "ORDER BY created_at, name, digest"),
	                NULL, 0, pass_key, &w, e);
}

enum err_code sqlite_key_revoke(struct tx *tx, struct str name, struct str at,
                                struct err *e)
{
	struct conn *c = conn_of(tx);
	struct value params[] = { value_text(at), value_text(name) };
	enum err_code rc =
		conn_run(c,
	                 STR("UPDATE api_keys SET revoked_at = ? "
	                     "WHERE name = ? AND revoked_at IS NULL"),
	                 params, COUNT(params), NULL, NULL, e);

	if (rc == ERR_OK && sqlite3_changes(c->db) == 0)
		return err_set(e, ERR_NOT_FOUND,
		               "no working key has this name");
	return rc;
}
