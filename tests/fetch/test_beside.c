/*
 * test_beside.c - a registry with records of its own follows others
 */
#include "tests/support/serving.h"

#include <signal.h>
#include <time.h>

#include "tests/support/database.h"

#define ORG(key, more)                                                         \
	"{\"kind\":\"organizations\",\"op\":\"put\",\"record\":{\"key\":"      \
	"\"" key "\",\"name\":\"N\",\"type\":\"company\"" more "}}\n"

static void import_into(struct place *p, const char *db, const char *lines)
{
	write_file(p, "lines.ndjson", lines);
	assert_run(p, 0, "import", "--db", db, "lines.ndjson");
}

static void follow(struct place *p, const char *db, const struct serving *from,
                   int want)
{
	assert_run(p, want, "sync", "--beside", "--db", db, "--from",
	           from->url);
}

static void delete_at(struct place *p, const struct serving *s, const char *key,
                      int want)
{
	assert_int_equal(
		web_status(serving_ask(
			p, s, format(p, "DELETE /v1/organizations/%s", key),
			format(p, "%s\r\nIf-Match: *", s->key), NULL)),
		want);
}

static void assert_sound(struct place *p, const char *db)
{
	assert_run(p, 0, "verify", "--db", db);
	assert_says(p, p->out, ": 0 complaints\n");
}

/* A line of the export of that record says so. */
static void assert_line(struct place *p, const char *db, const char *key,
                        const char *part)
{
	const char *all = serving_export(p, db);
	const char *at = strstr(all, format(p, "\"key\":\"%s\"", key));
	const char *end = at != NULL ? strchr(at, '\n') : NULL;

	if (at == NULL)
		fail_msg("%s is not in %s", key, all);
	while (at > all && at[-1] != '\n')
		at--;
	assert_says(p, format(p, "%.*s", (int)(end - at), at), part);
}

static void assert_absent(struct place *p, const char *db, const char *key)
{
	assert_null(strstr(serving_export(p, db),
	                   format(p, "\"key\":\"%s\"", key)));
}

static const char *origin_of(struct place *p, const struct serving *s)
{
	return format(p, "\"origin\":\"http://127.0.0.1:%u\"", s->port);
}

/* ---- two -------------------------------------------------------------------- */

static void records_of_another_stand_beside_our_own(void **state)
{
	struct place *p = *state;
	struct serving o;

	serving_begin(p, &o, "origin.db");
	serving_post(p, &o, "theirs");
	import_into(p, "mine.db", ORG("mine", ""));
	assert_run(p, 1, "sync", "--db=mine.db", "--from", o.url);
	assert_says(p, p->err, "--beside");
	follow(p, "mine.db", &o, 0);
	assert_says(p, p->out, "1 changes taken, at 1 of 1 ");
	assert_line(p, "mine.db", "theirs", origin_of(p, &o));
	import_into(p, "mine.db", ORG("later", ",\"parent\":\"theirs\""));
	delete_at(p, &o, "theirs", 204);
	serving_post(p, &o, "newer");
	assert_run(p, 1, "sync", "--db=mine.db", "--from", o.url);
	assert_says(p, p->out, "2 changes taken, at 3 of 3 ");
	assert_says(p, p->out,
	            "set aside: change 2, organizations theirs: the "
	            "organization is still referred to");
	assert_line(p, "mine.db", "theirs", origin_of(p, &o));
	import_into(p, "mine.db",
	            "{\"kind\":\"organizations\",\"op\":\"delete\","
	            "\"key\":\"later\"}\n");
	assert_run(p, 0, "sync", "--db=mine.db", "--from", o.url);
	assert_absent(p, "mine.db", "theirs");
	assert_line(p, "mine.db", "newer", origin_of(p, &o));
	serving_stop(p, &o);
	assert_sound(p, "mine.db");
}

