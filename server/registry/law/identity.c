/*
 * identity.c - folding identifiers, and looking for who has them
 */
#include "server/registry/law/identity.h"

#include "lib/data/jsontext.h"
#include "lib/text/words.h"
#include "server/registry/model/json.h"
#include "server/registry/model/show.h"
#include "server/registry/model/walk.h"

/* "celex 32024r1689"; absent for what identifies nothing. */
static struct str number_of(struct arena *a, struct str scheme,
                            struct str value)
{
	struct str folded = words_folded(a, value);

	if (scheme.len == 0 || folded.len == 0 || str_is(scheme, "other"))
		return (struct str){ 0 };
	return str_from(
		arena_printf(a, "%.*s %.*s", STR_ARG(scheme), STR_ARG(folded)));
}

static struct str number_at(struct arena *a, const json_t *list, size_t i)
{
	const json_t *item = json_array_get(list, i);

	return number_of(a, json_text(item, "scheme"),
	                 json_text(item, "value"));
}

void identity_derive(struct draft *d)
{
	const json_t *list = json_object_get(d->json, "identifiers");
	size_t at = (size_t)(kind_list(&instruments_kind, "numbers") -
	                     instruments_kind.entity.lists);
	struct list_rows *rows = &d->row->lists[at];

	rows->n = 0;
	rows->cells = arena_alloc(d->arena, (json_array_size(list) + 1) *
	                                            sizeof(*rows->cells));
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct str number = number_at(d->arena, list, i);

		if (number.len > 0)
			rows->cells[rows->n++] = value_text(number);
	}
}

static bool had_number(struct arena *a, const struct row *old,
                       struct str number)
{
	struct str list, item;
	size_t at = 0;

	if (old == NULL)
		return false;
	list = json_member(old->record, "identifiers");
	while (json_items(list, &at, &item))
		if (str_eq(number,
		           number_of(a, json_member_text(a, item, "scheme"),
		                     json_member_text(a, item, "value"))))
			return true;
	return false;
}

struct search_for {
	struct draft *draft;
	bool found;
};

static enum err_code note_other(void *arg, const struct row *row, struct err *e)
{
	struct search_for *s = arg;
	struct arena *a = s->draft->arena;
	struct buf more;

	(void)e;
	if (s->found || str_eq(row->values[COLUMN_ID].text, s->draft->own))
		return ERR_OK;
	s->found = true;
	buf_init(&more, a);
	buf_puts(&more, "\"duplicate_of\":");
	show_subject(a, &instruments_kind, row, &more);
	s->draft->err->more = buf_text(&more);
	err_set(s->draft->err, ERR_CONFLICT,
	        "%.*s has this identifier already; duplicates=allow takes a "
	        "second instrument with it",
	        STR_ARG(arena_str(a, row->values[COLUMN_KEY].text)));
	return ERR_OK;
}

/* At most two of those that have one of these. */
static enum err_code list_any(struct tx *tx, const struct value *numbers,
                              size_t n, row_fn *fn, void *arg, struct err *e)
{
	struct query q = { .nconditions = 1, .limit = 2 };

	q.conditions[0] = walk_where(&instruments_kind, "numbers", numbers);
	q.conditions[0].nvalues = n;
	return store_list(tx, &instruments_kind.entity, &q, fn, arg, e);
}

static enum err_code list_holders(struct tx *tx, struct str number, row_fn *fn,
                                  void *arg, struct err *e)
{
	struct value value = value_text(number);

	return list_any(tx, &value, 1, fn, arg, e);
}

static enum err_code check_number(struct draft *d, struct str number)
{
	struct search_for s = { .draft = d };
	enum err_code rc = list_holders(d->tx, number, note_other, &s, d->err);

	return s.found ? ERR_CONFLICT : rc;
}

enum err_code identity_check(struct draft *d, const struct row *old)
{
	const json_t *list = json_object_get(d->json, "identifiers");
	enum err_code rc = ERR_OK;

	if (d->kind != &instruments_kind)
		return ERR_OK;
	for (size_t i = 0; i < json_array_size(list) && rc == ERR_OK; i++) {
		struct str number = number_at(d->arena, list, i);

		if (number.len > 0 && !had_number(d->arena, old, number))
			rc = check_number(d, number);
	}
	return rc;
}

struct holder {
	struct arena *arena;
	struct str id;
};

static enum err_code note_holder(void *arg, const struct row *row,
                                 struct err *e)
{
	struct holder *h = arg;

	(void)e;
	if (h->id.len == 0)
		h->id = arena_str(h->arena, row->values[COLUMN_ID].text);
	return ERR_OK;
}

