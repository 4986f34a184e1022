/*
 * test_derived.c - what is stored of evidence: in copies, in old databases, and
 * when two write at once
 */
#include "tests/support/conflicts.h"

#include <pthread.h>

#include "server/registry/checks/audit.h"
#include "server/registry/model/json.h"
#include "tests/support/database.h"

/* All that is derived from evidence, as text. */
static const char *picture(struct app *app, struct store *s)
{
	static const char *const targets[] = {
		"/v1/coverage",
		"/v1/instruments?fields=key&has_conflict=true",
		"/v1/instruments?fields=key&has_conflict=false",
		"/v1/instruments?fields=key&evidence.state=unsupported",
		"/v1/instruments?fields=key&" FLAGGED,
	};
	struct buf out;

	buf_init(&out, app->keys_arena);
	app->service.store = s;
	buf_puts(&out, conflicts_found(app, ""));
	for (size_t i = 0; i < COUNT(targets); i++)
		buf_puts(&out, text_of(app, targets[i]));
	app->service.store = app->store;
	return out.data;
}

/* The feed, as lines. */
static const char *feed(struct app *app)
{
	struct buf out;
	json_t *items, *item;
	size_t i;

	get(app, "/v1/changes?limit=1000");
	items = reply_json(app, "items");
	buf_init(&out, app->keys_arena);
	json_array_foreach(items, i, item)
	{
		char *line = json_dumps(item, JSON_COMPACT);

		buf_printf(&out, "%s\n", line);
		json_text_free(line);
	}
	return out.data;
}

static void make_a_mixture(struct app *app)
{
	load(app, "t", STR("words"));
	make_conflicts(app);
	edit(app, "PATCH", "/v1/sources/t", "{\"role\":\"proposal\"}");
	claim_of(app, "d", "instruments", "b", "/force", "\"hard\"", "q", "");
	edit(app, "DELETE", "/v1/assertions/c4", NULL);
}

static void a_mirror_keeps_the_same(void **state)
{
	struct app *app = *state;
	const char *files[] = { "replayed", "restored" }, *lines[2];

	make_a_mixture(app);
	lines[0] = feed(app);
	lines[1] = export_lines(app, app->store, NULL, false);
	for (size_t i = 0; i < COUNT(files); i++) {
		struct store *other = registry_open(app, files[i]);

		assert_string_equal(
			import_lines(app, other, files[i], lines[i]), "");
		assert_same(picture(app, other), picture(app, app->store));
		assert_sound(other);
		store_close(other);
	}
}

static void what_is_made_anew_in_one_import_keeps_what_is_claimed(void **state)
{
	struct app *app = *state;
	const char *line;

	claim(app, "c", "/adopted_on", "\"2020\"", "");
	get(app, "/v1/instruments/a");
	line = say(app,
	           "{\"kind\":\"instruments\",\"op\":\"delete\","
	           "\"key\":\"a\"}\n{\"kind\":\"instruments\",\"op\":\"put\","
	           "\"record\":{" ACT ",\"key\":\"a\",\"id\":\"%s\","
	           "\"adopted_on\":\"2021\"}}\n",
	           reply_string(app, "id"));
	assert_string_equal(import_lines(app, app->store, "x", line), "");
	get(app, "/v1/instruments/a");
	assert_int_equal(reply_integer(app, "rev"), 2);
	assert_found(app, "has_conflict=true", "a");
	assert_sound(app->store);
}

/* Change the database behind the app's back. */
static void meddle(struct app *app, const char *sql)
{
	store_close(app->store);
	do_sql(app->file, sql);
	reopen(app);
}

static int complaints;

static void hear(const char *what)
{
	if (strstr(what, "evidence") != NULL || strstr(what, "counts") != NULL)
		complaints++;
}

/* Of then nothing says who made a change, so its chain is another. */
static void an_old_database_gets_what_it_lacks(void **state)
{
	struct audit v = { .complain = hear };
	struct app *app = *state;
	struct err e = { 0 };
	const char *before;

	make_a_mixture(app);
	before = picture(app, app->store);
	store_close(app->store);
	make_old(app->file, 15);
	reopen(app);
	assert_same(picture(app, app->store), before);
	complaints = 0;
	assert_int_equal(audit_run(app->store, &v, &e), ERR_OK);
	assert_int_equal(complaints, 0);
}

