/*
 * query.c - what a list is asked for, parameter by parameter
 */
#include "server/http/query/query.h"

#include "lib/base/arena.h"
#include "server/http/query/param.h"
#include "server/registry/model/kind.h"

static void read_sort(struct request *req, struct str s, struct query *q)
{
	const struct list *list;
	const struct column *c;

	q->descending = s.len > 0 && s.p[0] == '-';
	if (q->descending)
		s = (struct str){ s.p + 1, s.len - 1 };
	c = entity_column(&req->kind->entity, s, &list);
	if (c == NULL || list != NULL || (c->field->flags & F_HIDDEN))
		err_parameter(&req->err, "sort", "%s cannot be sorted by that",
		              req->kind->entity.name);
	else
		q->sort =
			c == &req->kind->entity.columns[COLUMN_KEY] ? NULL : c;
}

#define LIST_PARAMS                                                            \
	"limit", "cursor", "sort", "count", "fields", "include",               \
		"unsupported", "as_of"

static const char *const list_params[] = { LIST_PARAMS, NULL };
static const char *const timed_params[] = { LIST_PARAMS, "on", "law_as_of",
	                                    NULL };
static const char *const worded_params[] = { LIST_PARAMS, "on", "law_as_of",
	                                     "align", NULL };

/* What a list of the kind knows beside filters. */
static const char *const *params_of(const struct kind *k)
{
	return k->worded  ? worded_params
	       : k->timed ? timed_params
	                  : list_params;
}

static bool is_list_param(struct str name)
{
	for (size_t i = 0; list_params[i] != NULL; i++)
		if (str_is(name, list_params[i]))
			return true;
	return false;
}

/* The records that have a member which no evidence supports, by its name. */
static void read_unsupported(struct filters *fs, struct str member)
{
	const char *pointer =
		arena_printf(fs->req->arena, "/%.*s", STR_ARG(member));
	const struct param meant[] = {
		{ STR("evidence.state"), STR("unsupported") },
		{ STR("evidence.field"), member.len > 0 && member.p[0] == '/'
		                                 ? member
		                                 : str_from(pointer) },
	};

	for (size_t i = 0; i < COUNT(meant); i++)
		filter_read(fs, &meant[i]);
}

static void read_param(struct filters *fs, const struct param *p,
                       struct listing *out)
{
	struct request *req = fs->req;

	if (query_view_param(req, p, &out->view) || filter_read(fs, p))
		return;
	if (!is_list_param(p->name))
		filter_unknown(req, p->name, params_of(req->kind));
	else if (str_is(p->name, "sort"))
		read_sort(req, p->value, &out->query);
	else if (str_is(p->name, "unsupported"))
		read_unsupported(fs, p->value);
	else if (str_is(p->name, "count") && str_is(p->value, "none"))
		out->count = false;
	else if (str_is(p->name, "count") && !str_is(p->value, "exact"))
		err_parameter(&req->err, "count", "must be exact or none");
}

static void read_once(struct request *req)
{
	static const char *const single[] = { "cursor", "sort", "count",
		                              "as_of" };

	for (size_t i = 0; i < COUNT(single); i++)
		request_once(req, single[i]);
}

enum err_code query_listing(struct request *req, struct listing *out)
{
	struct str cursor = request_param(req, "cursor");

	*out = (struct listing){ .count = true };
	out->filters.req = req;
	out->filters.query = &out->query;
	query_today(&out->view);
	read_once(req);
	for (size_t i = 0; i < req->nparams; i++)
		read_param(&out->filters, &req->params[i], out);
	out->limit = query_limit(req);
	out->query.limit = out->limit + 1;
	out->query.slim = true;
	if (cursor.p != NULL) /* when the order is known */
		query_read_cursor(req, cursor, &out->query);
	filter_add_days(req, &out->query, &out->view);
	filter_tell_meant(&out->filters);
	return req->err.code;
}

/* A facet's name for it. */
static bool read_grade(struct filters *fs, const struct param *p)
{
	const struct param meant = { STR("evidence.grade"), p->value };

	return str_is(p->name, "grade") && filter_read(fs, &meant);
}

enum err_code query_filters(struct request *req,
                            bool (*others)(struct str name),
                            const char *const *names, struct listing *out)
{
	struct filters *fs = &out->filters;

	*out = (struct listing){ .count = true };
	fs->req = req;
	fs->query = &out->query;
	query_today(&out->view);
	for (size_t i = 0; i < req->nparams; i++)
		if (!others(req->params[i].name) &&
		    !query_day_param(req, &req->params[i], &out->view) &&
		    !read_grade(fs, &req->params[i]) &&
		    !filter_read(fs, &req->params[i]))
			filter_unknown(req, req->params[i].name, names);
	filter_add_days(req, &out->query, &out->view);
	filter_tell_meant(&out->filters);
	return req->err.code;
}
