/*
 * test_sync.c - a copy of a registry that serves
 */
#include "tests/support/serving.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/database.h"

#define ORG                                                                    \
	"{\"kind\":\"organizations\",\"op\":\"put\",\"record\":"               \
	"{\"key\":\"%s\",\"name\":\"N\",\"type\":\"company\"}}\n"

static void serve(struct place *p, struct serving *o, const char *db,
                  unsigned port)
{
	serving_start(p, o, db, port, "no");
}

static void begin(struct place *p, struct serving *o)
{
	serving_begin(p, o, "origin.db");
}

static void assert_same(struct place *p)
{
	const char *theirs = serving_export(p, "origin.db");

	assert_string_equal(serving_export(p, "copy.db"), theirs);
	assert_run(p, 0, "verify", "--db", "copy.db");
	assert_says(p, p->out, ": 0 complaints\n");
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* ---- once ------------------------------------------------------------------ */

static void a_copy_has_what_its_origin_has(void **state)
{
	struct place *p = *state;
	struct serving o;

	begin(p, &o);
	for (int i = 0; i < 5; i++)
		serving_post(p, &o, format(p, "o%d", i));
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	assert_says(p, p->out, "5 changes taken, at 5 of 5 ");
	serving_post(p, &o, "later");
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	assert_says(p, p->out, "1 changes taken, at 6 of 6 ");
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	assert_says(p, p->out, "0 changes taken, at 6 of 6 ");
	assert_ended(p, end_by(p, &o.c, SIGTERM), 0);
	assert_same(p);
}

static void a_copy_is_not_written_to(void **state)
{
	struct place *p = *state;
	struct serving o, copy;
	const char *answer;

	begin(p, &o);
	serving_post(p, &o, "one");
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	copy.key = serving_key(p, "copy.db");
	serve(p, &copy, "copy.db", 0);
	answer = web_ask(p->arena, copy.port, "POST /v1/organizations",
	                 copy.key, web_organization(p->arena, "mine"));
	assert_int_equal(web_status(answer), 403);
	assert_says(p, answer,
	            format(p, "\"origin\":\"http://127.0.0.1:%u\"", o.port));
	write_file(p, "mine.ndjson", format(p, ORG, "mine"));
	assert_run(p, 1, "import", "--db=copy.db", "mine.ndjson");
	assert_says(p, p->err, "this registry is a copy: write to http://");
	assert_ended(p, end_by(p, &copy.c, SIGTERM), 0);
	assert_ended(p, end_by(p, &o.c, SIGTERM), 0);
	assert_same(p);
}

/* ---- handing on ------------------------------------------------------------ */

static void a_copy_hands_on_what_is_written(void **state)
{
	struct place *p = *state;
	struct serving o, copy;
	const char *answer, *stale;

	begin(p, &o);
	serving_post(p, &o, "one");
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	serving_start(p, &copy, "copy.db", 0, "yes");
	answer = serving_ask(p, &copy, "POST /v1/organizations", o.key,
	                     web_organization(p->arena, "two"));
	assert_int_equal(web_status(answer), 201);
	assert_says(p, answer, "\r\nLocation: /v1/organizations/");
	assert_says(p, answer, "\r\nETag: \"1.");
	stale = format(p, "%s\r\nIf-Match: \"7\"", o.key);
	answer = serving_ask(p, &copy, "DELETE /v1/organizations/one", stale,
	                     NULL);
	assert_int_equal(web_status(answer), 412);
	answer = serving_ask(p, &copy, "DELETE /v1/organizations/one",
	                     format(p, "%s\r\nIf-Match: \"1\"", o.key), NULL);
	assert_int_equal(web_status(answer), 204);
	answer = serving_ask(p, &copy, "DELETE /v1/organizations/two", "wrong",
	                     NULL);
	assert_int_equal(web_status(answer), 401);
	answer = serving_ask(p, &copy, "DELETE /v1/organizations/two", NULL,
	                     NULL);
	assert_int_equal(web_status(answer), 401);
	answer = serving_ask(p, &copy, "GET /v1/organizations/two", NULL, NULL);
	assert_int_equal(web_status(answer), 404);
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	answer = serving_ask(p, &copy, "GET /v1/organizations/two", NULL, NULL);
	assert_int_equal(web_status(answer), 200);
	assert_ended(p, end_by(p, &o.c, SIGTERM), 0);
	answer = serving_ask(p, &copy, "DELETE /v1/organizations/two", o.key,
	                     NULL);
	assert_int_equal(web_status(answer), 503);
	assert_ended(p, end_by(p, &copy.c, SIGTERM), 0);
	assert_same(p);
}

/* As anybody may, whose key this is not known. */
static void a_key_of_the_origin_reads_a_copy_that_hands_on(void **state)
{
	struct place *p = *state;
	struct serving o, copy;
	char *large;

	begin(p, &o);
	serving_post(p, &o, "one");
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	serving_start(p, &copy, "copy.db", 0, "no");
	assert_int_equal(
		web_status(serving_ask(p, &copy, "GET /v1/organizations/one",
	                               o.key, NULL)),
		401);
	serving_stop(p, &copy);
	serving_start(p, &copy, "copy.db", 0, "yes");
	assert_int_equal(
		web_status(serving_ask(p, &copy, "GET /v1/organizations/one",
	                               o.key, NULL)),
		200);
	large = arena_alloc(p->arena, (33u << 20) + 1);
	memset(large, ' ', 33u << 20);
	large[33u << 20] = '\0';
	assert_int_equal(web_status(serving_ask(p, &copy, "POST /v1/bulk",
	                                        o.key, large)),
	                 413);
	serving_stop(p, &copy);
	serving_stop(p, &o);
}

/* A harvester of the copy that was here before the change was. */
static void a_copy_is_harvested_by_its_own_time(void **state)
{
	struct place *p = *state;
	struct serving o, copy;
	const char *answer, *date;

	begin(p, &o);
	serving_post(p, &o, "one");
	pause_ms(1100);
	answer = serving_ask(p, &o, "GET /oai?verb=Identify", NULL, NULL);
	date = strstr(answer, "<responseDate>") + strlen("<responseDate>");
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	serving_start(p, &copy, "copy.db", 0, "no");
	answer = serving_ask(
		p, &copy,
		format(p,
	               "GET /oai?verb=ListIdentifiers&metadataPrefix=rdf&"
	               "from=%.20s",
	               date),
		NULL, NULL);
	assert_says(p, answer, "<header>");
	serving_stop(p, &copy);
	serving_stop(p, &o);
	assert_same(p);
}

/* What it is a copy of was moved to where it stands itself. */
static void a_copy_that_leads_to_itself_says_so(void **state)
{
	struct place *p = *state;
	struct serving o, copy;
	const char *answer;

	begin(p, &o);
	serving_post(p, &o, "one");
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	assert_ended(p, end_by(p, &o.c, SIGTERM), 0);
	serving_start(p, &copy, "copy.db", o.port, "yes");
	answer = serving_ask(p, &copy, "POST /v1/organizations", o.key,
	                     web_organization(p->arena, "two"));
	assert_int_equal(web_status(answer), 403);
	assert_says(p, answer, "led back to it");
	assert_ended(p, end_by(p, &copy.c, SIGTERM), 0);
}

/* ---- chains that are not one ----------------------------------------------- */

static void a_registry_with_another_chain_is_no_copy(void **state)
{
	struct place *p = *state;
	struct serving o;

	begin(p, &o);
	for (int i = 0; i < 4; i++)
		serving_post(p, &o, format(p, "o%d", i));
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	assert_ended(p, end_by(p, &o.c, SIGTERM), 0);
	assert_run(p, 0, "backup", "--db=origin.db", "fork.db");
	write_file(
		p, "f.ndjson",
		format(p, "%s%s", format(p, ORG, "f1"), format(p, ORG, "f2")));
	assert_run(p, 0, "import", "--db=fork.db", "f.ndjson");
	serve(p, &o, "origin.db", 0);
	serving_post(p, &o, "other");
	assert_run(p, 1, "sync", "--db=fork.db", "--from", o.url);
	assert_says(p, p->err, "differ from change 5 on");
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	assert_ended(p, end_by(p, &o.c, SIGTERM), 0);
}

static void what_is_no_registry_is_told(void **state)
{
	struct place *p = *state;

	assert_run(p, 2, "sync", "--db=copy.db");
	assert_run(p, 1, "sync", "--db=copy.db", "--from",
	           "http://127.0.0.1:1");
	assert_says(p, p->err, "127.0.0.1");
	assert_run(p, 1, "sync", "--db=copy.db", "--from", "no address");
}

/* ---- what the origin signs --------------------------------------------------- */

static void a_key_that_the_one_before_endorsed_is_followed(void **state)
{
	struct place *p = *state;
	struct serving o;

	begin(p, &o);
	serving_post(p, &o, "one");
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	for (int i = 0; i < 3; i++)
		assert_run(p, 0, "key", "rotate", "--db=origin.db");
	serving_post(p, &o, "two");
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	serving_stop(p, &o);
	assert_same(p);
}

static void a_key_that_nobody_endorsed_is_refused(void **state)
{
	struct place *p = *state;
	struct serving o;
	const char *key;

	begin(p, &o);
	serving_post(p, &o, "one");
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	serving_stop(p, &o);
	do_sql(path_in(p, "origin.db"), "DELETE FROM signers");
	assert_run(p, 0, "key", "rotate", "--db=origin.db");
	key = format(p, "%.64s", p->out);
	for (char *c = (char *)key; *c != '\0'; c++)
		*c = (char)toupper(*c);
	serve(p, &o, "origin.db", 0);
	serving_post(p, &o, "two");
	assert_run(p, 1, "sync", "--db=copy.db", "--from", o.url);
	assert_says(p, p->err, "signs by another key");
	assert_run(p, 2, "sync", "--db=copy.db", "--trust=x", "--from", o.url);
	assert_run(p, 0, "sync", "--db=copy.db", "--trust", key, "--from",
	           o.url);
	serving_stop(p, &o);
	assert_same(p);
}

static void changes_that_are_not_those_it_signed_are_told(void **state)
{
	struct place *p = *state;
	struct serving o;

	begin(p, &o);
	for (int i = 0; i < 17; i++)
		serving_post(p, &o, format(p, "o%d", i));
	serving_stop(p, &o);
	serving_falsify(p, "origin.db");
	serve(p, &o, "origin.db", 0);
	assert_run(p, 1, "sync", "--db=copy.db", "--from", o.url);
	assert_says(p, p->err, "the first 17 changes of");
	assert_says(p, p->err, "are not those it signed");
	serving_stop(p, &o);
}

/* The same answer to whatever is asked, from a process of its own. */
static pid_t answer_all(unsigned *port, const char *body)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0), client;
	char head[4096];
	pid_t child;

	assert_int_equal(bind(fd, (struct sockaddr *)&at, len), 0);
	assert_int_equal(listen(fd, 8), 0);
	getsockname(fd, (struct sockaddr *)&at, &len);
	*port = ntohs(at.sin_port);
	child = fork();
	while (child == 0 && (client = accept(fd, NULL, NULL)) >= 0) {
		if (read(client, head, sizeof(head)) > 0)
			dprintf(client,
			        "HTTP/1.1 200 OK\r\nContent-Type: "
			        "application/json\r\nContent-Length: %zu\r\n"
			        "Connection: close\r\n\r\n%s",
			        strlen(body), body);
		close(client);
	}
	close(fd);
	return child;
}

