/*
 * reading.c - an extract without what stands between its lines and is no part
 * of them
 */
#include "server/registry/sources/reading.h"

#include "lib/match/alike.h"
#include "lib/text/utf8.h"
#include "server/registry/outline/extract.h"

/* ---- writing ------------------------------------------------------------- */

struct making {
	const struct extract *extract;
	struct arena *arena;
	struct reading_text *out;
	struct buf text;
	size_t room;
	size_t byte; /* of the edition, up to which code points are counted */
	int64_t code_points;
	size_t past; /* the byte of the edition after what was written last */
	size_t run; /* of the extract, at or before what is written           */
	bool plain; /* what was written last is byte for byte the edition's */
};

/* Code points before a byte of the edition; asked for in order, mostly. */
static int64_t count_to(struct making *m, size_t byte)
{
	struct str all = m->extract->bytes;

	if (byte < m->byte)
		m->code_points -=
			utf8_count((struct str){ all.p + byte, m->byte - byte })
				.code_points;
	else
		m->code_points += utf8_count((struct str){ all.p + m->byte,
		                                           byte - m->byte })
		                          .code_points;
	m->byte = byte;
	return m->code_points;
}

/* What stands in the edition between two bytes: nothing, blanks, more. */
static unsigned between(const struct making *m, size_t from, size_t to,
                        unsigned more)
{
	struct str s = { m->extract->bytes.p + from,
		         to > from ? to - from : 0 };

	if (s.len == 0)
		return 0;
	return extract_leading_blanks(s) == s.len ? ALIKE_SPACE : more;
}

static void begin_run(struct making *m, size_t from, size_t to, unsigned before,
                      unsigned within)
{
	struct reading_text *r = m->out;
	int64_t place;

	if (m->plain && to == from && from == m->past)
		return;
	m->plain = to == from;
	place = count_to(m, from);
	ARENA_GROW(m->arena, r->runs, r->n, m->room);
	r->runs[r->n++] = (struct hay_run){
		.at = (uint32_t)m->text.len,
		.place = (uint32_t)place,
		.whole = to > from ? (uint32_t)(count_to(m, to) - place) : 0,
		.before = (uint16_t)before,
		.within = (uint16_t)within,
	};
}

/* A blank that stands for what is between: tags, lines left out. */
static void write_blank(struct making *m, const char *blank, size_t to,
                        unsigned more)
{
	struct str there = { m->extract->bytes.p + m->past, to - m->past };

	if (str_is(there, blank))
		begin_run(m, m->past, m->past, 0, 0);
	else
		begin_run(m, m->past, to, 0, between(m, m->past, to, more));
	buf_puts(&m->text, blank);
	m->past = to;
}

/* The run of the extract that a byte of it is in; asked for in order. */
static const struct extract_run *run_of(struct making *m, size_t at)
{
	const struct extract *f = m->extract;

	while (m->run + 1 < f->nruns && f->runs[m->run + 1].at <= at)
		m->run++;
	return &f->runs[m->run];
}

static bool is_space_or_newline(char c)
{
	return c == ' ' || c == '\n';
}

/* A part of the extract that comes from one run. */
static void write_run(struct making *m, const struct extract_run *run,
                      size_t from, size_t to)
{
	struct str part = { m->extract->text.p + from, to - from };
	size_t start = run->from + (run->whole > 0 ? 0 : from - run->at);

	if (run->whole == 0 && part.len == 1 && is_space_or_newline(*part.p) &&
	    m->past <= start && m->text.len > 0) {
		write_blank(m, *part.p == ' ' ? " " : "\n", start,
		            ALIKE_MARKUP);
		return;
	}
	begin_run(m, start, start + run->whole,
	          between(m, m->past, start, ALIKE_MARKUP),
	          run->whole > 0 ? ALIKE_MARKUP : 0);
	buf_str(&m->text, part);
	m->past = start + (run->whole > 0 ? run->whole : part.len);
}

/* A part of the extract without a cut. */
static void write_part(struct making *m, size_t from, size_t to)
{
	static const struct extract_run all = { 0 };

	while (from < to) {
		size_t end = to;
		const struct extract_run *run = &all;

		if (m->extract->nruns > 0) {
			run = run_of(m, from);
			if (m->run + 1 < m->extract->nruns && run[1].at < end)
				end = run[1].at;
		}
		write_run(m, run, from, end);
		from = end;
	}
}

/* ---- cutting ------------------------------------------------------------- */

/* Where the edition has what a byte of the extract is. */
static size_t source_of(struct making *m, size_t at)
{
	const struct extract_run *run;

	if (m->extract->nruns == 0)
		return at;
	run = run_of(m, at);
	return run->from + (run->whole > 0 ? 0 : at - run->at);
}

bool reading_make(struct arena *a, struct str edition, bool tags,
                  struct reading_text *out)
{
	struct extract f;
	struct making m = { .extract = &f, .arena = a, .out = out };
	size_t from;

	*out = (struct reading_text){ 0 };
	extract_read(a, edition, tags, &f);
	if (f.nlines == 0)
		return false;
	buf_init(&m.text, a);
	from = f.lines[0].start;
	for (size_t i = 1; i < f.nlines; i++) {
		if (!extract_is_cut(&f, i))
			continue;
		write_part(&m, from, f.lines[i - 1].end);
		from = f.lines[i].start;
		write_blank(&m, f.lines[i].apart ? "\n\n" : "\n",
		            source_of(&m, from), ALIKE_PAGE);
	}
	write_part(&m, from, f.lines[f.nlines - 1].end);
	out->text = buf_text(&m.text);
	return f.nruns > 0 || out->n > 1;
}
