/*
 * test_api_keys.c - keys that may write
 */

#include "lib/store/keys.h"
#include "tests/support/store_unit.h"

static enum err_code add_key(struct tx *tx, void *arg, struct err *e)
{
	return store_key_add(tx, arg, e);
}

static enum err_code revoke(struct tx *tx, void *arg, struct err *e)
{
	(void)arg;
	return store_key_revoke(tx, STR("alice"),
	                        STR("2026-02-01T00:00:00.000Z"), e);
}

struct key_list {
	struct arena *arena;
	struct api_key key;
	struct str digest;
	size_t n;
};

static enum err_code find_key(struct tx *tx, void *arg, struct err *e)
{
	struct key_list *l = arg;

	return store_key_find(tx, l->digest, l->arena, &l->key, e);
}

static enum err_code see_key(void *arg, const struct api_key *k, struct err *e)
{
	struct key_list *l = arg;

	(void)e;
	assert_str(k->name, "alice");
	l->n++;
	return ERR_OK;
}

static enum err_code list_keys(struct tx *tx, void *arg, struct err *e)
{
	return store_keys(tx, see_key, arg, e);
}

static void a_name_has_one_working_key(void **state)
{
	struct unit *u = *state;
	struct api_key first = { str_from(TEXT_SHA),
		                 STR("alice"),
		                 STR("editor"),
		                 STR("2026-01-01T00:00:00.000Z"),
		                 { 0 } };
	struct api_key second = first;
	struct key_list l = { .arena = u->arena, .digest = str_from(TEXT_SHA) };

	assert_code(store_run(u->store, TX_WRITE, revoke, NULL, &u->err),
	            ERR_NOT_FOUND);
	run(u, TX_WRITE, add_key, &first);
	second.digest = str_from(OTHER_SHA);
	assert_code(store_run(u->store, TX_WRITE, add_key, &second, &u->err),
	            ERR_CONFLICT);
	run(u, TX_READ, find_key, &l);
	assert_null(l.key.revoked_at.p);
	assert_str(l.key.role, "editor");
	run(u, TX_WRITE, revoke, NULL);
	run(u, TX_READ, find_key, &l);
	assert_str(l.key.revoked_at, "2026-02-01T00:00:00.000Z");
	run(u, TX_WRITE, add_key, &second);
	run(u, TX_READ, list_keys, &l);
	assert_int_equal(l.n, 2);
	l.digest = STR("none");
	assert_code(store_run(u->store, TX_READ, find_key, &l, &u->err),
	            ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(a_name_has_one_working_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