static void a_key_that_is_taken_is_set_aside_until_it_is_free(void **state)
{
	struct place *p = *state;
	struct serving o;

	serving_begin(p, &o, "origin.db");
	serving_post(p, &o, "same");
	serving_post(p, &o, "other");
	import_into(p, "mine.db", ORG("same", ",\"url\":\"https://a.b\""));
	follow(p, "mine.db", &o, 1);
	assert_says(p, p->out,
	            "set aside: change 1, organizations same: the key same "
	            "leads to another record");
	assert_line(p, "mine.db", "same", "https://a.b");
	assert_line(p, "mine.db", "other", origin_of(p, &o));
	import_into(p, "mine.db",
	            "{\"kind\":\"organizations\",\"op\":\"delete\","
	            "\"key\":\"same\"}\n");
	follow(p, "mine.db", &o, 0);
	assert_line(p, "mine.db", "same", origin_of(p, &o));
	serving_stop(p, &o);
	assert_sound(p, "mine.db");
}

/* Both have loaded the same catalogue, under ids that follow from its keys. */
static void what_both_have_is_no_clash(void **state)
{
	struct place *p = *state;
	struct serving o;

	import_into(p, "origin.db", ORG("same", "") ORG("differs", ""));
	import_into(p, "mine.db",
	            ORG("same", "") ORG("differs", ",\"url\":\"https://a.b\""));
	serving_begin(p, &o, "origin.db");
	follow(p, "mine.db", &o, 1);
	assert_says(p, p->out,
	            "set aside: change 2, organizations differs: its id is "
	            "that of a record of this registry\n1 changes");
	assert_line(p, "mine.db", "differs", "https://a.b");
	serving_stop(p, &o);
	assert_sound(p, "mine.db");
}

static void a_copy_follows_nobody_beside(void **state)
{
	struct place *p = *state;
	struct serving o, other;

	serving_begin(p, &o, "origin.db");
	serving_begin(p, &other, "other.db");
	serving_post(p, &o, "one");
	assert_run(p, 0, "sync", "--db=copy.db", "--from", o.url);
	follow(p, "copy.db", &other, 1);
	assert_says(p, p->err, "this registry is a copy of");
	follow(p, "new.db", &o, 0);
	assert_run(p, 1, "sync", "--db=new.db", "--from", other.url);
	serving_stop(p, &o);
	serving_stop(p, &other);
}

/* ---- is it what it says? ------------------------------------------------------ */

static void a_chain_that_was_altered_is_refused(void **state)
{
	struct place *p = *state;
	struct serving o;

	serving_begin(p, &o, "origin.db");
	for (int i = 0; i < 3; i++)
		serving_post(p, &o, format(p, "o%d", i));
	do_sql(path_in(p, "origin.db"),
	       "UPDATE changes SET author = 'nobody' WHERE seq = 2");
	import_into(p, "mine.db", ORG("mine", ""));
	follow(p, "mine.db", &o, 1);
	assert_says(p, p->err, "change 2 of");
	assert_says(p, p->err, "does not hold: its hash");
	assert_absent(p, "mine.db", "o0");
	serving_stop(p, &o);
}

static void what_they_did_not_sign_is_refused(void **state)
{
	struct place *p = *state;
	struct serving o;

	serving_begin(p, &o, "origin.db");
	for (int i = 0; i < 17; i++)
		serving_post(p, &o, format(p, "o%d", i));
	serving_stop(p, &o);
	serving_falsify(p, "origin.db");
	serving_start(p, &o, "origin.db", 0, "no");
	import_into(p, "mine.db", ORG("mine", ""));
	follow(p, "mine.db", &o, 1);
	assert_says(p, p->err, "the first 17 changes of");
	assert_absent(p, "mine.db", "o0");
	serving_stop(p, &o);
}

