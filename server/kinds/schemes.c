/*
 * schemes.c - classification schemes
 *
 * Source  schema/sqlite/0009_schemes.sql; SKOS (ConceptScheme)
 */
#include "server/registry/model/kind.h"

#include "server/registry/evidence/evidence.h"
#include "server/registry/model/named.h"

static const char *const purposes[] = { "classification", "synonyms",
	                                "jurisdictions", NULL };

static const struct field fields[] = {
	{ "title", FIELD_TEXT, F_REQUIRED | F_FILTER, .min = 1,
	  .search = SEARCH_TITLE, .doc = "What it is called" },
	{ "version", FIELD_TEXT, F_FILTER, .min = 1, .max = 100,
	  .doc = "Which of its versions" },
	{ "publisher", FIELD_REFERENCE, F_FILTER, .target = "organizations",
	  .doc = "Who publishes it" },
	{ "purpose", FIELD_CHOICE, F_FILTER, .choices = purposes,
	  .doc = "What it is for, classification when absent; the labels of "
	         "one concept of a scheme of synonyms or jurisdictions find "
	         "each other; notations of jurisdictions are the codes that "
	         "records may have" },
	{ "note", FIELD_TEXT, 0, .min = 1, .max = 10000,
	  .search = SEARCH_SUMMARY, .doc = "What it classifies, and for what" },
#include "server/kinds/evidence.def"
};

struct kind schemes_kind = {
	.entity = { .name = "schemes",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "scheme",
	.doc = "Classification schemes, as in SKOS",
	.brief = { "title", "version", "publisher", "key" },
	.worth = 0.8f,
	.suggested = 3,
};
