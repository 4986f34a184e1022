/*
 * search.c - the steps of a search, one after the other
 */
#include "server/registry/search/search.h"

#include "server/registry/search/search_run.h"
#include "server/registry/search/synonyms.h"

static enum err_code find(struct run *r, struct err *e)
{
	struct search_request *f = r->ask;
	const char *too_much = query_parse(f->typed, &f->terms);
	enum err_code rc;

	if (too_much != NULL)
		return err_set(e, ERR_SYNTAX, "what is typed %s", too_much);
	if (f->expand)
		synonyms_expand(facets_synonyms(r->facet_index), f->arena,
		                &f->terms, &f->expanded);
	rc = store_search(r->tx, &f->terms.search, f->arena, &r->found, &r->n,
	                  e);
	if (rc == ERR_OK) {
		search_add_cited(r);
		rc = search_filter(r, e);
	}
	if (rc != ERR_OK)
		return rc;
	arena_work(f->arena, r->n * 3 * WORK_FOUND); /* facets, order, page */
	search_count(r, e);
	rc = search_rank(r, e);
	if (rc == ERR_OK && f->grouped)
		search_take_groups(r);
	else if (rc == ERR_OK)
		search_take_page(r);
	return rc;
}

enum err_code search_run(struct tx *tx, struct search_request *f, struct err *e)
{
	struct run r = { .tx = tx,
		         .ask = f,
		         .facet_index = f->facet_index,
		         .day = facets_day(str_from(f->day)) };
	struct facets_loan *loan;
	enum err_code rc =
		f->cites ? cited_find(tx, f, r.cited, &r.ncited, e) : ERR_OK;

	if (rc == ERR_OK)
		rc = facets_borrow(f->facet_index, f->store, tx, f->arena,
		                   &loan, e);
	if (rc != ERR_OK)
		return rc;
	buf_init(&f->expanded, f->arena);
	rc = find(&r, e);
	facets_return(loan);
	return rc;
}
