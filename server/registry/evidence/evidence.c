/*
 * evidence.c - deriving evidence, and telling whose must be derived again
 */
#include "server/registry/evidence/evidence.h"

#include <stddef.h>
#include <stdlib.h>

#include "lib/data/jsontext.h"
#include "server/registry/evidence/claims.h"
#include "server/registry/evidence/proposal.h"
#include "server/registry/model/json.h"
#include "server/registry/model/stored_items.h"
#include "server/registry/model/walk.h"
#include "server/registry/sources/passage.h"

static const char *const flags[] = { FLAG_PROPOSAL, NULL };

#define INTERNAL (F_DERIVED | F_HIDDEN)

/* The order of the cells below. */
const struct field evidence_fields[EVIDENCE_COLUMNS] = {
	{ "key", FIELD_KEY, INTERNAL, .doc = "The record's" },
	{ "field", FIELD_POINTER, F_FILTER | F_OWN, .doc = "The member" },
	{ "state", FIELD_CHOICE, F_FILTER, .choices = claims_states,
	  .doc = "What the evidence for it comes to" },
	{ "grade", FIELD_CHOICE, F_FILTER, .choices = grade_names,
	  .doc = "How strong it is: of an official text, of another document, "
	         "of our own notes" },
	{ "conflict", FIELD_BOOL, INTERNAL,
	  .doc = "Whether it is in conflict" },
	{ "flags", FIELD_CHOICE, F_FILTER, .choices = flags,
	  .doc = "What to be wary of" },
	{ "present", FIELD_BOOL, INTERNAL, .doc = "Whether the record has it" },
};

const struct field uncovered_fields[UNCOVERED_COLUMNS] = {
	{ "fields", FIELD_TEXT, INTERNAL,
	  .doc = "The members, sorted, as JSON" },
};

const struct field ground_fields[GROUND_COLUMNS] = {
	{ "field", FIELD_POINTER, INTERNAL, .doc = "The member" },
	{ "source", FIELD_TEXT, INTERNAL, .doc = "The source's id" },
	{ "claims", FIELD_INTEGER, INTERNAL, .max = INT32_MAX,
	  .doc = "How many are taken from it" },
	{ "supports", FIELD_BOOL, INTERNAL, .doc = "Whether one agrees" },
};

/* ---- deriving ---------------------------------------------------------- */

/* Sources of the claims about a member. */
struct basis {
	struct basis *next;
	struct str field;
	const struct ground *ground;
	int64_t claims;
	bool supports;
};

struct derivation {
	struct claims claims;
	struct list_rows evidence, uncovered, grounds;
	struct value set; /* the cell of `uncovered` */
	struct basis *bases;
	bool has_conflict;
};

static bool is_worth_storing(const struct standing *s)
{
	return s->value.len > 0 || s->state == STATE_DISPUTED ||
	       s->state == STATE_SETTLED || s->state == STATE_UNSETTLED;
}

static void add_standing(struct derivation *d, struct str field,
                         const struct standing *s)
{
	struct value *cells =
		d->evidence.cells + EVIDENCE_COLUMNS * d->evidence.n++;

	cells[0] = d->claims.subject->values[COLUMN_KEY];
	cells[1] = value_text(field);
	cells[2] = value_text(str_from(claims_states[s->state]));
	cells[3] = value_text(str_from(grade_names[s->grade]));
	cells[4] = value_integer(s->conflict);
	if (s->on_proposals)
		cells[5] = value_text(STR(FLAG_PROPOSAL));
	cells[6] = value_integer(s->value.len > 0);
	d->has_conflict = d->has_conflict || s->conflict;
}

static int by_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* In one order, so that records that lack the same have the same set. */
static struct str set_of(struct arena *a, struct str *fields, size_t n)
{
	struct buf set;

	if (n == 0)
		return STR("");
	qsort(fields, n, sizeof(*fields), by_text);
	buf_init(&set, a);
	for (size_t i = 0; i < n; i++) {
		buf_puts(&set, i == 0 ? "[" : ",");
		json_quote(&set, fields[i]);
	}
	buf_puts(&set, "]");
	return buf_text(&set);
}

static void set_uncovered(struct derivation *d, struct str set)
{
	d->set = value_text(set);
	d->uncovered = (struct list_rows){ set.len > 0, &d->set };
}

