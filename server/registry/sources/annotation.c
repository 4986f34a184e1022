/*
 * annotation.c - selectors and text fragments
 */
#include "server/registry/sources/annotation.h"

#include "lib/data/jsontext.h"
#include "lib/data/url.h"
#include "lib/text/blank.h"
#include "lib/text/utf8.h"
#include "server/registry/model/show.h"

/* A quote is given whole up to this many code points; of a longer one, or one
 * of several lines, its ends. */
#define WHOLE_MAX 80
#define END_MAX   30

/* ---- the link ---------------------------------------------------------- */

/* Commas, dashes and ampersands mean something in a text directive. */
#define PLAIN "._~"

/* The first words of the first line; browsers match whole words only. */
static struct str first_words(struct str s)
{
	struct str line = { s.p, 0 }, head;

	while (line.len < s.len && s.p[line.len] != '\n')
		line.len++;
	head = (struct str){ s.p, (size_t)utf8_until(line, END_MAX).bytes };
	if (head.len < line.len && memchr(head.p, ' ', head.len) != NULL)
		while (head.p[head.len] != ' ')
			head.len--;
	return blank_trimmed(head);
}

/* The last words of the last line. */
static struct str last_words(struct str s)
{
	size_t from = s.len, cut;
	struct str line;

	while (from > 0 && s.p[from - 1] != '\n')
		from--;
	line = (struct str){ s.p + from, s.len - from };
	cut = (size_t)utf8_until(line, utf8_count(line).code_points - END_MAX)
	              .bytes;
	if (cut > 0 && memchr(line.p + cut, ' ', line.len - cut) != NULL)
		while (line.p[cut - 1] != ' ')
			cut++;
	return blank_trimmed((struct str){ line.p + cut, line.len - cut });
}

struct str annotation_link(struct arena *a, struct str url, struct str exact)
{
	struct buf out;

	exact = blank_trimmed(exact);
	if (url.len == 0 || exact.len == 0)
		return (struct str){ 0 };
	buf_init(&out, a);
	buf_str(&out, url);
	buf_puts(&out, memchr(url.p, '#', url.len) != NULL ? ":~:text="
	                                                   : "#:~:text=");
	if (utf8_count(exact).code_points <= WHOLE_MAX &&
	    memchr(exact.p, '\n', exact.len) == NULL) {
		url_encode(&out, exact, PLAIN);
	} else {
		url_encode(&out, first_words(exact), PLAIN);
		buf_puts(&out, ",");
		url_encode(&out, last_words(exact), PLAIN);
	}
	return buf_text(&out);
}

/* ---- the annotation ---------------------------------------------------- */

static void write_selectors(struct buf *out, struct str passage)
{
	struct str exact = json_member(passage, "exact");

	buf_puts(out, "\"selector\":[{\"type\":\"TextPositionSelector\"");
	json_put_member(out, "start", passage);
	json_put_member(out, "end", passage);
	buf_puts(out, "}");
	if (exact.len > 0) {
		buf_puts(out, ",{\"type\":\"TextQuoteSelector\"");
		json_put_member(out, "exact", passage);
		json_put_member(out, "prefix", passage);
		json_put_member(out, "suffix", passage);
		buf_puts(out, "}");
	}
	buf_puts(out, "]");
}

static void write_source(struct buf *out, const struct row *source)
{
	struct str url = json_member(source->record, "url");

	buf_puts(out, "\"source\":");
	if (url.len > 0)
		buf_str(out, url);
	else
		buf_printf(out, "\"urn:uuid:%.*s\"",
		           STR_ARG(source->values[COLUMN_ID].text));
}

enum err_code annotation_write(const struct show_context *r,
                               const struct row *passage, struct buf *out,
                               struct err *e)
{
	struct row source;
	struct buf shown;
	struct str whole;
	enum err_code rc =
		store_find(r->tx, &sources_kind.entity,
	                   kind_text(&passages_kind, passage->values, "source"),
	                   r->arena, &source, e);

	if (rc != ERR_OK)
		return rc;
	buf_init(&shown, r->arena);
	rc = show_record(r, &passages_kind, passage, NULL, &shown, e);
	if (rc != ERR_OK)
		return rc;
	whole = buf_text(&shown);
	buf_printf(out,
	           "{\"@context\":\"http://www.w3.org/ns/anno.jsonld\","
	           "\"id\":\"urn:uuid:%.*s\",\"type\":\"Annotation\","
	           "\"motivation\":\"highlighting\"",
	           STR_ARG(passage->values[COLUMN_ID].text));
	json_put_value(out, "created", json_member(whole, "created_at"));
	json_put_value(out, "modified", json_member(whole, "updated_at"));
	buf_puts(out, ",\"target\":{");
	write_source(out, &source);
	buf_puts(out, ",");
	write_selectors(out, whole);
	json_put_value(out, "dcterms:accessRights",
	               json_member(whole, "handling"));
	buf_puts(out, "}}");
	return ERR_OK;
}
