/*
 * facets.c - a table by place, and a dictionary for each facet
 *
 * Searches read while one thread writes, without a lock: what they have come
 * by stands until they have given back what they borrowed (ages).
 */
#include "server/registry/search/facets.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/base/arena.h"
#include "lib/base/hash.h"
#include "lib/base/log.h"
#include "lib/data/jsontext.h"
#include "server/registry/law/law.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"
#include "server/registry/search/synonyms.h"

extern struct kind instruments_kind, classifications_kind, schemes_kind,
	concepts_kind;

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
	                            [FACET__COUNT] = NULL };

const char *facet_refers(enum facet f)
{
	return f == FACET_ISSUER    ? "organizations"
	       : f == FACET_CONCEPT ? "concepts"
	       : f == FACET_SOURCE  ? "sources"
	                            : NULL;
}

/* ---- what readers may still look at -------------------------------------- */

/* Memory that was replaced while its age was the newest: it goes when nobody
 * has borrowed in that age or an earlier one. */
struct retired {
	struct retired *next;
	void (*release)(void *);
	void *what;
};

struct age {
	struct age *newer;
	size_t loans;
	struct retired *retired;
};

struct ages {
	pthread_mutex_t mutex; /* guards what follows */
	struct age *oldest, *newest;
};

struct facets_loan {
	struct ages *ages;
	struct age *age;
	struct arena *arena;
	struct deferred *end; /* what gives it back */
};

static void release_all(struct retired *r)
{
	while (r != NULL) {
		struct retired *next = r->next;

		r->release(r->what);
		free(r);
		r = next;
	}
}

/* What can go now, in a list; the mutex is held. */
static struct retired *sweep(struct ages *a)
{
	struct retired *gone = NULL;

	while (a->oldest->loans == 0 && a->oldest != a->newest) {
		struct age *old = a->oldest;
		struct retired **end = &old->retired;

		while (*end != NULL)
			end = &(*end)->next;
		*end = gone;
		gone = old->retired;
		a->oldest = old->newer;
		free(old);
	}
	return gone;
}

static void retire(struct ages *a, void (*release)(void *), void *what)
{
	struct retired *r = or_die(malloc(sizeof(*r)));

	pthread_mutex_lock(&a->mutex);
	*r = (struct retired){ a->newest->retired, release, what };
	a->newest->retired = r;
	pthread_mutex_unlock(&a->mutex);
}

/* Whoever borrows from now on cannot come by what was retired so far. */
static void begin_age(struct ages *a)
{
	struct age *age = or_die(calloc(1, sizeof(*age)));
	struct retired *gone;

	pthread_mutex_lock(&a->mutex);
	a->newest->newer = age;
	a->newest = age;
	gone = sweep(a);
	pthread_mutex_unlock(&a->mutex);
	release_all(gone);
}

static struct age *enter(struct ages *a)
{
	struct age *age;

	pthread_mutex_lock(&a->mutex);
	age = a->newest;
	age->loans++;
	pthread_mutex_unlock(&a->mutex);
	return age;
}

static void leave(struct ages *a, struct age *age)
{
	struct retired *gone;

	pthread_mutex_lock(&a->mutex);
	age->loans--;
	gone = sweep(a);
	pthread_mutex_unlock(&a->mutex);
	release_all(gone);
}

/* A larger copy of a table, zeroed behind what was there. */
static void *larger(struct ages *a, void *table, size_t bytes, size_t room)
{
	char *copy = or_die(calloc(1, room));

	if (table != NULL) {
		memcpy(copy, table, bytes);
		retire(a, free, table);
	}
	return copy;
}

/* ---- dictionaries -------------------------------------------------------- */

struct slots {
	uint32_t n;            /* a power of two */
	_Atomic uint32_t at[]; /* a hash table of numbers, 0: free */
};

/* Texts are added and never change. A slot is filled when its text is there,
 * and a table stands when its slots are. */
struct dictionary {
	char **_Atomic texts;
	_Atomic uint32_t n;
	uint32_t room;
	struct slots *_Atomic slots;
};

