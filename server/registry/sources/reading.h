/*
 * reading.h - the visible words of an edition
 *
 * Shapes  of HTML and XML what can be seen (server/registry/outline/
 *         extract.h); of plain text what is left without page numbers,
 *         running heads and footnotes (page_matter.h). Runs say where each part
 *         stands in the edition and how it differs from it.
 * Units   bytes of the reading; runs know code points of the edition.
 * Errors  reading_make() is false when the reading is the edition itself.
 * Source  lib/match/haystack.h.
 */
#ifndef SERVER_REGISTRY_SOURCES_READING_H
#define SERVER_REGISTRY_SOURCES_READING_H

#include "lib/base/arena.h"
#include "lib/match/haystack.h"

#define READING_WORK 20 /* units a byte that making one costs */

struct reading_text {
	struct str text;
	struct hay_run *runs;
	size_t n;
};

/* tags: the edition has some among its words. */
bool reading_make(struct arena *a, struct str edition, bool tags,
                  struct reading_text *out);

#endif
