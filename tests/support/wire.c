/*
 * wire.c - a client that reads byte by byte what it is told
 */
#include "tests/support/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define BUFFER (256u << 10)

struct http *server;
uint16_t port;

void client_open(struct client *c)
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

void client_close(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	free(c->data);
}

void client_reset(struct client *c)
{
	struct linger now = { .l_onoff = 1 };

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	client_close(c);
}

bool client_send(struct client *c, const char *data, size_t len)
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

bool client_say(struct client *c, const char *text)
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

struct answer client_read(struct client *c, bool bodiless)
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

bool client_ended(struct client *c)
{
	errno = 0;
	while (client_fill(c))
		errno = 0;
	return errno != EAGAIN && errno != EWOULDBLOCK &&
	       strstr(c->data, "HTTP/1.1 200 ") == NULL;
}

void post_text(char *out, size_t size, const struct app *app, const char *id,
               const char *body)
{
	snprintf(out, size,
	         "POST " COLLECTION " HTTP/1.1\r\nHost: x\r\n"
	         "Authorization: Bearer %s\r\nX-Request-Id: %s\r\n"
	         "Content-Type: application/json\r\n"
	         "Content-Length: %zu\r\n\r\n%s",
	         app->keys[ROLE_EDITOR], id, strlen(body), body);
}

struct answer once(const char *text)
{
	struct client c;
	struct answer a;

	client_open(&c);
	client_say(&c, text);
	a = client_read(&c, false);
	client_close(&c);
	return a;
}

bool client_hears(const struct client *c, int ms)
{
	struct pollfd at = { .fd = c->fd, .events = POLLIN };

	return poll(&at, 1, ms) == 1;
}

/* ---- the server --------------------------------------------------------- */

void serve_with(const struct app *app, struct http_config config)
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

int wire_setup(void **state)
{
	signal(SIGPIPE, SIG_IGN);
	app_setup(state);
	serve_with(*state, (struct http_config){ 0 });
	return 0;
}

int wire_teardown(void **state)
{
	if (server != NULL)
		http_stop(server);
	server = NULL;
	return app_teardown(state);
}

double seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void pause_ms(long ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

void assert_serving(void)
{
	assert_int_equal(once("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").status,
	                 200);
}

char *stretch(const char *start, const char *unit, size_t n, const char *end)
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

/* ---- threads ------------------------------------------------------------- */

bool write_once(struct writer_job *job, struct client *c)
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

void run_threads(size_t n, void *(*fn)(void *), void *arg, pthread_t *threads)
{
	for (size_t i = 0; i < n; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, fn, arg), 0);
}

void join_threads(size_t n, const pthread_t *threads)
{
	for (size_t i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
}
