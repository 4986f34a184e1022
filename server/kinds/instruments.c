/*
 * instruments.c - texts and initiatives that govern artificial intelligence
 *
 * Source  schema/sqlite/0003_instruments.sql
 */
#include "server/registry/model/kind.h"

#include "lib/base/date.h"
#include "lib/store/store.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/law/identity.h"
#include "server/registry/law/law.h"
#include "server/registry/law/lineage.h"
#include "server/registry/model/draft.h"
#include "server/registry/model/json.h"
#include "server/registry/model/named.h"
#include "server/registry/search/found_by.h"

static const char *const types[] = { "treaty",
	                             "convention",
	                             "regulation",
	                             "directive",
	                             "act",
	                             "bill",
	                             "measures",
	                             "resolution",
	                             "recommendation",
	                             "principles",
	                             "guidelines",
	                             "declaration",
	                             "statement",
	                             "code",
	                             "standard",
	                             "framework",
	                             "strategy",
	                             "plan",
	                             "white_paper",
	                             "position_paper",
	                             "report",
	                             "policy",
	                             "commitments",
	                             "compact",
	                             "certification_scheme",
	                             "initiative",
	                             "process",
	                             "proposal",
	                             "executive_order",
	                             "decree",
	                             "order",
	                             "ordinance",
	                             "memorandum",
	                             "agreement",
	                             "other",
	                             NULL };

static const char *const natures[] = { "text",  "set",         "proposal",
	                               "model", "publication", "programme",
	                               NULL };

static const char *const forces[] = { "hard", "soft", "none", "unclear", NULL };

static const char *const existences[] = { "exists",    "doubtful",
	                                  "planned",   "proposed",
	                                  "withdrawn", "never_adopted",
	                                  NULL };

static const char *const title_types[] = { "official",    "original",
	                                   "short",       "alternative",
	                                   "translation", "as_mentioned",
	                                   NULL };

static const char *const roles[] = { "issuer",    "proposer",  "drafter",
	                             "adopter",   "signatory", "host",
	                             "addressee", "developer", "submitter",
	                             NULL };

static const char *const rels[] = { "official", "landing", "pdf", "archive",
	                            NULL };

static const struct field status_fields[] = {
	{ "status", FIELD_CHOICE, F_FILTER, .choices = law_statuses,
	  .doc = "What it was" },
	{ "in_force", FIELD_BOOL, F_FILTER,
	  .doc = "Whether it then bound, in whole or in part" },
	{ "from", FIELD_TEXT, F_FILTER, .doc = "Its first day" },
	{ "to", FIELD_TEXT, F_FILTER, .doc = "The day after its last" },
	{ "known_from", FIELD_TEXT, F_FILTER,
	  .doc = "The first day it was so known" },
	{ "known_to", FIELD_TEXT, F_FILTER, .doc = "The day after the last" },
};

static const struct field title_fields[] = {
	{ "text", FIELD_TEXT, F_REQUIRED | F_FILTER, .min = 1,
	  .search = SEARCH_NAME, .doc = "The title as it is written" },
	{ "lang", FIELD_LANGUAGE, F_FILTER, .doc = "Its language, BCP 47" },
	{ "type", FIELD_CHOICE, F_REQUIRED | F_FILTER, .choices = title_types,
	  .doc = "What sort of title; as_mentioned: as a source prints it" },
};

static const struct field party_fields[] = {
	{ "role", FIELD_CHOICE, F_REQUIRED | F_FILTER, .choices = roles,
	  .doc = "What the party did" },
	{ "organization", FIELD_REFERENCE, F_FILTER, .target = "organizations",
	  .doc = "Who it is" },
	{ "count", FIELD_INTEGER, F_FILTER, .min = 1, .max = 100000,
	  .doc = "How many they are, where the party is a group" },
	{ "note", FIELD_TEXT, 0, .min = 1, .doc = "Anything to add" },
};

static const struct field identifier_fields[] = {
	{ "scheme", FIELD_TEXT, F_REQUIRED | F_FILTER, .min = 2, .max = 40,
	  .pattern = "^[a-z][a-z0-9_]*$",
	  .doc = "Who numbers, as a slug: celex, eli, com, oj, oecd, unesco, "
	         "unesdoc, un, cets, cac, cn, iso, itu, icrc, wfeo, uk_cp, "
	         "us_pl, us_bill, us_code, us_eo, us_fr, us_omb, us_state, "
	         "uk_act, uk_si, jp_law, kr_law, br_law, ca_sor, doi, isbn, "
	         "other, or one of your own" },
	{ "value", FIELD_TEXT, F_REQUIRED | F_FILTER, .min = 1, .max = 300,
	  .search = SEARCH_NAME, .doc = "The number as it is written" },
};

