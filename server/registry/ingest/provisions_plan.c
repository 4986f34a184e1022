/*
 * provisions_plan.c - a plan is made, and written in steps
 */
#include "server/registry/ingest/provisions_session.h"

#include "server/registry/changes/record.h"

enum err_code provisions_prepare(struct tx *tx,
                                 const struct provisions_request *request,
                                 struct provisions_plan **out, struct err *e)
{
	struct provisions_plan *plan =
		arena_alloc(request->arena, sizeof(*plan));
	struct provisions_session *s = &plan->session;
	enum err_code rc;

	*out = plan;
	*s = (struct provisions_session){ .r = request,
		                          .tx = tx,
		                          .arena = request->arena };
	rc = provisions_find_source(s, e);
	if (rc == ERR_OK)
		rc = provisions_split(s, e);
	if (rc == ERR_OK)
		rc = provisions_read_catalogue(s, e);
	if (rc != ERR_OK)
		return rc;
	rc = provisions_match(s, e);
	if (rc == ERR_OK)
		rc = provisions_refuse_doubtful(s, e);
	return rc != ERR_OK || request->dry_run ? rc
	                                        : provisions_plan_writes(s, e);
}

bool provisions_has_more(const struct provisions_plan *plan)
{
	return plan->session.done.ops < plan->session.nops;
}

bool provisions_is_done(const struct provisions_plan *plan)
{
	return plan->session.now_done.ops == plan->session.nops;
}

void provisions_settle(struct provisions_plan *plan)
{
	plan->session.done = plan->session.now_done;
}

/* The instrument follows from its provisions when the last is written. By now
 * it may be another than the plan was made for. */
static enum err_code derive_instrument(struct provisions_session *s,
                                       struct err *e)
{
	struct str id = s->instrument.values[COLUMN_ID].text;
	struct row now;
	enum err_code rc = store_find(s->tx, &instruments_kind.entity, id,
	                              s->arena, &now, e);

	return rc != ERR_OK ? rc
	                    : record_rederive(s->tx, s->arena,
	                                      &instruments_kind, &now, e);
}

enum err_code provisions_step(struct tx *tx, struct provisions_plan *plan,
                              struct err *e)
{
	struct provisions_session *s = &plan->session;
	struct progress *p = &s->now_done;
	size_t until = s->done.ops + OUTLINE_STEP;
	enum err_code rc = ERR_OK;

	s->tx = tx;
	*p = s->done;
	for (; p->ops < s->nops && p->ops < until && rc == ERR_OK; p->ops++)
		rc = provisions_write_one(s, s->ops[p->ops].item,
		                          s->ops[p->ops].known, e);
	if (rc == ERR_OK && p->ops == s->nops)
		rc = derive_instrument(s, e);
	return rc;
}
