/*
 * read_file.h - a file as text
 *
 * Shapes  what is in the file, with a NUL behind it; absent where there is no
 *         such file.
 * Errors  none.
 */
#ifndef TESTS_SUPPORT_READ_FILE_H
#define TESTS_SUPPORT_READ_FILE_H

#include "lib/base/arena.h"

struct str read_file(struct arena *a, const char *path);

#endif
