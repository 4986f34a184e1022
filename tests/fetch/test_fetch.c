/*
 * test_fetch.c - texts come from a server of the test's own
 */
#include "tests/support/program.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lib/data/digest.h"
#include "server/fetch/charset.h"
#include "server/fetch/public_address.h"
#include "tests/support/web.h"

#define LARGE ((65u << 20) + 1)

/* ---- the server ---------------------------------------------------------- */

struct site {
	int listener;
	unsigned port;
	pthread_t thread;
	atomic_int asked;
	_Atomic(const char *) page; /* of /page: the test changes it */
};

struct reply_row {
	const char *path, *head, *body;
};

#define PAGE_1                                                                 \
	"<html><head><script>x=1</script></head><body><h1>Act</h1>\n"          \
	"<p>Providers keep records for six years.</p>\n"                       \
	"<p>Users are told that they talk to a machine.</p>\n"                 \
	"<p>The authority may inspect premises at any time.</p>"               \
	"</body></html>"
#define PAGE_READS_SAME                                                        \
	"<html><head><script>x=2</script></head><body><h1>Act</h1>\n"          \
	"<p>Providers keep records for six years.</p>\n"                       \
	"<p>Users are told that they talk to a machine.</p>\n"                 \
	"<p>The authority may inspect premises at any time.</p>"               \
	"</body></html>"
#define PAGE_2                                                                 \
	"<html><head><script>x=1</script></head><body><h1>The Act</h1>\n"      \
	"<p>Providers keep records for six years.</p>\n"                       \
	"<p>Users are told that they talk to a machine.</p>\n"                 \
	"<h2>Signed</h2></body></html>"
#define PAGE_OTHER "<html><body><p>Sign in to go on.</p></body></html>"

#define PDF                                                                    \
	"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"               \
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"                   \
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]"               \
	"/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"             \
	"4 0 obj<</Length 42>>stream\n"                                        \
	"BT /F 12 Tf 10 50 Td (Words of law.) Tj ET\nendstream endobj\n"       \
	"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"       \
	"trailer<</Root 1 0 R>>\n"

static const struct reply_row replies[] = {
	{ "/text", "200 OK\r\nContent-Type: text/plain\r\nETag: \"one\"",
	  "The law says so.\n" },
	{ "/latin", "200 OK\r\nContent-Type: text/plain; charset=iso-8859-1",
	  "Loi n\xb0 5, \x80 3\n" },
	{ "/meta", "200 OK\r\nContent-Type: text/html",
	  "<meta charset=windows-1252><p>Stra\xdf"
	  "e</p>" },
	{ "/wrong", "200 OK\r\nContent-Type: text/html; charset=utf-8",
	  "<meta charset=\"gb2312\"><p>\xb7\xa8\xc2\xc9</p>" },
	{ "/claims", "200 OK\r\nContent-Type: text/plain; charset=shift_jis",
	  "Grundsätze\n" },
	{ "/garbage", "200 OK\r\nContent-Type: text/plain",
	  "\x81\xfe\xfd\x80" },
	{ "/picture", "200 OK\r\nContent-Type: image/png", "png" },
	{ "/pdf", "200 OK\r\nContent-Type: application/octet-stream", PDF },
	{ "/brokenpdf", "200 OK\r\nContent-Type: application/pdf",
	  "%PDF-1.4\nnothing" },
	{ "/empty", "200 OK\r\nContent-Type: text/plain", "" },
	{ "/challenge", "202 Accepted\r\nContent-Type: text/html", "<p>Wait" },
	{ "/to", "302 Found\r\nLocation: /text", "" },
	{ "/circle", "302 Found\r\nLocation: /circle", "" },
	{ "/file", "302 Found\r\nLocation: file:///etc/passwd", "" },
	{ "/often", "429 Too Many Requests\r\nRetry-After: 60", "" },
};

static void put(int fd, const char *data, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(fd, data, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		data += sent;
		n -= (size_t)sent;
	}
}

static void put_text(int fd, const char *text)
{
	put(fd, text, strlen(text));
}

static void reply(int fd, const char *head, const char *body)
{
	char length[64];

	snprintf(length, sizeof(length), "\r\nContent-Length: %zu\r\n\r\n",
	         strlen(body));
	put_text(fd, "HTTP/1.1 ");
	put_text(fd, head);
	put_text(fd, length);
	put_text(fd, body);
}

