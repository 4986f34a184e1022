/*
 * handling.h - the restriction that travels with a source's words
 *
 * Shapes  that of the source a record refers to; of a record that counts in
 *         an edition without naming its source, that of the first source by
 *         key that has the edition and restricts it. Absent: there is none.
 * Errors  the engine's.
 * Source  the kind "sources": handling.
 */
#ifndef SERVER_REGISTRY_SOURCES_HANDLING_H
#define SERVER_REGISTRY_SOURCES_HANDLING_H

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "server/registry/model/kind.h"

MUST_CHECK enum err_code handling_of_source(struct tx *tx, struct arena *a,
                                            struct str source, struct str *out,
                                            struct err *e);

/* Of a passage's or a provision's words; none for other kinds. */
MUST_CHECK enum err_code handling_of(const struct show_context *r,
                                     const struct kind *k,
                                     const struct row *row, struct str *out,
                                     struct err *e);

#endif
