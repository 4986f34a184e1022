/*
 * synonyms.h - words that mean the same to somebody who searches
 *
 * Shapes  the concepts of every scheme whose purpose is "synonyms", or
 *         "jurisdictions": the labels of one concept stand for each other,
 *         and those of a jurisdiction for its code. One or more plain words
 *         of a query that are such a label together may also be any of its
 *         other labels, but for hidden ones. The concepts themselves are not
 *         found. A number stands for itself without blanks and marks, too,
 *         and with points between its thousands.
 *         What was added is reported, but for codes and numbers:
 *         [{"typed","or":["..."]}].
 * Errors  the engine's.
 * Source  SKOS labels.
 */
#ifndef SERVER_REGISTRY_SEARCH_SYNONYMS_H
#define SERVER_REGISTRY_SEARCH_SYNONYMS_H

#include "server/registry/search/query_parser.h"

struct synonyms;

/* As the registry has them; synonyms_free(). */
MUST_CHECK enum err_code synonyms_read(struct tx *tx, struct synonyms **out,
                                       struct err *e);
void synonyms_free(struct synonyms *s);

/* Is it one of the labels? */
bool synonyms_know(const struct synonyms *s, struct arena *a, struct str text);

/* Is the record with this docid one of the concepts? */
bool synonyms_are(const struct synonyms *s, uint32_t docid);

/* out gets the items of the list, without brackets; none: nothing was added.
 * Texts that were added live in the arena. */
void synonyms_expand(const struct synonyms *s, struct arena *a,
                     struct parsed_query *typed, struct buf *out);

#endif
