/*
 * index_checksum.c - the full-text index is checked against the documents. It
 * has no copy of their texts; so a checksum is made of its entries for each
 * document, and compared with that of the entries the document should have.
 */
#include "lib/base/log.h"
#include "lib/sqlite/sqlite.h"
#include "lib/text/tokens.h"

struct index_sums {
	struct arena *arena;
	uint64_t *words; /* by place */
	size_t nplaces;
	size_t strangers; /* words of places that never were */
	int64_t rows, tokens[SEARCH__COUNT]; /* of what was compared */
};

/* A word where it stands. */
static uint64_t sum_of(struct str word, unsigned column, int64_t at)
{
	uint64_t h = hash_bytes(word, 0) +
	             0x9e3779b97f4a7c15u * (uint64_t)(at + 1) + column;

	h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
	h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
	return h ^ (h >> 31);
}

/* ------------------------------------------------------- what the index has */

static const char *const columns[SEARCH__COUNT] = {
	[SEARCH_TITLE] = "title",     [SEARCH_NAME] = "name",
	[SEARCH_SUMMARY] = "summary", [SEARCH_TEXT] = "text",
	[SEARCH_BESIDE] = "beside",
};

static unsigned column_of(struct str name)
{
	unsigned i = SEARCH_TITLE;

	while (i < SEARCH__COUNT && !str_is(name, columns[i]))
		i++;
	return i;
}

static enum err_code add_word(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct index_sums *s = arg;
	int64_t place = sqlite3_column_int64(stmt, 1);

	(void)e;
	if (place > 0 && (uint64_t)place < s->nplaces)
		s->words[place] += sum_of(stmt_text(stmt, 0),
		                          column_of(stmt_text(stmt, 2)),
		                          sqlite3_column_int64(stmt, 3));
	else
		s->strangers++;
	return ERR_OK;
}

/* The list of words is a table that has to be named, in a place of its own. */
static const char show_words[] =
	"PRAGMA query_only = OFF;"
	"CREATE VIRTUAL TABLE IF NOT EXISTS temp.seen "
	"USING fts5vocab('main', 'search', 'instance')";
static const char hide_words[] = "DROP TABLE IF EXISTS temp.seen;"
				 "PRAGMA query_only = ON";

static enum err_code count_docids(struct conn *c, int64_t *out, struct err *e)
{
	*out = 0;
	return conn_integer(c,
	                    STR("SELECT max(ifnull((SELECT max(n) FROM "
	                        "records), 0), ifnull((SELECT max(n) "
	                        "FROM search_docs), 0))"),
	                    NULL, 0, out, e);
}

static enum err_code read_words(struct conn *c, struct index_sums *s,
                                struct err *e)
{
	struct err ignored = { 0 };
	enum err_code rc = conn_exec(c, show_words, e);

	c->scans++;
	if (rc == ERR_OK)
		rc = conn_run(c,
		              STR("SELECT term, doc, col, \"offset\" "
		                  "FROM temp.seen"),
		              NULL, 0, add_word, s, e);
	c->scans--;
	conn_forget(c);
	if (conn_exec(c, hide_words, &ignored) != ERR_OK)
		log_event(LOG_WARN, "sqlite.sums", "%s", ignored.detail);
	return rc;
}

enum err_code sqlite_index_sums(struct tx *tx, struct arena *a,
                                struct index_sums **out, struct err *e)
{
	struct conn *c = conn_of(tx);
	struct index_sums *s = arena_alloc(a, sizeof(*s));
	int64_t n;
	enum err_code rc = count_docids(c, &n, e);

	if (rc != ERR_OK)
		return rc;
	if (n < 0 || n > UINT32_MAX)
		return store_unsound(e, "records", STR(""),
		                     "no record can have the number %lld",
		                     (long long)n);
	*s = (struct index_sums){ .arena = a, .nplaces = (size_t)n + 1 };
	s->words = arena_alloc(a, s->nplaces * sizeof(*s->words));
	*out = s;
	return read_words(c, s, e);
}

/* ---------------------------------------------------- what a document says */

struct adding {
	unsigned column;
	int64_t at;
	int64_t length; /* of all parts */
	int64_t tokens[SEARCH__COUNT];
	uint64_t sum;
};

static int add_token(void *arg, const struct token *t)
{
	struct adding *d = arg;

	d->at += !t->colocated || d->at < 0;
	d->length += !t->colocated;
	d->tokens[d->column] = d->at + 1;
	d->sum += sum_of(t->text, d->column, d->at);
	return 0;
}