static void another_past_is_refused(void **state)
{
	struct place *p = *state;
	struct serving o;

	serving_begin(p, &o, "origin.db");
	serving_post(p, &o, "one");
	assert_run(p, 0, "backup", "--db=origin.db", "old.db");
	serving_post(p, &o, "two");
	import_into(p, "mine.db", ORG("mine", ""));
	follow(p, "mine.db", &o, 0);
	serving_stop(p, &o);
	serving_start(p, &o, "old.db", o.port, "no");
	assert_run(p, 1, "sync", "--db=mine.db", "--from", o.url);
	assert_says(p, p->err, "change 2 of");
	assert_says(p, p->err, "is no longer the one that was taken");
	serving_stop(p, &o);
}

/* ---- three --------------------------------------------------------------------- */

/* a follows b and b follows a; c follows both. */
static void what_comes_back_is_known(void **state)
{
	struct place *p = *state;
	struct serving a, b;

	serving_begin(p, &a, "a.db");
	serving_begin(p, &b, "b.db");
	serving_post(p, &a, "of-a");
	serving_post(p, &b, "of-b");
	for (int i = 0; i < 3; i++) {
		follow(p, "b.db", &a, 0);
		follow(p, "a.db", &b, 0);
	}
	follow(p, "b.db", &a, 0);
	assert_run(p, 0, "verify", "--db=a.db");
	assert_says(p, p->out, "2 changes, 2 records, ");
	assert_run(p, 0, "verify", "--db=b.db");
	assert_says(p, p->out, "2 changes, 2 records, ");
	follow(p, "c.db", &b, 0);
	assert_line(p, "c.db", "of-a", origin_of(p, &a));
	assert_line(p, "c.db", "of-b", origin_of(p, &b));
	delete_at(p, &a, "of-a", 204);
	follow(p, "c.db", &a, 0);
	assert_absent(p, "c.db", "of-a");
	follow(p, "c.db", &b, 0);
	assert_absent(p, "c.db", "of-a");
	follow(p, "b.db", &a, 0);
	follow(p, "c.db", &b, 0);
	assert_run(p, 0, "sync", "--db=copy.db", "--from", b.url);
	assert_string_equal(serving_export(p, "copy.db"),
	                    serving_export(p, "b.db"));
	serving_stop(p, &a);
	serving_stop(p, &b);
	assert_sound(p, "c.db");
	assert_sound(p, "copy.db");
}

static void two_are_followed_at_once(void **state)
{
	struct place *p = *state;
	struct serving a, b;

	serving_begin(p, &a, "a.db");
	serving_begin(p, &b, "b.db");
	serving_post(p, &a, "same");
	serving_post(p, &b, "same");
	serving_post(p, &b, "of-b");
	follow(p, "mine.db", &a, 0);
	follow(p, "mine.db", &b, 1);
	assert_says(p, p->out, "organizations same: the key same leads to");
	assert_line(p, "mine.db", "same", origin_of(p, &a));
	assert_line(p, "mine.db", "of-b", origin_of(p, &b));
	delete_at(p, &a, "same", 204);
	follow(p, "mine.db", &a, 0);
	follow(p, "mine.db", &b, 0);
	assert_line(p, "mine.db", "same", origin_of(p, &b));
	serving_stop(p, &a);
	serving_stop(p, &b);
	assert_sound(p, "mine.db");
}

/* ---- keeping, leaving ------------------------------------------------------------ */

static void a_new_registry_goes_on_from_an_export(void **state)
{
	struct place *p = *state;
	struct serving o;

	serving_begin(p, &o, "origin.db");
	serving_post(p, &o, "theirs");
	import_into(p, "mine.db", ORG("mine", ""));
	follow(p, "mine.db", &o, 0);
	import_into(p, "new.db", serving_export(p, "mine.db"));
	serving_post(p, &o, "later");
	follow(p, "new.db", &o, 0);
	assert_line(p, "new.db", "theirs", origin_of(p, &o));
	assert_line(p, "new.db", "later", origin_of(p, &o));
	assert_run(p, 0, "backup", "--db=mine.db", "backup.db");
	assert_run(p, 0, "sync", "--db=backup.db", "--from", o.url);
	assert_says(p, p->out, "1 changes taken, at 2 of 2 ");
	serving_stop(p, &o);
	assert_sound(p, "new.db");
	assert_sound(p, "backup.db");
}

