/*
 * test_proofs.c - signed heads, and proofs about the changes
 */
#include "tests/support/registry.h"

#include "lib/store/proofs.h"
#include "server/registry/changes/background.h"
#include "server/registry/checks/audit.h"
#include "server/registry/model/change_tree.h"
#include "server/registry/model/signer.h"
#include "tests/support/database.h"
#include "tests/support/unit.h"

static int setup(void **state)
{
	int failed = registry_setup(state);
	struct app *app = *state;
	struct err e;

	err_init(&e, app->keys_arena);
	assert_int_equal(signer_start(app->store, &e), ERR_OK);
	return failed;
}

#define proof_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

static void import_some(struct app *app, int from, int to)
{
	struct buf lines;

	buf_init(&lines, app->keys_arena);
	for (int i = from; i < to; i++)
		buf_printf(&lines,
		           "{\"kind\":\"organizations\",\"op\":\"put\","
		           "\"record\":{\"key\":\"o%d\",\"name\":\"N\","
		           "\"type\":\"other\"}}\n",
		           i);
	import_ok(app, lines.data);
}

static void tamper(struct app *app, const char *sql)
{
	store_close(app->store);
	do_sql(app->file, sql);
	reopen(app);
}

/* ---- heads ----------------------------------------------------------------- */

static struct signed_head read_head(struct app *app)
{
	get(app, "/v1/changes/head");
	assert_status(app, 200);
	return (struct signed_head){
		.size = reply_integer(app, "tree/size"),
		.root = str_from(
			say(app, "%s", reply_string(app, "tree/root"))),
		.time = str_from(
			say(app, "%s", reply_string(app, "tree/time"))),
		.key = str_from(say(app, "%s", reply_string(app, "tree/key"))),
		.signature = str_from(
			say(app, "%s", reply_string(app, "tree/signature"))),
	};
}

static void a_head_is_signed(void **state)
{
	struct app *app = *state;
	struct signed_head head;

	get(app, "/v1/changes/head");
	assert_null(reply_json(app, "tree"));
	import_some(app, 0, 20);
	head = read_head(app);
	assert_int_equal(head.size, 20);
	assert_true(signer_holds(app->keys_arena, &head));
	head.size--;
	assert_false(signer_holds(app->keys_arena, &head));
}

static void the_same_head_is_signed_alike(void **state)
{
	struct app *app = *state;
	const char *first;

	import_some(app, 0, 3);
	first = text_of(app, "/v1/changes/head");
	assert_same(text_of(app, "/v1/changes/head"), first);
}

static void a_key_that_signs_no_more_is_still_published(void **state)
{
	struct app *app = *state;
	struct signed_head old, new;
	struct str key;
	struct err e;

	err_init(&e, app->keys_arena);
	import_some(app, 0, 3);
	old = read_head(app);
	assert_int_equal(signer_rotate(app->store, app->keys_arena, &key, &e),
	                 ERR_OK);
	new = read_head(app);
	assert_str(key, new.key.p);
	assert_true(signer_holds(app->keys_arena, &new));
	get(app, "/.well-known/instrument-registry");
	assert_member(app, "keys/0/key", old.key.p);
	assert_true(json_is_false(reply_json(app, "keys/0/signs")));
	assert_member(app, "keys/1/key", new.key.p);
	assert_member(app, "keys/1/endorsed_by", old.key.p);
	assert_true(signer_endorses(
		app->keys_arena, old.key, new.key,
		str_from(reply_string(app, "keys/1/endorsement"))));
	assert_member(app, "head/tree/key", new.key.p);
	assert_int_equal(signer_start(app->store, &e), ERR_OK);
	assert_str(read_head(app).key, new.key.p);
	assert_sound(app->store);
}

struct secret {
	struct arena *arena;
	struct str text;
};

static enum err_code keep_secret(void *arg, const struct signer *s,
                                 struct err *e)
{
	struct secret *secret = arg;

	(void)e;
	if (s->secret.len > 0)
		secret->text = arena_str(secret->arena, s->secret);
	return ERR_OK;
}

static enum err_code read_secret(struct tx *tx, void *arg, struct err *e)
{
	return store_signers(tx, keep_secret, arg, e);
}

static bool is_in(struct str file, struct str text)
{
	for (size_t i = 0; i + text.len <= file.len; i++)
		if (memcmp(file.p + i, text.p, text.len) == 0)
			return true;
	return false;
}

static void a_backup_has_no_secret(void **state)
{
	struct app *app = *state;
	const char *copy = say(app, "%s.copy", app->file);
	struct secret secret = { .arena = app->keys_arena };
	struct err e = { 0 };

	import_some(app, 0, 3);
	assert_int_equal(
		store_run(app->store, TX_READ, read_secret, &secret, &e),
		ERR_OK);
	assert_int_equal(secret.text.len, 64);
	assert_int_equal(store_backup(app->store, copy, &e), ERR_OK);
	assert_false(is_in(read_text(app, copy), secret.text));
	assert_true(is_in(read_text(app, copy), read_head(app).key));
}