static void reply_slowly(int fd)
{
	const struct timespec beat = { .tv_nsec = 100000000 };
	char c = '.';

	put_text(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
	for (int i = 0; i < 300 && send(fd, &c, 1, MSG_NOSIGNAL) == 1; i++)
		nanosleep(&beat, NULL);
}

static void reply_at_length(int fd)
{
	static char part[1 << 16];

	memset(part, 'a', sizeof(part));
	put_text(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
	for (size_t n = 0; n < LARGE; n += sizeof(part))
		put(fd, part, sizeof(part));
}

static void answer(struct site *s, int fd, const char *path,
                   const char *request)
{
	const struct reply_row *row = NULL;

	for (size_t i = 0; i < COUNT(replies); i++)
		if (strcmp(replies[i].path, path) == 0)
			row = &replies[i];
	if (row != NULL && strstr(request, "If-None-Match: \"one\"") != NULL)
		reply(fd, "304 Not Modified", "");
	else if (row != NULL)
		reply(fd, row->head, row->body);
	else if (strcmp(path, "/page") == 0)
		reply(fd, "200 OK\r\nContent-Type: text/html", s->page);
	else if (strcmp(path, "/slow") == 0)
		reply_slowly(fd);
	else if (strcmp(path, "/large") == 0)
		reply_at_length(fd);
	else if (strcmp(path, "/larger") == 0)
		put_text(fd, "HTTP/1.1 200 OK\r\n"
		             "Content-Length: 99999999999\r\n\r\n");
	else if (strcmp(path, "/cut") == 0)
		put_text(fd, "HTTP/1.1 200 OK\r\n"
		             "Content-Length: 100\r\n\r\nThe law");
	else
		reply(fd, "404 Not Found", "no");
}

static void *attend(void *arg)
{
	struct site *s = arg;
	char request[4096], path[64];
	int fd;

	while ((fd = accept(s->listener, NULL, NULL)) >= 0) {
		ssize_t n = recv(fd, request, sizeof(request) - 1, 0);

		request[n > 0 ? n : 0] = '\0';
		s->asked++;
		if (sscanf(request, "GET %63s", path) == 1)
			answer(s, fd, path, request);
		shutdown(fd, SHUT_WR);
		close(fd);
	}
	return NULL;
}

static void open_site(struct site *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);

	s->page = PAGE_1;
	s->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(s->listener >= 0);
	assert_int_equal(bind(s->listener, (struct sockaddr *)&at, len), 0);
	assert_int_equal(listen(s->listener, 16), 0);
	getsockname(s->listener, (struct sockaddr *)&at, &len);
	s->port = ntohs(at.sin_port);
	assert_int_equal(pthread_create(&s->thread, NULL, attend, s), 0);
}

static void close_site(struct site *s)
{
	shutdown(s->listener, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->listener);
}

/* ---- sources ------------------------------------------------------------- */

static void make_source(struct place *p, const struct site *s, const char *key,
                        const char *path, const char *more)
{
	write_file(p, "s.ndjson",
	           format(p,
	                  "{\"kind\":\"sources\",\"op\":\"put\",\"record\":"
	                  "{\"key\":\"%s\",\"title\":\"T\",\"role\":"
	                  "\"primary_text\",\"url\":"
	                  "\"http://127.0.0.1:%u%s\"%s}}\n",
	                  key, s->port, path, more));
	assert_run(p, 0, "import", "--db", "r.db", "s.ndjson");
}

static int fetch_one(struct place *p, const char *key)
{
	return run(p, "fetch", "--db", "r.db", "--allow-private", "--pause",
	           "0", "--source", key);
}

static const char *record_of(struct place *p, const char *kind)
{
	assert_run(p, 0, "export", "--db", "r.db", "--kind", kind);
	return p->out;
}

/* A passage of these words of PAGE_1. */
static void make_passage(struct place *p, const char *words)
{
	const char *at = strstr(PAGE_1, words);
	struct str page = STR(PAGE_1), said = str_from(words);

	assert_non_null(at);
	write_file(p, "p.ndjson",
	           format(p,
	                  "{\"kind\":\"passages\",\"op\":\"put\",\"record\":"
	                  "{\"key\":\"p%zu\",\"source\":\"s\",\"edition\":"
	                  "\"%s\",\"start\":%zu,\"end\":%zu,\"sha256\":\"%s\"}}"
	                  "\n",
	                  (size_t)(at - PAGE_1), digest_of(p->arena, page).p,
	                  (size_t)(at - PAGE_1),
	                  (size_t)(at - PAGE_1) + said.len,
	                  digest_of(p->arena, said).p));
	assert_run(p, 0, "import", "--db", "r.db", "p.ndjson");
}

/* ---- what comes ---------------------------------------------------------- */

static void a_text_becomes_an_edition_and_is_not_asked_for_twice(void **state)
{
	struct place *p = *state;
	struct site s = { 0 };

	open_site(&s);
	make_source(p, &s, "s", "/to", ",\"languages\":[\"en\"]");
	assert_ended(p, fetch_one(p, "s"), 0);
	assert_says(p, p->out, "s: a new edition of s, 0 of 0 passages");
	assert_says(p, record_of(p, "sources"), "\"lang\":\"en\"");
	assert_says(p, p->out, "\"media_type\":\"text/plain\"");
	assert_says(p, p->out,
	            format(p,
	                   "\"note\":\"Fetched from http://127.0.0.1:%u/text "
	                   "on 2",
	                   s.port));
	assert_ended(p, fetch_one(p, "s"), 0);
	assert_string_equal(p->out, "s: has not changed\n");
	assert_run(p, 0, "verify", "--db", "r.db");
	close_site(&s);
}

static const struct {
	const char *path, *says;
} refused[] = {
	{ "/none", "s: status 404" },
	{ "/challenge", "s: status 202" },
	{ "/circle", "s: more than 5 redirects" },
	{ "/file", "s: redirects to an address that is not valid: file:" },
	{ "/slow", "s: Operation timed out" },
	{ "/large", "s: more than 64 MiB" },
	{ "/larger", "s: more than 64 MiB" },
	{ "/cut", "s: " },
	{ "/empty", "s: nothing came" },
	{ "/picture", "s: is image/png, which holds no text" },
	{ "/garbage", "s: its characters cannot be read" },
	{ "/brokenpdf", "s: a PDF" },
	{ "/often", "s: status 429: asks for no more requests, says 60" },
};

static void what_is_no_text_is_told_and_nothing_is_kept(void **state)
{
	struct place *p = *state;
	struct site s = { 0 };
	const char *before;

	open_site(&s);
	for (size_t i = 0; i < COUNT(refused); i++) {
		bool is_slow = strcmp(refused[i].path, "/slow") == 0;

		make_source(p, &s, "s", refused[i].path, "");
		before = record_of(p, "sources");
		assert_run(p, 1, "fetch", "--db", "r.db", "--allow-private",
		           "--pause=0",
		           is_slow ? "--seconds=1" : "--seconds=60", "--source",
		           "s");
		assert_says(p, p->err, refused[i].says);
		assert_string_equal(p->out, "");
		assert_string_equal(record_of(p, "sources"), before);
	}
	assert_run(p, 1, "fetch", "--db", "r.db", "--source", "none");
	assert_says(p, p->err, "none: there is no such source");
	close_site(&s);
}

static void this_machine_is_not_asked_unless_allowed(void **state)
{
	struct place *p = *state;
	struct site s = { 0 };

	open_site(&s);
	make_source(p, &s, "s", "/text", "");
	assert_run(p, 1, "fetch", "--db", "r.db", "--source", "s");
	assert_says(p, p->err, "is at an address that is not public");
	assert_int_equal(s.asked, 0);
	close_site(&s);
}

static const struct {
	const char *path, *text, *note;
} converted[] = {
	{ "/latin", "Loi n° 5, € 3\n", "; converted from WINDOWS-1252" },
	{ "/meta", "<meta charset=windows-1252><p>Straße</p>",
	  "; converted from windows-1252" },
	{ "/wrong", "<meta charset=\"gb2312\"><p>法律</p>",
	  "; converted from GB18030" },
	{ "/claims", "Grundsätze\n", "" },
	{ "/pdf", "Words of law.\n\n\f",
	  "; converted from a PDF, by pdftotext" },
};

static void other_characters_and_pdf_become_utf_8(void **state)
{
	struct place *p = *state;
	struct site s = { 0 };

	open_site(&s);
	for (size_t i = 0; i < COUNT(converted); i++) {
		struct str want = str_from(converted[i].text);

		make_source(p, &s, "s", converted[i].path, "");
		assert_ended(p, fetch_one(p, "s"), 0);
		assert_says(p, record_of(p, "sources"),
		            digest_of(p->arena, want).p);
		assert_says(p, p->out, converted[i].note);
	}
	close_site(&s);
}

static void a_changed_page_tells_what_became_of_passages(void **state)
{
	struct place *p = *state;
	struct site s = { 0 };
	const char *before;

	open_site(&s);
	make_source(p, &s, "s", "/page", "");
	assert_ended(p, fetch_one(p, "s"), 0);
	make_passage(p, "Providers keep records for six years.");
	make_passage(p, "Users are told that they talk to a machine.");
	make_passage(p, "The authority may inspect premises at any time.");
	before = record_of(p, "sources");

	s.page = PAGE_READS_SAME;
	assert_ended(p, fetch_one(p, "s"), 0);
	assert_string_equal(p->out, "s: reads as before\n");

	s.page = PAGE_2;
	assert_run(p, 0, "fetch", "--db", "r.db", "--allow-private",
	           "--pause=0", "--dry-run");
	assert_says(p, p->out, "s: would be kept: ");
	assert_says(p, p->out, "of 3 passages of earlier editions 1 would be");
	assert_string_equal(record_of(p, "sources"), before);

	s.page = PAGE_OTHER;
	assert_ended(p, fetch_one(p, "s"), 1);
	assert_says(p, p->err, "none of 3 passages is found in it");
	assert_string_equal(record_of(p, "sources"), before);

	s.page = PAGE_2;
	assert_ended(p, fetch_one(p, "s"), 0);
	assert_says(p, p->out, "of earlier editions 2 ");
	assert_says(p, p->out, ", 1 lost");
	assert_run(p, 0, "verify", "--db", "r.db");
	close_site(&s);
}

static void all_sources_are_fetched_but_restricted_ones(void **state)
{
	struct place *p = *state;
	struct site s = { 0 };

	open_site(&s);
	make_source(p, &s, "a", "/text", "");
	make_source(p, &s, "b", "/text", ",\"handling\":\"Do not cite.\"");
	make_source(p, &s, "c", "/none", "");
	assert_run(p, 1, "fetch", "--db", "r.db", "--allow-private",
	           "--pause=0");
	assert_says(p, p->out, "1 kept, 0 as before, 1 failed, 1 restricted");
	assert_int_equal(s.asked, 2);
	assert_ended(p, fetch_one(p, "b"), 0);
	close_site(&s);
}

static void a_host_that_wants_to_be_left_alone_is(void **state)
{
	struct place *p = *state;
	struct site s = { 0 };

	open_site(&s);
	make_source(p, &s, "a", "/often", "");
	make_source(p, &s, "b", "/text", "");
	assert_run(p, 1, "fetch", "--db", "r.db", "--allow-private",
	           "--pause=0");
	assert_int_equal(s.asked, 1);
	close_site(&s);
}

/* ---- ends in the midst, and others beside it ----------------------------- */

static void start_fetch(struct place *p, struct child *c)
{
	start(p, c, &(struct way){ 0 }, "fetch", "--db=r.db", "--log=warn",
	      "--allow-private", "--pause=0", "--seconds=1");
}

/* Whatever it was at, the file is sound, and the next one does the rest. */
static void a_fetch_that_is_killed_goes_on_the_next_time(void **state)
{
	struct place *p = *state;
	struct site s = { 0 };
	struct child c;

	open_site(&s);
	make_source(p, &s, "a", "/text", "");
	make_source(p, &s, "b", "/slow", "");
	make_source(p, &s, "c", "/page", "");
	start_fetch(p, &c);
	assert_says(p, next_line(p, &c), "a: a new edition of a");
	assert_int_equal(end_by(p, &c, SIGKILL), -SIGKILL);
	assert_run(p, 0, "verify", "--db", "r.db");
	start_fetch(p, &c);
	assert_ended(p, finish(p, &c), 1);
	assert_says(p, p->out, "a: has not changed");
	assert_says(p, p->out, "c: a new edition of c");
	assert_says(p, p->err, "b: Operation timed out");
	assert_run(p, 0, "verify", "--db", "r.db");
	close_site(&s);
}

static void it_may_be_killed_at_any_time(void **state)
{
	struct place *p = *state;
	struct site s = { 0 };
	struct child c;

	open_site(&s);
	make_source(p, &s, "s", "/page", "");
	assert_ended(p, fetch_one(p, "s"), 0);
	make_passage(p, "Providers keep records for six years.");
	make_passage(p, "Users are told that they talk to a machine.");
	for (long i = 0; i < 16; i++) {
		struct timespec wait = { .tv_nsec = i * 3000000 };

		s.page = i % 2 == 0 ? PAGE_2 : PAGE_1;
		start_fetch(p, &c);
		nanosleep(&wait, NULL);
		(void)end_by(p, &c, SIGKILL);
		assert_run(p, 0, "verify", "--db", "r.db");
	}
	s.page = PAGE_2;
	assert_ended(p, fetch_one(p, "s"), 0);
	assert_says(p, record_of(p, "sources"),
	            digest_of(p->arena, STR(PAGE_2)).p);
	assert_run(p, 0, "verify", "--db", "r.db");
	close_site(&s);
}

static unsigned serve(struct place *p, struct child *c)
{
	unsigned port = 0;

	start(p, c, &(struct way){ 0 }, "serve", "--db=r.db", "--log=warn",
	      "--listen=127.0.0.1:0", "--workers=2");
	sscanf(next_line(p, c), "listening on http://127.0.0.1:%u", &port);
	assert_true(port > 0);
	return port;
}

/* While /slow takes its time both of them write. */
static void a_server_beside_it_goes_on_reading_and_writing(void **state)
{
	struct place *p = *state;
	struct site s = { 0 };
	struct child server, fetch;
	const char *key;
	unsigned port;

	open_site(&s);
	make_source(p, &s, "a", "/text", "");
	make_source(p, &s, "b", "/slow", "");
	make_source(p, &s, "c", "/page", "");
	assert_run(p, 0, "key", "create", "--log=warn", "--db=r.db",
	           "--role=editor", "--name=me");
	key = format(p, "%.*s", (int)strcspn(p->out, "\n"), p->out);
	port = serve(p, &server);
	start_fetch(p, &fetch);
	for (int i = 0; i < 30; i++)
		assert_int_equal(
			web_post(p->arena, port, key, format(p, "o%d", i)),
			201);
	assert_ended(p, finish(p, &fetch), 1);
	assert_says(p, p->out, "2 kept, 0 as before, 1 failed");
	assert_says(
		p,
		web_ask(p->arena, port, "GET /v1/sources/c/text", NULL, NULL),
		"Providers keep records for six years.");
	assert_int_equal(end_by(p, &server, SIGTERM), 0);
	assert_run(p, 0, "verify", "--db", "r.db");
	assert_says(p, record_of(p, "organizations"), "\"key\":\"o29\"");
	close_site(&s);
}

/* ---- addresses ----------------------------------------------------------- */

static const struct {
	const char *address;
	bool is_public;
} addresses[] = {
	{ "8.8.8.8", true },
	{ "127.0.0.1", false },
	{ "10.1.2.3", false },
	{ "172.15.0.1", true },
	{ "172.16.0.1", false },
	{ "172.31.255.255", false },
	{ "172.32.0.1", true },
	{ "192.168.1.1", false },
	{ "169.254.169.254", false },
	{ "100.64.0.1", false },
	{ "100.128.0.1", true },
	{ "0.0.0.0", false },
	{ "224.0.0.1", false },
	{ "255.255.255.255", false },
	{ "2606:4700::1", true },
	{ "::1", false },
	{ "::", false },
	{ "fe80::1", false },
	{ "fd00::1", false },
	{ "ff02::1", false },
	{ "2001:db8::1", false },
	{ "::ffff:127.0.0.1", false },
	{ "::ffff:8.8.8.8", true },
	{ "64:ff9b::a00:1", false },
	{ "2002:7f00:1::", false },
	{ "::127.0.0.1", false },
};

static void only_public_addresses_are_public(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(addresses); i++) {
		struct sockaddr_in v4 = { .sin_family = AF_INET };
		struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
		const char *text = addresses[i].address;
		bool got;

		if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
			got = address_is_public((struct sockaddr *)&v4);
		} else {
			assert_int_equal(
				inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
			got = address_is_public((struct sockaddr *)&v6);
		}
		if (got != addresses[i].is_public)
			fail_msg("%s", text);
	}
}

static int start_digests(void **state)
{
	(void)state;
	digest_start();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(
			a_text_becomes_an_edition_and_is_not_asked_for_twice),
		place_test(what_is_no_text_is_told_and_nothing_is_kept),
		place_test(this_machine_is_not_asked_unless_allowed),
		place_test(other_characters_and_pdf_become_utf_8),
		place_test(a_changed_page_tells_what_became_of_passages),
		place_test(all_sources_are_fetched_but_restricted_ones),
		place_test(a_host_that_wants_to_be_left_alone_is),
		place_test(a_fetch_that_is_killed_goes_on_the_next_time),
		place_test(it_may_be_killed_at_any_time),
		place_test(a_server_beside_it_goes_on_reading_and_writing),
		cmocka_unit_test(only_public_addresses_are_public),
	};

	return cmocka_run_group_tests(tests, start_digests, NULL);
}
