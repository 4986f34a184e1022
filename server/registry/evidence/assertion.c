/*
 * assertion.c - checking and showing assertions
 */
#include "server/registry/evidence/assertion.h"

#include "lib/data/jsontext.h"
#include "lib/store/store.h"
#include "server/registry/evidence/agreement.h"
#include "server/registry/model/draft.h"
#include "server/registry/model/json.h"
#include "server/registry/model/pointer.h"

void assertion_check(struct draft *d)
{
	const json_t *subject = json_object_get(d->json, "subject");
	const struct kind *k = NULL;
	const struct field *f;

	if (json_text(subject, "kind").len > 0)
		k = kind_find(json_text(subject, "kind"));
	if (k == NULL || json_text(d->json, "field").len == 0 ||
	    draft_is_wrong(d, "/field"))
		return;
	f = pointer_field(&k->entity, json_text(d->json, "field"));
	if (f == NULL)
		err_pointer(d->err, "/field",
		            "leads to no member that %s records have",
		            k->singular);
	else if (json_is_array(json_object_get(d->json, "value")))
		err_pointer(d->err, "/value", "must be %s",
		            f->flags & F_LIST ? "one item of the list"
		                              : "no list");
}

enum err_code assertion_compute(const struct show_context *r,
                                const struct row *row, struct buf *out,
                                struct err *e)
{
	struct str kind = kind_text(&assertions_kind, row->values,
	                            "subject.kind"),
		   id = kind_text(&assertions_kind, row->values, "subject.id"),
		   field = kind_text(&assertions_kind, row->values, "field");
	const struct kind *k = kind_find(kind);
	const struct field *f = pointer_field(&k->entity, field);
	struct row subject;
	enum err_code rc =
		store_find(r->tx, &k->entity, id, r->arena, &subject, e);

	if (rc != ERR_OK)
		return rc;
	buf_printf(out, ",\"agreement\":\"%s\"",
	           agreement_names[agreement_of(
			   r->arena, f, pointer_value(subject.record, field),
			   json_member(row->record, "value"))]);
	return ERR_OK;
}
