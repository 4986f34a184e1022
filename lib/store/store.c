/*
 * store.c - which engine, and how a transaction is run
 */
#include "lib/store/store.h"

#include <stdarg.h>
#include <stdio.h>

#include "lib/base/arena.h"
#include "lib/base/log.h"
#include "lib/store/commits.h"
#include "lib/store/store_ops.h"
#include "lib/store/watch.h"
#include "lib/store/writer.h"

/* The first is meant when `where` names none. */
static const struct store_ops *const engines[] = {
	&store_sqlite,
};

/* ------------------------------------------------------- opening, closing */

/* The engine, and *where moved past its name; NULL for an unknown one. */
static const struct store_ops *choose(const char **where)
{
	for (size_t i = 0; i < COUNT(engines); i++) {
		size_t n = strlen(engines[i]->scheme);

		if (strncmp(*where, engines[i]->scheme, n) == 0 &&
		    (*where)[n] == ':') {
			*where += n + 1;
			return engines[i];
		}
	}
	return strstr(*where, "://") == NULL ? engines[0] : NULL;
}

enum err_code store_open(struct store **out, const char *where, unsigned flags,
                         const struct entity *const *entities, size_t nentities,
                         struct err *e)
{
	const struct store_ops *engine = choose(&where);
	enum err_code rc;

	if (engine == NULL)
		return err_set(e, ERR_INVALID, "%s: no such kind of database",
		               where);
	rc = engine->open(out, where, flags, entities, nentities, e);
	if (rc == ERR_OK)
		store_start(*out);
	return rc;
}

void store_start(struct store *s)
{
	s->writer = writer_start(s);
}

void store_close(struct store *s)
{
	if (s == NULL)
		return;
	watch_stop(s->watch);
	if (s->writer != NULL)
		writer_stop(s->writer);
	s->ops->close(s);
}

/* ---------------------------------------------------------- transactions */

struct guarded {
	struct tx *tx;
	tx_fn *fn;
	void *arg;
};

static enum err_code run_guarded(void *arg, struct err *e)
{
	const struct guarded *g = arg;

	return g->fn(g->tx, g->arg, e);
}

enum err_code store_guard(struct tx *tx, tx_fn *fn, void *arg, struct err *e)
{
	struct guarded g = { tx, fn, arg };
	struct arena *outer = arena_guarded(),
		     *limited = outer != NULL ? outer : e->arena;

	if (limited == NULL) /* the command line has no limits */
		return fn(tx, arg, e);
	return arena_guard(limited, run_guarded, &g, e);
}

static enum err_code run_read(struct store *s, tx_fn *fn, void *arg,
                              struct err *e)
{
	struct err ignored = { 0 };
	struct tx *tx = NULL;
	enum err_code rc = s->ops->begin(s, TX_READ, 0, &tx, e), ended;

	if (rc != ERR_OK)
		return rc;
	rc = store_guard(tx, fn, arg, e);
	ended = s->ops->end(tx, rc == ERR_OK, rc == ERR_OK ? e : &ignored);
	return rc != ERR_OK ? rc : ended;
}

enum err_code store_attempt(struct tx *tx, tx_fn *fn, void *arg, struct err *e)
{
	struct err failure = { 0 };
	enum err_code rc = tx->ops->mark(tx, &failure);

	if (rc == ERR_OK) {
		rc = store_guard(tx, fn, arg, e);
		if (rc != ERR_OK)
			tx->tip.seq = 0;
		if (tx->ops->unmark(tx, rc == ERR_OK, &failure) == ERR_OK)
			return rc;
	}
	err_clear(e);
	return err_set(e, ERR_STORE, "%s", failure.detail);
}

enum err_code store_run(struct store *s, enum tx_mode mode, tx_fn *fn,
                        void *arg, struct err *e)
{
	if (writer_is_here(s->writer))
		die("a transaction inside a write");
	err_clear(e);
	if (mode == TX_READ)
		return run_read(s, fn, arg, e);
	return writer_run(s->writer, mode == TX_BULK, fn, arg, e);
}

/* -------------------------------------------------------- is it ready? */

static enum err_code read_seq(struct tx *tx, void *arg, struct err *e)
{
	return store_newest(tx, arg, e);
}

