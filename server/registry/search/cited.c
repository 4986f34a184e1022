/*
 * cited.c - finding the instrument, then the provision
 */
#include "server/registry/search/cited.h"

#include "lib/text/words.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"
#include "server/registry/outline/pinpoint.h"
#include "server/registry/search/mentioned.h"

#define INSTRUMENTS_MAX 8 /* that are looked into */

struct citing {
	struct tx *tx;
	const struct search_request *ask;
	struct pinpoint pinpoint;
	struct str names[INSTRUMENTS_MAX]; /* ids of instruments */
	size_t n;
	struct str provision; /* the id of what was found, or absent */
};

static enum err_code keep_called(void *arg, const struct named *named,
                                 struct err *e)
{
	struct citing *c = arg;

	(void)e;
	if (strcmp(named->kind, instruments_kind.entity.name) == 0 &&
	    c->n < INSTRUMENTS_MAX)
		c->names[c->n++] = arena_str(c->ask->arena, named->id);
	return ERR_OK;
}

/* The first that a search for the words shows. */
static enum err_code search_names(struct citing *c, struct str words,
                                  struct err *e)
{
	struct search_request inner = {
		.arena = c->ask->arena,
		.store = c->ask->store,
		.facet_index = c->ask->facet_index,
		.day = c->ask->day,
		.typed = words,
		.expand = c->ask->expand,
		.limit = INSTRUMENTS_MAX,
	};
	enum err_code rc;

	for (size_t i = 0; i < kinds_count; i++)
		inner.kinds[i] = kinds[i] == &instruments_kind;
	rc = search_run(c->tx, &inner, e);
	for (size_t i = 0; rc == ERR_OK && i < inner.npage; i++) {
		const char *kind;

		rc = store_docid_find(c->tx, inner.page[i].n, c->ask->arena,
		                      &kind, &c->names[c->n], e);
		c->n += rc == ERR_OK;
	}
	return rc;
}

/* By their very name, or else by words. */
static enum err_code find_instruments(struct citing *c, struct err *e)
{
	struct arena *a = c->ask->arena;
	struct str words = pinpoint_rest(a, c->ask->typed, &c->pinpoint),
		   folded = words_folded(a, words);
	struct mentioned m;
	enum err_code rc = ERR_OK;

	if (folded.len == 0)
		return ERR_OK;
	rc = store_names_called(c->tx, folded, INSTRUMENTS_MAX, keep_called, c,
	                        e);
	if (rc != ERR_OK || c->n > 0 || c->pinpoint.bare)
		return rc;
	rc = mentioned_read(c->tx, a, words, &m, e);
	for (size_t i = 0; i < m.n && !m.is_word; i++)
		c->names[c->n++] = m.ids[i];
	return rc != ERR_OK || c->n > 0 ? rc : search_names(c, words, e);
}

static enum err_code keep_provision(void *arg, const struct row *row,
                                    struct err *e)
{
	struct citing *c = arg;

	(void)e;
	c->provision = arena_str(c->ask->arena, row->values[COLUMN_ID].text);
	return ERR_OK;
}

static enum err_code find_path(struct citing *c, struct str instrument,
                               struct str path, struct err *e)
{
	struct value of = value_text(instrument), at = value_text(path);
	struct query q = { .limit = 1, .slim = true, .nconditions = 2 };

	q.conditions[0] = walk_where(&provisions_kind, "instrument", &of);
	q.conditions[1] = walk_where(&provisions_kind, "path", &at);
	return store_list(c->tx, &provisions_kind.entity, &q, keep_provision, c,
	                  e);
}

static enum err_code places_of(struct citing *c, struct str instrument,
                               struct cited *out, struct err *e)
{
	enum err_code rc = store_docid_of(c->tx, &provisions_kind.entity,
	                                  c->provision, &out->provision, e);

	return rc != ERR_OK ? rc
	                    : store_docid_of(c->tx, &instruments_kind.entity,
	                                     instrument, &out->instrument, e);
}

static enum err_code find_provision(struct citing *c, struct str instrument,
                                    struct err *e)
{
	enum err_code rc = ERR_OK;

	c->provision = (struct str){ 0 };
	for (size_t i = 0;
	     rc == ERR_OK && c->provision.p == NULL && i < c->pinpoint.npaths;
	     i++)
		rc = find_path(c, instrument, c->pinpoint.paths[i], e);
	return rc;
}

enum err_code cited_find(struct tx *tx, const struct search_request *f,
                         struct cited out[CITED_MAX], size_t *n, struct err *e)
{
	struct citing *c = arena_alloc(f->arena, sizeof(*c));
	enum err_code rc;

	*n = 0;
	c->tx = tx;
	c->ask = f;
	if (!pinpoint_read(f->arena, f->typed, &c->pinpoint))
		return ERR_OK;
	rc = find_instruments(c, e);
	for (size_t i = 0; rc == ERR_OK && i < c->n && *n < CITED_MAX; i++) {
		rc = find_provision(c, c->names[i], e);
		if (rc == ERR_OK && c->provision.p != NULL)
			rc = places_of(c, c->names[i], &out[(*n)++], e);
	}
	return rc;
}
