/*
 * write.c - the one write path
 */
#include "server/registry/changes/write.h"

#include <inttypes.h>

#include "lib/data/id.h"
#include "lib/data/jsontext.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/model/chain.h"
#include "server/registry/model/draft.h"
#include "server/registry/model/json.h"
#include "server/registry/model/patch.h"
#include "server/registry/model/referrers.h"
#include "server/registry/model/walk.h"
#include "server/registry/search/document.h"

/* What the server adds to the members. */
struct stamp {
	struct str id, key;
	int64_t rev;
	struct str created, updated;
};

/* ---- finding ----------------------------------------------------------- */

/* Tell a record that was deleted from one that never was. */
static enum err_code absent(struct tx *tx, const struct kind *k, struct str ref,
                            struct arena *a, struct err *e)
{
	struct change last;
	enum err_code rc;

	err_clear(e);
	rc = store_last_change(tx, str_from(k->entity.name), ref, a, &last, e);
	if (rc != ERR_OK)
		return rc;
	if (last.seq == 0 || !str_is(last.op, OP_DELETE))
		return err_set(e, ERR_NOT_FOUND, "there is no such %s",
		               k->singular);

	e->more = str_from(arena_printf(
		a,
		"\"deleted_at\":\"%.*s\",\"history\":\"/v1/%s/%.*s/history\"",
		STR_ARG(last.at), k->entity.name, STR_ARG(last.id)));
	return err_set(e, ERR_GONE, "the %s was deleted", k->singular);
}

enum err_code record_find(struct tx *tx, const struct kind *k, struct str ref,
                          struct arena *a, struct row *out, struct err *e)
{
	enum err_code rc = store_find(tx, &k->entity, ref, a, out, e);

	return rc == ERR_NOT_FOUND ? absent(tx, k, ref, a, e) : rc;
}

/* ---- saving ------------------------------------------------------------ */

static void set_text(json_t *object, const char *name, struct str s)
{
	json_object_set_new(object, name, json_from(s));
}

static struct str render(struct draft *d, const struct stamp *s)
{
	struct buf out;

	set_text(d->json, "id", s->id);
	set_text(d->json, "key", s->key);
	json_object_set_new(d->json, "rev", json_integer(s->rev));
	set_text(d->json, "created_at", s->created);
	set_text(d->json, "updated_at", s->updated);
	buf_init(&out, d->arena);
	json_canonical(&out, d->json);
	return buf_text(&out);
}

static struct stamp stamp_of(const struct row *row)
{
	return (struct stamp){ row->values[COLUMN_ID].text,
		               row->values[COLUMN_KEY].text,
		               row->values[COLUMN_REV].integer,
		               row->values[COLUMN_CREATED].text,
		               row->values[COLUMN_UPDATED].text };
}

static enum err_code append(struct tx *tx, const struct write *w,
                            const char *op, const struct stamp *s,
                            struct str record, struct err *e)
{
	struct change c = { .rev = s->rev,
		            .kind = str_from(w->kind->entity.name),
		            .op = str_from(op),
		            .id = s->id,
		            .key = s->key,
		            .record = record };

	if (w->replay == NULL)
		return chain_append(tx, w->arena, w->now, &c, e);
	c = *w->replay;
	c.rev = s->rev;
	c.record = record;
	return chain_replay(tx, w->arena, &c, e);
}

/* ---- what a record touches ---------------------------------------------- */

static enum err_code derive_anew(struct tx *tx, const struct write *w,
                                 const struct kind *k, struct str id,
                                 struct err *e)
{
	struct row row;
	enum err_code rc;

