/*
 * store.h - the seam: everything the registry may ask of a database
 *
 * Shapes  Names of tables and columns come only from struct entity, values
 *         only through struct value and struct str; no SQL crosses this
 *         line. What is handed to a callback is borrowed for that one call;
 *         what a find or head function fills is copied into the arena given.
 *         A `ref` is an id or a key, or another key that leads to the record:
 *         what its list of FIELD_KEY has, if it has one.
 * Units   limit is rows, 1..STORE_PAGE_MAX unless said otherwise; seq counts
 *         changes from 1 without a gap; offsets as named.
 * Errors  ERR_NOT_FOUND; ERR_CONFLICT a unique or a foreign key stands
 *         against it; ERR_BUSY another process holds the database, or the
 *         queue of writes is full; ERR_STORE (logged where it happens, never
 *         shown). A callback's own code ends the walk and is returned, but
 *         for ERR_ENOUGH: that ends it, and all is well.
 * Source  engines: engine.c, and tests/support/fault_store.c which wraps one
 *         and fails when told. A new engine fills struct store_ops
 *         (store_ops.h) and has its own folder of SQL under schema/.
 */
#ifndef LIB_STORE_STORE_H
#define LIB_STORE_STORE_H

#include "lib/base/err.h"
#include "lib/store/model.h"

#define STORE_PAGE_MAX   200
#define STORE_QUEUE_MAX  4096
#define STORE_BATCH_MAX  128
#define STORE_CONDITIONS 32

struct arena;
struct store; /* one opened database, shared by all threads  */
struct tx;    /* one transaction, used by one thread         */

/* ---- opening ---------------------------------------------------------- */

enum store_flag {
	STORE_CREATE = 1 << 0, /* make the file when it is absent       */
	STORE_LARGE = 1 << 1,  /* for one large write: memory is no matter */
};

/* Open "FILE" or "sqlite:FILE" and bring the schema up to this build's
 * version. The entities are laid out and outlive the store. The caller owns
 * *out: store_close(). ERR_INVALID with a message for the user: no such file,
 * not a registry, made by a newer program. */
MUST_CHECK enum err_code store_open(struct store **out, const char *where,
                                    unsigned flags,
                                    const struct entity *const *entities,
                                    size_t nentities, struct err *e);

/* Finishes the queued writes, then closes. No other call may be running. */
void store_close(struct store *s);

/* ERR_BUSY, with a message for the operator, when it cannot be read, or the next
 * write is likely to fail: the last one did, the disk is full, the file is no
 * longer there. It is tried now and then until it works again. */
MUST_CHECK enum err_code store_ready(struct store *s, struct err *e);

/* The seq of the newest change, as far as it is known. */
MUST_CHECK enum err_code store_seq(struct store *s, int64_t *out,
                                   struct err *e);

/* For how long the write that is under way has been, in milliseconds; 0: none is.
 * Changes that come later than what is read from now on bear a time no earlier
 * than that. */
int64_t store_write_ms(struct store *s);

/* From now on a thread looks several times in a second, and the two above say
 * at once what it saw. */
void store_watch(struct store *s);

/* ---- transactions ----------------------------------------------------- */

enum tx_mode {
	TX_READ,  /* one snapshot                                           */
	TX_WRITE, /* may share a commit with other writes; on failure it
	             alone is undone                                        */
	TX_BULK,  /* a transaction of its own; foreign keys are checked when
	             it ends                                                */
};

typedef enum err_code tx_fn(struct tx *tx, void *arg, struct err *e);

/* Run fn inside a transaction: committed when it returns ERR_OK and the commit
 * succeeds, undone otherwise. Waits for the commit. fn may run again when the
 * engine or one that shares the commit fails, so it changes nothing but the
 * database and what it sets again each time; it must not call store_run(). */
MUST_CHECK enum err_code store_run(struct store *s, enum tx_mode mode,
                                   tx_fn *fn, void *arg, struct err *e);

/* Within a write: run fn so that what it does is undone when it fails. An
 * engine that fails then is ERR_STORE, and the whole write is lost. */
