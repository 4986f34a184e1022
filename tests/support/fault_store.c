/*
 * fault_store.c - a store that fails when told to
 */
#include "tests/support/fault_store.h"

#include <stdlib.h>

#include "lib/base/log.h"
#include "lib/store/writer.h"
#include "tests/support/fault_tx.h"

bool fault_is_due(struct fault_store *f, struct err *e)
{
	int left = f->left;

	while (left > 0 &&
	       !atomic_compare_exchange_weak(&f->left, &left, left - 1))
		;
	if (left != 1)
		return false;
	err_set(e, f->code, "injected");
	return true;
}

/* ---------------------------------------------------------- transactions */

static void fault_tend(struct store *s, bool idle)
{
	struct fault_store *f = (struct fault_store *)s;

	if (f->inner->ops->tend != NULL)
		f->inner->ops->tend(f->inner, idle);
}

static int64_t fault_write_ms(struct store *s)
{
	return store_write_ms(((struct fault_store *)s)->inner);
}

static enum err_code fault_ready(struct store *s, struct err *e)
{
	struct fault_store *f = (struct fault_store *)s;

	return fault_is_due(f, e) ? e->code : f->inner->ops->ready(f->inner, e);
}

static enum err_code fault_begin(struct store *s, enum tx_mode mode,
                                 unsigned wait_ms, struct tx **out,
                                 struct err *e)
{
	struct fault_store *f = (struct fault_store *)s;
	struct fault_tx *tx;
	enum err_code rc;

	if (fault_is_due(f, e))
		return e->code;
	tx = calloc(1, sizeof(*tx));
	if (tx == NULL)
		die("out of memory");
	tx->base = (struct tx){ .ops = s->ops, .mode = mode };
	tx->store = f;
	rc = f->inner->ops->begin(f->inner, mode, wait_ms, &tx->inner, e);
	if (rc != ERR_OK)
		free(tx);
	else
		*out = &tx->base;
	return rc;
}

static enum err_code fault_mark(struct tx *tx, struct err *e)
{
	return CALL(INNER(tx)->ops->mark(INNER(tx), e));
}

static enum err_code fault_unmark(struct tx *tx, bool keep, struct err *e)
{
	OWN(tx)->is_lost = DUE(tx, e);
	return OWN(tx)->is_lost ? e->code
	                        : INNER(tx)->ops->unmark(INNER(tx), keep, e);
}

static enum err_code fault_end(struct tx *tx, bool commit, struct err *e)
{
	struct fault_tx *own = OWN(tx);
	struct err ignored = { 0 };
	bool is_bad = DUE(tx, e);
	bool forgets = own->store->forgets && tx->mode != TX_READ;
	enum err_code rc = own->inner->ops->end(
		own->inner, commit && !is_bad && !own->is_lost && !forgets,
		is_bad ? &ignored : e);

	free(own);
	return is_bad ? e->code : rc;
}

static void fault_close(struct store *s)
{
	store_close(((struct fault_store *)s)->inner);
	free(s);
}

/* --------------------------------------------------------------- records */

static enum err_code fault_insert(struct tx *tx, const struct entity *t,
                                  const struct row *row, struct err *e)
{
	return CALL(store_insert(INNER(tx), t, row, e));
}

static enum err_code fault_update(struct tx *tx, const struct entity *t,
                                  const struct row *row, struct err *e)
{
	return CALL(store_update(INNER(tx), t, row, e));
}

static enum err_code fault_set(struct tx *tx, const struct entity *t,
                               const struct column *c, struct str id,
                               struct value value, struct err *e)
{
	return CALL(store_set(INNER(tx), t, c, id, value, e));
}

static enum err_code fault_remove(struct tx *tx, const struct entity *t,
                                  struct str id, struct err *e)
{
	return CALL(store_remove(INNER(tx), t, id, e));
}

static enum err_code fault_find(struct tx *tx, const struct entity *t,
                                struct str ref, struct arena *a,
                                struct row *out, struct err *e)
{
	return CALL(store_find(INNER(tx), t, ref, a, out, e));
}

static enum err_code fault_list(struct tx *tx, const struct entity *t,
                                const struct query *q, row_fn *fn, void *arg,
                                struct err *e)
{
	return CALL(store_list(INNER(tx), t, q, fn, arg, e));
}

static enum err_code fault_count(struct tx *tx, const struct entity *t,
                                 const struct query *q, int64_t *out,
                                 struct err *e)
{
	return CALL(store_count(INNER(tx), t, q, out, e));
}

