/*
 * namesakes.h - the records that a text stands for
 *
 * Shapes  the one whose id, key or alias it is; else all that are called so,
 *         in any case, with blanks or hyphens between the words.
 * Units   at most NAMESAKES_MAX that fit.
 * Errors  the engine's; none for what no record is called.
 * Source  lib/text/words.h folds names.
 */
#ifndef SERVER_REGISTRY_MODEL_NAMESAKES_H
#define SERVER_REGISTRY_MODEL_NAMESAKES_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

#define NAMESAKES_MAX 20

/* Is this one of those that are asked for? */
typedef enum err_code namesake_fn(void *arg, struct str id, bool *fits,
                                  struct err *e);

struct namesakes {
	struct arena *arena; /* set; of the ids */
	const struct kind *kind;
	namesake_fn *fits; /* or NULL: all are */
	void *arg;
	struct str ids[NAMESAKES_MAX];
	size_t n;
};

MUST_CHECK enum err_code namesakes_find(struct tx *tx, struct namesakes *c,
                                        struct str text, struct err *e);

/* By name only. */
MUST_CHECK enum err_code namesakes_by_name(struct tx *tx, struct namesakes *c,
                                           struct str name, struct err *e);

#endif
