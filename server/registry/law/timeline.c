/*
 * timeline.c - gathering steps, sorting them, and what they rest on
 */
#include "server/registry/law/timeline.h"

#include <stdlib.h>

#include "lib/base/date.h"
#include "lib/data/jsontext.h"
#include "lib/store/store.h"
#include "server/registry/evidence/agreement.h"
#include "server/registry/law/law.h"
#include "server/registry/model/pointer.h"
#include "server/registry/model/show.h"
#include "server/registry/model/walk.h"

extern struct kind instruments_kind, provisions_kind, assertions_kind,
	passages_kind;

struct item {
	struct item *next;
	char day[DAY_LEN + 1]; /* it is sorted by */
	size_t place;          /* and else by when it was found */
	struct str text;
};

struct timeline {
	const struct show_context *reading;
	struct item *items;
	size_t n;
};

/* A record, and the passages that agree with a member of it. */
struct agreeing {
	const struct show_context *reading;
	const struct kind *kind;
	const struct row *row;
	struct buf *passages;
};

static void add_item(struct timeline *t, struct str date, const struct buf *b)
{
	struct item *i = arena_alloc(t->reading->arena, sizeof(*i));
	struct day_range range;

	*i = (struct item){ .next = t->items,
		            .place = t->n++,
		            .text = buf_text(b) };
	if (date_range(date, &range))
		memcpy(i->day, range.last, sizeof(i->day));
	t->items = i;
}

/* ---- what a step rests on ---------------------------------------------- */