static enum err_code derive_evidence(struct derivation *d, struct err *e)
{
	enum err_code rc = ERR_OK;
	struct standing standing;
	size_t n, nuncovered = 0;
	struct str *members = claims_members(&d->claims, &n);

	d->evidence.cells =
		arena_alloc(d->claims.arena,
	                    (n * EVIDENCE_COLUMNS + 1) * sizeof(struct value));
	for (size_t i = 0; i < n && rc == ERR_OK; i++) {
		if (!claims_speak_of(&d->claims, members[i])) {
			members[nuncovered++] = members[i];
			continue;
		}
		rc = claims_judge(&d->claims, members[i], &standing, e);
		if (rc == ERR_OK && is_worth_storing(&standing))
			add_standing(d, members[i], &standing);
	}
	set_uncovered(d, set_of(d->claims.arena, members, nuncovered));
	return rc;
}

static struct basis *basis_of(struct derivation *d, struct str field,
                              const struct ground *ground)
{
	struct basis *b = d->bases;

	while (b != NULL && !(b->ground == ground && str_eq(b->field, field)))
		b = b->next;
	if (b == NULL) {
		b = arena_alloc(d->claims.arena, sizeof(*b));
		*b = (struct basis){ .next = d->bases,
			             .field = field,
			             .ground = ground };
		d->bases = b;
		d->grounds.n++;
	}
	return b;
}

static enum err_code derive_grounds(struct derivation *d, struct err *e)
{
	const struct ground *ground;
	enum err_code rc = ERR_OK;
	struct value *cells;

	for (struct claim *c = d->claims.first; c != NULL && rc == ERR_OK;
	     c = c->next) {
		struct basis *b;

		rc = claims_ground(&d->claims, c, &ground, e);
		if (rc != ERR_OK)
			return rc;
		b = basis_of(d, c->field, ground);
		b->claims++;
		b->supports = b->supports ||
		              (c->counts && c->agreement < AGREE_UNRESOLVED);
	}
	cells = arena_alloc(d->claims.arena, (d->grounds.n * GROUND_COLUMNS +
	                                      1) * sizeof(*cells));
	d->grounds.cells = cells;
	for (const struct basis *b = d->bases; b != NULL; b = b->next) {
		*cells++ = value_text(b->field);
		*cells++ = value_text(b->ground->source);
		*cells++ = value_integer(b->claims);
		*cells++ = value_integer(b->supports);
	}
	return rc;
}

static enum err_code derive(struct derivation *d, struct tx *tx,
                            struct arena *a, const struct kind *k,
                            const struct row *row, struct err *e)
{
	enum err_code rc;

	*d = (struct derivation){
		.claims = { .tx = tx, .arena = a, .kind = k, .subject = row }
	};
	rc = claims_gather(&d->claims, (struct str){ 0 }, e);
	if (rc == ERR_OK)
		rc = derive_evidence(d, e);
	return rc == ERR_OK ? derive_grounds(d, e) : rc;
}

/* ---- keeping ----------------------------------------------------------- */

static bool has_conflict(const struct kind *k, const struct row *row)
{
	return row != NULL &&
	       kind_value(k, row->values, "has_conflict").integer != 0;
}

void evidence_carry(const struct kind *k, const struct row *old,
                    struct row *new)
{
	kind_set_value(k, new->values, "has_conflict",
	               value_integer(has_conflict(k, old)));
	if (k == &assertions_kind && old != NULL)
		kind_set_value(k, new->values, "precedence",
		               kind_value(k, old->values, "precedence"));
}

static enum err_code note_conflict(struct tx *tx, struct arena *a,
                                   const struct kind *k, const struct row *row,
                                   bool conflict, struct err *e)
{
	size_t size = k->entity.ncolumns * sizeof(*row->values);
	struct row noted = { .record = row->record };

	noted.values = arena_alloc(a, size);
	memcpy(noted.values, row->values, size);
	kind_set_value(k, noted.values, "has_conflict",
	               value_integer(conflict));
	return store_update(tx, &k->entity, &noted, e);
}

/* *same is whether a claim is stored in its place. */
static enum err_code compare_place(struct claims *c, struct claim *claim,
                                   struct str *place, bool *same, struct err *e)
{
	enum err_code rc = claims_precedence(c, claim, place, e);

