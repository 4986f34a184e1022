/*
 * signature.c - a thin skin over libsodium
 */
#include "lib/data/signature.h"

#include <sodium.h>

#include "lib/base/arena.h"
#include "lib/base/log.h"

static struct str hex_of(struct arena *a, const unsigned char *bytes, size_t n)
{
	char *text = arena_alloc(a, 2 * n + 1);

	sodium_bin2hex(text, 2 * n + 1, bytes, n);
	return (struct str){ text, 2 * n };
}

static bool read_hex(struct str text, unsigned char *out, size_t n)
{
	size_t len = 0;

	return text.len == 2 * n &&
	       sodium_hex2bin(out, n, text.p, text.len, NULL, &len, NULL) ==
	               0 &&
	       len == n;
}

struct str signature_secret(struct arena *a)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	struct str text;

	randombytes_buf(seed, sizeof(seed));
	text = hex_of(a, seed, sizeof(seed));
	sodium_memzero(seed, sizeof(seed));
	return text;
}

bool signature_is_secret(struct str text)
{
	unsigned char seed[crypto_sign_SEEDBYTES];

	return read_hex(text, seed, sizeof(seed));
}

struct pair {
	unsigned char key[crypto_sign_PUBLICKEYBYTES];
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
};

static void make_pair(struct str secret, struct pair *out)
{
	unsigned char seed[crypto_sign_SEEDBYTES] = { 0 };

	if (!read_hex(secret, seed, sizeof(seed)))
		die("a secret that is none");
	crypto_sign_seed_keypair(out->key, out->secret, seed);
	sodium_memzero(seed, sizeof(seed));
}

struct str signature_key(struct arena *a, struct str secret)
{
	struct pair pair;

	make_pair(secret, &pair);
	sodium_memzero(pair.secret, sizeof(pair.secret));
	return hex_of(a, pair.key, sizeof(pair.key));
}

struct str signature_sign(struct arena *a, struct str secret, struct str text)
{
	unsigned char signature[crypto_sign_BYTES];
	struct pair pair;

	make_pair(secret, &pair);
	crypto_sign_detached(signature, NULL, (const unsigned char *)text.p,
	                     text.len, pair.secret);
	sodium_memzero(&pair, sizeof(pair));
	return hex_of(a, signature, sizeof(signature));
}

bool signature_holds(struct str key, struct str text, struct str signature)
{
	unsigned char raw[crypto_sign_BYTES];
	struct pair pair;

	return read_hex(key, pair.key, sizeof(pair.key)) &&
	       read_hex(signature, raw, sizeof(raw)) &&
	       crypto_sign_verify_detached(raw, (const unsigned char *)text.p,
	                                   text.len, pair.key) == 0;
}
