/*
 * table_evidence.c - a passage at each cell, and the assertion that cites it
 */
#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/evidence/agreement.h"
#include "server/registry/model/refs.h"
#include "server/registry/table_import/table_work.h"

static struct str raw(const struct work *w, const struct cell *c)
{
	return (struct str){ w->plan->bytes.p + c->start, c->end - c->start };
}

static int64_t count_between(const struct work *w, size_t from, size_t to)
{
	return utf8_count((struct str){ w->plan->bytes.p + from, to - from })
	        .code_points;
}

/* A cell that stands for others below it, or one of the item that has the row,
 * is counted once. */
static int64_t place_far(const struct work *w, size_t byte)
{
	struct table_plan *p = w->plan;
	struct far_place *place = &p->far[p->nfar % FAR_PLACES];

	for (size_t i = 0; i < p->nfar && i < FAR_PLACES; i++)
		if (p->far[i].byte == byte)
			return p->far[i].code_point;
	place->byte = byte;
	place->code_point =
		byte < w->row.start
			? w->code_point - count_between(w, byte, w->row.start)
			: w->code_point + count_between(w, w->row.start, byte);
	p->nfar++;
	return place->code_point;
}

static int64_t place(const struct work *w, size_t byte)
{
	return byte >= w->row.start && byte <= w->row.end
	               ? w->code_point + count_between(w, w->row.start, byte)
	               : place_far(w, byte);
}

static bool says_number(const struct work *w, struct str record,
                        const char *member, int64_t n)
{
	return str_is(json_member(record, member),
	              arena_printf(w->arena, "%lld", (long long)n));
}

/* Does the passage stand for another part of a cell of this file? */
static bool is_of_another_part(const struct work *w, struct str key,
                               int64_t start, int64_t end)
{
	struct str record = table_known(w, &passages_kind, key);

	return record.len > 0 &&
	       str_eq(json_member_text(w->arena, record, "edition"),
	              w->plan->sha256) &&
	       !(says_number(w, record, "start", start) &&
	         says_number(w, record, "end", end));
}

enum err_code table_put_passage(struct work *w, struct str said_by,
                                struct str column, size_t part,
                                const struct cell *cell, struct str *id,
                                struct err *e)
{
	int64_t start = place(w, cell->start),
		end = start + utf8_count(raw(w, cell)).code_points;
	struct str key = table_key(w, column, part);
	struct own own;
	json_t *body = json_pack(
		"{s:o, s:o, s:I, s:I, s:o, s:o}", "source",
		json_from(w->plan->source_id), "edition",
		json_from(w->plan->sha256), "start", (json_int_t)start, "end",
		(json_int_t)end, "sha256",
		json_from(digest_of(w->arena, raw(w, cell))), "locator",
		json_from(utf8_shorten(
			w->arena,
			str_from(arena_printf(w->arena, "row %.*s, %.*s",
	                                      STR_ARG(w->shown),
	                                      STR_ARG(column))),
			300)));
	enum err_code rc;

	if (is_of_another_part(w, key, start, end))
		key = said_by;
	rc = table_put_own(w, &passages_kind, key, body, &own, e);

	*id = own.id;
	return rc;
}

/* ---- what is told of a value ---------------------------------------------- */

struct naming {
	struct work *work;
	enum err_code failed;
	struct err *e;
};

static struct str key_of(void *arg, const struct kind *k, struct str ref,
                         const char *pointer)
{
	struct naming *n = arg;
	struct row row;
	enum err_code rc;

	(void)pointer;
	if (n->failed != ERR_OK)
		return (struct str){ 0 };
	rc = store_find(n->work->tx, &k->entity, ref, n->work->arena, &row,
	                n->e);
	n->failed = err_allow_absent(rc, n->e);
	return rc == ERR_OK ? row.values[COLUMN_KEY].text : (struct str){ 0 };
}

/* A value of the field, with keys where records have ids, for people to read.
 * Takes value over. */
