/*
 * lineage.c - a walk over relations, from the later text to the earlier one
 * and back
 */
#include "server/registry/law/lineage.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/base/date.h"
#include "lib/data/jsontext.h"
#include "lib/store/store.h"
#include "server/registry/law/relation.h"
#include "server/registry/law/timeline.h"
#include "server/registry/model/json.h"
#include "server/registry/model/show.h"
#include "server/registry/model/walk.h"

/* ---- what is a step ------------------------------------------------------ */

enum {
	WAY_FORWARD = 1 << 0,  /* it is stated of the earlier text */
	WAY_TAKES_UP = 1 << 1, /* the later says again what the earlier says */
	WAY_TO_LATER = 1 << 2, /* nobody asks for it from the later */
};

/* The types that lead from an earlier text to a later one. */
static const struct way {
	const char *type;
	unsigned flags;
} ways[] = {
	{ "takes_up", WAY_TAKES_UP },
	{ "makes_binding", WAY_TAKES_UP },
	{ "references_as_standard", WAY_TAKES_UP },
	{ "implements", WAY_TAKES_UP },
	{ "transposes", WAY_TAKES_UP },
	{ "based_on", WAY_TAKES_UP },
	{ "modelled_on", WAY_TAKES_UP },
	{ "derived_from", WAY_TAKES_UP },
	{ "led_to", WAY_FORWARD | WAY_TAKES_UP },
	{ "proposes", WAY_FORWARD | WAY_TAKES_UP },
	{ "under", 0 },
	{ "references", 0 },
	{ "new_edition_of", 0 },
	{ "supersedes", 0 },
	{ "amends", WAY_TO_LATER },
	{ "repeals", 0 },
};

static bool is_way(const struct way *way, unsigned flag)
{
	return (way->flags & flag) != 0;
}

static const struct way *way_of(const struct row *relation)
{
	struct str type = kind_text(&relations_kind, relation->values, "type");

	for (size_t i = 0; i < COUNT(ways); i++)
		if (str_is(type, ways[i].type))
			return &ways[i];
	return NULL;
}

/* ---- the texts ----------------------------------------------------------- */

/* What the steps need to know of a text. */
struct end {
	struct str id, shown, force;
	struct str made_on;     /* the first of its dates, or absent */
	char made[DAY_LEN + 1]; /* the first day it may have been made */
};

/* Of a text that is not made yet nothing binds. */
static const char *const made_by[] = { "adopted_on", "signed_on",
	                               "published_on", "in_force_on" };

static void note_date(struct end *end, struct str date)
{
	struct day_range range;

	if (!date_range(date, &range) ||
	    (end->made[0] != '\0' && strcmp(range.first, end->made) >= 0))
		return;
	memcpy(end->made, range.first, sizeof(end->made));
	end->made_on = date;
}

static struct end end_of(struct arena *a, const struct row *row)
{
	struct end end = { .id = arena_str(a, row->values[COLUMN_ID].text),
		           .force = arena_str(a, kind_text(&instruments_kind,
		                                           row->values,
		                                           "force")) };
	struct buf shown;

	for (size_t i = 0; i < COUNT(made_by); i++)
		note_date(&end, kind_text(&instruments_kind, row->values,
		                          made_by[i]));
	if (end.made_on.len == 0)
		end.made_on = kind_text(&instruments_kind, row->values,
		                        "proposed_on");
	end.made_on = arena_str(a, end.made_on);
	buf_init(&shown, a);
	show_ids(&shown, row);
	json_put_member(&shown, "title", row->record);
	end.shown = buf_text(&shown);
	return end;
}

static enum err_code find_end(const struct show_context *r, struct str id,
                              struct end *out, struct err *e)
{
	struct row row;
	enum err_code rc = store_find(r->tx, &instruments_kind.entity, id,
	                              r->arena, &row, e);

	if (rc == ERR_OK)
		*out = end_of(r->arena, &row);
	return rc;
}

/* As it was on a day. */
static struct str force_on(const struct end *end, const struct day_range *on)
{
	return end->made[0] != '\0' && strcmp(on->last, end->made) < 0
	               ? STR("none")
	               : end->force;
}

/* ---- the walk ------------------------------------------------------------ */

struct step {
	struct step *next;
	char day[DAY_LEN + 1]; /* it is sorted by, */
	size_t place;          /* and by when it was found */
	struct str text;
};

struct lineage {
	const struct show_context *reading;
	const struct lineage_view *view;
	struct step *steps;
	size_t n;
	bool up;
	int64_t depth;   /* of the steps from the text at hand */
	struct end at;   /* the text at hand */
	json_t *met;     /* ids of texts that were come to */
	struct str *ids; /* the same, in order */
	size_t nids, room;
};

