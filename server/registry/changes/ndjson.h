/*
 * ndjson.h - records as lines: import and export
 *
 * Shapes  a line is {"kind","op":"put","record"} or {"kind","op":"delete",
 *         "id","key"}; a line of the feed has "seq", "at", "prev" and "hash"
 *         besides. An import is one transaction over all its lines, in the
 *         order given; a record may refer to one that comes later in it.
 * Units   progress counts lines.
 * Errors  when lines are wrong nothing is kept: ERR_INVALID (or what else the
 *         first is) whose detail names it; `complain` is told of each that was
 *         found (wrong_lines.h).
 * Source  NDJSON; RFC 8785 for what export writes.
 */
#ifndef SERVER_REGISTRY_CHANGES_NDJSON_H
#define SERVER_REGISTRY_CHANGES_NDJSON_H

#include <stdio.h>

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

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
	/* what came of it */
	size_t lines, created, changed, deleted, wrong;
};

MUST_CHECK enum err_code ndjson_import(struct import *in, struct err *e);

/* All records of a kind (NULL: of all kinds, in the order of kinds.def) in
 * the order of keys, as they stood at one moment. With `keys`, references are
 * keys and the server's members are left out: the form people edit. */
MUST_CHECK enum err_code ndjson_export(struct store *s, const struct kind *k,
                                       bool keys, FILE *out, struct err *e);

#endif
