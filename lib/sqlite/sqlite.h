/*
 * sqlite.h - what the files of the SQLite engine share; no one else's
 *
 * Shapes  struct conn is one connection with its prepared statements, used
 *         by one thread at a time. A statement is taken, stepped and given
 *         back: then it is reset and without values.
 * Units   milliseconds and bytes, as named.
 * Errors  conn_fail() is the one place that turns SQLite's codes into ours
 *         and logs what is not the caller's doing.
 * Source  SQLite 3.40 or newer. Only the files of this engine include
 *         sqlite3.h.
 */
#ifndef LIB_SQLITE_SQLITE_H
#define LIB_SQLITE_SQLITE_H

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/types.h>
#include <time.h>

#include "lib/base/date.h"
#include "lib/base/hash.h"
#include "lib/data/id.h"
#include "lib/sql/sql_text.h"
#include "lib/sqlite/name_log.h"
#include "lib/sqlite/set_names.h"
#include "lib/store/keys.h"
#include "lib/store/store_ops.h"

#define STATEMENTS_MAX       128
#define PLACES               512
#define STATEMENT_CACHED_MAX 4096 /* bytes of its text */
#define BUSY_TIMEOUT_MS      5000 /* only for strangers who open the file */

/* ---- connections (conn.c, conn_open.c) ------------------------- */

struct statement {
	sqlite3_stmt *stmt; /* NULL: a free place */
	uint64_t hash;      /* of its text                      */
	size_t len;
	uint64_t used; /* when it was last taken, by clock */
	bool taken;
};

enum conn_mode {
	CONN_READ,   /* never changes anything                  */
	CONN_WRITE,  /* the one of a process that writes        */
	CONN_BACKUP, /* reads, and writes a copy elsewhere      */
};

/* The record looked for last, by who writes; n 0: none. */
struct last_docid {
	const char *kind;
	char id[ID_LEN];
	uint32_t n;
};

struct conn {
	sqlite3 *db;
	struct conn *next; /* of those that are free              */
	enum conn_mode mode;
	bool is_judged;     /* the file was found to be a registry */
	_Atomic bool fails; /* the last that was written was not  */
	bool stands;        /* its snapshot is still open,         */
	uint64_t seen;      /* and was taken at this commit,       */
	int64_t since;      /* by clock_ms()                       */
	int64_t newest;     /* change that it sees; 0: not looked for yet */
	int wal_pages;      /* in the log at the last commit here  */
	int scans;          /* > 0: what runs may read whole tables */
	bool is_stoppable;  /* what runs changes nothing           */
	int64_t billed;     /* CPU time of the thread that is paid */
	uint64_t counted;   /* work of the request by then         */
	uint64_t clock;
	struct last_docid docid;
	int64_t free_docid; /* that the next record gets; 0: not known */
	int64_t tokens;     /* given to the index so far         */
	struct cached_text *cached_text; /* what was read last (texts.c) */
	struct collecting *finds; /* what a search finds, while it runs */
	size_t nstatements;
	struct statement statements[STATEMENTS_MAX];
	unsigned char places[PLACES]; /* among them, by hash */
};

/* Once per process, before anything else. */
void sqlite_start(void);

/* On failure nothing stays open. */
MUST_CHECK enum err_code conn_open(struct conn **out, const char *path,
                                   enum conn_mode mode, struct err *e);
void conn_close(struct conn *c);

/* For who writes much at once: a cache for as much of it as the machine can
 * spare, since what does not fit is written and read again and again. */
MUST_CHECK enum err_code conn_enlarge(struct conn *c, struct err *e);

/* `sql` is the statement that failed, or NULL. */
enum err_code conn_fail(struct conn *c, const char *sql, struct err *e);

/* Several statements without parameters or results. */
MUST_CHECK enum err_code conn_exec(struct conn *c, const char *sql,
                                   struct err *e);

/* Each row is on `stmt` for that one call; fn may be NULL. */
typedef enum err_code step_fn(void *arg, sqlite3_stmt *stmt, struct err *e);

