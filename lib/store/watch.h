/*
 * watch.h - a thread that asks regularly whether the store is ready
 *
 * Shapes  it asks now and then, so that whoever must answer at once need not:
 *         a disk that hangs, or one who holds all connections, stops it, and
 *         nobody else.
 * Units   WATCH_EACH_MS between two looks. What is older than WATCH_OLD_MS is
 *         known no more.
 * Errors  watch_ready(): what the last look found, ERR_BUSY when it is long
 *         ago.
 */
#ifndef LIB_STORE_WATCH_H
#define LIB_STORE_WATCH_H

#include "lib/store/store.h"

#define WATCH_EACH_MS 200
#define WATCH_OLD_MS  5000

struct watch;

/* The first look is taken before it returns. */
struct watch *watch_start(struct store *s);
void watch_stop(struct watch *w);

MUST_CHECK enum err_code watch_ready(struct watch *w, struct err *e);

/* Of the newest change that it saw. */
int64_t watch_seq(struct watch *w);

#endif