static enum err_code fault_past(struct tx *tx, const struct entity *t,
                                const struct query *q, int64_t seq, row_fn *fn,
                                void *arg, struct err *e)
{
	return CALL(store_past(INNER(tx), t, q, seq, fn, arg, e));
}

static enum err_code fault_past_count(struct tx *tx, const struct entity *t,
                                      const struct query *q, int64_t seq,
                                      int64_t *out, struct err *e)
{
	return CALL(store_past_count(INNER(tx), t, q, seq, out, e));
}

static enum err_code fault_related(struct tx *tx, const struct entity *t,
                                   const struct list *list,
                                   const struct column *column,
                                   const struct str *owners, size_t nowners,
                                   const struct entity *target, row_fn *fn,
                                   void *arg, struct err *e)
{
	return CALL(store_related(INNER(tx), t, list, column, owners, nowners,
	                          target, fn, arg, e));
}

static enum err_code fault_ids(struct tx *tx, const struct entity *t,
                               struct str after, size_t limit, id_fn *fn,
                               void *arg, struct err *e)
{
	return CALL(store_ids(INNER(tx), t, after, limit, fn, arg, e));
}

static enum err_code fault_values(struct tx *tx, const struct entity *t,
                                  const struct list *list,
                                  const struct column *column, struct str from,
                                  size_t limit, id_fn *fn, void *arg,
                                  struct err *e)
{
	return CALL(store_values(INNER(tx), t, list, column, from, limit, fn,
	                         arg, e));
}

static enum err_code fault_items(struct tx *tx, const struct list *l,
                                 struct str owner, item_fn *fn, void *arg,
                                 struct err *e)
{
	return CALL(store_items(INNER(tx), l, owner, fn, arg, e));
}

static enum err_code fault_items_put(struct tx *tx, const struct list *l,
                                     struct str owner,
                                     const struct list_rows *items,
                                     struct err *e)
{
	return CALL(store_items_put(INNER(tx), l, owner, items, e));
}

/* -------------------------------------------------------------- evidence */

static enum err_code fault_conflicts(struct tx *tx, const struct conflicts *q,
                                     conflict_fn *fn, void *arg, struct err *e)
{
	return CALL(store_conflicts(INNER(tx), q, fn, arg, e));
}

static enum err_code fault_conflicts_count(struct tx *tx,
                                           const struct conflicts *q,
                                           int64_t *out, struct err *e)
{
	return CALL(store_conflicts_count(INNER(tx), q, out, e));
}

static enum err_code fault_coverage(struct tx *tx, struct str instrument,
                                    covered_fn *fn, void *arg, struct err *e)
{
	return CALL(store_coverage(INNER(tx), instrument, fn, arg, e));
}

static enum err_code fault_text_coverage(struct tx *tx, struct str instrument,
                                         int64_t *instruments, covered_fn *fn,
                                         void *arg, struct err *e)
{
	return CALL(store_text_coverage(INNER(tx), instrument, instruments, fn,
	                                arg, e));
}

static enum err_code fault_yield(struct tx *tx, struct str source,
                                 struct yield *out, struct err *e)
{
	return CALL(store_yield(INNER(tx), source, out, e));
}

/* --------------------------------------------------------------- changes */

static enum err_code fault_head(struct tx *tx, struct arena *a,
                                struct change *out, struct err *e)
{
	return CALL(store_head(INNER(tx), a, out, e));
}

static enum err_code fault_newest(struct tx *tx, int64_t *out, struct err *e)
{
	return CALL(store_newest(INNER(tx), out, e));
}

static enum err_code fault_append(struct tx *tx, const struct change *c,
                                  struct err *e)
{
	return CALL(store_append(INNER(tx), c, e));
}

static enum err_code fault_changes(struct tx *tx, int64_t since, size_t limit,
                                   change_fn *fn, void *arg, struct err *e)
{
	return CALL(store_changes(INNER(tx), since, limit, fn, arg, e));
}

static enum err_code fault_last_change(struct tx *tx, struct str kind,
                                       struct str ref, int64_t until,
                                       struct arena *a, struct change *out,
                                       struct err *e)
{
	return CALL(store_last_change(INNER(tx), kind, ref, until, a, out, e));
}

static enum err_code fault_revision(struct tx *tx, struct str kind,
                                    struct str id, int64_t rev, struct arena *a,
                                    struct change *out, struct err *e)
{
	return CALL(store_revision(INNER(tx), kind, id, rev, a, out, e));
}

