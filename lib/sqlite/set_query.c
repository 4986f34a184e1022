/*
 * set_query.c - queries are answered by sets: which records, and how many
 */
#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/sql/sets.h"
#include "lib/sql/sql_conditions.h"
#include "lib/sqlite/set_store.h"

#define WORK_BLOCK 400

/* One of a term's. */
struct one_set {
	uint32_t id;
	int64_t n;
};

struct found_sets {
	struct one_set *v;
	size_t n, room;
	int64_t most; /* records, at most */
};

struct found_part {
	struct found_sets in, out;
};

struct found_term {
	struct found_part *parts;
	size_t n;
	int64_t most; /* records, at most */
	int64_t less; /* of those, if they are apart */
	size_t unclear;
	bool is_without, is_apart;
};

/* By block: the records that sets do not tell about, and those of them that
 * fit. */
struct unclear {
	struct found_sets sets;
	struct bitset *all, *fitting; /* or NULL: there are none */
};

struct set_answer {
	struct conn *conn;
	struct arena *arena;
	struct found_term terms[STORE_CONDITIONS + 1];
	size_t nterms;
	struct unclear unclear[SET_UNCLEAR_MAX];
	struct found_sets *taking;
	int64_t all;
	bool has_unclear;      /* some are found by their items */
	bool needs_all;        /* nothing else must hold */
	struct bitset *blocks; /* those that fit, once they are known */
	uint32_t nblocks;
	size_t nsets;       /* of all terms */
	struct set_ids ids; /* of the record that is looked at */
};

/* ---- which sets ----------------------------------------------------------- */

static enum err_code take_set(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct set_answer *s = arg;
	struct found_sets *t = s->taking;

	(void)e;
	ARENA_GROW(s->arena, t->v, t->n, t->room);
	t->v[t->n++] =
		(struct one_set){ (uint32_t)sqlite3_column_int64(stmt, 0),
		                  sqlite3_column_int64(stmt, 1) };
	t->most += sqlite3_column_int64(stmt, 1);
	return ERR_OK;
}

static enum err_code find_sets(struct set_answer *s,
                               const struct set_ranges *wanted,
                               struct found_sets *out, struct err *e)
{
	enum err_code rc = ERR_OK;

	*out = (struct found_sets){ .n = 0 };
	s->taking = out;
	for (size_t i = 0; i < wanted->n && rc == ERR_OK; i++) {
		struct value names[] = { value_text(wanted->v[i].from),
			                 value_text(wanted->v[i].to) };

		rc = conn_run(s->conn,
		              STR("SELECT id, n FROM sets "
		                  "WHERE name BETWEEN ? AND ?"),
		              names, COUNT(names), take_set, s, e);
	}
	s->nsets += out->n;
	return rc;
}

static enum err_code find_term(struct set_answer *s,
                               const struct set_term *term, struct err *e)
{
	struct found_term *out = &s->terms[s->nterms++];
	enum err_code rc = ERR_OK;

	*out = (struct found_term){ .n = term->n,
		                    .is_without = term->is_without,
		                    .unclear = term->unclear,
		                    .is_apart = term->is_apart };
	out->parts = arena_alloc(s->arena, term->n * sizeof(*out->parts));
	for (size_t i = 0; i < term->n && rc == ERR_OK; i++) {
		rc = find_sets(s, &term->parts[i].in, &out->parts[i].in, e);
		if (rc == ERR_OK)
			rc = find_sets(s, &term->parts[i].out,
			               &out->parts[i].out, e);
		out->most += out->parts[i].in.most;
		out->less += out->parts[i].out.most;
	}
	out->most += s->unclear[term->unclear].sets.most;
	return rc;
}

static enum err_code find_terms(struct set_answer *s,
                                const struct set_query *asked, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 1; i < asked->nunclear && rc == ERR_OK; i++)
		rc = find_sets(s, &asked->unclear[i].in, &s->unclear[i].sets,
		               e);
	for (size_t i = 0; i < asked->nterms && rc == ERR_OK; i++)
		rc = find_term(s, &asked->terms[i], e);
	return rc;
}

