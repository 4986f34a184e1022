/*
 * propagate.c - what else is derived again when a record changes
 */
#include "server/registry/changes/propagate.h"

#include <string.h>

#include "lib/data/jsontext.h"
#include "lib/store/pending.h"
#include "server/registry/changes/postponed.h"
#include "server/registry/changes/record.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/model/referrers.h"
#include "server/registry/model/walk.h"
#include "server/registry/search/document.h"

/* ---- what it refers to ---------------------------------------------------- */

static enum err_code derive_again(struct tx *tx, const struct write *w,
                                  const struct kind *k, struct str id,
                                  struct err *e)
{
	struct row row;
	enum err_code rc;

	if (w->derive_later != NULL) {
		w->derive_later(w->arrivals, k, id);
		return ERR_OK;
	}
	rc = store_find(tx, &k->entity, id, w->arena, &row, e);
	return rc != ERR_OK ? rc : record_rederive(tx, w->arena, k, &row, e);
}

static const struct kind *target_of(const struct kind *k,
                                    const struct column *c,
                                    const struct value *values)
{
	const char *target = c->field->target;

	return kind_find(target != NULL
	                         ? str_from(target)
	                         : value_str(values[reference_kind(k, c) -
	                                            k->entity.columns]));
}

static enum err_code derive_target(struct tx *tx, const struct write *w,
                                   const char *path, const struct row *row,
                                   struct str *last, struct err *e)
{
	const struct entity *t = &w->kind->entity;
	const struct list *list;
	const struct column *c = entity_column(t, str_from(path), &list);
	struct str id = value_str(row->values[c - t->columns]);
	enum err_code rc = ERR_OK;

	if (id.len > 0 && !str_eq(id, *last))
		rc = derive_again(tx, w, target_of(w->kind, c, row->values), id,
		                  e);
	*last = id;
	return rc;
}

/* What it leads to, or led to, follows from it. */
static enum err_code derive_targets(struct tx *tx, const struct write *w,
                                    const struct row *old,
                                    const struct row *new, struct err *e)
{
	const char *const *paths = w->kind->touches;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < TOUCHED_MAX && paths[i] != NULL; i++) {
		struct str last = { 0 };

		if (rc == ERR_OK && old != NULL)
			rc = derive_target(tx, w, paths[i], old, &last, e);
		if (rc == ERR_OK && new != NULL)
			rc = derive_target(tx, w, paths[i], new, &last, e);
	}
	return rc;
}

/* ---- what refers to it ---------------------------------------------------- */

struct following {
	struct tx *tx;
	const struct write *write;
	const struct kind *kind;
	int64_t steps;              /* from what was written */
	struct postponed *evidence; /* that follows, or NULL: at once */
};

#define STEPS_MAX 16

static enum err_code derive_followers(struct tx *tx, const struct write *w,
                                      const struct row *old,
                                      const struct row *new, int64_t steps,
                                      struct err *e);

static enum err_code derive_itself(const struct following *f, struct arena *a,
                                   const struct row *row, struct err *e)
{
	if (f->kind->derive == NULL)
		return ERR_OK;
	if (f->write->derive_later == NULL)
		return record_rederive_noting(f->tx, a, f->kind, row,
		                              f->evidence, e);
	f->write->derive_later(f->write->arrivals, f->kind,
	                       row->values[COLUMN_ID].text);
	return ERR_OK;
}

/* And what follows from it in turn. */
static enum err_code derive_follower(void *arg, struct arena *a,
                                     const struct row *row, struct err *e)
{
	struct following *f = arg;
	struct write as = { .kind = f->kind,
		            .arena = a,
		            .derive_later = f->write->derive_later,
		            .arrivals = f->write->arrivals };
	enum err_code rc = derive_itself(f, a, row, e);

	if (rc == ERR_OK && f->kind->derive == NULL)
		rc = derive_targets(f->tx, &as, NULL, row, e);
	return rc == ERR_OK && f->steps < STEPS_MAX
	               ? derive_followers(f->tx, &as, NULL, row, f->steps + 1,
	                                  e)
	               : rc;
}

