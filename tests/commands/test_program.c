/*
 * test_program.c - words, settings, files: what is the same for all commands
 */
#include "tests/support/program.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#define ORG                                                                    \
	"{\"kind\":\"organizations\",\"op\":\"put\",\"record\":"               \
	"{\"key\":\"%s\",\"name\":\"N\",\"type\":\"company\"}}\n"

static const char *const commands[] = {
	"serve",  "import", "export", "ingest",
	"verify", "backup", "key",    "openapi"
};

static void make_registry(struct place *p)
{
	write_file(p, "a.ndjson", format(p, ORG, "a"));
	assert_run(p, 0, "import", "--db", "r.db", "a.ndjson");
}

/* ---- help --------------------------------------------------------------- */

static void help_names_every_command(void **state)
{
	static const char *const words[] = { "--help", "-h", "help" };
	struct place *p = *state;

	for (size_t i = 0; i < COUNT(words); i++) {
		assert_run(p, 0, words[i]);
		assert_string_equal(p->err, "");
		for (size_t k = 0; k < COUNT(commands); k++)
			assert_says(p, p->out, commands[k]);
	}
}

static void each_command_has_its_own_help(void **state)
{
	struct place *p = *state;

	for (size_t i = 0; i < COUNT(commands); i++) {
		const char *usage =
			format(p, "usage: instrumentd %s", commands[i]);
		const char *by_flag;

		assert_run(p, 0, commands[i], "--help");
		assert_says(p, p->out, usage);
		assert_string_equal(p->err, "");
		by_flag = p->out;
		assert_run(p, 0, commands[i], "--db", "r.db", "-h");
		assert_string_equal(p->out, by_flag);
		assert_run(p, 0, "help", commands[i]);
		assert_string_equal(p->out, by_flag);
	}
	assert_false(is_there(p, "r.db"));
}

static void help_tells_flag_variable_and_default(void **state)
{
	struct place *p = *state;

	assert_run(p, 0, "serve", "--help");
	assert_says(p, p->out, "--db FILE");
	assert_says(p, p->out, "(default instrumentd.db)");
	assert_says(p, p->out, "or INSTRUMENTD_DB\n");
	assert_says(p, p->out, "debug, info, warn, error (default info)");
	assert_run(p, 0, "--version");
	assert_says(p, p->out, "instrumentd ");
}

/* ---- called wrongly ------------------------------------------------------ */

static const struct {
	const char *words[6], *says;
} wrong[] = {
	{ { NULL }, "usage: instrumentd COMMAND" },
	{ { "frob" }, "unknown command \"frob\"" },
	{ { "help", "frob" }, "unknown command \"frob\"" },
	{ { "--frob" }, "unknown command \"--frob\"" },
	{ { "verify", "--frob" },
	  "verify: unknown flag --frob; instrumentd verify --help" },
	{ { "verify", "-d", "x" }, "unknown flag -d" },
	{ { "verify", "--listen", "x" }, "unknown flag --listen" },
	{ { "verify", "--db" }, "--db needs a value: FILE" },
	{ { "verify", "--db=" }, "--db: \"\" is not a value" },
	{ { "verify", "extra" }, "verify takes nothing but flags" },
	{ { "import", "--db", "r.db" }, "import takes DIR|FILE|-" },
	{ { "import", "a", "b" }, "import takes DIR|FILE|-" },
	{ { "backup" }, "backup takes OUT" },
	{ { "ingest" }, "ingest takes FILE|DIR..." },
	{ { "export", "--kind", "nope" }, "there is no kind \"nope\"" },
	{ { "serve", "--workers", "257" }, "a number from 0 to 256" },
	{ { "serve", "--workers", "4x" }, "\"4x\" is not a number" },
	{ { "serve", "--memory=-1" }, "\"-1\" is not a number from 16" },
	{ { "serve", "--closed=maybe" }, "\"maybe\" is not yes or no" },
	{ { "serve", "--log", "loud" }, "debug info warn error" },
	{ { "serve", "--listen", "nowhere" }, "is not HOST:PORT" },
	{ { "serve", "--listen", "127.0.0.1" }, "is not HOST:PORT" },
	{ { "serve", "--listen", "127.0.0.1:65536" }, "is not HOST:PORT" },
	{ { "serve", "--listen", "127.0.0.1:-1" }, "is not HOST:PORT" },
	{ { "serve", "--listen", "256.0.0.1:80" }, "is not HOST:PORT" },
	{ { "serve", "--home", "example.org" }, "such as https://" },
	{ { "key", "frob" }, "is not create, list, revoke or rotate" },
	{ { "key", "create", "--role", "editor" }, "needs --name" },
	{ { "key", "create", "--name", "a" }, "needs --role" },
	{ { "key", "create", "--name", "a", "--role=king" }, "reader editor" },
	{ { "key", "create", "--name=a\nb", "--role=editor" }, "one line" },
	{ { "key", "create", "--name=a\x7f", "--role=editor" }, "one line" },
	{ { "key", "create", "--name=a\xff", "--role=editor" }, "one line" },
	{ { "key", "revoke" }, "key revoke needs --name" },
	{ { "ingest", "--provisions", "a" }, "--provisions takes --source" },
	{ { "ingest", "--dry-run", "a" }, "go with --provisions" },
	{ { "ingest", "--profile", "eu", "a" }, "go with --provisions" },
};

