/*
 * misc.c - changes, keys that may write, answers kept, texts fetched
 */
#include "lib/data/id.h"
#include "lib/sqlite/sqlite.h"

/* Absent is NULL. */
static struct value optional(struct str s)
{
	return s.p != NULL ? value_text(s) : (struct value){ 0 };
}

/* --------------------------------------------------------------- changes */

#define CHANGE_COLUMNS                                                         \
	"seq, at, author, kind, op, id, key, rev, record, prev, hash"

static struct change change_of(sqlite3_stmt *stmt)
{
	return (struct change){
		.seq = sqlite3_column_int64(stmt, 0),
		.at = stmt_text(stmt, 1),
		.by = stmt_text(stmt, 2),
		.kind = stmt_text(stmt, 3),
		.op = stmt_text(stmt, 4),
		.id = stmt_text(stmt, 5),
		.key = stmt_text(stmt, 6),
		.rev = sqlite3_column_int64(stmt, 7),
		.record = stmt_text(stmt, 8),
		.prev = stmt_text(stmt, 9),
		.hash = stmt_text(stmt, 10),
	};
}

static struct str keep(struct arena *a, struct str s)
{
	return s.p != NULL ? arena_str(a, s) : s;
}

struct change_copy {
	struct arena *arena;
	struct change *out;
};

static enum err_code copy_change(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct change_copy *copy = arg;
	struct change c = change_of(stmt);
	struct str *texts[] = { &c.at,  &c.by,     &c.kind, &c.op,  &c.id,
		                &c.key, &c.record, &c.prev, &c.hash };

	(void)e;
	for (size_t i = 0; i < COUNT(texts); i++)
		*texts[i] = keep(copy->arena, *texts[i]);
	*copy->out = c;
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

enum err_code sqlite_append(struct tx *tx, const struct change *c,
                            struct err *e)
{
	struct value params[] = {
		value_integer(c->seq),
		value_text(c->at),
		optional(c->by),
		value_text(c->kind),
		value_text(c->op),
		value_text(c->id),
		value_text(c->key),
		c->rev > 0 ? value_integer(c->rev) : (struct value){ 0 },
		optional(c->record),
		value_text(c->prev),
		value_text(c->hash),
	};

	return conn_run(conn_of(tx),
	                STR("INSERT INTO changes (" CHANGE_COLUMNS ") "
	                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
	                params, COUNT(params), NULL, NULL, e);
}

struct change_walk {
	change_fn *fn;
	void *arg;
};

static enum err_code pass_change(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct change_walk *w = arg;
	struct change c = change_of(stmt);

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
	const struct str by[] = {
		STR("SELECT " CHANGE_COLUMNS " FROM changes "
		    "WHERE kind = ? AND id = ? AND seq <= ? "
		    "ORDER BY seq DESC LIMIT 1"),
		STR("SELECT " CHANGE_COLUMNS " FROM changes "
		    "WHERE kind = ? AND key = ? AND seq <= ? "
		    "ORDER BY seq DESC LIMIT 1"),
	};
	struct value params[] = { value_text(kind), value_text(ref),
		                  value_integer(until) };
	struct change_copy copy = { a, out };
	enum err_code rc = ERR_OK;

	*out = (struct change){ 0 };
	for (size_t i = ref.len == ID_LEN ? 0 : 1;
	     i < COUNT(by) && rc == ERR_OK && out->seq == 0; i++)
		rc = conn_run(conn_of(tx), by[i], params, COUNT(params),
		              copy_change, &copy, e);
	return rc;
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

/* --------------------------------------------------- keys that may write */

enum err_code sqlite_key_add(struct tx *tx, const struct api_key *k,
                             struct err *e)
{
	struct value params[] = { value_text(k->digest), value_text(k->name),
		                  value_text(k->role),
		                  value_text(k->created_at),
		                  optional(k->revoked_at) };

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
		.digest = keep(copy->arena, k.digest),
		.name = keep(copy->arena, k.name),
		.role = keep(copy->arena, k.role),
		.created_at = keep(copy->arena, k.created_at),
		.revoked_at = keep(copy->arena, k.revoked_at),
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

/* ---------------------------------------------------------- what it is of */

struct origin {
	struct arena *arena;
	struct str url;
};

static enum err_code copy_origin(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct origin *o = arg;

	(void)e;
	o->url = arena_str(o->arena, stmt_text(stmt, 0));
	return ERR_OK;
}

enum err_code sqlite_origin(struct tx *tx, struct arena *a, struct str *out,
                            struct err *e)
{
	struct origin o = { .arena = a };
	enum err_code rc = conn_run(conn_of(tx),
	                            STR("SELECT value FROM settings "
	                                "WHERE name = 'origin'"),
	                            NULL, 0, copy_origin, &o, e);

	*out = o.url;
	return rc;
}

enum err_code sqlite_set_origin(struct tx *tx, struct str url, struct err *e)
{
	struct value params[] = { value_text(url) };

	return conn_run(conn_of(tx),
	                STR("INSERT INTO settings (name, value) VALUES "
	                    "('origin', ?) ON CONFLICT (name) "
	                    "DO UPDATE SET value = excluded.value"),
	                params, COUNT(params), NULL, NULL, e);
}

/* --------------------------------------------------------- kept answers */

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
	copy->out->digest = keep(copy->arena, stmt_text(stmt, 0));
	copy->out->at = keep(copy->arena, stmt_text(stmt, 1));
	copy->out->location = keep(copy->arena, stmt_text(stmt, 2));
	copy->out->rev = sqlite3_column_int64(stmt, 3);
	copy->out->body = keep(copy->arena, stmt_text(stmt, 4));
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

/* -------------------------------------------------------- texts fetched */

enum err_code sqlite_fetch_put(struct tx *tx, const struct fetched *f,
                               struct err *e)
{
	struct value params[] = {
		value_text(f->source),      value_text(f->url),
		value_text(f->edition),     optional(f->etag),
		optional(f->last_modified), value_text(f->at)
	};

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
		*texts[i] = keep(copy->arena, stmt_text(stmt, (int)i));
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
