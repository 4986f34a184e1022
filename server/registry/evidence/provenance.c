/*
 * provenance.c - what is claimed of a record, shown member by member
 */
#include "server/registry/evidence/provenance.h"

#include <inttypes.h>

#include "lib/data/jsontext.h"
#include "server/registry/evidence/claims.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/model/pointer.h"
#include "server/registry/model/show.h"
#include "server/registry/sources/passage.h"

#define BYTES_MAX (2u << 20) /* then only how many more there are is said */

/* What is known of a member before any assertion is read. */
struct member {
	struct str field;
	enum state state;
	enum grade grade;
	bool conflict, on_proposals;
	int64_t claims;
};

struct provenance {
	const struct show_context *reading;
	struct claims claims;
	struct said_page *page;
	struct member *members;
	size_t n, room;
	struct tally tally;
	struct buf *out;
};

/* ---- assertions -------------------------------------------------------- */

/* The instrument whose text a source is. */
static enum err_code write_instrument(struct provenance *p,
                                      const struct row *source, struct err *e)
{
	struct arena *a = p->reading->arena;
	struct str id = kind_text(&sources_kind, source->values, "instrument");
	struct row instrument;
	enum err_code rc;

	if (id.len == 0)
		return ERR_OK;
	rc = store_find(p->reading->tx, &instruments_kind.entity, id, a,
	                &instrument, e);
	if (rc != ERR_OK)
		return rc;
	buf_puts(p->out, ",\"instrument\":{");
	show_ids(p->out, &instrument);
	json_put(p->out, "title",
	         show_title(a, &instruments_kind, &instrument));
	buf_puts(p->out, "}");
	return ERR_OK;
}

static enum err_code write_source(struct provenance *p, struct str id,
                                  struct err *e)
{
	struct row source;
	enum err_code rc = store_find(p->reading->tx, &sources_kind.entity, id,
	                              p->reading->arena, &source, e);

	if (rc != ERR_OK)
		return rc;
	buf_puts(p->out, "{");
	show_ids(p->out, &source);
	json_put_member(p->out, "title", source.record);
	json_put_member(p->out, "role", source.record);
	json_put_member(p->out, "handling", source.record);
	rc = write_instrument(p, &source, e);
	buf_puts(p->out, "}");
	return rc;
}

static enum err_code write_passage(struct provenance *p, struct str id,
                                   struct err *e)
{
	const struct show_context *r = p->reading;
	struct row passage;
	struct str exact;
	enum err_code rc = store_find(r->tx, &passages_kind.entity, id,
	                              r->arena, &passage, e);

	if (rc != ERR_OK)
		return rc;
	buf_puts(p->out, "{");
	show_ids(p->out, &passage);
	buf_puts(p->out, ",\"source\":");
	rc = write_source(
		p, kind_text(&passages_kind, passage.values, "source"), e);
	json_put_member(p->out, "segment", passage.record);
	json_put_member(p->out, "locator", passage.record);
	json_put_member(p->out, "start", passage.record);
	json_put_member(p->out, "end", passage.record);
	if (rc == ERR_OK)
		rc = passage_exact(r->tx, r->arena, &passage, &exact, e);
	if (rc == ERR_OK)
		json_put_some(p->out, "exact", exact);
	json_put_some(p->out, "state",
	              kind_text(&passages_kind, passage.values, "state"));
	buf_puts(p->out, "}");
	return rc;
}

static enum err_code write_claim(struct provenance *p, struct claim *c,
                                 struct err *e)
{
	struct str rank = kind_text(&assertions_kind, c->row.values, "rank");
	const struct ground *ground;
	enum err_code rc = claims_ground(&p->claims, c, &ground, e);

	if (rc != ERR_OK)
		return rc;
	buf_puts(p->out, "{");
	show_ids(p->out, &c->row);
	json_put_member(p->out, "value", c->row.record);
	json_put_some(p->out, "agreement",
	              str_from(agreement_names[c->agreement]));
	json_put(p->out, "rank", rank.len > 0 ? rank : STR("normal"));
	json_put_member(p->out, "speaker", c->row.record);
	json_put_member(p->out, "note", c->row.record);
	json_put_member(p->out, "seen_at", c->row.record);
	json_put_member(p->out, "seen_on", c->row.record);
	json_put(p->out, "grade", str_from(grade_names[ground->grade]));
	buf_puts(p->out, ",\"passage\":");
	rc = write_passage(
		p, kind_text(&assertions_kind, c->row.values, "passage"), e);
	buf_puts(p->out, "}");
	return rc;
}

