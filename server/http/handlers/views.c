/*
 * views.c - an instrument seen from other sides: its parts, its relations and
 * theirs, its steps in time
 */
#include "server/http/handlers/handlers.h"

#include "lib/base/date.h"
#include "server/http/handlers/render.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/registry/changes/record.h"
#include "server/registry/formats/formats.h"
#include "server/registry/law/lineage.h"
#include "server/registry/law/relation.h"
#include "server/registry/law/timeline.h"
#include "server/registry/law/topics.h"
#include "server/registry/law/tree.h"
#include "server/registry/model/kind.h"

#define DEPTH_MAX      100
#define TREE_BYTES_MAX (8u << 20) /* of JSON in one page */

struct sight {
	struct request *req;
	struct reply *rep;
	struct view view;
	struct tree_view tree;
	const struct lineage_view *lineage;
	struct relation_page relations;
	struct timeline_page steps;
	struct str next;         /* a cursor, or absent */
	const struct kind *of;   /* what is looked at */
	const struct kind *kind; /* of the items, or NULL */
	const char *rows;        /* the shape of a table's, or NULL: as usual */
	enum err_code (*write)(struct sight *s, const struct show_context *r,
	                       const struct row *row, struct err *e);
};

static enum err_code find_and_write(struct tx *tx, void *arg, struct err *e)
{
	struct sight *s = arg;
	struct show_context r = query_show_context(&s->view, tx, s->req->arena);
	struct row row;
	enum err_code rc =
		record_find(tx, s->of, s->req->ref, s->req->arena, &row, e);

	if (rc == ERR_OK)
		rc = s->write(s, &r, &row, e);
	if (rc != ERR_OK)
		return rc;
	return s->rows != NULL
	               ? render_rows(s->req, tx, s->rows, e)
	               : render(s->req, &r, s->kind, &s->view.choice, e);
}

static enum err_code answer(struct sight *s)
{
	struct request *req = s->req;
	enum err_code rc = store_run(req->service->store, TX_READ,
	                             find_and_write, s, &req->err);

	if (rc == ERR_OK && s->next.len > 0)
		query_link(req, s->rep, "cursor", s->next);
	return rc != ERR_OK ? rc : reply_body(req, s->rep, 200, req->type, 0);
}

/* How much a page holds. */
static void read_page(struct request *req, struct str *place, size_t n,
                      size_t *limit, size_t *bytes)
{
	struct str cursor = request_param(req, "cursor");

	*limit = query_limit(req);
	*bytes = render_page_bytes(req);
	if (cursor.p != NULL)
		query_read_place(req, cursor, place, n);
}

static void end_page(struct sight *s, bool more, const struct str *place,
                     size_t n, int64_t total)
{
	if (more)
		s->next = query_place(s->req->arena, place, n);
	query_end(&s->rep->body, total, s->next);
}

/* ---- provisions -------------------------------------------------------- */

static enum err_code write_tree(struct sight *s, const struct show_context *r,
                                const struct row *instrument, struct err *e)
{
	struct tree_view *v = &s->tree;
	enum err_code rc = tree_write(r, instrument->values[COLUMN_ID].text, v,
	                              &s->rep->body, e);

	end_page(s, v->more, v->place, COUNT(v->place), v->total);
	return rc;
}

/* All of it in one page, unless less is asked for or it is large. */
static void read_part(struct request *req, struct tree_view *v)
{
	bool in_pages = request_param(req, "limit").p != NULL ||
	                request_param(req, "cursor").p != NULL;

	if (in_pages && v->nested)
		err_parameter(&req->err, "include",
		              "goes without limit and cursor: what is nested "
		              "is one page");
	read_page(req, v->place, COUNT(v->place), &v->limit, &v->bytes);
	if (req->format == NULL && !in_pages) {
		v->limit = TREE_MAX;
		v->bytes = TREE_BYTES_MAX;
	}
}

