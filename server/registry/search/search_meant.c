/*
 * search_meant.c - values of a facet that are near to what was asked for
 */
#include "server/registry/search/search_meant.h"

#include "server/registry/search/search_run.h"

struct facet_probe {
	struct run *run;
	enum facet facet;
};

static enum err_code is_used(void *arg, struct str value, bool *out,
                             struct err *e)
{
	struct facet_probe *p = arg;
	struct facet_choice c = { .facet = p->facet, .text = value };
	struct facet_numbers numbers;
	enum err_code rc = search_resolve(p->run, &c, &numbers, e);

	*out = rc == ERR_OK && numbers.n > 0;
	return rc;
}

static enum err_code offer_all(struct meant *m, const struct facet_probe *p,
                               struct err *e)
{
	const struct facet_index *all = p->run->facet_index;
	enum err_code rc = ERR_OK;

	for (uint32_t v = 1; v <= facets_nvalues(all, p->facet) && rc == ERR_OK;
	     v++)
		rc = meant_offer(m, facets_value(all, p->facet, v), e);
	return rc;
}

enum err_code search_meant(struct tx *tx, struct search_request *f,
                           const struct facet_choice *c, struct meant *out,
                           struct err *e)
{
	const char *refers = facet_refers(c->facet);
	struct run *r = arena_alloc(f->arena, sizeof(*r));
	struct facet_probe *p = arena_alloc(f->arena, sizeof(*p));
	struct facets_loan *loan;
	enum err_code rc;

	*r = (struct run){ .tx = tx, .ask = f, .facet_index = f->facet_index };
	*p = (struct facet_probe){ r, c->facet };
	*out = (struct meant){ .tx = tx,
		               .arena = f->arena,
		               .typed = c->text,
		               .is_used = is_used,
		               .arg = p };
	rc = facets_borrow(f->facet_index, f->store, tx, f->arena, &loan, e);
	if (rc != ERR_OK)
		return rc;
	rc = refers != NULL ? meant_record(out, kind_find(str_from(refers)), e)
	                    : offer_all(out, p, e);
	facets_return(loan);
	return rc;
}