static const struct field url_fields[] = {
	{ "url", FIELD_URL, F_REQUIRED | F_FILTER, .doc = "Where to read it" },
	{ "rel", FIELD_CHOICE, F_FILTER, .choices = rels,
	  .doc = "What stands there" },
	{ "lang", FIELD_LANGUAGE, F_FILTER, .doc = "In which language" },
};

#define DATE(member, text)                                                     \
	{                                                                      \
		member, FIELD_DATE, F_FILTER, .doc = text                      \
	}

static const struct field fields[] = {
	{ "title", FIELD_TEXT, F_REQUIRED | F_FILTER, .min = 1,
	  .search = SEARCH_TITLE, .doc = "The title people look for" },
	{ "titles", FIELD_OBJECT, F_LIST, .fields = title_fields,
	  .nfields = COUNT(title_fields), .doc = "All its titles" },
	{ "type", FIELD_CHOICE, F_REQUIRED | F_FILTER, .choices = types,
	  .doc = "What sort of text it is" },
	{ "nature", FIELD_CHOICE, F_FILTER, .choices = natures,
	  .doc = "What it is: one text that can be named, a set of texts that "
	         "nobody names one by one, a proposal (called for, not "
	         "drafted), a model (a text of another field held up as an "
	         "example), a publication about the field, a programme (a "
	         "body, process or project)" },
	{ "force", FIELD_CHOICE, F_REQUIRED | F_FILTER, .choices = forces,
	  .doc = "Whether it binds" },
	{ "existence", FIELD_CHOICE, F_REQUIRED | F_FILTER,
	  .choices = existences, .doc = "Whether there is such a text" },
	{ "jurisdictions", FIELD_TEXT, F_LIST | F_FILTER, .min = 2, .max = 20,
	  .pattern = "^[A-Z][A-Z0-9-]+$", .codes = "jurisdictions",
	  .doc = "Where it governs: ISO 3166 (US, US-CA), EU, ASEAN, INT; a "
	         "filter by code or name finds what is within, too" },
	{ "parties", FIELD_OBJECT, F_LIST, .fields = party_fields,
	  .nfields = COUNT(party_fields), .doc = "Who made it, and for whom" },
	DATE("proposed_on", "When it was proposed"),
	DATE("adopted_on", "When it was adopted"),
	DATE("signed_on", "When it was signed"),
	DATE("published_on", "When it was published"),
	DATE("in_force_on", "When it entered into force"),
	DATE("applies_on", "From when it applies in general"),
	DATE("superseded_on", "When another text took its place"),
	DATE("repealed_on", "When it was repealed"),
	DATE("withdrawn_on", "When it was withdrawn"),
	DATE("lapsed_on", "When it lapsed without being adopted"),
	DATE("vetoed_on", "When it was vetoed"),
	{ "aliases", FIELD_KEY, F_LIST | F_FILTER,
	  .doc = "Other keys that lead to it, such as one it had before" },
	{ "identifiers", FIELD_OBJECT, F_LIST, .fields = identifier_fields,
	  .nfields = COUNT(identifier_fields), .doc = "Its official numbers" },
	{ "urls", FIELD_OBJECT, F_LIST, .fields = url_fields,
	  .nfields = COUNT(url_fields), .doc = "Where to read it" },
	{ "languages", FIELD_LANGUAGE, F_LIST | F_FILTER,
	  .doc = "The languages it is authentic in, BCP 47" },
	{ "summary", FIELD_TEXT, 0, .min = 1, .max = 10000,
	  .search = SEARCH_SUMMARY, .doc = "What it says, in our words" },
	{ "note", FIELD_TEXT, 0, .min = 1, .max = 10000, .search = SEARCH_TEXT,
	  .doc = "Doubts, and what else an editor wants known" },
	{ "found_by", FIELD_TEXT, F_DERIVED | F_HIDDEN, .search = SEARCH_BESIDE,
	  .doc = "What else it is found by" },
	{ "numbers", FIELD_TEXT, F_LIST | F_FILTER | F_DERIVED | F_HIDDEN,
	  .doc = "Its identifiers as they are compared" },
	{ "became_hard", FIELD_BOOL, F_DERIVED | F_FILTER,
	  .doc = "Whether it is soft and a text that binds takes it up, as a "
	         "source states" },
	{ "grew_out_of_soft", FIELD_BOOL, F_DERIVED | F_FILTER,
	  .doc = "Whether it binds and takes up a soft text, as a source "
	         "states" },
	{ "intervals", FIELD_TEXT, F_DERIVED | F_HIDDEN,
	  .doc = "Its status over time, as law.h says" },
	{ "statuses", FIELD_OBJECT, F_LIST | F_DERIVED | F_HIDDEN,
	  .fields = status_fields, .nfields = COUNT(status_fields),
	  .doc = "The same for filters" },
	{ "status", FIELD_CHOICE, F_COMPUTED | F_OF_DAY,
	  .choices = law_statuses,
	  .doc = "Where it stands on the day asked for, today by default" },
	{ "in_force", FIELD_BOOL, F_COMPUTED | F_OF_DAY,
	  .doc = "Whether it binds on that day, in whole or in part" },
#include "server/kinds/evidence.def"
};

