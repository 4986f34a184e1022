/*
 * audit.c - recomputing what can be recomputed
 */
#include "server/registry/changes/audit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "lib/base/arena.h"
#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/model/chain.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"
#include "server/registry/sources/reanchor.h"
#include "server/registry/sources/text.h"

#define CHANGES_AT_ONCE 500

extern struct kind passages_kind, sources_kind;

struct session {
	struct verify *v;
	struct tx *tx;
	const struct kind *kind;
	struct change last; /* seq, at and hash kept below */
	char at[64], hash[DIGEST_LEN + 1];
	size_t fresh;  /* changes since the count was last asked */
	bool is_stale; /* all that is derived will be drawn anew */
};

static void complain(struct verify *v, const char *fmt, ...) PRINTF(2, 3);

static void complain(struct verify *v, const char *fmt, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	v->complaints++;
	v->complain(line);
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

static enum err_code check_change(void *arg, const struct change *c,
                                  struct err *e)
{
	struct session *s = arg;
	struct arena *a = arena_new();
	const char *fault = chain_fault(a, &s->last, c);

	(void)e;
	if (fault != NULL)
		complain(s->v, "change %" PRId64 ": %s", c->seq, fault);
	arena_free(a);
	remember(s, c);
	s->fresh++;
	if (++s->v->changes % 10000 == 0 && s->v->progress != NULL)
		s->v->progress(s->v->changes);
	return ERR_OK;
}

static enum err_code check_chain(struct session *s, struct err *e)
{
	enum err_code rc = ERR_OK;

	do {
		s->fresh = 0;
		rc = store_changes(s->tx, s->last.seq, CHANGES_AT_ONCE,
		                   check_change, s, e);
	} while (rc == ERR_OK && s->fresh == CHANGES_AT_ONCE);
	return rc;
}

/* ---- records and passages ---------------------------------------------- */

static struct str column(const struct session *s, const struct row *row,
                         const char *path)
{
	return value_str(kind_value(s->kind, row->values, path));
}

/* What its state should be, when its words stand in its own edition. */
static enum err_code state_in_newest(struct session *s, struct arena *a,
                                     const struct row *row, struct str *out,
                                     struct err *e)
{
	struct anchor anchor;
	enum err_code rc = anchor_of(s->tx, a, row, &anchor, e);

	*out = rc == ERR_OK ? anchor_passage_state(anchor.state)
	                    : STR("verified");
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	return ERR_OK;
}

static enum err_code check_passage(struct session *s, struct arena *a,
                                   const struct row *row, struct err *e)
{
	struct value start = kind_value(s->kind, row->values, "start"),
		     end = kind_value(s->kind, row->values, "end");
	struct str state = column(s, row, "state"), want = STR("changed");
	bool stands;
	struct span span;
	enum err_code rc = text_span(s->tx, a, column(s, row, "edition"),
	                             start.integer, end.integer, &span, e);

	stands = rc == ERR_OK &&
	         str_eq(digest_of(a, span.exact), column(s, row, "sha256"));
	if (stands)
		rc = state_in_newest(s, a, row, &want, e);
	else if (rc == ERR_NOT_FOUND)
		want = STR("unverified");
	if (rc != ERR_OK && rc != ERR_NOT_FOUND && rc != ERR_INVALID)
		return rc;
	err_clear(e);
	s->v->passages++;
	if (!str_eq(state, want))
		complain(s->v, "passage %.*s: its state is %.*s, not %.*s",
		         STR_ARG(row->values[COLUMN_KEY].text), STR_ARG(state),
		         STR_ARG(want));
	else if (!stands && str_is(want, "changed"))
		complain(s->v, "passage %.*s: its text is not what it quotes",
		         STR_ARG(row->values[COLUMN_KEY].text));
	return ERR_OK;
}

/* Every edition whose text is held has the hash it is kept under. */
static enum err_code check_texts(struct session *s, struct arena *a,
                                 const struct row *row, struct err *e)
{
	struct str editions = json_member(row->record, "editions"), edition;
	struct text text;
	struct span span;
	enum err_code rc = ERR_OK;
	size_t at = 0;

	while (rc == ERR_OK && json_items(editions, &at, &edition)) {
		struct str sha256 =
			json_unquote(a, json_member(edition, "sha256"));

		rc = store_text_find(s->tx, sha256, a, &text, e);
		if (rc == ERR_OK)
			rc = text_span(s->tx, a, sha256, 0, text.code_points,
			               &span, e);
		if (rc == ERR_OK && !str_eq(digest_of(a, span.exact), sha256))
			complain(s->v,
			         "source %.*s: the text kept as %.*s "
			         "is another",
			         STR_ARG(row->values[COLUMN_KEY].text),
			         STR_ARG(sha256));
		if (rc == ERR_NOT_FOUND) {
			err_clear(e);
			rc = ERR_OK;
		}
	}
	return rc;
}

static enum err_code check_evidence(struct session *s, struct arena *a,
                                    const struct row *row, struct err *e)
{
	bool stands = true;
	enum err_code rc = ERR_OK;

	if (!s->is_stale)
		rc = evidence_stands(s->tx, a, s->kind, row, &stands, e);
	if (rc == ERR_OK && !stands)
		complain(s->v,
		         "%s %.*s: what is kept of its evidence is not what "
		         "its claims come to",
		         s->kind->singular,
		         STR_ARG(row->values[COLUMN_KEY].text));
	return rc;
}

static enum err_code check_record(void *arg, struct arena *a,
                                  const struct row *row, struct err *e)
{
	struct session *s = arg;
	struct change last;
	enum err_code rc =
		store_last_change(s->tx, str_from(s->kind->entity.name),
	                          row->values[COLUMN_ID].text, a, &last, e);

	if (rc != ERR_OK)
		return rc;
	s->v->records++;
	if (!str_eq(last.record, row->record))
		complain(s->v, "%s %.*s: is not what its newest change says",
		         s->kind->singular,
		         STR_ARG(row->values[COLUMN_KEY].text));
	rc = check_evidence(s, a, row, e);
	if (rc != ERR_OK)
		return rc;
	if (s->kind == &passages_kind)
		return check_passage(s, a, row, e);
	if (s->kind == &sources_kind)
		return check_texts(s, a, row, e);
	return ERR_OK;
}

static enum err_code check_all(struct tx *tx, void *arg, struct err *e)
{
	struct session *s = arg;
	enum err_code rc = store_index_stale(tx, &s->is_stale, e);

	s->tx = tx;
	if (rc == ERR_OK)
		rc = check_chain(s, e);
	for (size_t i = 0; i < kinds_count && rc == ERR_OK; i++) {
		s->kind = kinds[i];
		rc = walk_records(tx, kinds[i], NULL, 0, check_record, s, e);
	}
	if (s->is_stale)
		complain(s->v, "search: the index was made by other rules");
	return rc;
}

static void engine_complaint(void *arg, struct str what)
{
	complain(arg, "database: %.*s", STR_ARG(what));
}

enum err_code verify_all(struct store *store, struct verify *v, struct err *e)
{
	struct session s = { .v = v };
	enum err_code rc = store_check(store, engine_complaint, v, e);

	return rc != ERR_OK ? rc : store_run(store, TX_READ, check_all, &s, e);
}
