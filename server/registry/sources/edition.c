/*
 * edition.c - looking through the list of a source's editions
 */
#include "server/registry/sources/edition.h"

#include "lib/data/jsontext.h"
#include "lib/data/language.h"
#include "lib/data/media_type.h"
#include "server/registry/model/walk.h"
#include "server/registry/sources/reading.h"

struct edition edition_read(struct arena *a, struct str json, size_t place)
{
	struct edition out = { .place = place };
	struct str name, value;
	size_t at = 0;

	while (json_each(json, &at, &name, &value))
		if (str_is(name, "sha256"))
			out.sha256 = json_unquote(a, value);
		else if (str_is(name, "media_type"))
			out.media_type = json_unquote(a, value);
		else if (str_is(name, "lang"))
			out.lang = json_unquote(a, value);
	return out;
}

bool edition_named(struct arena *a, const struct row *source, struct str sha256,
                   struct edition *out)
{
	struct str list = json_member(source->record, "editions"), json;
	size_t at = 0;

	for (size_t place = 0; json_items(list, &at, &json); place++) {
		*out = edition_read(a, json, place);
		if (str_eq(out->sha256, sha256))
			return true;
	}
	return false;
}

bool edition_has_tags(struct arena *a, const struct row *source,
                      struct str sha256)
{
	struct edition edition;

	return edition_named(a, source, sha256, &edition) &&
	       media_type_has_tags(edition.media_type);
}

/* ---- what is said of one ------------------------------------------------ */

struct noting {
	struct arena *arena;
	struct edition_note *note;
};

static struct str only_language(struct arena *a, const struct row *source)
{
	struct str list = json_member(source->record, "languages"), first, more;
	size_t at = 0;

	if (!json_items(list, &at, &first) || json_items(list, &at, &more))
		return (struct str){ 0 };
	return json_unquote(a, first);
}

static enum err_code note_source(void *arg, const struct row *source,
                                 struct err *e)
{
	struct noting *n = arg;
	struct edition_note *note = n->note;
	struct edition edition = { 0 };

	(void)e;
	if (note->handling.len == 0)
		note->handling = arena_str(
			n->arena,
			json_member_text(n->arena, source->record, "handling"));
	if (note->lang.len > 0)
		return ERR_OK;
	if (edition_named(n->arena, source, note->edition, &edition))
		note->lang = arena_str(n->arena, edition.lang);
	if (note->lang.len == 0)
		note->lang =
			arena_str(n->arena, only_language(n->arena, source));
	return ERR_OK;
}

enum err_code edition_note(struct tx *tx, struct arena *a, struct str sha256,
                           struct edition_note *out, struct err *e)
{
	struct noting n = { a, out };
	struct value value = value_text(sha256);
	struct query q = { .nconditions = 1, .limit = STORE_PAGE_MAX };

	*out = (struct edition_note){ .edition = arena_str(a, sha256) };
	q.conditions[0] = walk_where(&sources_kind, "editions.sha256", &value);
	return store_list(tx, &sources_kind.entity, &q, note_source, &n, e);
}

enum err_code edition_noted(const struct show_context *r, struct str sha256,
                            const struct edition_note **out, struct err *e)
{
	struct edition_notes *all = r->notes;
	struct edition_note *next = &all->items[all->n % NOTES_MAX];
	enum err_code rc;

	for (size_t i = 0; i < NOTES_MAX && i < all->n; i++)
		if (str_eq(all->items[i].edition, sha256)) {
			*out = &all->items[i];
			return ERR_OK;
		}
	rc = edition_note(r->tx, all->arena, sha256, next, e);
	all->n += rc == ERR_OK;
	*out = next;
	return rc;
}

/* ---- one after another -------------------------------------------------- */

static bool fits(struct str a, struct str b)
{
	return a.len == 0 || b.len == 0 || str_eq(a, b);
}

/* What does not say its language may be in any. */
static bool speaks(struct str a, struct str b)
{
	return a.len == 0 || b.len == 0 || language_fits(a, b);
}

static bool succeeds(const struct edition *new, const struct edition *old)
{
	return new->place >
	               old->place &&fits(new->media_type, old->media_type) &&
	       speaks(new->lang, old->lang);
}

/* All editions of a source, in their order. */
struct list_of_editions {
	struct edition *items;
	size_t n, room;
};

static void push(struct list_of_editions *l, struct arena *a,
                 struct edition edition)
{
	ARENA_GROW(a, l->items, l->n, l->room);
	edition.place = l->n;
	l->items[l->n++] = edition;
}

