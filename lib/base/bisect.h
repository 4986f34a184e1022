/*
 * bisect.h - binary search
 *
 * Shapes  of n items in order, those come first for which `holds` is true,
 *         an expression of the index i. BISECT() sets `at` to the first for
 *         which it is false, or to n.
 * Units   items.
 * Errors  none.
 * Source  Knuth, The Art of Computer Programming, volume 3, 6.2.1.
 */
#ifndef LIB_BASE_BISECT_H
#define LIB_BASE_BISECT_H

#include <stddef.h>

#define BISECT(at, n, i, holds)                                                \
	do {                                                                   \
		size_t low_ = 0, high_ = (n);                                  \
                                                                               \
		while (low_ < high_) {                                         \
			size_t i = low_ + (high_ - low_) / 2;                  \
                                                                               \
			if (holds)                                             \
				low_ = i + 1;                                  \
			else                                                   \
				high_ = i;                                     \
		}                                                              \
		(at) = low_;                                                   \
	} while (0)

#endif
