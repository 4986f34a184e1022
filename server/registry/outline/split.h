/*
 * split.h - a law's text becomes its provisions
 *
 * Shapes  each provision is a span of the extract (extract.h), in the order of
 *         the text; siblings do not overlap, children lie inside their
 *         parents. What lies between is nobody's: titles, signatures,
 *         footnotes. Numbers decide what is an opening: of all lines that
 *         look like one, those are taken that make the longest list; others
 *         are mentions. A table of contents is told by being repeated. What
 *         is quoted, and the block of signatures, is in no provision of its
 *         own.
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
	struct str path, label; /* by split_name() */
	bool counted;           /* the number is ours, not the text's */
	int list; /* of those that begin anew in the same place: 1... */
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

/* Path and label of one whose parent has them. */
void split_name(struct arena *a, struct provision *p);

/* All of them, no path twice. adopt(), when there is one, may give a path of
 * its own; parents come first. */
typedef void adopt_fn(void *arg, struct provision *p);
void split_names(struct arena *a, struct split *s, adopt_fn *adopt, void *arg);

/* The first is what lies in the second. */
bool split_within(const struct provision *p, const struct provision *of);

#endif
