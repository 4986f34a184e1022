/*
 * empty.c - the bytes of an empty registry
 */
#include "tests/support/empty.h"

#include <fcntl.h>
#include <unistd.h>

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "server/registry/model/kind.h"
#include "tests/support/read_file.h"
#include "tests/support/unit.h"

static struct arena *volatile kept; /* until the process ends: who looks for
                                       leaks must find it */
static struct str bytes;

static void make(const char *path)
{
	struct store *s = NULL;
	struct err e = { 0 };

	if (store_open(&s, path, STORE_CREATE, kinds_entities(), kinds_count,
	               &e) != ERR_OK)
		fail_msg("%s", e.detail);
	store_close(s);
	kept = arena_new();
	bytes = read_file(kept, path);
}

static void copy(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	assert_int_equal(write(fd, bytes.p, bytes.len), bytes.len);
	close(fd);
}

void empty_registry(const char *path)
{
	if (access(path, F_OK) == 0)
		return;
	if (bytes.len == 0)
		make(path);
	else
		copy(path);
}