MUST_CHECK enum err_code store_attempt(struct tx *tx, tx_fn *fn, void *arg,
                                       struct err *e);

/* The same for TX_WRITE without waiting: done(job) is called once, from the
 * writer's thread, after the commit or the failure; job->err tells which. fn may
 * run again before that, as in store_run(). The job must live until then; done
 * may free it. When the queue is full the code is ERR_BUSY and done is not
 * called. When the commit fails job->err is ERR_BUSY: try again. */
struct job {
	tx_fn *fn;
	void *arg;
	struct err *err;
	void (*done)(struct job *job);
	void *owner;      /* the caller's           */
	bool is_alone;    /* as TX_BULK: so large that others need not wait for
	                     its savepoint, too */
	struct job *next; /* the store's, and what follows */
	int64_t patience; /* until then it waits for its turn */
	bool is_saved;
};

MUST_CHECK enum err_code store_submit(struct store *s, struct job *job);

/* Who makes the changes of this write; by default the one who makes all of the
 * store (his name outlives it), and absent when nobody said. */
void store_write_as(struct tx *tx, struct str author);
void store_set_author(struct store *s, struct str author);
struct str store_author(const struct tx *tx);

/* The time of this write, for all of it; absent until it is set. */
void store_set_moment(struct tx *tx, struct str at);
struct str store_moment(const struct tx *tx);

/* What was stored is not what can have been stored: logged, with the table and
 * the id of the row; ERR_STORE. Whoever reads says so rather than trust it. */
enum err_code store_unsound(struct err *e, const char *table, struct str id,
                            const char *fmt, ...) PRINTF(4, 5);

/* ---- records ---------------------------------------------------------- */

struct list_rows {
	size_t n;
	struct value *cells; /* n times list->ncolumns, row by row */
};

struct row {
	struct value *values;    /* by entity->columns                 */
	struct list_rows *lists; /* by entity->lists; NULL when read   */
	struct str record;       /* canonical JSON                     */
};

typedef enum err_code row_fn(void *arg, const struct row *row, struct err *e);

MUST_CHECK enum err_code store_insert(struct tx *tx, const struct entity *t,
                                      const struct row *row, struct err *e);

/* By id. Rows of lists that did not change are left alone. */
MUST_CHECK enum err_code store_update(struct tx *tx, const struct entity *t,
                                      const struct row *row, struct err *e);
/* One column of a record, derived and hidden, without the rest of its row. */
MUST_CHECK enum err_code store_set(struct tx *tx, const struct entity *t,
                                   const struct column *c, struct str id,
                                   struct value value, struct err *e);
MUST_CHECK enum err_code store_remove(struct tx *tx, const struct entity *t,
                                      struct str id, struct err *e);

MUST_CHECK enum err_code store_find(struct tx *tx, const struct entity *t,
                                    struct str ref, struct arena *a,
                                    struct row *out, struct err *e);

/* The ids of all records after `after`, in order, without a look at what else
 * is there: for who checks whether that can be read. */
typedef enum err_code id_fn(void *arg, struct str id, struct err *e);

MUST_CHECK enum err_code store_ids(struct tx *tx, const struct entity *t,
                                   struct str after, size_t limit, id_fn *fn,
                                   void *arg, struct err *e);

/* The texts that stand in a column (of a list of that entity alone, or of
 * none), from `from` on, each once and in order. */
MUST_CHECK enum err_code store_values(struct tx *tx, const struct entity *t,
                                      const struct list *list,
                                      const struct column *column,
                                      struct str from, size_t limit, id_fn *fn,
                                      void *arg, struct err *e);

/* The items of one list of a record, in the order they were written; and new
 * ones, where the list is in a side table (those that did not change are left
 * alone). */
typedef enum err_code item_fn(void *arg, const struct value *cells,
                              struct err *e);

MUST_CHECK enum err_code store_items(struct tx *tx, const struct list *l,
                                     struct str owner, item_fn *fn, void *arg,
                                     struct err *e);
