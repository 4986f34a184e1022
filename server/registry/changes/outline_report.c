/*
 * outline_report.c - what the text has beside what the catalogue has
 */
#include "server/registry/changes/outline_report.h"

#include <stdlib.h>

#include "lib/data/digest.h"
#include "lib/data/id.h"
#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/changes/write.h"
#include "server/registry/model/json.h"
#include "server/registry/model/walk.h"
#include "server/registry/outline/split.h"
#include "server/registry/sources/text.h"

extern struct kind instruments_kind, provisions_kind, sources_kind;

#define LABEL_MAX 200 /* code points, as in server/kinds/provisions.c */
#define PATH_MAX  200

/* A provision of the catalogue. */
struct known {
	struct row row;
	struct str id, path, level, heading;
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
	bool differs; /* the heading, from the catalogue's */
};

struct session {
	const struct split_request *r;
	struct tx *tx;
	struct arena *arena;
	struct row source, instrument;
	struct str edition, media_type, lang;
	struct str bytes, now;
	struct profile *profile;
	struct split split;
	struct part *found;   /* split.n of them */
	struct known *known;  /* by path */
	struct known **order; /* by position */
	size_t nknown, room;
	size_t missing, surplus, differing, created, updated;
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
	if (s->bytes.len > SPLIT_BYTES_MAX || text.bytes > SPLIT_BYTES_MAX)
		return err_set(e, ERR_TOO_LARGE,
		               "a text of provisions may have at most %u bytes",
		               SPLIT_BYTES_MAX);
	if (s->bytes.p != NULL)
		return ERR_OK;
	rc = text_span(s->tx, s->arena, s->edition, 0, text.code_points, &span,
	               e);
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
		rc = json_read(s->arena, s->source.record, &source, e);
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

/* Every profile is tried; the one with most openings in a row has it. */
static enum err_code try_all(struct session *s, struct err *e)
{
	struct split best = { 0 };

	for (size_t i = 0; profile_texts[i].name != NULL; i++) {
		struct profile *p = arena_alloc(s->arena, sizeof(*p));
		struct split split = { .flow = s->split.flow };
		enum err_code rc = profile_read(
			s->arena, str_from(profile_texts[i].text), p, e);

		if (rc != ERR_OK)
			return rc;
		split_flow(s->arena, p, &split);
		if (split.strong > best.strong)
			best = split;
	}
	if (best.n == 0)
		return err_set(e, ERR_INVALID,
		               "no profile finds provisions in this text");
	s->split = best;
	return ERR_OK;
}

static enum err_code split_text(struct session *s, struct err *e)
{
	struct str html = STR("text/html"), xhtml = STR("application/xhtml");
	enum err_code rc = ERR_OK;

