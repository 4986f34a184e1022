/*
 * set_check.c - are the sets those of the records' values?
 */
#include <stdlib.h>

#include "lib/base/date.h"
#include "lib/sql/sets.h"
#include "lib/sqlite/set_store.h"

/* A record is in a set. */
struct membership {
	uint32_t set, n;
};

struct set_check {
	struct sqlite_tx tx;
	complaint_fn *fn;
	void *arg;
	char day[DAY_LEN + 1];
	struct arena *arena; /* of one block */
	struct membership *members;
	size_t nmembers, room;
	int64_t *counts; /* by id of a set */
	int64_t highest; /* id */
	uint32_t block;
	int64_t nblocks; /* sets with records in the block */
};

static void complain(const struct set_check *k, const char *about,
                     long long which, const char *what)
{
	struct arena *a = arena_new();

	k->fn(k->arg, str_from(arena_printf(a, "sets: %s %lld %s", about, which,
	                                    what)));
	arena_free(a);
}

/* ---- the sets of one record ----------------------------------------------- */

static enum err_code should_be_in(struct set_check *k, uint32_t n,
                                  struct set_ids *out, struct err *e)
{
	struct set_names names = { .arena = k->arena };
	enum err_code rc =
		sets_names_of(&k->tx, n, str_from(k->day), &names, e);

	out->ids = arena_alloc(k->arena, (names.n + 1) * sizeof(*out->ids));
	for (size_t i = 0; i < names.n && rc == ERR_OK; i++) {
		struct value name = value_text(names.names[i]);
		int64_t id = 0;

		rc = conn_integer(k->tx.conn,
		                  STR("SELECT id FROM sets WHERE name = ?"),
		                  &name, 1, &id, e);
		out->ids[i] = (uint32_t)id;
	}
	out->n = sets_sort_ids(out->ids, names.n);
	return rc;
}

static bool is_same(const struct set_ids *a, const struct set_ids *b)
{
	return a->n == b->n &&
	       (a->n == 0 ||
	        memcmp(a->ids, b->ids, a->n * sizeof(*a->ids)) == 0);
}

static enum err_code check_record(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct set_check *k = arg;
	uint32_t n = (uint32_t)sqlite3_column_int64(stmt, 0);
	struct value param = value_integer(n);
	struct set_ids is = { .arena = k->arena }, should = is;
	enum err_code rc = conn_run(
		k->tx.conn, STR("SELECT sets FROM set_members WHERE n = ?"),
		&param, 1, sets_take_ids, &is, e);

	if (rc == ERR_OK)
		rc = should_be_in(k, n, &should, e);
	if (rc == ERR_OK && !is_same(&is, &should))
		complain(k, "record", n, "is not in the sets of its values");
	/* of a damaged row, what k->counts has room for */
	for (size_t i = 0; i < is.n && is.ids[i] <= k->highest; i++) {
		ARENA_GROW(k->arena, k->members, k->nmembers, k->room);
		k->members[k->nmembers++] = (struct membership){ is.ids[i], n };
		k->counts[is.ids[i]]++;
	}
	return rc;
}

/* ---- one block of all sets ------------------------------------------------ */

static int by_set(const void *a, const void *b)
{
	const struct membership *x = a, *y = b;

	return (x->set > y->set) - (x->set < y->set);
}

static enum err_code check_one(struct set_check *k, size_t from, size_t *end,
                               struct err *e)
{
	struct bitset is = { { 0 } }, should = { { 0 } };
	uint32_t set = k->members[from].set;
	enum err_code rc =
		sets_block(k->tx.conn, sets_place(k->block, set), &is, e);
	size_t i;

	for (i = from; i < k->nmembers && k->members[i].set == set; i++)
		bitset_put(&should, k->members[i].n % BITSET_SIZE, true);
	*end = i;
	k->nblocks++;
	if (rc == ERR_OK && memcmp(&is, &should, sizeof(is)) != 0)
		complain(k, "set", set, "does not have its records");
	return rc;
}

