/*
 * left_out.c - cutting words, and keeping the list of cuts
 */
#include "server/registry/sources/left_out.h"

#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/model/json.h"

#define NAME "left_out"

/* ---- checking ------------------------------------------------------------ */

static bool is_of(const json_t *span, struct str edition)
{
	return str_eq(json_text(span, "edition"), edition);
}

/* Where a record has its words in an edition, or NULL. */
static const json_t *span_in(const json_t *record, struct str edition)
{
	const json_t *spans = json_object_get(record, "spans");

	if (is_of(record, edition))
		return record;
	for (size_t i = 0; i < json_array_size(spans); i++)
		if (is_of(json_array_get(spans, i), edition))
			return json_array_get(spans, i);
	return NULL;
}

static json_int_t number(const json_t *span, const char *name)
{
	return json_integer_value(json_object_get(span, name));
}

static const char *mistake(const json_t *span, const json_t *item,
                           const json_t *before)
{
	json_int_t start = number(item, "start"), end = number(item, "end");

	if (span == NULL)
		return "is of an edition that has no words of the provision";
	if (start >= end)
		return "must end after its start";
	if (start < number(span, "start") || end > number(span, "end"))
		return "goes beyond the words of the provision";
	if (before != NULL && is_of(before, json_text(item, "edition")) &&
	    start < number(before, "end"))
		return "must come after the one before it";
	return NULL;
}

void left_out_check(struct draft *d)
{
	const json_t *list = json_object_get(d->json, NAME), *span = NULL;
	size_t n = json_array_size(list);

	if (n > LEFT_OUT_MAX) {
		err_pointer(d->err, "/" NAME, "must have at most %d items",
		            LEFT_OUT_MAX);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(list, i),
			     *before =
				     i > 0 ? json_array_get(list, i - 1) : NULL;
		struct str edition = json_text(item, "edition");
		const char *what;

		if (span == NULL || !is_of(span, edition))
			span = span_in(d->json, edition);
		what = mistake(span, item, before);
		if (what != NULL)
			err_pointer(d->err,
			            json_pointer_item(d->arena, "/" NAME, i),
			            "%s", what);
	}
}

/* ---- words --------------------------------------------------------------- */

/* Of a record: so it is a whole number that is not negative. */
static int64_t digits(struct str s)
{
	int64_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n = n * 10 + (s.p[i] - '0');
	return n;
}

struct str left_out_cut(struct arena *a, struct str words, int64_t start,
                        struct str edition, struct str list)
{
	struct buf out;
	struct str item;
	size_t at = 0;

	if (list.len == 0)
		return words;
	buf_init(&out, a);
	buf_puts(&out, "");
	while (json_items(list, &at, &item)) {
		int64_t from = digits(json_member(item, "start")),
			to = digits(json_member(item, "end"));
		size_t n;

		if (!str_eq(json_member_text(a, item, "edition"), edition) ||
		    from < start || to < from)
			continue;
		n = (size_t)utf8_until(words, from - start).bytes;
		buf_add(&out, words.p, n);
		n = (size_t)utf8_until(words, to - start).bytes;
		words = (struct str){ words.p + n, words.len - n };
		start = to;
	}
	buf_str(&out, words);
	return buf_text(&out);
}

/* ---- writing ------------------------------------------------------------- */

static json_t *item_of(struct str edition, const struct cut *cut)
{
	return json_pack("{s:o, s:I, s:I}", "edition", json_from(edition),
	                 "start", (json_int_t)cut->start, "end",
	                 (json_int_t)cut->end);
}

void left_out_put(json_t *patch, const json_t *before, struct str edition,
                  const struct cuts *cuts, struct cut span)
{
	const json_t *old = json_object_get(before, NAME);
	json_t *list = json_array(),
	       *after = old != NULL ? json_merged(before, patch) : NULL;

	for (size_t i = 0; i < json_array_size(old); i++) {
		json_t *item = json_array_get(old, i);

		if (!is_of(item, edition) &&
		    span_in(after, json_text(item, "edition")) != NULL)
			json_array_append(list, item);
	}
	json_decref(after);
	for (size_t i = cuts_from(cuts, span.start);
	     i < cuts->n && cuts->items[i].end <= span.end &&
	     json_array_size(list) < LEFT_OUT_MAX;
	     i++)
		json_array_append_new(list, item_of(edition, &cuts->items[i]));
	if (json_array_size(list) > 0)
		json_object_set(patch, NAME, list);
	else if (old != NULL)
		json_object_set_new(patch, NAME, json_null());
	json_decref(list);
}
