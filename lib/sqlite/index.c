/*
 * index.c - the index of words: an FTS5 table without content, whose
 * rows are those of `records`, cut into tokens by lib/text/tokens.h; and beside
 * it what is known of each document (search_docs)
 */
#include "lib/sqlite/sqlite.h"

#include "lib/text/tokens.h"

/* ------------------------------------------------------------- tokenizer */

/* The tokenizer is the connection it counts tokens for. */
static int open_tokenizer(void *arg, const char **args, int nargs,
                          Fts5Tokenizer **out)
{
	(void)args;
	(void)nargs;
	*out = arg;
	return SQLITE_OK;
}

static void close_tokenizer(Fts5Tokenizer *t)
{
	(void)t;
}

struct receiver {
	void *arg;
	int (*token)(void *, int, const char *, int, int, int);
	struct conn *conn;
};

static int pass_token(void *arg, const struct token *t)
{
	struct receiver *r = arg;

	r->conn->tokens += !t->colocated;
	return r->token(r->arg, t->colocated ? FTS5_TOKEN_COLOCATED : 0,
	                t->text.p, (int)t->text.len, (int)t->start,
	                (int)t->end);
}

static enum tokens_for use_of(int flags)
{
	if (flags & FTS5_TOKENIZE_PREFIX)
		return TOKENS_PREFIX;
	return flags & FTS5_TOKENIZE_QUERY ? TOKENS_QUERY : TOKENS_INDEX;
}

static int tokenize(Fts5Tokenizer *t, void *arg, int flags, const char *text,
                    int len,
                    int (*token)(void *, int, const char *, int, int, int))
{
	struct receiver r = { arg, token, (struct conn *)t };
	struct str s = { text != NULL ? text : "", (size_t)len };

	return tokens_each(s, use_of(flags), pass_token, &r);
}

enum err_code sqlite_add_tokenizer(struct conn *c, fts5_api *api, struct err *e)
{
	fts5_tokenizer tokenizer = { open_tokenizer, close_tokenizer,
		                     tokenize };

	return api->xCreateTokenizer(api, "registry", c, &tokenizer, NULL) ==
	                       SQLITE_OK
	               ? ERR_OK
	               : conn_fail(c, NULL, e);
}

/* ---------------------------------------------------------------- docids */

size_t sqlite_kind(const struct sqlite_store *s, struct str name)
{
	size_t i = 0;

	while (i < s->nentities && !str_is(name, s->entities[i]->name))
		i++;
	return i;
}

/* Of one record it is asked again and again while it is written. */
static bool is_last(const struct last_docid *l, const struct entity *t,
                    struct str id)
{
	return l->n != 0 && l->kind == t->name && id.len == ID_LEN &&
	       memcmp(l->id, id.p, ID_LEN) == 0;
}

void sqlite_docid_keep(struct conn *c, const struct entity *t, struct str id,
                       uint32_t n)
{
	if (c->mode != CONN_WRITE || id.len != ID_LEN)
		return;
	c->docid.kind = t->name;
	c->docid.n = n;
	memcpy(c->docid.id, id.p, ID_LEN);
}

enum err_code sqlite_docid_of(struct tx *tx, const struct entity *t,
                              struct str id, uint32_t *out, struct err *e)
{
	struct value params[] = { value_text(str_from(t->name)),
		                  value_text(id) };
	struct conn *c = conn_of(tx);
	int64_t n = c->docid.n;
	enum err_code rc = ERR_OK;

	if (!is_last(&c->docid, t, id)) {
		n = 0;
		rc = conn_integer(c,
		                  STR("SELECT n FROM records "
		                      "WHERE kind = ? AND id = ?"),
		                  params, COUNT(params), &n, e);
	}
	*out = (uint32_t)n;
	if (rc == ERR_OK && n == 0)
		return err_set(e, ERR_NOT_FOUND, "no such record");
	if (rc == ERR_OK)
		sqlite_docid_keep(c, t, id, *out);
	return rc;
}

struct finding {
	const struct sqlite_store *store;
	struct arena *arena;
	const char **kind;
	struct str *id;
};

static enum err_code keep_record(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct finding *f = arg;
	size_t kind = sqlite_kind(f->store, stmt_text(stmt, 0));

	(void)e;
	if (kind == f->store->nentities)
		return ERR_OK;
	*f->kind = f->store->entities[kind]->name;
	*f->id = arena_str(f->arena, stmt_text(stmt, 1));
	return ERR_OK;
}

enum err_code sqlite_docid_find(struct tx *tx, uint32_t n, struct arena *a,
                                const char **kind, struct str *id,
                                struct err *e)
{
	struct finding f = { ((struct sqlite_tx *)tx)->store, a, kind, id };
	struct value param = value_integer(n);
	enum err_code rc;

