/*
 * lock.c - FILE.lock: turns of writers, and how often one committed
 *
 * Anybody may truncate the file, delete it or put another in its place while
 * we hold it open: so it is read and written by calls that can fail, never
 * mapped, and who takes the lock looks whether the name still leads to it.
 *
 * The lock is flock()'s. Before it stands a door (a lock on one byte), held by
 * who is next: whoever has just had his turn finds it shut while another waits.
 */
#define _GNU_SOURCE /* F_OFD_SETLK */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/arena.h"
#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/sqlite/sqlite.h"

/* What stands in the place of FILE.lock is none: a link, a folder, a pipe. */
#define NO_LOCK ELOOP

static const char *reason(int why)
{
	return why == NO_LOCK ? "something else stands in its place"
	                      : strerror(why);
}

static enum err_code unusable(int why, struct err *e)
{
	return err_set(e, ERR_BUSY, "the lock of the database failed: %s",
	               reason(why));
}

static enum err_code failed(const struct lock *l, struct err *e)
{
	int why = errno;

	log_event(LOG_ERROR, "sqlite.lock", "file=%s error=\"%s\"", l->path,
	          reason(why));
	return unusable(why, e);
}

/* ------------------------------------------------------- opening, closing */

/* The count of a new file begins at the time, so that it is not taken for that
 * of a file which was there before. */
static void begin_count(int fd)
{
	struct timespec t;
	uint64_t n;

	if (pread(fd, &n, sizeof(n), 0) == (ssize_t)sizeof(n) && n != 0)
		return;
	clock_gettime(CLOCK_REALTIME, &t);
	n = ((uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec) & ~1ull;
	if (pwrite(fd, &n, sizeof(n), 0) != (ssize_t)sizeof(n))
		log_event(LOG_WARN, "sqlite.lock", "error=\"%s\"",
		          strerror(errno));
}

/* By a link what is written here would come into another file. */
static int open_plain(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0 && (errno == EISDIR || errno == ENXIO))
		errno = NO_LOCK;
	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	close(fd);
	errno = NO_LOCK;
	return -1;
}

static int open_file(const struct lock *l, const char *database)
{
	int fd = open(l->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		files_liken(database);
	else if (errno == EEXIST)
		fd = open_plain(l->path);
	if (fd >= 0)
		begin_count(fd);
	return fd;
}

enum err_code lock_open(struct lock *l, const char *database, struct err *e)
{
	size_t size = strlen(database) + sizeof(".lock");

	*l = (struct lock){ .database = database,
		            .path = or_die(malloc(size)) };
	snprintf(l->path, size, "%s.lock", database);
	l->fd = open_file(l, database);
	if (l->fd < 0)
		return err_set(e, ERR_INVALID, "%s: %s", l->path,
		               reason(errno));
	return ERR_OK;
}

void lock_close(struct lock *l)
{
	if (l->path != NULL && l->fd >= 0)
		close(l->fd);
	free(l->path);
	l->path = NULL;
}

/* ----------------------------------------------------------------- taking */

static bool is_current(const struct lock *l)
{
	struct stat held, named;

	return fstat(l->fd, &held) == 0 && lstat(l->path, &named) == 0 &&
	       held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

/* Other threads may be reading by the number, so that stays. */
static enum err_code open_again(struct lock *l, struct err *e)
{
	int fd = open_file(l, l->database);

	log_event(LOG_WARN, "sqlite.lock", "file=%s was replaced", l->path);
	if (fd < 0 || dup2(fd, l->fd) < 0) {
		failed(l, e);
		if (fd >= 0)
			close(fd);
		return e->code;
	}
	close(fd);
	if (fcntl(l->fd, F_SETFD, FD_CLOEXEC) != 0)
		return failed(l, e);
	return ERR_OK;
}

#define DOOR_BYTE 8

static int set_door(const struct lock *l, short what)
{
	struct flock door = { .l_type = what,
		              .l_whence = SEEK_SET,
		              .l_start = DOOR_BYTE,
		              .l_len = 1 };

	return fcntl(l->fd, F_OFD_SETLK, &door);
}

static int shut_door(const struct lock *l)
{
	return set_door(l, F_WRLCK);
}

static int take_turn(const struct lock *l)
{
	return flock(l->fd, LOCK_EX | LOCK_NB);
}

/* Try until it is had, or the time is up. */
static enum err_code wait_for(const struct lock *l,
                              int (*try)(const struct lock *), int64_t until,
                              struct err *e)
{
	unsigned step = 1;

	while (try(l) != 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK && errno != EACCES)
			return failed(l, e);
		if (clock_ms() >= until)
			return err_set(e, ERR_BUSY,
			               "another program is writing to the "
			               "database");
		clock_pause(step);
		step = step < 8 ? 2 * step : 8;
	}
	return ERR_OK;
}

static enum err_code take_once(const struct lock *l, int64_t until,
                               struct err *e)
{
	enum err_code rc = wait_for(l, shut_door, until, e);

	if (rc != ERR_OK)
		return rc;
	rc = wait_for(l, take_turn, until, e);
	if (set_door(l, F_UNLCK) != 0 && rc == ERR_OK)
		return failed(l, e);
	return rc;
}

/* Who has the turn, and since when: milliseconds of the clock, 0 nobody. What
 * cannot be written makes an answer of lock_turn_ms() too small, no more. */
#define TURN_PLACE 16

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void note_turn(const struct lock *l, int64_t since)
{
	if (pwrite(l->fd, &since, sizeof(since), TURN_PLACE) !=
	    (ssize_t)sizeof(since))
		log_event(LOG_WARN, "sqlite.lock", "turns are not noted");
}

int64_t lock_turn_ms(const struct lock *l)
{
	int64_t since = 0, now = now_ms();

	if (pread(l->fd, &since, sizeof(since), TURN_PLACE) !=
	    (ssize_t)sizeof(since))
		return 0;
	return since > 0 && since < now ? now - since : 0;
}

void lock_give(struct lock *l)
{
	note_turn(l, 0);
	flock(l->fd, LOCK_UN);
}

enum err_code lock_take(struct lock *l, unsigned wait_ms, struct err *e)
{
	int64_t until = clock_ms() + wait_ms;
	enum err_code rc = take_once(l, until, e);

	while (rc == ERR_OK && !is_current(l)) {
		rc = open_again(l, e);
		if (rc == ERR_OK)
			rc = take_once(l, until, e);
		else
			lock_give(l);
	}
	if (rc == ERR_OK)
		note_turn(l, now_ms());
	return rc;
}

enum err_code lock_check(const struct lock *l, struct err *e)
{
	int fd = is_current(l) ? l->fd : open_plain(l->path);

	if (fd < 0 && errno != ENOENT)
		return unusable(errno, e);
	if (fd >= 0 && fd != l->fd)
		close(fd);
	return ERR_OK;
}

/* --------------------------------------------------------------- counting */

uint64_t lock_commits(const struct lock *l)
{
	uint64_t n;

	return pread(l->fd, &n, sizeof(n), 0) == (ssize_t)sizeof(n) ? n : 0;
}

enum err_code lock_count(struct lock *l, uint64_t n, struct err *e)
{
	if (pwrite(l->fd, &n, sizeof(n), 0) != (ssize_t)sizeof(n))
		return failed(l, e);
	return ERR_OK;
}
