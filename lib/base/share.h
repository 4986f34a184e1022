/*
 * share.h - how much memory anonymous clients hold, together and each
 *
 * Shapes  a client is a number; two may share one counter, by chance and
 *         seldom.
 * Units   bytes. `share` is what all clients together may hold.
 * Errors  none. Several threads count at once, so that a limit may be
 *         passed by a little.
 * Source  dynamic thresholds, as switches share their buffers (Choudhury and
 *         Hahne, 1998).
 */
#ifndef LIB_BASE_SHARE_H
#define LIB_BASE_SHARE_H

#include "lib/base/base.h"

void share_add(uint64_t who, size_t bytes);
void share_take_back(uint64_t who, size_t bytes);

/* May he not hold so much more? Each may as much as is then left free. */
bool share_is_past(uint64_t who, size_t more, size_t share);

/* Is so much held that soon little will be left? */
bool share_is_crowded(size_t share);

#endif
