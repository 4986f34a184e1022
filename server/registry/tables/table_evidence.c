/*
 * table_evidence.c - a passage at each cell, and the assertion that rests on it
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
                                struct err *e)
{
	const char *name = arena_str(w->arena, key).p;
	int64_t start = place(w, cell->start);
	struct write write = { 0 };
	json_t *body;

	if (json_object_get(w->written, name) != NULL)
		return ERR_OK;
	json_object_set_new(w->written, name, json_true());
	body = json_pack(
		"{s:s, s:o, s:o, s:I, s:I, s:o, s:o}", "key", name, "source",
		json_from(w->plan->source), "edition",
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
	return table_put(w, &passages_kind, body, &write, e);
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
	struct write write = { 0 };
	json_t *body;
	enum err_code rc =
		table_put_passage(w, passage, v->member->from, &v->cell, e);

	w->plan->now.n[TALLY_VALUES]++;
	if (rc != ERR_OK)
		return rc;
	body = json_pack(
		"{s:o, s:{s:s, s:o}, s:o, s:O, s:o}", "key", json_from(key),
		"subject", "kind", w->plan->map.kind->entity.name, "id",
		json_from(w->id), "field",
		json_string(arena_printf(w->arena, "/%.*s", STR_ARG(to))),
		"value", v->value, "passage", json_from(passage));
	rc = table_put(w, &assertions_kind, body, &write, e);
	if (rc == ERR_OK && write.created)
		w->plan->now.n[TALLY_NEW]++;
	else if (rc == ERR_OK && write.changed)
		note_value(w, TALLY_CHANGED, v);
	if (rc == ERR_OK)
		compare(w, v);
	return rc;
}

enum err_code table_put_evidence(struct work *w, struct err *e)
{
	enum err_code rc = ERR_OK;

	w->written = json_own(w->arena, json_object());
	for (size_t i = 0; i < w->ntaken && rc == ERR_OK; i++)
		rc = put_assertion(w, &w->taken[i], e);
	return rc;
}
