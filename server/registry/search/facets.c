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
#include "lib/base/date.h"
#include "lib/base/log.h"
#include "server/registry/model/kind.h"
#include "server/registry/search/epochs.h"
#include "server/registry/search/facet_text.h"
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
	struct value_set all, whole;
	struct value_table sets[FACET__COUNT]; /* where is_kept_as_sets */
	struct day_statuses *_Atomic today;

	pthread_mutex_t building; /* guards what only the one that changes
	                             them knows */
	uint32_t *owners; /* by docid: the instrument it was counted for */
	uint32_t n, room; /* items */
	bool has_stale_synonyms;
	bool has_stale_codes; /* what jurisdictions are within */
};

/* Those of few values: others would have more sets than records. */
static const bool is_kept_as_sets[FACET__COUNT] = {
	[FACET_TYPE] = true,      [FACET_FORCE] = true,
	[FACET_NATURE] = true,    [FACET_JURISDICTIONS] = true,
	[FACET_YEAR] = true,      [FACET_DECADE] = true,
	[FACET_LANGUAGES] = true,
};

/* Who has which status on a day. */
struct day_statuses {
	uint32_t day;
	struct value_table sets;
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

/* ---- as sets --------------------------------------------------------------- */

static bool has_value(const struct instrument_facets *i, uint32_t value)
{
	for (uint32_t at = 0; i != NULL && at < i->nvalues; at++)
		if (i->values[at] == value)
			return true;
	return false;
}

/* Of one of these what the other one has not. */
static void put_values(struct facet_index *f, uint32_t n,
                       const struct instrument_facets *of,
                       const struct instrument_facets *but, bool is_in)
{
	for (uint32_t at = 0; of != NULL && at < of->nvalues; at++) {
		uint32_t value = of->values[at];

		if (is_kept_as_sets[FACET_OF(value)] && !has_value(but, value))
			value_table_put(&f->sets[FACET_OF(value)], &f->epochs,
			                FACET_VALUE(value), n, is_in);
	}
}

static void put_status(struct facet_index *f, struct day_statuses *day,
                       uint32_t n, const struct instrument_facets *of,
                       bool is_in)
{
	uint32_t value = of != NULL ? facets_status(of, day->day) : 0;

	if (value != 0)
		value_table_put(&day->sets, &f->epochs, FACET_VALUE(value), n,
		                is_in);
}

static void note(struct facet_index *f, uint32_t n,
                 const struct instrument_facets *old,
                 const struct instrument_facets *new)
{
	value_set_put(&f->all, &f->epochs, n, new != NULL);
	put_values(f, n, new, old, true);
	put_values(f, n, old, new, false);
	put_status(f, f->today, n, old, false);
	put_status(f, f->today, n, new, true);
}

static void free_day(void *arg)
{
	struct day_statuses *day = arg;

	if (day != NULL)
		value_table_free(&day->sets);
	free(day);
}

static uint32_t today(void)
{
	char day[DAY_LEN + 1];

	date_today(day);
	return facet_day(str_from(day));
}

/* A day has begun. */
static void renew_today(struct facet_index *f)
{
	struct day_statuses *old = f->today,
			    *new = or_die(calloc(1, sizeof(*new)));

	new->day = today();
	for (uint32_t n = 0; n < f->nrows; n++) {
		const struct instrument_facets *i = facets_of(f, n);

		if (i != NULL)
			put_status(f, new, n, i, true);
	}
	f->today = new;
	if (old != NULL)
		epochs_retire(&f->epochs, free_day, old);
}

/* NULL where there is nothing any more. */
static void replace(struct facet_index *f, uint32_t n,
                    struct instrument_facets *new)
{
	struct item *item = item_at(f, n);
	struct instrument_facets *old = item->facets;

	item->facets = new;
	note(f, n, old, new);
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
	if (before != 0 && --item_at(f, before)->belong == 0)
		value_set_put(&f->whole, &f->epochs, before, false);
	if (instrument != 0 && item_at(f, instrument)->belong++ == 0)
		value_set_put(&f->whole, &f->epochs, instrument, true);
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
	value_set_free(&f->all);
	value_set_free(&f->whole);
	for (size_t i = 0; i < FACET__COUNT; i++)
		value_table_free(&f->sets[i]);
	free_day(f->today);
	f->today = NULL;
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
	renew_today(f);
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
	enum err_code rc;

	if (f->today->day != today())
		renew_today(f);
	rc = catch_up(f, tx, &version, e);
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
	return f->store == s && f->synonyms != NULL && f->version >= version &&
	       ((struct day_statuses *)f->today)->day == today();
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

const struct value_set *facets_all(const struct facet_index *f)
{
	return &f->all;
}

const struct value_set *facets_whole(const struct facet_index *f)
{
	return &f->whole;
}

const struct value_table *facets_sets(const struct facet_index *f,
                                      enum facet facet, uint32_t day)
{
	const struct day_statuses *now = f->today;

	if (facet == FACET_STATUS)
		return now->day == day ? &now->sets : NULL;
	return is_kept_as_sets[facet] ? &f->sets[facet] : NULL;
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
