/*
 * outline_report.c - what the text has beside what the catalogue has
 */
#include "server/registry/changes/outline_report.h"

#include <stdlib.h>
#include <strings.h>

#include "lib/data/digest.h"
#include "lib/data/id.h"
#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/changes/record.h"
#include "server/registry/changes/write.h"
#include "server/registry/model/json.h"
#include "server/registry/model/walk.h"
#include "server/registry/outline/candidate.h"
#include "server/registry/outline/choose.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/text.h"
#include "server/registry/sources/wording.h"

extern struct kind instruments_kind, provisions_kind, sources_kind;

#define LABEL_MAX 200 /* code points, as in server/kinds/provisions.c */
#define PATH_MAX  200
#define SHOWN_MAX 120 /* code points of a line that is told */
#define GAPS_MAX  100 /* that are told */

/* A provision of the catalogue. */
struct known {
	struct row row;
	struct str id, path, level, heading, lang, edition;
	int64_t position;
	size_t item; /* that it matches, else NONE */
};

#define NONE SIZE_MAX

/* One of the text. */
struct part {
	const struct provision *p;
	struct known *known; /* or NULL */
	struct str id;       /* of the record, once there is one */
	int64_t start, end, position;
	bool foreign; /* the record's words are in another language */
	bool differs; /* the heading, from the catalogue's */
};

/* What is written, in this order: of an item, or of what is known only. */
struct op {
	struct part *item;
	struct known *known;
};

struct progress {
	size_t ops, created, updated;
};

struct session {
	const struct outline_request *r;
	struct tx *tx;
	struct arena *arena;
	struct op *ops;
	size_t nops;
	struct progress done, now_done; /* committed; with this step */
	struct row source, instrument;
	struct str edition, media_type, lang;
	struct str bytes, now;
	struct split split;
	struct explanation explanation;
	struct part *found;    /* split.n of them */
	struct known *known;   /* by path */
	struct known **order;  /* by position */
	struct titled *titled; /* by level and heading */
	size_t nknown, ntitled, room;
	size_t missing, surplus, differing, foreign;
	struct edition_note seen; /* the edition looked at last */
};

/* What a provision of the catalogue is found by when it has no number. */
struct titled {
	struct str level, essence;
	struct known *known;
};

static struct str column(const struct row *row, const char *path)
{
	return value_str(kind_value(&provisions_kind, row->values, path));
}

/* ---- the text -------------------------------------------------------------
 */

static void choose(struct session *s, const json_t *edition)
{
	s->edition = arena_str(s->arena, json_text(edition, "sha256"));
	s->media_type = arena_str(s->arena, json_text(edition, "media_type"));
	if (json_text(edition, "lang").len > 0)
		s->lang = arena_str(s->arena, json_text(edition, "lang"));
}

/* The edition asked for, or the last one that is held. */
static enum err_code choose_edition(struct session *s, const json_t *source,
                                    struct text *text, struct err *e)
{
	const json_t *editions = json_object_get(source, "editions");
	struct str want = s->r->edition;

	for (size_t i = json_array_size(editions); i-- > 0;) {
		const json_t *edition = json_array_get(editions, i);
		struct str sha256 = json_text(edition, "sha256");
		enum err_code rc;

		if (want.len > 0 && !str_eq(sha256, want))
			continue;
		rc = store_text_find(s->tx, sha256, s->arena, text, e);
		if (rc == ERR_OK)
			choose(s, edition);
		if (rc != ERR_NOT_FOUND)
			return rc;
		err_clear(e);
		if (want.len > 0)
			return err_set(e, ERR_INVALID,
			               "the text of this edition is not held");
	}
	return want.len > 0
	               ? err_set(e, ERR_NOT_FOUND,
	                         "the source has no such edition")
	               : err_set(e, ERR_INVALID,
	                         "no text of this source is held: load one");
}

static enum err_code read_text(struct session *s, const json_t *source,
                               struct err *e)
{
	struct text text = { 0 };
	struct span span;
	enum err_code rc;

