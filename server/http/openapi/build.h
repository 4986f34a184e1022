/*
 * build.h - the JSON values that the contract is made of
 *
 * Shapes  new references.
 * Errors  none: a format and arguments that do not fit are a mistake of ours
 *         and end the process.
 * Source  OpenAPI 3.1.
 */
#ifndef SERVER_HTTP_OPENAPI_BUILD_H
#define SERVER_HTTP_OPENAPI_BUILD_H

#include <jansson.h>

#define NAME_SIZE 96

struct kind;

#define PACK(...) build_sound(json_pack(__VA_ARGS__))

/* The value, which must not be NULL. */
json_t *build_sound(json_t *json);

/* A reference to "#/components/GROUP/NAME". */
json_t *build_ref(const char *group, const char *name);

/* A string that is one of a NULL-terminated list. */
json_t *build_choice(const char *const *names);

/* "Instrument" and a suffix: the name of a kind's schema. */
const char *build_schema_name(const struct kind *k, const char *suffix,
                              char out[NAME_SIZE]);

#endif
