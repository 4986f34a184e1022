/*
 * save.c - a revision of a record is stored
 */
#include "server/registry/changes/save.h"

#include "lib/data/id.h"
#include "lib/store/history.h"
#include "server/registry/changes/propagate.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/law/code_list.h"
#include "server/registry/law/identity.h"
#include "server/registry/model/aliases.h"
#include "server/registry/model/change_chain.h"
#include "server/registry/model/json.h"
#include "server/registry/search/document.h"

static void set_text(json_t *object, const char *name, struct str s)
{
	json_object_set_new(object, name, json_from(s));
}

struct str save_render(struct draft *d, const struct stamp *s)
{
	struct buf out;

	set_text(d->json, "id", s->id);
	set_text(d->json, "key", s->key);
	json_object_set_new(d->json, "rev", json_integer(s->rev));
	set_text(d->json, "created_at", s->created);
	set_text(d->json, "updated_at", s->updated);
	if (s->origin.len > 0)
		set_text(d->json, "origin", s->origin);
	buf_init(&out, d->arena);
	json_canonical(&out, d->json);
	return buf_text(&out);
}

struct stamp save_stamp_of(const struct row *row)
{
	return (struct stamp){ row->values[COLUMN_ID].text,
		               row->values[COLUMN_KEY].text,
		               row->values[COLUMN_REV].integer,
		               row->values[COLUMN_CREATED].text,
		               row->values[COLUMN_UPDATED].text,
		               value_str(row->values[COLUMN_ORIGIN]),
		               false };
}

struct draft save_draft(struct tx *tx, const struct write *w,
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
		.located = w->located,
		.is_sure = w->is_sure,
		.arriving = w->arriving,
		.arrivals = w->arrivals,
	};
}

enum err_code save_change(struct tx *tx, const struct write *w, const char *op,
                          const struct stamp *s, struct str record,
                          struct err *e)
{
	struct change c = { .rev = s->rev,
		            .kind = str_from(w->kind->entity.name),
		            .op = str_from(op),
		            .id = s->id,
		            .key = s->key,
		            .record = record,
		            .from = w->from,
		            .is_first = s->is_first };

	if (w->replay == NULL)
		return change_chain_append(tx, w->arena, &c, e);
	c = *w->replay;
	c.rev = s->rev;
	c.record = record;
	return change_chain_replay(tx, w->arena, &c, e);
}

/* In an import, what it belongs to may come later: then it is indexed once
 * more. */
static enum err_code reindex(struct tx *tx, const struct write *w,
                             const struct row *old, bool early, struct err *e)
{
	enum err_code rc =
		document_index(tx, w->arena, w->kind, old, &w->row,
	                       w->derive_later != NULL ? &early : NULL, e);

	if (early && w->derive_later != NULL)
		w->derive_later(w->arrivals, w->kind,
		                w->row.values[COLUMN_ID].text);
	return rc;
}

enum err_code save_refuse_followed(const struct write *w, const struct row *old,
                                   struct err *e)
{
	struct str origin = value_str(old->values[COLUMN_ORIGIN]);

	return origin.len == 0 || w->follows || w->replay != NULL
	               ? ERR_OK
	               : change_chain_refuse(
				 w->arena, origin,
				 "the record is followed from another "
				 "registry",
				 e);
}

/* Nor is one of our own made one of another registry. */
static enum err_code check_origin(const struct write *w, const struct row *old,
                                  const struct stamp *s, struct err *e)
{
	enum err_code rc =
		old != NULL ? save_refuse_followed(w, old, e) : ERR_OK;

	if (rc != ERR_OK || old == NULL || w->follows || w->replay != NULL ||
	    s->origin.len == 0)
		return rc;
	return err_set(e, ERR_CONFLICT,
	               "the record is one of this registry, not of %.*s",
	               STR_ARG(s->origin));
}