static enum err_code fault_history(struct tx *tx, struct str kind,
                                   struct str id, int64_t since, size_t limit,
                                   change_fn *fn, void *arg, struct err *e)
{
	return CALL(
		store_history(INNER(tx), kind, id, since, limit, fn, arg, e));
}

static enum err_code fault_history_count(struct tx *tx, struct str kind,
                                         struct str id, int64_t *out,
                                         struct err *e)
{
	return CALL(store_history_count(INNER(tx), kind, id, out, e));
}

/* ---------------------------------------------------------- source texts */

static enum err_code fault_text_add(struct tx *tx, const struct text *text,
                                    struct err *e)
{
	return CALL(store_text_add(INNER(tx), text, e));
}

static enum err_code fault_piece_add(struct tx *tx, struct str sha256,
                                     const struct piece *piece, struct err *e)
{
	return CALL(store_piece_add(INNER(tx), sha256, piece, e));
}

static enum err_code fault_text_find(struct tx *tx, struct str sha256,
                                     struct arena *a, struct text *out,
                                     struct err *e)
{
	return CALL(store_text_find(INNER(tx), sha256, a, out, e));
}

static enum err_code fault_piece_find(struct tx *tx, struct str sha256,
                                      enum text_unit unit, int64_t at,
                                      struct arena *a, struct piece *out,
                                      struct err *e)
{
	return CALL(store_piece_find(INNER(tx), sha256, unit, at, a, out, e));
}

/* ---------------------------------------------------------------- search */

static enum err_code fault_index(struct tx *tx, const struct entity *t,
                                 struct str id, const struct document *old,
                                 const struct document *new, struct err *e)
{
	return CALL(store_index(INNER(tx), t, id, old, new, e));
}

static enum err_code fault_search(struct tx *tx, const struct search *s,
                                  struct arena *a, struct found **out,
                                  size_t *n, struct err *e)
{
	return CALL(store_search(INNER(tx), s, a, out, n, e));
}

static enum err_code fault_docid_find(struct tx *tx, uint32_t n,
                                      struct arena *a, const char **kind,
                                      struct str *id, struct err *e)
{
	return CALL(store_docid_find(INNER(tx), n, a, kind, id, e));
}

static enum err_code fault_docid_of(struct tx *tx, const struct entity *t,
                                    struct str id, uint32_t *out, struct err *e)
{
	return CALL(store_docid_of(INNER(tx), t, id, out, e));
}

static enum err_code fault_docids(struct tx *tx, const struct entity *t,
                                  const struct query *q, docid_fn *fn,
                                  void *arg, struct err *e)
{
	return CALL(store_docids(INNER(tx), t, q, fn, arg, e));
}

static enum err_code fault_indexed(struct tx *tx, int64_t since, size_t limit,
                                   indexed_fn *fn, void *arg, int64_t *version,
                                   struct err *e)
{
	return CALL(
		store_indexed(INNER(tx), since, limit, fn, arg, version, e));
}

static enum err_code fault_index_version(struct tx *tx, int64_t *out,
                                         struct err *e)
{
	return CALL(store_index_version(INNER(tx), out, e));
}

static enum err_code fault_index_state(struct tx *tx, enum index_state *out,
                                       struct err *e)
{
	return CALL(store_index_state(INNER(tx), out, e));
}

static enum err_code fault_index_has_facets(struct tx *tx, struct err *e)
{
	return CALL(store_index_has_facets(INNER(tx), e));
}

static enum err_code fault_index_reset(struct tx *tx, struct err *e)
{
	return CALL(store_index_reset(INNER(tx), e));
}

/* ------------------------------------------------------------ keys, care */

static enum err_code fault_names_put(struct tx *tx, const struct entity *t,
                                     struct str id, const struct name *names,
                                     size_t n, struct err *e)
{
	return CALL(store_names_put(INNER(tx), t, id, names, n, e));
}

static enum err_code fault_index_sums(struct tx *tx, struct arena *a,
                                      struct index_sums **out, struct err *e)
{
	return CALL(store_index_sums(INNER(tx), a, out, e));
}

static enum err_code fault_index_holds(struct tx *tx, struct index_sums *s,
                                       const struct entity *t, struct str id,
                                       const struct document *d, bool *out,
                                       struct err *e)
{
	return CALL(store_index_holds(INNER(tx), s, t, id, d, out, e));
}

