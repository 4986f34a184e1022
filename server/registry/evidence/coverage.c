/*
 * coverage.c - stored counts, by kind and by member
 */
#include "server/registry/evidence/coverage.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/data/jsontext.h"
#include "server/registry/evidence/claims.h"
#include "server/registry/evidence/provenance.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/show.h"

/* One member of one kind. */
struct member {
	struct member *next;
	struct str kind, field;
	struct tally tally;
};

struct coverage {
	struct arena *arena;
	struct member *members;
	size_t n;
};

/* They come by kind and field, so the last one is the only that may fit. */
static enum err_code add(void *arg, const struct covered *c, struct err *e)
{
	struct coverage *cov = arg;
	struct member *t = cov->members;

	(void)e;
	if (t == NULL || !str_eq(t->kind, c->kind) ||
	    !str_eq(t->field, c->field)) {
		t = arena_alloc(cov->arena, sizeof(*t));
		*t = (struct member){ .next = cov->members,
			              .kind = arena_str(cov->arena, c->kind),
			              .field =
			                      arena_str(cov->arena, c->field) };
		cov->members = t;
		cov->n++;
	}
	t->tally.states[claims_index(claims_states, STATE__COUNT, c->state)] +=
		c->n;
	t->tally.grades[claims_index(grade_names, GRADE__COUNT, c->grade)] +=
		c->n;
	return ERR_OK;
}

static enum err_code add_grade(void *arg, const struct covered *c,
                               struct err *e)
{
	struct tally *sums = arg;

	(void)e;
	sums->grades[claims_index(grade_names, GRADE__COUNT, c->grade)] += c->n;
	return ERR_OK;
}

static void add_up(const struct coverage *cov, const char *kind,
                   struct tally *sums)
{
	*sums = (struct tally){ 0 };
	for (const struct member *t = cov->members; t != NULL; t = t->next) {
		if (kind != NULL && !str_is(t->kind, kind))
			continue;
		for (size_t i = 0; i < STATE__COUNT; i++)
			sums->states[i] += t->tally.states[i];
		for (size_t i = 0; i < GRADE__COUNT; i++)
			sums->grades[i] += t->tally.grades[i];
	}
}

static int by_need(const void *a, const void *b)
{
	const struct member *x = *(const struct member *const *)a,
			    *y = *(const struct member *const *)b;
	int64_t more =
		y->tally.grades[GRADE_NONE] - x->tally.grades[GRADE_NONE];

	if (more != 0)
		return more < 0 ? -1 : 1;
	return str_cmp(x->field, y->field);
}

/* Those of a kind, which most lack evidence first. */
static const struct member **members_of(const struct coverage *cov,
                                        const char *kind, size_t *n)
{
	const struct member **of_kind =
		arena_alloc(cov->arena, (cov->n + 1) * sizeof(*of_kind));

	*n = 0;
	for (const struct member *t = cov->members; t != NULL; t = t->next)
		if (str_is(t->kind, kind))
			of_kind[(*n)++] = t;
	qsort(of_kind, *n, sizeof(*of_kind), by_need);
	return of_kind;
}

static void write_fields(const struct coverage *cov, const char *kind,
                         struct buf *out)
{
	size_t n;
	const struct member **of_kind = members_of(cov, kind, &n);

	for (size_t i = 0; i < n; i++) {
		buf_puts(out, i > 0 ? ",\n{\"field\":" : "\n{\"field\":");
		json_quote(out, of_kind[i]->field);
		buf_puts(out, ",");
		provenance_write_tally(&of_kind[i]->tally, out);
		buf_puts(out, "}");
	}
}

static void write_kind(const struct coverage *cov, const char *kind,
                       struct buf *out)
{
	struct tally sums;

	add_up(cov, kind, &sums);
	buf_printf(out, "{\"kind\":\"%s\",", kind);
	provenance_write_tally(&sums, out);
	buf_puts(out, ",\"fields\":[");
	write_fields(cov, kind, out);
	buf_puts(out, "]}");
}

static bool has_kind(const struct coverage *cov, const char *kind)
{
	for (const struct member *t = cov->members; t != NULL; t = t->next)
		if (str_is(t->kind, kind))
			return true;
	return false;
}

static void write_kinds(const struct coverage *cov, bool all, struct buf *out)
{
	size_t n = 0;

	buf_puts(out, ",\n\"kinds\":[\n");
	for (size_t i = 0; i < kinds_count; i++) {
		const char *kind = kinds[i]->entity.name;

		if (!all && !has_kind(cov, kind))
			continue;
		buf_puts(out, n++ > 0 ? ",\n" : "");
		write_kind(cov, kind, out);
	}
	buf_puts(out, "\n]");
}

