/*
 * transform.c - a table of steps
 */
#include "server/registry/table_import/transform.h"

#include <stdlib.h>

#include "lib/base/date.h"
#include "lib/data/country.h"
#include "lib/data/jsontext.h"
#include "lib/store/store.h"
#include "lib/text/utf8.h"
#include "server/registry/law/code_list.h"
#include "server/registry/model/choice_meant.h"
#include "server/registry/model/draft.h"
#include "server/registry/model/json.h"
#include "server/registry/model/namesakes.h"
#include "server/registry/table_import/table_date.h"
#include "server/registry/table_import/table_work.h"

/* What a step makes of a cell. */
struct step {
	const struct transforming *t;
	const json_t *json, *arg;
	struct cell *cell;
	const char *reason; /* set: it is not taken, and told */
	bool dropped;       /* it is not taken, and that is meant */
};

/* ---- dates --------------------------------------------------------------- */

/* By the formats of the map, and of two the more precise; one that could be two
 * dates is none. */
static enum err_code step_date(struct step *s, struct err *e)
{
	struct arena *a = s->t->arena;
	struct str best = { 0 }, other;

	(void)e;
	for (size_t i = 0; i < json_array_size(s->arg); i++) {
		enum date_relation is;

		if (!table_date_read(
			    a, json_string_value(json_array_get(s->arg, i)),
			    s->cell->text, &other))
			continue;
		is = best.len > 0 ? date_compare(other, best) : DATE_WITHIN;
		if (is == DATE_APART) {
			s->reason = arena_printf(a, "may be %s or %s", best.p,
			                         other.p);
			return ERR_OK;
		}
		if (is == DATE_WITHIN)
			best = other;
	}
	if (best.len == 0)
		s->reason = "is no date of a format the map names";
	s->cell->text = best;
	return ERR_OK;
}

/* ---- other steps --------------------------------------------------------- */

static enum err_code step_values(struct step *s, struct err *e)
{
	struct arena *a = s->t->arena;
	const json_t *to =
		json_object_get(s->arg, arena_str(a, s->cell->text).p);
	struct str otherwise = json_text(s->json, "otherwise");

	(void)e;
	if (json_is_string(to))
		s->cell->text = json_str(to);
	else if (to != NULL || str_is(otherwise, "drop"))
		s->dropped = true;
	else if (!str_is(otherwise, "keep"))
		s->reason = "is not in the map's table of values";
	return ERR_OK;
}

/* Not where the text begins as the map says. */
static enum err_code step_prefix(struct step *s, struct err *e)
{
	const json_t *unless = json_object_get(s->json, "unless");

	(void)e;
	for (size_t i = 0; i < json_array_size(unless); i++)
		if (str_starts(s->cell->text,
		               json_str(json_array_get(unless, i))))
			return ERR_OK;
	s->cell->text = str_from(arena_printf(s->t->arena, "%s%.*s",
	                                      json_string_value(s->arg),
	                                      STR_ARG(s->cell->text)));
	return ERR_OK;
}

static enum err_code step_case(struct step *s, struct err *e)
{
	bool upper = strcmp(json_string_value(s->arg), "upper") == 0;
	char *out =
		arena_strndup(s->t->arena, s->cell->text.p, s->cell->text.len);

	(void)e;
	for (size_t i = 0; i < s->cell->text.len; i++)
		if (upper && out[i] >= 'a' && out[i] <= 'z')
			out[i] = (char)(out[i] - 'a' + 'A');
		else if (!upper && out[i] >= 'A' && out[i] <= 'Z')
			out[i] = (char)(out[i] - 'A' + 'a');
	s->cell->text.p = out;
	return ERR_OK;
}

/* A country, as the beginning of a code; absent of the EU, the UN and the like. */
static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static struct str country_of(struct str code)
{
	bool is_plain = code.len == 2 || (code.len > 2 && code.p[2] == '-');

	return is_plain && is_capital(code.p[0]) && is_capital(code.p[1]) &&
	                       !str_is(code, "EU")
	               ? (struct str){ code.p, 2 }
	               : (struct str){ 0 };
}

/* Is somebody from another country than all the row is from? */
static bool is_foreign(const struct step *s, const struct kind *k,
                       const struct row *row)
{
	struct str own = country_of(
		json_member_text(s->t->arena, row->record, "jurisdiction"));
	bool foreign = own.len > 0 && k == &organizations_kind &&
	               json_array_size(s->t->places) > 0;

	for (size_t i = 0; i < json_array_size(s->t->places); i++) {
		struct str other =
			country_of(json_str(json_array_get(s->t->places, i)));

		foreign = foreign && other.len > 0 && !str_eq(own, other);
	}
	return foreign;
}

