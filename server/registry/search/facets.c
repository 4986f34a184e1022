/*
 * facets.c - a table by place, and a dictionary for each facet
 */
#include "server/registry/search/facets.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/base/arena.h"
#include "lib/base/date.h"
#include "lib/base/log.h"
#include "lib/data/jsontext.h"
#include "server/registry/law/law.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"
#include "server/registry/search/synonyms.h"

extern struct kind instruments_kind, classifications_kind;

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

struct dictionary {
	char **texts;
	uint32_t n, room;
	uint32_t *slots; /* a hash table of numbers, 0: free */
	uint32_t nslots;
};

struct facts {
	pthread_rwlock_t lock;
	const struct store *store; /* whose they are */
	int64_t version;
	char day[DAY_LEN + 1];
	bool begun;
	uint32_t *rows; /* by place: 1 + the row, 0: none */
	uint32_t nrows;
	uint32_t *owners; /* by place: the instrument it was counted for */
	struct instrument_facts *items;
	uint32_t n, room;
	struct dictionary words[FACET__COUNT];
	struct synonyms *synonyms;
};

static void *must(void *p)
{
	if (p == NULL)
		die("out of memory");
	return p;
}

/* ---- dictionaries -------------------------------------------------------- */

static uint32_t hash_of(struct str s)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.p[i]) * 16777619u;
	return h;
}

static uint32_t *slot_of(const struct dictionary *d, struct str text)
{
	uint32_t at = hash_of(text) & (d->nslots - 1);

	while (d->slots[at] != 0 && !str_is(text, d->texts[d->slots[at] - 1]))
		at = (at + 1) & (d->nslots - 1);
	return &d->slots[at];
}

static void make_slots(struct dictionary *d)
{
	d->nslots = d->nslots > 0 ? 2 * d->nslots : 64;
	free(d->slots);
	d->slots = must(calloc(d->nslots, sizeof(*d->slots)));
	for (uint32_t i = 0; i < d->n; i++)
		*slot_of(d, str_from(d->texts[i])) = i + 1;
}

static uint32_t number_of(struct dictionary *d, struct str text)
{
	uint32_t *slot;
	char *copy;

	if (d->n >= d->nslots / 2)
		make_slots(d);
	slot = slot_of(d, text);
	if (*slot != 0)
		return *slot;
	if (d->n == d->room) {
		d->room = d->room > 0 ? 2 * d->room : 32;
		d->texts = must(realloc(d->texts, d->room * sizeof(*d->texts)));
	}
	copy = must(malloc(text.len + 1));
	memcpy(copy, text.p, text.len);
	copy[text.len] = '\0';
	d->texts[d->n++] = copy;
	*slot = d->n;
	return d->n;
}

static void free_dictionary(struct dictionary *d)
{
	for (uint32_t i = 0; i < d->n; i++)
		free(d->texts[i]);
	free(d->texts);
	free(d->slots);
	*d = (struct dictionary){ 0 };
}

/* ---- one instrument ------------------------------------------------------ */

#define VALUES_MAX 200

struct gathering {
	struct facts *facts;
	struct tx *tx;
	uint32_t values[VALUES_MAX];
	uint32_t n;
};

