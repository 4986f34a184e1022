/*
 * unbroken.h - a text without blanks is cut into what it is made of
 *
 * Shapes  labels of synonyms, the longest first; what stands between them and
 *         words of questions. Each becomes a clause of its own.
 * Units   a text of more than UNBROKEN_MAX code points stays whole.
 * Errors  none: false, nothing is to be cut.
 * Source  synonyms.h.
 */
#ifndef SERVER_REGISTRY_SEARCH_UNBROKEN_H
#define SERVER_REGISTRY_SEARCH_UNBROKEN_H

#include "server/registry/search/query_parser.h"

#define UNBROKEN_MAX 64

struct synonyms;

bool unbroken_cut(const struct synonyms *s, struct arena *a,
                  struct parsed_query *q);

#endif
