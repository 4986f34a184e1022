/*
 * quote_json.h - where a quote stands, as JSON
 *
 * Shapes  "source":{"id","key","title"}, "edition", "start", "end" and, by what
 *         is asked, "exact", "differs", "gaps", "prefix", "suffix", "diff".
 * Units   offsets are code points; similarity is 0 to 1.
 * Errors  none.
 * Source  lib/match/quote.h.
 */
#ifndef SERVER_REGISTRY_SOURCES_QUOTE_JSON_H
#define SERVER_REGISTRY_SOURCES_QUOTE_JSON_H

#include "lib/base/arena.h"
#include "lib/match/quote.h"
#include "lib/store/store.h"

/* Whose words are shown. */
struct quote_origin {
	struct str id, key, title, handling; /* the last may be absent */
	struct str edition;
};

/* The places of a quote, while they are found. */
struct quote_found {
	struct str
		only; /* members of the last place, for where it is the only one */
	struct buf places; /* all of them, as items */
	size_t n;
	bool more;
};

void quotes_origin(struct arena *a, const struct row *source,
                   struct str edition, struct quote_origin *out);

/* A place as one that is near, with what is different. */
void quotes_near(struct arena *a, struct str quote, const struct haystack *h,
                 const struct quote_place *p, struct quote_near *out);

/* "source":{...},"edition":"..." */
void quotes_write_origin(struct buf *out, const struct quote_origin *o);

/* Members of the only place; a place with its surroundings; one that is near. */
void quotes_write_found(struct buf *out, const struct quote_origin *o,
                        const struct haystack *h, const struct quote_place *p);
void quotes_write_place(struct buf *out, const struct quote_origin *o,
                        const struct haystack *h, const struct quote_place *p);
void quotes_write_near(struct buf *out, const struct quote_origin *o,
                       const struct haystack *h, const struct quote_near *n);

/* ,"similarity":0.987,"diff":[{"op","text"}] */
void quotes_write_diff(struct buf *out, const struct diff *diff);

#endif