struct finding {
	const struct step *step;
	const struct kind *kind;
	bool is_any_foreign;
};

/* "Ministry of Education" is that of the row's country. */
static enum err_code is_meant(void *arg, struct str id, bool *fits,
                              struct err *e)
{
	struct finding *f = arg;
	const struct transforming *t = f->step->t;
	struct row row;
	enum err_code rc =
		store_find(t->tx, &f->kind->entity, id, t->arena, &row, e);
	bool foreign = rc == ERR_OK && is_foreign(f->step, f->kind, &row);

	f->is_any_foreign |= foreign;
	*fits = !foreign;
	return rc;
}

static enum err_code step_find(struct step *s, struct err *e)
{
	struct arena *a = s->t->arena;
	struct finding f = { s, kind_find(json_str(s->arg)), false };
	struct namesakes found = {
		.arena = a, .kind = f.kind, .fits = is_meant, .arg = &f
	};
	enum err_code rc = namesakes_by_name(
		s->t->tx, &found, utf8_one_line(a, s->cell->text), e);

	if (rc == ERR_OK && found.n == 1)
		s->cell->text = found.ids[0];
	else if (rc == ERR_OK)
		s->reason = found.n > 0 ? "is the name of several records"
		            : f.is_any_foreign
		                    ? "is the name of somebody in another "
		                      "country than the row"
		                    : "is the name of no record";
	return rc;
}

/* ---- rows of other tables ---------------------------------------------------- */

struct other_row {
	struct arena *arena;
	struct str prefix, id;
	const char *kind;
};

static enum err_code keep_subject(void *arg, const struct row *row,
                                  struct err *e)
{
	struct other_row *o = arg;
	struct str subject = json_member(row->record, "subject");

	(void)e;
	if (str_starts(row->values[COLUMN_KEY].text, o->prefix) &&
	    str_is(json_member_text(o->arena, subject, "kind"), o->kind))
		o->id = json_member_text(o->arena, subject, "id");
	return ERR_ENOUGH;
}

/* The record that a row of a table imported before speaks of, by what names the
 * row there. */
static enum err_code step_row(struct step *s, struct err *e)
{
	struct arena *a = s->t->arena;
	const struct field *f = s->t->field;
	struct str name = table_slug(a, s->cell->text, ROW_NAME_MAX);
	struct other_row o = { .arena = a,
		               .kind = f != NULL ? f->target : NULL };
	struct query q = { .has_after = true, .limit = 1 };
	enum err_code rc;

	if (o.kind == NULL) {
		s->reason = "is a row, where no record is expected";
		return ERR_OK;
	}
	o.prefix = str_from(arena_printf(
		a, "%s.%.*s.", json_string_value(s->arg), STR_ARG(name)));
	q.after_key = o.prefix;
	rc = store_list(s->t->tx, &assertions_kind.entity, &q, keep_subject, &o,
	                e);
	if (rc == ERR_OK && o.id.len == 0)
		s->reason = "names no row of that table that speaks of such a "
			    "record";
	s->cell->text = o.id;
	return rc;
}

/* ---- parts of a cell ------------------------------------------------------ */

/* Where a text begins in the cell as the file has it; its end when nowhere. */
static size_t place_in(const struct step *s, size_t from, const char *text)
{
	const char *p = s->t->table->bytes.p;
	size_t n = strlen(text);

	for (size_t at = from; at + n <= s->cell->end; at++)
		if (memcmp(p + at, text, n) == 0)
			return at;
	return s->cell->end;
}

static void narrow(struct step *s, size_t start, size_t end)
{
	*s->cell = cell_part(s->t->arena, s->t->table, start, end);
	if (s->cell->text.len == 0)
		s->reason = "has nothing in the part that the map names";
}

static enum err_code step_before(struct step *s, struct err *e)
{
	size_t end = s->cell->end;

	(void)e;
	if (json_is_string(s->arg))
		end = place_in(s, s->cell->start, json_string_value(s->arg));
	for (size_t i = 0; i < json_array_size(s->arg); i++) {
		size_t at =
			place_in(s, s->cell->start,
		                 json_string_value(json_array_get(s->arg, i)));

		end = at < end ? at : end;
	}
	narrow(s, s->cell->start, end);
	return ERR_OK;
}

