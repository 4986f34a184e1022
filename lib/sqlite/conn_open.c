/*
 * conn_open.c - a connection is opened, set up and closed
 */
#include "lib/sqlite/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/base/log.h"

/* What undoes a statement stays in memory up to so many bytes, in one piece:
 * that piece is then written at once, and SQLite writes less than 128 KiB at
 * once (seekAndWriteFd() in os_unix.c). */
#define UNDO_BYTES (124 << 10)

/* What every connection is. Debian's defaults differ from SQLite's own. */
static const char on_open[] = "PRAGMA foreign_keys = ON;"
			      "PRAGMA trusted_schema = OFF;"
			      "PRAGMA recursive_triggers = OFF;"
			      "PRAGMA temp_store = MEMORY;"
			      "PRAGMA wal_autocheckpoint = 0;";

/* And what it is besides. Who reads does not check cells: a page that comes
 * from the map would be checked at each touch. Caches are small: readers see
 * the file through mmap, and all memory together stays below what the daemon
 * may take. Who writes keeps what undoes a statement in a file where there is
 * much of it: in memory, in small pieces, it would be walked from its beginning
 * after each statement of a long write. And CHECK is left to verify: for each
 * list of choices SQLite makes a table at each INSERT, which is most of its
 * time, and what is written was compared with the very choices (records.c). */
static const char *const on_open_mode[] = {
	[CONN_READ] = "PRAGMA query_only = ON;"
		      "PRAGMA cache_size = -1000;"
		      "PRAGMA mmap_size = 268435456;",
	[CONN_WRITE] = "PRAGMA synchronous = FULL;"
		       "PRAGMA temp_store = FILE;"
		       "PRAGMA cell_size_check = ON;"
		       "PRAGMA ignore_check_constraints = ON;"
		       "PRAGMA secure_delete = OFF;"
		       "PRAGMA journal_size_limit = 67108864;"
		       "PRAGMA cache_size = -8000;",
	[CONN_BACKUP] = "PRAGMA cache_size = -1000;",
};

static const int open_flags[] = {
	[CONN_READ] = SQLITE_OPEN_READONLY,
	[CONN_WRITE] = SQLITE_OPEN_READWRITE,
	[CONN_BACKUP] = SQLITE_OPEN_READONLY,
};

static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_URI, 0);
	sqlite3_config(SQLITE_CONFIG_MALLOC, &heap_methods);
	sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, UNDO_BYTES);
	if (sqlite3_initialize() != SQLITE_OK)
		die("SQLite does not start");
	map_start();
	fault_start();
}

void sqlite_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, configure);
}

/* ------------------------------------------------------- opening, closing */

static int on_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct conn *c = arg;

	(void)db;
	(void)name;
	c->wal_pages = pages;
	c->fails = false;
	return SQLITE_OK;
}

static enum err_code set_up(struct conn *c, struct err *e)
{
	enum err_code rc;

	sqlite3_extended_result_codes(c->db, 1);
	sqlite3_busy_timeout(c->db, BUSY_TIMEOUT_MS);
	sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(c->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);

	rc = conn_exec(c, on_open, e);
	if (rc == ERR_OK)
		rc = conn_exec(c, on_open_mode[c->mode], e);
	if (rc == ERR_OK)
		rc = sqlite_add_functions(c, e);
	if (c->mode == CONN_WRITE)
		sqlite3_wal_hook(c->db, on_commit, c);
	conn_watch_budget(c);
	return rc;
}

#define CACHE_LEAST 8000      /* KiB, as it is without */
#define CACHE_SHARE 4         /* a quarter of the memory there is, */
#define CACHE_MOST  (1 << 19) /* KiB: a million records need more */

enum err_code conn_enlarge(struct conn *c, struct err *e)
{
	long pages = sysconf(_SC_PHYS_PAGES), bytes = sysconf(_SC_PAGESIZE);
	long long share =
		pages > 0 ? (long long)pages * (bytes / 1024) / CACHE_SHARE : 0;
	char set[48];

	if (share > CACHE_MOST)
		share = CACHE_MOST;
	if (share < CACHE_LEAST)
		return ERR_OK;
	snprintf(set, sizeof(set), "PRAGMA cache_size = -%lld", share);
	return conn_exec(c, set, e);
}

enum err_code conn_open(struct conn **out, const char *path,
                        enum conn_mode mode, struct err *e)
{
	struct conn *c = or_die(calloc(1, sizeof(*c)));
	enum err_code rc = ERR_OK;

	c->mode = mode;
	c->is_judged = mode != CONN_WRITE;
	if (sqlite3_open_v2(path, &c->db,
	                    open_flags[mode] | SQLITE_OPEN_NOMUTEX,
	                    mode == CONN_READ ? map_vfs() : NULL) != SQLITE_OK)
		rc = conn_fail(c, NULL, e);
	else
		rc = set_up(c, e);
	if (rc != ERR_OK)
		conn_close(c);
	else
		*out = c;
	return rc;
}

void conn_close(struct conn *c)
{
	if (c == NULL)
		return;
	conn_forget(c);
	texts_free(c);
	sqlite3_close(c->db);
	free(c);
}
