/*
 * test_commands.c - import, export, ingest, verify, backup and key, as a user
 *                   runs them
 */
#include "tests/support/program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ORG                                                                    \
	"{\"kind\":\"organizations\",\"op\":\"put\",\"record\":"               \
	"{\"key\":\"%s\",\"name\":\"N\",\"type\":\"company\"}}\n"
#define FIRST                                                                  \
	"{\"kind\":\"organizations\",\"op\":\"put\",\"record\":"               \
	"{\"key\":\"f\",\"name\":\"N\",\"type\":\"company\"}}\n"
#define WRONG                                                                  \
	"{\"kind\":\"organizations\",\"op\":\"put\",\"record\":"               \
	"{\"key\":\"w\",\"type\":\"nothing\"}}\n"
#define LAW                                                                    \
	"Article 1\nScope\nThis Act applies.\n"                                \
	"Article 2\nDuties\nProviders keep records.\n"

/* Lines of n organizations whose keys begin so. */
static const char *lines_of(struct place *p, const char *prefix, int n)
{
	struct buf lines;

	buf_init(&lines, p->arena);
	for (int i = 0; i < n; i++)
		buf_puts(&lines, format(p, ORG, format(p, "%s%d", prefix, i)));
	return lines.data;
}

static void make_registry(struct place *p)
{
	write_file(p, "a.ndjson", format(p, ORG, "a"));
	assert_run(p, 0, "import", "--db", "r.db", "a.ndjson");
}

static void make_law(struct place *p)
{
	write_file(p, "law.txt", LAW);
	write_file(p, "l.ndjson",
	           "{\"kind\":\"instruments\",\"op\":\"put\",\"record\":"
	           "{\"key\":\"act\",\"title\":\"Act\",\"type\":\"act\","
	           "\"force\":\"hard\",\"existence\":\"exists\"}}\n"
	           "{\"kind\":\"sources\",\"op\":\"put\",\"record\":"
	           "{\"key\":\"law\",\"title\":\"Law\",\"instrument\":\"act\","
	           "\"role\":\"primary_text\"}}\n");
	assert_run(p, 0, "import", "--db", "r.db", "l.ndjson");
}

static const char *exported(struct place *p, const char *db)
{
	assert_run(p, 0, "export", "--db", db);
	return p->out;
}

static void assert_sound(struct place *p, const char *db)
{
	assert_run(p, 0, "verify", "--db", db);
	assert_says(p, p->out, ": 0 complaints\n");
}

/* ---- tables -------------------------------------------------------------- */

static void a_table_comes_in_by_a_map(void **state)
{
	struct place *p = *state;

	write_file(p, "m.json",
	           "{\"source\":{\"key\":\"t\",\"title\":\"T\"},"
	           "\"row\":[\"n\"],\"kind\":\"organizations\","
	           "\"constants\":{\"type\":\"other\"},"
	           "\"members\":[{\"to\":\"name\",\"from\":\"n\"}]}");
	write_file(p, "t.csv", "n\nOne\nTwo\n");
	assert_run(p, 2, "import-table", "--db", "r.db", "t.csv");
	assert_says(p, p->err, "needs --map MAP");
	assert_run(p, 1, "import-table", "--db", "r.db", "--map=none", "t.csv");
	assert_says(p, p->err, "maps that are shipped: agora ");
	assert_false(is_there(p, "r.db"));
	assert_run(p, 0, "import-table", "--db", "r.db", "--map=m.json",
	           "t.csv");
	assert_says(p, p->out, "\"created\":2,");
	write_file(p, "u.csv", "other\n1\n");
	assert_run(p, 1, "import-table", "--db", "r.db", "--map=m.json",
	           "u.csv");
	assert_says(p, p->err, "m.json: /row there is no column \"n\"");
	write_file(p, "n.json", "{\"source\": {\"key\": \"t\",}}");
	assert_run(p, 1, "import-table", "--db", "r.db", "--map=n.json",
	           "t.csv");
	assert_says(p, p->err, "the map is not JSON: line 1");
	assert_sound(p, "r.db");
}

/* ---- import -------------------------------------------------------------- */

