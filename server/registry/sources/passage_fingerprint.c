/*
 * passage_fingerprint.c - from a span to its fingerprint, and to JSON and back
 */
#include "server/registry/sources/passage_fingerprint.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/data/jsontext.h"
#include "lib/text/fold.h"
#include "server/registry/model/json.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/reanchor.h"
#include "server/registry/sources/text.h"
#include "server/registry/sources/text_cache.h"

#define NEAR   100 /* bytes around a span that are looked at first */
#define ENOUGH (FINGERPRINT_AROUND + 4) /* characters of them that do */
#define MARGIN 400 /* bytes around a span in which its surroundings are */

/* ---- JSON ---------------------------------------------------------------- */

static bool read_one(struct arena *a, struct str json, struct fingerprint *out)
{
	struct str sha256 = json_member_text(a, json, "sha256"),
		   rolling = json_member_text(a, json, "rolling"),
		   length = arena_str(a, json_member(json, "length"));

	*out = (struct fingerprint){ 0 };
	if (!digest_valid(sha256) || rolling.len == 0 || length.len == 0)
		return false;
	out->length = strtoul(length.p, NULL, 10);
	out->rolling = strtoull(rolling.p, NULL, 16);
	memcpy(out->sha256, sha256.p, DIGEST_LEN);
	return out->length > 0;
}

bool passage_fingerprint_read(struct arena *a, struct str record,
                              struct passage_fingerprint *out)
{
	struct str json = json_member(record, "fingerprint");

	*out = (struct passage_fingerprint){ 0 };
	if (!str_is(json_member_text(a, json, "version"), FOLD_VERSION) ||
	    !read_one(a, json, &out->words))
		return false;
	read_one(a, json_member(json, "before"), &out->before);
	read_one(a, json_member(json, "after"), &out->after);
	return true;
}

static json_t *json_of(struct arena *a, const struct fingerprint *f)
{
	return json_pack("{s:I, s:s, s:s}", "length", (json_int_t)f->length,
	                 "rolling", arena_printf(a, "%016" PRIx64, f->rolling),
	                 "sha256", f->sha256);
}

static json_t *json_of_print(struct arena *a,
                             const struct passage_fingerprint *p)
{
	json_t *out = json_own(a, json_of(a, &p->words));

	json_object_set_new(out, "version", json_string(FOLD_VERSION));
	if (p->before.length > 0)
		json_object_set_new(out, "before", json_of(a, &p->before));
	if (p->after.length > 0)
		json_object_set_new(out, "after", json_of(a, &p->after));
	return out;
}

/* ---- making -------------------------------------------------------------- */

/* Words with some text around them. */
struct slice {
	struct str text;
	size_t from, to; /* bytes of it */
};

static bool is_inside(struct str text, size_t at)
{
	return at < text.len && ((unsigned char)text.p[at] & 0xc0) == 0x80;
}

/* Its words, and so many bytes around them. */
static struct slice narrow(const struct slice *s, size_t margin)
{
	size_t first = s->from > margin ? s->from - margin : 0,
	       last = s->text.len - s->to > margin ? s->to + margin
	                                           : s->text.len;

	while (is_inside(s->text, first))
		first--;
	while (is_inside(s->text, last))
		last--;
	return (struct slice){ { s->text.p + first, last - first },
		               s->from - first,
		               s->to - first };
}

/* False when there may be more around them than is in the slice. */
static bool make_within(struct arena *a, const struct slice *s,
                        struct passage_fingerprint *out)
{
	struct folded f;
	size_t from, to;

	*out = (struct passage_fingerprint){ 0 };
	folded_read(&f, a, s->text);
	from = folded_at(&f, s->from);
	to = folded_at(&f, s->to);
	fingerprint_of(&f, from, to, &out->words);
	if (out->words.length > 0 && out->words.length < FINGERPRINT_SHORT) {
		fingerprint_before(&f, from, FINGERPRINT_AROUND, &out->before);
		fingerprint_after(&f, to, FINGERPRINT_AROUND, &out->after);
	}
	return from >= ENOUGH && f.n - to >= ENOUGH;
}

/* Most of what is folded would be the surroundings: as few as are likely to do
 * are tried first. */
static void make_of(struct arena *a, const struct slice *s,
                    struct passage_fingerprint *out)
{
	struct slice near = narrow(s, NEAR);

	if (!make_within(a, &near, out) && near.text.len < s->text.len)
		make_within(a, s, out);
}

static void make_of_reading(struct arena *a, const struct haystack *h,
                            int64_t start, int64_t end,
                            struct passage_fingerprint *out)
{
	size_t from = haystack_seen(h, start), to = haystack_seen(h, end),
	       first = from > MARGIN ? from - MARGIN : 0,
	       last = h->text.len - to > MARGIN ? to + MARGIN : h->text.len;
	struct slice s;

	while (is_inside(h->text, first))
		first--;
	while (is_inside(h->text, last))
		last--;
	s = (struct slice){ { h->text.p + first, last - first },
		            from - first,
		            to - first };
	make_of(a, &s, out);
}

