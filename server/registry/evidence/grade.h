/*
 * grade.h - how strong the evidence of a source is
 *
 * Shapes  official: the text of an instrument, a proposal of one, the journal
 *         or register that publishes it, or a translation that a party which
 *         issued or adopted it has published. editorial: our own notes.
 *         independent: any other document. none: nothing at all.
 * Errors  the engine's.
 * Source  vocabulary: roles of sources, of parties.
 */
#ifndef SERVER_REGISTRY_EVIDENCE_GRADE_H
#define SERVER_REGISTRY_EVIDENCE_GRADE_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

/* From the strongest to the weakest. */
enum grade {
	GRADE_OFFICIAL,
	GRADE_INDEPENDENT,
	GRADE_EDITORIAL,
	GRADE_NONE,
	GRADE__COUNT
};

extern const char *const grade_names[GRADE__COUNT + 1];

MUST_CHECK enum err_code grade_of(struct tx *tx, struct arena *a,
                                  const struct row *source, enum grade *out,
                                  struct err *e);

/* Might a source have another grade after this change? Of a source or of an
 * instrument. */
bool grade_changes(const struct kind *k, const struct row *old,
                   const struct row *new);

#endif