	s->lang = json_str(
		json_array_get(json_object_get(source, "languages"), 0));
	if (s->r->bytes.p != NULL) {
		s->bytes = s->r->bytes;
		s->edition = digest_of(s->arena, s->bytes);
		s->media_type = str_from(s->r->media_type);
		if (!utf8_valid(s->bytes))
			return err_set(e, ERR_INVALID, "the text is not UTF-8");
	} else {
		rc = choose_edition(s, source, &text, e);
		if (rc != ERR_OK)
			return rc;
	}
	if (s->bytes.len > OUTLINE_BYTES_MAX || text.bytes > OUTLINE_BYTES_MAX)
		return err_set(e, ERR_TOO_LARGE,
		               "a text of provisions may have at most %u bytes",
		               OUTLINE_BYTES_MAX);
	if (s->bytes.p != NULL)
		return ERR_OK;
	rc = text_held_span(s->tx, s->arena, s->edition, 0, text.code_points,
	                    &span, e);
	s->bytes = span.exact;
	return rc;
}

static enum err_code find_source(struct session *s, struct err *e)
{
	struct str instrument;
	json_t *source;
	enum err_code rc = record_find(s->tx, &sources_kind, s->r->source,
	                               s->arena, &s->source, e);

	if (rc == ERR_OK)
		rc = json_read_stored(s->arena, "sources", &s->source, &source,
		                      e);
	if (rc != ERR_OK)
		return rc;
	instrument = json_text(source, "instrument");
	if (instrument.len == 0)
		return err_set(e, ERR_INVALID,
		               "the source says of no instrument that it is "
		               "its text: set its member instrument");
	rc = store_find(s->tx, &instruments_kind.entity, instrument, s->arena,
	                &s->instrument, e);
	return rc != ERR_OK ? rc : read_text(s, source, e);
}

/* ---- the profile ----------------------------------------------------------
 */

static enum err_code split_text(struct session *s, struct err *e)
{
	struct profile_choice choice = { .name = s->r->profile,
		                         .bytes = s->bytes,
		                         .media_type = s->media_type,
		                         .lang = s->lang };
	enum err_code rc = choose_profile(s->arena, &choice, e);

	if (rc != ERR_OK)
		return rc;
	s->split = choice.split;
	s->explanation = choice.explanation;
	return s->split.n > OUTLINE_PROVISIONS_MAX
	               ? err_set(e, ERR_TOO_LARGE,
	                         "the text has more than %d provisions",
	                         OUTLINE_PROVISIONS_MAX)
	               : ERR_OK;
}

/* ---- the catalogue --------------------------------------------------------
 */

static enum err_code keep_known(void *arg, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct session *s = arg;
	struct known *k;

	(void)a;
	if (s->nknown == s->room)
		return err_set(e, ERR_TOO_LARGE,
		               "the instrument has too many provisions");
	k = &s->known[s->nknown++];
	walk_copy_row(s->arena, &provisions_kind, row, &k->row);
	k->id = k->row.values[COLUMN_ID].text;
	k->path = column(&k->row, "path");
	k->level = column(&k->row, "level");
	k->heading = column(&k->row, "heading");
	k->lang = column(&k->row, "lang");
	k->edition = column(&k->row, "edition");
	k->position =
		kind_value(&provisions_kind, k->row.values, "position").integer;
	k->item = NONE;
	return ERR_OK;
}

static int by_path(const void *a, const void *b)
{
	return str_cmp(((const struct known *)a)->path,
	               ((const struct known *)b)->path);
}

static int by_position(const void *a, const void *b)
{
	const struct known *x = *(struct known *const *)a,
			   *y = *(struct known *const *)b;

	if (x->position != y->position)
		return x->position < y->position ? -1 : 1;
	return str_cmp(x->path, y->path);
}

static enum err_code read_catalogue(struct session *s, struct err *e)
{
	struct value id = s->instrument.values[COLUMN_ID];
	struct condition of = walk_where(&provisions_kind, "instrument", &id);
	struct query q = { .conditions = { of }, .nconditions = 1 };
	int64_t n = 0;
	enum err_code rc =
		store_count(s->tx, &provisions_kind.entity, &q, &n, e);

