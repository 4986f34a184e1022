/*
 * suggest.h - autocompletion
 *
 * Shapes  names of records that have all the words typed, the last of them
 *         begun; a record once, by its best name. Where no name has a word,
 *         the commonest word that is one letter away stands in for it
 *         (`corrected`), whole, as a name has it. One of three or more that is
 *         a word may stand for another if a name then has them all.
 *         Written: [{"kind","id","key","title","name"}].
 * Units   at most SUGGEST_MAX suggestions.
 * Errors  the engine's; nothing typed is an error.
 * Source  the names that document.h keeps.
 */
#ifndef SERVER_REGISTRY_SEARCH_SUGGEST_H
#define SERVER_REGISTRY_SEARCH_SUGGEST_H

#include "lib/store/store.h"

#define SUGGEST_MAX   20
#define SUGGEST_WORDS 8 /* typed; of more the first ones count */

struct suggestion {
	const char *kind;
	struct str id;
	struct name name;
};

struct suggest {
	struct arena *arena;
	struct str typed;
	const char *kind; /* of records; NULL: any */
	size_t limit;

	/* the result */
	struct suggestion found[SUGGEST_MAX];
	size_t nfound;
	struct str corrected; /* what was typed, as it was understood; absent
	                         when that is the same */
};

MUST_CHECK enum err_code suggest_find(struct tx *tx, struct suggest *s,
                                      struct err *e);
MUST_CHECK enum err_code suggest_write(struct tx *tx, struct suggest *s,
                                       struct buf *out, struct err *e);

#endif
