/*
 * claims.c - gathering what is claimed, and judging it member by member
 */
#include "server/registry/evidence/claims.h"

#include "lib/base/date.h"
#include "lib/data/jsontext.h"
#include "server/registry/evidence/proposal.h"
#include "server/registry/model/pointer.h"
#include "server/registry/model/walk.h"
#include "server/registry/sources/passage.h"

const char *const claims_states[STATE__COUNT + 1] = {
	[STATE_SUPPORTED] = "supported", [STATE_EDITORIAL] = "editorial",
	[STATE_DISPUTED] = "disputed",   [STATE_SETTLED] = "settled",
	[STATE_UNSETTLED] = "unsettled", [STATE_UNSUPPORTED] = "unsupported",
};

size_t claims_index(const char *const *names, size_t n, struct str name)
{
	size_t i = 0;

	while (i + 1 < n && !str_is(name, names[i]))
		i++;
	return i;
}

/* ---- gathering --------------------------------------------------------- */

/* A member that there is none of cannot have been spoken of. */
static enum err_code no_member(const struct claims *c, const struct kind *k,
                               const struct row *row, struct err *e)
{
	return store_unsound(e, k->entity.name, row->values[COLUMN_ID].text,
	                     "its field is no member of %s",
	                     c->kind->entity.name);
}

static enum err_code keep(void *arg, struct arena *a, const struct row *row,
                          struct err *e)
{
	struct claims *c = arg;
	struct claim *new = arena_alloc(c->arena, sizeof(*new));
	const struct field *f;

	(void)a;
	walk_copy_row(c->arena, &assertions_kind, row, &new->row);
	new->field = kind_text(&assertions_kind, new->row.values, "field");
	new->counts =
		!str_is(kind_text(&assertions_kind, new->row.values, "rank"),
	                "deprecated");
	f = pointer_field(&c->kind->entity, new->field);
	if (f == NULL)
		return no_member(c, &assertions_kind, row, e);
	new->agreement = agreement_of(
		c->arena, f, pointer_value(c->subject->record, new->field),
		json_member(new->row.record, "value"));
	*c->end = new;
	c->end = &new->next;
	return ERR_OK;
}

static enum err_code keep_verdict(void *arg, struct arena *a,
                                  const struct row *row, struct err *e)
{
	struct claims *c = arg;
	struct verdict *new = arena_alloc(c->arena, sizeof(*new));

	(void)a;
	walk_copy_row(c->arena, &resolutions_kind, row, &new->row);
	new->field = kind_text(&resolutions_kind, new->row.values, "field");
	if (pointer_field(&c->kind->entity, new->field) == NULL)
		return no_member(c, &resolutions_kind, row, e);
	new->next = c->verdicts;
	c->verdicts = new;
	return ERR_OK;
}

#define ABOUT 3

/* What it takes to speak of a member of the subject, or (without the last) of
 * the subject. */
struct about {
	struct value values[ABOUT];
	struct condition conditions[ABOUT];
};

static void speak_of(const struct claims *c, const struct kind *k,
                     struct str field, struct about *out)
{
	static const char *const members[ABOUT] = { "subject.kind",
		                                    "subject.id", "field" };

	out->values[0] = value_text(str_from(c->kind->entity.name));
	out->values[1] = c->subject->values[COLUMN_ID];
	out->values[2] = value_text(field);
	for (size_t i = 0; i < ABOUT; i++)
		out->conditions[i] = walk_where(k, members[i], &out->values[i]);
}

/* Everything of a kind that speaks of the subject. */
static enum err_code gather(struct claims *c, const struct kind *k,
                            struct str field, walk_fn *fn, struct err *e)
{
	struct about about;

	speak_of(c, k, field, &about);
	return walk_records(c->tx, k, about.conditions,
	                    field.len > 0 ? ABOUT : ABOUT - 1, fn, c, e);
}

enum err_code claims_begin(struct claims *c, struct str field, struct err *e)
{
	c->first = NULL;
	c->end = &c->first;
	c->verdicts = NULL;
	c->grounds = NULL;
	return gather(c, &resolutions_kind, field, keep_verdict, e);
}

enum err_code claims_gather(struct claims *c, struct str field, struct err *e)
{
	enum err_code rc = claims_begin(c, field, e);

	return rc == ERR_OK ? gather(c, &assertions_kind, field, keep, e) : rc;
}

struct page {
	struct claims *claims;
	size_t left;
	bool more;
};

static enum err_code keep_some(void *arg, const struct row *row, struct err *e)
{
	struct page *p = arg;

	p->more = p->left == 0;
	if (p->more)
		return ERR_ENOUGH;
	p->left--;
	return keep(p->claims, NULL, row, e);
}

enum err_code claims_page(struct claims *c, struct str field,
                          struct claim_place after, size_t limit, bool *more,
                          struct err *e)
{
	const struct entity *t = &assertions_kind.entity;
	const struct list *list;
	struct page p = { .claims = c, .left = limit };
	struct query q = { .nconditions = ABOUT,
		           .sort = entity_column(t, STR("precedence"), &list),
		           .has_after = after.key.len > 0,
		           .after = value_text(after.precedence),
		           .after_key = after.key,
		           .limit = limit + 1 };
	struct about about;
	enum err_code rc;

