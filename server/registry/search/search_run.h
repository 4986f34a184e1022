/*
 * search_run.h - the steps of one search
 *
 * Shapes  found is in the order of docids until it is ranked. found[].n is a
 *         docid, like the docids of a set and in cited.
 * Errors  the engine's.
 * Source  search.h says what is asked for.
 */
#ifndef SERVER_REGISTRY_SEARCH_SEARCH_RUN_H
#define SERVER_REGISTRY_SEARCH_SEARCH_RUN_H

#include "server/registry/model/kind.h"
#include "server/registry/model/namesakes.h"
#include "server/registry/search/cited.h"
#include "server/registry/search/mentioned.h"
#include "server/registry/search/search.h"

#define CALLED_MAX 112
#define WORK_FOUND 10 /* units: one look at a record found */

/* Found, but for a choice from these facets; it counts for them. */
struct near_miss {
	struct found found;
	unsigned facets; /* 1u << facet */
};

struct run {
	struct tx *tx;
	struct search_request *ask;
	const struct facet_index *facet_index;
	struct found *found;
	size_t n;
	struct near_miss *near;
	size_t nnear, near_room;
	bool any_kind;
	uint32_t day; /* whose status counts */
	struct cited cited[CITED_MAX];
	size_t ncited;
	struct mentioned mentioned;
	struct called {
		uint32_t docid, instrument;
		uint16_t missing;
		uint8_t lacks, kind;
		bool as_typed; /* signs and all: "Convention 108+" */
	} called[CALLED_MAX];
	size_t ncalled;
};

/* The docid a record is grouped under: its instrument's, or its own. */
uint32_t search_group_of(const struct found *x);

/* What is called just so: by a name, a key, a number; and what is named among
 * other words, when these say nothing or need not match. */
MUST_CHECK enum err_code search_find_called(struct run *r, struct err *e);

/* What is cited or called just so is found, whether or not its words stand in
 * it. */
void search_add_named(struct run *r);

/* The records of a kind that fit. */
MUST_CHECK enum err_code search_docids(struct run *r, const struct kind *k,
                                       const struct query *q,
                                       struct docids *out, struct err *e);

/* What fits the filters: each that a facet bears the name of for itself, and
 * all others together. */
struct filtered {
	struct docids own[FACET__COUNT], others;
	unsigned facets; /* 1u << facet: it has one */
	bool has_others;
};

MUST_CHECK enum err_code
search_find_filtered(struct run *r, struct filtered *out, struct err *e);

/* What may be chosen of each facet: by value, or of sources, of whose docids
 * there are too many, those named. */
struct chosen {
	bool *values[FACET__COUNT];
	uint32_t room[FACET__COUNT];
	unsigned facets; /* 1u << facet: it must have one of its values */
	uint32_t sources[SEARCH_CHOICES + NAMESAKES_MAX];
	size_t nsources;
};

MUST_CHECK enum err_code search_choose(struct run *r, struct chosen *chosen,
                                       struct err *e);

/* Instruments by filters and choices alone: found, counted and ranked as sets.
 * False where that does not tell all that is asked for. */
bool search_can_browse(const struct run *r);
MUST_CHECK enum err_code search_browse(struct run *r, struct err *e);

/* The commonest values of a facet, by how many have each. */
void search_keep_counts(struct run *r, enum facet facet, const size_t *by_value,
                        size_t nvalues, struct err *e);

/* What a record is worth beside others when no word tells. */
float search_weigh(const struct run *r, const struct found *x);

/* The values of a facet that a text stands for: numbers of texts, or docids of
 * sources. */
struct facet_numbers {
	uint32_t of[NAMESAKES_MAX];
	size_t n;
};

MUST_CHECK enum err_code search_resolve(struct run *r,
                                        const struct facet_choice *c,
                                        struct facet_numbers *out,
                                        struct err *e);

MUST_CHECK enum err_code search_filter(struct run *r, struct err *e);
MUST_CHECK enum err_code search_count(struct run *r, struct err *e);
MUST_CHECK enum err_code search_rank(struct run *r, struct err *e);

/* By what is asked for: sort, tier, score, docid. */
bool search_comes_before(const struct run *r, const struct found *a,
                         const struct found *b);
/* The first k of n, in order, in front of the rest. */
void search_bring_forward(const struct run *r, struct found *x, size_t n,
                          size_t k);

void search_take_page(struct run *r);
void search_take_groups(struct run *r);

#endif
