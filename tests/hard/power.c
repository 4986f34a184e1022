/*
 * power.c - the power fails: what was synced is there, of the rest anything
 *
 * Writers write while the disk records. Then, for moments drawn at random,
 * the files are made as a disk may have them after the power failed in that
 * moment: all that was synced, and of what was not synced nothing, a part, a
 * part of a part, or pages torn in the middle. Each must be a sound registry
 * with all that was acknowledged until then.
 */
#include "tests/hard/trial.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/hard/disk.h"
#include "tests/support/unit.h"

#define WRITERS  6
#define WAIT_MS  20000 /* at most, for so many operations of the disk */
#define SECTOR   512
#define STATE    "state.db"
#define PER_DRAW 40 /* moments for one record of the disk */

/* ---- writing ------------------------------------------------------------- */

struct writer {
	struct app app; /* a copy, with an arena of its own */
	size_t who;
	atomic_bool *stop;
};

static void *write_on(void *arg)
{
	struct writer *w = arg;

	for (int64_t i = 1; !*w->stop; i++) {
		unsigned status = trial_write(&w->app, w->who, i);

		if (status / 100 != 2)
			break;
		disk_note(w->who, i);
	}
	arena_free(w->app.arena);
	return NULL;
}

static void wait_ms(uint64_t ms)
{
	nanosleep(&(struct timespec){ (time_t)(ms / 1000),
	                              (long)(ms % 1000) * 1000000 },
	          NULL);
}

static void write_until(struct app *app, size_t ops)
{
	struct writer writers[WRITERS];
	pthread_t threads[WRITERS];
	atomic_bool stop = false;
	size_t n = 0;

	for (size_t i = 0; i < WRITERS; i++) {
		writers[i] = (struct writer){ *app, i, &stop };
		writers[i].app.arena = NULL;
		assert_int_equal(pthread_create(&threads[i], NULL, write_on,
		                                &writers[i]),
		                 0);
	}
	for (uint64_t waited = 0; waited < WAIT_MS && n < ops; waited += 10) {
		wait_ms(10);
		disk_ops(&n);
	}
	stop = true;
	for (size_t i = 0; i < WRITERS; i++)
		pthread_join(threads[i], NULL);
}

/* ---- what a disk holds --------------------------------------------------- */

struct content {
	unsigned char *bytes;
	size_t len, room;
};

static void resize(struct content *c, size_t len)
{
	if (len > c->room) {
		c->room = 2 * len;
		c->bytes = realloc(c->bytes, c->room);
		assert_non_null(c->bytes);
	}
	if (len > c->len)
		memset(c->bytes + c->len, 0, len - c->len);
	c->len = len;
}

static void copy(struct content *to, const struct content *from)
{
	to->len = 0;
	resize(to, from->len);
	if (from->len > 0)
		memcpy(to->bytes, from->bytes, from->len);
}

/* Each sector of a torn write is there or not. */
static void apply(struct content *c, const struct disk_op *op, uint64_t *torn)
{
	size_t at = (size_t)op->at;

	if (op->what == DISK_CUT) {
		resize(c, at);
		return;
	}
	if (c->len < at + op->len)
		resize(c, at + op->len);
	for (size_t i = 0; i < op->len; i += SECTOR) {
		size_t n = op->len - i < SECTOR ? op->len - i : SECTOR;

		if (torn == NULL || unit_random(torn) % 2 == 0)
			memcpy(c->bytes + at + i, op->bytes + i, n);
	}
}

struct disk {
	struct content stable[DISK__COUNT], after[DISK__COUNT];
	const struct disk_op *ops;
	size_t n, at;
	size_t *pending; /* of ops: not synced */
	size_t npending;
	int64_t acknowledged[WRITERS];
};

/* What was pending of a file is on the disk. */
static void sync_file(struct disk *d, enum disk_file file)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->npending; i++) {
		const struct disk_op *op = &d->ops[d->pending[i]];

		if (op->file == file)
			apply(&d->stable[file], op, NULL);
		else
			d->pending[kept++] = d->pending[i];
	}
	d->npending = kept;
}

static void go_to(struct disk *d, size_t moment)
{
	for (; d->at < moment; d->at++) {
		const struct disk_op *op = &d->ops[d->at];

		switch (op->what) {
		case DISK_WRITE:
		case DISK_CUT:
			d->pending[d->npending++] = d->at;
			break;
		case DISK_SYNC:
			sync_file(d, op->file);
			break;
		case DISK_NOTE:
			d->acknowledged[op->who] = op->number;
			break;
		}
	}
}

enum loss { LOSS_ALL, LOSS_BEHIND, LOSS_SOME, LOSS_TORN, LOSS__COUNT };

