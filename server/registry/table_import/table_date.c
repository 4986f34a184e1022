/*
 * table_date.c - parts of a date, one after the other
 */
#include "server/registry/table_import/table_date.h"

#include <time.h>

#include "lib/base/date.h"
#include "lib/text/utf8.h"

#define ANY_REST      "*" /* at the end of a format: such as a time */
#define PIVOT_YEAR    69  /* of two digits the first that is 19.. */
#define SERIAL_DIGITS 5

struct reading {
	const char *format, *s; /* what is left of both */
	int year, month, day;
};

/* ---- numbers --------------------------------------------------------------- */

static bool skip(const char **s, const char *text)
{
	size_t n = strlen(text);

	if (strncmp(*s, text, n) != 0)
		return false;
	*s += n;
	return true;
}

static bool read_digits(const char **s, int least, int most, int *out)
{
	int n = 0;

	*out = 0;
	while (n < most && **s >= '0' && **s <= '9')
		*out = *out * 10 + (*(*s)++ - '0'), n++;
	return n >= least;
}

/* 0 to 9, and 10; -1 for what is none. */
static int read_han_digit(const char **s)
{
	static const char *const digits[] = { "〇", "一", "二", "三",
		                              "四", "五", "六", "七",
		                              "八", "九", "十" };

	for (int i = 0; i < (int)COUNT(digits); i++)
		if (skip(s, digits[i]))
			return i;
	return skip(s, "零") ? 0 : -1;
}

/* 二〇二四, digit by digit; or 二十三, by tens. */
static bool read_han(const char **s, int least, int *out)
{
	int n = 0, digit, last = -1;

	*out = 0;
	while ((digit = read_han_digit(s)) >= 0) {
		if (digit == 10)
			*out = n == 0 ? 10 : *out * 10;
		else
			*out = last == 10 ? *out + digit : *out * 10 + digit;
		last = digit;
		if (++n > 4)
			return false;
	}
	return n > 0 && n >= least;
}

