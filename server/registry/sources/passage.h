/*
 * passage.h - rules for passages: the words at the offsets are checked
 *
 * Shapes  the rules of the kind "passages", see server/registry/model/kind.h.
 * Units   offsets are code points; prefix and suffix are AROUND of them.
 * Errors  passage_check() notes at /start, /end, /sha256, /exact what does
 *         not stand in a text that is held, and what stands there instead
 *         (err.more: "found"). During an import it lets such a passage in;
 *         its state then says "changed". passage_settle() notes at /edition
 *         one that is not the source's. Without offsets the words are
 *         looked for, see locate.h.
 * Source  W3C Web Annotation: TextQuoteSelector, TextPositionSelector.
 */
#ifndef SERVER_REGISTRY_SOURCES_PASSAGE_H
#define SERVER_REGISTRY_SOURCES_PASSAGE_H

#include "server/registry/model/kind.h"

#define AROUND 32

void passage_check(struct draft *d);
enum err_code passage_settle(struct tx *tx, struct arena *a,
                             const struct row *row, struct err *e);

/* The rule of the kind "sources": its passages' editions are all there. */
enum err_code passage_settle_source(struct tx *tx, struct arena *a,
                                    const struct row *source, struct err *e);
enum err_code passage_derive(struct draft *d);
enum err_code passage_compute(const struct show_context *r,
                              const struct row *row, struct buf *out,
                              struct err *e);
enum err_code passage_document(struct tx *tx, struct arena *a,
                               const struct row *row, struct document *out,
                               struct err *e);

/* By its state: do its words stand somewhere, as far as anybody knows? */
bool passage_stands(struct str state);

/* The exact text, absent when it is not held or not what it was. */
MUST_CHECK enum err_code passage_exact(struct tx *tx, struct arena *a,
                                       const struct row *row, struct str *out,
                                       struct err *e);

#endif
