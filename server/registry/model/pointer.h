/*
 * pointer.h - the value that a JSON Pointer leads to
 *
 * Shapes  "/adopted_on", "/parties", "/name/text": members by name, from the
 *         record inwards; never into a list.
 * Errors  none: what leads nowhere gives NULL, or an absent text.
 * Source  RFC 6901.
 */
#ifndef SERVER_REGISTRY_MODEL_POINTER_H
#define SERVER_REGISTRY_MODEL_POINTER_H

#include "lib/store/model.h"

/* The member of an object or of a list's items, or NULL. */
const struct field *pointer_member(const struct field *f, struct str name);

/* The field a JSON Pointer leads to in records of this entity; NULL when it
 * leads nowhere, into a list, or to what only the server writes. */
const struct field *pointer_field(const struct entity *t, struct str pointer);

/* The text of the record's value there, or absent. */
struct str pointer_value(struct str record, struct str pointer);

#endif
