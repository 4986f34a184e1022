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

const char *const relation_types[] = {
	"implements",
	"amends",
	"supersedes",
	"repeals",
	"withdraws",
	"transposes",
	"proposes",
	"based_on",
	"modelled_on",
	"part_of",
	"new_edition_of",
	"version_of",
	"translation_of",
	"references",
	"possibly_same_as",
	"issued_with",
	"submitted_to",
	"output_of",
	"responds_to",
	"complements",
	"calls_for",
	"aligned_with",
	"analogous_to",
	"led_to",
	"under",
	"cooperates_with",
	"maintains",
	"overlaps",
	"corresponds_to",
	"contrasts_with",
	"derived_from",
	"takes_up",
	"makes_binding",
	"references_as_standard",
	NULL,
};

/* In the order of relation_types. */
static const char *const inverses[] = {
	"implemented_by",   "amended_by",
	"superseded_by",    "repealed_by",
	"withdrawn_by",     "transposed_by",
	"proposed_by",      "basis_of",
	"model_for",        "has_part",
	"has_new_edition",  "has_version",
	"has_translation",  "referenced_by",
	"possibly_same_as", "issued_with",
	"received",         "has_output",
	"has_response",     "complements",
	"called_for_by",    "aligned_with",
	"analogous_to",     "follows_from",
	"frame_of",         "cooperates_with",
	"maintained_by",    "overlaps",
	"corresponds_to",   "contrasts_with",
	"origin_of",        "taken_up_by",
	"made_binding_by",  "referenced_as_standard_by",
};

_Static_assert(COUNT(relation_types) == COUNT(inverses) + 1,
               "each type has an inverse");

const char *relation_inverse(struct str type)
{
	for (size_t i = 0; relation_types[i] != NULL; i++)
		if (str_is(type, relation_types[i]))
			return inverses[i];
	die("no such type of relation");
}

/* ---- what is stated already --------------------------------------------- */

struct search_for {
	const struct draft *draft;
	struct str key; /* of another that says the same */
};

static enum err_code note_other(void *arg, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct search_for *s = arg;
	struct str on = kind_text(s->draft->kind, row->values, "on");

	(void)a;
	(void)e;
	if (!str_eq(row->values[COLUMN_ID].text, s->draft->own) &&
	    str_eq(on, json_text(s->draft->json, "on")))
		s->key = arena_str(s->draft->arena,
		                   row->values[COLUMN_KEY].text);
	return ERR_OK;
}

/* The members that tell one relation from another; the other end's stands
 * beside each. */
static const struct {
	const char *member, *turned;
} told_apart[] = {
	{ "from", "to" },
	{ "to", "from" },
	{ "from_provision", "to_provision" },
	{ "to_provision", "from_provision" },
	{ "type", "type" },
};

enum err_code relation_stated(struct tx *tx, const json_t *relation,
                              bool turned, walk_fn *fn, void *arg,
                              struct err *e)
{
	struct value values[COUNT(told_apart)];
	struct condition where[COUNT(told_apart)];

	for (size_t i = 0; i < COUNT(told_apart); i++) {
		struct str has =
			json_text(relation, turned ? told_apart[i].turned
		                                   : told_apart[i].member);

		values[i] = value_text(has);
		where[i] = walk_where(&relations_kind, told_apart[i].member,
		                      &values[i]);
		if (has.len == 0)
			where[i].compare = CMP_ABSENT;
	}
	return walk_records(tx, &relations_kind, where, COUNT(where), fn, arg,
	                    e);
}

static void check_stated(struct draft *d, bool turned)
{
	struct search_for s = { .draft = d };
	struct err why;

	err_init(&why, d->arena);
	if (relation_stated(d->tx, d->json, turned, note_other, &s, &why) !=
	    ERR_OK)
		d->failed = why.code;
	else if (s.key.len > 0)
		err_pointer(d->err, "/type", "%.*s says so already",
		            STR_ARG(s.key));
}

/* ---- checking ----------------------------------------------------------- */

/* A provision's instrument need not be named beside it. */
static void fill_end(struct draft *d, const char *end, const char *provision)
{
	struct str ref = json_text(d->json, provision),
		   named = json_text(d->json, end), instrument;
	struct err why;
	struct row row;
	enum err_code rc;

	if (ref.len == 0)
		return;
	err_init(&why, d->arena);
	rc = store_find(d->tx, &provisions_kind.entity, ref, d->arena, &row,
	                &why);
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		d->failed = rc;
	if (rc != ERR_OK)
		return;
	instrument = kind_text(&provisions_kind, row.values, "instrument");
	if (json_object_get(d->json, end) == NULL)
		json_object_set_new(d->json, end, json_from(instrument));
	else if (named.len > 0 && !str_eq(named, instrument))
		err_pointer(d->err, json_pointer(d->arena, "", provision),
		            "is a provision of another instrument than %s",
		            end);
}

static bool is_same_end(const struct draft *d)
{
	struct str from = json_text(d->json, "from_provision"),
		   to = json_text(d->json, "to_provision");

	return str_eq(json_text(d->json, "from"), json_text(d->json, "to")) &&
	       (from.len == 0 || to.len == 0 || str_eq(from, to));
}

void relation_check(struct draft *d)
{
	struct str type = json_text(d->json, "type");

	fill_end(d, "from", "from_provision");
	fill_end(d, "to", "to_provision");
	if (type.len == 0 || d->err->code != ERR_OK || d->failed != ERR_OK ||
	    json_text(d->json, "from").len == 0 ||
	    json_text(d->json, "to").len == 0)
		return;
	if (is_same_end(d))
		err_pointer(d->err, "/to",
		            "must be another instrument, or another of its "
		            "provisions, than from");
	check_stated(d, false);
	if (str_is(type, relation_inverse(type)))
		check_stated(d, true);
}