enum err_code provisions_get(struct request *req, struct reply *rep)
{
	static const char *const known[] = { "depth",     "include", "fields",
		                             "on",        "lang",    "align",
		                             "law_as_of", "limit",   "cursor",
		                             NULL };
	struct sight s = { .req = req,
		           .rep = rep,
		           .of = &instruments_kind,
		           .kind = &provisions_kind,
		           .write = write_tree };
	struct str include = request_param(req, "include");

	req->kind = &provisions_kind; /* whose members `fields` names */
	query_today(&s.view);
	for (size_t i = 0; i < req->nparams; i++) {
		const struct param *p = &req->params[i];

		if (str_is(p->name, "depth") || str_is(p->name, "include") ||
		    str_is(p->name, "limit") || str_is(p->name, "cursor") ||
		    query_view_param(req, p, &s.view) ||
		    query_lang_param(req, p, &s.view))
			continue;
		query_unknown(req, p->name, known);
	}
	if (include.p != NULL && !str_is(include, "children"))
		err_parameter(&req->err, "include", "must be children");
	s.tree = (struct tree_view){
		.choice = &s.view.choice,
		.depth_max =
			query_number(req, "depth", DEPTH_MAX, 0, DEPTH_MAX),
		.nested = include.p != NULL,
	};
	read_part(req, &s.tree);
	return req->err.code != ERR_OK ? req->err.code : answer(&s);
}

/* ---- relations --------------------------------------------------------- */

static enum err_code write_relations(struct sight *s,
                                     const struct show_context *r,
                                     const struct row *row, struct err *e)
{
	struct relation_page *p = &s->relations;
	enum err_code rc = relation_write(r, s->of, row->values[COLUMN_ID].text,
	                                  p, &s->rep->body, e);

	end_page(s, p->more, p->place, COUNT(p->place), p->total);
	return rc;
}

static enum err_code relations_of(struct request *req, struct reply *rep,
                                  const struct kind *of)
{
	struct sight s = { .req = req,
		           .rep = rep,
		           .of = of,
		           .kind = &relations_kind,
		           .write = write_relations };

	query_today(&s.view);
	read_page(req, s.relations.place, COUNT(s.relations.place),
	          &s.relations.limit, &s.relations.bytes);
	return req->err.code != ERR_OK ? req->err.code : answer(&s);
}

enum err_code relations_get(struct request *req, struct reply *rep)
{
	return relations_of(req, rep, &instruments_kind);
}

enum err_code correspondences_get(struct request *req, struct reply *rep)
{
	return relations_of(req, rep, &provisions_kind);
}

/* ---- lineage ----------------------------------------------------------- */

static enum err_code write_lineage(struct sight *s,
                                   const struct show_context *r,
                                   const struct row *instrument, struct err *e)
{
	return lineage_write(r, instrument, s->lineage, &s->rep->body, e);
}

static void check_basis(struct request *req, struct str basis)
{
	const struct field *f =
		entity_field(&relations_kind.entity, STR("basis"));

	if (basis.p != NULL && !field_has_choice(f, basis))
		err_parameter(&req->err, "basis", "must be one of: %s",
		              field_choices(req->arena, f));
}

enum err_code lineage_get(struct request *req, struct reply *rep)
{
	struct lineage_view lineage = {
		.depth = query_number(req, "depth", LINEAGE_DEPTH, 1,
		                      LINEAGE_DEPTH_MAX),
		.basis = request_param(req, "basis"),
	};
	struct sight s = { .req = req,
		           .rep = rep,
		           .lineage = &lineage,
		           .of = &instruments_kind,
		           .write = write_lineage };

	req->kind = &instruments_kind;
	query_today(&s.view);
	check_basis(req, lineage.basis);
	return req->err.code != ERR_OK ? req->err.code : answer(&s);
}

/* ---- topics ------------------------------------------------------------ */

