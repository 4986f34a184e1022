/*
 * table_row.c - what a row says
 */
#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/table_import/table_work.h"
#include "server/registry/table_import/transform.h"

#define SHOWN_MAX 80 /* code points of its name in a report */

/* ---- what the row says --------------------------------------------------- */

static json_t *list_of(json_t *members, const char *name)
{
	json_t *list = json_object_get(members, name);

	if (list == NULL) {
		list = json_array();
		json_object_set_new(members, name, list);
	}
	return list;
}

/* Of a member that is no list the first value counts; each is asserted. */
static enum err_code take(void *arg, const struct cell *cell, json_t *value,
                          struct err *e)
{
	struct work *w = arg;
	const struct map_member *m = w->member;
	const char *name = m->field->name;
	json_t *item = value;

	(void)e;
	if (m->at != NULL) {
		item = m->as != NULL ? json_deep_copy(m->as) : json_object();
		json_object_set(item, m->at, value);
		json_own(w->arena, item);
	}
	if ((m->field->flags & F_LIST) != 0) {
		json_t *list = list_of(w->members, name);

		if (!table_has_item(list, item))
			json_array_append(list, item);
	} else if (json_object_get(w->members, name) == NULL) {
		json_object_set(w->members, name, item);
	}
	ARENA_GROW(w->arena, w->taken, w->ntaken, w->room);
	w->taken[w->ntaken++] =
		(struct taken){ m, *cell, w->part++, m->field, item };
	return ERR_OK;
}

/* Where a row is from is needed to tell its title from others'. */
static void refuse(void *arg, const struct cell *cell, const char *reason)
{
	struct work *w = arg;
	bool is_late = w->member->is_of_rows;

	w->is_place_unknown |= w->member->field->codes != NULL;
	w->is_late |= is_late;
	if (is_late == w->plan->now.looking.again)
		table_refuse(w, cell, reason);
}

/* Which record? Where there are several the first counts. */
static enum err_code take_named(void *arg, const struct cell *cell,
                                json_t *value, struct err *e)
{
	struct work *w = arg;

	(void)cell;
	(void)e;
	if (w->named.len == 0)
		w->named = json_str(value);
	return ERR_OK;
}

static enum err_code take_member(struct work *w, const struct map_member *m,
                                 value_fn *fn, struct err *e)
{
	const struct table *table = &w->plan->now.table;
	struct transforming t = { .tx = w->tx,
		                  .arena = w->arena,
		                  .table = table,
		                  .steps = m->steps,
		                  .field = m->scalar,
		                  .places =
		                          map_places(&w->plan->map, w->members),
		                  .take = fn,
		                  .refuse = refuse,
		                  .arg = w };
	struct cells cells;
	enum err_code rc = ERR_OK;

	w->member = m;
	w->column = m->from;
	w->part = 0;
	if (!condition_holds(table, w->arena, &w->row, m->only_if))
		return ERR_OK;
	table_cells(table, w->arena, &w->row, m->from, &cells);
	if (!w->plan->now.looking.again)
		table_refuse_nested(w, &cells);
	for (size_t i = 0; i < cells.n && rc == ERR_OK; i++)
		rc = transform(&t, &cells.items[i], e);
	return rc;
}

/* Where it is from is known before names are looked for. */
static enum err_code take_members(struct work *w, struct err *e)
{
	const struct table_map *map = &w->plan->map;
	enum err_code rc = ERR_OK;

	w->members = json_own(w->arena, json_object());
	if (map->record.from.len > 0)
		rc = take_member(w, &map->record, take_named, e);
	for (size_t i = 0; i < 2 * map->nmembers && rc == ERR_OK; i++) {
		const struct map_member *m = &map->members[i % map->nmembers];

		if ((m->field->codes != NULL) == (i < map->nmembers))
			rc = take_member(w, m, take, e);
	}
	return rc;
}

/* ---- a row --------------------------------------------------------------- */