/* Of several the last: "Act (A) (2024)" ends in its year. */
static enum err_code step_between(struct step *s, struct err *e)
{
	const char *open = json_string_value(json_array_get(s->arg, 0)),
		   *shut = json_string_value(json_array_get(s->arg, 1));
	size_t from = s->cell->end, at = s->cell->start, to;

	(void)e;
	while ((at = place_in(s, at, open)) < s->cell->end) {
		at += strlen(open);
		if (place_in(s, at, shut) < s->cell->end)
			from = at;
	}
	to = place_in(s, from, shut);
	narrow(s, from, to);
	return ERR_OK;
}

static const struct {
	const char *name;
	enum err_code (*run)(struct step *s, struct err *e); /* NULL: split */
	json_type type;
} steps[] = {
	{ "split", NULL, JSON_STRING },
	{ "before", step_before, JSON_STRING },
	{ "between", step_between, JSON_ARRAY },
	{ "date", step_date, JSON_ARRAY },
	{ "values", step_values, JSON_OBJECT },
	{ "prefix", step_prefix, JSON_STRING },
	{ "case", step_case, JSON_STRING },
	{ "find", step_find, JSON_STRING },
	{ "row_of", step_row, JSON_STRING },
};

static size_t step_named(const json_t *step)
{
	for (size_t i = 0; i < COUNT(steps); i++)
		if (json_object_get(step, steps[i].name) != NULL)
			return i;
	return COUNT(steps);
}

/* ---- taking -------------------------------------------------------------- */

static enum err_code find_target(const struct transforming *t, struct str ref,
                                 struct str *id, const char **reason,
                                 struct err *e)
{
	const struct kind *k = kind_find(str_from(t->field->target));
	struct row row;
	enum err_code rc =
		store_find(t->tx, &k->entity, ref, t->arena, &row, e);

	if (rc == ERR_OK)
		*id = row.values[COLUMN_ID].text;
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	*reason = arena_printf(t->arena, "there is no such %s", k->singular);
	return ERR_OK;
}

static json_t *integer_of(struct arena *a, struct str s, const char **reason)
{
	char *end;
	long long n = strtoll(arena_str(a, s).p, &end, 10);

	if (*end != '\0')
		*reason = "is no number";
	return json_integer(n);
}

/* Why the record would be refused for the text. */
static const char *text_reason(const struct transforming *t, struct str s)
{
	int64_t max = t->field->max > 0 ? t->field->max : TEXT_MAX,
		n = utf8_count(s).code_points;

	if (json_has_control(s))
		return "has control characters other than tab and newline";
	return n > max ? arena_printf(t->arena,
	                              "has %lld characters; at most %lld fit",
	                              (long long)n, (long long)max)
	               : NULL;
}

/* "Brazil" is BR where only one place is called so, and BRA is. */
static enum err_code take_code(const struct transforming *t, struct str *s,
                               const char **reason, struct err *e)
{
	struct str code, two = country_of_three(*s);
	enum err_code rc =
		code_list_named(t->tx, t->arena, t->field, *s, &code, e);

	if (rc == ERR_OK)
		rc = code_list_refuses(t->tx, t->arena, t->field,
		                       code.len > 0 ? code : *s, reason, e);
	if (rc == ERR_OK && code.len > 0)
		*s = code;
	if (rc != ERR_OK || *reason == NULL || two.len == 0)
		return rc;
	*reason = NULL;
	*s = two;
	return code_list_refuses(t->tx, t->arena, t->field, two, reason, e);
}

/* Those of the field that are spelled nearly so, or are called so elsewhere. */
static const char *outside(const struct transforming *t, struct str s)
{
	struct choice_meant meant[CHOICE_MEANT_MAX];
	/* choices of other fields, which come last, are of no use here */
	size_t n = choice_meant(t->arena, &instruments_kind.entity, t->field, s,
	                        meant);
	struct buf out;

	buf_init(&out, t->arena);
	buf_puts(&out, "is outside of the vocabulary");
	for (size_t i = 0; i < n && meant[i].field == t->field; i++)
		buf_printf(&out, "%s%s", i == 0 ? "; did you mean " : " or ",
		           meant[i].value);
	buf_puts(&out, n > 0 && meant[0].field == t->field ? "?" : "");
	return out.data;
}

/* What something is called has no lines, as cells may. */
static struct str as_called(const struct transforming *t, struct str s)
{
	return t->field != NULL && (t->field->search == SEARCH_TITLE ||
	                            t->field->search == SEARCH_NAME)
	               ? utf8_one_line(t->arena, s)
	               : s;
}

