/*
 * provision.c - checking and showing the parts of instruments
 */
#include "server/registry/law/provision.h"

#include "lib/data/jsontext.h"
#include "lib/store/store.h"
#include "server/registry/law/law.h"
#include "server/registry/model/json.h"
#include "server/registry/sources/handling.h"
#include "server/registry/sources/text.h"

#define DEPTH_MAX 50

extern struct kind provisions_kind;

static struct str column(const struct value *values, const char *path)
{
	return value_str(kind_value(&provisions_kind, values, path));
}

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
		if (!str_eq(column(above.values, "instrument"), instrument))
			err_pointer(d->err, "/parent",
			            "is a provision of another instrument");
		at = column(above.values, "parent");
	}
}

static void check_span(struct draft *d)
{
	const json_t *start = json_object_get(d->json, "start"),
		     *end = json_object_get(d->json, "end");
	bool edition = json_object_get(d->json, "edition") != NULL;

	if (edition != (start != NULL) || edition != (end != NULL))
		err_pointer(d->err, "/edition",
		            "edition, start and end go together");
	else if (json_is_integer(start) && json_is_integer(end) &&
	         json_integer_value(start) >= json_integer_value(end))
		err_pointer(d->err, "/end", "must be after start");
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

static enum err_code words_of(struct tx *tx, struct arena *a,
                              const struct value *values, struct str *out,
                              struct err *e)
{
	struct str edition = column(values, "edition");
	struct span span;
	enum err_code rc;

	*out = (struct str){ 0 };
	if (edition.len == 0)
		return ERR_OK;
	rc = text_span(tx, a, edition,
	               kind_value(&provisions_kind, values, "start").integer,
	               kind_value(&provisions_kind, values, "end").integer,
	               &span, e);
	if (rc == ERR_NOT_FOUND || rc == ERR_INVALID) {
		err_clear(e);
		return ERR_OK;
	}
	*out = span.exact;
	return rc;
}

enum err_code provision_derive(struct draft *d)
{
	struct str words;
	struct err why;
	enum err_code rc;

	err_init(&why, d->arena);
	rc = words_of(d->tx, d->arena, d->row->values, &words, &why);
	if (rc != ERR_OK)
		return err_set(d->err, rc, "%s", why.detail);
	kind_set_value(&provisions_kind, d->row->values, "held",
	               value_integer(words.p != NULL));
	return ERR_OK;
}

/* What was indexed is what was held then. */
static enum err_code held_words(struct tx *tx, struct arena *a,
                                const struct row *row, struct str *out,
                                struct err *e)
{
	*out = (struct str){ 0 };
	if (kind_value(&provisions_kind, row->values, "held").integer == 0)
		return ERR_OK;
	return words_of(tx, a, row->values, out, e);
}

enum err_code provision_document(struct tx *tx, struct arena *a,
                                 const struct row *row, struct document *out,
                                 struct err *e)
{
	return held_words(tx, a, row, &out->parts[SEARCH_TEXT], e);
}

enum err_code provision_compute(const struct show_context *r,
                                const struct row *row, struct buf *out,
                                struct err *e)
{
	struct str words, handling = { 0 };
	enum err_code rc = held_words(r->tx, r->arena, row, &words, e);

	if (rc == ERR_OK && words.p != NULL)
		rc = handling_of(r, &provisions_kind, row, &handling, e);
	if (rc != ERR_OK)
		return rc;
	buf_printf(out, ",\"applies\":\"%s\",\"held\":%s",
	           law_applies(r, json_member(row->record, "application")),
	           words.p != NULL ? "true" : "false");
	if (words.p == NULL)
		return ERR_OK;
	json_put(out, "text", words);
	json_put_some(out, "handling", handling);
	return ERR_OK;
}
