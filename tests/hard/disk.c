/*
 * disk.c - an SQLite VFS over the system's own
 */
#include "tests/hard/disk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "lib/base/log.h"

struct file {
	sqlite3_file base;
	bool is_watched;
	enum disk_file which;
	sqlite3_file *inner; /* behind this, in the same memory */
};

static sqlite3_vfs *inner_vfs;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static struct {
	bool is_on;
	struct disk_op *ops;
	size_t n, room;
} record;

static struct {
	enum disk_fault fault;
	int64_t after, count, failed;
} failing;

#define INNER(f) (((struct file *)(f))->inner)

/* ---- remembering --------------------------------------------------------- */

/* The mutex is held. */
static struct disk_op *add(enum disk_what what, enum disk_file file)
{
	struct disk_op *op;

	if (record.n == record.room) {
		record.room = record.room > 0 ? 2 * record.room : 1024;
		record.ops =
			realloc(record.ops, record.room * sizeof(*record.ops));
		if (record.ops == NULL)
			die("out of memory");
	}
	op = &record.ops[record.n++];
	*op = (struct disk_op){ .what = what, .file = file };
	return op;
}

static void add_write(enum disk_file file, const void *bytes, int len,
                      int64_t at)
{
	struct disk_op *op = add(DISK_WRITE, file);

	op->at = at;
	op->len = (size_t)len;
	op->bytes = malloc(op->len + 1);
	if (op->bytes == NULL)
		die("out of memory");
	memcpy(op->bytes, bytes, op->len);
}

void disk_record(bool on)
{
	pthread_mutex_lock(&mutex);
	for (; on && record.n > 0; record.n--)
		free(record.ops[record.n - 1].bytes);
	record.is_on = on;
	pthread_mutex_unlock(&mutex);
}

const struct disk_op *disk_ops(size_t *n)
{
	*n = record.n;
	return record.ops;
}

void disk_note(size_t who, int64_t number)
{
	struct disk_op *op;

	pthread_mutex_lock(&mutex);
	if (record.is_on) {
		op = add(DISK_NOTE, DISK_DB);
		op->who = who;
		op->number = number;
	}
	pthread_mutex_unlock(&mutex);
}

/* ---- failing ------------------------------------------------------------- */

void disk_fail(enum disk_fault fault, int64_t after, int64_t count)
{
	pthread_mutex_lock(&mutex);
	failing.fault = fault;
	failing.after = after;
	failing.count = count;
	failing.failed = 0;
	pthread_mutex_unlock(&mutex);
}

int64_t disk_failed(void)
{
	int64_t n;

	pthread_mutex_lock(&mutex);
	n = failing.failed;
	pthread_mutex_unlock(&mutex);
	return n;
}

/* Is this one to fail? The mutex is held. */
static bool fails(bool is_sync)
{
	if (failing.count == 0 || is_sync != (failing.fault == DISK_UNSURE))
		return false;
	if (failing.after > 0) {
		failing.after--;
		return false;
	}
	failing.count--;
	failing.failed++;
	return true;
}

/* ---- what SQLite calls --------------------------------------------------- */

static int on_close(sqlite3_file *f)
{
	return INNER(f)->pMethods->xClose(INNER(f));
}

static int on_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	return INNER(f)->pMethods->xRead(INNER(f), to, n, at);
}

static int on_write(sqlite3_file *f, const void *bytes, int n, sqlite3_int64 at)
{
	struct file *file = (struct file *)f;
	int rc;

	if (!file->is_watched)
		return INNER(f)->pMethods->xWrite(INNER(f), bytes, n, at);
	pthread_mutex_lock(&mutex);
	if (fails(false))
		rc = failing.fault == DISK_FULL ? SQLITE_FULL
		                                : SQLITE_IOERR_WRITE;
	else
		rc = INNER(f)->pMethods->xWrite(INNER(f), bytes, n, at);
	if (rc == SQLITE_OK && record.is_on)
		add_write(file->which, bytes, n, at);
	pthread_mutex_unlock(&mutex);
	return rc;
}

