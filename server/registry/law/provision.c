/*
 * provision.c - checking and showing the parts of instruments
 */
#include "server/registry/law/provision.h"

#include <inttypes.h>

#include "lib/data/jsontext.h"
#include "lib/data/language.h"
#include "lib/store/store.h"
#include "server/registry/law/law.h"
#include "server/registry/model/json.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/left_out.h"
#include "server/registry/sources/wording.h"

#define DEPTH_MAX 50

/* ---- checking ---------------------------------------------------------- */

static bool is_path(struct str s)
{
	bool inside = false; /* a name between two slashes */

	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (c == '/' && !inside)
			return false;
		inside = c != '/';
		if (inside &&
		    !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c >= '0' && c <= '9') || c == '_' || c == '-' ||
		      c == '.'))
			return false;
	}
	return inside;
}

/* The parents up to the top; what is not there yet may arrive. */
static void check_parents(struct draft *d)
{
	struct str at = json_text(d->json, "parent"),
		   instrument = json_text(d->json, "instrument");
	struct row above;
	struct err why;
	enum err_code rc;

	for (size_t depth = 0; at.len > 0; depth++) {
		if (str_eq(at, d->own) || depth == DEPTH_MAX) {
			err_pointer(d->err, "/parent",
			            "leads back to the provision itself");
			return;
		}
		err_init(&why, d->arena);
		rc = store_find(d->tx, &provisions_kind.entity, at, d->arena,
		                &above, &why);
		if (rc != ERR_OK && rc != ERR_NOT_FOUND)
			d->failed = rc;
		if (rc != ERR_OK)
			return;
		if (!str_eq(kind_text(&provisions_kind, above.values,
		                      "instrument"),
		            instrument))
			err_pointer(d->err, "/parent",
			            "is a provision of another instrument");
		at = kind_text(&provisions_kind, above.values, "parent");
	}
}

#define SPANS_MAX 50

static void check_offsets(struct draft *d, const json_t *span, const char *at)
{
	const json_t *start = json_object_get(span, "start"),
		     *end = json_object_get(span, "end");

	if (json_is_integer(start) && json_is_integer(end) &&
	    json_integer_value(start) >= json_integer_value(end))
		err_pointer(d->err, json_pointer(d->arena, at, "end"),
		            "must be after start");
}

/* An edition has the provision in one place. */
static bool is_told_before(const struct draft *d, const json_t *spans, size_t n)
{
	struct str edition = json_text(json_array_get(spans, n), "edition");

	for (size_t i = 0; i < n; i++)
		if (str_eq(json_text(json_array_get(spans, i), "edition"),
		           edition))
			return true;
	return str_eq(json_text(d->json, "edition"), edition);
}

static void check_spans(struct draft *d)
{
	const json_t *spans = json_object_get(d->json, "spans");
	size_t n = json_array_size(spans);

	if (n > SPANS_MAX)
		err_pointer(d->err, "/spans", "must have at most %d items",
		            SPANS_MAX);
	for (size_t i = 0; i < n && i < SPANS_MAX; i++) {
		const char *at = json_pointer_item(d->arena, "/spans", i);
		const json_t *span = json_array_get(spans, i);

		check_offsets(d, span, at);
		if (json_text(span, "edition").len > 0 &&
		    is_told_before(d, spans, i))
			err_pointer(d->err,
			            json_pointer(d->arena, at, "edition"),
			            "has it in another span already");
	}
}

static void check_span(struct draft *d)
{
	bool edition = json_object_get(d->json, "edition") != NULL;

	if (edition != (json_object_get(d->json, "start") != NULL) ||
	    edition != (json_object_get(d->json, "end") != NULL))
		err_pointer(d->err, "/edition",
		            "edition, start and end go together");
	else
		check_offsets(d, d->json, "");
	check_spans(d);
	left_out_check(d);
}

void provision_check(struct draft *d)
{
	struct str path = json_text(d->json, "path");

	if (path.len > 0 && !is_path(path))
		err_pointer(d->err, "/path",
		            "must be names of letters, digits, '_', '-' and "
		            "'.' between slashes");
	check_span(d);
	check_parents(d);
}

/* ---- its words --------------------------------------------------------- */

enum err_code provision_derive(struct draft *d)
{
	struct str held;
	struct err why;
	enum err_code rc;

	err_init(&why, d->arena);
	rc = wording_held(d->tx, d->arena, d->row, &held, &why);
	if (rc != ERR_OK)
		return err_set(d->err, rc, "%s", why.detail);
	kind_set_value(&provisions_kind, d->row->values, "held",
	               value_integer(held.len > 0));
	kind_set_value(&provisions_kind, d->row->values, "held_in",
	               held.len > 0 ? value_text(held)
	                            : (struct value){ .kind = VALUE_NULL });
	return ERR_OK;
}

