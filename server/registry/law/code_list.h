/*
 * code_list.h - members whose values come from a list of codes
 *
 * Shapes  a field with `codes` holds notations of the concepts of the scheme
 *         of that purpose: jurisdictions. Without such a scheme any code will
 *         do. A code contains those of the concepts below its own.
 * Errors  code_list_check(): a code that is in no list and that the record did
 *         not have before, with what is near it. code_list_expand(): ERR_INVALID
 *         when a code contains more than there is room for; what is no code
 *         stands for itself.
 * Source  the kinds "schemes" and "concepts"; SKOS (notation, broader).
 */
#ifndef SERVER_REGISTRY_LAW_CODE_LIST_H
#define SERVER_REGISTRY_LAW_CODE_LIST_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

/* Has the kind such a field? */
bool code_list_has(const struct kind *k);

/* Are lists made of the kind's records? */
bool code_list_is_of(const struct kind *k);

/* Of a record (d->json); old is what was there before, or NULL. */
void code_list_check(struct draft *d, const struct row *old);

/* Set the reason where the code is none of the field's. */
MUST_CHECK enum err_code code_list_refuses(struct tx *tx, struct arena *a,
                                           const struct field *f,
                                           struct str code, const char **reason,
                                           struct err *e);

/* The only code that is called so, in any language; absent where none or several
 * are, or the text is a code itself. */
MUST_CHECK enum err_code code_list_named(struct tx *tx, struct arena *a,
                                         const struct field *f, struct str name,
                                         struct str *code, struct err *e);

/* The same of a record that is there. */
MUST_CHECK enum err_code code_list_stand(struct tx *tx, struct arena *a,
                                         const struct kind *k,
                                         const struct row *row, struct err *e);

/* What somebody typed stands for a code and for all that it contains: values of
 * at least one. A code in any case and a name in any language will do. */
MUST_CHECK enum err_code code_list_expand(struct tx *tx, struct arena *a,
                                          const struct field *f,
                                          struct str typed,
                                          struct value *values, size_t room,
                                          size_t *n, struct err *e);

/* The codes that may be meant by what is none, each with its name. */
typedef enum err_code code_fn(void *arg, struct str code, struct str name,
                              struct err *e);
MUST_CHECK enum err_code code_list_meant(struct tx *tx, struct arena *a,
                                         const struct field *f,
                                         struct str typed, code_fn *fn,
                                         void *arg, struct err *e);

/* The codes that contain this one, from the nearest. */
MUST_CHECK enum err_code code_list_above(struct tx *tx, struct arena *a,
                                         const struct field *f, struct str code,
                                         struct str *above, size_t room,
                                         size_t *n, struct err *e);

#endif
