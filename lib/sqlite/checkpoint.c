/*
 * checkpoint.c - the log of writes is copied into the file, and emptied
 */
#include "lib/sqlite/checkpoint.h"

#include "lib/base/clock.h"
#include "lib/sqlite/readers.h"

#define PAGES_SOFT (4 << 20 >> 12)  /* then copy what can be            */
#define PAGES_HARD (64 << 20 >> 12) /* then wait for readers, and empty */
#define PAGES_MORE (PAGES_HARD / 4) /* ... once more, if they went on   */
#define WAIT_MS    1000
#define IDLE_MS    10 /* that others who write may have to wait */

struct waiting {
	struct sqlite_store *store;
	int64_t until;
};

/* A snapshot that was taken meanwhile, and that nobody reads by any more, would
 * stand as long as this waits: who could take it waits for a write. */
static int wait_for_readers(void *arg, int times)
{
	const struct waiting *w = arg;

	(void)times;
	readers_end_snapshots(w->store, true);
	if (clock_ms() >= w->until)
		return 0;
	clock_pause(1);
	return 1;
}

static bool copy(struct sqlite_store *s, int mode, int wait_ms)
{
	struct waiting w = { s, clock_ms() + wait_ms };
	struct conn *c = s->writer;
	struct err e = { 0 };
	int rc = SQLITE_BUSY;

	if (lock_take(&s->lock, 0, &e) != ERR_OK)
		return false;
	if (files_check_write(&s->files, true, &e) == ERR_OK) {
		sqlite3_busy_handler(c->db, wait_for_readers, &w);
		rc = sqlite3_wal_checkpoint_v2(c->db, NULL, mode, NULL, NULL);
		sqlite3_busy_timeout(c->db, BUSY_TIMEOUT_MS);
		if (rc != SQLITE_OK && rc != SQLITE_BUSY)
			conn_fail(c, "checkpoint", &e);
	}
	lock_give(&s->lock);
	return rc == SQLITE_OK;
}

static bool empty(struct sqlite_store *s, int wait_ms)
{
	bool is_empty = copy(s, SQLITE_CHECKPOINT_TRUNCATE, wait_ms);

	if (is_empty)
		s->writer->wal_pages = 0;
	return is_empty;
}

void checkpoint_if_due(struct sqlite_store *s, bool idle)
{
	int pages = s->writer->wal_pages;

	if (pages <= PAGES_HARD)
		s->log_most = PAGES_HARD;
	if (pages > PAGES_SOFT || idle)
		readers_end_snapshots(s, pages > PAGES_SOFT);
	if (pages > s->log_most) {
		if (!empty(s, WAIT_MS))
			s->log_most = pages + PAGES_MORE;
	} else if (idle && files_log_rests(&s->files)) {
		empty(s, IDLE_MS);
	} else if (pages > PAGES_SOFT) {
		copy(s, SQLITE_CHECKPOINT_PASSIVE, 0);
	}
}