/* A value of the field, or why it takes it not. */
static enum err_code take(const struct transforming *t, const struct cell *cell,
                          struct err *e)
{
	const struct field *f = t->field;
	const char *reason = NULL;
	struct str s = as_called(t, cell->text);
	json_t *value = NULL;
	enum err_code rc = ERR_OK;

	if (f != NULL && f->type == FIELD_INTEGER)
		value = integer_of(t->arena, s, &reason);
	else if (f != NULL && f->type == FIELD_CHOICE &&
	         !field_has_choice(f, s))
		reason = outside(t, s);
	else if (f != NULL && f->type == FIELD_TEXT)
		reason = text_reason(t, s);
	else if (f != NULL)
		reason = draft_shape(f, s);
	if (f != NULL && f->codes != NULL)
		rc = take_code(t, &s, &reason, e);
	if (reason == NULL && f != NULL && f->type == FIELD_REFERENCE)
		rc = find_target(t, s, &s, &reason, e);
	if (rc != ERR_OK)
		return rc;
	if (value == NULL)
		value = json_from(s);
	value = json_own(t->arena, value);
	if (reason == NULL)
		return t->take(t->arg, cell, value, e);
	t->refuse(t->arg, cell, reason);
	return ERR_OK;
}

static enum err_code run_from(const struct transforming *t, size_t i,
                              const struct cell *cell, struct err *e);

/* What parts a cell, such as "; ": twice its first character is that character,
 * as exports write it; at the end of the cell its blanks may be gone. */
struct parting {
	const char *by;
	size_t n, bare; /* bytes; without blanks at its end */
	bool doubles;
};

static struct parting parting_by(const char *by)
{
	struct parting p = { .by = by, .n = strlen(by) };

	p.bare = p.n;
	while (p.bare > 0 && by[p.bare - 1] == ' ')
		p.bare--;
	p.doubles = p.n > 1 && by[1] != by[0];
	return p;
}

/* How long the separator at `at` is; 0 where none stands. */
static size_t parts_at(const struct parting *p, struct str cell, size_t at)
{
	size_t left = cell.len - at;

	if (left >= p->n && memcmp(cell.p + at, p->by, p->n) == 0)
		return p->n;
	return p->bare > 0 && left == p->bare &&
	                       memcmp(cell.p + at, p->by, p->bare) == 0
	               ? left
	               : 0;
}

static bool is_doubled(const struct parting *p, struct str s, size_t at)
{
	return p->doubles && at + 1 < s.len && s.p[at] == p->by[0] &&
	       s.p[at + 1] == p->by[0];
}

static struct str undoubled(struct arena *a, const struct parting *p,
                            struct str s)
{
	struct buf out;

	buf_init(&out, a);
	buf_puts(&out, "");
	for (size_t i = 0; i < s.len; i++) {
		buf_add(&out, s.p + i, 1);
		i += is_doubled(p, s, i);
	}
	return buf_text(&out);
}

static enum err_code split(const struct transforming *t, size_t i,
                           const struct cell *cell, const char *by,
                           struct err *e)
{
	struct parting p = parting_by(by);
	struct str all = { t->table->bytes.p + cell->start,
		           cell->end - cell->start };
	size_t at = 0, from = 0;
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && from <= all.len) {
		struct cell part;

		at = from;
		while (at < all.len && parts_at(&p, all, at) == 0)
			at += is_doubled(&p, all, at) ? 2 : 1;
		if (at > all.len)
			at = all.len;
		part = cell_part(t->arena, t->table, cell->start + from,
		                 cell->start + at);
		part.text = undoubled(t->arena, &p, part.text);
		if (part.text.len > 0)
			rc = run_from(t, i, &part, e);
		from = at + (at < all.len ? parts_at(&p, all, at) : p.n);
	}
	return rc;
}

static enum err_code run_from(const struct transforming *t, size_t i,
                              const struct cell *cell, struct err *e)
{
	struct cell now = *cell;
	struct step s = { .t = t, .cell = &now };

	for (; i < json_array_size(t->steps); i++) {
		size_t which;
		enum err_code rc;

		s.json = json_array_get(t->steps, i);
		which = step_named(s.json);
		s.arg = json_object_get(s.json, steps[which].name);
		if (steps[which].run == NULL)
			return split(t, i + 1, &now, json_string_value(s.arg),
			             e);
		rc = steps[which].run(&s, e);
		if (rc != ERR_OK || s.dropped)
			return rc;
		if (s.reason != NULL) {
			t->refuse(t->arg, cell, s.reason);
			return ERR_OK;
		}
	}
	return take(t, &now, e);
}

