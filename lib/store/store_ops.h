/*
 * store_ops.h - what an engine must supply; included by engines and store.c
 *
 * Shapes  An engine embeds struct store and struct tx as first member of its
 *         own structs. Every operation means what store.h says of it.
 *         begin() opens a transaction, end() commits or rolls back; between
 *         them mark() opens a savepoint and unmark() keeps or undoes what
 *         came since. Only one write transaction is ever open in a process,
 *         and it is begun, used and ended by one thread, the store's writer.
 *         begin() waits for the writers of other processes at most wait_ms.
 *         written() counts what the transaction has changed, savepoint or not,
 *         and lets go of what a write that was left held; -1 when all of it is
 *         lost.
 *         tend(), which may be NULL, is called by that thread after commits,
 *         and with `idle` once a second while no write comes.
 * Errors  an engine maps its own failures to store.h's list, nothing else.
 *         When unmark() fails the whole transaction is lost.
 * Source  the vtable form follows git's ref_storage_be.
 */
#ifndef LIB_STORE_STORE_OPS_H
#define LIB_STORE_STORE_OPS_H

#include "lib/store/fetched.h"
#include "lib/store/harvest.h"
#include "lib/store/history.h"
#include "lib/store/keys.h"
#include "lib/store/origins.h"
#include "lib/store/pending.h"
#include "lib/store/proofs.h"
#include "lib/store/store.h"
#include "lib/store/webhooks.h"

struct store_ops {
	const char *scheme; /* the part of `where` before ':' */
	enum err_code (*open)(struct store **, const char *, unsigned,
	                      const struct entity *const *, size_t,
	                      struct err *);
	void (*close)(struct store *);
	void (*tend)(struct store *, bool idle);

	enum err_code (*ready)(struct store *, struct err *);
	int64_t (*write_ms)(struct store *);
	uint64_t (*commits)(struct store *);

	enum err_code (*begin)(struct store *, enum tx_mode, unsigned wait_ms,
	                       struct tx **, struct err *);
	enum err_code (*mark)(struct tx *, struct err *);
	enum err_code (*unmark)(struct tx *, bool keep, struct err *);
	int64_t (*written)(struct tx *);
	enum err_code (*end)(struct tx *, bool commit, struct err *);

	enum err_code (*insert)(struct tx *, const struct entity *,
	                        const struct row *, struct err *);
	enum err_code (*update)(struct tx *, const struct entity *,
	                        const struct row *, struct err *);
	enum err_code (*set)(struct tx *, const struct entity *,
	                     const struct column *, struct str, struct value,
	                     struct err *);
	enum err_code (*remove)(struct tx *, const struct entity *, struct str,
	                        struct err *);
	enum err_code (*find)(struct tx *, const struct entity *, struct str,
	                      struct arena *, struct row *, struct err *);
	enum err_code (*ids)(struct tx *, const struct entity *, struct str,
	                     size_t, id_fn *, void *, struct err *);
	enum err_code (*values)(struct tx *, const struct entity *,
	                        const struct list *, const struct column *,
	                        struct str, size_t, id_fn *, void *,
	                        struct err *);
	enum err_code (*items)(struct tx *, const struct list *, struct str,
	                       item_fn *, void *, struct err *);
	enum err_code (*items_put)(struct tx *, const struct list *, struct str,
	                           const struct list_rows *, struct err *);
	enum err_code (*list)(struct tx *, const struct entity *,
	                      const struct query *, row_fn *, void *,
	                      struct err *);
	enum err_code (*count)(struct tx *, const struct entity *,
	                       const struct query *, int64_t *, struct err *);
	enum err_code (*past)(struct tx *, const struct entity *,
	                      const struct query *, int64_t, row_fn *, void *,
	                      struct err *);
	enum err_code (*past_count)(struct tx *, const struct entity *,
	                            const struct query *, int64_t, int64_t *,
	                            struct err *);
	enum err_code (*related)(struct tx *, const struct entity *,
	                         const struct list *, const struct column *,
	                         const struct str *, size_t,
	                         const struct entity *, row_fn *, void *,
	                         struct err *);

	enum err_code (*conflicts)(struct tx *, const struct conflicts *,
	                           conflict_fn *, void *, struct err *);
	enum err_code (*conflicts_count)(struct tx *, const struct conflicts *,
	                                 int64_t *, struct err *);
	enum err_code (*coverage)(struct tx *, struct str, covered_fn *, void *,
	                          struct err *);
	enum err_code (*text_coverage)(struct tx *, struct str, int64_t *,
	                               covered_fn *, void *, struct err *);
	enum err_code (*yield)(struct tx *, struct str, struct yield *,
	                       struct err *);

