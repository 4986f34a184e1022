/*
 * test_serve.c - `serve` as a user runs it, and other commands beside it
 */
#include "tests/support/program.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/web.h"

#define assert_status(answer, want)                                            \
	do {                                                                   \
		if (web_status(answer) != (want))                              \
			fail_msg("%s", answer);                                \
	} while (0)

static const char *ask(struct place *p, unsigned port, const char *what,
                       const char *key)
{
	return web_ask(p->arena, port, what, key, NULL);
}

static int post(struct place *p, unsigned port, const char *secret,
                const char *key)
{
	return web_post(p->arena, port, secret, key);
}

/* ---- the server ---------------------------------------------------------- */

static const char *make_key(struct place *p, const char *role)
{
	assert_run(p, 0, "key", "create", "--log=warn", "--db=r.db", "--role",
	           role, "--name", role);
	return format(p, "%.*s", (int)strcspn(p->out, "\n"), p->out);
}

static unsigned port_of(struct place *p, struct child *c)
{
	const char *line = next_line(p, c);
	unsigned port = 0;

	if (sscanf(line, "listening on http://127.0.0.1:%u", &port) != 1) {
		finish(p, c);
		fail_msg("%s\n%s", line, p->err);
	}
	return port;
}

/* With one more word, or NULL. */
static unsigned serve_with(struct place *p, struct child *c, const char *more)
{
	start(p, c, &(struct way){ 0 }, "serve", "--db=r.db", "--log=warn",
	      "--listen=127.0.0.1:0", "--workers=2", more);
	return port_of(p, c);
}

static unsigned serve(struct place *p, struct child *c)
{
	return serve_with(p, c, NULL);
}

static void assert_sound(struct place *p, const char *db)
{
	assert_run(p, 0, "verify", "--db", db);
	assert_says(p, p->out, ": 0 complaints\n");
}

static bool has(struct place *p, const char *db, const char *key)
{
	assert_run(p, 0, "export", "--db", db, "--kind=organizations");
	return strstr(p->out, format(p, "\"key\":\"%s\"", key)) != NULL;
}

/* A port that is free, for a moment at least. */
static unsigned free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t size = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, size), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &size), 0);
	close(fd);
	return ntohs(a.sin_port);
}

/* ---- starting and stopping ----------------------------------------------- */

static void the_first_line_says_where_and_a_signal_ends_it(void **state)
{
	static const int signals[] = { SIGTERM, SIGINT };
	struct place *p = *state;

	for (size_t i = 0; i < COUNT(signals); i++) {
		struct child c;
		unsigned port = serve_with(p, &c, "--connections=64");

		assert_status(ask(p, port, "GET /health", NULL), 200);
		assert_ended(p, end_by(p, &c, signals[i]), 0);
		assert_string_equal(p->out, "");
		assert_string_equal(p->err, "");
		assert_int_equal(web_dial(port), -1);
	}
	assert_sound(p, "r.db");
}

static void a_key_in_a_path_is_not_logged(void **state)
{
	struct place *p = *state;
	char secret[64];
	struct child c;
	unsigned port;

	assert_run(p, 0, "key", "create", "--db=r.db", "--name=k",
	           "--role=editor");
	assert_int_equal(sscanf(p->out, "%63s", secret), 1);
	start(p, &c, &(struct way){ 0 }, "serve", "--db=r.db", "--log=info",
	      "--listen=127.0.0.1:0", "--workers=2");
	port = port_of(p, &c);
	ask(p, port, format(p, "GET /v1/%s", secret), NULL);
	ask(p, port, format(p, "GET /v1/events?key=%s", secret), NULL);
	assert_ended(p, end_by(p, &c, SIGTERM), 0);
	assert_says(p, p->err, "path=/v1/...");
	assert_null(strstr(p->err, secret));
}

