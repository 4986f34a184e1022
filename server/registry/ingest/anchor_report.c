/*
 * anchor_report.c - the result of re-anchoring as JSON
 */
#include "server/registry/ingest/anchor_report.h"

#include <inttypes.h>

#include "lib/data/jsontext.h"
#include "server/registry/changes/record.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/show.h"
#include "server/registry/model/walk.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/reanchor.h"

#define STATES_MAX 8

static void write_source(struct arena *a, const struct row *source,
                         struct buf *out)
{
	buf_puts(out, "\"source\":{");
	show_ids(out, source);
	json_put(out, "title", show_title(a, &sources_kind, source));
	buf_puts(out, "}");
}

/* ---- counts ------------------------------------------------------------- */

static enum err_code add_count(void *arg, struct str state, int64_t n,
                               struct err *e)
{
	int64_t *counts = arg;

	(void)e;
	for (size_t i = 0; reanchor_states[i] != NULL; i++)
		if (str_is(state, reanchor_states[i]))
			counts[i] = n;
	return ERR_OK;
}

static enum err_code count_unverified(struct tx *tx, struct str source,
                                      int64_t *out, struct err *e)
{
	struct value id = value_text(source),
		     state = value_text(STR("unverified"));
	struct query q = { .nconditions = 2, .limit = 1 };

	q.conditions[0] = walk_where(&passages_kind, "source", &id);
	q.conditions[1] = walk_where(&passages_kind, "state", &state);
	return store_count(tx, &passages_kind.entity, &q, out, e);
}

static enum err_code write_counts(struct tx *tx, struct str source,
                                  struct str target, struct buf *out,
                                  struct err *e)
{
	int64_t counts[STATES_MAX] = { 0 }, unverified = 0;
	enum err_code rc =
		store_anchor_tally(tx, source, target, add_count, counts, e);

	if (rc == ERR_OK)
		rc = count_unverified(tx, source, &unverified, e);
	buf_puts(out, "{");
	for (size_t i = 0; reanchor_states[i] != NULL; i++)
		buf_printf(out, "\"%s\":%" PRId64 ",", reanchor_states[i],
		           counts[i]);
	buf_printf(out, "\"unverified\":%" PRId64 "}", unverified);
	return rc;
}

/* ---- of a text that came in --------------------------------------------- */

static enum err_code find_newest(struct tx *tx, const struct ingest *in,
                                 struct row *source, struct text *newest,
                                 struct err *e)
{
	enum err_code rc = store_find(tx, &sources_kind.entity, in->id,
	                              in->arena, source, e);

	return rc != ERR_OK ? rc
	                    : edition_held(tx, in->arena, source,
	                                   (struct str){ 0 }, newest, e);
}

enum err_code report_words(struct tx *tx, const struct ingest *in,
                           struct buf *out, struct err *e)
{
	int64_t counts[STATES_MAX] = { 0 };
	struct row source;
	struct text newest;
	enum err_code rc = find_newest(tx, in, &source, &newest, e);

	if (rc == ERR_OK)
		rc = store_anchor_tally(tx, in->id, newest.sha256, add_count,
		                        counts, e);
	for (size_t i = 0; reanchor_states[i] != NULL; i++)
		if (counts[i] > 0)
			buf_printf(out, "%s%" PRId64 " %s",
			           out->len > 0 ? ", " : "", counts[i],
			           reanchor_states[i]);
	return rc;
}

static enum err_code write_tally(struct tx *tx, const struct ingest *in,
                                 const struct text *newest, struct buf *out,
                                 struct err *e)
{
	enum err_code rc;

	buf_printf(out, ",\"anchors\":{\"edition\":\"%.*s\",\"counts\":",
	           STR_ARG(newest->sha256));
	rc = write_counts(tx, in->id, newest->sha256, out, e);
	buf_printf(out, ",\"url\":\"/v1/sources/%.*s/anchors?edition=%.*s\"}",
	           STR_ARG(in->key), STR_ARG(newest->sha256));
	return rc;
}

enum err_code report_ingest(struct tx *tx, const struct ingest *in,
                            struct buf *out, struct err *e)
{
	struct row source;
	struct text newest;
	enum err_code rc = find_newest(tx, in, &source, &newest, e);

	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "{");
	write_source(in->arena, &source, out);
	json_put(out, "edition", in->sha256);
	buf_printf(out,
	           ",\"size\":%zu,\"recorded\":%s,\"passages\":%" PRId64
	           ",\"verified\":%" PRId64,
	           in->bytes.len, in->recorded ? "true" : "false", in->passages,
	           in->verified);
	rc = write_tally(tx, in, &newest, out, e);
	buf_puts(out, "}\n");
	return rc;
}