	*same = rc == ERR_OK &&
	        str_eq(*place, kind_text(&assertions_kind, claim->row.values,
	                                 "precedence"));
	return rc;
}

static enum err_code put_in_order(struct claims *c, struct err *e)
{
	const struct entity *t = &assertions_kind.entity;
	const struct list *list;
	const struct column *column =
		entity_column(t, STR("precedence"), &list);
	enum err_code rc = ERR_OK;
	struct str place;
	bool same;

	for (struct claim *claim = c->first; claim != NULL && rc == ERR_OK;
	     claim = claim->next) {
		rc = compare_place(c, claim, &place, &same, e);
		if (rc == ERR_OK && !same)
			rc = store_set(c->tx, t, column,
			               claim->row.values[COLUMN_ID].text,
			               value_text(place), e);
	}
	return rc;
}

static enum err_code is_in_order(struct claims *c, bool *out, struct err *e)
{
	enum err_code rc = ERR_OK;
	struct str place;

	for (struct claim *claim = c->first;
	     claim != NULL && *out && rc == ERR_OK; claim = claim->next)
		rc = compare_place(c, claim, &place, out, e);
	return rc;
}

static const struct {
	const char *list;
	size_t at; /* of its rows in struct derivation */
} derived_lists[] = {
	{ "evidence", offsetof(struct derivation, evidence) },
	{ "uncovered", offsetof(struct derivation, uncovered) },
	{ "grounds", offsetof(struct derivation, grounds) },
};

static const struct list_rows *rows_of_list(const struct derivation *d,
                                            size_t i)
{
	return (const struct list_rows *)(const void *)((const char *)d +
	                                                derived_lists[i].at);
}

enum err_code evidence_derive(struct tx *tx, struct arena *a,
                              const struct kind *k, const struct row *row,
                              struct err *e)
{
	struct str id = row->values[COLUMN_ID].text;
	struct derivation d;
	enum err_code rc = derive(&d, tx, a, k, row, e);

	for (size_t i = 0; i < COUNT(derived_lists) && rc == ERR_OK; i++)
		rc = store_items_put(tx, kind_list(k, derived_lists[i].list),
		                     id, rows_of_list(&d, i), e);
	if (rc == ERR_OK && d.has_conflict != has_conflict(k, row))
		rc = note_conflict(tx, a, k, row, d.has_conflict, e);
	return rc == ERR_OK ? put_in_order(&d.claims, e) : rc;
}

/* ---- of a new record --------------------------------------------------- */

struct str evidence_uncovered(struct arena *a, const struct kind *k,
                              const struct row *row)
{
	struct claims nobody = { .arena = a, .kind = k, .subject = row };
	size_t n;
	struct str *members = claims_members(&nobody, &n);

	return set_of(a, members, n);
}

enum err_code evidence_put_uncovered(struct tx *tx, const struct kind *k,
                                     struct str id, struct str uncovered,
                                     struct err *e)
{
	struct value set = value_text(uncovered);
	uint32_t n;
	enum err_code rc = store_docid_of(tx, &k->entity, id, &n, e);

	return rc == ERR_OK && uncovered.len > 0
	               ? store_items_put(tx, kind_list(k, "uncovered"), id,
	                                 &(struct list_rows){ 1, &set }, e)
	               : rc;
}

/* ---- comparing --------------------------------------------------------- */

enum err_code evidence_is_current(struct tx *tx, struct arena *a,
                                  const struct kind *k, const struct row *row,
                                  bool *out, struct err *e)
{
	struct str id = row->values[COLUMN_ID].text;
	struct derivation d;
	bool same;
	enum err_code rc = derive(&d, tx, a, k, row, e);

	*out = rc == ERR_OK && d.has_conflict == has_conflict(k, row);
	for (size_t i = 0; i < COUNT(derived_lists) && rc == ERR_OK; i++) {
		rc = stored_items_match(tx, a,
		                        kind_list(k, derived_lists[i].list), id,
		                        rows_of_list(&d, i), &same, e);
		*out = *out && same;
	}
	return rc == ERR_OK ? is_in_order(&d.claims, out, e) : rc;
}

/* ---- whom it concerns -------------------------------------------------- */

