/*
 * provisions_write.c - the provisions of a plan, written one by one
 */
#include "server/registry/ingest/provisions_session.h"

#include "lib/data/id.h"
#include "lib/data/language.h"
#include "lib/text/utf8.h"
#include "server/registry/changes/write.h"
#include "server/registry/model/json.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/left_out.h"
#include "server/registry/sources/wording.h"

#define LABEL_MAX 200 /* code points, as in server/kinds/provisions.c */

/* The instrument follows from its provisions; it is derived when all are
 * written. */
static void derive_later(void *arg, const struct kind *k, struct str id)
{
	(void)arg;
	(void)k;
	(void)id;
}

static struct write write_of(struct arena *a)
{
	return (struct write){ .kind = &provisions_kind,
		               .arena = a,
		               .derive_later = derive_later };
}

/* "eu-ai-act.art_5.para_1", unless it is none or taken. */
static enum err_code add_key(const struct provisions_session *s,
                             struct arena *a, struct str path, json_t *body,
                             struct err *e)
{
	struct str act = s->instrument.values[COLUMN_KEY].text;
	char *key = arena_printf(a, "%.*s.%.*s", STR_ARG(act), STR_ARG(path));
	struct row row;
	enum err_code rc;

	for (char *c = key; *c != '\0'; c++) {
		if (*c == '/')
			*c = '.';
		else if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c | 0x20);
	}
	if (!key_valid(str_from(key)))
		return ERR_OK;
	rc = store_find(s->tx, &provisions_kind.entity, str_from(key), a, &row,
	                e);
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	json_object_set_new(body, "key", json_string(key));
	return ERR_OK;
}

static void add_text(json_t *body, const char *name, struct str s)
{
	if (s.len > 0)
		json_object_set_new(body, name, json_from(s));
}

static json_t *span_of(struct str edition, int64_t start, int64_t end,
                       struct str lang)
{
	json_t *span = json_pack("{s:I, s:I}", "start", (json_int_t)start,
	                         "end", (json_int_t)end);

	add_text(span, "edition", edition);
	add_text(span, "lang", lang);
	return span;
}

/* A later edition of the source takes the place of those before it. */
static bool is_succeeded(const struct provisions_session *s,
                         const struct wording *w)
{
	struct edition edition;

	return str_eq(w->edition, s->edition) ||
	       (w->lang.len > 0 && language_same(w->lang, s->lang) &&
	        edition_named(s->arena, &s->source, w->edition, &edition));
}

/* The spans that the record has beside its own, and this one. */
static void add_span(const struct provisions_session *s, json_t *body,
                     const struct part *x)
{
	const struct known *k = x->known;
	json_t *spans = json_array();
	struct wording w;
	size_t at = 0;

	while (wording_next(s->arena, &k->row, &at, &w))
		if (!str_eq(w.edition, k->edition) && !is_succeeded(s, &w))
			json_array_append_new(spans, span_of(w.edition, w.start,
			                                     w.end, w.lang));
	json_array_append_new(spans,
	                      span_of(s->edition, x->start, x->end, s->lang));
	json_object_set_new(body, "spans", spans);
}

static enum err_code add_left_out(const struct provisions_session *s,
                                  struct arena *a, json_t *body,
                                  const struct part *x, struct err *e)
{
	json_t *before = NULL;
	enum err_code rc =
		x->known != NULL ? json_read_stored(a, "provisions",
	                                            &x->known->row, &before, e)
				 : ERR_OK;

	if (rc == ERR_OK)
		left_out_put(body, before, s->edition, &s->cuts,
		             (struct cut){ x->start, x->end });
	return rc;
}

static json_t *body_of(const struct provisions_session *s, struct arena *a,
                       const struct part *x)
{
	const struct provision *p = x->p;
	json_t *body = json_own(
		a, json_pack("{s:I}", "position", (json_int_t)x->position));

	if (x->foreign) {
		add_span(s, body, x);
		return body;
	}
	json_object_set_new(body, "start", json_integer(x->start));
	json_object_set_new(body, "end", json_integer(x->end));
	add_text(body, "edition", s->edition);
	if (x->known != NULL)
		return body;
	add_text(body, "instrument", s->instrument.values[COLUMN_ID].text);
	add_text(body, "path", p->path);
	add_text(body, "level", p->row->level);
	if (utf8_count(p->label).code_points <= LABEL_MAX)
		add_text(body, "label", p->label);
	add_text(body, "heading", extract_on_one_line(a, p->heading));
	if (p->heading.len > 0)
		add_text(body, "lang", s->lang);
	if (p->parent != NULL)
		add_text(body, "parent", s->found[p->parent->index].id);
	return body;
}

static enum err_code write_found(struct provisions_session *s, struct arena *a,
                                 struct part *x, struct err *e)
{
	struct write w = write_of(a);
	json_t *body = body_of(s, a, x);
	enum err_code rc = add_left_out(s, a, body, x, e);

	if (rc != ERR_OK)
		return rc;
	w.body = body;
	if (x->known != NULL) {
		w.ref = x->id;
		rc = write_merge_patch(s->tx, &w, e);
		s->now_done.updated += rc == ERR_OK && w.changed;
		return rc;
	}
	rc = add_key(s, a, x->p->path, body, e);
	if (rc == ERR_OK)
		rc = write_create(s->tx, &w, e);
	if (rc != ERR_OK)
		return rc;
	s->now_done.created++;
	x->id = arena_str(s->arena, w.row.values[COLUMN_ID].text);
	return ERR_OK;
}

static enum err_code move_known(struct provisions_session *s, struct arena *a,
                                const struct known *k, struct err *e)
{
	struct write w = write_of(a);

	w.ref = k->id;
	w.body = json_own(
		a, json_pack("{s:I}", "position", (json_int_t)k->position));
	return write_merge_patch(s->tx, &w, e);
}

enum err_code provisions_write_one(struct provisions_session *s,
                                   struct part *item, struct known *known,
                                   struct err *e)
{
	struct arena *a = arena_scratch();
	enum err_code rc = item != NULL ? write_found(s, a, item, e)
	                                : move_known(s, a, known, e);

	arena_free(a);
	return rc;
}

static enum err_code number_one(struct provisions_session *s, struct part *item,
                                struct known *known, struct err *e)
{
	(void)e;
	s->room++;
	if (item != NULL)
		item->position = (int64_t)s->room;
	else
		known->position = (int64_t)s->room;
	return ERR_OK;
}

static enum err_code note_op(struct provisions_session *s, struct part *item,
                             struct known *known, struct err *e)
{
	(void)e;
	if (item != NULL || s->surplus > 0) /* what is missing only moves */
		s->ops[s->nops++] = (struct op){ item, known };
	return ERR_OK;
}

/* In the order of both; when some are created, all are renumbered. */
enum err_code provisions_plan_writes(struct provisions_session *s,
                                     struct err *e)
{
	enum err_code rc = ERR_OK;

	s->ops = arena_alloc(s->arena,
	                     (s->split.n + s->nknown + 1) * sizeof(*s->ops));
	s->room = 0; /* now counts positions */
	if (s->surplus > 0)
		rc = provisions_each(s, number_one, e);
	return rc != ERR_OK ? rc : provisions_each(s, note_op, e);
}