	if (w->later != NULL) {
		w->later(w->arrivals, k, id);
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

/* What it leads to, or led to, follows from it. */
static enum err_code propagate_target(struct tx *tx, const struct write *w,
                                      const struct row *old,
                                      const struct row *new, struct err *e)
{
	const struct row *rows[] = { old, new };
	const struct entity *t = &w->kind->entity;
	const struct column *c;
	const struct list *list;
	struct str last = { 0 };
	enum err_code rc = ERR_OK;

	if (w->kind->touches == NULL)
		return ERR_OK;
	c = entity_column(t, str_from(w->kind->touches), &list);
	for (size_t i = 0; i < COUNT(rows) && rc == ERR_OK; i++) {
		struct str id;

		if (rows[i] == NULL)
			continue;
		id = value_str(rows[i]->values[c - t->columns]);
		if (id.len > 0 && !str_eq(id, last))
			rc = derive_anew(tx, w,
			                 target_of(w->kind, c, rows[i]->values),
			                 id, e);
		last = id;
	}
	return rc;
}

/* ---- what follows a record ---------------------------------------------- */

struct following {
	struct tx *tx;
	const struct write *write;
	const struct kind *kind;
};

static enum err_code derive_follower(void *arg, struct arena *a,
                                     const struct row *row, struct err *e)
{
	struct following *f = arg;

	if (f->write->later == NULL)
		return record_rederive(f->tx, a, f->kind, row, e);
	f->write->later(f->write->arrivals, f->kind,
	                row->values[COLUMN_ID].text);
	return ERR_OK;
}

static bool is_followed(const struct kind *k, const struct row *old,
                        const struct row *new)
{
	const char *const *members = k->follows.members;

	for (size_t i = 0; i < FOLLOWED_MAX && members[i] != NULL; i++)
		if (!str_eq(json_member(old->record, members[i]),
		            json_member(new->record, members[i])))
			return true;
	return false;
}

/* Records of any kind that refer to this one and follow from a member that
 * changed. */
static enum err_code propagate_followers(struct tx *tx, const struct write *w,
                                         const struct row *old,
                                         const struct row *new, struct err *e)
{
	struct following f = { tx, w, NULL };
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < kinds_count && rc == ERR_OK; i++) {
		const char *by = kinds[i]->follows.reference;
		struct condition refers;

		if (by == NULL ||
		    strcmp(entity_field(&kinds[i]->entity, str_from(by))
		                   ->target,
		           w->kind->entity.name) != 0 ||
		    !is_followed(kinds[i], old, new))
			continue;
		f.kind = kinds[i];
		refers = walk_where(f.kind, by, &new->values[COLUMN_ID]);
		rc = walk_records(tx, f.kind, &refers, 1, derive_follower, &f,
		                  e);
	}
	return rc;
}

/* In an import, what it belongs to may come later: then it is indexed once
 * more. */
static enum err_code reindex(struct tx *tx, const struct write *w,
                             const struct row *old, struct err *e)
{
	bool early = false;
	enum err_code rc = document_index(tx, w->arena, w->kind, old, &w->row,
	                                  w->later != NULL ? &early : NULL, e);

	if (early)
		w->later(w->arrivals, w->kind, w->row.values[COLUMN_ID].text);
	return rc;
}

/* ---- evidence ----------------------------------------------------------- */

struct evidence_propagation {
	struct tx *tx;
	const struct write *write;
};

static enum err_code derive_evidence(void *arg, const struct kind *k,
                                     struct str id, struct err *e)
{
	struct evidence_propagation *r = arg;
	struct arena *a;
	struct row row;
	enum err_code rc;

	if (r->write->derive_evidence_later != NULL) {
		r->write->derive_evidence_later(r->write->arrivals, k, id);
		return ERR_OK;
	}
	a = arena_scratch();
	rc = store_find(r->tx, &k->entity, id, a, &row, e);
	if (rc == ERR_OK)
		rc = evidence_derive(r->tx, a, k, &row, e);
	arena_free(a);
	return rc;
}

/* Before its first revision nobody can have spoken of a record: of what is
 * evidence itself there is nothing to draw then. */
static bool has_evidence(const struct write *w, const struct row *old,
                         const struct row *new)
{
	return new != NULL && (!w->kind->is_evidence || old != NULL ||
	                       new->values[COLUMN_REV].integer > 1);
}

/* Its own, and that of the records it concerns. */
static enum err_code propagate_evidence(struct tx *tx, const struct write *w,
                                        const struct row *old,
                                        const struct row *new, struct err *e)
{
	struct evidence_propagation r = { tx, w };
	enum err_code rc = ERR_OK;

	if (has_evidence(w, old, new))
		rc = derive_evidence(&r, w->kind, new->values[COLUMN_ID].text,
		                     e);
	if (rc == ERR_OK && w->kind->concerns != NULL)
		rc = w->kind->concerns(tx, w->arena, old, new, derive_evidence,
		                       &r, e);
	return rc;
}

/* Row, change, derived values, index. */
static enum err_code save_row(struct tx *tx, struct write *w, struct draft *d,
                              const struct row *old, const struct stamp *s,
                              struct err *e)
{
	const struct entity *t = &w->kind->entity;
	struct str record = render(d, s);
	enum err_code rc = ERR_OK;

