/*
 * kind_schema.c - what a kind of record is, for programs that build forms
 */
#include "server/http/handlers/handlers.h"

#include <inttypes.h>

#include "lib/data/jsontext.h"
#include "server/http/request/reply.h"
#include "server/registry/model/kind.h"

static const char *const type_names[] = {
	[FIELD_TEXT] = "text",
	[FIELD_INTEGER] = "integer",
	[FIELD_BOOL] = "boolean",
	[FIELD_CHOICE] = "choice",
	[FIELD_DATE] = "date",
	[FIELD_TIME] = "time",
	[FIELD_ID] = "id",
	[FIELD_KEY] = "key",
	[FIELD_REFERENCE] = "reference",
	[FIELD_URL] = "url",
	[FIELD_LANGUAGE] = "language",
	[FIELD_DIGEST] = "digest",
	[FIELD_POINTER] = "pointer",
	[FIELD_OBJECT] = "object",
	[FIELD_JSON] = "json",
};

static void add_choices(struct buf *out, const struct field *f)
{
	buf_puts(out, ",\"choices\":[");
	for (const char *const *c = f->choices; *c != NULL; c++) {
		buf_puts(out, c == f->choices ? "" : ",");
		json_quote(out, str_from(*c));
	}
	buf_puts(out, "]");
}

static void add_operations(struct buf *out, const struct field *f)
{
	bool ranged = f->type == FIELD_DATE || f->type == FIELD_INTEGER ||
	              f->type == FIELD_TIME;

	buf_puts(out, ",\"filter\":[\"\",\".in\",\".exists\"");
	if (ranged)
		buf_puts(out, ",\".gte\",\".gt\",\".lte\",\".lt\"");
	buf_puts(out, "]");
}

static void add_fields(struct buf *out, const struct field *fields, size_t n,
                       bool listed);

static void add_field(struct buf *out, const struct field *f, bool listed)
{
	bool list = (f->flags & F_LIST) != 0;
	bool servers = (f->flags & (F_SERVER | F_DERIVED | F_COMPUTED)) ||
	               f->type == FIELD_ID;

	buf_puts(out, "{\"name\":");
	json_quote(out, str_from(f->name));
	json_put(out, "type", str_from(type_names[f->type]));
	buf_printf(out, ",\"list\":%s,\"required\":%s,\"read_only\":%s",
	           list ? "true" : "false",
	           (f->flags & F_REQUIRED) && !servers ? "true" : "false",
	           servers ? "true" : "false");
	if (f->type == FIELD_INTEGER && f->max > f->min)
		buf_printf(out, ",\"min\":%" PRId64 ",\"max\":%" PRId64, f->min,
		           f->max);
	if (f->type == FIELD_CHOICE)
		add_choices(out, f);
	if (f->target != NULL)
		json_put(out, "target", str_from(f->target));
	if (f->flags & F_FILTER) {
		add_operations(out, f);
		buf_printf(out, ",\"sort\":%s",
		           list || listed ? "false" : "true");
	}
	if (f->flags & F_FILTER_ONLY)
		buf_puts(out, ",\"shown\":false");
	if (f->doc != NULL)
		json_put(out, "doc", str_from(f->doc));
	if (f->nfields > 0) {
		buf_puts(out, ",\"fields\":[");
		add_fields(out, f->fields, f->nfields, list || listed);
		buf_puts(out, "]");
	}
	buf_puts(out, "}");
}

static void add_fields(struct buf *out, const struct field *fields, size_t n,
                       bool listed)
{
	size_t shown = 0;

	for (size_t i = 0; i < n; i++) {
		if (fields[i].flags & F_HIDDEN)
			continue;
		buf_puts(out, shown++ > 0 ? ",\n" : "");
		add_field(out, &fields[i], listed);
	}
}

enum err_code schema_get(struct request *req, struct reply *rep)
{
	const struct kind *k = req->kind;
	struct buf *out = &rep->body;

	buf_printf(out, "{\"kind\":\"%s\",\"singular\":\"%s\"", k->entity.name,
	           k->singular);
	json_put(out, "doc", str_from(k->doc));
	buf_puts(out, ",\n\"fields\":[\n");
	add_fields(out, common_fields, COUNT(common_fields), false);
	buf_puts(out, ",\n");
	add_fields(out, k->entity.fields, k->entity.nfields, false);
	buf_puts(out, "\n]}\n");
	return reply_body(req, rep, 200, TYPE_JSON, 0);
}