/* A page of them, and where it ends. */
static enum err_code write_claims(struct provenance *p, const struct member *m,
                                  struct err *e)
{
	struct said_page *page = p->page;
	size_t limit = p->out->len > BYTES_MAX ? 0 : page->limit;
	struct claim_place last = page->after;
	bool more = false;
	enum err_code rc =
		claims_page(&p->claims, m->field, page->after, limit, &more, e);

	buf_puts(p->out, ",\"assertions\":[");
	for (struct claim *c = p->claims.first; c != NULL && rc == ERR_OK;
	     c = c->next) {
		buf_puts(p->out, c != p->claims.first ? "," : "");
		last.precedence = kind_text(&assertions_kind, c->row.values,
		                            "precedence");
		last.key = c->row.values[COLUMN_KEY].text;
		rc = write_claim(p, c, e);
	}
	page->next = (struct str){ 0 };
	if (more)
		page->next = page->place(
			p->reading->arena,
			(const struct str[]){ last.precedence, last.key }, 2);
	buf_printf(p->out, "],\"total\":%" PRId64 ",\"next\":", m->claims);
	if (more)
		json_quote(p->out, page->next);
	else
		buf_puts(p->out, "null");
	return rc;
}

/* ---- members ----------------------------------------------------------- */

static void write_verdict(struct buf *out, const struct verdict *v)
{
	static const char *const members[] = { "outcome", "value", "reason",
		                               "by", "on" };

	if (v == NULL) {
		buf_puts(out, "null");
		return;
	}
	buf_puts(out, "{");
	show_ids(out, &v->row);
	for (size_t i = 0; i < COUNT(members); i++)
		json_put_member(out, members[i], v->row.record);
	buf_puts(out, "}");
}

static enum err_code write_member(struct provenance *p, const struct member *m,
                                  struct err *e)
{
	struct str value = pointer_value(p->claims.subject->record, m->field);
	enum err_code rc;

	if (value.len > 0) {
		p->tally.states[m->state]++;
		p->tally.grades[m->grade]++;
	}
	buf_puts(p->out, "\"field\":");
	json_quote(p->out, m->field);
	buf_puts(p->out, ",\"value\":");
	buf_str(p->out, value.len > 0 ? value : STR("null"));
	json_put(p->out, "state", str_from(claims_states[m->state]));
	json_put(p->out, "grade", str_from(grade_names[m->grade]));
	buf_printf(p->out, ",\"conflict\":%s,\"flags\":[%s]",
	           m->conflict ? "true" : "false",
	           m->on_proposals ? "\"" FLAG_PROPOSAL "\"" : "");
	rc = write_claims(p, m, e);
	buf_puts(p->out, ",\"resolution\":");
	write_verdict(p->out, claims_verdict(&p->claims, m->field));
	return rc;
}

static enum err_code write_fields(struct provenance *p, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < p->n && rc == ERR_OK; i++) {
		buf_puts(p->out, i > 0 ? ",{" : "{");
		rc = write_member(p, &p->members[i], e);
		buf_puts(p->out, "}");
	}
	return rc;
}

/* ---- what is stored of them ------------------------------------------------ */

static struct member *member_of(struct provenance *p, struct str field)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->members[i].field, field))
			return &p->members[i];
	ARENA_GROW(p->reading->arena, p->members, p->n, p->room);
	p->members[p->n] = (struct member){
		.field = arena_str(p->reading->arena, field),
		.state = STATE_UNSUPPORTED,
		.grade = GRADE_NONE,
	};
	return &p->members[p->n++];
}

/* Members of the record, in the order of the kind's table. */
static void add_own(struct provenance *p)
{
	const struct claims *c = &p->claims;
	const struct entity *t = &c->kind->entity;

	for (size_t i = 0; i < t->nfields && !c->kind->is_evidence; i++)
		if (claims_has_fact(c, &t->fields[i]))
			member_of(p, str_from(arena_printf(c->arena, "/%s",
			                                   t->fields[i].name)));
}