	if (record.len > JSON_BYTES_MAX)
		return err_set(e, ERR_TOO_LARGE,
		               "a record may have at most %u bytes",
		               JSON_BYTES_MAX);
	draft_row(d, &w->row);
	evidence_carry(w->kind, old, &w->row);
	w->row.record = record;
	if (w->kind->derive != NULL)
		rc = w->kind->derive(d);
	if (rc == ERR_OK)
		rc = old != NULL ? store_update(tx, t, &w->row, e)
		                 : store_insert(tx, t, &w->row, e);
	if (rc == ERR_OK)
		rc = append(tx, w, OP_PUT, s, record, e);
	if (rc == ERR_OK)
		rc = reindex(tx, w, old, e);
	if (rc == ERR_OK)
		rc = propagate_target(tx, w, old, &w->row, e);
	if (rc == ERR_OK && old != NULL)
		rc = propagate_followers(tx, w, old, &w->row, e);
	if (rc == ERR_OK)
		rc = propagate_evidence(tx, w, old, &w->row, e);
	w->created = old == NULL;
	w->changed = true;
	return rc;
}

static struct draft draft_new(struct tx *tx, const struct write *w,
                              const json_t *body, struct str own, struct err *e)
{
	return (struct draft){
		.kind = w->kind,
		.tx = tx,
		.arena = w->arena,
		.err = e,
		.json = json_own(w->arena, json_deep_copy(body)),
		.given = body,
		.own = own,
		.arriving = w->arriving,
		.arrivals = w->arrivals,
	};
}

/* A key or id in the body must be the record's own: neither ever changes. */
static void check_own(const json_t *body, const char *name, struct str own,
                      struct err *e)
{
	const json_t *given = json_object_get(body, name);

	if (given != NULL && !json_is_null(given) &&
	    !str_eq(json_str(given), own))
		err_pointer(e, name[0] == 'k' ? "/key" : "/id",
		            "never changes; it is %.*s", STR_ARG(own));
}

/* Write `body` over the row, unless that would change nothing. */
static enum err_code overwrite(struct tx *tx, struct write *w,
                               const struct row *old, const json_t *body,
                               struct err *e)
{
	struct stamp s = stamp_of(old);
	struct draft d = draft_new(tx, w, body, s.id, e);
	enum err_code rc;

	check_own(body, "key", s.key, e);
	rc = draft_check(&d);
	if (rc != ERR_OK)
		return rc;
	if (str_eq(render(&d, &s), old->record)) {
		w->row = *old;
		return ERR_OK;
	}
	s.rev++;
	if (str_cmp(w->now, s.updated) > 0) /* the clock may have gone back */
		s.updated = w->now;
	return save_row(tx, w, &d, old, &s, e);
}

/* ---- creating ---------------------------------------------------------- */

static void check_key(const json_t *body, struct str id, struct err *e)
{
	const json_t *given = json_object_get(body, "key");
	struct str key = json_str(given);

	if (given == NULL || json_is_null(given))
		return;
	if (!key_valid(key))
		err_pointer(e, "/key",
		            "must be a slug: words of a-z and 0-9 joined by "
		            "'-', '_' or '.', at most %d characters",
		            KEY_MAX);
	else if (!key_suits(key, id))
		err_pointer(e, "/key", "looks like the id of another record");
}

static enum err_code is_taken(struct tx *tx, const struct write *w,
                              struct str key, bool *out, struct err *e)
{
	struct row row;
	enum err_code rc =
		store_find(tx, &w->kind->entity, key, w->arena, &row, e);

