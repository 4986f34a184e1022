/*
 * facet_text.h - what is counted of an instrument, as the index stores it
 *
 * Shapes  lines, each a letter and a value: t type, f force, n nature, l a
 *         language, j a jurisdiction, i an issuer's id, c a concept's id,
 *         d the date, and s a status with the day until which it holds before
 *         it: "s20240613in_force". What a value is within is not in it: that
 *         may change without the instrument.
 * Units   days are YYYYMMDD.
 * Errors  the engine's.
 * Source  the members of the kind "instruments", and "classifications".
 */
#ifndef SERVER_REGISTRY_SEARCH_FACET_TEXT_H
#define SERVER_REGISTRY_SEARCH_FACET_TEXT_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

enum facet_letter {
	LETTER_TYPE = 't',
	LETTER_FORCE = 'f',
	LETTER_NATURE = 'n',
	LETTER_LANGUAGE = 'l',
	LETTER_JURISDICTION = 'j',
	LETTER_ISSUER = 'i',
	LETTER_CONCEPT = 'c',
	LETTER_DATE = 'd',
	LETTER_STATUS = 's',
};

#define FACET_DAY_LEN 8

/* Of an instrument. */
MUST_CHECK enum err_code facet_text_of(struct tx *tx, struct arena *a,
                                       const struct row *row, struct str *out,
                                       struct err *e);

/* The next line of what is left. */
bool facet_text_next(struct str *text, char *letter, struct str *value);

/* "2024-06", or 20240600. */
uint32_t facet_day(struct str date);

#endif
