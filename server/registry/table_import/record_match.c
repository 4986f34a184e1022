/*
 * record_match.c - finding the record of a row
 */
#include "server/registry/table_import/record_match.h"

#include <stdlib.h>

#include "lib/base/date.h"
#include "lib/data/jsontext.h"
#include "lib/data/url.h"
#include "server/registry/law/identity.h"
#include "server/registry/law/relation.h"
#include "server/registry/model/json.h"
#include "server/registry/model/namesakes.h"
#include "server/registry/model/walk.h"

static enum err_code add(void *arg, const struct row *row, struct err *e)
{
	struct match *m = arg;
	struct str id = row->values[COLUMN_ID].text;

	(void)e;
	for (size_t i = 0; i < m->n; i++)
		if (str_eq(m->rows[i].values[COLUMN_ID].text, id))
			return ERR_OK;
	if (m->n < MATCHES_MAX)
		walk_copy_row(m->arena, m->map->kind, row, &m->rows[m->n++]);
	return ERR_OK;
}

static bool has(const struct match *m, const char *field)
{
	return entity_field(&m->map->kind->entity, str_from(field)) != NULL;
}

/* ---- by what is said of one record only ---------------------------------- */

/* As it is, and plain with what such addresses may have before and after. */
#define VARIANTS 9

static void variants(struct arena *a, struct str url,
                     struct value out[VARIANTS])
{
	struct str plain = url_plain(a, url);

	for (size_t i = 0; i + 1 < VARIANTS; i++)
		out[i] = value_text(str_from(arena_printf(
			a, "http%s://%s%.*s%s", i % 2 == 0 ? "s" : "",
			i % 4 < 2 ? "" : "www.", STR_ARG(plain),
			i < 4 ? "" : "/")));
	out[VARIANTS - 1] = value_text(url);
}

static enum err_code by_url(struct match *m, const char *path, struct str url,
                            struct err *e)
{
	struct value values[VARIANTS];
	struct query q = { .nconditions = 1, .limit = MATCHES_MAX };

	if (url.len == 0)
		return ERR_OK;
	variants(m->arena, url, values);
	q.conditions[0] = walk_where(m->map->kind, path, values);
	q.conditions[0].nvalues = COUNT(values);
	return store_list(m->tx, &m->map->kind->entity, &q, add, m, e);
}

static enum err_code by_urls(struct match *m, struct err *e)
{
	const json_t *list = json_object_get(m->members, "urls");
	enum err_code rc = ERR_OK;

	if (!has(m, "urls"))
		return has(m, "url") ? by_url(m, "url",
		                              json_text(m->members, "url"), e)
		                     : ERR_OK;
	for (size_t i = 0; i < json_array_size(list) && rc == ERR_OK; i++)
		rc = by_url(m, "urls.url",
		            json_text(json_array_get(list, i), "url"), e);
	return rc;
}

static enum err_code by_identifiers(struct match *m, struct err *e)
{
	enum err_code rc;

	if (m->map->kind != &instruments_kind)
		return ERR_OK;
	rc = identity_holders(m->tx, m->arena, m->members, add, m, e);
	if (rc == ERR_OK && m->n == 0)
		rc = identity_kin(m->tx, m->arena, m->members, add, m, e);
	return rc;
}

static enum err_code by_key(struct match *m, struct err *e)
{
	struct row row;
	enum err_code rc = store_find(m->tx, &m->map->kind->entity, m->key,
	                              m->arena, &row, e);

	if (rc == ERR_OK)
		return add(m, &row, e);
	return err_allow_absent(rc, e);
}

/* ---- by what there can be one of only -------------------------------------- */

/* Days that contradict each other tell two relations apart. */
static enum err_code add_stated(void *arg, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct match *m = arg;
	struct str ours = json_text(m->members, "on"),
		   theirs = kind_text(&relations_kind, row->values, "on");

	(void)a;
	return ours.len > 0 && theirs.len > 0 &&
	                       date_compare(ours, theirs) == DATE_APART
	               ? ERR_OK
	               : add(m, row, e);
}

static enum err_code by_ends(struct match *m, struct err *e)
{
	if (json_text(m->members, "from").len == 0 ||
	    json_text(m->members, "to").len == 0 ||
	    json_text(m->members, "type").len == 0)
		return ERR_OK;
	return relation_stated(m->tx, m->members, false, add_stated, m, e);
}