/* ---- proofs ---------------------------------------------------------------- */

static void what_is_not_there_has_no_proof(void **state)
{
	static const char *const nowhere[] = {
		"/v1/changes/0/proof",
		"/v1/changes/x/proof",
	};
	static const struct {
		const char *target, *wrong;
	} beyond[] = {
		{ "/v1/changes/21/proof", "size" },
		{ "/v1/changes/5/proof?size=4", "size" },
		{ "/v1/changes/5/proof?size=21", "size" },
		{ "/v1/changes/consistency?from=21", "to" },
		{ "/v1/changes/consistency?from=5&to=4", "to" },
		{ "/v1/changes/consistency?from=5&to=21", "to" },
	};
	struct app *app = *state;

	import_some(app, 0, 20);
	for (size_t i = 0; i < COUNT(nowhere); i++) {
		get(app, nowhere[i]);
		if (app->reply.status != 404)
			fail_msg("%s is answered", nowhere[i]);
	}
	for (size_t i = 0; i < COUNT(beyond); i++) {
		get(app, beyond[i].target);
		assert_mistake(app, beyond[i].wrong);
	}
	get(app, "/v1/changes/consistency");
	assert_mistake(app, "from");
	get(app, "/v1/changes/5/proof?size=0");
	assert_mistake(app, "size");
	get(app, "/v1/changes/5/proof?size=20");
	assert_status(app, 200);
	assert_int_equal(json_array_size(reply_json(app, "path")), 5);
}

/* ---- a registry that had changes before it had a tree ------------------------ */

static enum err_code count_nodes(struct tx *tx, void *arg, struct err *e)
{
	return store_tree_size(tx, TREE_STEP, arg, e);
}

static int64_t nodes(struct app *app)
{
	int64_t n = 0;
	struct err e = { 0 };

	assert_int_equal(store_run(app->store, TX_READ, count_nodes, &n, &e),
	                 ERR_OK);
	return n;
}

static enum err_code step(struct tx *tx, void *arg, struct err *e)
{
	return background_step(tx, arg, e);
}

/* How many steps it takes until nothing is left. */
static int go_on(struct app *app)
{
	bool more = true;
	struct err e = { 0 };
	int n = 0;

	for (; more; n++)
		assert_int_equal(
			store_run(app->store, TX_WRITE, step, &more, &e),
			ERR_OK);
	return n;
}

static void a_tree_is_made_of_what_was_there_before(void **state)
{
	struct app *app = *state;
	struct signed_head whole;

	import_some(app, 0, 2600);
	assert_int_equal(nodes(app), 162);
	whole = read_head(app);
	tamper(app, "DELETE FROM tree");
	get(app, "/v1/changes/head");
	assert_int_equal(reply_integer(app, "seq"), 2600);
	assert_null(reply_json(app, "tree"));
	get(app, "/v1/changes/7/proof");
	assert_status(app, 503);
	import_some(app, 2600, 2610);
	assert_int_equal(nodes(app), 0);
	assert_sound(app->store);
	assert_int_equal(go_on(app), 1);
	assert_int_equal(nodes(app), 163);
	get(app, "/v1/changes/consistency?from=2600&to=2600");
	assert_member(app, "from_root", whole.root.p);
	assert_sound(app->store);
}

/* ---- what was tampered with --------------------------------------------------- */

static char told[600];

static void hear(const char *what)
{
	snprintf(told, sizeof(told), "%s", what);
}

static const char *complaint(struct app *app, const char *sql)
{
	struct audit v = { .complain = hear };
	struct err e = { 0 };

	tamper(app, sql);
	assert_int_equal(audit_run(app->store, &v, &e), ERR_OK);
	assert_int_equal(v.complaints, 1);
	return told;
}

static void a_tree_that_was_tampered_with_is_told(void **state)
{
	struct app *app = *state;

	import_some(app, 0, 300);
	assert_contains(complaint(app,
	                          "UPDATE tree SET hash = "
	                          "(CASE WHEN hash LIKE 'f%' THEN 'e' ELSE "
	                          "'f' END) || substr(hash, 2)"
	                          " WHERE level = 4 AND n = 2"),
	                "tree: the subtree of changes 33 to 48 has not the "
	                "hash that they give");
	assert_contains(complaint(app, "DELETE FROM tree "
	                               "WHERE level = 4 AND n = 2"),
	                "changes 33 to 48 is missing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		proof_test(a_head_is_signed),
		proof_test(the_same_head_is_signed_alike),
		proof_test(a_key_that_signs_no_more_is_still_published),
		proof_test(a_backup_has_no_secret),
		proof_test(what_is_not_there_has_no_proof),
		proof_test(a_tree_is_made_of_what_was_there_before),
		proof_test(a_tree_that_was_tampered_with_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