static bool is_followed(const struct kind *k, const struct row *old,
                        const struct row *new)
{
	const char *const *members = k->follows.members;

	if (old == NULL)
		return !k->follows.closely;
	for (size_t i = 0; i < FOLLOWED_MAX && members[i] != NULL; i++)
		if (!str_eq(json_member(old->record, members[i]),
		            json_member(new->record, members[i])))
			return true;
	return false;
}

/* Does the kind follow from this one? */
static bool follows(const struct kind *k, const struct kind *from)
{
	const char *by = k->follows.reference;
	const struct list *list;

	return by != NULL &&
	       strcmp(entity_column(&k->entity, str_from(by), &list)
	                      ->field->target,
	              from->entity.name) == 0;
}

static enum err_code derive_evidence_of(void *arg, struct arena *a,
                                        const struct row *row, struct err *e)
{
	const struct following *f = arg;

	if (f->write->evidence == NULL)
		return evidence_derive(f->tx, a, f->kind, row, e);
	postponed_derive_evidence(f->write->evidence, f->kind,
	                          row->values[COLUMN_ID].text);
	return ERR_OK;
}

/* Of what is stated in a source the evidence follows from it, else the values
 * derived of the record. */
static walk_fn *derivation_of(struct str path)
{
	return str_is(path, EVIDENCE_SOURCE) ? derive_evidence_of
	                                     : derive_follower;
}

/* What many of a page speak of has its evidence derived once. */
static enum err_code derive_some(struct following *f, struct condition *of,
                                 walk_fn *fn, struct walk_place *place,
                                 struct err *e)
{
	struct arena *a = arena_scratch();
	struct postponed evidence;
	enum err_code rc;

	postponed_init(&evidence, a);
	f->evidence = &evidence;
	rc = walk_page(f->tx, f->kind, of, 1, fn, f, place, e);
	f->evidence = NULL;
	if (rc == ERR_OK)
		rc = postponed_do(&evidence, f->tx, e);
	arena_free(a);
	return rc;
}

/* A page of those that `p` tells of, from where it is on; what is left is noted,
 * so that no write is longer for how much follows from it. */
static enum err_code derive_page(struct following *f, struct arena *a,
                                 struct pending *p, bool noted, struct err *e)
{
	struct walk_place place = { .arena = a, .after = p->after };
	struct value value = value_text(p->value);
	struct condition of = walk_where(f->kind, p->path.p, &value);
	enum err_code rc =
		derive_some(f, &of, derivation_of(p->path), &place, e);

	p->after = place.after;
	p->is_done = !place.more;
	return rc == ERR_OK && (place.more || noted)
	               ? store_pending_put(f->tx, p, e)
	               : rc;
}

static enum err_code derive_where(struct following *f, const char *path,
                                  struct str value, struct err *e)
{
	struct pending p = { .kind = str_from(f->kind->entity.name),
		             .path = str_from(path),
		             .value = value,
		             .after = STR(""),
		             .steps = f->steps };
	struct arena *a = arena_scratch();
	enum err_code rc = derive_page(f, a, &p, false, e);

	arena_free(a);
	return rc;
}

/* In an import they are but told of. */
static enum err_code tell_where(struct following *f, const char *path,
                                struct str value, struct err *e)
{
	struct value id = value_text(value);
	struct condition of = walk_where(f->kind, path, &id);

	return walk_records(f->tx, f->kind, &of, 1,
	                    derivation_of(str_from(path)), f, e);
}

/* Records of any kind that refer to this one and follow from a member that
 * changed; from any without `old`. */
static enum err_code derive_followers(struct tx *tx, const struct write *w,
                                      const struct row *old,
                                      const struct row *new, int64_t steps,
                                      struct err *e)
{
	struct following f = { .tx = tx, .write = w, .steps = steps };
	struct str id = new->values[COLUMN_ID].text;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < kinds_count && rc == ERR_OK; i++) {
		f.kind = kinds[i];
		if (!follows(f.kind, w->kind) || !is_followed(f.kind, old, new))
			continue;
		rc = w->derive_later != NULL
		             ? tell_where(&f, f.kind->follows.reference, id, e)
		             : derive_where(&f, f.kind->follows.reference, id,
		                            e);
	}
	return rc;
}

