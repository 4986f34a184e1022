/*
 * events.c - meetings and processes in which instruments come about
 *
 * Source  schema/sqlite/0008_events.sql
 */
#include "server/registry/model/kind.h"

#include "server/registry/evidence/evidence.h"
#include "server/registry/model/named.h"

static const char *const types[] = { "summit",  "session", "conference",
	                             "meeting", "hearing", "publication",
	                             "other",   NULL };

static const char *const comparators[] = { "exactly", "at_least", "at_most",
	                                   "about", NULL };

static const struct field count_fields[] = {
	{ "of", FIELD_TEXT, F_REQUIRED | F_FILTER, .min = 1, .max = 200,
	  .doc = "What is counted: states, participants" },
	{ "number", FIELD_INTEGER, F_REQUIRED | F_FILTER, .max = 1000000000,
	  .doc = "How many" },
	{ "comparator", FIELD_CHOICE, F_FILTER, .choices = comparators,
	  .doc = "How exact that is; exactly when absent" },
};

static const struct field fields[] = {
	{ "name", FIELD_TEXT, F_REQUIRED | F_FILTER, .min = 1, .max = 500,
	  .search = SEARCH_TITLE, .doc = "What it is called" },
	{ "type", FIELD_CHOICE, F_REQUIRED | F_FILTER, .choices = types,
	  .doc = "What sort of event it is" },
	{ "planned_on", FIELD_DATE, F_FILTER, .doc = "When it was to be held" },
	{ "held_on", FIELD_DATE, F_FILTER, .doc = "When it was held" },
	{ "place", FIELD_TEXT, F_FILTER, .min = 1, .max = 300,
	  .search = SEARCH_SUMMARY, .doc = "Where" },
	{ "hosts", FIELD_REFERENCE, F_LIST | F_FILTER,
	  .target = "organizations", .doc = "Who hosted it" },
	{ "counts", FIELD_OBJECT, F_LIST, .fields = count_fields,
	  .nfields = COUNT(count_fields), .doc = "Who took part, in numbers" },
	{ "note", FIELD_TEXT, 0, .min = 1, .max = 10000,
	  .doc = "What else an editor wants known" },
#include "server/kinds/evidence.def"
};

struct kind events_kind = {
	.entity = { .name = "events",
	            .fields = fields,
	            .nfields = COUNT(fields) },
	.singular = "event",
	.doc = "Meetings and processes in which instruments come about",
	.brief = { "name", "type", "held_on", "place", "key" },
	.worth = 1.1f,
	.suggested = 4,
};
