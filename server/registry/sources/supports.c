/*
 * supports.c - counting and naming what refers to a passage
 */
#include "server/registry/sources/supports.h"

#include <inttypes.h>

#include "lib/data/jsontext.h"
#include "server/registry/model/referrers.h"
#include "server/registry/model/show.h"

struct supports {
	const struct show_context *reading;
	const struct row *passage;
	struct buf *out;
	size_t nsorts, nitems;
};

static enum err_code write_subject(struct supports *s, struct str subject,
                                   struct err *e)
{
	struct arena *a = s->reading->arena;
	struct str name = json_member_text(a, subject, "kind"),
		   id = json_member_text(a, subject, "id");
	const struct kind *k = name.len > 0 ? kind_find(name) : NULL;
	struct row row;
	enum err_code rc;

	if (k == NULL)
		return ERR_OK;
	rc = store_find(s->reading->tx, &k->entity, id, a, &row, e);
	if (rc == ERR_OK) {
		buf_puts(s->out, ",\"subject\":");
		show_subject(a, k, &row, s->out);
	}
	return rc;
}

static enum err_code write_item(void *arg, const struct row *row, struct err *e)
{
	struct supports *s = arg;
	enum err_code rc;

	buf_puts(s->out, s->nitems++ > 0 ? ",{" : "{");
	show_ids(s->out, row);
	rc = write_subject(s, json_member(row->record, "subject"), e);
	json_put_member(s->out, "field", row->record);
	buf_puts(s->out, "}");
	return rc;
}

static enum err_code write_sort(void *arg, struct reference *r, struct err *e)
{
	struct supports *s = arg;
	const struct entity *t = &r->kind->entity;
	struct tx *tx = s->reading->tx;
	int64_t total = 0;
	enum err_code rc;

	if (r->column->field->target == NULL)
		return ERR_OK; /* it is about the passage */
	rc = store_count(tx, t, &r->query, &total, e);
	if (rc != ERR_OK || total == 0)
		return rc;
	buf_printf(s->out,
	           "%s{\"kind\":\"%s\",\"member\":\"%s\","
	           "\"total\":%" PRId64
	           ",\"href\":\"/v1/%s?%s=%.*s\",\"items\":[",
	           s->nsorts++ > 0 ? "," : "", t->name, r->column->path, total,
	           t->name, r->column->path,
	           STR_ARG(s->passage->values[COLUMN_KEY].text));
	s->nitems = 0;
	r->query.limit = SUPPORTS_SHOWN;
	rc = store_list(tx, t, &r->query, write_item, s, e);
	buf_puts(s->out, "]}");
	return rc;
}

enum err_code supports_write(const struct show_context *r,
                             const struct row *passage, struct buf *out,
                             struct err *e)
{
	struct supports s = { .reading = r, .passage = passage, .out = out };
	enum err_code rc;

	buf_puts(out, ",\"supports\":[");
	rc = referrers_each(&passages_kind, passage->values[COLUMN_ID].text,
	                    write_sort, &s, e);
	buf_puts(out, "]");
	return rc;
}
