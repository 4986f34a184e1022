/*
 * router.h - from method and path to one handler
 *
 * Shapes  a pattern is segments between slashes: literal text, {kind} (the
 *         name of any kind) or {id} (anything, not empty). The table in
 *         handlers/routes.c says all there is; nothing is registered at run
 *         time.
 * Errors  route_find(): ERR_NOT_FOUND no such path; ERR_METHOD the path
 *         exists, the method does not: route_allow() has the list.
 * Source  RFC 9110; openapi.yaml is generated from the same table.
 */
#ifndef SERVER_HTTP_REQUEST_ROUTER_H
#define SERVER_HTTP_REQUEST_ROUTER_H

#include "server/http/request/formatted.h"
#include "server/http/request/request.h"

/* What a request may hold up. Each class has threads of its own. */
enum route_class {
	CLASS_QUICK, /* nothing: it is answered where it was read */
	CLASS_LIST,
	CLASS_SEARCH,
	CLASS_VERIFY,
	CLASS_TEXT,
	CLASS_LARGE, /* quick by its route, but not what came, or the origin */
	CLASS__COUNT
};

#define QUICK_BODY_MAX (16u << 10)

struct route {
	const char *method;
	const char *pattern;
	handler_fn *handle;
	enum role role; /* who may */
	enum route_class class;
	bool open;                  /* even where reading needs a key */
	bool page;                  /* for people, or of a protocol that
	                              describes itself: not in openapi.yaml */
	const char *const *takes;   /* media types of the body, or NULL */
	bool optional;              /* the body may be missing          */
	bool unread;                /* the handler reads the body       */
	size_t body_max;            /* bytes; 0: BODY_MAX               */
	const char *const *gives;   /* media types offered; NULL: JSON  */
	enum format_level formats;  /* and as what else                 */
	bool streams;               /* as events without end, too       */
	bool cacheable;             /* its answers are: request,
	                               registry and day alone decide */
	const char *const *params;  /* query parameters known, or NULL: the
	                              handler looks itself */
	const char *const *repeats; /* those of them that may come again and
	                               again, or NULL */
	const char *const *inputs;  /* further parameters and header fields, for
	                              openapi.yaml */
	const char *operation; /* its name there; NULL: one for each kind */
	const char *summary;   /* one line, for openapi.yaml */
	const char *schema; /* of the answer, for openapi.yaml; "" when it has
	                       none */
};

extern const struct route routes[];
extern const size_t routes_count;

/* What a browser is shown where no path leads. */
extern handler_fn *const route_nowhere;

/* The header fields of routes that can answer with a part. */
extern const char *const header_ranges[];

enum err_code route_find(struct request *req);

/* Of the request as it is, its body included. */
enum route_class route_class(const struct request *req);

/* How many bytes a body of the request may have. */
size_t route_body_max(const struct request *req);

/* The route of the request's path with another method, or NULL. */
const struct route *route_with(const struct request *req, const char *method);

/* "GET, HEAD, OPTIONS, ..." for the request's path, in req->arena; all there
 * are when the path is unknown. */
const char *route_allow(struct request *req);

#endif
