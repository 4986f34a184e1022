/*
 * postponed.c - sets of names, walked once
 */
#include "server/registry/changes/postponed.h"

#include "server/registry/changes/record.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/model/json.h"

#define DERIVE_ALL 0

void postponed_init(struct postponed *p, struct arena *a)
{
	*p = (struct postponed){ .stale = { .n = 0 } };
	id_table_init(&p->stale.ids, a);
	id_table_init(&p->stale_evidence.ids, a);
}

/* Its number; *is_new when it was not there before. */
static size_t note(struct named_records *r, const struct kind *k, struct str id,
                   bool *is_new)
{
	char name[NAME_MAX_LEN + ID_LEN + 2];
	size_t number;

	snprintf(name, sizeof(name), "%s/%.*s", k->entity.name, STR_ARG(id));
	number = id_table_put(&r->ids, str_from(name), id);
	*is_new = number == r->n;
	if (*is_new) {
		ARENA_GROW(r->ids.arena, r->kinds, r->n, r->room);
		r->kinds[r->n++] = k;
	}
	return number;
}

void postponed_derive(struct postponed *p, const struct kind *k, struct str id)
{
	bool ignored;

	note(&p->stale, k, id, &ignored);
}

static size_t note_evidence(struct postponed *p, const struct kind *k,
                            struct str id, bool *is_new)
{
	struct named_records *r = &p->stale_evidence;
	size_t number = note(r, k, id, is_new);

	if (*is_new)
		ARENA_GROW(r->ids.arena, p->uncovered, number,
		           p->uncovered_room);
	return number;
}

void postponed_derive_evidence(struct postponed *p, const struct kind *k,
                               struct str id)
{
	bool ignored;
	size_t number = note_evidence(p, k, id, &ignored);

	p->uncovered[number] = DERIVE_ALL;
}

/* There are few, each of many records. */
static uint32_t number_of_set(struct postponed *p, struct str set)
{
	struct arena *a = p->stale_evidence.ids.arena;
	const json_t *number;

	if (p->sets == NULL) {
		p->set_numbers = json_own(a, json_object());
		ARENA_GROW(a, p->sets, p->nsets, p->sets_room);
		p->sets[p->nsets++] = (struct str){ 0 }; /* DERIVE_ALL */
	}
	number = json_object_getn(p->set_numbers, set.p, set.len);
	if (number != NULL)
		return (uint32_t)json_integer_value(number);
	ARENA_GROW(a, p->sets, p->nsets, p->sets_room);
	p->sets[p->nsets] = arena_str(a, set);
	json_object_setn_new(p->set_numbers, set.p, set.len,
	                     json_integer((json_int_t)p->nsets));
	return (uint32_t)p->nsets++;
}

void postponed_uncovered(struct postponed *p, const struct kind *k,
                         struct str id, struct str uncovered)
{
	bool is_new;
	size_t number = note_evidence(p, k, id, &is_new);

	if (is_new)
		p->uncovered[number] = number_of_set(p, uncovered);
}

/* ---- doing it ----------------------------------------------------------- */

typedef enum err_code renew_fn(struct tx *tx, struct arena *a,
                               const struct kind *k, const struct row *row,
                               struct err *e);

static enum err_code renew_row(struct tx *tx, const struct kind *k,
                               struct str id, renew_fn *fn, struct err *e)
{
	struct arena *a = arena_scratch();
	struct row row;
	enum err_code rc = store_find(tx, &k->entity, id, a, &row, e);

	if (rc == ERR_OK)
		rc = fn(tx, a, k, &row, e);
	arena_free(a);
	return rc;
}

typedef enum err_code step_fn(struct tx *tx, const struct postponed *p,
                              const struct kind *k, struct str id,
                              size_t number, struct err *e);

static enum err_code renew_record(struct tx *tx, const struct postponed *p,
                                  const struct kind *k, struct str id,
                                  size_t number, struct err *e)
{
	(void)p;
	(void)number;
	return renew_row(tx, k, id, record_rederive, e);
}

static enum err_code renew_evidence(struct tx *tx, const struct postponed *p,
                                    const struct kind *k, struct str id,
                                    size_t number, struct err *e)
{
	uint32_t set = p->uncovered[number];

	return set == DERIVE_ALL
	               ? renew_row(tx, k, id, evidence_derive, e)
	               : evidence_put_uncovered(tx, k, id, p->sets[set], e);
}

/* What was deleted after all is passed over. */
static enum err_code renew(struct tx *tx, const struct postponed *p,
                           const struct named_records *r, step_fn *fn,
                           struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < r->n && rc == ERR_OK; i++) {
		struct arena *a = arena_scratch();

		rc = err_allow_absent(fn(tx, p, r->kinds[i],
		                         id_table_at(&r->ids, a, i), i, e),
		                      e);
		arena_free(a);
	}
	return rc;
}

enum err_code postponed_do(const struct postponed *p, struct tx *tx,
                           struct err *e)
{
	enum err_code rc = renew(tx, p, &p->stale, renew_record, e);

	return rc != ERR_OK
	               ? rc
	               : renew(tx, p, &p->stale_evidence, renew_evidence, e);
}
