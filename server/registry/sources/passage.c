/*
 * passage.c - comparing passages with the text they are taken from
 */
#include "server/registry/sources/passage.h"

#include <inttypes.h>

#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "lib/store/pending.h"
#include "lib/text/utf8.h"
#include "server/registry/model/draft.h"
#include "server/registry/model/json.h"
#include "server/registry/model/walk.h"
#include "server/registry/sources/annotation.h"
#include "server/registry/sources/copies.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/handling.h"
#include "server/registry/sources/locate.h"
#include "server/registry/sources/passage_fingerprint.h"
#include "server/registry/sources/quote_json.h"
#include "server/registry/sources/reanchor.h"
#include "server/registry/sources/supports.h"
#include "server/registry/sources/text.h"

#define FOUND_MAX 500 /* code points shown of what stands there */

/* ---- writing ----------------------------------------------------------- */

static bool is_edition(struct arena *a, const struct row *source,
                       struct str sha256)
{
	struct edition edition;

	return edition_named(a, source, sha256, &edition);
}

static void note_edition(struct err *e)
{
	err_pointer(e, "/edition", "is not an edition of that source");
}

/* The edition is one of the source's, or the one whose text is held; the
 * place is where the words stand, when it is not given. False: there is no
 * such source. */
static bool check_place(struct draft *d, struct row *source)
{
	struct str id = json_text(d->json, "source");
	bool wanted = locate_is_wanted(d);
	struct err why;

	err_init(&why, d->arena);
	if (id.len == 0 || draft_is_wrong(d, "/edition"))
		return false;
	if (store_find(d->tx, &sources_kind.entity, id, d->arena, source,
	               &why) != ERR_OK) {
		if (why.code != ERR_NOT_FOUND) /* that is noted already */
			d->failed = why.code;
		return false;
	}
	if (wanted && json_text(d->json, "edition").len == 0)
		locate_edition(d, source);
	else if (json_text(d->json, "edition").len > 0 &&
	         !is_edition(d->arena, source, json_text(d->json, "edition")))
		note_edition(d->err);
	if (wanted && d->err->code == ERR_OK && d->failed == ERR_OK)
		locate_find(d, source);
	return true;
}

/* Show the client what stands at its offsets. */
static void show_found(struct draft *d, struct str found)
{
	struct str source = json_text(d->json, "source"), handling = { 0 };
	struct err why;
	struct buf out;

	err_init(&why, d->arena);
	if (source.len > 0 && handling_of_source(d->tx, d->arena, source,
	                                         &handling, &why) != ERR_OK)
		d->failed = why.code;
	buf_init(&out, d->arena);
	buf_puts(&out, "\"found\":");
	json_quote(&out, utf8_shorten(d->arena, found, FOUND_MAX));
	json_put_some(&out, "handling", handling);
	d->err->more = buf_text(&out);
}

static void compare(struct draft *d, struct str found)
{
	struct str sha256 = json_text(d->json, "sha256"),
		   exact = json_text(d->given, "exact"),
		   actual = digest_of(d->arena, found);

	if (exact.len > 0 && !str_eq(exact, found))
		err_pointer(d->err, "/exact",
		            "is not what stands at these offsets");
	if (sha256.len == 0)
		json_object_set_new(d->json, "sha256", json_from(actual));
	else if (!str_eq(sha256, actual))
		err_pointer(d->err, "/sha256",
		            "is not that of the text at these offsets");
	if ((exact.len > 0 && !str_eq(exact, found)) ||
	    (sha256.len > 0 && !str_eq(sha256, actual)))
		show_found(d, found);
}

/* Without the text only the client's own quote tells the hash. */
static void trust(struct draft *d)
{
	struct str sha256 = json_text(d->json, "sha256"),
		   exact = json_text(d->given, "exact"), actual;

	if (exact.len == 0)
		return;
	actual = digest_of(d->arena, exact);
	if (sha256.len == 0)
		json_object_set_new(d->json, "sha256", json_from(actual));
	else if (!str_eq(sha256, actual))
		err_pointer(d->err, "/sha256", "is not that of exact");
	passage_fingerprint_trust(d, exact);
}

