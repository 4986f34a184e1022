/*
 * bare.c - libmicrohttpd and nothing else: what "make bench" compares with
 *
 * Answers given targets with given bytes from memory, everything else with
 * 404. Flags, pool, limits and the order of calls are those of
 * server/http/wire/http.c; what the daemon does besides is what it costs.
 *
 *   bare WORKERS TARGET HEAD BODY [TARGET HEAD BODY]...
 *
 * TARGET is "/path?query"; HEAD and BODY are files as "curl -D HEAD -o BODY"
 * writes them. Says "listening on http://127.0.0.1:PORT" and serves until it
 * is killed.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define WORKERS_MAX      256
#define PAGES_MAX        16
#define HEAD_MAX         (32u << 10)
#define BODY_MAX         (16u << 20)
#define BACKLOG          1024
#define IDLE_SECONDS     30
#define CONNECTIONS      512 /* for each worker */
#define CONNECTION_BYTES (32u << 10)
#define STACK_BYTES      (2u << 20)

/* What a request of this target has come to; made once, shared by all. */
struct step {
	struct page *page;
	bool is_end;
};

struct page {
	const char *target;
	unsigned status;
	struct MHD_Response *response;
	struct step head, end;
};

/* The last one, whose target is NULL, answers what nothing else does. */
static struct page pages[PAGES_MAX + 1];

static void fail(const char *what)
{
	fprintf(stderr, "bare: %s\n", what);
	exit(EXIT_FAILURE);
}

/* ---- what to answer ----------------------------------------------------- */

/* A whole file, NUL behind it; it is never let go. */
static char *read_file(const char *path, size_t max, size_t *len)
{
	FILE *f = fopen(path, "rb");
	char *text = malloc(max + 1);

	if (f == NULL || text == NULL)
		fail(path);
	*len = fread(text, 1, max + 1, f);
	if (ferror(f) || *len > max)
		fail(path);
	fclose(f);
	text[*len] = '\0';
	return text;
}

/* Those that libmicrohttpd writes itself. */
static bool is_own(const char *name)
{
	static const char *const own[] = { "Date", "Content-Length",
		                           "Connection" };

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strcasecmp(name, own[i]) == 0)
			return true;
	return false;
}

static void add_header(struct MHD_Response *r, char *line)
{
	char *value = strchr(line, ':');

	if (value == NULL)
		fail("a header field without a colon");
	*value++ = '\0';
	value += strspn(value, " ");
	if (!is_own(line) && MHD_add_response_header(r, line, value) != MHD_YES)
		fail("cannot add a header field");
}

static void add_headers(struct page *p, char *head)
{
	char *rest, *line = strtok_r(head, "\r\n", &rest);

	if (line == NULL || sscanf(line, "HTTP/1.1 %u", &p->status) != 1)
		fail("a head without a status line");
	while ((line = strtok_r(NULL, "\r\n", &rest)) != NULL)
		add_header(p->response, line);
}

static void make_page(struct page *p, const char *target, char *head,
                      char *body, size_t len)
{
	p->target = target;
	p->head = (struct step){ p, false };
	p->end = (struct step){ p, true };
	p->response = MHD_create_response_from_buffer(len, body,
	                                              MHD_RESPMEM_PERSISTENT);
	if (p->response == NULL)
		fail("out of memory");
	add_headers(p, head);
}

static void make_pages(int argc, char **argv)
{
	static char missing[] = "HTTP/1.1 404\n";
	size_t n = 0, len;

	for (int i = 0; i + 2 < argc; i += 3) {
		char *head, *body;

		if (n == PAGES_MAX)
			fail("too many targets");
		head = read_file(argv[i + 1], HEAD_MAX, &len);
		body = read_file(argv[i + 2], BODY_MAX, &len);
		make_page(&pages[n++], argv[i], head, body, len);
	}
	make_page(&pages[n], NULL, missing, missing, 0);
}

/* ---- answering ---------------------------------------------------------- */

static void *on_uri(void *arg, const char *uri, struct MHD_Connection *c)
{
	struct page *p = pages;

	(void)arg;
	(void)c;
	while (p->target != NULL && strcmp(p->target, uri) != 0)
		p++;
	return &p->head;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *c,
                                  const char *url, const char *method,
                                  const char *version, const char *data,
                                  size_t *len, void **state)
{
	struct step *s = *state;

	(void)arg;
	(void)url;
	(void)method;
	(void)version;
	(void)data;
	*len = 0;
	if (s->is_end)
		return MHD_queue_response(c, s->page->status,
		                          s->page->response);
	*state = &s->page->end;
	return MHD_YES;
}

/* ---- start -------------------------------------------------------------- */

/* Any free port of the loopback address. */
static int open_socket(unsigned *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t size = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, size) != 0 ||
	    listen(fd, BACKLOG) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &size) != 0)
		fail("cannot listen");
	*port = ntohs(a.sin_port);
	return fd;
}

static struct MHD_Daemon *start_daemon(int fd, unsigned workers)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD |
	                 MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;

	return MHD_start_daemon(
		flags, 0, NULL, NULL, on_request, NULL,
		MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK,
		on_uri, NULL, MHD_OPTION_THREAD_POOL_SIZE, workers,
		MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_BYTES,
		MHD_OPTION_CONNECTION_LIMIT, workers * CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
		MHD_OPTION_END);
}

int main(int argc, char **argv)
{
	long workers = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	unsigned port;
	int fd;

	if (workers < 2 || workers > WORKERS_MAX || argc < 5 || argc % 3 != 2)
		fail("usage: bare WORKERS TARGET HEAD BODY ...");
	make_pages(argc - 2, argv + 2);
	fd = open_socket(&port);
	if (start_daemon(fd, (unsigned)workers) == NULL)
		fail("cannot start");
	printf("listening on http://127.0.0.1:%u\n", port);
	fflush(stdout);
	for (;;)
		pause();
}
