/*
 * choose.h - which profile fits a text best
 *
 * Shapes  a text that says itself what its provisions are (markup.h) is taken
 *         at its word. Of the profiles whose languages a text is written in,
 *         those are tried whose openings it has; the one that explains most
 *         of it has it, and of equal ones the one that finds more provisions.
 * Units   explain.h.
 * Errors  ERR_INVALID no profile finds anything; ERR_NOT_FOUND no profile of
 *         the name that was asked for, or the text is none of
 *         the format that was.
 * Source  explain.h.
 */
#ifndef SERVER_REGISTRY_OUTLINE_CHOOSE_H
#define SERVER_REGISTRY_OUTLINE_CHOOSE_H

#include "server/registry/outline/explain.h"

struct profile_choice {
	struct str name;              /* asked for, or absent */
	struct str bytes, media_type; /* of the text */
	struct str lang; /* of the text, as far as it is known; then as found */
	struct split split;
	struct explanation explanation;
};

/* out->name, bytes, media_type and lang are set; the rest is filled. */
MUST_CHECK enum err_code
choose_profile(struct arena *a, struct profile_choice *out, struct err *e);

#endif
