/*
 * search.c - the steps of a search, one after the other
 */
#include "server/registry/search/search.h"

#include "server/registry/search/facet_text.h"
#include "server/registry/search/search_run.h"
#include "server/registry/search/synonyms.h"
#include "server/registry/search/unbroken.h"

/* "AI" as OCR misreads it: in the index "Al" stands as both. */
static void mend_misread(struct parsed_query *q)
{
	for (size_t i = 0; i < q->search.nterms; i++) {
		struct term *t = &q->search.terms[i];

		if (q->plain[t->clause] && str_is(t->text, "Al"))
			t->text = STR("AI");
	}
}

/* The words as they are looked for. */
static enum err_code read_typed(struct run *r, struct err *e)
{
	struct search_request *f = r->ask;
	const char *too_much = query_parse(f->typed, &f->terms);

	if (too_much != NULL)
		return err_set(e, ERR_SYNTAX, "the query %s", too_much);
	f->terms.search.everything = f->typed.len == 0;
	mend_misread(&f->terms);
	f->is_cut = f->relaxed && unbroken_cut(facets_synonyms(r->facet_index),
	                                       f->arena, &f->terms);
	if (f->expand)
		synonyms_expand(facets_synonyms(r->facet_index), f->arena,
		                &f->terms, &f->expanded);
	relax_leave_little(&f->terms);
	return ERR_OK;
}

static enum err_code find_records(struct run *r, struct err *e)
{
	struct search_request *f = r->ask;
	enum err_code rc = read_typed(r, e);

	if (rc == ERR_OK && f->relaxed && !relax(&f->terms, f->relaxed) &&
	    !f->is_cut)
		f->terms.search.nterms = 0;
	if (rc == ERR_OK)
		rc = store_search(r->tx, &f->terms.search, f->arena, &r->found,
		                  &r->n, e);
	if (rc == ERR_OK)
		rc = search_find_called(r, e);
	if (rc != ERR_OK)
		return rc;
	search_add_named(r);
	return search_filter(r, e);
}

static enum err_code find(struct run *r, struct err *e)
{
	struct search_request *f = r->ask;
	enum err_code rc = find_records(r, e);

	if (rc != ERR_OK)
		return rc;
	arena_work(f->arena, (r->n + r->nnear) * 3 * WORK_FOUND);
	rc = search_count(r, e); /* facets, order, page */
	if (rc == ERR_OK)
		rc = search_rank(r, e);
	if (rc == ERR_OK && f->grouped)
		search_take_groups(r);
	else if (rc == ERR_OK)
		search_take_page(r);
	return rc;
}

/* By its number, or by an instrument and what its heading says. */
static enum err_code find_cited(struct run *r, struct err *e)
{
	const struct search_request *f = r->ask;
	enum err_code rc = cited_find(r->tx, f, r->cited, &r->ncited, e);

	if (rc != ERR_OK || r->ncited > 0 || !query_is_plain(f->typed))
		return rc;
	rc = mentioned_read(r->tx, f->arena, f->typed, &r->mentioned, e);
	return rc != ERR_OK ? rc
	                    : mentioned_cites(r->tx, f, &r->mentioned, r->cited,
	                                      &r->ncited, e);
}

enum err_code search_run(struct tx *tx, struct search_request *f, struct err *e)
{
	struct run *r = arena_alloc(f->arena, sizeof(*r));
	struct facets_loan *loan;
	enum err_code rc;

	r->tx = tx;
	r->ask = f;
	rc = f->cites ? find_cited(r, e) : ERR_OK;
	r->facet_index = f->facet_index;
	r->day = facet_day(str_from(f->day));
	f->matched = 0;
	for (size_t i = 0; i < FACET__COUNT; i++)
		f->ncounts[i] = 0;
	if (rc == ERR_OK)
		rc = facets_borrow(f->facet_index, f->store, tx, f->arena,
		                   &loan, e);
	if (rc != ERR_OK)
		return rc;
	buf_init(&f->expanded, f->arena);
	rc = search_can_browse(r) ? search_browse(r, e) : find(r, e);
	facets_return(loan);
	return rc;
}