MUST_CHECK enum err_code conn_run(struct conn *c, struct str sql,
                                  const struct value *params, size_t nparams,
                                  step_fn *fn, void *arg, struct err *e);

/* Give back the statements that a guard left at work. */
void conn_settle(struct conn *c);

/* The integer in the first column of the last row; *out stays without one. */
MUST_CHECK enum err_code conn_integer(struct conn *c, struct str sql,
                                      const struct value *params,
                                      size_t nparams, int64_t *out,
                                      struct err *e);

/* The same with what was composed, which goes with its arena. */
MUST_CHECK enum err_code conn_finish(struct conn *c, struct sql *q, step_fn *fn,
                                     void *arg, struct err *e);
MUST_CHECK enum err_code conn_finish_integer(struct conn *c, struct sql *q,
                                             int64_t *out, struct err *e);

/* Read texts again; before it is closed. */
void texts_forget(struct conn *c);
void texts_free(struct conn *c);

/* Let go of all prepared statements, none of which is at work. */
void conn_forget(struct conn *c);

/* The CPU time that statements take from now on counts as work of the request
 * they run for: those that change nothing end when it has had enough. */
void conn_bill(struct conn *c);

/* Statements that change nothing look at that from now on. */
void conn_watch_budget(struct conn *c);

/* Is the request over that uses it? Asked where no statement asks by itself. */
bool conn_is_over(struct conn *c);

struct value stmt_value(sqlite3_stmt *stmt, int at);
struct str stmt_text(sqlite3_stmt *stmt, int at);

/* ---- FILE.lock (lock.c) ----------------------------------------------- */

/* It keeps the writers of all processes apart; and it counts their commits in
 * its first bytes, odd while one is under way, so that a reader can tell
 * without asking SQLite whether its snapshot is still the newest. */
struct lock {
	const char *database; /* the file it is for, borrowed */
	char *path;
	int fd;
};

MUST_CHECK enum err_code lock_open(struct lock *l, const char *database,
                                   struct err *e);
void lock_close(struct lock *l);

/* Waits at most this long, then ERR_BUSY. One thread at a time. */
MUST_CHECK enum err_code lock_take(struct lock *l, unsigned wait_ms,
                                   struct err *e);
void lock_give(struct lock *l);

/* For how long somebody has had it; 0: nobody has. */
int64_t lock_turn_ms(const struct lock *l);

/* Could it be taken, did nobody else hold it? Any thread may ask. */
MUST_CHECK enum err_code lock_check(const struct lock *l, struct err *e);

/* 0 when it is not known. Any thread may ask. */
uint64_t lock_commits(const struct lock *l);

/* By who holds the lock. */
MUST_CHECK enum err_code lock_count(struct lock *l, uint64_t n, struct err *e);

#define LOCK_WAIT_MS 10000

/* ---- the files (files.c) ---------------------------------------------- */

enum { FILES_DATABASE, FILES_LOG, FILES_MAP, FILES__COUNT };

/* From good to bad. */
enum files_state {
	FILES_WHOLE,
	FILES_GONE, /* deleted or replaced: reading goes on       */
	FILES_CUT,  /* shorter than before: nothing can be trusted */
};

struct watched {
	char *name;
	int fd;
	dev_t device;
	ino_t inode;
	_Atomic off_t size; /* the greatest seen, of what only grows */
};

struct files {
	pthread_mutex_t mutex; /* guards the looking */
	struct watched watched[FILES__COUNT];
	_Atomic enum files_state state;
	_Atomic int64_t looked;      /* ms */
	struct timespec log_written; /* when it was last seen to be */
	bool is_open, has_no_log, is_log_damaged;
	unsigned faults; /* when it was opened */
};

/* Who may use the database may use what stands beside it, and nobody else:
 * also what was left there when its mode or owner was another. */
void files_liken(const char *path);

/* Remember which files they are, while SQLite has them open. */
MUST_CHECK enum err_code files_open(struct files *f, const char *path,
                                    struct err *e);
void files_close(struct files *f);

