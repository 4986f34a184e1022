/*
 * engine.c - the SQLite engine: opening, transactions, what is done between
 *
 * One connection writes, by the store's writer thread, and only while it
 * holds FILE.lock: SQLite before 3.51.3 can damage its log when two
 * connections reset it at the same time. Every reader has a connection of its
 * own that cannot write, taken for a transaction and given back. Checkpoints
 * are made by the writer's thread alone.
 */
#include <stdlib.h>
#include <time.h>

#include "lib/base/log.h"
#include "lib/sqlite/checkpoint.h"
#include "lib/sqlite/fill.h"
#include "lib/sqlite/readers.h"
#include "lib/sqlite/set_store.h"

#define FREE_IDLE                                                              \
	4 /* readers' connections when no one has written for a while */
#define CLOSE_WAIT_MS 1000

/* ---------------------------------------------------------- transactions */

static enum err_code begin_read(struct sqlite_store *s, struct tx **out,
                                struct err *e)
{
	struct conn *c = NULL;
	struct sqlite_tx *tx;
	enum err_code rc = files_check_read(&s->files, e);

	if (rc == ERR_OK)
		rc = readers_take(s, &c, e);
	if (rc != ERR_OK)
		return rc;
	tx = or_die(malloc(sizeof(*tx)));
	*tx = (struct sqlite_tx){ { .ops = s->base.ops, .mode = TX_READ },
		                  s,
		                  c };
	*out = &tx->base;
	conn_bill(c);
	heap_begin();
	return ERR_OK;
}

static void end_read(struct sqlite_tx *tx, bool keep)
{
	conn_settle(tx->conn);
	readers_give(tx->store, tx->conn, keep);
	free(tx);
	heap_end();
}

static enum err_code begin_locked(struct sqlite_store *s, enum tx_mode mode,
                                  struct err *e)
{
	struct conn *c = s->writer;
	enum err_code rc = conn_run(c,
	                            s->is_filling ? STR("BEGIN EXCLUSIVE")
	                                          : STR("BEGIN IMMEDIATE"),
	                            NULL, 0, NULL, NULL, e);

	if (rc == ERR_OK && mode == TX_BULK)
		rc = conn_run(c, STR("PRAGMA defer_foreign_keys = ON"), NULL, 0,
		              NULL, NULL, e);
	if (rc != ERR_OK)
		sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

static enum err_code begin_write(struct sqlite_store *s, enum tx_mode mode,
                                 unsigned wait_ms, struct tx **out,
                                 struct err *e)
{
	enum err_code rc = lock_take(&s->lock, wait_ms, e);

	if (rc != ERR_OK)
		return rc;
	rc = files_check_write(&s->files, true, e);
	if (rc == ERR_OK && mode == TX_BULK)
		rc = fill_begin(s, e);
	if (rc == ERR_OK)
		rc = begin_locked(s, mode, e);
	if (rc != ERR_OK) {
		fill_end(s);
		lock_give(&s->lock);
		return rc;
	}
	s->write_tx = (struct sqlite_tx){ { .ops = s->base.ops, .mode = mode },
		                          s,
		                          s->writer };
	s->writer->docid.n = 0;
	s->writer->free_docid = 0;
	*out = &s->write_tx.base;
	conn_bill(s->writer);
	return ERR_OK;
}

static enum err_code sqlite_begin(struct store *base, enum tx_mode mode,
                                  unsigned wait_ms, struct tx **out,
                                  struct err *e)
{
	struct sqlite_store *s = (struct sqlite_store *)base;

	return mode == TX_READ ? begin_read(s, out, e)
	                       : begin_write(s, mode, wait_ms, out, e);
}

static enum err_code sqlite_mark(struct tx *tx, struct err *e)
{
	enum err_code rc;

