/*
 * facets.c - a table by docid, and a table of strings for each facet
 *
 * Searches read while one thread writes, without a lock: what they have come
 * by stands until they have given back what they borrowed (epochs).
 */
#include "server/registry/search/facets.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/base/arena.h"
#include "lib/base/array.h"
#include "lib/base/log.h"
#include "server/registry/model/kind.h"
#include "server/registry/search/epochs.h"
#include "server/registry/search/facets_read.h"
#include "server/registry/search/string_table.h"
#include "server/registry/search/synonyms.h"

const char *const facet_names[] = { [FACET_KIND] = "kind",
	                            [FACET_TYPE] = "type",
	                            [FACET_FORCE] = "force",
	                            [FACET_STATUS] = "status",
	                            [FACET_JURISDICTIONS] = "jurisdictions",
	                            [FACET_ISSUER] = "issuer",
	                            [FACET_YEAR] = "year",
	                            [FACET_CONCEPT] = "concept",
	                            [FACET_SOURCE] = "source",
	                            [FACET_LANGUAGES] = "languages",
	                            [FACET_NATURE] = "nature",
	                            [FACET_DECADE] = "decade",
	                            [FACET_TOPIC] = "topic",
	                            [FACET_GRADE] = "grade",
	                            [FACET__COUNT] = NULL };

const char *facet_refers(enum facet f)
{
	return f == FACET_ISSUER                        ? "organizations"
	       : f == FACET_CONCEPT || f == FACET_TOPIC ? "concepts"
	       : f == FACET_SOURCE                      ? "sources"
	                                                : NULL;
}

struct facets_loan {
	struct epochs *epochs;
	struct epoch *epoch;
	struct arena *arena;
	struct deferred *end; /* what gives it back */
};

/* ---- all of them --------------------------------------------------------- */

struct item {
	struct instrument_facets *_Atomic facets; /* or NULL */
	_Atomic uint32_t belong;
};

/* Tables are replaced by larger ones; a number that leads into one is written
 * when what it leads to is there. */
struct facet_index {
	struct epochs epochs;
	const struct store *_Atomic store; /* whose they are */
	_Atomic int64_t version;
	_Atomic uint32_t *_Atomic rows; /* by docid: 1 + the item, 0: none */
	_Atomic uint32_t nrows;
	struct item *_Atomic items;
	struct string_table words[FACET__COUNT];
	struct synonyms *_Atomic synonyms;

	pthread_mutex_t building; /* guards what only the one that changes
	                             them knows */
	uint32_t *owners; /* by docid: the instrument it was counted for */
	uint32_t n, room; /* items */
	bool has_stale_synonyms;
	bool has_stale_codes; /* what jurisdictions are within */
};

static struct item *item_at(struct facet_index *f, uint32_t n)
{
	if (f->rows[n] == 0) {
		if (f->n == f->room) {
			f->room = f->room > 0 ? 2 * f->room : 64;
			f->items = epochs_grow(&f->epochs, f->items,
			                       f->n * sizeof(struct item),
			                       f->room * sizeof(struct item));
		}
		f->rows[n] = ++f->n;
	}
	return &f->items[f->rows[n] - 1];
}

/* NULL where there is nothing any more. */
static void replace(struct facet_index *f, uint32_t n,
                    struct instrument_facets *new)
{
	struct item *item = item_at(f, n);
	struct instrument_facets *old = item->facets;

	item->facets = new;
	if (old != NULL)
		epochs_retire(&f->epochs, free, old);
}

/* ---- bringing up to date ------------------------------------------------- */

static void make_room(struct facet_index *f, uint32_t n)
{
	uint32_t had = f->nrows, rows = had > 0 ? had : 1024;

	if (n < had)
		return;
	while (rows <= n)
		rows *= 2;
	f->rows = epochs_grow(&f->epochs, f->rows, had * sizeof(uint32_t),
	                      rows * sizeof(uint32_t));
	ARRAY_RESIZE(f->owners, rows);
	memset(f->owners + had, 0, (rows - had) * sizeof(*f->owners));
	f->nrows = rows;
}

