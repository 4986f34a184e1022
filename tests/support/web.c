/*
 * web.c - a client of a server that runs as a process of its own
 */
#include "tests/support/web.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int web_dial(unsigned port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		                  .sin_port = htons((uint16_t)port) };
	struct timeval wait = { .tv_sec = WEB_SECONDS };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool send_all(int fd, const struct buf *text)
{
	size_t sent = 0;
	ssize_t n;

	while (sent < text->len) {
		n = send(fd, text->data + sent, text->len - sent, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		sent += (size_t)n;
	}
	return true;
}

static void write_request(struct buf *out, const char *what, const char *key,
                          const char *body)
{
	buf_printf(out, "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n",
	           what);
	if (key != NULL)
		buf_printf(out, "Authorization: Bearer %s\r\n", key);
	if (body != NULL)
		buf_printf(out,
		           "Content-Type: application/json\r\n"
		           "Content-Length: %zu\r\n",
		           strlen(body));
	buf_printf(out, "\r\n%s", body != NULL ? body : "");
}

const char *web_ask(struct arena *a, unsigned port, const char *what,
                    const char *key, const char *body)
{
	struct buf request, answer;
	char part[4096];
	ssize_t n;
	int fd = web_dial(port);

	if (fd < 0)
		return "";
	buf_init(&request, a);
	buf_init(&answer, a);
	buf_puts(&answer, "");
	write_request(&request, what, key, body);
	if (send_all(fd, &request))
		while ((n = recv(fd, part, sizeof(part), 0)) > 0)
			buf_add(&answer, part, (size_t)n);
	close(fd);
	return answer.data;
}

int web_status(const char *answer)
{
	return strncmp(answer, "HTTP/1.1 ", 9) == 0 ? atoi(answer + 9) : 0;
}

const char *web_organization(struct arena *a, const char *key)
{
	return arena_printf(
		a, "{\"key\":\"%s\",\"name\":\"N\",\"type\":\"company\"}", key);
}

int web_post(struct arena *a, unsigned port, const char *secret,
             const char *key)
{
	return web_status(web_ask(a, port, "POST /v1/organizations", secret,
	                          web_organization(a, key)));
}
