/*
 * fingerprint.h - fingerprints by which words are found without being stored
 *
 * Shapes  a text is folded to characters: the units of lib/match/alike.h, all
 *         quotation marks one, and one '-' for dashes beside each other; but
 *         none between two letters, where a line's end may have put or taken
 *         one. Blanks and what cannot be seen are dropped. A fingerprint is of
 *         a run of these that has no dash at its ends: their number; the
 *         rolling hash, the sum of c[i] * FINGERPRINT_BASE^(n - 1 - i) modulo
 *         2^64; the SHA-256 of their UTF-8.
 *         fingerprint_find() tells every place at which one of those sought
 *         stands in whole characters and whole words.
 * Units   places are bytes of the text, which is less than 4 GiB; 8 bytes of
 *         memory for each of its bytes at most, mostly. One pass for each
 *         distinct length of what is sought.
 * Errors  none.
 * Source  Karp and Rabin; FOLD_VERSION names the rules.
 */
#ifndef LIB_MATCH_FINGERPRINT_H
#define LIB_MATCH_FINGERPRINT_H

#include "lib/base/arena.h"
#include "lib/data/digest.h"

#define FINGERPRINT_BASE UINT64_C(1099511628211)

struct fingerprint {
	size_t length; /* characters; 0: of nothing */
	uint64_t rolling;
	char sha256[DIGEST_LEN + 1];
};

struct folded_char {
	uint32_t code : 24, bytes : 8;
	uint32_t at; /* the byte of the text it comes from, with so many */
};

struct folded {
	struct str text;
	struct folded_char *chars;
	size_t n, room;
};

void folded_read(struct folded *f, struct arena *a, struct str text);

/* The first character at or after a byte; f->n when there is none. */
size_t folded_at(const struct folded *f, size_t byte);

/* The byte after the last of the characters before the i-th. */
size_t folded_end(const struct folded *f, size_t i);

/* Of the characters from one up to another. */
void fingerprint_of(const struct folded *f, size_t from, size_t to,
                    struct fingerprint *out);

/* Of at most n characters right before, or right after. */
void fingerprint_before(const struct folded *f, size_t at, size_t n,
                        struct fingerprint *out);
void fingerprint_after(const struct folded *f, size_t at, size_t n,
                       struct fingerprint *out);

bool fingerprint_same(const struct fingerprint *a, const struct fingerprint *b);

/* A place of the i-th that is sought: characters from one up to another. */
typedef void fingerprint_fn(void *arg, size_t i, size_t from, size_t to);

void fingerprint_find(const struct folded *f,
                      const struct fingerprint *const *sought, size_t n,
                      fingerprint_fn *fn, void *arg);

#endif
