/*
 * postponed.c - sets of names, walked once
 */
#include "server/registry/changes/postponed.h"

#include "server/registry/changes/record.h"
#include "server/registry/evidence/evidence.h"

void postponed_init(struct postponed *p, struct arena *a)
{
	*p = (struct postponed){ .stale = { .n = 0 } };
	id_table_init(&p->stale.ids, a);
	id_table_init(&p->stale_evidence.ids, a);
}

static void note(struct named_records *r, const struct kind *k, struct str id)
{
	char name[NAME_MAX_LEN + ID_LEN + 2];

	snprintf(name, sizeof(name), "%s/%.*s", k->entity.name, STR_ARG(id));
	if (id_table_put(&r->ids, str_from(name), id) < r->n)
		return;
	ARENA_GROW(r->ids.arena, r->kinds, r->n, r->room);
	r->kinds[r->n++] = k;
}

void postponed_derive(struct postponed *p, const struct kind *k, struct str id)
{
	note(&p->stale, k, id);
}

void postponed_derive_evidence(struct postponed *p, const struct kind *k,
                               struct str id)
{
	note(&p->stale_evidence, k, id);
}

typedef enum err_code renew_fn(struct tx *tx, struct arena *a,
                               const struct kind *k, const struct row *row,
                               struct err *e);

static enum err_code renew_one(struct tx *tx, const struct named_records *r,
                               size_t number, renew_fn *fn, struct err *e)
{
	const struct kind *k = r->kinds[number];
	struct arena *a = arena_scratch();
	struct row row;
	enum err_code rc = store_find(
		tx, &k->entity, id_table_at(&r->ids, a, number), a, &row, e);

	if (rc == ERR_OK)
		rc = fn(tx, a, k, &row, e);
	if (rc == ERR_NOT_FOUND) { /* it was deleted after all */
		err_clear(e);
		rc = ERR_OK;
	}
	arena_free(a);
	return rc;
}

static enum err_code renew(struct tx *tx, const struct named_records *r,
                           renew_fn *fn, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < r->n && rc == ERR_OK; i++)
		rc = renew_one(tx, r, i, fn, e);
	return rc;
}

enum err_code postponed_do(const struct postponed *p, struct tx *tx,
                           struct err *e)
{
	enum err_code rc = renew(tx, &p->stale, record_rederive, e);

	return rc != ERR_OK ? rc
	                    : renew(tx, &p->stale_evidence, evidence_derive, e);
}
