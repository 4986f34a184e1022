/*
 * texts.c - source texts, and where passages were found in them
 */
#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/bisect.h"
#include "lib/base/log.h"
#include "lib/data/digest.h"
#include "lib/sqlite/sqlite.h"
#include "lib/text/utf8.h"

/* --------------------------------------------------------------- texts */

enum err_code sqlite_text_add(struct tx *tx, const struct text *text,
                              struct err *e)
{
	struct value params[] = { value_text(text->sha256),
		                  value_integer(text->bytes),
		                  value_integer(text->code_points),
		                  value_integer(text->utf16) };

	return conn_run(conn_of(tx),
	                STR("INSERT INTO texts (sha256, bytes, code_points, "
	                    "utf16) VALUES (?, ?, ?, ?)"),
	                params, COUNT(params), NULL, NULL, e);
}

enum err_code sqlite_piece_add(struct tx *tx, struct str sha256,
                               const struct piece *piece, struct err *e)
{
	struct value params[] = { value_text(sha256),
		                  value_integer(piece->byte),
		                  value_integer(piece->code_point),
		                  value_integer(piece->utf16),
		                  value_text(piece->body) };

	return conn_run(conn_of(tx),
	                STR("INSERT INTO pieces (sha256, byte, code_point, "
	                    "utf16, body) "
	                    "VALUES (?, ?, ?, ?, CAST(? AS BLOB))"),
	                params, COUNT(params), NULL, NULL, e);
}

/* ---- what was read last ---------------------------------------------------- */

/* For who writes many passages of one text: cached until the transaction ends,
 * or a part of it is undone. */
struct cached_text {
	char sha256[DIGEST_LEN];
	bool has_text, has_piece;
	struct text text;
	struct piece piece;
	int64_t code_points; /* of the piece */
	char *body;
	size_t room;
	struct utf8_counts *stops; /* what stands before each, from 0 on */
	size_t nstops, stops_room;
};

#define STOP_BYTES 1024 /* from one to the next, or some more */

void texts_forget(struct conn *c)
{
	if (c->cached_text != NULL)
		c->cached_text->has_text = c->cached_text->has_piece = false;
}

void texts_free(struct conn *c)
{
	if (c->cached_text != NULL) {
		free(c->cached_text->body);
		free(c->cached_text->stops);
	}
	free(c->cached_text);
}

/* Where it is cached; NULL for who does not write. */
static struct cached_text *cache_of(struct conn *c)
{
	if (c->mode == CONN_WRITE && c->cached_text == NULL)
		c->cached_text = or_die(calloc(1, sizeof(*c->cached_text)));
	return c->cached_text;
}

static bool is_cached(const struct cached_text *k, struct str sha256)
{
	return k != NULL && sha256.len == DIGEST_LEN &&
	       memcmp(k->sha256, sha256.p, DIGEST_LEN) == 0;
}

static void cache_text(struct cached_text *k, const struct text *text)
{
	if (k == NULL || text->sha256.len != DIGEST_LEN)
		return;
	if (!is_cached(k, text->sha256))
		k->has_piece = false;
	memcpy(k->sha256, text->sha256.p, DIGEST_LEN);
	k->text = *text;
	k->text.sha256 = (struct str){ k->sha256, DIGEST_LEN };
	k->has_text = true;
}

static size_t length_to_stop(struct str rest)
{
	size_t n = STOP_BYTES;

	while (n < rest.len && ((unsigned char)rest.p[n] & 0xc0) == 0x80)
		n++;
	return n < rest.len ? n : rest.len;
}

/* Where passages stand is counted from the stop before them. */
static void count_piece(struct cached_text *k)
{
	struct str rest = k->piece.body;
	struct utf8_counts before = { 0 };

	for (k->nstops = 0; rest.len > 0; k->nstops++) {
		struct str part = { rest.p, length_to_stop(rest) };
		struct utf8_counts c = utf8_count(part);

		if (k->nstops == k->stops_room) {
			k->stops_room += 64;
			ARRAY_RESIZE(k->stops, k->stops_room);
		}
		k->stops[k->nstops] = before;
		before.bytes += c.bytes;
		before.code_points += c.code_points;
		before.utf16 += c.utf16;
		rest.p += part.len;
		rest.len -= part.len;
	}
	k->code_points = before.code_points;
}

/* Of the text that is cached. */
static void cache_piece(struct cached_text *k, struct str sha256,
                        const struct piece *piece)
{
	if (!is_cached(k, sha256))
		return;
	if (k->room < piece->body.len) {
		k->room = piece->body.len;
		ARRAY_RESIZE(k->body, k->room);
	}
	memcpy(k->body, piece->body.p, piece->body.len);
	k->piece = *piece;
	k->piece.body.p = k->body;
	count_piece(k);
	k->has_piece = true;
}

static bool recall_piece(const struct cached_text *k, struct str sha256,
                         enum text_unit unit, int64_t at, struct piece *out)
{
	struct utf8_counts stop;
	size_t next;

