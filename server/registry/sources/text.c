/*
 * text.c - cutting texts into pieces, and spans out of them
 */
#include "server/registry/sources/text.h"

#include <inttypes.h>

#include "lib/data/digest.h"
#include "lib/text/utf8.h"

/* The length of the next piece: PIECE_SIZE, less what would cut a character.
 */
static size_t piece_length(struct str rest)
{
	size_t n = PIECE_SIZE;

	if (rest.len <= n)
		return rest.len;
	while (((unsigned char)rest.p[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static enum err_code add_pieces(struct tx *tx, struct str sha256,
                                struct str rest, struct err *e)
{
	struct piece piece = { 0 };
	enum err_code rc = ERR_OK;

	while (rest.len > 0 && rc == ERR_OK) {
		struct utf8_counts size;

		piece.body = (struct str){ rest.p, piece_length(rest) };
		rc = store_piece_add(tx, sha256, &piece, e);
		size = utf8_count(piece.body);
		piece.byte += size.bytes;
		piece.code_point += size.code_points;
		piece.utf16 += size.utf16;
		rest.p += piece.body.len;
		rest.len -= piece.body.len;
	}
	return rc;
}

enum err_code text_check(struct str bytes, struct err *e)
{
	if (bytes.len > TEXT_BYTES_MAX)
		return err_set(e, ERR_TOO_LARGE,
		               "a text may have at most %u bytes",
		               TEXT_BYTES_MAX);
	if (!utf8_valid(bytes))
		return err_set(e, ERR_INVALID,
		               "the text is not UTF-8 at byte %zu",
		               utf8_valid_length(bytes));
	return ERR_OK;
}

enum err_code text_add(struct tx *tx, struct arena *a, struct str bytes,
                       struct str sha256, struct text *out, struct err *e)
{
	struct utf8_counts size;
	enum err_code rc = store_text_find(tx, sha256, a, out, e);

	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	size = utf8_count(bytes);
	*out = (struct text){ sha256, size.bytes, size.code_points,
		              size.utf16 };
	rc = store_text_add(tx, out, e);
	return rc != ERR_OK ? rc : add_pieces(tx, sha256, bytes, e);
}

/* ---- places ------------------------------------------------------------ */

/* What is held of a text is less than what is known of it. */
static enum err_code is_torn(struct str sha256, struct err *e)
{
	return store_unsound(e, "pieces", sha256, "a part is missing");
}

static enum err_code is_within(enum text_unit unit, struct err *e)
{
	return err_set(e, ERR_INVALID, "is inside of a character: %s count",
	               unit == UNIT_BYTE ? "bytes" : "UTF-16 units");
}

/* How much of the piece stands before `at`, which counts from its start. */
static enum err_code count_before(struct str body, enum text_unit unit,
                                  int64_t at, struct utf8_counts *out,
                                  struct err *e)
{
	size_t byte = 0;

	switch (unit) {
	case UNIT_CODE_POINT:
		*out = utf8_until(body, at);
		return ERR_OK;
	case UNIT_BYTE:
		if (at < (int64_t)body.len &&
		    ((unsigned char)body.p[at] & 0xc0) == 0x80)
			return is_within(unit, e);
		*out = utf8_count((struct str){ body.p, at < (int64_t)body.len
		                                                ? (size_t)at
		                                                : body.len });
		return ERR_OK;
	case UNIT_UTF16:
		*out = (struct utf8_counts){ 0 };
		while (out->utf16 < at && byte < body.len) {
			out->utf16 += utf8_next(body, &byte) > 0xffff ? 2 : 1;
			out->code_points++;
		}
		out->bytes = (int64_t)byte;
		return out->utf16 > at ? is_within(unit, e) : ERR_OK;
	}
	return ERR_OK;
}

static int64_t in_unit(struct utf8_counts c, enum text_unit unit)
{
	return unit == UNIT_BYTE    ? c.bytes
	       : unit == UNIT_UTF16 ? c.utf16
	                            : c.code_points;
}

enum err_code text_place(struct tx *tx, const struct text *text,
                         enum text_unit unit, int64_t at,
                         struct utf8_counts *out, struct err *e)
{
	struct utf8_counts whole = { text->bytes, text->code_points,
		                     text->utf16 },
			   start;
	struct arena *a;
	struct piece piece;
	enum err_code rc;

	if (at < 0 || at > in_unit(whole, unit))
		return err_set(e, ERR_INVALID,
		               "is beyond the text, which has %" PRId64 " %s",
		               in_unit(whole, unit),
		               unit == UNIT_BYTE    ? "bytes"
		               : unit == UNIT_UTF16 ? "UTF-16 units"
		                                    : "code points");
	*out = (struct utf8_counts){ 0 };
	if (at == 0)
		return ERR_OK;
	a = arena_scratch();
	rc = store_piece_find(tx, text->sha256, unit, at, a, &piece, e);
	start = (struct utf8_counts){ piece.byte, piece.code_point,
		                      piece.utf16 };
	if (rc == ERR_NOT_FOUND)
		rc = is_torn(text->sha256, e);
	if (rc == ERR_OK)
		rc = count_before(piece.body, unit, at - in_unit(start, unit),
		                  out, e);
	if (rc == ERR_OK && in_unit(*out, unit) != at - in_unit(start, unit))
		rc = is_torn(text->sha256, e);
	out->bytes += start.bytes;
	out->code_points += start.code_points;
	out->utf16 += start.utf16;
	arena_free(a);
	return rc;
}

/* ---- reading ----------------------------------------------------------- */

enum err_code text_read(struct tx *tx, struct str sha256, int64_t byte,
                        char *out, size_t room, size_t *n, struct err *e)
{
	struct arena *a = arena_scratch();
	struct piece piece;
	enum err_code rc =
		store_piece_find(tx, sha256, UNIT_BYTE, byte, a, &piece, e);
	size_t from;

	*n = 0;
	if (rc == ERR_NOT_FOUND)
		rc = is_torn(sha256, e);
	if (rc == ERR_OK) {
		from = (size_t)(byte - piece.byte);
		if (from >= piece.body.len)
			rc = is_torn(sha256, e);
	}
	if (rc == ERR_OK) {
		*n = piece.body.len - from < room ? piece.body.len - from
		                                  : room;
		memcpy(out, piece.body.p + from, *n);
	}
	arena_free(a);
	return rc;
}

enum err_code text_bytes(struct tx *tx, struct str sha256, int64_t from,
                         int64_t to, char *out, struct err *e)
{
	enum err_code rc = ERR_OK;
	size_t n;

	for (int64_t at = from; at < to && rc == ERR_OK; at += (int64_t)n)
		rc = text_read(tx, sha256, at, out + (at - from),
		               (size_t)(to - at), &n, e);
	return rc;
}

/* Most spans are within one piece, which is then read but once. */
static enum err_code span_of_piece(struct tx *tx, struct arena *a,
                                   const struct text *text, int64_t start,
                                   int64_t end, struct span *out, bool *found,
                                   struct err *e)
{
	struct arena *own = arena_scratch();
	struct utf8_counts from, size;
	struct piece piece;
	struct str rest;
	enum err_code rc = store_piece_find(tx, text->sha256, UNIT_CODE_POINT,
	                                    start, own, &piece, e);

	*found = false;
	if (rc == ERR_NOT_FOUND)
		rc = is_torn(text->sha256, e);
	if (rc == ERR_OK) {
		from = utf8_until(piece.body, start - piece.code_point);
		rest = (struct str){ piece.body.p + from.bytes,
			             piece.body.len - (size_t)from.bytes };
		size = utf8_until(rest, end - start);
		*found = size.code_points == end - start;
		from.bytes += piece.byte;
		from.utf16 += piece.utf16;
		rest.len = (size_t)size.bytes;
		*out = (struct span){ arena_str(a, rest),
			              start,
			              end,
			              from.utf16,
			              from.utf16 + size.utf16,
			              from.bytes,
			              from.bytes + size.bytes };
	}
	arena_free(own);
	return rc;
}

enum err_code text_span(struct tx *tx, struct arena *a, struct str sha256,
                        int64_t start, int64_t end, struct span *out,
                        struct err *e)
{
	bool found = false;

	struct utf8_counts from, to;
	struct text text;
	size_t len;
	char *bytes;
	enum err_code rc = store_text_find(tx, sha256, a, &text, e);

	if (rc != ERR_OK)
		return rc;
	if (start < 0 || start > end || end > text.code_points)
		return err_set(e, ERR_INVALID,
		               "the text has %" PRId64 " code points",
		               text.code_points);
	if (text.bytes > 0)
		rc = span_of_piece(tx, a, &text, start, end, out, &found, e);
	if (rc != ERR_OK || found)
		return rc;
	rc = text_place(tx, &text, UNIT_CODE_POINT, start, &from, e);
	if (rc == ERR_OK)
		rc = text_place(tx, &text, UNIT_CODE_POINT, end, &to, e);
	if (rc != ERR_OK)
		return rc;
	if (to.bytes < from.bytes || to.bytes - from.bytes > TEXT_BYTES_MAX)
		return is_torn(sha256, e);
	len = (size_t)(to.bytes - from.bytes);
	bytes = arena_alloc(a, len + 1);
	*out = (struct span){ { bytes, len }, start,      end,     from.utf16,
		              to.utf16,       from.bytes, to.bytes };
	return text_bytes(tx, sha256, from.bytes, to.bytes, bytes, e);
}

enum err_code text_held_span(struct tx *tx, struct arena *a, struct str sha256,
                             int64_t start, int64_t end, struct span *out,
                             struct err *e)
{
	enum err_code rc = text_span(tx, a, sha256, start, end, out, e);

	return rc == ERR_NOT_FOUND || rc == ERR_INVALID ? is_torn(sha256, e)
	                                                : rc;
}
