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
#include "server/registry/model/named.h"
#include "server/registry/search/found_by.h"

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

static const struct field span_fields[] = {
	{ "edition", FIELD_DIGEST, F_REQUIRED | F_FILTER,
	  .doc = "SHA-256 of the text its offsets count in" },
	{ "start", FIELD_INTEGER, F_REQUIRED, .max = INT32_MAX,
	  .doc = "Its first code point" },
	{ "end", FIELD_INTEGER, F_REQUIRED, .max = INT32_MAX,
	  .doc = "The code point after its last" },
	{ "lang", FIELD_LANGUAGE, F_FILTER,
	  .doc = "The language of the words; that of the edition if absent" },
};

static const struct field left_out_fields[] = {
	{ "edition", FIELD_DIGEST, F_REQUIRED,
	  .doc = "SHA-256 of the text its offsets count in" },
	{ "start", FIELD_INTEGER, F_REQUIRED, .max = INT32_MAX,
	  .doc = "Its first code point" },
	{ "end", FIELD_INTEGER, F_REQUIRED, .max = INT32_MAX,
	  .doc = "The code point after its last" },
};

static const struct field wording_fields[] = {
	{ "lang", FIELD_LANGUAGE, F_REQUIRED, .doc = "As it was asked for" },
	{ "edition", FIELD_DIGEST, 0, .doc = "Where the words stand" },
	{ "start", FIELD_INTEGER, 0, .max = INT32_MAX,
	  .doc = "Their first code point" },
	{ "end", FIELD_INTEGER, 0, .max = INT32_MAX,
	  .doc = "The code point after their last" },
	{ "text", FIELD_TEXT, 0, .doc = "The words" },
	{ "handling", FIELD_TEXT, 0,
	  .doc = "The source's restriction on their use" },
};

static const struct field former_heading_fields[] = {
	{ "text", FIELD_TEXT, F_REQUIRED, .min = 1, .doc = "What it was" },
	{ "until", FIELD_DATE, F_REQUIRED,
	  .doc = "The day on which another was laid down" },
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
	{ "former_headings", FIELD_OBJECT, F_LIST,
	  .fields = former_heading_fields,
	  .nfields = COUNT(former_heading_fields),
	  .doc = "Headings it had before. With `law_as_of`, `heading` is that "
	         "of then" },
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
	{ "spans", FIELD_OBJECT, F_LIST, .fields = span_fields,
	  .nfields = COUNT(span_fields),
	  .doc = "Where it stands in other languages and editions" },
	{ "left_out", FIELD_OBJECT, F_LIST, .fields = left_out_fields,
	  .nfields = COUNT(left_out_fields),
	  .doc = "What stands there and is not of its words: page numbers, "
	         "running heads, footnotes" },
	{ "application", FIELD_OBJECT, F_LIST, .fields = application_fields,
	  .nfields = COUNT(application_fields),
	  .doc = "From when it applies, as laid down over time" },
	{ "applies", FIELD_CHOICE, F_COMPUTED, .choices = law_answers,
	  .doc = "Whether it applies on the day asked for" },
	{ "found_by", FIELD_TEXT, F_DERIVED | F_HIDDEN, .search = SEARCH_BESIDE,
	  .doc = "What else it is found by" },
	{ "concept", FIELD_REFERENCE,
	  F_LIST | F_DERIVED | F_FILTER | F_FILTER_ONLY, .target = "concepts",
	  .doc = "What it is classified as, narrower concepts included" },
	{ "topic", FIELD_REFERENCE,
	  F_LIST | F_DERIVED | F_FILTER | F_FILTER_ONLY, .target = "concepts",
	  .doc = "The same, of the scheme of topics" },
	{ "held", FIELD_BOOL, F_DERIVED | F_FILTER,
	  .doc = "Whether a text of it is held" },
	{ "held_in", FIELD_TEXT, F_DERIVED | F_HIDDEN,
	  .doc = "The editions that are" },
	{ "text", FIELD_TEXT, F_COMPUTED,
	  .doc = "Its words, where a text of it is held: in the language "
	         "`lang`, else of the first edition that is" },
	{ "text_lang", FIELD_LANGUAGE, F_COMPUTED,
	  .doc = "The language of `text`, where it is known" },
	{ "text_edition", FIELD_DIGEST, F_COMPUTED,
	  .doc = "The edition that `text` is taken from" },
	{ "texts", FIELD_OBJECT, F_LIST | F_COMPUTED, .fields = wording_fields,
	  .nfields = COUNT(wording_fields),
	  .doc = "With `align`, its words in each of those languages, in that "
	         "order; without `text` where none is held" },
	{ "handling", FIELD_TEXT, F_COMPUTED,
	  .doc = "The source's restriction on the use of its words" },
#include "server/kinds/evidence.def"
};

static enum err_code derive(struct draft *d)
{
	enum err_code rc = provision_derive(d);

	return rc == ERR_OK ? found_by_derive(d) : rc;
}

struct kind provisions_kind = {
	.entity = { .name = "provisions",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "provision",
	.doc = "The parts of instruments: recitals, articles, annexes",
	.brief = { "label", "heading", "applies", "path", "key" },
	.worth = 1.0f,
	.check = provision_check,
	.derive = derive,
	.touches = { "instrument" },
	.follows = { .reference = "instrument",
	             .members = { "jurisdictions" },
	             .closely = true },
	.of = { .instrument = "instrument" },
	.timed = true,
	.worded = true,
	.as_known = provision_as_known,
	.compute = provision_compute,
	.document = provision_document,
};