	if (!is_cached(k, sha256) || !k->has_piece || unit != UNIT_CODE_POINT ||
	    at < k->piece.code_point ||
	    at >= k->piece.code_point + k->code_points)
		return false;
	BISECT(next, k->nstops, i,
	       k->stops[i].code_points <= at - k->piece.code_point);
	stop = k->stops[next - 1];
	*out = (struct piece){ k->piece.byte + stop.bytes,
		               k->piece.code_point + stop.code_points,
		               k->piece.utf16 + stop.utf16,
		               { k->piece.body.p + stop.bytes,
		                 k->piece.body.len - (size_t)stop.bytes } };
	return true;
}

/* No text is longer, in any unit: what is read as such is not what was stored.
 */
#define PLACE_MOST (1 << 28)

static bool is_place(int64_t n)
{
	return n >= 0 && n <= PLACE_MOST;
}

struct text_copy {
	struct arena *arena;
	struct str sha256;
	struct text *text;
	struct piece *piece;
	bool found;
};

static enum err_code copy_lengths(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct text_copy *copy = arg;

	*copy->text = (struct text){
		.sha256 = arena_str(copy->arena, stmt_text(stmt, 0)),
		.bytes = sqlite3_column_int64(stmt, 1),
		.code_points = sqlite3_column_int64(stmt, 2),
		.utf16 = sqlite3_column_int64(stmt, 3),
	};
	copy->found = true;
	if (!is_place(copy->text->bytes) ||
	    !is_place(copy->text->code_points) || !is_place(copy->text->utf16))
		return store_unsound(e, "texts", copy->text->sha256,
		                     "its length is negative or too large");
	return ERR_OK;
}

static enum err_code no_text(struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "no such text is held");
}

enum err_code sqlite_text_find(struct tx *tx, struct str sha256,
                               struct arena *a, struct text *out, struct err *e)
{
	struct text_copy copy = { .arena = a, .text = out };
	struct value params[] = { value_text(sha256) };
	struct cached_text *cached = cache_of(conn_of(tx));
	enum err_code rc;

	if (is_cached(cached, sha256) && cached->has_text) {
		*out = cached->text;
		out->sha256 = arena_str(a, cached->text.sha256);
		return ERR_OK;
	}
	rc = conn_run(conn_of(tx),
	              STR("SELECT sha256, bytes, code_points, utf16 FROM texts "
	                  "WHERE sha256 = ?"),
	              params, COUNT(params), copy_lengths, &copy, e);
	if (rc == ERR_OK && copy.found)
		cache_text(cached, out);
	return rc == ERR_OK && !copy.found ? no_text(e) : rc;
}

static enum err_code copy_piece(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct text_copy *copy = arg;
	const char *body = sqlite3_column_blob(stmt, 3);
	size_t len = (size_t)sqlite3_column_bytes(stmt, 3);

	*copy->piece = (struct piece){
		.byte = sqlite3_column_int64(stmt, 0),
		.code_point = sqlite3_column_int64(stmt, 1),
		.utf16 = sqlite3_column_int64(stmt, 2),
		.body = arena_str(copy->arena,
		                  (struct str){ len > 0 ? body : "", len }),
	};
	copy->found = true;
	if (!is_place(copy->piece->byte) ||
	    !is_place(copy->piece->code_point) || !is_place(copy->piece->utf16))
		return store_unsound(e, "pieces", copy->sha256,
		                     "its offset is negative or too large");
	return ERR_OK;
}

#define PIECE_BY(unit)                                                         \
	STR("SELECT byte, code_point, utf16, body FROM pieces "                \
	    "WHERE sha256 = ? AND " unit " <= ? ORDER BY " unit                \
	    " DESC LIMIT 1")

enum err_code sqlite_piece_find(struct tx *tx, struct str sha256,
                                enum text_unit unit, int64_t at,
                                struct arena *a, struct piece *out,
                                struct err *e)
{
	const struct str by[] = {
		[UNIT_BYTE] = PIECE_BY("byte"),
		[UNIT_CODE_POINT] = PIECE_BY("code_point"),
		[UNIT_UTF16] = PIECE_BY("utf16"),
	};
	struct text_copy copy = { .arena = a, .sha256 = sha256, .piece = out };
	struct value params[] = { value_text(sha256), value_integer(at) };
	struct cached_text *cached = cache_of(conn_of(tx));
	enum err_code rc;

	if (recall_piece(cached, sha256, unit, at, out))
		return ERR_OK;
	rc = conn_run(conn_of(tx), by[unit], params, COUNT(params), copy_piece,
	              &copy, e);
	if (rc == ERR_OK && copy.found)
		cache_piece(cached, sha256, out);
	return rc == ERR_OK && !copy.found ? no_text(e) : rc;
}

/* -------------------------------------------------------------- anchors */

#define ANCHOR_COLUMNS                                                         \
	"source, target, passage, edition, start, \"end\", state, "            \
	"similarity, places, print, gave_up"

