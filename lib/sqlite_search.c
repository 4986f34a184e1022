/*
 * sqlite_search.c - the index of words: an FTS5 table without content, whose
 * rows are those of `records`, cut into tokens by lib/tokens.h
 */
#include "lib/sqlite.h"

#include "lib/tokens.h"

/* ------------------------------------------------------------- tokenizer */

/* The tokenizer has no state: any pointer but NULL will do. */
static char instance;

static int open_tokenizer(void *arg, const char **args, int nargs,
                          Fts5Tokenizer **out)
{
	(void)arg;
	(void)args;
	(void)nargs;
	*out = (Fts5Tokenizer *)&instance;
	return SQLITE_OK;
}

static void close_tokenizer(Fts5Tokenizer *t)
{
	(void)t;
}

struct receiver {
	void *arg;
	int (*token)(void *, int, const char *, int, int, int);
};

static int pass_token(void *arg, const struct token *t)
{
	struct receiver *r = arg;

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
	struct receiver r = { arg, token };
	struct str s = { text != NULL ? text : "", (size_t)len };

	(void)t;
	return tokens_each(s, use_of(flags), pass_token, &r);
}

static enum err_code add_tokenizer(struct conn *c, struct err *e)
{
	fts5_tokenizer tokenizer = { open_tokenizer, close_tokenizer,
		                     tokenize };
	sqlite3_stmt *stmt = NULL;
	fts5_api *api = NULL;

	if (sqlite3_prepare_v2(c->db, "SELECT fts5(?)", -1, &stmt, NULL) !=
	    SQLITE_OK)
		return conn_fail(c, "SELECT fts5(?)", e);
	sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL);
	sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	if (api == NULL)
		return err_set(e, ERR_STORE, "this SQLite has no FTS5");
	if (api->xCreateTokenizer(api, "registry", NULL, &tokenizer, NULL) !=
	    SQLITE_OK)
		return conn_fail(c, NULL, e);
	return ERR_OK;
}

/* The bits of a double, given as an integer, as that double: what crosses to
 * a statement is text or an integer, and a rank must come back unchanged. */
static void double_of_bits(sqlite3_context *context, int n,
                           sqlite3_value **values)
{
	int64_t bits = sqlite3_value_int64(values[0]);
	double d;

	(void)n;
	memcpy(&d, &bits, sizeof(d));
	sqlite3_result_double(context, d);
}

enum err_code sqlite_add_functions(struct conn *c, struct err *e)
{
	if (sqlite3_create_function(c->db, "double_of_bits", 1,
	                            SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
	                            double_of_bits, NULL, NULL) != SQLITE_OK)
		return conn_fail(c, "double_of_bits", e);
	return add_tokenizer(c, e);
}

/* -------------------------------------------------------------- indexing */

static enum err_code find_place(struct conn *c, const struct entity *t,
                                struct str id, int64_t *out, struct err *e)
{
	struct value params[] = { value_text(str_from(t->name)),
		                  value_text(id) };
	enum err_code rc;

	*out = 0;
	rc = conn_integer(
		c, STR("SELECT n FROM records WHERE kind = ? AND id = ?"),
		params, COUNT(params), out, e);
	if (rc == ERR_OK && *out == 0)
		return err_set(e, ERR_NOT_FOUND, "no such record");
	return rc;
}

static enum err_code give_words(struct conn *c, struct str sql, int64_t n,
                                const struct document *d, struct err *e)
{
	struct value params[SEARCH__COUNT] = { value_integer(n) };

	for (size_t i = SEARCH_TITLE; i < SEARCH__COUNT; i++)
		params[i] = value_text(d->parts[i]);
	return conn_run(c, sql, params, COUNT(params), NULL, NULL, e);
}

enum err_code sqlite_index(struct tx *tx, const struct entity *t, struct str id,
                           const struct document *old,
                           const struct document *new, struct err *e)
{
	struct conn *c = conn_of(tx);
	int64_t n;
	enum err_code rc = find_place(c, t, id, &n, e);

	if (rc == ERR_OK && old != NULL)
		rc = give_words(c,
		                STR("INSERT INTO search (search, rowid, title, "
		                    "name, summary, text) "
		                    "VALUES ('delete', ?, ?, ?, ?, ?)"),
		                n, old, e);
	if (rc == ERR_OK && new != NULL)
		rc = give_words(c,
		                STR("INSERT INTO search (rowid, title, name, "
		                    "summary, text) VALUES (?, ?, ?, ?, ?)"),
		                n, new, e);
	return rc;
}

enum err_code sqlite_index_stale(struct tx *tx, bool *out, struct err *e)
{
	struct arena *a = arena_new();
	struct value params[] = { value_text(tokens_version(a)) };
	int64_t same = 0;
	enum err_code rc =
		conn_integer(conn_of(tx),
	                     STR("SELECT 1 FROM settings "
	                         "WHERE name = 'words_version' AND value = ?"),
	                     params, COUNT(params), &same, e);

	arena_free(a);
	*out = same == 0;
	return rc;
}

enum err_code sqlite_index_reset(struct tx *tx, struct err *e)
{
	struct conn *c = conn_of(tx);
	struct arena *a = arena_new();
	struct value params[] = { value_text(tokens_version(a)) };
	enum err_code rc = conn_run(
		c, STR("INSERT INTO search (search) VALUES ('delete-all')"),
		NULL, 0, NULL, NULL, e);

	if (rc == ERR_OK)
		rc = conn_run(c, STR("DELETE FROM names"), NULL, 0, NULL, NULL,
		              e);
	if (rc == ERR_OK)
		rc = conn_run(c,
		              STR("INSERT INTO settings (name, value) VALUES "
		                  "('words_version', ?) ON CONFLICT (name) "
		                  "DO UPDATE SET value = excluded.value"),
		              params, COUNT(params), NULL, NULL, e);
	arena_free(a);
	return rc;
}