	speak_of(c, &assertions_kind, field, &about);
	memcpy(q.conditions, about.conditions, sizeof(about.conditions));
	c->first = NULL;
	c->end = &c->first;
	rc = store_list(c->tx, t, &q, keep_some, &p, e);
	*more = p.more;
	return rc;
}

/* ---- members ----------------------------------------------------------- */

struct members {
	struct str *items;
	size_t n;
};

static void add_member(struct members *m, struct str field)
{
	for (size_t i = 0; i < m->n; i++)
		if (str_eq(m->items[i], field))
			return;
	m->items[m->n++] = field;
}

bool claims_speak_of(const struct claims *c, struct str field)
{
	const struct claim *claim = c->first;

	while (claim != NULL && !str_eq(claim->field, field))
		claim = claim->next;
	return claim != NULL || claims_verdict(c, field) != NULL;
}

static size_t room_for(const struct claims *c)
{
	size_t n = c->kind->entity.nfields;

	for (const struct claim *claim = c->first; claim != NULL;
	     claim = claim->next)
		n++;
	for (const struct verdict *v = c->verdicts; v != NULL; v = v->next)
		n++;
	return n;
}

bool claims_has_fact(const struct claims *c, const struct field *f)
{
	return f->type != FIELD_KEY &&
	       json_member(c->subject->record, f->name).len > 0;
}

/* By field, in one walk through the record. */
static const bool *facts_of(const struct claims *c)
{
	const struct entity *t = &c->kind->entity;
	bool *has = arena_alloc(c->arena, t->nfields);
	struct str name, value;
	size_t at = 0;

	while (json_each(c->subject->record, &at, &name, &value)) {
		const struct field *f = entity_field(t, name);

		if (f >= t->fields && f < t->fields + t->nfields)
			has[f - t->fields] = f->type != FIELD_KEY;
	}
	return has;
}

struct str *claims_members(const struct claims *c, size_t *n)
{
	const struct entity *t = &c->kind->entity;
	const bool *has = facts_of(c);
	struct members m = { .n = 0 };

	m.items = arena_alloc(c->arena, room_for(c) * sizeof(*m.items));
	for (size_t i = 0; i < t->nfields; i++) {
		struct str field;

		if (!has[i])
			continue;
		field = str_from(
			arena_printf(c->arena, "/%s", t->fields[i].name));
		if (!c->kind->is_evidence || claims_speak_of(c, field))
			add_member(&m, field);
	}
	for (const struct claim *claim = c->first; claim != NULL;
	     claim = claim->next)
		add_member(&m, claim->field);
	for (const struct verdict *v = c->verdicts; v != NULL; v = v->next)
		add_member(&m, v->field);
	*n = m.n;
	return m.items;
}

const struct verdict *claims_verdict(const struct claims *c, struct str field)
{
	const struct verdict *v = c->verdicts;

	while (v != NULL && !str_eq(v->field, field))
		v = v->next;
	return v;
}

/* ---- where claims are taken from --------------------------------------- */

static enum err_code add_ground(struct claims *c, struct str source,
                                const struct ground **out, struct err *e)
{
	struct ground *new = arena_alloc(c->arena, sizeof(*new));
	struct row row;
	enum err_code rc = store_find(c->tx, &sources_kind.entity, source,
	                              c->arena, &row, e);

	*new = (struct ground){ .next = c->grounds, .source = source };
	if (rc == ERR_OK)
		new->published =
			json_member_text(c->arena, row.record, "published_on");
	if (rc == ERR_OK)
		rc = proposal_is(c->tx, c->arena, &row, &new->is_proposal, e);
	if (rc == ERR_OK)
		rc = grade_of(c->tx, c->arena, &row, &new->grade, e);
	c->grounds = new;
	*out = new;
	return rc;
}

enum err_code claims_ground(struct claims *c, struct claim *claim,
                            const struct ground **out, struct err *e)
{
	struct str passage = kind_text(&assertions_kind, claim->row.values,
	                               "passage"),
		   source;
	const struct ground *known = c->grounds;
	enum err_code rc = ERR_OK;
	struct row row;

	if (claim->ground == NULL) {
		rc = store_find(c->tx, &passages_kind.entity, passage, c->arena,
		                &row, e);
		if (rc != ERR_OK)
			return rc;
		source = kind_text(&passages_kind, row.values, "source");
		claim->stands = passage_stands(
			kind_text(&passages_kind, row.values, "state"));
		while (known != NULL && !str_eq(known->source, source))
			known = known->next;
		claim->ground = known;
	}
	if (claim->ground == NULL)
		rc = add_ground(c, source, &claim->ground, e);
	*out = claim->ground;
	return rc;
}

#define UNDATED "9999"

enum err_code claims_precedence(struct claims *c, struct claim *claim,
                                struct str *out, struct err *e)
{
	const struct ground *ground;
	enum err_code rc = claims_ground(c, claim, &ground, e);
	enum grade grade = GRADE_NONE;

