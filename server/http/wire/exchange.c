/*
 * exchange.c - the calls of libmicrohttpd, as steps of a request
 */
#include "server/http/wire/exchange.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/data/digest.h"
#include "server/http/request/body.h"
#include "server/http/request/reply.h"
#include "server/http/request/response_cache.h"
#include "server/http/wire/framing.h"
#include "server/http/wire/lenient.h"
#include "server/http/wire/limit.h"
#include "server/http/wire/loop_time.h"

#define BLOCK_BYTES (64u << 10) /* of a body that is streamed             */
#define PIECE_BYTES (4u << 10)  /* of one in pieces                       */
#define DROP_MAX    (8u << 20)  /* of a refused body, read to be polite   */
#define LOGGED_PATH 200
#define ANSWER_HEAD (2u << 10) /* unless it repeats the URL              */
#define HEAD_SPARE  512        /* what the library adds to it            */
#define FIELD_BYTES 64         /* of its memory, for each that came      */

/* ---- beginning and end -------------------------------------------------- */

static struct peer *open_peer(struct peers *peers, struct MHD_Connection *c,
                              struct link *link)
{
	const struct sockaddr *from =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
			->client_addr;
	int fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)
	                 ->connect_fd;

	return peer_open(peers, fd, from, link);
}

static struct link *link_of(struct MHD_Connection *c)
{
	return MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
	        ->socket_context;
}

/* Nothing more is to come of this request, or nothing more is wanted. */
static void arrive(struct exchange *x)
{
	if (!x->arrived)
		x->http->arriving--;
	x->arrived = true;
}

double milliseconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - then->tv_sec) * 1e3 +
	       (double)(now.tv_nsec - then->tv_nsec) / 1e6;
}

/* What the client called it; "-" when it broke off before. */
static const char *method_of(const struct request *req)
{
	if (req->head)
		return "HEAD";
	return *req->method != '\0' ? req->method : "-";
}

static uint64_t size_of(const struct reply *rep)
{
	if (rep->more != NULL)
		return 0;
	return rep->stream.send != NULL ? (uint64_t)rep->stream.size
	                                : rep->body.len;
}

static void log_request(const struct exchange *x, int end)
{
	const struct request *req = &x->req;
	struct str path = req->path.p != NULL ? req->path : STR("-");
	struct str id = req->request_id.p != NULL ? req->request_id : STR("-");
	bool bodiless = req->head || x->rep.status == 304;

	path = digest_hide_secrets(req->arena, path);
	if (path.len > LOGGED_PATH)
		path.len = LOGGED_PATH;
	log_event(LOG_INFO, "http.request",
	          "id=%.*s method=%.16s path=%.*s status=%u bytes=%llu ms=%.1f "
	          "end=%d",
	          STR_ARG(id), method_of(req), STR_ARG(path), x->rep.status,
	          bodiless ? 0ULL : (unsigned long long)size_of(&x->rep),
	          milliseconds_since(&x->began), end);
}

static void end_exchange(struct exchange *x, int why)
{
	struct http *h = x->http;

	x->link->now = NULL;
	log_request(x, why);
	arrive(x);
	arena_free(x->req.arena);
	h->busy--;
}

void exchange_on_done(void *arg, struct MHD_Connection *c, void **state,
                      enum MHD_RequestTerminationCode why)
{
	struct exchange *x = *state;

	(void)arg;
	(void)c;
	*state = NULL;
	if (x == NULL)
		return;
	peer_turn(x->link->peer, PEER_IDLE, 0);
	end_exchange(x, (int)why);
}

void exchange_on_connection(void *arg, struct MHD_Connection *c, void **context,
                            enum MHD_ConnectionNotificationCode what)
{
	struct http *h = arg;
	struct link *link = *context;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		link = or_die(calloc(1, sizeof(*link)));
		link->connection = c;
		link->worker = pthread_self();
		link->ready = ready_mine(h->ready);
		link->peer = open_peer(h->peers, c, link);
		*context = link;
		return;
	}
	if (link->now != NULL)
		end_exchange(link->now, MHD_REQUEST_TERMINATED_WITH_ERROR);
	peer_close(link->peer);
	free(link);
	*context = NULL;
}