/* What was counted for another instrument is that one's no more. */
static void count_for(struct facet_index *f, uint32_t n, uint32_t instrument)
{
	uint32_t before = f->owners[n];

	if (before == instrument)
		return;
	if (before != 0)
		item_at(f, before)->belong--;
	if (instrument != 0)
		item_at(f, instrument)->belong++;
	f->owners[n] = instrument;
}

struct catching_up {
	struct facet_index *facet_index;
	struct facets_reader reader;
};

static enum err_code read_instrument(struct catching_up *c,
                                     const struct indexed *i, struct err *e)
{
	struct instrument_facets *facets;
	enum err_code rc = facets_read(&c->reader, i->facets, &facets, e);

	if (rc == ERR_OK)
		replace(c->facet_index, i->n, facets);
	return rc;
}

/* Else all is being read, and codes with it. */
static bool has_read_all(const struct facet_index *f)
{
	return f->version > 0 && f->synonyms != NULL;
}

static enum err_code take(void *arg, const struct indexed *i, struct err *e)
{
	struct catching_up *c = arg;
	struct facet_index *f = c->facet_index;
	const struct kind *k = kinds[i->kind];

	make_room(f, i->n > i->instrument ? i->n : i->instrument);
	count_for(f, i->n,
	          i->gone || i->instrument == i->n ? 0 : i->instrument);
	if (k == &schemes_kind || k == &concepts_kind)
		f->has_stale_synonyms = true;
	if (k == &concepts_kind && has_read_all(f) &&
	    synonyms_are(f->synonyms, i->n))
		f->has_stale_codes = true;
	if (k != &instruments_kind)
		return ERR_OK;
	if (!i->gone)
		return read_instrument(c, i, e);
	replace(f, i->n, NULL);
	return ERR_OK;
}

static void release_synonyms(void *s)
{
	synonyms_free(s);
}

static enum err_code renew_synonyms(struct facet_index *f, struct tx *tx,
                                    struct err *e)
{
	struct synonyms *old = f->synonyms, *new = NULL;
	enum err_code rc;

	if (old != NULL && !f->has_stale_synonyms)
		return ERR_OK;
	rc = synonyms_read(tx, &new, e);
	if (rc != ERR_OK)
		return rc;
	f->synonyms = new;
	f->has_stale_synonyms = false;
	if (old != NULL)
		epochs_retire(&f->epochs, release_synonyms, old);
	return ERR_OK;
}

/* Of another store: all of it is made again. */
static void forget(struct facet_index *f)
{
	for (uint32_t i = 0; i < f->n; i++)
		free(f->items[i].facets);
	for (size_t i = 0; i < FACET__COUNT; i++)
		string_table_free(&f->words[i]);
	free(f->items);
	free((void *)f->rows);
	free(f->owners);
	synonyms_free(f->synonyms);
	f->items = NULL;
	f->rows = NULL;
	f->owners = NULL;
	f->synonyms = NULL;
	f->n = f->room = 0;
	f->nrows = 0;
	f->version = 0;
}

static void begin(struct facet_index *f, const struct store *s)
{
	forget(f);
	f->store = s;
	for (size_t i = 0; i < FACET__COUNT; i++)
		string_table_init(&f->epochs, &f->words[i]);
}

/* Versions taken in before others get their turn. */
#define STEP 500

static enum err_code catch_up(struct facet_index *f, struct tx *tx,
                              int64_t *version, struct err *e)
{
	struct arena *a = arena_scratch();
	struct catching_up c = { .facet_index = f,
		                 .reader = { .tx = tx,
		                             .arena = a,
		                             .epochs = &f->epochs,
		                             .words = f->words } };
	enum err_code rc =
		store_indexed(tx, f->version, STEP, take, &c, version, e);

	arena_free(a);
	return rc;
}

/* What was taken in before is taken in again, to the same effect: after a
 * failure, and when what jurisdictions are within has changed. */
static enum err_code step(struct facet_index *f, struct tx *tx, struct err *e)
{
	int64_t version = 0;
	enum err_code rc = catch_up(f, tx, &version, e);