/* What must hold and is rarest first; then what must not hold. */
static int by_rarity(const void *a, const void *b)
{
	const struct found_term *x = a, *y = b;

	if (x->is_without != y->is_without)
		return x->is_without ? 1 : -1;
	return (x->most > y->most) - (x->most < y->most);
}

/* The first one is all records of the kind: it says nothing where another one
 * must hold. */
static void sort_terms(struct set_answer *s)
{
	s->needs_all = true;
	for (size_t i = 1; i < s->nterms; i++)
		s->needs_all = s->needs_all && s->terms[i].is_without;
	if (!s->needs_all)
		s->terms[0] = s->terms[--s->nterms];
	qsort(s->terms, s->nterms, sizeof(s->terms[0]), by_rarity);
}

int64_t sets_all(const struct set_answer *s)
{
	return s->all;
}

/* ---- which records -------------------------------------------------------- */

/* Into what is there. */
static enum err_code read_sets(const struct set_answer *s,
                               const struct found_sets *f, uint32_t block,
                               struct bitset *out, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < f->n && rc == ERR_OK; i++)
		rc = sets_block(s->conn, sets_place(block, f->v[i].id), out, e);
	return rc;
}

static enum err_code read_part(const struct set_answer *s,
                               const struct found_part *p, uint32_t block,
                               struct bitset *out, struct err *e)
{
	struct bitset in = { { 0 } }, without = { { 0 } };
	enum err_code rc;

	if (p->out.n == 0)
		return read_sets(s, &p->in, block, out, e);
	rc = read_sets(s, &p->in, block, &in, e);
	if (rc == ERR_OK)
		rc = read_sets(s, &p->out, block, &without, e);
	bitset_without(&in, &without);
	bitset_or(out, &in);
	return rc;
}

static enum err_code unite(const struct set_answer *s,
                           const struct found_term *t, uint32_t block,
                           struct bitset *out, struct err *e)
{
	const struct unclear *u = &s->unclear[t->unclear];
	enum err_code rc = ERR_OK;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < t->n && rc == ERR_OK; i++)
		rc = read_part(s, &t->parts[i], block, out, e);
	if (u->all != NULL) {
		bitset_without(out, &u->all[block]);
		bitset_or(out, &u->fitting[block]);
	}
	return rc;
}

static enum err_code intersect(const struct set_answer *s, uint32_t block,
                               struct bitset *out, struct err *e)
{
	struct bitset other;
	enum err_code rc = unite(s, &s->terms[0], block, out, e);

	for (size_t i = 1;
	     i < s->nterms && rc == ERR_OK && !bitset_is_empty(out); i++) {
		rc = unite(s, &s->terms[i], block, &other, e);
		if (s->terms[i].is_without)
			bitset_without(out, &other);
		else
			bitset_and(out, &other);
	}
	return rc;
}

static enum err_code count_blocks(struct set_answer *s, struct err *e)
{
	int64_t last = 0;
	enum err_code rc = ERR_OK;

	if (s->nblocks > 0)
		return ERR_OK;
	if (s->terms[0].most > 0)
		rc = conn_integer(s->conn, STR("SELECT max(n) FROM records"),
		                  NULL, 0, &last, e);
	s->nblocks = (uint32_t)(last / BITSET_SIZE + 1);
	return rc;
}

/* ---- what sets do not tell ------------------------------------------------ */

static enum err_code take_fitting(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	int64_t n = sqlite3_column_int64(stmt, 0);

	(void)e;
	bitset_put(arg, (size_t)(n % BITSET_SIZE), true);
	return ERR_OK;
}