MUST_CHECK enum err_code store_items_put(struct tx *tx, const struct list *l,
                                         struct str owner,
                                         const struct list_rows *items,
                                         struct err *e);

/* ---- lists ------------------------------------------------------------ */

enum compare {
	CMP_EQ,  /* for a date: lies within the value; for a language: is it,
	            or begins with it, in any case (RFC 4647, 3.3.1) */
	CMP_LT,  /* for a date: its first day is before the value's first */
	CMP_LTE, /* for a date: its first day is not after the value's last */
	CMP_GT,  /* for a date: its last day is after the value's last   */
	CMP_GTE, /* for a date: its last day is not before the value's first */
	CMP_EXISTS, /* has a value                                    */
	CMP_ABSENT, /* has none                                       */
};

/* One of the values must fit. Conditions on columns of one list must fit one
 * and the same item of it; when all that is asked of a list is CMP_ABSENT, no
 * item may have a value. */
struct condition {
	const struct list *list; /* or NULL */
	const struct column *column;
	enum compare compare;
	bool exact; /* the caller's: a code stands for itself alone */
	const struct value *values;
	size_t nvalues;
};

/* Ordered by `sort` (text by code point; records without a value first), then
 * by key; both turned round when descending. */
struct query {
	struct condition conditions[STORE_CONDITIONS]; /* all must hold */
	size_t nconditions;
	const struct column *sort; /* NULL: by key */
	bool descending;
	bool has_after;     /* start after this place */
	struct value after; /* the sort column's value */
	struct str after_key;
	size_t limit;
	bool slim; /* of the values only the common ones, the sort column's, and
	              those that are derived or F_READ; the rest is absent */
};

MUST_CHECK enum err_code store_list(struct tx *tx, const struct entity *t,
                                    const struct query *q, row_fn *fn,
                                    void *arg, struct err *e);
MUST_CHECK enum err_code store_count(struct tx *tx, const struct entity *t,
                                     const struct query *q, int64_t *out,
                                     struct err *e);

/* Records as they stood after the change seq, by key; a row has id, key, rev and
 * record. A query without an order, of conditions that the past knows: on
 * members of the record itself, not on what follows from others. */
bool store_past_knows(const struct condition *c);
MUST_CHECK enum err_code store_past(struct tx *tx, const struct entity *t,
                                    const struct query *q, int64_t seq,
                                    row_fn *fn, void *arg, struct err *e);
MUST_CHECK enum err_code store_past_count(struct tx *tx, const struct entity *t,
                                          const struct query *q, int64_t seq,
                                          int64_t *out, struct err *e);

/* The records of `target` that the given owners (ids, of entity t) refer to
 * through one column (of a list or not), each once, by key. */
MUST_CHECK enum err_code store_related(struct tx *tx, const struct entity *t,
                                       const struct list *list,
                                       const struct column *column,
                                       const struct str *owners, size_t nowners,
                                       const struct entity *target, row_fn *fn,
                                       void *arg, struct err *e);

/* ---- evidence --------------------------------------------------------- */

/* One of these; with n 0 there is no condition. */
struct any {
	const struct str *of;
	size_t n;
};

/* The members with conflicting claims, of records of all kinds, in the order
 * of kind, key and field; after a place. */
struct conflict {
	struct str kind, id, key, field;
};

struct conflicts {
	struct any kinds, fields, states, grades, flags;
	struct any sources;     /* ids: a claim is taken from one of them */
	struct any instruments; /* ids: of one of them, or of its parts */
	bool has_after;
	struct conflict after; /* without its id */
	size_t limit;
};

typedef enum err_code conflict_fn(void *arg, const struct conflict *c,
                                  struct err *e);

MUST_CHECK enum err_code store_conflicts(struct tx *tx,
                                         const struct conflicts *q,
                                         conflict_fn *fn, void *arg,
                                         struct err *e);
MUST_CHECK enum err_code store_conflicts_count(struct tx *tx,
                                               const struct conflicts *q,
                                               int64_t *out, struct err *e);

