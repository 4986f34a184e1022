/*
 * bulk.h - many writes in one request, each with an outcome of its own
 *
 * Shapes  a line is {"kind","op":"put" or "patch","record",...} or {"kind",
 *         "op":"delete","id" or "key"}, with "rev" when the record must be at
 *         that revision (0: must not be there). A record is found by its id,
 *         else its key, else, an instrument, by one of its identifiers; a put
 *         that finds none creates one. A patch is a merge patch.
 *         A result is {"line","outcome","kind","id","key","rev"}, where
 *         outcome is created, changed, unchanged or deleted; of what was
 *         refused {"line","outcome","kind","key","status","detail","errors":
 *         [{"pointer","detail","value"}]}. Blank lines are passed over. The
 *         last result is {"lines","created","changed","unchanged","deleted",
 *         "refused","written"}: is what was done there to stay?
 *         Written in steps of BULK_STEP lines, unless all are to be written or
 *         none, or it is tried only.
 * Units   lines from 1.
 * Errors  the engine's; a line's own are in its result.
 * Source  ndjson.org; RFC 7396 (merge patch).
 */
#ifndef SERVER_REGISTRY_NDJSON_BULK_H
#define SERVER_REGISTRY_NDJSON_BULK_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

#define BULK_STEP       250
#define BULK_ATOMIC_MAX 5000 /* lines of one transaction: others wait */
#define BULK_BYTES_MAX  (64u << 20)

struct bulk_place {
	size_t at;   /* byte of the next line */
	size_t line; /* its number, from 0    */
	size_t done[5];
	size_t results; /* bytes of them */
};

struct bulk {
	struct str text;
	bool atomic, dry_run;
	struct buf results;
	struct buf
		refusals; /* of `atomic`: the refused among them, by commas */
	struct bulk_place committed,
		reached; /* what is committed, and this step */
	unsigned (*status)(enum err_code code); /* of what is refused */
};

/* May be run again until bulk_settle() says that it is committed. */
MUST_CHECK enum err_code bulk_step(struct tx *tx, struct bulk *b,
                                   struct err *e);
void bulk_settle(struct bulk *b);

/* What is told from here on goes there; what was told before is elsewhere. */
void bulk_results_into(struct bulk *b, struct buf out);

/* Is the step that was run the last? */
bool bulk_ends(const struct bulk *b);

/* All of it as a write that is undone: for `dry_run`. */
MUST_CHECK enum err_code bulk_try(struct store *s, struct bulk *b,
                                  struct err *e);

/* Are there more lines than can be written at once? */
bool bulk_is_too_long(const struct bulk *b);

/* Must what was done be undone, since one of all was refused? */
bool bulk_has_failed(const struct bulk *b);

/* The last result. */
void bulk_sum_up(struct bulk *b, bool is_written);

#endif