/* ------------------------------------------------------- what is asked for */

static int stop(void *arg, const struct token *t)
{
	(void)arg;
	(void)t;
	return 1;
}

static bool has_words(struct str text)
{
	return tokens_each(text, TOKENS_QUERY, stop, NULL) != 0;
}

/* A text as a string of FTS5, which cuts it as the texts were cut: more words
 * than one are a phrase, and nothing in it is an operator. */
static void put_string(struct buf *b, struct str text)
{
	buf_puts(b, "\"");
	for (size_t i = 0; i < text.len; i++) {
		char c = text.p[i];

		if (c == '"')
			buf_puts(b, "\"\"");
		else
			buf_add(b, c != '\0' ? &c : " ", 1);
	}
	buf_puts(b, "\"");
}

static void put_term(struct buf *b, const struct term *t)
{
	struct str endings[TOKENS_ENDINGS];
	size_t n;

	if (!t->prefix || !tokens_open(t->text)) {
		put_string(b, t->text);
		return;
	}
	n = tokens_endings(b->arena, t->text, endings);
	buf_puts(b, "(");
	put_string(b, t->text);
	buf_puts(b, " *");
	for (size_t i = 0; i < n; i++) {
		buf_puts(b, " OR ");
		put_string(b, endings[i]);
	}
	buf_puts(b, ")");
}

static size_t put_terms(struct buf *b, const struct search *s, bool without,
                        const char *glue)
{
	size_t n = 0;

	for (size_t i = 0; i < s->nterms; i++) {
		const struct term *t = &s->terms[i];

		if (t->without != without || !has_words(t->text))
			continue;
		if (n++ > 0)
			buf_puts(b, glue);
		put_term(b, t);
	}
	return n;
}

/* (a AND b) NOT (c OR d); absent when there is nothing to look for. */
static struct str match_text(struct arena *a, const struct search *s)
{
	struct buf with, without;

	buf_init(&with, a);
	buf_init(&without, a);
	if (put_terms(&with, s, false, " AND ") == 0)
		return (struct str){ 0 };
	if (put_terms(&without, s, true, " OR ") == 0)
		return buf_text(&with);
	return str_from(
		arena_printf(a, "(%s) NOT (%s)", with.data, without.data));
}

static void put_kinds(struct sql *q, const struct search *s)
{
	for (size_t i = 0; i < s->nkinds; i++) {
		sql_puts(q, i == 0 ? " AND r.kind IN (" : ", ");
		sql_param(q, value_text(str_from(s->kinds[i]->name)));
	}
	if (s->nkinds > 0)
		sql_puts(q, ")");
}

static void put_match(struct sql *q, const struct search *s, struct str match)
{
	sql_puts(q, " FROM search AS s JOIN records AS r ON r.n = s.rowid "
	            "WHERE s.search MATCH ");
	sql_param(q, value_text(match));
	put_kinds(q, s);
}

/* Behind the last hit, in the order of rank and n. */
static void put_place(struct sql *q, const struct search *s)
{
	int64_t bits;

	memcpy(&bits, &s->after_rank, sizeof(bits));
	sql_puts(q, " AND (s.rank, r.n) > (double_of_bits(");
	sql_param(q, value_integer(bits));
	sql_puts(q, "), ");
	sql_param(q, value_integer(s->after_n));
	sql_puts(q, ")");
}

/* ------------------------------------------------------------------ hits */

struct hits {
	const struct sqlite_store *store;
	hit_fn *fn;
	void *arg;
};

const char *sqlite_kind_name(const struct sqlite_store *s, struct str name)
{
	for (size_t i = 0; i < s->nentities; i++)
		if (str_is(name, s->entities[i]->name))
			return s->entities[i]->name;
	return NULL;
}

static enum err_code pass_hit(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct hits *h = arg;
	struct hit hit = { .kind = sqlite_kind_name(h->store,
		                                    stmt_text(stmt, 0)),
		           .id = stmt_text(stmt, 1),
		           .rank = sqlite3_column_double(stmt, 2),
		           .n = sqlite3_column_int64(stmt, 3) };

	return hit.kind != NULL ? h->fn(h->arg, &hit, e) : ERR_OK;
}

enum err_code sqlite_search(struct tx *tx, const struct search *s, hit_fn *fn,
                            void *arg, struct err *e)
{
	struct hits h = { ((struct sqlite_tx *)tx)->store, fn, arg };
	struct arena *a = arena_new();
	struct str match = match_text(a, s);
	enum err_code rc = ERR_OK;
	struct sql q;

	sql_init(&q, a);
	sql_puts(&q, "SELECT r.kind, r.id, s.rank, r.n");
	put_match(&q, s, match);
	if (s->has_after)
		put_place(&q, s);
	sql_puts(&q, " ORDER BY s.rank, r.n LIMIT ");
	sql_param(&q, value_integer((int64_t)s->limit));
	if (match.p != NULL)
		rc = conn_run(conn_of(tx), buf_text(&q.text), q.params,
		              q.nparams, pass_hit, &h, e);
	arena_free(a);
	return rc;
}

enum err_code sqlite_search_count(struct tx *tx, const struct search *s,
                                  int64_t *out, struct err *e)
{
	struct arena *a = arena_new();
	struct str match = match_text(a, s);
	enum err_code rc = ERR_OK;
	struct sql q;

	*out = 0;
	sql_init(&q, a);
	sql_puts(&q, "SELECT count(*)");
	put_match(&q, s, match);
	if (match.p != NULL)
		rc = conn_integer(conn_of(tx), buf_text(&q.text), q.params,
		                  q.nparams, out, e);
	arena_free(a);
	return rc;
}