/* ---- seen from one end -------------------------------------------------- */

/* What a relation says of itself, after its ends. */
static const char *const said[] = { "basis",      "on",       "rationale",
	                            "limits",     "review",   "confidence",
	                            "checked_on", "passages", "note" };

struct view {
	const struct show_context *reading;
	bool outward; /* seen from its `from` */
	struct buf *out;
	struct relation_page *page;
	size_t n;
};

/* The members that lead to an end, and what they are called from here. */
struct end {
	const char *instrument, *provision, *passage;
};

static const struct end from_end = { "from", "from_provision", "from_passage" },
			to_end = { "to", "to_provision", "to_passage" };

static enum err_code write_instrument(struct view *v, struct str id,
                                      struct err *e)
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

static enum err_code write_provision(struct view *v, const char *name,
                                     struct str id, struct err *e)
{
	struct row row;
	enum err_code rc;

	if (id.len == 0)
		return ERR_OK;
	rc = store_find(v->reading->tx, &provisions_kind.entity, id,
	                v->reading->arena, &row, e);
	if (rc != ERR_OK)
		return rc;
	buf_printf(v->out, ",\"%s\":{", name);
	show_ids(v->out, &row);
	json_put_member(v->out, "label", row.record);
	json_put_member(v->out, "heading", row.record);
	buf_puts(v->out, "}");
	return ERR_OK;
}

static enum err_code write_ends(struct view *v, const struct row *row,
                                struct err *e)
{
	const struct end *own = v->outward ? &from_end : &to_end,
			 *other = v->outward ? &to_end : &from_end;
	enum err_code rc = write_instrument(
		v, kind_text(&relations_kind, row->values, other->instrument),
		e);

	if (rc == ERR_OK)
		rc = write_provision(v, "other_provision",
		                     kind_text(&relations_kind, row->values,
		                               other->provision),
		                     e);
	json_put_some(v->out, "other_passage",
	              kind_text(&relations_kind, row->values, other->passage));
	if (rc == ERR_OK)
		rc = write_provision(
			v, "own_provision",
			kind_text(&relations_kind, row->values, own->provision),
			e);
	json_put_some(v->out, "own_passage",
	              kind_text(&relations_kind, row->values, own->passage));
	return rc;
}

static enum err_code write_relation(struct view *v, const struct row *row,
                                    struct err *e)
{
	struct str type = kind_text(&relations_kind, row->values, "type");
	enum err_code rc;

	buf_puts(v->out, v->n++ > 0 ? ",\n{" : "{");
	show_ids(v->out, row);
	json_put_member(v->out, "type", row->record);
	buf_printf(v->out, ",\"label\":\"%s\",\"direction\":\"%s\"",
	           v->outward ? arena_str(v->reading->arena, type).p
	                      : relation_inverse(type),
	           v->outward ? "from" : "to");
	rc = write_ends(v, row, e);
	for (size_t i = 0; i < COUNT(said); i++)
		json_put_member(v->out, said[i], row->record);
	buf_puts(v->out, "}");
	return rc;
}

static enum err_code add_relation(void *arg, const struct row *row,
                                  struct err *e)
{
	struct view *v = arg;
	struct relation_page *p = v->page;

	p->more = v->n == p->limit || v->out->len > p->bytes;
	if (p->more)
		return ERR_ENOUGH;
	p->place[0] = str_from(v->outward ? "from" : "to");
	p->place[1] =
		arena_str(v->reading->arena, row->values[COLUMN_KEY].text);
	return write_relation(v, row, e);
}

static struct query query_of(const struct kind *k, const struct end *end,
                             const struct value *id)
{
	const char *path =
		k == &provisions_kind ? end->provision : end->instrument;

	return (struct query){ .conditions = { walk_where(&relations_kind, path,
		                                          id) },
		               .nconditions = 1 };
}

/* Those seen from one end. */
static enum err_code write_end(struct view *v, struct query *q,
                               struct str after, struct err *e)
{
	const struct entity *t = &relations_kind.entity;
	int64_t n;
	enum err_code rc = store_count(v->reading->tx, t, q, &n, e);

	v->page->total += n;
	if (rc != ERR_OK || v->page->more)
		return rc;
	q->has_after = after.len > 0;
	q->after_key = after;
	q->limit = v->page->limit - v->n + 1;
	return store_list(v->reading->tx, t, q, add_relation, v, e);
}

enum err_code relation_write(const struct show_context *r, const struct kind *k,
                             struct str id, struct relation_page *page,
                             struct buf *out, struct err *e)
{
	struct view v = { .reading = r, .out = out, .page = page };
	struct value of = value_text(id);
	struct query from = query_of(k, &from_end, &of),
		     to = query_of(k, &to_end, &of);
	struct str after = page->place[1], none = { 0 };
	bool behind_from = str_is(page->place[0], "to");
	enum err_code rc;

	buf_puts(out, "{\"items\":[\n");
	v.outward = true;
	if (behind_from)
		rc = store_count(r->tx, &relations_kind.entity, &from,
		                 &page->total, e);
	else
		rc = write_end(&v, &from, after, e);
	v.outward = false;
	if (rc == ERR_OK)
		rc = write_end(&v, &to, behind_from ? after : none, e);
	buf_puts(out, "\n]");
	return rc;
}
