/*
 * test_pieces.c - source texts in pieces
 */
#include "lib/store/store.h"

#include "lib/text/utf8.h"
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

#define WIDE_UNITS 2000 /* "a" and a character of four bytes */
#define NEAR       1000

/* Of one piece: what stands at a place is counted from where it is given. */
static void assert_place(struct tx *tx, struct unit *u, int64_t at,
                         struct err *e)
{
	struct piece piece;
	struct utf8_counts before;

	assert_int_equal(store_piece_find(tx, str_from(TEXT_SHA),
	                                  UNIT_CODE_POINT, at, u->arena, &piece,
	                                  e),
	                 ERR_OK);
	assert_true(piece.code_point <= at && at - piece.code_point < NEAR);
	before = utf8_until(piece.body, at - piece.code_point);
	assert_int_equal(piece.code_point + before.code_points, at);
	assert_int_equal(piece.byte + before.bytes, at / 2 * 5 + at % 2);
	assert_int_equal(piece.utf16 + before.utf16, at / 2 * 3 + at % 2);
	assert_int_equal(piece.byte + (int64_t)piece.body.len, WIDE_UNITS * 5);
}

static enum err_code read_all_places(struct tx *tx, void *arg, struct err *e)
{
	struct text text = { str_from(TEXT_SHA), WIDE_UNITS * 5, WIDE_UNITS * 2,
		             WIDE_UNITS * 3 };
	struct piece whole = { 0 };
	struct unit *u = arg;
	struct buf body;
	enum err_code rc = store_text_add(tx, &text, e);

	buf_init(&body, u->arena);
	for (int i = 0; i < WIDE_UNITS; i++)
		buf_puts(&body, "a\xf0\x9f\x98\x80");
	whole.body = buf_text(&body);
	if (rc == ERR_OK)
		rc = store_piece_add(tx, text.sha256, &whole, e);
	if (rc == ERR_OK)
		rc = store_text_find(tx, text.sha256, u->arena, &text, e);
	for (int64_t at = 0; at < WIDE_UNITS * 2 && rc == ERR_OK; at += 7)
		assert_place(tx, u, at, e);
	return rc;
}

static void who_writes_is_given_a_piece_from_near_the_place(void **state)
{
	struct unit *u = *state;

	run(u, TX_WRITE, read_all_places, u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(a_piece_is_found_by_each_unit),
		unit_case_store(
			who_writes_is_given_a_piece_from_near_the_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