/* ---- as rows ------------------------------------------------------------- */

static void write_row(const char *kind, struct str field, const struct tally *t,
                      struct buf *out)
{
	buf_printf(out, "{\"kind\":\"%s\"", kind);
	json_put_some(out, "field", field);
	buf_puts(out, ",");
	provenance_write_tally(t, out);
	buf_puts(out, "}");
}

/* A kind, then its members. */
static int64_t write_rows(const struct coverage *cov, struct buf *out)
{
	int64_t n = 0;

	for (size_t i = 0; i < kinds_count; i++) {
		const char *kind = kinds[i]->entity.name;
		const struct member **of_kind;
		struct tally sums;
		size_t nfields;

		if (!has_kind(cov, kind))
			continue;
		add_up(cov, kind, &sums);
		buf_puts(out, n++ > 0 ? ",\n" : "");
		write_row(kind, (struct str){ 0 }, &sums, out);
		of_kind = members_of(cov, kind, &nfields);
		for (size_t j = 0; j < nfields; j++, n++) {
			buf_puts(out, ",\n");
			write_row(kind, of_kind[j]->field, &of_kind[j]->tally,
			          out);
		}
	}
	return n;
}

enum err_code coverage_write_rows(struct tx *tx, struct arena *a,
                                  const struct row *instrument, int64_t *n,
                                  struct buf *out, struct err *e)
{
	struct coverage cov = { .arena = a };
	struct str of = instrument != NULL ? instrument->values[COLUMN_ID].text
	                                   : (struct str){ 0 };
	enum err_code rc = store_coverage(tx, of, add, &cov, e);

	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "\"items\":[\n");
	*n = write_rows(&cov, out);
	buf_puts(out, "\n]");
	return ERR_OK;
}

/* ---- the whole ----------------------------------------------------------- */

/* How much is graded official, of 1: 0.632. */
static void write_share(const struct tally *t, struct buf *out)
{
	int64_t all = 0, part = 0;

	for (size_t i = 0; i < GRADE__COUNT; i++)
		all += t->grades[i];
	if (all > 0)
		part = 1000 * t->grades[GRADE_OFFICIAL] / all;
	buf_printf(out, "\"official_share\":%" PRId64 ".%03" PRId64,
	           part / 1000, part % 1000);
}

static enum err_code write_texts(struct tx *tx, struct str instrument,
                                 struct buf *out, struct err *e)
{
	struct tally sums = { .grades = { 0 } };
	int64_t n;
	enum err_code rc =
		store_text_coverage(tx, instrument, &n, add_grade, &sums, e);

	if (rc != ERR_OK)
		return rc;
	buf_printf(out, ",\n\"official_texts\":{\"instruments\":%" PRId64 ",",
	           n);
	write_share(&sums, out);
	buf_puts(out, ",");
	provenance_write_grades(&sums, out);
	buf_puts(out, "}");
	return ERR_OK;
}

static void write_sums(const struct coverage *cov, struct buf *out)
{
	struct tally sums;

	add_up(cov, NULL, &sums);
	provenance_write_tally(&sums, out);
}

enum err_code coverage_write(struct tx *tx, struct arena *a, struct buf *out,
                             struct err *e)
{
	struct coverage cov = { .arena = a };
	enum err_code rc = store_coverage(tx, (struct str){ 0 }, add, &cov, e);

	if (rc != ERR_OK)
		return rc;
	write_sums(&cov, out);
	write_kinds(&cov, true, out);
	return write_texts(tx, (struct str){ 0 }, out, e);
}

enum err_code coverage_write_one(struct tx *tx, struct arena *a,
                                 const struct row *instrument, struct buf *out,
                                 struct err *e)
{
	struct coverage cov = { .arena = a };
	struct str id = instrument->values[COLUMN_ID].text;
	enum err_code rc = store_coverage(tx, id, add, &cov, e);

	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "\"subject\":");
	show_subject(a, &instruments_kind, instrument, out);
	buf_puts(out, ",\n");
	write_sums(&cov, out);
	write_kinds(&cov, false, out);
	return write_texts(tx, id, out, e);
}

enum err_code coverage_write_source(struct tx *tx, const struct row *source,
                                    struct buf *out, struct err *e)
{
	struct yield y;
	enum err_code rc =
		store_yield(tx, source->values[COLUMN_ID].text, &y, e);

	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "{");
	show_ids(out, source);
	json_put_member(out, "title", source->record);
	json_put_member(out, "role", source->record);
	json_put_member(out, "handling", source->record);
	buf_printf(out,
	           ",\"passages\":%" PRId64 ",\"assertions\":%" PRId64
	           ",\"members\":%" PRId64 "}",
	           y.passages, y.assertions, y.members);
	return ERR_OK;
}