	conn_bill(conn_of(tx));
	rc = conn_run(conn_of(tx), STR("SAVEPOINT mark"), NULL, 0, NULL, NULL,
	              e);
	if (rc == ERR_OK)
		name_log_mark(&((struct sqlite_tx *)tx)->store->names);
	return rc;
}

/* Texts that were read meanwhile may be undone. */
static void settle_write(struct conn *c)
{
	conn_settle(c);
	texts_forget(c);
}

/* A full disk makes SQLite undo the whole transaction by itself. */
static enum err_code sqlite_unmark(struct tx *tx, bool keep, struct err *e)
{
	struct conn *c = conn_of(tx);
	enum err_code rc = ERR_OK;

	settle_write(c);
	name_log_unmark(&((struct sqlite_tx *)tx)->store->names, keep);
	if (!keep)
		c->docid.n = 0, c->free_docid = 0;
	if (sqlite3_get_autocommit(c->db))
		return err_set(e, ERR_STORE, "the transaction was undone");
	if (!keep)
		rc = conn_run(c, STR("ROLLBACK TO mark"), NULL, 0, NULL, NULL,
		              e);
	if (rc == ERR_OK)
		rc = conn_run(c, STR("RELEASE mark"), NULL, 0, NULL, NULL, e);
	return rc;
}

/* Only references can stand against a commit: name the first that does. */
static enum err_code name_missing(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	bool *named = arg;

	if (!*named)
		err_set(e, ERR_CONFLICT,
		        "a record of %s refers to one of %s that does not "
		        "exist",
		        sqlite3_column_text(stmt, 0),
		        sqlite3_column_text(stmt, 2));
	*named = true;
	return ERR_OK;
}

static enum err_code commit(struct conn *c, struct err *e)
{
	struct err words = { 0 };
	bool named = false;
	enum err_code rc;

	if (sqlite3_get_autocommit(c->db))
		return err_set(e, ERR_STORE, "the transaction was undone");
	rc = conn_run(c, STR("COMMIT"), NULL, 0, NULL, NULL, e);
	if (rc == ERR_STORE &&
	    sqlite3_extended_errcode(c->db) == SQLITE_IOERR_FSYNC)
		return err_set(e, ERR_UNSURE, "what was written is not synced");
	if (rc == ERR_CONFLICT &&
	    conn_run(c, STR("PRAGMA foreign_key_check"), NULL, 0, name_missing,
	             &named, &words) == ERR_OK &&
	    named)
		return err_set(e, ERR_CONFLICT, "%s", words.detail);
	return rc;
}

/* Readers learn of it before it can be seen, and once more after. Who answers
 * that it is saved must know that it is saved in the file of this name. */
static enum err_code commit_counted(struct sqlite_tx *tx, struct err *e)
{
	struct lock *lock = &tx->store->lock;
	uint64_t under_way = lock_commits(lock) | 1;
	struct err ignored = { 0 };
	enum err_code rc = lock_count(lock, under_way, e), counted;

	if (rc != ERR_OK)
		return rc;
	rc = commit(tx->conn, e);
	counted = lock_count(lock, under_way + 1, &ignored);
	if (rc == ERR_OK && counted != ERR_OK)
		log_event(LOG_WARN, "sqlite.lock", "commits are not counted");
	return rc == ERR_OK ? files_check_write(&tx->store->files, true, e)
	                    : rc;
}

static enum err_code sqlite_end(struct tx *base, bool keep, struct err *e)
{
	struct sqlite_tx *tx = (struct sqlite_tx *)base;
	enum err_code rc = ERR_OK;

