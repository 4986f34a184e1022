/*
 * router.c - patterns against paths
 */
#include "server/http/request/router.h"

#include "server/registry/model/kind.h"

/* What {kind} and {id} of a pattern stand for. */
struct place {
	const struct kind *kind;
	struct str ref;
};

/* {id} or {kind}. */
static bool take_variable(const char **pattern, struct str have,
                          struct place *out)
{
	bool is_id = (*pattern)[1] == 'i';

	*pattern += strlen(is_id ? "{id}" : "{kind}");
	if (is_id) {
		out->ref = have;
		return have.len > 0;
	}
	out->kind = kind_find(have);
	return out->kind != NULL;
}

/* Is this the next segment of a pattern? Then it is behind it. Most are not,
 * by their first letter. */
static bool take_segment(const char **pattern, struct str have,
                         struct place *out)
{
	const char *want = *pattern;
	size_t n = 0;

	if (*want == '{')
		return take_variable(pattern, have, out);
	while (n < have.len && want[n] == have.p[n] && want[n] != '/')
		n++;
	*pattern = want + n;
	return n == have.len && (want[n] == '/' || want[n] == '\0');
}

static bool fits(const char *pattern, const struct request *req,
                 struct place *out)
{
	struct place found = { 0 };

	for (size_t i = 0; i < req->nsegments; i++)
		if (*pattern++ != '/' ||
		    !take_segment(&pattern, req->segments[i], &found))
			return false;
	if (*pattern != '\0')
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

static bool is_laborious(const struct request *req)
{
	return req->body.len > QUICK_BODY_MAX ||
	       (req->kind != NULL && req->kind->laborious &&
	        req->route->takes != NULL);
}

enum route_class route_class(const struct request *req)
{
	if (req->route == NULL || req->err.code != ERR_OK)
		return CLASS_QUICK;
	if (req->origin.len > 0)
		return CLASS_LARGE;
	if (req->route->class == CLASS_QUICK && is_laborious(req))
		return CLASS_LARGE;
	return req->route->class;
}

size_t route_body_max(const struct request *req)
{
	return req->route != NULL && req->route->body_max > 0
	               ? req->route->body_max
	               : BODY_MAX;
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
