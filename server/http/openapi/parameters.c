/*
 * parameters.c - from columns and routes to parameters
 */
#include "server/http/openapi/parameters.h"

#include <stdio.h>
#include <string.h>

#include "lib/store/store.h"
#include "server/http/openapi/build.h"
#include "server/http/openapi/choices.h"
#include "server/http/openapi/filters.h"
#include "server/http/openapi/schema.h"
#include "server/http/query/query.h"
#include "server/http/request/router.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/evidence/grade.h"
#include "server/registry/law/timeline.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/show.h"
#include "server/registry/outline/profile.h"

static void add(json_t *params, const char *name, json_t *schema,
                const char *doc)
{
	json_array_append_new(params, filters_param(name, schema, doc));
}

static void add_shared(json_t *params, const char *name)
{
	json_array_append_new(params, build_ref("parameters", name));
}

static json_t *list_of(json_t *schema)
{
	return PACK("{s:s, s:o}", "type", "array", "items", schema);
}

/* ---- how records are shown ---------------------------------------------- */

/* A list with commas, of some of these names. */
static void add_names(json_t *params, const char *name, json_t *names,
                      const char *doc)
{
	json_t *schema =
		list_of(PACK("{s:s, s:o}", "type", "string", "enum", names));
	json_t *param = filters_param(name, schema, doc);

	json_object_set_new(schema, "minItems", json_integer(1));
	json_object_set_new(param, "explode", json_false());
	json_array_append_new(params, param);
}

static void add_fields(json_t *params, const struct kind *k)
{
	json_t *members = json_array();

	for (size_t i = 0; i < COUNT(common_fields); i++)
		json_array_append_new(members,
		                      json_string(common_fields[i].name));
	for (size_t i = 0; i < k->entity.nfields; i++)
		if (!(k->entity.fields[i].flags & F_UNSHOWN))
			json_array_append_new(
				members, json_string(k->entity.fields[i].name));
	add_names(params, "fields", members,
	          "Only these members, and id and key");
}

static void add_view(json_t *params, const struct kind *k)
{
	json_t *kinds_named = json_array();

	for (size_t i = 0; i < kinds_count; i++)
		if (show_refers(k, kinds[i]))
			json_array_append_new(
				kinds_named,
				json_string(kinds[i]->entity.name));
	add_fields(params, k);
	if (k->timed) {
		add_shared(params, "on");
		add_shared(params, "law_as_of");
	}
	if (k->worded)
		add_shared(params, "align");
	if (json_array_size(kinds_named) > 0)
		add_names(params, "include", kinds_named,
		          "Bring the records of these kinds that are referred "
		          "to, as `included`");
	else
		json_decref(kinds_named);
}

/* ---- lists --------------------------------------------------------------- */

/* A list that can be searched and counted, too. */
static bool is_browsed(const struct kind *k)
{
	return strcmp(k->entity.name, "instruments") == 0;
}

static const char *const by_words[] = { "relevance", "date", "-date" };

static const char *const browsing[] = { "q",        "facet",  "facet_mode",
	                                "facet_by", "expand", "relax",
	                                "year",     "decade", "concept",
	                                "topic",    "issuer", "grade",
	                                NULL };

static const char *const dated[] = { "as_of", NULL };

static const struct route hits = { .schema = "hits" };

static void add_documented(json_t *params, const struct route *r,
                           const char *const *names);

static json_t *sort_schema(const struct kind *k)
{
	json_t *names = json_array();

	for (size_t i = 0; i < k->entity.ncolumns; i++) {
		const struct column *c = &k->entity.columns[i];

		if (c->field->flags & F_HIDDEN)
			continue;
		json_array_append_new(names, json_string(c->path));
		json_array_append_new(names, json_sprintf("-%s", c->path));
	}
	for (size_t i = 0; i < COUNT(by_words) && is_browsed(k); i++)
		json_array_append_new(names, json_string(by_words[i]));
	return PACK("{s:s, s:s, s:o}", "type", "string", "default", "key",
	            "enum", names);
}

static void add_paging(json_t *params, const struct kind *k)
{
	(void)k;
	add_shared(params, "limit");
	add_shared(params, "cursor");
}

static void add_covering(json_t *params, const struct kind *k)
{
	add_paging(params, k);
	add(params, "instrument", PACK("{s:s}", "type", "string"),
	    "Id or key: the evidence for it and its provisions; the sources "
	    "are its texts then");
}