/* Digits of a number that no integer of JSON can hold. */
static void check_rolling(struct draft *d, const json_t *print,
                          const char *pointer)
{
	struct str digits = json_text(print, "rolling");

	for (size_t i = 0; i < digits.len; i++)
		if (strchr("0123456789abcdef", digits.p[i]) == NULL) {
			err_pointer(d->err, pointer,
			            "must be 16 lower-case hex digits");
			return;
		}
}

static void check_print(struct draft *d)
{
	const json_t *print = json_object_get(d->json, "fingerprint");

	check_rolling(d, print, "/fingerprint/rolling");
	check_rolling(d, json_object_get(print, "before"),
	              "/fingerprint/before/rolling");
	check_rolling(d, json_object_get(print, "after"),
	              "/fingerprint/after/rolling");
}

/* What words would have found. */
static void note_missing(struct draft *d)
{
	static const char *const names[] = { "edition", "start", "end" };

	for (size_t i = 0; i < COUNT(names) && !locate_is_wanted(d); i++)
		if (json_object_get(d->json, names[i]) == NULL)
			err_pointer(d->err,
			            json_pointer(d->arena, "", names[i]),
			            "is required without exact to find it by");
}

static bool has_offsets(const struct draft *d)
{
	return json_is_integer(json_object_get(d->json, "start")) &&
	       json_is_integer(json_object_get(d->json, "end"));
}

/* The words at its offsets. */
static enum err_code find_words(struct draft *d, struct span *out,
                                struct err *why)
{
	return text_span(d->tx, d->arena, json_text(d->json, "edition"),
	                 json_integer_value(json_object_get(d->json, "start")),
	                 json_integer_value(json_object_get(d->json, "end")),
	                 out, why);
}

/* In an import nothing is refused for its words, since the text may be another.
 * Where they stand they get their fingerprint, but what is restored stays as it
 * is. */
static void give_print(struct draft *d)
{
	struct row source;
	struct span span;
	struct err why;
	enum err_code rc;

	if (json_object_get(d->given, "rev") != NULL ||
	    passage_fingerprint_is_given(d) || d->err->code != ERR_OK ||
	    !has_offsets(d))
		return;
	err_init(&why, d->arena);
	rc = store_find(d->tx, &sources_kind.entity,
	                json_text(d->json, "source"), d->arena, &source, &why);
	if (rc == ERR_OK)
		rc = find_words(d, &span, &why);
	if (rc == ERR_OK && str_eq(json_text(d->json, "sha256"),
	                           digest_of(d->arena, span.exact)))
		passage_fingerprint_check(d, &source);
	else if (rc != ERR_OK && rc != ERR_NOT_FOUND && rc != ERR_INVALID)
		d->failed = rc;
}

/* Against the text, where it is held; the source is NULL where it is not known.
 */
static void check_words(struct draft *d, const struct row *source)
{
	struct span span;
	struct err why;

	err_init(&why, d->arena);
	switch ((int)find_words(d, &span, &why)) {
	case ERR_OK:
		compare(d, span.exact);
		if (source != NULL && d->err->code == ERR_OK)
			passage_fingerprint_check(d, source);
		break;
	case ERR_NOT_FOUND:
		trust(d);
		break;
	case ERR_INVALID:
		err_pointer(d->err, "/end", "is beyond the text: %s",
		            why.detail);
		break;
	default:
		d->failed = why.code;
	}
}

void passage_check(struct draft *d)
{
	struct row source;
	bool known;

	if (has_offsets(d) &&
	    json_integer_value(json_object_get(d->json, "start")) >=
	            json_integer_value(json_object_get(d->json, "end")))
		err_pointer(d->err, "/end", "must be after start");
	note_missing(d);
	check_print(d);
	if (d->arriving != NULL) {
		give_print(d);
		return;
	}
	known = check_place(d, &source);
	if (d->err->code == ERR_OK && has_offsets(d))
		check_words(d, known ? &source : NULL);
}

enum err_code passage_settle(struct tx *tx, struct arena *a,
                             const struct row *row, struct err *e)
{
	struct row source;
	enum err_code rc =
		store_find(tx, &sources_kind.entity,
	                   kind_text(&passages_kind, row->values, "source"), a,
	                   &source, e);

	if (rc == ERR_OK &&
	    !is_edition(a, &source,
	                kind_text(&passages_kind, row->values, "edition")))
		note_edition(e);
	return rc != ERR_OK ? rc : e->code;
}

