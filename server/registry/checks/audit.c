/*
 * audit.c - recomputing what can be recomputed
 */
#include "server/registry/checks/audit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "lib/base/arena.h"
#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "lib/store/history.h"
#include "lib/store/pending.h"
#include "server/registry/changes/record.h"
#include "server/registry/changes/write_import.h"
#include "server/registry/checks/signer_check.h"
#include "server/registry/checks/tree_check.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/model/change_chain.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/stored_items.h"
#include "server/registry/search/document.h"
#include "server/registry/sources/copies.h"
#include "server/registry/sources/reanchor.h"
#include "server/registry/sources/text.h"

#define CHANGES_AT_ONCE 500
#define IDS_AT_ONCE     500

struct session {
	struct audit *v;
	struct tx *tx;
	const struct kind *kind;
	struct arena *arena;     /* of the session */
	struct index_sums *sums; /* NULL when the index cannot be read */
	struct change last;      /* its texts are copied below: */
	char at[64], hash[DIGEST_LEN + 1];
	struct tree_check tree;
	size_t fresh;  /* changes since the count was last asked */
	bool is_stale; /* what is derived will be derived again */
};

static void complain(struct audit *v, const char *fmt, ...) PRINTF(2, 3);

static void complain(struct audit *v, const char *fmt, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	v->complaints++;
	v->complain(line);
}

/* Of a record, as far as it is known. */
static void complain_of(struct session *s, struct str key, const char *what)
{
	complain(s->v, "%s %.*s: %s", s->kind->singular, STR_ARG(key), what);
}

/* What cannot be read is wrong, too: the rest is looked at all the same. */
static void complain_of_failure(struct session *s, struct str key,
                                struct err *e)
{
	complain(s->v, "%s %.*s: cannot be read: %s", s->kind->singular,
	         STR_ARG(key), e->detail);
	err_clear(e);
}

/* ---- the chain --------------------------------------------------------- */

static void remember(struct session *s, const struct change *c)
{
	snprintf(s->at, sizeof(s->at), "%.*s", STR_ARG(c->at));
	snprintf(s->hash, sizeof(s->hash), "%.*s", STR_ARG(c->hash));
	s->last = (struct change){ .seq = c->seq,
		                   .at = str_from(s->at),
		                   .hash = str_from(s->hash) };
}

static bool says(struct arena *a, const struct change *c, const char *name,
                 struct str value)
{
	return str_eq(json_member_text(a, c->record, name), value);
}

/* The chain proves the record; what stands beside it must agree. */
static const char *fault_of(struct arena *a, const struct change *prev,
                            const struct change *c)
{
	const char *fault = change_chain_fault(a, prev, c);

	if (fault != NULL)
		return fault;
	if (kind_find(c->kind) == NULL)
		return "its kind is unknown";
	if (str_is(c->op, OP_DELETE))
		return c->record.len > 0 ? "it deletes, and has a record"
		                         : NULL;
	if (!says(a, c, "id", c->id) || !says(a, c, "key", c->key) ||
	    !str_is(json_member(c->record, "rev"),
	            arena_printf(a, "%" PRId64, c->rev)))
		return "its id, key or rev is not that of its record";
	return NULL;
}

static void complain_of_tree(void *arg, int64_t first, int64_t last,
                             const char *what)
{
	struct session *s = arg;

	complain(s->v,
	         "tree: the subtree of changes %" PRId64 " to %" PRId64 " %s",
	         first, last, what);
}

static enum err_code check_change(void *arg, const struct change *c,
                                  struct err *e)
{
	struct session *s = arg;
	struct arena *a = arena_new();
	const char *fault = fault_of(a, &s->last, c);
	enum err_code rc = tree_check_add(s->tx, &s->tree, c->hash,
	                                  complain_of_tree, s, e);

	if (fault != NULL)
		complain(s->v, "change %" PRId64 ": %s", c->seq, fault);
	arena_free(a);
	remember(s, c);
	s->fresh++;
	if (++s->v->changes % 10000 == 0 && s->v->progress != NULL)
		s->v->progress(s->v->changes);
	return rc;
}

static void check_chain(struct session *s, struct err *e)
{
	enum err_code rc = ERR_OK;

	do {
		s->fresh = 0;
		rc = store_changes(s->tx, s->last.seq, CHANGES_AT_ONCE,
		                   check_change, s, e);
	} while (rc == ERR_OK && s->fresh == CHANGES_AT_ONCE);
	if (rc == ERR_OK)
		rc = tree_check_end(s->tx, &s->tree, complain_of_tree, s, e);
	if (rc != ERR_OK)
		complain(s->v, "changes: cannot be read after %" PRId64 ": %s",
		         s->last.seq, e->detail);
	err_clear(e);
}

static void complain_of_signer(void *arg, struct str key, const char *what)
{
	struct session *s = arg;

	complain(s->v, "signing key %.*s: %s", STR_ARG(key), what);
}