static enum err_code check_block(struct set_check *k, struct err *e)
{
	int64_t first = (int64_t)k->block * BITSET_SIZE, n = 0;
	struct value numbers[] = { value_integer(first),
		                   value_integer(first + BITSET_SIZE - 1) };
	struct value places[] = { value_integer(sets_place(k->block, 0)),
		                  value_integer(sets_place(k->block + 1, 0) -
		                                1) };
	enum err_code rc = conn_run(
		k->tx.conn,
		STR("SELECT n FROM records WHERE n BETWEEN ?1 AND ?2 UNION "
	            "SELECT n FROM set_members WHERE n BETWEEN ?1 AND ?2"),
		numbers, COUNT(numbers), check_record, k, e);

	if (k->nmembers > 0)
		qsort(k->members, k->nmembers, sizeof(*k->members), by_set);
	k->nblocks = 0;
	for (size_t i = 0; i < k->nmembers && rc == ERR_OK;)
		rc = check_one(k, i, &i, e);
	if (rc == ERR_OK)
		rc = conn_integer(k->tx.conn,
		                  STR("SELECT count(*) FROM set_blocks "
		                      "WHERE place BETWEEN ? AND ?"),
		                  places, COUNT(places), &n, e);
	if (rc == ERR_OK && n != k->nblocks)
		complain(k, "block", k->block, "has sets without a record");
	return rc;
}

/* ---- all blocks, and how many records each set has ------------------------ */

static enum err_code check_count(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct set_check *k = arg;
	int64_t id = sqlite3_column_int64(stmt, 0);

	(void)e;
	if (id < 1 || id > k->highest ||
	    k->counts[id] != sqlite3_column_int64(stmt, 1))
		complain(k, "set", id, "counts its records wrong");
	return ERR_OK;
}

static enum err_code check_blocks(struct set_check *k, int64_t last,
                                  struct err *e)
{
	enum err_code rc = ERR_OK;

	for (int64_t i = 0; i <= last / BITSET_SIZE && rc == ERR_OK; i++) {
		k->arena = arena_new();
		k->members = NULL;
		k->nmembers = k->room = 0;
		k->block = (uint32_t)i;
		rc = check_block(k, e);
		arena_free(k->arena);
	}
	return rc;
}

/* ---- how many there are --------------------------------------------------- */

#define HIGHEST_ID "SELECT ifnull(max(id), 0) FROM sets"
#define LAST_PLACE                                                             \
	"SELECT max(ifnull((SELECT max(n) FROM records), 0), "                 \
	"ifnull((SELECT max(n) FROM set_members), 0))"

/* The highest id of a set, and the last place of a record. */
static enum err_code read_highest(struct set_check *k, int64_t *last,
                                  struct err *e)
{
	struct conn *c = k->tx.conn;
	enum err_code rc =
		conn_integer(c, STR(HIGHEST_ID), NULL, 0, &k->highest, e);

	if (rc == ERR_OK)
		rc = conn_integer(c, STR(LAST_PLACE), NULL, 0, last, e);
	if (rc == ERR_OK && (k->highest > UINT32_MAX || *last > UINT32_MAX))
		rc = err_set(e, ERR_STORE, "a number is too large");
	return rc;
}

/* ---- all of them ---------------------------------------------------------- */

static enum err_code check_all(struct set_check *k, struct arena *a,
                               struct err *e)
{
	int64_t last = 0;
	enum err_code rc = read_highest(k, &last, e);

	if (rc != ERR_OK)
		return rc;
	k->counts =
		arena_alloc(a, ((size_t)k->highest + 1) * sizeof(*k->counts));
	rc = check_blocks(k, last, e);
	if (rc != ERR_OK)
		return rc;
	return conn_run(k->tx.conn, STR("SELECT id, n FROM sets"), NULL, 0,
	                check_count, k, e);
}

enum err_code sets_check(struct sqlite_store *s, struct conn *c,
                         complaint_fn *fn, void *arg, struct err *e)
{
	struct set_check k = { .tx = { .store = s, .conn = c },
		               .fn = fn,
		               .arg = arg };
	struct arena *a = arena_new();
	enum err_code rc = sets_day(c, k.day, e);

	if (rc == ERR_OK && k.day[0] != '\0' && !date_valid(str_from(k.day)))
		fn(arg, STR("sets: the day they are of is no date"));
	if (rc == ERR_OK)
		rc = check_all(&k, a, e);
	arena_free(a);
	return rc;
}