static void records_of_who_is_left_are_our_own(void **state)
{
	struct place *p = *state;
	struct serving o;

	serving_begin(p, &o, "origin.db");
	serving_post(p, &o, "theirs");
	import_into(p, "mine.db", ORG("mine", ""));
	assert_run(p, 1, "sync", "--db=mine.db", "--leave", "--from", o.url);
	assert_says(p, p->err, "is not followed");
	follow(p, "mine.db", &o, 0);
	assert_run(p, 0, "sync", "--db=mine.db", "--leave", "--from", o.url);
	assert_null(strstr(serving_export(p, "mine.db"), "origin"));
	import_into(p, "mine.db", ORG("theirs", ",\"url\":\"https://a.b\""));
	serving_stop(p, &o);
	assert_sound(p, "mine.db");
}

static void records_of_who_is_forgotten_are_deleted(void **state)
{
	struct place *p = *state;
	struct serving o;

	serving_begin(p, &o, "origin.db");
	serving_post(p, &o, "up");
	serving_post(p, &o, "kept");
	assert_int_equal(
		web_status(serving_ask(p, &o, "POST /v1/organizations", o.key,
	                               "{\"name\":\"N\",\"type\":\"company\","
	                               "\"parent\":\"up\",\"key\":\"low\"}")),
		201);
	follow(p, "mine.db", &o, 0);
	import_into(p, "mine.db", ORG("mine", ",\"parent\":\"kept\""));
	assert_run(p, 1, "sync", "--db=mine.db", "--leave", "--forget",
	           "--from", o.url);
	assert_says(p, p->err, "1 records stay, since others refer to them");
	assert_absent(p, "mine.db", "up");
	assert_absent(p, "mine.db", "low");
	assert_line(p, "mine.db", "kept", origin_of(p, &o));
	serving_stop(p, &o);
	assert_sound(p, "mine.db");
}

/* ---- following -------------------------------------------------------------------- */

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* Both are stopped in the middle, again and again, and we write meanwhile. */
static void it_survives_the_end_of_either_side(void **state)
{
	struct place *p = *state;
	struct serving o;
	struct child follower;

	serving_begin(p, &o, "origin.db");
	import_into(p, "mine.db", ORG("mine", ""));
	for (int round = 0; round < 4; round++) {
		start(p, &follower, &(struct way){ 0 }, "sync", "--db=mine.db",
		      "--beside", "--follow", "--log=warn", "--from", o.url);
		for (int i = 0; i < 10; i++)
			serving_post(p, &o, format(p, "r%d-%d", round, i));
		if (round % 2 == 0) {
			end_by(p, &o.c, SIGKILL);
			serving_start(p, &o, "origin.db", o.port, "no");
		}
		import_into(p, "mine.db", format(p, ORG("m%d", ""), round));
		pause_ms(50 * round);
		end_by(p, &follower, SIGKILL);
	}
	follow(p, "mine.db", &o, 0);
	assert_says(p, p->out, " at 40 of 40 ");
	serving_stop(p, &o);
	assert_run(p, 0, "verify", "--db=mine.db");
	assert_says(p, p->out, "45 changes, 45 records, 0 passages: 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(records_of_another_stand_beside_our_own),
		place_test(a_key_that_is_taken_is_set_aside_until_it_is_free),
		place_test(what_both_have_is_no_clash),
		place_test(a_copy_follows_nobody_beside),
		place_test(a_chain_that_was_altered_is_refused),
		place_test(what_they_did_not_sign_is_refused),
		place_test(another_past_is_refused),
		place_test(what_comes_back_is_known),
		place_test(two_are_followed_at_once),
		place_test(a_new_registry_goes_on_from_an_export),
		place_test(records_of_who_is_left_are_our_own),
		place_test(records_of_who_is_forgotten_are_deleted),
		place_test(it_survives_the_end_of_either_side),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
