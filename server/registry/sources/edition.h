/*
 * edition.h - the editions of a source: its texts over time
 *
 * Shapes  they stand in the order of time in the record's list; a later one
 *         succeeds an earlier one of the same language and media type (what
 *         is not said fits any). Of those whose text is held, the last is
 *         the newest.
 * Errors  ERR_NOT_FOUND: none is held, or none of that hash is the source's;
 *         the engine's.
 * Source  the kind "sources".
 */
#ifndef SERVER_REGISTRY_SOURCES_EDITION_H
#define SERVER_REGISTRY_SOURCES_EDITION_H

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "server/registry/model/kind.h"

struct edition {
	struct str sha256, media_type, lang; /* the last two may be absent */
	size_t place;                        /* in the list, from 0        */
};

/* An item of the list. */
struct edition edition_read(struct arena *a, struct str json, size_t place);

/* Is it one of the source's? */
bool edition_named(struct arena *a, const struct row *source, struct str sha256,
                   struct edition *out);

/* What is said of an edition by whatever source has it: the restriction on its
 * words, and its language, or the only one of the source. */
MUST_CHECK enum err_code edition_note(struct tx *tx, struct arena *a,
                                      struct str sha256,
                                      struct edition_note *out, struct err *e);

/* The same, cached for the rest of the answer. */
MUST_CHECK enum err_code edition_noted(const struct show_context *r,
                                       struct str sha256,
                                       const struct edition_note **out,
                                       struct err *e);

/* The one asked for, or the newest when sha256 is absent, and its text. */
MUST_CHECK enum err_code edition_held(struct tx *tx, struct arena *a,
                                      const struct row *source,
                                      struct str sha256, struct text *out,
                                      struct err *e);

/* Are there tags among the words of an edition? */
bool edition_has_tags(struct arena *a, const struct row *source,
                      struct str sha256);

/* A text that is about to be stored as an edition of a source. */
struct new_edition {
	struct edition edition;
	struct text text;
};

/* The newest that succeeds the given one, as it is or as it will be when a text
 * has come; ERR_NOT_FOUND when none does. */
MUST_CHECK enum err_code
edition_successor(struct tx *tx, struct arena *a, const struct row *source,
                  struct str sha256, const struct new_edition *new_edition,
                  struct text *out, struct err *e);

/* Where the text of an edition is not held, and will not be: the newest of its
 * language that is, of those before a place in the list, which becomes its own
 * (EDITION_NEWEST: of all); ERR_NOT_FOUND when there is none. */
#define EDITION_NEWEST SIZE_MAX
MUST_CHECK enum err_code
edition_copy(struct tx *tx, struct arena *a, const struct row *source,
             struct str sha256, const struct new_edition *new_edition,
             size_t *place, struct text *out, struct err *e);

#endif
