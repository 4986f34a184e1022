/*
 * timestamp.c - times by the system's clock
 */
#include "lib/data/timestamp.h"

#include <time.h>

#include "lib/base/arena.h"

struct str time_now(struct arena *a)
{
	char *text = arena_alloc(a, TIME_LEN + 1);

	date_time(text);
	return (struct str){ text, TIME_LEN };
}

struct str time_ago(struct arena *a, int64_t seconds)
{
	char *text = arena_alloc(a, TIME_LEN + 1);
	time_t at = time(NULL) - (time_t)seconds;
	struct tm utc;

	gmtime_r(&at, &utc);
	strftime(text, TIME_LEN + 1, "%Y-%m-%dT%H:%M:%S.000Z", &utc);
	return (struct str){ text, TIME_LEN };
}

bool time_valid(struct str s)
{
	static const char form[] = "0000-00-00T00:00:00.000Z";
	bool fits = s.len == TIME_LEN;

	for (size_t i = 0; fits && i < TIME_LEN; i++)
		fits = form[i] == '0' ? char_is_digit(s.p[i])
		                      : s.p[i] == form[i];
	return fits && date_valid((struct str){ s.p, DAY_LEN }) &&
	       memcmp(s.p + 11, "24", 2) < 0 && memcmp(s.p + 14, "60", 2) < 0 &&
	       memcmp(s.p + 17, "60", 2) < 0;
}
