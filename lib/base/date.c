/*
 * date.c - years, months and days, and how they contain one another
 */
#include "lib/base/date.h"

#include <time.h>

/* The length of a date says how precise it is. */
#define YEAR_LEN  4
#define MONTH_LEN 7

struct parts {
	int year, month, day; /* 0 when the date does not say */
};

static bool read_digits(struct str s, size_t at, size_t n, int *out)
{
	int value = 0;

	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		value = value * 10 + (s.p[i] - '0');
	}
	*out = value;
	return true;
}

static int days_of(int year, int month)
{
	static const int days[] = { 0,  31, 28, 31, 30, 31, 30,
		                    31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month];
}

static bool parse(struct str s, struct parts *p)
{
	*p = (struct parts){ 0 };
	if (s.len != YEAR_LEN && s.len != MONTH_LEN && s.len != DAY_LEN)
		return false;
	if (!read_digits(s, 0, 4, &p->year) || p->year < 1)
		return false;
	if (s.len == YEAR_LEN)
		return true;

	if (s.p[4] != '-' || !read_digits(s, 5, 2, &p->month) || p->month < 1 ||
	    p->month > 12)
		return false;
	if (s.len == MONTH_LEN)
		return true;

	return s.p[7] == '-' && read_digits(s, 8, 2, &p->day) && p->day >= 1 &&
	       p->day <= days_of(p->year, p->month);
}

static void print(char out[DAY_LEN + 1], const struct parts *p)
{
	int rest = p->year;

	memcpy(out, "0000-00-00", DAY_LEN + 1);
	for (int i = 3; i >= 0; i--, rest /= 10)
		out[i] = (char)('0' + rest % 10);
	out[5] = (char)('0' + p->month / 10);
	out[6] = (char)('0' + p->month % 10);
	out[8] = (char)('0' + p->day / 10);
	out[9] = (char)('0' + p->day % 10);
}

bool date_range(struct str date, struct day_range *out)
{
	struct parts first, last;

	if (!parse(date, &first))
		return false;

	last = first;
	if (first.month == 0) {
		first.month = 1;
		last.month = 12;
	}
	if (first.day == 0) {
		first.day = 1;
		last.day = days_of(last.year, last.month);
	}
	print(out->first, &first);
	print(out->last, &last);
	return true;
}

bool date_valid(struct str date)
{
	struct parts ignored;

	return parse(date, &ignored);
}

/*
 * Precision by whole fields makes this a question of text: of two dates that
 * share a day, one begins with the other.
 */
enum date_relation date_compare(struct str a, struct str b)
{
	if (str_eq(a, b))
		return DATE_SAME;
	if (str_starts(a, b))
		return DATE_WITHIN;
	if (str_starts(b, a))
		return DATE_CONTAINS;
	return DATE_APART;
}

/* The calendar is asked once a second, not once a request: gmtime_r() takes a
 * lock that all threads share. */
void date_time(char out[TIME_LEN + 1])
{
	static _Thread_local char second[TIME_LEN + 1];
	static _Thread_local time_t of = -1;
	struct timespec now;
	struct tm utc;
	long ms;

	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec != of) {
		gmtime_r(&now.tv_sec, &utc);
		strftime(second, sizeof(second), "%Y-%m-%dT%H:%M:%S.", &utc);
		of = now.tv_sec;
	}
	memcpy(out, second, TIME_LEN - 4);
	ms = now.tv_nsec / 1000000;
	out[TIME_LEN - 4] = (char)('0' + ms / 100);
	out[TIME_LEN - 3] = (char)('0' + ms / 10 % 10);
	out[TIME_LEN - 2] = (char)('0' + ms % 10);
	out[TIME_LEN - 1] = 'Z';
	out[TIME_LEN] = '\0';
}

void date_today(char out[DAY_LEN + 1])
{
	char now[TIME_LEN + 1];

	date_time(now);
	memcpy(out, now, DAY_LEN);
	out[DAY_LEN] = '\0';
}
