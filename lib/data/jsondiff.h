/*
 * jsondiff.h - from one JSON text to another, as a JSON Patch
 *
 * Shapes  both texts are canonical, as stored records are. The patch has add,
 *         remove and replace, and applied to `from` it gives `to`. Items of a
 *         list that stayed are left alone, in whatever place they are now; a
 *         list is replaced as a whole where that is the shorter way, or the
 *         operations are too many.
 * Units   operations, at most DIFF_OPERATIONS_MAX. The work is bounded by the
 *         length of the texts, whatever they have in common.
 * Errors  none.
 * Source  RFC 6902 (JSON Patch), RFC 6901 (JSON Pointer); Myers, An O(ND)
 *         Difference Algorithm and Its Variations (1986).
 */
#ifndef LIB_DATA_JSONDIFF_H
#define LIB_DATA_JSONDIFF_H

#include "lib/base/arena.h"

#define DIFF_OPERATIONS_MAX 10000

void json_diff(struct buf *out, struct str from, struct str to);

/* A list of pointers to the members of two objects that are not the same in
 * both, in order, without those that NULL ends. */
void json_diff_members(struct buf *out, struct str from, struct str to,
                       const char *const *without);

#endif
