/*
 * cuts.h - page matter and notes in a plain text, as spans
 *
 * Shapes  in order and apart: from after the line end before a page number,
 *         running head or footnote (page_matter.h) up to the line after it, and
 *         each note that was printed in a line (extract.c).
 * Units   code points of the edition, end exclusive.
 * Errors  none.
 * Source  extract.h.
 */
#ifndef SERVER_REGISTRY_OUTLINE_CUTS_H
#define SERVER_REGISTRY_OUTLINE_CUTS_H

#include "server/registry/outline/extract.h"

struct cut {
	int64_t start, end;
};

struct cuts {
	struct cut *items;
	size_t n;
};

void cuts_find(struct arena *a, const struct extract *f, struct cuts *out);

/* The first that begins at this code point or after it. */
size_t cuts_from(const struct cuts *c, int64_t start);

#endif