/* How many records of a kind have a member in a state and of a grade; never 0.
 */
struct covered {
	struct str kind, field, state, grade;
	int64_t n;
};

typedef enum err_code covered_fn(void *arg, const struct covered *c,
                                 struct err *e);

/* In the order of kind, field, state and grade; stored counts, so that
 * their number and not that of the records is what it costs. Of one instrument
 * (its id) and its provisions, unless absent: these are counted then. */
MUST_CHECK enum err_code store_coverage(struct tx *tx, struct str instrument,
                                        covered_fn *fn, void *arg,
                                        struct err *e);

/* How many instruments have an official text among the sources; and how many of
 * their own members that a text can state are of each grade, without field and
 * state. Stored, too; counted of one instrument, whether it has a text or not.
 */
MUST_CHECK enum err_code
store_text_coverage(struct tx *tx, struct str instrument, int64_t *instruments,
                    covered_fn *fn, void *arg, struct err *e);

/* What is taken from a source: stored as well. */
struct yield {
	int64_t passages, assertions, members;
};

MUST_CHECK enum err_code store_yield(struct tx *tx, struct str source,
                                     struct yield *out, struct err *e);

/* ---- changes ---------------------------------------------------------- */

#define OP_PUT    "put"
#define OP_DELETE "delete"

/* What was changed; record only for a put. The rev of a delete is that of the
 * record deleted. `from` is there when it was taken from another registry: a
 * JSON object that says which change of it this is. `arrived` is when a copy
 * took it over, outside of the chain; absent where that is not later. */
struct change {
	int64_t seq;
	int64_t rev;
	struct str at, by, kind, op, id, key, record, prev, hash, from, arrived;
	bool is_first; /* to be appended: its record has no earlier one, as is
	                  known */
};

typedef enum err_code change_fn(void *arg, const struct change *c,
                                struct err *e);

/* Its texts live in the arena from now on. */
void change_keep(struct arena *a, struct change *c);

/* seq 0 and absent texts when there is none. */
MUST_CHECK enum err_code store_head(struct tx *tx, struct arena *a,
                                    struct change *out, struct err *e);

/* What the next change follows; seq 0 when there is none. Who appends one after
 * another need not look for it. */
struct tip {
	int64_t seq;
	char hash[72];
};

MUST_CHECK enum err_code store_tip(struct tx *tx, struct tip *out,
                                   struct err *e);

/* Its seq alone, and cheaply: what was made of records as a TX_READ finds them
 * is as good as new in another one that sees the same. */
MUST_CHECK enum err_code store_newest(struct tx *tx, int64_t *out,
                                      struct err *e);
MUST_CHECK enum err_code store_append(struct tx *tx, const struct change *c,
                                      struct err *e);

/* Those after `since`, in order, any limit. */
MUST_CHECK enum err_code store_changes(struct tx *tx, int64_t since,
                                       size_t limit, change_fn *fn, void *arg,
                                       struct err *e);

/* The address of the registry that this one is a copy of; absent when it is
 * none. */
MUST_CHECK enum err_code store_origin(struct tx *tx, struct arena *a,
                                      struct str *out, struct err *e);
MUST_CHECK enum err_code store_set_origin(struct tx *tx, struct str url,
                                          struct err *e);

/* By which key that one signs; absent when it is not known. */
MUST_CHECK enum err_code store_origin_key(struct tx *tx, struct arena *a,
                                          struct str *out, struct err *e);
MUST_CHECK enum err_code store_set_origin_key(struct tx *tx, struct str key,
                                              struct err *e);

/* ---- source texts ----------------------------------------------------- */

enum text_unit { UNIT_BYTE, UNIT_CODE_POINT, UNIT_UTF16 };

struct text {
	struct str sha256;
	int64_t bytes, code_points, utf16;
};

/* A part of a text that starts and ends between code points. */
struct piece {
	int64_t byte, code_point, utf16; /* where it starts */
	struct str body;
};