static void settings_may_come_from_the_environment(void **state)
{
	static const char *const env[] = { "INSTRUMENTD_LISTEN=127.0.0.1:0",
		                           "INSTRUMENTD_CLOSED=yes",
		                           "INSTRUMENTD_LOG=warn", NULL };
	struct place *p = *state;
	struct child c;
	unsigned port;

	start(p, &c, &(struct way){ .env = env }, "serve");
	port = port_of(p, &c);
	assert_status(ask(p, port, "GET /v1/events", NULL), 401);
	assert_ended(p, end_by(p, &c, SIGTERM), 0);
	assert_true(is_there(p, "instrumentd.db"));
}

static void a_port_that_is_taken_is_told(void **state)
{
	struct place *p = *state;
	struct child c;
	unsigned port = serve(p, &c);

	assert_run(p, 1, "serve", "--db=s.db", "--listen",
	           format(p, "127.0.0.1:%u", port));
	assert_says(p, p->err, "Address already in use");
	assert_string_equal(p->out, "");
	assert_ended(p, end_by(p, &c, SIGTERM), 0);
}

static void it_serves_where_nobody_reads_its_first_line(void **state)
{
	struct way ways[] = { { .output = "/dev/full" },
		              { .no_output = true },
		              { .no_files = true } };
	struct place *p = *state;

	for (size_t i = 0; i < COUNT(ways); i++) {
		unsigned port = free_port();
		struct child c;
		int fd = -1;

		start(p, &c, &ways[i], "serve", "--db=r.db", "--log=warn",
		      "--listen", format(p, "127.0.0.1:%u", port));
		for (int n = 0; n < 600 && fd < 0; n++) {
			nanosleep(&(struct timespec){ .tv_nsec = 50000000 },
			          NULL);
			fd = web_dial(port);
		}
		assert_true(fd >= 0);
		close(fd);
		assert_status(ask(p, port, "GET /health", NULL), 200);
		assert_ended(p, end_by(p, &c, SIGTERM), 0);
	}
	assert_sound(p, "r.db");
}

static void links_begin_with_home(void **state)
{
	struct place *p = *state;
	struct child c;
	unsigned port = serve_with(p, &c, "--home=https://example.org/ai/");

	assert_says(p, ask(p, port, "GET /v1", NULL),
	            "\"https://example.org/ai/v1/instruments\"");
	assert_ended(p, end_by(p, &c, SIGTERM), 0);
}

/* ---- who may do what ----------------------------------------------------- */

static void keys_made_and_revoked_beside_it_count_at_once(void **state)
{
	struct place *p = *state;
	struct child c;
	unsigned port = serve_with(p, &c, "--closed");
	const char *reader = make_key(p, "reader"),
		   *editor = make_key(p, "editor");

	assert_status(ask(p, port, "GET /v1/events", NULL), 401);
	assert_status(ask(p, port, "GET /v1/events", "wrong"), 401);
	assert_status(ask(p, port, "GET /v1/events", reader), 200);
	assert_int_equal(post(p, port, reader, "a"), 403);
	assert_int_equal(post(p, port, editor, "a"), 201);
	assert_run(p, 0, "key", "revoke", "--db=r.db", "--name=editor");
	assert_int_equal(post(p, port, editor, "b"), 401);
	assert_run(p, 0, "key", "revoke", "--db=r.db", "--name=reader");
	assert_status(ask(p, port, "GET /v1/events", reader), 401);
	assert_ended(p, end_by(p, &c, SIGTERM), 0);
	assert_sound(p, "r.db");
}

/* ---- a key that is revoked while it writes -------------------------------- */

struct revocation {
	unsigned port;
	const char *secret;
	atomic_bool is_revoked;
	atomic_int written, late, strange;
};

/* Writes until it is told that the key does not work. */
static void *write_until_refused(void *arg)
{
	struct revocation *r = arg;
	struct arena *a = arena_new();
	int status = 201;

	for (int i = 0; status == 201 && i < 10000; i++) {
		bool was_revoked = r->is_revoked;

		status = web_status(
			web_ask(a, r->port, "POST /v1/organizations", r->secret,
		                "{\"name\":\"N\",\"type\":\"company\"}"));
		if (status == 201 && was_revoked)
			r->late++;
		if (status == 201)
			r->written++;
	}
	if (status != 401)
		r->strange++;
	arena_free(a);
	return NULL;
}

