/*
 * check.c - the check of a file: its structure, and whether what is
 * stored twice is the same
 */
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "lib/sqlite/sqlite.h"
#include "lib/store/schema.h"
#include "lib/text/utf8.h"

/* A statement finds what is wrong, each row by a text. */
struct rule {
	const char *about, *says, *sql;
};

struct listener {
	struct sqlite_store *store;
	struct conn *conn;
	complaint_fn *fn;
	void *arg;
	const struct rule *rule; /* what is asked now */
};

static void complain(const struct listener *l, const char *fmt, ...)
	PRINTF(2, 3);

static void complain(const struct listener *l, const char *fmt, ...)
{
	char text[ERR_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	l->fn(l->arg, str_from(text));
}

/* The check goes on where a part of the file cannot be read. */
static void ask(struct listener *l, const char *about, struct str sql,
                step_fn *fn)
{
	struct err e = { 0 };

	if (conn_run(l->conn, sql, NULL, 0, fn, l, &e) != ERR_OK)
		complain(l, "%s: cannot be read: %s", about, e.detail);
}

/* ------------------------------------------------------------- structure */

static enum err_code hear_integrity(void *arg, sqlite3_stmt *stmt,
                                    struct err *e)
{
	(void)e;
	if (!str_is(stmt_text(stmt, 0), "ok"))
		complain(arg, "file: %.*s", STR_ARG(stmt_text(stmt, 0)));
	return ERR_OK;
}

static enum err_code hear_reference(void *arg, sqlite3_stmt *stmt,
                                    struct err *e)
{
	(void)e;
	complain(arg,
	         "reference: row %lld of %.*s refers to %.*s, which has no "
	         "such row",
	         sqlite3_column_int64(stmt, 1), STR_ARG(stmt_text(stmt, 0)),
	         STR_ARG(stmt_text(stmt, 2)));
	return ERR_OK;
}

static void check_structure(struct listener *l)
{
	ask(l, "file", STR("PRAGMA integrity_check"), hear_integrity);
	ask(l, "references", STR("PRAGMA foreign_key_check"), hear_reference);
}

/* Tables, indexes and triggers are those that the migrations make. */
#define SCHEMA                                                                 \
	"SELECT type || ' ' || name || ' ' || CASE type WHEN 'table' THEN "    \
	"(SELECT group_concat(name || type || \"notnull\") "                   \
	"FROM pragma_table_info(s.name)) ELSE ifnull(sql, '') END "            \
	"FROM sqlite_schema AS s ORDER BY name"

static enum err_code add_schema(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct buf *all = arg;

	(void)e;
	buf_str(all, stmt_text(stmt, 0));
	buf_puts(all, "\n");
	return ERR_OK;
}

/* Its digest. */
static enum err_code read_schema(struct conn *c, struct digest_raw *out,
                                 struct err *e)
{
	struct arena *a = arena_new();
	struct buf all;
	enum err_code rc;

	buf_init(&all, a);
	rc = conn_run(c, STR(SCHEMA), NULL, 0, add_schema, &all, e);
	digest_bytes(all.data, all.len, out);
	arena_free(a);
	return rc;
}

static enum err_code make_schema(struct digest_raw *out, struct err *e)
{
	struct conn *fresh = NULL;
	enum err_code rc = conn_open(&fresh, ":memory:", CONN_WRITE, e);

	if (rc == ERR_OK)
		fresh->scans++;
	for (size_t i = 0; i < schema_sqlite_count && rc == ERR_OK; i++)
		rc = conn_exec(fresh, schema_sqlite[i].sql, e);
	if (rc == ERR_OK)
		rc = read_schema(fresh, out, e);
	conn_close(fresh);
	return rc;
}

/* What the migrations make is dear to find out, and the same each time. */
static enum err_code schema_of_program(struct digest_raw *out, struct err *e)
{
	static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	static struct digest_raw known;
	static bool is_known;
	enum err_code rc = ERR_OK;

	pthread_mutex_lock(&mutex);
	if (!is_known)
		rc = make_schema(&known, e);
	is_known = is_known || rc == ERR_OK;
	*out = known;
	pthread_mutex_unlock(&mutex);
	return rc;
}

static void check_schema(struct listener *l)
{
	struct digest_raw is, should;
	struct err e = { 0 };
	enum err_code rc = schema_of_program(&should, &e);

	if (rc == ERR_OK)
		rc = read_schema(l->conn, &is, &e);
	if (rc != ERR_OK)
		complain(l, "schema: cannot be read: %s", e.detail);
	else if (memcmp(&is, &should, sizeof(is)) != 0)
		complain(l, "schema: tables, indexes or triggers are not those "
		            "of this program");
}

/* --------------------------------------------------- what is stored twice */

/* Rows of one that the other does not have, either way round. */
#define DIFFERENCE(name)                                                       \
	"SELECT " name                                                         \
	" FROM (SELECT * FROM real EXCEPT SELECT * FROM stored) "              \
	"UNION SELECT " name                                                   \
	" FROM (SELECT * FROM stored EXCEPT SELECT * FROM real)"

/* What is no time. */
#define NO_TIME                                                                \
	" NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T"               \
	"[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'"

static const struct rule rules[] = {
	{ "records", "is there after its deletion, or missing",
	  "SELECT c.kind || ' ' || c.id FROM changes AS c WHERE seq = (SELECT "
	  "max(seq) FROM changes AS d WHERE d.kind = c.kind AND d.id = c.id) "
	  "AND (op = 'put') <> EXISTS (SELECT 1 FROM records AS r "
	  "WHERE r.kind = c.kind AND r.id = c.id)" },
	{ "changes", "deletes another revision than the last",
	  "SELECT seq FROM changes AS c WHERE op = 'delete' AND rev IS NOT "
	  "(SELECT rev FROM changes AS d WHERE d.kind = c.kind AND d.id = c.id "
	  "AND d.seq < c.seq ORDER BY d.seq DESC LIMIT 1)" },
	{ "places", "is not the docid of a deleted record",
	  "SELECT g.kind || ' ' || g.id FROM records_gone AS g "
	  "LEFT JOIN records AS r ON r.n = g.n OR (r.kind = g.kind "
	  "AND r.id = g.id) LEFT JOIN search_docs AS d ON d.n = g.n "
	  "WHERE d.kind IS NOT g.kind OR r.kind <> g.kind OR r.id <> g.id "
	  "OR r.n <> g.n OR g.n < 1" },
	{ "harvest",
	  "is not the newest change of a record of the set, or is missing",
	  "WITH real AS (SELECT name, seq FROM harvest_due), "
	  "stored AS (SELECT name, seq FROM harvest) " DIFFERENCE(
		  "name || ' ' || seq") },
	{ "search", "is not indexed",
	  "SELECT r.kind || ' ' || r.id FROM records AS r "
	  "LEFT JOIN search_docs AS d ON d.n = r.n "
	  "AND d.kind = r.kind AND d.length IS NOT NULL WHERE d.n IS NULL" },
	{ "search", "is indexed but absent",
	  "SELECT kind || ' ' || n FROM search_docs "
	  "WHERE length IS NOT NULL AND n NOT IN (SELECT n FROM records)" },
	{ "search", "has a version that was never given",
	  "SELECT n FROM search_docs WHERE version NOT BETWEEN 1 AND 1 << 48" },
	{ "evidence", "is of a record of another kind",
	  "SELECT e.kind || ' ' || e.field FROM evidence AS e "
	  "LEFT JOIN records AS r ON r.n = e.record WHERE r.kind IS NOT e.kind "
	  "UNION SELECT g.kind || ' ' || g.field FROM grounds AS g "
	  "LEFT JOIN records AS r ON r.n = g.record "
	  "WHERE r.kind IS NOT g.kind "
	  "UNION SELECT u.kind || ' ' || u.fields FROM uncovered AS u "
	  "LEFT JOIN records AS r ON r.n = u.record "
	  "WHERE r.kind IS NOT u.kind" },
	{ "evidence", "does not have the members of its list",
	  "WITH real AS (SELECT s.n, s.kind, m.value "
	  "FROM uncovered_sets AS s, json_each(s.fields) AS m), "
	  "stored AS (SELECT owner AS n, kind, field FROM "
	  "uncovered_fields) " DIFFERENCE("'set ' || n") },
	{ "counts", "is counted wrong",
	  "WITH real AS (SELECT owner AS n, count(*) AS uses "
	  "FROM uncovered_records GROUP BY owner), "
	  "stored AS (SELECT n, uses FROM uncovered_sets) " DIFFERENCE(
		  "'set ' || n") },
	{ "counts", "is counted wrong",
	  "WITH real AS (SELECT kind, field, state, grade, count(*) AS n "
	  "FROM evidence WHERE present = 1 GROUP BY 1, 2, 3, 4), "
	  "stored AS (SELECT kind, field, state, grade, n FROM coverage "
	  "WHERE n <> 0) " DIFFERENCE("kind || field") },
	{ "counts", "is counted wrong",
	  "WITH counted AS (SELECT grade AS what, count(*) AS n "
	  "FROM instrument_members WHERE instrument IN "
	  "(SELECT instrument FROM official_texts) GROUP BY grade "
	  "UNION ALL SELECT 'instruments', count(DISTINCT instrument) "
	  "FROM official_texts), "
	  "real AS (SELECT g.value AS what, ifnull(c.n, 0) AS n FROM "
	  "json_each('[\"instruments\",\"official\",\"independent\","
	  "\"editorial\",\"none\"]') AS g "
	  "LEFT JOIN counted AS c ON c.what = g.value), "
	  "stored AS (SELECT what, n FROM text_coverage) " DIFFERENCE(
		  "what || ' of texts'") },
	{ "counts", "is counted wrong",
	  "WITH real AS (SELECT source, sum(p), sum(a), sum(m) FROM ("
	  "SELECT source, 1 AS p, 0 AS a, 0 AS m FROM passages "
	  "UNION ALL SELECT source, 0, claims, supports FROM grounds"
	  ") GROUP BY source), stored AS (SELECT * FROM yields "
	  "WHERE passages <> 0 OR assertions <> 0 OR members <> "
	  "0) " DIFFERENCE("'source ' || source") },
	{ "names", "is counted in a wrong number of names",
	  "WITH real AS (SELECT word, count(*) AS n FROM name_words "
	  "GROUP BY word), stored AS (SELECT word, uses FROM "
	  "words) " DIFFERENCE("word") },
	{ "names", "lacks some of its words",
	  "SELECT n.folded FROM names AS n WHERE EXISTS (SELECT 1 FROM "
	  "json_each('[\"' || replace(replace(replace(n.folded, '\\', '\\\\'),"
	  " '\"', '\\\"'), ' ', '\",\"') || '\"]') AS w "
	  "WHERE NOT EXISTS (SELECT 1 FROM name_words WHERE word = w.value "
	  "AND weight = n.weight AND name = n.n))" },
	{ "names", "is no word of the name it is listed for",
	  "SELECT w.word FROM name_words AS w LEFT JOIN names AS n "
	  "ON n.n = w.name WHERE n.weight IS NOT w.weight "
	  "OR instr(' ' || n.folded || ' ', ' ' || w.word || ' ') = 0" },
	{ "anchors", "has impossible offsets, or no passage or source",
	  "SELECT a.passage FROM anchors AS a WHERE start < 0 "
	  "OR \"end\" < start OR similarity NOT BETWEEN 0 AND 1000 "
	  "OR NOT EXISTS (SELECT 1 FROM changes AS c "
	  "WHERE c.kind = 'passages' AND c.id = a.passage) "
	  "OR NOT EXISTS (SELECT 1 FROM changes AS c "
	  "WHERE c.kind = 'sources' AND c.id = a.source)" },
	{ "keys", "has an invalid name, time, digest or role",
	  "SELECT name FROM api_keys WHERE created_at" NO_TIME
	  " OR (revoked_at" NO_TIME
	  ") OR length(digest) <> 64 OR digest GLOB '*[^0-9a-f]*' OR name = '' "
	  "OR role NOT IN ('reader', 'editor', 'admin')" },
	{ "answers", "has an invalid time, digest or revision",
	  "SELECT name FROM answers WHERE at" NO_TIME
	  " OR length(digest) <> 64 OR digest GLOB '*[^0-9a-f]*' OR rev < 0" },
	{ "fetches", "has an invalid time, edition or URL, or no source",
	  "SELECT source FROM fetches WHERE at" NO_TIME
	  " OR length(edition) <> 64 OR edition GLOB '*[^0-9a-f]*' OR url NOT "
	  "LIKE 'http%' OR NOT EXISTS (SELECT 1 FROM sources AS s WHERE s.id = "
	  "fetches.source)" },
	{ "changes", "does not say where it was taken from",
	  "SELECT seq FROM changes WHERE taken_from NOT GLOB '{*}'" },
	{ "changes", "has an invalid time of arrival",
	  "SELECT seq FROM changes WHERE arrived_at < at OR "
	  "arrived_at" NO_TIME },
	{ "origins", "has an invalid address, key or place in its chain",
	  "SELECT url FROM origins WHERE url NOT LIKE 'http%' OR (seq = 0) <> "
	  "(at IS NULL) OR (seq = 0) <> (hash IS NULL) OR length(hash) <> 64 "
	  "OR length(key) <> 64 OR length(tree) % 64 <> 0 OR at" NO_TIME },
	{ "set aside", "has an invalid id, change, reason or place",
	  "SELECT kind || ' ' || key FROM set_aside AS s "
	  "WHERE NOT json_valid(change) OR reason = '' OR length(id) <> 36 OR "
	  "seq > (SELECT seq FROM origins WHERE url = s.origin)" },
	{ "settings", "is no setting of this program",
	  "SELECT name FROM settings WHERE name NOT IN "
	  "('words_version', 'stale_facets', 'origin', "
	  "'origin_key')" },
};

static enum err_code hear_rule(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	const struct rule *rule = ((struct listener *)arg)->rule;

	(void)e;
	complain(arg, "%s: %.*s %s", rule->about, STR_ARG(stmt_text(stmt, 0)),
	         rule->says);
	return ERR_OK;
}

static void check_rules(struct listener *l)
{
	for (size_t i = 0; i < COUNT(rules); i++) {
		l->rule = &rules[i];
		ask(l, rules[i].about, str_from(rules[i].sql), hear_rule);
	}
}

/* ------------------------------------------------------------------ kinds */

static enum err_code hear_record(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	(void)e;
	complain(arg, "records: %.*s %.*s %.*s", STR_ARG(stmt_text(stmt, 0)),
	         STR_ARG(stmt_text(stmt, 1)), STR_ARG(stmt_text(stmt, 2)));
	return ERR_OK;
}

/* Each record is listed, and each listed one is there. */
static void check_kind(struct listener *l, const struct entity *t)
{
	struct value kind = value_text(str_from(t->name));
	struct err e = { 0 };
	struct sql q;

	sql_init(&q, arena_new());
	sql_puts(&q, "SELECT ");
	sql_param(&q, kind);
	sql_puts(&q, ", id, 'is not listed' FROM \"");
	sql_puts(&q, t->name);
	sql_puts(&q, "\" WHERE id NOT IN (SELECT id FROM records "
	             "WHERE kind = ");
	sql_param(&q, kind);
	sql_puts(&q, ") UNION ALL SELECT kind, id, 'is listed but absent' "
	             "FROM records WHERE kind = ");
	sql_param(&q, kind);
	sql_puts(&q, " AND id NOT IN (SELECT id FROM \"");
	sql_puts(&q, t->name);
	sql_puts(&q, "\")");
	if (conn_run(l->conn, buf_text(&q.text), q.params, q.nparams,
	             hear_record, l, &e) != ERR_OK)
		complain(l, "%s: cannot be read: %s", t->name, e.detail);
	arena_free(q.arena);
}

/* ------------------------------------------------------------------ texts */

/* One text, while its pieces come in order. */
struct reader {
	struct digest *digest;
	struct utf8_counts at;
	bool is_torn;
};

static enum err_code read_piece(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct reader *r = arg;
	struct str body = stmt_text(stmt, 3);
	struct utf8_counts size = utf8_count(body);

	(void)e;
	r->is_torn = r->is_torn ||
	             sqlite3_column_int64(stmt, 0) != r->at.bytes ||
	             sqlite3_column_int64(stmt, 1) != r->at.code_points ||
	             sqlite3_column_int64(stmt, 2) != r->at.utf16;
	digest_add(r->digest, body);
	r->at.bytes += size.bytes;
	r->at.code_points += size.code_points;
	r->at.utf16 += size.utf16;
	return ERR_OK;
}

static enum err_code check_text(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct listener *l = arg;
	struct arena *a = arena_new();
	struct reader r = { .digest = digest_open(a) };
	struct value sha256 = value_text(arena_str(a, stmt_text(stmt, 0)));
	enum err_code rc;

	rc = conn_run(l->conn,
	              STR("SELECT byte, code_point, utf16, body FROM pieces "
	                  "WHERE sha256 = ? ORDER BY byte"),
	              &sha256, 1, read_piece, &r, e);
	if (rc != ERR_OK)
		complain(l, "text %.*s: cannot be read: %s",
		         STR_ARG(sha256.text), e->detail);
	else if (!str_eq(digest_close(a, r.digest), sha256.text))
		complain(l, "text %.*s: has not this SHA-256",
		         STR_ARG(sha256.text));
	else if (r.is_torn || sqlite3_column_int64(stmt, 1) != r.at.bytes ||
	         sqlite3_column_int64(stmt, 2) != r.at.code_points ||
	         sqlite3_column_int64(stmt, 3) != r.at.utf16)
		complain(l, "text %.*s: its lengths are counted wrong",
		         STR_ARG(sha256.text));
	arena_free(a);
	return ERR_OK;
}

/* ---------------------------------------------------------------- anchors */

static bool read_number(struct str s, int64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || i == 10)
			return false;
		*out = *out * 10 + (s.p[i] - '0');
	}
	return s.len > 0;
}