static void
an_origin_that_does_not_sign_is_refused_where_its_key_is_known(void **state)
{
	struct place *p = *state;
	unsigned port;
	pid_t origin =
		answer_all(&port, "{\"seq\":3,\"hash\":\"x\",\"items\":[],"
	                          "\"next\":3,\"head\":{\"seq\":3}}");

	assert_run(p, 1, "sync", "--db=copy.db", "--from",
	           format(p, "http://127.0.0.1:%u/", port), "--trust",
	           "d304a1b2c3d4e5f60718293a4b5c6d7e"
	           "8f90a1b2c3d4e5f60718293a4b5c6d7e");
	assert_says(p, p->err, "is not signed, though its key is known");
	kill(origin, SIGKILL);
	waitpid(origin, NULL, 0);
}

/* ---- leaving ----------------------------------------------------------------- */

static void a_copy_that_leaves_is_a_registry_of_its_own(void **state)
{
	struct place *p = *state;
	struct serving o;

	begin(p, &o);
	serving_post(p, &o, "one");
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	write_file(p, "mine.ndjson", format(p, ORG, "mine"));
	assert_run(p, 1, "import", "--db=copy.db", "mine.ndjson");
	assert_run(p, 0, "sync", "--db=copy.db", "--leave");
	assert_run(p, 0, "import", "--db=copy.db", "mine.ndjson");
	serving_post(p, &o, "two");
	assert_run(p, 1, "sync", "--db=copy.db", "--from", o.url);
	assert_says(p, p->err, "differ from change 2 on");
	assert_run(p, 0, "verify", "--db=copy.db");
	serving_stop(p, &o);
}

