/*
 * tables.c - the report takes the place of an answer
 */
#include "tests/support/tables.h"

#include "server/registry/model/json.h"
#include "server/registry/table_import/table_import.h"

static enum err_code step(struct tx *tx, void *arg, struct err *e)
{
	return table_steps(tx, arg, 0, e);
}

void import_table(struct app *app, const char *map, struct str bytes,
                  bool dry_run)
{
	struct table_request r = { .arena = app->keys_arena,
		                   .map = str_from(map),
		                   .bytes = bytes,
		                   .dry_run = dry_run };
	struct table_plan *p;
	struct buf report;
	struct err e = { 0 };

	assert_int_equal(table_prepare(&r, &p, &e), ERR_OK);
	if (dry_run)
		assert_int_equal(table_try(app->store, p, &e), ERR_OK);
	while (!table_is_done(p)) {
		assert_int_equal(store_run(app->store, TX_BULK, step, p, &e),
		                 ERR_OK);
		table_settle(p);
	}
	get(app, "/health"); /* whose arena looking at replies needs */
	buf_init(&report, app->keys_arena);
	table_report(p, &report);
	app->json = json_loads(report.data, 0, NULL);
	assert_non_null(app->json);
	json_own(app->keys_arena, app->json);
}

void assert_tally(const struct app *app, const char *name, int64_t want)
{
	if (reply_integer(app, name) != want)
		fail_msg("%s is %lld, not %lld", name,
		         (long long)reply_integer(app, name), (long long)want);
}
