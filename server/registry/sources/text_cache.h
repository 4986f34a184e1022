/*
 * text_cache.h - texts made ready for quotes, kept for whoever asks next
 *
 * Shapes  one haystack for each text that was asked lately, shared by all
 *         threads of the process. Texts never change, so none grows stale.
 * Units   HAYSTACKS_MAX is bytes of those that nobody uses just now.
 * Errors  ERR_NOT_FOUND when the text is not held; the engine's.
 * Source  lib/match/haystack.h; the least recently used goes first.
 */
#ifndef SERVER_REGISTRY_SOURCES_TEXT_CACHE_H
#define SERVER_REGISTRY_SOURCES_TEXT_CACHE_H

#include "lib/match/haystack.h"
#include "lib/store/store.h"

#define HAYSTACKS_MAX (64u << 20)

/* Borrow one; haystacks_release() gives it back. */
MUST_CHECK enum err_code haystacks_get(struct tx *tx, struct str sha256,
                                       const struct haystack **out,
                                       struct err *e);
void haystacks_release(const struct haystack *h);

#endif