/* ERR_CONFLICT when it is there already. */
MUST_CHECK enum err_code store_text_add(struct tx *tx, const struct text *text,
                                        struct err *e);
MUST_CHECK enum err_code store_piece_add(struct tx *tx, struct str sha256,
                                         const struct piece *piece,
                                         struct err *e);
MUST_CHECK enum err_code store_text_find(struct tx *tx, struct str sha256,
                                         struct arena *a, struct text *out,
                                         struct err *e);

/* The piece that holds the place, or its rest from before that on; the last one
 * at the end. Who writes has its bytes until the next one is asked for. */
MUST_CHECK enum err_code store_piece_find(struct tx *tx, struct str sha256,
                                          enum text_unit unit, int64_t at,
                                          struct arena *a, struct piece *out,
                                          struct err *e);

/* ---- passages in later editions --------------------------------------- */

/* What was found of one passage in one edition, in code points. */
struct anchor {
	struct str source, target; /* id; digest of the edition looked in */
	struct str passage;        /* id                                  */
	struct str edition;        /* the one it counted in,              */
	int64_t start, end;        /* and where                           */
	struct str state;   /* unchanged, moved, changed, ambiguous, lost;
	                       found: by its fingerprint           */
	int64_t similarity; /* of the first place, 0..1000         */
	struct str places;  /* JSON: [[start,end],...]             */
	struct str print;   /* SHA-256 of the fingerprint by which it was
	                       looked for, or absent               */
	bool gave_up;       /* lost: not all was compared          */
};

/* What was found before of the passage in that edition is replaced. */
MUST_CHECK enum err_code
store_anchor_put(struct tx *tx, const struct anchor *anchor, struct err *e);
MUST_CHECK enum err_code store_anchor_find(struct tx *tx, struct str source,
                                           struct str target,
                                           struct str passage, struct arena *a,
                                           struct anchor *out, struct err *e);

/* In the order of start, then passage; after the place given. */
struct anchors {
	struct str source, target;
	struct str state; /* absent: any */
	int64_t after_start;
	struct str after_passage;
	size_t limit;
};

typedef enum err_code anchor_fn(void *arg, const struct anchor *anchor,
                                struct err *e);
MUST_CHECK enum err_code store_anchors(struct tx *tx, const struct anchors *q,
                                       anchor_fn *fn, void *arg, struct err *e);

/* How many there are of each state that occurs. */
typedef enum err_code tally_fn(void *arg, struct str state, int64_t n,
                               struct err *e);
MUST_CHECK enum err_code store_anchor_tally(struct tx *tx, struct str source,
                                            struct str target, tally_fn *fn,
                                            void *arg, struct err *e);

/* ---- search ----------------------------------------------------------- */

/* What a record is found by, and the ids of what it belongs to; an instrument
 * belongs to itself. */
struct document {
	struct str parts[SEARCH__COUNT]; /* SEARCH_NONE unused */
	struct str instrument, source;   /* absent, or not there: nothing */
	int64_t beside;    /* words of it that make it no longer: others' */
	struct str facets; /* stored beside it, for store_indexed() */
};

/* Indexing replaces the words of `old` (absent for a new record) by those of
 * `new` (absent for a deleted one); `old` must be what was indexed before, word
 * for word. When both have the same words, what it belongs to and its version
 * are new. The record must be there: index after its insert and before its
 * remove, else ERR_NOT_FOUND. */
MUST_CHECK enum err_code store_index(struct tx *tx, const struct entity *t,
                                     struct str id, const struct document *old,
                                     const struct document *new, struct err *e);

struct term {
	struct str text; /* of any words; more than one make a phrase       */
	bool prefix;     /* the last word may go on                         */
	bool other;      /* stands for another, so it counts a little less  */
	unsigned parts;  /* where it may stand, 1u << SEARCH_TITLE and so on;
	                    0: anywhere                                     */
	uint8_t clause;  /* all clauses must hold,                          */
	uint8_t alternative; /* each by one of its alternatives, all of whose
	                        terms must stand                        */
};

#define SEARCH_TERMS_MAX 64