/* A source may not lose editions that its passages are taken from. */
struct lost_editions {
	const struct row *source;
	struct err *mistakes; /* the first one is enough */
};

static enum err_code note_lost(void *arg, struct arena *a,
                               const struct row *passage, struct err *e)
{
	struct lost_editions *s = arg;
	struct str edition =
		kind_text(&passages_kind, passage->values, "edition");

	(void)e;
	if (s->mistakes->code == ERR_OK && !is_edition(a, s->source, edition))
		err_pointer(s->mistakes, "/editions",
		            "must have %.*s, which passage %.*s is taken from",
		            STR_ARG(edition),
		            STR_ARG(passage->values[COLUMN_KEY].text));
	return ERR_OK;
}

enum err_code passage_settle_source(struct tx *tx, struct arena *a,
                                    const struct row *source, struct err *e)
{
	struct value id = source->values[COLUMN_ID];
	struct condition of_source = walk_where(&passages_kind, "source", &id);
	struct lost_editions s = { source, e };
	struct err failure; /* of the engine; mistakes go to e */
	enum err_code rc;

	err_init(&failure, a);
	rc = walk_records(tx, &passages_kind, &of_source, 1, note_lost, &s,
	                  &failure);
	return rc != ERR_OK ? err_set(e, rc, "%s", failure.detail) : e->code;
}

/* ---- deriving ---------------------------------------------------------- */

static int64_t number(const struct value *values, const char *path)
{
	return kind_value(&passages_kind, values, path).integer;
}

/* The span the row stands for. */
static enum err_code span_of(struct tx *tx, struct arena *a,
                             const struct value *values, struct span *out,
                             struct err *e)
{
	return text_span(tx, a, kind_text(&passages_kind, values, "edition"),
	                 number(values, "start"), number(values, "end"), out,
	                 e);
}

static void set(struct row *row, const char *path, struct value value)
{
	kind_set_value(&passages_kind, row->values, path, value);
}

/* Where its words are read. */
static void show_in(struct row *row, struct str edition, int64_t start,
                    int64_t end)
{
	set(row, "shown_in", value_text(edition));
	set(row, "shown_start", value_integer(start));
	set(row, "shown_end", value_integer(end));
}

/* Without its own text: as it was found in a copy. */
static enum err_code derive_from_copy(struct draft *d, const char **state,
                                      struct err *e)
{
	struct anchor anchor;
	int64_t start, end;
	size_t at = 0;
	bool found;
	enum err_code rc = copy_look(d, &anchor, &found, e);

	*state = "unverified";
	if (rc != ERR_OK || !found)
		return rc;
	*state = reanchor_passage_state(anchor.state).p;
	if (str_is(anchor.state, "found") &&
	    reanchor_next_place(anchor.places, &at, &start, &end))
		show_in(d->row, anchor.target, start, end);
	return ERR_OK;
}

/* With its own text: as the words at its offsets are those of its SHA-256. */
static enum err_code derive_from_text(struct draft *d, const struct span *span,
                                      const char **state)
{
	struct row *row = d->row;

	*state = "changed";
	if (!str_eq(digest_of(d->arena, span->exact),
	            kind_text(&passages_kind, row->values, "sha256")))
		return ERR_OK;
	show_in(row, kind_text(&passages_kind, row->values, "edition"),
	        span->start, span->end);
	return reanchor_passage(d, span->exact, state);
}

static enum err_code find_state(struct draft *d, const char **state,
                                struct err *e)
{
	struct span span;
	enum err_code rc = span_of(d->tx, d->arena, d->row->values, &span, e);

	*state = "changed"; /* offsets past the end of the text, too */
	if (rc == ERR_OK)
		return derive_from_text(d, &span, state);
	if (rc != ERR_NOT_FOUND && rc != ERR_INVALID)
		return rc;
	err_clear(e);
	return rc == ERR_NOT_FOUND ? derive_from_copy(d, state, e) : ERR_OK;
}

enum err_code passage_derive(struct draft *d)
{
	const char *state;
	struct err why;
	enum err_code rc;

