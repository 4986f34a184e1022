/*
 * postponed.c - sets of names, walked once
 */
#include "server/registry/changes/postponed.h"

#include "lib/data/id.h"
#include "server/registry/changes/record.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/model/json.h"

void postponed_init(struct postponed *p, struct arena *a)
{
	p->stale = json_own(a, json_object());
	p->stale_evidence = json_own(a, json_object());
}

static void note(json_t *names, const struct kind *k, struct str id)
{
	char name[NAME_MAX_LEN + ID_LEN + 2];

	snprintf(name, sizeof(name), "%s/%.*s", k->entity.name, STR_ARG(id));
	json_object_set_new(names, name, json_true());
}

void postponed_derive(struct postponed *p, const struct kind *k, struct str id)
{
	note(p->stale, k, id);
}

void postponed_derive_evidence(struct postponed *p, const struct kind *k,
                               struct str id)
{
	note(p->stale_evidence, k, id);
}

typedef enum err_code renew_fn(struct tx *tx, struct arena *a,
                               const struct kind *k, const struct row *row,
                               struct err *e);

static enum err_code renew_one(struct tx *tx, const char *name, renew_fn *fn,
                               struct err *e)
{
	const char *slash = strchr(name, '/');
	struct str kind = { name, (size_t)(slash - name) };
	const struct kind *k = kind_find(kind);
	struct arena *a = arena_scratch();
	struct row row;
	enum err_code rc =
		store_find(tx, &k->entity, str_from(slash + 1), a, &row, e);

	if (rc == ERR_OK)
		rc = fn(tx, a, k, &row, e);
	if (rc == ERR_NOT_FOUND) { /* it was deleted after all */
		err_clear(e);
		rc = ERR_OK;
	}
	arena_free(a);
	return rc;
}

static enum err_code renew(struct tx *tx, json_t *names, renew_fn *fn,
                           struct err *e)
{
	enum err_code rc = ERR_OK;
	void *i;

	for (i = json_object_iter(names); i != NULL && rc == ERR_OK;
	     i = json_object_iter_next(names, i))
		rc = renew_one(tx, json_object_iter_key(i), fn, e);
	return rc;
}

enum err_code postponed_do(const struct postponed *p, struct tx *tx,
                           struct err *e)
{
	enum err_code rc = renew(tx, p->stale, record_rederive, e);

	return rc != ERR_OK ? rc
	                    : renew(tx, p->stale_evidence, evidence_derive, e);
}
