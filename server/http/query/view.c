/*
 * view.c - members, kinds to bring along, days
 */
#include "server/http/query/view.h"

#include "lib/base/arena.h"
#include "lib/data/language.h"
#include "server/http/query/param.h"
#include "server/registry/law/law.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/show.h"

static bool is_chosen(const struct view *v, struct str name)
{
	for (size_t i = 0; i < v->choice.n; i++)
		if (str_eq(v->choice.names[i], name))
			return true;
	return false;
}

static void read_fields(struct request *req, struct str list, struct view *v)
{
	struct str name;

	while (param_next(&list, &name)) {
		const struct field *f = entity_field(&req->kind->entity, name);

		if (f == NULL || (f->flags & F_UNSHOWN))
			err_parameter(&req->err, "fields",
			              "%s has no member %.*s",
			              req->kind->entity.name, STR_ARG(name));
		else if (!is_chosen(v, name) &&
		         v->choice.n < COUNT(v->choice.names))
			v->choice.names[v->choice.n++] = name;
	}
}

static bool is_included(const struct view *v, const struct kind *k)
{
	for (size_t i = 0; i < v->nincludes; i++)
		if (v->include[i] == k)
			return true;
	return false;
}

static void read_include(struct request *req, struct str list, struct view *v)
{
	struct str name;

	while (param_next(&list, &name)) {
		const struct kind *k = kind_find(name);

		if (k == NULL || !show_refers(req->kind, k))
			err_parameter(&req->err, "include",
			              "%s refer to no %.*s",
			              req->kind->entity.name, STR_ARG(name));
		else if (!is_included(v, k) && v->nincludes < INCLUDES_MAX)
			v->include[v->nincludes++] = k;
	}
}

void query_today(struct view *out)
{
	*out = (struct view){ .law_as_of = DAY_ALL_KNOWN };
	date_today(out->on);
}

struct show_context query_show_context(const struct view *v, struct tx *tx,
                                       struct arena *a)
{
	return (struct show_context){
		.tx = tx,
		.arena = a,
		.on = v->on,
		.law_as_of = v->law_as_of,
		.notes = show_notes_new(a),
		.lang = v->lang,
		.aligned = v->aligned,
		.naligned = v->naligned,
	};
}

static void read_day(struct request *req, const struct param *p,
                     char out[DAY_LEN + 1])
{
	if (p->value.len != DAY_LEN || !date_valid(p->value))
		err_parameter(&req->err,
		              arena_strndup(req->arena, p->name.p, p->name.len),
		              "must be a day: 2021-11-23");
	else
		memcpy(out, p->value.p, DAY_LEN);
}

static bool is_language(struct request *req, const char *name, struct str s)
{
	bool is = language_valid(s);

	if (!is)
		err_parameter(&req->err, name,
		              "must be language tags such as en or zh-Hans");
	return is;
}

static void read_aligned(struct request *req, struct str list, struct view *v)
{
	struct str tag;

	while (param_next(&list, &tag))
		if (v->naligned == LANGS_MAX)
			err_parameter(&req->err, "align",
			              "must be at most %d languages",
			              LANGS_MAX);
		else if (is_language(req, "align", tag))
			v->aligned[v->naligned++] = tag;
}

bool query_lang_param(struct request *req, const struct param *p,
                      struct view *out)
{
	if (!req->kind->worded || !str_is(p->name, "lang"))
		return false;
	if (is_language(req, "lang", p->value))
		out->lang = p->value;
	return true;
}

bool query_day_param(struct request *req, const struct param *p,
                     struct view *out)
{
	bool on = str_is(p->name, "on");

	if (!req->kind->timed || (!on && !str_is(p->name, "law_as_of")))
		return false;
	read_day(req, p, on ? out->on : out->law_as_of);
	return true;
}

bool query_view_param(struct request *req, const struct param *p,
                      struct view *out)
{
	if (query_day_param(req, p, out))
		return true;
	if (str_is(p->name, "fields"))
		read_fields(req, p->value, out);
	else if (str_is(p->name, "include"))
		read_include(req, p->value, out);
	else if (req->kind->worded && str_is(p->name, "align"))
		read_aligned(req, p->value, out);
	else
		return false;
	return true;
}

enum err_code query_view(struct request *req, struct view *out)
{
	static const char *const worded[] = { "fields", "include",   "as_of",
		                              "rev",    "lang",      "align",
		                              "on",     "law_as_of", NULL };
	static const char *const timed[] = { "fields", "include", "as_of",
		                             "rev",    "on",      "law_as_of",
		                             NULL };
	static const char *const plain[] = { "fields", "include", "as_of",
		                             "rev", NULL };

	query_today(out);
	for (size_t i = 0; i < req->nparams; i++)
		if (!query_view_param(req, &req->params[i], out) &&
		    !query_lang_param(req, &req->params[i], out))
			query_unknown(req, req->params[i].name,
			              req->kind->worded  ? worded
			              : req->kind->timed ? timed
			                                 : plain);
	return req->err.code;
}