/* The text's slot, or the free one where it would be. */
static _Atomic uint32_t *slot_of(const struct dictionary *d,
                                 struct slots *slots, struct str text,
                                 uint32_t *number)
{
	uint32_t at = (uint32_t)hash_bytes(text, 0) & (slots->n - 1);

	while ((*number = slots->at[at]) != 0 &&
	       !str_is(text, d->texts[*number - 1]))
		at = (at + 1) & (slots->n - 1);
	return &slots->at[at];
}

static void make_slots(struct ages *a, struct dictionary *d)
{
	struct slots *old = d->slots;
	uint32_t n = old != NULL ? 2 * old->n : 64, free_slot;
	struct slots *new =
		or_die(calloc(1, sizeof(*new) + n * sizeof(new->at[0])));

	new->n = n;
	for (uint32_t i = 0; i < d->n; i++)
		*slot_of(d, new, str_from(d->texts[i]), &free_slot) = i + 1;
	d->slots = new;
	if (old != NULL)
		retire(a, free, old);
}

static uint32_t number_of(struct ages *a, struct dictionary *d, struct str text)
{
	_Atomic uint32_t *slot;
	uint32_t number;
	char *copy;

	if (d->n >= d->slots->n / 2)
		make_slots(a, d);
	slot = slot_of(d, d->slots, text, &number);
	if (number != 0)
		return number;
	if (d->n == d->room) {
		d->room = d->room > 0 ? 2 * d->room : 32;
		d->texts = larger(a, d->texts, d->n * sizeof(char *),
		                  d->room * sizeof(char *));
	}
	copy = or_die(malloc(text.len + 1));
	memcpy(copy, text.p, text.len);
	copy[text.len] = '\0';
	d->texts[d->n] = copy;
	number = ++d->n;
	*slot = number;
	return number;
}

static void free_dictionary(struct dictionary *d)
{
	for (uint32_t i = 0; i < d->n; i++)
		free(d->texts[i]);
	free(d->texts);
	free(d->slots);
	*d = (struct dictionary){ .n = 0 };
}

/* ---- all of them --------------------------------------------------------- */

struct item {
	struct instrument_facets *_Atomic facets; /* or NULL */
	_Atomic uint32_t belong;
};

/* Tables are replaced by larger ones; a number that leads into one is written
 * when what it leads to is there. */
struct facet_index {
	struct ages ages;
	const struct store *_Atomic store; /* whose they are */
	_Atomic int64_t version;
	_Atomic uint32_t *_Atomic rows; /* by place: 1 + the item, 0: none */
	_Atomic uint32_t nrows;
	struct item *_Atomic items;
	struct dictionary words[FACET__COUNT];
	struct synonyms *_Atomic synonyms;

	pthread_mutex_t building; /* guards what only the one that changes
	                             them knows */
	uint32_t *owners; /* by place: the instrument it was counted for */
	uint32_t n, room; /* items */
	bool has_stale_synonyms;
};

/* ---- one instrument ------------------------------------------------------ */

#define VALUES_MAX   200
#define STATUSES_MAX 32

struct gathering {
	struct facet_index *facet_index;
	struct tx *tx;
	uint32_t values[VALUES_MAX];
	uint32_t n;
	struct status_until statuses[STATUSES_MAX];
	uint32_t nstatuses;
	uint32_t date;
};

static void add(struct gathering *g, enum facet facet, struct str text)
{
	uint32_t value;

	if (text.len == 0 || g->n == VALUES_MAX)
		return;
	value = (uint32_t)facet << 24 |
	        number_of(&g->facet_index->ages, &g->facet_index->words[facet],
	                  text);
	for (uint32_t i = 0; i < g->n; i++)
		if (g->values[i] == value)
			return;
	g->values[g->n++] = value;
}

static void add_text(struct gathering *g, struct arena *a, enum facet facet,
                     struct str json)
{
	add(g, facet, json_unquote(a, json));
}

static void add_list(struct gathering *g, struct arena *a, enum facet facet,
                     struct str list)
{
	struct str item;
	size_t at = 0;

