/*
 * timestamp.h - points in time as text
 *
 * Shapes  RFC 3339 in UTC with milliseconds, TIME_LEN characters, no leap
 *         seconds: "2021-11-23T08:05:00.250Z". Texts live in the arena and
 *         end in NUL.
 * Units   seconds.
 * Errors  none.
 * Source  RFC 3339.
 */
#ifndef LIB_DATA_TIMESTAMP_H
#define LIB_DATA_TIMESTAMP_H

#include "lib/base/date.h"

struct arena;

struct str time_now(struct arena *a);

/* So many seconds before now. */
struct str time_ago(struct arena *a, int64_t seconds);

bool time_valid(struct str s);

#endif
