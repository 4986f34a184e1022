/*
 * sentence.h - where a passage sits in a text: its sentence, its provision
 *
 * Shapes  a seam is what stands of the same sentence before a passage, or
 *         after it; nothing where the passage begins, or ends, with one. A
 *         heading that no full stop ends belongs to the sentence after it.
 *         An opening is how the last line begins that opens a provision:
 *         "Article 5", "§ 12a", 第五条, 제5조.
 * Units   at most n code points are looked at; the results are borrowed.
 * Errors  none; of length 0 when there is none.
 * Source  how laws are set.
 */
#ifndef SERVER_REGISTRY_SOURCES_SENTENCE_H
#define SERVER_REGISTRY_SOURCES_SENTENCE_H

#include "lib/base/base.h"

/* The last n code points. */
struct str sentence_last(struct str s, int64_t n);

struct str sentence_before(struct str before, int64_t n);
struct str sentence_after(struct str passage, struct str after, int64_t n);

struct str sentence_opening(struct str before, int64_t n);

/* Does a passage begin with the opening of a provision? */
bool sentence_opens(struct str passage);

#endif
