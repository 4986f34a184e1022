/*
 * record.c - records found, checked for referrers and derived from their text
 */
#include "server/registry/changes/record.h"

#include <inttypes.h>

#include "lib/data/id.h"
#include "lib/store/history.h"
#include "server/registry/changes/propagate.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/model/draft.h"
#include "server/registry/model/json.h"
#include "server/registry/model/referrers.h"
#include "server/registry/search/document.h"

static enum err_code gone(const struct kind *k, const struct change *last,
                          struct arena *a, struct err *e)
{
	e->more = str_from(arena_printf(
		a,
		"\"deleted_at\":\"%.*s\",\"history\":\"/v1/%s/%.*s/history\"",
		STR_ARG(last->at), k->entity.name, STR_ARG(last->id)));
	return err_set(e, ERR_GONE, "the %s was deleted", k->singular);
}

/* Tell a record that was deleted from one that never was. */
static enum err_code absent(struct tx *tx, const struct kind *k, struct str ref,
                            struct arena *a, struct err *e)
{
	struct change last;
	enum err_code rc;

	err_clear(e);
	rc = store_last_change(tx, str_from(k->entity.name), ref, INT64_MAX, a,
	                       &last, e);
	if (rc != ERR_OK)
		return rc;
	if (last.seq == 0 || !str_is(last.op, OP_DELETE))
		return err_set(e, ERR_NOT_FOUND, "there is no such %s",
		               k->singular);
	return gone(k, &last, a, e);
}

enum err_code record_as_of(struct tx *tx, const struct kind *k, struct str ref,
                           int64_t seq, struct arena *a, struct change *out,
                           struct err *e)
{
	enum err_code rc = store_last_change(tx, str_from(k->entity.name), ref,
	                                     seq, a, out, e);

	if (rc != ERR_OK)
		return rc;
	if (out->seq == 0)
		return err_set(e, ERR_NOT_FOUND, "there was no such %s",
		               k->singular);
	return str_is(out->op, OP_DELETE) ? gone(k, out, a, e) : ERR_OK;
}

/* By another name only what is there is found. */
enum err_code record_last_change(struct tx *tx, const struct kind *k,
                                 struct str ref, struct arena *a,
                                 struct change *out, struct err *e)
{
	struct str kind = str_from(k->entity.name);
	struct row row;
	enum err_code rc =
		store_last_change(tx, kind, ref, INT64_MAX, a, out, e);

	if (rc != ERR_OK || out->seq > 0)
		return rc;
	rc = record_find(tx, k, ref, a, &row, e);
	return rc != ERR_OK
	               ? rc
	               : store_last_change(tx, kind, row.values[COLUMN_ID].text,
	                                   INT64_MAX, a, out, e);
}

static enum err_code note_rev(void *arg, const struct change *c, struct err *e)
{
	(void)e;
	*(int64_t *)arg = c->rev;
	return ERR_OK;
}

static enum err_code no_revision(struct tx *tx, const struct change *last,
                                 int64_t rev, struct arena *a, struct err *e)
{
	int64_t first = last->rev;
	enum err_code rc = store_history(tx, last->kind, last->id, 0, 1,
	                                 note_rev, &first, e);

	if (rc != ERR_OK)
		return rc;
	e->more = str_from(arena_printf(
		a, "\"revisions\":{\"first\":%" PRId64 ",\"last\":%" PRId64 "}",
		first, last->rev));
	return err_set(e, ERR_NOT_FOUND,
	               "there is no revision %" PRId64 ": there are %" PRId64
	               " to %" PRId64,
	               rev, first, last->rev);
}

enum err_code record_revision(struct tx *tx, const struct kind *k,
                              const struct change *last, int64_t rev,
                              struct arena *a, struct change *out,
                              struct err *e)
{
	enum err_code rc = store_revision(tx, str_from(k->entity.name),
	                                  last->id, rev, a, out, e);

	return rc != ERR_OK || out->seq > 0 ? rc
	                                    : no_revision(tx, last, rev, a, e);
}

enum err_code record_find(struct tx *tx, const struct kind *k, struct str ref,
                          struct arena *a, struct row *out, struct err *e)
{
	enum err_code rc = store_find(tx, &k->entity, ref, a, out, e);

	return rc == ERR_NOT_FOUND ? absent(tx, k, ref, a, e) : rc;
}

