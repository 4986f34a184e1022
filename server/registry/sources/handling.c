/*
 * handling.c - from words to the source that restricts them
 */
#include "server/registry/sources/handling.h"

#include "lib/data/jsontext.h"
#include "server/registry/model/walk.h"

extern struct kind passages_kind, provisions_kind, sources_kind;

static struct str column(const struct kind *k, const struct row *row,
                         const char *path)
{
	return value_str(kind_value(k, row->values, path));
}

static struct str handling(struct arena *a, const struct row *source)
{
	return json_unquote(a, json_member(source->record, "handling"));
}

enum err_code handling_of_source(struct tx *tx, struct arena *a,
                                 struct str source, struct str *out,
                                 struct err *e)
{
	struct row row;
	enum err_code rc =
		store_find(tx, &sources_kind.entity, source, a, &row, e);

	*out = rc == ERR_OK ? handling(a, &row) : (struct str){ 0 };
	return rc;
}

struct keeping {
	struct arena *arena;
	struct str found;
};

static enum err_code keep_first(void *arg, const struct row *source,
                                struct err *e)
{
	struct keeping *k = arg;

	(void)e;
	if (k->found.len == 0)
		k->found = handling(k->arena, source);
	return ERR_OK;
}

static enum err_code of_edition(const struct show_context *r,
                                struct str edition, struct str *out,
                                struct err *e)
{
	struct keeping k = { .arena = r->arena };
	struct value sha256 = value_text(edition);
	struct query q = { .nconditions = 1, .limit = STORE_PAGE_MAX };
	enum err_code rc;

	if (str_eq(r->last_handling->edition, edition)) {
		*out = r->last_handling->handling;
		return ERR_OK;
	}
	q.conditions[0] = walk_where(&sources_kind, "editions.sha256", &sha256);
	rc = store_list(r->tx, &sources_kind.entity, &q, keep_first, &k, e);
	*out = k.found;
	*r->last_handling =
		(struct last_handling){ arena_str(r->arena, edition), k.found };
	return rc;
}

enum err_code handling_of(const struct show_context *r, const struct kind *k,
                          const struct row *row, struct str *out, struct err *e)
{
	*out = (struct str){ 0 };
	if (k == &passages_kind)
		return handling_of_source(r->tx, r->arena,
		                          column(k, row, "source"), out, e);
	if (k == &provisions_kind && column(k, row, "edition").len > 0)
		return of_edition(r, column(k, row, "edition"), out, e);
	return ERR_OK;
}