/* The log and its map go, and come again as other files: who makes them do so
 * watches neither meanwhile. */
void files_unwatch_log(struct files *f);
MUST_CHECK enum err_code files_watch_log(struct files *f, const char *path,
                                         struct err *e);

/* ERR_BUSY when what is read, or written, now would not be what is there. The
 * first looks a few times in a second at most; the second sees most where
 * FILE.lock is held. */
MUST_CHECK enum err_code files_check_read(struct files *f, struct err *e);
MUST_CHECK enum err_code files_check_write(struct files *f, bool is_locked,
                                           struct err *e);

/* ERR_BUSY when something was read meanwhile that was not there. */
MUST_CHECK enum err_code files_check_faults(const struct files *f,
                                            struct err *e);

/* ERR_BUSY when the next write is likely to find no room. */
MUST_CHECK enum err_code files_check_room(const struct files *f, struct err *e);

/* Is there something in the log of writes, and the same as at the last call?
 */
bool files_log_rests(struct files *f);

/* ---- what is mapped and gone (sigbus.c) ---------------------------------- */

void fault_start(void);

/* How often something was touched that is not there. */
unsigned fault_count(void);

/* ---- reading through one map (shared_map.c) ----------------------------- */

/* Of addresses: what is beyond is read without it. */
#define MAP_MOST  ((size_t)1 << 36)
#define MAP_LEAST ((size_t)1 << 28)

void map_start(void);

/* The VFS of those who read, or NULL for the usual one. */
const char *map_vfs(void);

/* While a store has the file open. */
struct map *map_open(const struct watched *w);
void map_close(struct map *m); /* may be NULL */

/* ---- memory (memory_limit.c) -------------------------------------------------- */

extern const sqlite3_mem_methods heap_methods;

/* Around a transaction that reads, by the thread that runs it: what SQLite
 * takes meanwhile, beside what it had, is the request's. */
void heap_begin(void);
void heap_end(void);

/* The ceiling for which SQLite was refused memory, or ERR_OK. */
enum err_code heap_fault(struct err *e);

/* ---- the engine (engine.c) -------------------------------------- */

struct sqlite_tx {
	struct tx base;
	struct sqlite_store *store;
	struct conn *conn;
};

/* SQL to find a record by id and by key: composed once. */
struct find_text {
	const struct entity *entity;
	struct str by_id, by_key, by_alias; /* absent: it has none */
};

/* What is in memory of every document: places in a table of chunks, made as
 * they are needed. One thread at a time changes it, all read it. */
struct doc {
	_Atomic uint32_t instrument, source;
	_Atomic uint16_t length; /* at most that                      */
	_Atomic uint8_t kind;    /* its number and one; 0: no document */
};

/* In how many a term stands, counted at a version. */
struct counted {
	uint64_t hash; /* of the term, as it is written for FTS5 */
	int64_t version, n;
};

/* Records that the write under way has touched, by records.n. */
struct touched {
	uint32_t *records;
	size_t n, room;
};

#define DOCS_EACH   65536
#define COUNTED_MAX 4096

struct doc_table {
	pthread_mutex_t mutex;
	struct counted counted[COUNTED_MAX]; /* by hash; under the mutex */
	_Atomic int64_t version;
	struct doc *_Atomic chunks[DOCS_EACH];
};

struct sqlite_store {
	struct store base;
	char *path;
	const struct entity *const *entities;
	size_t nentities;
	bool is_large;   /* it was opened for one large write,  */
	bool is_filling; /* which goes on, without a log (fill.h) */
	struct arena *arena;
	struct find_text *finds; /* by entity */
	struct lock lock;
	struct files files;
	struct map *map;

	struct conn *writer;       /* the writer's thread's own */
	struct sqlite_tx write_tx; /* there is never a second   */
	int log_most; /* pages: with more it is emptied (checkpoint.h) */
	struct touched touched;
	struct name_log names;
	struct set_name_table set_names;
	char day[DAY_LEN + 1]; /* whose status counts in sets, when it
	                          was last looked for */

