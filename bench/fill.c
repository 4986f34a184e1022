/*
 * fill.c - a registry of drawn passages, and its index beside bare FTS5
 *
 *   fill DIR PASSAGES [TEXT...]
 *
 * Writes DIR/registry, through the registry's own write path, several
 * thousand records a transaction: a source for every thousand passages, which
 * are spans of its text, and a hundred instruments beside it. The words are
 * those of the TEXTs, see corpus.h. Then indexes all records again, as many a
 * transaction, and in turns with that the same documents in DIR/bare: an FTS5
 * table such as anyone would make, under the same row numbers. Says how fast
 * each was.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/corpus.h"
#include "bench/now.h"
#include "lib/base/log.h"
#include "lib/data/digest.h"
#include "lib/sqlite/sqlite.h"
#include "server/registry/changes/write.h"
#include "server/registry/model/json.h"
#include "server/registry/model/kind.h"
#include "server/registry/search/document.h"
#include "server/registry/sources/text.h"

#define INSTRUMENTS_EACH (PASSAGES_EACH / 10)
#define TEXTS_AT_ONCE    10
#define RECORDS_AT_ONCE  (TEXTS_AT_ONCE * (PASSAGES_EACH + INSTRUMENTS_EACH + 1))

static void fail(const char *what, const struct err *e)
{
	fprintf(stderr, "fill: %s: %s\n", what, e->detail);
	exit(EXIT_FAILURE);
}

/* ---- records ----------------------------------------------------------- */

struct batch {
	const struct corpus *corpus;
	struct corpus_text *texts;
	size_t first, n; /* numbers of texts */
};

/* Takes the body over. */
static enum err_code put(struct tx *tx, const char *kind, json_t *body,
                         struct err *e)
{
	struct arena *a = arena_new();
	struct write w = { .kind = kind_find(str_from(kind)),
		           .arena = a,
		           .body = json_own(a, body) };
	struct err why;
	enum err_code rc;

	err_init(&why, a);
	rc = write_create(tx, &w, &why);
	if (rc != ERR_OK)
		err_set(e, rc, "%s: %s %s", kind, why.detail,
		        why.mistakes != NULL ? why.mistakes->detail : "");
	arena_free(a);
	return rc;
}

static struct str words(const struct corpus *c, struct arena *a,
                        uint64_t *stream, enum script s, size_t least,
                        size_t most)
{
	struct buf out;

	buf_init(&out, a);
	corpus_words(c, stream, s, least + corpus_draw(stream, most - least),
	             &out);
	return buf_text(&out);
}

static const char *draw(uint64_t *stream, const char *const *from, size_t n)
{
	return from[corpus_draw(stream, n)];
}

static json_t *instrument(const struct corpus *c, struct arena *a,
                          size_t number)
{
	static const char *const types[] = { "regulation", "act",    "standard",
		                             "guidelines", "policy", "report" };
	static const char *const forces[] = { "hard", "soft", "none" };
	static const char *const places[] = { "EU", "CN", "US", "GB",
		                              "SG", "KR", "JP", "INT" };
	uint64_t stream = corpus_stream(~(uint64_t)number);
	enum script s = corpus_script(&stream);
	const char *type = draw(&stream, types, COUNT(types)),
		   *force = draw(&stream, forces, COUNT(forces)),
		   *place = draw(&stream, places, COUNT(places)),
		   *year = arena_printf(a, "%zu",
	                                2000 + corpus_draw(&stream, 25));

	return json_pack("{s:s, s:o, s:s, s:s, s:s, s:[s], s:s, s:[{s:s, s:o}],"
	                 " s:[{s:s, s:s}], s:o}",
	                 "key", arena_printf(a, "i%06zu", number), "title",
	                 json_from(words(c, a, &stream, s, 4, 10)), "type",
	                 type, "force", force, "existence", "exists",
	                 "jurisdictions", place, "adopted_on", year, "titles",
	                 "type", "official", "text",
	                 json_from(words(c, a, &stream, s, 6, 14)),
	                 "identifiers", "scheme", "other", "value",
	                 arena_printf(a, "%s/%s/%zu", place, year, number),
	                 "summary", json_from(words(c, a, &stream, s, 20, 40)));
}

static json_t *source(const struct corpus *c, struct arena *a, size_t number,
                      struct str text)
{
	uint64_t stream = corpus_stream(~(uint64_t)number);

	return json_pack("{s:s, s:o, s:s, s:s, s:[{s:o, s:I}]}", "key",
	                 arena_printf(a, "s%04zu", number), "title",
	                 json_from(words(c, a, &stream, SCRIPT_LATIN, 4, 8)),
	                 "role", "primary_text", "instrument",
	                 arena_printf(a, "i%06zu", number * INSTRUMENTS_EACH),
	                 "editions", "sha256", json_from(digest_of(a, text)),
	                 "size", (json_int_t)text.len);
}

