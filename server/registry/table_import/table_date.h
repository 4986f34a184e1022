/*
 * table_date.h - a day as tables write it, read by a format
 *
 * Shapes  a format has YYYY, YY (1969 to 2068), MM, DD, M, D, Month (a name
 *         or a short one in English, German, French, Spanish, Portuguese,
 *         Italian or Dutch), Era (a year of Japan or of the Republic of China)
 *         and Serial or Serial1904 (the days that spreadsheets count); all else
 *         stands for itself, and a * at the end for any rest. Case, width,
 *         accents and the number of blanks do not matter; D takes the endings
 *         of ordinals, numbers may be Chinese. What comes out is as precise as
 *         the format: "2021", "2021-11", "2021-11-23".
 * Units   Serial has five digits: 1927 to 2173; what is behind its point is a
 *         time, and does not count.
 * Errors  false where a text is no such day.
 * Source  data/maps/map.schema.json; ECMA-376, 18.17.4.1 (serial days).
 */
#ifndef SERVER_REGISTRY_TABLE_IMPORT_TABLE_DATE_H
#define SERVER_REGISTRY_TABLE_IMPORT_TABLE_DATE_H

#include "lib/base/arena.h"

MUST_CHECK bool table_date_read(struct arena *a, const char *format,
                                struct str text, struct str *out);

/* Why nothing is a date of a format; NULL where something may be. */
const char *table_date_format_wrong(const char *format);

#endif
