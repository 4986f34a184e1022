/*
 * agreement.h - does what a passage says agree with the record?
 *
 * Shapes  both values are canonical JSON text, the record's that of the
 *         member an assertion's pointer leads to. Dates are compared as
 *         intervals, texts after folding, references and all else as they
 *         are. A value about a list is one item, or some members of one: it
 *         agrees when an item does.
 * Errors  none. AGREE_UNRESOLVED: there is nothing to compare (the record has
 *         no value there, the assertion only a hash).
 * Source  vocabulary: assertions.agreement.
 */
#ifndef SERVER_REGISTRY_EVIDENCE_AGREEMENT_H
#define SERVER_REGISTRY_EVIDENCE_AGREEMENT_H

#include "lib/base/arena.h"
#include "lib/store/model.h"

/* From the best to the worst. */
enum agreement {
	AGREE_SUPPORTS,   /* the same                                     */
	AGREE_REFINES,    /* more precise than the record, and within it  */
	AGREE_BROADER,    /* less precise than the record, and around it  */
	AGREE_UNRESOLVED, /* not comparable                               */
	AGREE_CONFLICTS,
	AGREE__COUNT
};

extern const char *const agreement_names[AGREE__COUNT + 1];

enum agreement agreement_of(struct arena *a, const struct field *f,
                            struct str record_value, struct str asserted);

#endif
