/*
 * common.h - what two lists have in common
 *
 * Shapes  items are texts; the same text is the same item. What is common
 *         stands in both lists in the same order: a longest such part, unless
 *         the lists have too little in common for their length; then what they
 *         begin and end with.
 * Units   the work is at most COMMON_WORK steps beyond sorting the items.
 * Errors  none.
 * Source  Myers, An O(ND) Difference Algorithm and Its Variations (1986).
 */
#ifndef LIB_DATA_COMMON_H
#define LIB_DATA_COMMON_H

#include "lib/base/arena.h"

#define COMMON_WORK 20000000
#define COMMON_NONE SIZE_MAX

struct items {
	struct str *of;
	size_t n;
};

/* Of each item of a its place in b, or COMMON_NONE. */
size_t *common_items(struct arena *arena, const struct items *a,
                     const struct items *b);

#endif
