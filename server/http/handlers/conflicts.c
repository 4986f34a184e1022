/*
 * conflicts.c - members with conflicting claims, of records of all kinds
 */
#include "server/http/handlers/handlers.h"

#include "lib/data/id.h"
#include "server/http/handlers/render.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/registry/evidence/claims.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/evidence/provenance.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/namesakes.h"
#include "server/registry/model/pointer.h"

struct page {
	struct request *req;
	struct reply *rep;
	struct conflicts query;
	struct view view;
	struct show_context reading;
	size_t limit, n;
	bool more;
	struct str last[3]; /* kind, key and field of the last one shown */
	int64_t total;
};

/* ---- parameters -------------------------------------------------------- */

/* What is wrong with a value, or NULL. */
typedef const char *fault_fn(struct str value);

static const char *state_fault(struct str value)
{
	return str_is(value, claims_states[STATE_DISPUTED]) ||
	                       str_is(value, claims_states[STATE_SETTLED]) ||
	                       str_is(value, claims_states[STATE_UNSETTLED])
	               ? NULL
	               : "must be one of: disputed, settled, unsettled";
}

static const char *grade_fault(struct str value)
{
	for (size_t i = 0; i < GRADE__COUNT; i++)
		if (str_is(value, grade_names[i]))
			return NULL;
	return "must be one of: official, independent, editorial, none";
}

static const char *kind_fault(struct str value)
{
	return kind_find(value) != NULL ? NULL : "is not a kind of record";
}

static const char *field_fault(struct str value)
{
	for (size_t i = 0; i < kinds_count; i++)
		if (pointer_field(&kinds[i]->entity, value) != NULL)
			return NULL;
	return "leads to no member that records have";
}

static const char *flag_fault(struct str value)
{
	return str_is(value, FLAG_PROPOSAL) ? NULL : "must be " FLAG_PROPOSAL;
}

/* All values of a parameter; without `fault` any will do. */
static struct any read_any(struct page *p, const char *name, fault_fn *fault)
{
	struct request *req = p->req;
	struct str *values =
		arena_alloc(req->arena, (req->nparams + 1) * sizeof(*values));
	struct any out = { .of = values };

	for (size_t i = 0; i < req->nparams; i++) {
		struct str value = req->params[i].value;
		const char *wrong;

		if (!str_is(req->params[i].name, name))
			continue;
		values[out.n++] = value;
		wrong = fault != NULL ? fault(value) : NULL;
		if (wrong != NULL)
			err_parameter(&req->err, name, "%s", wrong);
	}
	return out;
}

static enum err_code read_params(struct page *p)
{
	struct request *req = p->req;
	struct conflicts *q = &p->query;
	struct str cursor = request_param(req, "cursor"), place[3] = { { 0 } };

	q->kinds = read_any(p, "kind", kind_fault);
	q->fields = read_any(p, "field", field_fault);
	q->states = read_any(p, "state", state_fault);
	q->grades = read_any(p, "grade", grade_fault);
	q->flags = read_any(p, "flags", flag_fault);
	q->sources = read_any(p, "source", NULL);
	q->instruments = read_any(p, "instrument", NULL);
	p->limit = (size_t)query_number(req, "limit", LIMIT_DEFAULT, 1,
	                                STORE_PAGE_MAX);
	q->limit = p->limit + 1;
	q->has_after = cursor.p != NULL;
	if (q->has_after)
		query_read_place(req, cursor, place, COUNT(place));
	q->after = (struct conflict){ .kind = place[0],
		                      .key = place[1],
		                      .field = place[2] };
	return req->err.code;
}

/* ---- items ------------------------------------------------------------- */

/* What an item says of each of its claims has to be looked up. */
#define CONFLICTS_BYTES_MAX (1u << 20)

static bool is_full(const struct page *p)
{
	return p->n == p->limit || p->rep->body.len > CONFLICTS_BYTES_MAX;
}

static enum err_code add_item(void *arg, const struct conflict *c,
                              struct err *e)
{
	struct page *p = arg;
	struct arena *a = p->req->arena;
	const struct kind *k = kind_find(c->kind);
	struct said_page said = { .limit = LIMIT_DEFAULT,
		                  .place = query_place };
	struct row row;
	enum err_code rc;

	p->more = is_full(p);
	if (p->more)
		return ERR_ENOUGH;
	if (p->n++ > 0)
		buf_puts(&p->rep->body, ",\n");
	p->last[0] = str_from(k->entity.name);
	p->last[1] = arena_str(a, c->key);
	p->last[2] = arena_str(a, c->field);
	rc = store_find(p->reading.tx, &k->entity, c->id, a, &row, e);
	return rc != ERR_OK ? rc
	                    : provenance_why(&p->reading, k, &row, p->last[2],
	                                     &said, &p->rep->body, e);
}

/* Names become ids. What no record is called finds nothing. */
static enum err_code resolve(struct page *p, struct tx *tx,
                             const struct kind *k, struct any *names,
                             struct err *e)
{
	struct namesakes found = { .arena = p->req->arena, .kind = k };
	struct str *ids = NULL;
	size_t n = 0, room = 0;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < names->n && rc == ERR_OK; i++) {
		rc = namesakes_find(tx, &found, names->of[i], e);
		if (found.n == 0)
			found.ids[found.n++] = (struct str){ 0 };
		for (size_t j = 0; j < found.n && n < PARAMS_MAX; j++) {
			ARENA_GROW(p->req->arena, ids, n, room);
			ids[n++] = found.ids[j];
		}
	}
	*names = (struct any){ .of = ids, .n = n };
	return rc;
}

static struct str cursor_of(const struct page *p)
{
	return p->more ? query_place(p->req->arena, p->last, COUNT(p->last))
	               : (struct str){ 0 };
}

static enum err_code read_page(struct tx *tx, void *arg, struct err *e)
{
	struct page *p = arg;
	struct buf *out = &p->rep->body;
	struct conflicts *q = &p->query;
	enum err_code rc = resolve(p, tx, &sources_kind, &q->sources, e);

	if (rc == ERR_OK)
		rc = resolve(p, tx, &instruments_kind, &q->instruments, e);
	if (rc == ERR_OK)
		rc = store_conflicts_count(tx, &p->query, &p->total, e);
	if (rc != ERR_OK)
		return rc;
	p->reading = query_show_context(&p->view, tx, p->req->arena);
	buf_puts(out, "{\"items\":[\n");
	rc = store_conflicts(tx, &p->query, add_item, p, e);
	buf_puts(out, "\n]");
	query_end(out, p->total, cursor_of(p));
	return rc != ERR_OK ? rc : render_items(p->req, tx, e);
}

enum err_code conflicts_list(struct request *req, struct reply *rep)
{
	struct page *p = arena_alloc(req->arena, sizeof(*p));
	enum err_code rc;

	*p = (struct page){ .req = req, .rep = rep };
	query_today(&p->view);
	rc = read_params(p);
	if (rc == ERR_OK)
		rc = store_run(req->service->store, TX_READ, read_page, p,
		               &req->err);
	if (rc != ERR_OK)
		return rc;
	if (p->more)
		query_link(req, rep, "cursor", cursor_of(p));
	return reply_body(req, rep, 200, req->type, 0);
}
