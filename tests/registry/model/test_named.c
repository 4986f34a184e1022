/*
 * test_named.c - what references lead to is told beside them
 */
#include "tests/support/fault_store.h"
#include "tests/support/registry.h"

static void make_some(struct app *app)
{
	make(app, "organizations",
	     "{\"key\":\"council\",\"name\":\"The \\\"Council\\\"\","
	     "\"type\":\"other\"}");
	make_act(app, "\"key\":\"a\",\"parties\":["
	              "{\"role\":\"issuer\",\"organization\":\"council\"},"
	              "{\"role\":\"addressee\",\"note\":\"all\"},"
	              "{\"role\":\"host\",\"organization\":\"council\"}]");
	make_act(app, "\"key\":\"b\"");
	make(app, "relations",
	     "{\"key\":\"r\",\"from\":\"a\",\"to\":\"b\","
	     "\"type\":\"amends\",\"basis\":\"stated\"}");
}

static size_t told(struct app *app, const char *path)
{
	return json_array_size(reply_json(app, path));
}

static void a_record_names_what_it_refers_to_once(void **state)
{
	struct app *app = *state;

	make_some(app);
	get(app, "/v1/instruments/a");
	assert_int_equal(told(app, "refers_to"), 1);
	assert_member(app, "refers_to/0/kind", "organizations");
	assert_member(app, "refers_to/0/key", "council");
	assert_member(app, "refers_to/0/title", "The \"Council\"");
	assert_member(app, "refers_to/0/id",
	              reply_string(app, "parties/0/organization"));
	get(app, "/v1/instruments/b");
	assert_null(reply_json(app, "refers_to"));
}

static void a_list_names_what_each_item_refers_to(void **state)
{
	struct app *app = *state;

	make_some(app);
	get(app, "/v1/relations");
	assert_int_equal(told(app, "items/0/refers_to"), 2);
	assert_member(app, "items/0/refers_to/0/key", "a");
	assert_member(app, "items/0/refers_to/1/title", "An Act");
	get(app, "/v1/relations?fields=from");
	assert_null(reply_json(app, "items/0/refers_to"));
	get(app, "/v1/relations?fields=refers_to");
	assert_int_equal(told(app, "items/0/refers_to"), 2);
	get(app, "/v1/instruments?format=csv");
	assert_null(strstr(reply_text(app), "refers_to"));
}

static void a_subject_of_any_kind_is_named(void **state)
{
	struct app *app = *state;

	make_some(app);
	make(app, "resolutions",
	     "{\"key\":\"s\",\"subject\":{\"kind\":\"organizations\","
	     "\"id\":\"council\"},\"field\":\"/type\",\"outcome\":\"settled\","
	     "\"reason\":\"Seen.\"}");
	get(app, "/v1/resolutions/s");
	assert_member(app, "refers_to/0/kind", "organizations");
	assert_member(app, "refers_to/0/key", "council");
}

static void what_was_read_can_be_written_again(void **state)
{
	struct app *app = *state;
	char *seen;

	make_some(app);
	get(app, "/v1/instruments/a");
	seen = strdup(reply_text(app));
	call(app, "PUT", "/v1/instruments/a", "If-Match: *", seen);
	assert_status(app, 200);
	assert_int_equal(reply_integer(app, "rev"), 1);
	free(seen);
}

static void what_is_called_anew_is_told_anew(void **state)
{
	struct app *app = *state;
	char *etag;

	make_some(app);
	get(app, "/v1/instruments/a");
	etag = strdup(reply_value(app, "ETag"));
	edit(app, "PATCH", "/v1/organizations/council", "{\"name\":\"Board\"}");
	get(app, "/v1/instruments/a");
	assert_member(app, "refers_to/0/title", "Board");
	assert_string_not_equal(reply_value(app, "ETag"), etag);
	free(etag);
}

/* Whoever else has the file open keeps nothing for this one. */
static void what_another_process_calls_anew_is_told_anew(void **state)
{
	struct app *app = *state;
	struct store *other = registry_open(app, "test.db");

	make_some(app);
	get(app, "/v1/relations");
	assert_member(app, "items/0/refers_to/1/title", "An Act");
	for (int i = 0; i < 3; i++) {
		const char *title = say(app, "Act %d", i);

		assert_same(import_lines(app, other, "more.ndjson",
		                         say(app,
		                             "{\"kind\":\"instruments\","
		                             "\"op\":\"put\",\"record\":{"
		                             "\"key\":\"b\",\"title\":\"%s\","
		                             "\"type\":\"act\",\"force\":"
		                             "\"hard\",\"existence\":"
		                             "\"exists\"}}\n",
		                             title)),
		            "");
		get(app, "/v1/relations");
		assert_member(app, "items/0/refers_to/1/title", title);
		get(app, "/v1/relations/r");
		assert_member(app, "refers_to/1/title", title);
	}
	store_close(other);
}

/* How many operations of the store an answer takes. */
static int operations(struct app *app, const char *target)
{
	enum { MANY = 1000 };

	fault_at(app->store, MANY, ERR_STORE);
	get(app, target);
	assert_status(app, 200);
	return MANY - fault_left(app->store);
}

static void what_is_named_beside_one_record_is_known_for_the_next(void **state)
{
	static const char party[] = "\"parties\":[{\"role\":\"issuer\","
				    "\"organization\":\"council\"}]";
	struct app *app = *state;
	int first;

	make_some(app);
	make_act(app, say(app, "\"key\":\"c\",%s", party));
	make_act(app, say(app, "\"key\":\"d\",%s", party));
	app->service.store = app->store = fault_wrap(app->store);
	first = operations(app, "/v1/instruments/c");
	assert_int_equal(operations(app, "/v1/instruments/d"), first - 1);
	assert_member(app, "refers_to/0/title", "The \"Council\"");
	fault_at(app->store, 0, ERR_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(a_record_names_what_it_refers_to_once),
		registry_test(a_list_names_what_each_item_refers_to),
		registry_test(a_subject_of_any_kind_is_named),
		registry_test(what_was_read_can_be_written_again),
		registry_test(what_is_called_anew_is_told_anew),
		registry_test(what_another_process_calls_anew_is_told_anew),
		registry_test(
			what_is_named_beside_one_record_is_known_for_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
