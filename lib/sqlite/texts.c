/*
 * texts.c - source texts, and where passages were found in them
 */
#include "lib/sqlite/sqlite.h"

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

static enum err_code copy_text(void *arg, sqlite3_stmt *stmt, struct err *e)
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
		                     "its length cannot be");
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
	enum err_code rc = conn_run(
		conn_of(tx),
		STR("SELECT sha256, bytes, code_points, utf16 FROM texts "
	            "WHERE sha256 = ?"),
		params, COUNT(params), copy_text, &copy, e);

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
		                     "its place cannot be");
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
	enum err_code rc = conn_run(conn_of(tx), by[unit], params,
	                            COUNT(params), copy_piece, &copy, e);

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