	enum err_code (*newest)(struct tx *, int64_t *, struct err *);
	enum err_code (*head)(struct tx *, struct arena *, struct change *,
	                      struct err *);
	enum err_code (*append)(struct tx *, const struct change *,
	                        struct err *);
	enum err_code (*changes)(struct tx *, int64_t, size_t, change_fn *,
	                         void *, struct err *);
	enum err_code (*last_change)(struct tx *, struct str, struct str,
	                             int64_t, struct arena *, struct change *,
	                             struct err *);
	enum err_code (*revision)(struct tx *, struct str, struct str, int64_t,
	                          struct arena *, struct change *,
	                          struct err *);

	enum err_code (*history)(struct tx *, struct str, struct str, int64_t,
	                         size_t, change_fn *, void *, struct err *);
	enum err_code (*history_count)(struct tx *, struct str, struct str,
	                               int64_t *, struct err *);
	enum err_code (*harvest)(struct tx *, struct str, int64_t, int64_t,
	                         size_t, change_fn *, void *, struct err *);
	enum err_code (*sets_of)(struct tx *, int64_t, id_fn *, void *,
	                         struct err *);
	enum err_code (*sets)(struct tx *, id_fn *, void *, struct err *);

	enum err_code (*text_add)(struct tx *, const struct text *,
	                          struct err *);
	enum err_code (*piece_add)(struct tx *, struct str,
	                           const struct piece *, struct err *);
	enum err_code (*text_find)(struct tx *, struct str, struct arena *,
	                           struct text *, struct err *);
	enum err_code (*piece_find)(struct tx *, struct str, enum text_unit,
	                            int64_t, struct arena *, struct piece *,
	                            struct err *);

	enum err_code (*anchor_put)(struct tx *, const struct anchor *,
	                            struct err *);
	enum err_code (*anchor_find)(struct tx *, struct str, struct str,
	                             struct str, struct arena *,
	                             struct anchor *, struct err *);
	enum err_code (*anchors)(struct tx *, const struct anchors *,
	                         anchor_fn *, void *, struct err *);
	enum err_code (*anchor_tally)(struct tx *, struct str, struct str,
	                              tally_fn *, void *, struct err *);

	enum err_code (*index)(struct tx *, const struct entity *, struct str,
	                       const struct document *, const struct document *,
	                       struct err *);
	enum err_code (*search)(struct tx *, const struct search *,
	                        struct arena *, struct found **, size_t *,
	                        struct err *);
	enum err_code (*docid_find)(struct tx *, uint32_t, struct arena *,
	                            const char **, struct str *, struct err *);
	enum err_code (*docid_of)(struct tx *, const struct entity *,
	                          struct str, uint32_t *, struct err *);
	enum err_code (*docids)(struct tx *, const struct entity *,
	                        const struct query *, docid_fn *, void *,
	                        struct err *);
	enum err_code (*indexed)(struct tx *, int64_t, size_t, indexed_fn *,
	                         void *, int64_t *, struct err *);
	enum err_code (*index_version)(struct tx *, int64_t *, struct err *);
	enum err_code (*index_state)(struct tx *, enum index_state *,
	                             struct err *);
	enum err_code (*index_has_facets)(struct tx *, struct err *);
	enum err_code (*index_reset)(struct tx *, struct err *);

	enum err_code (*names_put)(struct tx *, const struct entity *,
	                           struct str, const struct name *, size_t,
	                           struct err *);
	enum err_code (*index_sums)(struct tx *, struct arena *,
	                            struct index_sums **, struct err *);
	enum err_code (*index_holds)(struct tx *, struct index_sums *,
	                             const struct entity *, struct str,
	                             const struct document *, bool *,
	                             struct err *);
	enum err_code (*index_rest)(struct tx *, struct index_sums *, size_t *,
	                            struct err *);

	enum err_code (*names_of)(struct tx *, const struct entity *,
	                          struct str, name_fn *, void *, struct err *);
	enum err_code (*names_with)(struct tx *, struct str, size_t, name_fn *,
	                            void *, struct err *);
	enum err_code (*names_called)(struct tx *, struct str, size_t,
	                              name_fn *, void *, struct err *);
	enum err_code (*words_with)(struct tx *, struct str, size_t, tally_fn *,
	                            void *, struct err *);
	enum err_code (*word_uses)(struct tx *, struct str, int64_t *,
	                           struct err *);

	enum err_code (*key_add)(struct tx *, const struct api_key *,
	                         struct err *);
	enum err_code (*key_find)(struct tx *, struct str, struct arena *,
	                          struct api_key *, struct err *);
	enum err_code (*keys)(struct tx *, api_key_fn *, void *, struct err *);
	enum err_code (*key_revoke)(struct tx *, struct str, struct str,
	                            struct err *);