	pthread_mutex_t mutex; /* guards what follows       */
	struct conn *free;     /* connections nobody reads by */
	size_t nfree;

	struct doc_table docs;
};

/* Absent is NULL. */
static inline struct value value_optional(struct str s)
{
	return s.p != NULL ? value_text(s) : (struct value){ 0 };
}

/* An absent text stays absent. */
static inline struct str text_kept(struct arena *a, struct str s)
{
	return s.p != NULL ? arena_str(a, s) : s;
}

static inline struct conn *conn_of(struct tx *tx)
{
	return ((struct sqlite_tx *)tx)->conn;
}

/* ---- opening (migrate.c) ----------------------------------------------- */

/* The name of the file, which is made when it is to be. */
MUST_CHECK enum err_code sqlite_path(const char *where, unsigned flags,
                                     char **out, struct err *e);

/* Bring what is in it up to this build's version. An empty file is no registry
 * unless one is to be made. */
MUST_CHECK enum err_code sqlite_migrate(struct sqlite_store *s, unsigned flags,
                                        struct err *e);

/* Within a transaction: write something that changes nothing. */
MUST_CHECK enum err_code sqlite_touch(struct conn *c, struct err *e);

/* ---- operations ------------------------------------------------------- */

/* records.c */
enum err_code sqlite_insert(struct tx *, const struct entity *,
                            const struct row *, struct err *);
enum err_code sqlite_update(struct tx *, const struct entity *,
                            const struct row *, struct err *);
enum err_code sqlite_set(struct tx *, const struct entity *,
                         const struct column *, struct str, struct value,
                         struct err *);
enum err_code sqlite_remove(struct tx *, const struct entity *, struct str,
                            struct err *);
enum err_code sqlite_find(struct tx *, const struct entity *, struct str,
                          struct arena *, struct row *, struct err *);
enum err_code sqlite_ids(struct tx *, const struct entity *, struct str, size_t,
                         id_fn *, void *, struct err *);
enum err_code sqlite_values(struct tx *, const struct entity *,
                            const struct list *, const struct column *,
                            struct str, size_t, id_fn *, void *, struct err *);
enum err_code sqlite_list(struct tx *, const struct entity *,
                          const struct query *, row_fn *, void *, struct err *);
enum err_code sqlite_past(struct tx *, const struct entity *,
                          const struct query *, int64_t, row_fn *, void *,
                          struct err *);
enum err_code sqlite_past_count(struct tx *, const struct entity *,
                                const struct query *, int64_t, int64_t *,
                                struct err *);
enum err_code sqlite_related(struct tx *, const struct entity *,
                             const struct list *, const struct column *,
                             const struct str *, size_t, const struct entity *,
                             row_fn *, void *, struct err *);

enum err_code sqlite_items(struct tx *, const struct list *, struct str,
                           item_fn *, void *, struct err *);
enum err_code sqlite_items_put(struct tx *, const struct list *, struct str,
                               const struct list_rows *, struct err *);

/* evidence.c */
enum err_code sqlite_conflicts(struct tx *, const struct conflicts *,
                               conflict_fn *, void *, struct err *);
enum err_code sqlite_conflicts_count(struct tx *, const struct conflicts *,
                                     int64_t *, struct err *);
enum err_code sqlite_coverage(struct tx *, struct str, covered_fn *, void *,
                              struct err *);
enum err_code sqlite_text_coverage(struct tx *, struct str, int64_t *,
                                   covered_fn *, void *, struct err *);
enum err_code sqlite_yield(struct tx *, struct str, struct yield *,
                           struct err *);

/* Beside a new record; beside a new change (harvest.c). */
MUST_CHECK enum err_code evidence_count(struct conn *c, const struct entity *t,
                                        const struct row *row, struct err *e);
MUST_CHECK enum err_code
harvest_note(struct conn *c, const struct change *change, struct err *e);

/* changes.c */
int64_t sqlite_written(struct tx *);
enum err_code sqlite_newest(struct tx *, int64_t *, struct err *);
enum err_code sqlite_head(struct tx *, struct arena *, struct change *,
                          struct err *);