enum err_code store_look(struct store *s, int64_t *seq, struct err *e)
{
	enum err_code rc = store_run(s, TX_READ, read_seq, seq, e);

	if (rc == ERR_OK)
		return s->ops->ready(s, e);
	err_clear(e);
	return err_set(e, ERR_BUSY, "the database does not answer");
}

void store_go_on(struct store *s, rest_fn *fn)
{
	s->rest = fn;
	writer_go_on(s->writer);
}

void store_watch(struct store *s)
{
	s->watch = watch_start(s);
}

enum err_code store_ready(struct store *s, struct err *e)
{
	int64_t seq;

	return s->watch != NULL ? watch_ready(s->watch, e)
	                        : store_look(s, &seq, e);
}

enum err_code store_seq(struct store *s, int64_t *out, struct err *e)
{
	if (s->watch == NULL)
		return store_run(s, TX_READ, read_seq, out, e);
	*out = watch_seq(s->watch);
	return ERR_OK;
}

int64_t store_write_ms(struct store *s)
{
	return s->ops->write_ms(s);
}

uint64_t store_commits(struct store *s)
{
	return s->ops->commits(s);
}

void store_set_author(struct store *s, struct str author)
{
	s->author = author;
}

void store_write_as(struct tx *tx, struct str author)
{
	tx->author = author;
}

struct str store_author(const struct tx *tx)
{
	return tx->author;
}

void store_set_moment(struct tx *tx, struct str at)
{
	snprintf(tx->moment, sizeof(tx->moment), "%.*s", STR_ARG(at));
}

struct str store_moment(const struct tx *tx)
{
	return str_from(tx->moment);
}

enum err_code store_submit(struct store *s, struct job *job)
{
	err_clear(job->err);
	return writer_submit(s->writer, job, job->err);
}