static void what_is_called_wrongly_is_told_and_makes_nothing(void **state)
{
	struct place *p = *state;

	for (size_t i = 0; i < COUNT(wrong); i++) {
		int code = run_as(p, &(struct way){ 0 }, wrong[i].words);

		assert_ended(p, code, 2);
		assert_says(p, p->err, wrong[i].says);
		assert_string_equal(p->out, "");
		assert_false(is_there(p, "instrumentd.db"));
	}
}

/* ---- settings ------------------------------------------------------------ */

static void
flags_come_before_the_environment_and_that_before_defaults(void **state)
{
	static const char *const env[] = { "INSTRUMENTD_DB=env.db",
		                           "INSTRUMENTD_LOG=error", NULL };
	static const char *const empty[] = { "INSTRUMENTD_DB=", NULL };
	struct place *p = *state;
	struct way by_env = { .env = env }, by_empty = { .env = empty };

	write_file(p, "a.ndjson", format(p, ORG, "a"));
	assert_ended(p, run_by(p, &by_env, "import", "a.ndjson"), 0);
	assert_true(is_there(p, "env.db"));
	assert_string_equal(p->err, "");
	assert_ended(
		p, run_by(p, &by_env, "import", "--db=flag.db", "a.ndjson"), 0);
	assert_true(is_there(p, "flag.db"));
	assert_ended(p, run_by(p, &by_empty, "import", "a.ndjson"), 0);
	assert_true(is_there(p, "instrumentd.db"));
}

static void a_wrong_variable_is_told_like_a_wrong_flag(void **state)
{
	static const char *const env[] = { "INSTRUMENTD_LOG=loud", NULL };
	struct place *p = *state;
	struct way by_env = { .env = env };

	assert_ended(p, run_by(p, &by_env, "verify"), 2);
	assert_says(p, p->err, "\"loud\" is not one of");
	assert_ended(p, run_by(p, &by_env, "verify", "--log", "warn"), 2);
}

static void the_last_of_two_flags_counts_and_two_dashes_end_them(void **state)
{
	struct place *p = *state;

	write_file(p, "-a.ndjson", format(p, ORG, "a"));
	assert_run(p, 0, "import", "--db", "x.db", "--db", "y.db", "--",
	           "-a.ndjson");
	assert_false(is_there(p, "x.db"));
	assert_true(is_there(p, "y.db"));
	assert_run(p, 0, "import", "--db=y.db", "--", "-a.ndjson");
	assert_says(p, p->out, "1 line: 0 created");
}

/* ---- the log ------------------------------------------------------------- */

static void
a_new_registry_is_told_in_one_line_and_an_old_one_in_none(void **state)
{
	struct place *p = *state;

	write_file(p, "a.ndjson", format(p, ORG, "a"));
	assert_run(p, 0, "import", "--db=r.db", "a.ndjson");
	assert_says(p, p->err, " info schema.made version=");
	assert_int_equal(strcspn(p->err, "\n") + 1, strlen(p->err));
	assert_run(p, 0, "import", "--db=r.db", "a.ndjson");
	assert_string_equal(p->err, "");
	assert_run(p, 0, "import", "--log=debug", "--db=s.db", "a.ndjson");
	assert_says(p, p->err, " debug schema.migrated version=1 ");
}