enum err_code save_row(struct tx *tx, struct write *w, struct draft *d,
                       const struct row *old, const struct stamp *s,
                       struct err *e)
{
	const struct entity *t = &w->kind->entity;
	struct str record = save_render(d, s);
	enum err_code rc = check_origin(w, old, s, e);

	if (rc != ERR_OK)
		return rc;
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
		rc = save_change(tx, w, OP_PUT, s, record, e);
	if (rc == ERR_OK)
		rc = reindex(tx, w, old, d->early, e);
	w->is_first = s->is_first;
	if (rc == ERR_OK)
		rc = propagate(tx, w, old, &w->row, e);
	w->created = old == NULL;
	w->changed = true;
	return rc;
}

/* ---- over the one that is there -------------------------------------------- */

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

/* In an import, the list of codes may come later. */
static enum err_code check_members(const struct write *w, struct draft *d,
                                   const struct row *old)
{
	enum err_code rc = draft_check(d);

	if (w->arriving != NULL || (rc != ERR_OK && rc != ERR_INVALID))
		return rc;
	code_list_check(d, old);
	return d->failed != ERR_OK
	               ? err_set(d->err, d->failed, "a look-up failed")
	               : d->err->code;
}

static enum err_code check_edit(const struct write *w, struct draft *d,
                                const struct row *old)
{
	enum err_code rc = check_members(w, d, old);

	if (rc == ERR_OK)
		rc = aliases_check(d);
	if (rc == ERR_OK && !w->duplicates)
		rc = identity_check(d, old);
	return rc == ERR_OK && w->rehearses
	               ? err_set(d->err, ERR_ENOUGH, "only tried")
	               : rc;
}

enum err_code save_over(struct tx *tx, struct write *w, const struct row *old,
                        const json_t *body, struct err *e)
{
	struct stamp s = save_stamp_of(old);
	struct draft d = save_draft(tx, w, body, s.id, e);
	struct str now = { 0 };
	enum err_code rc;

	check_own(body, "key", s.key, e);
	rc = check_edit(w, &d, old);
	if (rc != ERR_OK)
		return rc;
	if (str_eq(save_render(&d, &s), old->record)) {
		w->row = *old;
		return ERR_OK;
	}
	s.rev++;
	rc = change_chain_now(tx, w->arena, &now, e);
	if (str_cmp(now, s.updated) > 0) /* the clock may have gone back */
		s.updated = now;
	return rc != ERR_OK ? rc : save_row(tx, w, &d, old, &s, e);
}

/* ---- for the first time ----------------------------------------------------- */

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
	return err_allow_absent(rc, e);
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
	enum err_code rc =
		store_last_change(tx, str_from(w->kind->entity.name), s->id,
	                          INT64_MAX, w->arena, &last, e);

	s->rev = last.seq > 0 ? last.rev + 1 : 1;
	s->is_first = rc == ERR_OK && last.seq == 0;
	return rc;
}

enum err_code save_new(struct tx *tx, struct write *w, struct str id,
                       struct str key, struct err *e)
{
	struct draft d = save_draft(tx, w, w->body, id, e);
	struct stamp s = { .id = id, .key = key };
	bool taken = false;
	enum err_code rc;

	check_key(w->body, id, e);
	if (key.len > 0)
		check_own(w->body, "key", key, e);
	else
		s.key = json_text(w->body, "key");
	rc = check_edit(w, &d, NULL);
	if (rc == ERR_OK && s.key.len == 0)
		rc = invent_key(tx, w, &d, &s, e);
	if (rc == ERR_OK && !w->is_sure)
		rc = is_taken(tx, w, s.key, &taken, e);
	if (rc == ERR_OK && taken)
		return err_set(e, ERR_CONFLICT, "the key %.*s is taken",
		               STR_ARG(s.key));
	if (rc == ERR_OK)
		rc = next_rev(tx, w, &s, e);
	if (rc == ERR_OK)
		rc = change_chain_now(tx, w->arena, &s.created, e);
	s.updated = s.created;
	return rc != ERR_OK ? rc : save_row(tx, w, &d, NULL, &s, e);
}