static void import_takes_a_file_a_folder_standard_input_and_a_pipe(void **state)
{
	struct place *p = *state;
	struct way input = { .input = lines_of(p, "i", 2) };
	struct child c;
	int fd;

	make_registry(p);
	assert_says(p, p->out, "1 line: 1 created, 0 changed, 0 deleted, 0 as");
	assert_int_equal(mkdir(path_in(p, "d"), 0777), 0);
	write_file(p, "d/2.ndjson", lines_of(p, "b", 3));
	write_file(p, "d/1.ndjson", lines_of(p, "a", 2));
	write_file(p, "d/.hidden.ndjson", "wrong");
	write_file(p, "d/README", "wrong");
	assert_run(p, 0, "import", "--db", "r.db", "d");
	assert_says(p, p->out, "5 lines: 5 created");
	assert_ended(p, run_by(p, &input, "import", "--db", "r.db", "-"), 0);
	assert_says(p, p->out, "2 lines: 2 created");

	assert_int_equal(mkfifo(path_in(p, "pipe"), 0666), 0);
	start(p, &c, &(struct way){ 0 }, "import", "--db", "r.db", "pipe");
	fd = open(path_in(p, "pipe"), O_WRONLY);
	assert_true(fd >= 0);
	dprintf(fd, "%s", lines_of(p, "pipe", 400));
	close(fd);
	assert_ended(p, finish(p, &c), 0);
	assert_says(p, p->out, "400 lines: 400 created");
	assert_sound(p, "r.db");
}

static void
import_reads_the_files_of_a_folder_in_the_order_of_kinds(void **state)
{
	struct place *p = *state;
	const char *first, *second;

	make_registry(p);
	assert_int_equal(mkdir(path_in(p, "d"), 0777), 0);
	write_file(p, "d/events.ndjson", WRONG);
	write_file(p, "d/organizations.ndjson", WRONG);
	write_file(p, "d/also.ndjson", WRONG);
	assert_run(p, 1, "import", "--db", "r.db", "d");
	first = strstr(p->err, "organizations.ndjson:1");
	second = strstr(p->err, "events.ndjson:1");
	assert_non_null(first);
	assert_non_null(second);
	assert_true(first < second);
	assert_true(second < strstr(p->err, "also.ndjson:1"));
}

static const struct {
	const char *name, *content, *says;
} refused[] = {
	{ "wrong.ndjson", FIRST "\n" WRONG, "wrong.ndjson:3: /type must be" },
	{ "cut.ndjson", "{\"kind\":\"organizations\"", "cut.ndjson:1: " },
	{ "kind.ndjson", "{\"kind\":\"k\",\"op\":\"put\",\"record\":{}}",
	  "kind.ndjson:1: /kind is not a kind of record" },
	{ "op.ndjson", "{\"kind\":\"events\",\"op\":\"x\",\"record\":{}}",
	  "op.ndjson:1: /op must be put or delete" },
	{ "bytes.ndjson", "\xff\n", "bytes.ndjson:1: " },
	{ "twice.ndjson", FIRST "[1]\n", "twice.ndjson:2: /kind" },
};

static void a_wrong_line_is_named_and_nothing_is_kept(void **state)
{
	struct place *p = *state;
	const char *before;

	make_registry(p);
	before = exported(p, "r.db");
	for (size_t i = 0; i < COUNT(refused); i++) {
		write_file(p, refused[i].name, refused[i].content);
		assert_run(p, 1, "import", "--db", "r.db", refused[i].name);
		assert_says(p, p->err, refused[i].says);
		assert_string_equal(p->out, "");
		assert_string_equal(exported(p, "r.db"), before);
	}
}

static void what_cannot_be_read_is_told_by_its_name(void **state)
{
	struct place *p = *state;
	struct way nobody = { .nobody = true };

	assert_run(p, 1, "import", "--db", "r.db", "none.ndjson");
	assert_string_equal(p->err, "instrumentd: none.ndjson: No such file or "
	                            "directory\n");
	assert_int_equal(mkdir(path_in(p, "empty"), 0777), 0);
	assert_run(p, 1, "import", "--db", "r.db", "empty");
	assert_says(p, p->err, "empty: no .ndjson files there");
	write_file(p, "secret.ndjson", ORG);
	assert_int_equal(chmod(path_in(p, "secret.ndjson"), 0), 0);
	assert_ended(
		p,
		run_by(p, &nobody, "import", "--db", "r.db", "secret.ndjson"),
		1);
	assert_says(p, p->err, "instrumentd: secret.ndjson: Permission");
	assert_false(is_there(p, "r.db"));
}

