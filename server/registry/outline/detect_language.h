/*
 * detect_language.h - language detection
 *
 * Shapes  by its script: "ja", "ko", "zh"; else by the words that are most
 *         common in each language. What is given counts unless the text
 *         plainly speaks against it.
 * Units   none.
 * Errors  absent: it cannot be told.
 * Source  the class "common" of the vocabulary.
 */
#ifndef SERVER_REGISTRY_OUTLINE_DETECT_LANGUAGE_H
#define SERVER_REGISTRY_OUTLINE_DETECT_LANGUAGE_H

#include "server/registry/outline/vocabulary.h"

struct str language_of(const struct vocabulary *v, struct str text,
                       struct str given);

#endif
