/*
 * files.c - are the files still those that were opened?
 *
 * A file that was deleted or replaced goes on under its open handles: what is
 * written to it then is lost with the last of them. One that was cut short
 * ends the process where SQLite has mapped it. Both are seen by a look at the
 * names, before SQLite touches anything.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/sqlite/sqlite.h"

#define LOOK_AGAIN_MS 20
#define ROOM_LEAST    (1u << 20)

/* Bytes of the log, as SQLite's "WAL-mode File Format" has them: what stands
 * at its beginning, and before each page. */
#define LOG_HEAD   32
#define HEAD_SALT  16
#define FRAME_HEAD 24
#define FRAME_SALT 8
#define FRAME_SUM  16

static const char *const endings[FILES__COUNT] = { "", "-wal", "-shm" };

static char *name_of(const char *path, const char *ending)
{
	size_t size = strlen(path) + strlen(ending) + 1;
	char *name = or_die(malloc(size));

	snprintf(name, size, "%s%s", path, ending);
	return name;
}

/* By name: to close a file drops the locks that the process has on it. */
static void liken(const char *name, const struct stat *database)
{
	mode_t mode = (database->st_mode & 0666) | 0600;
	struct stat is;

	if (lstat(name, &is) != 0 || !S_ISREG(is.st_mode))
		return;
	if ((is.st_mode & 07777) != mode &&
	    fchmodat(AT_FDCWD, name, mode, AT_SYMLINK_NOFOLLOW) != 0)
		log_event(LOG_WARN, "store.mode", "file=%s error=\"%s\"", name,
		          strerror(errno));
	if (geteuid() == 0 &&
	    lchown(name, database->st_uid, database->st_gid) != 0)
		log_event(LOG_WARN, "store.owner", "file=%s error=\"%s\"", name,
		          strerror(errno));
}

void files_liken(const char *path)
{
	static const char *const beside[] = { "-wal", "-shm", ".lock" };
	struct stat database;

	for (size_t i = 0; i < COUNT(beside) && stat(path, &database) == 0;
	     i++) {
		char *name = name_of(path, beside[i]);

		liken(name, &database);
		free(name);
	}
}

static enum err_code watch(struct watched *w, const char *path,
                           const char *ending, struct err *e)
{
	struct stat st;

	if (w->name == NULL)
		w->name = name_of(path, ending);
	w->fd = open(w->name, O_RDONLY | O_CLOEXEC);
	if (w->fd < 0 || fstat(w->fd, &st) != 0)
		return err_set(e, ERR_STORE, "%s cannot be read", w->name);
	w->device = st.st_dev;
	w->inode = st.st_ino;
	w->size = st.st_size;
	return ERR_OK;
}

enum err_code files_open(struct files *f, const char *path, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < FILES__COUNT; i++)
		f->watched[i].fd = -1;
	f->is_open = true;
	f->faults = fault_count();
	for (size_t i = 0; i < FILES__COUNT && rc == ERR_OK; i++)
		rc = watch(&f->watched[i], path, endings[i], e);
	return rc;
}

/* Once SQLite has closed them: to close a file drops the locks that the process
 * has on it. */
void files_close(struct files *f)
{
	for (size_t i = 0; i < FILES__COUNT && f->is_open; i++) {
		if (f->watched[i].fd >= 0)
			close(f->watched[i].fd);
		free(f->watched[i].name);
	}
}

void files_unwatch_log(struct files *f)
{
	for (size_t i = FILES_LOG; i <= FILES_MAP; i++) {
		close(f->watched[i].fd);
		f->watched[i].fd = -1;
	}
	f->has_no_log = true;
}

enum err_code files_watch_log(struct files *f, const char *path, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = FILES_LOG; i <= FILES_MAP && rc == ERR_OK; i++)
		rc = watch(&f->watched[i], path, endings[i], e);
	return rc;
}

/* -------------------------------------------------------------- looking */

/* The log of writes is emptied now and then, and is never mapped. The others
 * only grow. */
static enum files_state state_of(struct watched *w, bool may_shrink)
{
	struct stat st;

	if (stat(w->name, &st) != 0 || st.st_dev != w->device ||
	    st.st_ino != w->inode)
		return FILES_GONE;
	if (st.st_size < w->size && !may_shrink)
		return FILES_CUT;
	w->size = st.st_size;
	return FILES_WHOLE;
}

/* How the map begins, of which SQLite keeps two copies: what it says of the
 * log, after the frame that was committed last. */
struct map_head {
	uint32_t version, unused, change;
	uint8_t is_made, is_big_endian;
	uint16_t page;
	uint32_t frames, pages;
	uint32_t sum[2];
	uint8_t salt[8];
};

static bool reads(int fd, void *out, size_t size, off_t at)
{
	return pread(fd, out, size, at) == (ssize_t)size;
}

