/*
 * search_params.c - reading what a search is asked for
 */
#include "server/http/handlers/search_params.h"

#include "server/http/query/param.h"
#include "server/registry/model/kind.h"

#define HITS_DEFAULT 20

static void read_kind(struct request *req, struct search_asked *a,
                      struct str name)
{
	for (size_t i = 0; i < kinds_count; i++)
		if (str_is(name, kinds[i]->entity.name)) {
			a->find.kinds[i] = true;
			return;
		}
	err_parameter(&req->err, "kind", "is not a kind of record");
}

static void read_facet(struct request *req, struct search_asked *a,
                       struct str list)
{
	struct str name;

	while (param_next(&list, &name)) {
		size_t i = 0;
		struct buf known;

		while (i < FACET__COUNT && !str_is(name, facet_names[i]))
			i++;
		if (i < FACET__COUNT)
			a->find.facets[i] = true;
		if (i < FACET__COUNT || str_is(name, "none"))
			continue;
		buf_init(&known, req->arena);
		for (i = 0; i < FACET__COUNT; i++)
			buf_printf(&known, ", %s", facet_names[i]);
		err_parameter(&req->err, "facet", "must be none%s", known.data);
	}
}

static void read_by(struct request *req, struct search_asked *a,
                    struct str name)
{
	static const enum facet known[] = { FACET_YEAR, FACET_DECADE,
		                            FACET_GRADE };

	for (size_t i = 0; i < COUNT(known); i++)
		if (str_is(name, facet_names[known[i]]))
			a->find.by = known[i];
	if (a->find.by == FACET_KIND)
		err_parameter(&req->err, "facet_by",
		              "must be year, decade or grade");
}

static void read_choice(struct request *req, struct search_asked *a,
                        const char *name, struct str text)
{
	struct search_request *f = &a->find;
	size_t i = 0;

	while (strcmp(facet_names[i], name) != 0)
		i++;
	if (f->nchoices == SEARCH_CHOICES)
		err_parameter(&req->err, name,
		              "has too many values: of issuer, year, decade, "
		              "concept, topic and source together at most %d "
		              "are taken",
		              SEARCH_CHOICES);
	else
		f->choices[f->nchoices++] =
			(struct facet_choice){ .facet = (enum facet)i,
			                       .text = text };
}

static void read_sort(struct request *req, struct search_asked *a,
                      struct str value)
{
	if (str_is(value, "date"))
		a->find.sort = SORT_DATE;
	else if (str_is(value, "-date"))
		a->find.sort = SORT_DATE_DOWN;
	else if (!str_is(value, "relevance"))
		err_parameter(&req->err, "sort",
		              "must be relevance, date or -date%s",
		              a->records ? " beside q and facets" : "");
}

/* The only value there is, true or false. */
static bool read_word(struct request *req, const char *name, struct str value,
                      const char *word)
{
	if (!str_is(value, word))
		err_parameter(&req->err, name, "must be %s", word);
	return true;
}

/* Members of any kind; those that a hit has anyway come once. */
static void read_fields(struct request *req, struct search_asked *a,
                        struct str list)
{
	struct choice *choice = &a->filter.view.choice;
	struct str name;

	while (param_next(&list, &name)) {
		bool known = false;

		for (size_t i = 0; i < kinds_count && !known; i++) {
			const struct field *f =
				entity_field(&kinds[i]->entity, name);

			known = f != NULL && !(f->flags & F_UNSHOWN);
		}
		if (!known)
			err_parameter(&req->err, "fields",
			              "no kind has a member %.*s",
			              STR_ARG(name));
		else if (choice->n < COUNT(choice->names))
			choice->names[choice->n++] = name;
	}
}

/* ---- by name --------------------------------------------------------------- */

/* What a search knows beside filters; `records`: a list of instruments knows
 * it, too, and `tells`: by itself that a search is meant. */
static const struct own {
	const char *name;
	bool records, tells;
} own[] = {
	{ "q", true, true },         { "kind", false, false },
	{ "limit", true, false },    { "cursor", true, false },
	{ "sort", true, false },     { "group", false, false },
	{ "expand", true, true },    { "relax", true, true },
	{ "facet", true, true },     { "facet_mode", true, true },
	{ "facet_by", true, true },  { "issuer", true, true },
	{ "year", true, true },      { "decade", true, true },
	{ "concept", true, true },   { "topic", true, true },
	{ "source", false, false },  { "fields", false, false },
	{ "include", false, false },
};

static const char *const names_of_hits[] = {
	"q",      "kind",      "limit",   "cursor",     "sort",     "group",
	"expand", "relax",     "facet",   "facet_mode", "facet_by", "issuer",
	"year",   "decade",    "concept", "topic",      "source",   "fields",
	"on",     "law_as_of", NULL
};