/* What was indexed is what was held then. */
enum err_code provision_document(struct tx *tx, struct arena *a,
                                 const struct row *row, struct document *out,
                                 struct err *e)
{
	return wording_all(tx, a, row, &out->parts[SEARCH_TEXT], e);
}

/* The first that is held, and in that language unless it is absent. */
static enum err_code find_words(const struct show_context *r,
                                const struct row *row, struct str lang,
                                struct wording *out,
                                const struct edition_note **note, struct err *e)
{
	size_t at = 0;

	*note = NULL;
	while (wording_next(r->arena, row, &at, out)) {
		enum err_code rc;

		if (!wording_is_held(row, out->edition))
			continue;
		rc = edition_noted(r, out->edition, note, e);
		if (rc != ERR_OK)
			return rc;
		if (out->lang.len == 0)
			out->lang = (*note)->lang;
		if (lang.len == 0 || language_fits(lang, out->lang))
			return ERR_OK;
		*note = NULL;
	}
	return ERR_OK;
}

static enum err_code write_words(const struct show_context *r,
                                 const struct row *row, struct buf *out,
                                 struct err *e)
{
	const struct edition_note *note;
	struct wording w;
	struct str words;
	enum err_code rc = find_words(r, row, r->lang, &w, &note, e);

	if (rc == ERR_OK && note != NULL)
		rc = wording_text(r->tx, r->arena, &w, &words, e);
	if (rc != ERR_OK)
		return rc;
	buf_printf(out, ",\"held\":%s", note != NULL ? "true" : "false");
	if (note == NULL)
		return ERR_OK;
	json_put(out, "text", words);
	json_put_some(out, "text_lang", w.lang);
	json_put(out, "text_edition", w.edition);
	json_put_some(out, "handling", note->handling);
	return ERR_OK;
}

static enum err_code write_aligned(const struct show_context *r,
                                   const struct row *row, struct str lang,
                                   struct buf *out, struct err *e)
{
	const struct edition_note *note;
	struct wording w;
	struct str words;
	enum err_code rc = find_words(r, row, lang, &w, &note, e);

	if (rc == ERR_OK && note != NULL)
		rc = wording_text(r->tx, r->arena, &w, &words, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "{\"lang\":");
	json_quote(out, lang);
	if (note != NULL) {
		json_put(out, "edition", w.edition);
		buf_printf(out, ",\"start\":%" PRId64 ",\"end\":%" PRId64,
		           w.start, w.end);
		json_put(out, "text", words);
		json_put_some(out, "handling", note->handling);
	}
	buf_puts(out, "}");
	return ERR_OK;
}

/* ---- its heading ------------------------------------------------------- */

/* As it was known on the day asked for, in JSON; absent: the one of now. */
static struct str former_heading(const struct show_context *r,
                                 struct str record)
{
	struct str all = json_member(record, "former_headings"), item,
		   found = { 0 };
	struct day_range until, nearest = { .last = DAY_LAST };
	size_t at = 0;

	while (json_items(all, &at, &item)) {
		struct str day = json_member_text(r->arena, item, "until");

		if (!date_range(day, &until) ||
		    strcmp(until.last, r->law_as_of) <= 0 ||
		    strcmp(until.last, nearest.last) >= 0)
			continue;
		nearest = until;
		found = json_member(item, "text");
	}
	return found;
}

struct str provision_as_known(const struct show_context *r,
                              const struct row *row)
{
	struct str then = former_heading(r, row->record),
		   now = json_member(row->record, "heading"), rest;
	struct buf out;

	if (then.len == 0 || now.len == 0)
		return row->record;
	rest.p = now.p + now.len;
	rest.len = row->record.len - (size_t)(rest.p - row->record.p);
	buf_init(&out, r->arena);
	buf_add(&out, row->record.p, (size_t)(now.p - row->record.p));
	buf_str(&out, then);
	buf_str(&out, rest);
	return buf_text(&out);
}

enum err_code provision_compute(const struct show_context *r,
                                const struct row *row, struct buf *out,
                                struct err *e)
{
	enum err_code rc;

	buf_printf(out, ",\"applies\":\"%s\"",
	           law_applies(r, json_member(row->record, "application")));
	rc = write_words(r, row, out, e);
	if (r->naligned == 0)
		return rc;
	buf_puts(out, ",\"texts\":[");
	for (size_t i = 0; i < r->naligned && rc == ERR_OK; i++) {
		buf_puts(out, i > 0 ? "," : "");
		rc = write_aligned(r, row, r->aligned[i], out, e);
	}
	buf_puts(out, "]");
	return rc;
}
