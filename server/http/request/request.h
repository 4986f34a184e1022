/*
 * request.h - one request and its reply, free of any HTTP library
 *
 * Shapes  path is as sent, without the query; segments are its parts between
 *         the slashes, percent-decoded, valid UTF-8 without NUL. Parameters
 *         likewise, in the order they came. kind and ref are what {kind} and
 *         {id} of the matched route stood for. All memory is of req->arena.
 * Units   body is bytes, at most BODY_MAX or what the route says.
 * Errors  a handler returns enum err_code and fills req->err; it never writes
 *         an error reply itself, see reply.h.
 * Source  RFC 9110 for methods, header fields and status codes.
 *
 * A handler that only reads answers at once. One that writes checks what it
 * can, calls request_write() and returns ERR_OK: the write then runs in the
 * writer's transaction, and after the commit `answer` makes the reply.
 */
#ifndef SERVER_HTTP_REQUEST_REQUEST_H
#define SERVER_HTTP_REQUEST_REQUEST_H

#include <jansson.h>

#include "lib/base/arena.h"
#include "lib/base/err.h"
#include "lib/store/store.h"

#define BODY_MAX          (1u << 20) /* unless the route says otherwise */
#define PARAMS_MAX        256
#define SEGMENTS_MAX      8
#define REPLY_HEADERS_MAX 24

struct cache;
struct idempotency;
struct response_cache;
struct facet_index;
struct format;
struct kind;
struct route;
struct service;

/* The header fields that mean something here. */
enum header {
	HEADER_ACCEPT,
	HEADER_ACCEPT_ENCODING,
	HEADER_AUTHORIZATION,
	HEADER_CONTENT_DIGEST,
	HEADER_CONTENT_TYPE,
	HEADER_HOST,
	HEADER_IF_MATCH,
	HEADER_IF_NONE_MATCH,
	HEADER_IF_RANGE,
	HEADER_LAST_EVENT_ID,
	HEADER_ORIGIN,
	HEADER_ACCESS_CONTROL_REQUEST_METHOD,
	HEADER_IDEMPOTENCY_KEY,
	HEADER_MCP_METHOD,
	HEADER_MCP_NAME,
	HEADER_MCP_PROTOCOL_VERSION,
	HEADER_PREFER,
	HEADER_RANGE,
	HEADER_REPR_DIGEST,
	HEADER_VIA,
	HEADER_X_FORWARDED_FOR,
	HEADER_X_REQUEST_ID,
	HEADER__COUNT
};

extern const char *const header_names[HEADER__COUNT];

/* In rising order of what they may do. */
enum role { ROLE_ANYONE, ROLE_READER, ROLE_EDITOR, ROLE_ADMIN, ROLE__COUNT };

extern const char *const role_names[ROLE__COUNT];

struct param {
	struct str name;
	struct str value;
};

/* A body that is not gathered but read as it is sent: `send` gives at least
 * one byte from the place `at` on, or false when it cannot. */
struct stream {
	bool (*send)(void *arg, int64_t at, char *out, size_t room, size_t *n);
	void *arg;
	int64_t from, size; /* bytes: where the body begins, its length */
};

struct request;
struct reply;
typedef enum err_code handler_fn(struct request *req, struct reply *rep);

/* A change that is waited for: one after `seq`, but only until then, in ms of
 * clock_ms(). */
struct news {
	int64_t seq, until;
};

struct reply {
	unsigned status;
	struct {
		const char *name, *value;
	} headers[REPLY_HEADERS_MAX];
	size_t nheaders;
	struct buf body;
	struct stream stream; /* the body, when `send` is set */
	handler_fn *more;    /* a body in pieces: called when req->wait is over,
	                     it puts into `body` what comes next */
	bool ends;           /* such a body has an end of its own */
	struct arena *piece; /* of such a body, until the next */
	struct {
		uint64_t commits; /* 0: it was not cached */
		int64_t made;     /* clock_ms() */
	} cached;
};

struct request {
	struct arena *arena;
	const struct service *service;
	const char *method; /* GET for HEAD, too */
	bool head;          /* it was HEAD: the wire leaves the body out */
	struct str path;    /* absent when the target cannot be read */
	struct str query;   /* as sent, after the '?' */
	struct str segments[SEGMENTS_MAX];
	size_t nsegments;
	struct param *params;
	size_t nparams, params_room;
	struct str headers[HEADER__COUNT]; /* absent when not sent */
	struct buf body;
	size_t dropped; /* bytes of the body that were read and not stored */

