/*
 * client.c - GET over a kept connection, and SELECT
 */
#include "bench/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/fail.h"
#include "lib/sqlite/sqlite.h"

#define ANSWER_MAX (1u << 20)
#define CUT_MAX    100 /* connections of one client */

struct client {
	struct conn *bare; /* or NULL: */
	const char *url;
	int socket;
	size_t cut;
	char answer[ANSWER_MAX + 1];
};

/* ---- opening ----------------------------------------------------------- */

static int open_socket(const char *url)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	const char *port = strrchr(url, ':');
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((uint16_t)strtoul(port + 1, NULL, 10));
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0)
		fail("cannot connect");
	return fd;
}

/* As SQLite opens a file when it is told nothing. */
static const char plain[] = "PRAGMA cell_size_check = OFF;"
			    "PRAGMA mmap_size = 0;"
			    "PRAGMA cache_size = -2000;";

static struct conn *open_bare(const char *dir)
{
	struct arena *a = arena_new();
	struct value registry[] = { value_text(
		str_from(arena_printf(a, "%s/registry", dir))) };
	struct conn *c = NULL;
	struct err e = { 0 };

	sqlite_start();
	if (conn_open(&c, arena_printf(a, "%s/bare", dir), CONN_READ, &e) !=
	            ERR_OK ||
	    conn_exec(c, plain, &e) != ERR_OK ||
	    conn_run(c, STR("ATTACH ? AS registry"), registry, 1, NULL, NULL,
	             &e) != ERR_OK)
		fail(e.detail);
	arena_free(a);
	return c;
}

struct client *client_new(enum side side, const char *dir, const char *url)
{
	struct client *c = calloc(1, sizeof(*c));

	if (c == NULL)
		abort();
	c->socket = -1;
	if (side == SIDE_BARE)
		c->bare = open_bare(dir);
	else
		c->socket = open_socket(c->url = url);
	return c;
}

void client_free(struct client *c)
{
	if (c->bare != NULL)
		conn_close(c->bare);
	else
		close(c->socket);
	free(c);
}

struct conn *client_bare(struct client *c)
{
	return c->bare;
}

size_t client_cut(const struct client *c)
{
	return c->cut;
}

/* ---- over HTTP --------------------------------------------------------- */

/* How long the whole answer is, 0 while its head is not all there. */
static size_t answer_length(const char *answer)
{
	static const char name[] = "\r\nContent-Length:";
	const char *end = strstr(answer, "\r\n\r\n"), *at;

	if (end == NULL)
		return 0;
	at = strstr(answer, name);
	if (strncmp(answer, "HTTP/1.1 200 ", 13) != 0 || at == NULL || at > end)
		fail(answer);
	return (size_t)(end + 4 - answer) +
	       strtoul(at + sizeof(name) - 1, NULL, 10);
}

/* False when the daemon closes the connection instead. */
static bool read_answer(struct client *c)
{
	size_t have = 0, wanted = 0;

	while (wanted == 0 || have < wanted) {
		ssize_t n =
			recv(c->socket, c->answer + have, ANSWER_MAX - have, 0);

		if (n <= 0)
			return false;
		have += (size_t)n;
		c->answer[have] = '\0';
		if (wanted == 0)
			wanted = answer_length(c->answer);
	}
	return true;
}

/* Again when a connection is cut: the daemon takes one whose request waits for
 * long behind others for idle. */
static void exchange(struct client *c, const char *request, size_t n)
{
	while (send(c->socket, request, n, MSG_NOSIGNAL) != (ssize_t)n ||
	       !read_answer(c)) {
		if (++c->cut == CUT_MAX)
			fail("the daemon closes its connections");
		close(c->socket);
		c->socket = open_socket(c->url);
	}
}

/* The total comes behind the items. */
static int64_t get(struct client *c, const char *target)
{
	static const char name[] = "\n\"total\":";
	char request[2048];
	const char *at;
	int n = snprintf(request, sizeof(request),
	                 "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", target);

	if (n < 0 || (size_t)n >= sizeof(request))
		fail("a query is too long");
	exchange(c, request, (size_t)n);
	at = strstr(c->answer, name);
	if (at == NULL)
		fail("an answer has no total");
	return strtoll(at + sizeof(name) - 1, NULL, 10);
}

/* ---- the index itself -------------------------------------------------- */

/* A CROSS JOIN begins with the words; from the records of a kind, the words
 * would be looked up again for each. */
static void run(struct conn *c, const struct query_asked *q, struct str all,
                struct str of_kind, int64_t *out)
{
	struct value params[] = { value_text(q->match),
		                  value_text(str_from(q->kind != NULL ? q->kind
		                                                      : "")) };
	struct err e = { 0 };

	if (conn_integer(c, q->kind != NULL ? of_kind : all, params,
	                 q->kind != NULL ? 2 : 1, out, &e) != ERR_OK)
		fail(e.detail);
}

int64_t client_ask(struct client *c, const struct query_asked *q)
{
	int64_t ignored;

	if (c->bare == NULL)
		return get(c, q->target);
	run(c->bare, q,
	    STR("SELECT rowid FROM search WHERE search MATCH ? "
	        "ORDER BY rank LIMIT 20"),
	    STR("SELECT s.rowid FROM search AS s "
	        "CROSS JOIN registry.records AS r ON r.n = s.rowid "
	        "WHERE s.search MATCH ? AND r.kind = ? "
	        "ORDER BY s.rank LIMIT 20"),
	    &ignored);
	return 0;
}

int64_t client_count(struct client *c, const struct query_asked *q)
{
	int64_t n = 0;

	run(c->bare, q, STR("SELECT count(*) FROM search WHERE search MATCH ?"),
	    STR("SELECT count(*) FROM search AS s "
	        "CROSS JOIN registry.records AS r ON r.n = s.rowid "
	        "WHERE s.search MATCH ? AND r.kind = ?"),
	    &n);
	return n;
}
