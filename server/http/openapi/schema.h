/*
 * schema.h - the members of a kind as JSON Schema
 *
 * Shapes  new references. SCHEMA_SHOWN: as records are sent; SCHEMA_GIVEN: as
 *         they are taken (POST, PUT); SCHEMA_PATCHED: the same as a merge
 *         patch, where null takes a member away.
 * Errors  none.
 * Source  JSON Schema 2020-12; the field tables in server/kinds/.
 */
#ifndef SERVER_HTTP_OPENAPI_SCHEMA_H
#define SERVER_HTTP_OPENAPI_SCHEMA_H

#include <jansson.h>

struct field;
struct kind;

enum schema_use { SCHEMA_SHOWN, SCHEMA_GIVEN, SCHEMA_PATCHED };

json_t *schema_record(const struct kind *k, enum schema_use use);

/* One value of a field, in a query: no list, no null. */
json_t *schema_value(const struct field *f);

/* Add what these refer to: dates, languages, keys. */
void schema_add_named(json_t *schemas);

#endif