/* Parameters are read by uri.c. MHD would spend its memory for the connection
 * on a record of each, and forget the request where that is not enough; so it
 * is shown none. */
static void hide_query(const char *uri)
{
	char *mark = strchr((char *)uri, '?');

	if (mark != NULL)
		mark[1] = '\0';
}

void *exchange_on_uri(void *arg, const char *uri, struct MHD_Connection *c)
{
	struct http *h = arg;
	struct link *link = link_of(c);
	struct exchange *x = &link->one;

	if (link->now != NULL)
		end_exchange(link->now, MHD_REQUEST_TERMINATED_WITH_ERROR);
	*x = (struct exchange){ .http = h, .link = link };
	link->now = x;
	x->connection = c;
	clock_gettime(CLOCK_MONOTONIC, &x->began);
	peer_turn(x->link->peer, PEER_HEAD, 0);
	x->target = str_from(uri);
	request_init(&x->req, arena_new(), h->service, x->target);
	hide_query(uri);
	h->busy++;
	h->arriving++;
	return x;
}

/* ---- asleep, and awake --------------------------------------------------- */

/* Asleep before another thread can know of it, or the wake-up could come
 * first. */
static void sleep_until(struct exchange *x, enum stage stage)
{
	x->stage = stage;
	x->http->waiting++;
	MHD_suspend_connection(x->connection);
}

/* Once awake, the exchange may end at any moment. */
static void wake(struct exchange *x)
{
	struct http *h = x->http;

	MHD_resume_connection(x->connection);
	h->waiting--;
}

/* ---- until something changes --------------------------------------------- */

/* Called by a thread that waits for nobody. */
static void on_news(struct follower *f)
{
	struct exchange *x = f->owner;

	pool_give_back(x->pool, &x->task);
}

static void wait_for_news(struct exchange *x)
{
	peer_turn(x->link->peer, PEER_LISTEN, 0);
	x->follower = (struct follower){ .news = x->req.wait,
		                         .gone = peer_gone(x->link->peer),
		                         .wake = on_news,
		                         .owner = x };
	followers_add(x->http->followers, &x->follower);
}

static void on_more(struct task *task)
{
	struct exchange *x = task->owner;

	x->ended = *peer_gone(x->link->peer) || x->http->stopping ||
	           !request_more(&x->req, &x->rep);
	if (x->ended)
		x->rep.body.len = 0;
	if (!x->ended && x->rep.body.len == 0) {
		wait_for_news(x);
		return;
	}
	peer_turn(x->link->peer, PEER_ANSWER, x->rep.body.len);
	wake(x);
}

/* Of a body in pieces. What there is already is asked for at once. */
static void wait_for_more(struct exchange *x)
{
	x->task.run = on_more;
	if (x->req.wait.until > 0) {
		wait_for_news(x);
		return;
	}
	peer_turn(x->link->peer, PEER_WORK, 0);
	pool_give_back(x->pool, &x->task);
}

/* ---- the answer --------------------------------------------------------- */

static ssize_t on_block(void *arg, uint64_t at, char *out, size_t room)
{
	const struct stream *s = arg;
	size_t n;

	return s->send(s->arg, s->from + (int64_t)at, out, room, &n)
	               ? (ssize_t)n
	               : MHD_CONTENT_READER_END_WITH_ERROR;
}

/* A body in pieces: what there is is sent and forgotten; then the exchange
 * sleeps until there is more. */
static ssize_t on_piece(void *arg, uint64_t at, char *out, size_t room)
{
	struct exchange *x = arg;
	const struct buf *body = &x->rep.body;
	size_t n = body->len - x->sent;

	(void)at;
	if (n == 0 && x->ended)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (n == 0) {
		reply_piece(&x->req, &x->rep);
		x->sent = 0;
		sleep_until(x, STAGE_DONE);
		wait_for_more(x);
		return 0;
	}
	n = n < room ? n : room;
	memcpy(out, body->data + x->sent, n);
	x->sent += n;
	return (ssize_t)n;
}

static struct MHD_Response *response_of(struct exchange *x)
{
	struct reply *rep = &x->rep;

