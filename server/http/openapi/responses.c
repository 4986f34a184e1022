/*
 * responses.c - from routes to answers
 */
#include "server/http/openapi/responses.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "server/http/openapi/build.h"
#include "server/http/request/media.h"
#include "server/http/request/reply.h"
#include "server/http/request/router.h"
#include "server/registry/model/kind.h"

static bool is_record(const struct route *r)
{
	return strcmp(r->schema, "record") == 0;
}

/* The schema of a route's answer: the kind's own, or a shared one. */
static const char *name_schema(const struct route *r, const struct kind *k,
                               char out[NAME_SIZE])
{
	if (is_record(r))
		return build_schema_name(k, "", out);
	if (strcmp(r->schema, "list") == 0)
		return build_schema_name(k, "List", out);
	snprintf(out, NAME_SIZE, "%s", r->schema);
	out[0] = (char)toupper((unsigned char)out[0]);
	return out;
}

static json_t *content_of(const struct route *r, const char *type,
                          const char *schema)
{
	bool is_object = media_is_json(type) || strcmp(type, TYPE_YAML) == 0;

	if (strcmp(type, TYPE_JSON) == 0 || strcmp(type, TYPE_PATCH) == 0)
		return PACK("{s:o}", "schema", build_ref("schemas", schema));
	if (r->formats != FORMATS_NONE)
		return json_object();
	return PACK("{s:{s:s}}", "schema", "type",
	            is_object ? "object" : "string");
}

static json_t *success(json_t *content, const char *doc)
{
	return PACK("{s:s, s:o, s:{s:o}}", "description", doc, "content",
	            content, "headers", "ETag", build_ref("headers", "ETag"));
}

/* A record comes in the same shape whatever was done with it. */
static json_t *answer(const struct route *r, const struct kind *k)
{
	const char *const *types = request_offers(r);
	json_t *content;
	char name[NAME_SIZE];

	name_schema(r, k, name);
	if (is_record(r) && types[1] == NULL)
		return build_ref("responses", name);
	content = json_object();
	for (; *types != NULL; types++)
		json_object_set_new(content, *types,
		                    content_of(r, *types, name));
	return success(content, "As asked for");
}

static void add_problems(json_t *answers, const unsigned *statuses)
{
	char status[16], name[24];

	for (; *statuses != 0; statuses++) {
		snprintf(status, sizeof(status), "%u", *statuses);
		snprintf(name, sizeof(name), "%u", *statuses);
		json_object_set_new(answers, status,
		                    build_ref("responses", name));
	}
}

/* What reads its body itself refuses it in words of its own, too. */
static void add_messages(json_t *answers, const struct route *r,
                         const struct kind *k)
{
	static const char *const statuses[] = { "400", "404" };
	char name[NAME_SIZE];

	name_schema(r, k, name);
	for (size_t i = 0; i < COUNT(statuses); i++)
		json_object_set_new(
			answers, statuses[i],
			PACK("{s:s, s:{s:{s:o}, s:{s:o}}}", "description",
		             "An error of the protocol", "content", TYPE_JSON,
		             "schema", build_ref("schemas", name), TYPE_PROBLEM,
		             "schema", build_ref("schemas", "Problem")));
	json_object_set_new(answers, "202",
	                    PACK("{s:s}", "description",
	                         "A notification, which has no answer"));
}

static void add_successes(json_t *answers, const struct route *r,
                          const struct kind *k)
{
	bool posts = strcmp(r->method, "POST") == 0 && k != NULL;

	if (r->schema[0] == '\0')
		json_object_set_new(answers, "204",
		                    build_ref("responses", "Deleted"));
	if (r->schema[0] != '\0' && !posts)
		json_object_set_new(answers, "200", answer(r, k));
	if (posts || strcmp(r->method, "PUT") == 0)
		json_object_set_new(answers, "201", answer(r, k));
	if (r->takes != NULL && k != NULL && !posts)
		json_object_set_new(answers, "204",
		                    build_ref("responses", "Minimal"));
	if (r->inputs == header_ranges)
		json_object_set_new(answers, "206", answer(r, k));
	if (strcmp(r->method, "GET") == 0)
		json_object_set_new(answers, "304",
		                    build_ref("responses", "NotModified"));
}