	err_init(&why, d->arena);
	rc = find_state(d, &state, &why);
	set(d->row, "state", value_text(str_from(state)));
	if (why.code != ERR_OK) /* else reanchor_passage() has said why */
		err_set(d->err, rc, "%s", why.detail);
	return rc;
}

bool passage_stands(struct str state)
{
	return str_is(state, "verified") || str_is(state, "unverified") ||
	       str_is(state, "moved");
}

/* Words, and the text they were read in. */
struct place {
	struct span span;
	struct str edition;
	bool known; /* false: there is nothing to read */
};

static enum err_code find_shown(struct tx *tx, struct arena *a,
                                const struct row *row, struct place *out,
                                struct err *e)
{
	*out = (struct place){ .edition = kind_text(&passages_kind, row->values,
		                                    "shown_in") };
	out->known = out->edition.len > 0;
	return out->known ? text_held_span(tx, a, out->edition,
	                                   number(row->values, "shown_start"),
	                                   number(row->values, "shown_end"),
	                                   &out->span, e)
	                  : ERR_OK;
}

enum err_code passage_exact(struct tx *tx, struct arena *a,
                            const struct row *row, struct str *out,
                            struct err *e)
{
	struct place place;
	enum err_code rc = find_shown(tx, a, row, &place, e);

	*out = rc == ERR_OK ? place.span.exact : (struct str){ 0 };
	return rc;
}

enum err_code passage_document(struct tx *tx, struct arena *a,
                               const struct row *row, struct document *out,
                               struct err *e)
{
	return passage_exact(tx, a, row, &out->parts[SEARCH_TEXT], e);
}

/* ---- showing ----------------------------------------------------------- */

/* Up to AROUND code points before and after. */
static enum err_code show_around(const struct show_context *r,
                                 const struct place *p, struct buf *out,
                                 struct err *e)
{
	const struct span *s = &p->span;
	struct str sha256 = p->edition;
	int64_t from = s->start > AROUND ? s->start - AROUND : 0, to;
	struct span before, after;
	struct text whole;
	enum err_code rc = store_text_find(r->tx, sha256, r->arena, &whole, e);

	if (rc != ERR_OK)
		return rc;
	to = s->end + AROUND < whole.code_points ? s->end + AROUND
	                                         : whole.code_points;
	rc = text_held_span(r->tx, r->arena, sha256, from, s->start, &before,
	                    e);
	if (rc == ERR_OK)
		rc = text_held_span(r->tx, r->arena, sha256, s->end, to, &after,
		                    e);
	if (rc != ERR_OK)
		return rc;
	json_put(out, "prefix", before.exact);
	json_put(out, "suffix", after.exact);
	return ERR_OK;
}

/* What restricts the source restricts its words; and where a browser finds
 * them on the official page. */
static enum err_code show_source(const struct show_context *r,
                                 const struct row *row, struct str exact,
                                 struct buf *out, struct err *e)
{
	struct arena *a = r->arena;
	struct row source;
	struct str handling, link;
	enum err_code rc =
		store_find(r->tx, &sources_kind.entity,
	                   kind_text(&passages_kind, row->values, "source"), a,
	                   &source, e);

	if (rc != ERR_OK)
		return rc;
	handling = json_member_text(a, source.record, "handling");
	if (handling.len > 0)
		json_put(out, "handling", handling);
	link = annotation_link(a, json_member_text(a, source.record, "url"),
	                       exact);
	if (link.len > 0)
		json_put(out, "link", link);
	return ERR_OK;
}

/* The first of its places in the newer edition, and what is other there. */
static enum err_code show_place(const struct show_context *r,
                                const struct anchor *anchor, struct str exact,
                                struct buf *out, struct err *e)
{
	bool differs = str_is(anchor->state, "changed");
	int64_t start, end;
	struct span span;
	struct diff diff;
	size_t at = 0;
	enum err_code rc;

	if (!reanchor_next_place(anchor->places, &at, &start, &end))
		return ERR_OK;
	rc = text_held_span(r->tx, r->arena, anchor->target, start, end, &span,
	                    e);
	if (rc != ERR_OK || !differs)
		return rc;
	json_put(out, "exact", span.exact);
	if (exact.len > 0) {
		worddiff(r->arena, exact, span.exact, &diff);
		quotes_write_diff(out, &diff);
	}
	return ERR_OK;
}