	if (rc != ERR_OK)
		return rc;
	s->room = (size_t)n;
	s->known = arena_alloc(s->arena, (s->room + 1) * sizeof(*s->known));
	s->order = arena_alloc(s->arena, (s->room + 1) * sizeof(*s->order));
	rc = walk_records(s->tx, &provisions_kind, &of, 1, keep_known, s, e);
	if (rc != ERR_OK)
		return rc;
	qsort(s->known, s->nknown, sizeof(*s->known), by_path);
	for (size_t i = 0; i < s->nknown; i++)
		s->order[i] = &s->known[i];
	qsort(s->order, s->nknown, sizeof(struct known *), by_position);
	return ERR_OK;
}

/* ---- matching -------------------------------------------------------------
 */

/* Letters and figures only, folded: what tells headings apart. */
static struct str essence(struct arena *a, struct str s)
{
	struct str plain = utf8_plain(a, s);
	struct buf out;

	buf_init(&out, a);
	for (size_t i = 0; i < plain.len; i++) {
		unsigned char c = (unsigned char)plain.p[i];

		if (c >= 0x80 || (c >= '0' && c <= '9') ||
		    (c | 0x20u) - 'a' < 26)
			buf_add(&out, &plain.p[i], 1);
	}
	return buf_text(&out);
}

static bool same_heading(struct arena *a, struct str x, struct str y)
{
	return str_eq(essence(a, x), essence(a, y));
}

static struct known *find_known(const struct session *s, struct str path)
{
	struct known want = { .path = path };

	return s->nknown == 0 ? NULL
	                      : bsearch(&want, s->known, s->nknown,
	                                sizeof(want), by_path);
}

static bool is_below(struct str path, const struct provision *scope)
{
	if (scope == NULL)
		return true;
	return str_starts(path, scope->path) && path.len > scope->path.len &&
	       path.p[scope->path.len] == '/';
}

static int by_title(const void *a, const void *b)
{
	const struct titled *x = a, *y = b;
	int diff = str_cmp(x->level, y->level);

	if (diff == 0)
		diff = str_cmp(x->essence, y->essence);
	return diff != 0 ? diff : str_cmp(x->known->path, y->known->path);
}

static void sort_titles(struct session *s)
{
	s->titled = arena_alloc(s->arena, (s->nknown + 1) * sizeof(*s->titled));
	for (size_t i = 0; i < s->nknown; i++) {
		struct known *k = &s->known[i];

		if (k->heading.len > 0)
			s->titled[s->ntitled++] = (struct titled){
				k->level, essence(s->arena, k->heading), k
			};
	}
	qsort(s->titled, s->ntitled, sizeof(*s->titled), by_title);
}

/* The first of that level and heading, or behind them. */
static size_t first_titled(const struct session *s, struct str level,
                           struct str words)
{
	size_t low = 0, high = s->ntitled;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int diff = str_cmp(s->titled[mid].level, level);

		if (diff == 0)
			diff = str_cmp(s->titled[mid].essence, words);
		if (diff < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* What the text does not number is found by its heading. */
static void adopt(void *arg, struct provision *p)
{
	struct session *s = arg;
	struct str words;

	if (!p->counted || p->heading.len == 0)
		return;
	words = essence(s->arena, p->heading);
	for (size_t i = first_titled(s, p->row->level, words);
	     i < s->ntitled && str_eq(s->titled[i].essence, words) &&
	     str_eq(s->titled[i].level, p->row->level);
	     i++) {
		struct known *k = s->titled[i].known;

		if (k->item == NONE && is_below(k->path, p->scope)) {
			p->path = k->path;
			k->item = 0; /* taken; match() says by which */
			return;
		}
	}
}

/* ---- languages --------------------------------------------------------------
 */

static bool same_language(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.len && a.p[n] != '-')
		n++;
	return a.len == 0 || b.len == 0 ||
	       (b.len >= n && strncasecmp(a.p, b.p, n) == 0 &&
	        (b.len == n || b.p[n] == '-'));
}

/* Of the edition that a record's words are in, else of its heading. */
static enum err_code lang_of(struct session *s, const struct known *k,
                             struct str *out, struct err *e)
{
	enum err_code rc = ERR_OK;

	if (k->edition.len > 0 && !str_eq(k->edition, s->seen.edition))
		rc = edition_note(s->tx, s->arena, k->edition, &s->seen, e);
	*out = k->edition.len > 0 && s->seen.lang.len > 0 ? s->seen.lang
	                                                  : k->lang;
	return rc;
}

static bool has_span(const struct session *s, const struct known *k,
                     struct str edition)
{
	struct wording w;
	size_t at = 0;