enum err_code propagate_where(struct tx *tx, struct arena *a,
                              const struct kind *k, const char *path,
                              struct str value, struct err *e)
{
	struct write w = { .kind = k, .arena = a };
	struct following f = { .tx = tx, .write = &w, .kind = k };

	return derive_where(&f, path, value, e);
}

static enum err_code find_following(struct tx *tx, struct arena *a,
                                    struct pending *p, struct following *f,
                                    struct err *e)
{
	const struct list *list;
	enum err_code rc = store_pending_find(tx, a, p, e);

	if (rc != ERR_OK)
		return rc;
	f->tx = tx;
	f->kind = kind_find(p->kind);
	f->steps = p->steps;
	return f->kind != NULL && entity_column(&f->kind->entity, p->path,
	                                        &list) != NULL
	               ? ERR_OK
	               : store_unsound(e, "pending", p->value,
	                               "no kind has such a member");
}

enum err_code propagate_rest(struct tx *tx, bool *more, struct err *e)
{
	struct arena *a = arena_scratch();
	struct write w = { .arena = a };
	struct following f = { .write = &w };
	struct pending p = { .steps = 0 };
	enum err_code rc = find_following(tx, a, &p, &f, e);

	*more = rc == ERR_OK;
	if (rc == ERR_NOT_FOUND)
		err_clear(e);
	else if (rc == ERR_OK)
		rc = derive_page(&f, a, &p, true, e);
	arena_free(a);
	return *more ? rc : e->code;
}

/* ---- what is joined to it -------------------------------------------------- */

struct joining {
	struct tx *tx;
	const struct write *write;
	const struct kind *kind; /* of what joins, */
	const char *other;       /* and its other reference */
};

static enum err_code derive_joined(void *arg, struct arena *a,
                                   const struct row *row, struct err *e)
{
	struct joining *j = arg;
	const struct entity *t = &j->kind->entity;
	const struct list *list;
	const struct column *c = entity_column(t, str_from(j->other), &list);

	(void)a;
	return derive_again(j->tx, j->write, target_of(j->kind, c, row->values),
	                    value_str(row->values[c - t->columns]), e);
}

static enum err_code derive_by(struct joining *j, const struct row *new,
                               struct err *e)
{
	const char *const *paths = j->kind->touches;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < TOUCHED_MAX && rc == ERR_OK; i++) {
		struct condition refers =
			walk_where(j->kind, paths[i], &new->values[COLUMN_ID]);

		j->other = paths[TOUCHED_MAX - 1 - i];
		rc = walk_records(j->tx, j->kind, &refers, 1, derive_joined, j,
		                  e);
	}
	return rc;
}

/* Records that another one joins to it, and that follow from a member of it
 * that changed. */
static enum err_code derive_all_joined(struct tx *tx, const struct write *w,
                                       const struct row *old,
                                       const struct row *new, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < kinds_count && rc == ERR_OK; i++) {
		const struct kind *k = kinds[i];
		struct joining j = { tx, w, k, NULL };

		if (k->passes_on == NULL ||
		    strcmp(entity_field(&k->entity, str_from(k->touches[0]))
		                   ->target,
		           w->kind->entity.name) != 0)
			continue;
		if (!str_eq(json_member(old->record, k->passes_on),
		            json_member(new->record, k->passes_on)))
			rc = derive_by(&j, new, e);
	}
	return rc;
}

/* ---- evidence ------------------------------------------------------------- */

struct evidence_job {
	struct tx *tx;
	const struct write *write;
};

/* Of all that is stated in a source. */
static enum err_code derive_stated(const struct evidence_job *r,
                                   struct str source, struct err *e)
{
	struct following f = { .tx = r->tx, .write = r->write };
	enum err_code rc = ERR_OK;
	const struct list *list;

	for (size_t i = 0; i < kinds_count && rc == ERR_OK; i++) {
		f.kind = kinds[i];
		if (entity_column(&f.kind->entity, STR(EVIDENCE_SOURCE),
		                  &list) == NULL)
			continue;
		rc = r->write->derive_later != NULL
		             ? tell_where(&f, EVIDENCE_SOURCE, source, e)
		             : derive_where(&f, EVIDENCE_SOURCE, source, e);
	}
	return rc;
}

