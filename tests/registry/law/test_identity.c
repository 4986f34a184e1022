/*
 * test_identity.c - an identifier belongs to one instrument
 */
#include <pthread.h>

#include "tests/support/registry.h"

#define NUMBERED                                                               \
	"{" ACT ",\"key\":\"%s\",\"identifiers\":[{\"scheme\":\"%s\","         \
	"\"value\":\"%s\"}]}"

static void post(struct app *app, const char *query, const char *key,
                 const char *scheme, const char *value)
{
	call(app, "POST", say(app, "/v1/instruments%s", query), NULL,
	     say(app, NUMBERED, key, scheme, value));
}

static void the_second_with_an_identifier_is_refused(void **state)
{
	struct app *app = *state;

	post(app, "", "a", "un", "A/RES/78/265");
	assert_status(app, 201);
	post(app, "", "b", "un", "a/res/78/265");
	assert_status(app, 409);
	assert_member(app, "duplicate_of/key", "a");
	post(app, "?duplicates=yes", "b", "un", "A/RES/78/265");
	assert_status(app, 400);
	post(app, "", "b", "un", "A/RES/78/26");
	assert_status(app, 201);
	edit(app, "PATCH", "/v1/instruments/b",
	     "{\"identifiers\":[{\"scheme\":\"un\",\"value\":\"A RES 78 "
	     "265\"}]}");
	assert_status(app, 409);
	edit(app, "PATCH", "/v1/instruments/b?duplicates=allow",
	     "{\"identifiers\":[{\"scheme\":\"un\",\"value\":\"A RES 78 "
	     "265\"}]}");
	assert_status(app, 200);
	edit(app, "PATCH", "/v1/instruments/b", "{\"note\":\"Kept.\"}");
	assert_status(app, 200);
	assert_sound(app->store);
}

static void another_scheme_is_another_identifier(void **state)
{
	struct app *app = *state;

	post(app, "", "a", "celex", "32024R1689");
	post(app, "", "b", "eli", "32024R1689");
	assert_status(app, 201);
	post(app, "", "c", "other", "1");
	post(app, "", "d", "other", "1");
	assert_status(app, 201);
	edit(app, "DELETE", "/v1/instruments/a", NULL);
	post(app, "", "e", "celex", "32024r1689");
	assert_status(app, 201);
}

struct poster {
	struct app app; /* a copy, with arenas of its own */
	pthread_t thread;
	const char *name;
	int made, refused;
};

#define ROUNDS 10

static void *post_each(void *arg)
{
	struct poster *p = arg;

	for (int i = 0; i < ROUNDS; i++) {
		call(&p->app, "POST", "/v1/instruments", NULL,
		     say(&p->app,
		         "{" ACT ",\"key\":\"%s-%d\",\"identifiers\":"
		         "[{\"scheme\":\"iso\",\"value\":\"4200%d\"}]}",
		         p->name, i, i));
		p->made += p->app.reply.status == 201;
		p->refused += p->app.reply.status == 409;
	}
	return NULL;
}

static void of_two_at_once_one_has_the_identifier(void **state)
{
	struct app *app = *state;
	struct poster posters[] = { { .name = "x" }, { .name = "y" } };

	for (size_t i = 0; i < COUNT(posters); i++) {
		posters[i].app = *app;
		posters[i].app.arena = NULL;
		posters[i].app.keys_arena = arena_new();
		assert_int_equal(pthread_create(&posters[i].thread, NULL,
		                                post_each, &posters[i]),
		                 0);
	}
	for (size_t i = 0; i < COUNT(posters); i++) {
		pthread_join(posters[i].thread, NULL);
		arena_free(posters[i].app.arena);
		arena_free(posters[i].app.keys_arena);
	}
	assert_int_equal(posters[0].made + posters[1].made, ROUNDS);
	assert_int_equal(posters[0].refused + posters[1].refused, ROUNDS);
	get(app, "/v1/instruments");
	assert_int_equal(reply_integer(app, "total"), ROUNDS);
	assert_sound(app->store);
}

static const char *line(struct app *app, const char *key, const char *more)
{
	return say(app,
	           "{\"kind\":\"instruments\",\"op\":\"put\"%s,"
	           "\"record\":" NUMBERED "}\n",
	           more, key, "iso", "42001");
}

static void an_import_says_so_line_by_line(void **state)
{
	struct app *app = *state;
	struct store *s = registry_open(app, "other");
	const char *first = line(app, "a", ""),
		   *allowed = line(app, "b", ",\"duplicates\":\"allow\"");

	assert_contains(
		import_lines(app, s, "1",
	                     say(app, "%s%s", first, line(app, "b", ""))),
		"has this identifier already");
	assert_string_equal(
		import_lines(app, s, "2", say(app, "%s%s", first, allowed)),
		"");
	store_close(s);
}

static void what_was_exported_is_taken_in_again(void **state)
{
	struct app *app = *state;
	struct store *s = registry_open(app, "other");

	post(app, "", "a", "iso", "42001");
	post(app, "?duplicates=allow", "b", "iso", "42001");
	assert_status(app, 201);
	assert_string_equal(
		import_lines(app, s, "1",
	                     export_lines(app, app->store, NULL, false)),
		"");
	assert_sound(s);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(the_second_with_an_identifier_is_refused),
		registry_test(another_scheme_is_another_identifier),
		registry_test(of_two_at_once_one_has_the_identifier),
		registry_test(an_import_says_so_line_by_line),
		registry_test(what_was_exported_is_taken_in_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