	if (rep->more != NULL)
		return MHD_create_response_from_callback(
			MHD_SIZE_UNKNOWN, PIECE_BYTES, on_piece, x, NULL);
	if (rep->stream.send != NULL)
		return MHD_create_response_from_callback(
			(uint64_t)rep->stream.size, BLOCK_BYTES, on_block,
			&rep->stream, NULL);
	return MHD_create_response_from_buffer(rep->body.len, rep->body.data,
	                                       MHD_RESPMEM_PERSISTENT);
}

/* Does a head of this size go beside that of the request? */
static bool has_room(const struct exchange *x, size_t size)
{
	const union MHD_ConnectionInfo *head = MHD_get_connection_info(
		x->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	int fields = MHD_get_connection_values(x->connection, MHD_HEADER_KIND,
	                                       NULL, NULL);

	return head == NULL ||
	       head->header_size + size + (size_t)fields * FIELD_BYTES <=
	               HEADS_BYTES;
}

static size_t head_size(const struct reply *rep)
{
	size_t size = HEAD_SPARE;

	for (size_t i = 0; i < rep->nheaders; i++)
		size += strlen(rep->headers[i].name) +
		        strlen(rep->headers[i].value) + strlen(": \r\n");
	return size;
}

/* The body stays in the arena until exchange_on_done(), which MHD calls only
 * when it has let go of the response; hence PERSISTENT, no copy. */
static enum MHD_Result queue_reply(struct exchange *x)
{
	const struct reply *rep = &x->rep;
	struct MHD_Response *r = response_of(x);
	enum MHD_Result ok = MHD_YES;

	if (r == NULL)
		return MHD_NO;
	peer_turn(x->link->peer, PEER_ANSWER, size_of(rep));
	for (size_t i = 0; ok == MHD_YES && i < rep->nheaders; i++)
		ok = MHD_add_response_header(r, rep->headers[i].name,
		                             rep->headers[i].value);
	if (ok == MHD_YES && (x->closing || x->http->stopping))
		ok = MHD_add_response_header(r, "Connection", "close");
	if (ok == MHD_YES)
		ok = MHD_queue_response(x->connection, rep->status, r);
	MHD_destroy_response(r);
	x->stage = STAGE_DONE;
	return ok;
}

static void tell_too_large(struct request *req)
{
	err_clear(&req->err);
	err_set(&req->err, ERR_SYNTAX,
	        "the header fields, with the URL, and those of the answer are "
	        "too large together; give fewer or shorter values");
}

static enum MHD_Result send_reply(struct exchange *x)
{
	if (*peer_gone(x->link->peer))
		return MHD_NO;
	if (has_room(x, head_size(&x->rep)))
		return queue_reply(x);
	tell_too_large(&x->req);
	request_refuse(&x->req, &x->rep);
	if (has_room(x, head_size(&x->rep)))
		return queue_reply(x);
	lenient_answer(x);
	return MHD_NO;
}

/* Answer at once and close, whatever of the body is still to come. */
static enum MHD_Result refuse(struct exchange *x)
{
	x->closing = true;
	request_refuse(&x->req, &x->rep);
	return send_reply(x);
}

/* ---- the head ----------------------------------------------------------- */

static enum MHD_Result on_header(void *arg, enum MHD_ValueKind kind,
                                 const char *key, size_t key_len,
                                 const char *text, size_t text_len)
{
	(void)kind;
	framing_field(arg, (struct str){ key, key_len },
	              (struct str){ text != NULL ? text : "", text_len });
	return MHD_YES;
}

/* After the head's empty line, as it stands in memory. */
static const char *end_of_head(struct MHD_Connection *c, const char *method)
{
	return method + MHD_get_connection_info(
				c, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
	                        ->header_size;
}

static bool read_head(struct exchange *x, struct framing *f, const char *method,
                      const char *version)
{
	if (x->http->is_lenient)
		f->at = method;
	framing_begin(f, method, x->target, version);
	MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, on_header,
	                            f);
	return framing_is_sound(f, version, end_of_head(x->connection, method));
}

/* Would this body be read only to be thrown away, at a price? */
static bool is_wasted(const struct exchange *x, const struct framing *f)
{
	return x->req.err.code != ERR_OK &&
	       (f->expects || f->length > route_body_max(&x->req) + DROP_MAX);
}

/* ---- the head, and whether anything is ready --------------------------- */

/* Has this been answered before, and nothing changed? Then nobody need look
 * where it leads. */
static bool look_for_ready(struct exchange *x)
{
	struct request *req = &x->req;
	struct ready_answer a;
	struct str name;

	if (x->closing || !response_cache_suits(req))
		return false;
	name = response_cache_name(req);
	if (!ready_find(x->link->ready, req, name, &a))
		return false;
	x->ready = name;
	request_name(req);
	return true;
}

static void look_at_head(struct exchange *x, const struct framing *f)
{
	struct request *req = &x->req;

	if (request_head(req) == ERR_OK && f->length > route_body_max(req))
		err_set(&req->err, ERR_TOO_LARGE,
		        "the body may be at most %zu bytes",
		        route_body_max(req));
}

static enum MHD_Result on_head(struct exchange *x, const char *method,
                               const char *version)
{
	struct request *req = &x->req;
	struct framing f = { .req = req };

	x->stage = STAGE_BODY;
	peer_turn(x->link->peer, PEER_BODY, 0);
	request_method(req, method);
	if (!read_head(x, &f, method, version)) {
		err_clear(&req->err);
		err_set(&req->err, ERR_SYNTAX,
		        "a header field is malformed, or Host, Content-Length "
		        "or Transfer-Encoding missing, repeated or wrong");
		return refuse(x);
	}
	/* Where chunks end is read too generously, so nothing may follow. */
	x->closing = f.codings > 0;
	if (!has_room(x, ANSWER_HEAD)) {
		tell_too_large(req);
		return refuse(x);
	}
	if (x->http->stopping) {
		err_set(&req->err, ERR_BUSY, "the server is stopping");
		return refuse(x);
	}
	req->guest = limit_number(x);
	if (f.length > 0 || !look_for_ready(x))
		look_at_head(x, &f);
	if (req->role == ROLE_ANYONE)
		peer_be_guest(x->link->peer);
	limit_rate(x);
	return is_wasted(x, &f) ? refuse(x) : MHD_YES;
}

/* ---- the body and the end of the request -------------------------------- */

static enum MHD_Result on_body(struct exchange *x, const char *data,
                               size_t *len)
{
	peer_extend(x->link->peer, *len);
	body_add(&x->req, data, *len);
	*len = 0;
	return x->req.dropped > DROP_MAX ? MHD_NO : MHD_YES;
}

static void answer(struct exchange *x)
{
	request_shed(&x->req, &x->rep);
	wake(x);
}

static void leave_to_writer(struct exchange *x);

static void on_finish(struct task *task)
{
	struct exchange *x = task->owner;

	if (request_finish(&x->req, &x->rep))
		answer(x);
	else
		leave_to_writer(x);
}

/* Called by the writer. */
static void on_written(struct job *job)
{
	struct exchange *x = job->owner;

	if (x->pool != NULL)
		pool_give_back(x->pool, &x->task);
	else
		wake(x);
}

static void leave_to_writer(struct exchange *x)
{
	struct request *req = &x->req;

	x->task.run = on_finish;
	req->job.owner = x;
	req->job.done = on_written;
	if (store_submit(req->service->store, &req->job) == ERR_OK)
		return;
	err_set(&req->err, ERR_BUSY, "too many writes wait, try again");
	on_written(&req->job);
}

static void start(struct exchange *x)
{
	if (request_start(&x->req, &x->rep))
		answer(x);
	else if (x->req.job.fn != NULL)
		leave_to_writer(x);
	else
		wait_for_news(x);
}

static void on_turn(struct task *task)
{
	struct exchange *x = task->owner;

	if (*peer_gone(x->link->peer)) {
		err_set(&x->req.err, ERR_CANCELLED, "nobody waits for this");
		wake(x);
	} else {
		peer_turn(x->link->peer, PEER_WORK, 0);
		x->req.waits_no_longer = x->http->stopping;
		start(x);
	}
}

static void turn_away(struct exchange *x)
{
	err_set(&x->req.err, ERR_BUSY, "too many requests wait, try again");
	request_refuse(&x->req, &x->rep);
	answer(x);
}

static enum MHD_Result hand_over(struct exchange *x, struct pool *pool)
{
	struct task *refused;

	x->pool = pool;
	x->task = (struct task){ .run = on_turn,
		                 .owner = x,
		                 .client = limit_address(x) };
	sleep_until(x, STAGE_ANSWERED);
	refused = pool_give(pool, &x->task);
	if (refused != NULL)
		turn_away(refused->owner);
	return MHD_YES;
}

static enum MHD_Result wait_for_write(struct exchange *x)
{
	sleep_until(x, STAGE_WRITTEN);
	leave_to_writer(x);
	return MHD_YES;
}

/* Where they wait for nobody, and hold nobody up. */
static bool is_begun_at_once(struct exchange *x)
{
	enum route_class class = route_class(&x->req);

	return (class == CLASS_LIST || class == CLASS_SEARCH) &&
	       strcmp(x->req.method, "GET") == 0 && !x->req.route->streams &&
	       pool_all_idle() && loop_time_begin(loop_time_now());
}

static enum MHD_Result begin_here(struct exchange *x, struct pool *pool)
{
	bool done = request_hurry(&x->req, &x->rep);

	if (!done)
		return hand_over(x, pool);
	request_shed(&x->req, &x->rep);
	return send_reply(x);
}

static bool take_ready(struct exchange *x, struct ready_answer *out)
{
	return x->ready.p != NULL && x->req.err.code == ERR_OK &&
	       !x->http->stopping &&
	       ready_take(x->link->ready, &x->req, x->ready, out) &&
	       has_room(x, HEAD_SPARE + out->head);
}

static enum MHD_Result send_ready(struct exchange *x,
                                  const struct ready_answer *a)
{
	x->rep.status = a->status;
	x->rep.body.len = a->body; /* for the log */
	x->stage = STAGE_DONE;
	peer_turn(x->link->peer, PEER_ANSWER, a->body);
	return MHD_queue_response(x->connection, a->status, a->response);
}

/* What was ready is not any more, or this one asks too often. */
static void look_after_all(struct exchange *x)
{
	if (x->ready.p == NULL)
		return;
	if (x->req.err.code == ERR_OK)
		request_head(&x->req);
	else
		route_find(&x->req);
}

static bool recall(struct exchange *x)
{
	if (!request_recall(&x->req, &x->rep))
		return false;
	ready_keep(x->link->ready, &x->req, response_cache_name(&x->req),
	           &x->rep);
	return true;
}

static enum MHD_Result on_end(struct exchange *x)
{
	struct ready_answer ready;
	enum MHD_Result rc;
	struct pool *pool;

	arrive(x);
	if (take_ready(x, &ready))
		return send_ready(x, &ready);
	look_after_all(x);
	pool = x->http->pools[route_class(&x->req)];
	peer_turn(x->link->peer, PEER_WORK, 0);
	arena_watch(x->req.arena, peer_gone(x->link->peer));
	x->req.stopping = &x->http->stopping;
	if (recall(x))
		return send_reply(x);
	if (pool != NULL && !is_begun_at_once(x))
		return hand_over(x, pool);
	if (pool != NULL) {
		rc = begin_here(x, pool);
		loop_time_end(loop_time_now());
		return rc;
	}
	if (strcmp(x->req.method, "GET") == 0)
		return begin_here(x, x->http->pools[CLASS_LIST]);
	return request_start(&x->req, &x->rep) ? send_reply(x)
	                                       : wait_for_write(x);
}

enum MHD_Result exchange_on_request(void *arg, struct MHD_Connection *c,
                                    const char *url, const char *method,
                                    const char *version, const char *data,
                                    size_t *len, void **state)
{
	struct exchange *x = *state;

	(void)arg;
	(void)c;
	(void)url;
	switch (x->stage) {
	case STAGE_HEAD:
		return on_head(x, method, version);
	case STAGE_BODY:
		return *len > 0 ? on_body(x, data, len) : on_end(x);
	case STAGE_WRITTEN:
		return request_finish(&x->req, &x->rep) ? send_reply(x)
		                                        : wait_for_write(x);
	case STAGE_ANSWERED:
		return send_reply(x);
	case STAGE_DONE:
		break;
	}
	*len = 0; /* refused, and still sending */
	return MHD_YES;
}