/* Terms, alternatives and clauses without any word are left out. */
struct search {
	struct term terms[SEARCH_TERMS_MAX]; /* by clause, then alternative */
	size_t nterms;
	bool without[SEARCH_TERMS_MAX]; /* by clause: it must not hold */
	bool narrows[SEARCH_TERMS_MAX]; /* by clause: anywhere is as good as
	                                   in the title */
	bool everything; /* all that has words, whatever they are */

	/* Unless 0, so many clauses must hold, among them those that are not
	 * loose, and of what the loose ones are worth - the rarer, the more -
	 * this share; only so many of them may stand nowhere. There are at
	 * most SEARCH_LOOSE_MAX clauses. */
	uint8_t least, nowhere;
	uint8_t share;                /* of SEARCH_LACKS */
	bool loose[SEARCH_TERMS_MAX]; /* by clause */
};

#define SEARCH_LOOSE_MAX 16
#define SEARCH_LACKS     12

/* One record found. Its document id (docid) is a small number that is its own
 * for good, also when it is deleted and made again. */
struct found {
	uint32_t n; /* its docid                            */
	uint32_t instrument,
		source;    /* docids of what it belongs to; 0: nothing */
	float score;       /* the greater the better, within a tier */
	uint8_t kind;      /* by the entities of store_open()      */
	uint8_t tier : 4;  /* 0: every clause that holds does within title and
	                     names, 1: within these and the summary, 2:
	                     anywhere                                       */
	uint8_t lacks : 4; /* what its missing clauses are worth, of
	                      SEARCH_LACKS */
	uint16_t missing;  /* loose clauses that do not hold, 1 << clause */
};

/* All that is found, in the order of n. A search that asks for no word finds
 * nothing, unless it is for everything: then also what is newer than tx, and
 * perhaps gone. In a TX_READ only. */
MUST_CHECK enum err_code store_search(struct tx *tx, const struct search *s,
                                      struct arena *a, struct found **out,
                                      size_t *n, struct err *e);

MUST_CHECK enum err_code store_docid_find(struct tx *tx, uint32_t n,
                                          struct arena *a, const char **kind,
                                          struct str *id, struct err *e);
MUST_CHECK enum err_code store_docid_of(struct tx *tx, const struct entity *t,
                                        struct str id, uint32_t *out,
                                        struct err *e);

/* The docids of the records that fit q's conditions; no order, no limit. */
typedef enum err_code docid_fn(void *arg, uint32_t n, struct err *e);
MUST_CHECK enum err_code store_docids(struct tx *tx, const struct entity *t,
                                      const struct query *q, docid_fn *fn,
                                      void *arg, struct err *e);

/* What was indexed last under a docid; a record that is gone belongs to what it
 * belonged to. */
struct indexed {
	uint32_t n, instrument, source;
	uint8_t kind;
	bool gone;
	struct str facets; /* of its document, during the call */
};

typedef enum err_code indexed_fn(void *arg, const struct indexed *i,
                                 struct err *e);

/* What was indexed since a version, each docid once, in the order of versions,
 * at most `limit`; since 0, all that ever was, in the order of docids.
 * *version becomes the newest that was given. Versions only grow, by each
 * store_index(); those of a write that was undone are given again, so a cache
 * is filled in a TX_READ only. */
MUST_CHECK enum err_code store_indexed(struct tx *tx, int64_t since,
                                       size_t limit, indexed_fn *fn, void *arg,
                                       int64_t *version, struct err *e);
MUST_CHECK enum err_code store_index_version(struct tx *tx, int64_t *out,
                                             struct err *e);

/* Stale: the index was made by other rules (tokens.h) than this program's; that
 * of a new file is not. store_index_reset() empties it and makes it this
 * program's, and the caller indexes all records again. Without facets: it was
 * made before documents had any; the caller indexes the instruments again, then
 * calls store_index_has_facets(). */
enum index_state { INDEX_CURRENT, INDEX_WITHOUT_FACETS, INDEX_STALE };

