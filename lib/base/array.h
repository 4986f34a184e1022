/*
 * array.h - arrays on the heap, for what outlives a request; arrays of numbers
 *
 * Shapes  what is new in an array that grew has any value.
 * Units   n is items.
 * Errors  none: out of memory, the process ends.
 * Source  arrays of a request grow by ARENA_GROW (arena.h).
 */
#ifndef LIB_BASE_ARRAY_H
#define LIB_BASE_ARRAY_H

#include <stddef.h>

/* Room for n items: `items`, or a copy that takes its place. */
#define ARRAY_RESIZE(items, n)                                                 \
	((items) = array_resize((items), (n), sizeof(*(items))))
void *array_resize(void *items, size_t n, size_t size);

/* For qsort() and bsearch(): both are uint32_t, the lower comes first. */
int array_by_number(const void *a, const void *b);

#endif
