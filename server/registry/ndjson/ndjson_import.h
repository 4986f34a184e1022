/*
 * ndjson_import.h - records read line by line
 *
 * Shapes  a line is {"kind","op":"put","record"} or {"kind","op":"delete",
 *         "id","key"}; a line of the feed has "seq", "at", "prev" and "hash"
 *         besides. An import is one transaction over all its lines, in the
 *         order given; a record may refer to one that comes later in it.
 * Units   progress counts lines.
 * Errors  when lines are wrong nothing is changed: ERR_INVALID (or what else
 *         the first is) whose detail names it; `complain` is called for each
 *         that was found (wrong_lines.h).
 * Source  ndjson_line.h.
 */
#ifndef SERVER_REGISTRY_NDJSON_NDJSON_IMPORT_H
#define SERVER_REGISTRY_NDJSON_NDJSON_IMPORT_H

#include <stdio.h>

#include "lib/store/store.h"

struct input {
	const char *name; /* for messages */
	FILE *file;       /* can be rewound */
};

struct import {
	struct store *store;
	struct input *inputs;
	size_t ninputs;
	void (*progress)(size_t lines);     /* or NULL */
	void (*complain)(const char *text); /* or NULL */
	tx_fn *confirm; /* asked when all is in, before it stays; or NULL */
	void *confirm_arg;
	/* the result */
	size_t lines, created, changed, deleted, wrong;
};

MUST_CHECK enum err_code ndjson_import(struct import *in, struct err *e);

#endif