	flow_read(s->arena, s->bytes,
	          str_starts(s->media_type, html) ||
	                  str_starts(s->media_type, xhtml),
	          &s->split.flow);
	if (s->r->profile.len == 0) {
		rc = try_all(s, e);
	} else {
		s->profile = arena_alloc(s->arena, sizeof(*s->profile));
		rc = profile_find(s->arena, s->r->profile, s->profile, e);
		if (rc == ERR_OK)
			split_flow(s->arena, s->profile, &s->split);
	}
	if (rc == ERR_OK && s->split.n > SPLIT_MAX)
		return err_set(e, ERR_TOO_LARGE,
		               "the text has more than %d provisions",
		               SPLIT_MAX);
	return rc;
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
	walk_keep(s->arena, &provisions_kind, row, &k->row);
	k->id = k->row.values[COLUMN_ID].text;
	k->path = column(&k->row, "path");
	k->level = column(&k->row, "level");
	k->heading = column(&k->row, "heading");
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

/* What the text does not number is found by its heading. */
static void adopt(void *arg, struct provision *p)
{
	struct session *s = arg;

	if (!p->counted || p->heading.len == 0)
		return;
	for (size_t i = 0; i < s->nknown; i++) {
		struct known *k = &s->known[i];

		if (k->item == NONE && str_eq(k->level, p->row->level) &&
		    k->heading.len > 0 && is_below(k->path, p->scope) &&
		    same_heading(s->arena, k->heading, p->heading)) {
			p->path = k->path;
			k->item = 0; /* taken; match() says by which */
			return;
		}
	}
}

static void match(struct session *s)
{
	const struct flow *f = &s->split.flow;

	s->found = arena_alloc(s->arena, (s->split.n + 1) * sizeof(*s->found));
	split_names(s->arena, &s->split, adopt, s);
	for (size_t i = 0; i < s->nknown; i++)
		s->known[i].item = NONE;
	for (size_t i = 0; i < s->split.n; i++) {
		const struct provision *p = s->split.items[i];
		struct part *x = &s->found[i];

		*x = (struct part){ .p = p };
		x->start = flow_place(f, p->at, false);
		x->end = flow_place(f, p->end, true);
		x->known = find_known(s, p->path);
		if (x->known == NULL) {
			s->surplus++;
			continue;
		}
		x->known->item = i;
		x->id = x->known->id;
		x->position = x->known->position;
		x->differs =
			x->known->heading.len > 0 &&
			!same_heading(s->arena, x->known->heading, p->heading);
		s->differing += x->differs;
	}
	s->missing = s->nknown - (s->split.n - s->surplus);
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
static void later(void *arg, const struct kind *k, struct str id)
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
		               .later = later };
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
		size_t n = flow_blanks(rest);

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

static json_t *body_of(const struct session *s, struct arena *a,
                       const struct part *x)
{
	const struct provision *p = x->p;
	json_t *body = json_own(a, json_pack("{s:I, s:I, s:I}", "start",
	                                     (json_int_t)x->start, "end",
	                                     (json_int_t)x->end, "position",
	                                     (json_int_t)x->position));

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
		for (size_t i = (size_t)(x - s->found); i-- > 0;)
			if (s->found[i].p == p->parent) {
				add_text(body, "parent", s->found[i].id);
				break;
			}
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
		rc = record_merge(s->tx, &w, e);
		s->updated += rc == ERR_OK && w.changed;
		return rc;
	}
	rc = add_key(s, a, x->p->path, body, e);
	if (rc == ERR_OK)
		rc = record_create(s->tx, &w, e);
	if (rc != ERR_OK)
		return rc;
	s->created++;
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
	return record_merge(s->tx, &w, e);
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

static enum err_code write_all(struct session *s, struct err *e)
{
	enum err_code rc = ERR_OK;

	s->room = 0; /* now counts positions */
	if (s->surplus > 0)
		rc = each(s, number_one, e);
	if (rc == ERR_OK)
		rc = each(s, write_one, e);
	return rc != ERR_OK ? rc
	                    : record_derive(s->tx, s->arena, &instruments_kind,
	                                    &s->instrument, e);
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

/* What each() is to write to; a report is of one thread. */
struct reporting {
	struct session session; /* first: each() hands it back */
	struct buf *out;
	bool more;
};

static enum err_code report_one(struct session *s, struct part *item,
                                struct known *known, struct err *e)
{
	struct reporting *r = (struct reporting *)s;

	(void)e;
	buf_puts(r->out, r->more ? ",\n" : "\n");
	r->more = true;
	if (item != NULL)
		report_found(s, r->out, item);
	else
		report_missing(r->out, known);
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

static enum err_code report(struct reporting *r, struct err *e)
{
	const struct session *s = &r->session;
	enum err_code rc;

	buf_puts(r->out, "{");
	report_row(r->out, "source", &s->source);
	report_row(r->out, "instrument", &s->instrument);
	buf_printf(r->out,
	           "\"edition\":\"%.*s\",\"profile\":\"%.*s\",\"dry_run\":%s,",
	           STR_ARG(s->edition), STR_ARG(s->split.profile->name),
	           s->r->dry_run ? "true" : "false");
	report_levels(s, r->out);
	buf_printf(r->out,
	           "\"matched\":%zu,\"missing\":%zu,\"surplus\":%zu,"
	           "\"heading_differs\":%zu,\"created\":%zu,\"updated\":%zu,\n"
	           "\"items\":[",
	           s->split.n - s->surplus, s->missing, s->surplus,
	           s->differing, s->created, s->updated);
	rc = each(&r->session, report_one, e);
	buf_puts(r->out, "\n]}\n");
	return rc;
}

enum err_code split_report(struct tx *tx, const struct split_request *request,
                           struct buf *out, struct err *e)
{
	struct reporting r = { .out = out };
	struct session *s = &r.session;
	enum err_code rc;

	*s = (struct session){ .r = request,
		               .tx = tx,
		               .arena = request->arena,
		               .now = time_now(request->arena) };
	rc = find_source(s, e);
	if (rc == ERR_OK)
		rc = split_text(s, e);
	if (rc == ERR_OK)
		rc = read_catalogue(s, e);
	if (rc != ERR_OK)
		return rc;
	match(s);
	if (!request->dry_run)
		rc = write_all(s, e);
	return rc != ERR_OK ? rc : report(&r, e);
}
