/*
 * evidence.c - conflicts, and the counts that triggers maintain
 */
#include "lib/sqlite/sqlite.h"

/* ------------------------------------------------------------- conflicts */

static void put_any(struct sql *q, const char *column, const struct any *any)
{
	if (any->n == 0)
		return;
	sql_puts(q, " AND ");
	sql_puts(q, column);
	for (size_t i = 0; i < any->n; i++) {
		sql_puts(q, i == 0 ? " IN (" : ", ");
		sql_param(q, value_text(any->of[i]));
	}
	sql_puts(q, ")");
}

static void put_sources(struct sql *q, const struct any *sources)
{
	if (sources->n == 0)
		return;
	sql_puts(q, " AND EXISTS (SELECT 1 FROM grounds AS g "
	            "WHERE g.record = e.record AND g.field = e.field");
	put_any(q, "g.source", sources);
	sql_puts(q, ")");
}

static void put_parts(struct sql *q, const struct any *instruments)
{
	if (instruments->n == 0)
		return;
	sql_puts(q, " AND e.record IN (SELECT p.record FROM instrument_parts "
	            "AS p WHERE 1");
	put_any(q, "p.instrument", instruments);
	sql_puts(q, ")");
}

static void put_where(struct sql *q, const struct conflicts *c)
{
	sql_puts(q, " WHERE e.conflict = 1");
	put_any(q, "e.kind", &c->kinds);
	put_any(q, "e.field", &c->fields);
	put_any(q, "e.state", &c->states);
	put_any(q, "e.grade", &c->grades);
	put_any(q, "e.flags", &c->flags);
	put_sources(q, &c->sources);
	put_parts(q, &c->instruments);
}

static void put_place(struct sql *q, const struct conflict *after)
{
	sql_puts(q, " AND (e.kind, e.key, e.field) > (");
	sql_param(q, value_text(after->kind));
	sql_puts(q, ", ");
	sql_param(q, value_text(after->key));
	sql_puts(q, ", ");
	sql_param(q, value_text(after->field));
	sql_puts(q, ")");
}

/* Among the conflicts, which are few, a scan is what is wanted. */
static enum err_code run(struct conn *c, struct sql *q, step_fn *fn, void *arg,
                         struct err *e)
{
	enum err_code rc;

	c->scans++;
	rc = conn_run(c, buf_text(&q->text), q->params, q->nparams, fn, arg, e);
	c->scans--;
	arena_free(q->arena);
	return rc;
}

struct conflict_walk {
	conflict_fn *fn;
	void *arg;
};

static enum err_code pass_conflict(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct conflict_walk *w = arg;
	struct conflict c = { stmt_text(stmt, 0), stmt_text(stmt, 1),
		              stmt_text(stmt, 2), stmt_text(stmt, 3) };

	return w->fn(w->arg, &c, e);
}

enum err_code sqlite_conflicts(struct tx *tx, const struct conflicts *c,
                               conflict_fn *fn, void *arg, struct err *e)
{
	struct conflict_walk w = { fn, arg };
	struct sql q;

	sql_init(&q, arena_scratch());
	sql_puts(&q, "SELECT e.kind, r.id, e.key, e.field FROM evidence AS e "
	             "JOIN records AS r ON r.n = e.record");
	put_where(&q, c);
	if (c->has_after)
		put_place(&q, &c->after);
	sql_puts(&q, " ORDER BY e.kind, e.key, e.field LIMIT ");
	sql_param(&q, value_integer((int64_t)c->limit));
	return run(conn_of(tx), &q, pass_conflict, &w, e);
}

static enum err_code keep_count(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	(void)e;
	*(int64_t *)arg = sqlite3_column_int64(stmt, 0);
	return ERR_OK;
}

enum err_code sqlite_conflicts_count(struct tx *tx, const struct conflicts *c,
                                     int64_t *out, struct err *e)
{
	struct sql q;

	sql_init(&q, arena_scratch());
	sql_puts(&q, "SELECT count(*) FROM evidence AS e");
	put_where(&q, c);
	return run(conn_of(tx), &q, keep_count, out, e);
}

/* ---------------------------------------------------------------- counts */

/* What is taken from a source has one passage more. */
enum err_code evidence_count(struct conn *c, const struct entity *t,
                             const struct row *row, struct err *e)
{
	const struct list *list;
	const struct column *source;

	if (strcmp(t->name, "passages") != 0)
		return ERR_OK;
	source = entity_column(t, STR("source"), &list);
	return conn_run(c,
	                STR("INSERT INTO yields (source, passages, assertions, "
	                    "members) VALUES (?, 1, 0, 0) ON CONFLICT DO "
	                    "UPDATE SET passages = passages + 1"),
	                &row->values[source - t->columns], 1, NULL, NULL, e);
}

