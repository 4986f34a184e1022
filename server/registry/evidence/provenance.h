/*
 * provenance.h - the evidence for each member of a record
 *
 * Shapes  {"subject":{...},"fields":[{"field","value","state","grade",
 *         "conflict","flags":[...],"assertions":[...],"total","next",
 *         "resolution":{...} or null}],"coverage":{state: how many},"grades":
 *         {grade: how many}}, see claims.h for what a state is and which
 *         members are shown. value is null for those the record does not
 *         have; coverage leaves these out. provenance_why():
 *         {"subject":{...},"field",...}, one of them.
 *         Of the assertions about a member, total in all, one page is shown,
 *         in the order of claims.h; next is where that ends, or null. State and
 *         grade follow from all of them, and are stored.
 * Errors  the engine's.
 * Source  vocabulary: agreement, rank, passage states.
 */
#ifndef SERVER_REGISTRY_EVIDENCE_PROVENANCE_H
#define SERVER_REGISTRY_EVIDENCE_PROVENANCE_H

#include "lib/store/store.h"
#include "server/registry/evidence/claims.h"
#include "server/registry/model/kind.h"

/* Which of the assertions about a member are shown. */
struct said_page {
	struct claim_place after; /* the last of the page before, or absent */
	size_t limit;
	/* how a place is written for clients, who give it back */
	struct str (*place)(struct arena *a, const struct str *names, size_t n);
	struct str next; /* set by provenance_why(): absent at the end */
};

/* The first page of each member, shorter ones where there is too much. */
MUST_CHECK enum err_code provenance_write(const struct show_context *r,
                                          const struct kind *k,
                                          const struct row *subject,
                                          struct said_page *page,
                                          struct buf *out, struct err *e);

/* field is a pointer to a member that records of this kind have. */
MUST_CHECK enum err_code
provenance_why(const struct show_context *r, const struct kind *k,
               const struct row *subject, struct str field,
               struct said_page *page, struct buf *out, struct err *e);

/* How many members are in each state, and have evidence of each grade. */
struct tally {
	int64_t states[STATE__COUNT], grades[GRADE__COUNT];
};

/* "coverage":{"supported":9,...},"grades":{"official":7,...}; the second alone.
 */
void provenance_write_tally(const struct tally *t, struct buf *out);
void provenance_write_grades(const struct tally *t, struct buf *out);

#endif