	while (wording_next(s->arena, &k->row, &at, &w))
		if (str_eq(w.edition, edition))
			return true;
	return false;
}

/* Words in another language stand beside those that it has. */
static enum err_code note_foreign(struct session *s, struct part *x,
                                  struct err *e)
{
	const struct known *k = x->known;
	struct str lang;
	enum err_code rc = lang_of(s, k, &lang, e);

	x->foreign =
		!str_eq(k->edition, s->edition) &&
		(!same_language(lang, s->lang) || has_span(s, k, s->edition));
	s->foreign += x->foreign;
	return rc;
}

static enum err_code match_known(struct session *s, size_t i, struct err *e)
{
	struct part *x = &s->found[i];

	x->known = find_known(s, x->p->path);
	if (x->known == NULL) {
		s->surplus++;
		return ERR_OK;
	}
	x->known->item = i;
	x->id = x->known->id;
	x->position = x->known->position;
	x->differs = x->known->heading.len > 0 &&
	             !same_heading(s->arena, x->known->heading, x->p->heading);
	s->differing += x->differs;
	return note_foreign(s, x, e);
}

static enum err_code match(struct session *s, struct err *e)
{
	const struct extract *f = &s->split.extract;
	enum err_code rc = ERR_OK;

	s->found = arena_alloc(s->arena, (s->split.n + 1) * sizeof(*s->found));
	sort_titles(s);
	split_names(s->arena, &s->split, adopt, s);
	for (size_t i = 0; i < s->nknown; i++)
		s->known[i].item = NONE;
	for (size_t i = 0; i < s->split.n && rc == ERR_OK; i++) {
		const struct provision *p = s->split.items[i];

		s->found[i] = (struct part){
			.p = p,
			.start = extract_code_point(f, p->at, false),
			.end = extract_code_point(f, p->end, true),
		};
		rc = match_known(s, i, e);
	}
	s->missing = s->nknown - (s->split.n - s->surplus);
	return rc;
}

/* ---- the order of both -----------------------------------------------------
 */

/* The last item that lies in item i. */
static size_t last_within(const struct session *s, size_t i)
{
	size_t k = i;

	while (k + 1 < s->split.n &&
	       split_within(s->split.items[k + 1], s->split.items[i]))
		k++;
	return k;
}

/* What is missing in the text stands behind what came before it in the
 * catalogue, and all that is in that. fn hears of each, in order: of an item,
 * or of what is known only. */
typedef enum err_code each_fn(struct session *s, struct part *item,
                              struct known *known, struct err *e);

static enum err_code each(struct session *s, each_fn *fn, struct err *e)
{
	size_t next = 0, told = 0;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < s->nknown && rc == ERR_OK; i++) {
		struct known *k = s->order[i];

		if (k->item != NONE) {
			size_t last = last_within(s, k->item);

			told = last + 1 > told ? last + 1 : told;
			continue;
		}
		for (; next < told && rc == ERR_OK; next++)
			rc = fn(s, &s->found[next], s->found[next].known, e);
		if (rc == ERR_OK)
			rc = fn(s, NULL, k, e);
	}
	for (; next < s->split.n && rc == ERR_OK; next++)
		rc = fn(s, &s->found[next], s->found[next].known, e);
	return rc;
}

/* ---- writing ---------------------------------------------------------------
 */

/* The instrument follows from its provisions; it is derived when all are
 * written. */
static void derive_later(void *arg, const struct kind *k, struct str id)
{
	(void)arg;
	(void)k;
	(void)id;
}

static struct write write_of(const struct session *s, struct arena *a)
{
	return (struct write){ .kind = &provisions_kind,
		               .arena = a,
		               .now = s->now,
		               .derive_later = derive_later };
}

/* "eu-ai-act.art_5.para_1", unless it is none or taken. */
static enum err_code add_key(const struct session *s, struct arena *a,
                             struct str path, json_t *body, struct err *e)
{
	struct str act = s->instrument.values[COLUMN_KEY].text;
	char *key = arena_printf(a, "%.*s.%.*s", STR_ARG(act), STR_ARG(path));
	struct row row;
	enum err_code rc;

