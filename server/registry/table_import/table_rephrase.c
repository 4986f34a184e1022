/*
 * table_rephrase.c - what a row says of a record that is there, in that
 * record's own words where both mean the same
 *
 * A title that is one of its titles, an address or an identifier that it writes
 * in another way is no conflict, and nothing to add.
 */
#include "lib/data/url.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"
#include "server/registry/law/identity.h"
#include "server/registry/table_import/table_work.h"

bool table_covers(const json_t *list, const json_t *item)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *there = json_array_get(list, i), *value;
		const char *name;
		bool all = json_is_object(item) && json_is_object(there);

		json_object_foreach((json_t *)item, name, value) all =
			all && json_equal(value, json_object_get(there, name));
		if (all || json_equal(there, item))
			return true;
	}
	return false;
}

/* ---- items ----------------------------------------------------------------- */

/* As names are found: marks such as those around a Chinese title are none. */
static bool is_called(struct arena *a, struct str x, struct str y)
{
	struct str folded = words_folded(a, x);

	return folded.len > 0 ? str_eq(folded, words_folded(a, y))
	                      : utf8_same(x, y);
}

static bool is_scheme(const json_t *x, const json_t *y)
{
	return str_eq(json_text(x, "scheme"), json_text(y, "scheme"));
}

/* Do two items of a list name the same thing? */
static bool names_same(struct arena *a, const struct map_member *m,
                       const json_t *x, const json_t *y)
{
	struct str ours = json_text(x, m->at), theirs = json_text(y, m->at);

	if (ours.len == 0 || theirs.len == 0)
		return false;
	if (m->scalar->type == FIELD_URL)
		return str_eq(url_plain(a, ours), url_plain(a, theirs));
	if (strcmp(m->field->name, "identifiers") == 0)
		return is_scheme(x, y) &&
		       identity_same(a, json_text(x, "scheme"), ours, theirs);
	return is_called(a, ours, theirs);
}

/* Names things by what stands there alone: other members say what sort it is,
 * which is the map's word and not the cell's. */
static bool names_alone(const struct map_member *m)
{
	return m->at != NULL && (m->scalar->type == FIELD_URL ||
	                         m->scalar->search == SEARCH_TITLE ||
	                         m->scalar->search == SEARCH_NAME);
}

static void rephrase_item(struct work *w, const struct map_member *m,
                          json_t *item, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *there = json_array_get(list, i);
		json_t *name;

		if (!names_same(w->arena, m, there, item))
			continue;
		name = json_incref(json_object_get(there, m->at));
		if (json_object_get(item, "scheme") == NULL)
			json_object_clear(item);
		json_object_set_new(item, m->at, name);
		return;
	}
}

/* ---- titles ----------------------------------------------------------------- */

/* The list of other titles or names of a kind, or NULL. */
static const struct field *other_titles(const struct kind *k)
{
	for (size_t i = 0; i < k->entity.nfields; i++) {
		const struct field *f = &k->entity.fields[i];

		if (f->type == FIELD_OBJECT && (f->flags & F_LIST) != 0 &&
		    field_named(f->fields, f->nfields, STR("text")) != NULL)
			return f;
	}
	return NULL;
}

static void rephrase_title(struct work *w, struct taken *v,
                           const json_t *record)
{
	const struct field *titles = other_titles(w->plan->map.kind);
	const json_t *list =
		titles != NULL ? json_object_get(record, titles->name) : NULL;
	struct str text = json_str(v->value);

	if (text.len == 0)
		return;
	if (is_called(w->arena, text, json_text(record, v->field->name))) {
		v->value = json_own(
			w->arena, json_from(json_text(record, v->field->name)));
		return;
	}
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct str there = json_text(json_array_get(list, i), "text");

		if (!is_called(w->arena, text, there))
			continue;
		v->field = titles;
		v->value = json_own(
			w->arena, json_pack("{s:o}", "text", json_from(there)));
		return;
	}
}

/* ---- all -------------------------------------------------------------------- */

static void rephrase_url(struct work *w, struct taken *v, const json_t *record)
{
	struct str theirs = json_text(record, v->field->name);

	if (theirs.len > 0 && str_eq(url_plain(w->arena, theirs),
	                             url_plain(w->arena, json_str(v->value))))
		v->value = json_own(w->arena, json_from(theirs));
}

static bool is_maker(const json_t *item)
{
	struct str role = json_text(item, "role");

	return str_is(role, "issuer") || str_is(role, "adopter");
}

/* Whom a table calls the issuer a record may call the adopter: who it is is what
 * the cell says. */
static void rephrase_party(json_t *item, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *there = json_array_get(list, i);

		if (is_maker(item) && is_maker(there) &&
		    json_equal(json_object_get(item, "organization"),
		               json_object_get(there, "organization")))
			json_object_del(item, "role");
	}
}

void table_rephrase(struct work *w, const json_t *record)
{
	for (size_t i = 0; i < w->ntaken; i++) {
		struct taken *v = &w->taken[i];
		const struct map_member *m = v->member;
		const json_t *list = json_object_get(record, m->field->name);

		if (m->field->search == SEARCH_TITLE)
			rephrase_title(w, v, record);
		else if (m->at == NULL && m->field->type == FIELD_URL)
			rephrase_url(w, v, record);
		else if (strcmp(m->field->name, "parties") == 0 &&
		         json_is_object(v->value) &&
		         !table_covers(list, v->value))
			rephrase_party(v->value, list);
		else if (names_alone(m) && !table_covers(list, v->value))
			rephrase_item(w, m, v->value, list);
	}
}