static enum err_code by_path(struct match *m, struct err *e)
{
	struct value path = value_text(json_text(m->members, "path")),
		     of = value_text(json_text(m->members, "instrument"));
	struct query q = { .nconditions = 2, .limit = MATCHES_MAX };

	if (path.text.len == 0 || of.text.len == 0)
		return ERR_OK;
	q.conditions[0] = walk_where(m->map->kind, "instrument", &of);
	q.conditions[1] = walk_where(m->map->kind, "path", &path);
	return store_list(m->tx, &m->map->kind->entity, &q, add, m, e);
}

/* No second of these could be made. */
static enum err_code by_nature(struct match *m, struct err *e)
{
	bool is_relation = m->map->kind == &relations_kind;

	if (!is_relation && m->map->kind != &provisions_kind)
		return ERR_OK;
	m->by = is_relation ? "ends" : "path";
	return is_relation ? by_ends(m, e) : by_path(m, e);
}

/* ---- by title ------------------------------------------------------------ */

static struct str title_of(const struct match *m)
{
	const struct entity *t = &m->map->kind->entity;

	for (size_t i = 0; i < t->nfields; i++)
		if (t->fields[i].search == SEARCH_TITLE)
			return json_text(m->members, t->fields[i].name);
	return (struct str){ 0 };
}

/* Is one of the places of the row among those of the record? Of whom nothing
 * is said, anything may be. */
static bool is_same_place(const struct match *m, struct str record)
{
	const json_t *places = map_places(m->map, m->members);
	struct str known = json_member(record, "jurisdictions"), item;

	if (json_array_size(places) == 0 || known.len == 0)
		return true;
	for (size_t i = 0; i < json_array_size(places); i++) {
		size_t at = 0;

		while (json_items(known, &at, &item))
			if (str_eq(json_unquote(m->arena, item),
			           json_str(json_array_get(places, i))))
				return true;
	}
	return false;
}

#define MONTHS_APART 6

static int months_of(struct str date)
{
	int year = 0, month = (date.p[5] - '0') * 10 + date.p[6] - '0';

	for (int i = 0; i < 4; i++)
		year = year * 10 + date.p[i] - '0';
	return year * 12 + month;
}

/* Two days of one text: signed, promulgated, printed. Of years nobody knows. */
static bool is_near(struct str x, struct str y)
{
	return x.len > 4 && y.len > 4 &&
	       abs(months_of(x) - months_of(y)) <= MONTHS_APART;
}

/* Has the record numbers of this one's scheme, and is it none of them? */
static bool is_numbered_otherwise(const struct match *m, struct str numbers,
                                  const json_t *number)
{
	struct str scheme = json_text(number, "scheme"), item;
	bool otherwise = false;
	size_t at = 0;

	while (json_items(numbers, &at, &item)) {
		if (!str_eq(json_member_text(m->arena, item, "scheme"), scheme))
			continue;
		if (identity_same(m->arena, scheme,
		                  json_member_text(m->arena, item, "value"),
		                  json_text(number, "value")))
			return false;
		otherwise = true;
	}
	return otherwise && !str_is(scheme, "other");
}

static bool have_other_numbers(const struct match *m, struct str record)
{
	const json_t *list = json_object_get(m->members, "identifiers");
	struct str numbers = json_member(record, "identifiers");

	for (size_t i = 0; i < json_array_size(list); i++)
		if (is_numbered_otherwise(m, numbers, json_array_get(list, i)))
			return true;
	return false;
}

/* Two bills of one session may be called alike, days apart. */
static bool is_same_time(const struct match *m, struct str record)
{
	const struct entity *t = &m->map->kind->entity;
	bool must_agree = have_other_numbers(m, record);

	for (size_t i = 0; i < t->nfields; i++) {
		struct str ours = { 0 }, theirs = { 0 };

		if (t->fields[i].type == FIELD_DATE) {
			theirs = json_text(m->members, t->fields[i].name);
			ours = json_member_text(m->arena, record,
			                        t->fields[i].name);
		}
		if (ours.len > 0 && theirs.len > 0 &&
		    date_compare(ours, theirs) == DATE_APART &&
		    (must_agree || !is_near(ours, theirs)))
			return false;
	}
	return true;
}

