/*
 * split.h - a law's text becomes its provisions
 *
 * Shapes  the result is a tree of spans of the extract (extract.h), in the order
 *         of the text: siblings do not overlap, children lie inside their
 *         parents; titles, signatures and footnotes are in none. Lines that
 *         look like the opening of a provision are candidates; of those at one
 *         level in one parent the longest sequence of ascending numbers is
 *         taken, the others are references in the text. A table of contents
 *         is recognised by its lines being repeated later. Quotations and the
 *         block of signatures have no provisions of their own.
 * Units   at, end are bytes of the extract.
 * Errors  none: a text that fits no profile has no provisions.
 * Source  the profile; no law is known here by name.
 */
#ifndef SERVER_REGISTRY_OUTLINE_SPLIT_H
#define SERVER_REGISTRY_OUTLINE_SPLIT_H

#include "server/registry/outline/extract.h"
#include "server/registry/outline/profile.h"

struct provision {
	const struct profile_row *row;
	struct provision *parent; /* NULL at the top */
	struct number number;     /* base 0: it has none */
	size_t at, end;
	size_t rest;            /* where its opening ends */
	size_t line;            /* the one it opens on */
	struct str opening;     /* "Article 5", "(a)" */
	struct str heading;     /* of the extract, or absent */
	struct str path, label; /* by provision_names.h */
	bool counted;           /* the number is ours, not the text's */
	int list; /* of those that begin again in the same place: 1... */
	struct provision *scope; /* what its number counts in; NULL: the text */
	int depth;               /* how many it lies in */
	const struct word *word; /* of its opening, or NULL */
	struct str id;           /* that the text itself gives it, or absent */
	size_t index;            /* in the items of the split */
	uint64_t had; /* rows that it has had up to now; the search's */
};

struct split {
	const struct profile *profile;
	struct extract extract;
	struct provision **items; /* in order */
	size_t n;
	size_t strong;             /* openings in a row that tell the profile */
	struct candidates *found;  /* what was chosen from */
	struct provision **passed; /* what is passed over, in order */
	size_t npassed;
	size_t signed_from; /* where signatures begin; else the text's end */
};

/* The extract is out->extract already. */
void split_extract(struct arena *a, const struct vocabulary *v,
                   const struct profile *p, struct split *out);

/* The first is what lies in the second. */
bool split_within(const struct provision *p, const struct provision *of);

#endif
