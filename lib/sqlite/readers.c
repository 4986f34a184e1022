/*
 * readers.c - the connections of those who read
 */
#include "lib/sqlite/readers.h"

#include "lib/base/clock.h"

#define FREE_MAX 16 /* connections, for later readers */

/* A file that took the place of ours is not read: what is open goes on. */
static enum err_code open_reader(struct sqlite_store *s, struct conn **out,
                                 struct err *e)
{
	enum err_code rc = files_check_write(&s->files, false, e);

	return rc == ERR_OK ? conn_open(out, s->path, CONN_READ, e) : rc;
}

static enum err_code take_free(struct sqlite_store *s, struct conn **out,
                               struct err *e)
{
	struct conn *c;

	pthread_mutex_lock(&s->mutex);
	c = s->free;
	if (c != NULL) {
		s->free = c->next;
		s->nfree--;
	}
	pthread_mutex_unlock(&s->mutex);
	if (c == NULL)
		return open_reader(s, out, e);
	*out = c;
	return ERR_OK;
}

/* A reader's snapshot stands until somebody commits: taking and dropping one
 * costs more than what most requests read. Should FILE.lock have been taken
 * away from under us, it ends by itself. */
#define SNAPSHOT_MS 1000

static bool is_newest(const struct sqlite_store *s, const struct conn *c)
{
	return c->seen % 2 == 0 && c->seen != 0 &&
	       clock_ms() - c->since < SNAPSHOT_MS &&
	       c->seen == lock_commits(&s->lock);
}

static void end_snapshot(struct conn *c)
{
	struct err ignored = { 0 };

	if (!sqlite3_get_autocommit(c->db) &&
	    conn_run(c, STR("COMMIT"), NULL, 0, NULL, NULL, &ignored) != ERR_OK)
		sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
	c->stands = false;
}

static enum err_code take_snapshot(struct sqlite_store *s, struct conn *c,
                                   struct err *e)
{
	enum err_code rc;

	if (c->stands && is_newest(s, c))
		return ERR_OK;
	end_snapshot(c);
	c->seen = lock_commits(&s->lock);
	c->since = clock_ms();
	c->newest = 0;
	rc = conn_run(c, STR("BEGIN"), NULL, 0, NULL, NULL, e);
	c->stands = rc == ERR_OK;
	return rc;
}

enum err_code readers_take(struct sqlite_store *s, struct conn **out,
                           struct err *e)
{
	enum err_code rc = take_free(s, out, e);

	if (rc != ERR_OK)
		return rc;
	rc = take_snapshot(s, *out, e);
	if (rc != ERR_OK)
		conn_close(*out);
	return rc;
}

void readers_give(struct sqlite_store *s, struct conn *c, bool keep_snapshot)
{
	bool is_reused;

	if (!keep_snapshot)
		end_snapshot(c);
	pthread_mutex_lock(&s->mutex);
	is_reused = s->nfree < FREE_MAX;
	if (is_reused) {
		c->next = s->free;
		s->free = c;
		s->nfree++;
	}
	pthread_mutex_unlock(&s->mutex);
	if (!is_reused)
		conn_close(c);
}

void readers_end_snapshots(struct sqlite_store *s, bool all)
{
	pthread_mutex_lock(&s->mutex);
	for (struct conn *c = s->free; c != NULL; c = c->next)
		if (all || !is_newest(s, c))
			end_snapshot(c);
	pthread_mutex_unlock(&s->mutex);
}

static void close_all(struct conn *c)
{
	while (c != NULL) {
		struct conn *next = c->next;

		conn_close(c);
		c = next;
	}
}

void readers_close(struct sqlite_store *s, size_t but)
{
	struct conn **at = &s->free, *spare;
	size_t n = 0;

	pthread_mutex_lock(&s->mutex);
	for (; n < but && *at != NULL; n++)
		at = &(*at)->next;
	spare = *at;
	*at = NULL;
	s->nfree = n;
	pthread_mutex_unlock(&s->mutex);
	close_all(spare);
}