	*out = rc == ERR_OK;
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	return ERR_OK;
}

/* The title people look for, where the kind has one. */
static struct str title_of(const struct draft *d)
{
	const struct entity *t = &d->kind->entity;

	for (size_t i = 0; i < t->nfields; i++)
		if (t->fields[i].search == SEARCH_TITLE)
			return json_text(d->json, t->fields[i].name);
	return (struct str){ 0 };
}

#define TAIL 12 /* of an id, which tells apart what has one title */

/* A key for a record that came without: from its title, with the end of its
 * id when that is taken; else its id. */
static enum err_code invent_key(struct tx *tx, const struct write *w,
                                const struct draft *d, struct stamp *s,
                                struct err *e)
{
	struct str title = title_of(d),
		   plain = title.len > 0 ? key_from(w->arena, title) : title,
		   tail = { s->id.p + ID_LEN - TAIL, TAIL };
	struct str keys[] = { plain, key_with(w->arena, plain, tail), s->id };
	enum err_code rc = ERR_OK;
	bool taken = true;

	for (size_t i = 0; i < COUNT(keys) && taken && rc == ERR_OK; i++) {
		if (!key_suits(keys[i], s->id))
			continue;
		s->key = keys[i];
		rc = is_taken(tx, w, s->key, &taken, e);
	}
	return rc;
}

/* One more than its last revision, if it has been there before. */
static enum err_code next_rev(struct tx *tx, const struct write *w,
                              struct stamp *s, struct err *e)
{
	struct change last;
	enum err_code rc = store_last_change(tx, str_from(w->kind->entity.name),
	                                     s->id, w->arena, &last, e);

	s->rev = last.seq > 0 ? last.rev + 1 : 1;
	return rc;
}

static enum err_code create(struct tx *tx, struct write *w, struct str id,
                            struct str key, struct err *e)
{
	struct draft d = draft_new(tx, w, w->body, id, e);
	struct stamp s = {
		.id = id, .key = key, .created = w->now, .updated = w->now
	};
	bool taken = false;
	enum err_code rc;

	check_key(w->body, id, e);
	if (key.len > 0)
		check_own(w->body, "key", key, e);
	else
		s.key = json_text(w->body, "key");
	rc = draft_check(&d);
	if (rc == ERR_OK && s.key.len == 0)
		rc = invent_key(tx, w, &d, &s, e);
	if (rc == ERR_OK)
		rc = is_taken(tx, w, s.key, &taken, e);
	if (rc == ERR_OK && taken)
		return err_set(e, ERR_CONFLICT, "the key %.*s is taken",
		               STR_ARG(s.key));
	if (rc == ERR_OK)
		rc = next_rev(tx, w, &s, e);
	return rc != ERR_OK ? rc : save_row(tx, w, &d, NULL, &s, e);
}

enum err_code write_create(struct tx *tx, struct write *w, struct err *e)
{
	return create(tx, w, id_new(w->arena), (struct str){ 0 }, e);
}

/* ---- changing ---------------------------------------------------------- */

static enum err_code ask(const struct write *w, int64_t rev, struct err *e)
{
	return w->allowed != NULL ? w->allowed(w, rev, e) : ERR_OK;
}

static enum err_code find_allowed(struct tx *tx, struct write *w,
                                  struct row *out, struct err *e)
{
	enum err_code rc = record_find(tx, w->kind, w->ref, w->arena, out, e);

	if (rc != ERR_OK)
		return rc;
	return ask(w, out->values[COLUMN_REV].integer, e);
}

/* Nothing there: create it if the conditions ask for that. */
static enum err_code create_at(struct tx *tx, struct write *w,
                               const struct err *absence, struct err *e)
{
	enum err_code rc;

	err_clear(e);
	rc = ask(w, 0, e);
	if (rc == ERR_NO_CONDITION) {
		*e = *absence;
		return e->code;
	}
	if (rc != ERR_OK)
		return rc;
	if (id_valid(w->ref))
		return create(tx, w, w->ref, (struct str){ 0 }, e);
	if (!key_valid(w->ref))
		return err_set(e, ERR_INVALID,
		               "the path must end in a UUID or a slug");
	return create(tx, w, id_new(w->arena), w->ref, e);
}

enum err_code write_replace(struct tx *tx, struct write *w, struct err *e)
{
	struct row old;
	enum err_code rc = record_find(tx, w->kind, w->ref, w->arena, &old, e);

