/*
 * writer.h - the one thread of a store that writes
 *
 * Shapes  jobs wait in a queue; the thread takes what is there, runs it in
 *         one transaction, commits once for all, and only then calls done() of
 *         each. Where a job fails when it has written, all are undone and run
 *         again, each inside a savepoint. A job that is alone has a
 *         transaction of its own, begun as TX_BULK. What is pending
 *         is done in steps, one at a time, when no job waits.
 * Units   STORE_QUEUE_MAX jobs wait at most, STORE_BATCH_MAX share a commit.
 *         A job that finds another process writing waits for five seconds
 *         from when it came, one that is alone for ten.
 * Errors  a job's own failure is its own; ERR_BUSY when it waited in vain; a
 *         failed commit is ERR_BUSY to all who had succeeded. A step that
 *         fails is tried again after a while.
 * Source  group commit: one fsync serves many.
 */
#ifndef LIB_STORE_WRITER_H
#define LIB_STORE_WRITER_H

#include "lib/store/store.h"

struct writer;

struct writer *writer_start(struct store *s);

/* Finishes what is queued. */
void writer_stop(struct writer *w);

/* ERR_BUSY when the queue is full. */
MUST_CHECK enum err_code writer_submit(struct writer *w, struct job *job,
                                       struct err *e);

/* The same, and wait for the end of it. */
MUST_CHECK enum err_code writer_run(struct writer *w, bool is_alone, tx_fn *fn,
                                    void *arg, struct err *e);

/* Something may be pending (store.h). */
void writer_go_on(struct writer *w);

/* Is the caller the writer's thread? */
bool writer_is_here(const struct writer *w);

#endif
