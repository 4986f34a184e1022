/*
 * relations.c - how one instrument, or provision, stands to another
 *
 * Source  schema/sqlite/0011_relations.sql, 0022_correspondences.sql
 */
#include "server/registry/model/kind.h"

#include "server/registry/evidence/evidence.h"
#include "server/registry/law/relation.h"
#include "server/registry/model/named.h"

static const char *const bases[] = { "stated", "inferred", "conditional",
	                             "parallel", NULL };

static const char *const reviews[] = { "candidate", "reviewed", NULL };

static const char *const confidences[] = { "low", "medium", "high", NULL };

static const struct field fields[] = {
	{ "from", FIELD_REFERENCE, F_REQUIRED | F_FILTER | F_GIVEN,
	  .target = "instruments",
	  .doc = "The instrument that does it; that of `from_provision` if "
	         "absent" },
	{ "to", FIELD_REFERENCE, F_REQUIRED | F_FILTER | F_GIVEN,
	  .target = "instruments",
	  .doc = "The instrument it is done to; that of `to_provision` if "
	         "absent" },
	{ "from_provision", FIELD_REFERENCE, F_FILTER, .target = "provisions",
	  .doc = "The provision of `from` that does it" },
	{ "to_provision", FIELD_REFERENCE, F_FILTER, .target = "provisions",
	  .doc = "The provision of `to` it is done to" },
	{ "type", FIELD_CHOICE, F_REQUIRED | F_FILTER,
	  .choices = relation_types,
	  .doc = "How `from` stands to `to`; each type has an inverse. None "
	         "says that two texts are equivalent" },
	{ "on", FIELD_DATE, F_FILTER,
	  .doc = "When it came about: the date of the later text" },
	{ "basis", FIELD_CHOICE, F_FILTER, .choices = bases,
	  .doc = "Whether a source states it; parallel: the words of both are "
	         "alike, and neither names the other" },
	{ "passages", FIELD_REFERENCE, F_LIST | F_FILTER, .target = "passages",
	  .doc = "Where it is stated" },
	{ "from_passage", FIELD_REFERENCE, F_FILTER, .target = "passages",
	  .doc = "The words of `from` that it is about" },
	{ "to_passage", FIELD_REFERENCE, F_FILTER, .target = "passages",
	  .doc = "The words of `to` that it is about" },
	{ "rationale", FIELD_TEXT, 0, .min = 1, .doc = "Why it is useful" },
	{ "limits", FIELD_TEXT, 0, .min = 1,
	  .doc = "What must not be concluded from it" },
	{ "review", FIELD_CHOICE, F_FILTER, .choices = reviews,
	  .doc = "Whether an editor has reviewed it" },
	{ "confidence", FIELD_CHOICE, F_FILTER, .choices = confidences,
	  .doc = "How sure it is, as it is limited" },
	{ "checked_on", FIELD_DATE, F_FILTER,
	  .doc = "When somebody last looked whether it holds" },
	{ "note", FIELD_TEXT, 0, .min = 1, .doc = "Anything to add" },
#include "server/kinds/evidence.def"
};

struct kind relations_kind = {
	.entity = { .name = "relations",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "relation",
	.doc = "How one instrument, or one provision, stands to another",
	.brief = { "from", "type", "to", "basis" },
	.touches = { "from", "to" },
	.passes_on = "force",
	.check = relation_check,
};
