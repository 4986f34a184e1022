/*
 * audit.h - is everything as it should be?
 *
 * Shapes  complaints are lines for a person, each naming its place. What is
 *         recomputed: the engine's own checks, the chain of changes, every
 *         record against its newest change, what is kept of its evidence
 *         against what is claimed of it, every passage against its text,
 *         every text against its hash, the rules of the search index.
 * Errors  the engine's; what is wrong with the data is a complaint.
 * Source  see chain.h and passage.h.
 */
#ifndef SERVER_REGISTRY_CHANGES_AUDIT_H
#define SERVER_REGISTRY_CHANGES_AUDIT_H

#include "lib/store/store.h"

struct verify {
	void (*complain)(const char *what);
	void (*progress)(size_t changes); /* or NULL */
	/* what was looked at */
	size_t changes, records, passages, complaints;
};

MUST_CHECK enum err_code verify_all(struct store *s, struct verify *v,
                                    struct err *e);

#endif