/* The order of evidence_fields. */
static enum err_code read_standing(void *arg, const struct value *cells,
                                   struct err *e)
{
	struct provenance *p = arg;
	struct member *m;

	(void)e;
	m = member_of(p, value_str(cells[1]));
	m->state = (enum state)claims_index(claims_states, STATE__COUNT,
	                                    value_str(cells[2]));
	m->grade = (enum grade)claims_index(grade_names, GRADE__COUNT,
	                                    value_str(cells[3]));
	m->conflict = cells[4].integer != 0;
	m->on_proposals = value_str(cells[5]).len > 0;
	return ERR_OK;
}

/* The order of ground_fields. */
static enum err_code count_claims(void *arg, const struct value *cells,
                                  struct err *e)
{
	struct provenance *p = arg;

	(void)e;
	member_of(p, value_str(cells[0]))->claims += cells[2].integer;
	return ERR_OK;
}

static enum err_code read_members(struct provenance *p, struct err *e)
{
	const struct claims *c = &p->claims;
	struct str id = c->subject->values[COLUMN_ID].text;
	enum err_code rc;

	add_own(p);
	rc = store_items(c->tx, kind_list(c->kind, "evidence"), id,
	                 read_standing, p, e);
	if (rc == ERR_OK)
		rc = store_items(c->tx, kind_list(c->kind, "grounds"), id,
		                 count_claims, p, e);
	return rc;
}

/* ---- the whole --------------------------------------------------------- */

static void write_subject(const struct provenance *p)
{
	const struct claims *c = &p->claims;

	buf_puts(p->out, "{\"subject\":");
	show_subject(c->arena, c->kind, c->subject, p->out);
	buf_puts(p->out, ",");
}

static void write_counts(const char *name, const char *const *names,
                         const int64_t *counts, size_t n, struct buf *out)
{
	buf_printf(out, "\"%s\":{", name);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%s\"%s\":%" PRId64, i > 0 ? "," : "", names[i],
		           counts[i]);
	buf_puts(out, "}");
}

void provenance_write_grades(const struct tally *t, struct buf *out)
{
	write_counts("grades", grade_names, t->grades, GRADE__COUNT, out);
}

void provenance_write_tally(const struct tally *t, struct buf *out)
{
	write_counts("coverage", claims_states, t->states, STATE__COUNT, out);
	buf_puts(out, ",");
	provenance_write_grades(t, out);
}

/* What is said of one member, or of all when `field` is absent. */
static enum err_code begin(struct provenance *p, const struct show_context *r,
                           const struct kind *k, const struct row *subject,
                           struct str field, struct said_page *page,
                           struct buf *out, struct err *e)
{
	enum err_code rc;

	*p = (struct provenance){ .reading = r,
		                  .claims = { .tx = r->tx,
		                              .arena = r->arena,
		                              .kind = k,
		                              .subject = subject },
		                  .page = page,
		                  .out = out };
	rc = claims_begin(&p->claims, field, e);
	return rc == ERR_OK ? read_members(p, e) : rc;
}

enum err_code provenance_write(const struct show_context *r,
                               const struct kind *k, const struct row *subject,
                               struct said_page *page, struct buf *out,
                               struct err *e)
{
	struct provenance p;
	enum err_code rc =
		begin(&p, r, k, subject, (struct str){ 0 }, page, out, e);

	if (rc != ERR_OK)
		return rc;
	write_subject(&p);
	buf_puts(out, "\"fields\":[");
	rc = write_fields(&p, e);
	buf_puts(out, "],");
	provenance_write_tally(&p.tally, out);
	buf_puts(out, "}");
	return rc;
}

enum err_code provenance_why(const struct show_context *r, const struct kind *k,
                             const struct row *subject, struct str field,
                             struct said_page *page, struct buf *out,
                             struct err *e)
{
	struct provenance p;
	enum err_code rc = begin(&p, r, k, subject, field, page, out, e);

	if (rc != ERR_OK)
		return rc;
	write_subject(&p);
	rc = write_member(&p, member_of(&p, field), e);
	buf_puts(out, "}");
	return rc;
}
