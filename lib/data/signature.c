/*
 * signature.c - a thin skin over libsodium
 */
#include "lib/data/signature.h"

#include <sodium.h>

#include "lib/base/arena.h"
#include "lib/base/log.h"
#include "lib/data/digest.h"

struct str signature_secret(struct arena *a)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	struct str text;

	randombytes_buf(seed, sizeof(seed));
	text = digest_hex_of(a, seed, sizeof(seed));
	sodium_memzero(seed, sizeof(seed));
	return text;
}

bool signature_is_secret(struct str text)
{
	unsigned char seed[crypto_sign_SEEDBYTES];

	return digest_hex_read(text, seed, sizeof(seed));
}

struct pair {
	unsigned char key[crypto_sign_PUBLICKEYBYTES];
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
};

static void make_pair(struct str secret, struct pair *out)
{
	unsigned char seed[crypto_sign_SEEDBYTES] = { 0 };

	if (!digest_hex_read(secret, seed, sizeof(seed)))
		die("a secret that is none");
	crypto_sign_seed_keypair(out->key, out->secret, seed);
	sodium_memzero(seed, sizeof(seed));
}

struct str signature_key(struct arena *a, struct str secret)
{
	struct pair pair;

	make_pair(secret, &pair);
	sodium_memzero(pair.secret, sizeof(pair.secret));
	return digest_hex_of(a, pair.key, sizeof(pair.key));
}

struct str signature_sign(struct arena *a, struct str secret, struct str text)
{
	unsigned char signature[crypto_sign_BYTES];
	struct pair pair;

	make_pair(secret, &pair);
	crypto_sign_detached(signature, NULL, (const unsigned char *)text.p,
	                     text.len, pair.secret);
	sodium_memzero(&pair, sizeof(pair));
	return digest_hex_of(a, signature, sizeof(signature));
}

bool signature_holds(struct str key, struct str text, struct str signature)
{
	unsigned char raw[crypto_sign_BYTES];
	struct pair pair;

	return digest_hex_read(key, pair.key, sizeof(pair.key)) &&
	       digest_hex_read(signature, raw, sizeof(raw)) &&
	       crypto_sign_verify_detached(raw, (const unsigned char *)text.p,
	                                   text.len, pair.key) == 0;
}