static uint32_t big_endian(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* Others have not cut it short, nor written over its beginning or its end: what
 * is written after that would be lost when it is read again. */
static bool is_log_whole(const struct files *f)
{
	int log = f->watched[FILES_LOG].fd;
	struct map_head map = { 0 };
	uint8_t head[LOG_HEAD], frame[FRAME_HEAD];
	off_t page, last;

	if (!reads(f->watched[FILES_MAP].fd, &map, sizeof(map), 0) ||
	    map.frames == 0)
		return true;
	page = map.page == 1 ? 65536 : map.page;
	last = LOG_HEAD + (off_t)(map.frames - 1) * (page + FRAME_HEAD);
	return f->watched[FILES_LOG].size >= last + FRAME_HEAD + page &&
	       reads(log, head, sizeof(head), 0) &&
	       reads(log, frame, sizeof(frame), last) &&
	       memcmp(head + HEAD_SALT, map.salt, sizeof(map.salt)) == 0 &&
	       memcmp(frame + FRAME_SALT, map.salt, sizeof(map.salt)) == 0 &&
	       big_endian(frame + FRAME_SUM) == map.sum[0] &&
	       big_endian(frame + FRAME_SUM + 4) == map.sum[1];
}

/* Whoever empties the log does so under the lock: who does not hold it cannot
 * tell whether the log is as it should be. */
static enum files_state look(struct files *f, bool is_locked)
{
	enum files_state worst = FILES_WHOLE;

	for (size_t i = 0; i < (f->has_no_log ? FILES_LOG : FILES__COUNT);
	     i++) {
		enum files_state state =
			state_of(&f->watched[i], i == FILES_LOG);

		worst = state > worst ? state : worst;
	}
	if (is_locked)
		f->is_log_damaged = !is_log_whole(f);
	if ((worst == FILES_WHOLE && f->is_log_damaged) ||
	    fault_count() != f->faults)
		worst = FILES_CUT;
	if (worst != f->state && worst != FILES_WHOLE)
		log_event(LOG_ERROR, "store.lost",
		          "file=%s: it or one beside it was %s while in use",
		          f->watched[FILES_DATABASE].name,
		          worst == FILES_GONE ? "deleted or replaced"
		                              : "cut short or written over");
	else if (worst != f->state)
		log_event(LOG_WARN, "store.found", "file=%s is there again",
		          f->watched[FILES_DATABASE].name);
	f->state = worst;
	return worst;
}

/* SQLite maps the database and the map into memory: where one was cut short,
 * the next touch of it would end the process. */
static bool is_cut(const struct watched *w)
{
	struct stat st;

	return fstat(w->fd, &st) != 0 || st.st_size < w->size;
}

static enum err_code damaged(struct err *e)
{
	return err_set(e, ERR_BUSY, "the database was damaged from outside");
}

enum err_code files_check_read(struct files *f, struct err *e)
{
	int64_t now = clock_ms(), looked = f->looked;

	if (is_cut(&f->watched[FILES_MAP]) ||
	    is_cut(&f->watched[FILES_DATABASE]) || fault_count() != f->faults)
		looked = 0;
	if (now - looked >= LOOK_AGAIN_MS) {
		f->looked = now;
		pthread_mutex_lock(&f->mutex);
		look(f, false);
		pthread_mutex_unlock(&f->mutex);
	}
	return f->state == FILES_CUT ? damaged(e) : ERR_OK;
}

enum err_code files_check_faults(const struct files *f, struct err *e)
{
	return fault_count() != f->faults ? damaged(e) : ERR_OK;
}

enum err_code files_check_write(struct files *f, bool is_locked, struct err *e)
{
	enum files_state state;

	pthread_mutex_lock(&f->mutex);
	state = look(f, is_locked);
	pthread_mutex_unlock(&f->mutex);
	if (state == FILES_WHOLE)
		return ERR_OK;
	return err_set(e, ERR_BUSY,
	               "the database was %s from outside: nothing can be "
	               "written until the service is started again",
	               state == FILES_GONE ? "taken away" : "damaged");
}

enum err_code files_check_room(const struct files *f, struct err *e)
{
	struct statvfs disk;

	if (statvfs(f->watched[FILES_DATABASE].name, &disk) == 0 &&
	    (uint64_t)disk.f_bavail * disk.f_frsize < ROOM_LEAST)
		return err_set(e, ERR_BUSY, "the disk is full");
	return ERR_OK;
}

/* ------------------------------------------------------- the log of writes */

bool files_log_rests(struct files *f)
{
	struct timespec *last = &f->log_written;
	struct stat st;
	bool rests;

	if (stat(f->watched[FILES_LOG].name, &st) != 0 || st.st_size == 0)
		return false;
	rests = last->tv_sec == st.st_mtim.tv_sec &&
	        last->tv_nsec == st.st_mtim.tv_nsec;
	*last = st.st_mtim;
	return rests;
}
