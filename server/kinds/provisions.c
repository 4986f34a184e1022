/*
 * provisions.c - the parts of an instrument: recitals, articles, annexes
 *
 * A provision's words are never stored with it: they are a span of an edition.
 *
 * Source  schema/sqlite/0007_provisions.sql
 */
#include "server/registry/model/kind.h"

#include "server/registry/evidence/evidence.h"
#include "server/registry/law/law.h"
#include "server/registry/law/provision.h"

static const char *const levels[] = {
	"preamble",   "recital",     "part",      "title", "chapter", "section",
	"subsection", "article",     "paragraph", "point", "annex",   "value",
	"principle",  "policy_area", "other",     NULL
};

static const struct field application_fields[] = {
	{ "on", FIELD_DATE, F_REQUIRED | F_FILTER,
	  .doc = "From when it applies" },
	{ "from", FIELD_DATE, F_FILTER,
	  .doc = "When that was laid down; the instrument's adoption if "
	         "absent" },
	{ "by", FIELD_REFERENCE, F_FILTER, .target = "instruments",
	  .doc = "The instrument that lays it down; its own if absent" },
	{ "note", FIELD_TEXT, 0, .min = 1, .doc = "For whom or what only" },
};

static const struct field fields[] = {
	{ "instrument", FIELD_REFERENCE, F_REQUIRED | F_FILTER,
	  .target = "instruments", .doc = "The instrument it is part of" },
	{ "path", FIELD_TEXT, F_REQUIRED | F_FILTER, .min = 1, .max = 200,
	  .pattern = "^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$",
	  .doc = "Its place, such as art_5/para_1" },
	{ "level", FIELD_CHOICE, F_REQUIRED | F_FILTER, .choices = levels,
	  .doc = "What sort of part it is" },
	{ "label", FIELD_TEXT, F_FILTER, .min = 1, .max = 200,
	  .search = SEARCH_NAME, .doc = "How it is numbered: Article 5" },
	{ "heading", FIELD_TEXT, F_FILTER, .min = 1, .search = SEARCH_TITLE,
	  .doc = "Its heading" },
	{ "position", FIELD_INTEGER, F_REQUIRED | F_FILTER, .max = 1000000,
	  .doc = "Its place in the order of the text" },
	{ "parent", FIELD_REFERENCE, F_FILTER, .target = "provisions",
	  .doc = "The provision it is part of" },
	{ "lang", FIELD_LANGUAGE, F_FILTER, .doc = "Of the heading, BCP 47" },
	{ "url", FIELD_URL, F_FILTER, .doc = "Where to read it" },
	{ "edition", FIELD_DIGEST, F_FILTER | F_READ,
	  .doc = "SHA-256 of the text its offsets count in" },
	{ "start", FIELD_INTEGER, F_FILTER | F_READ, .max = INT32_MAX,
	  .doc = "Its first code point" },
	{ "end", FIELD_INTEGER, F_FILTER | F_READ, .max = INT32_MAX,
	  .doc = "The code point after its last" },
	{ "application", FIELD_OBJECT, F_LIST, .fields = application_fields,
	  .nfields = COUNT(application_fields),
	  .doc = "From when it applies, as laid down over time" },
	{ "applies", FIELD_CHOICE, F_COMPUTED, .choices = law_answers,
	  .doc = "Whether it applies on the day asked for" },
	{ "held", FIELD_BOOL, F_DERIVED | F_FILTER,
	  .doc = "Whether its text is held" },
	{ "text", FIELD_TEXT, F_COMPUTED,
	  .doc = "Its words, where the text is held" },
	{ "handling", FIELD_TEXT, F_COMPUTED,
	  .doc = "The source's restriction on the use of its words" },
#include "server/kinds/evidence.def"
};

struct kind provisions_kind = {
	.entity = { .name = "provisions",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "provision",
	.doc = "The parts of instruments: recitals, articles, annexes",
	.check = provision_check,
	.derive = provision_derive,
	.touches = "instrument",
	.of = { .instrument = "instrument" },
	.timed = true,
	.compute = provision_compute,
	.document = provision_document,
};