	for (char *c = key; *c != '\0'; c++) {
		if (*c == '/')
			*c = '.';
		else if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c | 0x20);
	}
	if (!key_valid(str_from(key)))
		return ERR_OK;
	rc = store_find(s->tx, &provisions_kind.entity, str_from(key), a, &row,
	                e);
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	json_object_set_new(body, "key", json_string(key));
	return ERR_OK;
}

static void add_text(json_t *body, const char *name, struct str s)
{
	if (s.len > 0)
		json_object_set_new(body, name, json_from(s));
}

static struct str on_one_line(struct arena *a, struct str s)
{
	struct buf out;
	bool blank = false;

	buf_init(&out, a);
	for (size_t i = 0; i < s.len; i++) {
		struct str rest = { s.p + i, s.len - i };
		size_t n = extract_leading_blanks(rest);

		if (n > 0) {
			blank = out.len > 0;
			i += n - 1;
			continue;
		}
		if (blank)
			buf_puts(&out, " ");
		blank = false;
		buf_add(&out, rest.p, 1);
	}
	return buf_text(&out);
}

static json_t *span_of(struct str edition, int64_t start, int64_t end,
                       struct str lang)
{
	json_t *span = json_pack("{s:I, s:I}", "start", (json_int_t)start,
	                         "end", (json_int_t)end);

	add_text(span, "edition", edition);
	add_text(span, "lang", lang);
	return span;
}

/* A later edition of the source takes the place of those before it. */
static bool is_succeeded(const struct session *s, const struct wording *w)
{
	struct edition edition;

	return str_eq(w->edition, s->edition) ||
	       (w->lang.len > 0 && same_language(w->lang, s->lang) &&
	        edition_named(s->arena, &s->source, w->edition, &edition));
}

/* The spans that the record has beside its own, and this one. */
static void add_span(const struct session *s, json_t *body,
                     const struct part *x)
{
	const struct known *k = x->known;
	json_t *spans = json_array();
	struct wording w;
	size_t at = 0;

	while (wording_next(s->arena, &k->row, &at, &w))
		if (!str_eq(w.edition, k->edition) && !is_succeeded(s, &w))
			json_array_append_new(spans, span_of(w.edition, w.start,
			                                     w.end, w.lang));
	json_array_append_new(spans,
	                      span_of(s->edition, x->start, x->end, s->lang));
	json_object_set_new(body, "spans", spans);
}

static json_t *body_of(const struct session *s, struct arena *a,
                       const struct part *x)
{
	const struct provision *p = x->p;
	json_t *body = json_own(
		a, json_pack("{s:I}", "position", (json_int_t)x->position));

	if (x->foreign) {
		add_span(s, body, x);
		return body;
	}
	json_object_set_new(body, "start", json_integer(x->start));
	json_object_set_new(body, "end", json_integer(x->end));
	add_text(body, "edition", s->edition);
	if (x->known != NULL)
		return body;
	add_text(body, "instrument", s->instrument.values[COLUMN_ID].text);
	add_text(body, "path", p->path);
	add_text(body, "level", p->row->level);
	if (utf8_count(p->label).code_points <= LABEL_MAX)
		add_text(body, "label", p->label);
	add_text(body, "heading", on_one_line(a, p->heading));
	if (p->heading.len > 0)
		add_text(body, "lang", s->lang);
	if (p->parent != NULL)
		add_text(body, "parent", s->found[p->parent->index].id);
	return body;
}

static enum err_code write_found(struct session *s, struct arena *a,
                                 struct part *x, struct err *e)
{
	struct write w = write_of(s, a);
	json_t *body = body_of(s, a, x);
	enum err_code rc = ERR_OK;

	w.body = body;
	if (x->known != NULL) {
		w.ref = x->id;
		rc = write_merge_patch(s->tx, &w, e);
		s->now_done.updated += rc == ERR_OK && w.changed;
		return rc;
	}
	rc = add_key(s, a, x->p->path, body, e);
	if (rc == ERR_OK)
		rc = write_create(s->tx, &w, e);
	if (rc != ERR_OK)
		return rc;
	s->now_done.created++;
	x->id = arena_str(s->arena, w.row.values[COLUMN_ID].text);
	return ERR_OK;
}

