/*
 * array.c - realloc() that looks at the product
 */
#include "lib/base/array.h"

#include <stdint.h>
#include <stdlib.h>

#include "lib/base/log.h"

void *array_resize(void *items, size_t n, size_t size)
{
	if (n > SIZE_MAX / size)
		die("out of memory");
	return or_die(realloc(items, n * size));
}

int array_by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}