static void begin_step(const struct lineage *l, struct buf *out,
                       struct str date, const char *direction, int64_t depth,
                       struct str step)
{
	buf_init(out, l->reading->arena);
	buf_printf(out,
	           "{\"on\":\"%.*s\",\"direction\":\"%s\",\"depth\":%" PRId64
	           ",\"step\":\"%.*s\"",
	           STR_ARG(date), direction, depth, STR_ARG(step));
}

static void end_step(struct lineage *l, const struct day_range *on,
                     struct buf *text)
{
	struct step *s = arena_alloc(l->reading->arena, sizeof(*s));

	buf_puts(text, "}");
	*s = (struct step){ .next = l->steps,
		            .place = l->n++,
		            .text = buf_text(text) };
	memcpy(s->day, on->last, sizeof(s->day));
	l->steps = s;
}

static void meet(struct lineage *l, struct str id)
{
	if (json_object_getn(l->met, id.p, id.len) != NULL)
		return;
	json_object_setn_new(l->met, id.p, id.len, json_true());
	ARENA_GROW(l->reading->arena, l->ids, l->nids, l->room);
	l->ids[l->nids++] = arena_str(l->reading->arena, id);
}

static enum err_code write_provision(struct lineage *l, struct str id,
                                     struct buf *out, struct err *e)
{
	struct row row;
	enum err_code rc;

	if (id.len == 0)
		return ERR_OK;
	rc = store_find(l->reading->tx, &provisions_kind.entity, id,
	                l->reading->arena, &row, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(out, ",\"provision\":{");
	show_ids(out, &row);
	json_put_member(out, "label", row.record);
	json_put_member(out, "heading", row.record);
	buf_puts(out, "}");
	return ERR_OK;
}

/* One of the two texts of a step, at the time of the step or before. */
struct side {
	const struct end *end;
	struct str provision;
	const struct day_range *on;
};

static enum err_code write_sides(struct lineage *l, const struct side *sides,
                                 struct buf *out, struct err *e)
{
	static const char *const names[] = { "before", "after" };
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < COUNT(names) && rc == ERR_OK; i++) {
		const struct side *s = &sides[i];

		buf_printf(out, ",\"%s\":{%.*s,\"force\":\"%.*s\"", names[i],
		           STR_ARG(s->end->shown),
		           STR_ARG(force_on(s->end, s->on)));
		rc = write_provision(l, s->provision, out, e);
		buf_puts(out, "}");
	}
	return rc;
}

static enum err_code write_passage(struct lineage *l, struct str id,
                                   const char **between, struct buf *out,
                                   struct err *e)
{
	struct row row;
	enum err_code rc;

	if (id.len == 0)
		return ERR_OK;
	rc = store_find(l->reading->tx, &passages_kind.entity, id,
	                l->reading->arena, &row, e);
	if (rc != ERR_OK)
		return rc;
	buf_printf(out, "%s{", *between);
	show_ids(out, &row);
	buf_puts(out, "}");
	*between = ",";
	return ERR_OK;
}

static enum err_code write_passages(struct lineage *l, const struct row *row,
                                    struct buf *out, struct err *e)
{
	static const char *const ends[] = { "from_passage", "to_passage" };
	struct str list = json_member(row->record, "passages"), item;
	const char *between = "";
	enum err_code rc = ERR_OK;
	size_t at = 0;

	buf_puts(out, ",\"passages\":[");
	while (rc == ERR_OK && list.len > 0 && json_items(list, &at, &item))
		rc = write_passage(l, json_unquote(l->reading->arena, item),
		                   &between, out, e);
	for (size_t i = 0; i < COUNT(ends) && rc == ERR_OK; i++)
		rc = write_passage(
			l, kind_text(&relations_kind, row->values, ends[i]),
			&between, out, e);
	buf_puts(out, "]");
	return rc;
}

/* What a relation says of itself. */
static const char *const said[] = { "basis",  "rationale",  "limits",
	                            "review", "confidence", "note" };

static enum err_code write_step(struct lineage *l, const struct row *row,
                                const struct way *way, const struct end *other,
                                struct str date, struct err *e)
{
	bool forward = is_way(way, WAY_FORWARD);
	struct str type = str_from(way->type),
		   from = kind_text(&relations_kind, row->values,
	                            "from_provision"),
		   to = kind_text(&relations_kind, row->values, "to_provision");
	struct day_range on;
	struct side sides[] = {
		{ l->up ? other : &l->at, forward ? from : to, &on },
		{ l->up ? &l->at : other, forward ? to : from, &on },
	};
	struct buf out;
	enum err_code rc;

