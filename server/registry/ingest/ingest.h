/*
 * ingest.h - the text of a source is loaded
 *
 * Shapes  the text becomes the last edition of the source, unless its SHA-256
 *         is that of one already; every passage of that edition is then
 *         looked at again, and those of editions before it are looked for in
 *         it (reanchor.h). No write of it is long: what will be found is looked
 *         for before, and stored in small writes; then the text and the edition
 *         are written, and what follows from them in steps
 *         (server/registry/changes/propagate.h). When the process ends in
 *         between, the next one goes on with these. Whatever is cut off leaves
 *         nothing that is wrong, and less to be done when the same text comes
 *         again.
 * Errors  ERR_NOT_FOUND no such source, or (without one) no source names the
 *         text's SHA-256; ERR_INVALID with a mistake at the parameter that is
 *         wrong; those of text_check().
 * Source  rights: the operator loads the texts of others; none are shipped.
 */
#ifndef SERVER_REGISTRY_INGEST_INGEST_H
#define SERVER_REGISTRY_INGEST_INGEST_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

struct ingest {
	struct arena *arena;
	struct str source; /* id or key; absent: the one that names the hash */
	struct str bytes;
	struct str sha256;      /* of the bytes     */
	const char *media_type; /* of a new edition */
	struct str lang, note;  /* the same, absent when not known */
	bool dry_run;           /* ingest_prepare() keeps nothing */
	/* the result */
	size_t foreseen, foreseen_lost; /* passages looked for before it  */
	struct str id, key; /* of the source                        */
	bool recorded;      /* the edition is new to the source     */
	int64_t passages;   /* of this edition,                     */
	int64_t verified;   /* and those whose words stand there    */
	bool is_done;       /* no step is left                      */
	struct str after,
		next; /* keys of passages: done before a step, by it */
};

/* Look for what the write will find, outside of any transaction. It finds no
 * mistakes: those are the write's to tell. */
MUST_CHECK enum err_code ingest_prepare(struct store *s, struct ingest *in,
                                        struct err *e);

/* Within a write; then, unless it is done, steps within others. The argument is
 * the struct ingest. */
tx_fn ingest_begin, ingest_step;

/* The step is committed. */
void ingest_settle(struct ingest *in);

/* All of it. */
MUST_CHECK enum err_code ingest_text(struct store *s, struct ingest *in,
                                     struct err *e);

#endif
