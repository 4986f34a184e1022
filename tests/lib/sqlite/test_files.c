/*
 * test_files.c - what others do to the files of a store while it is open
 */
#include "lib/sqlite/sqlite.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/store_unit.h"

static const char *beside(struct unit *u, const char *ending)
{
	return arena_printf(u->arena, "%s%s", u->path, ending);
}

static enum err_code put_one(struct unit *u)
{
	static int n;

	err_clear(&u->err);
	return put(u, "organizations",
	           row_new(u, "organizations",
	                   arena_printf(u->arena, "k%d", n++)));
}

static enum err_code count(struct tx *tx, void *arg, struct err *e)
{
	struct query q = { 0 };

	return store_count(tx, entity("organizations"), &q, arg, e);
}

static enum err_code read_one(struct unit *u)
{
	int64_t n;

	return store_run(u->store, TX_READ, count, &n, &u->err);
}

static enum err_code ready(struct unit *u)
{
	err_clear(&u->err);
	return store_ready(u->store, &u->err);
}

static void assert_refuses_writes(struct unit *u)
{
	assert_code(put_one(u), ERR_BUSY);
	assert_code(ready(u), ERR_BUSY);
}

static void assert_refuses_all(struct unit *u)
{
	assert_code(read_one(u), ERR_BUSY);
	assert_refuses_writes(u);
}

static void pause_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static void begin(struct unit *u)
{
	must(put_one(u));
	must(read_one(u));
	must(ready(u));
}

/* ---- mapped -------------------------------------------------------------- */

static enum err_code read_within(struct tx *tx, void *arg, struct err *e)
{
	struct unit *u = arg;
	int64_t n;
	enum err_code rc = count(tx, &n, e);

	return rc == ERR_OK ? read_one(u) : rc;
}

static int count_maps(const char *path)
{
	FILE *f = fopen("/proc/self/maps", "r");
	size_t len = strlen(path);
	char line[512];
	int n = 0;

	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		const char *at = strstr(line, path);

		n += at != NULL && at[len] == '\n';
	}
	fclose(f);
	return n;
}

static void all_readers_share_one_map(void **state)
{
	struct unit *u = *state;

	begin(u);
	must(store_run(u->store, TX_READ, read_within, u, &u->err));
	assert_int_equal(count_maps(u->path), 1);
	must(put_one(u));
	must(store_run(u->store, TX_READ, read_within, u, &u->err));
	assert_int_equal(count_maps(u->path), 1);
}

/* ---- deleted and replaced ------------------------------------------------ */

static void nothing_is_written_to_a_file_that_was_deleted(void **state)
{
	struct unit *u = *state;

	begin(u);
	assert_int_equal(unlink(u->path), 0);
	assert_refuses_writes(u);
	must(read_one(u));
}

static void nothing_is_written_beside_a_file_that_took_its_place(void **state)
{
	struct unit *u = *state;
	const char *aside = beside(u, ".aside");
	FILE *f;

	begin(u);
	assert_int_equal(rename(u->path, aside), 0);
	f = fopen(u->path, "w");
	assert_non_null(f);
	fclose(f);
	assert_refuses_writes(u);
	assert_int_equal(rename(aside, u->path), 0);
	must(ready(u));
	must(put_one(u));
}

static void nothing_is_written_to_a_log_that_was_deleted(void **state)
{
	struct unit *u = *state;

	begin(u);
	assert_int_equal(unlink(beside(u, "-wal")), 0);
	assert_refuses_writes(u);
}

/* Nobody has to look meanwhile. */
static void a_watched_store_knows_whether_it_is_ready(void **state)
{
	struct unit *u = *state;

	begin(u);
	store_watch(u->store);
	must(ready(u));
	assert_int_equal(unlink(u->path), 0);
	for (int i = 0; i < 200 && ready(u) == ERR_OK; i++)
		pause_ms(50);
	assert_code(ready(u), ERR_BUSY);
}

/* ---- cut short ----------------------------------------------------------- */

static void nothing_is_read_from_a_file_that_was_cut_short(void **state)
{
	struct unit *u = *state;

	begin(u);
	assert_int_equal(truncate(u->path, 0), 0);
	assert_refuses_all(u);
}

static void nothing_is_read_by_a_map_that_was_cut_short(void **state)
{
	struct unit *u = *state;

	begin(u);
	assert_int_equal(truncate(beside(u, "-shm"), 0), 0);
	assert_refuses_all(u);
}

static void nothing_is_written_behind_a_log_that_was_cut_short(void **state)
{
	struct unit *u = *state;

	begin(u);
	assert_int_equal(truncate(beside(u, "-wal"), 0), 0);
	assert_refuses_writes(u);
}

/* The salt in its head; salt and sum of the last frame. Put right, all is well
 * again. */
