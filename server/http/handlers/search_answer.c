/*
 * search_answer.c - what a search came to, beside its hits
 */
#include "server/http/handlers/search_answer.h"

#include "lib/base/cache.h"
#include "lib/data/jsontext.h"
#include "server/http/query/did_you_mean.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/namesakes.h"
#include "server/registry/model/show.h"
#include "server/registry/model/walk.h"
#include "server/registry/search/relax.h"
#include "server/registry/search/search_meant.h"
#include "server/registry/search/suggest.h"

/* ---- asking ---------------------------------------------------------------- */

/* Nothing is found of what was typed, but of something one letter away. */
static enum err_code try_corrected(struct search_answer *a, struct err *e)
{
	struct str typed = a->find->typed;
	struct suggest s = { .arena = a->find->arena,
		             .typed = typed,
		             .limit = 1 };
	enum err_code rc = suggest_find(a->tx, &s, e);

	if (rc != ERR_OK || s.corrected.len == 0)
		return rc;
	a->find->typed = s.corrected;
	rc = search_run(a->tx, a->find, e);
	if (a->find->matched > 0)
		a->corrected = s.corrected;
	else
		a->find->typed = typed;
	return rc;
}

/* Of more than two words, little is as good as nothing. Is there a word that
 * may fail? */
static bool wants_relaxing(const struct search_request *f)
{
	struct parsed_query terms = f->terms;
	bool little = f->terms.nclauses > 2 && f->matched < SEARCH_LITTLE;

	return !f->is_named && !f->terms.search.everything &&
	       (f->matched == 0 || little) && relax(&terms, RELAXED_PLACES);
}

/* Further and further; from where the rarest may fail on, little is enough. */
static enum err_code relax_until_found(struct search_answer *a, struct err *e)
{
	struct search_request *f = a->find;
	enum err_code rc = ERR_OK;
	bool enough = false;

	for (int how = RELAXED_MOST;
	     how <= RELAXED_PLACES && !enough && rc == ERR_OK; how++) {
		f->relaxed = (enum relaxed)how;
		rc = search_run(a->tx, f, e);
		enough =
			f->matched >= (how == RELAXED_MOST ? SEARCH_LITTLE : 1);
	}
	return rc;
}

enum err_code search_ask(struct search_asked *asked, struct search_answer *a,
                         struct err *e)
{
	enum err_code rc = ERR_OK;

	a->find = &asked->find;
	a->filter = &asked->filter;
	if (a->find->filter != NULL)
		rc = filter_resolve(a->tx, a->find->arena, &asked->filter.query,
		                    e);
	if (rc == ERR_OK)
		rc = search_run(a->tx, a->find, e);
	if (rc == ERR_OK && a->find->matched == 0 &&
	    query_is_plain(a->find->typed))
		rc = try_corrected(a, e);
	if (rc != ERR_OK || a->find->insists || !wants_relaxing(a->find))
		return rc;
	return relax_until_found(a, e);
}

/* ---- what was left out ------------------------------------------------------ */

static void put_words(const struct search_request *f, unsigned clauses,
                      struct buf *out)
{
	const char *comma = "";

	for (uint8_t i = 0; i < SEARCH_LOOSE_MAX; i++) {
		if (!(clauses & 1u << i))
			continue;
		buf_puts(out, comma);
		json_quote(out, relax_words(f->arena, &f->terms.search, i));
		comma = ",";
	}
}

void search_put_missing(const struct search_request *f, const struct found *x,
                        struct buf *out)
{
	if (x->missing == 0)
		return;
	buf_puts(out, ",\"missing\":[");
	put_words(f, x->missing, out);
	buf_puts(out, "]");
}

static void put_relaxed(const struct search_request *f, struct buf *out)
{
	unsigned missing = 0;

	for (size_t i = 0; i < f->npage; i++)
		missing |= f->page[i].missing;
	if (missing == 0)
		return;
	buf_printf(out, ",\"relaxed\":{\"least\":%u,\"left_out\":[",
	           f->terms.search.least);
	put_words(f, missing, out);
	buf_puts(out, "]}");
}

/* ---- facets -------------------------------------------------------------- */

/* What people call the record a value refers to. */
static enum err_code add_label(struct search_answer *a, const char *refers,
                               struct str id, struct err *e)
{
	const struct kind *k = kind_find(str_from(refers));
	struct buf *out = a->out;
	struct row row;
	enum err_code rc =
		store_find(a->tx, &k->entity, id, a->find->arena, &row, e);

	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		json_quote(out, id);
		return ERR_OK;
	}
	if (rc != ERR_OK)
		return rc;
	json_quote(out, row.values[COLUMN_KEY].text);
	json_put(out, "label", show_title(a->find->arena, k, &row));
	return ERR_OK;
}

static void add_by(const struct search_request *f, const struct facet_count *c,
                   struct buf *out)
{
	if (f->by == FACET_KIND)
		return;
	buf_puts(out, ",\"by\":[");
	for (size_t i = 0; i < c->nby; i++) {
		buf_puts(out, i > 0 ? ",{\"value\":" : "{\"value\":");
		json_quote(out, c->by[i].text);
		buf_printf(out, ",\"count\":%zu}", c->by[i].n);
	}
	buf_puts(out, "]");
}

