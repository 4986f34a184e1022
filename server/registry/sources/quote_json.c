/*
 * quote_json.c - places of quotes, and their sources, as members of JSON
 */
#include "server/registry/sources/quote_json.h"

#include <inttypes.h>

#include "lib/data/jsontext.h"
#include "lib/match/alike.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/show.h"
#include "server/registry/sources/passage.h"

void quotes_origin(struct arena *a, const struct row *source,
                   struct str edition, struct quote_origin *out)
{
	*out = (struct quote_origin){
		.id = arena_str(a, source->values[COLUMN_ID].text),
		.key = arena_str(a, source->values[COLUMN_KEY].text),
		.title = arena_str(a, show_title(a, &sources_kind, source)),
		.handling = json_member_text(a, source->record, "handling"),
		.edition = arena_str(a, edition),
	};
}

void quotes_write_origin(struct buf *out, const struct quote_origin *o)
{
	buf_puts(out, "\"source\":{\"id\":");
	json_quote(out, o->id);
	json_put(out, "key", o->key);
	json_put(out, "title", o->title);
	if (o->handling.p != NULL)
		json_put(out, "handling", o->handling);
	buf_puts(out, "}");
	json_put(out, "edition", o->edition);
}

static void write_span(struct buf *out, const struct quote_place *p)
{
	buf_printf(out, ",\"start\":%" PRId64 ",\"end\":%" PRId64, p->start,
	           p->end);
}

static void write_differs(struct buf *out, unsigned differs)
{
	const char *comma = "";

	if (differs == 0)
		return;
	buf_puts(out, ",\"differs\":[");
	for (size_t i = 0; i < ALIKE_COUNT; i++) {
		if (!(differs & (1u << i)))
			continue;
		buf_printf(out, "%s\"%s\"", comma, alike_names[i]);
		comma = ",";
	}
	buf_puts(out, "]");
}

static void write_gaps(struct buf *out, const struct quote_place *p)
{
	if (p->ngaps == 0)
		return;
	buf_puts(out, ",\"gaps\":[");
	for (size_t i = 0; i < p->ngaps; i++)
		buf_printf(out, "%s{\"start\":%" PRId64 ",\"end\":%" PRId64 "}",
		           i > 0 ? "," : "", p->gaps[i].start, p->gaps[i].end);
	buf_puts(out, "]");
}

/* Up to AROUND code points. */
static void write_around(struct buf *out, const struct haystack *h,
                         const struct quote_place *p)
{
	size_t end = p->byte + p->bytes;
	int64_t start = haystack_code_point(h, p->byte) - AROUND;
	size_t from = haystack_byte(h, start > 0 ? start : 0),
	       to = haystack_byte(h, haystack_code_point(h, end) + AROUND);

	json_put(out, "prefix",
	         (struct str){ h->text.p + from, p->byte - from });
	json_put(out, "suffix", (struct str){ h->text.p + end, to - end });
}

void quotes_write_place(struct buf *out, const struct quote_origin *o,
                        const struct haystack *h, const struct quote_place *p)
{
	buf_puts(out, "{");
	quotes_write_origin(out, o);
	write_span(out, p);
	write_differs(out, p->differs);
	write_around(out, h, p);
	buf_puts(out, "}");
}

void quotes_write_diff(struct buf *out, const struct diff *diff)
{
	static const char *const ops[] = { [DIFF_EQUAL] = "equal",
		                           [DIFF_DELETE] = "delete",
		                           [DIFF_INSERT] = "insert" };

	buf_printf(out, ",\"similarity\":%d.%03d,\"diff\":[",
	           diff->similarity / 1000, diff->similarity % 1000);
	for (size_t i = 0; i < diff->n; i++) {
		buf_printf(out, "%s{\"op\":\"%s\"", i > 0 ? "," : "",
		           ops[diff->parts[i].op]);
		json_put(out, "text", diff->parts[i].text);
		buf_puts(out, "}");
	}
	buf_puts(out, "]");
}

void quotes_write_near(struct buf *out, const struct quote_origin *o,
                       const struct haystack *h, const struct quote_near *n)
{
	buf_puts(out, "{");
	quotes_write_origin(out, o);
	write_span(out, &n->place);
	json_put(out, "exact", quote_text(h, &n->place));
	quotes_write_diff(out, &n->diff);
	buf_puts(out, "}");
}

void quotes_near(struct arena *a, struct str quote, const struct haystack *h,
                 const struct quote_place *p, struct quote_near *out)
{
	*out = (struct quote_near){ .place = *p };
	worddiff(a, quote, quote_text(h, p), &out->diff);
}

void quotes_write_found(struct buf *out, const struct quote_origin *o,
                        const struct haystack *h, const struct quote_place *p)
{
	quotes_write_origin(out, o);
	write_span(out, p);
	json_put(out, "exact", quote_text(h, p));
	write_differs(out, p->differs);
	write_gaps(out, p);
}
