/*
 * json.h - JSON values read strictly and written canonically
 *
 * Shapes  json_t as of Jansson; what json_read() gives is owned by the arena.
 * Units   integers are within 2^53 - 1 either way.
 * Errors  json_read(), json_take(): ERR_SYNTAX with line and column: not JSON,
 *         not UTF-8, a member twice in an object, or what jsonsize.h says.
 *         json_clean() notes what a record may not hold (fractions, larger
 *         numbers, nulls inside, control characters but tab and newline) at
 *         its pointer.
 * Source  RFC 8259, RFC 8785 (canonical form), RFC 6901 (pointers),
 *         RFC 7396 (merge patch).
 */
#ifndef SERVER_REGISTRY_MODEL_JSON_H
#define SERVER_REGISTRY_MODEL_JSON_H

#include <jansson.h>

#include "lib/base/arena.h"
#include "lib/base/err.h"
#include "server/registry/model/jsonsize.h"

#define INTEGER_MAX   ((INT64_C(1) << 53) - 1)
#define JSON_NAME_MAX 1000 /* bytes of the name of a member */

/* Before anything else of Jansson: what it takes counts to the request. */
void json_start(void);

/* Free what json_dumps() gave. */
void json_text_free(char *text);

/* Text of our own: a stored record, or what was made of some. */
MUST_CHECK enum err_code json_read(struct arena *a, struct str text,
                                   json_t **out, struct err *e);

/* Text of somebody else, which may have at most so many values and so much
 * depth. */
MUST_CHECK enum err_code json_take(struct arena *a, struct str text,
                                   size_t values, size_t depth, json_t **out,
                                   struct err *e);

/* The text of a record as it is stored in this table: ERR_STORE when that is
 * no JSON object. */
struct row;
MUST_CHECK enum err_code json_read_stored(struct arena *a, const char *table,
                                          const struct row *row, json_t **out,
                                          struct err *e);

/* Own a reference: it goes with the arena. */
json_t *json_own(struct arena *a, json_t *json);

void json_canonical(struct buf *out, const json_t *value);

/* Other than tab and newline: no record has those. */
bool json_has_control(struct str s);

/* 1.0 and 1e3 are integers, to JSON Schema and RFC 8785: make them so. */
void json_integers(json_t *value);

/* pointer is where value stands. */
void json_clean(const json_t *value, const char *pointer, struct arena *a,
                struct err *e);

/* A pointer one step further: "/parties" and "role" give "/parties/role". */
const char *json_pointer(struct arena *a, const char *pointer,
                         const char *member);
const char *json_pointer_item(struct arena *a, const char *pointer,
                              size_t index);

/* The token after the '/' where *pointer stands, which moves past it, with ~1
 * and ~0 read; false when another escape is used. */
bool json_token(const char **pointer, struct buf *out);

/* Which item a token names, by digits without a leading zero; the place after
 * the last is named by "-", too. */
bool json_index(const json_t *array, const char *token, size_t *out);

/* The value a pointer leads to, or NULL. */
const json_t *json_find(struct arena *a, const json_t *root,
                        const char *pointer);

/* Note each member of an object that is not among the names. */
void json_refuse_unknown(const json_t *object, const char *pointer,
                         const char *const *known, struct err *e);

/* The string under a name, or absent. */
struct str json_text(const json_t *object, const char *name);
struct str json_str(const json_t *string);

/* A new string of the same bytes. */
json_t *json_from(struct str s);

/* RFC 7396: target changed by patch, as a new value. */
json_t *json_merged(const json_t *target, const json_t *patch);

#endif
