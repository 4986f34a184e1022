/*
 * search.h - one search: what is found, in order, and where it stands
 *
 * Shapes  the request, then the result: a page of hits, their total, and for
 *         each facet a count per value. The order of hits: provisions that the
 *         query cites, and their instruments; records whose whole name is the
 *         query; then, where most words will do, those that lack least; then
 *         tiers: all words in the names (0), in names and summary (1),
 *         anywhere (2), ranked by bm25 within each. The first
 *         SEARCH_RERANKED of tier 0 are ranked again: a name with fewer other
 *         words before one with more, instruments before other kinds, records
 *         with many parts before those with few. Where a place is named and no
 *         law, a law comes before its parts when these are first. Grouped, the
 *         best hit of an instrument stands for all of it, and facets count
 *         instruments. The count of a value is the total of the same query
 *         with that value as a further filter, and so are those by year,
 *         decade or grade within one.
 *         Passages of our own notes are hits only where passages or a source
 *         are asked for.
 * Units   offset and limit are records, or groups.
 * Errors  the engine's.
 * Source  lib/store/store.h ranks by words (bm25).
 */
#ifndef SERVER_REGISTRY_SEARCH_SEARCH_H
#define SERVER_REGISTRY_SEARCH_SEARCH_H

#include "server/registry/search/facets.h"
#include "server/registry/search/relax.h"

#define SEARCH_RERANKED 60
#define SEARCH_GROUPED  3  /* shown of a group     */
#define SEARCH_VALUES   20 /* shown of a facet     */
#define SEARCH_CHOICES  32 /* of values, in all    */

#define SEARCH_LITTLE 3 /* found, and less: most words will do */

enum search_sort { SORT_RELEVANCE, SORT_DATE, SORT_DATE_DOWN };

/* A value a facet must have; several of one facet: either. */
struct facet_choice {
	enum facet facet;
	struct str text; /* as it is sent; of a reference id, key or name */
	bool is_unknown; /* set: nothing has it */
};

struct search_request {
	struct arena *arena;
	const struct store *store;
	struct facet_index *facet_index;
	const char *day;      /* whose status counts: 2024-06-13 */
	struct str typed;     /* nothing: all there is */
	bool expand;          /* by synonyms */
	enum relaxed relaxed; /* most words will do */
	bool insists;         /* on all words, everyday ones, too */
	bool cites;     /* provisions that are cited come first: cited.h */
	bool kinds[32]; /* by place in kinds[]; all false: any */
	struct facet_choice choices[SEARCH_CHOICES];
	size_t nchoices;
	const struct query *filter; /* of instruments, or NULL */
	enum search_sort sort;
	bool grouped;
	size_t offset, limit;
	bool facets[FACET__COUNT]; /* which are counted */
	enum facet by;    /* each value by this facet, too; FACET_KIND: not */
	bool disjunctive; /* without what is chosen of the facet itself */

	/* the result */
	struct parsed_query terms; /* as they were looked for */
	bool is_cut;               /* unbroken.h */
	struct buf expanded;       /* see synonyms.h */
	struct found *page;        /* of a group the best */
	struct found_group {
		struct found shown[SEARCH_GROUPED]; /* the best first */
		size_t nshown;
		size_t n; /* in all */
	} * groups;
	size_t npage;
	size_t total;
	size_t matched; /* by words alone, whatever the filters leave */
	bool is_named;  /* something is called or cited just so */
	struct facet_count {
		struct str text;
		size_t n;
		uint32_t value;
		struct facet_count *by; /* in the order of texts */
		size_t nby;
	} * counts[FACET__COUNT];
	size_t ncounts[FACET__COUNT];
};

MUST_CHECK enum err_code search_run(struct tx *tx, struct search_request *f,
                                    struct err *e);

#endif
