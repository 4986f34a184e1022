/*
 * digest.h - SHA-256, and random secrets
 *
 * Shapes  digests are 64 lower-case hex digits, NUL-terminated.
 * Errors  none; digest_start() must have been called once per process.
 * Source  FIPS 180-4 and RFC 2104 by libsodium, XXH3 by libxxhash; only
 *         digest.c (and base64.c, signature.c) includes them.
 */
#ifndef LIB_DATA_DIGEST_H
#define LIB_DATA_DIGEST_H

#include "lib/base/base.h"

#define DIGEST_LEN 64

#define DIGEST_BYTES 32

struct arena;

/* The same as it is computed with. */
struct digest_raw {
	unsigned char bytes[DIGEST_BYTES];
};

void digest_start(void);

struct str digest_of(struct arena *a, struct str bytes);
bool digest_valid(struct str s);

/* Bytes as lower-case hex digits, and back: false when the text is not just so
 * many. */
struct str digest_hex_of(struct arena *a, const unsigned char *bytes, size_t n);
bool digest_hex_read(struct str text, unsigned char *out, size_t n);

void digest_bytes(const void *bytes, size_t n, struct digest_raw *out);
struct str digest_hex(struct arena *a, const struct digest_raw *raw);

/* False when the text is no digest. */
bool digest_read(struct str text, struct digest_raw *out);

/* "sha-256=:...:" of one, as in Repr-Digest (RFC 9530). */
struct str digest_field(struct arena *a, struct str sha256);

/* The same over a stream. */
struct digest;
struct digest *digest_open(struct arena *a);
void digest_add(struct digest *d, struct str bytes);
struct str digest_close(struct arena *a, struct digest *d);

/* HMAC-SHA256: 32 bytes. */
struct str digest_keyed(struct arena *a, struct str key, struct str bytes);

/* 64 bits of XXH3, as 16 hex digits: for ETags, not against forgers. */
void digest_short(struct str bytes, char out[17]);

/* A secret for a key: 43 characters of URL-safe base64, 256 random bits. */
struct str digest_secret(struct arena *a);

/* A text without what may be such a secret: a run of as many of its characters,
 * a capital among them, as no id and no key of a record has it. */
struct str digest_hide_secrets(struct arena *a, struct str text);

#endif
