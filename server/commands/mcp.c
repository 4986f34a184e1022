/*
 * mcp.c - an assistant on standard input and output
 */
#include "server/commands/command.h"

#include <stdlib.h>

#include "lib/base/log.h"
#include "lib/store/store.h"
#include "lib/text/blank.h"
#include "server/http/request/reply.h"
#include "server/registry/changes/rebuild.h"

#define WORK_MS 60000

struct session {
	struct service service;
	struct str key; /* "Bearer KEY", or absent */
};

/* Error -32600 (invalid request) of JSON-RPC: the message came to no method. */
static void print_invalid_request(const struct request *req)
{
	json_t *out =
		json_pack("{s:s,s:n,s:{s:i,s:s}}", "jsonrpc", "2.0", "id",
	                  "error", "code", -32600, "message", req->err.detail);

	json_dumpf(out, stdout, JSON_COMPACT);
	json_decref(out);
}

/* As a request to /mcp over HTTP. */
static void answer(const struct session *s, struct str line)
{
	struct arena *a = arena_new();
	struct request *req = arena_alloc(a, sizeof(*req));
	struct reply *rep = arena_alloc(a, sizeof(*rep));

	request_init(req, a, &s->service, STR("/mcp"));
	request_method(req, "POST");
	request_header(req, STR("Content-Type"), STR(TYPE_JSON));
	if (s->key.p != NULL)
		request_header(req, STR("Authorization"), s->key);
	if (line.len > BODY_MAX)
		err_set(&req->err, ERR_TOO_LARGE,
		        "a message has at most %u bytes", BODY_MAX);
	else
		buf_str(&req->body, line);
	request_run(req, rep);
	if (req->err.code != ERR_OK)
		print_invalid_request(req);
	else
		fwrite(rep->body.data, 1, rep->body.len, stdout);
	if (rep->body.len > 0)
		putchar('\n');
	arena_free(a);
}

/* One message a line, until there are no more. */
static int talk(const struct session *s)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	while ((n = getline(&line, &room, stdin)) > 0) {
		struct str message = { line,
			               (size_t)n - (line[n - 1] == '\n') };

		if (blank_trimmed(message).len > 0)
			answer(s, message);
		if (!command_said())
			break;
	}
	free(line);
	return EXIT_OK;
}

int command_mcp(const struct config *c, int argc, char **argv)
{
	struct session s = { .service = { .patience = WORK_MS,
		                          .local = true } };
	const char *home = c->texts[SET_HOME];
	struct arena *a = arena_new();
	struct err e = { 0 };
	int code;

	(void)argc;
	(void)argv;
	s.service.home = str_from(home != NULL ? home : "");
	if (c->texts[SET_KEY] != NULL)
		s.key = str_from(
			arena_printf(a, "Bearer %s", c->texts[SET_KEY]));
	if (!command_open(c, 0, &s.service.store)) {
		arena_free(a);
		return EXIT_FAILED;
	}
	service_begin(&s.service);
	code = rebuild_derived(s.service.store, &e) == ERR_OK
	               ? talk(&s)
	               : command_failed(&e);
	service_end(&s.service);
	store_close(s.service.store);
	arena_free(a);
	return code;
}
