/*
 * handlers.h - what the routes lead to
 *
 * Shapes  see request.h; each is in the file named above it.
 * Errors  each fills req->err.
 * Source  openapi.yaml.
 */
#ifndef SERVER_HTTP_HANDLERS_HANDLERS_H
#define SERVER_HTTP_HANDLERS_HANDLERS_H

#include "server/http/request/request.h"

/* about.c: what this service is and whether it is well */
handler_fn about_home, about_health, about_ready, about_openapi,
	about_openapi_yaml, about_context;

/* pages.c: the registry in a browser */
handler_fn page_get, page_get_record, page_get_asset, page_get_nowhere;

/* collections.c: lists of records */
handler_fn collection_list;

/* past.c: one record, and a list, as they stood; can such a list be asked for
 * again? */
handler_fn record_get_past, collection_get_as_of;
struct listing;
bool past_can_list(struct request *req, const struct listing *l);

/* A search has no past; the problem names the list of instruments, as of then,
 * by those of its filters that tell what was then. */
enum err_code past_refuse_search(struct request *req);

/* Link: rel="cite-as" of a search that asks for no more than such a list. */
void past_cite_search(struct request *req, struct reply *rep, int64_t seq);

/* records.c: one record */
handler_fn record_post, record_get, record_put, record_patch, record_remove,
	passage_accept;

/* history.c: its revisions, and what lies between two of them */
handler_fn record_history, record_diff;

/* views.c: an instrument seen from other sides */
handler_fn provisions_get, relations_get, correspondences_get, timeline_get,
	lineage_get, comparison_get;

/* provisions.c: a source's text becomes the provisions of its instrument */
handler_fn provisions_post;

/* bulk.c: many writes at once */
handler_fn bulk_post;

/* tables.c: a table becomes records */
handler_fn tables_post;

/* texts.c: the text of a source */
handler_fn text_get, text_put;

/* anchors.c: where passages stand in a newer text */
handler_fn anchors_get, anchors_accept;

/* kind_schema.c: what a kind of record is */
handler_fn schema_get;

/* check_quotes.c: are these quotes there? */
handler_fn verify_post;

/* provenance.c: who says so */
handler_fn provenance_get;
handler_fn why_get;

/* conflicts.c: where sources disagree */
handler_fn conflicts_list;

/* coverage.c: how much has evidence */
handler_fn coverage_get;

/* search.c: search */
handler_fn search_get;

/* mcp.c: the Model Context Protocol, for assistants */
handler_fn mcp_post;

/* forward.c: what is to be written to a copy */
handler_fn forward;

/* webhooks.c: what is sent to others */
handler_fn webhooks_get;

/* oai.c: OAI-PMH, for harvesters */
handler_fn oai_answer_request;

/* suggest.c: suggestions while somebody types */
handler_fn suggest_get;

/* changes.c: what changed */
handler_fn changes_list;

/* proofs.c: that nothing of it was ever altered */
handler_fn changes_head, changes_proof, changes_consistency, about_registry;

#endif
