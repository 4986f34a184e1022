/*
 * test_prepared.c - passages are looked for in a newer text before the write
 */
#include "tests/support/anchors.h"

#include "lib/data/digest.h"
#include "server/registry/ingest/ingest.h"
#include "server/registry/sources/text_cache.h"

static struct ingest coming(struct arena *a, struct str bytes)
{
	return (struct ingest){ .arena = a,
		                .source = STR("s"),
		                .bytes = bytes,
		                .sha256 = digest_of(a, bytes),
		                .media_type = "text/plain",
		                .lang = STR("en") };
}

static void what_was_prepared_is_not_looked_for_again(void **state)
{
	struct app *app = *state;
	struct arena *a = arena_new();
	struct ingest in = coming(a, STR(NEW_LAW));
	uint64_t prepared;
	struct err e;

	make_amendable(app);
	err_init(&e, a);
	assert_int_equal(ingest_prepare(app->store, &in, &e), ERR_OK);
	assert_state(app, "told", "verified");
	assert_state(app, "acts", "verified");
	assert_sound(app->store);
	prepared = arena_spent(a);
	assert_int_equal(ingest_prepare(app->store, &in, &e), ERR_OK);
	assert_true(arena_spent(a) - prepared < prepared / 2);
	text_cache_set_max(0);
	text_cache_set_max(TEXT_CACHE_MAX);
	assert_int_equal(store_run(app->store, TX_BULK, ingest_begin, &in, &e),
	                 ERR_OK);
	assert_int_equal(text_cache_size(), 0); /* nobody asked for the text */
	assert_state(app, "told", "moved");
	assert_state(app, "log", "changed");
	assert_state(app, "acts", "lost");
	assert_sound(app->store);
	arena_free(a);
}

/* A passage that came in between is looked for in the write. */
static void what_came_in_between_is_found_too(void **state)
{
	struct app *app = *state;
	struct arena *a = arena_new();
	struct ingest in = coming(a, STR(NEW_LAW));
	struct err e;

	make_amendable(app);
	err_init(&e, a);
	assert_int_equal(ingest_prepare(app->store, &in, &e), ERR_OK);
	make_passage(app, "late",
	             "The provider shall appoint a representative.");
	edit(app, "DELETE", "/v1/passages/acts", NULL);
	put_text(app, "/v1/sources/s/text?lang=en", STR(NEW_LAW));
	assert_state(app, "late", "ambiguous");
	assert_state(app, "told", "moved");
	assert_sound(app->store);
	arena_free(a);
}

/* With so much work, if that is a limit; how much it took. */
static enum err_code prepare(struct app *app, struct str text, uint64_t limit,
                             uint64_t *took)
{
	struct arena *a = arena_new();
	struct ingest in = coming(a, text);
	struct err e;
	enum err_code rc;

	err_init(&e, a);
	arena_limit(a, 0, limit);
	rc = ingest_prepare(app->store, &in, &e);
	*took = arena_spent(a);
	arena_free(a);
	return rc;
}

/* Many passages, and less work than they need: each time some more are done. */
static void what_takes_too_long_goes_on_when_sent_again(void **state)
{
	struct app *app = *state;
	struct buf old, new;
	struct str twin;
	enum err_code rc = ERR_BUSY;
	size_t rounds = 0;
	uint64_t all, took;

	buf_init(&old, app->keys_arena);
	buf_init(&new, app->keys_arena);
	buf_puts(&new, "Preamble.\n");
	for (size_t i = 0; i < 120; i++) {
		buf_printf(&old, "Rule %zu is that of number %zu.\n", i, i);
		buf_printf(&new, "Rule %zu was that of number %zu.\n", i, i);
	}
	make_source(app, buf_text(&old));
	for (size_t i = 0; i < 120; i++)
		make_passage(app, say(app, "p%zu", i),
		             say(app, "Rule %zu is that of number %zu.", i, i));
	twin = str_from(say(app, "%s End.", new.data));
	assert_int_equal(prepare(app, twin, 0, &all), ERR_OK);
	for (; rc == ERR_BUSY && rounds < 100; rounds++) {
		rc = prepare(app, buf_text(&new), all / 2, &took);
		assert_state(app, "p0", "verified");
	}
	assert_int_equal(rc, ERR_OK);
	assert_in_range(rounds, 2, 99);
	put_text(app, "/v1/sources/s/text?lang=en", buf_text(&new));
	assert_int_equal(reply_integer(app, "anchors/counts/changed"), 120);
	assert_sound(app->store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(what_was_prepared_is_not_looked_for_again),
		registry_test(what_came_in_between_is_found_too),
		registry_test(what_takes_too_long_goes_on_when_sent_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
