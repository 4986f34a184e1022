/*
 * full.c - the disk is full, or fails, for a while at random moments
 *
 * Writers write; after some operations of the disk some fail. What was
 * acknowledged is there; what was refused is not; when the disk is whole
 * again, so is the registry.
 */
#include "tests/hard/trial.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/log.h"
#include "tests/hard/disk.h"
#include "tests/support/unit.h"

#define WRITERS 4
#define WRITES  60 /* of each writer and round */

struct writer {
	struct app app; /* a copy, with an arena of its own */
	size_t who;
	int64_t number; /* of the write that comes now */
	size_t refused;
};

/* What was refused is tried again, under the same number. */
static void *write_some(void *arg)
{
	struct writer *w = arg;

	for (int i = 0; i < WRITES; i++) {
		unsigned status = trial_write(&w->app, w->who, w->number);

		if (status / 100 == 2)
			w->number++;
		else if (status >= 500)
			w->refused++;
		else
			return (void *)w;
	}
	return NULL;
}

static void write_all(struct writer *writers)
{
	pthread_t threads[WRITERS];

	for (size_t i = 0; i < WRITERS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, write_some,
		                                &writers[i]),
		                 0);
	for (size_t i = 0; i < WRITERS; i++) {
		void *failed = NULL;

		pthread_join(threads[i], &failed);
		if (failed != NULL)
			fail_msg("writer %zu, write %lld: %u %s", i,
			         (long long)writers[i].number,
			         writers[i].app.reply.status,
			         reply_text(&writers[i].app));
	}
}

/* The write that comes now was never acknowledged: it is not there. Odd ones
 * would have created a record. */
static void check_refused(struct app *app, const struct writer *w)
{
	if (w->number % 2 == 0)
		return;
	get(app, say(app, "/v1/instruments/w%zu-%06lld", w->who,
	             (long long)(w->number + 1) / 2));
	assert_status(app, 404);
}

static void check(struct app *app, struct writer *writers)
{
	assert_sound(app->store);
	for (size_t i = 0; i < WRITERS; i++) {
		trial_check(app, i, writers[i].number - 1);
		check_refused(app, &writers[i]);
	}
}

static void one_round(struct app *app, struct writer *writers, uint64_t *seed,
                      int64_t *failed)
{
	for (size_t i = 0; i < WRITERS; i++)
		writers[i].app.store = writers[i].app.service.store =
			app->store;
	disk_fail((enum disk_fault)(unit_random(seed) % DISK__FAULTS),
	          (int64_t)(unit_random(seed) % 400),
	          1 + (int64_t)(unit_random(seed) % 60));
	write_all(writers);
	*failed += disk_failed();
	disk_fail(DISK_FULL, 0, 0);
	call(app, "POST", "/v1/organizations", NULL,
	     "{\"name\":\"Whole again\",\"type\":\"company\"}");
	assert_status(app, 201);
	check(app, writers);
	store_close(app->store);
	trial_reopen(app, NULL);
	check(app, writers);
}

static void a_disk_that_fails_for_a_while_loses_nothing(void **state)
{
	struct trial t = trial_begin("full");
	struct writer writers[WRITERS];
	uint64_t seed = t.seed;
	size_t rounds = 0, refused = 0;
	int64_t failed = 0;
	void *place = NULL;
	struct app *app;

	(void)state;
	disk_register();
	registry_setup(&place);
	log_set_level(LOG_ERROR + 1); /* failures are what is asked for */
	app = place;
	for (size_t i = 0; i < WRITERS; i++) {
		writers[i] = (struct writer){ *app, i, 1, 0 };
		writers[i].app.arena = NULL;
	}
	for (; trial_goes_on(&t); rounds++)
		one_round(app, writers, &seed, &failed);
	for (size_t i = 0; i < WRITERS; i++) {
		refused += writers[i].refused;
		arena_free(writers[i].app.arena);
	}
	app_teardown(&place);
	printf("full: %zu rounds, %lld operations of the disk failed, %zu "
	       "writes were refused\n",
	       rounds, (long long)failed, refused);
}

#define COMPANY(name) "{\"name\":\"" name "\",\"type\":\"company\"}"

/* What was written, but not synced, may be found by the next process. */
static void a_write_that_is_not_synced_is_not_called_unsaved(void **state)
{
	void *place = NULL;
	struct app *app;

	(void)state;
	disk_register();
	registry_setup(&place);
	log_set_level(LOG_ERROR + 1);
	app = place;
	disk_fail(DISK_UNSURE, 0, 1);
	call(app, "POST", "/v1/organizations", NULL, COMPANY("Unsure"));
	assert_status(app, 503);
	assert_member(app, "type", "urn:instrumentd:problem:outcome-unknown");
	disk_fail(DISK_BROKEN, 0, 1);
	call(app, "POST", "/v1/organizations", NULL, COMPANY("Unsure"));
	assert_status(app, 503);
	assert_member(app, "type", "about:blank");
	disk_fail(DISK_FULL, 0, 0);
	call(app, "POST", "/v1/organizations", NULL, COMPANY("Unsure"));
	assert_status(app, 201);
	get(app, "/v1/organizations");
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_sound(app->store);
	app_teardown(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_write_that_is_not_synced_is_not_called_unsaved),
		cmocka_unit_test(a_disk_that_fails_for_a_while_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
