/*
 * timeline.c - gathering steps, sorting them, and the evidence for them
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

/* A step, before anything is read that it shows. */
struct item {
	char day[DAY_LEN + 1]; /* it is sorted by,                        */
	struct str key, id;    /* the provision's; none for the instrument */
	size_t n;              /* which of its dates or application rows   */
};

struct timeline {
	const struct show_context *reading;
	const struct timeline_page *asked;
	struct item *items;
	size_t n, room;
};

/* A record, and the passages that agree with a member of it. */
struct agreeing {
	const struct show_context *reading;
	const struct kind *kind;
	const struct row *row;
	struct buf *passages;
	size_t n;
};

#define APPLIES STR("applies") /* the step of a provision */

struct str timeline_step(const struct field *f)
{
	return (struct str){ f->name, strlen(f->name) - strlen("_on") };
}

bool timeline_has_step(struct str step)
{
	const struct entity *t = &instruments_kind.entity;

	for (size_t i = 0; i < t->nfields; i++)
		if (t->fields[i].type == FIELD_DATE &&
		    str_eq(timeline_step(&t->fields[i]), step))
			return true;
	return false;
}

static bool fits(const struct timeline_page *p, const struct kind *k,
                 struct str step, struct str day)
{
	return (p->from.p == NULL || str_cmp(day, p->from) >= 0) &&
	       (p->to.p == NULL || str_cmp(day, p->to) <= 0) &&
	       (p->kind.p == NULL || str_is(p->kind, k->entity.name)) &&
	       (p->step.p == NULL || str_eq(p->step, step));
}

static void add_item(struct timeline *t, struct str date, struct str step,
                     const struct item *item)
{
	const struct kind *k =
		item->id.len > 0 ? &provisions_kind : &instruments_kind;
	struct day_range range;
	struct item *i;

	if (!date_range(date, &range))
		range.last[0] = '\0';
	if (!fits(t->asked, k, step, str_from(range.last)))
		return;
	ARENA_GROW(t->reading->arena, t->items, t->n, t->room);
	i = &t->items[t->n++];
	*i = *item;
	strcpy(i->day, range.last);
}

/* ---- the evidence for a step -------------------------------------------- */

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
	buf_puts(g->passages, g->n++ > 0 ? ",{" : "{");
	show_ids(g->passages, &passage);
	buf_puts(g->passages, "}");
	return g->n < TIMELINE_PASSAGES ? ERR_OK : ERR_ENOUGH;
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
	struct agreeing g = {
		.reading = r, .kind = k, .row = row, .passages = out
	};
	enum err_code rc;

	buf_puts(out, ",\"passages\":[");
	rc = walk_records(r->tx, &assertions_kind, about, COUNT(about),
	                  add_passage, &g, e);
	buf_puts(out, "]");
	return rc == ERR_ENOUGH ? ERR_OK : rc;
}

/* ---- the instrument's own steps ---------------------------------------- */

static void add_own(struct timeline *t, const struct row *row)
{
	const struct entity *entity = &instruments_kind.entity;

	for (size_t i = 0; i < entity->nfields; i++) {
		struct item own = { .key = STR(""), .id = STR(""), .n = i };
		struct str date;

		if (entity->fields[i].type != FIELD_DATE)
			continue;
		date = kind_text(&instruments_kind, row->values,
		                 entity->fields[i].name);
		if (date.len > 0)
			add_item(t, date, timeline_step(&entity->fields[i]),
			         &own);
	}
}

static enum err_code write_own(struct timeline *t, const struct row *row,
                               const struct item *item, struct buf *out,
                               struct err *e)
{
	const struct field *f = &instruments_kind.entity.fields[item->n];
	const char *field = arena_printf(t->reading->arena, "/%s", f->name);
	struct str date = kind_text(&instruments_kind, row->values, f->name);

	buf_printf(out, "{\"on\":\"%.*s\",\"step\":\"%.*s\",\"field\":\"%s\"",
	           STR_ARG(date), STR_ARG(timeline_step(f)), field);
	return timeline_passages(t->reading, &instruments_kind, row, field, out,
	                         e);
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

static enum err_code add_provision(void *arg, struct arena *a,
                                   const struct row *row, struct err *e)
{
	struct timeline *t = arg;
	struct arena *keep = t->reading->arena;
	struct str rules = json_member(row->record, "application"), rule;
	struct item item = { .n = 0 };
	size_t at = 0;

	(void)e;
	for (; json_items(rules, &at, &rule); item.n++) {
		if (!law_is_known(t->reading, rule))
			continue;
		if (item.id.p == NULL) {
			item.key =
				arena_str(keep, row->values[COLUMN_KEY].text);
			item.id = arena_str(keep, row->values[COLUMN_ID].text);
		}
		add_item(t, json_member_text(a, rule, "on"), APPLIES, &item);
	}
	return ERR_OK;
}

static enum err_code add_provisions(struct timeline *t, struct str instrument,
                                    struct err *e)
{
	struct value id = value_text(instrument);
	struct condition where[] = {
		walk_where(&provisions_kind, "instrument", &id),
		walk_where(&provisions_kind, "application.on", &id),
	};

	where[1].compare = CMP_EXISTS;
	return walk_records(t->reading->tx, &provisions_kind, where,
	                    COUNT(where), add_provision, t, e);
}

static struct str rule_of(struct str rules, size_t n)
{
	struct str rule = { 0 };
	size_t at = 0;

