/*
 * sources.c - documents that passages are taken from
 *
 * Source  schema/sqlite/0004_sources.sql
 */
#include "server/registry/model/kind.h"

#include "server/registry/evidence/evidence.h"
#include "server/registry/model/json.h"
#include "server/registry/model/named.h"
#include "server/registry/sources/passage.h"

static const char *const roles[] = {
	"primary_text", "proposal",   "official_record",
	"translation",  "commentary", "editorial_note",
	"dataset",      "other",      NULL
};

static const struct field segment_fields[] = {
	{ "path", FIELD_TEXT, F_REQUIRED, .min = 1, .max = 120,
	  .doc = "Its short name within the text, such as 4.1.2" },
	{ "title", FIELD_TEXT, 0, .min = 1, .doc = "Its heading" },
	{ "authors", FIELD_TEXT, F_LIST, .min = 1, .max = 300,
	  .doc = "Who wrote it, when others than the source's authors" },
	{ "start", FIELD_INTEGER, F_REQUIRED, .max = INT32_MAX,
	  .doc = "Its first code point" },
	{ "end", FIELD_INTEGER, F_REQUIRED, .max = INT32_MAX,
	  .doc = "The code point after its last" },
};

static const struct field edition_fields[] = {
	{ "sha256", FIELD_DIGEST, F_REQUIRED | F_FILTER,
	  .doc = "SHA-256 of its bytes" },
	{ "size", FIELD_INTEGER, F_FILTER, .max = INT32_MAX,
	  .doc = "How many bytes it has" },
	{ "media_type", FIELD_TEXT, F_FILTER, .min = 3, .max = 100,
	  .doc = "Its media type" },
	{ "lang", FIELD_LANGUAGE, F_FILTER, .doc = "Its language, BCP 47" },
	{ "note", FIELD_TEXT, 0, .min = 1, .doc = "What is odd about it" },
	{ "segments", FIELD_OBJECT, F_LIST, .fields = segment_fields,
	  .nfields = COUNT(segment_fields), .doc = "Its parts, in order" },
};

static const struct field fields[] = {
	{ "title", FIELD_TEXT, F_REQUIRED | F_FILTER, .min = 1,
	  .search = SEARCH_TITLE, .doc = "What it is called" },
	{ "role", FIELD_CHOICE, F_REQUIRED | F_FILTER, .choices = roles,
	  .doc = "What it is to the facts it states" },
	{ "authors", FIELD_TEXT, F_LIST | F_FILTER, .min = 1, .max = 300,
	  .search = SEARCH_NAME, .doc = "Who wrote it" },
	{ "publisher", FIELD_REFERENCE, F_FILTER, .target = "organizations",
	  .doc = "Who published it" },
	{ "published_on", FIELD_DATE, F_FILTER,
	  .doc = "When it was published" },
	{ "languages", FIELD_LANGUAGE, F_LIST | F_FILTER,
	  .doc = "Its languages, BCP 47" },
	{ "url", FIELD_URL, F_FILTER, .doc = "Where it stands" },
	{ "rights", FIELD_TEXT, 0, .min = 1, .doc = "What its rights allow" },
	{ "handling", FIELD_TEXT, 0, .min = 1,
	  .doc = "A restriction that travels with every use" },
	{ "instrument", FIELD_REFERENCE, F_FILTER, .target = "instruments",
	  .doc = "The instrument whose text it is" },
	{ "editions", FIELD_OBJECT, F_LIST, .fields = edition_fields,
	  .nfields = COUNT(edition_fields), .doc = "Its texts over time" },
#include "server/kinds/evidence.def"
};

static void check_segment(struct draft *d, const json_t *s, size_t i, size_t j)
{
	if (json_integer_value(json_object_get(s, "start")) >
	    json_integer_value(json_object_get(s, "end")))
		err_pointer(d->err,
		            arena_printf(d->arena,
		                         "/editions/%zu/segments/%zu/end", i,
		                         j),
		            "must not be before start");
}

/* Was this text seen in an edition before? */
static bool is_repeated(json_t *seen, const json_t *edition)
{
	const char *sha256 =
		json_string_value(json_object_get(edition, "sha256"));

	if (sha256 == NULL)
		return false;
	if (json_object_get(seen, sha256) != NULL)
		return true;
	json_object_set_new(seen, sha256, json_true());
	return false;
}

static void check_edition(struct draft *d, const json_t *edition, json_t *seen,
                          size_t i)
{
	const json_t *segments = json_object_get(edition, "segments");

	if (is_repeated(seen, edition))
		err_pointer(d->err,
		            arena_printf(d->arena, "/editions/%zu/sha256", i),
		            "is the same text as an edition before");
	for (size_t j = 0; j < json_array_size(segments); j++)
		check_segment(d, json_array_get(segments, j), i, j);
}

static void check(struct draft *d)
{
	const json_t *editions = json_object_get(d->json, "editions");
	json_t *seen = json_own(d->arena, json_object());

	for (size_t i = 0; i < json_array_size(editions); i++)
		check_edition(d, json_array_get(editions, i), seen, i);
}

struct kind sources_kind = {
	.entity = { .name = "sources",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "source",
	.doc = "Documents that passages are taken from",
	.brief = { "title", "role", "authors", "published_on", "key" },
	.worth = 0.9f,
	.suggested = 1,
	.of = { .instrument = "instrument" },
	.check = check,
	.settle = passage_settle_source,
	.concerns = evidence_of_source,
};