/* ---- texts ------------------------------------------------------------------- */

static void load_text(struct place *p, const char *key, const char *more)
{
	write_file(p, key, format(p, "The words of %s.\n", key));
	write_file(p, "source.ndjson",
	           format(p,
	                  "{\"kind\":\"sources\",\"op\":\"put\",\"record\":"
	                  "{\"key\":\"%s\",\"title\":\"T\","
	                  "\"role\":\"commentary\"%s}}\n",
	                  key, more));
	assert_run(p, 0, "import", "--db=origin.db", "source.ndjson");
	assert_run(p, 0, "ingest", "--db=origin.db", "--source", key, key);
}

static void texts_come_along_where_their_rights_are_stated(void **state)
{
	struct place *p = *state;
	struct serving o;

	assert_run(p, 0, "key", "create", "--db=origin.db", "--role=editor",
	           "--name=first");
	load_text(p, "open", ",\"rights\":\"CC0\"");
	load_text(p, "unknown", "");
	load_text(p, "kept",
	          ",\"rights\":\"theirs\",\"handling\":\"do not cite\"");
	serve(p, &o, "origin.db", 0);
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	assert_run(p, 0, "sync", "--db=copy.db", "--texts", "--from", o.url);
	assert_says(p, p->out, "1 texts taken\n");
	assert_run(p, 0, "sync", "--db=copy.db", "--texts", "--from", o.url);
	assert_says(p, p->out, "0 texts taken\n");
	serving_stop(p, &o);
	assert_same(p);
}

