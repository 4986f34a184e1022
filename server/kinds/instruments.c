/*
 * instruments.c - texts and initiatives that govern artificial intelligence
 *
 * Source  schema/sqlite/0003_instruments.sql
 */
#include "server/registry/model/kind.h"

#include "lib/store/store.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/law/law.h"
#include "server/registry/model/draft.h"
#include "server/registry/model/json.h"

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
	                             "other",
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

static const char *const schemes[] = { "celex", "eli",     "com",     "oj",
	                               "oecd",  "unesco",  "unesdoc", "un",
	                               "cets",  "cac",     "cn",      "iso",
	                               "itu",   "icrc",    "wfeo",    "uk_cp",
	                               "us_pl", "us_bill", "us_code", "doi",
	                               "isbn",  "other",   NULL };

static const char *const rels[] = { "official", "landing", "pdf", "archive",
	                            NULL };

static const struct field status_fields[] = {
	{ "status", FIELD_CHOICE, F_FILTER, .choices = law_statuses,
	  .doc = "What it was" },
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
	{ "scheme", FIELD_CHOICE, F_REQUIRED | F_FILTER, .choices = schemes,
	  .doc = "Who numbers" },
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
	{ "force", FIELD_CHOICE, F_REQUIRED | F_FILTER, .choices = forces,
	  .doc = "Whether it binds" },
	{ "existence", FIELD_CHOICE, F_REQUIRED | F_FILTER,
	  .choices = existences, .doc = "Whether there is such a text" },
	{ "jurisdictions", FIELD_TEXT, F_LIST | F_FILTER, .min = 2, .max = 20,
	  .pattern = "^[A-Z][A-Z0-9-]+$",
	  .doc = "Where it governs: ISO 3166-1 alpha-2, EU, ASEAN, INT" },
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
	{ "identifiers", FIELD_OBJECT, F_LIST, .fields = identifier_fields,
	  .nfields = COUNT(identifier_fields), .doc = "Its official numbers" },
	{ "urls", FIELD_OBJECT, F_LIST, .fields = url_fields,
	  .nfields = COUNT(url_fields), .doc = "Where to read it" },
	{ "languages", FIELD_LANGUAGE, F_LIST | F_FILTER,
	  .doc = "The languages it is authentic in, BCP 47" },
	{ "summary", FIELD_TEXT, 0, .min = 1, .max = 10000,
	  .search = SEARCH_SUMMARY, .doc = "What it says, in our words" },
	{ "note", FIELD_TEXT, 0, .min = 1, .max = 10000,
	  .doc = "Doubts, and what else an editor wants known" },
	{ "intervals", FIELD_TEXT, F_DERIVED | F_HIDDEN,
	  .doc = "Its status over time, as law.h says" },
	{ "statuses", FIELD_OBJECT, F_LIST | F_DERIVED | F_HIDDEN,
	  .fields = status_fields, .nfields = COUNT(status_fields),
	  .doc = "The same for filters" },
	{ "status", FIELD_CHOICE, F_COMPUTED, .choices = law_statuses,
	  .doc = "Where it stands on the day asked for, today by default" },
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

static void check(struct draft *d)
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

extern struct kind instruments_kind;

static size_t intervals; /* their place in a row */

static void start(void)
{
	intervals = kind_place(&instruments_kind, "intervals");
}

static enum err_code compute(const struct reading *r, const struct row *row,
                             struct buf *out, struct err *e)
{
	(void)e;
	buf_puts(out, ",\"status\":\"");
	buf_str(out, law_status(r, value_str(row->values[intervals])));
	buf_puts(out, "\"");
	return ERR_OK;
}

struct kind instruments_kind = {
	.entity = { .name = "instruments",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "instrument",
	.doc = "Texts and initiatives that govern artificial intelligence",
	.suggested = 6,
	.of = { .instrument = "id" },
	.check = check,
	.start = start,
	.derive = law_derive,
	.compute = compute,
	.timed = true,
	.concerns = evidence_of_instrument,
};
