/*
 * ndjson_export.c - records written line by line
 */
#include "server/registry/ndjson/ndjson_export.h"

#include "lib/base/arena.h"
#include "server/registry/model/json.h"
#include "server/registry/model/refs.h"
#include "server/registry/model/walk.h"

struct ndjson_writer {
	struct tx *tx;
	const struct kind *kind;
	struct arena *arena; /* of the record at hand */
	bool keys;
	FILE *out;
	enum err_code failed;
};

static struct str key_of(void *arg, const struct kind *k, struct str ref,
                         const char *pointer)
{
	struct ndjson_writer *x = arg;
	struct err why;
	struct row row;
	enum err_code rc;

	(void)pointer;
	err_init(&why, x->arena);
	rc = store_find(x->tx, &k->entity, ref, x->arena, &row, &why);
	if (rc == ERR_OK)
		return row.values[COLUMN_KEY].text;
	if (rc != ERR_NOT_FOUND)
		x->failed = rc;
	return (struct str){ 0 };
}

/* The form people edit. */
static enum err_code plain_record(struct ndjson_writer *x,
                                  const struct row *row, struct str *out,
                                  struct err *e)
{
	json_t *record;
	struct buf text;
	enum err_code rc = json_read_stored(x->arena, x->kind->entity.name, row,
	                                    &record, e);

	if (rc != ERR_OK)
		return rc;
	refs_map(x->kind, record, x->arena, key_of, x);
	json_object_del(record, "id");
	json_object_del(record, "rev");
	json_object_del(record, "created_at");
	json_object_del(record, "updated_at");
	json_object_del(record, "origin");
	buf_init(&text, x->arena);
	json_canonical(&text, record);
	*out = buf_text(&text);
	return x->failed;
}

static enum err_code write_row(void *arg, struct arena *a,
                               const struct row *row, struct err *e)
{
	struct ndjson_writer *x = arg;
	struct str record = row->record;
	enum err_code rc = ERR_OK;

	x->arena = a;
	if (x->keys)
		rc = plain_record(x, row, &record, e);
	if (rc != ERR_OK)
		return rc;
	if (fprintf(x->out,
	            "{\"kind\":\"%s\",\"op\":\"put\",\"record\":%.*s}\n",
	            x->kind->entity.name, STR_ARG(record)) < 0)
		return err_set(e, ERR_STORE, "the output cannot be written");
	return ERR_OK;
}

static enum err_code write_all(struct tx *tx, void *arg, struct err *e)
{
	struct ndjson_writer *x = arg;
	const struct kind *only = x->kind;
	enum err_code rc = ERR_OK;

	x->tx = tx;
	for (size_t i = 0; i < kinds_count && rc == ERR_OK; i++) {
		if (only != NULL && only != kinds[i])
			continue;
		x->kind = kinds[i];
		rc = walk_records(tx, kinds[i], NULL, 0, write_row, x, e);
	}
	return rc;
}

enum err_code ndjson_export(struct store *s, const struct kind *k, bool keys,
                            FILE *out, struct err *e)
{
	struct ndjson_writer x = { .kind = k, .keys = keys, .out = out };

	return store_run(s, TX_READ, write_all, &x, e);
}