/* ---- following -------------------------------------------------------------- */

static void start_following(struct place *p, struct child *c,
                            const struct serving *o)
{
	start(p, c, &(struct way){ 0 }, "sync", "--db=copy.db", "--follow",
	      "--log=warn", "--from", o->url);
}

/* Both are stopped in the middle, again and again. */
static void a_follower_survives_the_end_of_either_side(void **state)
{
	struct place *p = *state;
	struct serving o;
	struct child follower;

	begin(p, &o);
	for (int round = 0; round < 6; round++) {
		start_following(p, &follower, &o);
		for (int i = 0; i < 10; i++)
			serving_post(p, &o, format(p, "r%d-%d", round, i));
		if (round % 2 == 0) {
			end_by(p, &o.c, SIGKILL);
			serve(p, &o, "origin.db", o.port);
			serving_post(p, &o, format(p, "again-%d", round));
		}
		pause_ms(50 * round);
		end_by(p, &follower, SIGKILL);
	}
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	assert_says(p, p->out, " at 63 of 63 ");
	assert_ended(p, end_by(p, &o.c, SIGTERM), 0);
	assert_same(p);
}

static void a_follower_hears_of_what_changes(void **state)
{
	struct place *p = *state;
	struct serving o;
	struct child follower;

	begin(p, &o);
	serving_post(p, &o, "one");
	start_following(p, &follower, &o);
	assert_says(p, next_line(p, &follower), "1 changes taken, at 1 of 1");
	serving_post(p, &o, "two");
	assert_says(p, next_line(p, &follower), "2 changes taken, at 2 of 2");
	end_by(p, &follower, SIGTERM);
	assert_ended(p, end_by(p, &o.c, SIGTERM), 0);
	assert_same(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(a_copy_has_what_its_origin_has),
		place_test(a_copy_is_not_written_to),
		place_test(a_copy_hands_on_what_is_written),
		place_test(a_key_of_the_origin_reads_a_copy_that_hands_on),
		place_test(a_copy_is_harvested_by_its_own_time),
		place_test(a_copy_that_leads_to_itself_says_so),
		place_test(a_registry_with_another_chain_is_no_copy),
		place_test(what_is_no_registry_is_told),
		place_test(a_key_that_the_one_before_endorsed_is_followed),
		place_test(a_key_that_nobody_endorsed_is_refused),
		place_test(changes_that_are_not_those_it_signed_are_told),
		place_test(
			an_origin_that_does_not_sign_is_refused_where_its_key_is_known),
		place_test(a_copy_that_leaves_is_a_registry_of_its_own),
		place_test(texts_come_along_where_their_rights_are_stated),
		place_test(a_follower_hears_of_what_changes),
		place_test(a_follower_survives_the_end_of_either_side),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
