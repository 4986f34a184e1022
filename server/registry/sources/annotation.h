/*
 * annotation.h - a passage for programs that mark words in a page
 *
 * Shapes  annotation_write(): {"@context","id","type":"Annotation",
 *         "motivation":"highlighting","created","modified","target":{"source",
 *         "selector":[TextPositionSelector, TextQuoteSelector]}}; without the
 *         quote where the words are not held. annotation_link(): the source's
 *         URL with a text fragment, so that a browser opens it at the words;
 *         absent when there is no URL or no words.
 * Units   start and end are code points.
 * Errors  the engine's.
 * Source  W3C Web Annotation Data Model; URL Fragment Text Directives (WICG).
 */
#ifndef SERVER_REGISTRY_SOURCES_ANNOTATION_H
#define SERVER_REGISTRY_SOURCES_ANNOTATION_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

MUST_CHECK enum err_code annotation_write(const struct show_context *r,
                                          const struct row *passage,
                                          struct buf *out, struct err *e);

struct str annotation_link(struct arena *a, struct str url, struct str exact);

#endif