static void check_signers(struct session *s, struct err *e)
{
	if (signer_check(s->tx, complain_of_signer, s, e) != ERR_OK)
		complain(s->v, "signing keys: cannot be read: %s", e->detail);
	err_clear(e);
}

/* ---- records ----------------------------------------------------------- */

/* Where a passage's own text is not held, the words that were found in a copy
 * are still its. */
static enum err_code check_copy(struct session *s, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct anchor found;
	bool stands = true;
	enum err_code rc = reanchor_find(s->tx, a, row, &found, e);

	if (rc == ERR_OK && str_is(found.state, "found"))
		rc = copy_stands(s->tx, a, row, &found, &stands, e);
	if (!stands)
		complain_of(s, row->values[COLUMN_KEY].text,
		            "its fingerprint is not that of the words found "
		            "for it");
	return err_allow_absent(rc, e);
}

/* The text of a passage, where it is held: its state says whether it should
 * be there. */
static enum err_code check_passage(struct session *s, struct arena *a,
                                   const struct row *row, struct err *e)
{
	struct value start = kind_value(s->kind, row->values, "start"),
		     end = kind_value(s->kind, row->values, "end");
	struct span span;
	enum err_code rc;

	s->v->passages++;
	rc = text_span(s->tx, a, kind_text(s->kind, row->values, "edition"),
	               start.integer, end.integer, &span, e);
	if (rc == ERR_OK && !str_eq(digest_of(a, span.exact),
	                            kind_text(s->kind, row->values, "sha256")))
		rc = ERR_INVALID;
	if (rc == ERR_INVALID)
		complain_of(s, row->values[COLUMN_KEY].text,
		            "its text is not what it quotes");
	if (rc != ERR_NOT_FOUND && rc != ERR_INVALID)
		return rc;
	err_clear(e);
	return rc == ERR_NOT_FOUND ? check_copy(s, a, row, e) : ERR_OK;
}

static enum err_code check_columns(struct session *s, const struct row *row,
                                   const struct row *fresh)
{
	const struct entity *t = &s->kind->entity;

	for (size_t i = 0; i < t->ncolumns; i++)
		if (!value_equal(row->values[i], fresh->values[i]))
			complain(s->v,
			         "%s %.*s: its column %s is not what its "
			         "record says",
			         s->kind->singular,
			         STR_ARG(row->values[COLUMN_KEY].text),
			         t->columns[i].name);
	return ERR_OK;
}

static enum err_code check_lists(struct session *s, struct arena *a,
                                 const struct row *row, const struct row *fresh,
                                 struct err *e)
{
	const struct entity *t = &s->kind->entity;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < t->nlists && rc == ERR_OK; i++) {
		const struct list *l = &t->lists[i];
		bool same = true;

		if (l->kind == NULL)
			rc = stored_items_match(s->tx, a, l,
			                        row->values[COLUMN_ID].text,
			                        &fresh->lists[i], &same, e);
		if (!same)
			complain(s->v,
			         "%s %.*s: its list %s is not what its "
			         "record says",
			         s->kind->singular,
			         STR_ARG(row->values[COLUMN_KEY].text),
			         l->table);
	}
	return rc;
}

static enum err_code check_derived(struct session *s, struct arena *a,
                                   const struct row *row, struct err *e)
{
	struct row fresh;
	bool evidence = true, words = true, names = true;
	enum err_code rc = record_row(s->tx, a, s->kind, row, &fresh, e);

	if (rc == ERR_OK)
		rc = check_columns(s, row, &fresh);
	if (rc == ERR_OK)
		rc = check_lists(s, a, row, &fresh, e);
	if (rc == ERR_OK)
		rc = evidence_is_current(s->tx, a, s->kind, row, &evidence, e);
	if (rc == ERR_OK)
		rc = document_is_indexed(s->tx, a, s->kind, row, s->sums,
		                         &words, &names, e);
	if (!evidence)
		complain_of(s, row->values[COLUMN_KEY].text,
		            "the stored evidence is not what follows from "
		            "its claims");
	if (!words)
		complain_of(s, row->values[COLUMN_KEY].text,
		            "the search index has other words");
	if (!names)
		complain_of(s, row->values[COLUMN_KEY].text,
		            "it is not suggested by its names");
	return rc;
}

/* What is exported must be taken again: by a mirror, or after a loss. */
static void check_import(struct session *s, struct arena *a,
                         const struct row *row)
{
	const struct mistake *m;
	struct err why;
	enum err_code rc;

	err_init(&why, a);
	rc = write_import_check(s->tx, s->kind, row, a, &why);
	m = why.mistakes;
	if (rc != ERR_OK)
		complain(s->v, "%s %.*s: import would refuse it: %s %s",
		         s->kind->singular,
		         STR_ARG(row->values[COLUMN_KEY].text),
		         m != NULL ? m->pointer : "",
		         m != NULL ? m->detail : why.detail);
}

