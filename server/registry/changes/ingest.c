/*
 * ingest.c - keeping a text and re-examining what rests on it
 */
#include "server/registry/changes/ingest.h"

#include "lib/data/digest.h"
#include "lib/data/id.h"
#include "lib/text/utf8.h"
#include "server/registry/changes/write.h"
#include "server/registry/model/json.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/passage.h"
#include "server/registry/sources/text.h"

extern struct kind sources_kind, passages_kind;

struct session {
	struct ingest *in;
	struct tx *tx;
	struct row source;
	bool found;
	const struct kind *kind; /* of the spans looked at */
};

/* ---- the source -------------------------------------------------------- */

static enum err_code keep_first(void *arg, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct session *s = arg;

	(void)a;
	(void)e;
	if (!s->found)
		walk_keep(s->in->arena, &sources_kind, row, &s->source);
	s->found = true;
	return ERR_OK;
}

static enum err_code find_by_hash(struct session *s, struct err *e)
{
	struct value sha256 = value_text(s->in->sha256);
	struct condition named =
		walk_where(&sources_kind, "editions.sha256", &sha256);
	enum err_code rc =
		walk_records(s->tx, &sources_kind, &named, 1, keep_first, s, e);

	if (rc == ERR_OK && !s->found)
		return err_set(e, ERR_NOT_FOUND,
		               "no source has an edition with SHA-256 %s",
		               s->in->sha256.p);
	return rc;
}

static enum err_code find_source(struct session *s, struct err *e)
{
	if (s->in->source.len == 0)
		return find_by_hash(s, e);
	return record_find(s->tx, &sources_kind, s->in->source, s->in->arena,
	                   &s->source, e);
}

/* ---- the edition ------------------------------------------------------- */

static void add_edition(const struct ingest *in, json_t *record)
{
	json_t *editions = json_object_get(record, "editions"), *edition;

	if (editions == NULL) {
		editions = json_array();
		json_object_set_new(record, "editions", editions);
	}
	edition = json_pack("{s:o, s:I, s:s}", "sha256", json_from(in->sha256),
	                    "size", (json_int_t)in->bytes.len, "media_type",
	                    in->media_type);
	if (in->lang.len > 0)
		json_object_set_new(edition, "lang", json_from(in->lang));
	if (in->note.len > 0)
		json_object_set_new(edition, "note", json_from(in->note));
	json_array_append_new(editions, edition);
}

/* A change to the source like any other. */
static enum err_code record_edition(struct session *s, struct err *e)
{
	struct ingest *in = s->in;
	struct write w = { .kind = &sources_kind,
		           .arena = in->arena,
		           .now = time_now(in->arena),
		           .ref = s->source.values[COLUMN_ID].text };
	struct edition edition;
	json_t *record;
	enum err_code rc;

	in->recorded =
		!edition_named(in->arena, &s->source, in->sha256, &edition);
	if (!in->recorded)
		return ERR_OK;
	rc = json_read(in->arena, s->source.record, &record, e);
	if (rc != ERR_OK)
		return rc;
	add_edition(in, record);
	w.body = record;
	return record_replace(s->tx, &w, e);
}

/* ---- what is a span of it ---------------------------------------------- */

static enum err_code look_again(void *arg, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct session *s = arg;
	struct str exact;
	struct row now;
	enum err_code rc = record_derive(s->tx, a, s->kind, row, e);

	if (rc != ERR_OK || s->kind != &passages_kind)
		return rc;
	rc = store_find(s->tx, &passages_kind.entity,
	                row->values[COLUMN_ID].text, a, &now, e);
	if (rc != ERR_OK)
		return rc;
	s->in->passages++;
	rc = passage_exact(s->tx, a, &now, &exact, e);
	if (exact.p != NULL)
		s->in->verified++;
	return rc;
}

static enum err_code derive_other(void *arg, struct arena *a,
                                  const struct row *row, struct err *e)
{
	struct session *s = arg;
	struct str edition =
		value_str(kind_value(s->kind, row->values, "edition"));

	return str_eq(edition, s->in->sha256)
	               ? ERR_OK
	               : record_derive(s->tx, a, s->kind, row, e);
}

/* Whatever kind of record counts its offsets in this edition. */
static enum err_code look_at_spans(struct session *s, struct err *e)
{
	struct value sha256 = value_text(s->in->sha256);
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < kinds_count && rc == ERR_OK; i++) {
		struct condition of_edition;

		s->kind = kinds[i];
		if (entity_field(&s->kind->entity, STR("edition")) == NULL)
			continue;
		of_edition = walk_where(s->kind, "edition", &sha256);
		rc = walk_records(s->tx, s->kind, &of_edition, 1, look_again, s,
		                  e);
	}
	return rc;
}

/* Passages of the source's other editions, which this one may succeed; those
 * of a source that changed were looked at when it did. */
static enum err_code look_at_others(struct session *s, struct err *e)
{
	struct condition of_source = walk_where(&passages_kind, "source",
	                                        &s->source.values[COLUMN_ID]);

	s->kind = &passages_kind;
	return s->in->recorded ? ERR_OK
	                       : walk_records(s->tx, s->kind, &of_source, 1,
	                                      derive_other, s, e);
}

enum err_code ingest_in(struct tx *tx, struct ingest *in, struct err *e)
{
	struct session s = { .in = in, .tx = tx };
	struct text text;
	enum err_code rc;

	in->passages = in->verified = 0;
	rc = find_source(&s, e);
	if (rc == ERR_OK)
		rc = text_keep(tx, in->arena, in->bytes, in->sha256, &text, e);
	if (rc == ERR_OK)
		rc = record_edition(&s, e);
	if (rc != ERR_OK)
		return rc;
	in->id = s.source.values[COLUMN_ID].text;
	in->key = s.source.values[COLUMN_KEY].text;
	rc = look_at_spans(&s, e);
	return rc != ERR_OK ? rc : look_at_others(&s, e);
}

static enum err_code ingest(struct tx *tx, void *arg, struct err *e)
{
	return ingest_in(tx, arg, e);
}

enum err_code ingest_text(struct store *s, struct ingest *in, struct err *e)
{
	enum err_code rc = text_check(in->bytes, e);

	if (rc != ERR_OK)
		return rc;
	in->sha256 = digest_of(in->arena, in->bytes);
	return store_run(s, TX_BULK, ingest, in, e);
}
