/*
 * cuts.c - between lines, and between the runs of an extract
 */
#include "server/registry/outline/cuts.h"

#include "lib/base/bisect.h"

#include <stdlib.h>

/* After the line end that stays, or two before a new paragraph. */
static size_t behind_breaks(const struct extract *f, size_t line)
{
	const struct extract_line *next = &f->lines[line];
	size_t at = f->lines[line - 1].end, breaks = next->apart ? 2 : 1, last;
	struct str rest = { f->text.p + at, next->start - at };
	size_t until = at + extract_leading_blanks(rest);

	for (last = until; at < until && breaks > 0; at++) {
		if (f->text.p[at] != '\n' && f->text.p[at] != '\f')
			continue;
		last = at + 1;
		breaks--;
	}
	return last;
}

static void add(struct arena *a, struct cuts *out, size_t *room,
                struct cut next)
{
	if (next.start >= next.end)
		return;
	ARENA_GROW(a, out->items, out->n, *room);
	out->items[out->n++] = next;
}

static int by_start(const void *a, const void *b)
{
	const struct cut *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

/* Those that touch become one. */
static void join(struct cuts *c)
{
	size_t n = 0;

	if (c->n > 0)
		qsort(c->items, c->n, sizeof(*c->items), by_start);
	for (size_t i = 0; i < c->n; i++) {
		struct cut next = c->items[i];

		if (n == 0 || next.start > c->items[n - 1].end)
			c->items[n++] = next;
		else if (next.end > c->items[n - 1].end)
			c->items[n - 1].end = next.end;
	}
	c->n = n;
}

void cuts_find(struct arena *a, const struct extract *f, struct cuts *out)
{
	size_t room = 0;

	*out = (struct cuts){ 0 };
	for (size_t i = 1; i < f->nlines; i++)
		if (extract_is_cut(f, i))
			add(a, out, &room,
			    (struct cut){
				    extract_code_point(f, behind_breaks(f, i),
			                               true),
				    extract_code_point(f, f->lines[i].start,
			                               false) });
	for (size_t i = 1; i < f->nruns; i++)
		add(a, out, &room,
		    (struct cut){
			    extract_code_point(f, f->runs[i].at, true),
			    extract_code_point(f, f->runs[i].at, false) });
	join(out);
}

size_t cuts_from(const struct cuts *c, int64_t start)
{
	size_t at;

	BISECT(at, c->n, i, c->items[i].start < start);
	return at;
}
