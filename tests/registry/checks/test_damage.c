/*
 * test_damage.c - a file that was changed from outside: verification finds it,
 * and what is read of it fails politely
 */
#include "tests/support/registry.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/log.h"
#include "server/registry/checks/audit.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/signer.h"
#include "tests/support/unit.h"

#define OLD                                                                    \
	"Article 1\nSubject\n1. Providers shall keep a log of every "          \
	"request.\n"                                                           \
	"Article 2\nScope\n1. Users shall be told. Fees are due.\n"
#define NEW                                                                    \
	"Article 1\nSubject\n1. All providers shall keep a log of every "      \
	"request.\nArticle 2\nScope\n1. Users are told.\n"

/* ---- a registry with something of everything ----------------------------- */

static void put_text(struct app *app, const char *text)
{
	call(app, "PUT", "/v1/sources/s/text?lang=en",
	     "Content-Type: text/plain", text);
	assert_status(app, 201);
}

static void make_texts(struct app *app)
{
	make(app, "sources",
	     "{\"key\":\"s\",\"title\":\"T\",\"role\":\"primary_text\","
	     "\"instrument\":\"a\",\"url\":\"https://example.org/s\","
	     "\"languages\":[\"en\"],\"handling\":\"do not cite\"}");
	put_text(app, OLD);
	call(app, "POST", "/v1/sources/s/provisions?profile=eu", NULL, NULL);
	assert_status(app, 200);
	make(app, "passages",
	     "{\"key\":\"p\",\"source\":\"s\",\"exact\":\"keep a log\"}");
	make(app, "passages",
	     "{\"key\":\"q\",\"source\":\"s\",\"exact\":\"Fees are due\","
	     "\"locator\":\"page 3\"}");
	put_text(app, NEW);
}

static void make_topics(struct app *app)
{
	make(app, "schemes",
	     "{\"key\":\"c\",\"title\":\"Scheme\",\"version\":\"1\"}");
	make(app, "concepts",
	     "{\"key\":\"c.a\",\"scheme\":\"c\",\"notation\":\"A\","
	     "\"labels\":[{\"text\":\"Logging\",\"type\":\"preferred\","
	     "\"lang\":\"en\"}]}");
	make(app, "classifications",
	     "{\"key\":\"cl\",\"subject\":{\"kind\":\"instruments\","
	     "\"id\":\"a\"},\"concept\":\"c.a\",\"reasoning\":\"It does.\"}");
	make(app, "relations",
	     "{\"key\":\"rel\",\"from\":\"a\",\"to\":\"b\",\"type\":"
	     "\"amends\"}");
	make(app, "events",
	     "{\"key\":\"e\",\"name\":\"A meeting\",\"type\":\"other\","
	     "\"hosts\":[\"o\"],\"counts\":[{\"of\":\"states\","
	     "\"number\":3}]}");
}

static void make_claims(struct app *app)
{
	claim_of(app, "a1", "instruments", "a", "/adopted_on", "\"2021-05\"",
	         "p", "");
	claim_of(app, "a2", "instruments", "a", "/adopted_on", "\"2022\"", "q",
	         ",\"note\":\"doubtful\"");
	claim_of(app, "a3", "instruments", "a", "/in_force_on", "\"2023\"", "q",
	         "");
	resolve(app, "/in_force_on", "settled", ",\"by\":\"me\"");
}