static void add_listing(json_t *params, const struct kind *k)
{
	add_paging(params, k);
	add(params, "sort", sort_schema(k),
	    "The order; - turns it round. Records without the member come "
	    "first");
	add_shared(params, "count");
	add(params, "unsupported", list_of(filters_pointer(k)),
	    "Records with such a member that no evidence supports");
	filters_add(params, &k->entity);
	if (is_browsed(k))
		add_documented(params, &hits, browsing);
	add_documented(params, &hits, dated);
	add_view(params, k);
}

static void add_search(json_t *params, const struct kind *k)
{
	add(params, "kind", list_of(choices_ref(kind_names)),
	    "Only records of these kinds");
	add_paging(params, k);
	filters_add(params, &kind_find(STR("instruments"))->entity);
}

static void add_since(json_t *params, const struct kind *k)
{
	(void)k;
	add(params, "since",
	    PACK("{s:s, s:i, s:i, s:I}", "type", "integer", "minimum", 0,
	         "default", 0, "maximum", (json_int_t)INT64_MAX),
	    "Changes after this seq");
	add(params, "limit",
	    PACK("{s:s, s:i, s:i, s:i}", "type", "integer", "minimum", 1,
	         "maximum", 1000, "default", 100),
	    "At most so many changes");
}

/* ---- evidence ------------------------------------------------------------ */

static void add_field(json_t *params, const struct kind *k)
{
	json_t *param = filters_param("field", filters_pointer(k),
	                              "JSON Pointer to the member");

	json_object_set_new(param, "required", json_true());
	json_array_append_new(params, param);
	add_paging(params, k);
}

static void add_limit(json_t *params, const struct kind *k)
{
	(void)k;
	add_shared(params, "limit");
}

static void add_conflicts(json_t *params, const struct kind *k)
{
	static const char *const states[] = { "disputed", "settled",
		                              "unsettled", NULL };
	static const char *const flags[] = { FLAG_PROPOSAL, NULL };

	add_paging(params, k);
	add(params, "kind", list_of(choices_ref(kind_names)),
	    "Only of records of these kinds");
	add(params, "field", list_of(filters_pointer(NULL)),
	    "Only about these members");
	add(params, "state", list_of(build_choice(states)),
	    "Only those that are so");
	add(params, "grade", list_of(choices_ref(grade_names)),
	    "Only those whose value has evidence of these grades");
	add(params, "flags", list_of(build_choice(flags)),
	    "Only those with one of these");
	add(params, "source", list_of(build_ref("schemas", "Text")),
	    "Only where a claim is taken from these sources");
	add(params, "instrument", list_of(build_ref("schemas", "Text")),
	    "Only of these instruments and their provisions");
}

/* ---- instruments and sources --------------------------------------------- */

static void add_tree(json_t *params, const struct kind *k)
{
	static const char *const nested[] = { "children", NULL };

	(void)k;
	add(params, "depth",
	    PACK("{s:s, s:i, s:i}", "type", "integer", "minimum", 0, "maximum",
	         100),
	    "Leave out what is deeper; 0 is the top");
	add(params, "include", build_choice(nested),
	    "Nest provisions in their parents");
	add_paging(params, k);
	add_fields(params, kind_find(STR("provisions")));
	add_shared(params, "on");
	add_shared(params, "law_as_of");
	add_shared(params, "words_in");
	add_shared(params, "align");
}

static json_t *build_steps(void)
{
	const struct entity *t = &kind_find(STR("instruments"))->entity;
	json_t *steps = json_array();

	for (size_t i = 0; i < t->nfields; i++) {
		const struct field *f = &t->fields[i];
		struct str step;

		if (f->type != FIELD_DATE)
			continue;
		step = timeline_step(f);
		json_array_append_new(steps, json_stringn(step.p, step.len));
	}
	return PACK("{s:s, s:o}", "type", "string", "enum", steps);
}

static void add_timeline(json_t *params, const struct kind *k)
{
	static const char *const owners[] = { "instruments", "provisions",
		                              NULL };
	static const char *const groups[] = { "date", NULL };

	add_paging(params, k);
	add(params, "from", build_ref("schemas", "Date"),
	    "Only steps of that day or later");
	add(params, "to", build_ref("schemas", "Date"),
	    "Only steps of that day or earlier");
	add(params, "kind", build_choice(owners),
	    "Only its own steps, or those of its provisions");
	add(params, "step", build_steps(), "Only steps of that name");
	add(params, "group", build_choice(groups),
	    "Tell of each day how many steps it has");
	add_shared(params, "law_as_of");
}