	if (rc == ERR_OK)
		rc = renew_synonyms(f, tx, e);
	if (rc == ERR_OK)
		f->version = f->has_stale_codes ? 0 : version;
	if (rc == ERR_OK)
		f->has_stale_codes = false;
	epochs_advance(&f->epochs);
	return rc;
}

static bool is_current(const struct facet_index *f, const struct store *s,
                       int64_t version)
{
	return f->store == s && f->synonyms != NULL && f->version >= version;
}

/* Deferred before the lock is taken, as deferring may leave the guard. */
struct building {
	struct facet_index *index; /* or NULL: not begun */
};

static void end_building(void *arg)
{
	struct building *b = arg;

	if (b->index == NULL)
		return;
	arena_hurry_end();
	pthread_mutex_unlock(&b->index->building);
}

static void give_back(void *arg)
{
	struct facets_loan *loan = arg;

	epochs_leave(loan->epochs, loan->epoch);
}

void facets_return(struct facets_loan *loan)
{
	arena_settle(loan->arena, loan->end);
}

enum err_code facets_borrow(struct facet_index *f, const struct store *s,
                            struct tx *tx, struct arena *a,
                            struct facets_loan **out, struct err *e)
{
	struct facets_loan *loan = arena_alloc(a, sizeof(*loan));
	int64_t version;
	enum err_code rc = store_index_version(tx, &version, e);

	while (rc == ERR_OK && !is_current(f, s, version)) {
		struct building *own = arena_alloc(a, sizeof(*own));
		struct deferred *end = arena_defer(a, end_building, own);

		pthread_mutex_lock(&f->building);
		arena_hurry();
		own->index = f;
		if (f->store != s)
			begin(f, s);
		if (!is_current(f, s, version))
			rc = step(f, tx, e);
		arena_settle(a, end);
	}
	if (rc != ERR_OK)
		return rc;
	*loan = (struct facets_loan){ &f->epochs, epochs_enter(&f->epochs), a,
		                      NULL };
	loan->end = arena_defer(a, give_back, loan);
	*out = loan;
	return ERR_OK;
}

/* ---- beginning and end --------------------------------------------------- */

struct facet_index *facets_new(void)
{
	struct facet_index *f = or_die(calloc(1, sizeof(*f)));

	if (pthread_mutex_init(&f->building, NULL) != 0)
		die("cannot make a lock");
	epochs_init(&f->epochs);
	return f;
}

void facets_free(struct facet_index *f)
{
	if (f == NULL)
		return;
	forget(f);
	epochs_end(&f->epochs);
	pthread_mutex_destroy(&f->building);
	free(f);
}

/* ---- reading ------------------------------------------------------------- */

const struct synonyms *facets_synonyms(const struct facet_index *f)
{
	return f->synonyms;
}

static const struct item *item_of(const struct facet_index *f, uint32_t n)
{
	uint32_t row = n > 0 && n < f->nrows ? f->rows[n] : 0;

	return row != 0 ? &f->items[row - 1] : NULL;
}

const struct instrument_facets *facets_of(const struct facet_index *f,
                                          uint32_t n)
{
	const struct item *i = item_of(f, n);

	return i != NULL ? i->facets : NULL;
}

uint32_t facets_belong(const struct facet_index *f, uint32_t n)
{
	const struct item *i = item_of(f, n);

	return i != NULL ? i->belong : 0;
}

uint32_t facets_status(const struct instrument_facets *i, uint32_t day)
{
	for (uint32_t at = 0; at < i->nstatuses; at++)
		if (day < i->statuses[at].day)
			return i->statuses[at].value;
	return 0;
}

uint32_t facets_nvalues(const struct facet_index *f, enum facet facet)
{
	return f->words[facet].n;
}

struct str facets_value(const struct facet_index *f, enum facet facet,
                        uint32_t value)
{
	return str_from(f->words[facet].texts[value - 1]);
}

uint32_t facets_find(const struct facet_index *f, enum facet facet,
                     struct str text)
{
	return string_table_find(&f->words[facet], text);
}
