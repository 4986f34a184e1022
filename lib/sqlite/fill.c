/*
 * fill.c - an empty file is filled without a log of writes
 */
#include "lib/sqlite/fill.h"

#include "lib/base/log.h"
#include "lib/sqlite/readers.h"

static enum err_code see_mode(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	bool *has_log = arg;

	(void)e;
	*has_log = str_is(stmt_text(stmt, 0), "wal");
	return ERR_OK;
}

/* Others who have the file open keep its log, and that is no mistake. */
static enum err_code remove_log(struct sqlite_store *s, struct err *e)
{
	bool has_log = true;
	enum err_code rc;

	sqlite3_busy_timeout(s->writer->db, 0);
	rc = conn_run(s->writer, STR("PRAGMA journal_mode = DELETE"), NULL, 0,
	              see_mode, &has_log, e);
	sqlite3_busy_timeout(s->writer->db, BUSY_TIMEOUT_MS);
	if (rc == ERR_BUSY) {
		err_clear(e);
		rc = ERR_OK;
	}
	s->is_filling = !has_log;
	return rc;
}

enum err_code fill_begin(struct sqlite_store *s, struct err *e)
{
	int64_t changes = 0;
	enum err_code rc;

	if (!s->is_large)
		return ERR_OK;
	rc = conn_integer(s->writer, STR("SELECT max(seq) FROM changes"), NULL,
	                  0, &changes, e);
	if (rc != ERR_OK || changes > 0)
		return rc;
	readers_close(s, 0);
	rc = remove_log(s, e);
	if (s->is_filling)
		files_unwatch_log(&s->files);
	return rc;
}

/* To read makes the files of the log. Where that fails, they are missed from now
 * on (files.h): nothing more is written until the file is opened again. */
void fill_end(struct sqlite_store *s)
{
	struct err e = { 0 };
	enum err_code rc;

	if (!s->is_filling)
		return;
	s->is_filling = false;
	s->files.has_no_log = false;
	rc = conn_exec(s->writer,
	               "PRAGMA journal_mode = WAL; PRAGMA application_id", &e);
	if (rc == ERR_OK)
		rc = files_watch_log(&s->files, s->path, &e);
	if (rc != ERR_OK)
		log_event(LOG_ERROR, "sqlite.log",
		          "the log of writes is not made: \"%s\"", e.detail);
}