static void make_everything(struct app *app)
{
	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"Council\",\"type\":\"other\","
	     "\"names\":[{\"text\":\"Rat\",\"lang\":\"de\"}]}");
	make_act(app, "\"key\":\"a\",\"adopted_on\":\"2021\","
	              "\"in_force_on\":\"2022-01-01\",\"jurisdictions\":"
	              "[\"EU\"],\"languages\":[\"en\"],\"summary\":\"Of logs\","
	              "\"titles\":[{\"text\":\"Log Act\",\"type\":\"short\"}],"
	              "\"parties\":[{\"role\":\"issuer\",\"organization\":"
	              "\"o\",\"count\":2}],\"identifiers\":[{\"scheme\":"
	              "\"celex\",\"value\":\"32024R1689\"}],\"urls\":[{\"url\":"
	              "\"https://example.org/a\",\"rel\":\"official\"}]");
	make_act(app, "\"key\":\"b\"");
	make_texts(app);
	make_topics(app);
	make_claims(app);
	make_act(app, "\"key\":\"gone\"");
	edit(app, "DELETE", "/v1/instruments/gone", NULL);
	call(app, "POST", "/v1/organizations", "Idempotency-Key: k",
	     "{\"key\":\"again\",\"name\":\"Again\",\"type\":\"other\"}");
}

/* One that signs, and one that did before. */
static void make_signers(struct app *app)
{
	struct err e;
	struct str key;

	err_init(&e, app->keys_arena);
	assert_int_equal(signer_start(app->store, &e), ERR_OK);
	assert_int_equal(signer_rotate(app->store, app->keys_arena, &key, &e),
	                 ERR_OK);
}

static int damage_setup(void **state)
{
	int rc = registry_setup(state);

	if (rc == 0) {
		make_everything(*state);
		make_signers(*state);
	}
	return rc;
}

#define damage_test(fn)                                                        \
	cmocka_unit_test_setup_teardown(fn, damage_setup, app_teardown)

/* ---- doing damage -------------------------------------------------------- */

/* One cell of a table, and where it is. */
struct cell {
	sqlite3 *db;
	const char *table, *column;
	bool has_rowid;
	int64_t rowid;
	sqlite3_value *old, *new;
};

static sqlite3 *open_file(struct app *app)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(app->file, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 10000);
	sqlite3_exec(db,
	             "PRAGMA ignore_check_constraints = ON;"
	             "PRAGMA foreign_keys = OFF",
	             NULL, NULL, NULL);
	return db;
}

/* Readers keep what they see until somebody commits: so tell them. */
static void tell(struct app *app)
{
	int fd = open(say(app, "%s.lock", app->file), O_RDWR);
	uint64_t n = 0;

	assert_int_equal(pread(fd, &n, sizeof(n), 0), sizeof(n));
	n += 2;
	assert_int_equal(pwrite(fd, &n, sizeof(n), 0), sizeof(n));
	close(fd);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	return stmt;
}

/* Put a value where another is, by the row's number or by what is there. False
 * when the table does not take it. */