	if (!date_range(date, &on))
		return ERR_OK;
	begin_step(l, &out, date, l->up ? "up" : "down", l->depth,
	           forward ? type : str_from(relation_inverse(type)));
	buf_puts(&out, ",\"relation\":{");
	show_ids(&out, row);
	buf_puts(&out, "}");
	rc = write_sides(l, sides, &out, e);
	for (size_t i = 0; i < COUNT(said); i++)
		json_put_member(&out, said[i], row->record);
	if (rc == ERR_OK)
		rc = write_passages(l, row, &out, e);
	end_step(l, &on, &out);
	return rc;
}

static bool is_asked_for(const struct lineage *l, const struct row *row)
{
	return l->view->basis.len == 0 ||
	       str_eq(kind_text(&relations_kind, row->values, "basis"),
	              l->view->basis);
}

/* A relation of the text at hand that leads on. */
static enum err_code follow(struct lineage *l, const struct row *row,
                            bool from_here, struct err *e)
{
	const struct way *way = way_of(row);
	struct str date = kind_text(&relations_kind, row->values, "on");
	struct end other;
	enum err_code rc;

	/* stated of the later text, a step leads up from it */
	if (way == NULL || (from_here != is_way(way, WAY_FORWARD)) != l->up ||
	    (l->up && is_way(way, WAY_TO_LATER)) || !is_asked_for(l, row))
		return ERR_OK;
	rc = find_end(l->reading,
	              kind_text(&relations_kind, row->values,
	                        from_here ? "to" : "from"),
	              &other, e);
	if (rc != ERR_OK)
		return rc;
	if (date.len == 0)
		date = l->up ? l->at.made_on : other.made_on;
	if (date.len == 0)
		return ERR_OK;
	meet(l, other.id);
	return write_step(l, row, way, &other, date, e);
}

static enum err_code follow_from(void *arg, struct arena *a,
                                 const struct row *row, struct err *e)
{
	(void)a;
	return follow(arg, row, true, e);
}

static enum err_code follow_to(void *arg, struct arena *a,
                               const struct row *row, struct err *e)
{
	(void)a;
	return follow(arg, row, false, e);
}

static enum err_code each_relation(struct tx *tx, struct str id, walk_fn *from,
                                   walk_fn *to, void *arg, struct err *e)
{
	struct value of = value_text(id);
	struct condition is_from = walk_where(&relations_kind, "from", &of),
			 is_to = walk_where(&relations_kind, "to", &of);
	enum err_code rc =
		walk_records(tx, &relations_kind, &is_from, 1, from, arg, e);

	return rc != ERR_OK ? rc
	                    : walk_records(tx, &relations_kind, &is_to, 1, to,
	                                   arg, e);
}

/* Texts are come to in the order of their depth. */
static enum err_code walk(struct lineage *l, struct str start, bool up,
                          struct err *e)
{
	enum err_code rc = ERR_OK;
	size_t last = 1; /* of the texts that are as deep as the one at hand */

	l->up = up;
	l->depth = 1;
	l->nids = 0;
	l->met = json_own(l->reading->arena, json_object());
	meet(l, start);
	for (size_t i = 0; i < l->nids && rc == ERR_OK; i++) {
		if (i == last) {
			last = l->nids;
			l->depth++;
		}
		if (l->depth > l->view->depth)
			return ERR_OK;
		rc = find_end(l->reading, l->ids[i], &l->at, e);
		if (rc == ERR_OK)
			rc = each_relation(l->reading->tx, l->ids[i],
			                   follow_from, follow_to, l, e);
	}
	return rc;
}

/* ---- its own dates ------------------------------------------------------- */

/* The day before, for what binds from this one on. */
static const struct day_range long_ago = { "0000-01-01", "0000-01-01" };

static enum err_code add_own(struct lineage *l, const struct row *row,
                             const struct field *f, struct err *e)
{
	struct str date = kind_text(&instruments_kind, row->values, f->name);
	char *field = arena_printf(l->reading->arena, "/%s", f->name);
	struct day_range on;
	struct side sides[] = { { .end = &l->at, .on = &on },
		                { .end = &l->at, .on = &on } };
	struct buf out;
	enum err_code rc;

	if (!date_range(date, &on))
		return ERR_OK;
	if (strcmp(on.first, l->at.made) <= 0)
		sides[0].on = &long_ago;
	begin_step(l, &out, date, "own", 0,
	           (struct str){ f->name, strlen(f->name) - 3 });
	json_put(&out, "field", str_from(field));
	rc = write_sides(l, sides, &out, e);
	if (rc == ERR_OK)
		rc = timeline_passages(l->reading, &instruments_kind, row,
		                       field, &out, e);
	end_step(l, &on, &out);
	return rc;
}

