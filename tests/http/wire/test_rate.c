/*
 * test_rate.c - buckets of tokens, and whose they are
 */
#include "tests/support/unit.h"

#include "server/http/wire/address.h"
#include "server/http/wire/rate.h"

static struct client_id client(unsigned n)
{
	struct client_id who = { 0 };

	memcpy(who.bytes, &n, sizeof(n));
	return who;
}

static void a_bucket_empties_and_fills_again(void **state)
{
	struct rates *r = rates_new();
	struct client_id who = client(1);
	struct allowance a;

	(void)state;
	for (int i = 0; i < 5 * RATE_WINDOW; i++) {
		a = rate_take(r, RATE_ADDRESS, &who, 5, 1000);
		assert_true(a.is_given);
		assert_int_equal(a.quota, 5 * RATE_WINDOW);
		assert_int_equal(a.remaining, 5 * RATE_WINDOW - 1 - i);
	}
	a = rate_take(r, RATE_ADDRESS, &who, 5, 1000);
	assert_false(a.is_given);
	assert_int_equal(a.remaining, 0);
	assert_int_equal(a.reset, RATE_WINDOW);
	assert_int_equal(a.retry, 1);
	assert_false(rate_take(r, RATE_ADDRESS, &who, 5, 1199).is_given);
	assert_true(rate_take(r, RATE_ADDRESS, &who, 5, 1200).is_given);
	assert_false(rate_take(r, RATE_ADDRESS, &who, 5, 1200).is_given);
	a = rate_take(r, RATE_ADDRESS, &who, 5, INT64_C(1) << 50);
	assert_int_equal(a.remaining, 5 * RATE_WINDOW - 1);
	rates_free(r);
}

static void clients_do_not_take_from_each_other(void **state)
{
	struct rates *r = rates_new();
	struct client_id one = client(1), two = client(2);

	(void)state;
	while (rate_take(r, RATE_ADDRESS, &one, 1, 0).is_given)
		;
	assert_true(rate_take(r, RATE_ADDRESS, &two, 1, 0).is_given);
	assert_true(rate_take(r, RATE_KEY, &one, 1, 0).is_given);
	assert_false(rate_take(r, RATE_ADDRESS, &one, 1, 0).is_given);
	rates_free(r);
}

static void any_number_of_clients_is_served(void **state)
{
	struct rates *r = rates_new();

	(void)state;
	for (unsigned i = 0; i < 10 * RATE_CLIENTS; i++) {
		struct client_id who = client(i);

		assert_true(rate_take(r, RATE_ADDRESS, &who, 1, i).is_given);
	}
	rates_free(r);
}

static void addresses_are_read(void **state)
{
	static const struct {
		const char *text;
		bool is_one, is_local;
		const char *same; /* or NULL */
	} rows[] = {
		{ "192.0.2.1", true, false, "::ffff:192.0.2.1" },
		{ "127.0.0.1", true, true, "::ffff:127.0.0.1" },
		{ "127.8.8.8", true, true, NULL },
		{ "::1", true, true, "[::1]" },
		{ "2001:db8:1:2::1", true, false, "2001:db8:1:2:3::4" },
		{ "", false, false, NULL },
		{ "192.0.2", false, false, NULL },
		{ "192.0.2.1:80", false, false, NULL },
		{ "unknown", false, false, NULL },
		{ "[]", false, false, NULL },
		{ "2001:db8:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:1", false,
		  false, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct address a = { { 0 } }, b = { { 0 } };

		assert_int_equal(address_parse(&a, str_from(rows[i].text)),
		                 rows[i].is_one);
		assert_int_equal(address_is_local(&a), rows[i].is_local);
		if (rows[i].same == NULL)
			continue;
		assert_true(address_parse(&b, str_from(rows[i].same)));
		assert_true(address_same(&a, &b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bucket_empties_and_fills_again),
		cmocka_unit_test(clients_do_not_take_from_each_other),
		cmocka_unit_test(any_number_of_clients_is_served),
		cmocka_unit_test(addresses_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