static enum err_code add_passage(void *arg, struct arena *a,
                                 const struct row *row, struct err *e)
{
	struct agreeing *g = arg;
	struct str pointer = kind_text(&assertions_kind, row->values, "field");
	const struct field *f = pointer_field(&g->kind->entity, pointer);
	struct row passage;
	enum err_code rc;

	if (agreement_of(a, f, pointer_value(g->row->record, pointer),
	                 json_member(row->record, "value")) >= AGREE_UNRESOLVED)
		return ERR_OK;
	rc = store_find(g->reading->tx, &passages_kind.entity,
	                kind_text(&assertions_kind, row->values, "passage"), a,
	                &passage, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(g->passages, g->passages->len > 0 ? ",{" : "{");
	show_ids(g->passages, &passage);
	buf_puts(g->passages, "}");
	return ERR_OK;
}

enum err_code timeline_passages(const struct show_context *r,
                                const struct kind *k, const struct row *row,
                                const char *field, struct buf *out,
                                struct err *e)
{
	struct value kind = value_text(str_from(k->entity.name)),
		     id = row->values[COLUMN_ID],
		     pointer = value_text(str_from(field));
	struct condition about[] = {
		walk_where(&assertions_kind, "subject.kind", &kind),
		walk_where(&assertions_kind, "subject.id", &id),
		walk_where(&assertions_kind, "field", &pointer),
	};
	struct buf passages;
	struct agreeing g = {
		.reading = r, .kind = k, .row = row, .passages = &passages
	};
	enum err_code rc;

	buf_init(&passages, r->arena);
	buf_puts(&passages, "");
	rc = walk_records(r->tx, &assertions_kind, about, COUNT(about),
	                  add_passage, &g, e);
	buf_printf(out, ",\"passages\":[%s]", passages.data);
	return rc;
}

/* ---- the instrument's own steps ---------------------------------------- */

static enum err_code add_own(struct timeline *t, const struct row *row,
                             const struct field *f, struct err *e)
{
	struct str date = kind_text(&instruments_kind, row->values, f->name);
	char *field = arena_printf(t->reading->arena, "/%s", f->name);
	struct buf out;
	enum err_code rc;

	if (date.len == 0)
		return ERR_OK;
	buf_init(&out, t->reading->arena);
	/* "in_force_on" is the step "in_force" */
	buf_printf(&out, "{\"on\":\"%.*s\",\"step\":\"%.*s\",\"field\":\"%s\"",
	           STR_ARG(date), (int)strlen(f->name) - 3, f->name, field);
	rc = timeline_passages(t->reading, &instruments_kind, row, field, &out,
	                       e);
	buf_puts(&out, "}");
	add_item(t, date, &out);
	return rc;
}

/* ---- its provisions' --------------------------------------------------- */

static enum err_code write_by(struct timeline *t, struct str rule,
                              struct buf *out, struct err *e)
{
	struct str id = json_member(rule, "by");
	struct row by;
	enum err_code rc;

	if (id.len == 0)
		return ERR_OK;
	rc = store_find(t->reading->tx, &instruments_kind.entity,
	                json_unquote(t->reading->arena, id), t->reading->arena,
	                &by, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(out, ",\"by\":{");
	show_ids(out, &by);
	buf_puts(out, "}");
	return ERR_OK;
}

static enum err_code add_rule(struct timeline *t, const struct row *row,
                              struct str rule, bool current,
                              struct str passages, struct err *e)
{
	struct arena *a = t->reading->arena;
	struct str on = json_unquote(a, json_member(rule, "on"));
	struct buf out;
	enum err_code rc;

	buf_init(&out, a);
	buf_printf(&out,
	           "{\"on\":\"%.*s\",\"step\":\"applies\","
	           "\"provision\":{",
	           STR_ARG(on));
	show_ids(&out, row);
	json_put_member(&out, "path", row->record);
	json_put_member(&out, "label", row->record);
	json_put_member(&out, "heading", row->record);
	buf_puts(&out, "}");
	json_put_member(&out, "from", rule);
	json_put_member(&out, "note", rule);
	buf_printf(&out, ",\"current\":%s", current ? "true" : "false");
	rc = write_by(t, rule, &out, e);
	buf_str(&out, passages);
	buf_puts(&out, "}");
	add_item(t, on, &out);
	return rc;
}

static enum err_code add_provision(void *arg, struct arena *a,
                                   const struct row *row, struct err *e)
{
	struct timeline *t = arg;
	struct str rules = json_member(row->record, "application"), rule;
	struct law_latest latest;
	struct buf passages;
	size_t at = 0;
	enum err_code rc;

	(void)a;
	if (rules.len == 0)
		return ERR_OK;
	latest = law_latest(t->reading, rules);
	buf_init(&passages, t->reading->arena);
	rc = timeline_passages(t->reading, &provisions_kind, row,
	                       "/application", &passages, e);
	while (rc == ERR_OK && json_items(rules, &at, &rule))
		if (law_is_known(t->reading, rule))
			rc = add_rule(t, row, rule,
			              law_counts(t->reading, &latest, rule),
			              buf_text(&passages), e);
	return rc;
}

static enum err_code add_provisions(struct timeline *t, struct str instrument,
                                    struct err *e)
{
	struct value id = value_text(instrument);
	struct condition where =
		walk_where(&provisions_kind, "instrument", &id);

	return walk_records(t->reading->tx, &provisions_kind, &where, 1,
	                    add_provision, t, e);
}

/* ---- the whole --------------------------------------------------------- */

static int by_day(const void *a, const void *b)
{
	const struct item *x = *(const struct item *const *)a,
			  *y = *(const struct item *const *)b;
	int days = strcmp(x->day, y->day);

	return days != 0 ? days : (x->place > y->place) - (x->place < y->place);
}

static void write_sorted(struct timeline *t, struct buf *out)
{
	const struct item **all =
		arena_alloc(t->reading->arena, (t->n + 1) * sizeof(*all));
	size_t n = 0;

	for (const struct item *i = t->items; i != NULL; i = i->next)
		all[n++] = i;
	qsort(all, n, sizeof(*all), by_day);
	for (size_t i = 0; i < n; i++) {
		buf_puts(out, i > 0 ? ",\n" : "");
		buf_str(out, all[i]->text);
	}
}

enum err_code timeline_write(const struct show_context *r,
                             const struct row *instrument, struct buf *out,
                             struct err *e)
{
	const struct entity *entity = &instruments_kind.entity;
	struct timeline t = { .reading = r };
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < entity->nfields && rc == ERR_OK; i++)
		if (entity->fields[i].type == FIELD_DATE)
			rc = add_own(&t, instrument, &entity->fields[i], e);
	if (rc == ERR_OK)
		rc = add_provisions(&t, instrument->values[COLUMN_ID].text, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "{\"subject\":{\"kind\":\"instruments\",");
	show_ids(out, instrument);
	buf_puts(out, "},\n\"items\":[\n");
	write_sorted(&t, out);
	buf_printf(out, "\n],\n\"total\":%zu}\n", t.n);
	return ERR_OK;
}
