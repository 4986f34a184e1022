/*
 * wording.c - from spans to words
 */
#include "server/registry/sources/wording.h"

#include "lib/data/jsontext.h"
#include "server/registry/model/json.h"
#include "server/registry/sources/left_out.h"
#include "server/registry/sources/text.h"

static struct value column(const struct row *row, const char *path)
{
	return kind_value(&provisions_kind, row->values, path);
}

/* Of a record: so it is a whole number that is not negative. */
static int64_t number(struct str digits)
{
	int64_t n = 0;

	for (size_t i = 0; i < digits.len; i++)
		n = n * 10 + (digits.p[i] - '0');
	return n;
}

static struct wording read_span(struct arena *a, struct str json)
{
	return (struct wording){
		.edition = json_member_text(a, json, "edition"),
		.lang = json_member_text(a, json, "lang"),
		.start = number(json_member(json, "start")),
		.end = number(json_member(json, "end")),
	};
}

/* The place 0 is before its own, 1 after that and in front of the list; from
 * then on it counts the bytes of the list. */
bool wording_next(struct arena *a, const struct row *provision, size_t *at,
                  struct wording *out)
{
	struct str own = value_str(column(provision, "edition")), item;
	struct str list = json_member(provision->record, "spans");
	size_t in_list = *at > 0 ? *at - 1 : 0;

	if (*at == 0 && own.len > 0) {
		*out = (struct wording){
			.left_out = json_member(provision->record, "left_out"),
			.edition = own,
			.start = column(provision, "start").integer,
			.end = column(provision, "end").integer,
		};
		*at = 1;
		return true;
	}
	if (list.len == 0 || !json_items(list, &in_list, &item))
		return false;
	*out = read_span(a, item);
	out->left_out = json_member(provision->record, "left_out");
	*at = in_list + 1;
	return true;
}

enum err_code wording_held(struct tx *tx, struct arena *a,
                           const struct row *provision, struct str *out,
                           struct err *e)
{
	struct wording w;
	struct buf held;
	size_t at = 0;

	buf_init(&held, a);
	while (wording_next(a, provision, &at, &w)) {
		struct span span;
		enum err_code rc =
			text_span(tx, a, w.edition, w.start, w.end, &span, e);

		if (rc == ERR_OK)
			buf_printf(&held, "%s%.*s", held.len > 0 ? " " : "",
			           STR_ARG(w.edition));
		else if (rc != ERR_NOT_FOUND && rc != ERR_INVALID)
			return rc;
		else
			err_clear(e);
	}
	*out = held.len > 0 ? buf_text(&held) : (struct str){ 0 };
	return ERR_OK;
}

bool wording_is_held(const struct row *provision, struct str edition)
{
	struct str held = value_str(column(provision, "held_in"));

	for (size_t at = 0; at + edition.len <= held.len; at += edition.len + 1)
		if (memcmp(held.p + at, edition.p, edition.len) == 0)
			return true;
	return false;
}

enum err_code wording_text(struct tx *tx, struct arena *a,
                           const struct wording *w, struct str *out,
                           struct err *e)
{
	struct span span;
	enum err_code rc =
		text_held_span(tx, a, w->edition, w->start, w->end, &span, e);

	*out = rc == ERR_OK ? left_out_cut(a, span.exact, w->start, w->edition,
	                                   w->left_out)
	                    : (struct str){ 0 };
	return rc;
}

enum err_code wording_all(struct tx *tx, struct arena *a,
                          const struct row *provision, struct str *out,
                          struct err *e)
{
	enum err_code rc = ERR_OK;
	struct wording w;
	struct str words;
	struct buf all;
	size_t at = 0;

	buf_init(&all, a);
	while (rc == ERR_OK && wording_next(a, provision, &at, &w)) {
		if (!wording_is_held(provision, w.edition))
			continue;
		rc = wording_text(tx, a, &w, &words, e);
		if (rc != ERR_OK)
			return rc;
		buf_puts(&all, all.len > 0 ? "\n" : "");
		buf_str(&all, words);
	}
	*out = all.len > 0 ? buf_text(&all) : (struct str){ 0 };
	return rc;
}
