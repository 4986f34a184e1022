/*
 * language.h - language tags
 *
 * Shapes  tags are compared without regard to case. Valid is a tag that is
 *         well-formed and whose subtags are registered, each in its place;
 *         a tag that begins with x- and what follows -x- is private, and may
 *         be anything.
 * Units   a tag has at most LANGUAGE_MAX characters.
 * Errors  none.
 * Source  RFC 5646 (tags), RFC 4647 (comparing them); subtags.txt.
 */
#ifndef LIB_DATA_LANGUAGE_H
#define LIB_DATA_LANGUAGE_H

#include "lib/base/base.h"

#define LANGUAGE_MAX 35

bool language_valid(struct str tag);

/* Is one of them the beginning of the other? "EN" fits "en-GB", and that fits
 * "en"; "en-US" fits neither of "en-GB" and "eng". */
bool language_fits(struct str a, struct str b);

/* Have they the same first subtag? "en-US" and "en-GB" have; what is absent is
 * in any language. */
bool language_same(struct str a, struct str b);

/* What is registered, in order: the letter of the type (l, e, s, r, v) and
 * the subtag. */
#define LANGUAGE_SUBTAG 10
extern const char language_subtags[][LANGUAGE_SUBTAG];
extern const size_t language_subtags_count;

#endif
