/*
 * mirror_texts.c - what is missing is listed, then asked for
 */
#include "server/fetch/mirror_texts.h"

#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "server/registry/ingest/ingest.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"

struct missing {
	struct str source, sha256;
};

struct texts {
	const struct mirror *m;
	struct arena *arena;
	struct tx *tx;
	struct missing *items;
	size_t n, room;
};

static enum err_code note_missing(struct texts *t, struct str source,
                                  struct str sha256, struct err *e)
{
	struct text held;
	enum err_code rc = store_text_find(t->tx, sha256, t->arena, &held, e);

	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	ARENA_GROW(t->arena, t->items, t->n, t->room);
	t->items[t->n++] =
		(struct missing){ arena_str(t->arena, source), sha256 };
	return ERR_OK;
}

static enum err_code note_source(void *arg, struct arena *a,
                                 const struct row *row, struct err *e)
{
	struct texts *t = arg;
	struct str editions = json_member(row->record, "editions"), one;
	size_t at = 0;
	enum err_code rc = ERR_OK;

	(void)a;
	if (t->m->is_beside &&
	    !str_is(value_str(row->values[COLUMN_ORIGIN]), t->m->from))
		return ERR_OK;
	if (json_member(row->record, "rights").len == 0 ||
	    json_member(row->record, "handling").len > 0)
		return ERR_OK;
	while (rc == ERR_OK && json_items(editions, &at, &one))
		rc = note_missing(t, row->values[COLUMN_ID].text,
		                  json_member_text(t->arena, one, "sha256"), e);
	return rc;
}

static enum err_code list_missing(struct tx *tx, void *arg, struct err *e)
{
	struct texts *t = arg;

	t->tx = tx;
	t->n = 0;
	return walk_records(tx, &sources_kind, NULL, 0, note_source, t, e);
}

/* What is not there, or is something else, is no failure of the copy. */
static enum err_code take_text(struct mirror *m, const struct missing *what,
                               bool *taken, struct err *e)
{
	struct ingest in = { .arena = arena_new(),
		             .source = what->source,
		             .sha256 = what->sha256 };
	const char *path =
		arena_printf(in.arena, "/v1/sources/%.*s/text?edition=%.*s",
	                     STR_ARG(what->source), STR_ARG(what->sha256));
	enum err_code rc = mirror_download(m, in.arena, path, &in.bytes, e);

	*taken = rc == ERR_OK &&
	         str_eq(digest_of(in.arena, in.bytes), what->sha256);
	err_clear(e);
	rc = *taken ? ingest_text(m->store, &in, e) : ERR_OK;
	arena_free(in.arena);
	return rc;
}

enum err_code mirror_texts(struct mirror *m, size_t *taken, struct err *e)
{
	struct texts t = { .m = m, .arena = arena_new() };
	enum err_code rc = store_run(m->store, TX_READ, list_missing, &t, e);
	bool is_taken;

	for (size_t i = 0; i < t.n && rc == ERR_OK; i++) {
		rc = take_text(m, &t.items[i], &is_taken, e);
		*taken += is_taken;
	}
	arena_free(t.arena);
	return rc;
}