static bool put_value(struct app *app, const struct cell *c, sqlite3_value *now,
                      int64_t rowid, sqlite3_value *value)
{
	sqlite3_stmt *stmt = prepare(
		c->db, say(app,
	                   "UPDATE \"%s\" SET \"%s\" = ? WHERE "
	                   "%s%s%s = ?",
	                   c->table, c->column, c->has_rowid ? "" : "\"",
	                   c->has_rowid ? "rowid" : c->column,
	                   c->has_rowid ? "" : "\""));
	bool ok;

	sqlite3_bind_value(stmt, 1, value);
	if (c->has_rowid)
		sqlite3_bind_int64(stmt, 2, rowid);
	else
		sqlite3_bind_value(stmt, 2, now);
	/* a statement alone would not wait for whoever writes just then */
	if (sqlite3_exec(c->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) !=
	    SQLITE_OK)
		fail_msg("%s.%s: %s", c->table, c->column,
		         sqlite3_errmsg(c->db));
	ok = sqlite3_step(stmt) == SQLITE_DONE && sqlite3_changes(c->db) > 0;
	sqlite3_finalize(stmt);
	ok = ok && sqlite3_exec(c->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
	if (!ok)
		sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
	tell(app);
	return ok;
}

/* Where rows have no number, the value must tell them apart afterwards, too. */
static bool is_there(struct app *app, const struct cell *c)
{
	sqlite3_stmt *stmt =
		prepare(c->db, say(app, "SELECT 1 FROM \"%s\" WHERE \"%s\" = ?",
	                           c->table, c->column));
	bool found;

	sqlite3_bind_value(stmt, 1, c->new);
	found = sqlite3_step(stmt) == SQLITE_ROW;
	sqlite3_finalize(stmt);
	return found;
}

static bool damage(struct app *app, const struct cell *c)
{
	return (c->has_rowid || !is_there(app, c)) &&
	       put_value(app, c, c->old, c->rowid, c->new);
}

/* A changed number of a row is where the row is now. */
static void mend(struct app *app, const struct cell *c)
{
	if (!put_value(app, c, c->new, c->rowid, c->old) &&
	    !put_value(app, c, c->new, sqlite3_value_int64(c->new), c->old))
		fail_msg("%s.%s cannot be mended: %s", c->table, c->column,
		         sqlite3_errmsg(c->db));
}

/* Look at a cell that has a value, past so many rows of them. False when there
 * is none. */
static bool find_cell(struct app *app, struct cell *c, int64_t skip)
{
	sqlite3_stmt *stmt;
	bool found;

	c->has_rowid = sqlite3_table_column_metadata(c->db, NULL, c->table,
	                                             "rowid", NULL, NULL, NULL,
	                                             NULL, NULL) == SQLITE_OK;
	stmt = prepare(c->db, say(app,
	                          "SELECT \"%s\", %s FROM \"%s\" WHERE "
	                          "\"%s\" IS NOT NULL LIMIT 1 OFFSET %d",
	                          c->column, c->has_rowid ? "rowid" : "0",
	                          c->table, c->column, (int)skip));
	found = sqlite3_step(stmt) == SQLITE_ROW;
	if (found) {
		c->old = sqlite3_value_dup(sqlite3_column_value(stmt, 0));
		c->rowid = sqlite3_column_int64(stmt, 1);
	}
	sqlite3_finalize(stmt);
	return found;
}

static sqlite3_value *value_of_text(sqlite3 *db, const char *cast,
                                    struct str text)
{
	sqlite3_stmt *stmt = NULL;
	sqlite3_value *v;
	char sql[64];

	snprintf(sql, sizeof(sql), "SELECT CAST(? AS %s)", cast);
	stmt = prepare(db, sql);
	sqlite3_bind_blob(stmt, 1, text.p, (int)text.len, SQLITE_TRANSIENT);
	sqlite3_step(stmt);
	v = sqlite3_value_dup(sqlite3_column_value(stmt, 0));
	sqlite3_finalize(stmt);
	return v;
}

static sqlite3_value *value_of_integer(sqlite3 *db, int64_t n)
{
	sqlite3_stmt *stmt = prepare(db, "SELECT ?");
	sqlite3_value *v;

	sqlite3_bind_int64(stmt, 1, n);
	sqlite3_step(stmt);
	v = sqlite3_value_dup(sqlite3_column_value(stmt, 0));
	sqlite3_finalize(stmt);
	return v;
}

static const char *cast_of(const struct cell *c)
{
	return sqlite3_value_type(c->old) == SQLITE_BLOB ? "BLOB" : "TEXT";
}

/* Its bytes, to be changed. */
static char *bytes_of(struct app *app, const struct cell *c, size_t *len)
{
	const void *p = sqlite3_value_blob(c->old);

	*len = (size_t)sqlite3_value_bytes(c->old);
	return arena_strndup(app->keys_arena, p != NULL ? p : "", *len);
}

static void forget(struct cell *c)
{
	sqlite3_value_free(c->old);
	sqlite3_value_free(c->new);
}

/* ---- looking at it ------------------------------------------------------- */

static size_t complaints;

static char last_complaint[600];

static void hear(const char *what)
{
	complaints++;
	snprintf(last_complaint, sizeof(last_complaint), "%s", what);
}

static size_t verify(struct app *app)
{
	struct audit v = { .complain = hear };
	struct err e = { 0 };

	complaints = 0;
	if (audit_run(app->store, &v, &e) != ERR_OK)
		complaints++;
	return complaints;
}

static void assert_whole(struct app *app)
{
	if (verify(app) > 0)
		fail_msg("%zu complaints, the last: %s", complaints,
		         last_complaint);
}

/* All columns of all tables, those of the index apart. */
typedef void column_fn(struct app *app, sqlite3 *db, const char *table,
                       const char *column);

#define SPOT_NAMES_MAX 1000

struct spot_name {
	const char *table, *column;
};

/* All at once: a list that is still being read would hold back whoever writes,
 * the change of a column as well. */
static size_t list_columns(struct app *app, sqlite3 *db, struct spot_name *out)
{
	size_t n = 0;
	sqlite3_stmt *stmt = prepare(
		db, "SELECT t.name, c.name FROM sqlite_schema AS t, "
		    "pragma_table_info(t.name) AS c WHERE t.type = 'table' "
		    "AND t.name NOT IN ('search', 'search_data', 'search_idx', "
		    "'search_config', 'search_content', 'search_docsize') "
		    "ORDER BY t.name, c.cid");

	while (n < SPOT_NAMES_MAX && sqlite3_step(stmt) == SQLITE_ROW)
		out[n++] = (struct spot_name){
			say(app, "%s",
			    (const char *)sqlite3_column_text(stmt, 0)),
			say(app, "%s",
			    (const char *)sqlite3_column_text(stmt, 1)),
		};
	sqlite3_finalize(stmt);
	assert_true(n < SPOT_NAMES_MAX);
	return n;
}

static void each_column(struct app *app, column_fn *fn)
{
	static struct spot_name columns[SPOT_NAMES_MAX];
	sqlite3 *db = open_file(app);
	size_t n = list_columns(app, db, columns);

	for (size_t i = 0; i < n; i++)
		fn(app, db, columns[i].table, columns[i].column);
	sqlite3_close(db);
}

/* ---- each column is missed by nobody ------------------------------------- */

/* What nothing else tells of: names that people gave, answers, what was found
 * in texts that may be gone, numbers that stand for nothing, another day on
 * which nothing differs. */
static const char *const untold[] = {
	"anchors.edition",  "anchors.start",
	"anchors.end",      "anchors.gave_up",
	"answers.who",      "answers.name",
	"answers.digest",   "answers.at",
	"answers.location", "answers.rev",
	"answers.body",     "api_keys.digest",
	"api_keys.name",    "api_keys.created_at",
	"records_gone.id",  "set_day.day",
	"signers.n",        "signers.made_at",
	"tree.level",       NULL,
};

static bool is_untold(struct app *app, const char *table, const char *column)
{
	const char *name = say(app, "%s.%s", table, column);

	for (size_t i = 0; untold[i] != NULL; i++)
		if (strcmp(untold[i], name) == 0)
			return true;
	return false;
}

/* Something that could have been there as well. */
static sqlite3_value *plausible(struct app *app, const struct cell *c)
{
	size_t len;
	char *bytes;

	if (sqlite3_value_type(c->old) == SQLITE_INTEGER) {
		int64_t n = sqlite3_value_int64(c->old);

		return value_of_integer(c->db, !c->has_rowid ? n + 1000
		                               : n == 1      ? 0
		                                             : n + 1);
	}
	bytes = bytes_of(app, c, &len);
	if (len > 0)
		bytes[len / 2] ^= 1;
	return value_of_text(c->db, cast_of(c), (struct str){ bytes, len });
}

static int missed;

static void change_column(struct app *app, sqlite3 *db, const char *table,
                          const char *column)
{
	struct cell c = { .db = db, .table = table, .column = column };

	if (!find_cell(app, &c, 0))
		return;
	c.new = plausible(app, &c);
	if (damage(app, &c)) {
		if (verify(app) == 0 && !is_untold(app, table, column)) {
			print_error("%s.%s is changed\n", table, column);
			missed++;
		}
		mend(app, &c);
	}
	forget(&c);
}

static void each_column_that_is_changed_is_told(void **state)
{
	struct app *app = *state;

	assert_whole(app);
	missed = 0;
	each_column(app, change_column);
	assert_int_equal(missed, 0);
	assert_whole(app);
}

/* ---- the index of words -------------------------------------------------- */

static void each_block_of_the_index_that_is_changed_is_told(void **state)
{
	struct app *app = *state;
	sqlite3 *db = open_file(app);
	struct cell c = { .db = db, .table = "search_data", .column = "block" };

	missed = 0;
	for (int64_t row = 0; find_cell(app, &c, row); row++) {
		/* the tenth says how the others hang together: not all of it
		 * must be so */
		for (int part = 1; part < 8 && c.rowid != 10; part++) {
			size_t len;
			char *bytes = bytes_of(app, &c, &len);

			bytes[len * (size_t)part / 8] ^= 4;
			c.new = value_of_text(db, "BLOB",
			                      (struct str){ bytes, len });
			assert_true(damage(app, &c));
			if (verify(app) == 0) {
				print_error(
					"block %lld of %zu bytes, part %d\n",
					(long long)c.rowid, len, part);
				missed++;
			}
			mend(app, &c);
			sqlite3_value_free(c.new);
		}
		sqlite3_value_free(c.old);
	}
	sqlite3_close(db);
	assert_int_equal(missed, 0);
	assert_whole(app);
}

/* ---- any cell, any value ------------------------------------------------- */

static const char *const asked[] = {
	"/v1/instruments",
	"/v1/instruments/a",
	"/v1/instruments/a?include=organizations",
	"/v1/instruments/a/provenance",
	"/v1/instruments/a/why?field=/adopted_on",
	"/v1/instruments/a/history",
	"/v1/instruments/a/timeline",
	"/v1/instruments/a/lineage",
	"/v1/instruments/a/provisions?include=children",
	"/v1/instruments/a/relations",
	"/v1/instruments?status=in_force&parties.role=issuer&sort=-adopted_on",
	"/v1/instruments?has_conflict=true&evidence.state=disputed",
	"/v1/provisions?include=instruments",
	"/v1/provisions/a.art_1",
	"/v1/relations",
	"/v1/organizations",
	"/v1/organizations/o/provenance",
	"/v1/events?hosts=o",
	"/v1/schemes",
	"/v1/concepts",
	"/v1/concepts/c.a/provenance",
	"/v1/classifications?include=concepts",
	"/v1/sources",
	"/v1/sources/s",
	"/v1/sources/s/text",
	"/v1/sources/s/text?start=3&end=30",
	"/v1/sources/s/text?start=3&end=30&unit=utf16",
	"/v1/sources/s/anchors",
	"/v1/passages?include=sources",
	"/v1/passages/p",
	"/v1/passages/q",
	"/v1/passages?state=changed",
	"/v1/assertions?include=passages",
	"/v1/assertions/a1",
	"/v1/resolutions",
	"/v1/conflicts",
	"/v1/coverage",
	"/v1/changes?since=0",
	"/v1/changes/head",
	"/v1/search?q=log",
	"/v1/search?q=council+OR+act&group=instrument",
	"/v1/search?q=logging&facet=type&kind=instruments",
	"/v1/suggest?q=log",
	"/v1/suggest?q=counsil",
	"/ready",
};

/* What is damaged is refused as a fault of ours, or is not found; nobody is
 * told that the request was wrong. */
static void assert_polite(const struct app *app, const char *target)
{
	unsigned status = app->reply.status;

	if (status != 200 && status != 404 && status != 410 && status != 500 &&
	    status != 503)
		fail_msg("%s: %u %s", target, status, reply_text(app));
}

static void ask_all(struct app *app)
{
	for (size_t i = 0; i < COUNT(asked); i++) {
		get(app, asked[i]);
		assert_polite(app, asked[i]);
	}
	call(app, "GET", "/v1/passages/p", "Accept: application/ld+json", NULL);
	assert_polite(app, "linked");
	call(app, "GET", "/v1/instruments/a/why?field=/adopted_on",
	     "Accept: text/plain", NULL);
	assert_polite(app, "memo");
	call(app, "POST", "/v1/verify", NULL,
	     "{\"quotes\":[{\"exact\":\"keep a log\"},{\"exact\":\"Fees\","
	     "\"source\":\"s\"},{\"exact\":\"told\",\"instrument\":\"a\"}]}");
}

static sqlite3_value *any_integer(sqlite3 *db, uint64_t *seed)
{
	static const int64_t odd[] = { 0,         -1,        1,
		                       INT64_MAX, INT64_MIN, INT32_MAX,
		                       65536,     1ll << 32, 7 };
	uint64_t r = unit_random(seed);

	return value_of_integer(db, r % 3 == 0 ? (int64_t)(r >> 8)
	                                       : odd[r % COUNT(odd)]);
}

static sqlite3_value *any_value(struct app *app, const struct cell *c,
                                uint64_t *seed)
{
	size_t len, at;
	char *bytes;

	if (sqlite3_value_type(c->old) == SQLITE_INTEGER)
		return any_integer(c->db, seed);
	bytes = bytes_of(app, c, &len);
	at = len > 0 ? unit_random(seed) % len : 0;
	switch (unit_random(seed) % 6) {
	case 0:
		len = at;
		break;
	case 1:
		len = 0;
		break;
	case 2:
		for (size_t i = at; i < len && i < at + 9; i++)
			bytes[i] = (char)(unit_random(seed) >> 16);
		break;
	case 3: /* what JSON is made of */
		if (len > 0)
			bytes[at] = "{}[]\",:\\/-0"[unit_random(seed) % 11];
		break;
	default:
		if (len > 0)
			bytes[at] ^= (char)(1 << unit_random(seed) % 8);
	}
	return value_of_text(c->db, cast_of(c), (struct str){ bytes, len });
}

struct spot {
	char table[64], column[64];
};

static struct spot spots[500];
static size_t nspots;

static void note_spot(struct app *app, sqlite3 *db, const char *table,
                      const char *column)
{
	(void)app;
	(void)db;
	assert_true(nspots < COUNT(spots));
	snprintf(spots[nspots].table, sizeof(spots->table), "%s", table);
	snprintf(spots[nspots].column, sizeof(spots->column), "%s", column);
	nspots++;
}

static void strike(struct app *app, sqlite3 *db, uint64_t *seed)
{
	const struct spot *at = &spots[unit_random(seed) % nspots];
	struct cell c = { .db = db, .table = at->table, .column = at->column };

	if (!find_cell(app, &c, (int64_t)(unit_random(seed) % 4)) &&
	    !find_cell(app, &c, 0))
		return;
	c.new = any_value(app, &c, seed);
	if (damage(app, &c)) {
		ask_all(app);
		verify(app);
		mend(app, &c);
	}
	forget(&c);
}

/* DAMAGE_ROUNDS in the environment: more of them, by hand. */
static void nothing_stored_is_trusted(void **state)
{
	struct app *app = *state;
	const char *wanted = getenv("DAMAGE_ROUNDS");
	long rounds = wanted != NULL ? strtol(wanted, NULL, 10) : 40;
	uint64_t seed = wanted != NULL ? (uint64_t)time(NULL) : 20261126;
	sqlite3 *db = open_file(app);

	ask_all(app);
	each_column(app, note_spot);
	for (long i = 0; i < rounds; i++) {
		if (wanted != NULL)
			print_message("seed %llu\n", (unsigned long long)seed);
		strike(app, db, &seed);
	}
	sqlite3_close(db);
	assert_whole(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		damage_test(each_column_that_is_changed_is_told),
		damage_test(each_block_of_the_index_that_is_changed_is_told),
		damage_test(nothing_stored_is_trusted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