static enum err_code check_row(struct session *s, struct arena *a,
                               const struct row *row, struct err *e)
{
	struct change last;
	enum err_code rc = store_last_change(
		s->tx, str_from(s->kind->entity.name),
		row->values[COLUMN_ID].text, INT64_MAX, a, &last, e);

	if (rc == ERR_OK && !str_eq(last.record, row->record))
		complain_of(s, row->values[COLUMN_KEY].text,
		            "is not what its newest change says");
	if (s->v->is_of_stored)
		return rc;
	if (rc == ERR_OK)
		check_import(s, a, row);
	if (rc == ERR_OK && !s->is_stale)
		rc = check_derived(s, a, row, e);
	return rc == ERR_OK && s->kind == &passages_kind
	               ? check_passage(s, a, row, e)
	               : rc;
}

static void check_record(struct session *s, struct str id)
{
	struct arena *a = arena_new();
	struct row row;
	struct err e;

	err_init(&e, a);
	s->v->records++;
	if (store_find(s->tx, &s->kind->entity, id, a, &row, &e) != ERR_OK)
		complain_of_failure(s, id, &e);
	else if (check_row(s, a, &row, &e) != ERR_OK)
		complain_of_failure(s, row.values[COLUMN_KEY].text, &e);
	arena_free(a);
}

struct ids {
	struct arena *arena;
	struct str items[IDS_AT_ONCE];
	size_t n;
};

static enum err_code keep_id(void *arg, struct str id, struct err *e)
{
	struct ids *ids = arg;

	(void)e;
	ids->items[ids->n++] = arena_str(ids->arena, id);
	return ERR_OK;
}

static void check_kind(struct session *s, struct err *e)
{
	struct arena *a = arena_new();
	struct ids *ids = arena_alloc(a, sizeof(*ids));
	struct str last = STR("");
	enum err_code rc = ERR_OK;

	ids->arena = a;
	do {
		ids->n = 0;
		rc = store_ids(s->tx, &s->kind->entity, last, IDS_AT_ONCE,
		               keep_id, ids, e);
		for (size_t i = 0; i < ids->n; i++)
			check_record(s, ids->items[i]);
		if (ids->n > 0)
			last = ids->items[ids->n - 1];
	} while (rc == ERR_OK && ids->n == IDS_AT_ONCE);
	if (rc != ERR_OK)
		complain_of_failure(s, STR("list"), e);
	arena_free(a);
}

/* ---- the whole --------------------------------------------------------- */

static void read_index(struct session *s, struct err *e)
{
	enum index_state state = INDEX_CURRENT;
	enum err_code rc = store_index_state(s->tx, &state, e);

	s->is_stale = state != INDEX_CURRENT;
	if (rc != ERR_OK) {
		complain(s->v, "search: cannot be read: %s", e->detail);
		err_clear(e);
	} else if (s->is_stale) {
		complain(s->v, "search: the index was made by another version "
		               "of the program");
	} else if (store_index_sums(s->tx, s->arena, &s->sums, e) != ERR_OK) {
		complain(s->v, "search: cannot be read: %s", e->detail);
		err_clear(e);
		s->sums = NULL;
	}
}

/* What follows from a change may not have been derived yet. */
static void read_pending(struct session *s, struct err *e)
{
	struct pending any = { .steps = 0 };

	if (store_pending_find(s->tx, s->arena, &any, e) == ERR_OK) {
		s->is_stale = s->v->is_pending = true;
		s->sums = NULL;
	} else if (e->code != ERR_NOT_FOUND) {
		complain(s->v, "pending: cannot be read: %s", e->detail);
	}
	err_clear(e);
}

static enum err_code check_all(struct tx *tx, void *arg, struct err *e)
{
	struct session *s = arg;
	size_t left = 0;

	s->tx = tx;
	if (!s->v->is_of_stored) {
		read_index(s, e);
		read_pending(s, e);
	}
	check_chain(s, e);
	check_signers(s, e);
	for (size_t i = 0; i < kinds_count; i++) {
		s->kind = kinds[i];
		check_kind(s, e);
	}
	if (s->sums != NULL &&
	    store_index_rest(tx, s->sums, &left, e) != ERR_OK)
		complain(s->v, "search: cannot be read: %s", e->detail);
	err_clear(e);
	if (left > 0)
		complain(s->v,
		         "search: the index has words of %zu documents "
		         "that are not there",
		         left);
	return ERR_OK;
}

static void engine_complaint(void *arg, struct str what)
{
	complain(arg, "database: %.*s", STR_ARG(what));
}

enum err_code audit_run(struct store *store, struct audit *v, struct err *e)
{
	struct session s = { .v = v, .arena = arena_new() };
	enum err_code rc =
		store_check(store, !v->is_of_stored, engine_complaint, v, e);

	if (rc == ERR_OK)
		rc = store_run(store, TX_READ, check_all, &s, e);
	arena_free(s.arena);
	return rc;
}
