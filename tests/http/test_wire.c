/*
 * test_wire.c - real sockets: framing, bodies, pipelines, bad clients, stop
 *
 * The server runs in this process on a port the system picks. All waiting is
 * bounded: sockets give up after ten seconds.
 */
#include "tests/support/harness.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "server/http/wire/http.h"

#define SOCKET_SECONDS 10
#define BUFFER         (256u << 10)
#define WRITERS        64
#define ROUNDS         8
#define ORGANIZATION   "{\"name\":\"N\",\"type\":\"company\"}"
#define COLLECTION     "/v1/organizations"

/* ---- a client ----------------------------------------------------------- */

struct client {
	int fd;
	char *data; /* what came and is not yet read, NUL-terminated */
	size_t len;
};

struct answer {
	int status; /* 0: the connection ended first */
	bool close;
	char id[80]; /* X-Request-Id */
	long length; /* as declared, or -1 */
	size_t body; /* as received */
};

static struct http *server;
static uint16_t port; /* of the server, also once it has stopped */

static void client_open(struct client *c)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		                  .sin_port = htons(port) };
	struct timeval wait = { .tv_sec = SOCKET_SECONDS };

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*c = (struct client){ socket(AF_INET, SOCK_STREAM, 0),
		              calloc(1, BUFFER + 1), 0 };
	setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	if (connect(c->fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		close(c->fd);
		c->fd = -1;
	}
}

static void client_close(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	free(c->data);
}

/* Break off, so that the server sees a reset. */
static void client_reset(struct client *c)
{
	struct linger now = { .l_onoff = 1 };

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	client_close(c);
}

