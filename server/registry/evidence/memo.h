/*
 * memo.h - the evidence for a member, as a paragraph for a memo
 *
 * Shapes  what the member says, which passages agree, which say otherwise and
 *         what was decided, each with numbers in brackets; an empty line; then
 *         the passages by number: source, place, words, what restricts their
 *         use. References are shown by the names of the records they lead to.
 *         The text ends in a newline.
 * Errors  the engine's.
 * Source  provenance_why().
 */
#ifndef SERVER_REGISTRY_EVIDENCE_MEMO_H
#define SERVER_REGISTRY_EVIDENCE_MEMO_H

#include "lib/store/store.h"
#include "server/registry/evidence/provenance.h"
#include "server/registry/model/kind.h"

/* field is a pointer to a member that records of this kind have. */
MUST_CHECK enum err_code memo_write(const struct show_context *r,
                                    const struct kind *k,
                                    const struct row *subject, struct str field,
                                    struct said_page *page, struct buf *out,
                                    struct err *e);

#endif
