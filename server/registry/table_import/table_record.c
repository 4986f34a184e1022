/*
 * table_record.c - the record of a row: found and filled, or made
 */
#include "lib/data/jsontext.h"
#include "server/registry/table_import/record_match.h"
#include "server/registry/table_import/table_work.h"

bool table_has_item(const json_t *list, const json_t *item)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_equal(json_array_get(list, i), item))
			return true;
	return false;
}

/* ---- what a record does not take ------------------------------------------ */

/* Of dates that contradict each other any may be wrong. */
static bool is_in_doubt(const struct entity *t, const char *name,
                        const struct err *why)
{
	const struct field *f = entity_field(t, str_from(name));

	for (const struct mistake *m = why->mistakes; m != NULL; m = m->next) {
		size_t n = m->pointer != NULL && m->pointer[0] == '/'
		                   ? strcspn(m->pointer + 1, "/")
		                   : 0;
		const struct field *wrong =
			n > 0 ? entity_field(t,
		                             (struct str){ m->pointer + 1, n })
			      : NULL;

		if (f != NULL && wrong != NULL &&
		    (wrong == f ||
		     (wrong->type == FIELD_DATE && f->type == FIELD_DATE)))
			return true;
	}
	return false;
}

/* Leave out what is in doubt; true when something is left. */
static bool leave_out(const struct work *w, json_t *members,
                      const struct err *why)
{
	size_t before = json_object_size(members);
	const char *name;
	json_t *value;
	void *next;

	json_object_foreach_safe(members, next, name, value)
	{
		if (is_in_doubt(&w->plan->map.kind->entity, name, why))
			json_object_del(members, name);
	}
	return json_object_size(members) > 0 &&
	       json_object_size(members) < before;
}

static void tell_left_out(struct work *w, struct str key, const char *what,
                          const struct err *why)
{
	struct buf *list = table_note(w, TALLY_UNTAKEN);

	if (list == NULL)
		return;
	json_put(list, "record", key);
	json_put(list, "reason",
	         str_from(arena_printf(w->arena, "%s: %s", what,
	                               table_mistakes(w->arena, why))));
	table_note_end(w, TALLY_UNTAKEN);
}

/* ---- what became of the row ------------------------------------------------ */

/* The list to add to; NULL when it is full. */
static struct buf *note_record(struct work *w, enum tally t)
{
	struct buf *list = table_note(w, t);

	if (list == NULL)
		return NULL;
	json_put_some(list, "row", w->shown);
	json_put(list, "record", json_member_text(w->arena, w->record, "key"));
	return list;
}

static void tell_created(struct work *w)
{
	if (note_record(w, TALLY_CREATED) != NULL)
		table_note_end(w, TALLY_CREATED);
}

static void tell_matched(struct work *w, const char *by)
{
	struct buf *list = note_record(w, TALLY_MATCHED);

	if (list == NULL)
		return;
	json_put(list, "by", str_from(by));
	table_note_end(w, TALLY_MATCHED);
}

static void tell_filled(struct work *w, const char *member)
{
	struct buf *list = note_record(w, TALLY_FILLED);

	if (list == NULL)
		return;
	json_put(list, "field", str_from(member));
	table_note_end(w, TALLY_FILLED);
}

/* ---- made ------------------------------------------------------------------ */

static enum err_code put_new(struct work *w, const json_t *members,
                             struct str key, struct err *e)
{
	const json_t *constants =
		json_object_get(w->plan->map.json, "constants");
	json_t *body =
		constants != NULL ? json_deep_copy(constants) : json_object();
	struct write write = { 0 };
	enum err_code rc;

	json_object_update(body, (json_t *)members);
	json_object_set_new(body, "key", json_from(key));
	rc = table_put(w, w->plan->map.kind, body, &write, e);
	if (rc != ERR_OK)
		return rc;
	w->id = write.row.values[COLUMN_ID].text;
	w->record = write.row.record;
	tell_created(w);
	return ERR_OK;
}

static enum err_code create(struct work *w, struct str key, struct err *e)
{
	json_t *members = json_own(w->arena, json_copy(w->members));
	struct err why;
	enum err_code rc = put_new(w, members, key, e);

	if (!table_is_mistake(rc) || !leave_out(w, members, e))
		return rc;
	why = *e;
	err_init(e, w->arena);
	rc = put_new(w, members, key, e);
	if (rc == ERR_OK)
		tell_left_out(w, key, "it is made without what is in doubt",
		              &why);
	if (!table_is_mistake(rc))
		return rc;
	*e = why; /* that a member is missing then says nothing of why */
	return why.code;
}

/* ---- filled ---------------------------------------------------------------- */

static bool adds(const struct work *w, const char *name)
{
	for (size_t i = 0; i < w->plan->map.nmembers; i++)
		if (w->plan->map.members[i].add &&
		    str_is(w->plan->map.members[i].to, name))
			return true;
	return false;
}

static size_t add_items(json_t *into, const json_t *from)
{
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(from); i++) {
		json_t *item = json_array_get(from, i);

		if (table_covers(into, item))
			continue;
		json_array_append(into, item);
		n++;
	}
	return n;
}

