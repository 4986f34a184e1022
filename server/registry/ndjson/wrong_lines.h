/*
 * wrong_lines.h - what is wrong with the lines of an import
 *
 * Shapes  a message for the user for each wrong line:
 *         "FILE:LINE: POINTER DETAIL (here: VALUE); ... [KIND KEY]"
 * Units   at most WRONG_LINES_MAX lines are stored, of each the first mistakes,
 *         of a value its first characters.
 * Errors  none.
 * Source  RFC 6901 (pointers, into the line's record).
 */
#ifndef SERVER_REGISTRY_NDJSON_WRONG_LINES_H
#define SERVER_REGISTRY_NDJSON_WRONG_LINES_H

#include <jansson.h>

#include "lib/base/arena.h"
#include "lib/base/err.h"

#define WRONG_LINES_MAX 100

/* Where a line stands. */
struct line_place {
	const char *file;
	size_t input, number; /* of the file among all, of the line in it */
};

struct wrong_lines {
	struct arena *arena;
	struct wrong_line *lines;
	size_t n, room;
	enum err_code code; /* of the first one found */
};

/* Note one. json is the line, as far as it could be read, or NULL. */
void wrong_lines_note(struct wrong_lines *w, const struct line_place *at,
                      const json_t *json, const struct err *why);

/* Give out the texts in the order of files and lines. */
void wrong_lines_tell(struct wrong_lines *w, void (*tell)(const char *text));

/* All of them as one failure, which begins with the first. */
enum err_code wrong_lines_fail(struct wrong_lines *w, struct err *e);

#endif
