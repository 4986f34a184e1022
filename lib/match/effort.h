/*
 * effort.h - a budget of steps for one search
 *
 * Shapes  what is spent on a question counts to the request as well
 *         (arena_work()); but where the request is ended when it has spent
 *         too much, the question gets the best answer found so far, and that
 *         answer says that it is one.
 * Units   steps: a byte or a word looked at, a few nanoseconds.
 * Errors  effort_spend() is false when nothing is left.
 * Source  a limit on candidates keeps the search linear in text that repeats
 *         itself.
 */
#ifndef LIB_MATCH_EFFORT_H
#define LIB_MATCH_EFFORT_H

#include "lib/base/arena.h"

#define EFFORT_MAX  4000000 /* steps for one quote, and more in a long text */
#define EFFORT_STEP 40      /* units of work                   */

struct effort {
	struct arena *arena;
	uint64_t left;
};

static inline bool effort_spend(struct effort *f, uint64_t steps)
{
	arena_work(f->arena, steps * EFFORT_STEP);
	f->left = steps < f->left ? f->left - steps : 0;
	return f->left > 0;
}

#endif
