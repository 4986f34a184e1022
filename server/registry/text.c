/*
 * text.c - cutting texts into pieces, and spans out of them
 */
#include "server/registry/text.h"

#include <inttypes.h>

#include "lib/digest.h"
#include "lib/utf8.h"

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

static enum err_code keep_pieces(struct tx *tx, struct str sha256,
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

enum err_code text_keep(struct tx *tx, struct arena *a, struct str bytes,
                        struct text *out, struct err *e)
{
	struct utf8_counts size;
	struct str sha256;
	enum err_code rc;

	if (bytes.len > TEXT_BYTES_MAX)
		return err_set(e, ERR_TOO_LARGE,
		               "a text may have at most %u bytes",
		               TEXT_BYTES_MAX);
	if (!utf8_valid(bytes))
		return err_set(e, ERR_INVALID,
		               "the text is not UTF-8 at byte %zu",
		               utf8_valid_length(bytes));

	sha256 = digest_of(a, bytes);
	rc = store_text_find(tx, sha256, a, out, e);
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	size = utf8_count(bytes);
	*out = (struct text){ sha256, size.bytes, size.code_points,
		              size.utf16 };
	rc = store_text_add(tx, out, e);
	return rc != ERR_OK ? rc : keep_pieces(tx, sha256, bytes, e);
}

/* The place of a code point within a piece, in all three units. */
static struct utf8_counts place_in(const struct piece *piece, int64_t at)
{
	struct utf8_counts c = utf8_until(piece->body, at - piece->code_point);

	c.bytes += piece->byte;
	c.utf16 += piece->utf16;
	return c;
}

/* Add the bytes from *at up to code point `end`, as far as the piece goes. */
static struct utf8_counts take(struct buf *out, const struct piece *piece,
                               int64_t from_byte, int64_t end)
{
	struct utf8_counts stop = place_in(piece, end);
	size_t from = (size_t)(from_byte - piece->byte);

	buf_add(out, piece->body.p + from, (size_t)(stop.bytes - from_byte));
	return stop;
}

static enum err_code gather(struct tx *tx, struct arena *a, struct str sha256,
                            struct span *s, struct err *e)
{
	struct utf8_counts at;
	struct piece piece;
	struct buf out;
	enum err_code rc = store_piece_find(tx, sha256, UNIT_CODE_POINT,
	                                    s->start, a, &piece, e);

	if (rc != ERR_OK)
		return rc;
	buf_init(&out, a);
	at = place_in(&piece, s->start);
	s->byte_start = at.bytes;
	s->utf16_start = at.utf16;

	for (;;) {
		int64_t piece_end =
			piece.code_point + utf8_count(piece.body).code_points;

		at = take(&out, &piece, at.bytes, s->end);
		if (s->end <= piece_end)
			break;
		rc = store_piece_find(tx, sha256, UNIT_CODE_POINT, piece_end, a,
		                      &piece, e);
		if (rc != ERR_OK)
			return rc;
	}
	s->byte_end = at.bytes;
	s->utf16_end = at.utf16;
	s->exact = buf_text(&out);
	return ERR_OK;
}

enum err_code text_span(struct tx *tx, struct arena *a, struct str sha256,
                        int64_t start, int64_t end, struct span *out,
                        struct err *e)
{
	struct text text;
	enum err_code rc = store_text_find(tx, sha256, a, &text, e);

	if (rc != ERR_OK)
		return rc;
	if (start < 0 || start > end || end > text.code_points)
		return err_set(e, ERR_INVALID,
		               "the text has %" PRId64 " code points",
		               text.code_points);
	*out = (struct span){ .start = start, .end = end };
	if (text.bytes == 0) {
		out->exact = STR("");
		return ERR_OK;
	}
	return gather(tx, a, sha256, out, e);
}
