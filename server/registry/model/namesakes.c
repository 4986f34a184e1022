/*
 * namesakes.c - by id, key or alias, or by name
 */
#include "server/registry/model/namesakes.h"

#include <string.h>

#include "lib/base/arena.h"
#include "lib/text/words.h"

/* Of records of all kinds; where not all are asked for. */
#define NAMES_LOOKED_AT 50
#define NAMES_TRIED     500

static enum err_code keep(void *arg, const struct named *named, struct err *e)
{
	struct namesakes *c = arg;
	bool fits = true;
	enum err_code rc = ERR_OK;

	if (strcmp(named->kind, c->kind->entity.name) != 0 ||
	    c->n == NAMESAKES_MAX)
		return ERR_OK;
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->ids[i], named->id))
			return ERR_OK;
	if (c->fits != NULL)
		rc = c->fits(c->arg, named->id, &fits, e);
	if (rc == ERR_OK && fits)
		c->ids[c->n++] = arena_str(c->arena, named->id);
	return rc;
}

enum err_code namesakes_by_name(struct tx *tx, struct namesakes *c,
                                struct str name, struct err *e)
{
	struct arena *own = arena_scratch();
	struct str folded = words_folded(own, name);
	enum err_code rc = ERR_OK;

	c->n = 0;
	if (folded.len > 0)
		rc = store_names_called(tx, folded,
		                        c->fits == NULL ? NAMES_LOOKED_AT
		                                        : NAMES_TRIED,
		                        keep, c, e);
	arena_free(own);
	return rc;
}

enum err_code namesakes_find(struct tx *tx, struct namesakes *c,
                             struct str text, struct err *e)
{
	struct arena *own =
		arena_scratch(); /* of the record only its id stays */
	struct row row;
	enum err_code rc = store_find(tx, &c->kind->entity, text, own, &row, e);

	c->n = rc == ERR_OK;
	if (rc == ERR_OK)
		c->ids[0] = arena_str(c->arena, row.values[COLUMN_ID].text);
	arena_free(own);
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	return namesakes_by_name(tx, c, text, e);
}
