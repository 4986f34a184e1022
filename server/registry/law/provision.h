/*
 * provision.h - rules for the provisions of an instrument
 *
 * Shapes  the rules of the kind "provisions", see server/registry/model/kind.h.
 * Errors  provision_check(): the path is that of another provision of the
 *         instrument; the parent is of another instrument, or not above it
 *         by its path; offsets without an edition, or the wrong way round;
 *         an edition named twice; what left_out.h tells.
 * Source  Akoma Ntoso names (art_5__para_1) with '/' between the levels.
 */
#ifndef SERVER_REGISTRY_LAW_PROVISION_H
#define SERVER_REGISTRY_LAW_PROVISION_H

#include "server/registry/model/kind.h"

void provision_check(struct draft *d);
enum err_code provision_derive(struct draft *d);
struct str provision_as_known(const struct show_context *r,
                              const struct row *row);
enum err_code provision_compute(const struct show_context *r,
                                const struct row *row, struct buf *out,
                                struct err *e);
enum err_code provision_document(struct tx *tx, struct arena *a,
                                 const struct row *row, struct document *out,
                                 struct err *e);

#endif