	if (base->mode == TX_READ) {
		const struct files *files = &tx->store->files;

		end_read(tx, keep);
		return files_check_faults(files, e);
	}
	settle_write(tx->conn);
	if (keep)
		rc = files_check_faults(&tx->store->files, e);
	if (keep && rc == ERR_OK)
		rc = name_log_write(tx->conn, &tx->store->names, e);
	if (keep && rc == ERR_OK)
		rc = sets_update(tx, e);
	if (keep && rc == ERR_OK)
		rc = commit_counted(tx, e);
	tx->store->touched.n = 0;
	name_log_clear(&tx->store->names);
	if (keep)
		set_names_end(tx->store, rc == ERR_OK);
	if (!sqlite3_get_autocommit(tx->conn->db))
		sqlite3_exec(tx->conn->db, "ROLLBACK", NULL, NULL, NULL);
	fill_end(tx->store);
	if (keep && rc != ERR_OK)
		tx->store->day[0] = '\0'; /* of its sets it is not known now */
	lock_give(&tx->store->lock);
	return rc;
}

/* ------------------------------------------------------- between writes */

/* After a write that failed nobody may try again for a long time: so try what
 * changes nothing, but is written as any change is. */
static void try_writing(struct sqlite_store *s)
{
	struct err e = { 0 };
	struct tx *tx = NULL;
	enum err_code rc = begin_write(s, TX_WRITE, 0, &tx, &e);

	if (rc != ERR_OK)
		return;
	rc = sqlite_touch(s->writer, &e);
	rc = sqlite_end(tx, rc == ERR_OK, &e);
	if (rc == ERR_OK && !s->writer->fails)
		log_event(LOG_INFO, "store.well", "writing works again");
}

/* The sets become those of today, and are made where there are none. */
static enum err_code renew_sets(struct sqlite_store *s, unsigned wait_ms,
                                struct err *e)
{
	struct tx *tx = NULL;
	enum err_code rc = begin_write(s, TX_BULK, wait_ms, &tx, e);

	return rc == ERR_OK ? sqlite_end(tx, true, e) : rc;
}

static void keep_today(struct sqlite_store *s)
{
	struct err e = { 0 };
	enum err_code rc = sets_are_old(s) ? renew_sets(s, 0, &e) : ERR_OK;

	if (rc != ERR_OK && rc != ERR_BUSY)
		log_event(LOG_ERROR, "sets.day", "msg=\"%s\"", e.detail);
}

/* The log is emptied when no one has written for a while, whoever did. */
static void sqlite_tend(struct store *base, bool idle)
{
	struct sqlite_store *s = (struct sqlite_store *)base;

	if (idle)
		readers_close(s, FREE_IDLE);
	if (idle && s->writer->fails)
		try_writing(s);
	keep_today(s);
	checkpoint_if_due(s, idle);
}

static enum err_code sqlite_ready(struct store *base, struct err *e)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	enum err_code rc = files_check_write(&s->files, false, e);

	if (rc == ERR_OK)
		rc = files_check_room(&s->files, e);
	if (rc == ERR_OK)
		rc = lock_check(&s->lock, e);
	if (rc == ERR_OK && s->writer->fails)
		rc = err_set(e, ERR_BUSY, "the last write failed");
	return rc;
}

static int64_t sqlite_write_ms(struct store *base)
{
	return lock_turn_ms(&((struct sqlite_store *)base)->lock);
}

static uint64_t sqlite_commits(struct store *base)
{
	uint64_t n = lock_commits(&((struct sqlite_store *)base)->lock);

	return n % 2 == 0 ? n : 0;
}

/* -------------------------------------------------------- opening, closing */

/* Who closes last copies the log into the file and deletes it: but only that of
 * the file it had opened. */
