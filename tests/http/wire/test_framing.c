/*
 * test_framing.c - where a request ends
 */
#include "tests/support/wire.h"

static const struct {
	const char *text;
	int status;
} ambiguous[] = {
	{ POST "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400 },
	{ POST "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400 },
	{ POST "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
	       "0\r\n\r\n",
	  400 },
	{ POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
	       "0\r\n\r\n",
	  400 },
	{ POST "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n", 400 },
	{ POST "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400 },
	{ POST "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n", 400 },
	{ POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400 },
	{ POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"
	       "\r\n0\r\n\r\n",
	  400 },
	{ POST "Content-Length : 2\r\n\r\n{}", 400 },
	{ POST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400 },
	{ POST "Content-Length: -1\r\n\r\n", 400 },
	{ POST "Content-Length: +2\r\n\r\n{}", 400 },
	{ POST "Content-Length: 0x2\r\n\r\n{}", 400 },
	{ POST "Content-Length: 2, 2\r\n\r\n{}", 400 },
	{ POST "Content-Length: two\r\n\r\n{}", 400 },
	{ POST "Content-Length: 99999999999999999999\r\n\r\n{}", 413 },
	{ POST "Content-Length: 18446744073709551618\r\n\r\n{}", 413 },
	{ POST "Content-Length: 2 \r\n\r\n{}", 400 },
	{ POST "Content-Length:\r\n\r\n{}", 400 },
	{ POST "Content-Len: 41\r\n gth\r\n\r\n", 400 },
	{ POST "Content-Length:\r\n 41\r\n\r\n", 400 },
	{ POST "Content-Length: 2\r\n 0\r\n\r\n{}", 400 },
	{ POST "Transfer-Encod: chunked\r\n ing\r\n\r\n0\r\n\r\n", 400 },
	{ POST "Authoriz: Bearer x\r\n\tation\r\n\r\n", 400 },
	{ POST "X: a\r\n b\r\n\r\n", 400 },
	{ POST "X: a\r\n b\r\nY: c\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nX: y\nHost: x\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\n\n", 400 },
	{ "GET /v1 HTTP/1.1\nHost: x\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\nHost: x\n\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\nX: a\rY: b\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\nX: a\vb\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\nX: a\x7f\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\n: v\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\nX y: v\r\n\r\n", 400 },
	{ "GET  /v1 HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
	{ "GET /v1  HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
	{ "GET /v1 x HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.2\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\n\r\n", 400 },
	{ "GET /v1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400 },
	{ "POST /v1 HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	  400 },
	{ "PATCH " COLLECTION "/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
	  "Content-Length: 3\r\n\r\n{}",
	  400 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
	  "Content-Length: 44\r\n\r\n{}",
	  400 },
};

static void ambiguous_requests_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ambiguous); i++) {
		struct answer a;
		struct client c;

		client_open(&c);
		client_say(&c, ambiguous[i].text);
		client_say(&c, SMUGGLED);
		a = client_read(&c, false);
		if (a.status != ambiguous[i].status || !a.close)
			print_error("row %zu: %d\n%s\n", i, a.status,
			            ambiguous[i].text);
		assert_int_equal(a.status, ambiguous[i].status);
		assert_true(a.close);
		assert_int_equal(c.len, 0); /* it was one answer */
		assert_true(client_ended(&c));
		assert_int_equal(c.len, 0);
		client_close(&c);
	}
	assert_serving();
}

/* Heads with a NUL, where '@' stands. */
static void a_nul_ends_the_connection(void **state)
{
	static const char *const rows[] = {
		"GET /v1@x HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /v1 HTTP/1.1\r\nHost: x@y\r\n\r\n",
		"GET /v1 HTTP/1.1\r\nHost: x\r\nX: @\r\n\r\n",
		"GET /v1 HTTP/1.1\r\nHost: x\r\nX: a@b\r\nY: z\r\n\r\n",
		"GET /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2@9\r\n\r\n{}",
		"GE@T /v1 HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /v1 HTTP/1.1\r\nHost: x\r\nX@Y: v\r\n\r\n",
		"GET /v1 HTTP/1.1\r\nHost: x\r\nX: y\r\n@\r\n\r\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[256];
		struct client c;
		size_t n = strlen(rows[i]);

		memcpy(text, rows[i], n + 1);
		*strchr(text, '@') = '\0';
		client_open(&c);
		client_send(&c, text, n);
		client_say(&c, SMUGGLED);
		assert_true(client_ended(&c));
		client_close(&c);
	}
	assert_serving();
}

/* A head that fits is read whatever parts it comes in. */
static void a_long_head_may_come_in_pieces(void **state)
{
	static const size_t sizes[] = { 1, 7, 64, 1000, 30000 };
	char *text = stretch("GET /v1 HTTP/1.1\r\nHost: x\r\n",
	                     "X-Some-Field:   some value \r\n", 150,
	                     "Empty:\r\nBlank:  \r\n\r\n");

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct client c;

		client_open(&c);
		for (size_t at = 0, n; at < strlen(text); at += n) {
			n = strlen(text) - at;
			n = n < sizes[i] ? n : sizes[i];
			client_send(&c, text + at, n);
		}
		client_say(&c, text);
		assert_int_equal(client_read(&c, false).status, 200);
		assert_int_equal(client_read(&c, false).status, 200);
		client_close(&c);
	}
	free(text);
}

/* What stands behind chunks is never taken for a request. */
static void chunks_end_the_connection(void **state)
{
	static const char *const rows[] = {
		"0\r\n\r\n",
		"0\n\n",
		"2;\n{}\r\n0\r\n\r\n",
		"2\r\n{}\n0\r\nX: y\n\r\n",
		"0\r\nContent-Length: 9\r\n\r\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer a;
		struct client c;

		client_open(&c);
		client_say(&c, POST "Transfer-Encoding: chunked\r\n\r\n");
		client_say(&c, rows[i]);
		client_say(&c, SMUGGLED);
		a = client_read(&c, false);
		assert_true(a.status >= 400 && a.close);
		assert_true(client_ended(&c));
		client_close(&c);
	}
}

static const struct {
	const char *text;
	int status;
} plain[] = {
	{ "GET /health HTTP/1.0\r\n\r\n", 200 },
	{ "GET http://example.org/health HTTP/1.1\r\nHost: x\r\n\r\n", 200 },
	{ "GET /health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n"
	  "\r\n0\r\n\r\n",
	  200 },
	{ "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 204 },
	{ "GET /v1/organizations/a%00b HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
	{ "GET /v1/\xe4\xba\xba HTTP/1.1\r\nHost: x\r\n\r\n", 404 },
	{ "GET /v1/\xff HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
	{ POST "Content-Length: 2\r\n\r\n{}", 401 },
	{ "BREW /v1 HTTP/1.1\r\nHost: x\r\n\r\n", 405 },
	{ "GET /v1 HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n\r\n", 304 },
};

static void sound_requests_are_answered(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(plain); i++) {
		struct answer a = once(plain[i].text);

		if (a.status != plain[i].status)
			print_error("row %zu: %s\n", i, plain[i].text);
		assert_int_equal(a.status, plain[i].status);
	}
}

static void head_keeps_the_length_and_304_the_connection(void **state)
{
	struct client c;
	struct answer known;
	long length;

	(void)state;
	client_open(&c);
	client_say(&c, "GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n");
	length = client_read(&c, false).length;
	assert_true(length > 0);
	client_say(&c, "HEAD /v1 HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_int_equal(client_read(&c, true).length, length);
	client_say(&c, "GET /v1 HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n"
	               "\r\n");
	known = client_read(&c, false);
	assert_int_equal(known.status, 304);
	assert_int_equal(known.length, 0);
	client_say(&c, "OPTIONS /v1 HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_int_equal(client_read(&c, false).status, 204);
	client_say(&c, "GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_int_equal(client_read(&c, false).length, length);
	client_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		wire_test(ambiguous_requests_are_refused),
		wire_test(a_nul_ends_the_connection),
		wire_test(a_long_head_may_come_in_pieces),
		wire_test(chunks_end_the_connection),
		wire_test(sound_requests_are_answered),
		wire_test(head_keeps_the_length_and_304_the_connection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