static void a_database_where_there_is_no_folder_is_told(void **state)
{
	static const char *const asked[][5] = {
		{ "import", "--db", "none/r.db", "a.ndjson" },
		{ "serve", "--db", "none/r.db", "--listen=127.0.0.1:0" },
		{ "verify", "--db", "none/r.db" },
		{ "export", "--db", "none/r.db" },
		{ "backup", "--db", "none.db", "b.db" },
		{ "ingest", "--db", "none.db", "a.ndjson" },
		{ "key", "list", "--db", "none.db" },
		{ "verify", "--db", "." },
	};
	struct place *p = *state;

	write_file(p, "a.ndjson", format(p, ORG, "a"));
	for (size_t i = 0; i < COUNT(asked); i++) {
		assert_ended(p, run_as(p, &(struct way){ 0 }, asked[i]), 1);
		assert_says(p, p->err, "instrumentd: ");
		assert_string_equal(p->out, "");
	}
	assert_false(is_there(p, "none.db"));
	assert_false(is_there(p, "b.db"));
}

/* Counted lines are only for somebody who watches. */
static void progress_is_shown_on_a_terminal_only(void **state)
{
	struct place *p = *state;
	struct way watched = { .terminal = true };

	write_file(p, "many.ndjson", lines_of(p, "k", 1200));
	assert_ended(p,
	             run_by(p, &watched, "import", "--log=warn", "--db", "t.db",
	                    "many.ndjson"),
	             0);
	assert_says(p, p->err, "\r1000 lines");
	assert_run(p, 0, "import", "--log=warn", "--db", "f.db", "many.ndjson");
	assert_string_equal(p->err, "");
	assert_run(p, 0, "verify", "--db", "f.db");
	assert_string_equal(p->err, "");
}

static void an_import_that_is_stopped_leaves_nothing(void **state)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGKILL };
	struct place *p = *state;
	struct way watched = { .terminal = true };
	const char *before;

	make_registry(p);
	before = exported(p, "r.db");
	write_file(p, "many.ndjson", lines_of(p, "k", 2000));
	for (size_t i = 0; i < COUNT(signals); i++) {
		struct child c;
		char byte;

		start(p, &c, &watched, "import", "--log=warn", "--db", "r.db",
		      "many.ndjson");
		assert_int_equal(read(c.err, &byte, 1), 1); /* it is at work */
		assert_ended(p, end_by(p, &c, signals[i]), -signals[i]);
		assert_string_equal(exported(p, "r.db"), before);
		assert_sound(p, "r.db");
	}
	assert_run(p, 0, "import", "--db", "r.db", "many.ndjson");
}

static void a_full_disk_undoes_an_import(void **state)
{
	struct place *p = *state;
	struct way small = { .file_size = 2 << 20 };
	const char *before;

	make_registry(p);
	before = exported(p, "r.db");
	write_file(p, "many.ndjson", lines_of(p, "k", 1500));
	assert_ended(p,
	             run_by(p, &small, "import", "--db", "r.db", "many.ndjson"),
	             1);
	assert_string_equal(p->out, "");
	assert_string_equal(exported(p, "r.db"), before);
	assert_sound(p, "r.db");
	assert_run(p, 0, "import", "--db", "r.db", "many.ndjson");
	assert_sound(p, "r.db");
}

/* ---- export -------------------------------------------------------------- */

static void what_is_exported_is_imported_as_it_was(void **state)
{
	struct place *p = *state;
	struct way to_file = { .output = "all.ndjson" },
		   keys_to_file = { .output = "keys.ndjson" };

	make_law(p);
	assert_run(p, 0, "ingest", "--provisions", "--db=r.db", "--source=law",
	           "law.txt");
	assert_ended(p, run_by(p, &to_file, "export", "--db", "r.db"), 0);
	assert_run(p, 0, "import", "--db", "s.db", "all.ndjson");
	assert_string_equal(exported(p, "s.db"), file_text(p, "all.ndjson").p);
	assert_sound(p, "s.db");
	assert_ended(
		p, run_by(p, &keys_to_file, "export", "--db", "s.db", "--keys"),
		0);
	assert_run(p, 0, "import", "--db", "s.db", "keys.ndjson");
	assert_says(p, p->out, ": 0 created, 0 changed, 0 deleted");
}

