/*
 * signer.h - heads of the chain are signed
 *
 * Shapes  what is signed of a head is the text
 *           instrument-registry head\n SIZE\n ROOT\n TIME\n
 *         (each line ended by a line feed, no blanks): the number of changes,
 *         the root of their tree, the time of the newest one. So the same head
 *         has the same signature. What a key signs of its successor is
 *           instrument-registry key\n KEY\n
 *         The secret is in the database, and in no backup: two registries with
 *         one key could say different things in one name.
 * Units   size counts changes; digests and keys are hex digits.
 * Errors  signer_head(): ERR_NOT_FOUND when there is no key, no change, or the
 *         tree is not ready.
 * Source  change_tree.h, lib/data/signature.h; RFC 9162, 4.10.
 */
#ifndef SERVER_REGISTRY_MODEL_SIGNER_H
#define SERVER_REGISTRY_MODEL_SIGNER_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

struct signed_head {
	int64_t size;
	struct str root, time, key, signature;
};

/* Of the head as it is. */
MUST_CHECK enum err_code signer_head(struct tx *tx, struct arena *a,
                                     const struct change *head,
                                     struct signed_head *out, struct err *e);

/* Was it signed by its key? */
bool signer_holds(struct arena *a, const struct signed_head *head);

/* Did the one key sign that the other follows it? */
bool signer_endorses(struct arena *a, struct str key, struct str successor,
                     struct str endorsement);

/* A key is made where there is none that signs; and another one that takes its
 * place, of which *key is what it is called. */
MUST_CHECK enum err_code signer_start(struct store *s, struct err *e);
MUST_CHECK enum err_code signer_rotate(struct store *s, struct arena *a,
                                       struct str *key, struct err *e);

#endif