/* [start,end] within a text of so many code points; unknown: 0. */
static bool is_place(struct str place, int64_t most)
{
	struct str item;
	int64_t ends[2];
	size_t at = 0, n = 0;

	while (json_items(place, &at, &item))
		if (n == 2 || !read_number(item, &ends[n++]))
			return false;
	return n == 2 && ends[0] <= ends[1] && (most == 0 || ends[1] <= most);
}

static enum err_code check_places(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct str places = stmt_text(stmt, 1), state = stmt_text(stmt, 2),
		   place;
	int64_t most = sqlite3_column_int64(stmt, 3);
	bool is_right = places.len >= 2 && places.p[0] == '[' &&
	                places.p[places.len - 1] == ']';
	size_t at = 0, n = 0;

	(void)e;
	for (; is_right && json_items(places, &at, &place); n++)
		is_right = is_place(place, most);
	if (!is_right || (n == 0 && !str_is(state, "lost")) ||
	    at + 1 != (n == 0 ? 1 : places.len))
		complain(arg, "anchor of %.*s: has impossible places",
		         STR_ARG(stmt_text(stmt, 0)));
	return ERR_OK;
}

static void check_stored_twice(struct listener *l)
{
	check_rules(l);
	for (size_t i = 0; i < l->store->nentities; i++)
		check_kind(l, l->store->entities[i]);
	ask(l, "texts",
	    STR("SELECT sha256, bytes, code_points, utf16 FROM texts"),
	    check_text);
	ask(l, "anchors",
	    STR("SELECT passage, places, state, ifnull((SELECT code_points "
	        "FROM texts WHERE sha256 = target), 0) FROM anchors"),
	    check_places);
}

