/*
 * database.h - a database changed beside the program that made it
 *
 * Shapes  make_old(): a file as a program of an earlier version left it, made
 *         by the first migrations alone, with what the one that stands there
 *         has in the tables and columns of then; its search index is empty.
 *         Nobody else has the file open.
 * Errors  whatever fails ends the test.
 * Source  schema/sqlite/.
 */
#ifndef TESTS_SUPPORT_DATABASE_H
#define TESTS_SUPPORT_DATABASE_H

void do_sql(const char *path, const char *sql);
void make_old(const char *path, int version);

#endif