static enum err_code write_comparison(struct sight *s,
                                      const struct show_context *r,
                                      const struct row *instrument,
                                      struct err *e)
{
	struct row other;
	enum err_code rc =
		record_find(r->tx, s->of, request_param(s->req, "with"),
	                    r->arena, &other, e);

	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		err_parameter(e, "with", "is the key or id of no instrument");
		return e->code;
	}
	return rc != ERR_OK ? rc
	                    : topics_compare(r, instrument, &other,
	                                     &s->rep->body, e);
}

enum err_code comparison_get(struct request *req, struct reply *rep)
{
	struct sight s = { .req = req,
		           .rep = rep,
		           .of = &instruments_kind,
		           .write = write_comparison };

	query_today(&s.view);
	if (request_param(req, "with").len == 0)
		err_parameter(&req->err, "with",
		              "is required: the instrument to compare with");
	return req->err.code != ERR_OK ? req->err.code : answer(&s);
}

/* ---- timeline ---------------------------------------------------------- */

static enum err_code write_timeline(struct sight *s,
                                    const struct show_context *r,
                                    const struct row *instrument, struct err *e)
{
	struct timeline_page *p = &s->steps;
	const struct format *f = s->req->format;
	enum err_code rc;

	if (p->grouped && f != NULL && f->level == FORMATS_OF_ITEMS) {
		s->rows = "days";
		rc = timeline_write_days(r, instrument, p, &s->rep->body, e);
	} else {
		rc = timeline_write(r, instrument, p, &s->rep->body, e);
	}

	end_page(s, p->more, p->place, COUNT(p->place), p->total);
	return rc;
}

/* The first day a date may stand for, or its last. */
static void read_bound(struct request *req, const char *name, bool last,
                       struct str *out)
{
	struct str given = request_param(req, name);
	struct day_range range;

	if (given.p == NULL)
		return;
	if (!date_range(given, &range))
		err_parameter(&req->err, name,
		              "must be a date such as 2024, 2024-06 or "
		              "2024-06-13");
	else
		*out = arena_str(req->arena,
		                 str_from(last ? range.last : range.first));
}

static void read_steps(struct request *req, struct timeline_page *p)
{
	struct str group = request_param(req, "group");

	read_bound(req, "from", false, &p->from);
	read_bound(req, "to", true, &p->to);
	p->kind = request_param(req, "kind");
	if (p->kind.p != NULL &&
	    !str_is(p->kind, instruments_kind.entity.name) &&
	    !str_is(p->kind, provisions_kind.entity.name))
		err_parameter(&req->err, "kind",
		              "must be instruments or provisions");
	p->step = request_param(req, "step");
	if (p->step.p != NULL && !timeline_has_step(p->step))
		err_parameter(&req->err, "step",
		              "must be a date's name without _on: adopted, "
		              "applies");
	p->grouped = group.p != NULL;
	if (p->grouped && !str_is(group, "date"))
		err_parameter(&req->err, "group", "must be date");
}

enum err_code timeline_get(struct request *req, struct reply *rep)
{
	static const char *const known[] = { "limit", "cursor",    "from",
		                             "to",    "kind",      "step",
		                             "group", "law_as_of", NULL };
	struct sight s = { .req = req,
		           .rep = rep,
		           .of = &instruments_kind,
		           .write = write_timeline };

	req->kind = &instruments_kind;
	query_today(&s.view);
	for (size_t i = 0; i < req->nparams; i++) {
		const struct param *p = &req->params[i];
		size_t k = 0;

		while (known[k] != NULL && !str_is(p->name, known[k]))
			k++;
		if (known[k] == NULL)
			query_unknown(req, p->name, known);
		else if (str_is(p->name, "law_as_of"))
			query_view_param(req, p, &s.view);
	}
	read_steps(req, &s.steps);
	read_page(req, s.steps.place, COUNT(s.steps.place), &s.steps.limit,
	          &s.steps.bytes);
	return req->err.code != ERR_OK ? req->err.code : answer(&s);
}
