/*
 * date.h - dates as precise as their source
 *
 * Shapes  a date is "2021", "2021-11" or "2021-11-23" (EDTF level 0), years
 *         0001 to 9999; it stands for every day in it. struct day_range has
 *         the first and the last of them as "YYYY-MM-DD", NUL-terminated.
 * Units   days of the proleptic Gregorian calendar.
 * Errors  date_range() is false when the text is no such date (2021-13,
 *         2021-02-30, 21-1-1); then *out is untouched.
 * Source  ISO 8601-2 / EDTF level 0, Library of Congress.
 */
#ifndef LIB_BASE_DATE_H
#define LIB_BASE_DATE_H

#include "lib/base/base.h"

#define TIME_LEN 24
#define DAY_LEN  10

/* Where spans of days have no bound. */
#define DAY_FIRST "0001-01-01"
#define DAY_LAST  "9999-12-31"

/* What is known on any day up to this one is all there is. */
#define DAY_ALL_KNOWN "9999-12-30"

struct day_range {
	char first[DAY_LEN + 1];
	char last[DAY_LEN + 1];
};

enum date_relation {
	DATE_SAME,     /* the same text                                 */
	DATE_WITHIN,   /* a is more precise, and lies within b          */
	DATE_CONTAINS, /* a is less precise, and b lies within it       */
	DATE_APART,    /* no day in common                              */
};

MUST_CHECK bool date_range(struct str date, struct day_range *out);
bool date_valid(struct str date);

/* Both must be valid. */
enum date_relation date_compare(struct str a, struct str b);

/* Today in UTC, "YYYY-MM-DD". */
void date_today(char out[DAY_LEN + 1]);

/* The time now to the millisecond, "2021-11-23T08:05:00.250Z", UTC. */
void date_time(char out[TIME_LEN + 1]);

#endif