/* What the columns that name it say. */
static bool name_row(struct work *w)
{
	const json_t *columns = json_object_get(w->plan->map.json, "row");
	struct buf name;

	buf_init(&name, w->arena);
	buf_puts(&name, "");
	for (size_t i = 0; i < json_array_size(columns); i++) {
		struct cells cells;

		table_cells(&w->plan->now.table, w->arena, &w->row,
		            json_str(json_array_get(columns, i)), &cells);
		if (cells.n > 0 && name.len > 0)
			buf_puts(&name, " ");
		if (cells.n > 0)
			buf_str(&name, cells.items[0].text);
	}
	w->shown = utf8_shorten(w->arena, buf_text(&name), SHOWN_MAX);
	w->name = table_slug(w->arena, buf_text(&name), ROW_NAME_MAX);
	return name.len > 0;
}

static const char *why_repeated(struct work *w, const json_t *before)
{
	long long number = json_integer_value(json_array_get(before, 1));
	const char *unit = w->row.item > 0 ? "item" : "line";
	struct str first = json_str(json_array_get(before, 2));

	if (str_eq(first, w->shown))
		return arena_printf(w->arena, "is the row of %s %lld again",
		                    unit, number);
	return arena_printf(w->arena,
	                    "its name differs from that of %s %lld, %.*s, in "
	                    "case or punctuation only",
	                    unit, number, STR_ARG(first));
}

/* Rows of the same name: only the first counts. */
static bool is_repeated(struct work *w)
{
	const char *name = arena_str(w->arena, w->name).p;
	const json_t *first = json_object_get(w->plan->seen, name);
	json_int_t start = (json_int_t)w->row.start;
	size_t number = w->row.item > 0 ? w->row.item : w->row.line;

	if (first == NULL) {
		json_object_set_new(w->plan->seen, name,
		                    json_pack("[I, I, o]", start,
		                              (json_int_t)number,
		                              json_from(w->shown)));
		return false;
	}
	if (json_integer_value(json_array_get(first, 0)) == start)
		return false; /* a step that was undone */
	table_skip(w, why_repeated(w, first));
	return true;
}

static bool is_wanted(struct work *w)
{
	struct table_plan *p = w->plan;

	if (w->row.wrong != NULL) {
		table_skip(w, w->row.wrong);
		return false;
	}
	if (!condition_holds(&p->now.table, w->arena, &w->row,
	                     json_object_get(p->map.json, "only_if"))) {
		p->now.n[TALLY_LEFT_OUT]++;
		return false;
	}
	if (!name_row(w)) {
		table_skip(w, "has nothing in the columns that name it");
		return false;
	}
	return !is_repeated(w);
}

static enum err_code find_again(struct work *w, struct err *e)
{
	struct table_plan *p = w->plan;
	struct progress before = p->now;
	enum err_code rc = table_find_record(w, e);

	table_tally_back(p, &before, TALLY_MATCHED);
	table_tally_back(p, &before, TALLY_SKIPPED);
	return rc;
}

static enum err_code look_again(struct work *w, struct err *e)
{
	enum err_code rc;

	(void)name_row(w);
	rc = take_members(w, e);
	if (rc == ERR_OK)
		rc = find_again(w, e);
	if (rc == ERR_OK && w->id.len > 0)
		rc = table_read_known(w, e);
	return rc == ERR_OK && w->id.len > 0 ? table_put_evidence(w, e) : rc;
}

static enum err_code look_at(struct work *w, struct err *e)
{
	struct table_plan *p = w->plan;
	struct looking *l = &p->now.looking;
	enum err_code rc;

	p->now.n[TALLY_ROWS]++;
	if (!is_wanted(w))
		return ERR_OK;
	rc = take_members(w, e);
	if (rc == ERR_OK && w->is_late) {
		ARENA_GROW(p->arena, p->late, l->nlate, p->late_room);
		p->late[l->nlate++] = l->row - 1;
	}
	if (rc == ERR_OK)
		rc = table_find_record(w, e);
	if (rc != ERR_OK || w->id.len == 0)
		return rc;
	rc = table_read_known(w, e);
	if (rc == ERR_OK)
		rc = table_put_evidence(w, e);
	return rc != ERR_OK ? rc : table_put_classes(w, e);
}

enum err_code table_take_in_row(struct work *w, struct err *e)
{
	struct table_plan *p = w->plan;
	struct str before = { p->bytes.p + p->now.byte,
		              w->row.start - p->now.byte };

	p->now.code_point += utf8_count(before).code_points;
	p->now.byte = w->row.start;
	w->code_point = p->now.code_point;
	return p->now.looking.again ? look_again(w, e) : look_at(w, e);
}