static enum err_code put_readable(struct work *w, const char *name,
                                  const struct field *f, json_t *value,
                                  struct buf *list, struct err *e)
{
	struct naming n = { .work = w, .e = e };
	bool is_item = (f->flags & F_LIST) != 0 && !json_is_array(value);
	json_t *holder = json_own(w->arena, json_object());
	struct buf text;

	json_object_set_new(holder, f->name,
	                    is_item ? json_pack("[o]", value) : value);
	refs_map(w->plan->map.kind, holder, w->arena, key_of, &n);
	value = json_object_get(holder, f->name);
	buf_init(&text, w->arena);
	json_canonical(&text, is_item ? json_array_get(value, 0) : value);
	json_put_value(list, name, buf_text(&text));
	return n.failed;
}

static enum err_code put_instead(struct work *w, const struct field *f,
                                 struct buf *list, struct err *e)
{
	json_t *record;
	enum err_code rc = json_read(w->arena, w->record, &record, e);

	return rc != ERR_OK ? rc
	                    : put_readable(w, "instead_of", f,
	                                   json_deep_copy(json_object_get(
						   record, f->name)),
	                                   list, e);
}

static enum err_code note_value(struct work *w, enum tally t,
                                const struct taken *v, struct err *e)
{
	const struct field *f = v->field;
	struct buf *list = table_note(w, t);
	enum err_code rc;

	if (list == NULL)
		return ERR_OK;
	json_put(list, "record", json_member_text(w->arena, w->record, "key"));
	json_put(list, "field", str_from(f->name));
	rc = put_readable(w, "value", f, json_deep_copy(v->value), list, e);
	if (rc == ERR_OK && t == TALLY_CONFLICTS)
		rc = put_instead(w, f, list, e);
	table_note_end(w, t);
	return rc;
}

static enum err_code compare(struct work *w, const struct taken *v,
                             struct err *e)
{
	struct str ours = json_member(w->record, v->field->name);
	struct buf theirs;

	if (ours.len == 0)
		return ERR_OK;
	buf_init(&theirs, w->arena);
	json_canonical(&theirs, v->value);
	return agreement_of(w->arena, v->field, ours, buf_text(&theirs)) ==
	                       AGREE_CONFLICTS
	               ? note_value(w, TALLY_CONFLICTS, v, e)
	               : ERR_OK;
}

static enum err_code put_assertion(struct work *w, const struct taken *v,
                                   struct err *e)
{
	struct str key = table_key(
		w,
		str_from(arena_printf(
			w->arena, "%.*s %.*s%.*s", STR_ARG(v->member->to),
			STR_ARG(v->member->from), STR_ARG(w->plan->map.mark))),
		v->part);
	struct str id;
	struct own own;
	enum err_code rc = table_put_passage(w, key, v->member->from, v->part,
	                                     &v->cell, &id, e);

	w->plan->now.n[TALLY_VALUES]++;
	if (rc == ERR_OK)
		rc = table_put_own(
			w, &assertions_kind, key,
			json_pack("{s:{s:s, s:o}, s:o, s:O, s:o}", "subject",
		                  "kind", w->plan->map.kind->entity.name, "id",
		                  json_from(w->id), "field",
		                  json_string(arena_printf(w->arena, "/%s",
		                                           v->field->name)),
		                  "value", v->value, "passage", json_from(id)),
			&own, e);
	if (rc != ERR_OK)
		return rc;
	if (own.is_new)
		w->plan->now.n[TALLY_NEW]++;
	else if (own.is_changed)
		rc = note_value(w, TALLY_CHANGED, v, e);
	return rc != ERR_OK ? rc : compare(w, v, e);
}

enum err_code table_put_evidence(struct work *w, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < w->ntaken && rc == ERR_OK; i++)
		if (!w->plan->now.looking.again ||
		    w->taken[i].member->is_of_rows)
			rc = put_assertion(w, &w->taken[i], e);
	return rc;
}