static enum err_code fault_index_rest(struct tx *tx, struct index_sums *s,
                                      size_t *out, struct err *e)
{
	return CALL(store_index_rest(INNER(tx), s, out, e));
}

static enum err_code fault_names_of(struct tx *tx, const struct entity *t,
                                    struct str id, name_fn *fn, void *arg,
                                    struct err *e)
{
	return CALL(store_names_of(INNER(tx), t, id, fn, arg, e));
}

static enum err_code fault_names_with(struct tx *tx, struct str word,
                                      size_t limit, name_fn *fn, void *arg,
                                      struct err *e)
{
	return CALL(store_names_with(INNER(tx), word, limit, fn, arg, e));
}

static enum err_code fault_names_called(struct tx *tx, struct str folded,
                                        size_t limit, name_fn *fn, void *arg,
                                        struct err *e)
{
	return CALL(store_names_called(INNER(tx), folded, limit, fn, arg, e));
}

static enum err_code fault_words_with(struct tx *tx, struct str prefix,
                                      size_t limit, tally_fn *fn, void *arg,
                                      struct err *e)
{
	return CALL(store_words_with(INNER(tx), prefix, limit, fn, arg, e));
}

static enum err_code fault_word_uses(struct tx *tx, struct str word,
                                     int64_t *out, struct err *e)
{
	return CALL(store_word_uses(INNER(tx), word, out, e));
}

static enum err_code fault_key_add(struct tx *tx, const struct api_key *k,
                                   struct err *e)
{
	return CALL(store_key_add(INNER(tx), k, e));
}

static enum err_code fault_key_find(struct tx *tx, struct str digest,
                                    struct arena *a, struct api_key *out,
                                    struct err *e)
{
	return CALL(store_key_find(INNER(tx), digest, a, out, e));
}

static enum err_code fault_keys(struct tx *tx, api_key_fn *fn, void *arg,
                                struct err *e)
{
	return CALL(store_keys(INNER(tx), fn, arg, e));
}

static enum err_code fault_setting(struct tx *tx, const char *name,
                                   struct arena *a, struct str *out,
                                   struct err *e)
{
	return CALL(INNER(tx)->ops->setting(INNER(tx), name, a, out, e));
}

static enum err_code fault_set_setting(struct tx *tx, const char *name,
                                       struct str value, struct err *e)
{
	return CALL(INNER(tx)->ops->set_setting(INNER(tx), name, value, e));
}

static enum err_code fault_answer_put(struct tx *tx,
                                      const struct stored_answer *answer,
                                      struct str until, struct err *e)
{
	return CALL(store_answer_put(INNER(tx), answer, until, e));
}

static enum err_code fault_answer_find(struct tx *tx, struct str who,
                                       struct str name, struct str since,
                                       struct arena *a,
                                       struct stored_answer *out, struct err *e)
{
	return CALL(store_answer_find(INNER(tx), who, name, since, a, out, e));
}

static enum err_code fault_fetch_put(struct tx *tx, const struct fetched *f,
                                     struct err *e)
{
	return CALL(store_fetch_put(INNER(tx), f, e));
}

static enum err_code fault_fetch_find(struct tx *tx, struct str source,
                                      struct arena *a, struct fetched *out,
                                      struct err *e)
{
	return CALL(store_fetch_find(INNER(tx), source, a, out, e));
}

static enum err_code fault_pending_put(struct tx *tx, const struct pending *p,
                                       struct err *e)
{
	return DUE(tx, e) ? e->code : store_pending_put(INNER(tx), p, e);
}

static enum err_code fault_pending_find(struct tx *tx, struct arena *a,
                                        struct pending *p, struct err *e)
{
	return DUE(tx, e) ? e->code : store_pending_find(INNER(tx), a, p, e);
}

static enum err_code fault_key_revoke(struct tx *tx, struct str name,
                                      struct str at, struct err *e)
{
	return CALL(store_key_revoke(INNER(tx), name, at, e));
}

static enum err_code fault_check(struct store *s, bool words, complaint_fn *fn,
                                 void *arg, struct err *e)
{
	struct fault_store *f = (struct fault_store *)s;

	return fault_is_due(f, e) ? e->code
	                          : store_check(f->inner, words, fn, arg, e);
}

static enum err_code fault_backup(struct store *s, const char *path,
                                  struct err *e)
{
	struct fault_store *f = (struct fault_store *)s;