enum err_code store_unsound(struct err *e, const char *table, struct str id,
                            const char *fmt, ...)
{
	char why[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	log_event(LOG_ERROR, "store.unsound", "table=%s id=%.*s why=\"%s\"",
	          table, STR_ARG(id), why);
	return err_set(e, ERR_STORE, "%s %.*s: %s", table, STR_ARG(id), why);
}

/* --------------------------------------------------------------- records */

enum err_code store_insert(struct tx *tx, const struct entity *t,
                           const struct row *row, struct err *e)
{
	return tx->ops->insert(tx, t, row, e);
}

enum err_code store_update(struct tx *tx, const struct entity *t,
                           const struct row *row, struct err *e)
{
	return tx->ops->update(tx, t, row, e);
}

enum err_code store_set(struct tx *tx, const struct entity *t,
                        const struct column *c, struct str id,
                        struct value value, struct err *e)
{
	return tx->ops->set(tx, t, c, id, value, e);
}

enum err_code store_remove(struct tx *tx, const struct entity *t, struct str id,
                           struct err *e)
{
	return tx->ops->remove(tx, t, id, e);
}

enum err_code store_find(struct tx *tx, const struct entity *t, struct str ref,
                         struct arena *a, struct row *out, struct err *e)
{
	return tx->ops->find(tx, t, ref, a, out, e);
}

enum err_code store_ids(struct tx *tx, const struct entity *t, struct str after,
                        size_t limit, id_fn *fn, void *arg, struct err *e)
{
	return tx->ops->ids(tx, t, after, limit, fn, arg, e);
}

enum err_code store_values(struct tx *tx, const struct entity *t,
                           const struct list *list, const struct column *column,
                           struct str from, size_t limit, id_fn *fn, void *arg,
                           struct err *e)
{
	return tx->ops->values(tx, t, list, column, from, limit, fn, arg, e);
}

enum err_code store_items(struct tx *tx, const struct list *l, struct str owner,
                          item_fn *fn, void *arg, struct err *e)
{
	return tx->ops->items(tx, l, owner, fn, arg, e);
}

enum err_code store_items_put(struct tx *tx, const struct list *l,
                              struct str owner, const struct list_rows *items,
                              struct err *e)
{
	return tx->ops->items_put(tx, l, owner, items, e);
}

enum err_code store_list(struct tx *tx, const struct entity *t,
                         const struct query *q, row_fn *fn, void *arg,
                         struct err *e)
{
	return tx->ops->list(tx, t, q, fn, arg, e);
}

enum err_code store_count(struct tx *tx, const struct entity *t,
                          const struct query *q, int64_t *out, struct err *e)
{
	return tx->ops->count(tx, t, q, out, e);
}

bool store_past_knows(const struct condition *c)
{
	unsigned flags = c->column->field->flags;

	if (c->list != NULL)
		flags |= c->list->field->flags;
	return !(flags & (F_DERIVED | F_COMPUTED | F_SIDE_TABLE | F_OF_DAY));
}

enum err_code store_past(struct tx *tx, const struct entity *t,
                         const struct query *q, int64_t seq, row_fn *fn,
                         void *arg, struct err *e)
{
	return tx->ops->past(tx, t, q, seq, fn, arg, e);
}

enum err_code store_past_count(struct tx *tx, const struct entity *t,
                               const struct query *q, int64_t seq, int64_t *out,
                               struct err *e)
{
	return tx->ops->past_count(tx, t, q, seq, out, e);
}

enum err_code store_related(struct tx *tx, const struct entity *t,
                            const struct list *list,
                            const struct column *column,
                            const struct str *owners, size_t nowners,
                            const struct entity *target, row_fn *fn, void *arg,
                            struct err *e)
{
	return tx->ops->related(tx, t, list, column, owners, nowners, target,
	                        fn, arg, e);
}

/* -------------------------------------------------------------- evidence */

enum err_code store_conflicts(struct tx *tx, const struct conflicts *q,
                              conflict_fn *fn, void *arg, struct err *e)
{
	return tx->ops->conflicts(tx, q, fn, arg, e);
}

enum err_code store_conflicts_count(struct tx *tx, const struct conflicts *q,
                                    int64_t *out, struct err *e)
{
	return tx->ops->conflicts_count(tx, q, out, e);
}

enum err_code store_coverage(struct tx *tx, struct str instrument,
                             covered_fn *fn, void *arg, struct err *e)
{
	return tx->ops->coverage(tx, instrument, fn, arg, e);
}

enum err_code store_text_coverage(struct tx *tx, struct str instrument,
                                  int64_t *instruments, covered_fn *fn,
                                  void *arg, struct err *e)
{
	return tx->ops->text_coverage(tx, instrument, instruments, fn, arg, e);
}

enum err_code store_yield(struct tx *tx, struct str source, struct yield *out,
                          struct err *e)
{
	return tx->ops->yield(tx, source, out, e);
}

/* --------------------------------------------------------------- changes */

enum err_code store_head(struct tx *tx, struct arena *a, struct change *out,
                         struct err *e)
{
	return tx->ops->head(tx, a, out, e);
}

enum err_code store_newest(struct tx *tx, int64_t *out, struct err *e)
{
	return tx->ops->newest(tx, out, e);
}

enum err_code store_changes(struct tx *tx, int64_t since, size_t limit,
                            change_fn *fn, void *arg, struct err *e)
{
	return tx->ops->changes(tx, since, limit, fn, arg, e);
}

enum err_code store_last_change(struct tx *tx, struct str kind, struct str ref,
                                int64_t until, struct arena *a,
                                struct change *out, struct err *e)
{
	return tx->ops->last_change(tx, kind, ref, until, a, out, e);
}

/* ---------------------------------------------------------- source texts */

enum err_code store_revision(struct tx *tx, struct str kind, struct str id,
                             int64_t rev, struct arena *a, struct change *out,
                             struct err *e)
{
	return tx->ops->revision(tx, kind, id, rev, a, out, e);
}

enum err_code store_history(struct tx *tx, struct str kind, struct str id,
                            int64_t since, size_t limit, change_fn *fn,
                            void *arg, struct err *e)
{
	return tx->ops->history(tx, kind, id, since, limit, fn, arg, e);
}

enum err_code store_history_count(struct tx *tx, struct str kind, struct str id,
                                  int64_t *out, struct err *e)
{
	return tx->ops->history_count(tx, kind, id, out, e);
}

/* -------------------------------------------------------- who harvests */

enum err_code store_harvest(struct tx *tx, struct str set, int64_t since,
                            int64_t until, size_t limit, change_fn *fn,
                            void *arg, struct err *e)
{
	return tx->ops->harvest(tx, set, since, until, limit, fn, arg, e);
}

enum err_code store_sets_of(struct tx *tx, int64_t seq, id_fn *fn, void *arg,
                            struct err *e)
{
	return tx->ops->sets_of(tx, seq, fn, arg, e);
}

enum err_code store_sets(struct tx *tx, id_fn *fn, void *arg, struct err *e)
{
	return tx->ops->sets(tx, fn, arg, e);
}

enum err_code store_text_add(struct tx *tx, const struct text *text,
                             struct err *e)
{
	return tx->ops->text_add(tx, text, e);
}

enum err_code store_piece_add(struct tx *tx, struct str sha256,
                              const struct piece *piece, struct err *e)
{
	return tx->ops->piece_add(tx, sha256, piece, e);
}

enum err_code store_text_find(struct tx *tx, struct str sha256, struct arena *a,
                              struct text *out, struct err *e)
{
	return tx->ops->text_find(tx, sha256, a, out, e);
}

enum err_code store_piece_find(struct tx *tx, struct str sha256,
                               enum text_unit unit, int64_t at, struct arena *a,
                               struct piece *out, struct err *e)
{
	return tx->ops->piece_find(tx, sha256, unit, at, a, out, e);
}

enum err_code store_anchor_put(struct tx *tx, const struct anchor *anchor,
                               struct err *e)
{
	return tx->ops->anchor_put(tx, anchor, e);
}

enum err_code store_anchor_find(struct tx *tx, struct str source,
                                struct str target, struct str passage,
                                struct arena *a, struct anchor *out,
                                struct err *e)
{
	return tx->ops->anchor_find(tx, source, target, passage, a, out, e);
}

enum err_code store_anchors(struct tx *tx, const struct anchors *q,
                            anchor_fn *fn, void *arg, struct err *e)
{
	return tx->ops->anchors(tx, q, fn, arg, e);
}

enum err_code store_anchor_tally(struct tx *tx, struct str source,
                                 struct str target, tally_fn *fn, void *arg,
                                 struct err *e)
{
	return tx->ops->anchor_tally(tx, source, target, fn, arg, e);
}

/* ---------------------------------------------------------------- search */

enum err_code store_index(struct tx *tx, const struct entity *t, struct str id,
                          const struct document *old,
                          const struct document *new, struct err *e)
{
	return tx->ops->index(tx, t, id, old, new, e);
}

enum err_code store_search(struct tx *tx, const struct search *s,
                           struct arena *a, struct found **out, size_t *n,
                           struct err *e)
{
	if (tx->mode != TX_READ)
		die("a search inside a write");
	return tx->ops->search(tx, s, a, out, n, e);
}

enum err_code store_docid_find(struct tx *tx, uint32_t n, struct arena *a,
                               const char **kind, struct str *id, struct err *e)
{
	return tx->ops->docid_find(tx, n, a, kind, id, e);
}

enum err_code store_docid_of(struct tx *tx, const struct entity *t,
                             struct str id, uint32_t *out, struct err *e)
{
	return tx->ops->docid_of(tx, t, id, out, e);
}

enum err_code store_docids(struct tx *tx, const struct entity *t,
                           const struct query *q, docid_fn *fn, void *arg,
                           struct err *e)
{
	return tx->ops->docids(tx, t, q, fn, arg, e);
}

enum err_code store_indexed(struct tx *tx, int64_t since, size_t limit,
                            indexed_fn *fn, void *arg, int64_t *version,
                            struct err *e)
{
	return tx->ops->indexed(tx, since, limit, fn, arg, version, e);
}

enum err_code store_index_version(struct tx *tx, int64_t *out, struct err *e)
{
	return tx->ops->index_version(tx, out, e);
}

enum err_code store_index_state(struct tx *tx, enum index_state *out,
                                struct err *e)
{
	return tx->ops->index_state(tx, out, e);
}

enum err_code store_index_has_facets(struct tx *tx, struct err *e)
{
	return tx->ops->index_has_facets(tx, e);
}

enum err_code store_index_reset(struct tx *tx, struct err *e)
{
	return tx->ops->index_reset(tx, e);
}

/* --------------------------------------------------- keys that may write */

enum err_code store_names_put(struct tx *tx, const struct entity *t,
                              struct str id, const struct name *names, size_t n,
                              struct err *e)
{
	return tx->ops->names_put(tx, t, id, names, n, e);
}

enum err_code store_index_sums(struct tx *tx, struct arena *a,
                               struct index_sums **out, struct err *e)
{
	return tx->ops->index_sums(tx, a, out, e);
}

enum err_code store_index_holds(struct tx *tx, struct index_sums *s,
                                const struct entity *t, struct str id,
                                const struct document *d, bool *out,
                                struct err *e)
{
	return tx->ops->index_holds(tx, s, t, id, d, out, e);
}

enum err_code store_index_rest(struct tx *tx, struct index_sums *s, size_t *out,
                               struct err *e)
{
	return tx->ops->index_rest(tx, s, out, e);
}

enum err_code store_names_of(struct tx *tx, const struct entity *t,
                             struct str id, name_fn *fn, void *arg,
                             struct err *e)
{
	return tx->ops->names_of(tx, t, id, fn, arg, e);
}

enum err_code store_names_with(struct tx *tx, struct str word, size_t limit,
                               name_fn *fn, void *arg, struct err *e)
{
	return tx->ops->names_with(tx, word, limit, fn, arg, e);
}

enum err_code store_names_called(struct tx *tx, struct str folded, size_t limit,
                                 name_fn *fn, void *arg, struct err *e)
{
	return tx->ops->names_called(tx, folded, limit, fn, arg, e);
}

enum err_code store_words_with(struct tx *tx, struct str prefix, size_t limit,
                               tally_fn *fn, void *arg, struct err *e)
{
	return tx->ops->words_with(tx, prefix, limit, fn, arg, e);
}

enum err_code store_word_uses(struct tx *tx, struct str word, int64_t *out,
                              struct err *e)
{
	return tx->ops->word_uses(tx, word, out, e);
}

enum err_code store_key_add(struct tx *tx, const struct api_key *k,
                            struct err *e)
{
	return tx->ops->key_add(tx, k, e);
}

enum err_code store_key_find(struct tx *tx, struct str digest, struct arena *a,
                             struct api_key *out, struct err *e)
{
	return tx->ops->key_find(tx, digest, a, out, e);
}

enum err_code store_keys(struct tx *tx, api_key_fn *fn, void *arg,
                         struct err *e)
{
	return tx->ops->keys(tx, fn, arg, e);
}

enum err_code store_key_revoke(struct tx *tx, struct str name, struct str at,
                               struct err *e)
{
	return tx->ops->key_revoke(tx, name, at, e);
}

enum err_code store_answer_put(struct tx *tx,
                               const struct stored_answer *answer,
                               struct str until, struct err *e)
{
	return tx->ops->answer_put(tx, answer, until, e);
}

enum err_code store_answer_find(struct tx *tx, struct str who, struct str name,
                                struct str since, struct arena *a,
                                struct stored_answer *out, struct err *e)
{
	return tx->ops->answer_find(tx, who, name, since, a, out, e);
}

enum err_code store_fetch_put(struct tx *tx, const struct fetched *f,
                              struct err *e)
{
	return tx->ops->fetch_put(tx, f, e);
}

enum err_code store_fetch_find(struct tx *tx, struct str source,
                               struct arena *a, struct fetched *out,
                               struct err *e)
{
	return tx->ops->fetch_find(tx, source, a, out, e);
}

enum err_code store_pending_put(struct tx *tx, const struct pending *p,
                                struct err *e)
{
	tx->leaves_rest = true;
	return tx->ops->pending_put(tx, p, e);
}

enum err_code store_pending_find(struct tx *tx, struct arena *a,
                                 struct pending *p, struct err *e)
{
	return tx->ops->pending_find(tx, a, p, e);
}

/* ------------------------------------------------------------------ care */

enum err_code store_check(struct store *s, bool words, complaint_fn *fn,
                          void *arg, struct err *e)
{
	return s->ops->check(s, words, fn, arg, e);
}

enum err_code store_backup(struct store *s, const char *path, struct err *e)
{
	return s->ops->backup(s, path, e);
}