	*kind = NULL;
	rc = conn_run(conn_of(tx),
	              STR("SELECT kind, id FROM records WHERE n = ?"), &param,
	              1, keep_record, &f, e);
	if (rc == ERR_OK && *kind == NULL)
		return err_set(e, ERR_NOT_FOUND, "no such record");
	return rc;
}

/* -------------------------------------------------------------- indexing */

static bool has_parts(const struct document *d)
{
	for (size_t i = SEARCH_TITLE; i < SEARCH__COUNT; i++)
		if (d->parts[i].len > 0)
			return true;
	return false;
}

static bool is_same(const struct document *a, const struct document *b)
{
	for (size_t i = SEARCH_TITLE; i < SEARCH__COUNT; i++)
		if (!str_eq(a->parts[i], b->parts[i]))
			return false;
	return true;
}

static enum err_code give_words(struct conn *c, struct str sql, uint32_t n,
                                const struct document *d, struct err *e)
{
	struct value params[SEARCH__COUNT] = { value_integer(n) };

	for (size_t i = SEARCH_TITLE; i < SEARCH__COUNT; i++)
		params[i] = value_text(d->parts[i]);
	return has_parts(d)
	               ? conn_run(c, sql, params, COUNT(params), NULL, NULL, e)
	               : ERR_OK;
}

#define DOCID_OF(kind)                                                         \
	"ifnull((SELECT n FROM records "                                       \
	"WHERE kind = '" kind "' AND id = ?), 0)"
#define INSTRUMENT_DOCID DOCID_OF("instruments")
#define SOURCE_DOCID     DOCID_OF("sources")
#define NEXT_VERSION     "(SELECT ifnull(max(version), 0) + 1 FROM search_docs)"

static struct value facets_or_null(const struct document *d)
{
	return d->facets.len > 0 ? value_text(d->facets)
	                         : (struct value){ .kind = VALUE_NULL };
}

static enum err_code put_doc(struct conn *c, const struct entity *t, uint32_t n,
                             const struct document *d, int64_t length,
                             struct err *e)
{
	struct value params[] = {
		value_integer(n),      value_text(str_from(t->name)),
		value_integer(length), value_text(d->instrument),
		value_text(d->source), facets_or_null(d)
	};

	return conn_run(c,
	                STR("INSERT INTO search_docs (n, kind, length, "
	                    "instrument, source, version, facets) "
	                    "VALUES (?, ?, ?, " INSTRUMENT_DOCID
	                    ", " SOURCE_DOCID ", " NEXT_VERSION ", ?) "
	                    "ON CONFLICT (n) DO UPDATE SET kind = "
	                    "excluded.kind, length = excluded.length, "
	                    "instrument = excluded.instrument, source = "
	                    "excluded.source, version = excluded.version, "
	                    "facets = excluded.facets"),
	                params, COUNT(params), NULL, NULL, e);
}

/* The same words: only what it belongs to may be another. */
static enum err_code move_doc(struct conn *c, uint32_t n,
                              const struct document *d, struct err *e)
{
	struct value params[] = { value_text(d->instrument),
		                  value_text(d->source), facets_or_null(d),
		                  value_integer(n) };

	return conn_run(
		c,
		STR("UPDATE search_docs SET instrument = " INSTRUMENT_DOCID
	            ", source = " SOURCE_DOCID ", facets = ?, "
	            "version = " NEXT_VERSION " WHERE n = ?"),
		params, COUNT(params), NULL, NULL, e);
}

/* The row stays, so that whoever keeps something of the document is told. */
static enum err_code remove_doc(struct conn *c, uint32_t n, struct err *e)
{
	struct value param = value_integer(n);

	return conn_run(c,
	                STR("UPDATE search_docs SET length = NULL, "
	                    "version = " NEXT_VERSION " WHERE n = ?"),
	                &param, 1, NULL, NULL, e);
}

static enum err_code index_words(struct conn *c, const struct entity *t,
                                 uint32_t n, const struct document *d,
                                 struct err *e)
{
	enum err_code rc;

	c->tokens = 0;
	rc = give_words(c,
	                STR("INSERT INTO search (rowid, title, name, summary, "
	                    "text, beside) VALUES (?, ?, ?, ?, ?, ?)"),
	                n, d, e);
	return rc == ERR_OK ? put_doc(c, t, n, d, c->tokens - d->beside, e)
	                    : rc;
}

