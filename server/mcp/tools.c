/*
 * tools.c - all the tools there are
 */
#include "server/mcp/tools.h"

#define ANY_OBJECT "{\"type\":\"object\"}"

#define KIND                                                                   \
	{                                                                      \
		"kind", PARAM_TEXT, false, NULL,                               \
			"Kind of the record where it is neither an "           \
			"instrument nor a provision: organizations, ..."       \
	}
#define RECORD                                                                 \
	{                                                                      \
		"record", PARAM_TEXT, true, NULL, "Key or id of the record"    \
	}
#define ON                                                                     \
	{                                                                      \
		"on", PARAM_TEXT, false, "on",                                 \
			"The day whose law is meant, as 2026-08-02; today if " \
			"left out"                                             \
	}

const struct tool tools[] = {
	{ "search_instruments",
	  "Search instruments",
	  "Find texts that govern AI (laws, treaties, recommendations, "
	  "standards, company policies) by words in any language and by "
	  "filters. Answers keys to use with the other tools.",
	  ROLE_ANYONE,
	  mcp_search_instruments,
	  "{\"type\":\"object\",\"required\":[\"items\",\"total\"],"
	  "\"properties\":{\"items\":{\"type\":\"array\",\"items\":" ANY_OBJECT
	  "},\"total\":{\"type\":\"integer\"},"
	  "\"next\":{\"type\":[\"string\",\"null\"]}}}",
	  { { "query", PARAM_TEXT, true, "q",
	      "Words, \"phrases\", -without, prefix*" },
	    { "jurisdiction", PARAM_TEXT, false, "jurisdictions",
	      "Code, such as EU, US or CN" },
	    { "type", PARAM_TEXT, false, "type", "Such as regulation" },
	    { "force", PARAM_TEXT, false, "force",
	      "hard or soft, for instance" },
	    { "status", PARAM_TEXT, false, "status",
	      "Such as proposed; for what binds, use in_force" },
	    { "in_force", PARAM_YES, false, "in_force",
	      "true: what binds today, in whole or in part" },
	    { "nature", PARAM_TEXT, false, "nature",
	      "text for what is a text that can be named" },
	    { "limit", PARAM_NUMBER, false, "limit",
	      "1 to 200; 10 if left out" },
	    { "cursor", PARAM_TEXT, false, "cursor",
	      "What next said in the answer before" } } },
	{ "get_instrument",
	  "Read an instrument",
	  "All that is known of one instrument, as the law stands on a day, "
	  "with the evidence of each member: its grade or state and the "
	  "addresses of the passages.",
	  ROLE_ANYONE,
	  mcp_get_instrument,
	  "{\"type\":\"object\",\"required\":[\"instrument\",\"evidence\"],"
	  "\"properties\":{\"instrument\":" ANY_OBJECT
	  ",\"evidence\":{\"type\":\"array\",\"items\":" ANY_OBJECT
	  "},\"coverage\":" ANY_OBJECT "}}",
	  { { "instrument", PARAM_TEXT, true, NULL,
	      "Key or id, such as eu-ai-act" },
	    ON,
	    { "law_as_of", PARAM_TEXT, false, "law_as_of",
	      "Leave out what was enacted after this day" } } },
	{ "get_provision",
	  "Read a provision",
	  "An article, recital, annex or part of one, by the words people use: "
	  "its heading, from when it applies, its text where that is held.",
	  ROLE_ANYONE,
	  mcp_get_provision,
	  "{\"type\":\"object\",\"required\":[\"provision\",\"complete\"],"
	  "\"properties\":{\"provision\":" ANY_OBJECT
	  ",\"complete\":{\"type\":\"boolean\",\"description\":\"False when "
	  "only a larger part that holds it is here\"}}}",
	  { { "instrument", PARAM_TEXT, true, NULL, "Key or id" },
	    { "provision", PARAM_TEXT, true, NULL,
	      "Such as \"Article 5(1)(a)\", \"recital 27\", \"第五条\" or a "
	      "path, art_5/para_1" },
	    ON } },
	{ "why",
	  "Who says so?",
	  "The evidence of one member of a record: each statement, its "
	  "passage word by word where it may be shown, the source, and what "
	  "speaks against it.",
	  ROLE_ANYONE,
	  mcp_why,
	  ANY_OBJECT,
	  { RECORD,
	    { "field", PARAM_TEXT, true, NULL,
	      "JSON Pointer of the member, such as /adopted_on" },
	    KIND } },
	{ "verify_quotes",
	  "Check quotes",
	  "Is each quote really in the text? exact, normalised, ambiguous, "
	  "absent (with the nearest words that are there) or not checkable. "
	  "Check every quote before you give it.",
	  ROLE_ANYONE,
	  mcp_verify_quotes,
	  "{\"type\":\"object\",\"required\":[\"items\"],\"properties\":{"
	  "\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	  "\"required\":[\"result\"],\"properties\":{\"result\":{"
	  "\"type\":\"string\"}}}}}}",
	  { { "quotes", PARAM_QUOTES, true, NULL,
	      "The words (exact), and instrument or source to look in" } } },
	{ "compare",
	  "Compare two records",
	  "Which members of two records are the same and which differ.",
	  ROLE_ANYONE,
	  mcp_compare,
	  "{\"type\":\"object\",\"required\":[\"same\",\"different\"],"
	  "\"properties\":{\"same\":{\"type\":\"array\",\"items\":" ANY_OBJECT
	  "},\"different\":{\"type\":\"array\",\"items\":" ANY_OBJECT "}}}",
	  { { "left", PARAM_TEXT, true, NULL, "Key or id of one" },
	    { "right", PARAM_TEXT, true, NULL, "Key or id of the other" },
	    KIND } },
	{ "find_conflicts",
	  "Where sources disagree",
	  "Members whose sources contradict the record or each other, all "
	  "sides with their passages, and how it was settled.",
	  ROLE_ANYONE,
	  mcp_find_conflicts,
	  "{\"type\":\"object\",\"required\":[\"items\"],\"properties\":{"
	  "\"items\":{\"type\":\"array\",\"items\":" ANY_OBJECT "}}}",
	  { { "instrument", PARAM_TEXT, false, NULL,
	      "Key or id, of which all come at once; records of all kinds "
	      "if left out" },
	    { "field", PARAM_TEXT, false, NULL,
	      "JSON Pointer of a member, such as /type" },
	    { "state", PARAM_STATE, false, "state",
	      "settled: somebody decided; unsettled: somebody looked and "
	      "could not; disputed: nobody has yet" },
	    { "limit", PARAM_NUMBER, false, "limit", "1 to 200" },
	    { "cursor", PARAM_TEXT, false, "cursor",
	      "What next said in the answer before" } } },
	{ "what_changed",
	  "What changed",
	  "Changes of the registry in their order, without a gap, deletions "
	  "included.",
	  ROLE_ANYONE,
	  mcp_what_changed,
	  "{\"type\":\"object\",\"required\":[\"items\"],\"properties\":{"
	  "\"items\":{\"type\":\"array\",\"items\":" ANY_OBJECT "}}}",
	  { { "since", PARAM_NUMBER, false, "since",
	      "The seq after which to begin; as_of of an answer has one" },
	    { "limit", PARAM_NUMBER, false, "limit", "1 to 200" } } },
	{ "cite",
	  "Cite a record",
	  "A citation of an instrument or a provision with the address of the "
	  "record and the state of the registry it was read from.",
	  ROLE_ANYONE,
	  mcp_cite,
	  "{\"type\":\"object\",\"required\":[\"citation\",\"url\"],"
	  "\"properties\":{\"citation\":{\"type\":\"string\"},"
	  "\"url\":{\"type\":\"string\"}}}",
	  { RECORD, KIND } },
	{ "propose_assertion",
	  "Propose an assertion",
	  "State that a passage says something about a member of a record. "
	  "It stands beside what others say and changes no record.",
	  ROLE_EDITOR,
	  mcp_propose_assertion,
	  ANY_OBJECT,
	  { RECORD,
	    { "field", PARAM_TEXT, true, NULL, "JSON Pointer of the member" },
	    { "value", PARAM_ANY, true, NULL, "What the passage says it is" },
	    { "passage", PARAM_TEXT, true, NULL, "Key or id of the passage" },
	    { "note", PARAM_TEXT, false, NULL, "Anything to add" },
	    KIND } },
};

const size_t tools_count = COUNT(tools);
