/*
 * signature.h - texts signed so that anybody can tell by whom
 *
 * Shapes  keys and signatures are lower-case hex digits, NUL-terminated. A
 *         secret is the seed that its key follows from.
 * Errors  none; digest_start() must have been called once per process.
 * Source  RFC 8032 (Ed25519) by libsodium; only signature.c (and digest.c,
 *         base64.c) includes it.
 */
#ifndef LIB_DATA_SIGNATURE_H
#define LIB_DATA_SIGNATURE_H

#include "lib/base/base.h"

#define SIGNATURE_KEY_LEN    64
#define SIGNATURE_SECRET_LEN 64
#define SIGNATURE_LEN        128

struct arena;

/* A new secret, and the key of one. */
struct str signature_secret(struct arena *a);
struct str signature_key(struct arena *a, struct str secret);

bool signature_is_secret(struct str text);

struct str signature_sign(struct arena *a, struct str secret, struct str text);

/* Was the text signed by the secret of this key? Not, when what should be hex
 * digits are none. */
bool signature_holds(struct str key, struct str text, struct str signature);

#endif