static void an_export_may_be_of_one_kind_and_by_keys(void **state)
{
	struct place *p = *state;

	make_registry(p);
	assert_run(p, 0, "export", "--db", "r.db", "--keys");
	assert_string_equal(p->out, format(p, ORG, "a"));
	assert_run(p, 0, "export", "--db", "r.db", "--kind", "events");
	assert_string_equal(p->out, "");
	assert_run(p, 0, "export", "--db", "r.db", "--kind=organizations");
	assert_says(p, p->out, "\"rev\":1");
}

/* ---- ingest -------------------------------------------------------------- */

static void a_text_is_loaded_for_a_source_or_by_its_hash(void **state)
{
	struct place *p = *state;

	make_law(p);
	assert_run(p, 1, "ingest", "--db", "r.db", "law.txt");
	assert_says(p, p->err, "law.txt: no source has an edition with SHA");
	assert_run(p, 0, "ingest", "--db", "r.db", "--source=law", "law.txt");
	assert_says(p, p->out, "law.txt: a new edition of law, 0 of 0");
	assert_run(p, 0, "ingest", "--db", "r.db", "law.txt");
	assert_says(p, p->out, "law.txt: an edition of law, 0 of 0");
	assert_run(p, 1, "ingest", "--db", "r.db", "--source=no", "law.txt");
	assert_says(p, p->err, "there is no such source");
	assert_sound(p, "r.db");
}

static void a_folder_is_loaded_but_for_what_no_source_names(void **state)
{
	struct place *p = *state;

	make_law(p);
	assert_run(p, 0, "ingest", "--db", "r.db", "--source=law", "law.txt");
	assert_int_equal(mkdir(path_in(p, "d"), 0777), 0);
	assert_run(p, 0, "ingest", "--db", "r.db", "d");
	assert_says(p, p->out, "no files there");
	write_file(p, "d/law.txt", LAW);
	write_file(p, "d/other.txt", "Nobody names this.");
	write_file(p, "d/bytes.txt", "\xff\xfe");
	assert_run(p, 0, "ingest", "--db", "r.db", "d");
	assert_says(p, p->out, "d/law.txt: an edition of law");
	assert_says(p, p->out, "2 files passed over");
	assert_string_equal(p->err, "");
	assert_run(p, 1, "ingest", "--db", "r.db", "--source=no", "d");
	assert_says(p, p->err, "there is no such source");
}

static void one_text_that_is_wrong_does_not_hold_up_the_others(void **state)
{
	struct place *p = *state;

	make_law(p);
	write_file(p, "bytes.txt", "a\xff");
	assert_run(p, 1, "ingest", "--db", "r.db", "--source=law", "none.txt",
	           "bytes.txt", "law.txt");
	assert_says(p, p->err, "instrumentd: none.txt: No such file");
	assert_says(p, p->err, "bytes.txt: the text is not UTF-8 at byte 1");
	assert_says(p, p->out, "law.txt: a new edition of law");
}

/* The size of what comes through a pipe is not known before its end. */
static void a_text_may_come_through_a_pipe(void **state)
{
	struct place *p = *state;
	struct child c;
	int fd;

	make_law(p);
	assert_run(p, 0, "ingest", "--db", "r.db", "--source=law", "law.txt");
	assert_int_equal(mkfifo(path_in(p, "pipe"), 0666), 0);
	start(p, &c, &(struct way){ 0 }, "ingest", "--db", "r.db", "pipe");
	fd = open(path_in(p, "pipe"), O_WRONLY);
	assert_true(fd >= 0);
	dprintf(fd, "%s", LAW);
	close(fd);
	assert_ended(p, finish(p, &c), 0);
	assert_says(p, p->out, "pipe: an edition of law");
}

