/*
 * provision_ends.c - where each provision ends, once all openings are known
 */
#include "server/registry/outline/provision_ends.h"

#include <string.h>

#include "lib/base/bisect.h"
#include "server/registry/outline/candidate.h"

#define TABLE_LINES 2 /* of the last entry of a table of contents */

/* The end of the paragraph a line is in, but not past `limit`. */
static size_t paragraph_end(const struct extract *f, size_t line, size_t limit)
{
	line = extract_paragraph_end(f, line);
	return f->lines[line].end < limit ? f->lines[line].end : limit;
}

/* The last of a list ends with its own words; where one comes after it in the
 * same list, it reaches up to that. */
static bool is_followed(const struct provision *p, const struct provision *next)
{
	return next != NULL && next->row == p->row &&
	       next->parent == p->parent && next->list == p->list;
}

static bool announces(const struct extract *f, const struct provision *p,
                      size_t end)
{
	struct str s = { f->text.p + p->at, end - p->at };

	return s.len > 3 &&
	       (s.p[s.len - 1] == ':' || memcmp(s.p + s.len - 3, "：", 3) == 0);
}

/* Where the last of a list ends: with what lies in it, else with its own
 * paragraph, which may be on the line after a bare number; when that ends in
 * a colon, what it announces is its own, too. */
static size_t last_words(const struct extract *f, const struct provision *p,
                         size_t inner, size_t limit)
{
	size_t end = paragraph_end(f, p->line, limit);

	if (p->rest >= f->lines[p->line].end && p->line + 1 < f->nlines &&
	    f->lines[p->line + 1].start < limit)
		end = paragraph_end(f, p->line + 1, limit);
	if (inner > p->rest)
		return inner > end ? inner : end;
	return announces(f, p, end) ? limit : end;
}

/* Where a table of contents begins that is all there is before `limit`, else
 * `limit`. */
static size_t before_table(const struct split *out, const struct provision *p,
                           size_t limit)
{
	const struct extract *f = &out->extract;
	const struct table *t = out->found->tables;
	size_t n, next; /* t[n - 1] is the last that begins before the limit */

	BISECT(n, out->found->ntables, i, f->lines[t[i].first].start < limit);
	if (n == 0 || f->lines[t[n - 1].first].start <= p->at)
		return limit;
	next = t[n - 1].last + 1 + TABLE_LINES;
	return next >= f->nlines || f->lines[next].start >= limit
	               ? f->lines[t[n - 1].first].start
	               : limit;
}

/* The end of the words before a byte; at least of the opening. */
static size_t end_before(const struct extract *f, const struct provision *p,
                         size_t limit)
{
	size_t end = extract_end_before(f, limit);

	end -= extract_trailing_blanks((struct str){
		f->text.p + p->at, end > p->at ? end - p->at : 0 });
	return end > p->rest ? end : p->rest;
}

static size_t limit_of(const struct split *out, const struct provision *p,
                       const struct provision *next)
{
	size_t limit = next != NULL ? next->at : out->extract.text.len;

	if (limit > out->signed_from && p->at < out->signed_from)
		limit = out->signed_from;
	return before_table(out, p, limit);
}

/* From the last to the first: what begins after p and is not in it. */
void provision_ends(const struct split *out, struct provision **items, size_t n)
{
	const struct extract *f = &out->extract;

	for (size_t i = n; i-- > 0;) {
		struct provision *p = items[i], *next;
		size_t k = i + 1, inner = p->rest, limit;

		for (; k < n && split_within(items[k], p); k++)
			inner = items[k]->end > inner ? items[k]->end : inner;
		next = k < n ? items[k] : NULL;
		limit = limit_of(out, p, next);
		p->end = end_before(f, p, limit);
		if ((p->row->flags & ROW_TAIL) != 0 && !is_followed(p, next))
			p->end = end_before(f, p,
			                    last_words(f, p, inner, limit));
		if (p->end < inner)
			p->end = inner;
	}
}