	if (rc != ERR_OK)
		return rc;
	if (claim->counts && claim->stands)
		grade = ground->grade;
	*out = str_from(arena_printf(c->arena, "%d %.*s", (int)grade,
	                             STR_ARG(ground->published.len > 0
	                                             ? ground->published
	                                             : STR(UNDATED))));
	return ERR_OK;
}

/* ---- judging ----------------------------------------------------------- */

/* Of what is a name or prose two texts may differ and both be right. */
static bool is_exclusive(const struct field *f)
{
	return !(f->flags & F_LIST) &&
	       (f->type == FIELD_DATE || f->type == FIELD_CHOICE ||
	        f->type == FIELD_INTEGER || f->type == FIELD_BOOL ||
	        f->type == FIELD_REFERENCE);
}

/* A value, and not the hash of one or words about it. */
static bool is_comparable(const struct claims *c, const struct field *f,
                          struct str value)
{
	return value.len > 0 && value.p[0] != '{' &&
	       (f->type != FIELD_DATE ||
	        date_valid(json_unquote(c->arena, value)));
}

/* Where the record says nothing, or less than its claims, these may contradict
 * each other. All that fits the most exact of them fits all, so it is enough to
 * hold each against that. */
static bool contradicts(const struct claims *c, const struct field *f,
                        const struct claim *claim, struct str *exact)
{
	struct str value = json_member(claim->row.record, "value");
	enum agreement with = AGREE_REFINES;

	if (claim->agreement == AGREE_CONFLICTS)
		return true;
	if ((claim->agreement != AGREE_REFINES &&
	     claim->agreement != AGREE_UNRESOLVED) ||
	    !is_exclusive(f) || !is_comparable(c, f, value))
		return false;
	if (exact->len > 0)
		with = agreement_of(c->arena, f, *exact, value);
	if (with == AGREE_REFINES)
		*exact = value;
	return with == AGREE_CONFLICTS;
}

/* Does all that agrees come from proposals? */
static enum err_code look_at_grounds(struct claims *c, struct str field,
                                     bool *out, struct err *e)
{
	const struct ground *ground;
	enum err_code rc = ERR_OK;

	*out = true;
	for (struct claim *claim = c->first;
	     claim != NULL && *out && rc == ERR_OK; claim = claim->next) {
		if (!claim->counts || claim->agreement >= AGREE_UNRESOLVED ||
		    !str_eq(claim->field, field))
			continue;
		rc = claims_ground(c, claim, &ground, e);
		*out = rc == ERR_OK && ground->is_proposal;
	}
	return rc;
}

/* The strongest evidence of those that agree. */
static enum err_code look_at_grades(struct claims *c, struct str field,
                                    enum grade *out, struct err *e)
{
	const struct ground *ground;
	enum err_code rc = ERR_OK;

	for (struct claim *claim = c->first; claim != NULL && rc == ERR_OK;
	     claim = claim->next) {
		if (!claim->counts || claim->agreement >= AGREE_UNRESOLVED ||
		    !str_eq(claim->field, field))
			continue;
		rc = claims_ground(c, claim, &ground, e);
		if (rc == ERR_OK && claim->stands && ground->grade < *out)
			*out = ground->grade;
	}
	return rc;
}

static enum state state_of(const struct verdict *v, const struct standing *s)
{
	static const enum state of[] = {
		[GRADE_OFFICIAL] = STATE_SUPPORTED,
		[GRADE_INDEPENDENT] = STATE_SUPPORTED,
		[GRADE_EDITORIAL] = STATE_EDITORIAL,
		[GRADE_NONE] = STATE_UNSUPPORTED,
	};

	if (v != NULL)
		return str_is(kind_text(&resolutions_kind, v->row.values,
		                        "outcome"),
		              "settled")
		               ? STATE_SETTLED
		               : STATE_UNSETTLED;
	return s->conflict ? STATE_DISPUTED : of[s->grade];
}

enum err_code claims_judge(struct claims *c, struct str field,
                           struct standing *out, struct err *e)
{
	const struct field *f = pointer_field(&c->kind->entity, field);
	struct str exact = { 0 };
	bool agreed = false;
	enum err_code rc;

	*out = (struct standing){ .value = pointer_value(c->subject->record,
		                                         field),
		                  .grade = GRADE_NONE };
	for (const struct claim *claim = c->first; claim != NULL;
	     claim = claim->next) {
		if (!claim->counts || !str_eq(claim->field, field))
			continue;
		agreed |= claim->agreement < AGREE_UNRESOLVED;
		out->conflict |= contradicts(c, f, claim, &exact);
	}
	rc = agreed ? look_at_grades(c, field, &out->grade, e) : ERR_OK;
	out->state = state_of(claims_verdict(c, field), out);
	if (rc != ERR_OK || !agreed ||
	    !proposal_matters(c->kind, c->subject, field))
		return rc;
	return look_at_grounds(c, field, &out->on_proposals, e);
}
