/*
 * digest.c - a thin skin over libsodium
 */
#include "lib/data/digest.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

#include "lib/base/arena.h"
#include "lib/base/hash.h"
#include "lib/base/log.h"

#define SECRET_BYTES 32
#define SECRET_FORM  sodium_base64_VARIANT_URLSAFE_NO_PADDING

struct digest {
	crypto_hash_sha256_state state;
};

void digest_start(void)
{
	if (sodium_init() < 0)
		die("libsodium does not start");
}

static const unsigned char *bytes_of(struct str s)
{
	return (const unsigned char *)s.p;
}

struct str digest_hex_of(struct arena *a, const unsigned char *bytes, size_t n)
{
	char *text = arena_alloc(a, 2 * n + 1);

	sodium_bin2hex(text, 2 * n + 1, bytes, n);
	return (struct str){ text, 2 * n };
}

bool digest_hex_read(struct str text, unsigned char *out, size_t n)
{
	size_t len = 0;

	return text.len == 2 * n &&
	       sodium_hex2bin(out, n, text.p, text.len, NULL, &len, NULL) ==
	               0 &&
	       len == n;
}

struct digest *digest_open(struct arena *a)
{
	struct digest *d = arena_alloc(a, sizeof(*d));

	crypto_hash_sha256_init(&d->state);
	return d;
}

void digest_add(struct digest *d, struct str bytes)
{
	crypto_hash_sha256_update(&d->state, bytes_of(bytes), bytes.len);
}

struct str digest_close(struct arena *a, struct digest *d)
{
	unsigned char raw[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_final(&d->state, raw);
	return digest_hex_of(a, raw, sizeof(raw));
}

struct str digest_of(struct arena *a, struct str bytes)
{
	struct digest d;

	crypto_hash_sha256_init(&d.state);
	digest_add(&d, bytes);
	return digest_close(a, &d);
}

bool digest_valid(struct str s)
{
	if (s.len != DIGEST_LEN)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return true;
}

void digest_bytes(const void *bytes, size_t n, struct digest_raw *out)
{
	crypto_hash_sha256(out->bytes, bytes, n);
}

struct str digest_hex(struct arena *a, const struct digest_raw *raw)
{
	return digest_hex_of(a, raw->bytes, sizeof(raw->bytes));
}

bool digest_read(struct str text, struct digest_raw *out)
{
	return digest_valid(text) &&
	       digest_hex_read(text, out->bytes, sizeof(out->bytes));
}

struct str digest_field(struct arena *a, struct str sha256)
{
	unsigned char raw[crypto_hash_sha256_BYTES];
	char base64[sodium_base64_ENCODED_LEN(sizeof(raw),
	                                      sodium_base64_VARIANT_ORIGINAL)];

	sodium_hex2bin(raw, sizeof(raw), sha256.p, sha256.len, NULL, NULL,
	               NULL);
	sodium_bin2base64(base64, sizeof(base64), raw, sizeof(raw),
	                  sodium_base64_VARIANT_ORIGINAL);
	return str_from(arena_printf(a, "sha-256=:%s:", base64));
}

struct str digest_keyed(struct arena *a, struct str key, struct str bytes)
{
	unsigned char *out = arena_alloc(a, crypto_auth_hmacsha256_BYTES);
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.p,
	                            key.len);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)bytes.p,
	                              bytes.len);
	crypto_auth_hmacsha256_final(&state, out);
	return (struct str){ (const char *)out, crypto_auth_hmacsha256_BYTES };
}

void digest_short(struct str bytes, char out[17])
{
	snprintf(out, 17, "%016" PRIx64, hash_bytes(bytes, 0));
}

struct str digest_secret(struct arena *a)
{
	const size_t size =
		sodium_base64_ENCODED_LEN(SECRET_BYTES, SECRET_FORM);
	char *text = arena_alloc(a, size);
	unsigned char raw[SECRET_BYTES];

	randombytes_buf(raw, sizeof(raw));
	sodium_bin2base64(text, size, raw, sizeof(raw), SECRET_FORM);
	sodium_memzero(raw, sizeof(raw));
	return (struct str){ text, size - 1 };
}

#define SECRET_LEN 43

/* How many characters of a secret come first, and is one of them a capital? */
static size_t secret_run(struct str text, bool *capital)
{
	size_t n = 0;

	*capital = false;
	for (; n < text.len; n++) {
		char c = text.p[n];

		*capital = *capital || (c >= 'A' && c <= 'Z');
		if (!(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') &&
		    !(c >= '0' && c <= '9') && c != '-' && c != '_')
			break;
	}
	return n;
}

struct str digest_hide_secrets(struct arena *a, struct str text)
{
	struct buf out;
	bool capital;

	if (text.len < SECRET_LEN)
		return text;
	buf_init(&out, a);
	for (size_t at = 0, n; at < text.len; at += n) {
		struct str rest = { text.p + at, text.len - at };

		n = secret_run(rest, &capital);
		if (n >= SECRET_LEN && capital)
			buf_puts(&out, "...");
		else
			buf_add(&out, rest.p, n > 0 ? n : 1);
		n = n > 0 ? n : 1;
	}
	return buf_text(&out);
}