enum err_code sqlite_index(struct tx *tx, const struct entity *t, struct str id,
                           const struct document *old,
                           const struct document *new, struct err *e)
{
	struct conn *c = conn_of(tx);
	uint32_t n;
	enum err_code rc = sqlite_docid_of(tx, t, id, &n, e);

	if (rc == ERR_OK && old != NULL && new != NULL &&is_same(old, new))
		return move_doc(c, n, new, e);
	if (rc == ERR_OK && old != NULL)
		rc = give_words(c,
		                STR("INSERT INTO search (search, rowid, title, "
		                    "name, summary, text, beside) "
		                    "VALUES ('delete', ?, ?, ?, ?, ?, ?)"),
		                n, old, e);
	if (rc != ERR_OK)
		return rc;
	return new != NULL ? index_words(c, t, n, new, e) : remove_doc(c, n, e);
}

/* -------------------------------------------------------- the whole index */

enum err_code sqlite_index_state(struct tx *tx, enum index_state *out,
                                 struct err *e)
{
	struct arena *a = arena_scratch();
	struct value params[] = { value_text(tokens_version(a)) };
	int64_t state = INDEX_STALE;
	enum err_code rc =
		conn_integer(conn_of(tx),
	                     STR("SELECT EXISTS (SELECT 1 FROM settings "
	                         "WHERE name = 'stale_facets') FROM settings "
	                         "WHERE name = 'words_version' AND value = ?"),
	                     params, COUNT(params), &state, e);

	arena_free(a);
	*out = (enum index_state)state;
	return rc;
}

enum err_code sqlite_index_has_facets(struct tx *tx, struct err *e)
{
	return sqlite_set_setting(tx, "stale_facets", STR(""), e);
}

/* Versions grow on, since other processes remember them. Nothing was noted of
 * names in the transaction so far: it begins with this. */
static const char empty_index[] =
	"INSERT INTO search (search) VALUES ('delete-all');"
	"UPDATE search_docs SET length = NULL, "
	"version = version + (SELECT max(version) FROM search_docs);"
	"DELETE FROM settings WHERE name = 'stale_facets';"
	"DELETE FROM names;"
	"DELETE FROM name_words;"
	"DELETE FROM words;";

enum err_code sqlite_index_reset(struct tx *tx, struct err *e)
{
	struct conn *c = conn_of(tx);
	struct arena *a = arena_scratch();
	struct value params[] = { value_text(tokens_version(a)) };
	enum err_code rc = conn_exec(c, empty_index, e);

	if (rc == ERR_OK)
		rc = conn_run(c,
		              STR("INSERT INTO settings (name, value) VALUES "
		                  "('words_version', ?) ON CONFLICT (name) "
		                  "DO UPDATE SET value = excluded.value"),
		              params, COUNT(params), NULL, NULL, e);
	arena_free(a);
	return rc;
}

/* -------------------------------------------------------------- versions */

enum err_code sqlite_index_version(struct tx *tx, int64_t *out, struct err *e)
{
	*out = 0;
	return conn_integer(conn_of(tx),
	                    STR("SELECT max(version) FROM search_docs"), NULL,
	                    0, out, e);
}

struct indexed_walk {
	const struct sqlite_store *store;
	indexed_fn *fn;
	void *arg;
	int64_t *version;
};

static enum err_code pass_indexed(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct indexed_walk *w = arg;
	size_t kind = sqlite_kind(w->store, stmt_text(stmt, 1));
	int64_t version = sqlite3_column_int64(stmt, 5);
	struct indexed i = {
		.n = (uint32_t)sqlite3_column_int64(stmt, 0),
		.kind = (uint8_t)kind,
		.instrument = (uint32_t)sqlite3_column_int64(stmt, 2),
		.source = (uint32_t)sqlite3_column_int64(stmt, 3),
		.gone = sqlite3_column_int(stmt, 4) != 0,
		.facets = stmt_text(stmt, 6),
	};

	*w->version = version > *w->version ? version : *w->version;
	return kind < w->store->nentities ? w->fn(w->arg, &i, e) : ERR_OK;
}

#define INDEXED                                                                \
	"SELECT n, kind, instrument, source, length IS NULL, version, facets " \
	"FROM search_docs"

/* Of all of them, the table is read faster than the index of versions. */
enum err_code sqlite_indexed(struct tx *tx, int64_t since, size_t limit,
                             indexed_fn *fn, void *arg, int64_t *version,
                             struct err *e)
{
	struct indexed_walk w = { ((struct sqlite_tx *)tx)->store, fn, arg,
		                  version };
	struct value params[] = { value_integer(since),
		                  value_integer((int64_t)limit) };
	struct conn *c = conn_of(tx);
	enum err_code rc;

	*version = since;
	c->scans++;
	if (since == 0)
		rc = conn_run(c, STR(INDEXED), NULL, 0, pass_indexed, &w, e);
	else
		rc = conn_run(c,
		              STR(INDEXED " WHERE version > ? "
		                          "ORDER BY version LIMIT ?"),
		              params, COUNT(params), pass_indexed, &w, e);
	c->scans--;
	return rc;
}
