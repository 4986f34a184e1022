/*
 * followed.c - may this change be taken, and what becomes of it
 */
#include "server/registry/changes/followed.h"

#include "lib/data/jsontext.h"
#include "lib/store/history.h"
#include "server/registry/changes/save.h"
#include "server/registry/changes/write_import.h"
#include "server/registry/model/change_chain.h"
#include "server/registry/model/json.h"

/* What stands here under the id. */
struct standing {
	const struct kind *kind;
	struct str id;
	bool is_there;
	struct row row;
	struct str origin;  /* of the record; absent: ours, or none is there */
	struct change last; /* seq 0: never was one */
	struct str feed;    /* by which that came */
};

static enum err_code look(struct tx *tx, const struct followed *f,
                          struct standing *s, struct err *e)
{
	enum err_code rc =
		store_find(tx, &s->kind->entity, s->id, f->arena, &s->row, e);

	s->is_there = rc == ERR_OK;
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	rc = store_last_change(tx, str_from(s->kind->entity.name), s->id,
	                       INT64_MAX, f->arena, &s->last, e);
	if (s->is_there)
		s->origin = value_str(s->row.values[COLUMN_ORIGIN]);
	s->feed = json_member_text(f->arena, s->last.from, "url");
	if (s->feed.len == 0)
		s->feed = s->origin;
	return rc;
}

/* From the feed it comes from, or its origin itself. */
static bool may_change(const struct followed *f, const struct standing *s)
{
	return str_eq(s->feed, f->url) || str_eq(s->origin, f->url);
}

/* ---- what was ours --------------------------------------------------------- */

static json_t *members_of(struct arena *a, const json_t *record)
{
	json_t *members = json_own(a, json_copy((json_t *)record));

	for (size_t i = 0; i < COUNT(common_fields); i++)
		json_object_del(members, common_fields[i].name);
	return members;
}

static enum err_code says_the_same(const struct followed *f, struct str text,
                                   bool *out, struct err *e)
{
	json_t *ours;
	enum err_code rc = json_read(f->arena, text, &ours, e);

	*out = rc == ERR_OK &&
	       json_equal(members_of(f->arena, ours),
	                  members_of(f->arena,
	                             json_object_get(f->link, "record")));
	return rc;
}

/* Does our record say what this one says, or did it when it had the same
 * revision? Then nothing is lost. */
static enum err_code was_ours(struct tx *tx, const struct followed *f,
                              const struct standing *s, int64_t rev, bool *out,
                              struct err *e)
{
	struct change then;
	enum err_code rc = ERR_OK;

	*out = false;
	if (s->is_there)
		rc = says_the_same(f, s->row.record, out, e);
	if (rc != ERR_OK || *out)
		return rc;
	rc = store_revision(tx, str_from(s->kind->entity.name), s->id, rev,
	                    f->arena, &then, e);
	if (rc != ERR_OK || then.seq == 0)
		return rc;
	return says_the_same(f, then.record, out, e);
}

/* ---- may it be taken? ------------------------------------------------------- */

/* It may have been deleted since by who is nearer to its origin. */
static enum err_code judge_absent(struct tx *tx, const struct followed *f,
                                  const struct standing *s, int64_t rev,
                                  bool *known, struct err *e)
{
	if (s->last.seq == 0)
		return ERR_OK;
	if (s->last.from.len == 0)
		return was_ours(tx, f, s, rev, known, e);
	*known = !str_eq(s->feed, f->url) && s->last.rev >= rev;
	return ERR_OK;
}

/* Its key must lead to no other record. */
static enum err_code check_key(struct tx *tx, const struct followed *f,
                               const struct standing *s, struct err *e)
{
	struct str key = json_text(json_object_get(f->link, "record"), "key");
	struct row other;
	enum err_code rc =
		store_find(tx, &s->kind->entity, key, f->arena, &other, e);

	if (rc == ERR_OK)
		return err_set(e, ERR_CONFLICT,
		               "the key %.*s leads to another record",
		               STR_ARG(key));
	return err_allow_absent(rc, e);
}