static enum err_code put_passages(struct tx *tx, const struct corpus_text *t,
                                  size_t number, struct str sha256,
                                  struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < PASSAGES_EACH && rc == ERR_OK; i++) {
		char source[24], key[32];

		snprintf(source, sizeof(source), "s%04zu", number);
		snprintf(key, sizeof(key), "s%04zu.%03zu", number, i);
		rc = put(tx, "passages",
		         json_pack("{s:s, s:s, s:o, s:I, s:I}", "key", key,
		                   "source", source, "edition",
		                   json_from(sha256), "start",
		                   (json_int_t)t->passages[i].start, "end",
		                   (json_int_t)t->passages[i].end),
		         e);
	}
	return rc;
}

static enum err_code put_text(struct tx *tx, const struct batch *b, size_t at,
                              struct err *e)
{
	const struct corpus_text *t = &b->texts[at];
	struct arena *a = arena_new();
	size_t number = b->first + at;
	struct text kept;
	enum err_code rc =
		text_add(tx, a, t->text, digest_of(a, t->text), &kept, e);

	for (size_t i = 0; i < INSTRUMENTS_EACH && rc == ERR_OK; i++)
		rc = put(
			tx, "instruments",
			instrument(b->corpus, a, number * INSTRUMENTS_EACH + i),
			e);
	if (rc == ERR_OK)
		rc = put(tx, "sources", source(b->corpus, a, number, t->text),
		         e);
	if (rc == ERR_OK)
		rc = put_passages(tx, t, number, kept.sha256, e);
	arena_free(a);
	return rc;
}

static enum err_code put_batch(struct tx *tx, void *arg, struct err *e)
{
	const struct batch *b = arg;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < b->n && rc == ERR_OK; i++)
		rc = put_text(tx, b, i, e);
	return rc;
}

/* How many seconds it took to write so many texts and what belongs to them;
 * drawing the words is not counted. */
static double write_records(struct store *s, const struct corpus *c,
                            size_t ntexts)
{
	static struct corpus_text texts[TEXTS_AT_ONCE];
	struct err e = { 0 };
	double took = 0, start;

	for (size_t at = 0; at < ntexts; at += TEXTS_AT_ONCE) {
		struct arena *a = arena_new();
		struct batch b = { c, texts, at, ntexts - at };

		if (b.n > TEXTS_AT_ONCE)
			b.n = TEXTS_AT_ONCE;
		for (size_t i = 0; i < b.n; i++)
			corpus_text(c, a, at + i, &texts[i]);
		start = now();
		if (store_run(s, TX_BULK, put_batch, &b, &e) != ERR_OK)
			fail("records", &e);
		took += now() - start;
		arena_free(a);
	}
	return took;
}

/* ---- the index --------------------------------------------------------- */

struct entry {
	int64_t n; /* row of the index */
	const struct kind *kind;
	struct str id;
	struct document document;
};

struct entries {
	struct arena *arena;
	size_t n;
	struct entry v[RECORDS_AT_ONCE];
};

static enum err_code take_entry(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct entries *b = arg;

	(void)e;
	b->v[b->n++] = (struct entry){
		.n = sqlite3_column_int64(stmt, 0),
		.kind = kind_find(stmt_text(stmt, 1)),
		.id = arena_str(b->arena, stmt_text(stmt, 2)),
	};
	return ERR_OK;
}

static enum err_code read_documents(struct tx *tx, void *arg, struct err *e)
{
	struct entries *b = arg;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < b->n && rc == ERR_OK; i++) {
		struct entry *entry = &b->v[i];
		struct row row;

		rc = store_find(tx, &entry->kind->entity, entry->id, b->arena,
		                &row, e);
		if (rc == ERR_OK)
			rc = document_read(tx, b->arena, entry->kind, &row,
			                   &entry->document, e);
	}
	return rc;
}

static enum err_code index_entries(struct tx *tx, void *arg, struct err *e)
{
	const struct entries *b = arg;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < b->n && rc == ERR_OK; i++)
		rc = store_index(tx, &b->v[i].kind->entity, b->v[i].id, NULL,
		                 &b->v[i].document, e);
	return rc;
}

static enum err_code nothing(struct tx *tx, void *arg, struct err *e)
{
	(void)tx;
	(void)arg;
	(void)e;
	return ERR_OK;
}

/* The second write begins when the writer's thread has done what comes after
 * the first: that counts, too. */
static double index_batch(struct store *s, struct entries *b)
{
	double start = now();
	struct err e = { 0 };

	if (store_run(s, TX_BULK, index_entries, b, &e) != ERR_OK ||
	    store_run(s, TX_WRITE, nothing, NULL, &e) != ERR_OK)
		fail("index", &e);
	return now() - start;
}

static enum err_code empty_index(struct tx *tx, void *arg, struct err *e)
{
	(void)arg;
	return store_index_reset(tx, e);
}

/* ---- bare FTS5 ---------------------------------------------------------- */

