/*
 * fault_store.h - a store that fails when told to: for tests of bad days
 *
 * Shapes  fault_wrap() wraps an opened store and owns it from then on:
 *         store_close() of the wrapper closes both. The nth operation from
 *         now (begin, mark, unmark and end count, callbacks do not) returns
 *         the chosen failure, once, and does nothing; an unmark or an end
 *         that fails undoes its transaction.
 * Units   nth counts from 1; 0 is never.
 * Errors  none of its own.
 * Source  jansson's test_chaos.c and git's debug ref store.
 */
#ifndef TESTS_SUPPORT_FAULT_STORE_H
#define TESTS_SUPPORT_FAULT_STORE_H

#include "lib/store/store.h"

struct store *fault_wrap(struct store *inner);
void fault_at(struct store *s, int nth, enum err_code code);

/* How many operations are left before the fault; 0 when it has happened. */
int fault_left(const struct store *s);

/* From now on writes run, are undone when they end, and say that all is well.
 */
void fault_forget(struct store *s);

#endif
