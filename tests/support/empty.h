/*
 * empty.h - an empty registry, made once and copied for each test
 *
 * Shapes  a process makes the tables once, which takes longer than most tests.
 *         Nothing is done where there is a file.
 * Errors  whatever fails ends the test.
 */
#ifndef TESTS_SUPPORT_EMPTY_H
#define TESTS_SUPPORT_EMPTY_H

void empty_registry(const char *path);

#endif