static enum err_code move_known(struct session *s, struct arena *a,
                                const struct known *k, struct err *e)
{
	struct write w = write_of(s, a);

	w.ref = k->id;
	w.body = json_own(
		a, json_pack("{s:I}", "position", (json_int_t)k->position));
	return write_merge_patch(s->tx, &w, e);
}

static enum err_code write_one(struct session *s, struct part *item,
                               struct known *known, struct err *e)
{
	struct arena *a = arena_scratch();
	enum err_code rc = item != NULL ? write_found(s, a, item, e)
	                                : move_known(s, a, known, e);

	arena_free(a);
	return rc;
}

static enum err_code number_one(struct session *s, struct part *item,
                                struct known *known, struct err *e)
{
	(void)e;
	s->room++;
	if (item != NULL)
		item->position = (int64_t)s->room;
	else
		known->position = (int64_t)s->room;
	return ERR_OK;
}

static enum err_code note_op(struct session *s, struct part *item,
                             struct known *known, struct err *e)
{
	(void)e;
	if (item != NULL || s->surplus > 0) /* what is missing only moves */
		s->ops[s->nops++] = (struct op){ item, known };
	return ERR_OK;
}

/* In the order of both; when some are created, all are numbered anew. */
static enum err_code plan_writes(struct session *s, struct err *e)
{
	enum err_code rc = ERR_OK;

	s->ops = arena_alloc(s->arena,
	                     (s->split.n + s->nknown + 1) * sizeof(*s->ops));
	s->room = 0; /* now counts positions */
	if (s->surplus > 0)
		rc = each(s, number_one, e);
	return rc != ERR_OK ? rc : each(s, note_op, e);
}

/* ---- the report ------------------------------------------------------------
 */

static void report_missing(struct buf *out, const struct known *k)
{
	buf_puts(out, "{\"state\":\"missing\"");
	json_put_some(out, "path", k->path);
	json_put_some(out, "level", k->level);
	json_put_some(out, "label", column(&k->row, "label"));
	json_put_some(out, "heading", k->heading);
	json_put_some(out, "id", k->id);
	buf_puts(out, "}");
}

static void report_found(const struct session *s, struct buf *out,
                         const struct part *x)
{
	buf_printf(out, "{\"state\":\"%s\"",
	           x->known != NULL ? "matched" : "surplus");
	json_put_some(out, "path", x->p->path);
	json_put_some(out, "level", x->p->row->level);
	json_put_some(out, "label", x->p->label);
	json_put_some(out, "heading", on_one_line(s->arena, x->p->heading));
	json_put_some(out, "id", x->id);
	buf_printf(out, ",\"start\":%lld,\"end\":%lld", (long long)x->start,
	           (long long)x->end);
	if (x->differs) {
		buf_puts(out, ",\"heading_differs\":{\"catalogue\":");
		json_quote(out, x->known->heading);
		buf_puts(out, "}");
	}
	buf_puts(out, "}");
}

/* The first member of what each() is handed: it hands it back. */
struct outline_plan {
	struct session session;
	struct buf *out; /* of the report */
	bool more;
};

static enum err_code report_one(struct session *s, struct part *item,
                                struct known *known, struct err *e)
{
	struct outline_plan *plan = (struct outline_plan *)s;

	(void)e;
	buf_puts(plan->out, plan->more ? ",\n" : "\n");
	plan->more = true;
	if (item != NULL)
		report_found(s, plan->out, item);
	else
		report_missing(plan->out, known);
	return ERR_OK;
}

static void report_row(struct buf *out, const char *name, const struct row *row)
{
	buf_printf(out, "\"%s\":{\"id\":", name);
	json_quote(out, row->values[COLUMN_ID].text);
	buf_puts(out, ",\"key\":");
	json_quote(out, row->values[COLUMN_KEY].text);
	buf_puts(out, "},");
}

