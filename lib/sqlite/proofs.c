/*
 * proofs.c - the tree over the changes, and the keys that sign its root
 */
#include "lib/store/proofs.h"

#include "lib/sqlite/sqlite.h"

struct text_copy {
	struct arena *arena;
	struct str out;
};

static enum err_code copy_text(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct text_copy *copy = arg;

	(void)e;
	copy->out = arena_str(copy->arena, stmt_text(stmt, 0));
	return ERR_OK;
}

enum err_code sqlite_change_hash(struct tx *tx, int64_t seq, struct arena *a,
                                 struct str *out, struct err *e)
{
	struct value params[] = { value_integer(seq) };
	struct text_copy copy = { .arena = a };
	enum err_code rc = conn_run(
		conn_of(tx), STR("SELECT hash FROM changes WHERE seq = ?"),
		params, COUNT(params), copy_text, &copy, e);

	*out = copy.out;
	return rc == ERR_OK && out->len == 0
	               ? err_set(e, ERR_NOT_FOUND, "there is no such change")
	               : rc;
}

enum err_code sqlite_tree_find(struct tx *tx, unsigned level, int64_t index,
                               struct arena *a, struct str *out, struct err *e)
{
	struct value params[] = { value_integer(level), value_integer(index) };
	struct text_copy copy = { .arena = a };
	enum err_code rc = conn_run(conn_of(tx),
	                            STR("SELECT hash FROM tree "
	                                "WHERE level = ? AND n = ?"),
	                            params, COUNT(params), copy_text, &copy, e);

	*out = copy.out;
	return rc;
}

enum err_code sqlite_tree_put(struct tx *tx, unsigned level, int64_t index,
                              struct str hash, struct err *e)
{
	struct value params[] = { value_integer(level), value_integer(index),
		                  value_text(hash) };

	return conn_run(conn_of(tx),
	                STR("INSERT INTO tree (level, n, hash) "
	                    "VALUES (?, ?, ?)"),
	                params, COUNT(params), NULL, NULL, e);
}

enum err_code sqlite_tree_size(struct tx *tx, unsigned level, int64_t *out,
                               struct err *e)
{
	struct value params[] = { value_integer(level) };

	return conn_integer(conn_of(tx),
	                    STR("SELECT coalesce(max(n) + 1, 0) FROM tree "
	                        "WHERE level = ?"),
	                    params, COUNT(params), out, e);
}

/* ---- keys ------------------------------------------------------------------- */

struct signer_walk {
	signer_fn *fn;
	void *arg;
};

static enum err_code pass_signer(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct signer_walk *w = arg;
	struct signer s = {
		.key = stmt_text(stmt, 0),
		.secret = stmt_text(stmt, 1),
		.made_at = stmt_text(stmt, 2),
		.endorsed_by = stmt_text(stmt, 3),
		.endorsement = stmt_text(stmt, 4),
	};

	return w->fn(w->arg, &s, e);
}

enum err_code sqlite_signers(struct tx *tx, signer_fn *fn, void *arg,
                             struct err *e)
{
	struct signer_walk w = { fn, arg };

	return conn_run(conn_of(tx),
	                STR("SELECT key, secret, made_at, endorsed_by, "
	                    "endorsement FROM signers ORDER BY n"),
	                NULL, 0, pass_signer, &w, e);
}

enum err_code sqlite_signer_add(struct tx *tx, const struct signer *s,
                                struct err *e)
{
	struct value params[] = {
		value_text(s->key),
		value_text(s->secret),
		value_text(s->made_at),
		value_optional(s->endorsed_by),
		value_optional(s->endorsement),
	};
	enum err_code rc = conn_run(conn_of(tx),
	                            STR("UPDATE signers SET secret = NULL "
	                                "WHERE secret IS NOT NULL"),
	                            NULL, 0, NULL, NULL, e);

	return rc != ERR_OK ? rc
	                    : conn_run(conn_of(tx),
	                               STR("INSERT INTO signers (key, secret, "
	                                   "made_at, endorsed_by, endorsement) "
	                                   "VALUES (?, ?, ?, ?, ?)"),
	                               params, COUNT(params), NULL, NULL, e);
}
