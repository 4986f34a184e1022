/*
 * ndjson_line.c - lines read and parsed
 */
#include "server/registry/ndjson/ndjson_line.h"

#include "lib/store/store.h"
#include "lib/text/blank.h"
#include "server/registry/model/json.h"

/* Of a record, and of what stands around it and what the server added. */
#define LINE_VALUES (JSON_VALUES_MAX + 20)
#define LINE_DEPTH  (JSON_DEPTH_MAX + 1)

static enum err_code refuse_op(struct arena *a, const char *const *ops,
                               struct err *e)
{
	struct buf list;

	buf_init(&list, a);
	buf_puts(&list, ops[0]);
	for (size_t i = 1; ops[i] != NULL; i++) {
		buf_puts(&list, ops[i + 1] != NULL ? ", " : " or ");
		buf_puts(&list, ops[i]);
	}
	return err_set(e, ERR_INVALID, "/op must be %.*s",
	               STR_ARG(buf_text(&list)));
}

enum err_code ndjson_parse(struct line *l, const char *const *ops,
                           struct err *e)
{
	struct str kind;
	enum err_code rc = json_take(l->arena, l->text, LINE_VALUES, LINE_DEPTH,
	                             &l->json, e);

	if (rc != ERR_OK)
		return rc;
	kind = json_text(l->json, "kind");
	l->op = json_text(l->json, "op");
	l->kind = kind.len > 0 ? kind_find(kind) : NULL;
	if (l->kind == NULL)
		return err_set(e, ERR_INVALID, "/kind is not a kind of record");
	l->record = str_is(l->op, OP_DELETE)
	                    ? l->json
	                    : json_object_get(l->json, "record");
	if (!str_among(l->op, ops))
		return refuse_op(l->arena, ops, e);
	if (!json_is_object(l->record))
		return err_set(e, ERR_INVALID, "/record must be an object");
	return ERR_OK;
}

bool ndjson_is_blank(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!char_is_blank(s.p[i]))
			return false;
	return true;
}

size_t ndjson_read_line(FILE *file, struct buf *out)
{
	char part[1024];
	size_t n = 0, len = 0;
	int c = 0;

	out->len = 0;
	while (c != '\n' && (c = getc_unlocked(file)) != EOF) {
		if (n++ <= LINE_MAX_BYTES)
			part[len++] = (char)c;
		if (len == sizeof(part) || c == '\n') {
			buf_add(out, part, len);
			len = 0;
		}
	}
	buf_add(out, part, len);
	return n;
}