static struct adding add_up(const struct document *d)
{
	struct adding all = { .sum = 0 };

	for (unsigned i = SEARCH_TITLE; i < SEARCH__COUNT; i++) {
		all.column = i;
		all.at = -1;
		tokens_each(d->parts[i], TOKENS_INDEX, add_token, &all);
	}
	return all;
}

struct held {
	bool found;
	int64_t kind_is_own, facets_are_same, length, instrument, source;
};

static enum err_code keep_held(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	(void)e;
	*(struct held *)arg = (struct held){ true,
		                             sqlite3_column_int64(stmt, 0),
		                             sqlite3_column_int64(stmt, 1),
		                             sqlite3_column_int64(stmt, 2),
		                             sqlite3_column_int64(stmt, 3),
		                             sqlite3_column_int64(stmt, 4) };
	return ERR_OK;
}

static enum err_code docid_or_none(struct tx *tx, const char *kind,
                                   struct str id, int64_t *out, struct err *e)
{
	struct value params[] = { value_text(str_from(kind)), value_text(id) };

	*out = 0;
	return conn_integer(conn_of(tx),
	                    STR("SELECT n FROM records "
	                        "WHERE kind = ? AND id = ?"),
	                    params, COUNT(params), out, e);
}

static void count_document(struct index_sums *s, const struct document *d,
                           const struct adding *own)
{
	bool any = false;

	for (size_t i = SEARCH_TITLE; i < SEARCH__COUNT; i++) {
		any = any || d->parts[i].len > 0;
		s->tokens[i] += own->tokens[i];
	}
	s->rows += any;
}

enum err_code sqlite_index_holds(struct tx *tx, struct index_sums *s,
                                 const struct entity *t, struct str id,
                                 const struct document *d, bool *out,
                                 struct err *e)
{
	struct adding own = add_up(d);
	struct held held = { .found = false };
	struct value params[] = { value_text(str_from(t->name)),
		                  value_text(d->facets), value_integer(0) };
	int64_t n, instrument = 0, source = 0;
	enum err_code rc = docid_or_none(tx, t->name, id, &n, e);

	params[2] = value_integer(n);
	if (rc == ERR_OK)
		rc = conn_run(conn_of(tx),
		              STR("SELECT kind = ?, ifnull(facets, '') = ?, "
		                  "length, instrument, source "
		                  "FROM search_docs WHERE n = ?"),
		              params, COUNT(params), keep_held, &held, e);
	if (rc == ERR_OK && d->instrument.len > 0)
		rc = docid_or_none(tx, "instruments", d->instrument,
		                   &instrument, e);
	if (rc == ERR_OK && d->source.len > 0)
		rc = docid_or_none(tx, "sources", d->source, &source, e);
	*out = held.found && held.kind_is_own && held.facets_are_same &&
	       held.length == own.length - d->beside &&
	       held.instrument == instrument && held.source == source &&
	       (size_t)n < s->nplaces && s->words[n] == own.sum;
	if (n > 0 && (size_t)n < s->nplaces)
		s->words[n] = 0; /* what is left at the end is nobody's */
	count_document(s, d, &own);
	return rc;
}

/* ------------------------------------------------------------- what is left */

/* A number as FTS5 writes it: seven bits in a byte, the first ones first. */
static int64_t read_number(struct str *s)
{
	uint64_t n = 0;

	while (s->len > 0) {
		unsigned char c = (unsigned char)*s->p;

		*s = (struct str){ s->p + 1, s->len - 1 };
		n = n << 7 | (c & 0x7f);
		if (c < 0x80)
			break;
	}
	return (int64_t)n;
}

static enum err_code compare_totals(void *arg, sqlite3_stmt *stmt,
                                    struct err *e)
{
	struct index_sums *s = arg;
	struct str block = stmt_text(stmt, 0);
	bool same = read_number(&block) == s->rows;

	(void)e;
	for (size_t i = SEARCH_TITLE; i < SEARCH__COUNT; i++)
		same = read_number(&block) == s->tokens[i] && same;
	s->strangers += !same || block.len > 0;
	return ERR_OK;
}

/* FTS5 keeps how many rows and tokens there are, to tell what is rare. */
enum err_code sqlite_index_rest(struct tx *tx, struct index_sums *s, size_t *n,
                                struct err *e)
{
	enum err_code rc = conn_run(
		conn_of(tx), STR("SELECT block FROM search_data WHERE id = 1"),
		NULL, 0, compare_totals, s, e);

	*n = s->strangers;
	for (size_t i = 0; i < s->nplaces; i++)
		*n += s->words[i] != 0;
	return rc;
}
