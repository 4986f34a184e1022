/*
 * fault_tx.h - what the files of the failing store share; no one else's
 *
 * Shapes  CALL() in an operation is its failure when that is due, else what
 *         the wrapped store says.
 * Errors  as fault_store.h says.
 * Source  fault_store.h.
 */
#ifndef TESTS_SUPPORT_FAULT_TX_H
#define TESTS_SUPPORT_FAULT_TX_H

#include <stdatomic.h>

#include "lib/store/harvest.h"
#include "lib/store/store_ops.h"

struct fault_store {
	struct store base;
	struct store *inner;
	atomic_int left;
	enum err_code code;
	atomic_bool forgets;
};

struct fault_tx {
	struct tx base;
	struct tx *inner;
	struct fault_store *store;
	bool is_lost;
};

bool fault_is_due(struct fault_store *f, struct err *e);

#define OWN(tx)     ((struct fault_tx *)(tx))
#define INNER(tx)   (OWN(tx)->inner)
#define DUE(tx, e)  fault_is_due(OWN(tx)->store, (e))
#define CALL(inner) (DUE(tx, e) ? e->code : (inner))

/* fault_anchors.c */
enum err_code fault_anchor_put(struct tx *, const struct anchor *,
                               struct err *);
enum err_code fault_anchor_find(struct tx *, struct str, struct str, struct str,
                                struct arena *, struct anchor *, struct err *);
enum err_code fault_anchors(struct tx *, const struct anchors *, anchor_fn *,
                            void *, struct err *);
enum err_code fault_anchor_tally(struct tx *, struct str, struct str,
                                 tally_fn *, void *, struct err *);

/* fault_beside.c */
uint64_t fault_commits(struct store *);
int64_t fault_written(struct tx *);
enum err_code fault_harvest(struct tx *, struct str, int64_t, int64_t, size_t,
                            change_fn *, void *, struct err *);
enum err_code fault_sets_of(struct tx *, int64_t, id_fn *, void *,
                            struct err *);
enum err_code fault_sets(struct tx *, id_fn *, void *, struct err *);
enum err_code fault_webhook_put(struct tx *, const struct webhook *,
                                struct err *);
enum err_code fault_webhook_find(struct tx *, struct str, struct arena *,
                                 struct webhook *, struct err *);
enum err_code fault_webhook_remove(struct tx *, struct str, struct err *);
enum err_code fault_webhooks(struct tx *, webhook_fn *, void *, struct err *);
enum err_code fault_delivery_add(struct tx *, const struct delivery *,
                                 struct err *);
enum err_code fault_deliveries(struct tx *, struct str, size_t, delivery_fn *,
                               void *, struct err *);

/* fault_origins.c */
enum err_code fault_origin_put(struct tx *, const struct origin *,
                               struct err *);
enum err_code fault_origin_find(struct tx *, struct str, struct arena *,
                                struct origin *, struct err *);
enum err_code fault_origins(struct tx *, origin_fn *, void *, struct err *);
enum err_code fault_origin_remove(struct tx *, struct str, struct err *);
enum err_code fault_aside_put(struct tx *, const struct aside *, struct err *);
enum err_code fault_aside_remove(struct tx *, struct str, struct str,
                                 struct str, struct err *);
enum err_code fault_asides(struct tx *, struct str, int64_t, size_t, aside_fn *,
                           void *, struct err *);
enum err_code fault_aside_count(struct tx *, struct str, int64_t *,
                                struct err *);

/* fault_proofs.c */
enum err_code fault_change_hash(struct tx *, int64_t, struct arena *,
                                struct str *, struct err *);
enum err_code fault_tree_find(struct tx *, unsigned, int64_t, struct arena *,
                              struct str *, struct err *);
enum err_code fault_tree_put(struct tx *, unsigned, int64_t, struct str,
                             struct err *);
enum err_code fault_tree_size(struct tx *, unsigned, int64_t *, struct err *);
enum err_code fault_signers(struct tx *, signer_fn *, void *, struct err *);
enum err_code fault_signer_add(struct tx *, const struct signer *,
                               struct err *);

#endif