static struct str numbers_of(const struct set_answer *s, uint32_t block,
                             const struct bitset *b)
{
	const char *glue = "[";
	struct buf out;

	buf_init(&out, s->arena);
	for (size_t n = bitset_next(b, 0); n < BITSET_SIZE;
	     n = bitset_next(b, n + 1)) {
		buf_printf(&out, "%s%zu", glue, block * BITSET_SIZE + n);
		glue = ",";
	}
	buf_puts(&out, "]");
	return buf_text(&out);
}

static enum err_code look_at_items(const struct set_answer *s,
                                   const struct query *query,
                                   const struct list *l, uint32_t block,
                                   const struct bitset *all,
                                   struct bitset *fitting, struct err *e)
{
	struct sql q;

	if (bitset_is_empty(all))
		return ERR_OK;
	arena_work(s->arena, bitset_count(all) * WORK_ROW);
	sql_init(&q, s->arena);
	sql_puts(&q, "SELECT t.n FROM json_each(");
	sql_param(&q, value_text(numbers_of(s, block, all)));
	sql_puts(&q, ") AS j CROSS JOIN records AS t ON t.n = j.value WHERE ");
	sql_has_fitting_item(&q, query, l);
	return conn_run(s->conn, buf_text(&q.text), q.params, q.nparams,
	                take_fitting, fitting, e);
}

static enum err_code find_unclear(struct set_answer *s, struct unclear *u,
                                  const struct query *q, const struct list *l,
                                  struct err *e)
{
	enum err_code rc;

	if (u->sets.most == 0)
		return ERR_OK;
	s->has_unclear = true;
	rc = count_blocks(s, e);
	u->all = arena_alloc(s->arena, s->nblocks * sizeof(*u->all));
	u->fitting = arena_alloc(s->arena, s->nblocks * sizeof(*u->fitting));
	for (uint32_t i = 0; i < s->nblocks && rc == ERR_OK; i++) {
		rc = read_sets(s, &u->sets, i, &u->all[i], e);
		if (rc == ERR_OK)
			rc = look_at_items(s, q, l, i, &u->all[i],
			                   &u->fitting[i], e);
	}
	return rc;
}

enum err_code sets_answer(struct tx *tx, const struct entity *t,
                          const struct query *q, struct arena *a,
                          struct set_answer **out, struct err *e)
{
	struct set_query *asked = arena_alloc(a, sizeof(*asked));
	struct set_answer *s = arena_alloc(a, sizeof(*s));
	char day[DAY_LEN + 1];
	enum err_code rc;

	*out = NULL;
	if (tx->mode != TX_READ)
		return ERR_OK;
	s->conn = conn_of(tx);
	s->arena = s->ids.arena = a;
	rc = sets_day(s->conn, day, e);
	if (rc != ERR_OK || day[0] == '\0' ||
	    !sets_for(a, t, q, str_from(day), asked))
		return rc;
	rc = find_terms(s, asked, e);
	if (rc != ERR_OK)
		return rc;
	s->all = s->terms[0].most;
	sort_terms(s);
	for (size_t i = 1; i < asked->nunclear && rc == ERR_OK; i++)
		rc = find_unclear(s, &s->unclear[i], q, asked->unclear[i].list,
		                  e);
	if (rc != ERR_OK)
		return rc;
	*out = s;
	return ERR_OK;
}

static enum err_code read_blocks(struct set_answer *s, struct err *e)
{
	enum err_code rc = s->blocks == NULL ? count_blocks(s, e) : ERR_OK;

	if (rc != ERR_OK || s->blocks != NULL)
		return rc;
	s->blocks = arena_alloc(s->arena, s->nblocks * sizeof(*s->blocks));
	for (uint32_t i = 0; i < s->nblocks && rc == ERR_OK; i++) {
		arena_work(s->arena, WORK_BLOCK);
		rc = intersect(s, i, &s->blocks[i], e);
	}
	return rc;
}

enum err_code sets_walk(struct set_answer *s, block_fn *fn, void *arg,
                        struct err *e)
{
	enum err_code rc = read_blocks(s, e);