json_t *responses_of(const struct route *r, const struct kind *k)
{
	static const unsigned found[] = { 404, 410, 0 }, named[] = { 404, 0 },
			      asking[] = { 415, 422, 0 },
			      ranging[] = { 416, 0 },
			      following[] = { 404, 409, 0 },
			      writing[] = { 409, 412, 415, 422, 428, 0 };
	json_t *answers = json_object();

	add_successes(answers, r, k);
	if (strstr(r->pattern, "{id}") != NULL)
		add_problems(answers, found);
	if (strstr(r->pattern, "{kind}") != NULL)
		add_problems(answers, named);
	if (r->inputs == header_ranges)
		add_problems(answers, ranging);
	if (r->streams)
		add_problems(answers, following);
	if (r->role > ROLE_READER)
		add_problems(answers, writing);
	else if (r->takes != NULL)
		add_problems(answers, asking);
	if (r->unread)
		add_messages(answers, r, k);
	json_object_set_new(answers, "4XX", build_ref("responses", "Refused"));
	json_object_set_new(answers, "5XX", build_ref("responses", "Failed"));
	return answers;
}

/* ---- shared -------------------------------------------------------------- */

static const struct {
	const char *name, *doc;
} bodiless[] = {
	{ "NotModified", "The client's copy is current" },
	{ "Deleted", "Deleted" },
	{ "Minimal", "Done, as Prefer: return=minimal asks for" },
};

static void share_problem(json_t *responses, const char *name, const char *doc)
{
	json_object_set_new(responses, name,
	                    PACK("{s:s, s:{s:{s:o}}}", "description", doc,
	                         "content", TYPE_PROBLEM, "schema",
	                         build_ref("schemas", "Problem")));
}

/* What every route may answer. 414, 431 and some 400 are written by the HTTP
 * library before there is a request. */
static void share_refusals(json_t *responses)
{
	share_problem(
		responses, "Refused",
		"What any request may be refused for: 400 what cannot be read, "
		"or an unknown parameter; 401 no valid key; 403 the key's role "
		"is not enough; 406 no type that Accept allows; 412 If-Match "
		"names another state; 413 too large, or more memory than one "
		"request has; 429 too often, with Retry-After. 414 (the URL) "
		"and 431 (header fields of more than 32 KiB) have no problem "
		"as their body, nor has 400 where the request is not HTTP");
	share_problem(responses, "Failed",
	              "503: too busy, stopping, or the request takes too long "
	              "(Retry-After says whether to try again). 500: a fault "
	              "of the server's");
}

/* Those that some routes may answer and others not. */
static bool is_of_some(unsigned status)
{
	static const unsigned some[] = {
		404, 409, 410, 412, 415, 416, 422, 428
	};
	size_t i = 0;

	while (i < COUNT(some) && some[i] != status)
		i++;
	return i < COUNT(some);
}

static void share_problems(json_t *responses)
{
	char name[NAME_SIZE];

	for (int code = ERR_OK + 1; code < ERR__COUNT; code++) {
		unsigned status = reply_status((enum err_code)code);

		snprintf(name, sizeof(name), "%u", status);
		if (is_of_some(status))
			share_problem(responses, name,
			              reply_title((enum err_code)code));
	}
}

json_t *responses_shared(void)
{
	json_t *responses = json_object();
	char name[NAME_SIZE];

	for (size_t i = 0; i < COUNT(bodiless); i++)
		json_object_set_new(
			responses, bodiless[i].name,
			PACK("{s:s}", "description", bodiless[i].doc));
	for (size_t i = 0; i < kinds_count; i++) {
		build_schema_name(kinds[i], "", name);
		json_object_set_new(
			responses, name,
			success(PACK("{s:{s:o}}", TYPE_JSON, "schema",
		                     build_ref("schemas", name)),
		                "The record"));
	}
	share_problems(responses);
	share_refusals(responses);
	return responses;
}