enum err_code sqlite_append(struct tx *, const struct change *, struct err *);
enum err_code sqlite_changes(struct tx *, int64_t, size_t, change_fn *, void *,
                             struct err *);
enum err_code sqlite_last_change(struct tx *, struct str, struct str, int64_t,
                                 struct arena *, struct change *, struct err *);
enum err_code sqlite_revision(struct tx *, struct str, struct str, int64_t,
                              struct arena *, struct change *, struct err *);
enum err_code sqlite_history(struct tx *, struct str, struct str, int64_t,
                             size_t, change_fn *, void *, struct err *);
enum err_code sqlite_history_count(struct tx *, struct str, struct str,
                                   int64_t *, struct err *);
enum err_code sqlite_setting(struct tx *, const char *, struct arena *,
                             struct str *, struct err *);
enum err_code sqlite_set_setting(struct tx *, const char *, struct str,
                                 struct err *);

/* The columns of a change, and one of them. */
#define CHANGE_COLUMNS                                                         \
	"seq, at, author, kind, op, id, key, rev, record, prev, hash, "        \
	"taken_from, "                                                         \
	"arrived_at"
struct change sqlite_change_of(sqlite3_stmt *stmt);

/* harvest.c */
enum err_code sqlite_harvest(struct tx *, struct str, int64_t, int64_t, size_t,
                             change_fn *, void *, struct err *);
enum err_code sqlite_sets_of(struct tx *, int64_t, id_fn *, void *,
                             struct err *);
enum err_code sqlite_sets(struct tx *, id_fn *, void *, struct err *);

/* api_keys.c */
enum err_code sqlite_key_add(struct tx *, const struct api_key *, struct err *);
enum err_code sqlite_key_find(struct tx *, struct str, struct arena *,
                              struct api_key *, struct err *);
enum err_code sqlite_keys(struct tx *, api_key_fn *, void *, struct err *);
enum err_code sqlite_key_revoke(struct tx *, struct str, struct str,
                                struct err *);

/* answers.c */
enum err_code sqlite_answer_put(struct tx *, const struct stored_answer *,
                                struct str, struct err *);
enum err_code sqlite_answer_find(struct tx *, struct str, struct str,
                                 struct str, struct arena *,
                                 struct stored_answer *, struct err *);

/* fetches.c */
enum err_code sqlite_fetch_put(struct tx *, const struct fetched *,
                               struct err *);
enum err_code sqlite_fetch_find(struct tx *, struct str, struct arena *,
                                struct fetched *, struct err *);

/* webhooks.c */
enum err_code sqlite_webhook_put(struct tx *, const struct webhook *,
                                 struct err *);
enum err_code sqlite_webhook_find(struct tx *, struct str, struct arena *,
                                  struct webhook *, struct err *);
enum err_code sqlite_webhook_remove(struct tx *, struct str, struct err *);
enum err_code sqlite_webhooks(struct tx *, webhook_fn *, void *, struct err *);
enum err_code sqlite_delivery_add(struct tx *, const struct delivery *,
                                  struct err *);
enum err_code sqlite_deliveries(struct tx *, struct str, size_t, delivery_fn *,
                                void *, struct err *);

/* origins.c */
enum err_code sqlite_origin_put(struct tx *, const struct origin *,
                                struct err *);
enum err_code sqlite_origin_find(struct tx *, struct str, struct arena *,
                                 struct origin *, struct err *);
enum err_code sqlite_origins(struct tx *, origin_fn *, void *, struct err *);
enum err_code sqlite_origin_remove(struct tx *, struct str, struct err *);
enum err_code sqlite_aside_put(struct tx *, const struct aside *, struct err *);
enum err_code sqlite_aside_remove(struct tx *, struct str, struct str,
                                  struct str, struct err *);
enum err_code sqlite_asides(struct tx *, struct str, int64_t, size_t,
                            aside_fn *, void *, struct err *);