	for (uint32_t i = 0; i < s->nblocks && rc == ERR_OK; i++)
		if (!bitset_is_empty(&s->blocks[i]))
			rc = fn(arg, i, &s->blocks[i], e);
	return rc;
}

/* ---- is this one of them? --------------------------------------------------- */

enum err_code sets_expect(struct set_answer *s, int64_t looks, struct err *e)
{
	enum err_code rc = count_blocks(s, e);

	return rc == ERR_OK && (int64_t)(s->nblocks * s->nsets) < looks
	               ? read_blocks(s, e)
	               : rc;
}

static bool is_in_any(const struct set_answer *s, const struct found_sets *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (s->ids.n > 0 &&
		    bsearch(&f->v[i].id, s->ids.ids, s->ids.n,
		            sizeof(*s->ids.ids), array_by_number) != NULL)
			return true;
	return false;
}

static bool is_unclear(const struct set_answer *s, const struct unclear *u,
                       uint32_t n)
{
	uint32_t block = n / BITSET_SIZE;

	return u->all != NULL && block < s->nblocks &&
	       bitset_has(&u->all[block], n % BITSET_SIZE);
}

static bool fits(const struct set_answer *s, const struct found_term *t,
                 uint32_t n)
{
	const struct unclear *u = &s->unclear[t->unclear];

	if (is_unclear(s, u, n))
		return bitset_has(&u->fitting[n / BITSET_SIZE],
		                  n % BITSET_SIZE);
	for (size_t i = 0; i < t->n; i++)
		if (is_in_any(s, &t->parts[i].in) &&
		    !is_in_any(s, &t->parts[i].out))
			return !t->is_without;
	return t->is_without;
}

/* By the sets that it is in. */
static enum err_code look_at(struct set_answer *s, uint32_t n, bool *out,
                             struct err *e)
{
	struct value param = value_integer(n);
	enum err_code rc;

	arena_work(s->arena, WORK_BLOCK / 10);
	s->ids.n = 0;
	rc = conn_run(s->conn, STR("SELECT sets FROM set_members WHERE n = ?"),
	              &param, 1, sets_take_ids, &s->ids, e);
	*out = true;
	for (size_t i = 0; i < s->nterms && *out; i++)
		*out = fits(s, &s->terms[i], n);
	return rc;
}

enum err_code sets_has(struct set_answer *s, uint32_t n, bool *out,
                       struct err *e)
{
	uint32_t block = n / BITSET_SIZE;

	if (s->blocks == NULL)
		return look_at(s, n, out, e);
	*out = block < s->nblocks &&
	       bitset_has(&s->blocks[block], n % BITSET_SIZE);
	return ERR_OK;
}

/* ---- how many ----------------------------------------------------------------- */

static enum err_code add_up(void *arg, uint32_t block, const struct bitset *b,
                            struct err *e)
{
	int64_t *n = arg;

	(void)block;
	(void)e;
	*n += (int64_t)bitset_count(b);
	return ERR_OK;
}

static bool is_one_set(const struct found_term *t)
{
	return t->n == 1 && t->parts[0].in.n <= 1 && t->parts[0].out.n == 0;
}

/* One set says how many it has, and how many are not in it; and what is apart
 * adds up. */
static bool is_known(const struct set_answer *s, int64_t *out)
{
	const struct found_term *first = &s->terms[0], *second = &s->terms[1];

	*out = first->most;
	if (first->most == 0)
		return true;
	if (s->has_unclear)
		return false;
	if (s->nterms == 1) {
		*out -= first->less;
		return is_one_set(first) || first->is_apart;
	}
	if (s->nterms != 2 || !s->needs_all || !is_one_set(second))
		return false;
	*out -= second->most;
	return true;
}

enum err_code sets_count(struct set_answer *s, int64_t *out, struct err *e)
{
	if (is_known(s, out))
		return ERR_OK;
	*out = 0;
	return sets_walk(s, add_up, out, e);
}
