/*
 * disk.h - a disk that remembers what was written, and fails when told
 *
 * Shapes  disk_register() puts a layer of our own (an SQLite VFS) over the
 *         system's files, for every database opened from then on in this
 *         process. While it records, each write, cut and sync of a database
 *         and of its log becomes a struct disk_op, in the order they
 *         happened, with the notes made in between.
 * Units   offsets and sizes are bytes.
 * Errors  of the disk: as told by disk_fail(). Out of memory ends the process.
 * Source  sqlite3_vfs, https://www.sqlite.org/vfs.html
 */
#ifndef TESTS_HARD_DISK_H
#define TESTS_HARD_DISK_H

#include "lib/base/base.h"

enum disk_file { DISK_DB, DISK_WAL, DISK__COUNT };

enum disk_what { DISK_WRITE, DISK_CUT, DISK_SYNC, DISK_NOTE };

struct disk_op {
	enum disk_what what;
	enum disk_file file;
	int64_t at; /* of a write; the size after a cut */
	size_t len;
	unsigned char *bytes;
	size_t who; /* of a note: that number of that writer is acknowledged */
	int64_t number;
};

void disk_register(void);

/* Begin again, and stop. What was recorded stays until it begins again. */
void disk_record(bool on);
const struct disk_op *disk_ops(size_t *n);
void disk_note(size_t who, int64_t number);

enum disk_fault {
	DISK_FULL,   /* writes find no room      */
	DISK_BROKEN, /* writes fail              */
	DISK_UNSURE, /* syncs fail               */
	DISK__FAULTS
};

/* After `after` operations of that sort, `count` of them fail; a count of 0
 * makes the disk whole. */
void disk_fail(enum disk_fault fault, int64_t after, int64_t count);

/* How many have failed since. */
int64_t disk_failed(void);

#endif
