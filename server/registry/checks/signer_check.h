/*
 * signer_check.h - are the keys that sign heads what they say?
 *
 * Shapes  a key follows from its secret; an endorsement is by a key before it.
 * Errors  what is wrong with a key: a complaint by fn. The engine's.
 * Source  server/registry/model/signer.h.
 */
#ifndef SERVER_REGISTRY_CHECKS_SIGNER_CHECK_H
#define SERVER_REGISTRY_CHECKS_SIGNER_CHECK_H

#include "lib/store/store.h"

typedef void signer_fault_fn(void *arg, struct str key, const char *what);

MUST_CHECK enum err_code signer_check(struct tx *tx, signer_fault_fn *fn,
                                      void *arg, struct err *e);

#endif
