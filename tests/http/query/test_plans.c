/*
 * test_plans.c - no statement that a request causes walks through a table that
 * grows with the registry, or sorts what it finds there
 *
 * Requests are made against some thousands of records: all filters and orders of
 * all kinds, and what else is read. Each statement that ran meanwhile, writes
 * included, is explained as it was planned. A page may be read along an index
 * where nothing else is asked of its rows; what may besides is named below, with
 * the reason.
 */
#include <pthread.h>
#include <stdlib.h>

#include "lib/sqlite/sqlite.h"
#include "server/registry/model/kind.h"
#include "tests/support/database.h"
#include "tests/support/registry.h"

#define RECORDS  2400 /* of three types: each is common, none is few */
#define SEEN_MAX 4000
#define EACH(range)                                                            \
	"WITH RECURSIVE g (i) AS (SELECT 1 UNION ALL "                         \
	"SELECT i + 1 FROM g WHERE i < " range ") "

/* ---- what is left out, and why -------------------------------------------- */

static const struct {
	const char *part, *why;
} allowed[] = {
	{ " FROM coverage", "a row for each member of a kind" },
	{ " FROM text_coverage", "five rows" },
	{ " FROM api_keys", "a row for each key" },
	{ " FROM webhooks", "a row for each webhook" },
	{ " FROM signers", "a row for each key of the registry" },
	{ " FROM set_day", "one row" },
	{ "FROM search_docs", "read once, when it is first needed" },
	{ " FROM pending", "empty, or what is left of the last writes" },
	{ "WITH RECURSIVE v (x)", "from a value to the next, some twenty" },
	{ "WITH RECURSIVE sets (name)", "from a place to the next" },
	{ "WITH parts AS", "one instrument and its provisions" },
	{ "FROM instrument_members WHERE instrument", "one instrument" },
	{ " AS i WHERE i.record = ", "of one record" },
	{ "DELETE FROM \"uncovered\" WHERE rowid", "what the view has of one" },
	{ " WHERE o.owner IN (", "what a page refers to" },
	{ " WHERE +t.", "all conditions are common: a page is soon full" },
	{ "SELECT 1 FROM \"provisions_application\"", "no more than LIMIT" },
	{ " FROM evidence AS e WHERE e.conflict = 1", "conflicts alone" },
	{ " AS r ON r.n = e.record WHERE e.conflict = 1 ORDER BY",
	  "a page in the order of the index of conflicts" },
	{ "SELECT (SELECT n FROM records WHERE kind = ? AND id = t.id)",
	  "until a page is full of a set that is not small" },
};

static bool is_allowed(const char *sql)
{
	for (size_t i = 0; i < COUNT(allowed); i++)
		if (strstr(sql, allowed[i].part) != NULL)
			return true;
	return false;
}

/* ---- the statements ------------------------------------------------------- */

static struct {
	pthread_mutex_t mutex;
	bool is_on;
	char *sql[SEEN_MAX];
	size_t n;
	sqlite3 *db; /* of a connection that reads */
} seen = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static bool is_seen(const char *sql)
{
	for (size_t i = 0; i < seen.n; i++)
		if (strcmp(seen.sql[i], sql) == 0)
			return true;
	return false;
}

static int note(unsigned kind, void *db, void *stmt, void *text)
{
	const char *sql = sqlite3_sql(stmt);

	(void)kind;
	(void)text;
	pthread_mutex_lock(&seen.mutex);
	if (seen.is_on && sql != NULL && seen.n < SEEN_MAX && !is_seen(sql))
		seen.sql[seen.n++] = strdup(sql);
	if (sqlite3_db_readonly(db, "main") == 1)
		seen.db = db;
	pthread_mutex_unlock(&seen.mutex);
	return 0;
}

static int trace(sqlite3 *db, char **message, const void *api)
{
	(void)message;
	(void)api;
	return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, note, db);
}

static void forget(void)
{
	while (seen.n > 0)
		free(seen.sql[--seen.n]);
}

/* ---- their plans ---------------------------------------------------------- */

/* Nothing is asked of the rows but their order. */
static bool is_page(const char *sql)
{
	return strstr(sql, " LIMIT ") != NULL && strstr(sql, " WHERE ") == NULL;
}

/* A page of what was counted before, and is little: where a condition is
 * common, nothing begins with it (plan.c). */
static bool is_of_few(const char *sql)
{
	return strncmp(sql, "SELECT t.", 9) == 0 &&
	       strstr(sql, " WHERE t.") != NULL &&
	       strstr(sql, " LIMIT ") != NULL;
}

static bool is_walk(const char *detail)
{
	return strncmp(detail, "SCAN ", 5) == 0 &&
	       strstr(detail, "VIRTUAL TABLE") == NULL &&
	       strstr(detail, "CONSTANT ROW") == NULL &&
	       strncmp(detail, "SCAN (", 6) != 0;
}