/* How many there are of each level, in the order of the profile. */
static void report_levels(const struct session *s, struct buf *out)
{
	const struct profile *p = s->split.profile;
	const char *between = "";

	buf_puts(out, "\"levels\":{");
	for (size_t i = 0; i < p->nrows; i++) {
		struct str level = p->rows[i].level;
		size_t n = 0;
		bool told = level.len == 0;

		for (size_t k = 0; k < i; k++)
			told = told || str_eq(p->rows[k].level, level);
		for (size_t k = 0; k < s->split.n && !told; k++)
			n += str_eq(s->split.items[k]->row->level, level);
		if (n == 0)
			continue;
		buf_printf(out, "%s\"%.*s\":%zu", between, STR_ARG(level), n);
		between = ",";
	}
	buf_puts(out, "},");
}

/* A part of a thousand as a fraction. */
static void put_part(struct buf *out, const char *name, int part)
{
	buf_printf(out, "\"%s\":%d.%03d,", name, part / 1000, part % 1000);
}

static void report_lines(const struct session *s, struct buf *out)
{
	const struct explanation *x = &s->explanation;
	const struct extract *f = &s->split.extract;

	buf_printf(out, "\"unexplained_lines\":%zu,\"unexplained\":[",
	           x->unexplained);
	for (size_t i = 0; i < x->nrest; i++) {
		const struct unexplained *u = &x->rest[i];
		struct str words = { f->text.p + u->at, u->end - u->at };

		buf_printf(out, "%s{\"line\":%zu,\"start\":%lld,\"end\":%lld,",
		           i > 0 ? "," : "", extract_line_number(f, u->at),
		           (long long)extract_code_point(f, u->at, false),
		           (long long)extract_code_point(f, u->end, true));
		buf_puts(out, "\"text\":");
		json_quote(out, utf8_shorten(s->arena, words, SHOWN_MAX));
		buf_puts(out, "}");
	}
	buf_puts(out, "],");
}

static void report_gaps(const struct session *s, struct buf *out)
{
	const struct explanation *x = &s->explanation;

	buf_puts(out, "\"gaps\":[");
	for (size_t i = 0; i < x->ngaps && i < GAPS_MAX; i++) {
		const struct gap *g = &x->gaps[i];

		buf_printf(out, "%s{\"from\":%d,\"to\":%d", i > 0 ? "," : "",
		           g->from, g->to);
		if (g->before != NULL)
			json_put_some(out, "after", g->before->path);
		json_put_some(out, "before", g->behind->path);
		buf_puts(out, "}");
	}
	buf_puts(out, "],");
}

static void report_contents(const struct session *s, struct buf *out)
{
	const struct explanation *x = &s->explanation;

	buf_printf(out, "\"contents\":{\"entries\":%zu,\"missing\":[",
	           x->entries);
	for (size_t i = 0; i < x->nlost && i < GAPS_MAX; i++) {
		const struct candidate *c = x->lost[i];
		struct str words = { s->split.extract.text.p + c->at,
			             c->rest - c->at };

		if (i > 0)
			buf_puts(out, ",");
		json_quote(out, on_one_line(s->arena, words));
	}
	buf_puts(out, "]},");
}

/* How sure the split is, and of what not. */
static void report_explanation(const struct session *s, struct buf *out)
{
	const struct explanation *x = &s->explanation;

	buf_puts(out, "\"profile\":");
	json_quote(out, s->split.profile->name);
	buf_puts(out, ",");
	put_part(out, "confidence", x->confidence);
	put_part(out, "coverage", x->coverage);
	put_part(out, "openings", x->openings);
	put_part(out, "numbering", x->numbering);
	report_contents(s, out);
	report_lines(s, out);
	report_gaps(s, out);
}

void outline_report(struct outline_plan *plan, struct buf *out)
{
	struct session *s = &plan->session;
	struct err none = { 0 };

	plan->out = out;
	plan->more = false;
	buf_puts(out, "{");
	report_row(out, "source", &s->source);
	report_row(out, "instrument", &s->instrument);
	buf_printf(out, "\"edition\":\"%.*s\",", STR_ARG(s->edition));
	if (s->lang.len > 0)
		buf_printf(out, "\"lang\":\"%.*s\",", STR_ARG(s->lang));
	report_explanation(s, out);
	buf_printf(out, "\"dry_run\":%s,", s->r->dry_run ? "true" : "false");
	report_levels(s, out);
	buf_printf(out,
	           "\"matched\":%zu,\"missing\":%zu,\"surplus\":%zu,"
	           "\"heading_differs\":%zu,\"other_language\":%zu,"
	           "\"created\":%zu,\"updated\":%zu,\n\"items\":[",
	           s->split.n - s->surplus, s->missing, s->surplus,
	           s->differing, s->foreign, s->now_done.created,
	           s->now_done.updated);
	if (each(s, report_one, &none) == ERR_OK)
		buf_puts(out, "\n]}\n");
}

