/*
 * table_evidence.c - a passage at each cell, and the assertion that cites it
 */
#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/evidence/agreement.h"
#include "server/registry/tables/table_work.h"

static struct str raw(const struct work *w, const struct cell *c)
{
	return (struct str){ w->plan->bytes.p + c->start, c->end - c->start };
}

static int64_t place(const struct work *w, size_t byte)
{
	struct str before = { w->plan->bytes.p + w->row.start,
		              byte - w->row.start };

	return w->code_point + utf8_count(before).code_points;
}

enum err_code table_put_passage(struct work *w, struct str key,
                                struct str column, const struct cell *cell,
                                struct str *id, struct err *e)
{
	int64_t start = place(w, cell->start);
	struct own own;
	json_t *body = json_pack(
		"{s:o, s:o, s:I, s:I, s:o, s:o}", "source",
		json_from(w->plan->source_id), "edition",
		json_from(w->plan->sha256), "start", (json_int_t)start, "end",
		(json_int_t)(start + utf8_count(raw(w, cell)).code_points),
		"sha256", json_from(digest_of(w->arena, raw(w, cell))),
		"locator",
		json_from(utf8_shorten(
			w->arena,
			str_from(arena_printf(w->arena, "row %.*s, %.*s",
	                                      STR_ARG(w->shown),
	                                      STR_ARG(column))),
			300)));
	enum err_code rc = table_put_own(w, &passages_kind, key, body, &own, e);

	*id = own.id;
	return rc;
}

static void note_value(struct work *w, enum tally t, const struct taken *v)
{
	struct buf *list = table_note(w, t), value;

	if (list == NULL)
		return;
	buf_init(&value, w->arena);
	json_canonical(&value, v->value);
	json_put(list, "record",
	         json_unquote(w->arena, json_member(w->record, "key")));
	json_put(list, "field", v->member->to);
	json_put_value(list, "value", buf_text(&value));
	if (t == TALLY_CONFLICTS)
		json_put_value(list, "instead_of",
		               json_member(w->record, v->member->field->name));
	table_note_end(w, t);
}

static void compare(struct work *w, const struct taken *v)
{
	struct str ours = json_member(w->record, v->member->field->name);
	struct buf theirs;

	if (ours.len == 0)
		return;
	buf_init(&theirs, w->arena);
	json_canonical(&theirs, v->value);
	if (agreement_of(w->arena, v->member->field, ours, buf_text(&theirs)) ==
	    AGREE_CONFLICTS)
		note_value(w, TALLY_CONFLICTS, v);
}

static enum err_code put_assertion(struct work *w, const struct taken *v,
                                   struct err *e)
{
	struct str to = v->member->to;
	struct str passage = table_key(w, v->member->from, v->part);
	struct str key = table_key(
		w,
		str_from(arena_printf(w->arena, "%.*s %.*s", STR_ARG(to),
	                              STR_ARG(v->member->from))),
		v->part);
	struct str id;
	struct own own;
	enum err_code rc = table_put_passage(w, passage, v->member->from,
	                                     &v->cell, &id, e);

	w->plan->now.n[TALLY_VALUES]++;
	if (rc == ERR_OK)
		rc = table_put_own(
			w, &assertions_kind, key,
			json_pack("{s:{s:s, s:o}, s:o, s:O, s:o}", "subject",
		                  "kind", w->plan->map.kind->entity.name, "id",
		                  json_from(w->id), "field",
		                  json_string(arena_printf(w->arena, "/%.*s",
		                                           STR_ARG(to))),
		                  "value", v->value, "passage", json_from(id)),
			&own, e);
	if (rc != ERR_OK)
		return rc;
	if (own.is_new)
		w->plan->now.n[TALLY_NEW]++;
	else if (own.is_changed)
		note_value(w, TALLY_CHANGED, v);
	compare(w, v);
	return ERR_OK;
}

enum err_code table_put_evidence(struct work *w, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < w->ntaken && rc == ERR_OK; i++)
		rc = put_assertion(w, &w->taken[i], e);
	return rc;
}
