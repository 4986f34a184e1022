#include "tests/support/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "lib/base/log.h"
#include "lib/data/digest.h"
#include "lib/data/timestamp.h"
#include "lib/store/keys.h"
#include "lib/store/store.h"
#include "server/http/request/body.h"
#include "server/registry/model/json.h"
#include "server/registry/model/kind.h"
#include "tests/support/empty.h"

/* ---- the app ------------------------------------------------------------ */

struct key_job {
	struct arena *arena;
	const char **secrets;
};

static enum err_code add_keys(struct tx *tx, void *arg, struct err *e)
{
	struct key_job *job = arg;
	enum err_code rc = ERR_OK;

	for (int r = ROLE_READER; rc == ERR_OK && r < ROLE__COUNT; r++) {
		struct str secret = digest_secret(job->arena);
		struct api_key key = { .digest = digest_of(job->arena, secret),
			               .name = str_from(role_names[r]),
			               .role = str_from(role_names[r]),
			               .created_at = time_now(job->arena) };

		job->secrets[r] = secret.p;
		rc = store_key_add(tx, &key, e);
	}
	return rc;
}

static void open_store(struct app *app)
{
	struct key_job job = { app->keys_arena, app->keys };
	struct err e = { 0 };

	empty_registry(app->file);
	if (store_open(&app->store, app->file, STORE_CREATE, kinds_entities(),
	               kinds_count, &e) != ERR_OK ||
	    store_run(app->store, TX_WRITE, add_keys, &job, &e) != ERR_OK) {
		print_error("%s\n", e.detail);
		fail();
	}
}

int app_setup(void **state)
{
	struct app *app = calloc(1, sizeof(*app));

	assert_non_null(app);
	log_set_level(LOG_ERROR);
	digest_start();
	kinds_start();
	make_folder(app->dir);
	snprintf(app->file, sizeof(app->file), "%s/test.db", app->dir);
	app->keys_arena = arena_new();
	open_store(app);
	app->key = app->keys[ROLE_EDITOR];
	app->service.store = app->store;
	service_begin(&app->service);
	app->service.home = STR("");
	*state = app;
	return 0;
}

int app_teardown(void **state)
{
	struct app *app = *state;

	arena_free(app->arena);
	service_end(&app->service);
	store_close(app->store);
	arena_free(app->keys_arena);
	remove_folder(app->dir);
	free(app);
	return 0;
}

/* ---- calls -------------------------------------------------------------- */

static void add_headers(struct request *req, const char *lines)
{
	while (lines != NULL && *lines != '\0') {
		size_t len = strcspn(lines, "\n");
		size_t colon = strcspn(lines, ":");
		size_t value = colon + 1 + strspn(lines + colon + 1, " ");

		assert_true(colon < len);
		request_header(req, (struct str){ lines, colon },
		               (struct str){ lines + value, len - value });
		lines += len + (lines[len] == '\n');
	}
}

/* What a caller need not say each time. */
static void add_usual(const struct app *app, struct request *req,
                      const char *method, struct str body)
{
	bool writes = strcmp(method, "GET") != 0 &&
	              strcmp(method, "HEAD") != 0 &&
	              strcmp(method, "OPTIONS") != 0;
	const char *type = strcmp(method, "PATCH") == 0
	                           ? "application/merge-patch+json"
	                           : "application/json";

	if (writes && app->key != NULL &&
	    req->headers[HEADER_AUTHORIZATION].p == NULL)
		request_header(req, STR("Authorization"),
		               str_from(arena_printf(req->arena, "Bearer %s",
		                                     app->key)));
	if (body.p != NULL && req->headers[HEADER_CONTENT_TYPE].p == NULL)
		request_header(req, STR("Content-Type"), str_from(type));
}

void call_bytes(struct app *app, const char *method, const char *target,
                const char *headers, struct str body)
{
	struct arena *a = arena_new();
	struct request *req = arena_alloc(a, sizeof(*req));

	arena_free(app->arena);
	app->arena = a;
	request_init(req, a, &app->service, str_from(target));
	request_method(req, method);
	add_headers(req, headers);
	add_usual(app, req, method, body);

	request_head(req);
	if (body.p != NULL)
		body_add(req, body.p, body.len);
	request_run(req, &app->reply);

	if (req->head || app->reply.status == 304)
		app->reply.body.len = 0; /* as the wire does */
	app->json =
		json_loadb(app->reply.body.data, app->reply.body.len, 0, NULL);
	if (app->json != NULL)
		json_own(req->arena, app->json);
}

void call(struct app *app, const char *method, const char *target,
          const char *headers, const char *body)
{
	call_bytes(app, method, target, headers,
	           body != NULL ? str_from(body) : (struct str){ 0 });
}

void get(struct app *app, const char *target)
{
	call(app, "GET", target, NULL, NULL);
}

/* ---- what came back ----------------------------------------------------- */

const char *reply_value(const struct app *app, const char *header)
{
	for (size_t i = 0; i < app->reply.nheaders; i++)
		if (strcasecmp(app->reply.headers[i].name, header) == 0)
			return app->reply.headers[i].value;
	return "";
}

const char *reply_text(const struct app *app)
{
	return arena_strndup(app->arena, app->reply.body.data,
	                     app->reply.body.len);
}

json_t *reply_json(const struct app *app, const char *path)
{
	json_t *at = app->json;

	while (at != NULL && *path != '\0') {
		size_t len = strcspn(path, "/");
		const char *name = arena_strndup(app->arena, path, len);

		at = json_is_array(at)
		             ? json_array_get(at, strtoul(name, NULL, 10))
		             : json_object_get(at, name);
		path += len + (path[len] == '/');
	}
	return at;
}

const char *reply_string(const struct app *app, const char *path)
{
	const char *text = json_string_value(reply_json(app, path));

	return text != NULL ? text : "";
}

int64_t reply_integer(const struct app *app, const char *path)
{
	json_t *value = reply_json(app, path);

	return json_is_integer(value) ? json_integer_value(value) : -1;
}

void assert_status_at(const struct app *app, unsigned want, const char *file,
                      int line)
{
	if (app->reply.status != want)
		print_error("%u: %s\n", app->reply.status, reply_text(app));
	_assert_int_equal(app->reply.status, want, file, line);
}

void assert_member_at(const struct app *app, const char *path, const char *want,
                      const char *file, int line)
{
	if (strcmp(reply_string(app, path), want) != 0)
		print_error("%u: %s\n", app->reply.status, reply_text(app));
	_assert_string_equal(reply_string(app, path), want, file, line);
}

void assert_mistake_at(const struct app *app, const char *where,
                       const char *file, int line)
{
	json_t *errors = reply_json(app, "errors");

	for (size_t i = 0; i < json_array_size(errors); i++) {
		json_t *m = json_array_get(errors, i);
		const char *p =
			json_string_value(json_object_get(m, "pointer"));
		const char *q =
			json_string_value(json_object_get(m, "parameter"));

		if ((p != NULL && strcmp(p, where) == 0) ||
		    (q != NULL && strcmp(q, where) == 0))
			return;
	}
	print_error("no mistake at %s: %s\n", where, reply_text(app));
	_fail(file, line);
}
