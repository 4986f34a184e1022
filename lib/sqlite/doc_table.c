/*
 * doc_table.c - what is in memory of every document, so that a search looks up
 * no row for what it finds
 *
 * Searches read while one thread writes. A reader whose snapshot is older sees
 * what came since, too: lengths that differ a little, and what a deleted
 * document was; nothing is ever taken away.
 */
#include "lib/sqlite/sqlite.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "lib/base/log.h"

/* --------------------------------------------------------------- documents */

void doc_table_init(struct doc_table *d)
{
	pthread_mutex_init(&d->mutex, NULL);
}

void doc_table_free(struct doc_table *d)
{
	for (size_t i = 0; i < DOCS_EACH; i++)
		free(d->chunks[i]);
	pthread_mutex_destroy(&d->mutex);
}

/* The version is stored after all it stands for, and loaded before. */
#define PUT(place, v) atomic_store_explicit(&(place), v, memory_order_relaxed)

const struct doc *doc_table_at(const struct doc_table *d, int64_t n)
{
	const struct doc *chunk =
		n >= 0 && n <= UINT32_MAX ? d->chunks[n / DOCS_EACH] : NULL;

	return chunk != NULL ? &chunk[n % DOCS_EACH] : NULL;
}

static struct doc *make_doc(struct doc_table *d, uint32_t n)
{
	struct doc *chunk = d->chunks[n / DOCS_EACH];

	if (chunk == NULL) {
		chunk = or_die(calloc(DOCS_EACH, sizeof(*chunk)));
		d->chunks[n / DOCS_EACH] = chunk;
	}
	return &chunk[n % DOCS_EACH];
}

struct taking {
	struct sqlite_store *store;
	int64_t version;
};

static enum err_code take_doc(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct taking *t = arg;
	size_t kind = sqlite_kind(t->store, stmt_text(stmt, 1));
	int64_t length = sqlite3_column_int64(stmt, 2),
		version = sqlite3_column_int64(stmt, 5);
	struct doc *doc;

	(void)e;
	t->version = version > t->version ? version : t->version;
	if (kind == t->store->nentities)
		return ERR_OK;
	doc = make_doc(&t->store->docs,
	               (uint32_t)sqlite3_column_int64(stmt, 0));
	PUT(doc->length, length < UINT16_MAX ? (uint16_t)length : UINT16_MAX);
	PUT(doc->instrument, (uint32_t)sqlite3_column_int64(stmt, 3));
	PUT(doc->source, (uint32_t)sqlite3_column_int64(stmt, 4));
	PUT(doc->kind, (uint8_t)(kind + 1));
	return ERR_OK;
}

#define DOCS                                                                   \
	"SELECT n, kind, length, instrument, source, version FROM search_docs"

#define TAKEN_AT_ONCE 20000

/* The first time all of them, as the table is read faster than the index of
 * versions; then so many, that whoever has no time for all has done a part. */
static enum err_code take_some(struct tx *tx, struct err *e)
{
	struct sqlite_store *s = ((struct sqlite_tx *)tx)->store;
	struct taking t = { s, s->docs.version };
	struct value params[] = { value_integer(t.version),
		                  value_integer(TAKEN_AT_ONCE) };
	struct conn *c = conn_of(tx);
	enum err_code rc;

	c->scans++;
	if (t.version == 0)
		rc = conn_run(c, STR(DOCS), NULL, 0, take_doc, &t, e);
	else
		rc = conn_run(c,
		              STR(DOCS " WHERE version > ? "
		                       "ORDER BY version LIMIT ?"),
		              params, COUNT(params), take_doc, &t, e);
	c->scans--;
	if (rc == ERR_OK)
		s->docs.version = t.version;
	return rc;
}

enum err_code doc_table_refresh(struct tx *tx, struct err *e)
{
	struct doc_table *d = &((struct sqlite_tx *)tx)->store->docs;
	int64_t newest;
	enum err_code rc = sqlite_index_version(tx, &newest, e);

	while (rc == ERR_OK && newest > d->version) {
		pthread_mutex_lock(&d->mutex);
		arena_hurry();
		if (newest > d->version)
			rc = take_some(tx, e);
		arena_hurry_end();
		pthread_mutex_unlock(&d->mutex);
	}
	return rc;
}

/* ------------------------------------------------------------------ counts */

int64_t doc_table_recall(struct doc_table *d, uint64_t term, int64_t ndocs)
{
	const struct counted *c = &d->counted[term % COUNTED_MAX];
	int64_t n = 0;

	pthread_mutex_lock(&d->mutex);
	if (c->hash == term && (d->version - c->version) * 100 <= ndocs)
		n = c->n;
	pthread_mutex_unlock(&d->mutex);
	return n;
}

void doc_table_remember(struct doc_table *d, uint64_t term, int64_t n)
{
	pthread_mutex_lock(&d->mutex);
	d->counted[term % COUNTED_MAX] =
		(struct counted){ term, d->version, n };
	pthread_mutex_unlock(&d->mutex);
}