enum err_code passage_fingerprint_make_whole(struct tx *tx, struct arena *a,
                                             const struct text *text,
                                             int64_t start, int64_t end,
                                             struct passage_fingerprint *out,
                                             struct err *e)
{
	int64_t first = start > MARGIN ? start - MARGIN : 0,
		last = text->code_points - end > MARGIN ? end + MARGIN
	                                                : text->code_points;
	struct span span;
	struct slice s;
	enum err_code rc =
		text_held_span(tx, a, text->sha256, first, last, &span, e);

	if (rc != ERR_OK)
		return rc;
	s.text = span.exact;
	s.from = (size_t)utf8_until(s.text, start - first).bytes;
	s.to = (size_t)utf8_until(s.text, end - first).bytes;
	make_of(a, &s, out);
	return ERR_OK;
}

static enum err_code make_as_read(struct tx *tx, struct arena *a,
                                  const struct row *source,
                                  const struct text *text, int64_t start,
                                  int64_t end, struct passage_fingerprint *out,
                                  struct err *e)
{
	struct lent_text lent;
	enum err_code rc;

	*out = (struct passage_fingerprint){ 0 };
	if (text->bytes > REANCHOR_BYTES_MAX)
		return ERR_OK;
	rc = text_cache_borrow_reading(
		tx, text, edition_has_tags(a, source, text->sha256), &lent, e);
	if (rc != ERR_OK)
		return rc;
	if (lent.haystack->text.len > 0)
		make_of_reading(a, lent.haystack, start, end, out);
	text_cache_return(&lent);
	return ERR_OK;
}

enum err_code passage_fingerprint_make(struct tx *tx, struct arena *a,
                                       const struct row *source,
                                       const struct text *text, int64_t start,
                                       int64_t end,
                                       struct passage_fingerprint *out,
                                       struct err *e)
{
	enum err_code rc =
		make_as_read(tx, a, source, text, start, end, out, e);

	if (rc != ERR_OK || out->words.length > 0)
		return rc;
	return passage_fingerprint_make_whole(tx, a, text, start, end, out, e);
}

/* ---- of a draft ---------------------------------------------------------- */

/* The one that the stored record has is not meant for words that are new. */
static bool is_stored(struct draft *d, const json_t *given)
{
	struct buf text;
	struct row row;
	struct err why;

	err_init(&why, d->arena);
	if (store_find(d->tx, &passages_kind.entity, d->own, d->arena, &row,
	               &why) != ERR_OK) {
		if (why.code != ERR_NOT_FOUND)
			d->failed = why.code;
		return false;
	}
	buf_init(&text, d->arena);
	json_canonical(&text, given);
	return str_eq(json_member(row.record, "fingerprint"), buf_text(&text));
}

static bool has_version(const json_t *given)
{
	return str_is(json_text(given, "version"), FOLD_VERSION);
}

bool passage_fingerprint_is_given(const struct draft *d)
{
	const json_t *given = json_object_get(d->json, "fingerprint");

	return given != NULL && has_version(given);
}

static void set(struct draft *d, const struct passage_fingerprint *p)
{
	json_object_set(d->json, "fingerprint", json_of_print(d->arena, p));
}

static void note_other(struct draft *d)
{
	err_pointer(d->err, "/fingerprint", "is not that of its words");
}

/* It may also be made of all that stands there. */
static bool is_of_all(struct draft *d, const struct text *text,
                      const json_t *given, struct err *e)
{
	struct passage_fingerprint all;
	enum err_code rc = passage_fingerprint_make_whole(
		d->tx, d->arena, text,
		json_integer_value(json_object_get(d->json, "start")),
		json_integer_value(json_object_get(d->json, "end")), &all, e);

	d->failed = rc;
	return rc == ERR_OK && json_equal(json_of_print(d->arena, &all), given);
}

void passage_fingerprint_check(struct draft *d, const struct row *source)
{
	const json_t *given = json_object_get(d->json, "fingerprint");
	struct passage_fingerprint made;
	struct text text;
	struct err why;
	enum err_code rc;

	if (d->is_check)
		return;
	err_init(&why, d->arena);
	rc = store_text_find(d->tx, json_text(d->json, "edition"), d->arena,
	                     &text, &why);
	if (rc == ERR_OK)
		rc = passage_fingerprint_make(
			d->tx, d->arena, source, &text,
			json_integer_value(json_object_get(d->json, "start")),
			json_integer_value(json_object_get(d->json, "end")),
			&made, &why);
	if (rc != ERR_OK)
		d->failed = rc;
	else if (made.words.length == 0)
		json_object_del(d->json, "fingerprint");
	else if (!passage_fingerprint_is_given(d) || is_stored(d, given))
		set(d, &made);
	else if (!json_equal(given, json_of_print(d->arena, &made)) &&
	         !is_of_all(d, &text, given, &why))
		note_other(d);
}

void passage_fingerprint_trust(struct draft *d, struct str exact)
{
	const json_t *given = json_object_get(d->json, "fingerprint");
	struct passage_fingerprint made = { 0 };
	struct folded f;

	folded_read(&f, d->arena, exact);
	fingerprint_of(&f, 0, f.n, &made.words);
	if (made.words.length == 0)
		return;
	if (!passage_fingerprint_is_given(d) || is_stored(d, given))
		set(d, &made);
	else if (!str_is(json_text(given, "sha256"), made.words.sha256))
		note_other(d);
}
