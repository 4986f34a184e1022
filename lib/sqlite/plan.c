/*
 * plan.c - how records are found that fit: by sets, where these tell, else by
 * the conditions
 */
#include "lib/data/bitset.h"
#include "lib/sql/sets.h"
#include "lib/sqlite/sqlite.h"

/* ---- which conditions are common ------------------------------------------ */

/* A condition that this many rows fit is common: more would have to be sorted
 * to begin with it than are passed by on a walk to fill a page. */
#define COMMON 500

static enum err_code see_common(struct conn *c, const struct entity *t,
                                const struct query *query, struct sql_plan *out,
                                struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < query->nconditions && rc == ERR_OK; i++) {
		struct sql q;
		int64_t n = 0;

		sql_init(&q, arena_scratch());
		if (!sql_probe(&q, t, query, i, COMMON)) {
			arena_free(q.arena);
			continue;
		}
		rc = conn_finish_integer(c, &q, &n, e);
		out->is_common[i] = n == COMMON;
		out->is_none = out->is_none || n == 0;
	}
	return rc;
}

/* ---- records that fit, by sets -------------------------------------------- */

/* Those that are few are looked for one by one and put in order. A walk passes
 * by all there are to find as many as fill a page: where one in so many fits, so
 * many are passed by for each. */
#define WALKED_FOR_ONE 20 /* as fast as one is found and put in order */

static bool is_few(int64_t n, int64_t all, size_t limit)
{
	return n <= (int64_t)limit ||
	       n <= (int64_t)limit * all / (WALKED_FOR_ONE * n);
}

static void list_place(struct buf *out, uint32_t n)
{
	buf_printf(out, "%c%u", out->len == 0 ? '[' : ',', n);
}

static enum err_code list_block(void *arg, uint32_t block,
                                const struct bitset *b, struct err *e)
{
	(void)e;
	for (size_t n = bitset_next(b, 0); n < BITSET_SIZE;
	     n = bitset_next(b, n + 1))
		list_place(arg, block * BITSET_SIZE + (uint32_t)n);
	return ERR_OK;
}

/* A walk in the order of the page, which looks for each record in the set. */
struct set_walk {
	struct set_answer *sets;
	struct buf *out;
	size_t left;
};

static enum err_code take_place(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct set_walk *w = arg;
	uint32_t n = (uint32_t)sqlite3_column_int64(stmt, 0);
	bool fits;
	enum err_code rc = sets_has(w->sets, n, &fits, e);

	if (rc != ERR_OK || !fits)
		return rc;
	list_place(w->out, n);
	return --w->left > 0 ? ERR_OK : ERR_ENOUGH;
}

static enum err_code walk_set(struct tx *tx, const struct entity *t,
                              const struct query *query, struct set_answer *s,
                              int64_t fitting, struct buf *out, struct err *e)
{
	struct set_walk w = { s, out, query->limit };
	struct conn *c = conn_of(tx);
	enum page_part parts[2];
	size_t n = sql_page_parts(query, parts);
	enum err_code rc = sets_expect(
		s, (int64_t)query->limit * sets_all(s) / fitting, e);

	c->scans++;
	for (size_t i = 0; i < n && w.left > 0 && rc == ERR_OK; i++) {
		struct sql q;

		sql_init(&q, arena_scratch());
		sql_walk(&q, t, query, parts[i]);
		rc = conn_finish(c, &q, take_place, &w, e);
	}
	c->scans--;
	return rc;
}

/* One walk along an index finds the page. */
static bool is_in_one_order(const struct query *query)
{
	return query->nconditions == 0 ||
	       (query->nconditions == 1 && query->conditions[0].list == NULL &&
	        sql_is_in_order(query, &query->conditions[0]));
}

/* Which records fit, or those of the page. */
static enum err_code choose(struct tx *tx, const struct entity *t,
                            const struct query *query, struct arena *a,
                            struct sql_plan *out, struct err *e)
{
	struct set_answer *sets = NULL;
	struct buf list;
	int64_t n = 0;
	enum err_code rc = is_in_one_order(query)
	                           ? ERR_OK
	                           : sets_answer(tx, t, query, a, &sets, e);

