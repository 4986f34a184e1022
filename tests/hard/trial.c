/*
 * trial.c - time, seeds, and numbered writes
 */
#include "tests/hard/trial.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "server/registry/model/kind.h"

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec;
}

static uint64_t number_of(const char *variable, uint64_t otherwise)
{
	const char *text = getenv(variable);

	return text != NULL && *text != '\0' ? strtoull(text, NULL, 10)
	                                     : otherwise;
}

struct trial trial_begin(const char *what)
{
	uint64_t seconds = number_of("HARD_SECONDS", 60);
	struct trial t = {
		number_of("HARD_SEED", (uint64_t)time(NULL)) | 1,
		now() + (int64_t)seconds,
	};

	printf("%s: %" PRIu64 " seconds, HARD_SEED=%" PRIu64 "\n", what,
	       seconds, t.seed);
	fflush(stdout);
	return t;
}

bool trial_goes_on(const struct trial *t)
{
	return now() < t->until;
}

static const char *key_of(struct arena *a, size_t who, int64_t number)
{
	return arena_printf(a, "w%zu-%06" PRId64, who, (number + 1) / 2);
}

/* Long enough now and then to take several pages. */
static const char *note_of(struct arena *a, int64_t number)
{
	size_t n = number % 20 == 0 ? 6000 : 30;
	char *text = arena_alloc(a, n + 1);

	memset(text, 'a' + (int)(number % 26), n);
	return text;
}

unsigned trial_write(struct app *app, size_t who, int64_t number)
{
	struct arena *a = arena_new();
	const char *key = key_of(a, who, number);

	if (number % 2 == 1)
		call(app, "POST", "/v1/instruments", NULL,
		     arena_printf(a, "{" ACT ",\"key\":\"%s\"}", key));
	else
		call(app, "PATCH", arena_printf(a, "/v1/instruments/%s", key),
		     "If-Match: *",
		     arena_printf(a, "{\"note\":\"%s\"}", note_of(a, number)));
	arena_free(a);
	return app->reply.status;
}

void trial_check(struct app *app, size_t who, int64_t number)
{
	struct arena *a = arena_new();
	int64_t created = (number + 1) / 2;

	if (number > 0) {
		get(app, arena_printf(a,
		                      "/v1/instruments?limit=1&"
		                      "key.gte=w%zu-&key.lt=w%zu.",
		                      who, who));
		if (reply_integer(app, "total") < created)
			fail_msg("of writer %zu %" PRId64 " records are there, "
			         "%" PRId64 " were acknowledged",
			         who, reply_integer(app, "total"), created);
		get(app, arena_printf(a, "/v1/instruments/%s",
		                      key_of(a, who, number)));
		assert_status(app, 200);
		assert_true(reply_integer(app, "rev") >= 2 - number % 2);
	}
	arena_free(a);
}

void trial_reopen(struct app *app, const char *file)
{
	struct err e = { 0 };

	if (file == NULL)
		file = app->file;
	if (store_open(&app->store, file, 0, kinds_entities(), kinds_count,
	               &e) != ERR_OK)
		fail_msg("%s: %s", file, e.detail);
	app->service.store = app->store;
}
