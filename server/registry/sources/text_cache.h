/*
 * text_cache.h - cache of texts that are ready to be searched for quotes
 *
 * Shapes  a text is made ready in windows, most texts in one: a window knows
 *         what is its own, and has enough on either side for what begins or
 *         ends there (lib/match/haystack.h). It is shared by all threads of
 *         the process; who needs one that is being made waits for it. Texts
 *         never change, so none grows stale.
 * Units   WINDOW_BYTES of text are in a window at most, about three times as
 *         many bytes of memory. TEXT_CACHE_MAX is bytes, those borrowed
 *         included unless there is no other way.
 * Errors  ERR_NOT_FOUND when the text is not held; the engine's. Making one
 *         counts as work of the request.
 * Source  the least recently used goes first.
 */
#ifndef SERVER_REGISTRY_SOURCES_TEXT_CACHE_H
#define SERVER_REGISTRY_SOURCES_TEXT_CACHE_H

#include "lib/match/haystack.h"
#include "lib/store/store.h"

#define TEXT_CACHE_MAX (64u << 20)
#define WINDOW_BYTES   (8u << 20)
#define WINDOW_MARGIN  (256u << 10) /* on either side of what is its own */

/* How many windows a text of so many bytes has: one at least. */
size_t text_cache_windows(int64_t bytes);

/* A window that is borrowed: until it is returned, or the guard it was
 * borrowed within is left. */
struct lent_text {
	const struct haystack *haystack;
	struct arena *arena;
	struct deferred *claim;
	bool own; /* the arena is for this alone */
};

MUST_CHECK enum err_code text_cache_borrow(struct tx *tx,
                                           const struct text *text,
                                           size_t window, struct lent_text *out,
                                           struct err *e);

/* What somebody reads of a text (reading.h), which is one window: an empty
 * haystack where that is the text itself. */
MUST_CHECK enum err_code
text_cache_borrow_reading(struct tx *tx, const struct text *text, bool tags,
                          struct lent_text *out, struct err *e);

/* The same of a text that is at hand, and may not be stored yet; of one window,
 * and of what is read of it. */
MUST_CHECK enum err_code text_cache_offer(const struct text *text,
                                          struct str bytes,
                                          struct lent_text *out, struct err *e);
MUST_CHECK enum err_code text_cache_offer_reading(const struct text *text,
                                                  struct str bytes, bool tags,
                                                  struct lent_text *out,
                                                  struct err *e);
void text_cache_return(struct lent_text *lent);

/* Keep no more bytes than these. What is held just now. */
void text_cache_set_max(size_t bytes);
size_t text_cache_size(void);

#endif
