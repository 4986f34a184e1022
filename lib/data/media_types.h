/*
 * media_types.h - media types that more than one room names
 *
 * Shapes  as they stand in Accept and Content-Type.
 * Units   none.
 * Errors  none.
 * Source  the IANA registry of media types; ndjson.org (TYPE_LINES).
 */
#ifndef LIB_DATA_MEDIA_TYPES_H
#define LIB_DATA_MEDIA_TYPES_H

#define TYPE_JSON    "application/json"
#define TYPE_LINES   "application/x-ndjson"
#define TYPE_LINKED  "application/ld+json"
#define TYPE_PROBLEM "application/problem+json"
#define TYPE_MERGE   "application/merge-patch+json"
#define TYPE_PATCH   "application/json-patch+json"
#define TYPE_TEXT    "text/plain; charset=utf-8"
#define TYPE_HTML    "text/html; charset=utf-8"
#define TYPE_XML     "text/xml; charset=utf-8"
#define TYPE_YAML    "application/yaml"
#define TYPE_EVENTS  "text/event-stream"

#endif
