/*
 * passages.c - spans of one edition of a source
 *
 * What a passage says is never stored with it: it is the slice of the text,
 * where the text is held.
 *
 * Source  schema/sqlite/0005_passages.sql
 */
#include "server/registry/model/kind.h"

#include "server/registry/evidence/evidence.h"
#include "server/registry/model/named.h"
#include "server/registry/sources/annotation.h"
#include "server/registry/sources/passage.h"

static const char *const states[] = { "verified", "unverified", "moved",
	                              "changed",  "ambiguous",  "lost",
	                              NULL };

static const struct field spoken_fields[] = {
	{ "kind", FIELD_TEXT, F_REQUIRED, .doc = "The kind of the record" },
	{ "id", FIELD_ID, F_REQUIRED, .doc = "Its id" },
	{ "key", FIELD_KEY, F_REQUIRED, .doc = "Its key" },
	{ "title", FIELD_TEXT, F_REQUIRED, .doc = "What it is called" },
};

static const struct field resting_fields[] = {
	{ "id", FIELD_ID, F_REQUIRED, .doc = "Its id" },
	{ "key", FIELD_KEY, F_REQUIRED, .doc = "Its key" },
	{ "subject", FIELD_OBJECT, 0, .fields = spoken_fields,
	  .nfields = COUNT(spoken_fields), .doc = "What it speaks of" },
	{ "field", FIELD_POINTER, 0, .doc = "And of which member" },
};

static const struct field support_fields[] = {
	{ "kind", FIELD_TEXT, F_REQUIRED, .doc = "The kind of those records" },
	{ "member", FIELD_TEXT, F_REQUIRED,
	  .doc = "Which of their members it is the evidence for" },
	{ "total", FIELD_INTEGER, F_REQUIRED, .max = INT32_MAX,
	  .doc = "How many they are" },
	{ "href", FIELD_TEXT, F_REQUIRED, .doc = "The list of all" },
	{ "items", FIELD_OBJECT, F_LIST | F_REQUIRED, .fields = resting_fields,
	  .nfields = COUNT(resting_fields), .doc = "The first of them" },
};

#define FINGERPRINT_MEMBERS                                                    \
	{ "length",                                                            \
	  FIELD_INTEGER,                                                       \
	  F_REQUIRED,                                                          \
	  .min = 1,                                                            \
	  .max = INT32_MAX,                                                    \
	  .doc = "How many characters are left when they are folded" },        \
		{ "rolling",                                                   \
		  FIELD_TEXT,                                                  \
		  F_REQUIRED,                                                  \
		  .min = 16,                                                   \
		  .max = 16,                                                   \
		  .doc = "Sum of each times 1099511628211 to the power of "    \
		         "how many "                                           \
		         "follow, modulo 2^64, in hex digits",                 \
		  .pattern = "^[0-9a-f]{16}$" },                               \
	{                                                                      \
		"sha256", FIELD_DIGEST, F_REQUIRED,                            \
			.doc = "SHA-256 of them in UTF-8"                      \
	}

static const struct field around_fields[] = { FINGERPRINT_MEMBERS };

static const struct field print_fields[] = {
	{ "version", FIELD_TEXT, F_REQUIRED, .min = 1, .max = 10,
	  .doc = "Of the rules of folding" },
	FINGERPRINT_MEMBERS,
	{ "before", FIELD_OBJECT, 0, .fields = around_fields,
	  .nfields = COUNT(around_fields),
	  .doc = "The same of up to 32 characters before it, if it is short" },
	{ "after", FIELD_OBJECT, 0, .fields = around_fields,
	  .nfields = COUNT(around_fields), .doc = "And of those after it" },
};