static void add_profile(json_t *params, const struct kind *k)
{
	json_t *names = json_array();

	(void)k;
	for (size_t i = 0; profile_texts[i].name != NULL; i++)
		json_array_append_new(names,
		                      json_string(profile_texts[i].name));
	add(params, "profile",
	    PACK("{s:s, s:o}", "type", "string", "enum", names),
	    "How the text is laid out; found out without");
}

/* ---- the whole ----------------------------------------------------------- */

extern const char params_json[];

static json_t *documented(const json_t *all, const char *schema,
                          const char *name)
{
	char own[NAME_SIZE];
	json_t *param;

	snprintf(own, sizeof(own), "%s.%s", schema, name);
	param = json_object_get(all, own);
	return param != NULL ? param : json_object_get(all, name);
}

static void add_documented(json_t *params, const struct route *r,
                           const char *const *names)
{
	json_t *all = build_sound(json_loads(params_json, 0, NULL));

	for (; names != NULL && *names != NULL; names++) {
		json_t *param = documented(all, r->schema, *names);

		if (param == NULL)
			continue; /* added by what is particular to its route */
		json_object_set_new(param, "name", json_string(*names));
		json_array_append(params, param);
	}
	json_decref(all);
}

/* The parameter that names a format, by what the answers are. */
static const char *const format_params[] = {
	[FORMATS_OF_ITEMS] = "format_of_items",
	[FORMATS_OF_STEPS] = "format_of_steps",
	[FORMATS_OF_RECORDS] = "format",
};

static void add_formats(json_t *params, enum format_level level)
{
	if (level == FORMATS_NONE)
		return;
	add_shared(params, format_params[level]);
	add_shared(params, "bom");
}

/* By what they answer. */
static const struct {
	const char *schema;
	void (*add)(json_t *params, const struct kind *k);
} adders[] = {
	{ "list", add_listing },      { "hits", add_search },
	{ "tree", add_tree },         { "timeline", add_timeline },
	{ "changes", add_since },     { "conflicts", add_conflicts },
	{ "coverage", add_covering }, { "split", add_profile },
	{ "anchors", add_paging },    { "history", add_paging },
	{ "why", add_field },         { "related", add_paging },
	{ "provenance", add_limit },
};

static bool is_method(const struct route *r, const char *method)
{
	return strcmp(r->method, method) == 0;
}

/* What writes of records go by. */
static void add_preconditions(json_t *params, const struct route *r,
                              const struct kind *k)
{
	if (is_method(r, "PATCH") || is_method(r, "DELETE"))
		add_shared(params, "if_match");
	if (is_method(r, "PUT") && k != NULL) {
		add_shared(params, "if_match_put");
		add_shared(params, "if_none_match");
	}
	if (is_method(r, "POST") && r->role >= ROLE_EDITOR)
		add_shared(params, "idempotency_key");
	if (r->takes != NULL && strcmp(r->schema, "record") == 0)
		add_shared(params, "prefer");
}

/* What is in the path is not always a record. */
static bool names_id(const struct route *r)
{
	return r->inputs != NULL && str_among(STR("id"), r->inputs);
}

json_t *parameters_of_path(const struct route *r, const struct kind *k)
{
	json_t *params = json_array();

	if (k == NULL && strstr(r->pattern, "{kind}") != NULL)
		add_shared(params, "kind");
	if (strstr(r->pattern, "{id}") != NULL && !names_id(r))
		add_shared(params, "id");
	return params;
}

json_t *parameters_of(const struct route *r, const struct kind *k)
{
	json_t *params = json_array();

	if (strcmp(r->schema, "record") == 0 && r->takes == NULL)
		add_view(params, k);
	if (strcmp(r->schema, "record") == 0 && r->takes == NULL && k->worded)
		add_shared(params, "words_in");
	for (size_t j = 0; j < COUNT(adders); j++)
		if (strcmp(r->schema, adders[j].schema) == 0)
			adders[j].add(params, k);
	add_formats(params, r->formats);
	add_documented(params, r, r->params);
	add_documented(params, r, r->inputs);
	add_preconditions(params, r, k);
	return params;
}

/* ---- shared -------------------------------------------------------------- */

#define ANY_FIELD   "^[^\\u0000-\\u0008\\u000A-\\u001F\\u007F]*$"
#define ENTITY_TAG  "(W/)?\"[ !#-~]*\""
#define ENTITY_TAGS "^([*]|[ ,]*" ENTITY_TAG "([ ,]*" ENTITY_TAG ")*[ ,]*)$"
#define REVISION    "The ETag of the revision that is meant, or *"
#define TAG         "\"1.0123456789abcdef\""