	while (json_items(rules, &at, &rule) && n-- > 0)
		;
	return rule;
}

static enum err_code write_rule(struct timeline *t, const struct item *item,
                                struct buf *out, struct err *e)
{
	struct arena *a = t->reading->arena;
	struct law_latest latest;
	struct str rules, rule;
	struct row row;
	enum err_code rc = store_find(t->reading->tx, &provisions_kind.entity,
	                              item->id, a, &row, e);

	if (rc != ERR_OK)
		return rc;
	rules = json_member(row.record, "application");
	rule = rule_of(rules, item->n);
	latest = law_latest(t->reading, rules);
	buf_puts(out, "{\"on\":");
	buf_str(out, json_member(rule, "on"));
	buf_puts(out, ",\"step\":\"applies\",\"provision\":{");
	show_ids(out, &row);
	json_put_member(out, "path", row.record);
	json_put_member(out, "label", row.record);
	json_put_member(out, "heading", row.record);
	buf_puts(out, "}");
	json_put_member(out, "from", rule);
	json_put_member(out, "note", rule);
	buf_printf(out, ",\"current\":%s",
	           law_counts(t->reading, &latest, rule) ? "true" : "false");
	rc = write_by(t, rule, out, e);
	return rc != ERR_OK ? rc
	                    : timeline_passages(t->reading, &provisions_kind,
	                                        &row, "/application", out, e);
}

/* ---- the whole --------------------------------------------------------- */

static int by_day(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int rc = strcmp(x->day, y->day);

	if (rc == 0)
		rc = str_cmp(x->key, y->key);
	return rc != 0 ? rc : (x->n > y->n) - (x->n < y->n);
}

static void note_place(struct timeline *t, const struct item *item,
                       struct timeline_page *page)
{
	page->place[0] = str_from(item->day);
	page->place[1] = item->key;
	page->place[2] =
		str_from(arena_printf(t->reading->arena, "%zu", item->n));
}

/* How many of the sorted steps were shown before. */
static size_t count_shown(const struct timeline *t,
                          const struct timeline_page *page)
{
	struct item last = { .key = page->place[1] };
	size_t n = 0;

	if (page->place[0].len != DAY_LEN)
		return 0;
	memcpy(last.day, page->place[0].p, DAY_LEN);
	last.n = (size_t)strtoull(page->place[2].p, NULL, 10);
	while (n < t->n && by_day(&t->items[n], &last) <= 0)
		n++;
	return n;
}

static enum err_code write_page(struct timeline *t, const struct row *row,
                                struct timeline_page *page, struct buf *out,
                                struct err *e)
{
	size_t first = count_shown(t, page);
	enum err_code rc = ERR_OK;

	for (size_t i = first; i < t->n && rc == ERR_OK; i++) {
		const struct item *item = &t->items[i];

		page->more = i - first == page->limit || out->len > page->bytes;
		if (page->more)
			break;
		buf_puts(out, i > first ? ",\n" : "");
		note_place(t, item, page);
		rc = item->id.len > 0 ? write_rule(t, item, out, e)
		                      : write_own(t, row, item, out, e);
		buf_puts(out, "}");
	}
	return rc;
}

/* How many days there are. */
static int64_t write_groups(const struct timeline *t, struct buf *out)
{
	int64_t n = 0;
	size_t end;

	for (size_t i = 0; i < t->n; i = end) {
		const char *day = t->items[i].day;

		end = i;
		while (end < t->n && strcmp(t->items[end].day, day) == 0)
			end++;
		buf_printf(out, "%s{\"on\":\"%s\",\"count\":%zu}",
		           n++ > 0 ? "," : "", day, end - i);
	}
	return n;
}

static enum err_code gather(struct timeline *t, const struct row *instrument,
                            struct err *e)
{
	enum err_code rc;

	add_own(t, instrument);
	rc = add_provisions(t, instrument->values[COLUMN_ID].text, e);
	if (rc == ERR_OK && t->n > 0)
		qsort(t->items, t->n, sizeof(*t->items), by_day);
	return rc;
}

enum err_code timeline_write_days(const struct show_context *r,
                                  const struct row *instrument,
                                  struct timeline_page *page, struct buf *out,
                                  struct err *e)
{
	struct timeline t = { .reading = r, .asked = page };
	enum err_code rc = gather(&t, instrument, e);

	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "{\"items\":[");
	page->total = write_groups(&t, out);
	buf_puts(out, "]");
	return ERR_OK;
}

enum err_code timeline_write(const struct show_context *r,
                             const struct row *instrument,
                             struct timeline_page *page, struct buf *out,
                             struct err *e)
{
	struct timeline t = { .reading = r, .asked = page };
	enum err_code rc = gather(&t, instrument, e);

	if (rc != ERR_OK)
		return rc;
	page->total = (int64_t)t.n;
	buf_puts(out, "{\"subject\":{\"kind\":\"instruments\",");
	show_ids(out, instrument);
	buf_puts(out, "},\n\"items\":[\n");
	rc = write_page(&t, instrument, page, out, e);
	buf_puts(out, "\n]");
	if (page->grouped) {
		buf_puts(out, ",\n\"groups\":[");
		write_groups(&t, out);
		buf_puts(out, "]");
	}
	return rc;
}
