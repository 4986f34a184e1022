/*
 * provenance.c - the assertions about a record, gathered by member
 */
#include "server/registry/provenance.h"

#include <inttypes.h>

#include "lib/jsontext.h"
#include "server/registry/agreement.h"
#include "server/registry/passage.h"
#include "server/registry/show.h"
#include "server/registry/walk.h"

extern struct kind assertions_kind, passages_kind, resolutions_kind,
	sources_kind;

enum state {
	STATE_SUPPORTED,
	STATE_DISPUTED,
	STATE_SETTLED,
	STATE_UNSETTLED,
	STATE_UNSUPPORTED,
	STATE__COUNT
};

static const char *const state_names[] = {
	[STATE_SUPPORTED] = "supported",     [STATE_DISPUTED] = "disputed",
	[STATE_SETTLED] = "settled",         [STATE_UNSETTLED] = "unsettled",
	[STATE_UNSUPPORTED] = "unsupported",
};

/* One assertion, kept. */
struct claim {
	struct claim *next;
	struct row row;
	struct str field;
	enum agreement agreement;
	bool shown;
};

/* What was decided about a member, kept. */
struct verdict {
	struct verdict *next;
	struct row row;
	struct str field;
	bool shown;
};

struct provenance {
	const struct reading *reading;
	const struct kind *kind;
	const struct row *subject;
	struct claim *claims, **end;
	struct verdict *verdicts; /* one for a member at most */
	size_t counts[STATE__COUNT];
	size_t nfields;
	struct buf *out;
};

static struct str column(const struct kind *k, const struct row *row,
                         const char *path)
{
	return value_str(kind_value(k, row->values, path));
}

/* ---- gathering --------------------------------------------------------- */

static enum err_code keep(void *arg, struct arena *a, const struct row *row,
                          struct err *e)
{
	struct provenance *p = arg;
	struct arena *own = p->reading->arena;
	struct claim *c = arena_alloc(own, sizeof(*c));
	const struct field *f;

	(void)a;
	(void)e;
	walk_keep(own, &assertions_kind, row, &c->row);
	c->field = column(&assertions_kind, &c->row, "field");
	f = agreement_field(&p->kind->entity, c->field);
	c->agreement = agreement_of(
		own, f, agreement_value(p->subject->record, c->field),
		json_member(c->row.record, "value"));
	*p->end = c;
	p->end = &c->next;
	return ERR_OK;
}

static enum err_code keep_verdict(void *arg, struct arena *a,
                                  const struct row *row, struct err *e)
{
	struct provenance *p = arg;
	struct arena *own = p->reading->arena;
	struct verdict *v = arena_alloc(own, sizeof(*v));

	(void)a;
	(void)e;
	walk_keep(own, &resolutions_kind, row, &v->row);
	v->field = column(&resolutions_kind, &v->row, "field");
	v->next = p->verdicts;
	p->verdicts = v;
	return ERR_OK;
}

/* Everything of a kind that speaks of the subject. */
static enum err_code gather_kind(struct provenance *p, const struct kind *k,
                                 walk_fn *fn, struct err *e)
{
	struct value kind = value_text(str_from(p->kind->entity.name)),
		     id = p->subject->values[COLUMN_ID];
	struct condition about[] = {
		walk_where(k, "subject.kind", &kind),
		walk_where(k, "subject.id", &id),
	};

	return walk_records(p->reading->tx, k, about, COUNT(about), fn, p, e);
}

static enum err_code gather(struct provenance *p, struct err *e)
{
	enum err_code rc;

	p->end = &p->claims;
	rc = gather_kind(p, &assertions_kind, keep, e);
	if (rc == ERR_OK)
		rc = gather_kind(p, &resolutions_kind, keep_verdict, e);
	return rc;
}

/* ---- showing ----------------------------------------------------------- */

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
	buf_puts(p->out, "}");
	return ERR_OK;
}

static enum err_code write_passage(struct provenance *p, struct str id,
                                   struct err *e)
{
	const struct reading *r = p->reading;
	struct row passage;
	struct str exact;
	enum err_code rc = store_find(r->tx, &passages_kind.entity, id,
	                              r->arena, &passage, e);

	if (rc != ERR_OK)
		return rc;
	buf_puts(p->out, "{");
	show_ids(p->out, &passage);
	buf_puts(p->out, ",\"source\":");
	rc = write_source(p, column(&passages_kind, &passage, "source"), e);
	json_put_member(p->out, "segment", passage.record);
	json_put_member(p->out, "locator", passage.record);
	json_put_member(p->out, "start", passage.record);
	json_put_member(p->out, "end", passage.record);
	if (rc == ERR_OK)
		rc = passage_exact(r->tx, r->arena, &passage, &exact, e);
	if (rc == ERR_OK)
		json_put_some(p->out, "exact", exact);
	json_put_some(p->out, "state",
	              column(&passages_kind, &passage, "state"));
	buf_puts(p->out, "}");
	return rc;
}

static struct str rank_of(const struct claim *c)
{
	struct str rank = column(&assertions_kind, &c->row, "rank");

	return rank.len > 0 ? rank : STR("normal");
}

static enum err_code write_claim(struct provenance *p, struct claim *c,
                                 struct err *e)
{
	enum err_code rc;