/* Of those that are called alike; NULL where it is the same. */
static const char *why_apart(const struct match *m, struct str record)
{
	if (m->is_place_unknown &&
	    json_array_size(map_places(m->map, m->members)) == 0)
		return "its place is not known";
	return is_same_time(m, record) ? NULL
	                               : "their dates contradict each other";
}

/* Where some say that they are from the row's place, those that say nothing are
 * not meant. */
static void prefer_placed(struct match *m)
{
	size_t n = 0;

	if (json_array_size(map_places(m->map, m->members)) == 0)
		return;
	for (size_t i = 0; i < m->n; i++)
		if (json_member(m->rows[i].record, "jurisdictions").len > 0)
			m->rows[n++] = m->rows[i];
	if (n > 0)
		m->n = n;
}

static enum err_code is_of_place(void *arg, struct str id, bool *fits,
                                 struct err *e)
{
	struct match *m = arg;
	struct row row;
	enum err_code rc =
		store_find(m->tx, &m->map->kind->entity, id, m->arena, &row, e);

	*fits = rc == ERR_OK && is_same_place(m, row.record);
	return rc;
}

static enum err_code by_title(struct match *m, struct err *e)
{
	struct namesakes c = { .arena = m->arena,
		               .kind = m->map->kind,
		               .fits = is_of_place,
		               .arg = m };
	enum err_code rc = namesakes_by_name(m->tx, &c, title_of(m), e);

	for (size_t i = 0; i < c.n && rc == ERR_OK; i++) {
		struct row row;

		rc = store_find(m->tx, &m->map->kind->entity, c.ids[i],
		                m->arena, &row, e);
		if (rc != ERR_OK)
			continue;
		m->why_apart = why_apart(m, row.record);
		if (m->why_apart == NULL)
			rc = add(m, &row, e);
		else
			m->apart = arena_str(m->arena,
			                     row.values[COLUMN_KEY].text);
	}
	return rc;
}

/* ---- in their order ------------------------------------------------------ */

static bool asks_for(const struct match *m, const char *way)
{
	const json_t *ways = json_object_get(m->map->json, "match");

	for (size_t i = 0; i < json_array_size(ways); i++)
		if (str_is(json_str(json_array_get(ways, i)), way))
			return true;
	return false;
}

static enum err_code is_found(void *arg, struct str id, bool *fits,
                              struct err *e)
{
	const struct match *m = arg;

	(void)e;
	*fits = false;
	for (size_t i = 0; i < m->n; i++)
		*fits |= str_eq(m->rows[i].values[COLUMN_ID].text, id);
	return ERR_OK;
}

/* Of several that have its number or address the one that is called so. */
static enum err_code choose_by_title(struct match *m, struct err *e)
{
	struct namesakes c = { .arena = m->arena,
		               .kind = m->map->kind,
		               .fits = is_found,
		               .arg = m };
	enum err_code rc = namesakes_by_name(m->tx, &c, title_of(m), e);

	if (rc != ERR_OK || c.n != 1)
		return rc;
	for (size_t i = 0; i < m->n; i++)
		if (str_eq(m->rows[i].values[COLUMN_ID].text, c.ids[0]))
			m->rows[0] = m->rows[i];
	m->n = 1;
	return rc;
}

enum err_code match_record(struct match *m, struct err *e)
{
	enum err_code rc;

	m->n = 0;
	m->by = "key";
	rc = by_key(m, e);
	if (rc == ERR_OK && m->n == 0)
		rc = by_nature(m, e);
	if (rc != ERR_OK || m->n > 0)
		return rc;
	m->by = "identifiers";
	if (asks_for(m, "identifiers"))
		rc = by_identifiers(m, e);
	if (m->n == 0)
		m->by = "urls";
	if (rc == ERR_OK && asks_for(m, "urls"))
		rc = by_urls(m, e);
	if (rc == ERR_OK && m->n > 1)
		rc = choose_by_title(m, e);
	if (rc == ERR_OK && m->n == 0 && asks_for(m, "title")) {
		m->by = "title";
		rc = by_title(m, e);
		prefer_placed(m);
	}
	return rc;
}
