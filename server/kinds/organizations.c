/*
 * organizations.c - who issues, hosts, signs
 *
 * Source  schema/sqlite/0002_organizations.sql
 */
#include "server/registry/model/kind.h"

#include "server/registry/evidence/evidence.h"
#include "server/registry/model/named.h"

static const char *const types[] = {
	"intergovernmental", "government",  "legislature", "regulator",
	"standards_body",    "company",     "academic",    "civil_society",
	"multi_stakeholder", "expert_body", "other",       NULL
};

static const struct field name_fields[] = {
	{ "text", FIELD_TEXT, F_REQUIRED | F_FILTER, .min = 1, .max = 500,
	  .search = SEARCH_NAME, .doc = "The name as it is written" },
	{ "lang", FIELD_LANGUAGE, F_FILTER, .doc = "Its language, BCP 47" },
	{ "from", FIELD_DATE, 0, .doc = "Since when it is so called" },
	{ "to", FIELD_DATE, 0, .doc = "Until when it was so called" },
};

static const struct field fields[] = {
	{ "name", FIELD_TEXT, F_REQUIRED | F_FILTER, .min = 1, .max = 500,
	  .search = SEARCH_TITLE, .doc = "The name people use" },
	{ "names", FIELD_OBJECT, F_LIST, .fields = name_fields,
	  .nfields = COUNT(name_fields), .doc = "Its other names" },
	{ "type", FIELD_CHOICE, F_REQUIRED | F_FILTER, .choices = types,
	  .doc = "What sort of body it is" },
	{ "parent", FIELD_REFERENCE, F_FILTER, .target = "organizations",
	  .doc = "The body it is part of" },
	{ "jurisdiction", FIELD_TEXT, F_FILTER, .min = 2, .max = 20,
	  .codes = "jurisdictions",
	  .doc = "Where it sits: ISO 3166 (US, US-CA), EU, INT; a filter by "
	         "code or name finds what is within, too" },
	{ "url", FIELD_URL, F_FILTER, .doc = "Its own site" },
	{ "established_on", FIELD_DATE, F_FILTER,
	  .doc = "When it was established" },
#include "server/kinds/evidence.def"
};

struct kind organizations_kind = {
	.entity = { .name = "organizations",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "organization",
	.doc = "Who issues, hosts, signs",
	.brief = { "name", "type", "jurisdiction", "url", "key" },
	.worth = 1.5f,
	.suggested = 5,
};