/* ---- refusing
 * ----------------------------------------------------------------
 */

/* What the weakest factor says, for a person. */
static const char *reason(const struct session *s)
{
	const struct explanation *x = &s->explanation;
	int least = x->coverage;

	least = x->openings < least ? x->openings : least;
	least = x->numbering < least ? x->numbering : least;
	least = x->contents < least ? x->contents : least;
	if (least == x->openings && x->nrest > 0)
		return arena_printf(
			s->arena,
			"%zu lines that look like openings are none in it, the "
			"first of them line %zu",
			x->unexplained,
			extract_line_number(&s->split.extract, x->rest[0].at));
	if (least == x->contents)
		return arena_printf(s->arena,
		                    "%zu of %zu entries of the table of "
		                    "contents are not in it",
		                    x->nlost, x->entries);
	if (least == x->numbering)
		return arena_printf(s->arena, "%zu gaps are in its numbers",
		                    x->ngaps);
	return arena_printf(s->arena,
	                    "only %d %% of the text lie in its provisions",
	                    x->coverage / 10);
}

static enum err_code refuse_doubtful(struct session *s, struct err *e)
{
	struct buf more;

	if (s->explanation.confidence >= CONFIDENT || s->r->force)
		return ERR_OK;
	buf_init(&more, s->arena);
	report_explanation(s, &more);
	more.len--; /* the comma behind the last */
	err_set(e, ERR_INVALID,
	        "the profile %.*s explains too little of this text: %s; name "
	        "another profile, or force=true takes it all the same",
	        STR_ARG(s->split.profile->name), reason(s));
	e->more = buf_text(&more);
	return e->code;
}

/* ---- all of it
 * ---------------------------------------------------------------
 */

enum err_code outline_prepare(struct tx *tx,
                              const struct outline_request *request,
                              struct outline_plan **out, struct err *e)
{
	struct outline_plan *plan = arena_alloc(request->arena, sizeof(*plan));
	struct session *s = &plan->session;
	enum err_code rc;

	*out = plan;
	*s = (struct session){ .r = request,
		               .tx = tx,
		               .arena = request->arena };
	rc = find_source(s, e);
	if (rc == ERR_OK)
		rc = split_text(s, e);
	if (rc == ERR_OK)
		rc = read_catalogue(s, e);
	if (rc != ERR_OK)
		return rc;
	rc = match(s, e);
	if (rc == ERR_OK)
		rc = refuse_doubtful(s, e);
	return rc != ERR_OK || request->dry_run ? rc : plan_writes(s, e);
}

bool outline_has_more(const struct outline_plan *plan)
{
	return plan->session.done.ops < plan->session.nops;
}

bool outline_is_done(const struct outline_plan *plan)
{
	return plan->session.now_done.ops == plan->session.nops;
}

void outline_settle(struct outline_plan *plan)
{
	plan->session.done = plan->session.now_done;
}

/* The instrument follows from its provisions when the last is written. */
enum err_code outline_step(struct tx *tx, struct outline_plan *plan,
                           struct err *e)
{
	struct session *s = &plan->session;
	struct progress *p = &s->now_done;
	size_t until = s->done.ops + OUTLINE_STEP;
	enum err_code rc = ERR_OK;

	s->tx = tx;
	s->now = time_now(s->arena);
	*p = s->done;
	for (; p->ops < s->nops && p->ops < until && rc == ERR_OK; p->ops++)
		rc = write_one(s, s->ops[p->ops].item, s->ops[p->ops].known, e);
	if (rc == ERR_OK && p->ops == s->nops)
		rc = record_rederive(s->tx, s->arena, &instruments_kind,
		                     &s->instrument, e);
	return rc;
}