static void close_writer(struct sqlite_store *s)
{
	struct err e = { 0 };

	if (s->writer == NULL)
		return;
	if (!s->files.is_open ||
	    lock_take(&s->lock, CLOSE_WAIT_MS, &e) != ERR_OK) {
		conn_close(s->writer);
		return;
	}
	if (files_check_write(&s->files, true, &e) == ERR_OK)
		sqlite3_db_config(s->writer->db,
		                  SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	conn_close(s->writer);
	lock_give(&s->lock);
}

static void sqlite_close(struct store *base)
{
	struct sqlite_store *s = (struct sqlite_store *)base;

	readers_close(s, 0);
	close_writer(s);
	lock_close(&s->lock);
	map_close(s->map);
	files_close(&s->files);
	pthread_mutex_destroy(&s->files.mutex);
	pthread_mutex_destroy(&s->mutex);
	doc_table_free(&s->docs);
	free(s->touched.records);
	name_log_free(&s->names);
	set_names_forget(&s->set_names);
	arena_free(s->arena);
	free(s->path);
	free(s);
}

static struct str find_by(struct arena *a, const struct entity *t,
                          size_t column)
{
	struct sql q;

	sql_init(&q, a);
	sql_find(&q, t, column, STR(""));
	return buf_text(&q.text);
}

static struct str find_by_alias(struct arena *a, const struct entity *t)
{
	struct sql q;

	for (size_t i = 0; i < t->nlists; i++) {
		if (t->lists[i].field->type != FIELD_KEY)
			continue;
		sql_init(&q, a);
		sql_find_by_item(&q, t, &t->lists[i], STR(""));
		return buf_text(&q.text);
	}
	return (struct str){ 0 };
}

static void compose_finds(struct sqlite_store *s)
{
	s->arena = arena_new();
	s->finds = arena_alloc(s->arena, s->nentities * sizeof(*s->finds));
	for (size_t i = 0; i < s->nentities; i++) {
		const struct entity *t = s->entities[i];

		s->finds[i] =
			(struct find_text){ t, find_by(s->arena, t, COLUMN_ID),
			                    find_by(s->arena, t, COLUMN_KEY),
			                    find_by_alias(s->arena, t) };
	}
}

static enum err_code open_parts(struct sqlite_store *s, const char *where,
                                unsigned flags, struct err *e)
{
	enum err_code rc = sqlite_path(where, flags, &s->path, e);

	if (rc == ERR_OK)
		files_liken(s->path);
	if (rc == ERR_OK)
		rc = lock_open(&s->lock, s->path, e);
	if (rc == ERR_OK)
		rc = conn_open(&s->writer, s->path, CONN_WRITE, e);
	if (rc == ERR_OK && flags & STORE_LARGE)
		rc = conn_enlarge(s->writer, e);
	s->is_large = flags & STORE_LARGE;
	if (rc == ERR_OK)
		rc = sqlite_migrate(s, flags, e);
	if (rc == ERR_OK)
		rc = files_open(&s->files, s->path, e);
	if (rc == ERR_OK)
		s->map = map_open(&s->files.watched[FILES_DATABASE]);
	if (rc == ERR_OK)
		rc = sets_day(s->writer, s->day, e);
	return rc == ERR_OK && s->day[0] == '\0'
	               ? renew_sets(s, LOCK_WAIT_MS, e)
	               : rc;
}

static enum err_code sqlite_open(struct store **out, const char *where,
                                 unsigned flags,
                                 const struct entity *const *entities,
                                 size_t nentities, struct err *e)
{
	struct sqlite_store *s = or_die(calloc(1, sizeof(*s)));
	enum err_code rc;

	sqlite_start();
	s->base.ops = &store_sqlite;
	s->entities = entities;
	s->nentities = nentities;
	pthread_mutex_init(&s->files.mutex, NULL);
	pthread_mutex_init(&s->mutex, NULL);
	doc_table_init(&s->docs);
	compose_finds(s);

	rc = open_parts(s, where, flags, e);
	if (rc != ERR_OK)
		sqlite_close(&s->base);
	else
		*out = &s->base;
	return rc;
}

const struct store_ops store_sqlite = {
	.scheme = "sqlite",
	.open = sqlite_open,
	.close = sqlite_close,
	.tend = sqlite_tend,
	.ready = sqlite_ready,
	.write_ms = sqlite_write_ms,
	.commits = sqlite_commits,
	.begin = sqlite_begin,
	.mark = sqlite_mark,
	.unmark = sqlite_unmark,
	.written = sqlite_written,
	.end = sqlite_end,
	.insert = sqlite_insert,
	.update = sqlite_update,
	.set = sqlite_set,
	.remove = sqlite_remove,
	.find = sqlite_find,
	.list = sqlite_list,
	.count = sqlite_count,
	.past = sqlite_past,
	.past_count = sqlite_past_count,
	.related = sqlite_related,
	.ids = sqlite_ids,
	.values = sqlite_values,
	.items = sqlite_items,
	.items_put = sqlite_items_put,
	.conflicts = sqlite_conflicts,
	.conflicts_count = sqlite_conflicts_count,
	.coverage = sqlite_coverage,
	.text_coverage = sqlite_text_coverage,
	.yield = sqlite_yield,
	.newest = sqlite_newest,
	.head = sqlite_head,
	.append = sqlite_append,
	.changes = sqlite_changes,
	.last_change = sqlite_last_change,
	.revision = sqlite_revision,
	.history = sqlite_history,
	.history_count = sqlite_history_count,
	.harvest = sqlite_harvest,
	.sets_of = sqlite_sets_of,
	.sets = sqlite_sets,
	.text_add = sqlite_text_add,
	.piece_add = sqlite_piece_add,
	.text_find = sqlite_text_find,
	.piece_find = sqlite_piece_find,
	.anchor_put = sqlite_anchor_put,
	.anchor_find = sqlite_anchor_find,
	.anchors = sqlite_anchors,
	.anchor_tally = sqlite_anchor_tally,
	.index = sqlite_index,
	.search = sqlite_search,
	.docid_find = sqlite_docid_find,
	.docid_of = sqlite_docid_of,
	.docids = sqlite_docids,
	.indexed = sqlite_indexed,
	.index_version = sqlite_index_version,
	.index_state = sqlite_index_state,
	.index_has_facets = sqlite_index_has_facets,
	.index_reset = sqlite_index_reset,
	.names_put = sqlite_names_put,
	.index_sums = sqlite_index_sums,
	.index_holds = sqlite_index_holds,
	.index_rest = sqlite_index_rest,
	.names_of = sqlite_names_of,
	.names_with = sqlite_names_with,
	.names_called = sqlite_names_called,
	.words_with = sqlite_words_with,
	.word_uses = sqlite_word_uses,
	.key_add = sqlite_key_add,
	.key_find = sqlite_key_find,
	.keys = sqlite_keys,
	.key_revoke = sqlite_key_revoke,
	.setting = sqlite_setting,
	.set_setting = sqlite_set_setting,
	.answer_put = sqlite_answer_put,
	.answer_find = sqlite_answer_find,
	.fetch_put = sqlite_fetch_put,
	.fetch_find = sqlite_fetch_find,
	.webhook_put = sqlite_webhook_put,
	.webhook_find = sqlite_webhook_find,
	.webhook_remove = sqlite_webhook_remove,
	.webhooks = sqlite_webhooks,
	.delivery_add = sqlite_delivery_add,
	.deliveries = sqlite_deliveries,
	.origin_put = sqlite_origin_put,
	.origin_find = sqlite_origin_find,
	.origins = sqlite_origins,
	.origin_remove = sqlite_origin_remove,
	.aside_put = sqlite_aside_put,
	.aside_remove = sqlite_aside_remove,
	.asides = sqlite_asides,
	.aside_count = sqlite_aside_count,
	.pending_put = sqlite_pending_put,
	.pending_find = sqlite_pending_find,
	.change_hash = sqlite_change_hash,
	.tree_find = sqlite_tree_find,
	.tree_put = sqlite_tree_put,
	.tree_size = sqlite_tree_size,
	.signers = sqlite_signers,
	.signer_add = sqlite_signer_add,
	.check = sqlite_check,
	.backup = sqlite_backup,
};