static const struct edition *find(const struct list_of_editions *l,
                                  struct str sha256)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->items[i].sha256, sha256))
			return &l->items[i];
	return NULL;
}

static struct list_of_editions read_all(struct arena *a,
                                        const struct row *source,
                                        const struct new_edition *new_edition)
{
	struct str list = json_member(source->record, "editions"), json;
	struct list_of_editions l = { 0 };
	size_t at = 0;

	while (json_items(list, &at, &json)) {
		arena_work(a, WORK_ROW);
		push(&l, a, edition_read(a, json, l.n));
	}
	if (new_edition != NULL && find(&l, new_edition->text.sha256) == NULL)
		push(&l, a, new_edition->edition);
	return l;
}

static enum err_code find_text(struct tx *tx, struct arena *a,
                               struct str sha256,
                               const struct new_edition *new_edition,
                               struct text *out, struct err *e)
{
	if (new_edition == NULL || !str_eq(sha256, new_edition->text.sha256))
		return store_text_find(tx, sha256, a, out, e);
	*out = new_edition->text;
	return ERR_OK;
}

/* Might this edition stand for the old one? */
typedef bool fit_fn(const struct edition *new, const struct edition *old);

static bool is_any(const struct edition *new, const struct edition *old)
{
	(void)new;
	(void)old;
	return true;
}

static bool is_copy(const struct edition *new, const struct edition *old)
{
	return new->place != old->place &&speaks(new->lang, old->lang);
}

/* The last that is held, of those that fit and stand before a place, which
 * becomes its own. */
static enum err_code find_before(struct tx *tx, struct arena *a,
                                 const struct list_of_editions *l, fit_fn *fit,
                                 const struct edition *old,
                                 const struct new_edition *new_edition,
                                 size_t *place, struct text *out, struct err *e)
{
	for (size_t i = *place < l->n ? *place : l->n; i-- > 0;) {
		enum err_code rc;

		if (!fit(&l->items[i], old))
			continue;
		*place = i;
		rc = find_text(tx, a, l->items[i].sha256, new_edition, out, e);
		if (rc != ERR_NOT_FOUND)
			return rc;
		err_clear(e);
	}
	return err_set(e, ERR_NOT_FOUND, "no text of this source is held");
}

static enum err_code find_newest(struct tx *tx, struct arena *a,
                                 const struct list_of_editions *l, fit_fn *fit,
                                 const struct edition *old,
                                 const struct new_edition *new_edition,
                                 struct text *out, struct err *e)
{
	size_t place = EDITION_NEWEST;

	return find_before(tx, a, l, fit, old, new_edition, &place, out, e);
}

enum err_code edition_held(struct tx *tx, struct arena *a,
                           const struct row *source, struct str sha256,
                           struct text *out, struct err *e)
{
	struct edition edition;
	enum err_code rc;

	if (sha256.len == 0) {
		struct list_of_editions l = read_all(a, source, NULL);

		return find_newest(tx, a, &l, is_any, NULL, NULL, out, e);
	}
	if (!edition_named(a, source, sha256, &edition))
		return err_set(e, ERR_NOT_FOUND,
		               "the source has no edition of that SHA-256");
	rc = store_text_find(tx, sha256, a, out, e);
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	return err_set(e, ERR_NOT_FOUND,
	               "the text of this edition is not held");
}

enum err_code edition_successor(struct tx *tx, struct arena *a,
                                const struct row *source, struct str sha256,
                                const struct new_edition *new_edition,
                                struct text *out, struct err *e)
{
	struct list_of_editions l = read_all(a, source, new_edition);
	const struct edition *old = find(&l, sha256);

	if (old == NULL)
		return err_set(e, ERR_NOT_FOUND,
		               "the source has no edition of that SHA-256");
	return find_newest(tx, a, &l, succeeds, old, new_edition, out, e);
}

enum err_code edition_copy(struct tx *tx, struct arena *a,
                           const struct row *source, struct str sha256,
                           const struct new_edition *new_edition, size_t *place,
                           struct text *out, struct err *e)
{
	struct list_of_editions l = read_all(a, source, new_edition);
	const struct edition *own = find(&l, sha256);
	enum err_code rc = find_text(tx, a, sha256, new_edition, out, e);

	if (rc == ERR_OK || own == NULL)
		return err_set(e, ERR_NOT_FOUND, "its own text is held");
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	return find_before(tx, a, &l, is_copy, own, new_edition, place, out, e);
}
