/*
 * ical.c - iCalendar: the dated steps of records
 *
 * Source  RFC 5545. A date that is a month or a year is all of its days, and
 *         its summary says that the day is not known.
 */
#include "server/registry/formats/writers.h"

#include "lib/base/date.h"
#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/formats/citation.h"
#include "server/registry/model/show.h"

#define LINE_MAX_BYTES 73 /* of 75, the blank of a folded line left out */

/* One dated step. */
struct step {
	struct str id; /* of the record, for the UID */
	const char *member;
	struct str date, what, words, url, stamp;
};

/* Folded between characters, as no line may be longer than 75 bytes. */
static void put_line(struct buf *out, struct str line)
{
	size_t n = 0, start = 0, end;

	while (start < line.len) {
		end = start;
		utf8_next(line, &end);
		if (n + end - start > LINE_MAX_BYTES) {
			buf_puts(out, "\r\n ");
			n = 0;
		}
		buf_add(out, line.p + start, end - start);
		n += end - start;
		start = end;
	}
	buf_puts(out, "\r\n");
}

static void put_text(struct rendering *r, const char *name, struct str s)
{
	struct buf line;

	if (s.len == 0)
		return;
	buf_init(&line, r->reading.arena);
	buf_printf(&line, "%s:", name);
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '\n') {
			buf_puts(&line, "\\n");
			continue;
		}
		if (strchr("\\;,", s.p[i]) != NULL)
			buf_puts(&line, "\\");
		buf_add(&line, s.p + i, 1);
	}
	put_line(r->out, buf_text(&line));
}

/* "20240613", or the day after it. */
static void put_day(struct rendering *r, const char *name, const char *day,
                    bool after)
{
	int parts[3];

	citation_date(str_from(day), parts);
	parts[2] += after ? 1 : 0;
	if (!date_valid(
		    str_from(arena_printf(r->reading.arena, "%04d-%02d-%02d",
	                                  parts[0], parts[1], parts[2])))) {
		parts[2] = 1;
		parts[1]++;
	}
	if (parts[1] > 12) {
		parts[1] = 1;
		parts[0]++;
	}
	buf_printf(r->out, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, parts[0],
	           parts[1], parts[2]);
}

/* "2026-11-21T08:05:00.250Z" is "20261121T080500Z". */
static void put_stamp(struct buf *out, struct str time)
{
	buf_puts(out, "DTSTAMP:");
	for (size_t i = 0; i < time.len && time.p[i] != '.'; i++)
		if (time.p[i] != '-' && time.p[i] != ':')
			buf_add(out, time.p + i, 1);
	buf_puts(out, "Z\r\n");
}

static void put_step(struct rendering *r, const struct step *s)
{
	const char *unknown =
		s->date.len == DAY_LEN ? "" : " (the day is not known)";
	struct arena *a = r->reading.arena;
	struct day_range days;

	if (!date_range(s->date, &days))
		return;
	buf_puts(r->out, "BEGIN:VEVENT\r\n");
	put_line(r->out, str_from(arena_printf(
				 a, "UID:%.*s-%s-%.*s@instrumentd",
				 STR_ARG(s->id), s->member, STR_ARG(s->date))));
	put_stamp(r->out, s->stamp);
	put_day(r, "DTSTART", days.first, false);
	put_day(r, "DTEND", days.last, true);
	put_text(r, "SUMMARY",
	         str_from(arena_printf(a, "%.*s: %.*s%s", STR_ARG(s->what),
	                               STR_ARG(s->words), unknown)));
	put_text(r, "DESCRIPTION",
	         str_from(arena_printf(a, "%.*s: %.*s", STR_ARG(s->words),
	                               STR_ARG(s->date))));
	if (s->url.len > 0)
		put_line(r->out, str_from(arena_printf(a, "URL:%.*s",
		                                       STR_ARG(s->url))));
	buf_puts(r->out, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

/* "in_force_on" is "in force". */
static struct str words_of(struct arena *a, struct str member)
{
	size_t n = member.len;
	char *text;

	if (n > 3 && memcmp(member.p + n - 3, "_on", 3) == 0)
		n -= 3;
	text = arena_strndup(a, member.p, n);
	for (size_t i = 0; i < n; i++)
		if (text[i] == '_')
			text[i] = ' ';
	return (struct str){ text, n };
}

/* One date of a record: a member, or `on` of an item of a list. */
static void put_date(struct rendering *r, const struct citation *c,
                     const char *member, struct str value)
{
	struct arena *a = r->reading.arena;
	struct step s = {
		.id = c->row.values[COLUMN_ID].text,
		.member = member,
		.date = json_unquote(a, value),
		.what = c->title,
		.words = words_of(a, str_from(member)),
		.url = c->page,
		.stamp = c->row.values[COLUMN_UPDATED].text,
	};

	put_step(r, &s);
}

static void put_steps_of(struct rendering *r, const struct citation *c,
                         void *arg)
{
	const struct entity *en = &c->kind->entity;

	(void)arg;
	for (size_t i = 0; i < en->nfields; i++) {
		const struct field *f = &en->fields[i];
		struct str value = json_member(c->row.record, f->name), item;
		size_t at = 0;

		if (f->type == FIELD_DATE)
			put_date(r, c, f->name, value);
		while (f->nfields > 0 && json_items(value, &at, &item))
			put_date(r, c, f->name, json_member(item, "on"));
	}
}

/* "Artificial Intelligence Act, Article 5" */
static struct str subject_of(struct rendering *r, struct str item,
                             const struct citation *whole)
{
	struct arena *a = r->reading.arena;
	struct str label =
		json_member_text(a, json_member(item, "provision"), "label");

	return label.len == 0 ? whole->title
	                      : str_from(arena_printf(a, "%.*s, %.*s",
	                                              STR_ARG(whole->title),
	                                              STR_ARG(label)));
}

/* A step of a timeline, which says what it is a step of once for all. */
static void put_timed(struct rendering *r, struct str item,
                      const struct citation *whole)
{
	struct arena *a = r->reading.arena;
	struct str word = json_member_text(a, item, "step"),
		   part = json_member_text(a, json_member(item, "provision"),
	                                   "id");
	struct step s = {
		.id = part.len > 0 ? part : whole->row.values[COLUMN_ID].text,
		.member = arena_strndup(a, word.p != NULL ? word.p : "",
		                        word.len),
		.date = json_member_text(a, item, "on"),
		.what = subject_of(r, item, whole),
		.words = words_of(a, word),
		.url = whole->page,
		.stamp = whole->row.values[COLUMN_UPDATED].text,
	};

	put_step(r, &s);
}

static enum err_code write_timeline(struct rendering *r, struct err *e)
{
	struct str item, subject = json_member(r->json, "subject");
	struct citation whole;
	size_t at = 0;
	bool found;
	enum err_code rc = citation_read(r, subject, &whole, &found, e);

	while (rc == ERR_OK && found && format_next(r, &at, &item))
		put_timed(r, item, &whole);
	return rc;
}

enum err_code ical_write(struct rendering *r, struct err *e)
{
	bool timed = strcmp(r->shape, "timeline") == 0;
	enum err_code rc;

	buf_puts(r->out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
	                 "PRODID:-//instrumentd//registry//EN\r\n");
	rc = timed ? write_timeline(r, e)
	           : citation_each(r, put_steps_of, NULL, e);
	buf_puts(r->out, "END:VCALENDAR\r\n");
	return rc;
}