	buf_puts(p->out, "{");
	show_ids(p->out, &c->row);
	json_put_member(p->out, "value", c->row.record);
	json_put_some(p->out, "agreement",
	              str_from(agreement_names[c->agreement]));
	json_put_some(p->out, "rank", rank_of(c));
	json_put_member(p->out, "speaker", c->row.record);
	json_put_member(p->out, "note", c->row.record);
	buf_puts(p->out, ",\"passage\":");
	rc = write_passage(p, column(&assertions_kind, &c->row, "passage"), e);
	buf_puts(p->out, "}");
	c->shown = true;
	return rc;
}

static struct verdict *verdict_on(const struct provenance *p, struct str field)
{
	struct verdict *v = p->verdicts;

	while (v != NULL && !str_eq(v->field, field))
		v = v->next;
	return v;
}

static enum state state_of(const struct provenance *p, struct str field)
{
	const struct verdict *v = verdict_on(p, field);
	bool agreed = false, disputed = false;

	if (v != NULL)
		return str_is(column(&resolutions_kind, &v->row, "outcome"),
		              "settled")
		               ? STATE_SETTLED
		               : STATE_UNSETTLED;
	for (const struct claim *c = p->claims; c != NULL; c = c->next) {
		if (!str_eq(c->field, field) ||
		    str_is(rank_of(c), "deprecated"))
			continue;
		agreed = agreed || c->agreement < AGREE_UNRESOLVED;
		disputed = disputed || c->agreement == AGREE_CONFLICTS;
	}
	return disputed ? STATE_DISPUTED
	       : agreed ? STATE_SUPPORTED
	                : STATE_UNSUPPORTED;
}

static void write_verdict(struct buf *out, struct verdict *v)
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
	v->shown = true;
}

static enum err_code write_claims(struct provenance *p, struct str field,
                                  struct err *e)
{
	enum err_code rc = ERR_OK;
	size_t n = 0;

	for (struct claim *c = p->claims; c != NULL && rc == ERR_OK;
	     c = c->next) {
		if (c->shown || !str_eq(c->field, field))
			continue;
		buf_puts(p->out, n++ > 0 ? "," : "");
		rc = write_claim(p, c, e);
	}
	return rc;
}

/* value is absent for a member the record does not have. */
static enum err_code write_members(struct provenance *p, struct str field,
                                   struct str value, struct err *e)
{
	enum state state = state_of(p, field);
	enum err_code rc;

	if (value.len > 0)
		p->counts[state]++;
	buf_puts(p->out, "\"field\":");
	json_quote(p->out, field);
	buf_puts(p->out, ",\"value\":");
	buf_str(p->out, value.len > 0 ? value : STR("null"));
	json_put_some(p->out, "state", str_from(state_names[state]));
	buf_puts(p->out, ",\"assertions\":[");
	rc = write_claims(p, field, e);
	buf_puts(p->out, "],\"resolution\":");
	write_verdict(p->out, verdict_on(p, field));
	return rc;
}

static enum err_code write_field(struct provenance *p, struct str field,
                                 struct err *e)
{
	enum err_code rc;

	buf_puts(p->out, p->nfields++ > 0 ? ",{" : "{");
	rc = write_members(p, field, agreement_value(p->subject->record, field),
	                   e);
	buf_puts(p->out, "}");
	return rc;
}

static enum err_code write_fields(struct provenance *p, struct err *e)
{
	const struct entity *t = &p->kind->entity;
	struct arena *a = p->reading->arena;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < t->nfields && rc == ERR_OK; i++)
		if (json_member(p->subject->record, t->fields[i].name).len > 0)
			rc = write_field(p,
			                 str_from(arena_printf(
						 a, "/%s", t->fields[i].name)),
			                 e);
	for (struct claim *c = p->claims; c != NULL && rc == ERR_OK;
	     c = c->next)
		if (!c->shown)
			rc = write_field(p, c->field, e);
	for (struct verdict *v = p->verdicts; v != NULL && rc == ERR_OK;
	     v = v->next)
		if (!v->shown)
			rc = write_field(p, v->field, e);
	return rc;
}

static void write_coverage(const struct provenance *p)
{
	buf_puts(p->out, "],\"coverage\":{");
	for (size_t i = 0; i < STATE__COUNT; i++)
		buf_printf(p->out, "%s\"%s\":%zu", i > 0 ? "," : "",
		           state_names[i], p->counts[i]);
	buf_puts(p->out, "}}");
}

static void write_subject(const struct provenance *p)
{
	buf_printf(p->out, "{\"subject\":{\"kind\":\"%s\",",
	           p->kind->entity.name);
	show_ids(p->out, p->subject);
	buf_puts(p->out, "},");
}

enum err_code provenance_write(const struct reading *r, const struct kind *k,
                               const struct row *subject, struct buf *out,
                               struct err *e)
{
	struct provenance p = {
		.reading = r, .kind = k, .subject = subject, .out = out
	};
	enum err_code rc = gather(&p, e);

	if (rc != ERR_OK)
		return rc;
	write_subject(&p);
	buf_puts(out, "\"fields\":[");
	rc = write_fields(&p, e);
	write_coverage(&p);
	return rc;
}

enum err_code provenance_why(const struct reading *r, const struct kind *k,
                             const struct row *subject, struct str field,
                             struct buf *out, struct err *e)
{
	struct provenance p = {
		.reading = r, .kind = k, .subject = subject, .out = out
	};
	enum err_code rc = gather(&p, e);

	if (rc != ERR_OK)
		return rc;
	write_subject(&p);
	rc = write_members(&p, field, agreement_value(subject->record, field),
	                   e);
	buf_puts(out, "}");
	return rc;
}
