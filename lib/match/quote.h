/*
 * quote.h - is this quote really there?
 *
 * Shapes  exact: byte for byte, in one place. normalised: in one place, the
 *         same but for what `differs` says (lib/match/alike.h). ambiguous: in
 *         more places than one, and prefix and suffix do not tell which; they
 *         are compared as normalised. absent: all else, with the places that
 *         come nearest; a word that was changed, dropped or negated makes a
 *         quote absent. An ellipsis (…, ... or either in brackets) that the
 *         text has not is a gap: what stands around it must stand in order,
 *         at most QUOTE_GAP_MAX apart, and what is skipped hold nothing that
 *         turns the sentence round (lib/match/negation.h). Where that stands
 *         just before or after what is quoted, or in what an ellipsis at an
 *         end leaves out of a sentence, `reason` says so. Texts in the answer
 *         are borrowed from the haystack and the quote; all else lives in the
 *         arena.
 * Units   places are code points and bytes; similarity is 0..1000.
 * Errors  none; reason is a sentence where the result alone does not tell.
 * Source  W3C Web Annotation, TextQuoteSelector.
 */
#ifndef LIB_MATCH_QUOTE_H
#define LIB_MATCH_QUOTE_H

#include "lib/match/haystack.h"
#include "lib/match/worddiff.h"

#define QUOTE_PLACES_MAX  50 /* listed of more */
#define QUOTE_NEAREST_MAX 3
#define QUOTE_GAP_MAX     1000  /* code points    */
#define QUOTE_LENGTH_MAX  20000 /* code points a client may ask for */

struct arena;

enum quote_result {
	QUOTE_EXACT,
	QUOTE_NORMALISED,
	QUOTE_AMBIGUOUS,
	QUOTE_ABSENT,
	QUOTE_UNVERIFIABLE, /* never of a haystack: there is none */
	QUOTE__COUNT
};

extern const char *const quote_results[QUOTE__COUNT];

struct quote {
	struct str exact, prefix, suffix; /* the last two may be absent */
	struct str lang;                  /* of the text, or absent */
	bool near;       /* look for what is near where it is absent */
	bool unreasoned; /* nobody reads `reason`: what would turn it round is
	                    not looked for */
	uint64_t effort; /* steps it may take; 0: what suits the text */
};

struct quote_gap {
	int64_t start, end;
};

struct quote_place {
	int64_t start, end; /* code points          */
	size_t byte, bytes; /* where, and how long  */
	unsigned differs;   /* enum alike           */
	struct quote_gap *gaps;
	size_t ngaps;
};

struct quote_near {
	struct quote_place place;
	struct diff diff; /* from the quote to what stands there */
};

struct quote_answer {
	enum quote_result result;
	bool is_alike; /* ambiguous among places that are only normalised */
	bool is_unfit; /* none of them stands between prefix and suffix   */
	bool is_tired; /* there was too much to compare for all of the text */
	const char *reason; /* or NULL */
	struct quote_place places[QUOTE_PLACES_MAX];
	size_t nplaces;
	bool more; /* there are more places than these */
	struct quote_near nearest[QUOTE_NEAREST_MAX];
	size_t nnearest;
};

void quote_find(const struct haystack *h, const struct quote *q,
                struct arena *a, struct quote_answer *out);

/* What stands at a place. */
static inline struct str quote_text(const struct haystack *h,
                                    const struct quote_place *p)
{
	return (struct str){ h->text.p + p->byte, p->bytes };
}

#endif