static void nothing_is_written_behind_a_log_that_was_written_over(void **state)
{
	static const off_t from_end[] = { 4096 + 16, 4096 + 8, 4096 + 4 };
	struct unit *u = *state;
	const char *log = beside(u, "-wal");
	int fd = open(log, O_RDWR);
	struct stat st;
	char was[4];

	for (size_t i = 0; i <= COUNT(from_end); i++) {
		begin(u);
		assert_int_equal(fstat(fd, &st), 0);
		off_t at = i == 0 ? 16 : st.st_size - from_end[i - 1];

		assert_int_equal(pread(fd, was, sizeof(was), at), sizeof(was));
		assert_int_equal(pwrite(fd, "\xff\xfe\xfd\xfc", 4, at), 4);
		assert_refuses_writes(u);
		assert_int_equal(pwrite(fd, was, sizeof(was), at), sizeof(was));
		must(put_one(u));
	}
	close(fd);
}

struct cutting {
	const char *path;
	int64_t n;
};

/* As long as nothing was read the transaction has seen nothing of the map. */
static enum err_code cut_and_count(struct tx *tx, void *arg, struct err *e)
{
	struct cutting *c = arg;

	assert_int_equal(truncate(c->path, 0), 0);
	return count(tx, &c->n, e);
}

static void who_reads_while_it_is_cut_short_is_told(void **state)
{
	static const char *const endings[] = { "-shm", "" };
	struct unit *u = *state;

	fault_start(); /* cmocka has a handler of its own */
	for (size_t i = 0; i < COUNT(endings); i++) {
		struct cutting c = { .path = beside(u, endings[i]) };

		if (i == 0)
			begin(u);
		err_clear(&u->err);
		assert_int_not_equal(store_run(u->store, TX_READ, cut_and_count,
		                               &c, &u->err),
		                     ERR_OK);
	}
	assert_refuses_all(u);
}

static void who_writes_while_the_map_is_cut_short_is_told(void **state)
{
	struct unit *u = *state;
	struct cutting c = { .path = beside(u, "-shm") };

	fault_start();
	begin(u);
	assert_int_not_equal(
		store_run(u->store, TX_WRITE, cut_and_count, &c, &u->err),
		ERR_OK);
	assert_refuses_all(u);
}

/* ---- the lock ------------------------------------------------------------ */

static void writing_goes_on_when_the_lock_is_cut_short(void **state)
{
	struct unit *u = *state;

	begin(u);
	assert_int_equal(truncate(beside(u, ".lock"), 0), 0);
	must(read_one(u));
	must(put_one(u));
	must(read_one(u));
	must(ready(u));
}

static void a_lock_that_was_deleted_is_made_again(void **state)
{
	struct unit *u = *state;

	begin(u);
	assert_int_equal(unlink(beside(u, ".lock")), 0);
	must(put_one(u));
	assert_int_equal(access(beside(u, ".lock"), F_OK), 0);
	must(read_one(u));
}

static void make_pipe(const char *path)
{
	assert_int_equal(mkfifo(path, 0600), 0);
}

static void make_folder_at(const char *path)
{
	assert_int_equal(mkdir(path, 0700), 0);
}

#define VICTIM "of somebody else"

static void make_link(const char *path)
{
	const char *victim = "victim";
	int fd = open(victim, O_CREAT | O_TRUNC | O_RDWR, 0600);

	assert_int_equal(write(fd, VICTIM, sizeof(VICTIM)), sizeof(VICTIM));
	close(fd);
	assert_int_equal(symlink(victim, path), 0);
}

static void assert_victim_is_whole(struct unit *u)
{
	char now[sizeof(VICTIM)] = "";
	int fd = open(arena_printf(u->arena, "%s/victim", u->dir), O_RDONLY);

	if (fd < 0)
		return;
	assert_int_equal(read(fd, now, sizeof(now)), sizeof(now));
	close(fd);
	assert_string_equal(now, VICTIM);
}

/* Nothing is written to what is not ours; and all is well once it is gone. */
static void what_stands_in_place_of_the_lock_is_left_alone(void **state)
{
	static void (*const makers[])(const char *) = { make_link, make_pipe,
		                                        make_folder_at };
	struct unit *u = *state;
	const char *lock = beside(u, ".lock");

	assert_int_equal(chdir(u->dir), 0);
	for (size_t i = 0; i < sizeof(makers) / sizeof(*makers); i++) {
		begin(u);
		must(put_one(u));
		assert_int_equal(unlink(lock), 0);
		makers[i](lock);
		assert_refuses_writes(u);
		must(read_one(u));
		unit_end(u);
		assert_code(unit_reopen(u, 0), ERR_INVALID);
		assert_non_null(strstr(u->err.detail, "in its place"));
		assert_victim_is_whole(u);
		assert_int_equal(remove(lock), 0);
		must(unit_reopen(u, 0));
		must(put_one(u));
		must(ready(u));
	}
}

static void who_waits_for_the_lock_in_vain_is_told(void **state)
{
	struct unit *u = *state;
	int lock = open(beside(u, ".lock"), O_RDWR);

	begin(u);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	assert_code(put_one(u), ERR_BUSY);
	must(read_one(u));
	close(lock);
	must(put_one(u));
}

