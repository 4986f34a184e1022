/*
 * answers.c - answers saved for requests that are sent again (Idempotency-Key)
 */
#include "lib/sqlite/sqlite.h"

enum err_code sqlite_answer_put(struct tx *tx,
                                const struct stored_answer *answer,
                                struct str until, struct err *e)
{
	struct value old[] = { value_text(until) };
	struct value params[] = {
		value_text(answer->who),      value_text(answer->name),
		value_text(answer->digest),   value_text(answer->at),
		value_text(answer->location), value_integer(answer->rev),
		value_text(answer->body)
	};
	enum err_code rc =
		conn_run(conn_of(tx), STR("DELETE FROM answers WHERE at < ?"),
	                 old, COUNT(old), NULL, NULL, e);

	return rc != ERR_OK
	               ? rc
	               : conn_run(conn_of(tx),
	                          STR("INSERT INTO answers (who, name, digest, "
	                              "at, location, rev, body) "
	                              "VALUES (?, ?, ?, ?, ?, ?, ?)"),
	                          params, COUNT(params), NULL, NULL, e);
}

struct answer_copy {
	struct arena *arena;
	struct stored_answer *out;
	bool found;
};

static enum err_code copy_answer(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct answer_copy *copy = arg;

	(void)e;
	copy->out->digest = text_kept(copy->arena, stmt_text(stmt, 0));
	copy->out->at = text_kept(copy->arena, stmt_text(stmt, 1));
	copy->out->location = text_kept(copy->arena, stmt_text(stmt, 2));
	copy->out->rev = sqlite3_column_int64(stmt, 3);
	copy->out->body = text_kept(copy->arena, stmt_text(stmt, 4));
	copy->found = true;
	return ERR_OK;
}

enum err_code sqlite_answer_find(struct tx *tx, struct str who, struct str name,
                                 struct str since, struct arena *a,
                                 struct stored_answer *out, struct err *e)
{
	struct answer_copy copy = { .arena = a, .out = out };
	struct value params[] = { value_text(who), value_text(name),
		                  value_text(since) };
	enum err_code rc;

	*out = (struct stored_answer){ .who = who, .name = name };
	rc = conn_run(conn_of(tx),
	              STR("SELECT digest, at, location, rev, body FROM answers "
	                  "WHERE who = ? AND name = ? AND at >= ?"),
	              params, COUNT(params), copy_answer, &copy, e);
	if (rc == ERR_OK && !copy.found)
		return err_set(e, ERR_NOT_FOUND, "no such answer");
	return rc;
}
