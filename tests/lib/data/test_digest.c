/*
 * test_digest.c - known answers, and secrets that differ
 */
#include "lib/data/digest.h"

#include "lib/data/base64.h"

#include "tests/support/unit.h"

/* FIPS 180-4, examples of NIST. */
static const struct {
	const char *text, *digest;
} known[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb924"
	      "27ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223"
	         "b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039"
	  "a33ce45964ff2167f6ecedd419db06c1" },
};

static void digests_are_those_of_the_standard(void **state)
{
	for (size_t i = 0; i < COUNT(known); i++) {
		struct str d = digest_of(*state, str_from(known[i].text));

		assert_str(d, known[i].digest);
		assert_int_equal(d.p[d.len], '\0');
		assert_true(digest_valid(d));
	}
	assert_str(digest_of(*state, (struct str){ 0 }), known[0].digest);
}

static void a_stream_has_the_digest_of_its_whole(void **state)
{
	for (size_t i = 0; i < COUNT(known); i++) {
		struct digest *d = digest_open(*state);

		for (const char *p = known[i].text; *p != '\0'; p++)
			digest_add(d, (struct str){ p, 1 });
		digest_add(d, STR(""));
		assert_str(digest_close(*state, d), known[i].digest);
	}
}

static void only_64_lower_case_hex_digits_are_a_digest(void **state)
{
	char text[DIGEST_LEN + 1];
	struct str long_one = STR("0123456789abcdef0123456789abcdef"
	                          "0123456789abcdef0123456789abcdef0");
	struct str s = { text, DIGEST_LEN };

	(void)state;
	memcpy(text, known[0].digest, sizeof(text));
	assert_true(digest_valid(s));
	assert_false(digest_valid((struct str){ text, DIGEST_LEN - 1 }));
	assert_false(digest_valid(long_one));
	assert_false(digest_valid((struct str){ 0 }));
	for (const char *bad = "gGAF/:`@ "; *bad != '\0'; bad++) {
		text[17] = *bad;
		assert_false(digest_valid(s));
	}
	text[17] = '\0';
	assert_false(digest_valid(s));
}

/* SipHash-2-4 under "instrumentd etag", by another implementation: ETags
 * must be the same after an update of the program. */
static void short_hashes_stay_the_same(void **state)
{
	char out[17];

	(void)state;
	digest_short(STR(""), out);
	assert_string_equal(out, "2d06800538d394c2");
	digest_short((struct str){ 0 }, out);
	assert_string_equal(out, "2d06800538d394c2");
	digest_short(STR("abc"), out);
	assert_string_equal(out, "78af5f94892f3950");
}

static void secrets_are_long_and_differ(void **state)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789-_";
	struct str before = STR("");

	for (int i = 0; i < 100; i++) {
		struct str secret = digest_secret(*state);

		assert_int_equal(secret.len, 43);
		assert_int_equal(strspn(secret.p, alphabet), 43);
		assert_false(str_eq(secret, before));
		before = secret;
	}
}

static void a_secret_is_hidden_wherever_it_stands(void **state)
{
	struct str secret = digest_secret(*state);
	const char *path =
		arena_printf(*state, "/v1/%s/key=%s", secret.p, secret.p);

	assert_string_equal(digest_hide_secrets(*state, str_from(path)).p,
	                    "/v1/.../key=...");
	path = arena_printf(*state, "/v1/x-%s-x", secret.p);
	assert_null(strstr(digest_hide_secrets(*state, str_from(path)).p,
	                   secret.p));
	path = "/v1/instruments/regulation-on-the-use-of-artificial-"
	       "intelligence-in-public-services-2024/provisions";
	assert_string_equal(digest_hide_secrets(*state, str_from(path)).p,
	                    path);
}

/* The example of Standard Webhooks. */
static void a_message_is_signed_as_others_sign_it(void **state)
{
	struct arena *a = *state;
	struct str key;

	assert_true(base64_read_padded(
		a, STR("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), &key));
	assert_str(base64_padded(
			   a, digest_keyed(a, key,
	                                   STR("msg_p5jXN8AQM9LWM0D4loKWxJek."
	                                       "1614265330."
	                                       "{\"test\": 2432232314}"))),
	           "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(digests_are_those_of_the_standard),
		unit_case(a_stream_has_the_digest_of_its_whole),
		unit_case(only_64_lower_case_hex_digits_are_a_digest),
		unit_case(short_hashes_stay_the_same),
		unit_case(secrets_are_long_and_differ),
		unit_case(a_secret_is_hidden_wherever_it_stands),
		unit_case(a_message_is_signed_as_others_sign_it),
	};

	digest_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
