/*
 * found_by.h - further words that a record is found by
 *
 * Shapes  of an instrument its key, its identifiers in other spellings
 *         ("cets 225", "sb24205"), the names of its parties; of an instrument
 *         or provision the labels of the concepts it is classified as, and of
 *         those above them; of a provision the places whose law it is, as
 *         codes (document.h). One to a paragraph, in the derived column
 *         "found_by"; of a provision those concepts themselves, too, in the
 *         derived lists "concept" and "topic", which filters ask. What refers to what changes is derived again
 *         (propagate.h).
 * Errors  the engine's. What is not there yet is left out, and draft->early
 *         says so.
 * Source  parties, identifiers, classifications.
 */
#ifndef SERVER_REGISTRY_SEARCH_FOUND_BY_H
#define SERVER_REGISTRY_SEARCH_FOUND_BY_H

#include "server/registry/model/kind.h"

MUST_CHECK enum err_code found_by_derive(struct draft *d);

/* Letters and figures alone: "sb24205" of "SB 24-205". Absent unless there are
 * both. */
struct str found_by_squeezed(struct arena *a, struct str number);

/* Where the figures begin that all the rest of a word is, after what is none:
 * 3 of "ISO42001"; 0 when it is no such word. */
size_t found_by_figures(struct str word);

/* A number as people write it, without "No." and the like: "cets 225". */
struct str found_by_number(struct arena *a, struct str typed);

#endif
