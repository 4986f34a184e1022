/*
 * draw.h - numbers that look random, the same in every run
 *
 * Shapes  the seed, which is not 0, moves on with each number.
 * Units   the number is below n.
 * Errors  none.
 * Source  Marsaglia, Xorshift RNGs, 2003.
 */
#ifndef BENCH_DRAW_H
#define BENCH_DRAW_H

#include <stddef.h>
#include <stdint.h>

static inline size_t draw(uint64_t *seed, size_t n)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (size_t)(*seed % n);
}

#endif