/* A place is a code of two to eight capital letters, "US-CA" included. */
static bool is_place(struct str s)
{
	bool ok = s.len >= 2;

	for (size_t i = 0; i < s.len; i++)
		ok = ok && ((s.p[i] >= 'A' && s.p[i] <= 'Z') ||
		            (i > 0 && ((s.p[i] >= '0' && s.p[i] <= '9') ||
		                       s.p[i] == '-')));
	return ok;
}

/* A slug: letters, digits and underscores, a letter first. */
static bool is_slug(struct str s)
{
	bool ok = s.len >= 2 && s.p[0] >= 'a' && s.p[0] <= 'z';

	for (size_t i = 0; i < s.len; i++)
		ok = ok && ((s.p[i] >= 'a' && s.p[i] <= 'z') ||
		            (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '_');
	return ok;
}

static void check_schemes(struct draft *d)
{
	const json_t *list = json_object_get(d->json, "identifiers");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *item =
			json_pointer_item(d->arena, "/identifiers", i);
		const char *at = json_pointer(d->arena, item, "scheme");

		if (!is_slug(json_text(json_array_get(list, i), "scheme")) &&
		    !draft_is_wrong(d, at))
			err_pointer(d->err, at,
			            "must be small letters, digits and _, such "
			            "as celex or us_bill");
	}
}

static void check_places(struct draft *d)
{
	const json_t *places = json_object_get(d->json, "jurisdictions");

	for (size_t i = 0; i < json_array_size(places); i++) {
		const char *at =
			json_pointer_item(d->arena, "/jurisdictions", i);

		if (!is_place(json_str(json_array_get(places, i))) &&
		    !draft_is_wrong(d, at))
			err_pointer(d->err, at,
			            "must be a code in capitals such as CN, EU "
			            "or INT");
	}
}

/* What cannot come before what. A text may be superseded before it is in
 * force, and a veto may be overridden. */
static const struct {
	const char *later, *earlier;
} orders[] = {
	{ "adopted_on", "proposed_on" },    { "signed_on", "proposed_on" },
	{ "in_force_on", "proposed_on" },   { "vetoed_on", "proposed_on" },
	{ "lapsed_on", "proposed_on" },     { "withdrawn_on", "proposed_on" },
	{ "withdrawn_on", "adopted_on" },   { "withdrawn_on", "signed_on" },
	{ "repealed_on", "adopted_on" },    { "repealed_on", "signed_on" },
	{ "superseded_on", "adopted_on" },  { "superseded_on", "signed_on" },
	{ "superseded_on", "proposed_on" }, { "repealed_on", "proposed_on" },
};

static bool is_before(struct str later, struct str earlier)
{
	struct day_range a, b;

	return date_range(later, &a) && date_range(earlier, &b) &&
	       strcmp(a.last, b.first) < 0;
}

static void check_order(struct draft *d)
{
	for (size_t i = 0; i < COUNT(orders); i++) {
		const char *at = json_pointer(d->arena, "", orders[i].later);

		if (is_before(json_text(d->json, orders[i].later),
		              json_text(d->json, orders[i].earlier)) &&
		    !draft_is_wrong(d, at))
			err_pointer(d->err, at, "is before %s",
			            orders[i].earlier);
	}
}

static void check(struct draft *d)
{
	check_places(d);
	check_schemes(d);
	check_order(d);
}

static size_t intervals; /* their place in a row */

static void start(void)
{
	intervals = kind_column(&instruments_kind, "intervals");
}

static enum err_code derive(struct draft *d)
{
	enum err_code rc = lineage_derive(d);

	identity_derive(d);
	if (rc == ERR_OK)
		rc = law_derive(d);
	return rc == ERR_OK ? found_by_derive(d) : rc;
}

static enum err_code compute(const struct show_context *r,
                             const struct row *row, struct buf *out,
                             struct err *e)
{
	struct str status = law_status(r, value_str(row->values[intervals]));

	(void)e;
	buf_puts(out, law_binds(status) ? ",\"in_force\":true"
	                                : ",\"in_force\":false");
	buf_puts(out, ",\"status\":\"");
	buf_str(out, status);
	buf_puts(out, "\"");
	return ERR_OK;
}

struct kind instruments_kind = {
	.entity = { .name = "instruments",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "instrument",
	.doc = "Texts and initiatives that govern artificial intelligence",
	.brief = { "title", "type", "force", "status", "jurisdictions",
	           "adopted_on", "key" },
	.worth = 1.6f,
	.suggested = 6,
	.of = { .instrument = "id" },
	.check = check,
	.start = start,
	.derive = derive,
	.follows = { .reference = "parties.organization",
	             .members = { "name", "names" } },
	.compute = compute,
	.timed = true,
	.concerns = evidence_of_instrument,
};