/* Where its words are in the newer edition, as far as it was looked for. */
static enum err_code show_anchor(const struct show_context *r,
                                 const struct row *row, struct str exact,
                                 struct buf *out, struct err *e)
{
	struct anchor anchor;
	int64_t start, end;
	size_t at = 0, n = 0;
	enum err_code rc;

	rc = reanchor_find(r->tx, r->arena, row, &anchor, e);
	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		return ERR_OK;
	}
	if (rc != ERR_OK)
		return rc;
	buf_puts(out, ",\"anchor\":{\"edition\":");
	json_quote(out, anchor.target);
	buf_puts(out, ",\"places\":[");
	while (reanchor_next_place(anchor.places, &at, &start, &end))
		buf_printf(out, "%s{\"start\":%" PRId64 ",\"end\":%" PRId64 "}",
		           n++ > 0 ? "," : "", start, end);
	buf_puts(out, "]");
	rc = show_place(r, &anchor, exact, out, e);
	buf_puts(out, "}");
	return rc;
}

static void show_units(const struct span *s, struct buf *out)
{
	buf_printf(out,
	           ",\"utf16_start\":%" PRId64 ",\"utf16_end\":%" PRId64
	           ",\"byte_start\":%" PRId64 ",\"byte_end\":%" PRId64,
	           s->utf16_start, s->utf16_end, s->byte_start, s->byte_end);
}

/* Do its words stand as it says in its own edition, or are not known at all?
 * Else something was looked for elsewhere. */
static bool is_settled(const struct row *row, const struct place *p)
{
	struct str state = kind_text(&passages_kind, row->values, "state");

	return str_is(state, "unverified") ||
	       (str_is(state, "verified") &&
	        str_eq(p->edition,
	               kind_text(&passages_kind, row->values, "edition")));
}

static enum err_code show_words(const struct show_context *r,
                                const struct row *row, struct buf *out,
                                struct err *e)
{
	struct place p;
	enum err_code rc = find_shown(r->tx, r->arena, row, &p, e);

	if (rc == ERR_OK && p.known) {
		json_put(out, "exact", p.span.exact);
		rc = show_source(r, row, p.span.exact, out, e);
	}
	if (rc == ERR_OK && p.known) {
		rc = show_around(r, &p, out, e);
		show_units(&p.span, out);
	}
	return rc != ERR_OK || is_settled(row, &p)
	               ? rc
	               : show_anchor(r, row, p.span.exact, out, e);
}

/* Is it still to be derived again, by what the member tells? */
static enum err_code is_behind(const struct show_context *r,
                               const struct row *row, const char *path,
                               bool *out, struct err *e)
{
	struct pending p = { .kind = STR("passages"),
		             .path = str_from(path),
		             .value = kind_text(&passages_kind, row->values,
		                                path) };
	enum err_code rc = store_pending_find(r->tx, r->arena, &p, e);

	*out = *out || (rc == ERR_OK &&
	                str_cmp(row->values[COLUMN_KEY].text, p.after) > 0);
	return err_allow_absent(rc, e);
}

static enum err_code show_pending(const struct show_context *r,
                                  const struct row *row, struct buf *out,
                                  struct err *e)
{
	struct pending any = { .steps = 0 };
	bool behind = false;
	enum err_code rc = store_pending_find(r->tx, r->arena, &any, e);

	if (rc == ERR_OK)
		rc = is_behind(r, row, "source", &behind, e);
	if (rc == ERR_OK)
		rc = is_behind(r, row, "edition", &behind, e);
	if (behind)
		buf_puts(out, ",\"pending\":true");
	return err_allow_absent(rc, e);
}

enum err_code passage_compute(const struct show_context *r,
                              const struct row *row, struct buf *out,
                              struct err *e)
{
	enum err_code rc;

	json_put(out, "state", kind_text(&passages_kind, row->values, "state"));
	rc = show_pending(r, row, out, e);
	if (rc == ERR_OK)
		rc = show_words(r, row, out, e);
	return rc == ERR_OK && r->alone ? supports_write(r, row, out, e) : rc;
}
