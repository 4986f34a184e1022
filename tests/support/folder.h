/*
 * folder.h - a folder of its own for what a test writes
 *
 * Shapes  make_folder() makes one under $TMPDIR, or /tmp; remove_folder() takes
 *         it away with all that is in it.
 * Errors  a folder that cannot be made ends the test.
 */
#ifndef TESTS_SUPPORT_FOLDER_H
#define TESTS_SUPPORT_FOLDER_H

#define FOLDER_SIZE 64 /* bytes of its path, the NUL included */

void make_folder(char path[FOLDER_SIZE]);
void remove_folder(const char *path);

#endif
