/*
 * provenance.c - what is claimed of a record, shown member by member
 */
#include "server/registry/evidence/provenance.h"

#include <inttypes.h>

#include "lib/data/jsontext.h"
#include "server/registry/evidence/claims.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/model/show.h"
#include "server/registry/sources/passage.h"

extern struct kind assertions_kind, instruments_kind, passages_kind,
	sources_kind;

struct provenance {
	const struct show_context *reading;
	struct claims claims;
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

static enum err_code write_claims(struct provenance *p, struct str field,
                                  struct err *e)
{
	enum err_code rc = ERR_OK;
	const char *between = "";

	for (struct claim *c = p->claims.first; c != NULL && rc == ERR_OK;
	     c = c->next) {
		if (!str_eq(c->field, field))
			continue;
		buf_puts(p->out, between);
		between = ",";
		rc = write_claim(p, c, e);
	}
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

static enum err_code write_members(struct provenance *p, struct str field,
                                   struct err *e)
{
	struct standing s;
	enum err_code rc = claims_judge(&p->claims, field, &s, e);

	if (rc != ERR_OK)
		return rc;
	if (s.value.len > 0) {
		p->tally.states[s.state]++;
		p->tally.grades[s.grade]++;
	}
	buf_puts(p->out, "\"field\":");
	json_quote(p->out, field);
	buf_puts(p->out, ",\"value\":");
	buf_str(p->out, s.value.len > 0 ? s.value : STR("null"));
	json_put(p->out, "state", str_from(claims_states[s.state]));
	json_put(p->out, "grade", str_from(grade_names[s.grade]));
	buf_printf(p->out, ",\"conflict\":%s,\"flags\":[%s],\"assertions\":[",
	           s.conflict ? "true" : "false",
	           s.on_proposals ? "\"" FLAG_PROPOSAL "\"" : "");
	rc = write_claims(p, field, e);
	buf_puts(p->out, "],\"resolution\":");
	write_verdict(p->out, claims_verdict(&p->claims, field));
	return rc;
}

static enum err_code write_fields(struct provenance *p, struct err *e)
{
	enum err_code rc = ERR_OK;
	size_t n;
	struct str *members = claims_members(&p->claims, &n);

	for (size_t i = 0; i < n && rc == ERR_OK; i++) {
		buf_puts(p->out, i > 0 ? ",{" : "{");
		rc = write_members(p, members[i], e);
		buf_puts(p->out, "}");
	}
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

void provenance_write_tally(const struct tally *t, struct buf *out)
{
	write_counts("coverage", claims_states, t->states, STATE__COUNT, out);
	buf_puts(out, ",");
	write_counts("grades", grade_names, t->grades, GRADE__COUNT, out);
}

/* What is claimed about one member, or about all when `field` is absent. */
static enum err_code begin(struct provenance *p, const struct show_context *r,
                           const struct kind *k, const struct row *subject,
                           struct str field, struct buf *out, struct err *e)
{
	*p = (struct provenance){ .reading = r,
		                  .claims = { .tx = r->tx,
		                              .arena = r->arena,
		                              .kind = k,
		                              .subject = subject },
		                  .out = out };
	return claims_gather(&p->claims, field, e);
}

enum err_code provenance_write(const struct show_context *r,
                               const struct kind *k, const struct row *subject,
                               struct buf *out, struct err *e)
{
	struct provenance p;
	enum err_code rc = begin(&p, r, k, subject, (struct str){ 0 }, out, e);

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
                             struct buf *out, struct err *e)
{
	struct provenance p;
	enum err_code rc = begin(&p, r, k, subject, field, out, e);

	if (rc != ERR_OK)
		return rc;
	write_subject(&p);
	rc = write_members(&p, field, e);
	buf_puts(out, "}");
	return rc;
}
