/*
 * outlines.h - what is made of a law's text: the profile that is chosen, and
 * the paths it finds
 *
 * Shapes  a layout is a text and "profile: path path ..."; "*: ..." where any
 *         profile will do.
 * Units   none.
 * Errors  a test that fails.
 * Source  server/registry/outline/choose.h.
 */
#ifndef TESTS_SUPPORT_OUTLINES_H
#define TESTS_SUPPORT_OUTLINES_H

#include "server/registry/outline/choose.h"

struct layout {
	const char *what, *lang, *text, *outline;
};

/* lang may be "". */
void outline_choose(struct arena *a, const char *lang, const char *text,
                    struct profile_choice *out);

const char *outline_of(struct arena *a, const struct profile_choice *c);

/* Fails when there is none. */
const struct provision *outline_find(const struct profile_choice *c,
                                     const char *path);

void assert_words(const struct profile_choice *c, const char *path,
                  const char *want);
void assert_layouts(const struct layout *all, size_t n);

#endif
