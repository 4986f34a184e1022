/*
 * pinpoint.h - a provision cited in words, as people type it
 *
 * Shapes  "Article 5(1)(a) AI Act", "art. 5", "第五条", "제2조", "§ 6-1-1703",
 *         "recital 27", "annex III": the paths that a provision so named may
 *         have, the numbers of what is meant within it, and what else the text
 *         says (the instrument, mostly). A number alone ("GDPR 22") is taken
 *         for that of an article and marked as bare.
 * Units   from and to are bytes of the text.
 * Errors  pinpoint_read(): false, nothing of the kind is named.
 * Source  vocabulary.h has the words, numeral.h the numbers; the paths are
 *         those that the profiles make.
 */
#ifndef SERVER_REGISTRY_OUTLINE_PINPOINT_H
#define SERVER_REGISTRY_OUTLINE_PINPOINT_H

#include "lib/base/arena.h"

#define PINPOINT_PATHS_MAX  6
#define PINPOINT_PARTS_MAX  6
#define PINPOINT_LENGTH_MAX 400 /* bytes of text that are looked at */

struct pinpoint {
	struct str paths[PINPOINT_PATHS_MAX]; /* "art_5", the likeliest first */
	size_t npaths;
	struct str parts[PINPOINT_PARTS_MAX]; /* of (1)(a): "1", "a" */
	size_t nparts;
	size_t from, to;
	bool bare;
};

bool pinpoint_read(struct arena *a, struct str text, struct pinpoint *out);

/* What the text says besides, without the blanks around it. */
struct str pinpoint_rest(struct arena *a, struct str text,
                         const struct pinpoint *pinpoint);

#endif
