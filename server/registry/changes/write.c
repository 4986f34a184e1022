/*
 * write.c - creating, changing and deleting records
 */
#include "server/registry/changes/write.h"

#include "lib/data/id.h"
#include "server/registry/changes/propagate.h"
#include "server/registry/changes/record.h"
#include "server/registry/changes/save.h"
#include "server/registry/model/draft.h"
#include "server/registry/model/json.h"
#include "server/registry/model/patch.h"
#include "server/registry/search/document.h"

enum err_code write_create(struct tx *tx, struct write *w, struct err *e)
{
	return save_new(tx, w, id_new(w->arena), (struct str){ 0 }, e);
}

static enum err_code ask(const struct write *w, int64_t rev, struct err *e)
{
	return w->allowed != NULL ? w->allowed(w, rev, e) : ERR_OK;
}

static enum err_code find_allowed(struct tx *tx, struct write *w,
                                  struct row *out, struct err *e)
{
	enum err_code rc = record_find(tx, w->kind, w->ref, w->arena, out, e);

	if (rc != ERR_OK)
		return rc;
	return ask(w, out->values[COLUMN_REV].integer, e);
}

/* Nothing there: create it if the conditions ask for that. */
static enum err_code create_at(struct tx *tx, struct write *w,
                               const struct err *absence, struct err *e)
{
	enum err_code rc;

	err_clear(e);
	rc = ask(w, 0, e);
	if (rc == ERR_NO_CONDITION) {
		*e = *absence;
		return e->code;
	}
	if (rc != ERR_OK)
		return rc;
	if (id_valid(w->ref))
		return save_new(tx, w, w->ref, (struct str){ 0 }, e);
	if (!key_valid(w->ref))
		return err_set(e, ERR_INVALID,
		               "the path must end in a UUID or a slug");
	return save_new(tx, w, id_new(w->arena), w->ref, e);
}

enum err_code write_replace(struct tx *tx, struct write *w, struct err *e)
{
	struct row old;
	enum err_code rc = record_find(tx, w->kind, w->ref, w->arena, &old, e);

	if (rc == ERR_NOT_FOUND || rc == ERR_GONE) {
		struct err absence = *e;

		return create_at(tx, w, &absence, e);
	}
	if (rc == ERR_OK)
		rc = ask(w, old.values[COLUMN_REV].integer, e);
	return rc != ERR_OK ? rc : save_over(tx, w, &old, w->body, e);
}

static void drop_common(json_t *members)
{
	for (size_t i = 0; i < COUNT(common_fields); i++)
		json_object_del(members, common_fields[i].name);
}

enum err_code write_merge_patch(struct tx *tx, struct write *w, struct err *e)
{
	json_t *members = NULL, *merged;
	struct row old;
	enum err_code rc = find_allowed(tx, w, &old, e);

	if (rc == ERR_OK)
		rc = json_read_stored(w->arena, w->kind->entity.name, &old,
		                      &members, e);
	if (rc != ERR_OK)
		return rc;
	if (!json_is_object(w->body))
		return err_set(e, ERR_INVALID,
		               "the patch must be a JSON object");
	draft_refuse_server_members(w->kind, w->body, w->arena, e);
	drop_common(members);
	merged = json_own(w->arena, json_merged(members, w->body));
	return save_over(tx, w, &old, merged, e);
}

/* What only the server writes may be tested, but not changed. */
static void check_common(const json_t *before, const json_t *after,
                         struct err *e)
{
	for (size_t i = 0; i < COUNT(common_fields); i++) {
		const char *name = common_fields[i].name;
		const json_t *value = json_object_get(after, name),
			     *was = json_object_get(before, name);

		if (value != was && !json_equal(was, value))
			err_pointer(e, json_pointer(e->arena, "", name),
			            "is set by the server");
	}
}

enum err_code write_json_patch(struct tx *tx, struct write *w, struct err *e)
{
	json_t *before = NULL, *after = NULL;
	struct row old;
	enum err_code rc = find_allowed(tx, w, &old, e);

	if (rc == ERR_OK)
		rc = json_read_stored(w->arena, w->kind->entity.name, &old,
		                      &before, e);
	if (rc == ERR_OK)
		rc = patch_apply(w->arena, before, w->patch, &after, e);
	if (rc != ERR_OK)
		return rc;
	if (!json_is_object(after))
		return err_set(e, ERR_INVALID,
		               "the patch leaves no JSON object");
	check_common(before, after, e);
	drop_common(after);
	return save_over(tx, w, &old, after, e);
}

enum err_code write_delete(struct tx *tx, struct write *w, struct err *e)
{
	struct stamp s;
	struct row old;
	enum err_code rc = find_allowed(tx, w, &old, e);

	if (rc != ERR_OK)
		return rc;
	s = save_stamp_of(&old);
	rc = save_refuse_followed(w, &old, e);
	if (rc == ERR_OK && w->arriving == NULL)
		rc = record_check_unreferred(tx, w->kind, s.id, w->arena, e);
	if (rc == ERR_OK)
		rc = document_index(tx, w->arena, w->kind, &old, NULL, NULL, e);
	if (rc == ERR_OK)
		rc = store_remove(tx, &w->kind->entity, s.id, e);
	if (rc == ERR_OK)
		rc = save_change(tx, w, OP_DELETE, &s, (struct str){ 0 }, e);
	if (rc == ERR_OK)
		rc = propagate(tx, w, &old, NULL, e);
	w->row = old;
	w->changed = true;
	return rc;
}