static enum err_code judge(struct tx *tx, const struct followed *f,
                           const struct standing *s, struct str origin,
                           int64_t rev, bool *known, struct err *e)
{
	enum err_code rc = ERR_OK;

	*known = false;
	if (!s->is_there) {
		rc = judge_absent(tx, f, s, rev, known, e);
		return rc != ERR_OK || *known ? rc : check_key(tx, f, s, e);
	}
	if (s->origin.len == 0) {
		rc = was_ours(tx, f, s, rev, known, e);
		return rc != ERR_OK || *known
		               ? rc
		               : err_set(e, ERR_CONFLICT,
		                         "its id is that of a record of this "
		                         "registry");
	}
	if (may_change(f, s)) {
		*known = s->row.values[COLUMN_REV].integer > rev;
		return ERR_OK;
	}
	*known = str_eq(s->origin, origin);
	return *known ? ERR_OK
	              : err_set(e, ERR_CONFLICT,
	                        "its id is that of a record of %.*s",
	                        STR_ARG(s->origin));
}

/* ---- taking ----------------------------------------------------------------- */

static void derive_later(void *arg, const struct kind *k, struct str id)
{
	postponed_derive(arg, k, id);
}

/* Which change of that registry it is. */
static struct str place_of(const struct followed *f)
{
	static const char *const copied[] = { "at", "by", "hash", "seq" };
	json_t *from = json_own(f->arena, json_object());
	struct buf out;

	for (size_t i = 0; i < COUNT(copied); i++)
		json_object_set(from, copied[i],
		                json_object_get(f->link, copied[i]));
	json_object_set_new(from, "url", json_from(f->url));
	buf_init(&out, f->arena);
	json_canonical(&out, from);
	return buf_text(&out);
}

static struct write write_of(const struct followed *f, const struct kind *k)
{
	return (struct write){ .kind = k,
		               .arena = f->arena,
		               .follows = true,
		               .from = place_of(f),
		               .arrivals = f->postponed,
		               .derive_later = derive_later,
		               .evidence = f->postponed };
}

static enum err_code put(struct tx *tx, const struct followed *f,
                         struct standing *s, struct err *e)
{
	json_t *record = json_object_get(f->link, "record");
	struct str origin = json_text(record, "origin");
	int64_t rev = json_integer_value(json_object_get(record, "rev"));
	struct write w = write_of(f, s->kind);
	json_t *body;
	bool known;
	enum err_code rc;

	if (origin.len == 0)
		origin = f->url;
	rc = judge(tx, f, s, origin, rev, &known, e);
	if (rc != ERR_OK || known)
		return rc;
	body = json_own(f->arena, json_copy(record));
	json_object_set_new(body, "origin", json_from(origin));
	w.body = body;
	return write_import(tx, &w, e);
}

static enum err_code take_away(struct tx *tx, const struct followed *f,
                               struct standing *s, struct err *e)
{
	struct write w = write_of(f, s->kind);

	if (!s->is_there || s->origin.len == 0 || !may_change(f, s))
		return ERR_OK;
	w.ref = s->id;
	return write_delete(tx, &w, e);
}

enum err_code followed_take(struct tx *tx, const struct followed *f,
                            struct err *e)
{
	bool is_put = str_is(json_text(f->link, "op"), OP_PUT);
	const json_t *holder =
		is_put ? json_object_get(f->link, "record") : f->link;
	struct standing s = { .kind = kind_find(json_text(f->link, "kind")),
		              .id = json_text(holder, "id") };
	enum err_code rc;

	if (s.kind == NULL)
		return err_set(e, ERR_INVALID, "its kind is not known here");
	rc = look(tx, f, &s, e);
	if (rc != ERR_OK)
		return rc;
	return is_put ? put(tx, f, &s, e) : take_away(tx, f, &s, e);
}

/* ---- letting go -------------------------------------------------------------- */

enum err_code followed_release(struct tx *tx, struct arena *a,
                               const struct kind *k, const struct row *row,
                               bool forget, struct err *e)
{
	struct write w = { .kind = k,
		           .arena = a,
		           .ref = row->values[COLUMN_ID].text,
		           .follows = true };
	struct stamp s = save_stamp_of(row);
	struct draft d;
	json_t *body;
	enum err_code rc;

	if (forget)
		return write_delete(tx, &w, e);
	rc = json_read_stored(a, k->entity.name, row, &body, e);
	if (rc != ERR_OK)
		return rc;
	d = save_draft(tx, &w, body, s.id, e);
	rc = draft_check(&d);
	if (rc == ERR_OK)
		rc = change_chain_now(tx, a, &s.updated, e);
	s.origin = (struct str){ 0 };
	s.rev++;
	return rc != ERR_OK ? rc : save_row(tx, &w, &d, row, &s, e);
}
