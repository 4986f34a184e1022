/*
 * test_changes.c - the log of changes
 */
#include "lib/store/store.h"

#include "lib/store/history.h"

#include "tests/support/store_unit.h"

static enum err_code append(struct tx *tx, void *arg, struct err *e)
{
	return store_append(tx, arg, e);
}

struct feed {
	struct arena *arena;
	struct buf seen;
	struct change change;
	int64_t since;
	size_t limit;
	struct str ref;
};

static enum err_code see_change(void *arg, const struct change *c,
                                struct err *e)
{
	struct feed *f = arg;

	(void)e;
	buf_printf(&f->seen, " %d%.*s", (int)c->seq, STR_ARG(c->op));
	return ERR_OK;
}

static enum err_code read_feed(struct tx *tx, void *arg, struct err *e)
{
	struct feed *f = arg;

	buf_init(&f->seen, f->arena);
	return store_changes(tx, f->since, f->limit, see_change, f, e);
}

static enum err_code read_head(struct tx *tx, void *arg, struct err *e)
{
	struct feed *f = arg;

	return store_head(tx, f->arena, &f->change, e);
}

static enum err_code read_last(struct tx *tx, void *arg, struct err *e)
{
	struct feed *f = arg;

	return store_last_change(tx, STR("instruments"), f->ref, INT64_MAX,
	                         f->arena, &f->change, e);
}

static struct change change_at(struct unit *u, int64_t seq, const char *op,
                               const char *key)
{
	bool is_put = strcmp(op, OP_PUT) == 0;

	return (struct change){
		.seq = seq,
		.rev = is_put ? seq : 0,
		.at = STR("2026-01-01T00:00:00.000Z"),
		.kind = STR("instruments"),
		.op = str_from(op),
		.id = id_of(u, "instruments", key),
		.key = str_from(key),
		.record = is_put ? STR("{}") : (struct str){ 0 },
		.prev = str_from(TEXT_SHA),
		.hash = str_from(OTHER_SHA),
	};
}

static void changes_are_read_in_order(void **state)
{
	struct unit *u = *state;
	struct feed f = { .arena = u->arena, .limit = SIZE_MAX };
	struct change c;

	run(u, TX_READ, read_head, &f);
	assert_int_equal(f.change.seq, 0);
	assert_null(f.change.hash.p);
	for (int64_t seq = 1; seq <= 4; seq++) {
		c = change_at(u, seq, seq == 3 ? OP_DELETE : OP_PUT,
		              seq == 2 ? "b" : "a");
		run(u, TX_WRITE, append, &c);
	}
	assert_code(store_run(u->store, TX_WRITE, append, &c, &u->err),
	            ERR_CONFLICT);
	run(u, TX_READ, read_feed, &f);
	assert_str(buf_text(&f.seen), " 1put 2put 3delete 4put");
	f.since = 1;
	f.limit = 2;
	run(u, TX_READ, read_feed, &f);
	assert_str(buf_text(&f.seen), " 2put 3delete");
	run(u, TX_READ, read_head, &f);
	assert_int_equal(f.change.seq, 4);
	assert_str(f.change.hash, OTHER_SHA);
	assert_str(f.change.record, "{}");
}

static void the_last_change_of_a_record_is_found(void **state)
{
	struct unit *u = *state;
	struct feed f = { .arena = u->arena };
	struct change c = change_at(u, 1, OP_PUT, "a");

	run(u, TX_WRITE, append, &c);
	c = change_at(u, 2, OP_DELETE, "a");
	run(u, TX_WRITE, append, &c);
	c = change_at(u, 3, OP_PUT, "b");
	run(u, TX_WRITE, append, &c);
	f.ref = STR("a");
	run(u, TX_READ, read_last, &f);
	assert_int_equal(f.change.seq, 2);
	assert_int_equal(f.change.rev, 0);
	assert_null(f.change.record.p);
	f.ref = id_of(u, "instruments", "b");
	run(u, TX_READ, read_last, &f);
	assert_int_equal(f.change.seq, 3);
	f.ref = STR("nothing");
	run(u, TX_READ, read_last, &f);
	assert_int_equal(f.change.seq, 0);
}

static enum err_code append_and_fail(struct tx *tx, void *arg, struct err *e)
{
	enum err_code rc = store_append(tx, arg, e);

	return rc == ERR_OK ? err_set(e, ERR_INVALID, "after all") : rc;
}

static void assert_tip(struct tx *tx, int64_t seq, struct err *e)
{
	struct tip tip;

	assert_int_equal(store_tip(tx, &tip, e), ERR_OK);
	assert_int_equal(tip.seq, seq);
	assert_string_equal(tip.hash, seq > 0 ? OTHER_SHA : "");
}

static enum err_code append_between(struct tx *tx, void *arg, struct err *e)
{
	struct unit *u = arg;
	struct change first = change_at(u, 1, OP_PUT, "a"),
		      lost = change_at(u, 2, OP_PUT, "b");
	struct err why = { 0 };

	assert_tip(tx, 0, e);
	assert_code(store_append(tx, &first, e), ERR_OK);
	assert_tip(tx, 1, e);
	assert_code(store_attempt(tx, append_and_fail, &lost, &why),
	            ERR_INVALID);
	assert_tip(tx, 1, e);
	return store_attempt(tx, append, &lost, e);
}

static void a_change_that_is_undone_is_not_what_the_next_follows(void **state)
{
	struct unit *u = *state;
	struct feed f = { .arena = u->arena, .limit = SIZE_MAX };

	run(u, TX_WRITE, append_between, u);
	run(u, TX_READ, read_feed, &f);
	assert_str(buf_text(&f.seen), " 1put 2put");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(changes_are_read_in_order),
		unit_case_store(the_last_change_of_a_record_is_found),
		unit_case_store(
			a_change_that_is_undone_is_not_what_the_next_follows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