enum err_code sqlite_aside_count(struct tx *, struct str, int64_t *,
                                 struct err *);

/* proofs.c */
enum err_code sqlite_change_hash(struct tx *, int64_t, struct arena *,
                                 struct str *, struct err *);
enum err_code sqlite_tree_find(struct tx *, unsigned, int64_t, struct arena *,
                               struct str *, struct err *);
enum err_code sqlite_tree_put(struct tx *, unsigned, int64_t, struct str,
                              struct err *);
enum err_code sqlite_tree_size(struct tx *, unsigned, int64_t *, struct err *);
enum err_code sqlite_signers(struct tx *, signer_fn *, void *, struct err *);
enum err_code sqlite_signer_add(struct tx *, const struct signer *,
                                struct err *);

/* pending.c */
enum err_code sqlite_pending_put(struct tx *, const struct pending *,
                                 struct err *);
enum err_code sqlite_pending_find(struct tx *, struct arena *, struct pending *,
                                  struct err *);

/* texts.c */
enum err_code sqlite_text_add(struct tx *, const struct text *, struct err *);
enum err_code sqlite_piece_add(struct tx *, struct str, const struct piece *,
                               struct err *);
enum err_code sqlite_text_find(struct tx *, struct str, struct arena *,
                               struct text *, struct err *);
enum err_code sqlite_piece_find(struct tx *, struct str, enum text_unit,
                                int64_t, struct arena *, struct piece *,
                                struct err *);
enum err_code sqlite_anchor_put(struct tx *, const struct anchor *,
                                struct err *);
enum err_code sqlite_anchor_find(struct tx *, struct str, struct str,
                                 struct str, struct arena *, struct anchor *,
                                 struct err *);
enum err_code sqlite_anchors(struct tx *, const struct anchors *, anchor_fn *,
                             void *, struct err *);
enum err_code sqlite_anchor_tally(struct tx *, struct str, struct str,
                                  tally_fn *, void *, struct err *);

/* index.c */
MUST_CHECK enum err_code sqlite_add_tokenizer(struct conn *c, fts5_api *api,
                                              struct err *e);
enum err_code sqlite_index(struct tx *, const struct entity *, struct str,
                           const struct document *, const struct document *,
                           struct err *);
enum err_code sqlite_index_state(struct tx *, enum index_state *, struct err *);
enum err_code sqlite_index_has_facets(struct tx *, struct err *);
enum err_code sqlite_index_reset(struct tx *, struct err *);
enum err_code sqlite_docid_find(struct tx *, uint32_t, struct arena *,
                                const char **, struct str *, struct err *);
enum err_code sqlite_docid_of(struct tx *, const struct entity *, struct str,
                              uint32_t *, struct err *);
/* What the next sqlite_docid_of() of it finds. */
void sqlite_docid_keep(struct conn *, const struct entity *, struct str,
                       uint32_t);
enum err_code sqlite_indexed(struct tx *, int64_t, size_t, indexed_fn *, void *,
                             int64_t *, struct err *);
enum err_code sqlite_index_version(struct tx *, int64_t *, struct err *);

/* index_checksum.c */
enum err_code sqlite_index_sums(struct tx *, struct arena *,
                                struct index_sums **, struct err *);
enum err_code sqlite_index_holds(struct tx *, struct index_sums *,
                                 const struct entity *, struct str,
                                 const struct document *, bool *, struct err *);
enum err_code sqlite_index_rest(struct tx *, struct index_sums *, size_t *,
                                struct err *);

/* doc_table.c */
void doc_table_init(struct doc_table *d);
void doc_table_free(struct doc_table *d);

/* Take in what was indexed up to the transaction's snapshot. */
MUST_CHECK enum err_code doc_table_refresh(struct tx *tx, struct err *e);

/* A count made lately: since then, fewer than one of a hundred documents were
 * indexed. n 0 when there is none. */
int64_t doc_table_recall(struct doc_table *d, uint64_t term, int64_t ndocs);
void doc_table_remember(struct doc_table *d, uint64_t term, int64_t n);

