/*
 * test_keys.c - keys that are revoked or replaced, and requests sent again
 */
#include "tests/support/registry.h"

#include "lib/data/digest.h"
#include "lib/data/timestamp.h"
#include "lib/store/keys.h"

#define AGAIN "Idempotency-Key: k1"
#define ORG   "{\"name\":\"An Org\",\"type\":\"other\"}"
#define PLAIN "Content-Type: text/plain"

static enum err_code revoke(struct tx *tx, void *arg, struct err *e)
{
	return store_key_revoke(tx, STR("editor"), time_now(arg), e);
}

static enum err_code add(struct tx *tx, void *arg, struct err *e)
{
	return store_key_add(tx, arg, e);
}

static void write(struct app *app, tx_fn *fn, void *arg)
{
	struct err e = { 0 };

	if (store_run(app->store, TX_WRITE, fn, arg, &e) != ERR_OK)
		fail_msg("%s", e.detail);
}

/* The editor's key is revoked, and another gets its name. */
static void replace_key(struct app *app, const char *role)
{
	struct str secret = digest_secret(app->keys_arena);
	struct api_key key = { .digest = digest_of(app->keys_arena, secret),
		               .name = STR("editor"),
		               .role = str_from(role),
		               .created_at = time_now(app->keys_arena) };

	write(app, revoke, app->keys_arena);
	write(app, add, &key);
	app->key = secret.p;
}

/* ---- revoked ------------------------------------------------------------- */

/* A request whose head was read and found good. */
static struct request *begin(struct app *app, const char *method,
                             const char *target)
{
	struct request *req = arena_alloc(app->keys_arena, sizeof(*req));

	request_init(req, app->keys_arena, &app->service, str_from(target));
	request_method(req, method);
	request_header(req, STR("Authorization"),
	               str_from(say(app, "Bearer %s", app->key)));
	request_header(req, STR("Content-Type"),
	               str_from(strcmp(method, "PATCH") == 0
	                                ? "application/merge-patch+json"
	                                : "application/json"));
	request_header(req, STR("If-Match"), STR("*"));
	assert_int_equal(request_head(req), ERR_OK);
	return req;
}

static void end(struct app *app, struct request *req, const char *body)
{
	buf_puts(&req->body, body);
	request_run(req, &app->reply);
}

static void a_key_revoked_while_the_body_comes_writes_nothing(void **state)
{
	struct app *app = *state;
	struct request *req = begin(app, "POST", "/v1/organizations");

	write(app, revoke, app->keys_arena);
	end(app, req, ORG);
	assert_status(app, 401);
	get(app, "/v1/organizations/an-org");
	assert_status(app, 404);
}

/* ---- sent again ---------------------------------------------------------- */

static void post(struct app *app, const char *target, const char *body)
{
	call(app, "POST", target, AGAIN, body);
}

static bool is_replayed(const struct app *app)
{
	return strcmp(reply_value(app, "Idempotency-Replayed"), "true") == 0;
}

static void a_new_key_of_the_same_name_is_another(void **state)
{
	struct app *app = *state;

	post(app, "/v1/organizations", ORG);
	assert_status(app, 201);
	post(app, "/v1/organizations", ORG);
	assert_true(is_replayed(app));
	replace_key(app, "editor");
	post(app, "/v1/organizations", ORG);
	assert_status(app, 201);
	assert_false(is_replayed(app));
}

/* The same request gets the same answer, and another one is refused. */
static void assert_done_once(struct app *app, const char *target,
                             const char *body, const char *other)
{
	const char *first, *etag;

	post(app, target, body);
	assert_status(app, 200);
	assert_false(is_replayed(app));
	first = say(app, "%s", reply_text(app));
	etag = say(app, "%s", reply_value(app, "ETag"));
	post(app, target, body);
	assert_status(app, 200);
	assert_true(is_replayed(app));
	assert_string_equal(reply_text(app), first);
	assert_string_equal(reply_value(app, "ETag"), etag);
	post(app, other, body);
	assert_status(app, 422);
}

static void put_text(struct app *app, const char *text)
{
	call(app, "PUT", "/v1/sources/s/text?lang=en", PLAIN, text);
	assert_status(app, 201);
}

static void make_moved(struct app *app)
{
	make(app, "sources",
	     "{\"key\":\"s\",\"title\":\"T\",\"role\":\"primary_text\"}");
	put_text(app, "Providers shall keep a log of every request.");
	make(app, "passages",
	     "{\"key\":\"p\",\"source\":\"s\",\"exact\":\"keep a log\"}");
	put_text(app, "All providers shall keep a log of every request.");
}

static void a_place_is_accepted_once(void **state)
{
	struct app *app = *state;

	make_moved(app);
	assert_done_once(app, "/v1/passages/p/accept", NULL,
	                 "/v1/passages/q/accept");
	get(app, "/v1/passages/p");
	assert_int_equal(reply_integer(app, "rev"), 2);
}

static void all_places_are_accepted_once(void **state)
{
	struct app *app = *state;

	make_moved(app);
	assert_done_once(app, "/v1/sources/s/accept", "{\"state\":\"moved\"}",
	                 "/v1/sources/s2/accept");
	assert_contains(reply_text(app), "another request");
}

static void a_text_is_split_once(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"act\"");
	make(app, "sources",
	     "{\"key\":\"s\",\"title\":\"T\",\"role\":\"primary_text\","
	     "\"instrument\":\"act\"}");
	put_text(app, "Article 1\nSubject\n1. This is the law.\n"
	              "Article 2\nScope\n1. It applies.\n");
	assert_done_once(app, "/v1/sources/s/provisions?profile=eu", NULL,
	                 "/v1/sources/s/provisions?profile=treaty");
}

/* ---- a clock that goes back ---------------------------------------------- */

/* It was written where the clock was ahead. */
static void times_of_a_record_never_go_back(void **state)
{
	static const char *const later = "2100-01-01T00:00:00.000Z";
	struct app *app = *state;

	import_ok(app,
	          say(app,
	              "{\"kind\":\"organizations\",\"op\":\"put\",\"record\":"
	              "{\"id\":\"00000000-0000-4000-8000-000000000001\","
	              "\"key\":\"an-org\",\"rev\":1,\"created_at\":\"%s\","
	              "\"updated_at\":\"%s\",\"name\":\"N\","
	              "\"type\":\"other\"}}\n",
	              later, later));
	edit(app, "PATCH", "/v1/organizations/an-org",
	     "{\"name\":\"Another\"}");
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "rev"), 2);
	assert_member(app, "updated_at", later);
	get(app, "/v1/changes?since=0");
	assert_true(strcmp(reply_string(app, "items/1/at"),
	                   reply_string(app, "items/0/at")) >= 0);
	assert_sound(app->store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(
			a_key_revoked_while_the_body_comes_writes_nothing),
		registry_test(a_new_key_of_the_same_name_is_another),
		registry_test(a_place_is_accepted_once),
		registry_test(all_places_are_accepted_once),
		registry_test(a_text_is_split_once),
		registry_test(times_of_a_record_never_go_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
