/*
 * facets.h - what search must know of every instrument at once
 *
 * Shapes  of each instrument its values for each facet, its date and how many
 *         records belong to it; kept in memory, brought up to date by what was
 *         indexed since. A value is a number of its facet's, from 1, in the
 *         order in which values were met; facts_value() has its text: as it is
 *         sent, an id where the facet is a reference.
 * Units   a date is YYYYMMDD, with 00 for what is not known, or 0.
 * Errors  the engine's.
 * Source  the members of the kind "instruments".
 */
#ifndef SERVER_REGISTRY_SEARCH_FACETS_H
#define SERVER_REGISTRY_SEARCH_FACETS_H

#include "lib/store/store.h"

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
	FACET__COUNT
};

extern const char *const facet_names[FACET__COUNT + 1]; /* and NULL */

/* The kind a facet's values are records of, or NULL. */
const char *facet_refers(enum facet f);

struct facts;
struct synonyms;

struct facts *facts_new(void);
void facts_free(struct facts *f);

/* As the registry in that store stands in tx, or later; and no longer changing
 * until they are given back. */
MUST_CHECK enum err_code facts_borrow(struct facts *f, const struct store *s,
                                      struct tx *tx, struct err *e);
void facts_return(struct facts *f);

/* ---- while they are borrowed -------------------------------------------- */

const struct synonyms *facts_synonyms(const struct facts *f);

struct instrument_facts {
	uint32_t date;
	uint32_t belongs; /* records that belong to it */
	uint32_t nvalues;
	uint32_t *values; /* facet << 24 | value */
};

/* By place, or NULL. */
const struct instrument_facts *facts_of(const struct facts *f, uint32_t n);

/* How many values a facet has, their texts, and the value of a text, 0 when
 * no instrument has it. */
uint32_t facts_count(const struct facts *f, enum facet facet);
struct str facts_value(const struct facts *f, enum facet facet, uint32_t value);
uint32_t facts_find(const struct facts *f, enum facet facet, struct str text);

#define FACT_FACET(v) ((enum facet)((v) >> 24))
#define FACT_VALUE(v) ((v)&0xffffffu)

#endif