	if (rc == ERR_NOT_FOUND || rc == ERR_GONE) {
		struct err absence = *e;

		return create_at(tx, w, &absence, e);
	}
	if (rc == ERR_OK)
		rc = ask(w, old.values[COLUMN_REV].integer, e);
	return rc != ERR_OK ? rc : overwrite(tx, w, &old, w->body, e);
}

static void drop_common(json_t *members)
{
	for (size_t i = 0; i < COUNT(common_fields); i++)
		json_object_del(members, common_fields[i].name);
}

enum err_code write_merge_patch(struct tx *tx, struct write *w, struct err *e)
{
	json_t *members = NULL, *merged;
	struct row old;
	enum err_code rc = find_allowed(tx, w, &old, e);

	if (rc == ERR_OK)
		rc = json_read_stored(w->arena, w->kind->entity.name, &old,
		                      &members, e);
	if (rc != ERR_OK)
		return rc;
	if (!json_is_object(w->body))
		return err_set(e, ERR_INVALID,
		               "the patch must be a JSON object");
	draft_refuse_server_members(w->kind, w->body, w->arena, e);
	drop_common(members);
	merged = json_own(w->arena, json_merged(members, w->body));
	return overwrite(tx, w, &old, merged, e);
}

/* What only the server writes may be tested, but not changed. */
static void check_common(const json_t *before, const json_t *after,
                         struct err *e)
{
	for (size_t i = 0; i < COUNT(common_fields); i++) {
		const char *name = common_fields[i].name;
		const json_t *value = json_object_get(after, name);

		if (value == NULL ||
		    !json_equal(json_object_get(before, name), value))
			err_pointer(e, json_pointer(e->arena, "", name),
			            "is set by the server");
	}
}

enum err_code write_json_patch(struct tx *tx, struct write *w, struct err *e)
{
	json_t *before = NULL, *after = NULL;
	struct row old;
	enum err_code rc = find_allowed(tx, w, &old, e);

	if (rc == ERR_OK)
		rc = json_read_stored(w->arena, w->kind->entity.name, &old,
		                      &before, e);
	if (rc == ERR_OK)
		rc = patch_apply(w->arena, before, w->patch, &after, e);
	if (rc != ERR_OK)
		return rc;
	if (!json_is_object(after))
		return err_set(e, ERR_INVALID,
		               "the patch leaves no JSON object");
	check_common(before, after, e);
	drop_common(after);
	return overwrite(tx, w, &old, after, e);
}

/* ---- deleting ---------------------------------------------------------- */

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

enum err_code write_delete(struct tx *tx, struct write *w, struct err *e)
{
	struct stamp s;
	struct row old;
	enum err_code rc = find_allowed(tx, w, &old, e);

