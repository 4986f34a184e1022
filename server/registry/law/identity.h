/*
 * identity.h - one identifier, one instrument
 *
 * Shapes  two identifiers are the same when scheme and value are, in whatever
 *         case, width and punctuation they are written; those of the scheme
 *         "other" identify nothing. They are stored in the list `numbers`.
 * Errors  identity_check(): ERR_CONFLICT when another instrument has one that
 *         the record did not have before; err.more names the first.
 * Source  the kind "instruments".
 */
#ifndef SERVER_REGISTRY_LAW_IDENTITY_H
#define SERVER_REGISTRY_LAW_IDENTITY_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

/* Draw `numbers`. */
void identity_derive(struct draft *d);

/* old is what was there before, or NULL. Records of other kinds pass. */
MUST_CHECK enum err_code identity_check(struct draft *d, const struct row *old);

/* Each instrument that has one of the record's identifiers; two of each. */
MUST_CHECK enum err_code identity_holders(struct tx *tx, struct arena *a,
                                          const json_t *record, row_fn *fn,
                                          void *arg, struct err *e);

/* The same where letters and figures are parted in another way: "EO14110" is
 * "EO 14110", "HR 5077" is "H.R. 5077", "CELEX:32024R1689" is "32024R1689". */
MUST_CHECK enum err_code identity_kin(struct tx *tx, struct arena *a,
                                      const json_t *record, row_fn *fn,
                                      void *arg, struct err *e);

/* Are two identifiers of one scheme the same but for how they are parted? */
bool identity_same(struct arena *a, struct str scheme, struct str x,
                   struct str y);

/* The id of an instrument that has one of the record's identifiers; absent when
 * there is none, or the record is none. */
MUST_CHECK enum err_code identity_find(struct tx *tx, struct arena *a,
                                       const struct kind *k,
                                       const json_t *record, struct str *id,
                                       struct err *e);

#endif