struct str record_named_id(struct arena *a, const struct kind *k,
                           struct str key)
{
	return id_valid(key) ? key : id_named(a, str_from(k->entity.name), key);
}

/* ---- who refers to it ---------------------------------------------------- */

#define REFERRERS_SHOWN 20

struct referrers {
	struct tx *tx;
	const struct kind *kind; /* of those looked at */
	struct str of;
	struct buf list;
	size_t n;
};

static enum err_code note_referrer(void *arg, const struct row *row,
                                   struct err *e)
{
	struct referrers *r = arg;
	struct str id = row->values[COLUMN_ID].text;

	(void)e;
	if (str_eq(id, r->of) || r->n == REFERRERS_SHOWN)
		return ERR_OK;
	buf_printf(&r->list,
	           "%s{\"kind\":\"%s\",\"id\":\"%.*s\",\"key\":\"%.*s\"}",
	           r->n++ > 0 ? "," : "", r->kind->entity.name, STR_ARG(id),
	           STR_ARG(row->values[COLUMN_KEY].text));
	return ERR_OK;
}

static enum err_code note_referrers(void *arg, struct reference *by,
                                    struct err *e)
{
	struct referrers *r = arg;

	r->kind = by->kind;
	by->query.limit = REFERRERS_SHOWN;
	return store_list(r->tx, &by->kind->entity, &by->query, note_referrer,
	                  r, e);
}

enum err_code record_check_unreferred(struct tx *tx, const struct kind *k,
                                      struct str id, struct arena *a,
                                      struct err *e)
{
	struct referrers r = { .tx = tx, .of = id };
	enum err_code rc;

	buf_init(&r.list, a);
	rc = referrers_each(k, id, note_referrers, &r, e);
	if (rc != ERR_OK || r.n == 0)
		return rc;
	e->more = str_from(arena_printf(a, "\"referrers\":[%s]", r.list.data));
	return err_set(e, ERR_CONFLICT, "the %s is still referred to",
	               k->singular);
}

/* ---- derived from its text ------------------------------------------------ */

/* The row as it should be by its own text. */
static enum err_code redraft(struct draft *d, const struct row *row,
                             struct row *out)
{
	enum err_code rc = json_read_stored(d->arena, d->kind->entity.name, row,
	                                    &d->json, d->err);

	if (rc != ERR_OK)
		return rc;
	draft_row(d, out);
	evidence_carry(d->kind, row, out);
	out->record = row->record;
	return d->kind->derive != NULL ? d->kind->derive(d) : ERR_OK;
}

enum err_code record_row(struct tx *tx, struct arena *a, const struct kind *k,
                         const struct row *row, struct row *out, struct err *e)
{
	struct draft d = {
		.kind = k, .tx = tx, .arena = a, .err = e, .is_check = true
	};

	return redraft(&d, row, out);
}

/* Is the row stored just so? Where it has lists of its own, writing it finds out
 * what of them is. */
static bool is_stored(const struct entity *t, const struct row *row,
                      const struct row *fresh)
{
	for (size_t i = 0; i < t->nlists; i++)
		if (t->lists[i].kind == NULL)
			return false;
	for (size_t i = 0; i < t->ncolumns; i++)
		if (!value_equal(row->values[i], fresh->values[i]))
			return false;
	return true;
}

enum err_code record_rederive_noting(struct tx *tx, struct arena *a,
                                     const struct kind *k,
                                     const struct row *row,
                                     struct postponed *evidence, struct err *e)
{
	struct draft d = { .kind = k, .tx = tx, .arena = a, .err = e };
	struct row fresh;
	enum err_code rc = redraft(&d, row, &fresh);

	if (rc == ERR_OK && !is_stored(&k->entity, row, &fresh))
		rc = store_update(tx, &k->entity, &fresh, e);
	if (rc == ERR_OK)
		rc = document_index(tx, a, k, row, &fresh, NULL, e);
	return rc != ERR_OK
	               ? rc
	               : propagate_derived(tx, a, k, row, &fresh, evidence, e);
}

enum err_code record_rederive(struct tx *tx, struct arena *a,
                              const struct kind *k, const struct row *row,
                              struct err *e)
{
	return record_rederive_noting(tx, a, k, row, NULL, e);
}