MUST_CHECK enum err_code store_index_state(struct tx *tx, enum index_state *out,
                                           struct err *e);
MUST_CHECK enum err_code store_index_has_facets(struct tx *tx, struct err *e);
MUST_CHECK enum err_code store_index_reset(struct tx *tx, struct err *e);

/* All that the index holds, summed up by one walk, so that each record can be
 * compared with it: are the words, their number and what it belongs to those
 * of its document? What is left when all were compared is nobody's. */
struct index_sums;

MUST_CHECK enum err_code store_index_sums(struct tx *tx, struct arena *a,
                                          struct index_sums **out,
                                          struct err *e);
MUST_CHECK enum err_code store_index_holds(struct tx *tx, struct index_sums *s,
                                           const struct entity *t,
                                           struct str id,
                                           const struct document *d, bool *out,
                                           struct err *e);
MUST_CHECK enum err_code store_index_rest(struct tx *tx, struct index_sums *s,
                                          size_t *out, struct err *e);

/* ---- names ------------------------------------------------------------ */

/* What a record is called. */
struct name {
	struct str folded; /* its words as words_each() gives them, one blank
	                      between */
	struct str name;   /* as it is written                */
	int64_t weight;    /* the greater comes first         */
};

/* All names of a record, in place of those it had. ERR_NOT_FOUND when there is
 * no such record; they go with it. */
MUST_CHECK enum err_code store_names_put(struct tx *tx, const struct entity *t,
                                         struct str id,
                                         const struct name *names, size_t n,
                                         struct err *e);

struct named {
	const char *kind;
	struct str id;
	struct name name;
};

typedef enum err_code name_fn(void *arg, const struct named *named,
                              struct err *e);

/* All of one record, in the order they were put. */
MUST_CHECK enum err_code store_names_of(struct tx *tx, const struct entity *t,
                                        struct str id, name_fn *fn, void *arg,
                                        struct err *e);

/* Names that have the word, and names that are just these words, the
 * weightiest first. */
MUST_CHECK enum err_code store_names_with(struct tx *tx, struct str word,
                                          size_t limit, name_fn *fn, void *arg,
                                          struct err *e);
MUST_CHECK enum err_code store_names_called(struct tx *tx, struct str folded,
                                            size_t limit, name_fn *fn,
                                            void *arg, struct err *e);

/* Words of names that begin so, those that stand in most names first; and in
 * how many names a word stands. */
MUST_CHECK enum err_code store_words_with(struct tx *tx, struct str prefix,
                                          size_t limit, tally_fn *fn, void *arg,
                                          struct err *e);
MUST_CHECK enum err_code store_word_uses(struct tx *tx, struct str word,
                                         int64_t *out, struct err *e);

/* ---- stored answers to requests that are sent again -------------------- */

struct stored_answer {
	struct str who, name; /* whose request, and what they call it */
	struct str digest;    /* of the request                       */
	struct str at;
	struct str location, body;
	int64_t rev;
};

/* Answers given before `until` are forgotten along the way. ERR_CONFLICT when
 * there is one of that name. */
MUST_CHECK enum err_code store_answer_put(struct tx *tx,
                                          const struct stored_answer *answer,
                                          struct str until, struct err *e);

/* One given since `since`. */
MUST_CHECK enum err_code store_answer_find(struct tx *tx, struct str who,
                                           struct str name, struct str since,
                                           struct arena *a,
                                           struct stored_answer *out,
                                           struct err *e);

/* ---- care ------------------------------------------------------------- */

/* The engine's own check of the file (structure, foreign keys, texts and, while
 * writers wait, the index of words); fn hears each complaint. */
typedef void complaint_fn(void *arg, struct str complaint);
MUST_CHECK enum err_code store_check(struct store *s, bool words,
                                     complaint_fn *fn, void *arg,
                                     struct err *e);

/* A consistent copy into a new file, while others write; called PATH.partial
 * until it is whole. */
MUST_CHECK enum err_code store_backup(struct store *s, const char *path,
                                      struct err *e);

#endif