/* NULL for a place where nothing was ever indexed. */
const struct doc *doc_table_at(const struct doc_table *d, int64_t n);

/* search.c */
/* What statements call by name. */
MUST_CHECK enum err_code sqlite_add_functions(struct conn *c, struct err *e);
enum err_code sqlite_search(struct tx *, const struct search *, struct arena *,
                            struct found **, size_t *, struct err *);

/* A kind's place among the store's entities, or their number when there is no
 * such kind. */
size_t sqlite_kind(const struct sqlite_store *s, struct str name);

/* plan.c */
MUST_CHECK enum err_code sqlite_plan(struct tx *tx, const struct entity *t,
                                     const struct query *query, struct arena *a,
                                     struct sql_plan *out, struct err *e);
enum err_code sqlite_count(struct tx *, const struct entity *,
                           const struct query *, int64_t *, struct err *);
enum err_code sqlite_docids(struct tx *, const struct entity *,
                            const struct query *, docid_fn *, void *,
                            struct err *);

/* sets.c */

/* A record, or what follows from it, is or will be another. */
void sets_touch(struct sqlite_store *s, uint32_t n);

/* Before a commit: the sets become those of the records as they are now, and
 * of today. */
MUST_CHECK enum err_code sets_update(struct sqlite_tx *tx, struct err *e);
bool sets_are_old(const struct sqlite_store *s);

/* For checks: the names of the sets that a record should be in, and the ids of
 * those that it is in. */
struct set_names;
MUST_CHECK enum err_code sets_names_of(struct sqlite_tx *tx, uint32_t n,
                                       struct str day, struct set_names *out,
                                       struct err *e);

/* set_check.c: a transaction that reads is open. */
MUST_CHECK enum err_code sets_check(struct sqlite_store *s, struct conn *c,
                                    complaint_fn *fn, void *arg, struct err *e);

/* set_query.c */
struct bitset;
struct set_answer;

/* *out NULL: sets do not tell. */
MUST_CHECK enum err_code sets_answer(struct tx *tx, const struct entity *t,
                                     const struct query *q, struct arena *a,
                                     struct set_answer **out, struct err *e);
MUST_CHECK enum err_code sets_count(struct set_answer *s, int64_t *out,
                                    struct err *e);

/* Is this record one of them? Many looks are cheap once all that fit have been
 * read: so say first how many will come. */
MUST_CHECK enum err_code sets_expect(struct set_answer *s, int64_t looks,
                                     struct err *e);
MUST_CHECK enum err_code sets_has(struct set_answer *s, uint32_t n, bool *out,
                                  struct err *e);

/* How many records of the kind there are. */
int64_t sets_all(const struct set_answer *s);

/* All that fit, block by block, in order. */
typedef enum err_code block_fn(void *arg, uint32_t block,
                               const struct bitset *b, struct err *e);
MUST_CHECK enum err_code sets_walk(struct set_answer *s, block_fn *fn,
                                   void *arg, struct err *e);

/* name_words.c */
MUST_CHECK enum err_code names_remove(struct tx *tx, int64_t record,
                                      struct err *e);
enum err_code sqlite_names_put(struct tx *, const struct entity *, struct str,
                               const struct name *, size_t, struct err *);
enum err_code sqlite_names_of(struct tx *, const struct entity *, struct str,
                              name_fn *, void *, struct err *);
enum err_code sqlite_names_with(struct tx *, struct str, size_t, name_fn *,
                                void *, struct err *);
enum err_code sqlite_names_called(struct tx *, struct str, size_t, name_fn *,
                                  void *, struct err *);
enum err_code sqlite_words_with(struct tx *, struct str, size_t, tally_fn *,
                                void *, struct err *);
enum err_code sqlite_word_uses(struct tx *, struct str, int64_t *,
                               struct err *);

/* check.c */
enum err_code sqlite_check(struct store *, bool, complaint_fn *, void *,
                           struct err *);
enum err_code sqlite_backup(struct store *, const char *, struct err *);

#endif
