/*
 * base64.c - libsodium's own, with lengths
 */
#include "lib/data/base64.h"

#include <sodium.h>

#include "lib/base/arena.h"

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

static struct str write_variant(struct arena *a, struct str bytes, int variant)
{
	size_t size = sodium_base64_encoded_len(bytes.len, variant);
	char *out = arena_alloc(a, size);

	sodium_bin2base64(out, size, (const unsigned char *)bytes.p, bytes.len,
	                  variant);
	return str_from(out);
}

struct str base64_text(struct arena *a, struct str bytes)
{
	return write_variant(a, bytes, VARIANT);
}

struct str base64_padded(struct arena *a, struct str bytes)
{
	return write_variant(a, bytes, sodium_base64_VARIANT_ORIGINAL);
}

static bool read_variant(struct arena *a, struct str text, int variant,
                         struct str *out)
{
	unsigned char *bytes = arena_alloc(a, text.len + 1);
	size_t len;

	if (sodium_base642bin(bytes, text.len, text.p, text.len, NULL, &len,
	                      NULL, variant) != 0)
		return false;
	*out = (struct str){ (const char *)bytes, len };
	return true;
}

bool base64_read(struct arena *a, struct str text, struct str *out)
{
	return read_variant(a, text, VARIANT, out);
}

bool base64_read_padded(struct arena *a, struct str text, struct str *out)
{
	return read_variant(a, text, sodium_base64_VARIANT_ORIGINAL, out);
}