static enum err_code add_values(struct search_answer *a, enum facet facet,
                                struct err *e)
{
	const struct search_request *f = a->find;
	const char *refers = facet_refers(facet);
	struct buf *out = a->out;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < f->ncounts[facet] && rc == ERR_OK; i++) {
		const struct facet_count *c = &f->counts[facet][i];

		buf_puts(out, i > 0 ? ",{\"value\":" : "{\"value\":");
		if (refers != NULL)
			rc = add_label(a, refers, c->text, e);
		else
			json_quote(out, c->text);
		buf_printf(out, ",\"count\":%zu", c->n);
		add_by(f, c, out);
		buf_puts(out, "}");
	}
	return rc;
}

static enum err_code put_facets(struct search_answer *a, struct err *e)
{
	struct buf *out = a->out;
	const char *comma = "";
	enum err_code rc = ERR_OK;

	buf_puts(out, ",\n\"facets\":{");
	for (size_t i = 0; i < FACET__COUNT && rc == ERR_OK; i++) {
		if (!a->find->facets[i])
			continue;
		buf_printf(out, "%s\n\"%s\":[", comma, facet_names[i]);
		rc = add_values(a, (enum facet)i, e);
		buf_puts(out, "]");
		comma = ",";
	}
	buf_puts(out, "}");
	return rc;
}

/* ---- all of it --------------------------------------------------------------- */

struct str search_next(const struct search_request *f, size_t shown)
{
	size_t end = f->offset + shown;

	if (shown == 0 || end >= f->total || end > OFFSET_MAX)
		return (struct str){ 0 };
	return str_from(arena_printf(f->arena, "%zu", end));
}

/* Is it a party of anything? */
static enum err_code is_party(struct search_answer *a, struct str id, bool *out,
                              struct err *e)
{
	struct value who = value_text(id);
	struct query *q = arena_alloc(a->find->arena, sizeof(*q));
	int64_t n = 0;
	enum err_code rc;

	*q = (struct query){ .nconditions = 1 };
	q->conditions[0] =
		walk_where(&instruments_kind, "parties.organization", &who);
	rc = store_count(a->tx, &instruments_kind.entity, q, &n, e);
	*out = n > 0;
	return rc;
}

/* Who issued none of these may have proposed or drafted some. */
static enum err_code hint_party(struct search_answer *a, struct meant *m,
                                struct str issuer, struct err *e)
{
	struct namesakes found = { .arena = a->find->arena,
		                   .kind = &organizations_kind };
	enum err_code rc = namesakes_find(a->tx, &found, issuer, e);

	for (size_t i = 0; i < found.n && m->n < MEANT_MAX && rc == ERR_OK;
	     i++) {
		bool is = false;
		struct row row;

		rc = is_party(a, found.ids[i], &is, e);
		if (rc == ERR_OK && is)
			rc = store_find(a->tx, &organizations_kind.entity,
			                found.ids[i], a->find->arena, &row, e);
		if (rc == ERR_OK && is)
			m->near[m->n++] = (struct meant_value){
				.value = row.values[COLUMN_KEY].text,
				.label = show_title(a->find->arena,
				                    &organizations_kind, &row),
				.parameter = "parties.organization",
			};
	}
	return rc;
}

static enum err_code tell_choice(struct search_answer *a,
                                 struct did_you_mean *d,
                                 const struct facet_choice *c, struct err *e)
{
	struct meant *m = arena_alloc(a->find->arena, sizeof(*m));
	bool hints = c->facet == FACET_ISSUER && a->find->total == 0;
	enum err_code rc = ERR_OK;

	*m = (struct meant){ .typed = c->text };
	if (c->is_unknown)
		rc = search_meant(a->tx, a->find, c, m, e);
	if (rc == ERR_OK && hints)
		rc = hint_party(a, m, c->text, e);
	if (rc == ERR_OK && (c->is_unknown || m->n > 0))
		did_you_mean_add(d, facet_names[c->facet], m);
	return rc;
}

static enum err_code put_meant(struct search_answer *a, struct err *e)
{
	struct search_request *f = a->find;
	struct did_you_mean d;
	enum err_code rc;

	did_you_mean_begin(&d, a->tx, f->arena);
	rc = did_you_mean_filters(&d, &instruments_kind, a->filter,
	                          f->total == 0, e);
	for (size_t i = 0; i < f->nchoices && rc == ERR_OK; i++)
		rc = tell_choice(a, &d, &f->choices[i], e);
	did_you_mean_put(&d, a->out);
	return rc;
}

enum err_code search_put(struct search_answer *a, struct err *e)
{
	struct buf *out = a->out;
	enum err_code rc;

	json_put_some(out, "corrected", a->corrected);
	put_relaxed(a->find, out);
	buf_puts(out, ",\"expanded\":[");
	buf_str(out, buf_text(&a->find->expanded));
	buf_puts(out, "]");
	rc = put_meant(a, e);
	return rc == ERR_OK ? put_facets(a, e) : rc;
}

/* ---- asked again ------------------------------------------------------------ */

static struct str name_of(const struct request *req)
{
	return str_from(arena_printf(req->arena, "search %.*s?%.*s",
	                             STR_ARG(req->path), STR_ARG(req->query)));
}

bool search_recall(const struct request *req, struct str stamp, struct buf *out,
                   struct str *next)
{
	size_t end;

	if (!cache_find(req->service->cache, name_of(req), stamp, out))
		return false;
	end = out->len;
	while (out->data[end - 1] != '\n')
		end--;
	*next = arena_str(req->arena,
	                  (struct str){ out->data + end, out->len - end });
	out->len = end;
	return true;
}

void search_keep(const struct request *req, struct str stamp, struct str body,
                 struct str next)
{
	struct buf cached;

	buf_init(&cached, req->arena);
	buf_str(&cached, body);
	buf_str(&cached, next);
	cache_put(req->service->cache, name_of(req), stamp, buf_text(&cached));
}
