/*
 * quote_digest.c - passages with the SHA-256 of a quote
 */
#include "server/registry/sources/quote_digest.h"

#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "server/registry/model/walk.h"

struct digest_search {
	struct tx *tx;
	struct arena *arena;
	const struct scope *scope;
	struct str quote;
	struct quote_found *out;
};

static bool is_unheld(const struct digest_search *d, struct str edition)
{
	const struct scope *scope = d->scope;

	arena_work(d->arena, scope->nunheld);
	for (size_t i = 0; i < scope->nunheld; i++)
		if (str_eq(scope->unheld[i], edition))
			return true;
	return false;
}

static void write_passage(struct buf *out, const struct quote_origin *o,
                          const struct row *passage)
{
	struct str r = passage->record;

	quotes_write_origin(out, o);
	json_put(out, "passage", passage->values[COLUMN_ID].text);
	json_put_value(out, "start", json_member(r, "start"));
	json_put_value(out, "end", json_member(r, "end"));
}

static void add(struct digest_search *d, const struct quote_origin *o,
                const struct row *passage)
{
	struct quote_found *out = d->out;
	struct buf members;

	buf_init(&members, d->arena);
	write_passage(&members, o, passage);
	buf_printf(&out->places, "%s{%.*s}", out->n++ > 0 ? "," : "",
	           STR_ARG(buf_text(&members)));
	json_put(&members, "exact", d->quote);
	out->only = buf_text(&members);
}

static enum err_code look_at_passage(void *arg, struct arena *a,
                                     const struct row *passage, struct err *e)
{
	struct digest_search *d = arg;
	struct str edition =
		kind_text(&passages_kind, passage->values, "edition");
	struct quote_origin origin;
	struct row source;
	enum err_code rc;

	if (!is_unheld(d, edition))
		return ERR_OK;
	d->out->more = d->out->n == QUOTE_PLACES_MAX;
	if (d->out->more)
		return ERR_OK;
	rc = store_find(d->tx, &sources_kind.entity,
	                kind_text(&passages_kind, passage->values, "source"), a,
	                &source, e);
	if (rc != ERR_OK)
		return rc;
	quotes_origin(a, &source, edition, &origin);
	add(d, &origin, passage);
	return ERR_OK;
}

enum err_code quote_digest_find(struct tx *tx, struct arena *a,
                                const struct scope *scope, struct str quote,
                                struct quote_found *out, struct err *e)
{
	struct value digest = value_text(digest_of(a, quote));
	struct condition of = walk_where(&passages_kind, "sha256", &digest);
	struct digest_search d = { tx, a, scope, quote, out };
	struct walk_place place = { .arena = a };
	enum err_code rc = walk_page(tx, &passages_kind, &of, 1,
	                             look_at_passage, &d, &place, e);

	out->more |= out->n > 0 && place.more;
	return rc;
}