static void share(json_t *params, const char *name, json_t *schema,
                  const char *doc)
{
	json_object_set_new(params, name, filters_param(name, schema, doc));
}

static void share_queries(json_t *params)
{
	share(params, "limit",
	      PACK("{s:s, s:i, s:i, s:i}", "type", "integer", "minimum", 1,
	           "maximum", STORE_PAGE_MAX, "default", LIMIT_DEFAULT),
	      "At most so many records");
	share(params, "cursor",
	      PACK("{s:s, s:s}", "type", "string", "pattern",
	           "^[A-Za-z0-9_-]+$"),
	      "`next` of the page before");
	share(params, "count",
	      PACK("{s:s, s:[s, s], s:s}", "type", "string", "enum", "exact",
	           "none", "default", "exact"),
	      "none leaves out `total`");
	share(params, "on",
	      PACK("{s:s, s:s}", "type", "string", "format", "date"),
	      "The day the answer is about, today by default");
	share(params, "law_as_of",
	      PACK("{s:s, s:s}", "type", "string", "format", "date"),
	      "Leave out law that was laid down after this day");
}

static void share_languages(json_t *params)
{
	static const struct field tag = { .type = FIELD_LANGUAGE };
	json_t *aligned = filters_param(
		"align", list_of(schema_value(&tag)),
		"Show the words in these languages side by side, as `texts`");

	json_object_set_new(aligned, "explode", json_false());
	json_object_set_new(params, "align", aligned);
	json_object_set_new(params, "words_in",
	                    filters_param("lang", schema_value(&tag),
	                                  "Show the words in this language"));
}

static json_t *format_names(enum format_level level)
{
	json_t *names = PACK("[s]", "json");

	for (size_t i = 0; i < formats_count; i++)
		if (formatted_fits(level, &formats[i]))
			json_array_append_new(names,
			                      json_string(formats[i].name));
	return PACK("{s:s, s:o}", "type", "string", "enum", names);
}

static void share_formats(json_t *params)
{
	for (int i = FORMATS_OF_ITEMS; i <= FORMATS_OF_RECORDS; i++)
		json_object_set_new(
			params, format_params[i],
			filters_param("format",
		                      format_names((enum format_level)i),
		                      "As what it comes, whatever Accept "
		                      "says"));
	share(params, "bom",
	      PACK("{s:s, s:b}", "type", "boolean", "default", 0),
	      "Begin CSV and TSV with a byte order mark, for Excel");
}

static void share_places(json_t *params)
{
	json_object_set_new(params, "id",
	                    PACK("{s:s, s:s, s:b, s:s, s:o, s:s}", "name", "id",
	                         "in", "path", "required", 1, "description",
	                         "The record's id or key", "schema",
	                         build_ref("schemas", "Slug"), "example",
	                         "eu-ai-act"));
	json_object_set_new(params, "kind",
	                    PACK("{s:s, s:s, s:b, s:s, s:o, s:s}", "name",
	                         "kind", "in", "path", "required", 1,
	                         "description", "The kind of record", "schema",
	                         choices_ref(kind_names), "example",
	                         "instruments"));
}

static const struct {
	const char *component, *name, *doc, *example, *pattern;
	bool required;
} headers[] = {
	{ "if_match", "If-Match", REVISION, TAG, ENTITY_TAGS, true },
	{ "if_match_put", "If-Match", REVISION, TAG, ENTITY_TAGS, false },
	{ "if_none_match", "If-None-Match", "*: only if there is none", "*",
	  ANY_FIELD, false },
	{ "idempotency_key", "Idempotency-Key",
	  "The same request sent again within 24 hours gets the same answer",
	  "7f3c", "^[!-~]{1,255}$", false },
	{ "prefer", "Prefer", "return=minimal leaves out the body",
	  "return=minimal", ANY_FIELD, false },
};

json_t *parameters_shared(void)
{
	json_t *params = json_object();

	share_places(params);
	share_queries(params);
	share_languages(params);
	share_formats(params);
	for (size_t i = 0; i < COUNT(headers); i++)
		json_object_set_new(
			params, headers[i].component,
			PACK("{s:s, s:s, s:b, s:s, s:s, s:{s:s, s:s}}", "name",
		             headers[i].name, "in", "header", "required",
		             headers[i].required, "description", headers[i].doc,
		             "example", headers[i].example, "schema", "type",
		             "string", "pattern", headers[i].pattern));
	return params;
}
