/*
 * document.h - the words that a record is found by
 *
 * Shapes  the fields marked .search of the record's stored text, joined by
 *         empty lines for each part; a kind may add to that (document()). A
 *         code is found by the names it has in its list (synonyms.h). Of kinds
 *         that are suggested, each title and name is also stored by itself,
 *         ordered by `suggested`, then by length.
 * Errors  the engine's.
 * Source  the field tables in server/kinds/.
 */
#ifndef SERVER_REGISTRY_SEARCH_DOCUMENT_H
#define SERVER_REGISTRY_SEARCH_DOCUMENT_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

#define NAME_BEGINS 100000 /* more than any name weighs */

/* The parts alone, as they are shown. */
MUST_CHECK enum err_code document_read(struct tx *tx, struct arena *a,
                                       const struct kind *k,
                                       const struct row *row,
                                       struct document *out, struct err *e);

/* Of those only title and names; the others stay. */
void document_read_names(struct arena *a, const struct kind *k,
                         const struct row *row, struct document *out);

/* The next name of such a part. */
bool document_next_name(struct str *part, struct str *name);

/* A code as words that no text has by chance: "jurisdictions code US-CA". What
 * begins so is within it. */
struct str document_code(struct arena *a, const char *codes, struct str code);

/* The code of such a text; false when it is none. */
bool document_read_code(struct str text, const char *codes, struct str *code);

/* Index new in place of old; either may be NULL. *early, unless NULL, becomes
 * true when something it belongs to is not there yet. */
MUST_CHECK enum err_code document_index(struct tx *tx, struct arena *a,
                                        const struct kind *k,
                                        const struct row *old,
                                        const struct row *new, bool *early,
                                        struct err *e);

/* Is what the index and the list of names hold of a record what its text
 * comes to? `sums` is NULL where the index cannot be read. */
MUST_CHECK enum err_code
document_is_indexed(struct tx *tx, struct arena *a, const struct kind *k,
                    const struct row *row, struct index_sums *sums, bool *words,
                    bool *names, struct err *e);

#endif