static bool is_bad(const char *sql, const char *detail)
{
	bool sorts = strncmp(detail, "USE TEMP B-TREE", 15) == 0;

	bool is_item = strncmp(detail, "SCAN i ", 7) == 0;

	if (sorts || is_item)
		return !is_of_few(sql);
	return is_walk(detail) && !is_page(sql);
}

static size_t explain(const char *sql)
{
	char *text = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sql);
	sqlite3_stmt *stmt = NULL;
	size_t n = 0;

	if (sqlite3_prepare_v2(seen.db, text, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sqlite3_errmsg(seen.db), sql);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *detail = (const char *)sqlite3_column_text(stmt, 3);

		if (!is_bad(sql, detail) || is_allowed(sql))
			continue;
		print_error("%s: %s\n", detail, sql);
		n++;
	}
	sqlite3_finalize(stmt);
	sqlite3_free(text);
	return n;
}

/* FTS5 reads and writes its own tables by their keys. */
static bool has_plan(const char *sql)
{
	static const char *const words[] = { "SELECT", "INSERT", "UPDATE",
		                             "DELETE", "WITH",   "REPLACE" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (strncmp(sql, words[i], strlen(words[i])) == 0)
			return strstr(sql, "'main'.'search_") == NULL;
	return false;
}

static void assert_plans(void)
{
	size_t n = 0;

	seen.is_on = false;
	assert_true(seen.n > 0 && seen.n < SEEN_MAX);
	for (size_t i = 0; i < seen.n; i++)
		if (has_plan(seen.sql[i]))
			n += explain(seen.sql[i]);
	forget();
	assert_int_equal(n, 0);
}

/* ---- the registry --------------------------------------------------------- */

/* As many copies of one instrument, with what follows from it. */
static const char copies[] =
	"CREATE TEMP TABLE o AS SELECT * FROM instruments WHERE key = 'a';"
	"CREATE TEMP TABLE c AS SELECT o.*, g.i AS nth FROM o, (" EACH(
		"2400") "SELECT i FROM g) AS g;"
			"UPDATE c SET key = printf('k%05d', nth), "
			"id = printf('00000000-0000-4000-8000-%012d', nth), "
			"type = iif(nth % 3 = 0, 'act', iif(nth % 3 = 1, "
			"'policy', 'report')), "
			"adopted_on = printf('%d', 2000 + nth % 20);"
			"UPDATE c SET record = json_set(record, '$.id', id, "
			"'$.key', key, "
			"'$.type', type, '$.adopted_on', adopted_on);"
			"INSERT INTO records (kind, id) SELECT 'instruments', "
			"id FROM c;"
			"INSERT INTO instruments_jurisdictions SELECT c.id, "
			"j.value FROM c, "
			"instruments_jurisdictions AS j, o WHERE j.owner = "
			"o.id;"
			"INSERT INTO uncovered_records (record, owner) SELECT "
			"r.n, "
			"(SELECT u.owner FROM uncovered_records AS u JOIN "
			"records AS s "
			"ON s.n = u.record WHERE s.kind = 'instruments') "
			"FROM c JOIN records AS r ON r.kind = 'instruments' "
			"AND r.id = c.id;"
			"ALTER TABLE c DROP COLUMN nth;"
			"INSERT INTO instruments SELECT * FROM c;"
			"DELETE FROM set_day;";

static void fill(struct app *app)
{
	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"Office\",\"type\":\"academic\"}");
	make_act(app, "\"key\":\"a\",\"adopted_on\":\"2020\","
	              "\"jurisdictions\":[\"EU\"],\"parties\":[{\"role\":"
	              "\"issuer\",\"organization\":\"o\"}]");
	load(app, "s", STR("Words of a source."));
	store_close(app->store);
	do_sql(app->file, copies);
	reopen(app);
	seen.is_on = true;
}

/* ---- what is asked -------------------------------------------------------- */

static const char *value_for(const struct field *f)
{
	switch (f->type) {
	case FIELD_CHOICE:
		return f->choices[0];
	case FIELD_BOOL:
		return "true";
	case FIELD_INTEGER:
		return "1";
	case FIELD_DATE:
		return "2010";
	case FIELD_TIME:
		return "2010-01-01T00:00:00.000Z";
	case FIELD_LANGUAGE:
		return "en";
	case FIELD_POINTER:
		return "/title";
	case FIELD_URL:
		return "https://example.org/";
	case FIELD_DIGEST:
		return WORDS;
	case FIELD_TEXT:
	case FIELD_ID:
	case FIELD_KEY:
	case FIELD_REFERENCE:
	case FIELD_OBJECT:
	case FIELD_JSON:
		break;
	}
	return "a";
}

static void ask(struct app *app, const char *target)
{
	get(app, target);
	if (app->reply.status >= 500)
		fail_msg("%s: %u", target, app->reply.status);
}

