/*
 * test_checkpoint.c - the log of writes is emptied though others read
 */
#include "lib/sqlite/sqlite.h"

#include <pthread.h>
#include <sys/stat.h>

#include "lib/base/clock.h"
#include "tests/support/store_unit.h"

#define EACH (8 << 20)
#define LONG (64 << 20) /* then it is emptied */

struct reader {
	struct unit *unit;
	pthread_t thread;
	_Atomic bool reads, may_end;
};

static off_t size_of_log(const struct unit *u)
{
	struct stat st;

	assert_int_equal(stat(arena_printf(u->arena, "%s-wal", u->path), &st),
	                 0);
	return st.st_size;
}

static enum err_code write_text(struct tx *tx, void *arg, struct err *e)
{
	return sqlite_set_setting(tx, "large", *(const struct str *)arg, e);
}

/* What is there already would not be written. */
static void write_once(struct unit *u, size_t size)
{
	char *text = arena_alloc(u->arena, size + 1);
	struct str s = { text, size };

	memset(text, 'a' + (int)(u->count++ % 26), size);
	text[size] = '\0';
	must(store_run(u->store, TX_WRITE, write_text, &s, &u->err));
}

/* Gives its snapshot back once the log has been waited for. */
static enum err_code read_on(struct tx *tx, void *arg, struct err *e)
{
	struct reader *r = arg;
	struct str text;
	struct arena *a = arena_scratch();
	enum err_code rc = sqlite_setting(tx, "large", a, &text, e);

	arena_free(a);
	r->reads = true;
	while (!r->may_end)
		clock_pause(1);
	clock_pause(100);
	return rc;
}

static void *read_alone(void *arg)
{
	struct reader *r = arg;
	struct err e;

	err_init(&e, r->unit->arena);
	assert_int_equal(store_run(r->unit->store, TX_READ, read_on, r, &e),
	                 ERR_OK);
	return NULL;
}

static void
a_long_log_is_emptied_as_soon_as_nobody_reads_it_any_more(void **state)
{
	struct unit *u = *state;
	struct reader r = { .unit = u };

	write_once(u, 1);
	assert_int_equal(pthread_create(&r.thread, NULL, read_alone, &r), 0);
	while (!r.reads)
		clock_pause(1);
	while (size_of_log(u) <= LONG)
		write_once(u, EACH);
	r.may_end = true;
	write_once(u, 1);
	assert_true(size_of_log(u) < EACH);
	pthread_join(r.thread, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(
			a_long_log_is_emptied_as_soon_as_nobody_reads_it_any_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
