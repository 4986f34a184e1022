/*
 * filters.h - a kind's columns as parameters of its lists
 *
 * Shapes  new references. A column "adopted_on" is filtered by its name and,
 *         as its type allows, by adopted_on.exists, .gte, .gt, .lte, .lt, which
 *         the contract explains once, at its beginning, as it does .in, the
 *         same as a name given several times; what the member means stands
 *         with the record.
 * Errors  none.
 * Source  the field tables in server/kinds/; server/http/query/ reads them.
 */
#ifndef SERVER_HTTP_OPENAPI_FILTERS_H
#define SERVER_HTTP_OPENAPI_FILTERS_H

#include <jansson.h>

struct entity;
struct kind;

/* A query parameter; without a description when doc is NULL. */
json_t *filters_param(const char *name, json_t *schema, const char *doc);

/* All filters of a kind. */
void filters_add(json_t *params, const struct entity *t);

/* A pointer to a member that passages may speak of, of one kind or (NULL) of
 * any; and the schemas that it refers to. */
json_t *filters_pointer(const struct kind *k);
void filters_add_pointers(json_t *schemas);

#endif
