/*
 * table_report.c - what became of the rows
 */
#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/table_import/table_import.h"
#include "server/registry/table_import/table_work.h"

#define SHOWN_MAX 80 /* code points of a value */

static const char *const tally_names[] = {
	"rows",   "values",  "new",       "left_out", "created", "matched",
	"filled", "changed", "conflicts", "gone",     "skipped", "untaken",
};

struct buf *table_note(struct work *w, enum tally t)
{
	struct table_plan *p = w->plan;
	struct buf *list = &p->lists[t];

	if (++p->now.n[t] > TABLE_LISTED)
		return NULL;
	buf_printf(list, "%s{\"line\":%zu", list->len > 0 ? "," : "",
	           w->row.line);
	if (w->row.item > 0)
		buf_printf(list, ",\"item\":%zu", w->row.item);
	return list;
}

void table_note_end(struct work *w, enum tally t)
{
	struct buf *list = &w->plan->lists[t];

	buf_puts(list, "}");
	w->plan->now.listed[t] = list->len;
}

void table_lists_back(struct table_plan *p)
{
	for (size_t i = 0; i < TALLY__COUNT; i++)
		p->lists[i].len = p->now.listed[i];
}

void table_tally_back(struct table_plan *p, const struct progress *before,
                      enum tally t)
{
	p->now.n[t] = before->n[t];
	p->now.listed[t] = before->listed[t];
	p->lists[t].len = before->listed[t];
}

void table_skip(struct work *w, const char *reason)
{
	struct buf *list = table_note(w, TALLY_SKIPPED);

	if (list == NULL)
		return;
	json_put_some(list, "row", w->shown);
	json_put(list, "reason", str_from(reason));
	table_note_end(w, TALLY_SKIPPED);
}

void table_refuse(void *arg, const struct cell *cell, const char *reason)
{
	struct work *w = arg;
	struct buf *list = table_note(w, TALLY_UNTAKEN);

	if (list == NULL)
		return;
	json_put_some(list, "row", w->shown);
	json_put(list, "column", w->column);
	json_put(list, "value", utf8_shorten(w->arena, cell->text, SHOWN_MAX));
	json_put(list, "reason", str_from(reason));
	table_note_end(w, TALLY_UNTAKEN);
}

/* A pointer may lead further in. */
void table_refuse_nested(struct work *w, const struct cells *cells)
{
	if (cells->nested.text.len > 0)
		table_refuse(w, &cells->nested,
		             "is an object or a list in a list, where a value "
		             "is expected");
}

/* All mistakes of a record in a line. */
const char *table_mistakes(struct arena *a, const struct err *e)
{
	struct buf out;

	buf_init(&out, a);
	buf_puts(&out, "");
	for (const struct mistake *m = e->mistakes; m != NULL; m = m->next)
		buf_printf(&out, "%s%s %s", out.len > 0 ? "; " : "",
		           m->pointer != NULL ? m->pointer : "", m->detail);
	return out.len > 0 ? out.data : arena_printf(a, "%s", e->detail);
}

void table_report(const struct table_plan *p, struct buf *out)
{
	buf_puts(out, "{\"source\":");
	json_quote(out, p->source);
	json_put(out, "edition", p->sha256);
	buf_printf(out, ",\"dry_run\":%s", p->dry_run ? "true" : "false");
	for (size_t i = 0; i < TALLY__COUNT; i++)
		buf_printf(out, ",\"%s\":%zu", tally_names[i], p->now.n[i]);
	buf_puts(out, ",\"absent\":[");
	for (size_t i = 0; i < json_array_size(p->absent); i++) {
		buf_puts(out, i > 0 ? "," : "");
		json_quote(out, json_str(json_array_get(p->absent, i)));
	}
	buf_puts(out, "],\"lists\":{");
	for (size_t i = TALLY_FIRST_LISTED; i < TALLY__COUNT; i++)
		buf_printf(out, "%s\"%s\":[%.*s]",
		           i > TALLY_FIRST_LISTED ? "," : "", tally_names[i],
		           (int)p->now.listed[i], p->lists[i].data);
	buf_puts(out, "}}\n");
}
