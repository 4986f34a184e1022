/*
 * provisions_report.c - what the text has beside what the catalogue has
 */
#include "server/registry/ingest/provisions_report.h"

#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/ingest/provisions_session.h"
#include "server/registry/outline/candidate.h"

#define SHOWN_MAX 120 /* code points of a line that is told */
#define GAPS_MAX  100 /* that are told */

static void report_missing(struct buf *out, const struct known *k)
{
	buf_puts(out, "{\"state\":\"missing\"");
	json_put_some(out, "path", k->path);
	json_put_some(out, "level", k->level);
	json_put_some(out, "label",
	              kind_text(&provisions_kind, k->row.values, "label"));
	json_put_some(out, "heading", k->heading);
	json_put_some(out, "id", k->id);
	buf_puts(out, "}");
}

static void report_found(const struct provisions_session *s, struct buf *out,
                         const struct part *x)
{
	buf_printf(out, "{\"state\":\"%s\"",
	           x->known != NULL ? "matched" : "surplus");
	json_put_some(out, "path", x->p->path);
	json_put_some(out, "level", x->p->row->level);
	json_put_some(out, "label", x->p->label);
	json_put_some(out, "heading",
	              extract_on_one_line(s->arena, x->p->heading));
	json_put_some(out, "id", x->id);
	buf_printf(out, ",\"start\":%lld,\"end\":%lld", (long long)x->start,
	           (long long)x->end);
	if (x->differs) {
		buf_puts(out, ",\"heading_differs\":{\"catalogue\":");
		json_quote(out, x->known->heading);
		buf_puts(out, "}");
	}
	buf_puts(out, "}");
}

static enum err_code report_one(struct provisions_session *s, struct part *item,
                                struct known *known, struct err *e)
{
	struct provisions_plan *plan = (struct provisions_plan *)s;

	(void)e;
	buf_puts(plan->out, plan->more ? ",\n" : "\n");
	plan->more = true;
	if (item != NULL)
		report_found(s, plan->out, item);
	else
		report_missing(plan->out, known);
	return ERR_OK;
}

static void report_row(struct buf *out, const char *name, const struct row *row)
{
	buf_printf(out, "\"%s\":{\"id\":", name);
	json_quote(out, row->values[COLUMN_ID].text);
	buf_puts(out, ",\"key\":");
	json_quote(out, row->values[COLUMN_KEY].text);
	buf_puts(out, "},");
}

/* How many there are of each level, in the order of the profile. */
static void report_levels(const struct provisions_session *s, struct buf *out)
{
	const struct profile *p = s->split.profile;
	const char *between = "";

	buf_puts(out, "\"levels\":{");
	for (size_t i = 0; i < p->nrows; i++) {
		struct str level = p->rows[i].level;
		size_t n = 0;
		bool told = level.len == 0;

		for (size_t k = 0; k < i; k++)
			told = told || str_eq(p->rows[k].level, level);
		for (size_t k = 0; k < s->split.n && !told; k++)
			n += str_eq(s->split.items[k]->row->level, level);
		if (n == 0)
			continue;
		buf_printf(out, "%s\"%.*s\":%zu", between, STR_ARG(level), n);
		between = ",";
	}
	buf_puts(out, "},");
}

/* A part of a thousand as a fraction. */
static void put_part(struct buf *out, const char *name, int part)
{
	buf_printf(out, "\"%s\":%d.%03d,", name, part / 1000, part % 1000);
}

static void report_lines(const struct provisions_session *s, struct buf *out)
{
	const struct explanation *x = &s->explanation;
	const struct extract *f = &s->split.extract;

	buf_printf(out, "\"unexplained_lines\":%zu,\"unexplained\":[",
	           x->unexplained);
	for (size_t i = 0; i < x->nrest; i++) {
		const struct unexplained *u = &x->rest[i];
		struct str words = { f->text.p + u->at, u->end - u->at };

		buf_printf(out, "%s{\"line\":%zu,\"start\":%lld,\"end\":%lld,",
		           i > 0 ? "," : "", extract_line_number(f, u->at),
		           (long long)extract_code_point(f, u->at, false),
		           (long long)extract_code_point(f, u->end, true));
		buf_puts(out, "\"text\":");
		json_quote(out, utf8_shorten(s->arena, words, SHOWN_MAX));
		buf_puts(out, "}");
	}
	buf_puts(out, "],");
}