	if (rc != ERR_OK)
		return rc;
	s = stamp_of(&old);
	if (w->arriving == NULL)
		rc = record_check_unreferred(tx, w->kind, s.id, w->arena, e);
	if (rc == ERR_OK)
		rc = document_index(tx, w->arena, w->kind, &old, NULL, NULL, e);
	if (rc == ERR_OK)
		rc = store_remove(tx, &w->kind->entity, s.id, e);
	if (rc == ERR_OK)
		rc = append(tx, w, OP_DELETE, &s, (struct str){ 0 }, e);
	if (rc == ERR_OK)
		rc = propagate_target(tx, w, &old, NULL, e);
	if (rc == ERR_OK)
		rc = propagate_evidence(tx, w, &old, NULL, e);
	w->row = old;
	w->changed = true;
	return rc;
}

/* ---- importing --------------------------------------------------------- */

/* So far from the greatest integer that no record gets there by being edited.
 */
#define REV_MAX INT32_MAX

/* The stamp an exported record bears. */
static void read_stamp(const json_t *body, struct stamp *s, struct err *e)
{
	*s = (struct stamp){ json_text(body, "id"), json_text(body, "key"),
		             json_integer_value(json_object_get(body, "rev")),
		             json_text(body, "created_at"),
		             json_text(body, "updated_at") };
	if (!id_valid(s->id))
		err_pointer(e, "/id", "must be a UUID");
	if (!key_suits(s->key, s->id))
		err_pointer(e, "/key", "must be a slug");
	if (s->rev < 1 || s->rev > REV_MAX)
		err_pointer(e, "/rev", "must be 1 to %d", REV_MAX);
	if (!time_valid(s->created))
		err_pointer(e, "/created_at", "must be a time");
	if (!time_valid(s->updated))
		err_pointer(e, "/updated_at", "must be a time");
}

static enum err_code restore(struct tx *tx, struct write *w,
                             const struct row *old, struct err *e)
{
	struct draft d = draft_new(tx, w, w->body, json_text(w->body, "id"), e);
	struct stamp s;
	enum err_code rc;

	read_stamp(w->body, &s, e);
	rc = draft_check(&d);
	if (rc != ERR_OK)
		return rc;
	if (old != NULL && w->replay == NULL &&
	    str_eq(render(&d, &s), old->record)) {
		w->row = *old;
		return ERR_OK;
	}
	return save_row(tx, w, &d, old, &s, e);
}

enum err_code record_check(struct tx *tx, const struct kind *k,
                           const struct row *row, struct arena *a,
                           struct err *e)
{
	struct write w = { .kind = k, .arena = a };
	struct draft d;
	struct stamp s;
	json_t *body;
	enum err_code rc = json_read(a, row->record, &body, e);

	if (rc != ERR_OK)
		return rc;
	d = draft_new(tx, &w, body, row->values[COLUMN_ID].text, e);
	read_stamp(body, &s, e);
	rc = draft_check(&d);
	if (rc == ERR_OK && !str_eq(render(&d, &s), row->record))
		rc = err_set(e, ERR_INVALID, "it would come out otherwise");
	return rc;
}

static enum err_code import_new(struct tx *tx, struct write *w, struct str id,
                                struct str key, struct err *e)
{
	if (id.len == 0 && key.len == 0) {
		err_pointer(e, "/key", "is required where there is no id");
		return e->code;
	}
	if (id.len == 0)
		id = record_named_id(w->arena, w->kind, key);
	return create(tx, w, id, (struct str){ 0 }, e);
}

struct str record_named_id(struct arena *a, const struct kind *k,
                           struct str key)
{
	return id_valid(key) ? key : id_named(a, str_from(k->entity.name), key);
}

enum err_code write_import(struct tx *tx, struct write *w, struct err *e)
{
	struct str id = json_text(w->body, "id"),
		   key = json_text(w->body, "key");
	bool whole = json_object_get(w->body, "rev") != NULL;
	struct row old;
	enum err_code rc = ERR_NOT_FOUND;

	if (json_object_get(w->body, "id") != NULL && !id_valid(id)) {
		err_pointer(e, "/id", "must be a UUID in lower case");
		return e->code;
	}
	w->ref = id.len > 0 ? id : key;
	if (w->ref.len > 0)
		rc = store_find(tx, &w->kind->entity, w->ref, w->arena, &old,
		                e);
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	if (whole)
		return restore(tx, w, rc == ERR_OK ? &old : NULL, e);
	return rc == ERR_OK ? overwrite(tx, w, &old, w->body, e)
	                    : import_new(tx, w, id, key, e);
}

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

enum err_code record_rederive(struct tx *tx, struct arena *a,
                              const struct kind *k, const struct row *row,
                              struct err *e)
{
	struct draft d = { .kind = k, .tx = tx, .arena = a, .err = e };
	struct row fresh;
	enum err_code rc = redraft(&d, row, &fresh);

	if (rc == ERR_OK)
		rc = store_update(tx, &k->entity, &fresh, e);
	return rc != ERR_OK ? rc
	                    : document_index(tx, a, k, row, &fresh, NULL, e);
}