	struct str request_id;
	struct str now; /* when the request began, RFC 3339 */
	enum role role;
	struct str who;        /* the name of the API key, or absent */
	struct str key_digest; /* that it is known by            */
	uint64_t guest;        /* a number for who has no key    */
	uint64_t commits;      /* store_commits() before it was handled */
	const char *type;      /* of those offered, what the client wants */
	const struct format *format; /* of that type; NULL: JSON             */
	bool with_mark;            /* a byte order mark is to come first      */
	bool checked;              /* request_head() has run */
	const struct route *route; /* set by the router, or NULL */
	const struct kind *kind;   /* {kind}, or NULL            */
	struct str origin;    /* the request is handed on to it, or absent */
	struct str ref;       /* {id}, or absent            */
	json_t *json;         /* the parsed body, or NULL   */
	struct job job;       /* the write, when fn is set  */
	tx_fn *write;         /* what it does               */
	bool goes_on;         /* another step of it follows */
	struct news wait;     /* then it is handled again; until 0: not */
	bool waits_no_longer; /* what there is must do      */
	const atomic_bool *stopping;     /* the server is; or NULL */
	struct idempotency *idempotency; /* done once: idempotency.h   */
	struct reply *rep;               /* what is being made         */
	handler_fn *answer;              /* what replies after it      */
	void *work;                      /* the handler's own          */
	struct {
		const char *policy, *state, *retry;
	} rate;                    /* header fields; NULL: no limit */
	const char *content_range; /* of a range that is not there */
	struct err err;
};

/* Of a search that is not cached: too much for who is in a hurry. */
#define SEARCH_LEAST_WORK 100000

/* Of all that is cached between requests. */
#define CACHE_PLACES  16384
#define CACHE_BYTES   (32u << 20)
#define CACHE_LONGEST (1u << 20)

/* What serving needs, set up once and then only read. */
struct service {
	struct store *store;
	struct facet_index *facet_index; /* for search */
	struct cache *cache; /* answers, those of search, what is told of
	                        references, compressed bodies */
	struct response_cache *response_cache;
	bool closed;      /* reading needs a key, too */
	bool local;       /* messages come by standard input */
	int64_t patience; /* ms that a request may take; 0: as it likes */
	uint64_t work;    /* units it may take at most; 0: what suits it */
	struct str home;  /* of links: "http://127.0.0.1:8080", or empty */

	handler_fn *forward; /* where this is a copy, of what writes; or NULL */
	struct str pseudonym; /* of this process, in Via */
};

/* Make what it remembers between requests, and forget it. */
void service_begin(struct service *s);
void service_end(struct service *s);

/* Begin a request: times, errors and the target ("/v1/x?y=z"), which is split
 * and decoded into path, query, segments and params. What is wrong with it
 * (bad percent-encoding, NUL, bytes that are not UTF-8, too many parts) stays
 * in req->err and becomes the reply. *req is zeroed before. */
void request_init(struct request *req, struct arena *arena,
                  const struct service *service, struct str target);

void request_method(struct request *req, const char *method);

/* Keep a header field if it means something here. Lists that come in parts
 * are joined; a single value that comes twice is ERR_SYNTAX in req->err. */
void request_header(struct request *req, struct str name, struct str value);

/* Give it the name the client has sent, or one. */
void request_name(struct request *req);

/* What can be told before the body: route, key, parameters, Accept and
 * Content-Type. Runs once; the outcome stays in req->err. */
enum err_code request_head(struct request *req);

/* The media types a route answers with; more than one: by Accept. */
const char *const *request_offers(const struct route *r);

/* So many units of work, or what the service allows if that is less. */
uint64_t request_work(const struct request *req, uint64_t units);

/* What links begin with: where the service is, or else was asked. */
struct str request_home(const struct request *req);

/* The value of ?name=, or absent. */
struct str request_param(const struct request *req, const char *name);

/* Note a parameter that has one value and was given twice. */
void request_once(struct request *req, const char *name);

/* Is ?name= true? An absent value is false; what is neither is an error. */
bool request_flag(struct request *req, const char *name);
bool request_is_true(struct request *req, const char *name, struct str value);

/* Run fn(tx, req, &req->err) as a write, then answer. The API key must still
 * be valid when the write begins. What fn leaves in the body of req->rep is
 * stored for a request with an Idempotency-Key, and `answer` gets it when that
 * comes again: see idempotency.h. Long work is written in steps, so that others
 * write in between: fn sets req->goes_on, and `answer` asks for the next one. */
enum err_code request_write(struct request *req, tx_fn *fn, handler_fn *answer);

/* Run fn as such a write, and wait for it: of a body in pieces. */
MUST_CHECK enum err_code request_write_now(struct request *req, tx_fn *fn);

/* Take a request to its handler. True: the reply is complete. False: a write
 * waits in req->job; when it has run, request_finish() completes the reply,
 * unless another one waits: false. Or the request itself waits for what
 * req->wait says, and is to be started again after it.
 * Neither fails: what goes wrong becomes the reply. */
bool request_start(struct request *req, struct reply *rep);
bool request_finish(struct request *req, struct reply *rep);

/* The reply is complete when it is at hand from an earlier request; false: it
 * must be made. */
bool request_recall(struct request *req, struct reply *rep);

/* Begin where others wait: false when it takes longer than that, and is to be
 * given to request_start() elsewhere. Only for what reads. */
bool request_hurry(struct request *req, struct reply *rep);

/* What comes next in a body in pieces; false at its end. */
bool request_more(struct request *req, struct reply *rep);

/* The reply is complete: give back all else, as whoever reads it may take his
 * time. What is logged stays. */
void request_shed(struct request *req, struct reply *rep);

/* Make the reply of req->err, without running anything. */
void request_refuse(struct request *req, struct reply *rep);

/* Start and finish, with the write in between, for tests and whoever has no
 * loop. */
void request_run(struct request *req, struct reply *rep);

#endif
