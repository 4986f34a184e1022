/*
 * headings.h - headings of provisions
 *
 * Shapes  a heading is a part of the extract; headings_find() finds it again
 *         each time more is known of what follows.
 * Units   bytes.
 * Errors  none; what has none is absent.
 * Source  profile.h (heading).
 */
#ifndef SERVER_REGISTRY_OUTLINE_HEADINGS_H
#define SERVER_REGISTRY_OUTLINE_HEADINGS_H

#include "server/registry/outline/split.h"

/* Short, begins as a heading does and does not end as a sentence does. */
bool heading_is_title(struct str s);

bool heading_has_small_letter(struct str s);

/* The heading at the start of the rest of a line, for those places where it
 * ends before the line does; else absent. */
struct str heading_in_line(enum heading_place place, struct str rest);

/* After such a heading and its punctuation. */
size_t heading_end(const struct extract *f, size_t line, size_t at);

/* Those of all items, which are in order. */
void headings_find(const struct extract *f, struct provision **items, size_t n);

#endif
