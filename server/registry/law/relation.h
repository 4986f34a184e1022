/*
 * relation.h - types of relations and their inverses
 *
 * Shapes  a relation is stored once, in the direction of its type; seen from
 *         its other end it bears the inverse label.
 * Errors  relation_check(): an instrument related to itself; the same
 *         relation stated already, in either direction of a symmetric type.
 * Source  vocabulary: relations.type.
 */
#ifndef SERVER_REGISTRY_LAW_RELATION_H
#define SERVER_REGISTRY_LAW_RELATION_H

#include "server/registry/model/kind.h"

extern const char *const relation_types[]; /* NULL-terminated */

/* Of one of the types. */
const char *relation_inverse(struct str type);

void relation_check(struct draft *d);

/* All relations of an instrument, those from it first: {"items","total"}, each
 * with the label it has from there, and the `other` end. */
enum err_code relation_write(const struct reading *r, struct str instrument,
                             struct buf *out, struct err *e);

#endif
