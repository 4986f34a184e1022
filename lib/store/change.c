/*
 * change.c - a change that outlives its callback, and what the next one follows
 */
#include <stdio.h>

#include "lib/base/arena.h"
#include "lib/store/store_ops.h"

void change_keep(struct arena *a, struct change *c)
{
	struct str *texts[] = { &c->at,   &c->by,   &c->kind,   &c->op,
		                &c->id,   &c->key,  &c->record, &c->prev,
		                &c->hash, &c->from, &c->arrived };

	for (size_t i = 0; i < COUNT(texts); i++)
		if (texts[i]->p != NULL)
			*texts[i] = arena_str(a, *texts[i]);
}

static void keep_tip(struct tx *tx, const struct change *c)
{
	tx->tip.seq = c->seq;
	snprintf(tx->tip.hash, sizeof(tx->tip.hash), "%.*s", STR_ARG(c->hash));
	tx->recent[(uint64_t)c->seq % TIPS_MAX] = tx->tip;
}

struct str change_recent(const struct tx *tx, int64_t seq)
{
	const struct tip *t = &tx->recent[(uint64_t)seq % TIPS_MAX];

	return t->seq == seq && seq > 0 && seq <= tx->tip.seq
	               ? str_from(t->hash)
	               : (struct str){ 0 };
}

enum err_code store_tip(struct tx *tx, struct tip *out, struct err *e)
{
	struct arena *a;
	struct change head;
	enum err_code rc = ERR_OK;

	if (tx->tip.seq == 0) {
		a = arena_scratch();
		rc = store_head(tx, a, &head, e);
		if (rc == ERR_OK)
			keep_tip(tx, &head);
		arena_free(a);
	}
	*out = tx->tip;
	return rc;
}

enum err_code store_append(struct tx *tx, const struct change *c, struct err *e)
{
	enum err_code rc = tx->ops->append(tx, c, e);

	if (rc == ERR_OK)
		keep_tip(tx, c);
	return rc;
}