static enum err_code add_all_own(struct lineage *l, const struct row *row,
                                 struct err *e)
{
	const struct entity *t = &instruments_kind.entity;
	enum err_code rc = ERR_OK;

	l->at = end_of(l->reading->arena, row);
	for (size_t i = 0; i < t->nfields && rc == ERR_OK; i++)
		if (t->fields[i].type == FIELD_DATE)
			rc = add_own(l, row, &t->fields[i], e);
	return rc;
}

/* ---- the whole ----------------------------------------------------------- */

static int by_day(const void *a, const void *b)
{
	const struct step *x = *(const struct step *const *)a,
			  *y = *(const struct step *const *)b;
	int days = strcmp(x->day, y->day);

	return days != 0 ? days : (x->place > y->place) - (x->place < y->place);
}

static void write_sorted(const struct lineage *l, struct buf *out)
{
	const struct step **all =
		arena_alloc(l->reading->arena, (l->n + 1) * sizeof(*all));
	size_t n = 0;

	for (const struct step *s = l->steps; s != NULL; s = s->next)
		all[n++] = s;
	if (n > 0)
		qsort(all, n, sizeof(*all), by_day);
	for (size_t i = 0; i < n; i++) {
		buf_puts(out, i > 0 ? ",\n" : "");
		buf_str(out, all[i]->text);
	}
}

enum err_code lineage_write(const struct show_context *r,
                            const struct row *instrument,
                            const struct lineage_view *v, struct buf *out,
                            struct err *e)
{
	struct str id = instrument->values[COLUMN_ID].text;
	struct lineage l = { .reading = r, .view = v };
	enum err_code rc = add_all_own(&l, instrument, e);

	if (rc == ERR_OK)
		rc = walk(&l, id, true, e);
	if (rc == ERR_OK)
		rc = walk(&l, id, false, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "{\"subject\":");
	show_subject(r->arena, &instruments_kind, instrument, out);
	buf_puts(out, ",\n\"items\":[\n");
	write_sorted(&l, out);
	buf_printf(out, "\n],\n\"total\":%zu}\n", l.n);
	return ERR_OK;
}

/* ---- what became hard ---------------------------------------------------- */

struct growing {
	struct draft *draft;
	const char *sought; /* the force of the other end */
	bool up;            /* which is the earlier text */
	bool found;
};

static enum err_code look(struct growing *g, const struct row *row,
                          bool from_here, struct err *e)
{
	const struct way *way = way_of(row);
	struct row other;
	enum err_code rc;

	if (g->found || way == NULL || !is_way(way, WAY_TAKES_UP) ||
	    (from_here != is_way(way, WAY_FORWARD)) != g->up ||
	    !str_is(kind_text(&relations_kind, row->values, "basis"), "stated"))
		return ERR_OK;
	rc = store_find(g->draft->tx, &instruments_kind.entity,
	                kind_text(&relations_kind, row->values,
	                          from_here ? "to" : "from"),
	                g->draft->arena, &other, e);
	g->found = rc == ERR_OK &&
	           str_is(kind_text(&instruments_kind, other.values, "force"),
	                  g->sought);
	return rc;
}

static enum err_code look_from(void *arg, struct arena *a,
                               const struct row *row, struct err *e)
{
	(void)a;
	return look(arg, row, true, e);
}

static enum err_code look_to(void *arg, struct arena *a, const struct row *row,
                             struct err *e)
{
	(void)a;
	return look(arg, row, false, e);
}

enum err_code lineage_derive(struct draft *d)
{
	struct str force =
		kind_text(&instruments_kind, d->row->values, "force");
	bool soft = str_is(force, "soft"), hard = str_is(force, "hard");
	struct growing g = { .draft = d,
		             .sought = soft ? "hard" : "soft",
		             .up = hard };
	struct err why;
	enum err_code rc = ERR_OK;

	err_init(&why, d->arena);
	if (soft || hard)
		rc = each_relation(d->tx, d->row->values[COLUMN_ID].text,
		                   look_from, look_to, &g, &why);
	if (rc != ERR_OK)
		return err_set(d->err, rc, "%s", why.detail);
	kind_set_value(&instruments_kind, d->row->values, "became_hard",
	               value_integer(soft && g.found));
	kind_set_value(&instruments_kind, d->row->values, "grew_out_of_soft",
	               value_integer(hard && g.found));
	return ERR_OK;
}