/* ---- standard output ----------------------------------------------------- */

static void output_that_cannot_be_written_is_a_failure(void **state)
{
	static const char *const asked[][5] = {
		{ "--help" },
		{ "--version" },
		{ "openapi" },
		{ "export", "--db", "r.db" },
		{ "verify", "--db", "r.db" },
		{ "key", "list", "--db", "r.db" },
		{ "import", "--db", "r.db", "a.ndjson" },
	};
	struct place *p = *state;
	struct way full = { .output = "/dev/full" },
		   closed = { .no_output = true };

	make_registry(p);
	assert_run(p, 0, "key", "create", "--db=r.db", "--name=n",
	           "--role=editor");
	for (size_t i = 0; i < COUNT(asked); i++) {
		assert_ended(p, run_as(p, &full, asked[i]), 1);
		assert_string_equal(p->err, "instrumentd: the output cannot "
		                            "be written\n");
		assert_ended(p, run_as(p, &closed, asked[i]), 1);
		assert_says(p, p->err, "the output cannot be written");
	}
}

/* A file that is opened next must not take the place of one that is closed:
 * what is printed would be written into it. */
static void closed_standard_files_are_not_taken_for_others(void **state)
{
	struct place *p = *state;
	struct way closed = { .no_files = true };
	struct str before, after;

	make_registry(p);
	before = file_text(p, "r.db.lock");
	assert_ended(p, run_by(p, &closed, "verify", "--db", "r.db"), 1);
	assert_ended(p, run_by(p, &closed, "import", "--db", "n.db", "none"),
	             1);
	after = file_text(p, "r.db.lock");
	assert_true(str_eq(before, after));
	assert_run(p, 0, "verify", "--db", "r.db");
}

static void too_few_files_are_told_as_such(void **state)
{
	struct place *p = *state;
	struct way few = { .files = 12 };

	make_registry(p);
	assert_ended(p, run_by(p, &few, "verify", "--db", "r.db"), 1);
	assert_says(p, p->err, "only 12 files may be open, 32 are needed");
	assert_run(p, 0, "verify", "--db", "r.db");
}

static void a_key_that_nobody_saw_opens_nothing(void **state)
{
	struct place *p = *state;
	struct way full = { .output = "/dev/full" };

	make_registry(p);
	assert_ended(p,
	             run_by(p, &full, "key", "create", "--db=r.db", "--name=n",
	                    "--role=editor"),
	             1);
	assert_says(p, p->err, "revoked");
	assert_run(p, 0, "key", "list", "--db", "r.db");
	assert_says(p, p->out, "revoked");
	assert_run(p, 0, "key", "create", "--db=r.db", "--name=n",
	           "--role=editor");
}

static void a_reader_that_leaves_ends_an_export(void **state)
{
	struct place *p = *state;
	struct buf lines;
	struct child c;

	buf_init(&lines, p->arena);
	for (int i = 0; i < 1000; i++)
		buf_puts(&lines, format(p, ORG, format(p, "k%d", i)));
	write_file(p, "many.ndjson", lines.data);
	assert_run(p, 0, "import", "--db", "r.db", "many.ndjson");
	start(p, &c, &(struct way){ 0 }, "export", "--db", "r.db");
	next_line(p, &c);
	close(c.out);
	c.out = open("/dev/null", O_RDONLY);
	assert_int_equal(finish(p, &c), -SIGPIPE);
	assert_string_equal(p->err, "");
	assert_run(p, 0, "verify", "--db", "r.db");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(help_names_every_command),
		place_test(each_command_has_its_own_help),
		place_test(help_tells_flag_variable_and_default),
		place_test(what_is_called_wrongly_is_told_and_makes_nothing),
		place_test(
			flags_come_before_the_environment_and_that_before_defaults),
		place_test(a_wrong_variable_is_told_like_a_wrong_flag),
		place_test(
			the_last_of_two_flags_counts_and_two_dashes_end_them),
		place_test(
			a_new_registry_is_told_in_one_line_and_an_old_one_in_none),
		place_test(output_that_cannot_be_written_is_a_failure),
		place_test(closed_standard_files_are_not_taken_for_others),
		place_test(too_few_files_are_told_as_such),
		place_test(a_key_that_nobody_saw_opens_nothing),
		place_test(a_reader_that_leaves_ends_an_export),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
