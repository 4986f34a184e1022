/*
 * table_known.c - the evidence that a row has left is read at once, and what
 * is written beside it is remembered
 */
#include "lib/data/jsontext.h"
#include "server/registry/model/walk.h"
#include "server/registry/table_import/table_work.h"

static const struct kind *const kinds_of_row[] = { &passages_kind,
	                                           &assertions_kind,
	                                           &classifications_kind };

struct reading {
	struct work *work;
	const struct kind *kind;
	struct str prefix, last;
	size_t n;
	bool is_past; /* the rows of another name have begun */
};

static void remember(struct work *w, const struct kind *k, struct str key,
                     struct str id, struct str record)
{
	ARENA_GROW(w->arena, w->known, w->nknown, w->known_room);
	w->known[w->nknown] = (struct known){ arena_str(w->arena, id),
		                              arena_str(w->arena, record) };
	json_object_set_new(
		w->places,
		arena_printf(w->arena, "%s/%.*s", k->entity.name, STR_ARG(key)),
		json_integer((json_int_t)w->nknown++));
}

static enum err_code keep(void *arg, const struct row *row, struct err *e)
{
	struct reading *r = arg;
	struct str key = row->values[COLUMN_KEY].text;

	(void)e;
	r->is_past = !str_starts(key, r->prefix);
	if (r->is_past)
		return ERR_ENOUGH;
	r->n++;
	r->last = arena_str(r->work->arena, key);
	remember(r->work, r->kind, r->last, row->values[COLUMN_ID].text,
	         row->record);
	return ERR_OK;
}

static enum err_code read_kind(struct work *w, const struct kind *k,
                               struct err *e)
{
	struct reading r = { .work = w, .kind = k };
	struct query q = { .has_after = true, .limit = STORE_PAGE_MAX };
	enum err_code rc = ERR_OK;

	r.prefix = str_from(arena_printf(w->arena, "%.*s.%.*s.",
	                                 STR_ARG(w->plan->source),
	                                 STR_ARG(w->name)));
	r.last = r.prefix;
	do {
		r.n = 0;
		q.after_key = r.last;
		rc = store_list(w->tx, &k->entity, &q, keep, &r, e);
	} while (rc == ERR_OK && r.n == STORE_PAGE_MAX && !r.is_past);
	return rc;
}

enum err_code table_read_known(struct work *w, struct err *e)
{
	enum err_code rc = ERR_OK;
	size_t n = COUNT(kinds_of_row) - (w->plan->map.nclasses == 0);

	w->places = json_own(w->arena, json_object());
	for (size_t i = 0; i < n && rc == ERR_OK; i++)
		rc = read_kind(w, kinds_of_row[i], e);
	return rc;
}

static const struct known *find(const struct work *w, const struct kind *k,
                                struct str key)
{
	const json_t *at = json_object_get(
		w->places, arena_printf(w->arena, "%s/%.*s", k->entity.name,
	                                STR_ARG(key)));

	return at != NULL ? &w->known[json_integer_value(at)] : NULL;
}

struct str table_known(const struct work *w, const struct kind *k,
                       struct str key)
{
	const struct known *known = find(w, k, key);

	return known != NULL ? known->record : (struct str){ 0 };
}

/* Has the record each of these members, as they are? */
static bool says(struct arena *a, struct str record, json_t *members)
{
	const char *name;
	json_t *value;

	json_object_foreach(members, name, value)
	{
		struct buf text;

		buf_init(&text, a);
		json_canonical(&text, value);
		if (!str_eq(json_member(record, name), buf_text(&text)))
			return false;
	}
	return true;
}

/* What an editor added to it stays. */
static enum err_code over_known(struct work *w, const struct kind *k,
                                const struct known *known, json_t **body,
                                struct err *e)
{
	struct row row = { .record = known->record };
	json_t *whole;
	enum err_code rc =
		json_read_stored(w->arena, k->entity.name, &row, &whole, e);

	if (rc != ERR_OK)
		return rc;
	json_object_update(whole, *body);
	json_object_del(whole, "rev");
	json_decref(*body);
	*body = json_incref(whole);
	return ERR_OK;
}

enum err_code table_put_own(struct work *w, const struct kind *k,
                            struct str key, json_t *body, struct own *out,
                            struct err *e)
{
	const struct known *known = find(w, k, key);
	struct write write = { .is_sure = known == NULL };
	enum err_code rc = ERR_OK;

	*out = (struct own){ .is_new = known == NULL };
	if (known != NULL && says(w->arena, known->record, body)) {
		json_decref(body);
		out->id = known->id;
		return ERR_OK;
	}
	if (known != NULL)
		rc = over_known(w, k, known, &body, e);
	else
		json_object_set_new(body, "key", json_from(key));
	if (rc == ERR_OK)
		rc = table_put(w, k, body, &write, e);
	if (rc != ERR_OK)
		return rc;
	out->id = write.row.values[COLUMN_ID].text;
	out->is_changed = write.changed && !write.created;
	remember(w, k, key, out->id, write.row.record);
	return ERR_OK;
}