static void ask_of_column(struct app *app, const struct entity *t,
                          const struct column *c)
{
	const char *value = value_for(c->field);

	ask(app, say(app, "/v1/%s?%s=%s", t->name, c->path, value));
	ask(app, say(app, "/v1/%s?%s.exists=false", t->name, c->path));
	ask(app, say(app, "/v1/%s?%s=%s&has_conflict=false&sort=-updated_at",
	             t->name, c->path, value));
	ask(app, say(app, "/v1/%s?sort=%s", t->name, c->path));
	ask(app, say(app, "/v1/%s?sort=-%s&limit=2", t->name, c->path));
	if (*reply_string(app, "next") != '\0')
		ask(app, say(app, "/v1/%s?sort=-%s&limit=2&cursor=%s", t->name,
		             c->path, reply_string(app, "next")));
}

static void no_list_walks_or_sorts_a_table(void **state)
{
	struct app *app = *state;

	fill(app);
	for (size_t i = 0; i < kinds_count; i++) {
		const struct entity *t = &kinds[i]->entity;

		for (size_t j = 0; j < t->ncolumns; j++)
			ask_of_column(app, t, &t->columns[j]);
		for (size_t j = 0; j < t->nlists; j++)
			for (size_t k = 0; k < t->lists[j].ncolumns; k++)
				ask_of_column(app, t, &t->lists[j].columns[k]);
	}
	assert_plans();
}

static const char *const reads[] = {
	"/v1",
	"/v1/instruments/a",
	"/v1/instruments/a/history",
	"/v1/instruments/a/provenance",
	"/v1/instruments/a/why?field=/title",
	"/v1/instruments/a/timeline",
	"/v1/instruments/a/lineage",
	"/v1/instruments/a?include=organizations",
	"/v1/instruments?type=act&jurisdictions=EU&adopted_on.gte=2005",
	"/v1/instruments?status=in_force",
	"/v1/instruments?in_force=true&type=act",
	"/v1/instruments?evidence.state=unsupported&evidence.field=/title",
	"/v1/instruments?unsupported=adopted_on&type=act",
	"/v1/instruments?evidence.state=unsupported&evidence.field=/title"
	"&evidence.grade=none",
	"/v1/instruments?parties.organization=o&parties.role=issuer",
	"/v1/instruments?parties.role=issuer&parties.count.gte=1",
	"/v1/instruments?titles.type=official&titles.lang=en",
	"/v1/instruments?urls.rel=official&urls.lang=en",
	"/v1/instruments?in_force=true&law_as_of=2020-01-01",
	"/v1/instruments?status=in_force&law_as_of=2020-01-01&on=2021-01-01",
	"/v1/events?counts.of=states&counts.comparator=exactly",
	"/v1/concepts?labels.type=preferred&labels.lang=en",
	"/v1/instruments?as_of=2",
	"/v1/sources/s/text",
	"/v1/passages?source=s",
	"/v1/search?q=act",
	"/v1/search?q=act&type=act&facet=type",
	"/v1/search?q=an+ac*&kind=instruments",
	"/v1/suggest?q=a",
	"/v1/suggest?q=an+act",
	"/v1/changes?limit=10",
	"/v1/changes?kind=organizations",
	"/v1/changes/head",
	"/v1/conflicts",
	"/v1/conflicts?kind=instruments&field=/type",
	"/v1/coverage",
	"/v1/coverage?instrument=a",
	"/oai?verb=ListRecords&metadataPrefix=oai_dc",
	"/oai?verb=ListSets",
	"/health",
	"/ready",
};

static void no_other_read_walks_or_sorts_a_table(void **state)
{
	struct app *app = *state;

	fill(app);
	for (size_t i = 0; i < COUNT(reads); i++)
		ask(app, reads[i]);
	assert_plans();
}

static void no_write_walks_or_sorts_a_table(void **state)
{
	struct app *app = *state;

	fill(app);
	make(app, "instruments",
	     "{\"key\":\"b\",\"title\":\"Quite Another Text\",\"type\":"
	     "\"report\",\"force\":\"none\",\"existence\":\"exists\","
	     "\"parties\":[{\"role\":\"issuer\",\"organization\":\"o\"}],"
	     "\"identifiers\":[{\"scheme\":\"celex\",\"value\":\"1\"}]}");
	edit(app, "PATCH", "/v1/instruments/b", "{\"note\":\"N\"}");
	edit(app, "PATCH", "/v1/organizations/o", "{\"name\":\"Other\"}");
	edit(app, "DELETE", "/v1/instruments/b", NULL);
	assert_plans();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(no_list_walks_or_sorts_a_table),
		registry_test(no_other_read_walks_or_sorts_a_table),
		registry_test(no_write_walks_or_sorts_a_table),
	};

	sqlite_start();
	sqlite3_auto_extension((void (*)(void))trace);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
