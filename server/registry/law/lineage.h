/*
 * lineage.h - what a text grew out of, and what grew out of it
 *
 * Shapes  a step leads from an earlier text to a later one: a relation of a
 *         type that says so, on its own day, else on the first of the later
 *         text's dates; one without any is none. Up from an instrument come
 *         the steps to it, and those to what they come from; down likewise.
 *         {"subject","items":[{"on","direction","depth","step","before",
 *         "after",...,"passages":[{"id","key"}]}],"total"} in the order of
 *         days, the instrument's own dates (direction "own") among them.
 *         A text binds as its record says from the first of its dates but
 *         proposed_on; before that day its force is "none".
 *         lineage_derive(): became_hard is true of a soft text that a hard
 *         one takes up, as a source states; grew_out_of_soft of the hard one.
 * Units   depth counts steps from the instrument.
 * Errors  the engine's.
 * Source  the kind "relations".
 */
#ifndef SERVER_REGISTRY_LAW_LINEAGE_H
#define SERVER_REGISTRY_LAW_LINEAGE_H

#include "server/registry/model/kind.h"

#define LINEAGE_DEPTH     3
#define LINEAGE_DEPTH_MAX 10

struct lineage_view {
	int64_t depth;
	struct str basis; /* of the relations that count; absent: any */
};

MUST_CHECK enum err_code lineage_write(const struct show_context *r,
                                       const struct row *instrument,
                                       const struct lineage_view *v,
                                       struct buf *out, struct err *e);

/* The derived members of an instrument. */
enum err_code lineage_derive(struct draft *d);

#endif
