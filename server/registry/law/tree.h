/*
 * tree.h - the provisions of an instrument in the order of its text
 *
 * Shapes  {"items":[...], without its end. Flat: each item with its `depth` (0 at
 *         the top), from after a place on; nested: all top items only, each
 *         with its `children`.
 * Units   depth_max leaves out what is deeper. limit and bytes are at most about
 *         so many; what is nested is not in pages.
 * Errors  the engine's; ERR_TOO_LARGE past TREE_MAX provisions.
 * Source  position orders, parent nests.
 */
#ifndef SERVER_REGISTRY_LAW_TREE_H
#define SERVER_REGISTRY_LAW_TREE_H

#include "server/registry/model/show.h"

#define TREE_MAX 20000

struct tree_view {
	const struct choice *choice;
	int64_t depth_max;
	bool nested;
	size_t limit, bytes;
	struct str place[2]; /* after this one: its position and key; absent at
	                        the start. Then the last one looked at */
	bool more;
	int64_t total;
};

MUST_CHECK enum err_code tree_write(const struct show_context *r,
                                    struct str instrument,
                                    struct tree_view *view, struct buf *out,
                                    struct err *e);

#endif