enum err_code sqlite_anchor_put(struct tx *tx, const struct anchor *anchor,
                                struct err *e)
{
	struct value params[] = { value_text(anchor->source),
		                  value_text(anchor->target),
		                  value_text(anchor->passage),
		                  value_text(anchor->edition),
		                  value_integer(anchor->start),
		                  value_integer(anchor->end),
		                  value_text(anchor->state),
		                  value_integer(anchor->similarity),
		                  value_text(anchor->places),
		                  value_text(anchor->print),
		                  value_integer(anchor->gave_up) };

	return conn_run(conn_of(tx),
	                STR("INSERT OR REPLACE INTO anchors (" ANCHOR_COLUMNS
	                    ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
	                params, COUNT(params), NULL, NULL, e);
}

static struct anchor anchor_of(sqlite3_stmt *stmt)
{
	return (struct anchor){
		.source = stmt_text(stmt, 0),
		.target = stmt_text(stmt, 1),
		.passage = stmt_text(stmt, 2),
		.edition = stmt_text(stmt, 3),
		.start = sqlite3_column_int64(stmt, 4),
		.end = sqlite3_column_int64(stmt, 5),
		.state = stmt_text(stmt, 6),
		.similarity = sqlite3_column_int64(stmt, 7),
		.places = stmt_text(stmt, 8),
		.print = stmt_text(stmt, 9),
		.gave_up = sqlite3_column_int(stmt, 10) != 0,
	};
}

struct anchor_copy {
	struct arena *arena;
	struct anchor *out;
	bool found;
};

static enum err_code copy_anchor(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct anchor_copy *copy = arg;
	struct anchor c = anchor_of(stmt);
	struct str *texts[] = { &c.source, &c.target, &c.passage, &c.edition,
		                &c.state,  &c.places, &c.print };

	(void)e;
	for (size_t i = 0; i < COUNT(texts); i++)
		*texts[i] = arena_str(copy->arena, *texts[i]);
	*copy->out = c;
	copy->found = true;
	return ERR_OK;
}

enum err_code sqlite_anchor_find(struct tx *tx, struct str source,
                                 struct str target, struct str passage,
                                 struct arena *a, struct anchor *out,
                                 struct err *e)
{
	struct anchor_copy copy = { .arena = a, .out = out };
	struct value params[] = { value_text(source), value_text(target),
		                  value_text(passage) };
	enum err_code rc =
		conn_run(conn_of(tx),
	                 STR("SELECT " ANCHOR_COLUMNS " FROM anchors WHERE "
	                     "source = ? AND target = ? AND passage = ?"),
	                 params, COUNT(params), copy_anchor, &copy, e);

	if (rc == ERR_OK && !copy.found)
		return err_set(e, ERR_NOT_FOUND, "it was not looked for there");
	return rc;
}

struct anchor_walk {
	anchor_fn *fn;
	void *arg;
};

static enum err_code pass_anchor(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct anchor_walk *w = arg;
	struct anchor c = anchor_of(stmt);

	return w->fn(w->arg, &c, e);
}

enum err_code sqlite_anchors(struct tx *tx, const struct anchors *q,
                             anchor_fn *fn, void *arg, struct err *e)
{
	struct str all = STR("SELECT " ANCHOR_COLUMNS " FROM anchors WHERE "
	                     "source = ? AND target = ? AND "
	                     "(start, passage) > (?, ?) "
	                     "ORDER BY start, passage LIMIT ?"),
		   some = STR("SELECT " ANCHOR_COLUMNS " FROM anchors WHERE "
	                      "source = ? AND target = ? AND "
	                      "(start, passage) > (?, ?) AND state = ? "
	                      "ORDER BY start, passage LIMIT ?");
	bool any = q->state.len == 0;
	struct value params[6] = { value_text(q->source), value_text(q->target),
		                   value_integer(q->after_start),
		                   value_text(q->after_passage) };
	size_t n = 4;
	struct anchor_walk w = { fn, arg };

	if (!any)
		params[n++] = value_text(q->state);
	params[n++] = value_integer((int64_t)q->limit);
	return conn_run(conn_of(tx), any ? all : some, params, n, pass_anchor,
	                &w, e);
}

struct tally_walk {
	tally_fn *fn;
	void *arg;
};

static enum err_code pass_tally(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct tally_walk *w = arg;

	return w->fn(w->arg, stmt_text(stmt, 0), sqlite3_column_int64(stmt, 1),
	             e);
}

enum err_code sqlite_anchor_tally(struct tx *tx, struct str source,
                                  struct str target, tally_fn *fn, void *arg,
                                  struct err *e)
{
	struct tally_walk w = { fn, arg };
	struct value params[] = { value_text(source), value_text(target) };

	return conn_run(conn_of(tx),
	                STR("SELECT state, count(*) FROM anchors WHERE "
	                    "source = ? AND target = ? GROUP BY state"),
	                params, COUNT(params), pass_tally, &w, e);
}
