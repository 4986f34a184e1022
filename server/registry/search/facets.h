/*
 * facets.h - an in-memory table of all instruments, for filters and facet
 * counts
 *
 * Shapes  of each instrument its values for each facet, its date, its status
 *         from day to day and how many records belong to it; held in memory
 *         and updated by what was indexed since, a few records at a
 *         time. A value is a number of its facet's, from 1, in the order in
 *         which values were met; facets_value() has its text: as it is sent,
 *         an id where the facet is a reference. What a value is within is a
 *         value, too: US of US-CA, en of en-GB, the concepts above one. Grades
 *         are not in it: they are looked up on request.
 *         One thread changes them while others read: what a reader has
 *         borrowed may become newer from one look to the next, but none of it
 *         goes away before it is given back.
 *         Of facets of few values there is also a set for each value, so that
 *         what a list has of each is counted without looking at its records.
 * Units   days and dates are YYYYMMDD as a number, with 00 for what is not
 *         known, or 0.
 * Errors  the engine's.
 * Source  the members of the kind "instruments".
 */
#ifndef SERVER_REGISTRY_SEARCH_FACETS_H
#define SERVER_REGISTRY_SEARCH_FACETS_H

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "server/registry/search/value_sets.h"

enum facet {
	FACET_KIND,
	FACET_TYPE,
	FACET_FORCE,
	FACET_STATUS,
	FACET_JURISDICTIONS,
	FACET_ISSUER,
	FACET_YEAR,
	FACET_CONCEPT,
	FACET_SOURCE,
	FACET_LANGUAGES,
	FACET_NATURE,
	FACET_DECADE,
	FACET_TOPIC,
	FACET_GRADE,
	FACET__COUNT
};

extern const char *const facet_names[FACET__COUNT + 1]; /* and NULL */

/* Whose concepts are topics. */
#define TOPICS_SCHEME "topics"

/* The kind a facet's values are records of, or NULL. */
const char *facet_refers(enum facet f);

struct facet_index;
struct facets_loan;
struct synonyms;

struct facet_index *facets_new(void);
void facets_free(struct facet_index *f);

/* As the registry in that store stands in tx, or later. They are given back
 * when the arena goes, or before. */
MUST_CHECK enum err_code facets_borrow(struct facet_index *f,
                                       const struct store *s, struct tx *tx,
                                       struct arena *a,
                                       struct facets_loan **out, struct err *e);
void facets_return(struct facets_loan *loan);

/* ---- while they are borrowed -------------------------------------------- */

const struct synonyms *facets_synonyms(const struct facet_index *f);

/* Up to which day, exclusive, an instrument has a status. */
struct status_until {
	uint32_t day;
	uint32_t value; /* of FACET_STATUS */
};

struct instrument_facets {
	uint32_t date;
	const uint32_t *values; /* facet << 24 | value; not its status */
	uint32_t nvalues;
	const struct status_until *statuses; /* in the order of days */
	uint32_t nstatuses;
};

/* By docid, or NULL; and how many records belong to it. */
const struct instrument_facets *facets_of(const struct facet_index *f,
                                          uint32_t n);
uint32_t facets_belong(const struct facet_index *f, uint32_t n);

/* The value of FACET_STATUS it has on a day, or 0. */
uint32_t facets_status(const struct instrument_facets *i, uint32_t day);

/* Which instruments there are, and to which of them something belongs. */
const struct value_set *facets_all(const struct facet_index *f);
const struct value_set *facets_whole(const struct facet_index *f);

/* Which instruments have a value of a facet; of statuses, on that day. NULL
 * where that is not kept: of facets of many values, and of other days than
 * today. */
const struct value_table *facets_sets(const struct facet_index *f,
                                      enum facet facet, uint32_t day);

/* How many values a facet has, their texts, and the value of a text, 0 when
 * no instrument has it. */
uint32_t facets_nvalues(const struct facet_index *f, enum facet facet);
struct str facets_value(const struct facet_index *f, enum facet facet,
                        uint32_t value);
uint32_t facets_find(const struct facet_index *f, enum facet facet,
                     struct str text);

#define FACET_OF(v)    ((enum facet)((v) >> 24))
#define FACET_VALUE(v) ((v)&0xffffffu)

#endif
