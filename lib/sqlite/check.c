/*
 * check.c - the check of a file, and copies of it
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/sqlite/sqlite.h"

/* ----------------------------------------------------------------- check */

struct listener {
	complaint_fn *fn;
	void *arg;
};

static void complain(const struct listener *l, const char *fmt, ...)
	PRINTF(2, 3);

static void complain(const struct listener *l, const char *fmt, ...)
{
	char text[ERR_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	l->fn(l->arg, str_from(text));
}

static enum err_code hear_integrity(void *arg, sqlite3_stmt *stmt,
                                    struct err *e)
{
	(void)e;
	if (!str_is(stmt_text(stmt, 0), "ok"))
		complain(arg, "file: %s", sqlite3_column_text(stmt, 0));
	return ERR_OK;
}

static enum err_code hear_reference(void *arg, sqlite3_stmt *stmt,
                                    struct err *e)
{
	(void)e;
	complain(arg, "reference: row %lld of %s refers to %s, where it is not",
	         sqlite3_column_int64(stmt, 1), sqlite3_column_text(stmt, 0),
	         sqlite3_column_text(stmt, 2));
	return ERR_OK;
}

static enum err_code hear_record(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	(void)e;
	complain(arg, "records: %s %s %s", sqlite3_column_text(stmt, 0),
	         sqlite3_column_text(stmt, 1), sqlite3_column_text(stmt, 2));
	return ERR_OK;
}

/* Each record is listed, and each listed one is there. */
static enum err_code check_kind(struct conn *c, const struct entity *t,
                                struct listener *l, struct err *e)
{
	struct value kind = value_text(str_from(t->name));
	struct sql q;
	enum err_code rc;

	sql_init(&q, arena_scratch());
	sql_puts(&q, "SELECT ");
	sql_param(&q, kind);
	sql_puts(&q, ", id, 'is not listed' FROM \"");
	sql_puts(&q, t->name);
	sql_puts(&q, "\" WHERE id NOT IN (SELECT id FROM records "
	             "WHERE kind = ");
	sql_param(&q, kind);
	sql_puts(&q, ") UNION ALL SELECT kind, id, 'is listed but absent' "
	             "FROM records WHERE kind = ");
	sql_param(&q, kind);
	sql_puts(&q, " AND id NOT IN (SELECT id FROM \"");
	sql_puts(&q, t->name);
	sql_puts(&q, "\")");
	rc = conn_run(c, buf_text(&q.text), q.params, q.nparams, hear_record, l,
	              e);
	arena_free(q.arena);
	return rc;
}

/* What is known of documents is of records, and of all of them. */
static enum err_code check_docs(struct conn *c, struct listener *l,
                                struct err *e)
{
	return conn_run(
		c,
		STR("SELECT r.kind, r.id, 'is not indexed' FROM records AS r "
	            "LEFT JOIN search_docs AS d ON d.n = r.n "
	            "AND d.kind = r.kind AND d.length IS NOT NULL "
	            "WHERE d.n IS NULL UNION ALL "
	            "SELECT kind, n, 'is indexed but absent' FROM search_docs "
	            "WHERE length IS NOT NULL "
	            "AND n NOT IN (SELECT n FROM records)"),
		NULL, 0, hear_record, l, e);
}

static enum err_code hear_count(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	(void)e;
	complain(arg, "counts: those kept of %s are not what there is",
	         sqlite3_column_text(stmt, 0));
	return ERR_OK;
}

/* Rows of one that the other does not have, either way round. */
#define DIFFERENCE(name)                                                       \
	"SELECT " name " FROM (SELECT * FROM real EXCEPT SELECT * FROM kept) " \
	"UNION SELECT " name                                                   \
	" FROM (SELECT * FROM kept EXCEPT SELECT * FROM real)"

/* What triggers keep is what there is: each count, and no other. */
static enum err_code check_counts(struct conn *c, struct listener *l,
                                  struct err *e)
{
	enum err_code rc = conn_run(
		c,
		STR("WITH real AS (SELECT kind, field, state, count(*) AS n "
	            "FROM evidence WHERE present = 1 GROUP BY 1, 2, 3), "
	            "kept AS (SELECT kind, field, state, n FROM coverage "
	            "WHERE n <> 0) " DIFFERENCE("kind || field")),
		NULL, 0, hear_count, l, e);

	if (rc != ERR_OK)
		return rc;
	return conn_run(
		c,
		STR("WITH real AS (SELECT source, sum(p), sum(a), sum(m) FROM ("
	            "SELECT source, 1 AS p, 0 AS a, 0 AS m FROM passages "
	            "UNION ALL SELECT source, 0, claims, supports FROM grounds"
	            ") GROUP BY source), kept AS (SELECT * FROM yields "
	            "WHERE passages <> 0 OR assertions <> 0 OR members <> "
	            "0) " DIFFERENCE("'source ' || source")),
		NULL, 0, hear_count, l, e);
}

static enum err_code check_file(struct sqlite_store *s, struct conn *c,
                                struct listener *l, struct err *e)
{
	enum err_code rc;

	c->scans++;
	rc = conn_run(c, STR("PRAGMA integrity_check"), NULL, 0, hear_integrity,
	              l, e);
	if (rc == ERR_OK)
		rc = conn_run(c, STR("PRAGMA foreign_key_check"), NULL, 0,
		              hear_reference, l, e);
	for (size_t i = 0; i < s->nentities && rc == ERR_OK; i++)
		rc = check_kind(c, s->entities[i], l, e);
	if (rc == ERR_OK)
		rc = check_docs(c, l, e);
	return rc == ERR_OK ? check_counts(c, l, e) : rc;
}

/* FTS5 checks its own structure by a command that counts as a write. */
static enum err_code check_locked(struct sqlite_store *s, struct listener *l,
                                  struct err *e)
{
	static const char command[] =
		"BEGIN IMMEDIATE;"
		"INSERT INTO search (search) VALUES ('integrity-check');"
		"ROLLBACK";
	struct conn *c = NULL;
	enum err_code rc = conn_open(&c, s->path, CONN_WRITE, e);

	if (rc == ERR_OK &&
	    sqlite3_exec(c->db, command, NULL, NULL, NULL) != SQLITE_OK)
		complain(l, "words: %s", sqlite3_errmsg(c->db));
	conn_close(c);
	return rc;
}

/* With a lock of its own, since the writer's thread goes on. */
static enum err_code check_words(struct sqlite_store *s, struct listener *l,
                                 struct err *e)
{
	struct lock lock;
	enum err_code rc = lock_open(&lock, s->path, e);

	if (rc == ERR_OK)
		rc = lock_take(&lock, LOCK_WAIT_MS, e);
	if (rc == ERR_OK)
		rc = check_locked(s, l, e);
	lock_close(&lock);
	return rc;
}

enum err_code sqlite_check(struct store *base, complaint_fn *fn, void *arg,
                           struct err *e)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	struct listener l = { fn, arg };
	struct conn *c = NULL;
	enum err_code rc = conn_open(&c, s->path, CONN_READ, e);

	if (rc != ERR_OK)
		return rc;
	rc = check_file(s, c, &l, e);
	conn_close(c);
	return rc == ERR_OK ? check_words(s, &l, e) : rc;
}

/* ---------------------------------------------------------------- backup */

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

/* VACUUM keeps the numbers of rows that have a name (records.n), so the copy's
 * index of words fits its records. */
enum err_code sqlite_backup(struct store *base, const char *path, struct err *e)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	enum err_code rc = make_name(path, e);

	if (rc != ERR_OK)
		return rc;
	rc = copy_to(s, path, e);
	if (rc == ERR_OK)
		rc = sync_name(path, O_RDWR, e);
	if (rc == ERR_OK)
		rc = sync_folder(path, e);
	if (rc != ERR_OK)
		unlink(path);
	return rc;
}
