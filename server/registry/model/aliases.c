/*
 * aliases.c - is nobody else called so?
 */
#include "server/registry/model/aliases.h"

#include "lib/data/id.h"
#include "server/registry/model/draft.h"
#include "server/registry/model/json.h"

static enum err_code check_alias(struct draft *d, struct str alias,
                                 const char *at)
{
	struct row row;
	enum err_code rc;

	if (draft_is_wrong(d, at))
		return ERR_OK;
	if (!key_suits(alias, d->own)) {
		err_pointer(d->err, at, "looks like the id of another record");
		return d->err->code;
	}
	rc = store_find(d->tx, &d->kind->entity, alias, d->arena, &row, d->err);
	if (rc == ERR_NOT_FOUND) {
		err_clear(d->err);
		return ERR_OK;
	}
	if (rc != ERR_OK || str_eq(row.values[COLUMN_ID].text, d->own))
		return rc;
	return err_set(d->err, ERR_CONFLICT, "the key %.*s is taken",
	               STR_ARG(alias));
}

static enum err_code check_all(struct draft *d, const struct field *f)
{
	const json_t *list = json_object_get(d->json, f->name);
	const char *pointer = json_pointer(d->arena, "", f->name);
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < json_array_size(list) && rc == ERR_OK; i++)
		rc = check_alias(d, json_str(json_array_get(list, i)),
		                 json_pointer_item(d->arena, pointer, i));
	return rc;
}

enum err_code aliases_check(struct draft *d)
{
	const struct entity *t = &d->kind->entity;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < t->nfields && rc == ERR_OK; i++)
		if (t->fields[i].type == FIELD_KEY)
			rc = check_all(d, &t->fields[i]);
	return rc;
}
