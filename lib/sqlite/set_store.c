/*
 * set_store.c - the tables of sets: the day they are of, the ids of a record's
 * sets, the records of a set in blocks
 */
#include "lib/sqlite/set_store.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/array.h"

/* ---- the day -------------------------------------------------------------- */

static enum err_code keep_day(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct str day = stmt_text(stmt, 0);
	char *out = arg;

	(void)e;
	if (day.len == DAY_LEN)
		memcpy(out, day.p, DAY_LEN);
	return ERR_OK;
}

enum err_code sets_day(struct conn *c, char out[DAY_LEN + 1], struct err *e)
{
	memset(out, 0, DAY_LEN + 1);
	return conn_run(c, STR("SELECT day FROM set_day"), NULL, 0, keep_day,
	                out, e);
}

/* ---- ids of sets ---------------------------------------------------------- */

size_t sets_sort_ids(uint32_t *ids, size_t n)
{
	size_t kept = 0;

	if (n > 0)
		qsort(ids, n, sizeof(*ids), array_by_number);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || ids[kept - 1] != ids[i])
			ids[kept++] = ids[i];
	return kept;
}

static void write_ids(struct buf *out, const uint32_t *ids, size_t n)
{
	uint32_t last = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t step = ids[i] - last;

		for (; step >= 128; step >>= 7) {
			char part = (char)(step | 128);

			buf_add(out, &part, 1);
		}
		buf_add(out, &(char){ (char)step }, 1);
		last = ids[i];
	}
}

static void read_ids(struct str bytes, struct set_ids *out)
{
	uint32_t last = 0, step = 0;
	unsigned shift = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.p[i];

		step |= (uint32_t)(byte & 127) << shift;
		shift = shift < 21 ? shift + 7 : 28;
		if (byte >= 128)
			continue;
		last += step;
		ARENA_GROW(out->arena, out->ids, out->n, out->room);
		out->ids[out->n++] = last;
		step = 0;
		shift = 0;
	}
}

enum err_code sets_take_ids(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	(void)e;
	read_ids(stmt_text(stmt, 0), arg);
	return ERR_OK;
}

enum err_code sets_write_ids(struct conn *c, struct arena *a, uint32_t n,
                             const struct set_ids *ids, struct err *e)
{
	struct value params[] = { value_integer(n), { 0 } };
	struct buf bytes;

	if (ids->n == 0)
		return conn_run(c, STR("DELETE FROM set_members WHERE n = ?"),
		                params, 1, NULL, NULL, e);
	buf_init(&bytes, a);
	write_ids(&bytes, ids->ids, ids->n);
	params[1] = value_text(buf_text(&bytes));
	return conn_run(c,
	                STR("INSERT INTO set_members (n, sets) VALUES (?, "
	                    "CAST(? AS BLOB)) ON CONFLICT (n) DO UPDATE SET "
	                    "sets = excluded.sets"),
	                params, COUNT(params), NULL, NULL, e);
}

/* ---- blocks --------------------------------------------------------------- */

struct reading_block {
	struct bitset *out;
	int64_t place;
};

static enum err_code take_block(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct reading_block *r = arg;
	char place[24];

	if (bitset_read(stmt_text(stmt, 0), r->out))
		return ERR_OK;
	snprintf(place, sizeof(place), "%lld", (long long)r->place);
	return store_unsound(e, "set_blocks", str_from(place),
	                     "the stored set cannot be read");
}

enum err_code sets_block(struct conn *c, int64_t place, struct bitset *out,
                         struct err *e)
{
	struct reading_block r = { out, place };
	struct value param = value_integer(place);

	return conn_run(c, STR("SELECT bits FROM set_blocks WHERE place = ?"),
	                &param, 1, take_block, &r, e);
}

enum err_code sets_write_block(struct conn *c, int64_t place,
                               const struct bitset *b, struct err *e)
{
	char bytes[BITSET_BYTES];
	struct value params[] = { value_integer(place),
		                  value_text(bitset_write(b, bytes)) };

	if (params[1].text.len == 0)
		return conn_run(c,
		                STR("DELETE FROM set_blocks WHERE place = ?"),
		                params, 1, NULL, NULL, e);
	return conn_run(c,
	                STR("INSERT INTO set_blocks (place, bits) VALUES (?, "
	                    "CAST(? AS BLOB)) ON CONFLICT (place) DO UPDATE "
	                    "SET bits = excluded.bits"),
	                params, COUNT(params), NULL, NULL, e);
}