static int on_cut(sqlite3_file *f, sqlite3_int64 size)
{
	struct file *file = (struct file *)f;
	int rc;

	pthread_mutex_lock(&mutex);
	rc = INNER(f)->pMethods->xTruncate(INNER(f), size);
	if (rc == SQLITE_OK && record.is_on && file->is_watched)
		add(DISK_CUT, file->which)->at = size;
	pthread_mutex_unlock(&mutex);
	return rc;
}

/* The disk that counts is ours: the system's need not be waited for. */
static int on_sync(sqlite3_file *f, int flags)
{
	struct file *file = (struct file *)f;
	int rc = SQLITE_OK;

	if (!file->is_watched)
		return INNER(f)->pMethods->xSync(INNER(f), flags);
	pthread_mutex_lock(&mutex);
	if (fails(true))
		rc = SQLITE_IOERR_FSYNC;
	else if (record.is_on)
		add(DISK_SYNC, file->which);
	pthread_mutex_unlock(&mutex);
	return rc;
}

static int on_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return INNER(f)->pMethods->xFileSize(INNER(f), size);
}

static int on_lock(sqlite3_file *f, int how)
{
	return INNER(f)->pMethods->xLock(INNER(f), how);
}

static int on_unlock(sqlite3_file *f, int how)
{
	return INNER(f)->pMethods->xUnlock(INNER(f), how);
}

static int on_locked(sqlite3_file *f, int *out)
{
	return INNER(f)->pMethods->xCheckReservedLock(INNER(f), out);
}

static int on_control(sqlite3_file *f, int what, void *arg)
{
	return INNER(f)->pMethods->xFileControl(INNER(f), what, arg);
}

static int on_sector(sqlite3_file *f)
{
	return INNER(f)->pMethods->xSectorSize(INNER(f));
}

static int on_traits(sqlite3_file *f)
{
	return INNER(f)->pMethods->xDeviceCharacteristics(INNER(f));
}

static int on_map(sqlite3_file *f, int page, int size, int extend,
                  void volatile **out)
{
	return INNER(f)->pMethods->xShmMap(INNER(f), page, size, extend, out);
}

static int on_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return INNER(f)->pMethods->xShmLock(INNER(f), offset, n, flags);
}

static void on_barrier(sqlite3_file *f)
{
	INNER(f)->pMethods->xShmBarrier(INNER(f));
}

static int on_unmap(sqlite3_file *f, int is_last)
{
	return INNER(f)->pMethods->xShmUnmap(INNER(f), is_last);
}

/* Without xFetch: what is read from a map is not written through it. */
static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = on_close,
	.xRead = on_read,
	.xWrite = on_write,
	.xTruncate = on_cut,
	.xSync = on_sync,
	.xFileSize = on_size,
	.xLock = on_lock,
	.xUnlock = on_unlock,
	.xCheckReservedLock = on_locked,
	.xFileControl = on_control,
	.xSectorSize = on_sector,
	.xDeviceCharacteristics = on_traits,
	.xShmMap = on_map,
	.xShmLock = on_shm_lock,
	.xShmBarrier = on_barrier,
	.xShmUnmap = on_unmap,
};

static int on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f,
                   int flags, int *out_flags)
{
	struct file *file = (struct file *)f;
	int rc;

	(void)vfs;
	*file = (struct file){ .inner = (sqlite3_file *)(file + 1) };
	file->is_watched =
		(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0;
	file->which = (flags & SQLITE_OPEN_WAL) != 0 ? DISK_WAL : DISK_DB;
	rc = inner_vfs->xOpen(inner_vfs, name, file->inner, flags, out_flags);
	if (file->inner->pMethods != NULL)
		file->base.pMethods = &methods;
	return rc;
}

void disk_register(void)
{
	static sqlite3_vfs vfs;

	if (inner_vfs != NULL)
		return;
	inner_vfs = sqlite3_vfs_find(NULL);
	if (inner_vfs == NULL)
		die("SQLite has no files");
	vfs = *inner_vfs;
	vfs.zName = "disk";
	vfs.szOsFile += (int)sizeof(struct file);
	vfs.xOpen = on_open;
	vfs.pNext = NULL;
	if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK)
		die("SQLite takes no files of ours");
}