static void verification_notices_what_does_not_fit(void **state)
{
	static const char *const tricks[] = {
		"UPDATE evidence SET state = 'supported' "
		"WHERE state = 'disputed'",
		"DELETE FROM evidence WHERE field = '/force'",
		"UPDATE instruments SET has_conflict = 0",
		"UPDATE grounds SET claims = 7",
		"UPDATE coverage SET n = n + 1",
		"UPDATE uncovered_sets SET uses = uses + 1",
		"DELETE FROM uncovered_fields",
		"UPDATE uncovered_records "
		"SET owner = (SELECT max(n) FROM uncovered_sets)",
		"DELETE FROM yields",
		"UPDATE assertions SET precedence = '0 2000'",
	};
	struct app *app = *state;
	struct err e = { 0 };

	make_a_mixture(app);
	assert_sound(app->store);
	for (size_t i = 0; i < COUNT(tricks); i++) {
		struct audit v = { .complain = hear };

		meddle(app, tricks[i]);
		complaints = 0;
		assert_int_equal(audit_run(app->store, &v, &e), ERR_OK);
		assert_true(complaints > 0);
		/* and what is recomputed is sound again */
		meddle(app, "DELETE FROM evidence; DELETE FROM grounds; "
		            "DELETE FROM coverage; DELETE FROM settings; "
		            "DELETE FROM uncovered_records; "
		            "DELETE FROM uncovered_sets; "
		            "DELETE FROM uncovered_fields; "
		            "UPDATE yields SET assertions = 0, members = 0; "
		            "INSERT INTO yields SELECT source, count(*), 0, 0 "
		            "FROM passages WHERE true GROUP BY source "
		            "ON CONFLICT DO NOTHING");
		assert_sound(app->store);
	}
}

/* ---- two at once -------------------------------------------------------- */

#define EACH 20

struct writer {
	struct app app; /* a copy, with arenas of its own */
	pthread_t thread;
	const char *name, *year;
	int failures;
};

static void *write_claims(void *arg)
{
	struct writer *w = arg;

	for (int i = 0; i < EACH; i++) {
		call(&w->app, "POST", "/v1/assertions", NULL,
		     say(&w->app,
		         "{\"key\":\"%s-%d\",\"subject\":{\"kind\":"
		         "\"instruments\",\"id\":\"a\"},\"field\":"
		         "\"/adopted_on\",\"value\":\"%s\",\"passage\":\"p\"}",
		         w->name, i, w->year));
		w->failures += w->app.reply.status != 201;
	}
	return NULL;
}

static void two_who_claim_at_once_leave_one_picture(void **state)
{
	struct app *app = *state;
	struct writer writers[] = { { .name = "x", .year = "2021-05" },
		                    { .name = "y", .year = "1999" } };

	for (size_t i = 0; i < COUNT(writers); i++) {
		writers[i].app = *app;
		writers[i].app.arena = NULL;
		writers[i].app.keys_arena = arena_new();
		assert_int_equal(pthread_create(&writers[i].thread, NULL,
		                                write_claims, &writers[i]),
		                 0);
	}
	for (size_t i = 0; i < COUNT(writers); i++) {
		pthread_join(writers[i].thread, NULL);
		assert_int_equal(writers[i].failures, 0);
		arena_free(writers[i].app.arena);
		arena_free(writers[i].app.keys_arena);
	}
	assert_conflicts(app, "", "a/adopted_on");
	assert_int_equal(json_array_size(reply_json(app, "items/0/assertions")),
	                 2 * EACH);
	get(app, "/v1/coverage");
	assert_int_equal(reply_integer(app, "coverage/disputed"), 1);
	assert_int_equal(reply_integer(app, "sources/0/assertions"), 2 * EACH);
	assert_sound(app->store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		conflict_test(a_mirror_keeps_the_same),
		conflict_test(
			what_is_made_anew_in_one_import_keeps_what_is_claimed),
		conflict_test(an_old_database_gets_what_it_lacks),
		conflict_test(verification_notices_what_does_not_fit),
		conflict_test(two_who_claim_at_once_leave_one_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
