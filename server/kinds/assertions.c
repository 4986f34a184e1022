/*
 * assertions.c - what a passage says about a member of a record
 *
 * Source  schema/sqlite/0006_assertions.sql
 */
#include "server/registry/model/kind.h"

#include "server/registry/evidence/agreement.h"
#include "server/registry/evidence/assertion.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/model/named.h"

static const char *const ranks[] = { "preferred", "normal", "deprecated",
	                             NULL };

static const struct field subject_fields[] = {
	{ "kind", FIELD_CHOICE, F_REQUIRED | F_FILTER | F_READ,
	  .choices = kind_names, .doc = "The kind of the record" },
	{ "id", FIELD_REFERENCE, F_REQUIRED | F_FILTER | F_READ,
	  .doc = "The record that is spoken of" },
};

static const struct field fields[] = {
	{ "subject", FIELD_OBJECT, F_REQUIRED, .fields = subject_fields,
	  .nfields = COUNT(subject_fields),
	  .doc = "The record that is spoken of" },
	{ "field", FIELD_POINTER, F_REQUIRED | F_FILTER | F_READ,
	  .doc = "The member it speaks of, such as /adopted_on" },
	{ "value", FIELD_JSON, F_REQUIRED,
	  .doc = "What it says: the member's value; of a list one item, or "
	         "the members of one that it gives; {\"sha256\":...} of words "
	         "that may not be shown" },
	{ "passage", FIELD_REFERENCE, F_REQUIRED | F_FILTER,
	  .target = "passages", .doc = "Where it stands" },
	{ "speaker", FIELD_TEXT, F_FILTER, .min = 1, .max = 300,
	  .doc = "Who says so, when another than the source's author" },
	{ "rank", FIELD_CHOICE, F_FILTER, .choices = ranks,
	  .doc = "How much an editor trusts it; normal when absent" },
	{ "note", FIELD_TEXT, 0, .min = 1, .doc = "Anything to add" },
	{ "seen_at", FIELD_URL, 0,
	  .doc = "The page at which an editor saw what is noted; without it a "
	         "note is our own knowledge" },
	{ "seen_on", FIELD_DATE, 0, .doc = "When" },
	{ "agreement", FIELD_CHOICE, F_COMPUTED, .choices = agreement_names,
	  .doc = "With the record's value" },
	{ "precedence", FIELD_TEXT, F_DERIVED | F_HIDDEN,
	  .doc = "Its place among those about the same member" },
#include "server/kinds/evidence.def"
};

struct kind assertions_kind = {
	.entity = { .name = "assertions",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "assertion",
	.doc = "What a passage says about a member of a record",
	.brief = { "subject.id", "field", "value", "agreement", "passage" },
	.check = assertion_check,
	.compute = assertion_compute,
	.is_evidence = true,
	.concerns = evidence_of_subject,
};
