/*
 * topics.c - gathering what two instruments are classified as
 */
#include "server/registry/law/topics.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/data/jsontext.h"
#include "server/registry/model/show.h"
#include "server/registry/model/walk.h"

#define WORK_PLACE 50 /* units: a part and what it is classified as */

enum side { LEFT, RIGHT, SIDES };

struct topic {
	struct str concept; /* its id */
	struct str key, title;
	struct buf places[SIDES];
	size_t last; /* that was added: several may say the same of it */
};

struct gathering {
	const struct show_context *r;
	enum side side;
	struct str place; /* what is looked at, as JSON, */
	size_t nth;       /* from 1                      */
	struct topic *topics;
	size_t n, room;
};

static struct topic *topic_of(struct gathering *g, struct str concept)
{
	struct arena *a = g->r->arena;

	for (size_t i = 0; i < g->n; i++)
		if (str_eq(g->topics[i].concept, concept))
			return &g->topics[i];
	ARENA_GROW(a, g->topics, g->n, g->room);
	g->topics[g->n] = (struct topic){ .concept = arena_str(a, concept) };
	for (size_t i = 0; i < SIDES; i++)
		buf_init(&g->topics[g->n].places[i], a);
	return &g->topics[g->n++];
}

static enum err_code keep_topic(void *arg, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct gathering *g = arg;
	struct str concept =
		kind_text(&classifications_kind, row->values, "concept");
	struct topic *t = topic_of(g, concept);
	struct buf *places = &t->places[g->side];

	(void)a;
	(void)e;
	arena_work(g->r->arena, g->n);
	if (t->last == g->nth)
		return ERR_OK;
	t->last = g->nth;
	buf_puts(places, places->len > 0 ? "," : "");
	buf_str(places, g->place);
	return ERR_OK;
}

static enum err_code gather_of(struct gathering *g, const struct kind *k,
                               const struct row *row, struct err *e)
{
	struct value kind = value_text(str_from(k->entity.name)),
		     id = row->values[COLUMN_ID];
	struct condition about[] = {
		walk_where(&classifications_kind, "subject.kind", &kind),
		walk_where(&classifications_kind, "subject.id", &id),
	};

	g->nth++;
	return walk_records(g->r->tx, &classifications_kind, about,
	                    COUNT(about), keep_topic, g, e);
}

static enum err_code gather_part(void *arg, struct arena *a,
                                 const struct row *row, struct err *e)
{
	struct gathering *g = arg;
	struct buf place;

	arena_work(g->r->arena, WORK_PLACE);
	buf_init(&place, a);
	buf_puts(&place, "{");
	show_ids(&place, row);
	json_put_member(&place, "path", row->record);
	json_put_member(&place, "label", row->record);
	json_put_member(&place, "heading", row->record);
	buf_puts(&place, "}");
	g->place = buf_text(&place);
	return gather_of(g, &provisions_kind, row, e);
}

static enum err_code gather(struct gathering *g, enum side side,
                            const struct row *instrument, struct err *e)
{
	struct condition within = walk_where(&provisions_kind, "instrument",
	                                     &instrument->values[COLUMN_ID]);
	struct buf place;
	enum err_code rc;

	g->side = side;
	buf_init(&place, g->r->arena);
	buf_puts(&place, "{");
	show_ids(&place, instrument);
	json_put(&place, "title",
	         show_title(g->r->arena, &instruments_kind, instrument));
	buf_puts(&place, "}");
	g->place = buf_text(&place);
	rc = gather_of(g, &instruments_kind, instrument, e);
	return rc != ERR_OK ? rc
	                    : walk_records(g->r->tx, &provisions_kind, &within,
	                                   1, gather_part, g, e);
}

/* ---- writing ------------------------------------------------------------- */

/* 0: in both, 1: left, 2: right. */
static int group_of(const struct topic *t)
{
	return t->places[LEFT].len == 0 ? 2 : t->places[RIGHT].len == 0 ? 1 : 0;
}

static int by_group(const void *a, const void *b)
{
	const struct topic *x = a, *y = b;
	int order = group_of(x) - group_of(y);

	return order != 0 ? order : str_cmp(x->key, y->key);
}

static enum err_code name_topics(struct gathering *g, struct err *e)
{
	struct arena *a = g->r->arena;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < g->n && rc == ERR_OK; i++) {
		struct topic *t = &g->topics[i];
		struct row row;

		rc = store_find(g->r->tx, &concepts_kind.entity, t->concept, a,
		                &row, e);
		if (rc != ERR_OK)
			break;
		t->key = row.values[COLUMN_KEY].text;
		t->title = show_title(a, &concepts_kind, &row);
	}
	return rc;
}

static void write_topic(struct topic *t, struct buf *out)
{
	static const char *const in[] = { "both", "left", "right" };

	buf_puts(out, "{\"topic\":");
	json_quote(out, t->title);
	buf_puts(out, ",\"concept\":{\"id\":");
	json_quote(out, t->concept);
	json_put(out, "key", t->key);
	buf_printf(out, "},\"in\":\"%s\",\"left\":[", in[group_of(t)]);
	buf_str(out, buf_text(&t->places[LEFT]));
	buf_puts(out, "],\"right\":[");
	buf_str(out, buf_text(&t->places[RIGHT]));
	buf_puts(out, "]}");
}

enum err_code topics_compare(const struct show_context *r,
                             const struct row *left, const struct row *right,
                             struct buf *out, struct err *e)
{
	struct gathering g = { .r = r };
	enum err_code rc = gather(&g, LEFT, left, e);

	if (rc == ERR_OK)
		rc = gather(&g, RIGHT, right, e);
	if (rc == ERR_OK)
		rc = name_topics(&g, e);
	if (rc != ERR_OK)
		return rc;
	if (g.n > 0)
		qsort(g.topics, g.n, sizeof(*g.topics), by_group);
	buf_puts(out, "{\"left\":");
	show_subject(r->arena, &instruments_kind, left, out);
	buf_puts(out, ",\"right\":");
	show_subject(r->arena, &instruments_kind, right, out);
	buf_puts(out, ",\"items\":[\n");
	for (size_t i = 0; i < g.n; i++) {
		buf_puts(out, i > 0 ? ",\n" : "");
		write_topic(&g.topics[i], out);
	}
	buf_printf(out, "\n],\n\"total\":%zu,\n\"next\":null}\n", g.n);
	return ERR_OK;
}