	while (json_items(list, &at, &item))
		add_text(g, a, facet, item);
}

static void add_issuers(struct gathering *g, struct arena *a,
                        struct str parties)
{
	struct str party;
	size_t at = 0;

	while (json_items(parties, &at, &party))
		if (str_is(json_member(party, "role"), "\"issuer\""))
			add_text(g, a, FACET_ISSUER,
			         json_member(party, "organization"));
}

static enum err_code add_concept(void *arg, struct arena *a,
                                 const struct row *row, struct err *e)
{
	(void)a;
	(void)e;
	add(arg, FACET_CONCEPT,
	    value_str(
		    kind_value(&classifications_kind, row->values, "concept")));
	return ERR_OK;
}

static enum err_code add_concepts(struct gathering *g, const struct row *row,
                                  struct err *e)
{
	struct value kind = value_text(STR("instruments")),
		     id = row->values[COLUMN_ID];
	struct condition about[] = {
		walk_where(&classifications_kind, "subject.kind", &kind),
		walk_where(&classifications_kind, "subject.id", &id),
	};

	return walk_records(g->tx, &classifications_kind, about, COUNT(about),
	                    add_concept, g, e);
}

/* The day it was made known, as far as that is known. */
static struct str date_of(struct arena *a, struct str record)
{
	static const char *const members[] = { "adopted_on", "signed_on",
		                               "published_on", "in_force_on",
		                               "proposed_on" };
	struct str date = { 0 };

	for (size_t i = 0; i < COUNT(members) && date.len == 0; i++)
		date = json_unquote(a, json_member(record, members[i]));
	return date;
}

uint32_t facets_day(struct str date)
{
	uint32_t n = 0;
	size_t digits = 0;

	for (size_t i = 0; i < date.len; i++)
		if (date.p[i] != '-') {
			n = n * 10 + (uint32_t)(date.p[i] - '0');
			digits++;
		}
	for (; n > 0 && digits < 8; digits++)
		n *= 10;
	return n;
}

/* As all law that is known has it. */
static void add_statuses(struct gathering *g, struct str intervals)
{
	struct dictionary *words = &g->facet_index->words[FACET_STATUS];
	struct law_span s;

	while (law_next_span(&intervals, &s)) {
		if (!str_is(s.known_to, DAY_LAST) ||
		    g->nstatuses == STATUSES_MAX)
			continue;
		g->statuses[g->nstatuses++] = (struct status_until){
			facets_day(s.to),
			(uint32_t)FACET_STATUS << 24 |
				number_of(&g->facet_index->ages, words,
			                  s.status)
		};
	}
}

static void set_facets(struct gathering *g, struct arena *a,
                       const struct row *row)
{
	struct str r = row->record, made = date_of(a, r);

	add_text(g, a, FACET_TYPE, json_member(r, "type"));
	add_text(g, a, FACET_FORCE, json_member(r, "force"));
	add_statuses(g, value_str(kind_value(&instruments_kind, row->values,
	                                     "intervals")));
	add_list(g, a, FACET_JURISDICTIONS, json_member(r, "jurisdictions"));
	add_list(g, a, FACET_LANGUAGES, json_member(r, "languages"));
	add_issuers(g, a, json_member(r, "parties"));
	if (made.len >= 4)
		add(g, FACET_YEAR, (struct str){ made.p, 4 });
	g->date = facets_day(made);
}

/* In one piece of memory. */
static struct instrument_facets *pack(const struct gathering *g)
{
	size_t values = g->n * sizeof(g->values[0]),
	       statuses = g->nstatuses * sizeof(g->statuses[0]);
	struct instrument_facets *i =
		or_die(malloc(sizeof(*i) + statuses + values));
	struct status_until *s = (struct status_until *)(i + 1);
	uint32_t *v = (uint32_t *)(s + g->nstatuses);

	memcpy(s, g->statuses, statuses);
	memcpy(v, g->values, values);
	*i = (struct instrument_facets){ .date = g->date,
		                         .values = v,
		                         .nvalues = g->n,
		                         .statuses = s,
		                         .nstatuses = g->nstatuses };
	return i;
}

