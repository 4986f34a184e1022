/*
 * write_import.c - records written as they were exported
 */
#include "server/registry/changes/write_import.h"

#include "lib/data/id.h"
#include "lib/data/timestamp.h"
#include "lib/data/url.h"
#include "server/registry/changes/record.h"
#include "server/registry/changes/save.h"
#include "server/registry/model/aliases.h"
#include "server/registry/model/draft.h"
#include "server/registry/model/json.h"

/* So far from the greatest integer that no record gets there by being edited.
 */
#define REV_MAX INT32_MAX

/* The stamp an exported record bears. */
static void read_stamp(const json_t *body, struct stamp *s, struct err *e)
{
	*s = (struct stamp){ json_text(body, "id"),
		             json_text(body, "key"),
		             json_integer_value(json_object_get(body, "rev")),
		             json_text(body, "created_at"),
		             json_text(body, "updated_at"),
		             json_text(body, "origin"),
		             false };
	if (!id_valid(s->id))
		err_pointer(e, "/id", "must be a UUID");
	if (!key_suits(s->key, s->id))
		err_pointer(e, "/key", "must be a slug");
	if (s->rev < 1 || s->rev > REV_MAX)
		err_pointer(e, "/rev", "must be 1 to %d", REV_MAX);
	if (!time_valid(s->created))
		err_pointer(e, "/created_at", "must be a time");
	if (!time_valid(s->updated))
		err_pointer(e, "/updated_at", "must be a time");
	if (s->origin.len > 0 && !url_valid(s->origin))
		err_pointer(e, "/origin", "must be an http or https URL");
}

static enum err_code restore(struct tx *tx, struct write *w,
                             const struct row *old, struct err *e)
{
	struct draft d =
		save_draft(tx, w, w->body, json_text(w->body, "id"), e);
	struct stamp s;
	enum err_code rc;

	read_stamp(w->body, &s, e);
	rc = draft_check(&d);
	if (rc == ERR_OK && w->follows)
		rc = aliases_check(&d);
	if (rc != ERR_OK)
		return rc;
	if (old != NULL && w->replay == NULL &&
	    str_eq(save_render(&d, &s), old->record)) {
		w->row = *old;
		return ERR_OK;
	}
	return save_row(tx, w, &d, old, &s, e);
}

enum err_code write_import_check(struct tx *tx, const struct kind *k,
                                 const struct row *row, struct arena *a,
                                 struct err *e)
{
	struct write w = { .kind = k, .arena = a };
	struct draft d;
	struct stamp s;
	json_t *body;
	enum err_code rc = json_read(a, row->record, &body, e);

	if (rc != ERR_OK)
		return rc;
	d = save_draft(tx, &w, body, row->values[COLUMN_ID].text, e);
	d.is_check = true;
	read_stamp(body, &s, e);
	rc = draft_check(&d);
	if (rc == ERR_OK && !str_eq(save_render(&d, &s), row->record))
		rc = err_set(e, ERR_INVALID, "it would be written differently");
	return rc;
}

static enum err_code import_new(struct tx *tx, struct write *w, struct str id,
                                struct str key, struct err *e)
{
	if (id.len == 0 && key.len == 0) {
		err_pointer(e, "/key", "is required where there is no id");
		return e->code;
	}
	if (id.len == 0)
		id = record_named_id(w->arena, w->kind, key);
	return save_new(tx, w, id, (struct str){ 0 }, e);
}

enum err_code write_import(struct tx *tx, struct write *w, struct err *e)
{
	struct str id = json_text(w->body, "id"),
		   key = json_text(w->body, "key");
	bool whole = json_object_get(w->body, "rev") != NULL;
	struct row old;
	enum err_code rc = ERR_NOT_FOUND;

	if (json_object_get(w->body, "id") != NULL && !id_valid(id)) {
		err_pointer(e, "/id", "must be a UUID in lower case");
		return e->code;
	}
	if (w->is_sure)
		return import_new(tx, w, id, key, e);
	w->ref = id.len > 0 ? id : key;
	if (w->ref.len > 0)
		rc = store_find(tx, &w->kind->entity, w->ref, w->arena, &old,
		                e);
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	if (whole)
		return restore(tx, w, rc == ERR_OK ? &old : NULL, e);
	return rc == ERR_OK ? save_over(tx, w, &old, w->body, e)
	                    : import_new(tx, w, id, key, e);
}
