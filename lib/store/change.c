/*
 * change.c - a change that outlives its callback
 */
#include "lib/store/store.h"

void change_keep(struct arena *a, struct change *c)
{
	struct str *texts[] = { &c->at,   &c->by,   &c->kind,   &c->op,
		                &c->id,   &c->key,  &c->record, &c->prev,
		                &c->hash, &c->from, &c->arrived };

	for (size_t i = 0; i < COUNT(texts); i++)
		if (texts[i]->p != NULL)
			*texts[i] = arena_str(a, *texts[i]);
}