static void a_law_is_split_and_a_dry_run_keeps_nothing(void **state)
{
	struct place *p = *state;
	const char *before;

	make_law(p);
	before = exported(p, "r.db");
	assert_run(p, 0, "ingest", "--provisions", "--dry-run", "--db=r.db",
	           "--source=law", "law.txt");
	assert_says(p, p->out, "\"dry_run\":true,\"levels\":{\"article\":2}");
	assert_string_equal(exported(p, "r.db"), before);
	assert_run(p, 0, "ingest", "--provisions", "--profile=eu", "--db=r.db",
	           "--source=law", "law.txt");
	assert_says(p, p->out, "\"created\":2");
	assert_says(p, p->err, "law.txt: a new edition of law");
	assert_run(p, 1, "ingest", "--provisions", "--profile=zz", "--db=r.db",
	           "--source=law", "law.txt");
	assert_says(p, p->err, "there is no such profile; there are: ");
	write_file(p, "prose.txt", "Nothing to see.");
	assert_run(p, 1, "ingest", "--provisions", "--db=r.db", "--source=law",
	           "prose.txt");
	assert_says(p, p->err, "no profile finds provisions");
	assert_sound(p, "r.db");
}

/* ---- verify, backup ------------------------------------------------------ */

static void spoil(struct place *p, const char *name, const char *what,
                  const char *by)
{
	struct str text = file_text(p, name);
	size_t n = strlen(what), changed = 0;
	char *bytes = arena_strndup(p->arena, text.p, text.len);
	FILE *f;

	for (size_t i = 0; i + n <= text.len; i++)
		if (memcmp(bytes + i, what, n) == 0) {
			memcpy(bytes + i, by, n);
			changed++;
		}
	assert_true(changed > 0);
	f = fopen(path_in(p, name), "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, text.len, f), text.len);
	fclose(f);
}

static void verify_tells_sound_files_from_spoilt_ones(void **state)
{
	struct place *p = *state;

	write_file(p, "a.ndjson",
	           "{\"kind\":\"organizations\",\"op\":\"put\",\"record\":{"
	           "\"key\":\"a\",\"name\":\"Wombat\",\"type\":\"company\"}}");
	assert_run(p, 0, "import", "--db", "r.db", "a.ndjson");
	assert_sound(p, "r.db");
	assert_says(p, p->out, "1 changes, 1 records, 0 passages");
	spoil(p, "r.db", "\"Wombat\"", "\"Quokka\"");
	assert_run(p, 1, "verify", "--db", "r.db");
	assert_says(p, p->out, "complaint");
	write_file(p, "text.db", "This is no database, however long it is.");
	assert_run(p, 1, "verify", "--db", "text.db");
	assert_says(p, p->err, "not a registry");
}

static void a_backup_is_whole_and_replaces_nothing(void **state)
{
	struct place *p = *state;
	const char *before;

	make_registry(p);
	before = exported(p, "r.db");
	assert_run(p, 0, "backup", "--db", "r.db", "b.db");
	assert_string_equal(p->out, "");
	assert_string_equal(exported(p, "b.db"), before);
	assert_sound(p, "b.db");
	assert_run(p, 1, "backup", "--db", "r.db", "b.db");
	assert_says(p, p->err, "b.db: exists already");
	assert_run(p, 1, "backup", "--db", "r.db", "r.db");
	assert_run(p, 1, "backup", "--db", "r.db", "none/b.db");
	assert_says(p, p->err, "No such file or directory");
	assert_ended(p,
	             run_by(p, &(struct way){ .file_size = 200 << 10 },
	                    "backup", "--db", "r.db", "c.db"),
	             1);
	assert_false(is_there(p, "c.db"));
	assert_false(is_there(p, "c.db.partial"));
}

/* Where SQLite sees nothing wrong, too. */
static void of_a_spoilt_file_there_is_no_backup(void **state)
{
	struct place *p = *state;

	write_file(p, "a.ndjson",
	           "{\"kind\":\"organizations\",\"op\":\"put\",\"record\":{"
	           "\"key\":\"a\",\"name\":\"Wombat\",\"type\":\"company\"}}");
	assert_run(p, 0, "import", "--db", "r.db", "a.ndjson");
	spoil(p, "r.db", "\"Wombat\"", "\"Quokka\"");
	assert_run(p, 1, "backup", "--db", "r.db", "b.db");
	assert_says(p, p->err, "change 1: ");
	assert_says(p, p->err, "the file is damaged, no copy was made");
	assert_false(is_there(p, "b.db"));
	assert_false(is_there(p, "b.db.partial"));
}

/* What is cut off is called OUT.partial; OUT is whole or not there. */
static void a_backup_that_is_stopped_leaves_no_copy_behind(void **state)
{
	struct place *p = *state;
	uint64_t seed = 7;

	make_registry(p);
	for (int i = 0; i < 12; i++) {
		const char *out = format(p, "b%d.db", i);
		struct child c;

		start(p, &c, &(struct way){ 0 }, "backup", "--log=warn",
		      "--db=r.db", out);
		nanosleep(&(struct timespec){ .tv_nsec = (long)(unit_random(
									&seed) %
		                                                25000000) },
		          NULL);
		end_by(p, &c, SIGTERM);
		if (is_there(p, out))
			assert_sound(p, out);
		unlink(path_in(p, format(p, "%s.partial", out)));
	}
	write_file(p, "c.db.partial", "");
	assert_run(p, 1, "backup", "--db=r.db", "c.db");
	assert_says(p, p->err, "c.db.partial: exists already");
	assert_false(is_there(p, "c.db"));
}

/* ---- key ----------------------------------------------------------------- */

static void keys_are_made_listed_and_revoked(void **state)
{
	struct place *p = *state;
	const char *secret;

	assert_run(p, 0, "key", "create", "--db=k.db", "--name=Łucja",
	           "--role=editor");
	secret = p->out;
	assert_int_equal(strlen(secret), 44);
	assert_says(p, p->err, "the key is for k.db, which has no records yet");
	assert_run(p, 1, "key", "create", "--db=k.db", "--name=Łucja",
	           "--role=admin");
	assert_says(p, p->err, "there is a working key named \"Łucja\"");
	assert_run(p, 0, "key", "create", "--db=k.db", "--name=r",
	           "--role=reader");
	assert_string_not_equal(p->out, secret);
	assert_run(p, 0, "key", "list", "--db=k.db");
	assert_says(p, p->out, "editor ");
	assert_says(p, p->out, "works  Łucja\n");
	assert_null(strstr(p->out, secret));
	assert_run(p, 0, "key", "revoke", "--db=k.db", "--name=Łucja");
	assert_run(p, 1, "key", "revoke", "--db=k.db", "--name=Łucja");
	assert_says(p, p->err, "no working key is named \"Łucja\"");
	assert_run(p, 0, "key", "list", "--db=k.db");
	assert_says(p, p->out, "revoked ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(a_table_comes_in_by_a_map),
		place_test(
			import_takes_a_file_a_folder_standard_input_and_a_pipe),
		place_test(
			import_reads_the_files_of_a_folder_in_the_order_of_kinds),
		place_test(a_wrong_line_is_named_and_nothing_is_kept),
		place_test(what_cannot_be_read_is_told_by_its_name),
		place_test(a_database_where_there_is_no_folder_is_told),
		place_test(progress_is_shown_on_a_terminal_only),
		place_test(an_import_that_is_stopped_leaves_nothing),
		place_test(a_full_disk_undoes_an_import),
		place_test(what_is_exported_is_imported_as_it_was),
		place_test(an_export_may_be_of_one_kind_and_by_keys),
		place_test(a_text_is_loaded_for_a_source_or_by_its_hash),
		place_test(a_folder_is_loaded_but_for_what_no_source_names),
		place_test(one_text_that_is_wrong_does_not_hold_up_the_others),
		place_test(a_text_may_come_through_a_pipe),
		place_test(a_law_is_split_and_a_dry_run_keeps_nothing),
		place_test(verify_tells_sound_files_from_spoilt_ones),
		place_test(a_backup_is_whole_and_replaces_nothing),
		place_test(of_a_spoilt_file_there_is_no_backup),
		place_test(a_backup_that_is_stopped_leaves_no_copy_behind),
		place_test(keys_are_made_listed_and_revoked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
