/*
 * facet_text.c - an instrument's values, a line each
 */
#include "server/registry/search/facet_text.h"

#include "lib/data/jsontext.h"
#include "server/registry/law/law.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"

static void add(struct buf *out, char letter, struct str value)
{
	if (value.len == 0)
		return;
	buf_add(out, &letter, 1);
	buf_str(out, value);
	buf_puts(out, "\n");
}

static void add_member(struct buf *out, char letter, struct str record,
                       const char *member)
{
	add(out, letter, json_member_text(out->arena, record, member));
}

static void add_items(struct buf *out, char letter, struct str list)
{
	struct str item;
	size_t at = 0;

	while (json_items(list, &at, &item))
		add(out, letter, json_unquote(out->arena, item));
}

static bool add_makers(struct buf *out, struct str parties, const char *role)
{
	struct str party;
	bool any = false;
	size_t at = 0;

	while (json_items(parties, &at, &party)) {
		if (!str_is(json_member(party, "role"), role))
			continue;
		add_member(out, LETTER_ISSUER, party, "organization");
		any = true;
	}
	return any;
}

/* What nobody issued is by those who adopted it: laws, as a rule. */
static void add_issuers(struct buf *out, struct str parties)
{
	if (!add_makers(out, parties, "\"issuer\""))
		add_makers(out, parties, "\"adopter\"");
}

/* The day it was made known, as far as that is known. */
static void add_date(struct buf *out, struct str record)
{
	static const char *const members[] = { "adopted_on", "signed_on",
		                               "published_on", "in_force_on",
		                               "proposed_on" };
	struct str date = { 0 };

	for (size_t i = 0; i < COUNT(members) && date.len == 0; i++)
		date = json_member_text(out->arena, record, members[i]);
	add(out, LETTER_DATE, date);
}

/* As all law that is known has it. */
static void add_statuses(struct buf *out, struct str intervals)
{
	struct law_span s;

	while (law_next_span(&intervals, &s))
		if (str_is(s.known_to, DAY_LAST))
			buf_printf(out, "%c%08u%.*s\n", LETTER_STATUS,
			           facet_day(s.to), STR_ARG(s.status));
}

static enum err_code add_concept(void *arg, struct arena *a,
                                 const struct row *row, struct err *e)
{
	(void)a;
	(void)e;
	add(arg, LETTER_CONCEPT,
	    kind_text(&classifications_kind, row->values, "concept"));
	return ERR_OK;
}

static enum err_code add_concepts(struct tx *tx, struct buf *out,
                                  const struct row *row, struct err *e)
{
	struct value kind = value_text(STR("instruments")),
		     id = row->values[COLUMN_ID];
	struct condition about[] = {
		walk_where(&classifications_kind, "subject.kind", &kind),
		walk_where(&classifications_kind, "subject.id", &id),
	};

	return walk_records(tx, &classifications_kind, about, COUNT(about),
	                    add_concept, out, e);
}

enum err_code facet_text_of(struct tx *tx, struct arena *a,
                            const struct row *row, struct str *out,
                            struct err *e)
{
	struct str r = row->record;
	struct buf text;
	enum err_code rc;

	buf_init(&text, a);
	add_member(&text, LETTER_TYPE, r, "type");
	add_member(&text, LETTER_FORCE, r, "force");
	add_member(&text, LETTER_NATURE, r, "nature");
	add_items(&text, LETTER_LANGUAGE, json_member(r, "languages"));
	add_items(&text, LETTER_JURISDICTION, json_member(r, "jurisdictions"));
	add_issuers(&text, json_member(r, "parties"));
	add_date(&text, r);
	add_statuses(&text,
	             kind_text(&instruments_kind, row->values, "intervals"));
	rc = add_concepts(tx, &text, row, e);
	*out = buf_text(&text);
	return rc;
}

/* ---- reading ------------------------------------------------------------- */

bool facet_text_next(struct str *text, char *letter, struct str *value)
{
	const char *end =
		text->len > 1 ? memchr(text->p, '\n', text->len) : NULL;
	size_t n = end != NULL ? (size_t)(end - text->p) : 0;

	if (n == 0)
		return false;
	*letter = text->p[0];
	*value = (struct str){ text->p + 1, n - 1 };
	*text = (struct str){ text->p + n + 1, text->len - n - 1 };
	return true;
}

uint32_t facet_day(struct str date)
{
	uint32_t n = 0;
	size_t digits = 0;

	for (size_t i = 0; i < date.len; i++)
		if (date.p[i] != '-') {
			n = n * 10 + (uint32_t)(date.p[i] - '0');
			digits++;
		}
	for (; n > 0 && digits < FACET_DAY_LEN; digits++)
		n *= 10;
	return n;
}
