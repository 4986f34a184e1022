/*
 * migrate.c - is the file a registry, and of which version?
 */
#define _XOPEN_SOURCE 700 /* realpath */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/log.h"
#include "lib/sqlite/sqlite.h"
#include "lib/store/schema.h"

#define APPLICATION_ID 0x494e5354 /* "INST" */

/* Nobody else may read it: SQLite gives the files beside it the same mode.
 * Another process may be making it now. */
static enum err_code make_file(const char *path, struct err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno != EEXIST)
		return err_set(e, ERR_INVALID, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ERR_OK;
}

/* A name with a meaning to SQLite (":memory:", "file:...") is a file here. One
 * file has one FILE.lock and one log, whatever links lead to it. */
enum err_code sqlite_path(const char *where, unsigned flags, char **out,
                          struct err *e)
{
	enum err_code rc = ERR_OK;
	struct stat st;
	bool exists;

	if (where[0] == '\0')
		return err_set(e, ERR_INVALID, "the file's name is empty");
	exists = stat(where, &st) == 0;
	if (exists && !S_ISREG(st.st_mode))
		return err_set(e, ERR_INVALID, "%s: not a file", where);
	if (!exists && !(flags & STORE_CREATE))
		return err_set(e, ERR_INVALID, "%s: no such file", where);

	if (!exists)
		rc = make_file(where, e);
	if (rc != ERR_OK)
		return rc;
	*out = realpath(where, NULL);
	return *out != NULL ? ERR_OK
	                    : err_set(e, ERR_INVALID, "%s: %s", where,
	                              strerror(errno));
}

/* What the file says of itself. */
struct label {
	int64_t application, version, tables;
	bool has_wal;
};

static enum err_code see_mode(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	bool *out = arg;

	(void)e;
	*out = str_is(stmt_text(stmt, 0), "wal");
	return ERR_OK;
}

static enum err_code read_parts(struct conn *c, struct label *out,
                                struct err *e)
{
	enum err_code rc;

	*out = (struct label){ 0 };
	rc = conn_integer(c, STR("PRAGMA application_id"), NULL, 0,
	                  &out->application, e);
	if (rc == ERR_OK)
		rc = conn_integer(c, STR("PRAGMA user_version"), NULL, 0,
		                  &out->version, e);
	if (rc == ERR_OK)
		rc = conn_integer(c, STR("SELECT count(*) FROM sqlite_schema"),
		                  NULL, 0, &out->tables, e);
	if (rc == ERR_OK)
		rc = conn_run(c, STR("PRAGMA journal_mode"), NULL, 0, see_mode,
		              &out->has_wal, e);
	return rc;
}

/* All of it as it is at one moment: another process may be making the file. */
static enum err_code read_label(struct conn *c, struct label *out,
                                struct err *e)
{
	struct err ignored = { 0 };
	enum err_code rc = conn_exec(c, "BEGIN", e);

	if (rc == ERR_OK)
		rc = read_parts(c, out, e);
	if (!sqlite3_get_autocommit(c->db) &&
	    conn_exec(c, "ROLLBACK", &ignored) != ERR_OK)
		die("reading cannot be ended");
	return rc;
}

static enum err_code judge(const struct label *label, unsigned flags,
                           struct err *e)
{
	bool is_new = label->application == 0 && label->tables == 0 &&
	              label->version == 0;

	if (label->application != APPLICATION_ID && !is_new)
		return err_set(e, ERR_INVALID, "the file is not a registry");
	if (is_new && !(flags & STORE_CREATE))
		return err_set(e, ERR_INVALID,
		               "the file is empty, and not a registry");
	if (label->version > (int64_t)schema_sqlite_count)
		return err_set(e, ERR_INVALID,
		               "the file has schema %d, made by a newer "
		               "program; this one knows schemas up to %zu",
		               (int)label->version, schema_sqlite_count);
	return ERR_OK;
}

/* One migration and its version number, in one transaction. */
static enum err_code apply(struct conn *c, const struct migration *m,
                           enum log_level level, struct err *e)
{
	struct err ignored = { 0 };
	char mark[96];
	enum err_code rc;

	snprintf(mark, sizeof(mark),
	         "PRAGMA application_id = %d; PRAGMA user_version = %d; "
	         "COMMIT",
	         APPLICATION_ID, m->version);
	rc = conn_exec(c, "BEGIN IMMEDIATE", e);
	if (rc == ERR_OK)
		rc = conn_exec(c, m->sql, e);
	if (rc == ERR_OK)
		rc = conn_exec(c, mark, e);
	if (rc == ERR_OK)
		log_event(level, "schema.migrated", "version=%d name=%s",
		          m->version, m->name);
	else if (!sqlite3_get_autocommit(c->db) &&
	         conn_exec(c, "ROLLBACK", &ignored) != ERR_OK)
		die("a migration cannot be undone");
	return rc;
}

enum err_code sqlite_touch(struct conn *c, struct err *e)
{
	char mark[48];

	snprintf(mark, sizeof(mark), "PRAGMA application_id = %d",
	         APPLICATION_ID);
	return conn_exec(c, mark, e);
}

/* Another process may have been quicker: so look again under the lock. The
 * index of a new file is empty, and so by this program's rules. */
static enum err_code bring_up(struct conn *c, unsigned flags, struct err *e)
{
	struct sqlite_tx tx = { .conn = c };
	struct label label;
	enum err_code rc = read_label(c, &label, e);
	bool is_new = label.version == 0;

	if (rc == ERR_OK)
		rc = judge(&label, flags, e);
	if (rc == ERR_OK && !label.has_wal)
		rc = conn_exec(c, "PRAGMA journal_mode = WAL", e);
	for (size_t i = (size_t)label.version;
	     i < schema_sqlite_count && rc == ERR_OK; i++)
		rc = apply(c, &schema_sqlite[i], is_new ? LOG_DEBUG : LOG_INFO,
		           e);
	if (rc == ERR_OK && is_new)
		rc = sqlite_index_reset(&tx.base, e);
	if (rc == ERR_OK && is_new)
		log_event(LOG_INFO, "schema.made", "version=%zu",
		          schema_sqlite_count);
	return rc;
}

static enum err_code migrate(struct sqlite_store *s, unsigned flags,
                             struct err *e)
{
	struct label label;
	enum err_code rc = read_label(s->writer, &label, e);

	if (rc == ERR_OK)
		rc = judge(&label, flags, e);
	if (rc != ERR_OK ||
	    (label.has_wal && label.version == (int64_t)schema_sqlite_count))
		return rc;
	rc = lock_take(&s->lock, LOCK_WAIT_MS, e);
	if (rc != ERR_OK)
		return rc;
	rc = bring_up(s->writer, flags, e);
	lock_give(&s->lock);
	return rc;
}

/* What is read last makes the files beside the database, if need be. */
enum err_code sqlite_migrate(struct sqlite_store *s, unsigned flags,
                             struct err *e)
{
	enum err_code rc = migrate(s, flags, e);

	struct label ignored;

	s->writer->is_judged = rc == ERR_OK;
	return rc == ERR_OK ? read_label(s->writer, &ignored, e) : rc;
}