enum err_code transform(const struct transforming *t, const struct cell *cell,
                        struct err *e)
{
	struct cell own = *cell;
	struct str text = csv_unguarded(own.text);

	if (t->table->format == TABLE_CSV && text.len < own.text.len) {
		own.start++;
		own.text = text;
	}
	return run_from(t, 0, &own, e);
}

/* ---- conditions ---------------------------------------------------------- */

/* Is one of the cells a text of the list? Without a cell it is the empty one. */
static bool is_among(const json_t *list, const struct cells *cells)
{
	static const struct cell empty = { .text = { "", 0 } };
	size_t n = cells->n > 0 ? cells->n : 1;

	for (size_t i = 0; i < json_array_size(list); i++)
		for (size_t j = 0; j < n; j++)
			if (str_eq(json_str(json_array_get(list, i)),
			           (cells->n > 0 ? &cells->items[j] : &empty)
			                   ->text))
				return true;
	return false;
}

static bool one_holds(const struct table *t, struct arena *a,
                      const struct table_row *row, const json_t *condition)
{
	const json_t *in = json_object_get(condition, "in"),
		     *not_in = json_object_get(condition, "not_in");
	struct cells cells;

	table_cells(t, a, row, json_text(condition, "column"), &cells);
	return (in == NULL || is_among(in, &cells)) &&
	       (not_in == NULL || !is_among(not_in, &cells));
}

const json_t *condition_at(const json_t *condition, size_t i)
{
	if (json_is_array(condition))
		return json_array_get(condition, i);
	return i == 0 ? condition : NULL;
}

bool condition_holds(const struct table *t, struct arena *a,
                     const struct table_row *row, const json_t *condition)
{
	const json_t *one;
	bool holds = true;

	for (size_t i = 0; (one = condition_at(condition, i)) != NULL; i++)
		holds = holds && one_holds(t, a, row, one);
	return holds;
}

/* ---- checking ------------------------------------------------------------ */

static bool is_arg_right(size_t which, const json_t *arg)
{
	if (json_typeof(arg) != steps[which].type &&
	    !(steps[which].run == step_before && json_is_array(arg)))
		return false;
	if (json_is_string(arg) && json_string_length(arg) == 0)
		return false;
	for (size_t i = 0; i < json_array_size(arg); i++)
		if (!json_is_string(json_array_get(arg, i)))
			return false;
	if (strcmp(steps[which].name, "find") == 0)
		return kind_find(json_str(arg)) != NULL;
	if (strcmp(steps[which].name, "between") == 0)
		return json_array_size(arg) == 2 &&
		       json_str(json_array_get(arg, 0)).len > 0 &&
		       json_str(json_array_get(arg, 1)).len > 0;
	return !json_is_array(arg) || json_array_size(arg) > 0;
}

static void check_formats(const json_t *formats, const char *where,
                          struct err *e)
{
	const char *wrong = NULL;

	for (size_t i = 0; i < json_array_size(formats) && wrong == NULL; i++)
		wrong = table_date_format_wrong(
			json_string_value(json_array_get(formats, i)));
	if (wrong != NULL)
		err_pointer(e, where, "%s", wrong);
}

void transform_check(struct arena *a, const json_t *list, const char *where,
                     struct err *e)
{
	if (list != NULL && !json_is_array(list))
		err_pointer(e, where, "must be a list of steps");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *step = json_array_get(list, i);
		size_t which = step_named(step);

		if (which == COUNT(steps))
			err_pointer(e, json_pointer_item(a, where, i),
			            "must be split, before, between, date, "
			            "values, prefix, case, find or row_of");
		else if (!is_arg_right(which, json_object_get(
						      step, steps[which].name)))
			err_pointer(e, json_pointer_item(a, where, i),
			            "lacks a member that %s needs, or has it "
			            "of another type",
			            steps[which].name);
		else
			check_formats(json_object_get(step, "date"),
			              json_pointer_item(a, where, i), e);
	}
}

static bool is_condition(const json_t *one)
{
	return json_text(one, "column").len > 0 &&
	       (json_is_array(json_object_get(one, "in")) ||
	        json_is_array(json_object_get(one, "not_in")));
}

void condition_check(const json_t *condition, const char *where, struct err *e)
{
	const json_t *one;
	bool ok = !json_is_array(condition) || json_array_size(condition) > 0;

	for (size_t i = 0; (one = condition_at(condition, i)) != NULL; i++)
		ok = ok && is_condition(one);
	if (!ok)
		err_pointer(e, where,
		            "needs a column and in or not_in, or a "
		            "list of such");
}