static void lose(struct disk *d, enum loss loss, uint64_t *seed)
{
	size_t first = d->npending > 0 ? unit_random(seed) % d->npending : 0;

	for (int f = 0; f < DISK__COUNT; f++)
		copy(&d->after[f], &d->stable[f]);
	for (size_t i = 0; i < d->npending && loss != LOSS_ALL; i++) {
		const struct disk_op *op = &d->ops[d->pending[i]];
		uint64_t r = unit_random(seed) % 10;
		bool tears = loss == LOSS_TORN && r >= 4 && r < 7;

		if ((loss == LOSS_BEHIND && i < first) ||
		    (loss == LOSS_SOME && r < 5) ||
		    (loss == LOSS_TORN && r < 7))
			apply(&d->after[op->file], op, tears ? seed : NULL);
	}
}

/* ---- after it ------------------------------------------------------------ */

static void put_file(const char *path, const struct content *c)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(c->bytes, 1, c->len, f), c->len);
	assert_int_equal(fclose(f), 0);
}

static void take_file(const char *path, struct content *c)
{
	FILE *f = fopen(path, "rb");
	long n;

	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	n = ftell(f);
	assert_true(n > 0);
	rewind(f);
	resize(c, (size_t)n);
	assert_int_equal(fread(c->bytes, 1, c->len, f), c->len);
	fclose(f);
}

static void check_state(struct app *app, struct disk *d)
{
	const char *file = say(app, "%s/" STATE, app->dir);

	unlink(say(app, "%s-shm", file));
	unlink(say(app, "%s.lock", file));
	put_file(file, &d->after[DISK_DB]);
	put_file(say(app, "%s-wal", file), &d->after[DISK_WAL]);
	trial_reopen(app, file);
	assert_sound(app->store);
	for (size_t i = 0; i < WRITERS; i++)
		trial_check(app, i, d->acknowledged[i]);
	store_close(app->store);
}

static void check_moment(struct app *app, struct disk *d, uint64_t *seed,
                         size_t *states)
{
	for (int loss = 0; loss < LOSS__COUNT; loss++) {
		lose(d, (enum loss)loss, seed);
		check_state(app, d);
		++*states;
		if (d->npending == 0)
			break;
	}
}

static int by_number(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

/* Half of them anywhere, half right behind an acknowledgement or amid what is
 * copied from the log into the file. */
static size_t draw_moment(const struct disk *d, uint64_t *seed)
{
	size_t i = unit_random(seed) % (d->n - 1);

	if (unit_random(seed) % 2 == 0)
		for (size_t k = i; k < d->n; k++)
			if (d->ops[k].what == DISK_NOTE ||
			    (d->ops[k].what == DISK_WRITE &&
			     d->ops[k].file == DISK_DB))
				return k + 1;
	return i + 1;
}

static void check_moments(struct app *app, const struct trial *t,
                          struct disk *d, uint64_t *seed, size_t *states)
{
	size_t moments[PER_DRAW];

	for (size_t i = 0; i < PER_DRAW; i++)
		moments[i] = draw_moment(d, seed);
	qsort(moments, PER_DRAW, sizeof(*moments), by_number);
	for (size_t i = 0; i < PER_DRAW && trial_goes_on(t); i++) {
		go_to(d, moments[i]);
		check_moment(app, d, seed, states);
	}
}

static void disk_free(struct disk *d)
{
	for (int f = 0; f < DISK__COUNT; f++) {
		free(d->stable[f].bytes);
		free(d->after[f].bytes);
	}
	free(d->pending);
}

/* On a registry of its own, whose file is as it was when recording began. */
static void power_fails(struct app *app, const struct trial *t, uint64_t *seed,
                        size_t *states, size_t *writes)
{
	struct disk d = { 0 };

	store_close(app->store);
	take_file(app->file, &d.stable[DISK_DB]);
	trial_reopen(app, NULL);
	disk_record(true);
	write_until(app, 400 + unit_random(seed) % 8000);
	disk_record(false);
	store_close(app->store);
	d.ops = disk_ops(&d.n);
	d.pending = malloc((d.n + 1) * sizeof(*d.pending));
	assert_non_null(d.pending);
	assert_true(d.n > 2);
	check_moments(app, t, &d, seed, states);
	for (size_t i = 0; i < WRITERS; i++)
		*writes += (size_t)d.acknowledged[i];
	disk_free(&d);
	trial_reopen(app, NULL);
}

static void what_was_acknowledged_survives_a_power_failure(void **state)
{
	struct trial t = trial_begin("power");
	uint64_t seed = t.seed;
	size_t states = 0, writes = 0;

	(void)state;
	disk_register();
	do {
		void *place = NULL;

		registry_setup(&place);
		power_fails(place, &t, &seed, &states, &writes);
		app_teardown(&place);
	} while (trial_goes_on(&t));
	disk_record(true);
	disk_record(false);
	printf("power: %zu states of the disk are sound, %zu acknowledged "
	       "writes are in them\n",
	       states, writes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_was_acknowledged_survives_a_power_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
