/*
 * lenient.c - refuse before the library does
 */
#include "server/http/wire/lenient.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/base/log.h"
#include "server/http/request/reply.h"
#include "server/http/wire/exchange.h"

/* The library has read the whole head, and no answer is made yet. */
static bool is_being_refused(const struct link *link)
{
	struct MHD_Connection *c = link->connection;

	return pthread_equal(link->worker, pthread_self()) &&
	       link->now != NULL && link->now->stage == STAGE_HEAD &&
	       MHD_get_connection_info(
		       c, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE) != NULL &&
	       MHD_get_connection_info(c, MHD_CONNECTION_INFO_HTTP_STATUS) ==
	               NULL;
}

void lenient_answer(struct exchange *x)
{
	const struct reply *rep = &x->rep;
	struct buf out;
	int fd = MHD_get_connection_info(x->connection,
	                                 MHD_CONNECTION_INFO_CONNECTION_FD)
	                 ->connect_fd;

	buf_init(&out, x->req.arena);
	buf_printf(&out, "HTTP/1.1 %u %s\r\nConnection: close\r\n", rep->status,
	           reply_title(x->req.err.code));
	buf_printf(&out, "Content-Length: %zu\r\n", rep->body.len);
	for (size_t i = 0; i < rep->nheaders; i++)
		buf_printf(&out, "%s: %s\r\n", rep->headers[i].name,
		           rep->headers[i].value);
	buf_printf(&out, "\r\n%s", rep->body.data);
	if (send(fd, out.data, out.len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		log_event(LOG_DEBUG, "http.refuse", "a client was not told");
	shutdown(fd, SHUT_WR);
	x->stage = STAGE_DONE;
}

/* The lenient library goes on after a refusal of its own, and sends its head
 * twice. It says so in its log before; so we are first. */
static void refuse_first(void *owner, void *arg)
{
	const unsigned *status = arg;
	struct link *link = owner;
	struct exchange *x;

	if (!is_being_refused(link))
		return;
	x = link->now;
	err_clear(&x->req.err);
	if (*status == MHD_HTTP_CONTENT_TOO_LARGE)
		err_set(&x->req.err, ERR_TOO_LARGE, "the body is too large");
	else
		err_set(&x->req.err, ERR_SYNTAX,
		        "Content-Length is wrong, or the header fields are "
		        "too large");
	request_refuse(&x->req, &x->rep);
	lenient_answer(x);
}

void lenient_on_message(void *arg, const char *fmt, va_list ap)
{
	struct http *h = arg;
	char text[256];
	unsigned status;

	vsnprintf(text, sizeof(text), fmt, ap);
	text[strcspn(text, "\n")] = '\0';
	log_event(LOG_DEBUG, "http.library", "%s", text);
	if (h->is_lenient &&
	    sscanf(text, "Error processing request (HTTP response code is %u",
	           &status) == 1)
		peers_each(h->peers, refuse_first, &status);
}

bool lenient_library(void)
{
	unsigned major = 0, minor = 0, patch = 0;

	sscanf(MHD_get_version(), "%u.%u.%u", &major, &minor, &patch);
	return major == 0 && minor <= 9 && patch < 77;
}
