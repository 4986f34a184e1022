/*
 * fetches.c - when a text was fetched, and what its server said of it
 */
#include "lib/sqlite/sqlite.h"

enum err_code sqlite_fetch_put(struct tx *tx, const struct fetched *f,
                               struct err *e)
{
	struct value params[] = { value_text(f->source),
		                  value_text(f->url),
		                  value_text(f->edition),
		                  value_optional(f->etag),
		                  value_optional(f->last_modified),
		                  value_text(f->at) };

	return conn_run(conn_of(tx),
	                STR("INSERT OR REPLACE INTO fetches (source, url, "
	                    "edition, etag, last_modified, at) "
	                    "VALUES (?, ?, ?, ?, ?, ?)"),
	                params, COUNT(params), NULL, NULL, e);
}

struct fetch_copy {
	struct arena *arena;
	struct fetched *out;
	bool found;
};

static enum err_code copy_fetch(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct fetch_copy *copy = arg;
	struct fetched *f = copy->out;
	struct str *texts[] = { &f->url, &f->edition, &f->etag,
		                &f->last_modified, &f->at };

	(void)e;
	for (size_t i = 0; i < COUNT(texts); i++)
		*texts[i] = text_kept(copy->arena, stmt_text(stmt, (int)i));
	copy->found = true;
	return ERR_OK;
}

enum err_code sqlite_fetch_find(struct tx *tx, struct str source,
                                struct arena *a, struct fetched *out,
                                struct err *e)
{
	struct fetch_copy copy = { .arena = a, .out = out };
	struct value params[] = { value_text(source) };
	enum err_code rc;

	*out = (struct fetched){ .source = source };
	rc = conn_run(conn_of(tx),
	              STR("SELECT url, edition, etag, last_modified, at "
	                  "FROM fetches WHERE source = ?"),
	              params, COUNT(params), copy_fetch, &copy, e);
	if (rc == ERR_OK && !copy.found)
		return err_set(e, ERR_NOT_FOUND, "never fetched");
	return rc;
}
