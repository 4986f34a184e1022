/*
 * relation.h - rules for relations, and the inverse of each type
 *
 * Shapes  a relation is stored once, in the direction of its type; seen from
 *         its other end it bears the inverse label. An end is an instrument,
 *         or a provision and its instrument.
 * Errors  relation_check(): an end related to itself; a provision of another
 *         instrument; the same relation of the same day stated already, in
 *         either direction of a symmetric type.
 * Source  vocabulary: relations.type.
 */
#ifndef SERVER_REGISTRY_LAW_RELATION_H
#define SERVER_REGISTRY_LAW_RELATION_H

#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"

extern const char *const relation_types[]; /* NULL-terminated */

/* Of one of the types. */
const char *relation_inverse(struct str type);

void relation_check(struct draft *d);

/* Each of the same ends (ids) and type, of whatever day; `turned`: with its ends
 * exchanged. */
MUST_CHECK enum err_code relation_stated(struct tx *tx, const json_t *relation,
                                         bool turned, walk_fn *fn, void *arg,
                                         struct err *e);

/* A page of relations: those from the record first, each in the order of keys.
 */
struct relation_page {
	size_t limit, bytes; /* at most about so many                     */
	struct str place[2]; /* after this one: "from" or "to", and its key;
	                          absent at the start. Then the last one shown */
	bool more;
	int64_t total;
};

/* The relations of an instrument, those of its provisions among them, or of a
 * provision (by its kind and id): {"items":[...], without its end; each with
 * the label it has from there, and the `other` end. */
enum err_code relation_write(const struct show_context *r, const struct kind *k,
                             struct str id, struct relation_page *page,
                             struct buf *out, struct err *e);

#endif
