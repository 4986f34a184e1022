/*
 * router.c - all the routes there are
 */
#include "server/http/router.h"

#include "server/http/handlers.h"
#include "server/http/reply.h"
#include "server/kinds/kind.h"

static const char *const takes_json[] = { TYPE_JSON, NULL };
static const char *const takes_patch[] = { TYPE_MERGE, TYPE_PATCH, NULL };

/* For routes that know no query parameter. */
static const char *const none[] = { NULL };

static const char *const gives_memo[] = { TYPE_JSON, TYPE_TEXT, NULL };
static const char *const why[] = { "field", NULL };
static const char *const splitting[] = { "dry_run", "profile", "edition",
	                                 NULL };

#define RECORDS "/v1/{kind}"
#define RECORD  "/v1/{kind}/{id}"

/* Literal segments stand before {kind}. */
const struct route routes[] = {
	{ "GET", "/", about_home, .params = none, .schema = "index",
	  .summary = "What this service is and where things are" },
	{ "GET", "/health", about_health, .open = true, .params = none,
	  .schema = "state", .summary = "Is the process alive?" },
	{ "GET", "/ready", about_ready, .open = true, .params = none,
	  .schema = "state", .summary = "Does the database answer?" },
	{ "GET", "/openapi.json", about_openapi, .params = none,
	  .schema = "openapi", .summary = "This description" },
	{ "GET", "/v1", about_home, .params = none, .schema = "index",
	  .summary = "What this service is and where things are" },
	{ "GET", "/v1/search", search_get, .schema = "hits",
	  .summary = "Search records of all kinds" },
	{ "GET", "/v1/changes", changes_list, .schema = "changes",
	  .summary = "What changed, in order and without a gap" },
	{ "GET", "/v1/changes/head", changes_head, .params = none,
	  .schema = "head", .summary = "The newest change and its hash" },
	{ "GET", "/v1/schema/{kind}", schema_get, .params = none,
	  .schema = "schema",
	  .summary = "Members, types, choices and filters of a kind" },
	{ "GET", "/v1/instruments/{id}/provisions", provisions_get,
	  .schema = "tree", .summary = "Its parts, in the order of its text" },
	{ "GET", "/v1/instruments/{id}/relations", relations_get,
	  .params = none, .schema = "related",
	  .summary = "Its relations, in both directions" },
	{ "GET", "/v1/instruments/{id}/timeline", timeline_get,
	  .schema = "timeline",
	  .summary = "All its dated steps, those of its provisions included" },
	{ "POST", "/v1/sources/{id}/provisions", provisions_post, ROLE_EDITOR,
	  .params = splitting, .schema = "split",
	  .summary = "Split its text into the provisions of its instrument" },
	{ "POST", "/v1/verify", verify_post, .takes = takes_json,
	  .params = none, .schema = "verification",
	  .summary = "Are these quotes in the sources' texts?" },
	{ "GET", RECORDS, collection_list, .schema = "list",
	  .summary = "List records" },
	{ "POST", RECORDS, record_post, ROLE_EDITOR, .takes = takes_json,
	  .params = none, .schema = "record", .summary = "Create a record" },
	{ "GET", RECORD, record_get, .linked = true, .schema = "record",
	  .summary = "Read a record" },
	{ "PUT", RECORD, record_put, ROLE_EDITOR, .takes = takes_json,
	  .params = none, .schema = "record",
	  .summary = "Replace a record, or create it under its id" },
	{ "PATCH", RECORD, record_patch, ROLE_EDITOR, .takes = takes_patch,
	  .params = none, .schema = "record",
	  .summary = "Change members of a record" },
	{ "DELETE", RECORD, record_remove, ROLE_EDITOR, .params = none,
	  .schema = "", .summary = "Delete a record" },
	{ "GET", RECORD "/history", record_history, .params = none,
	  .schema = "history", .summary = "The revisions of a record" },
	{ "GET", RECORD "/provenance", provenance_get, .params = none,
	  .schema = "provenance",
	  .summary = "Which passages state each field" },
	{ "GET", RECORD "/why", why_get, .gives = gives_memo, .params = why,
	  .schema = "why",
	  .summary = "Who says so of one field; as text, for a memo" },
};

const size_t routes_count = COUNT(routes);

/* The next segment of a pattern, the slash before it skipped. */
static bool next(const char **pattern, struct str *out)
{
	const char *start = *pattern;

	if (*start != '/')
		return false;
	start++;
	*pattern = start + strcspn(start, "/");
	*out = (struct str){ start, (size_t)(*pattern - start) };
	return true;
}

/* What {kind} and {id} of a pattern stand for. */
struct place {
	const struct kind *kind;
	struct str ref;
};

static bool fits(const char *pattern, const struct request *req,
                 struct place *out)
{
	struct place found = { 0 };
	struct str want;
	size_t i = 0;

	for (; next(&pattern, &want); i++) {
		struct str have;

		if (i == req->nsegments)
			return false;
		have = req->segments[i];
		if (str_is(want, "{id}")) {
			if (have.len == 0)
				return false;
			found.ref = have;
		} else if (str_is(want, "{kind}")) {
			found.kind = kind_find(have);
			if (found.kind == NULL)
				return false;
		} else if (!str_eq(want, have)) {
			return false;
		}
	}
	if (i != req->nsegments)
		return false;
	*out = found;
	return true;
}

enum err_code route_find(struct request *req)
{
	struct place place = { 0 };
	bool seen = false;

	for (size_t i = 0; i < routes_count; i++) {
		if (!fits(routes[i].pattern, req, &place))
			continue;
		seen = true;
		if (strcmp(routes[i].method, req->method) != 0)
			continue;
		req->route = &routes[i];
		req->kind = place.kind;
		req->ref = place.ref;
		return ERR_OK;
	}
	return seen ? err_set(&req->err, ERR_METHOD,
	                      "this path does not take %.32s", req->method)
	            : err_set(&req->err, ERR_NOT_FOUND, "no such path");
}

const struct route *route_with(const struct request *req, const char *method)
{
	struct place place;

	for (size_t i = 0; i < routes_count; i++)
		if (strcmp(routes[i].method, method) == 0 &&
		    fits(routes[i].pattern, req, &place))
			return &routes[i];
	return NULL;
}

const char *route_allow(struct request *req)
{
	static const char *const methods[] = { "POST", "PUT", "PATCH",
		                               "DELETE" };
	struct buf out;
	bool any = route_with(req, "GET") != NULL;

	buf_init(&out, req->arena);
	for (size_t i = 0; !any && i < COUNT(methods); i++)
		any = route_with(req, methods[i]) != NULL;
	if (!any || route_with(req, "GET") != NULL)
		buf_puts(&out, "GET, HEAD, ");
	for (size_t i = 0; i < COUNT(methods); i++)
		if (!any || route_with(req, methods[i]) != NULL)
			buf_printf(&out, "%s, ", methods[i]);
	buf_puts(&out, "OPTIONS");
	return out.data;
}