enum err_code evidence_of_subject(struct tx *tx, struct arena *a,
                                  const struct row *old, const struct row *new,
                                  concern_fn *fn, void *arg, struct err *e)
{
	const struct row *rows[] = { old, new };
	struct str last = { 0 };
	enum err_code rc = ERR_OK;

	(void)tx;
	for (size_t i = 0; i < COUNT(rows) && rc == ERR_OK; i++) {
		struct str subject;

		if (rows[i] == NULL)
			continue;
		subject = json_member(rows[i]->record, "subject");
		if (!str_eq(subject, last))
			rc = fn(arg,
			        &(struct concern){
					kind_find(json_member_text(a, subject,
			                                           "kind")),
					json_member_text(a, subject, "id") },
			        e);
		last = subject;
	}
	return rc;
}

/* Telling each subject once. */
struct audience {
	struct tx *tx;
	struct arena *arena;
	json_t *told;
	concern_fn *fn;
	void *arg;
};

static enum err_code tell_subject(void *arg, struct arena *a,
                                  const struct row *assertion, struct err *e)
{
	struct audience *to = arg;
	struct str subject = json_member(assertion->record, "subject"),
		   name = arena_str(a, subject);

	if (json_object_get(to->told, name.p) != NULL)
		return ERR_OK;
	json_object_set_new(to->told, name.p, json_true());
	return evidence_of_subject(to->tx, a, NULL, assertion, to->fn, to->arg,
	                           e);
}

static enum err_code tell_of_passage(struct audience *to,
                                     const struct row *passage, struct err *e)
{
	struct value id = passage->values[COLUMN_ID];
	struct condition by = walk_where(&assertions_kind, "passage", &id);

	return walk_records(to->tx, &assertions_kind, &by, 1, tell_subject, to,
	                    e);
}

/* Is it taken from another source, or does it stand no more, or again? */
static bool passage_changes(const struct row *old, const struct row *new)
{
	const struct kind *k = &passages_kind;

	return !str_eq(json_member(old->record, "source"),
	               json_member(new->record, "source")) ||
	       passage_stands(kind_text(k, old->values, "state")) !=
	               passage_stands(kind_text(k, new->values, "state"));
}

enum err_code evidence_of_passage(struct tx *tx, struct arena *a,
                                  const struct row *old, const struct row *new,
                                  concern_fn *fn, void *arg, struct err *e)
{
	struct audience to = { tx, a, NULL, fn, arg };

	if (old == NULL || (new != NULL && !passage_changes(old, new)))
		return ERR_OK;
	to.told = json_own(a, json_object());
	return tell_of_passage(&to, old, e);
}

static bool counts_otherwise(const struct kind *k, const struct row *old,
                             const struct row *new)
{
	return old != NULL && (new == NULL || proposal_changes(k, old, new) ||
	                       grade_changes(k, old, new));
}

static bool is_dated_otherwise(const struct row *old, const struct row *new)
{
	return old != NULL && new != NULL &&
	       !str_eq(json_member(old->record, "published_on"),
	               json_member(new->record, "published_on"));
}

static enum err_code tell_of_source(void *arg, struct arena *a,
                                    const struct row *source, struct err *e)
{
	const struct audience *to = arg;

	(void)a;
	return to->fn(to->arg,
	              &(struct concern){ NULL, source->values[COLUMN_ID].text },
	              e);
}

enum err_code evidence_of_source(struct tx *tx, struct arena *a,
                                 const struct row *old, const struct row *new,
                                 concern_fn *fn, void *arg, struct err *e)
{
	struct audience to = { tx, a, NULL, fn, arg };

	return counts_otherwise(&sources_kind, old, new) ||
	                       is_dated_otherwise(old, new)
	               ? tell_of_source(&to, a, old, e)
	               : ERR_OK;
}

enum err_code evidence_of_instrument(struct tx *tx, struct arena *a,
                                     const struct row *old,
                                     const struct row *new, concern_fn *fn,
                                     void *arg, struct err *e)
{
	struct audience to = { tx, a, NULL, fn, arg };
	struct condition text_of_it;

	if (!counts_otherwise(&instruments_kind, old, new))
		return ERR_OK;
	text_of_it = walk_where(&sources_kind, "instrument",
	                        &old->values[COLUMN_ID]);
	return walk_records(tx, &sources_kind, &text_of_it, 1, tell_of_source,
	                    &to, e);
}
