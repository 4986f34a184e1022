/*
 * country.h - the codes of countries in two and in three letters
 *
 * Shapes  capital letters, as ISO 3166-1 has them.
 * Errors  absent where three letters are the code of no country.
 * Source  ISO 3166-1, of Debian's iso-codes.
 */
#ifndef LIB_DATA_COUNTRY_H
#define LIB_DATA_COUNTRY_H

#include "lib/base/base.h"

/* "DE" of "DEU". */
struct str country_of_three(struct str code);

#endif
