/*
 * concepts.c - what a classification scheme distinguishes
 *
 * Source  schema/sqlite/0010_concepts.sql; SKOS (Concept)
 */
#include "server/registry/model/kind.h"

#include "server/registry/evidence/evidence.h"
#include "server/registry/law/concept.h"
#include "server/registry/model/named.h"

static const char *const label_types[] = { "preferred", "alternative", "hidden",
	                                   NULL };

static const struct field label_fields[] = {
	{ "text", FIELD_TEXT, F_REQUIRED | F_FILTER, .min = 1, .max = 500,
	  .search = SEARCH_TITLE, .doc = "The label as it is written" },
	{ "lang", FIELD_LANGUAGE, F_FILTER, .doc = "Its language, BCP 47" },
	{ "type", FIELD_CHOICE, F_FILTER, .choices = label_types,
	  .doc = "As in SKOS; preferred when absent" },
};

static const struct field fields[] = {
	{ "scheme", FIELD_REFERENCE, F_REQUIRED | F_FILTER, .target = "schemes",
	  .doc = "The scheme it belongs to" },
	{ "notation", FIELD_TEXT, F_FILTER, .min = 1, .max = 100,
	  .search = SEARCH_NAME, .doc = "Its code, unique in the scheme" },
	{ "labels", FIELD_OBJECT, F_REQUIRED | F_LIST, .fields = label_fields,
	  .nfields = COUNT(label_fields), .doc = "What it is called" },
	{ "broader", FIELD_REFERENCE, F_FILTER, .target = "concepts",
	  .doc = "The concept above it, of the same scheme" },
	{ "definition", FIELD_TEXT, 0, .min = 1, .max = 10000,
	  .search = SEARCH_SUMMARY, .doc = "What it means" },
#include "server/kinds/evidence.def"
};

struct kind concepts_kind = {
	.entity = { .name = "concepts",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "concept",
	.doc = "What classification schemes distinguish, as in SKOS",
	.brief = { "labels.text", "notation", "broader", "key" },
	.worth = 0.8f,
	.suggested = 2,
	.check = concept_check,
	.follows = { .reference = "broader",
	             .members = { "labels", "broader" } },
};
