/*
 * shared_map.c - one map of the database for all who read it
 *
 * SQLite maps a file once for each connection, and so a daemon with many
 * readers seems to hold it many times. Here is a VFS for them that is the
 * system's own, but for pages it is asked to fetch: those it gives from the map
 * of the store. What is mapped goes beyond the end of the file, which so has
 * room to grow; what is not there yet is never given.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "lib/base/log.h"
#include "lib/sqlite/sqlite.h"

#define SPARE_BYTES 256 /* after a page: SQLite may look a little further */

struct map {
	struct map *next;
	dev_t device;
	ino_t inode;
	unsigned users; /* stores that have the file open */
	char *bytes;
	size_t size; /* of what is mapped, beyond the end of the file */
};

/* After what the system's VFS has of a file. */
struct tail {
	const char *bytes;    /* or NULL */
	sqlite3_int64 mapped; /* so many */
	sqlite3_int64 size;   /* of the file, when it was last asked */
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards `maps` */
static struct map *maps;
static sqlite3_vfs vfs, *inner;
static sqlite3_io_methods methods;
static const sqlite3_io_methods *_Atomic inner_methods;

/* ---- maps --------------------------------------------------------------- */

static struct map **find(dev_t device, ino_t inode)
{
	struct map **at = &maps;

	while (*at != NULL &&
	       ((*at)->device != device || (*at)->inode != inode))
		at = &(*at)->next;
	return at;
}

/* Less where the process may not have so many addresses. */
static struct map *map_new(const struct watched *w)
{
	struct map *m;
	size_t size = MAP_MOST;
	void *bytes;

	while ((bytes = mmap(NULL, size, PROT_READ, MAP_SHARED, w->fd, 0)) ==
	               MAP_FAILED &&
	       size > MAP_LEAST)
		size /= 2;
	if (bytes == MAP_FAILED)
		return NULL;
	m = or_die(malloc(sizeof(*m)));
	*m = (struct map){ maps, w->device, w->inode, 0, bytes, size };
	maps = m;
	return m;
}

struct map *map_open(const struct watched *w)
{
	struct map *m;

	pthread_mutex_lock(&mutex);
	m = *find(w->device, w->inode);
	if (m == NULL)
		m = map_new(w);
	if (m != NULL)
		m->users++;
	pthread_mutex_unlock(&mutex);
	return m;
}

void map_close(struct map *m)
{
	pthread_mutex_lock(&mutex);
	if (m != NULL && --m->users == 0) {
		*find(m->device, m->inode) = m->next;
		munmap(m->bytes, m->size);
		free(m);
	}
	pthread_mutex_unlock(&mutex);
}

static struct tail see(const char *name)
{
	const struct map *m = NULL;
	struct stat st;

	pthread_mutex_lock(&mutex);
	if (stat(name, &st) == 0)
		m = *find(st.st_dev, st.st_ino);
	pthread_mutex_unlock(&mutex);
	return m != NULL ? (struct tail){ m->bytes, (sqlite3_int64)m->size, 0 }
	                 : (struct tail){ 0 };
}

/* ---- the VFS ------------------------------------------------------------ */

static struct tail *tail_of(sqlite3_file *f)
{
	return (struct tail *)(void *)((char *)f + vfs.szOsFile) - 1;
}

static int on_fetch(sqlite3_file *f, sqlite3_int64 at, int n, void **out)
{
	struct tail *t = tail_of(f);
	sqlite3_int64 end = at + n + SPARE_BYTES;

	*out = NULL;
	if (t->bytes == NULL || end > t->mapped)
		return SQLITE_OK;
	if (end > t->size && f->pMethods->xFileSize(f, &t->size) != SQLITE_OK)
		t->size = 0;
	if (end <= t->size)
		*out = (char *)t->bytes + at;
	return SQLITE_OK;
}

static int on_unfetch(sqlite3_file *f, sqlite3_int64 at, void *page)
{
	(void)at;
	if (page == NULL)
		tail_of(f)->size = 0;
	return SQLITE_OK;
}

/* The system's own map stays empty. */
static int on_control(sqlite3_file *f, int what, void *arg)
{
	if (what != SQLITE_FCNTL_MMAP_SIZE)
		return inner_methods->xFileControl(f, what, arg);
	*(sqlite3_int64 *)arg = tail_of(f)->mapped;
	return SQLITE_OK;
}

/* What files can do here is known when the first is open. */
static bool is_usual(const sqlite3_io_methods *of)
{
	pthread_mutex_lock(&mutex);
	if (inner_methods == NULL && of->iVersion >= 3) {
		methods = *of;
		methods.xFetch = on_fetch;
		methods.xUnfetch = on_unfetch;
		methods.xFileControl = on_control;
		inner_methods = of;
	}
	pthread_mutex_unlock(&mutex);
	return of == inner_methods;
}

static int on_open(sqlite3_vfs *self, const char *name, sqlite3_file *f,
                   int flags, int *out)
{
	int rc = inner->xOpen(inner, name, f, flags, out);

	(void)self;
	if (rc != SQLITE_OK || (flags & SQLITE_OPEN_MAIN_DB) == 0 ||
	    !is_usual(f->pMethods))
		return rc;
	*tail_of(f) = see(name);
	f->pMethods = &methods;
	return rc;
}

void map_start(void)
{
	inner = sqlite3_vfs_find(NULL);
	vfs = *inner;
	vfs.zName = "mapped";
	vfs.szOsFile += (int)sizeof(struct tail);
	vfs.xOpen = on_open;
	vfs.pNext = NULL;
	if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK)
		die("SQLite does not start");
}

const char *map_vfs(void)
{
	return sqlite3_vfs_find(NULL) == inner ? vfs.zName : NULL;
}
