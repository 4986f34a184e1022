/*
 * text.h - source texts, kept exactly, and spans of them
 *
 * Shapes  a text is known by the SHA-256 of its bytes. It is kept in pieces
 *         of about PIECE_SIZE that end between code points and know where
 *         they start, so that a span costs the same wherever it stands.
 * Units   start and end are code points, end exclusive, as in a passage.
 * Errors  text_keep(): ERR_INVALID when the bytes are not UTF-8 or more than
 *         TEXT_BYTES_MAX. text_span(): ERR_NOT_FOUND when the text is not
 *         held, ERR_INVALID when the span goes beyond its end.
 * Source  W3C Web Annotation, TextPositionSelector.
 */
#ifndef SERVER_REGISTRY_TEXT_H
#define SERVER_REGISTRY_TEXT_H

#include "lib/arena.h"
#include "lib/store.h"

#define PIECE_SIZE     (64u << 10)
#define TEXT_BYTES_MAX (64u << 20)

struct span {
	struct str exact;
	int64_t start, end;
	int64_t utf16_start, utf16_end;
	int64_t byte_start, byte_end;
};

/* Keep a text; one that is there already is left as it is. */
MUST_CHECK enum err_code text_keep(struct tx *tx, struct arena *a,
                                   struct str bytes, struct text *out,
                                   struct err *e);

MUST_CHECK enum err_code text_span(struct tx *tx, struct arena *a,
                                   struct str sha256, int64_t start,
                                   int64_t end, struct span *out,
                                   struct err *e);

#endif
