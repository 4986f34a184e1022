/*
 * name_words.c - the names of records, word by word
 */
#include "lib/sqlite/sqlite.h"

#include "lib/text/utf8.h"

/* -------------------------------------------------------------- writing */

static enum err_code note_removed(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	(void)e;
	name_log_note(arg, stmt_text(stmt, 1), sqlite3_column_int64(stmt, 2),
	              sqlite3_column_int64(stmt, 0), false);
	return ERR_OK;
}

enum err_code names_remove(struct tx *tx, int64_t record, struct err *e)
{
	struct name_log *log = &((struct sqlite_tx *)tx)->store->names;
	struct value param = value_integer(record);
	size_t before = log->n;
	enum err_code rc = conn_run(
		conn_of(tx),
		STR("SELECT n, folded, weight FROM names WHERE record = ?"),
		&param, 1, note_removed, log, e);

	return rc != ERR_OK || log->n == before
	               ? rc
	               : conn_run(conn_of(tx),
	                          STR("DELETE FROM names WHERE record = ?"),
	                          &param, 1, NULL, NULL, e);
}

static enum err_code add_name(struct tx *tx, int64_t record,
                              const struct name *name, struct err *e)
{
	struct name_log *log = &((struct sqlite_tx *)tx)->store->names;
	struct conn *c = conn_of(tx);
	struct value params[] = { value_integer(record),
		                  value_text(name->folded),
		                  value_text(name->name),
		                  value_integer(name->weight) };
	enum err_code rc =
		conn_run(c,
	                 STR("INSERT INTO names (record, folded, name, weight) "
	                     "VALUES (?, ?, ?, ?)"),
	                 params, COUNT(params), NULL, NULL, e);

	if (rc != ERR_OK)
		return rc;
	name_log_note(log, name->folded, name->weight,
	              sqlite3_last_insert_rowid(c->db), true);
	return name_log_ease(c, log, e);
}

enum err_code sqlite_names_put(struct tx *tx, const struct entity *t,
                               struct str id, const struct name *names,
                               size_t n, struct err *e)
{
	uint32_t record = 0;
	enum err_code rc = sqlite_docid_of(tx, t, id, &record, e);

	if (rc == ERR_OK)
		rc = names_remove(tx, record, e);
	for (size_t i = 0; i < n && rc == ERR_OK; i++)
		rc = add_name(tx, record, &names[i], e);
	return rc;
}

/* -------------------------------------------------------------- reading */

struct names_walk {
	const struct sqlite_store *store;
	name_fn *fn;
	void *arg;
};

static enum err_code pass_name(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct names_walk *w = arg;
	size_t kind = sqlite_kind(w->store, stmt_text(stmt, 0));
	struct named named = {
		.id = stmt_text(stmt, 1),
		.name = { .folded = stmt_text(stmt, 2),
		          .name = stmt_text(stmt, 3),
		          .weight = sqlite3_column_int64(stmt, 4) },
	};

	if (kind == w->store->nentities)
		return ERR_OK;
	named.kind = w->store->entities[kind]->name;
	return w->fn(w->arg, &named, e);
}

#define NAMED "SELECT r.kind, r.id, n.folded, n.name, n.weight "

static enum err_code walk(struct tx *tx, struct str sql,
                          const struct value *params, size_t nparams,
                          name_fn *fn, void *arg, struct err *e)
{
	struct names_walk w = { ((struct sqlite_tx *)tx)->store, fn, arg };

	return conn_run(conn_of(tx), sql, params, nparams, pass_name, &w, e);
}

enum err_code sqlite_names_of(struct tx *tx, const struct entity *t,
                              struct str id, name_fn *fn, void *arg,
                              struct err *e)
{
	struct value params[] = { value_text(str_from(t->name)),
		                  value_text(id) };

	return walk(tx,
	            STR(NAMED "FROM records AS r "
	                      "CROSS JOIN names AS n ON n.record = r.n "
	                      "WHERE r.kind = ? AND r.id = ? ORDER BY n.n"),
	            params, COUNT(params), fn, arg, e);
}

enum err_code sqlite_names_with(struct tx *tx, struct str word, size_t limit,
                                name_fn *fn, void *arg, struct err *e)
{
	struct value params[] = { value_text(word),
		                  value_integer((int64_t)limit) };

	return walk(tx,
	            STR(NAMED "FROM name_words AS w "
	                      "CROSS JOIN names AS n ON n.n = w.name "
	                      "CROSS JOIN records AS r ON r.n = n.record "
	                      "WHERE w.word = ? "
	                      "ORDER BY w.weight DESC, w.name LIMIT ?"),
	            params, COUNT(params), fn, arg, e);
}

enum err_code sqlite_names_called(struct tx *tx, struct str folded,
                                  size_t limit, name_fn *fn, void *arg,
                                  struct err *e)
{
	struct value params[] = { value_text(folded),
		                  value_integer((int64_t)limit) };

	return walk(tx,
	            STR(NAMED "FROM names AS n "
	                      "CROSS JOIN records AS r ON r.n = n.record "
	                      "WHERE n.folded = ? "
	                      "ORDER BY n.weight DESC LIMIT ?"),
	            params, COUNT(params), fn, arg, e);
}

struct words_walk {
	tally_fn *fn;
	void *arg;
};

static enum err_code pass_word(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct words_walk *w = arg;

	return w->fn(w->arg, stmt_text(stmt, 0), sqlite3_column_int64(stmt, 1),
	             e);
}

#define WORDS_OF(length)                                                       \
	STR("SELECT word, uses FROM words WHERE substr(word, 1, " length       \
	    ") = ? ORDER BY uses DESC LIMIT ?")

enum err_code sqlite_words_with(struct tx *tx, struct str prefix, size_t limit,
                                tally_fn *fn, void *arg, struct err *e)
{
	const struct str of_length[] = { WORDS_OF("1"), WORDS_OF("2"),
		                         WORDS_OF("3") };
	const struct str longer =
		STR("SELECT word, uses FROM words WHERE word >= ? AND "
	            "word < ? || char(1114111) ORDER BY uses DESC LIMIT ?");
	struct words_walk w = { fn, arg };
	struct value params[] = { value_text(prefix), value_text(prefix),
		                  value_integer((int64_t)limit) };
	int64_t length = utf8_count(prefix).code_points;

	if (length == 0)
		return ERR_OK;
	return length <= (int64_t)COUNT(of_length)
	               ? conn_run(conn_of(tx), of_length[length - 1],
	                          params + 1, 2, pass_word, &w, e)
	               : conn_run(conn_of(tx), longer, params, 3, pass_word, &w,
	                          e);
}

enum err_code sqlite_word_uses(struct tx *tx, struct str word, int64_t *out,
                               struct err *e)
{
	struct value param = value_text(word);

	*out = 0;
	return conn_integer(conn_of(tx),
	                    STR("SELECT uses FROM words WHERE word = ?"),
	                    &param, 1, out, e);
}
