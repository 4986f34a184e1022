/*
 * provisions_match.c - provisions of the text beside those of the catalogue
 */
#include "lib/base/bisect.h"
#include "lib/data/jsontext.h"
#include "server/registry/ingest/provisions_session.h"

#include <stdlib.h>

#include "lib/data/language.h"
#include "lib/text/utf8.h"
#include "server/registry/model/walk.h"
#include "server/registry/outline/provision_names.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/wording.h"

static enum err_code keep_known(void *arg, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct provisions_session *s = arg;
	struct known *k;

	(void)a;
	if (s->nknown == s->room)
		return err_set(e, ERR_TOO_LARGE,
		               "the instrument has too many provisions");
	k = &s->known[s->nknown++];
	walk_copy_row(s->arena, &provisions_kind, row, &k->row);
	k->id = k->row.values[COLUMN_ID].text;
	k->path = kind_text(&provisions_kind, k->row.values, "path");
	k->level = kind_text(&provisions_kind, k->row.values, "level");
	k->heading = kind_text(&provisions_kind, k->row.values, "heading");
	k->lang = kind_text(&provisions_kind, k->row.values, "lang");
	k->edition = kind_text(&provisions_kind, k->row.values, "edition");
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

enum err_code provisions_read_catalogue(struct provisions_session *s,
                                        struct err *e)
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

/* ---- matching ------------------------------------------------------------- */

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

static struct known *find_known(const struct provisions_session *s,
                                struct str path)
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

static void sort_titles(struct provisions_session *s)
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

/* Now, or in an earlier state of the law. */
static bool was_called(struct arena *a, const struct known *k,
                       struct str heading)
{
	struct str all = json_member(k->row.record, "former_headings"), item;
	bool same = same_heading(a, k->heading, heading);
	size_t at = 0;

	while (!same && json_items(all, &at, &item))
		same = same_heading(a, json_member_text(a, item, "text"),
		                    heading);
	return same;
}

static bool comes_before(const struct titled *t, struct str level,
                         struct str words)
{
	int diff = str_cmp(t->level, level);

	return diff != 0 ? diff < 0 : str_cmp(t->essence, words) < 0;
}

/* The first of that level and heading, or after them. */
static size_t first_titled(const struct provisions_session *s, struct str level,
                           struct str words)
{
	size_t at;

	BISECT(at, s->ntitled, i, comes_before(&s->titled[i], level, words));
	return at;
}

/* What the text does not number is found by its heading. */
static void adopt(void *arg, struct provision *p)
{
	struct provisions_session *s = arg;
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
			k->item =
				0; /* taken; provisions_match() says by which */
			return;
		}
	}
}

/* ---- languages ------------------------------------------------------------ */

/* Of the edition that a record's words are in, else of its heading. */
static enum err_code lang_of(struct provisions_session *s,
                             const struct known *k, struct str *out,
                             struct err *e)
{
	enum err_code rc = ERR_OK;

	if (k->edition.len > 0 && !str_eq(k->edition, s->seen.edition))
		rc = edition_note(s->tx, s->arena, k->edition, &s->seen, e);
	*out = k->edition.len > 0 && s->seen.lang.len > 0 ? s->seen.lang
	                                                  : k->lang;
	return rc;
}

static bool has_span(const struct provisions_session *s, const struct known *k,
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
static enum err_code note_foreign(struct provisions_session *s, struct part *x,
                                  struct err *e)
{
	const struct known *k = x->known;
	struct str lang;
	enum err_code rc = lang_of(s, k, &lang, e);

	x->foreign =
		!str_eq(k->edition, s->edition) &&
		(!language_same(lang, s->lang) || has_span(s, k, s->edition));
	s->foreign += x->foreign;
	return rc;
}

static enum err_code match_known(struct provisions_session *s, size_t i,
                                 struct err *e)
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
	             !was_called(s->arena, x->known, x->p->heading);
	s->differing += x->differs;
	return note_foreign(s, x, e);
}

enum err_code provisions_match(struct provisions_session *s, struct err *e)
{
	const struct extract *f = &s->split.extract;
	enum err_code rc = ERR_OK;

	s->found = arena_alloc(s->arena, (s->split.n + 1) * sizeof(*s->found));
	sort_titles(s);
	name_provisions(s->arena, &s->split, adopt, s);
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

/* ---- the order of both ---------------------------------------------------- */

/* The last item that lies in item i. */
static size_t last_within(const struct provisions_session *s, size_t i)
{
	size_t k = i;

	while (k + 1 < s->split.n &&
	       split_within(s->split.items[k + 1], s->split.items[i]))
		k++;
	return k;
}

enum err_code provisions_each(struct provisions_session *s,
                              provisions_each_fn *fn, struct err *e)
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