/* ---- one by one --------------------------------------------------------- */

struct writing {
	struct tx *tx;
	struct report *report;
	struct buf *out;
	size_t limit, n;
};

static void write_places(struct buf *out, struct str places)
{
	int64_t start, end;
	size_t at = 0, n = 0;

	buf_puts(out, ",\"places\":[");
	while (reanchor_next_place(places, &at, &start, &end))
		buf_printf(out, "%s{\"start\":%" PRId64 ",\"end\":%" PRId64 "}",
		           n++ > 0 ? "," : "", start, end);
	buf_puts(out, "]");
}

/* What it is called, unless it was deleted, and whether it counts in the newer
 * edition by now. */
static enum err_code write_passage(struct writing *w,
                                   const struct anchor *anchor, bool *accepted,
                                   struct err *e)
{
	struct arena *a = w->report->arena;
	struct row row;
	enum err_code rc = store_find(w->tx, &passages_kind.entity,
	                              anchor->passage, a, &row, e);

	*accepted = false;
	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		buf_printf(w->out, "\"passage\":{\"id\":\"%.*s\"}",
		           STR_ARG(anchor->passage));
		return ERR_OK;
	}
	if (rc != ERR_OK)
		return rc;
	buf_puts(w->out, "\"passage\":{");
	show_ids(w->out, &row);
	buf_puts(w->out, "}");
	*accepted = str_eq(kind_text(&passages_kind, row.values, "edition"),
	                   anchor->target);
	return ERR_OK;
}

#define GAVE_UP "so much of the text is like it that not all of it was compared"

static enum err_code write_anchor(void *arg, const struct anchor *anchor,
                                  struct err *e)
{
	struct writing *w = arg;
	struct anchors *page = &w->report->page;
	bool accepted;
	enum err_code rc;

	if (w->n == w->limit) {
		w->report->more = true;
		return ERR_OK;
	}
	buf_puts(w->out, w->n++ > 0 ? ",\n{" : "{");
	rc = write_passage(w, anchor, &accepted, e);
	json_put(w->out, "state", anchor->state);
	buf_printf(w->out,
	           ",\"from\":{\"edition\":\"%.*s\",\"start\":%" PRId64
	           ",\"end\":%" PRId64 "}",
	           STR_ARG(anchor->edition), anchor->start, anchor->end);
	write_places(w->out, anchor->places);
	if (anchor->gave_up)
		json_put(w->out, "reason", STR(GAVE_UP));
	buf_printf(w->out,
	           ",\"similarity\":%" PRId64 ".%03" PRId64 ",\"accepted\":%s}",
	           anchor->similarity / 1000, anchor->similarity % 1000,
	           accepted ? "true" : "false");
	page->after_start = anchor->start;
	page->after_passage = arena_str(w->report->arena, anchor->passage);
	return rc;
}

static enum err_code find_edition(struct tx *tx, struct report *r,
                                  struct row *source, struct err *e)
{
	struct edition named;
	struct text newest;
	enum err_code rc =
		record_find(tx, &sources_kind, r->source, r->arena, source, e);

	if (rc != ERR_OK)
		return rc;
	r->page.source = source->values[COLUMN_ID].text;
	if (r->page.target.len > 0)
		return edition_named(r->arena, source, r->page.target, &named)
		               ? ERR_OK
		               : err_set(e, ERR_NOT_FOUND,
		                         "the source has no edition of that "
		                         "SHA-256");
	rc = edition_held(tx, r->arena, source, (struct str){ 0 }, &newest, e);
	r->page.target = newest.sha256;
	return rc;
}

enum err_code report_page(struct tx *tx, struct report *r, struct buf *out,
                          struct err *e)
{
	struct writing w = {
		.tx = tx, .report = r, .out = out, .limit = r->page.limit
	};
	struct anchors page;
	struct row source;
	enum err_code rc = find_edition(tx, r, &source, e);

	if (rc != ERR_OK)
		return rc;
	page = r->page;
	page.limit++; /* to see whether more follow */
	buf_puts(out, "{");
	write_source(r->arena, &source, out);
	json_put(out, "edition", page.target);
	buf_puts(out, ",\"counts\":");
	rc = write_counts(tx, page.source, page.target, out, e);
	buf_puts(out, ",\n\"items\":[\n");
	if (rc == ERR_OK)
		rc = store_anchors(tx, &page, write_anchor, &w, e);
	buf_puts(out, "\n]");
	return rc;
}
