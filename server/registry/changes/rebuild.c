/*
 * rebuild.c - one walk over all records
 */
#include "server/registry/changes/rebuild.h"

#include "lib/base/log.h"
#include "server/registry/changes/record.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"
#include "server/registry/search/document.h"

struct place {
	struct tx *tx;
	const struct kind *kind;
};

static enum err_code index_row(void *arg, struct arena *a,
                               const struct row *row, struct err *e)
{
	struct place *p = arg;

	return document_index(p->tx, a, p->kind, NULL, row, NULL, e);
}

/* With the words it has. */
static enum err_code index_facets(void *arg, struct arena *a,
                                  const struct row *row, struct err *e)
{
	struct place *p = arg;

	return document_index(p->tx, a, p->kind, row, row, NULL, e);
}

static enum err_code derive_row(void *arg, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct place *p = arg;

	return record_rederive(p->tx, a, p->kind, row, e);
}

static enum err_code derive_evidence_of(void *arg, struct arena *a,
                                        const struct row *row, struct err *e)
{
	struct place *p = arg;

	return evidence_derive(p->tx, a, p->kind, row, e);
}

static enum err_code each_row(struct tx *tx, walk_fn *fn, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < kinds_count && rc == ERR_OK; i++) {
		struct place p = { tx, kinds[i] };

		rc = walk_records(tx, kinds[i], NULL, 0, fn, &p, e);
	}
	return rc;
}

static enum err_code refresh(struct tx *tx, void *arg, struct err *e)
{
	enum err_code rc = store_index_reset(tx, e);

	(void)arg;
	if (rc == ERR_OK)
		rc = each_row(tx, index_row, e);
	if (rc == ERR_OK)
		rc = each_row(tx, derive_row, e);
	if (rc == ERR_OK)
		rc = each_row(tx, derive_evidence_of, e);
	if (rc == ERR_OK)
		log_event(LOG_INFO, "registry.refreshed", "derived=all");
	return rc;
}

static enum err_code add_facets(struct tx *tx, void *arg, struct err *e)
{
	struct place p = { tx, &instruments_kind };
	enum err_code rc =
		walk_records(tx, p.kind, NULL, 0, index_facets, &p, e);

	(void)arg;
	if (rc == ERR_OK)
		rc = store_index_has_facets(tx, e);
	if (rc == ERR_OK)
		log_event(LOG_INFO, "registry.refreshed", "derived=facets");
	return rc;
}

static enum err_code ask(struct tx *tx, void *arg, struct err *e)
{
	return store_index_state(tx, arg, e);
}

enum err_code rebuild_derived(struct store *s, struct err *e)
{
	enum index_state state = INDEX_CURRENT;
	enum err_code rc = store_run(s, TX_READ, ask, &state, e);

	if (rc != ERR_OK || state == INDEX_CURRENT)
		return rc;
	return store_run(s, TX_BULK,
	                 state == INDEX_STALE ? refresh : add_facets, NULL, e);
}
