/*
 * search_run.h - the steps of one search
 *
 * Shapes  found is in the order of docids until it is ranked. found[].n is a
 *         place, like the places in allowed and cited.
 * Errors  the engine's.
 * Source  search.h says what is asked for.
 */
#ifndef SERVER_REGISTRY_SEARCH_SEARCH_RUN_H
#define SERVER_REGISTRY_SEARCH_SEARCH_RUN_H

#include "server/registry/search/cited.h"
#include "server/registry/search/search.h"

#define WORK_FOUND 10 /* units: one look at a record found */

struct run {
	struct tx *tx;
	struct search_request *ask;
	const struct facet_index *facet_index;
	struct found *found;
	size_t n;
	unsigned char *allowed; /* by place, or NULL: all */
	uint32_t nallowed;
	bool any_kind;
	uint32_t day; /* whose status counts */
	struct cited cited[CITED_MAX];
	size_t ncited;
};

/* What is cited is found, whether or not its words stand in it. */
void search_add_cited(struct run *r);

MUST_CHECK enum err_code search_filter(struct run *r, struct err *e);
void search_count(struct run *r, struct err *e);
MUST_CHECK enum err_code search_rank(struct run *r, struct err *e);

/* By what is asked for: sort, tier, score, place. */
bool search_comes_before(const struct run *r, const struct found *a,
                         const struct found *b);
/* The first k of n, in order, in front of the rest. */
void search_bring_forward(const struct run *r, struct found *x, size_t n,
                          size_t k);

void search_take_page(struct run *r);
void search_take_groups(struct run *r);

#endif