static void check_sets(struct listener *l)
{
	struct err e = { 0 };

	if (sets_check(l->store, l->conn, l->fn, l->arg, &e) != ERR_OK)
		complain(l, "sets: cannot be read: %s", e.detail);
}

/* ------------------------------------------------------------------ words */

/* FTS5 checks its own structure by a command that counts as a write. */
static enum err_code check_locked(struct sqlite_store *s, struct listener *l,
                                  struct err *e)
{
	static const char command[] =
		"BEGIN IMMEDIATE;"
		"INSERT INTO search (search) VALUES ('integrity-check');"
		"ROLLBACK";
	struct conn *c = NULL;
	enum err_code rc = conn_open(&c, s->path, CONN_WRITE, e);

	if (rc == ERR_OK &&
	    sqlite3_exec(c->db, command, NULL, NULL, NULL) != SQLITE_OK)
		complain(l, "words: %s", sqlite3_errmsg(c->db));
	conn_close(c);
	return rc;
}

/* With a lock of its own, since the writer's thread goes on. */
static enum err_code check_words(struct sqlite_store *s, struct listener *l,
                                 struct err *e)
{
	struct lock lock;
	enum err_code rc = lock_open(&lock, s->path, e);

	if (rc == ERR_OK)
		rc = lock_take(&lock, LOCK_WAIT_MS, e);
	if (rc == ERR_OK)
		rc = check_locked(s, l, e);
	lock_close(&lock);
	return rc;
}

enum err_code sqlite_check(struct store *base, bool words, complaint_fn *fn,
                           void *arg, struct err *e)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	struct listener l = { .store = s, .fn = fn, .arg = arg };
	enum err_code rc = conn_open(&l.conn, s->path, CONN_READ, e);

	if (rc != ERR_OK)
		return rc;
	l.conn->scans++;
	rc = conn_run(l.conn, STR("BEGIN"), NULL, 0, NULL, NULL, e);
	if (rc == ERR_OK) {
		check_structure(&l);
		check_schema(&l);
		check_stored_twice(&l);
		check_sets(&l);
	}
	conn_close(l.conn);
	return rc == ERR_OK && words ? check_words(s, &l, e) : rc;
}
