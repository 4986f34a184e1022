/*
 * watch.h - a thread that asks regularly whether the store is ready
 *
 * Shapes  requests read the result of its last check instead of asking the
 *         database: a disk that hangs, or a lack of free connections, delays
 *         this thread and nobody else.
 * Units   WATCH_EACH_MS between two checks. A result older than WATCH_OLD_MS
 *         does not count.
 * Errors  watch_ready(): that of the last check, ERR_BUSY when it is too
 *         old.
 * Source  POSIX threads.
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
