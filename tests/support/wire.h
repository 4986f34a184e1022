/*
 * wire.h - clients with real sockets, and a server for them
 *
 * Shapes  the server runs in this process on a port the system picks. A client
 *         reads answers one by one; struct answer says what one was.
 * Units   all waiting is bounded: sockets give up after SOCKET_SECONDS.
 * Errors  an answer whose status is 0 did not come.
 * Source  RFC 9112.
 */
#ifndef TESTS_SUPPORT_WIRE_H
#define TESTS_SUPPORT_WIRE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "server/http/wire/http.h"
#include "tests/support/harness.h"

#define ORGANIZATION   "{\"name\":\"N\",\"type\":\"company\"}"
#define COLLECTION     "/v1/organizations"
#define SOCKET_SECONDS 10

#define POST "POST " COLLECTION " HTTP/1.1\r\nHost: x\r\n"

/* Behind what must end a connection stands this, which is never answered. */
#define SMUGGLED "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"

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

extern struct http *server;
extern uint16_t port; /* of the server, also once it has stopped */

void client_open(struct client *c);
void client_close(struct client *c);

/* Break off, so that the server sees a reset. */
void client_reset(struct client *c);

bool client_send(struct client *c, const char *data, size_t len);
bool client_say(struct client *c, const char *text);

/* Read one answer; `bodiless` when the request was HEAD. */
struct answer client_read(struct client *c, bool bodiless);

/* True when the server has closed, and has not answered what stood behind. */
bool client_ended(struct client *c);

/* Does anything come within so many milliseconds? */
bool client_hears(const struct client *c, int ms);

/* A request that creates an organization. */
void post_text(char *out, size_t size, const struct app *app, const char *id,
               const char *body);

/* One request on a connection of its own. */
struct answer once(const char *text);

/* What a thread that writes is given, and what it says in the end. */
struct writer_job {
	const struct app *app;
	atomic_int created, refused, broken, strange;
	atomic_bool halt;
};

/* One write; false when the connection has ended. */
bool write_once(struct writer_job *job, struct client *c);

void run_threads(size_t n, void *(*fn)(void *), void *arg, pthread_t *threads);
void join_threads(size_t n, const pthread_t *threads);

/* A server in place of the one that runs. */
void serve_with(const struct app *app, struct http_config config);

int wire_setup(void **state);
int wire_teardown(void **state);

#define wire_test(fn)                                                          \
	cmocka_unit_test_setup_teardown(fn, wire_setup, wire_teardown)

double seconds_now(void);
void pause_ms(long ms);
void assert_serving(void);

/* A head of n times `unit` between two ends. */
char *stretch(const char *start, const char *unit, size_t n, const char *end);

#endif