static const char bare_tables[] =
	"PRAGMA journal_mode = WAL;"
	"CREATE VIRTUAL TABLE search USING fts5 (title, name, summary, text, "
	"beside, "
	"content = '', tokenize = 'registry');"
	"INSERT INTO search (search, rank) "
	"VALUES ('rank', 'bm25(10.0, 8.0, 3.0, 1.0, 1.0)');"
	"CREATE VIRTUAL TABLE vocabulary USING fts5vocab (search, row);";

static void bare_entry(struct conn *c, const struct entry *entry)
{
	struct value params[SEARCH__COUNT] = { value_integer(entry->n) };
	struct err e = { 0 };

	for (size_t i = SEARCH_TITLE; i < SEARCH__COUNT; i++)
		params[i] = value_text(entry->document.parts[i]);
	if (conn_run(c,
	             STR("INSERT INTO search (rowid, title, name, summary, "
	                 "text, beside) VALUES (?, ?, ?, ?, ?, ?)"),
	             params, COUNT(params), NULL, NULL, &e) != ERR_OK)
		fail("bare", &e);
}

static void bare_exec(struct conn *c, const char *sql)
{
	struct err e = { 0 };

	if (conn_exec(c, sql, &e) != ERR_OK)
		fail("bare", &e);
}

/* In one transaction, with what the writer of a store does after one. */
static double bare_entries(struct conn *c, const struct entries *b)
{
	double start = now();

	bare_exec(c, "BEGIN IMMEDIATE");
	for (size_t i = 0; i < b->n; i++)
		bare_entry(c, &b->v[i]);
	bare_exec(c, "COMMIT");
	bare_exec(c, "PRAGMA wal_checkpoint(TRUNCATE)");
	return now() - start;
}

/* ---- both, in turns ---------------------------------------------------- */

struct indexing {
	struct store *store;
	struct conn *records; /* reads the list of them */
	struct conn *bare;
	size_t n;
	double ours, bares; /* seconds */
};

static void next_entries(struct indexing *x, int64_t after, struct entries *b)
{
	struct value params[] = { value_integer(after),
		                  value_integer(RECORDS_AT_ONCE) };
	struct err e = { 0 };

	b->n = 0;
	if (conn_run(x->records,
	             STR("SELECT n, kind, id FROM records WHERE n > ? "
	                 "ORDER BY n LIMIT ?"),
	             params, COUNT(params), take_entry, b, &e) != ERR_OK ||
	    store_run(x->store, TX_READ, read_documents, b, &e) != ERR_OK)
		fail("documents", &e);
}

static void index_both(struct indexing *x)
{
	static struct entries b;
	struct err e = { 0 };
	int64_t last = 0;

	if (store_run(x->store, TX_BULK, empty_index, NULL, &e) != ERR_OK)
		fail("index", &e);
	for (;;) {
		b.arena = arena_new();
		next_entries(x, last, &b);
		if (b.n == 0)
			break;
		x->ours += index_batch(x->store, &b);
		x->bares += bare_entries(x->bare, &b);
		x->n += b.n;
		last = b.v[b.n - 1].n;
		arena_free(b.arena);
	}
	arena_free(b.arena);
}

/* The engine opens what is there, and makes nothing by itself. */
static void make_empty(const char *path)
{
	FILE *f = fopen(path, "a");

	if (f == NULL || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
}

static void open_files(struct indexing *x, const char *dir)
{
	struct arena *a = arena_new();
	const char *registry = arena_printf(a, "%s/registry", dir),
		   *bare = arena_printf(a, "%s/bare", dir);
	struct err e = { 0 };

	if (store_open(&x->store, registry, STORE_CREATE, kinds_entities(),
	               kinds_count, &e) != ERR_OK ||
	    conn_open(&x->records, registry, CONN_READ, &e) != ERR_OK)
		fail(registry, &e);
	make_empty(bare);
	if (conn_open(&x->bare, bare, CONN_WRITE, &e) != ERR_OK)
		fail(bare, &e);
	bare_exec(x->bare, bare_tables);
	arena_free(a);
}

int main(int argc, char **argv)
{
	size_t n = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
	struct arena *a = arena_new();
	struct indexing x = { 0 };
	struct corpus c;
	double took;

	if (n == 0 || n % PASSAGES_EACH != 0) {
		fprintf(stderr,
		        "usage: fill DIR PASSAGES [TEXT...], PASSAGES "
		        "a multiple of %d\n",
		        PASSAGES_EACH);
		return 2;
	}
	log_set_level(LOG_WARN);
	digest_start();
	kinds_start();
	json_object_seed(1);
	corpus_read(&c, a, argv + 3, (size_t)argc - 3);
	open_files(&x, argv[1]);
	took = write_records(x.store, &c, n / PASSAGES_EACH);
	index_both(&x);
	conn_close(x.records);
	conn_close(x.bare);
	store_close(x.store);
	printf("%zu records written in %.1f s: %.0f a second\n"
	       "indexed: %.0f a second, bare FTS5 %.0f a second, ratio %.2f\n",
	       x.n, took, (double)x.n / took, (double)x.n / x.ours,
	       (double)x.n / x.bares, x.bares / x.ours);
	arena_free(a);
	return 0;
}