/* By whatever name, it is one file with one lock and one log. */
static void a_file_is_the_same_by_a_link(void **state)
{
	struct unit *u = *state;
	const char *file = arena_printf(u->arena, "%s", u->path);
	const char *link = beside(u, ".link");

	assert_int_equal(symlink(file, link), 0);
	unit_end(u);
	snprintf(u->path, sizeof(u->path), "%s", link);
	must(unit_reopen(u, 0));
	must(put_one(u));
	must(ready(u));
	assert_int_not_equal(access(beside(u, ".lock"), F_OK), 0);
	unit_end(u);
	snprintf(u->path, sizeof(u->path), "%s", file);
	must(unit_reopen(u, 0));
	must(put_one(u));
}

static void leave_behind(const char *path, mode_t mode)
{
	int fd = open(path, O_CREAT | O_RDWR, 0600);

	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void what_was_left_beside_the_file_gets_its_mode(void **state)
{
	static const char *const endings[] = { "-wal", "-shm", ".lock" };
	static const mode_t modes[] = { 0444, 0666, 0600 };
	struct unit *u = *state;
	struct stat st;

	for (size_t i = 0; i < COUNT(modes); i++) {
		unit_end(u);
		for (size_t k = 0; k < COUNT(endings); k++)
			leave_behind(beside(u, endings[k]), modes[i]);
		assert_int_equal(chmod(u->path, 0640), 0);
		must(unit_reopen(u, 0));
		must(put_one(u));
		for (size_t k = 0; k < COUNT(endings); k++) {
			assert_int_equal(stat(beside(u, endings[k]), &st), 0);
			assert_int_equal(st.st_mode & 07777, 0640);
		}
	}
}

/* ---- a full disk --------------------------------------------------------- */

static void limit_files(rlim_t bytes)
{
	struct rlimit r;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &r), 0);
	r.rlim_cur = bytes == RLIM_INFINITY ? r.rlim_max : bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
}

/* Nobody writes meanwhile: the store tries by itself. */
static void a_store_that_cannot_write_says_so_until_it_can(void **state)
{
	struct unit *u = *state;

	signal(SIGXFSZ, SIG_IGN);
	begin(u);
	limit_files(8);
	assert_int_not_equal(put_one(u), ERR_OK);
	assert_code(ready(u), ERR_BUSY);
	must(read_one(u));
	limit_files(RLIM_INFINITY);
	for (int i = 0; i < 200 && ready(u) != ERR_OK; i++)
		pause_ms(50);
	must(ready(u));
	must(put_one(u));
}

/* ---- two processes ------------------------------------------------------- */

#define MANY 300

/* Begins once a byte comes; another process of its own. */
static pid_t start_writer(struct unit *u, int *go)
{
	int ends[2];
	char byte;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		int failed = read(ends[0], &byte, 1) != 1 ||
		             unit_reopen(u, 0) != ERR_OK;

		for (int i = 0; i < MANY && !failed; i++)
			failed = put_one(u) != ERR_OK;
		if (!failed)
			store_close(u->store);
		_exit(failed);
	}
	close(ends[0]);
	*go = ends[1];
	return child;
}

static void readers_at_rest_let_others_empty_the_log(void **state)
{
	struct unit *u = *state;
	struct stat st = { 0 };
	int go, status = 1;
	pid_t child;

	store_close(u->store);
	u->store = NULL;
	child = start_writer(u, &go);
	must(unit_reopen(u, 0));
	must(read_one(u));
	assert_int_equal(write(go, "x", 1), 1);
	waitpid(child, &status, 0);
	close(go);
	assert_int_equal(status, 0);
	for (int i = 0; i < 200; i++) {
		assert_int_equal(stat(beside(u, "-wal"), &st), 0);
		if (st.st_size == 0)
			break;
		pause_ms(50);
	}
	assert_int_equal(st.st_size, 0);
	assert_string_equal(keys(u, "concepts", &(struct query){ 0 }), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(all_readers_share_one_map),
		unit_case_store(nothing_is_written_to_a_file_that_was_deleted),
		unit_case_store(
			nothing_is_written_beside_a_file_that_took_its_place),
		unit_case_store(nothing_is_written_to_a_log_that_was_deleted),
		unit_case_store(a_watched_store_knows_whether_it_is_ready),
		unit_case_store(nothing_is_read_from_a_file_that_was_cut_short),
		unit_case_store(nothing_is_read_by_a_map_that_was_cut_short),
		unit_case_store(
			nothing_is_written_behind_a_log_that_was_cut_short),
		unit_case_store(
			nothing_is_written_behind_a_log_that_was_written_over),
		unit_case_store(who_reads_while_it_is_cut_short_is_told),
		unit_case_store(who_writes_while_the_map_is_cut_short_is_told),
		unit_case_store(writing_goes_on_when_the_lock_is_cut_short),
		unit_case_store(a_lock_that_was_deleted_is_made_again),
		unit_case_store(a_file_is_the_same_by_a_link),
		unit_case_store(what_was_left_beside_the_file_gets_its_mode),
		unit_case_store(what_stands_in_place_of_the_lock_is_left_alone),
		unit_case_store(who_waits_for_the_lock_in_vain_is_told),
		unit_case_store(a_store_that_cannot_write_says_so_until_it_can),
		unit_case_store(readers_at_rest_let_others_empty_the_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
