/*
 * relation.c - the table of types, and what may not be stated
 */
#include "server/registry/law/relation.h"

#include "lib/base/log.h"
#include "lib/data/jsontext.h"
#include "lib/store/store.h"
#include "server/registry/model/json.h"
#include "server/registry/model/show.h"
#include "server/registry/model/walk.h"

extern struct kind relations_kind, instruments_kind;

const char *const relation_types[] = {
	"implements",     "amends",          "supersedes",       "repeals",
	"withdraws",      "transposes",      "proposes",         "based_on",
	"modelled_on",    "part_of",         "new_edition_of",   "version_of",
	"translation_of", "references",      "possibly_same_as", "issued_with",
	"submitted_to",   "output_of",       "responds_to",      "complements",
	"calls_for",      "aligned_with",    "analogous_to",     "led_to",
	"under",          "cooperates_with", "maintains",        NULL,
};

/* In the order of relation_types. */
static const char *const inverses[] = {
	"implemented_by",  "amended_by",      "superseded_by",
	"repealed_by",     "withdrawn_by",    "transposed_by",
	"proposed_by",     "basis_of",        "model_for",
	"has_part",        "has_new_edition", "has_version",
	"has_translation", "referenced_by",   "possibly_same_as",
	"issued_with",     "received",        "has_output",
	"has_response",    "complements",     "called_for_by",
	"aligned_with",    "analogous_to",    "follows_from",
	"frame_of",        "cooperates_with", "maintained_by",
};

const char *relation_inverse(struct str type)
{
	for (size_t i = 0; relation_types[i] != NULL; i++)
		if (str_is(type, relation_types[i]))
			return inverses[i];
	die("no such type of relation");
}

struct search_for {
	struct str own; /* the record being written */
	struct str key; /* of another that says the same */
	struct arena *arena;
};

static enum err_code note_other(void *arg, const struct row *row, struct err *e)
{
	struct search_for *s = arg;

	(void)e;
	if (!str_eq(row->values[COLUMN_ID].text, s->own))
		s->key = arena_str(s->arena, row->values[COLUMN_KEY].text);
	return ERR_OK;
}

static void check_stated(struct draft *d, struct str from, struct str to)
{
	struct search_for s = { .own = d->own, .arena = d->arena };
	struct value values[] = { value_text(from), value_text(to),
		                  value_text(json_text(d->json, "type")) };
	struct query q = { .nconditions = 3, .limit = 2 };
	struct err why;

	err_init(&why, d->arena);
	q.conditions[0] = walk_where(d->kind, "from", &values[0]);
	q.conditions[1] = walk_where(d->kind, "to", &values[1]);
	q.conditions[2] = walk_where(d->kind, "type", &values[2]);
	if (store_list(d->tx, &d->kind->entity, &q, note_other, &s, &why) !=
	    ERR_OK)
		d->failed = why.code;
	else if (s.key.len > 0)
		err_pointer(d->err, "/type", "%.*s says so already",
		            STR_ARG(s.key));
}

void relation_check(struct draft *d)
{
	struct str from = json_text(d->json, "from"),
		   to = json_text(d->json, "to"),
		   type = json_text(d->json, "type");

	if (from.len == 0 || to.len == 0 || type.len == 0 ||
	    d->err->code != ERR_OK)
		return;
	if (str_eq(from, to))
		err_pointer(d->err, "/to",
		            "must be another instrument than from");
	check_stated(d, from, to);
	if (str_is(type, relation_inverse(type)))
		check_stated(d, to, from);
}

/* ---- seen from one end -------------------------------------------------- */

struct view {
	const struct reading *reading;
	bool outward; /* seen from its `from` */
	struct buf *out;
	size_t n;
};

static enum err_code write_other(struct view *v, struct str id, struct err *e)
{
	struct row other;
	enum err_code rc = store_find(v->reading->tx, &instruments_kind.entity,
	                              id, v->reading->arena, &other, e);

	if (rc != ERR_OK)
		return rc;
	buf_puts(v->out, ",\"other\":{");
	show_ids(v->out, &other);
	json_put_member(v->out, "title", other.record);
	buf_puts(v->out, "}");
	return ERR_OK;
}

static enum err_code write_relation(void *arg, struct arena *a,
                                    const struct row *row, struct err *e)
{
	struct view *v = arg;
	struct str type =
		value_str(kind_value(&relations_kind, row->values, "type"));
	struct str other = value_str(kind_value(&relations_kind, row->values,
	                                        v->outward ? "to" : "from"));
	enum err_code rc;

	(void)a;
	buf_puts(v->out, v->n++ > 0 ? ",\n{" : "{");
	show_ids(v->out, row);
	json_put_member(v->out, "type", row->record);
	buf_printf(v->out, ",\"label\":\"%s\",\"direction\":\"%s\"",
	           v->outward ? arena_str(v->reading->arena, type).p
	                      : relation_inverse(type),
	           v->outward ? "from" : "to");
	rc = write_other(v, other, e);
	json_put_member(v->out, "basis", row->record);
	json_put_member(v->out, "passages", row->record);
	json_put_member(v->out, "note", row->record);
	buf_puts(v->out, "}");
	return rc;
}

enum err_code relation_write(const struct reading *r, struct str instrument,
                             struct buf *out, struct err *e)
{
	struct view v = { .reading = r, .out = out };
	struct value id = value_text(instrument);
	enum err_code rc = ERR_OK;

	buf_puts(out, "{\"items\":[\n");
	for (int side = 0; side < 2 && rc == ERR_OK; side++) {
		struct condition end = walk_where(
			&relations_kind, side == 0 ? "from" : "to", &id);

		v.outward = side == 0;
		rc = walk_records(r->tx, &relations_kind, &end, 1,
		                  write_relation, &v, e);
	}
	buf_printf(out, "\n],\n\"total\":%zu}\n", v.n);
	return rc;
}