	return fault_is_due(f, e) ? e->code : store_backup(f->inner, path, e);
}

static const struct store_ops ops = {
	.scheme = "fault",
	.close = fault_close,
	.tend = fault_tend,
	.ready = fault_ready,
	.write_ms = fault_write_ms,
	.commits = fault_commits,
	.begin = fault_begin,
	.mark = fault_mark,
	.unmark = fault_unmark,
	.written = fault_written,
	.end = fault_end,
	.insert = fault_insert,
	.update = fault_update,
	.set = fault_set,
	.remove = fault_remove,
	.find = fault_find,
	.list = fault_list,
	.count = fault_count,
	.past = fault_past,
	.past_count = fault_past_count,
	.related = fault_related,
	.ids = fault_ids,
	.values = fault_values,
	.items = fault_items,
	.items_put = fault_items_put,
	.conflicts = fault_conflicts,
	.conflicts_count = fault_conflicts_count,
	.coverage = fault_coverage,
	.text_coverage = fault_text_coverage,
	.yield = fault_yield,
	.newest = fault_newest,
	.head = fault_head,
	.append = fault_append,
	.changes = fault_changes,
	.last_change = fault_last_change,
	.revision = fault_revision,
	.history = fault_history,
	.history_count = fault_history_count,
	.harvest = fault_harvest,
	.sets_of = fault_sets_of,
	.sets = fault_sets,
	.text_add = fault_text_add,
	.piece_add = fault_piece_add,
	.text_find = fault_text_find,
	.piece_find = fault_piece_find,
	.anchor_put = fault_anchor_put,
	.anchor_find = fault_anchor_find,
	.anchors = fault_anchors,
	.anchor_tally = fault_anchor_tally,
	.index = fault_index,
	.search = fault_search,
	.docid_find = fault_docid_find,
	.docid_of = fault_docid_of,
	.docids = fault_docids,
	.indexed = fault_indexed,
	.index_version = fault_index_version,
	.index_state = fault_index_state,
	.index_has_facets = fault_index_has_facets,
	.index_reset = fault_index_reset,
	.names_put = fault_names_put,
	.index_sums = fault_index_sums,
	.index_holds = fault_index_holds,
	.index_rest = fault_index_rest,
	.names_of = fault_names_of,
	.names_with = fault_names_with,
	.names_called = fault_names_called,
	.words_with = fault_words_with,
	.word_uses = fault_word_uses,
	.key_add = fault_key_add,
	.key_find = fault_key_find,
	.keys = fault_keys,
	.key_revoke = fault_key_revoke,
	.setting = fault_setting,
	.set_setting = fault_set_setting,
	.answer_put = fault_answer_put,
	.answer_find = fault_answer_find,
	.fetch_put = fault_fetch_put,
	.fetch_find = fault_fetch_find,
	.webhook_put = fault_webhook_put,
	.webhook_find = fault_webhook_find,
	.webhook_remove = fault_webhook_remove,
	.webhooks = fault_webhooks,
	.delivery_add = fault_delivery_add,
	.deliveries = fault_deliveries,
	.pending_put = fault_pending_put,
	.pending_find = fault_pending_find,
	.change_hash = fault_change_hash,
	.origin_put = fault_origin_put,
	.origin_find = fault_origin_find,
	.origins = fault_origins,
	.origin_remove = fault_origin_remove,
	.aside_put = fault_aside_put,
	.aside_remove = fault_aside_remove,
	.asides = fault_asides,
	.aside_count = fault_aside_count,
	.tree_find = fault_tree_find,
	.tree_put = fault_tree_put,
	.tree_size = fault_tree_size,
	.signers = fault_signers,
	.signer_add = fault_signer_add,
	.check = fault_check,
	.backup = fault_backup,
};

struct store *fault_wrap(struct store *inner)
{
	struct fault_store *f = calloc(1, sizeof(*f));

	if (f == NULL)
		die("out of memory");
	f->base.ops = &ops;
	f->inner = inner;
	writer_stop(inner->writer); /* the wrapper has its own */
	inner->writer = NULL;
	store_start(&f->base);
	return &f->base;
}

void fault_at(struct store *s, int nth, enum err_code code)
{
	struct fault_store *f = (struct fault_store *)s;

	f->code = code;
	f->left = nth;
}

int fault_left(const struct store *s)
{
	return ((const struct fault_store *)s)->left;
}

void fault_forget(struct store *s)
{
	((struct fault_store *)s)->forgets = true;
}