static struct item *item_at(struct facet_index *f, uint32_t n)
{
	if (f->rows[n] == 0) {
		if (f->n == f->room) {
			f->room = f->room > 0 ? 2 * f->room : 64;
			f->items = larger(&f->ages, f->items,
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
		retire(&f->ages, free, old);
}

static enum err_code read_instrument(struct facet_index *f, struct tx *tx,
                                     uint32_t n, struct err *e)
{
	struct arena *a = arena_scratch();
	struct gathering *g = arena_alloc(a, sizeof(*g));
	const char *kind;
	struct str id;
	struct row row;
	enum err_code rc = store_docid_find(tx, n, a, &kind, &id, e);

	g->facet_index = f;
	g->tx = tx;
	if (rc == ERR_OK)
		rc = store_find(tx, &instruments_kind.entity, id, a, &row, e);
	if (rc == ERR_OK) {
		set_facets(g, a, &row);
		rc = add_concepts(g, &row, e);
	}
	if (rc == ERR_OK)
		replace(f, n, pack(g));
	arena_free(a);
	if (rc != ERR_NOT_FOUND) /* another thread's snapshot is newer */
		return rc;
	err_clear(e);
	return ERR_OK;
}

/* ---- bringing up to date ------------------------------------------------- */

static void make_room(struct facet_index *f, uint32_t n)
{
	uint32_t had = f->nrows, rows = had > 0 ? had : 1024;

	if (n < had)
		return;
	while (rows <= n)
		rows *= 2;
	f->rows = larger(&f->ages, f->rows, had * sizeof(uint32_t),
	                 rows * sizeof(uint32_t));
	f->owners = or_die(realloc(f->owners, rows * sizeof(*f->owners)));
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
	struct tx *tx;
};

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
	if (k != &instruments_kind)
		return ERR_OK;
	if (!i->gone)
		return read_instrument(f, c->tx, i->n, e);
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
		retire(&f->ages, release_synonyms, old);
	return ERR_OK;
}

/* Of another store: all anew. */
static void forget(struct facet_index *f)
{
	for (uint32_t i = 0; i < f->n; i++)
		free(f->items[i].facets);
	for (size_t i = 0; i < FACET__COUNT; i++)
		free_dictionary(&f->words[i]);
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
		make_slots(&f->ages, &f->words[i]);
}

/* Versions taken in before others get their turn. */
#define STEP 500

/* What was taken in before a failure is taken in again, to the same effect. */
static enum err_code step(struct facet_index *f, struct tx *tx, struct err *e)
{
	struct catching_up c = { f, tx };
	int64_t version = 0;
	enum err_code rc =
		store_indexed(tx, f->version, STEP, take, &c, &version, e);

	if (rc == ERR_OK)
		rc = renew_synonyms(f, tx, e);
	if (rc == ERR_OK)
		f->version = version;
	begin_age(&f->ages);
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

	leave(loan->ages, loan->age);
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
	*loan = (struct facets_loan){ &f->ages, enter(&f->ages), a, NULL };
	loan->end = arena_defer(a, give_back, loan);
	*out = loan;
	return ERR_OK;
}

/* ---- beginning and end --------------------------------------------------- */

struct facet_index *facets_new(void)
{
	struct facet_index *f = or_die(calloc(1, sizeof(*f)));

	if (pthread_mutex_init(&f->building, NULL) != 0 ||
	    pthread_mutex_init(&f->ages.mutex, NULL) != 0)
		die("cannot make a lock");
	f->ages.oldest = f->ages.newest = or_die(calloc(1, sizeof(struct age)));
	return f;
}

void facets_free(struct facet_index *f)
{
	if (f == NULL)
		return;
	forget(f);
	begin_age(&f->ages); /* all that was retired goes */
	free(f->ages.newest);
	pthread_mutex_destroy(&f->ages.mutex);
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

uint32_t facets_count(const struct facet_index *f, enum facet facet)
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
	const struct dictionary *d = &f->words[facet];
	uint32_t number;

	slot_of(d, d->slots, text, &number);
	return number;
}