	enum err_code (*setting)(struct tx *, const char *, struct arena *,
	                         struct str *, struct err *);
	enum err_code (*set_setting)(struct tx *, const char *, struct str,
	                             struct err *); /* absent: none any more */
	enum err_code (*answer_put)(struct tx *, const struct stored_answer *,
	                            struct str, struct err *);
	enum err_code (*answer_find)(struct tx *, struct str, struct str,
	                             struct str, struct arena *,
	                             struct stored_answer *, struct err *);

	enum err_code (*fetch_put)(struct tx *, const struct fetched *,
	                           struct err *);
	enum err_code (*fetch_find)(struct tx *, struct str, struct arena *,
	                            struct fetched *, struct err *);

	enum err_code (*webhook_put)(struct tx *, const struct webhook *,
	                             struct err *);
	enum err_code (*webhook_find)(struct tx *, struct str, struct arena *,
	                              struct webhook *, struct err *);
	enum err_code (*webhook_remove)(struct tx *, struct str, struct err *);
	enum err_code (*webhooks)(struct tx *, webhook_fn *, void *,
	                          struct err *);
	enum err_code (*delivery_add)(struct tx *, const struct delivery *,
	                              struct err *);
	enum err_code (*deliveries)(struct tx *, struct str, size_t,
	                            delivery_fn *, void *, struct err *);

	enum err_code (*origin_put)(struct tx *, const struct origin *,
	                            struct err *);
	enum err_code (*origin_find)(struct tx *, struct str, struct arena *,
	                             struct origin *, struct err *);
	enum err_code (*origins)(struct tx *, origin_fn *, void *,
	                         struct err *);
	enum err_code (*origin_remove)(struct tx *, struct str, struct err *);
	enum err_code (*aside_put)(struct tx *, const struct aside *,
	                           struct err *);
	enum err_code (*aside_remove)(struct tx *, struct str, struct str,
	                              struct str, struct err *);
	enum err_code (*asides)(struct tx *, struct str, int64_t, size_t,
	                        aside_fn *, void *, struct err *);
	enum err_code (*aside_count)(struct tx *, struct str, int64_t *,
	                             struct err *);

	enum err_code (*pending_put)(struct tx *, const struct pending *,
	                             struct err *);
	enum err_code (*pending_find)(struct tx *, struct arena *,
	                              struct pending *, struct err *);

	enum err_code (*change_hash)(struct tx *, int64_t, struct arena *,
	                             struct str *, struct err *);
	enum err_code (*tree_find)(struct tx *, unsigned, int64_t,
	                           struct arena *, struct str *, struct err *);
	enum err_code (*tree_put)(struct tx *, unsigned, int64_t, struct str,
	                          struct err *);
	enum err_code (*tree_size)(struct tx *, unsigned, int64_t *,
	                           struct err *);
	enum err_code (*signers)(struct tx *, signer_fn *, void *,
	                         struct err *);
	enum err_code (*signer_add)(struct tx *, const struct signer *,
	                            struct err *);

	enum err_code (*check)(struct store *, bool, complaint_fn *, void *,
	                       struct err *);
	enum err_code (*backup)(struct store *, const char *, struct err *);
};

struct writer; /* writer.c */

struct store {
	const struct store_ops *ops;
	struct writer *writer; /* set by store_start()     */
	struct watch *watch;   /* by store_watch(), or NULL */
	struct str author;     /* by store_set_author(), or absent */
	rest_fn *rest;         /* by store_go_on(), or NULL */
};

/* What store_ready() and store_seq() say, looked up now. */
MUST_CHECK enum err_code store_look(struct store *s, int64_t *seq,
                                    struct err *e);

/* Give a store its writer thread. store_open() does; who makes a store in
 * another way (a wrapper) calls it. store_close() ends the thread. */
void store_start(struct store *s);

/* Run fn within arena_guard(): a request that takes more memory or work than it
 * may is stopped in the midst of fn, and fails. The statements that fn was
 * running are given back when the transaction ends. */
MUST_CHECK enum err_code store_guard(struct tx *tx, tx_fn *fn, void *arg,
                                     struct err *e);

#define TIPS_MAX 16 /* of which a subtree of the changes is made */

struct tx {
	const struct store_ops *ops;
	enum tx_mode mode;
	struct str author; /* who makes the changes, or absent  */
	char moment[32];   /* by store_set_moment(), or empty */
	struct tip tip;    /* the change it appended last; seq 0: none */
	struct tip recent[TIPS_MAX]; /* the last ones, by seq % TIPS_MAX */
	bool is_no_copy;             /* it was asked for the origin: none */
	bool leaves_rest;            /* it noted something that is pending */
};

/* The hash of a change that the transaction has appended or looked for last;
 * absent when it is another. */
struct str change_recent(const struct tx *tx, int64_t seq);

extern const struct store_ops store_sqlite;

#endif
