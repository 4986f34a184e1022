/*
 * text.h - source texts, stored exactly, and spans of them
 *
 * Shapes  a text is known by the SHA-256 of its bytes. It is stored in pieces
 *         of about PIECE_SIZE that end between code points and know where
 *         they start, so that a span costs the same wherever it stands.
 * Units   start and end are code points, end exclusive, as in a passage;
 *         other places are as named.
 * Errors  text_check(): ERR_INVALID when the bytes are not UTF-8, ERR_TOO_LARGE
 *         when there are more than TEXT_BYTES_MAX. text_span(): ERR_NOT_FOUND
 *         when the text is not held, ERR_INVALID when the span goes beyond
 *         its end. text_place(): ERR_INVALID beyond the end or inside of a
 *         character.
 * Source  W3C Web Annotation, TextPositionSelector.
 */
#ifndef SERVER_REGISTRY_SOURCES_TEXT_H
#define SERVER_REGISTRY_SOURCES_TEXT_H

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "lib/text/utf8.h"

#define PIECE_SIZE     (64u << 10)
#define TEXT_BYTES_MAX (64u << 20)

struct span {
	struct str exact;
	int64_t start, end;
	int64_t utf16_start, utf16_end;
	int64_t byte_start, byte_end;
};

/* May these bytes be stored? */
MUST_CHECK enum err_code text_check(struct str bytes, struct err *e);

/* Store a text that was checked, under its SHA-256; one that is there already
 * is left as it is. */
MUST_CHECK enum err_code text_add(struct tx *tx, struct arena *a,
                                  struct str bytes, struct str sha256,
                                  struct text *out, struct err *e);

/* A place of a text that is held, in all three units. */
MUST_CHECK enum err_code text_place(struct tx *tx, const struct text *text,
                                    enum text_unit unit, int64_t at,
                                    struct utf8_counts *out, struct err *e);

/* Some bytes from a place on, at least one; and all from one to another. */
MUST_CHECK enum err_code text_read(struct tx *tx, struct str sha256,
                                   int64_t byte, char *out, size_t room,
                                   size_t *n, struct err *e);
MUST_CHECK enum err_code text_bytes(struct tx *tx, struct str sha256,
                                    int64_t from, int64_t to, char *out,
                                    struct err *e);

MUST_CHECK enum err_code text_span(struct tx *tx, struct arena *a,
                                   struct str sha256, int64_t start,
                                   int64_t end, struct span *out,
                                   struct err *e);

/* The same of a span that is known to be there: ERR_STORE when it is not. */
MUST_CHECK enum err_code text_held_span(struct tx *tx, struct arena *a,
                                        struct str sha256, int64_t start,
                                        int64_t end, struct span *out,
                                        struct err *e);

#endif
