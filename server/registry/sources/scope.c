/*
 * scope.c - from what was asked to the texts that are held
 */
#include "server/registry/sources/scope.h"

#include "lib/data/jsontext.h"
#include "server/registry/model/json.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"

struct gathering {
	struct scope *scope;
	struct arena *arena;
	struct tx *tx;
	size_t named; /* editions that fit what was asked */
};

static bool is_known(const struct gathering *g, struct str sha256)
{
	const struct scope *s = g->scope;

	arena_work(g->arena, WORK_ROW + s->n);
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->texts[i].origin.edition, sha256))
			return true;
	return false;
}

static void push(struct gathering *g, const struct row *source,
                 const struct edition *edition, const struct text *text)
{
	struct scope *s = g->scope;
	struct held *held;

	ARENA_GROW(g->arena, s->texts, s->n, s->room);
	held = &s->texts[s->n++];
	held->source = s->nsources;
	held->edition = *edition;
	held->text = *text;
	quotes_origin(g->arena, source, text->sha256, &held->origin);
	held->text.sha256 = held->origin.edition;
}

static void push_unheld(struct gathering *g, struct str sha256)
{
	struct scope *s = g->scope;

	ARENA_GROW(g->arena, s->unheld, s->nunheld, s->unheld_room);
	s->unheld[s->nunheld++] = arena_str(g->arena, sha256);
}

static enum err_code add_edition(struct gathering *g, const struct row *source,
                                 const struct edition *edition, struct err *e)
{
	struct str sha256 = edition->sha256;
	struct scope *s = g->scope;
	struct text text;
	struct err why;
	enum err_code rc;

	if (s->edition.len > 0 && !str_eq(s->edition, sha256))
		return ERR_OK;
	g->named++;
	if (is_known(g, sha256))
		return ERR_OK;
	err_init(&why, g->arena);
	rc = store_text_find(g->tx, sha256, g->arena, &text, &why);
	if (rc == ERR_OK)
		push(g, source, edition, &text);
	else if (rc == ERR_NOT_FOUND)
		push_unheld(g, sha256);
	else
		return err_set(e, rc, "%s", why.detail);
	return ERR_OK;
}

/* The newest edition first: the last in the list. */
static enum err_code add_source(void *arg, struct arena *a,
                                const struct row *source, struct err *e)
{
	struct gathering *g = arg;
	struct str list = json_member(source->record, "editions"), edition;
	struct edition *all;
	size_t at = 0, n = 0;
	enum err_code rc = ERR_OK;

	while (json_items(list, &at, &edition))
		n++;
	all = arena_alloc(a, (n + 1) * sizeof(*all));
	for (at = n = 0; json_items(list, &at, &edition); n++)
		all[n] = edition_read(g->arena, edition, n);
	while (n-- > 0 && rc == ERR_OK)
		rc = add_edition(g, source, &all[n], e);
	g->scope->nsources++;
	return rc;
}

static enum err_code find(struct gathering *g, const struct kind *k,
                          struct str ref, struct row *out, struct err *e)
{
	enum err_code rc = store_find(g->tx, &k->entity, ref, g->arena, out, e);

	if (rc != ERR_NOT_FOUND)
		return rc;
	g->scope->wrong = k->singular;
	return err_set(e, rc, "there is no %s %.*s", k->singular,
	               (int)(ref.len < 120 ? ref.len : 120), ref.p);
}

static enum err_code add_instruments(struct gathering *g, struct err *e)
{
	struct row row;
	enum err_code rc =
		find(g, &instruments_kind, g->scope->instrument, &row, e);
	struct condition of;

	if (rc != ERR_OK)
		return rc;
	of = walk_where(&sources_kind, "instrument", &row.values[COLUMN_ID]);
	return walk_records(g->tx, &sources_kind, &of, 1, add_source, g, e);
}

static enum err_code add_all(struct gathering *g, struct err *e)
{
	struct value sha256 = value_text(g->scope->edition);
	struct condition of =
		walk_where(&sources_kind, "editions.sha256", &sha256);

	return walk_records(g->tx, &sources_kind, &of,
	                    g->scope->edition.len > 0 ? 1 : 0, add_source, g,
	                    e);
}

enum err_code scope_find(struct tx *tx, struct arena *a, struct scope *s,
                         struct err *e)
{
	struct gathering g = { .scope = s, .arena = a, .tx = tx };
	enum err_code rc;
	struct row row;

	if (s->source.len > 0) {
		rc = find(&g, &sources_kind, s->source, &row, e);
		if (rc == ERR_OK)
			rc = add_source(&g, a, &row, e);
	} else if (s->instrument.len > 0) {
		rc = add_instruments(&g, e);
	} else {
		rc = add_all(&g, e);
	}
	if (rc != ERR_OK || g.named > 0 || s->edition.len == 0 ||
	    (s->source.len == 0 && s->instrument.len == 0))
		return rc;
	s->wrong = "edition";
	return err_set(e, ERR_NOT_FOUND, "is not an edition of %s",
	               s->source.len > 0 ? "that source"
	                                 : "that instrument's sources");
}