static bool client_send(struct client *c, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = send(c->fd, data, len, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

static bool client_say(struct client *c, const char *text)
{
	return client_send(c, text, strlen(text));
}

static bool client_fill(struct client *c)
{
	ssize_t n = c->len < BUFFER
	                    ? recv(c->fd, c->data + c->len, BUFFER - c->len, 0)
	                    : 0;

	if (n <= 0)
		return false;
	c->len += (size_t)n;
	c->data[c->len] = '\0';
	return true;
}

static void client_skip(struct client *c, size_t n)
{
	c->len -= n;
	memmove(c->data, c->data + n, c->len + 1);
}

/* The value of a header of the answer at the front, or NULL. */
static const char *find_header(const struct client *c, const char *name)
{
	const char *line = strstr(c->data, "\r\n");
	size_t n = strlen(name);

	for (; line != NULL; line = strstr(line, "\r\n")) {
		line += 2;
		if (strncasecmp(line, name, n) == 0 && line[n] == ':')
			return line + n + 2;
		if (*line == '\r')
			break;
	}
	return NULL;
}

static struct answer read_head(const struct client *c)
{
	struct answer a = { .length = -1 };
	const char *length = find_header(c, "Content-Length");
	const char *ending = find_header(c, "Connection");
	const char *id = find_header(c, "X-Request-Id");

	if (strncmp(c->data, "HTTP/1.1 ", 9) == 0)
		a.status = (int)strtol(c->data + 9, NULL, 10);
	a.close = ending != NULL && strncasecmp(ending, "close", 5) == 0;
	if (length != NULL)
		a.length = strtol(length, NULL, 10);
	if (id != NULL)
		snprintf(a.id, sizeof(a.id), "%.*s", (int)strcspn(id, "\r"),
		         id);
	return a;
}

/* Read one answer; `bodiless` when the request was HEAD. */
static struct answer client_read(struct client *c, bool bodiless)
{
	struct answer a = { .length = -1 };
	const char *end;
	size_t head;

	while ((end = strstr(c->data, "\r\n\r\n")) == NULL)
		if (!client_fill(c))
			return a;
	a = read_head(c);
	head = (size_t)(end - c->data) + 4;
	if (a.status == 100) {
		client_skip(c, head);
		return client_read(c, bodiless);
	}
	if (a.length > 0 && !bodiless && a.status != 304)
		a.body = (size_t)a.length;
	while (c->len < head + a.body)
		if (!client_fill(c))
			return (struct answer){ .length = -1 };
	client_skip(c, head + a.body);
	return a;
}

/* True when the server has closed, and has not answered what stood behind. */
static bool client_ended(struct client *c)
{
	errno = 0;
	while (client_fill(c))
		errno = 0;
	return errno != EAGAIN && errno != EWOULDBLOCK &&
	       strstr(c->data, "HTTP/1.1 200 ") == NULL;
}

static void post_text(char *out, size_t size, const struct app *app,
                      const char *id, const char *body)
{
	snprintf(out, size,
	         "POST " COLLECTION " HTTP/1.1\r\nHost: x\r\n"
	         "Authorization: Bearer %s\r\nX-Request-Id: %s\r\n"
	         "Content-Type: application/json\r\n"
	         "Content-Length: %zu\r\n\r\n%s",
	         app->keys[ROLE_EDITOR], id, strlen(body), body);
}

/* One request on a connection of its own. */
static struct answer once(const char *text)
{
	struct client c;
	struct answer a;

	client_open(&c);
	client_say(&c, text);
	a = client_read(&c, false);
	client_close(&c);
	return a;
}

/* ---- the server --------------------------------------------------------- */

/* A server in place of the one that runs. */
static void serve_with(const struct app *app, struct http_config config)
{
	struct err e = { 0 };

	if (server != NULL)
		http_stop(server);
	config.where = "127.0.0.1:0";
	config.workers = 2;
	server = NULL;
	if (http_start(&server, &app->service, &config, &e) != ERR_OK) {
		print_error("%s\n", e.detail);
		abort();
	}
	port = http_port(server);
}

static int wire_setup(void **state)
{
	signal(SIGPIPE, SIG_IGN);
	app_setup(state);
	serve_with(*state, (struct http_config){ 0 });
	return 0;
}

static int wire_teardown(void **state)
{
	if (server != NULL)
		http_stop(server);
	server = NULL;
	return app_teardown(state);
}

#define wire_test(fn)                                                          \
	cmocka_unit_test_setup_teardown(fn, wire_setup, wire_teardown)

static double seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void pause_ms(long ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static void assert_serving(void)
{
	assert_int_equal(once("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").status,
	                 200);
}

/* A head of n times `unit` between two ends. */
static char *stretch(const char *start, const char *unit, size_t n,
                     const char *end)
{
	size_t a = strlen(start), u = strlen(unit);
	char *text = malloc(a + n * u + strlen(end) + 1);

	assert_non_null(text);
	memcpy(text, start, a);
	for (size_t i = 0; i < n; i++)
		memcpy(text + a + i * u, unit, u);
	strcpy(text + a + n * u, end);
	return text;
}

/* ---- where does a request end? ------------------------------------------ */

#define POST "POST " COLLECTION " HTTP/1.1\r\nHost: x\r\n"

/* Behind each stands a second request, which must never be answered. */
#define SMUGGLED "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"

static const struct {
	const char *text;
	int status;
} ambiguous[] = {
	{ POST "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400 },
	{ POST "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400 },
	{ POST "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
	       "0\r\n\r\n",
	  400 },
	{ POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
	       "0\r\n\r\n",
	  400 },
	{ POST "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n", 400 },
	{ POST "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400 },
	{ POST "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n", 400 },
	{ POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400 },
	{ POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"
	       "\r\n0\r\n\r\n",
	  400 },
	{ POST "Content-Length : 2\r\n\r\n{}", 400 },
	{ POST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400 },
	{ POST "Content-Length: -1\r\n\r\n", 400 },
	{ POST "Content-Length: +2\r\n\r\n{}", 400 },
	{ POST "Content-Length: 0x2\r\n\r\n{}", 400 },
	{ POST "Content-Length: 2, 2\r\n\r\n{}", 400 },
	{ POST "Content-Length: two\r\n\r\n{}", 400 },
	{ POST "Content-Length: 99999999999999999999\r\n\r\n{}", 413 },
	{ POST "Content-Length: 18446744073709551618\r\n\r\n{}", 413 },
	{ POST "Content-Length: 2 \r\n\r\n{}", 400 },
	{ POST "Content-Length:\r\n\r\n{}", 400 },
	{ POST "Content-Len: 41\r\n gth\r\n\r\n", 400 },
	{ POST "Content-Length:\r\n 41\r\n\r\n", 400 },
	{ POST "Content-Length: 2\r\n 0\r\n\r\n{}", 400 },
	{ POST "Transfer-Encod: chunked\r\n ing\r\n\r\n0\r\n\r\n", 400 },
	{ POST "Authoriz: Bearer x\r\n\tation\r\n\r\n", 400 },
	{ POST "X: a\r\n b\r\n\r\n", 400 },
	{ POST "X: a\r\n b\r\nY: c\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nX: y\nHost: x\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\n\n", 400 },
	{ "GET /v1 HTTP/1.1\nHost: x\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\nHost: x\n\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\nX: a\rY: b\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\nX: a\vb\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\nX: a\x7f\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\n: v\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\nX y: v\r\n\r\n", 400 },
	{ "GET  /v1 HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
	{ "GET /v1  HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
	{ "GET /v1 x HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.2\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400 },
	{ "POST /v1 HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	  400 },
	{ "PATCH " COLLECTION "/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
	  "Content-Length: 3\r\n\r\n{}",
	  400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
	  "Content-Length: 44\r\n\r\n{}",
	  400 },
};

static void ambiguous_requests_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ambiguous); i++) {
		struct answer a;
		struct client c;

		client_open(&c);
		client_say(&c, ambiguous[i].text);
		client_say(&c, SMUGGLED);
		a = client_read(&c, false);
		if (a.status != ambiguous[i].status || !a.close)
			print_error("row %zu: %d\n%s\n", i, a.status,
			            ambiguous[i].text);
		assert_int_equal(a.status, ambiguous[i].status);
		assert_true(a.close);
		assert_int_equal(c.len, 0); /* it was one answer */
		assert_true(client_ended(&c));
		assert_int_equal(c.len, 0);
		client_close(&c);
	}
	assert_serving();
}

/* Heads with a NUL, where '@' stands. */
static void a_nul_ends_the_connection(void **state)
{
	static const char *const rows[] = {
		"GET /v1@x HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /v1 HTTP/1.1\r\nHost: x@y\r\n\r\n",
		"GET /v1 HTTP/1.1\r\nHost: x\r\nX: @\r\n\r\n",
		"GET /v1 HTTP/1.1\r\nHost: x\r\nX: a@b\r\nY: z\r\n\r\n",
		"GET /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2@9\r\n\r\n{}",
		"GE@T /v1 HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /v1 HTTP/1.1\r\nHost: x\r\nX@Y: v\r\n\r\n",
		"GET /v1 HTTP/1.1\r\nHost: x\r\nX: y\r\n@\r\n\r\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[256];
		struct client c;
		size_t n = strlen(rows[i]);

		memcpy(text, rows[i], n + 1);
		*strchr(text, '@') = '\0';
		client_open(&c);
		client_send(&c, text, n);
		client_say(&c, SMUGGLED);
		assert_true(client_ended(&c));
		client_close(&c);
	}
	assert_serving();
}

/* A head that fits is read whatever parts it comes in. */
static void a_long_head_may_come_in_pieces(void **state)
{
	static const size_t sizes[] = { 1, 7, 64, 1000, 30000 };
	char *text = stretch("GET /v1 HTTP/1.1\r\nHost: x\r\n",
	                     "X-Some-Field:   some value \r\n", 150,
	                     "Empty:\r\nBlank:  \r\n\r\n");

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct client c;

		client_open(&c);
		for (size_t at = 0, n; at < strlen(text); at += n) {
			n = strlen(text) - at;
			n = n < sizes[i] ? n : sizes[i];
			client_send(&c, text + at, n);
		}
		client_say(&c, text);
		assert_int_equal(client_read(&c, false).status, 200);
		assert_int_equal(client_read(&c, false).status, 200);
		client_close(&c);
	}
	free(text);
}

/* What stands behind chunks is never taken for a request. */
static void chunks_end_the_connection(void **state)
{
	static const char *const rows[] = {
		"0\r\n\r\n",
		"0\n\n",
		"2;\n{}\r\n0\r\n\r\n",
		"2\r\n{}\n0\r\nX: y\n\r\n",
		"0\r\nContent-Length: 9\r\n\r\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer a;
		struct client c;

		client_open(&c);
		client_say(&c, POST "Transfer-Encoding: chunked\r\n\r\n");
		client_say(&c, rows[i]);
		client_say(&c, SMUGGLED);
		a = client_read(&c, false);
		assert_true(a.status >= 400 && a.close);
		assert_true(client_ended(&c));
		client_close(&c);
	}
}

static const struct {
	const char *text;
	int status;
} plain[] = {
	{ "GET /health HTTP/1.0\r\n\r\n", 200 },
	{ "GET http://example.org/health HTTP/1.1\r\nHost: x\r\n\r\n", 200 },
	{ "GET /health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n"
	  "\r\n0\r\n\r\n",
	  200 },
	{ "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 204 },
	{ "GET /v1/organizations/a%00b HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
	{ "GET /v1/\xe4\xba\xba HTTP/1.1\r\nHost: x\r\n\r\n", 404 },
	{ "GET /v1/\xff HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
	{ POST "Content-Length: 2\r\n\r\n{}", 401 },
	{ "BREW /v1 HTTP/1.1\r\nHost: x\r\n\r\n", 405 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n\r\n", 304 },
};

static void sound_requests_are_answered(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(plain); i++) {
		struct answer a = once(plain[i].text);

		if (a.status != plain[i].status)
			print_error("row %zu: %s\n", i, plain[i].text);
		assert_int_equal(a.status, plain[i].status);
	}
}

static void head_and_304_keep_the_length_and_the_connection(void **state)
{
	struct client c;
	long length;

	(void)state;
	client_open(&c);
	client_say(&c, "GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n");
	length = client_read(&c, false).length;
	assert_true(length > 0);
	client_say(&c, "HEAD /v1 HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_int_equal(client_read(&c, true).length, length);
	client_say(&c, "GET /v1 HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n"
	               "\r\n");
	assert_int_equal(client_read(&c, false).length, length);
	client_say(&c, "OPTIONS /v1 HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_int_equal(client_read(&c, false).status, 204);
	client_say(&c, "GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_int_equal(client_read(&c, false).length, length);
	client_close(&c);
}

/* ---- bodies ------------------------------------------------------------- */

static void chunks_make_one_body(void **state)
{
	struct app *app = *state;
	char text[512];

	snprintf(text, sizeof(text),
	         POST "Authorization: Bearer %s\r\n"
	              "Content-Type: application/json\r\n"
	              "Transfer-Encoding: chunked\r\n\r\n"
	              "1\r\n{\r\n"
	              "1d\r\n\"name\":\"N\",\"type\":\"company\"}\r\n"
	              "0\r\n\r\n",
	         app->keys[ROLE_EDITOR]);
	assert_int_equal(once(text).status, 201);
}

static void a_slow_body_arrives(void **state)
{
	struct app *app = *state;
	struct client c;
	char text[512];

	post_text(text, sizeof(text), app, "slow", ORGANIZATION);
	client_open(&c);
	for (size_t i = 0; text[i] != '\0'; i++) {
		client_send(&c, text + i, 1);
		pause_ms(2);
	}
	assert_int_equal(client_read(&c, false).status, 201);
	client_close(&c);
}

/* A head that announces a body of len bytes. */
static void announce(struct client *c, const struct app *app, size_t len,
                     const char *more)
{
	char text[512];

	snprintf(text, sizeof(text),
	         POST "Authorization: Bearer %s\r\n"
	              "Content-Type: application/json\r\n"
	              "Content-Length: %zu\r\n%s\r\n",
	         app->keys[ROLE_EDITOR], len, more);
	client_say(c, text);
}

static void a_body_too_large_is_told_so(void **state)
{
	struct app *app = *state;
	char *big = calloc(1, 2 * BODY_MAX);
	struct client c;

	assert_non_null(big);
	memset(big, ' ', 2 * BODY_MAX);
	client_open(&c);
	announce(&c, app, 2 * BODY_MAX, "");
	assert_true(client_send(&c, big, 2 * BODY_MAX));
	assert_int_equal(client_read(&c, false).status, 413);
	client_say(&c, SMUGGLED); /* the connection is still good */
	assert_int_equal(client_read(&c, false).status, 200);
	client_close(&c);
	free(big);
}

static void a_body_too_large_is_refused_before_it_is_sent(void **state)
{
	static const struct {
		size_t len;
		const char *more;
	} rows[] = {
		{ 2 * BODY_MAX, "Expect: 100-continue\r\n" },
		{ (size_t)100 << 30, "" },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer a;
		struct client c;

		client_open(&c);
		announce(&c, app, rows[i].len, rows[i].more);
		a = client_read(&c, false);
		assert_int_equal(a.status, 413);
		assert_true(a.close);
		client_close(&c);
	}
}

static void a_body_without_end_is_cut_off(void **state)
{
	static char chunk[65536 + 32];
	struct app *app = *state;
	struct client c;
	char text[512];
	int sent = 0;

	snprintf(text, sizeof(text),
	         POST "Authorization: Bearer %s\r\n"
	              "Content-Type: application/json\r\n"
	              "Transfer-Encoding: chunked\r\n\r\n",
	         app->keys[ROLE_EDITOR]);
	memset(chunk, ' ', sizeof(chunk));
	memcpy(chunk, "10000\r\n", 7);
	memcpy(chunk + 7 + 65536, "\r\n", 3);
	client_open(&c);
	client_say(&c, text);
	while (sent < 1000 && client_send(&c, chunk, 7 + 65536 + 2))
		sent++;
	assert_true(sent < 1000);
	client_close(&c);
	assert_serving();
}

/* What is small is answered all the same. */
static void no_memory_left_is_said(void **state)
{
	struct app *app = *state;
	char *body = calloc(1, BODY_MAX);
	struct client c;

	assert_non_null(body);
	memset(body, ' ', BODY_MAX);
	arena_set_budget(1);
	client_open(&c);
	announce(&c, app, BODY_MAX, "");
	client_send(&c, body, BODY_MAX);
	assert_int_equal(client_read(&c, false).status, 503);
	assert_serving();
	arena_set_budget(0);
	client_close(&c);
	free(body);
}

/* ---- many at once ------------------------------------------------------- */

static void a_pipeline_is_answered_in_order(void **state)
{
	enum { DEPTH = 20 };
	struct app *app = *state;
	struct client c;
	char text[DEPTH * 512] = "", id[16];

	for (int i = 0; i < DEPTH; i++) {
		size_t used = strlen(text);

		snprintf(id, sizeof(id), "no-%d", i);
		if (i % 3 == 0)
			post_text(text + used, sizeof(text) - used, app, id,
			          ORGANIZATION);
		else
			snprintf(text + used, sizeof(text) - used,
			         "GET /v1 HTTP/1.1\r\nHost: x\r\n"
			         "X-Request-Id: %s\r\n\r\n",
			         id);
	}
	client_open(&c);
	client_say(&c, text);
	for (int i = 0; i < DEPTH; i++) {
		struct answer a = client_read(&c, false);

		snprintf(id, sizeof(id), "no-%d", i);
		assert_int_equal(a.status, i % 3 == 0 ? 201 : 200);
		assert_string_equal(a.id, id);
	}
	client_close(&c);
}

/* What a thread that writes is given, and what it says in the end. */
struct writer_job {
	const struct app *app;
	atomic_int created, refused, broken, strange;
	atomic_bool halt;
};

/* One write; false when the connection has ended. */
static bool write_once(struct writer_job *job, struct client *c)
{
	char text[512];
	struct answer a;

	post_text(text, sizeof(text), job->app, "w", ORGANIZATION);
	client_say(c, text);
	a = client_read(c, false);
	if (a.status == 201)
		job->created++;
	else if (a.status == 503)
		job->refused++;
	else if (a.status == 0)
		job->broken++;
	else
		job->strange++;
	return a.status != 0 && !a.close;
}

static void *write_rounds(void *arg)
{
	struct writer_job *job = arg;
	struct client c;

	client_open(&c);
	for (int i = 0; i < ROUNDS; i++)
		write_once(job, &c);
	client_close(&c);
	return NULL;
}

static void run_threads(size_t n, void *(*fn)(void *), void *arg,
                        pthread_t *threads)
{
	for (size_t i = 0; i < n; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, fn, arg), 0);
}

static void join_threads(size_t n, const pthread_t *threads)
{
	for (size_t i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
}

static void many_writers_are_all_served(void **state)
{
	struct app *app = *state;
	struct writer_job job = { .app = app };
	pthread_t threads[WRITERS];

	run_threads(WRITERS, write_rounds, &job, threads);
	join_threads(WRITERS, threads);
	assert_int_equal(job.created, WRITERS * ROUNDS);
	get(app, COLLECTION "?limit=1");
	assert_int_equal(reply_integer(app, "total"), WRITERS * ROUNDS);
}

/* Only while nothing of its waits for the writer: a connection that wakes up
 * and finds its client silent is closed by the library. */
static void a_client_may_stop_sending_once_it_has_asked(void **state)
{
	struct client c;

	(void)state;
	client_open(&c);
	client_say(&c, SMUGGLED);
	shutdown(c.fd, SHUT_WR);
	assert_int_equal(client_read(&c, false).status, 200);
	client_close(&c);
}

/* ---- clients that leave ------------------------------------------------- */

static void clients_may_leave_at_any_point(void **state)
{
	struct app *app = *state;
	char text[512];
	size_t len;

	post_text(text, sizeof(text), app, "gone", ORGANIZATION);
	len = strlen(text);
	for (size_t cut = 1; cut <= len; cut += 3) {
		struct client c;

		client_open(&c);
		client_send(&c, text, cut);
		if (cut % 2 == 0)
			client_close(&c);
		else
			client_reset(&c);
	}
	assert_serving();
}

static void clients_may_leave_while_their_write_waits(void **state)
{
	struct app *app = *state;
	char text[512];

	post_text(text, sizeof(text), app, "gone", ORGANIZATION);
	for (int i = 0; i < 100; i++) {
		struct client c;

		client_open(&c);
		client_say(&c, text);
		if (i % 4 == 0)
			pause_ms(1);
		if (i % 2 == 0)
			client_close(&c);
		else
			client_reset(&c);
	}
	assert_serving();
}

static enum err_code block(struct tx *tx, void *arg, struct err *e)
{
	(void)tx;
	(void)e;
	sem_wait(arg);
	return ERR_OK;
}

static void forget(struct job *job)
{
	(void)job;
}

/* The connection of its client has slept for long when it is its turn. */
static void a_write_that_nobody_waits_for_is_not_done(void **state)
{
	struct app *app = *state;
	struct err e = { 0 };
	struct job job = { .fn = block, .err = &e, .done = forget };
	struct client c;
	char text[512];
	sem_t may_go;

	sem_init(&may_go, 0, 0);
	job.arg = &may_go;
	assert_int_equal(store_submit(app->store, &job), ERR_OK);
	post_text(text, sizeof(text), app, "gone", ORGANIZATION);
	client_open(&c);
	client_say(&c, text);
	pause_ms(200);
	client_close(&c);
	pause_ms(400);
	sem_post(&may_go);
	post_text(text, sizeof(text), app, "after", ORGANIZATION);
	assert_int_equal(once(text).status, 201);
	get(app, COLLECTION "?limit=1");
	assert_int_equal(reply_integer(app, "total"), 1);
	sem_destroy(&may_go);
}

#define VERIFY                                                                 \
	"POST /v1/verify HTTP/1.1\r\nHost: x\r\n"                              \
	"Content-Type: application/json\r\nContent-Length: 24\r\n\r\n"         \
	"{\"quotes\":[{\"exact\":1}]}"

static void long_requests_of_clients_that_leave_are_forgotten(void **state)
{
	(void)state;
	for (int i = 0; i < 300; i++) {
		struct client c;

		client_open(&c);
		client_say(&c, i % 2 == 0 ? VERIFY
		                          : "GET /v1/search?q=a HTTP/1.1\r\n"
		                            "Host: x\r\n\r\n");
		client_reset(&c);
	}
	assert_serving();
	assert_int_equal(once(VERIFY).status, 422);
}

/* ---- clients that ask for too much -------------------------------------- */

static const struct {
	const char *start, *unit;
	size_t n;
	const char *end;
} swollen[] = {
	{ "GET /v1/instruments?", "a&", 15300, " HTTP/1.1\r\nHost: x\r\n\r\n" },
	{ "GET /v1/instruments?", "a=b&", 500, " HTTP/1.1\r\nHost: x\r\n\r\n" },
	{ "GET /health HTTP/1.1\r\nHost: x\r\nCookie: ", "a=b;", 1000,
	  "\r\n\r\n" },
	{ "GET /health HTTP/1.1\r\nHost: x\r\nCookie: ", "a=b;", 5000,
	  "\r\n\r\n" },
	{ "GET /health HTTP/1.1\r\nHost: x\r\n", "X: y\r\n", 900, "\r\n" },
	{ "GET /health HTTP/1.1\r\nHost: x\r\nX: ", "y", 40000, "\r\n\r\n" },
	{ "GET /", "y", 40000, " HTTP/1.1\r\nHost: x\r\n\r\n" },
};

static void what_is_too_much_is_answered(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(swollen); i++) {
		char *text = stretch(swollen[i].start, swollen[i].unit,
		                     swollen[i].n, swollen[i].end);
		struct answer a = once(text);

		if (a.status < 400)
			print_error("row %zu: %d\n", i, a.status);
		assert_in_range(a.status, 400, 431);
		free(text);
	}
}

static bool client_hears(const struct client *c, int ms)
{
	struct pollfd at = { .fd = c->fd, .events = POLLIN };

	return poll(&at, 1, ms) == 1;
}

/* Nothing of a request is left once its connection has ended. */
static void what_is_too_much_is_forgotten(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(swollen); i++) {
		char *text = stretch(swollen[i].start, swollen[i].unit,
		                     swollen[i].n, swollen[i].end);

		for (int n = 0; n < 100; n++) {
			struct client c;

			client_open(&c);
			client_say(&c, text);
			client_hears(&c, 50);
			client_reset(&c);
		}
		free(text);
	}
	pause_ms(100);
	arena_set_budget(4 << 20);
	assert_false(arena_guests_crowd());
	arena_set_budget(0);
}

#define LARGE (900u << 10)

/* A body of blanks that is as long as LARGE, or only the beginning of it. */
static void client_says_much(struct client *c, bool all)
{
	char *blanks = malloc(LARGE);

	assert_non_null(blanks);
	memset(blanks, ' ', LARGE);
	client_open(c);
	client_say(c, "POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: "
	              "application/json\r\nContent-Length: 921600\r\n\r\n");
	client_send(c, blanks, all ? LARGE : LARGE - 1);
	free(blanks);
}

static void an_answer_that_nobody_reads_holds_nothing_else(void **state)
{
	struct client clients[16];

	(void)state;
	arena_set_budget(COUNT(clients) * LARGE * ARENA_GUESTS);
	for (size_t i = 0; i < COUNT(clients); i++) {
		client_says_much(&clients[i], true);
		assert_true(client_hears(&clients[i], SOCKET_SECONDS * 1000));
	}
	assert_false(arena_guests_crowd());
	for (size_t i = 0; i < COUNT(clients); i++) {
		assert_int_equal(client_read(&clients[i], false).status, 400);
		client_close(&clients[i]);
	}
	arena_set_budget(0);
}

static bool client_is_cut_off(const struct client *c);

/* Those who came first go, until the rest is less than the half of what all
 * may make us hold. */
static void guests_that_make_us_hold_much_are_cut_off(void **state)
{
	struct client clients[8];

	(void)state;
	arena_set_budget(COUNT(clients) * 2 * LARGE * ARENA_GUESTS);
	for (size_t i = 0; i < COUNT(clients); i++)
		client_says_much(&clients[i], false);
	assert_true(client_is_cut_off(&clients[0]));
	for (size_t i = 0; i < COUNT(clients); i++)
		client_close(&clients[i]);
	assert_serving();
	arena_set_budget(0);
}

/* ---- clients that are slow ---------------------------------------------- */

#define LONG_HEAD "GET /health HTTP/1.1\r\nHost: x\r\nX: "
#define LONG_BODY                                                              \
	"POST /v1/verify HTTP/1.1\r\nHost: x\r\n"                              \
	"Content-Type: application/json\r\nContent-Length: 999\r\n\r\n{"

static void nobody_is_waited_for_for_ever(void **state)
{
	static const char *const rows[] = { "", "GET /hea", LONG_HEAD,
		                            LONG_BODY };
	const struct http_config config = {
		.peers.patience = { 200, 200, 200, 0, 200 },
	};

	serve_with(*state, config);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct client c;

		client_open(&c);
		client_say(&c, rows[i]);
		assert_true(client_ended(&c));
		client_close(&c);
	}
	assert_serving();
}

/* Without reading. */
static bool client_is_cut_off(const struct client *c)
{
	struct pollfd at = { .fd = c->fd };

	return poll(&at, 1, SOCKET_SECONDS * 1000) == 1;
}

static void who_does_not_read_is_cut_off(void **state)
{
	enum { MANY = 5000 }; /* more than the kernel holds for a socket */
	const struct http_config config = {
		.peers.patience = { [PEER_ANSWER] = 200 },
	};
	const int little = 4096;
	struct client c;

	serve_with(*state, config);
	client_open(&c);
	setsockopt(c.fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof(little));
	for (int i = 0; i < MANY; i++)
		client_say(&c, "GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(client_is_cut_off(&c));
	client_close(&c);
	assert_serving();
}

static size_t count_cut_off(const struct client *clients, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		struct pollfd at = { .fd = clients[i].fd };

		count += poll(&at, 1, 0) == 1;
	}
	return count;
}

static void a_new_client_takes_the_place_of_a_slow_one(void **state)
{
	enum { LIMIT = 8, SLOW = 32 };
	const struct http_config rows[] = {
		{ .peers.each = LIMIT },
		{ .peers.all = LIMIT },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct client slow[SLOW];

		serve_with(*state, rows[i]);
		for (size_t k = 0; k < SLOW; k++) {
			client_open(&slow[k]);
			client_say(&slow[k],
			           k % 2 == 0 ? LONG_HEAD : LONG_BODY);
		}
		for (int n = 0; n < 20; n++)
			assert_serving();
		for (int n = 0; n < 5000; n++) {
			if (count_cut_off(slow, SLOW) >= SLOW - LIMIT)
				break;
			pause_ms(1);
		}
		assert_true(count_cut_off(slow, SLOW) >= SLOW - LIMIT);
		for (size_t k = 0; k < SLOW; k++)
			client_close(&slow[k]);
	}
}

static void who_asks_too_often_is_told_so(void **state)
{
	const struct http_config config = { .rate_local = 1 };
	struct app *app = *state;
	struct client c;
	struct answer a;
	char text[512];
	int n = 0;

	serve_with(app, config);
	client_open(&c);
	do {
		client_say(&c, "GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n");
		a = client_read(&c, false);
	} while (a.status == 200 && ++n < 100);
	assert_int_equal(a.status, 429);
	assert_in_range(n, 10, 99);
	assert_false(a.close);
	client_close(&c);
	assert_serving(); /* health is always told */
	post_text(text, sizeof(text), app, "key", ORGANIZATION);
	assert_int_equal(once(text).status, 201); /* a key counts by itself */
}

static void a_proxy_may_say_who_asks(void **state)
{
	static const struct {
		const char *from;
		int status;
	} rows[] = {
		{ "X-Forwarded-For: 203.0.113.7, 192.0.2.1\r\n", 429 },
		{ "X-Forwarded-For: 203.0.113.7\r\n", 200 },
		{ "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: "
		  "203.0.113.7\r\n",
		  200 },
		{ "X-Forwarded-For: nobody\r\n", 200 }, /* the proxy's own */
		{ "", 200 },
	};
	const struct http_config config = { .rate = 1, .trust_proxy = true };
	char text[256];

	serve_with(*state, config);
	for (int i = 0; i < 50; i++)
		once("GET /v1 HTTP/1.1\r\nHost: x\r\n"
		     "X-Forwarded-For: 198.51.100.1,192.0.2.1\r\n\r\n");
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(text, sizeof(text),
		         "GET /v1 HTTP/1.1\r\nHost: x\r\n%s\r\n", rows[i].from);
		assert_int_equal(once(text).status, rows[i].status);
	}
}

/* ---- the end ------------------------------------------------------------ */

static void *write_until_closed(void *arg)
{
	struct writer_job *job = arg;
	bool open = true;

	while (!job->halt) {
		struct client c;

		client_open(&c);
		if (c.fd < 0) {
			client_close(&c);
			return NULL;
		}
		for (open = true; open && !job->halt;)
			open = write_once(job, &c);
		client_close(&c);
	}
	return NULL;
}

/* Whoever heard 201 has a record, and stopping takes no longer than the
 * writes it waits for. */
static void what_is_in_flight_is_finished(void **state)
{
	struct app *app = *state;
	struct writer_job job = { .app = app };
	pthread_t threads[16];
	double began;
	int64_t total;

	run_threads(COUNT(threads), write_until_closed, &job, threads);
	for (int i = 0; i < 5000 && job.created < 100; i++)
		pause_ms(1);
	began = seconds_now();
	http_stop(server);
	server = NULL;
	assert_true(seconds_now() - began < 5);
	job.halt = true;
	join_threads(COUNT(threads), threads);

	assert_true(job.created >= 100);
	assert_int_equal(job.strange, 0);
	get(app, COLLECTION "?limit=1");
	total = reply_integer(app, "total");
	assert_in_range(total, job.created, job.created + job.broken);
}

static void idle_connections_do_not_delay_the_end(void **state)
{
	struct client idle[8];
	double began;

	(void)state;
	for (size_t i = 0; i < COUNT(idle); i++) {
		client_open(&idle[i]);
		client_say(&idle[i], SMUGGLED);
		assert_int_equal(client_read(&idle[i], false).status, 200);
	}
	began = seconds_now();
	http_stop(server);
	server = NULL;
	assert_true(seconds_now() - began < 2);
	for (size_t i = 0; i < COUNT(idle); i++)
		client_close(&idle[i]);
}

static void a_port_in_use_is_said(void **state)
{
	struct app *app = *state;
	struct err e = { 0 };
	struct http_config config = { 0 };
	struct http *second;
	char where[32];

	snprintf(where, sizeof(where), "127.0.0.1:%u", port);
	config.where = where;
	assert_int_equal(http_start(&second, &app->service, &config, &e),
	                 ERR_INVALID);
	assert_non_null(strstr(e.detail, where));
}

static void what_is_no_address_is_said(void **state)
{
	static const char *const rows[] = {
		"",         "8080",         ":8080",     "127.0.0.1",
		"a b:1",    "127.0.0.1:x",  "[::1]",     "127.0.0.1:65536",
		"1.2.3:80", "127.0.0.1:-1", "example:1", "127.0.0.1: 1",
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct http_config config = { .where = rows[i] };
		struct err e = { 0 };
		struct http *second;

		assert_int_equal(
			http_start(&second, &app->service, &config, &e),
			ERR_SYNTAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		wire_test(ambiguous_requests_are_refused),
		wire_test(a_nul_ends_the_connection),
		wire_test(a_long_head_may_come_in_pieces),
		wire_test(chunks_end_the_connection),
		wire_test(sound_requests_are_answered),
		wire_test(head_and_304_keep_the_length_and_the_connection),
		wire_test(chunks_make_one_body),
		wire_test(a_slow_body_arrives),
		wire_test(a_body_too_large_is_told_so),
		wire_test(a_body_too_large_is_refused_before_it_is_sent),
		wire_test(a_body_without_end_is_cut_off),
		wire_test(no_memory_left_is_said),
		wire_test(a_pipeline_is_answered_in_order),
		wire_test(many_writers_are_all_served),
		wire_test(a_client_may_stop_sending_once_it_has_asked),
		wire_test(clients_may_leave_at_any_point),
		wire_test(clients_may_leave_while_their_write_waits),
		wire_test(a_write_that_nobody_waits_for_is_not_done),
		wire_test(long_requests_of_clients_that_leave_are_forgotten),
		wire_test(what_is_too_much_is_answered),
		wire_test(what_is_too_much_is_forgotten),
		wire_test(an_answer_that_nobody_reads_holds_nothing_else),
		wire_test(guests_that_make_us_hold_much_are_cut_off),
		wire_test(nobody_is_waited_for_for_ever),
		wire_test(who_does_not_read_is_cut_off),
		wire_test(a_new_client_takes_the_place_of_a_slow_one),
		wire_test(who_asks_too_often_is_told_so),
		wire_test(a_proxy_may_say_who_asks),
		wire_test(what_is_in_flight_is_finished),
		wire_test(idle_connections_do_not_delay_the_end),
		wire_test(a_port_in_use_is_said),
		wire_test(what_is_no_address_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
