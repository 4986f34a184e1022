/*
 * relations.c - how one instrument stands to another
 *
 * Source  schema/sqlite/0011_relations.sql
 */
#include "server/registry/model/kind.h"

#include "server/registry/evidence/evidence.h"
#include "server/registry/law/relation.h"

static const char *const bases[] = { "stated", "inferred", "conditional",
	                             NULL };

static const struct field fields[] = {
	{ "from", FIELD_REFERENCE, F_REQUIRED | F_FILTER,
	  .target = "instruments", .doc = "The instrument that does it" },
	{ "to", FIELD_REFERENCE, F_REQUIRED | F_FILTER, .target = "instruments",
	  .doc = "The instrument it is done to" },
	{ "type", FIELD_CHOICE, F_REQUIRED | F_FILTER,
	  .choices = relation_types,
	  .doc = "How `from` stands to `to`; each type has an inverse" },
	{ "basis", FIELD_CHOICE, F_FILTER, .choices = bases,
	  .doc = "Whether a source states it" },
	{ "passages", FIELD_REFERENCE, F_LIST | F_FILTER, .target = "passages",
	  .doc = "Where it is stated" },
	{ "note", FIELD_TEXT, 0, .min = 1, .doc = "Anything to add" },
#include "server/kinds/evidence.def"
};

struct kind relations_kind = {
	.entity = { .name = "relations",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "relation",
	.doc = "How one instrument stands to another",
	.check = relation_check,
};