static enum err_code derive_evidence(void *arg, const struct concern *c,
                                     struct err *e)
{
	struct evidence_job *r = arg;
	struct following f = { .tx = r->tx,
		               .write = r->write,
		               .kind = c->kind };
	struct arena *a;
	struct row row;
	enum err_code rc;

	if (c->kind == NULL)
		return derive_stated(r, c->id, e);
	if (r->write->evidence != NULL) {
		postponed_derive_evidence(r->write->evidence, c->kind, c->id);
		return ERR_OK;
	}
	a = arena_scratch();
	rc = store_find(r->tx, &c->kind->entity, c->id, a, &row, e);
	if (rc == ERR_OK)
		rc = derive_evidence_of(&f, a, &row, e);
	arena_free(a);
	return rc;
}

/* Before its first revision nobody can have spoken of a record: of what is
 * evidence itself nothing is derived then. */
static bool has_evidence(const struct write *w, const struct row *old,
                         const struct row *new)
{
	return new != NULL && (!w->kind->is_evidence || old != NULL ||
	                       new->values[COLUMN_REV].integer > 1);
}

/* In an import, whoever spoke of a record before it came has had it noted. What
 * another registry said of it may have come earlier. */
static bool is_unspoken_of(const struct write *w)
{
	return w->is_first && w->evidence != NULL && !w->follows;
}

static enum err_code derive_own_evidence(struct evidence_job *r,
                                         const struct row *new, struct err *e)
{
	const struct write *w = r->write;
	struct str id = new->values[COLUMN_ID].text;

	if (!is_unspoken_of(w))
		return derive_evidence(r, &(struct concern){ w->kind, id }, e);
	postponed_uncovered(w->evidence, w->kind, id,
	                    evidence_uncovered(w->arena, w->kind, new));
	return ERR_OK;
}

/* Its own, and that of the records it concerns. */
static enum err_code derive_all_evidence(struct tx *tx, const struct write *w,
                                         const struct row *old,
                                         const struct row *new, struct err *e)
{
	struct evidence_job r = { tx, w };
	enum err_code rc = ERR_OK;

	if (has_evidence(w, old, new))
		rc = derive_own_evidence(&r, new, e);
	if (rc == ERR_OK && w->kind->concerns != NULL)
		rc = w->kind->concerns(tx, w->arena, old, new, derive_evidence,
		                       &r, e);
	return rc;
}

enum err_code propagate_derived(struct tx *tx, struct arena *a,
                                const struct kind *k, const struct row *old,
                                const struct row *new,
                                struct postponed *evidence, struct err *e)
{
	struct write w = { .kind = k, .arena = a, .evidence = evidence };
	struct evidence_job now = { tx, &w };

	return k->derive == NULL || k->concerns == NULL
	               ? ERR_OK
	               : k->concerns(tx, a, old, new, derive_evidence, &now, e);
}

enum err_code propagate(struct tx *tx, const struct write *w,
                        const struct row *old, const struct row *new,
                        struct err *e)
{
	enum err_code rc = derive_targets(tx, w, old, new, e);

	if (rc == ERR_OK && old != NULL && new != NULL)
		rc = derive_followers(tx, w, old, new, 0, e);
	if (rc == ERR_OK && old != NULL && new != NULL)
		rc = derive_all_joined(tx, w, old, new, e);
	return rc != ERR_OK ? rc : derive_all_evidence(tx, w, old, new, e);
}

enum err_code propagate_text(struct tx *tx, struct arena *a, struct str sha256,
                             struct err *e)
{
	static const char *const paths[] = { "edition", "spans.edition" };
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < kinds_count * COUNT(paths) && rc == ERR_OK;
	     i++) {
		const struct kind *k = kinds[i / COUNT(paths)];
		const char *path = paths[i % COUNT(paths)];
		const struct list *list;

		if (entity_column(&k->entity, str_from(path), &list) != NULL)
			rc = propagate_where(tx, a, k, path, sha256, e);
	}
	return rc;
}