static void add(struct gathering *g, enum facet facet, struct str text)
{
	uint32_t value;

	if (text.len == 0 || g->n == VALUES_MAX)
		return;
	value = (uint32_t)facet << 24 |
	        number_of(&g->facts->words[facet], text);
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

static uint32_t packed(struct str date)
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

static void set_facts(struct gathering *g, struct arena *a,
                      const struct row *row, uint32_t *date)
{
	struct reading today = { .tx = g->tx,
		                 .arena = a,
		                 .on = g->facts->day,
		                 .law_as_of = "9999-12-30" };
	struct str r = row->record, made = date_of(a, r);

	add_text(g, a, FACET_TYPE, json_member(r, "type"));
	add_text(g, a, FACET_FORCE, json_member(r, "force"));
	add(g, FACET_STATUS,
	    law_status(&today,
	               value_str(kind_value(&instruments_kind, row->values,
	                                    "intervals"))));
	add_list(g, a, FACET_JURISDICTIONS, json_member(r, "jurisdictions"));
	add_list(g, a, FACET_LANGUAGES, json_member(r, "languages"));
	add_issuers(g, a, json_member(r, "parties"));
	if (made.len >= 4)
		add(g, FACET_YEAR, (struct str){ made.p, 4 });
	*date = packed(made);
}

static struct instrument_facts *item_at(struct facts *f, uint32_t n)
{
	if (f->rows[n] == 0) {
		if (f->n == f->room) {
			f->room = f->room > 0 ? 2 * f->room : 64;
			f->items = must(
				realloc(f->items, f->room * sizeof(*f->items)));
		}
		f->items[f->n++] = (struct instrument_facts){ 0 };
		f->rows[n] = f->n;
	}
	return &f->items[f->rows[n] - 1];
}

static enum err_code read_instrument(struct facts *f, struct tx *tx, uint32_t n,
                                     struct err *e)
{
	struct gathering *g = must(calloc(1, sizeof(*g)));
	struct arena *a = arena_new();
	struct instrument_facts *item;
	const char *kind;
	struct str id;
	struct row row;
	enum err_code rc = store_place_find(tx, n, a, &kind, &id, e);

	g->facts = f;
	g->tx = tx;
	if (rc == ERR_OK)
		rc = store_find(tx, &instruments_kind.entity, id, a, &row, e);
	if (rc == ERR_OK) {
		item = item_at(f, n);
		set_facts(g, a, &row, &item->date);
		rc = add_concepts(g, &row, e);
		free(item->values);
		item->nvalues = g->n;
		item->values = must(malloc((g->n + 1) * sizeof(uint32_t)));
		memcpy(item->values, g->values, g->n * sizeof(uint32_t));
	}
	arena_free(a);
	free(g);
	if (rc != ERR_NOT_FOUND) /* another thread's snapshot is newer */
		return rc;
	err_clear(e);
	return ERR_OK;
}

/* ---- bringing up to date ------------------------------------------------- */

static void make_room(struct facts *f, uint32_t n)
{
	uint32_t rows = f->nrows > 0 ? f->nrows : 1024;

	if (n < f->nrows)
		return;
	while (rows <= n)
		rows *= 2;
	f->rows = must(realloc(f->rows, rows * sizeof(*f->rows)));
	f->owners = must(realloc(f->owners, rows * sizeof(*f->owners)));
	memset(f->rows + f->nrows, 0, (rows - f->nrows) * sizeof(*f->rows));
	memset(f->owners + f->nrows, 0, (rows - f->nrows) * sizeof(*f->owners));
	f->nrows = rows;
}

/* What was counted for another instrument is that one's no more. */
static void count_for(struct facts *f, uint32_t n, uint32_t instrument)
{
	uint32_t before = f->owners[n];

	if (before == instrument)
		return;
	if (before != 0)
		item_at(f, before)->belongs--;
	if (instrument != 0)
		item_at(f, instrument)->belongs++;
	f->owners[n] = instrument;
}

struct catching_up {
	struct facts *facts;
	struct tx *tx;
	size_t instrument_kind;
};

static enum err_code take(void *arg, const struct indexed *i, struct err *e)
{
	struct catching_up *c = arg;
	struct facts *f = c->facts;
	struct instrument_facts *item;

	make_room(f, i->n > i->instrument ? i->n : i->instrument);
	if (i->gone || i->instrument == i->n)
		count_for(f, i->n, 0);
	else
		count_for(f, i->n, i->instrument);
	if (i->kind != c->instrument_kind)
		return ERR_OK;
	if (!i->gone)
		return read_instrument(f, c->tx, i->n, e);
	item = item_at(f, i->n);
	item->nvalues = 0;
	item->date = 0;
	return ERR_OK;
}

static void forget(struct facts *f)
{
	for (uint32_t i = 0; i < f->n; i++)
		free(f->items[i].values);
	for (size_t i = 0; i < FACET__COUNT; i++)
		free_dictionary(&f->words[i]);
	free(f->items);
	free(f->rows);
	free(f->owners);
	synonyms_free(f->synonyms);
	f->items = NULL;
	f->rows = f->owners = NULL;
	f->synonyms = NULL;
	f->n = f->room = f->nrows = 0;
	f->version = 0;
	f->begun = false;
}

static enum err_code catch_up(struct facts *f, const struct store *s,
                              struct tx *tx, const char *day, struct err *e)
{
	struct catching_up c = { f, tx, 0 };
	int64_t version = 0;
	enum err_code rc;

	if (f->store != s || strcmp(day, f->day) != 0)
		forget(f);
	f->store = s;
	memcpy(f->day, day, sizeof(f->day));
	while (kinds[c.instrument_kind] != &instruments_kind)
		c.instrument_kind++;
	for (size_t i = 0; i < FACET__COUNT; i++)
		if (f->words[i].nslots == 0)
			make_slots(&f->words[i]);
	rc = store_indexed(tx, f->version, take, &c, &version, e);
	synonyms_free(f->synonyms);
	f->synonyms = NULL;
	if (rc == ERR_OK)
		rc = synonyms_read(tx, &f->synonyms, e);
	if (rc != ERR_OK) {
		forget(f);
		return rc;
	}
	f->version = version;
	f->begun = true;
	return ERR_OK;
}

static bool is_current(const struct facts *f, const struct store *s,
                       int64_t version, const char *day)
{
	return f->begun && f->store == s && f->version >= version &&
	       strcmp(f->day, day) == 0;
}

enum err_code facts_borrow(struct facts *f, const struct store *s,
                           struct tx *tx, struct err *e)
{
	char day[DAY_LEN + 1];
	int64_t version;
	enum err_code rc = store_index_version(tx, &version, e);

	if (rc != ERR_OK)
		return rc;
	date_today(day);
	pthread_rwlock_rdlock(&f->lock);
	while (!is_current(f, s, version, day)) {
		pthread_rwlock_unlock(&f->lock);
		pthread_rwlock_wrlock(&f->lock);
		if (!is_current(f, s, version, day))
			rc = catch_up(f, s, tx, day, e);
		pthread_rwlock_unlock(&f->lock);
		if (rc != ERR_OK)
			return rc;
		pthread_rwlock_rdlock(&f->lock);
	}
	return ERR_OK;
}

void facts_return(struct facts *f)
{
	pthread_rwlock_unlock(&f->lock);
}

/* ---- beginning and end --------------------------------------------------- */

struct facts *facts_new(void)
{
	struct facts *f = must(calloc(1, sizeof(*f)));

	if (pthread_rwlock_init(&f->lock, NULL) != 0)
		die("cannot make a lock");
	return f;
}

void facts_free(struct facts *f)
{
	if (f == NULL)
		return;
	forget(f);
	pthread_rwlock_destroy(&f->lock);
	free(f);
}

/* ---- reading ------------------------------------------------------------- */

const struct synonyms *facts_synonyms(const struct facts *f)
{
	return f->synonyms;
}

const struct instrument_facts *facts_of(const struct facts *f, uint32_t n)
{
	return n > 0 && n < f->nrows && f->rows[n] != 0
	               ? &f->items[f->rows[n] - 1]
	               : NULL;
}

uint32_t facts_count(const struct facts *f, enum facet facet)
{
	return f->words[facet].n;
}

struct str facts_value(const struct facts *f, enum facet facet, uint32_t value)
{
	return str_from(f->words[facet].texts[value - 1]);
}

uint32_t facts_find(const struct facts *f, enum facet facet, struct str text)
{
	return *slot_of(&f->words[facet], text);
}
