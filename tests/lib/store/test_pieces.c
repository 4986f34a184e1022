/*
 * test_pieces.c - source texts in pieces
 */
#include "lib/store/store.h"

#include "tests/support/store_unit.h"

static const struct piece parts[] = {
	{ 0, 0, 0, { "a\0b", 3 } },
	{ 3, 3, 3, { "\xf0\x9f\x98\x80", 4 } },
	{ 7, 4, 5, { "yz", 2 } },
};

static enum err_code add_text(struct tx *tx, void *arg, struct err *e)
{
	struct text text = { str_from(TEXT_SHA), 9, 6, 7 };
	enum err_code rc = store_text_add(tx, &text, e);

	(void)arg;
	for (size_t i = 0; i < COUNT(parts) && rc == ERR_OK; i++)
		rc = store_piece_add(tx, text.sha256, &parts[i], e);
	return rc;
}

struct asked_piece {
	struct arena *arena;
	enum text_unit unit;
	int64_t at;
	struct piece out;
	struct text text;
};

static enum err_code find_piece(struct tx *tx, void *arg, struct err *e)
{
	struct asked_piece *a = arg;

	return store_piece_find(tx, str_from(TEXT_SHA), a->unit, a->at,
	                        a->arena, &a->out, e);
}

static enum err_code find_text(struct tx *tx, void *arg, struct err *e)
{
	struct asked_piece *a = arg;

	return store_text_find(tx, str_from(TEXT_SHA), a->arena, &a->text, e);
}

static void a_piece_is_found_by_each_unit(void **state)
{
	struct unit *u = *state;
	static const struct {
		enum text_unit unit;
		int64_t at;
		size_t part;
	} places[] = {
		{ UNIT_BYTE, 0, 0 },       { UNIT_BYTE, 2, 0 },
		{ UNIT_BYTE, 3, 1 },       { UNIT_BYTE, 6, 1 },
		{ UNIT_BYTE, 9, 2 },       { UNIT_CODE_POINT, 3, 1 },
		{ UNIT_CODE_POINT, 4, 2 }, { UNIT_CODE_POINT, 6, 2 },
		{ UNIT_UTF16, 4, 1 },      { UNIT_UTF16, 5, 2 },
	};
	struct asked_piece a = { .arena = u->arena };

	assert_code(store_run(u->store, TX_READ, find_text, &a, &u->err),
	            ERR_NOT_FOUND);
	run(u, TX_WRITE, add_text, NULL);
	assert_code(store_run(u->store, TX_WRITE, add_text, NULL, &u->err),
	            ERR_CONFLICT);
	run(u, TX_READ, find_text, &a);
	assert_int_equal(a.text.utf16, 7);
	for (size_t i = 0; i < COUNT(places); i++) {
		const struct piece *want = &parts[places[i].part];

		a.unit = places[i].unit;
		a.at = places[i].at;
		run(u, TX_READ, find_piece, &a);
		assert_int_equal(a.out.byte, want->byte);
		assert_int_equal(a.out.code_point, want->code_point);
		assert_int_equal(a.out.utf16, want->utf16);
		assert_true(str_eq(a.out.body, want->body));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(a_piece_is_found_by_each_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