struct coverage_walk {
	covered_fn *fn;
	void *arg;
};

static enum err_code pass_covered(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct coverage_walk *w = arg;
	struct covered c = { stmt_text(stmt, 0), stmt_text(stmt, 1),
		             stmt_text(stmt, 2), stmt_text(stmt, 3),
		             sqlite3_column_int64(stmt, 4) };

	return w->fn(w->arg, &c, e);
}

/* Of all records. */
static const char all_covered[] =
	"SELECT kind, field, state, grade, sum(n) FROM ("
	"SELECT kind, field, state, grade, n FROM coverage "
	"UNION ALL SELECT f.kind, f.field, 'unsupported', 'none', s.uses "
	"FROM uncovered_fields AS f JOIN uncovered_sets AS s ON s.n = f.owner"
	") GROUP BY kind, field, state, grade HAVING sum(n) > 0 "
	"ORDER BY kind, field, state, grade";

/* Of an instrument and its provisions. */
static const char parts_covered[] =
	"WITH parts AS (SELECT record FROM instrument_parts "
	"WHERE instrument = ?) "
	"SELECT kind, field, state, grade, count(*) FROM ("
	"SELECT e.kind, e.field, e.state, e.grade FROM parts AS p "
	"JOIN evidence AS e ON e.record = p.record WHERE e.present = 1 "
	"UNION ALL SELECT i.kind, i.field, i.state, i.grade FROM parts AS p "
	"JOIN evidence_implied AS i ON i.record = p.record"
	") GROUP BY kind, field, state, grade "
	"ORDER BY kind, field, state, grade";

/* `one` has a parameter for the instrument; without one all are counted. */
static enum err_code count_covered(struct tx *tx, const char *one,
                                   const char *all, struct str instrument,
                                   step_fn *step, void *arg, struct err *e)
{
	struct value id = value_text(instrument);
	struct conn *c = conn_of(tx);
	bool is_one = instrument.len > 0;
	enum err_code rc;

	c->scans++;
	rc = conn_run(c, str_from(is_one ? one : all), &id, is_one, step, arg,
	              e);
	c->scans--;
	return rc;
}

enum err_code sqlite_coverage(struct tx *tx, struct str instrument,
                              covered_fn *fn, void *arg, struct err *e)
{
	struct coverage_walk w = { fn, arg };

	return count_covered(tx, parts_covered, all_covered, instrument,
	                     pass_covered, &w, e);
}

struct texts_walk {
	struct coverage_walk members;
	int64_t *instruments;
};

static enum err_code pass_text_count(void *arg, sqlite3_stmt *stmt,
                                     struct err *e)
{
	struct texts_walk *w = arg;
	struct covered c = { .kind = STR("instruments"),
		             .grade = stmt_text(stmt, 0),
		             .n = sqlite3_column_int64(stmt, 1) };

	if (!str_is(c.grade, "instruments"))
		return w->members.fn(w->members.arg, &c, e);
	*w->instruments = c.n;
	return ERR_OK;
}

static const char all_texts[] = "SELECT what, n FROM text_coverage";

static const char one_text[] =
	"SELECT grade, count(*) FROM instrument_members WHERE instrument = ?1 "
	"GROUP BY grade UNION ALL SELECT 'instruments', EXISTS ("
	"SELECT 1 FROM official_texts WHERE instrument = ?1)";

enum err_code sqlite_text_coverage(struct tx *tx, struct str instrument,
                                   int64_t *instruments, covered_fn *fn,
                                   void *arg, struct err *e)
{
	struct texts_walk w = { { fn, arg }, instruments };

	*instruments = 0;
	return count_covered(tx, one_text, all_texts, instrument,
	                     pass_text_count, &w, e);
}

static enum err_code keep_yield(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	(void)e;
	*(struct yield *)arg = (struct yield){ sqlite3_column_int64(stmt, 0),
		                               sqlite3_column_int64(stmt, 1),
		                               sqlite3_column_int64(stmt, 2) };
	return ERR_OK;
}

enum err_code sqlite_yield(struct tx *tx, struct str source, struct yield *out,
                           struct err *e)
{
	struct value id = value_text(source);

	*out = (struct yield){ 0 };
	return conn_run(conn_of(tx),
	                STR("SELECT passages, assertions, members FROM yields "
	                    "WHERE source = ?"),
	                &id, 1, keep_yield, out, e);
}
