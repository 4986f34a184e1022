/*
 * backup.c - copies of a file that is in use
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/sqlite/sqlite.h"

static enum err_code not_written(const char *path, struct err *e)
{
	return err_set(e, ERR_INVALID, "%s: %s", path, strerror(errno));
}

/* Make the name, so that no two copies and no other file can have it. */
static enum err_code make_name(const char *path, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return err_set(e, ERR_CONFLICT, "%s: exists already", path);
	if (fd < 0)
		return not_written(path, e);
	close(fd);
	return ERR_OK;
}

static enum err_code sync_name(const char *path, int flags, struct err *e)
{
	int fd = open(path, flags | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok ? ERR_OK : not_written(path, e);
}

/* The folder's entry must be on the disk, too. */
static enum err_code sync_folder(const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	struct arena *a = arena_scratch();
	const char *folder =
		slash == NULL
			? "."
			: arena_strndup(a, path, (size_t)(slash - path) + 1);
	enum err_code rc = sync_name(folder, O_RDONLY | O_DIRECTORY, e);

	arena_free(a);
	return rc;
}

static enum err_code copy_to(struct sqlite_store *s, const char *path,
                             struct err *e)
{
	struct arena *a = arena_scratch();
	struct value name = value_text(str_from(
		arena_printf(a, "%s%s", path[0] == '/' ? "" : "./", path)));
	struct conn *c = NULL;
	enum err_code rc = conn_open(&c, s->path, CONN_BACKUP, e);

	if (rc == ERR_OK) {
		c->scans++;
		rc = conn_run(c, STR("VACUUM INTO ?"), &name, 1, NULL, NULL, e);
	}
	conn_close(c);
	arena_free(a);
	return rc;
}

/* Two registries that sign by one key could say different things in one name.
 * Nothing of it stays in what was written. */
static enum err_code forget_secret(const char *path, struct err *e)
{
	struct conn *c = NULL;
	enum err_code rc = conn_open(&c, path, CONN_WRITE, e);

	if (rc == ERR_OK)
		rc = conn_exec(c,
		               "PRAGMA journal_mode = MEMORY;"
		               "PRAGMA secure_delete = ON;"
		               "UPDATE signers SET secret = NULL;",
		               e);
	conn_close(c);
	return rc;
}

/* From now on it is called what was asked for, unless another file is by now.
 * Some file systems know no second names. */
static enum err_code give_name(const char *partial, const char *path,
                               struct err *e)
{
	if (link(partial, path) == 0) {
		unlink(partial);
		return ERR_OK;
	}
	if (errno == EEXIST)
		return err_set(e, ERR_CONFLICT, "%s: exists already", path);
	return rename(partial, path) == 0 ? ERR_OK : not_written(path, e);
}

static enum err_code copy_whole(struct sqlite_store *s, const char *partial,
                                const char *path, struct err *e)
{
	enum err_code rc = make_name(partial, e);

	if (rc != ERR_OK)
		return rc;
	rc = copy_to(s, partial, e);
	if (rc == ERR_OK)
		rc = forget_secret(partial, e);
	if (rc == ERR_OK)
		rc = sync_name(partial, O_RDWR, e);
	if (rc == ERR_OK)
		rc = give_name(partial, path, e);
	if (rc != ERR_OK)
		unlink(partial);
	return rc == ERR_OK ? sync_folder(path, e) : rc;
}

/* VACUUM keeps the numbers of rows that have a name (records.n), so the copy's
 * index of words fits its records. What is cut off never bears the name of a
 * copy. */
enum err_code sqlite_backup(struct store *base, const char *path, struct err *e)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	struct arena *a = arena_scratch();
	const char *partial = arena_printf(a, "%s.partial", path);
	enum err_code rc;

	if (access(path, F_OK) == 0)
		rc = err_set(e, ERR_CONFLICT, "%s: exists already", path);
	else
		rc = copy_whole(s, partial, path, e);
	arena_free(a);
	return rc;
}