/* What is empty is filled, lists that may be are added to; the names of those. */
static json_t *fill(const struct work *w, const json_t *members, json_t *body)
{
	json_t *filled = json_own(w->arena, json_array());
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)members, name, value)
	{
		json_t *there = json_object_get(body, name);

		if (there == NULL) {
			json_object_set_new(body, name, json_deep_copy(value));
			json_array_append_new(filled, json_string(name));
		} else if (json_is_array(there) && adds(w, name) &&
		           add_items(there, value) > 0) {
			json_array_append_new(filled, json_string(name));
		}
	}
	return filled;
}

static void tell_unfilled(struct work *w, bool in_part, const struct err *why)
{
	tell_left_out(w, json_member_text(w->arena, w->record, "key"),
	              in_part ? "it is filled without what is in doubt"
	                      : "its empty members cannot be filled",
	              why);
}

/* What is followed from another registry is filled there. */
static bool is_followed(struct work *w, const struct row *row)
{
	struct str origin = value_str(row->values[COLUMN_ORIGIN]);
	struct err why;

	if (origin.len == 0)
		return false;
	err_init(&why, w->arena);
	err_set(&why, ERR_FORBIDDEN, "it is followed from %.*s",
	        STR_ARG(origin));
	tell_unfilled(w, false, &why);
	return true;
}

static enum err_code complete(struct work *w, const struct row *row,
                              const char *by, struct err *e)
{
	struct write write = { 0 };
	struct err why;
	json_t *body, *members = json_own(w->arena, json_copy(w->members)),
		      *filled = NULL;
	bool again = true;
	enum err_code rc = ERR_INVALID;

	w->matched = true;
	w->id = row->values[COLUMN_ID].text;
	w->record = row->record;
	tell_matched(w, by);
	while (again && table_is_mistake(rc)) {
		rc = json_read_stored(w->arena, w->plan->map.kind->entity.name,
		                      row, &body, e);
		if (rc != ERR_OK)
			return rc;
		json_object_del(body, "rev");
		table_rephrase(w, body);
		filled = fill(w, members, body);
		if (json_array_size(filled) == 0 || is_followed(w, row))
			return ERR_OK;
		err_init(&why, w->arena);
		rc = table_put(w, w->plan->map.kind, json_incref(body), &write,
		               &why);
		again = table_is_mistake(rc) && leave_out(w, members, &why);
		if (table_is_mistake(rc))
			tell_unfilled(w, again, &why);
	}
	if (table_is_mistake(rc))
		return ERR_OK;
	if (rc != ERR_OK)
		return err_set(e, rc, "%s", why.detail);
	w->record = write.row.record;
	for (size_t i = 0; i < json_array_size(filled); i++)
		tell_filled(w, json_string_value(json_array_get(filled, i)));
	return ERR_OK;
}

static const char *names_of(struct work *w, const struct match *m)
{
	struct buf out;

	buf_init(&out, w->arena);
	buf_puts(&out, "matches several records:");
	for (size_t i = 0; i < m->n; i++)
		buf_printf(&out, " %.*s",
		           STR_ARG(m->rows[i].values[COLUMN_KEY].text));
	return out.data;
}

/* Two that are called so may be one though they seem apart: a person has to
 * look. */
static void tell_apart(struct work *w, const struct match *m)
{
	struct buf *list = table_note(w, TALLY_UNTAKEN);

	if (list == NULL)
		return;
	json_put(list, "record", m->key);
	json_put(list, "reason",
	         str_from(arena_printf(w->arena,
	                               "it is made beside %.*s, which has its "
	                               "title, since %s",
	                               STR_ARG(m->apart), m->why_apart)));
	table_note_end(w, TALLY_UNTAKEN);
}

/* The record that a column names; none is made. */
static enum err_code find_named(struct work *w, struct err *e)
{
	struct row row;
	enum err_code rc;

	if (w->named.len == 0) {
		table_skip(w,
		           arena_printf(w->arena, "names no %s that is there",
		                        w->plan->map.kind->singular));
		return ERR_OK;
	}
	rc = store_find(w->tx, &w->plan->map.kind->entity, w->named, w->arena,
	                &row, e);
	return rc != ERR_OK ? rc : complete(w, &row, "record", e);
}

/* w->id stays absent when the row is skipped. */
enum err_code table_find_record(struct work *w, struct err *e)
{
	struct str prefix = w->plan->map.prefix;
	struct match m = { .tx = w->tx,
		           .arena = w->arena,
		           .map = &w->plan->map,
		           .members = w->members,
		           .is_place_unknown = w->is_place_unknown };
	struct err why;
	enum err_code rc;

	if (w->plan->map.record.from.len > 0)
		return find_named(w, e);
	m.key = str_from(arena_printf(w->arena, "%.*s%.*s", STR_ARG(prefix),
	                              STR_ARG(w->name)));
	rc = match_record(&m, e);
	if (rc == ERR_OK && m.n > 1)
		table_skip(w, names_of(w, &m));
	if (rc != ERR_OK || m.n > 1)
		return rc;
	if (m.n == 1)
		return complete(w, &m.rows[0], m.by, e);
	err_init(&why, w->arena);
	rc = create(w, m.key, &why);
	if (rc == ERR_OK && m.apart.len > 0)
		tell_apart(w, &m);
	if (!table_is_mistake(rc))
		return rc != ERR_OK ? err_set(e, rc, "%s", why.detail) : rc;
	table_skip(w, table_mistakes(w->arena, &why));
	return ERR_OK;
}