static void report_gaps(const struct provisions_session *s, struct buf *out)
{
	const struct explanation *x = &s->explanation;

	buf_puts(out, "\"gaps\":[");
	for (size_t i = 0; i < x->ngaps && i < GAPS_MAX; i++) {
		const struct gap *g = &x->gaps[i];

		buf_printf(out, "%s{\"from\":%d,\"to\":%d", i > 0 ? "," : "",
		           g->from, g->to);
		if (g->before != NULL)
			json_put_some(out, "after", g->before->path);
		json_put_some(out, "before", g->behind->path);
		buf_puts(out, "}");
	}
	buf_puts(out, "],");
}

static void report_contents(const struct provisions_session *s, struct buf *out)
{
	const struct explanation *x = &s->explanation;

	buf_printf(out, "\"contents\":{\"entries\":%zu,\"missing\":[",
	           x->entries);
	for (size_t i = 0; i < x->nlost && i < GAPS_MAX; i++) {
		const struct candidate *c = x->lost[i];
		struct str words = { s->split.extract.text.p + c->at,
			             c->rest - c->at };

		if (i > 0)
			buf_puts(out, ",");
		json_quote(out, extract_on_one_line(s->arena, words));
	}
	buf_puts(out, "]},");
}

/* How sure the split is, and of what not. */
static void report_explanation(const struct provisions_session *s,
                               struct buf *out)
{
	const struct explanation *x = &s->explanation;

	buf_puts(out, "\"profile\":");
	json_quote(out, s->split.profile->name);
	buf_puts(out, ",");
	put_part(out, "confidence", x->confidence);
	put_part(out, "coverage", x->coverage);
	put_part(out, "openings", x->openings);
	put_part(out, "numbering", x->numbering);
	report_contents(s, out);
	report_lines(s, out);
	report_gaps(s, out);
}

void provisions_report(struct provisions_plan *plan, struct buf *out)
{
	struct provisions_session *s = &plan->session;
	struct err none = { 0 };

	plan->out = out;
	plan->more = false;
	buf_puts(out, "{");
	report_row(out, "source", &s->source);
	report_row(out, "instrument", &s->instrument);
	buf_printf(out, "\"edition\":\"%.*s\",", STR_ARG(s->edition));
	if (s->lang.len > 0)
		buf_printf(out, "\"lang\":\"%.*s\",", STR_ARG(s->lang));
	report_explanation(s, out);
	buf_printf(out, "\"dry_run\":%s,", s->r->dry_run ? "true" : "false");
	report_levels(s, out);
	buf_printf(out,
	           "\"matched\":%zu,\"missing\":%zu,\"surplus\":%zu,"
	           "\"heading_differs\":%zu,\"other_language\":%zu,"
	           "\"created\":%zu,\"updated\":%zu,\n\"items\":[",
	           s->split.n - s->surplus, s->missing, s->surplus,
	           s->differing, s->foreign, s->now_done.created,
	           s->now_done.updated);
	if (provisions_each(s, report_one, &none) == ERR_OK)
		buf_puts(out, "\n]}\n");
}

/* ---- refusing ------------------------------------------------------------- */

/* What the weakest factor says, for a person. */
static const char *reason(const struct provisions_session *s)
{
	const struct explanation *x = &s->explanation;
	int least = x->coverage;

	least = x->openings < least ? x->openings : least;
	least = x->numbering < least ? x->numbering : least;
	least = x->contents < least ? x->contents : least;
	if (least == x->openings && x->nrest > 0)
		return arena_printf(
			s->arena,
			"%zu lines that look like openings are none in it, the "
			"first of them line %zu",
			x->unexplained,
			extract_line_number(&s->split.extract, x->rest[0].at));
	if (least == x->contents)
		return arena_printf(s->arena,
		                    "%zu of %zu entries of the table of "
		                    "contents are not in it",
		                    x->nlost, x->entries);
	if (least == x->numbering)
		return arena_printf(s->arena, "%zu gaps are in its numbers",
		                    x->ngaps);
	return arena_printf(s->arena,
	                    "only %d %% of the text lie in its provisions",
	                    x->coverage / 10);
}

enum err_code provisions_refuse_doubtful(struct provisions_session *s,
                                         struct err *e)
{
	struct buf more;

	if (s->explanation.confidence >= CONFIDENT || s->r->force)
		return ERR_OK;
	buf_init(&more, s->arena);
	report_explanation(s, &more);
	more.len--; /* the comma after the last */
	err_set(e, ERR_INVALID,
	        "the profile %.*s explains too little of this text: %s; name "
	        "another profile, or force=true takes it all the same",
	        STR_ARG(s->split.profile->name), reason(s));
	e->more = buf_text(&more);
	return e->code;
}
