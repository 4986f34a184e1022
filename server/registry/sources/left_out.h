/*
 * left_out.h - parts of a provision's span that are not part of its text
 *
 * Shapes  the member `left_out` of a provision: in each edition in order.
 * Units   code points of the edition, end exclusive.
 * Errors  left_out_check(): of an edition that has no words of the provision,
 *         beyond them, before the one in front of it.
 * Source  server/registry/outline/cuts.h.
 */
#ifndef SERVER_REGISTRY_SOURCES_LEFT_OUT_H
#define SERVER_REGISTRY_SOURCES_LEFT_OUT_H

#include "server/registry/model/kind.h"
#include "server/registry/outline/cuts.h"

#define LEFT_OUT_MAX 5000 /* of a provision */

void left_out_check(struct draft *d);

/* The words of an edition from a code point on, without what the list, JSON
 * of a record or absent, has of it. */
struct str left_out_cut(struct arena *a, struct str words, int64_t start,
                        struct str edition, struct str list);

/* A patch of the record `before`, or NULL, gets what the provision's span in
 * an edition has of the cuts; what other editions have stays, as long as they
 * have its words. Those beyond LEFT_OUT_MAX remain among the words. */
void left_out_put(json_t *patch, const json_t *before, struct str edition,
                  const struct cuts *cuts, struct cut span);

#endif