static bool read_number(const char **s, int least, int most, int *out)
{
	return read_digits(s, least, most, out) ||
	       read_han(s, most == 4 ? least : 1, out);
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* "1st of May", "1er mai", "1o de maio" */
static bool read_day(const char **s, int least, int *out)
{
	static const char *const endings[] = { "st", "nd", "rd", "th",
		                               "er", "o",  "a",  "°" };

	if (!read_number(s, least, 2, out))
		return false;
	for (size_t i = 0; i < COUNT(endings); i++) {
		size_t n = strlen(endings[i]);

		if (strncmp(*s, endings[i], n) != 0 || is_letter((*s)[n]))
			continue;
		*s += n;
		break;
	}
	return true;
}

/* ---- names ----------------------------------------------------------------- */

/* As plain text, one after the other. */
static const char *const months[] = {
	"january januar janner janvier enero janeiro gennaio januari jan janv "
	"ene gen",
	"february februar fevrier febrero fevereiro febbraio februari feb fev "
	"fevr",
	"march marz maerz mars marzo marco maart mar mrt",
	"april avril abril aprile apr avr abr",
	"may mai mayo maio maggio mei mag",
	"june juni juin junio junho giugno jun giu",
	"july juli juillet julio julho luglio jul juil lug",
	"august aout agosto augustus aug ago",
	"september septembre septiembre setiembre setembro settembre sep sept "
	"set sett",
	"october oktober octobre octubre outubro ottobre oct okt out ott",
	"november novembre noviembre novembro nov",
	"december dezember decembre diciembre dezembro dicembre dec dez dic",
};

/* The length of the name among them that s is, up to the next blank, sign or
 * digit. */
static size_t name_length(const char *names, const char *s)
{
	size_t n = 0;

	while (is_letter(s[n]))
		n++;
	for (const char *p = names; n > 0 && p != NULL; p = strchr(p, ' ')) {
		p += *p == ' ';
		if (strncmp(p, s, n) == 0 && !is_letter(p[n]))
			return n;
	}
	return 0;
}

static bool read_month(struct reading *r)
{
	for (int i = 0; i < (int)COUNT(months); i++) {
		size_t n = name_length(months[i], r->s);

		if (n == 0)
			continue;
		r->s += n;
		r->s += n < 5 && *r->s == '.';
		r->month = i + 1;
		return true;
	}
	return false;
}

/* The year before the first of each. */
static bool read_era(struct reading *r)
{
	static const struct {
		const char *name;
		int before;
	} eras[] = { { "令和", 2018 }, { "平成", 1988 },     { "昭和", 1925 },
		     { "大正", 1911 }, { "明治", 1867 },     { "民国", 1911 },
		     { "民國", 1911 }, { "中華民國", 1911 }, { "r", 2018 },
		     { "h", 1988 },    { "s", 1925 } };
	int n;

	for (size_t i = 0; i < COUNT(eras); i++) {
		if (!skip(&r->s, eras[i].name))
			continue;
		(void)skip(&r->s, " ");
		if (skip(&r->s, "元"))
			n = 1;
		else if (!read_number(&r->s, 1, 3, &n))
			return false;
		r->year = eras[i].before + n;
		return n > 0;
	}
	return false;
}

/* ---- serial days ----------------------------------------------------------- */

#define SECONDS_A_DAY 86400

/* 1 January 1970 counted from 1900 and from 1904. */
#define EPOCH_1900 25569
#define EPOCH_1904 24107

/* The part of a day that has gone, which says nothing of the day. */
static bool skip_fraction(struct reading *r)
{
	int tenths;

	if (!skip(&r->s, "."))
		return true;
	if (!read_digits(&r->s, 1, 1, &tenths))
		return false;
	while (*r->s >= '0' && *r->s <= '9')
		r->s++;
	return true;
}

static bool read_serial(struct reading *r, int epoch)
{
	int days;
	time_t at;
	struct tm day;

	if (!read_digits(&r->s, SERIAL_DIGITS, SERIAL_DIGITS, &days) ||
	    !skip_fraction(r))
		return false;
	at = (time_t)(days - epoch) * SECONDS_A_DAY;
	if (gmtime_r(&at, &day) == NULL)
		return false;
	r->year = day.tm_year + 1900;
	r->month = day.tm_mon + 1;
	r->day = day.tm_mday;
	return true;
}

/* ---- a format --------------------------------------------------------------- */

enum part { YEAR, SHORT_YEAR, MONTH_NAME, MONTH, DAY, ERA, SERIAL };

static const struct part_form {
	const char *name;
	enum part part;
	int least; /* digits; of a serial day what its counting begins with */
} parts[] = {
	{ "YYYY", YEAR, 4 },
	{ "YY", SHORT_YEAR, 2 },
	{ "Month", MONTH_NAME, 0 },
	{ "MM", MONTH, 2 },
	{ "M", MONTH, 1 },
	{ "DD", DAY, 2 },
	{ "D", DAY, 1 },
	{ "Era", ERA, 0 },
	{ "Serial1904", SERIAL, EPOCH_1904 },
	{ "Serial", SERIAL, EPOCH_1900 },
};

/* The part that a format begins with, or NULL. */
static const struct part_form *part_at(const char *format)
{
	for (size_t i = 0; i < COUNT(parts); i++)
		if (strncmp(format, parts[i].name, strlen(parts[i].name)) == 0)
			return &parts[i];
	return NULL;
}

static bool read_part(struct reading *r, const struct part_form *p)
{
	r->format += strlen(p->name);
	switch (p->part) {
	case YEAR:
		return read_number(&r->s, 4, 4, &r->year);
	case SHORT_YEAR:
		r->year = 0;
		if (!read_digits(&r->s, 2, 2, &r->year))
			return false;
		r->year += r->year < PIVOT_YEAR ? 2000 : 1900;
		return true;
	case MONTH_NAME:
		return read_month(r);
	case MONTH:
		return read_number(&r->s, p->least, 2, &r->month);
	case DAY:
		return read_day(&r->s, p->least, &r->day);
	case ERA:
		return read_era(r);
	case SERIAL:
		return read_serial(r, p->least);
	}
	return false;
}

/* A character that stands for itself. */
static bool read_literal(struct arena *a, struct reading *r)
{
	struct str rest = str_from(r->format), plain;
	size_t n = 0;

	(void)utf8_next(rest, &n);
	r->format += n;
	if (n == 1 && rest.p[0] == ' ')
		return skip(&r->s, " ");
	plain = utf8_plain(a, (struct str){ rest.p, n });
	return skip(&r->s, plain.p);
}

static struct str written(struct arena *a, const struct reading *r)
{
	if (r->day > 0)
		return str_from(arena_printf(a, "%04d-%02d-%02d", r->year,
		                             r->month, r->day));
	if (r->month > 0)
		return str_from(
			arena_printf(a, "%04d-%02d", r->year, r->month));
	return str_from(arena_printf(a, "%04d", r->year));
}

bool table_date_read(struct arena *a, const char *format, struct str text,
                     struct str *out)
{
	struct reading r = { .format = format, .s = utf8_plain(a, text).p };

	while (*r.format != '\0' && strcmp(r.format, ANY_REST) != 0) {
		const struct part_form *p = part_at(r.format);

		if (!(p != NULL ? read_part(&r, p) : read_literal(a, &r)))
			return false;
	}
	if ((*r.format == '\0' && *r.s != '\0') || r.year == 0 ||
	    (r.day > 0 && r.month == 0))
		return false;
	*out = written(a, &r);
	return date_valid(*out);
}

const char *table_date_format_wrong(const char *format)
{
	enum { A_YEAR = 1, A_MONTH = 2, A_DAY = 4 };
	static const unsigned says[] = { [YEAR] = A_YEAR,
		                         [SHORT_YEAR] = A_YEAR,
		                         [ERA] = A_YEAR,
		                         [MONTH_NAME] = A_MONTH,
		                         [MONTH] = A_MONTH,
		                         [DAY] = A_DAY,
		                         [SERIAL] = A_YEAR | A_MONTH | A_DAY };
	unsigned said = 0;

	while (*format != '\0') {
		const struct part_form *p = part_at(format);

		if (p != NULL && (said & says[p->part]) != 0)
			return "has a format that says a year, month or day "
			       "twice; of a span such as 2020-21 take a part: "
			       "{\"before\": \"-\"}";
		said |= p != NULL ? says[p->part] : 0;
		format += p != NULL ? strlen(p->name) : 1;
	}
	return (said & A_YEAR) != 0
	               ? NULL
	               : "has a format without a year (YYYY, YY, Era, "
	                 "Serial)";
}
