/*
 * listen.c - addresses and sockets
 */
#include "server/http/wire/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static bool read_port(const char *text, uint16_t *out)
{
	char *end;
	long port = strtol(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || port > UINT16_MAX)
		return false;
	*out = (uint16_t)port;
	return true;
}

/* Cut "HOST:PORT" at its last colon; the host loses its brackets. */
static bool split(const char *where, char *host, size_t size, uint16_t *port)
{
	const char *colon = strrchr(where, ':');
	size_t n;

	if (colon == NULL || !read_port(colon + 1, port))
		return false;
	n = (size_t)(colon - where);
	if (n > 1 && where[0] == '[' && where[n - 1] == ']') {
		where++;
		n -= 2;
	}
	if (n == 0 || n >= size)
		return false;
	memcpy(host, where, n);
	host[n] = '\0';
	return true;
}

static bool read_address(const char *host, uint16_t port, union address *out)
{
	*out = (union address){ 0 };
	if (strcmp(host, "localhost") == 0)
		host = "127.0.0.1";
	if (inet_pton(AF_INET, host, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons(port);
		return true;
	}
	*out = (union address){ 0 };
	if (inet_pton(AF_INET6, host, &out->v6.sin6_addr) == 1) {
		out->v6.sin6_family = AF_INET6;
		out->v6.sin6_port = htons(port);
		return true;
	}
	return false;
}

static socklen_t size_of(const union address *a)
{
	return a->any.sa_family == AF_INET ? sizeof(a->v4) : sizeof(a->v6);
}

static bool start(int fd, const union address *a)
{
	const int on = 1, off = 0;

	return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
	       fcntl(fd, F_SETFL, O_NONBLOCK) == 0 &&
	       setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	       (a->any.sa_family == AF_INET ||
	        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) ==
	                0) &&
	       bind(fd, &a->any, size_of(a)) == 0 && listen(fd, BACKLOG) == 0;
}

/* What was bound, as a URL. */
static void describe(struct listener *l)
{
	union address a = { 0 };
	socklen_t size = sizeof(a);
	char host[INET6_ADDRSTRLEN] = "";

	getsockname(l->fd, &a.any, &size);
	if (a.any.sa_family == AF_INET) {
		l->port = ntohs(a.v4.sin_port);
		inet_ntop(AF_INET, &a.v4.sin_addr, host, sizeof(host));
		snprintf(l->url, sizeof(l->url), "http://%s:%u", host, l->port);
	} else {
		l->port = ntohs(a.v6.sin6_port);
		inet_ntop(AF_INET6, &a.v6.sin6_addr, host, sizeof(host));
		snprintf(l->url, sizeof(l->url), "http://[%s]:%u", host,
		         l->port);
	}
}

static enum err_code read_where(const char *where, union address *out,
                                struct err *e)
{
	char host[INET6_ADDRSTRLEN];
	uint16_t port;

	if (split(where, host, sizeof(host), &port) &&
	    read_address(host, port, out))
		return ERR_OK;
	return err_set(e, ERR_SYNTAX,
	               "\"%s\" is not HOST:PORT, such as 127.0.0.1:8080 or "
	               "[::1]:8080",
	               where);
}

enum err_code listen_check(const char *where, struct err *e)
{
	union address a;

	return read_where(where, &a, e);
}

enum err_code listen_open(struct listener *out, const char *where,
                          struct err *e)
{
	struct listener l = { .fd = -1 };
	union address a;
	enum err_code rc = read_where(where, &a, e);

	if (rc != ERR_OK)
		return rc;
	l.fd = socket(a.any.sa_family, SOCK_STREAM, 0);
	if (l.fd < 0 || !start(l.fd, &a)) {
		err_set(e, ERR_INVALID, "cannot listen on %s: %s", where,
		        strerror(errno));
		if (l.fd >= 0)
			close(l.fd);
		return e->code;
	}
	describe(&l);
	*out = l;
	return ERR_OK;
}
