/*
 * checkpoint.h - the log of writes is copied into the file, and emptied
 *
 * Shapes  by the writer's thread, between writes: nothing is written meanwhile.
 *         What is copied while others read stays in the log until no one reads
 *         it any more; then the next write begins the log anew. One that grew
 *         long because somebody always reads is emptied after waiting for them.
 *         Snapshots that stand with no one reading (readers.h) end then.
 * Units   pages of the log, of 4 KiB.
 * Errors  none: what cannot be done now is done after a later write.
 * Source  https://www.sqlite.org/c3ref/wal_checkpoint_v2.html.
 */
#ifndef LIB_SQLITE_CHECKPOINT_H
#define LIB_SQLITE_CHECKPOINT_H

#include "lib/sqlite/sqlite.h"

/* After writes, and from time to time when there are none. */
void checkpoint_if_due(struct sqlite_store *s, bool idle);

#endif
