/*
 * resolutions.c - how sources that disagree were settled
 *
 * Source  schema/sqlite/0013_resolutions.sql
 */
#include "server/registry/model/kind.h"

#include "server/registry/evidence/assertion.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/model/named.h"

static const char *const outcomes[] = { "settled", "unsettled", NULL };

static const struct field subject_fields[] = {
	{ "kind", FIELD_CHOICE, F_REQUIRED | F_FILTER, .choices = kind_names,
	  .doc = "The kind of the record" },
	{ "id", FIELD_REFERENCE, F_REQUIRED | F_FILTER,
	  .doc = "The record that is spoken of" },
};

static const struct field fields[] = {
	{ "subject", FIELD_OBJECT, F_REQUIRED, .fields = subject_fields,
	  .nfields = COUNT(subject_fields),
	  .doc = "The record that is spoken of" },
	{ "field", FIELD_POINTER, F_REQUIRED | F_FILTER,
	  .doc = "The member in dispute; one resolution for each" },
	{ "outcome", FIELD_CHOICE, F_REQUIRED | F_FILTER, .choices = outcomes,
	  .doc = "Whether it could be settled" },
	{ "value", FIELD_JSON, 0, .doc = "What was found to be right" },
	{ "reason", FIELD_TEXT, F_REQUIRED, .min = 1, .max = 10000,
	  .doc = "Why" },
	{ "by", FIELD_TEXT, F_FILTER, .min = 1, .max = 300,
	  .doc = "Who settled it" },
	{ "on", FIELD_DATE, F_FILTER, .doc = "When" },
#include "server/kinds/evidence.def"
};

struct kind resolutions_kind = {
	.entity = { .name = "resolutions",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "resolution",
	.doc = "How conflicts between sources were settled",
	.brief = { "subject.id", "field", "outcome", "reason" },
	.check = assertion_check,
	.is_evidence = true,
	.concerns = evidence_of_subject,
};
