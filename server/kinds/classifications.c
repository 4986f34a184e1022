/*
 * classifications.c - a concept assigned to an instrument or a part of a text
 *
 * Source  schema/sqlite/0012_classifications.sql
 */
#include "server/registry/model/kind.h"

#include "server/registry/evidence/evidence.h"
#include "server/registry/model/named.h"

static const char *const subject_kinds[] = { "instruments", "provisions",
	                                     "passages", NULL };

static const char *const ranks[] = { "primary", "secondary", NULL };

static const char *const confidences[] = { "low", "medium", "high", NULL };

static const struct field subject_fields[] = {
	{ "kind", FIELD_CHOICE, F_REQUIRED | F_FILTER, .choices = subject_kinds,
	  .doc = "The kind of what is classified" },
	{ "id", FIELD_REFERENCE, F_REQUIRED | F_FILTER,
	  .doc = "What is classified" },
};

static const struct field fields[] = {
	{ "subject", FIELD_OBJECT, F_REQUIRED, .fields = subject_fields,
	  .nfields = COUNT(subject_fields), .doc = "What is classified" },
	{ "concept", FIELD_REFERENCE, F_REQUIRED | F_FILTER,
	  .target = "concepts", .doc = "As what" },
	{ "rank", FIELD_CHOICE, F_FILTER, .choices = ranks,
	  .doc = "Whether it is the main one" },
	{ "reasoning", FIELD_TEXT, 0, .min = 1, .max = 10000,
	  .doc = "Why; needed where there is no passage" },
	{ "confidence", FIELD_CHOICE, F_FILTER, .choices = confidences,
	  .doc = "How sure the coder is" },
	{ "coder", FIELD_TEXT, F_FILTER, .min = 1, .max = 300,
	  .doc = "Who classified: a person, a team, a machine" },
	{ "passage", FIELD_REFERENCE, F_FILTER, .target = "passages",
	  .doc = "What shows it; needed where there is no reasoning" },
#include "server/kinds/evidence.def"
};

static void check(struct draft *d)
{
	if (json_object_get(d->json, "reasoning") == NULL &&
	    json_object_get(d->json, "passage") == NULL)
		err_pointer(d->err, "/reasoning",
		            "is required where there is no passage");
}

struct kind classifications_kind = {
	.entity = { .name = "classifications",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "classification",
	.doc = "Concepts assigned to instruments, provisions and passages",
	.brief = { "subject.id", "concept", "reasoning" },
	.check = check,
	.touches = { "subject.id" },
	.follows = { .reference = "concept",
	             .members = { "labels", "broader" } },
	.is_evidence = true,
};