enum err_code identity_holders(struct tx *tx, struct arena *a,
                               const json_t *record, row_fn *fn, void *arg,
                               struct err *e)
{
	const json_t *list = json_object_get(record, "identifiers");
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < json_array_size(list) && rc == ERR_OK; i++) {
		struct str number = number_at(a, list, i);

		if (number.len > 0)
			rc = list_holders(tx, number, fn, arg, e);
	}
	return rc;
}

/* ---- parted in another way ------------------------------------------------- */

enum parting {
	PART_AT_FIGURES, /* "eo 14110" of "eo14110"                 */
	PART_LETTERS,    /* "h r 5077" of "hr 5077"                 */
	PART_NEVER,      /* "hr5077" of either                      */
	PART_WORDS,      /* "hr 5077" of "h r 5077": letters joined */
	PARTINGS
};

/* How many letters a short name has at most that may be parted. */
#define LETTERS_PARTED 3

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Does a blank stand before byte i of a text without blanks? `was` says whether
 * one stood there. Between figures it is as it was: 1-23 is not 12-3. */
static bool is_parted(enum parting how, struct str s, size_t i, bool was,
                      size_t letters)
{
	bool border = i > 0 && is_digit(s.p[i]) != is_digit(s.p[i - 1]);

	if (i == 0)
		return false;
	if (is_digit(s.p[i]) && is_digit(s.p[i - 1]))
		return was;
	if (how == PART_NEVER)
		return false;
	if (how == PART_WORDS && !is_digit(s.p[i]) && !is_digit(s.p[i - 1]))
		return false;
	if (how == PART_LETTERS && i < letters)
		return true;
	return was || border;
}

/* A folded number without its scheme, in another parting. */
static struct str parted(struct arena *a, struct str folded, enum parting how)
{
	struct buf out;
	struct str bare = { arena_alloc(a, folded.len + 1), 0 };
	char *to = (char *)bare.p;
	bool *was = arena_alloc(a, (folded.len + 1) * sizeof(*was));
	size_t letters = 0;

	for (size_t i = 0; i < folded.len; i++) {
		was[bare.len] = i > 0 && folded.p[i - 1] == ' ';
		if (folded.p[i] != ' ')
			to[bare.len++] = folded.p[i];
	}
	while (letters < bare.len && !is_digit(bare.p[letters]))
		letters++;
	if (letters > LETTERS_PARTED)
		letters = 0;
	buf_init(&out, a);
	buf_puts(&out, "");
	for (size_t i = 0; i < bare.len; i++) {
		buf_puts(&out,
		         is_parted(how, bare, i, was[i], letters) ? " " : "");
		buf_add(&out, bare.p + i, 1);
	}
	return buf_text(&out);
}

/* Without the name of its scheme before it. */
static struct str bare_value(struct str scheme, struct str folded)
{
	if (str_starts(folded, scheme) && folded.len > scheme.len + 1 &&
	    folded.p[scheme.len] == ' ')
		return (struct str){ folded.p + scheme.len + 1,
			             folded.len - scheme.len - 1 };
	return folded;
}

static enum err_code list_kin(struct tx *tx, struct arena *a,
                              const json_t *item, row_fn *fn, void *arg,
                              struct err *e)
{
	struct str scheme = json_text(item, "scheme"),
		   value = bare_value(
			   scheme, words_folded(a, json_text(item, "value")));
	struct value numbers[PARTINGS + 1];

	if (number_of(a, scheme, value).len == 0)
		return ERR_OK;
	numbers[PARTINGS] = value_text(number_of(a, scheme, value));
	for (int i = 0; i < PARTINGS; i++)
		numbers[i] = value_text(number_of(
			a, scheme, parted(a, value, (enum parting)i)));
	return list_any(tx, numbers, COUNT(numbers), fn, arg, e);
}

enum err_code identity_kin(struct tx *tx, struct arena *a, const json_t *record,
                           row_fn *fn, void *arg, struct err *e)
{
	const json_t *list = json_object_get(record, "identifiers");
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < json_array_size(list) && rc == ERR_OK; i++)
		rc = list_kin(tx, a, json_array_get(list, i), fn, arg, e);
	return rc;
}

static struct str joined(struct arena *a, struct str scheme, struct str value)
{
	return parted(a, bare_value(scheme, words_folded(a, value)),
	              PART_NEVER);
}

bool identity_same(struct arena *a, struct str scheme, struct str x,
                   struct str y)
{
	return str_eq(joined(a, scheme, x), joined(a, scheme, y));
}

enum err_code identity_find(struct tx *tx, struct arena *a,
                            const struct kind *k, const json_t *record,
                            struct str *id, struct err *e)
{
	struct holder h = { .arena = a };
	enum err_code rc = ERR_OK;

	if (k == &instruments_kind)
		rc = identity_holders(tx, a, record, note_holder, &h, e);
	*id = h.id;
	return rc;
}
