/*
 * routes.c - all the routes there are
 */
#include "server/http/handlers/handlers.h"
#include "server/http/request/reply.h"
#include "server/http/request/router.h"
#include "server/registry/ndjson/bulk.h"
#include "server/registry/sources/text.h"
#include "server/registry/table_import/table_import.h"
#include "server/web/page.h"

static const char *const takes_json[] = { TYPE_JSON, NULL };
static const char *const takes_patch[] = { TYPE_MERGE, TYPE_PATCH, NULL };

/* For routes that know no query parameter. */
static const char *const none[] = { NULL };

static const char *const gives_memo[] = { TYPE_JSON, TYPE_TEXT, NULL };
static const char *const gives_patch[] = { TYPE_PATCH, TYPE_JSON, NULL };
static const char *const gives_home[] = { TYPE_JSON, TYPE_HTML, NULL };
static const char *const gives_page[] = { TYPE_HTML, NULL };
static const char *const gives_asset[] = { "*/*", NULL };
static const char *const gives_yaml[] = { TYPE_YAML, NULL };
static const char *const gives_xml[] = { TYPE_XML, "application/xml", NULL };
static const char *const takes_form[] = { "application/x-www-form-urlencoded",
	                                  NULL };
static const char *const gives_linked[] = { TYPE_LINKED, NULL };
static const char *const dated[] = { "as_of", "rev", NULL };
static const char *const lineage[] = { "depth", "basis", NULL };
static const char *const beside[] = { "with", NULL };
static const char *const comparing[] = { "from", "to", NULL };
static const char *const sized[] = { "size", NULL };
static const char *const by_seq[] = { "id", NULL };
static const char *const why[] = { "field", "limit", "cursor", NULL };
static const char *const limiting[] = { "limit", NULL };
static const char *const duplicating[] = { "duplicates", NULL };
static const char *const paging[] = { "limit", "cursor", NULL };
static const char *const covering[] = { "limit", "cursor", "instrument", NULL };
static const char *const disputes[] = { "limit", "cursor", "kind",
	                                "field", "state",  "grade",
	                                "flags", "source", "instrument",
	                                NULL };
static const char *const any_of[] = { "kind",  "field",  "state",      "grade",
	                              "flags", "source", "instrument", NULL };
static const char *const splitting[] = { "dry_run", "force", "profile",
	                                 "edition", NULL };

static const char *const takes_text[] = { "text/plain",
	                                  "text/markdown",
	                                  "text/html",
	                                  "application/xhtml+xml",
	                                  "application/xml",
	                                  "text/xml",
	                                  NULL };
static const char *const gives_text[] = { TYPE_TEXT, TYPE_JSON, NULL };
static const char *const reading_text[] = { "edition", "start", "end", "unit",
	                                    NULL };
static const char *const takes_tables[] = { "text/csv", TYPE_LINES, TYPE_JSON,
	                                    NULL };
static const char *const takes_lines[] = { TYPE_LINES, NULL };
static const char *const trying[] = { "atomic", "dry_run", NULL };
static const char *const mapping[] = { "map", "dry_run", NULL };
static const char *const giving_text[] = { "sha256", "lang", "note", NULL };
const char *const header_ranges[] = { "Range", "If-Range", NULL };
static const char *const digests[] = { "Repr-Digest", NULL };
static const char *const anchoring[] = { "edition", "state", "limit", "cursor",
	                                 NULL };

static const char *const searching[] = {
	"q",      "sort",   "group", "facet",  "facet_mode", "facet_by",
	"expand", "relax",  "year",  "decade", "concept",    "topic",
	"issuer", "source", "grade", "fields", NULL
};
static const char *const following[] = {
	"since_time", "kind", "instrument",    "by", "not_by",
	"fields",     "wait", "Last-Event-ID", NULL
};
static const char *const typing[] = { "q", "limit", NULL };

static const char *const mcp_headers[] = { "Origin", "Mcp-Method", "Mcp-Name",
	                                   "Mcp-Protocol-Version", NULL };

