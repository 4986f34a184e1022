/*
 * audit.h - the whole registry is checked
 *
 * Shapes  complaints are lines for the user, each naming its place. What is
 *         recomputed: the engine's own checks, among them every text against
 *         its hash and all that is stored twice; the chain of changes, the
 *         tree over them and the keys that sign it; every record against
 *         its newest change and the rules of its kind; all that is derived
 *         from records (columns, lists, evidence, the words and names they are
 *         found by); every passage against its text.
 * Errors  the engine's, when there is nothing to look at; what is wrong with
 *         the data, or cannot be read, is a complaint.
 * Source  see change_chain.h and passage.h.
 */
#ifndef SERVER_REGISTRY_CHECKS_AUDIT_H
#define SERVER_REGISTRY_CHECKS_AUDIT_H

#include "lib/store/store.h"

struct audit {
	bool is_of_stored; /* neither of what is derived nor of rules, so that
	                      no writer waits */
	void (*complain)(const char *what);
	void (*progress)(size_t changes); /* or NULL */
	/* what was looked at */
	size_t changes, records, passages, complaints;
	bool is_pending; /* what is derived was not looked at: some of it is
	                    still to be derived again */
};

MUST_CHECK enum err_code audit_run(struct store *s, struct audit *v,
                                   struct err *e);

#endif