static const char *all_written(struct place *p, unsigned port)
{
	const char *answer = ask(p, port, "GET /v1/changes/head", NULL);

	assert_status(answer, 200);
	return strstr(answer, "{\"seq\"");
}

/* What was on its way before is done before `key revoke` returns. */
static void what_sixteen_write_ends_when_their_key_is_revoked(void **state)
{
	struct place *p = *state;
	struct revocation r = { .secret = make_key(p, "editor") };
	pthread_t threads[16];
	struct child c;
	const char *then;

	r.port = serve_with(p, &c, "--log=error");
	for (size_t i = 0; i < COUNT(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL,
		                                write_until_refused, &r),
		                 0);
	while (r.written < 50 && r.strange == 0)
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	assert_run(p, 0, "key", "revoke", "--db=r.db", "--name=editor");
	r.is_revoked = true;
	then = all_written(p, r.port);
	for (size_t i = 0; i < COUNT(threads); i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(r.late, 0);
	assert_int_equal(r.strange, 0);
	assert_string_equal(all_written(p, r.port), then);
	assert_ended(p, end_by(p, &c, SIGTERM), 0);
	assert_sound(p, "r.db");
}

/* ---- other commands beside it -------------------------------------------- */

static void a_backup_beside_it_is_whole(void **state)
{
	struct place *p = *state;
	const char *secret = make_key(p, "editor");
	struct child c, copy;
	unsigned port = serve(p, &c);

	for (int i = 0; i < 5; i++)
		assert_int_equal(
			post(p, port, secret, format(p, "before-%d", i)), 201);
	start(p, &copy, &(struct way){ 0 }, "backup", "--db=r.db", "b.db");
	for (int i = 0; i < 20; i++)
		assert_int_equal(
			post(p, port, secret, format(p, "while-%d", i)), 201);
	assert_ended(p, finish(p, &copy), 0);
	assert_sound(p, "b.db");
	assert_true(has(p, "b.db", "before-4"));
	assert_ended(p, end_by(p, &c, SIGTERM), 0);
	assert_true(has(p, "r.db", "while-19"));
	assert_sound(p, "r.db");
}

static void an_import_beside_it_is_seen_and_writers_take_turns(void **state)
{
	struct place *p = *state;
	const char *secret = make_key(p, "editor");
	struct child c, import;
	unsigned port = serve(p, &c);
	struct buf lines;

	buf_init(&lines, p->arena);
	for (int i = 0; i < 300; i++)
		buf_printf(&lines,
		           "{\"kind\":\"organizations\",\"op\":\"put\","
		           "\"record\":%s}\n",
		           web_organization(p->arena, format(p, "i%d", i)));
	write_file(p, "i.ndjson", lines.data);
	start(p, &import, &(struct way){ 0 }, "import", "--log=warn",
	      "--db=r.db", "i.ndjson");
	for (int i = 0; i < 10; i++)
		assert_int_equal(post(p, port, secret, format(p, "p%d", i)),
		                 201);
	assert_ended(p, finish(p, &import), 0);
	assert_says(p, p->out, "300 lines: 300 created");
	assert_says(p, ask(p, port, "GET /v1/organizations?limit=1", NULL),
	            "\"total\":310");
	assert_says(p,
	            ask(p, port, "GET /v1/changes?not_by=editor&limit=1", NULL),
	            "\"by\":\"import i.ndjson\"");
	assert_says(p, ask(p, port, "GET /v1/changes?by=editor&limit=1", NULL),
	            "\"by\":\"editor\"");
	assert_ended(p, end_by(p, &c, SIGTERM), 0);
	assert_sound(p, "r.db");
}

/* ---- bad days ------------------------------------------------------------ */

/* What has come in full is answered; what has not is not written. */
static void a_body_that_is_cut_off_by_the_end_is_not_written(void **state)
{
	struct place *p = *state;
	const char *secret = make_key(p, "editor");
	struct child c;
	unsigned port = serve(p, &c);
	int fd = web_dial(port);

	assert_int_equal(post(p, port, secret, "whole"), 201);
	dprintf(fd,
	        "POST /v1/organizations HTTP/1.1\r\nHost: x\r\n"
	        "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
	        "Content-Length: 500\r\n\r\n%s",
	        secret, web_organization(p->arena, "half"));
	assert_ended(p, end_by(p, &c, SIGTERM), 0);
	close(fd);
	assert_true(has(p, "r.db", "whole"));
	assert_false(has(p, "r.db", "half"));
	assert_sound(p, "r.db");
}

static void clients_that_leave_do_not_end_it(void **state)
{
	struct place *p = *state;
	struct child c;
	unsigned port = serve(p, &c);
	struct linger now = { .l_onoff = 1 };

	for (int i = 0; i < 20; i++) {
		int fd = web_dial(port);

		assert_true(fd >= 0);
		for (int k = 0; k < 20; k++)
			dprintf(fd, "GET /openapi.json HTTP/1.1\r\n"
			            "Host: x\r\n\r\n");
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
		close(fd);
	}
	assert_status(ask(p, port, "GET /health", NULL), 200);
	assert_ended(p, end_by(p, &c, SIGTERM), 0);
}

/* Whoever holds as many connections as he can get leaves room for others. */
static void where_few_files_may_be_open_nobody_takes_them_all(void **state)
{
	struct place *p = *state;
	struct way few = { .files = 128 };
	int held[160];
	struct child c;
	unsigned port;

	start(p, &c, &few, "serve", "--db=r.db", "--log=error",
	      "--listen=127.0.0.1:0", "--workers=2", NULL);
	port = port_of(p, &c);
	for (size_t i = 0; i < COUNT(held); i++)
		held[i] = web_dial(port);
	assert_status(ask(p, port, "GET /health", NULL), 200);
	assert_status(ask(p, port, "GET /v1/organizations", NULL), 200);
	for (size_t i = 0; i < COUNT(held); i++)
		if (held[i] >= 0)
			close(held[i]);
	assert_ended(p, end_by(p, &c, SIGTERM), 0);
}

/* What was answered 201 is there, the rest is not, and reading goes on. */
static void a_full_disk_refuses_writes_and_goes_on_reading(void **state)
{
	struct place *p = *state;
	struct way small = { .file_size = 1600 << 10 };
	const char *secret = make_key(p, "editor");
	struct child c;
	unsigned port;
	int n = 0, status = 201;

	start(p, &c, &small, "serve", "--db=r.db", "--log=error",
	      "--listen=127.0.0.1:0");
	port = port_of(p, &c);
	for (; n < 2000 && status == 201; n++)
		status = post(p, port, secret, format(p, "k%d", n));
	assert_in_range(status, 500, 599);
	assert_status(ask(p, port, "GET /v1/organizations/k0", NULL), 200);
	assert_ended(p, end_by(p, &c, SIGTERM), 0);
	assert_sound(p, "r.db");
	assert_true(has(p, "r.db", format(p, "k%d", n - 2)));
	assert_false(has(p, "r.db", format(p, "k%d", n - 1)));
	port = serve(p, &c);
	assert_int_equal(post(p, port, secret, "again"), 201);
	assert_ended(p, end_by(p, &c, SIGTERM), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(the_first_line_says_where_and_a_signal_ends_it),
		place_test(a_key_in_a_path_is_not_logged),
		place_test(settings_may_come_from_the_environment),
		place_test(a_port_that_is_taken_is_told),
		place_test(it_serves_where_nobody_reads_its_first_line),
		place_test(links_begin_with_home),
		place_test(keys_made_and_revoked_beside_it_count_at_once),
		place_test(what_sixteen_write_ends_when_their_key_is_revoked),
		place_test(a_backup_beside_it_is_whole),
		place_test(an_import_beside_it_is_seen_and_writers_take_turns),
		place_test(a_body_that_is_cut_off_by_the_end_is_not_written),
		place_test(clients_that_leave_do_not_end_it),
		place_test(where_few_files_may_be_open_nobody_takes_them_all),
		place_test(a_full_disk_refuses_writes_and_goes_on_reading),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
