/*
 * jsonsize.h - JSON is measured before it is read
 *
 * Shapes  a value nests as deep as its containers stand in each other: 1 has
 *         no depth, [] has 1, {"a":[]} has 2. Every walk over a tree in this
 *         program calls itself once per level: the limits here keep that
 *         bounded, so no tree is made, from text or from other trees, that
 *         was not measured first.
 * Units   values: scalars, lists and objects, each once. bytes: the least
 *         its text can have.
 * Errors  ERR_SYNTAX for text that nests too deep, ERR_TOO_LARGE otherwise.
 * Source  RFC 8259, 9: a parser may set limits.
 */
#ifndef SERVER_REGISTRY_MODEL_JSONSIZE_H
#define SERVER_REGISTRY_MODEL_JSONSIZE_H

#include <jansson.h>

#include "lib/base/err.h"

#define JSON_DEPTH_MAX  64 /* of a body, and of a record */
#define JSON_VALUES_MAX 100000
#define JSON_BYTES_MAX  (4u << 20) /* of a record */

/* A record's value inside of something we say ourselves, such as a memo. */
#define JSON_DEPTH_WRAPPED (JSON_DEPTH_MAX + 16)

struct json_size {
	size_t values, bytes, depth;
};

/* May the text be parsed, when it may have at most so many values and so much
 * depth? Exact for JSON; for other text it does not matter, the parser refuses
 * that. */
MUST_CHECK enum err_code json_fits_text(struct str text, size_t values,
                                        size_t depth, struct err *e);

/* Count a value into a sum, whose depth becomes the greater of both. False as
 * soon as the sum has more values or bytes than a record may have. */
MUST_CHECK bool json_size_add(struct json_size *sum, const json_t *value);

/* May this be a record? */
MUST_CHECK enum err_code json_fits(const json_t *value, struct err *e);

#endif