static const struct own *find_own(struct str name)
{
	for (size_t i = 0; i < COUNT(own); i++)
		if (str_is(name, own[i].name))
			return &own[i];
	return NULL;
}

static bool is_of_hits(struct str name)
{
	return find_own(name) != NULL && !str_is(name, "include");
}

static bool is_of_records(struct str name)
{
	const struct own *o = find_own(name);

	return o != NULL && (o->records || str_is(name, "fields") ||
	                     str_is(name, "include"));
}

bool search_params_given(struct request *req)
{
	for (size_t i = 0; i < req->nparams; i++) {
		const struct own *o = find_own(req->params[i].name);

		if ((o != NULL && o->tells) ||
		    str_is(req->params[i].name, facet_names[FACET_GRADE]))
			return true;
	}
	return false;
}

static void read_own(struct request *req, struct search_asked *a,
                     const struct own *o, const struct param *p)
{
	struct search_request *f = &a->find;

	if (str_is(p->name, "kind"))
		read_kind(req, a, p->value);
	else if (str_is(p->name, "facet"))
		read_facet(req, a, p->value);
	else if (str_is(p->name, "facet_by"))
		read_by(req, a, p->value);
	else if (str_is(p->name, "sort"))
		read_sort(req, a, p->value);
	else if (str_is(p->name, "group"))
		f->grouped = read_word(req, "group", p->value, "instrument");
	else if (str_is(p->name, "facet_mode"))
		f->disjunctive =
			read_word(req, "facet_mode", p->value, "disjunctive");
	else if (str_is(p->name, "expand"))
		f->expand = request_is_true(req, "expand", p->value);
	else if (str_is(p->name, "relax"))
		f->insists = !request_is_true(req, "relax", p->value);
	else if (str_is(p->name, "fields") && !a->records)
		read_fields(req, a, p->value);
	else if (str_is(p->name, "issuer") || str_is(p->name, "year") ||
	         str_is(p->name, "decade") || str_is(p->name, "concept") ||
	         str_is(p->name, "topic") || str_is(p->name, "source"))
		read_choice(req, a, o->name, p->value);
}

/* ---- all of them ----------------------------------------------------------- */

/* The place reached, as digits. */
static size_t read_cursor(struct request *req)
{
	struct str given = request_param(req, "cursor");
	size_t n = 0;

	for (size_t i = 0; i < given.len; i++) {
		if (given.p[i] < '0' || given.p[i] > '9' || n > OFFSET_MAX) {
			err_parameter(&req->err, "cursor",
			              "is not one given here");
			return 0;
		}
		n = n * 10 + (size_t)(given.p[i] - '0');
	}
	if (given.p != NULL && (n == 0 || n > OFFSET_MAX))
		err_parameter(&req->err, "cursor", "is not one given here");
	return n;
}

/* All but grades, which are looked up in the evidence of every record. */
static void count_usual(struct search_request *f, bool records)
{
	for (size_t i = 0; i < FACET__COUNT; i++)
		f->facets[i] =
			i != FACET_GRADE && (!records || i != FACET_KIND);
}

static void read_all(struct request *req, struct search_asked *a)
{
	bool any = false;

	for (size_t i = 0; i < req->nparams; i++) {
		const struct param *p = &req->params[i];
		const struct own *o = find_own(p->name);

		if (o != NULL)
			read_own(req, a, o, p);
		if (a->records &&
		    (str_is(p->name, "fields") || str_is(p->name, "include")))
			query_view_param(req, p, &a->filter.view);
		any = any || str_is(p->name, "facet");
	}
	if (!any)
		count_usual(&a->find, a->records);
}

enum err_code search_params(struct request *req, bool records,
                            struct search_asked *out)
{
	struct search_request *f = &out->find;
	const char *too_much;

	out->records = records;
	f->arena = req->arena;
	f->store = req->service->store;
	f->facet_index = req->service->facet_index;
	f->typed = request_param(req, "q");
	f->expand = true;
	f->cites = !records;
	req->kind = &instruments_kind; /* whose the filters are */
	if (query_filters(req, records ? is_of_records : is_of_hits,
	                  names_of_hits, &out->filter) == ERR_OK &&
	    out->filter.query.nconditions > 0)
		f->filter = &out->filter.query;
	too_much = query_parse(f->typed, &f->terms);
	if (too_much != NULL)
		err_parameter(&req->err, "q", "%s", too_much);
	read_all(req, out);
	for (size_t i = 0; i < kinds_count && records; i++)
		f->kinds[i] = kinds[i] == &instruments_kind;
	f->limit = records ? query_limit(req)
	                   : (size_t)query_number(req, "limit", HITS_DEFAULT, 1,
	                                          STORE_PAGE_MAX);
	f->offset = read_cursor(req);
	f->day = out->filter.view.on;
	return req->err.code;
}
