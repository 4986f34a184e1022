/*
 * concept.c - climbing the tree of concepts
 */
#include "server/registry/law/concept.h"

#include "lib/store/store.h"
#include "server/registry/model/json.h"

#define DEPTH_MAX 50

/* One step up: ERR_NOT_FOUND is no mistake here, the concept may arrive. */
static enum err_code climb(struct draft *d, struct str id, struct row *out)
{
	struct err why;
	enum err_code rc;

	err_init(&why, d->arena);
	rc = store_find(d->tx, &concepts_kind.entity, id, d->arena, out, &why);
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		d->failed = rc;
	return rc;
}

void concept_check(struct draft *d)
{
	struct str at = json_text(d->json, "broader"),
		   scheme = json_text(d->json, "scheme");
	struct row above;
	size_t depth = 0;

	for (; at.len > 0;
	     at = kind_text(&concepts_kind, above.values, "broader")) {
		if (str_eq(at, d->own)) {
			err_pointer(d->err, "/broader",
			            "leads back to the concept itself");
			return;
		}
		if (++depth > DEPTH_MAX) {
			err_pointer(d->err, "/broader",
			            "is more than %d levels deep", DEPTH_MAX);
			return;
		}
		if (climb(d, at, &above) != ERR_OK)
			return;
		if (depth == 1 &&
		    !str_eq(kind_text(&concepts_kind, above.values, "scheme"),
		            scheme))
			err_pointer(d->err, "/broader",
			            "is a concept of another scheme");
	}
}