/* A page that its script fills, for people. */
#define PAGE(pattern)                                                          \
	{                                                                      \
		"GET", pattern, page_get, .open = true, .page = true,          \
					  .gives = gives_page, .schema = "",   \
					  .summary = "A page for people"       \
	}

#define RECORDS "/v1/{kind}"
#define RECORD  "/v1/{kind}/{id}"

/* Literal segments stand before {kind}. */
const struct route routes[] = {
	{ "GET", "/", about_home, .open = true, .gives = gives_home,
	  .params = none, .operation = "get_home", .schema = "index",
	  .summary = "What this service is and where things are" },
	{ "GET", "/health", about_health, .open = true, .params = none,
	  .operation = "get_health", .schema = "state",
	  .summary = "Is the process alive?" },
	{ "GET", "/ready", about_ready, .open = true, .params = none,
	  .operation = "get_ready", .schema = "state",
	  .summary = "Does the database answer?" },
	{ "GET", "/openapi.yaml", about_openapi_yaml, .class = CLASS_LIST,
	  .gives = gives_yaml, .params = none, .operation = "get_openapi_yaml",
	  .schema = "openapi", .summary = "This description as YAML" },
	{ "GET", "/openapi.json", about_openapi, .class = CLASS_LIST,
	  .params = none, .operation = "get_openapi_json", .schema = "openapi",
	  .summary = "This description" },
	{ "GET", "/context.jsonld", about_context, .gives = gives_linked,
	  .params = none, .operation = "get_context", .schema = "context",
	  .summary = "What the terms of JSON-LD mean" },
	{ "GET", "/v1", about_home, .params = none, .operation = "get_v1",
	  .schema = "index",
	  .summary = "What this service is and where things are" },
	{ "GET", "/v1/search", search_get, .cacheable = true,
	  .formats = FORMATS_OF_RECORDS, .class = CLASS_SEARCH,
	  .inputs = searching, .operation = "get_search", .schema = "hits",
	  .summary = "Search records of all kinds" },
	{ "GET", "/v1/suggest", suggest_get, .class = CLASS_LIST,
	  .params = typing, .operation = "get_suggest", .schema = "suggestions",
	  .summary = "Names of records, while somebody types" },
	{ "GET", "/v1/changes", changes_list, .formats = FORMATS_OF_ITEMS,
	  .streams = true, .inputs = following, .class = CLASS_LIST,
	  .operation = "get_changes", .schema = "changes",
	  .summary = "What changed, in order and without a gap" },
	{ "GET", "/v1/changes/head", changes_head, .params = none,
	  .operation = "get_head", .schema = "head",
	  .summary = "The newest change, and the signed root" },
	{ "GET", "/v1/changes/consistency", changes_consistency,
	  .class = CLASS_LIST, .params = comparing,
	  .operation = "get_consistency", .schema = "consistency",
	  .summary = "That the first changes are still what they were" },
	{ "GET", "/v1/changes/{id}/proof", changes_proof, .class = CLASS_LIST,
	  .params = sized, .inputs = by_seq, .operation = "get_proof",
	  .schema = "inclusion",
	  .summary = "That a change is among the first ones" },
	{ "GET", "/.well-known/instrument-registry", about_registry,
	  .open = true, .params = none, .operation = "get_registry",
	  .schema = "registry",
	  .summary = "Which registry this is, and its keys" },
	{ "GET", "/v1/conflicts", conflicts_list, .formats = FORMATS_OF_ITEMS,
	  .class = CLASS_LIST, .params = disputes, .repeats = any_of,
	  .operation = "get_conflicts", .schema = "conflicts",
	  .summary = "Where claims contradict a record or each other, side by "
	             "side" },
	{ "GET", "/v1/coverage", coverage_get, .formats = FORMATS_OF_ITEMS,
	  .class = CLASS_LIST, .params = covering, .operation = "get_coverage",
	  .schema = "coverage",
	  .summary = "How much of the registry, or of one instrument with "
	             "its provisions, has evidence: in all, by kind and "
	             "member, by source" },
	{ "GET", "/v1/webhooks", webhooks_get, ROLE_ADMIN, .class = CLASS_LIST,
	  .params = limiting, .operation = "get_webhooks", .schema = "webhooks",
	  .summary = "To whom changes are sent, and what became of the last" },
	{ "GET", "/v1/schema/{kind}", schema_get, .params = none,
	  .operation = "get_schema", .schema = "schema",
	  .summary = "Members, types, choices and filters of a kind" },
	{ "GET", "/v1/instruments/{id}/provisions", provisions_get,
	  .formats = FORMATS_OF_RECORDS, .class = CLASS_LIST,
	  .operation = "get_instrument_provisions", .schema = "tree",
	  .summary = "Its parts, in the order of its text" },
	{ "GET", "/v1/instruments/{id}/relations", relations_get,
	  .formats = FORMATS_OF_RECORDS, .class = CLASS_LIST, .params = paging,
	  .operation = "get_instrument_relations", .schema = "related",
	  .summary = "Its relations and those of its provisions, in both "
	             "directions" },
	{ "GET", "/v1/provisions/{id}/relations", correspondences_get,
	  .formats = FORMATS_OF_RECORDS, .class = CLASS_LIST, .params = paging,
	  .operation = "get_provision_relations", .schema = "related",
	  .summary = "Its relations, in both directions" },
	{ "GET", "/v1/instruments/{id}/timeline", timeline_get,
	  .formats = FORMATS_OF_STEPS, .class = CLASS_LIST,
	  .operation = "get_instrument_timeline", .schema = "timeline",
	  .summary = "All its dated steps, those of its provisions included" },
	{ "GET", "/v1/instruments/{id}/lineage", lineage_get,
	  .formats = FORMATS_OF_ITEMS, .class = CLASS_LIST, .params = lineage,
	  .schema = "lineage", .operation = "get_instrument_lineage",
	  .summary = "What it grew out of and what grew out of it, as dated "
	             "steps" },
	{ "GET", "/v1/instruments/{id}/compare", comparison_get,
	  .formats = FORMATS_OF_ITEMS, .class = CLASS_LIST, .params = beside,
	  .schema = "comparison", .operation = "compare_instruments",
	  .summary = "Two instruments side by side, topic by topic: which "
	             "parts of each are about it" },
	{ "POST", "/v1/sources/{id}/provisions", provisions_post, ROLE_EDITOR,
	  .class = CLASS_TEXT, .params = splitting, .schema = "split",
	  .operation = "split_source",
	  .summary = "Split its text into the provisions of its instrument" },
	{ "POST", "/v1/bulk", bulk_post, ROLE_EDITOR, .class = CLASS_TEXT,
	  .takes = takes_lines, .gives = takes_lines,
	  .body_max = BULK_BYTES_MAX, .params = trying, .schema = "bulk",
	  .operation = "post_bulk",
	  .summary = "Write many records, a line each: put, patch or delete" },
	{ "POST", "/v1/tables", tables_post, ROLE_EDITOR, .class = CLASS_TEXT,
	  .takes = takes_tables, .body_max = TABLE_BYTES_MAX, .params = mapping,
	  .schema = "table", .operation = "import_table",
	  .summary = "Make records of a table by a map, each value with "
	             "its cell as evidence" },
	{ "GET", "/v1/sources/{id}/text", text_get, .gives = gives_text,
	  .params = reading_text, .inputs = header_ranges, .schema = "span",
	  .operation = "get_source_text",
	  .summary = "The text of a source, whole or a part" },
	{ "PUT", "/v1/sources/{id}/text", text_put, ROLE_EDITOR,
	  .class = CLASS_TEXT, .takes = takes_text, .body_max = TEXT_BYTES_MAX,
	  .params = giving_text, .inputs = digests, .schema = "ingest",
	  .operation = "put_source_text",
	  .summary = "Give a text, which becomes the newest edition" },
	{ "GET", "/v1/sources/{id}/anchors", anchors_get, .class = CLASS_LIST,
	  .params = anchoring, .schema = "anchors",
	  .operation = "get_source_anchors",
	  .summary = "Where passages were found in a newer edition" },
	{ "POST", "/v1/sources/{id}/accept", anchors_accept, ROLE_EDITOR,
	  .class = CLASS_TEXT, .takes = takes_json, .params = none,
	  .schema = "acceptance", .operation = "accept_source_anchors",
	  .summary = "Accept the new places of all passages of a state" },
	{ "POST", "/v1/passages/{id}/accept", passage_accept, ROLE_EDITOR,
	  .takes = takes_json, .optional = true, .params = none,
	  .schema = "passage", .operation = "accept_passage",
	  .summary = "Accept the new place of a passage, or name one" },
	{ "POST", "/v1/verify", verify_post, .class = CLASS_VERIFY,
	  .takes = takes_json, .params = none, .operation = "post_verify",
	  .schema = "verification",
	  .summary = "Are these quotes in the sources' texts?" },
	{ "POST", "/mcp", mcp_post, .class = CLASS_VERIFY, .takes = takes_json,
	  .unread = true, .params = none, .inputs = mcp_headers,
	  .schema = "message", .operation = "post_mcp",
	  .summary = "A message of the Model Context Protocol" },
	{ "GET", "/oai", oai_answer_request, .page = true, .class = CLASS_LIST,
	  .gives = gives_xml, .schema = "", .summary = "OAI-PMH" },
	{ "POST", "/oai", oai_answer_request, .page = true, .class = CLASS_LIST,
	  .takes = takes_form, .optional = true, .gives = gives_xml,
	  .schema = "", .summary = "OAI-PMH" },
	PAGE("/search"),
	PAGE("/compare"),
	PAGE("/conflicts"),
	PAGE("/check"),
	PAGE("/coverage"),
	PAGE("/api"),
	PAGE("/edit"),
	PAGE("/jurisdictions/{id}"),
	{ "GET", "/web/{id}/{id}", page_get_asset, .open = true, .page = true,
	  .gives = gives_asset, .params = none, .schema = "",
	  .summary = "What a page is made of" },
	{ "GET", "/{kind}/{id}", page_get_record, .open = true, .page = true,
	  .class = CLASS_LIST, .gives = gives_page, .schema = "",
	  .summary = "A record, for people" },
	{ "GET", RECORDS, collection_list, .cacheable = true,
	  .formats = FORMATS_OF_RECORDS, .class = CLASS_LIST, .schema = "list",
	  .summary = "List records" },
	{ "POST", RECORDS, record_post, ROLE_EDITOR, .takes = takes_json,
	  .params = duplicating, .schema = "record",
	  .summary = "Create a record" },
	{ "GET", RECORD, record_get, .cacheable = true, .inputs = dated,
	  .formats = FORMATS_OF_RECORDS, .schema = "record",
	  .summary = "Read a record" },
	{ "PUT", RECORD, record_put, ROLE_EDITOR, .takes = takes_json,
	  .params = duplicating, .schema = "record",
	  .summary = "Replace a record, or create it under its id" },
	{ "PATCH", RECORD, record_patch, ROLE_EDITOR, .takes = takes_patch,
	  .params = duplicating, .schema = "record",
	  .summary = "Change members of a record" },
	{ "DELETE", RECORD, record_remove, ROLE_EDITOR, .params = none,
	  .schema = "", .summary = "Delete a record" },
	{ "GET", RECORD "/history", record_history, .formats = FORMATS_OF_ITEMS,
	  .class = CLASS_LIST, .params = paging, .operation = "get_history",
	  .schema = "history", .summary = "The revisions of a record" },
	{ "GET", RECORD "/diff", record_diff, .class = CLASS_LIST,
	  .gives = gives_patch, .params = comparing, .operation = "get_diff",
	  .schema = "jsonPatch",
	  .summary = "From one revision of a record to another" },
	{ "GET", RECORD "/provenance", provenance_get, .cacheable = true,
	  .class = CLASS_LIST, .params = limiting,
	  .operation = "get_provenance", .schema = "provenance",
	  .summary = "Which passages state each field" },
	{ "GET", RECORD "/why", why_get, .cacheable = true, .class = CLASS_LIST,
	  .gives = gives_memo, .params = why, .operation = "get_why",
	  .schema = "why",
	  .summary = "Who says so of one field; as text, for a memo" },
};

handler_fn *const route_nowhere = page_get_nowhere;

const size_t routes_count = COUNT(routes);