	if (rc == ERR_OK && sets != NULL)
		rc = sets_count(sets, &n, e);
	if (rc != ERR_OK || sets == NULL)
		return rc;
	buf_init(&list, a);
	rc = is_few(n, sets_all(sets), query->limit)
	             ? sets_walk(sets, list_block, &list, e)
	             : walk_set(tx, t, query, sets, n, &list, e);
	buf_puts(&list, list.len == 0 ? "[]" : "]");
	out->chosen = buf_text(&list);
	return rc;
}

enum err_code sqlite_plan(struct tx *tx, const struct entity *t,
                          const struct query *query, struct arena *a,
                          struct sql_plan *out, struct err *e)
{
	enum err_code rc;

	*out = (struct sql_plan){ .chosen = { 0 } };
	rc = choose(tx, t, query, a, out, e);
	return rc == ERR_OK && out->chosen.p == NULL
	               ? see_common(conn_of(tx), t, query, out, e)
	               : rc;
}

/* ---- where sets do not tell ----------------------------------------------- */

typedef void compose_fn(struct sql *q, const struct entity *t,
                        const struct query *query, const struct sql_plan *plan);

/* As planned; no rows when the plan says that there are none. */
static enum err_code run_planned(struct tx *tx, const struct entity *t,
                                 const struct query *query, compose_fn *compose,
                                 step_fn *fn, void *arg, struct err *e)
{
	struct conn *c = conn_of(tx);
	struct sql_plan plan = { .chosen = { 0 } };
	struct sql q;
	enum err_code rc = see_common(c, t, query, &plan, e);

	if (rc != ERR_OK || plan.is_none)
		return rc;
	sql_init(&q, arena_scratch());
	compose(&q, t, query, &plan);
	c->scans++;
	rc = conn_finish(c, &q, fn, arg, e);
	c->scans--;
	return rc;
}

/* ---- how many ------------------------------------------------------------- */

static enum err_code take_count(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	(void)e;
	*(int64_t *)arg = sqlite3_column_int64(stmt, 0);
	return ERR_OK;
}

enum err_code sqlite_count(struct tx *tx, const struct entity *t,
                           const struct query *query, int64_t *out,
                           struct err *e)
{
	struct arena *a = arena_scratch();
	struct set_answer *sets;
	enum err_code rc = sets_answer(tx, t, query, a, &sets, e);

	*out = 0;
	if (rc == ERR_OK && sets != NULL)
		rc = sets_count(sets, out, e);
	else if (rc == ERR_OK)
		rc = run_planned(tx, t, query, sql_count, take_count, out, e);
	arena_free(a);
	return rc;
}

/* ---- which ones ----------------------------------------------------------- */

struct docids_walk {
	docid_fn *fn;
	void *arg;
};

static enum err_code pass_docid(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct docids_walk *w = arg;

	return w->fn(w->arg, (uint32_t)sqlite3_column_int64(stmt, 0), e);
}

static enum err_code pass_block(void *arg, uint32_t block,
                                const struct bitset *b, struct err *e)
{
	struct docids_walk *w = arg;
	enum err_code rc = ERR_OK;

	for (size_t n = bitset_next(b, 0); n < BITSET_SIZE && rc == ERR_OK;
	     n = bitset_next(b, n + 1))
		rc = w->fn(w->arg, block * BITSET_SIZE + (uint32_t)n, e);
	return rc;
}

enum err_code sqlite_docids(struct tx *tx, const struct entity *t,
                            const struct query *query, docid_fn *fn, void *arg,
                            struct err *e)
{
	struct docids_walk w = { fn, arg };
	struct arena *a = arena_scratch();
	struct set_answer *sets;
	enum err_code rc = sets_answer(tx, t, query, a, &sets, e);

	if (rc == ERR_OK && sets != NULL)
		rc = sets_walk(sets, pass_block, &w, e);
	else if (rc == ERR_OK)
		rc = run_planned(tx, t, query, sql_docids, pass_docid, &w, e);
	arena_free(a);
	return rc;
}
