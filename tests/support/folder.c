/*
 * folder.c - a folder of its own for what a test writes
 */
#define _XOPEN_SOURCE 700 /* nftw */
#include "tests/support/folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/unit.h"

#define OPEN_AT_ONCE 8

void make_folder(char path[FOLDER_SIZE])
{
	const char *parent = getenv("TMPDIR");

	assert_in_range(snprintf(path, FOLDER_SIZE, "%s/instrumentd-XXXXXX",
	                         parent != NULL ? parent : "/tmp"),
	                1, FOLDER_SIZE - 1);
	assert_non_null(mkdtemp(path));
}

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void remove_folder(const char *path)
{
	nftw(path, remove_one, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS);
}