static const struct field fields[] = {
	{ "source", FIELD_REFERENCE, F_REQUIRED | F_FILTER | F_READ,
	  .target = "sources", .doc = "The document it is taken from" },
	{ "edition", FIELD_DIGEST, F_REQUIRED | F_FILTER | F_READ | F_GIVEN,
	  .doc = "SHA-256 of the text its offsets count in; found by `exact` "
	         "where the text of one edition is held" },
	{ "start", FIELD_INTEGER, F_REQUIRED | F_FILTER | F_READ | F_GIVEN,
	  .max = INT32_MAX, .doc = "Its first code point; found by `exact`" },
	{ "end", FIELD_INTEGER, F_REQUIRED | F_FILTER | F_READ | F_GIVEN,
	  .max = INT32_MAX,
	  .doc = "The code point after its last; found by `exact`" },
	{ "sha256", FIELD_DIGEST, F_REQUIRED | F_FILTER | F_READ | F_GIVEN,
	  .doc = "SHA-256 of its exact text" },
	{ "fingerprint", FIELD_OBJECT, 0, .fields = print_fields,
	  .nfields = COUNT(print_fields),
	  .doc = "Of its words folded (without blanks, and the same whatever "
	         "their case, width, quotation marks, dashes, hyphens at line "
	         "ends): by it they are found in any copy of the text; "
	         "computed where the text is held, and checked when given" },
	{ "segment", FIELD_TEXT, F_FILTER, .min = 1, .max = 120,
	  .doc = "The path of the segment it stands in" },
	{ "locator", FIELD_TEXT, 0, .min = 1, .max = 300,
	  .doc = "Where a reader finds it" },
	{ "state", FIELD_CHOICE, F_DERIVED | F_FILTER, .choices = states,
	  .doc = "Whether its words stand where it says, and in the newest "
	         "edition: moved, changed, ambiguous or lost wait for an "
	         "editor" },
	{ "shown_in", FIELD_DIGEST, F_DERIVED | F_HIDDEN,
	  .doc = "The edition its words are read in" },
	{ "shown_start", FIELD_INTEGER, F_DERIVED | F_HIDDEN, .max = INT32_MAX,
	  .doc = "Where they start there" },
	{ "shown_end", FIELD_INTEGER, F_DERIVED | F_HIDDEN, .max = INT32_MAX,
	  .doc = "And where they end" },
	{ "pending", FIELD_BOOL, F_COMPUTED,
	  .doc = "True as long as a text of its source has come and the state "
	         "is that of before" },
	{ "exact", FIELD_TEXT, F_COMPUTED | F_GIVEN,
	  .doc = "Its exact text, where the text is held, else that found in "
	         "a copy (anchor says which edition); in POST and PUT it is "
	         "checked, and without offsets looked for" },
	{ "prefix", FIELD_TEXT, F_COMPUTED | F_GIVEN,
	  .doc = "The words before it, to tell places of `exact` apart" },
	{ "suffix", FIELD_TEXT, F_COMPUTED | F_GIVEN,
	  .doc = "The words after it" },
	{ "link", FIELD_URL, F_COMPUTED,
	  .doc = "The source's URL with a text fragment: opens at the words" },
	{ "anchor", FIELD_JSON, F_COMPUTED, .target = "Anchor",
	  .doc = "Where its words were found in the newest edition, when they "
	         "do not stand there as they stand in its own" },
	{ "handling", FIELD_TEXT, F_COMPUTED,
	  .doc = "The source's restriction on the use of its words" },
	{ "utf16_start", FIELD_INTEGER, F_COMPUTED,
	  .doc = "Its start in UTF-16 units" },
	{ "utf16_end", FIELD_INTEGER, F_COMPUTED,
	  .doc = "Its end in UTF-16 units" },
	{ "byte_start", FIELD_INTEGER, F_COMPUTED,
	  .doc = "Its start in bytes of UTF-8" },
	{ "byte_end", FIELD_INTEGER, F_COMPUTED,
	  .doc = "Its end in bytes of UTF-8" },
	{ "supports", FIELD_OBJECT, F_LIST | F_COMPUTED,
	  .fields = support_fields, .nfields = COUNT(support_fields),
	  .doc = "What it is the evidence for; not in lists" },
#include "server/kinds/evidence.def"
};

struct kind passages_kind = {
	.entity = { .name = "passages",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "passage",
	.doc = "Spans of one edition of a source",
	.brief = { "exact", "locator", "state", "source", "key" },
	.worth = 1.0f,
	.check = passage_check,
	.settle = passage_settle,
	.derive = passage_derive,
	.follows = { .reference = "source",
	             .members = { "editions", "instrument" } },
	.of = { .source = "source" },
	.compute = passage_compute,
	.linked = annotation_write,
	.document = passage_document,
	.is_evidence = true,
	.laborious = true,
	.concerns = evidence_of_passage,
};
