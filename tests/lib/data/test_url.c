/*
 * test_url.c - what is an address of a page
 */
#include "lib/data/url.h"

#include "tests/support/unit.h"

static const char *const taken[] = {
	"http://example.org",
	"HTTPS://example.org/",
	"Http://EXAMPLE.org",
	"https://example.org:443/a?b=c#d",
	"https://example.org:65535",
	"https://example.org./a",
	"https://localhost:8080/",
	"https://my_host.example.org",
	"https://xn--bcher-kva.example",
	"https://bücher.example/größe",
	"https://例え.テスト/法",
	"https://उदाहरण.परीक्षा",
	"https://192.0.2.1/a",
	"https://[2001:db8::1]:8080/a",
	"https://[::ffff:192.0.2.1]",
	"https://example.org/a%20b?c=%e6%b3%95#d%20",
	"https://example.org/a(b)|c{d}^`~'!*;@:$,+=",
	"https://example.org?a",
	"https://example.org#a",
};

static const char *const refused[] = {
	"",
	"http",
	"http://",
	"https:///a",
	"https:example.org",
	"ftp://example.org",
	"//example.org",
	"https://user@example.org",
	"https://user:password@example.org/",
	"https://user:@example.org/",
	"https://example.org:99999/",
	"https://example.org:65536",
	"https://example.org:0",
	"https://example.org:",
	"https://example.org:80a",
	"https://example.org:80:80",
	"https://example..org",
	"https://.example.org",
	"https://example.org..",
	"https://.",
	"https://-example.org",
	"https://example-.org",
	"https://exa mple.org",
	"https://exa%6dple.org",
	"https://example.org,example.com",
	"https://example.org\\@example.com",
	"https://exam\xe2\x80\x8bple.org",
	"https://example\xe3\x80\x82org",
	"https://256.0.2.1",
	"https://192.0.2",
	"https://192.0.2.1.5",
	"https://1",
	"https://[2001:db8::1",
	"https://[2001:db8::g]",
	"https://[2001:db8::1]x",
	"https://[2001:db8::1%25eth0]",
	"https://[192.0.2.1]",
	"https://[]",
	"https://example.org/%zz",
	"https://example.org/a?b=%1",
	"https://example.org/a%",
	"https://example.org/a b",
	"https://example.org/\xc2\xa0",
	"https://example.org/\xe2\x80\xaegpj.exe",
	"https://example.org/\t",
	"https://example.org/\"",
	"https://example.org/<a>",
	"https://example.org/a\\b",
};

static void addresses_of_pages_are_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(taken); i++)
		if (!url_valid(str_from(taken[i])))
			fail_msg("%s", taken[i]);
}

static void other_urls_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++)
		if (url_valid(str_from(refused[i])))
			fail_msg("%s", refused[i]);
}

/* "https://" and so many letters, a dot, and "org". */
static bool takes_part(struct arena *a, size_t n)
{
	struct buf out;

	buf_init(&out, a);
	buf_puts(&out, "https://");
	for (; n > 0; n--)
		buf_puts(&out, "a");
	buf_puts(&out, ".org");
	return url_valid(buf_text(&out));
}

static void a_part_of_a_host_has_at_most_63_bytes(void **state)
{
	assert_true(takes_part(*state, 63));
	assert_false(takes_part(*state, 64));
}

static void any_bytes_are_an_address_or_not(void **state)
{
	uint64_t seed = 5;
	struct str s;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char *p = unit_garbage(&seed, STR("htps:/[]%.@1a-\xc3\xa9?#\\"),
		                       40, &s);

		if (s.len > 8)
			memcpy(p, "https://", 8);
		url_valid(s);
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(addresses_of_pages_are_taken),
		unit_case(other_urls_are_refused),
		unit_case(a_part_of_a_host_has_at_most_63_bytes),
		unit_case(any_bytes_are_an_address_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
