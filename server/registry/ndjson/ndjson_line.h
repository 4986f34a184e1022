/*
 * ndjson_line.h - lines read and parsed
 *
 * Shapes  {"kind","op":"put" or "patch","record"} or {"kind","op":"delete",
 *         "id" or "key"}; other members of a line are left alone.
 * Units   a line has at most LINE_MAX_BYTES bytes.
 * Errors  ERR_SYNTAX, ERR_INVALID, ERR_TOO_LARGE, each with a message for the
 *         user.
 * Source  ndjson.org.
 */
#ifndef SERVER_REGISTRY_NDJSON_NDJSON_LINE_H
#define SERVER_REGISTRY_NDJSON_NDJSON_LINE_H

#include <stdio.h>
#include <sys/types.h>

#include "server/registry/model/kind.h"
#include "server/registry/ndjson/wrong_lines.h"

#define LINE_MAX_BYTES (16u << 20)

struct line {
	struct line_place place;
	off_t at;            /* the byte it begins at */
	struct arena *arena; /* for this line only */
	struct str text;
	json_t *json;
	const json_t *record; /* what names it: of a deletion, the line */
	const struct kind *kind;
	struct str op;
	const char *subject; /* the record it is about: "kind/id" */
};

/* text becomes json, record, kind and op, which is one of a NULL-terminated
 * list. */
MUST_CHECK enum err_code ndjson_parse(struct line *l, const char *const *ops,
                                      struct err *e);

bool ndjson_is_blank(struct str s);

/* The next line and its length, which is more than out has of one that is too
 * long; 0 at the end. */
size_t ndjson_read_line(FILE *file, struct buf *out);

#endif
