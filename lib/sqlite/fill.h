/*
 * fill.h - an empty file is filled without a log of writes
 *
 * What one transaction writes stays in the log until it ends, and each page
 * that left the cache is looked for there: a million records made a log of
 * gigabytes, in which most of the time went. A file that nobody else has open,
 * and that holds nothing yet, needs none: new pages go into the file itself,
 * and what stood there before, next to nothing, into a journal. When the
 * process dies, who opens the file next undoes it by the journal.
 *
 * Shapes  from fill_begin() to fill_end() the store's writer alone has the file;
 *         who opens it meanwhile is told that the database is busy.
 * Errors  as the engine's. Where others have the file open there is a log, as
 *         for any write.
 * Source  https://www.sqlite.org/lockingv3.html (rollback journal).
 */
#ifndef LIB_SQLITE_FILL_H
#define LIB_SQLITE_FILL_H

#include "lib/sqlite/sqlite.h"

/* Under FILE.lock, before the transaction begins, and after it has ended. */
MUST_CHECK enum err_code fill_begin(struct sqlite_store *s, struct err *e);
void fill_end(struct sqlite_store *s);

#endif
