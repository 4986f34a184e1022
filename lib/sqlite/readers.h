/*
 * readers.h - the connections of those who read
 *
 * Shapes  a connection that nobody reads by is free, and is taken by the next
 *         who does. Its snapshot stands, open, for as long as it is the newest.
 * Errors  ERR_BUSY: the file is not that which was opened.
 * Source  SQLite: one connection, one thread, one snapshot at a time.
 */
#ifndef LIB_SQLITE_READERS_H
#define LIB_SQLITE_READERS_H

#include "lib/sqlite/sqlite.h"

/* With the newest snapshot. */
MUST_CHECK enum err_code readers_take(struct sqlite_store *s, struct conn **out,
                                      struct err *e);
void readers_give(struct sqlite_store *s, struct conn *c, bool keep_snapshot);

/* Of those that are free: the snapshots that are not the newest, or all. One
 * that stands with no one reading keeps the log from being emptied, by this
 * process or another: none stands longer than it may be used. */
void readers_end_snapshots(struct sqlite_store *s, bool all);

/* Of those that are free: all but so many, which were used last. */
void readers_close(struct sqlite_store *s, size_t but);

#endif
