/*
 * table_import.c - row by row
 */
#include "server/registry/tables/table_import.h"

#include "lib/data/digest.h"
#include "lib/data/id.h"
#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/changes/postponed.h"
#include "server/registry/changes/record.h"
#include "server/registry/changes/write_import.h"
#include "server/registry/evidence/agreement.h"
#include "server/registry/model/json.h"
#include "server/registry/model/walk.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/text.h"
#include "server/registry/tables/match.h"
#include "server/registry/tables/transform.h"

#define ROW_NAME_MAX    50 /* of a key: the part of the row,    */
#define COLUMN_NAME_MAX 30 /* of its column,                    */
#define CONCEPT_MAX     60 /* of the concept                    */
#define SHOWN_MAX       80 /* code points of a value in a report */
#define OLD_AT_ONCE     200

extern struct kind sources_kind, passages_kind, assertions_kind, schemes_kind,
	concepts_kind, classifications_kind;

enum tally {
	TALLY_ROWS,
	TALLY_CREATED,
	TALLY_MATCHED,
	TALLY_FILLED,
	TALLY_VALUES,
	TALLY_NEW,
	TALLY_LEFT_OUT,
	TALLY_CHANGED,
	TALLY_CONFLICTS,
	TALLY_GONE,
	TALLY_SKIPPED,
	TALLY_UNTAKEN,
	TALLY__COUNT
};

#define TALLY_FIRST_LISTED TALLY_CHANGED

static const char *const tally_names[] = {
	"rows",     "created", "matched",   "filled", "values",  "new",
	"left_out", "changed", "conflicts", "gone",   "skipped", "untaken",
};

enum phase { PHASE_SOURCE, PHASE_ROWS, PHASE_OLD, PHASE_DONE };

/* What a step moves on; one that is undone begins again where it began. */
struct progress {
	enum phase phase;
	struct table table;
	size_t byte;        /* up to which */
	int64_t code_point; /* so many were counted */
	struct str after;   /* the key of the last old passage looked at */
	size_t n[TALLY__COUNT];
	size_t listed[TALLY__COUNT]; /* bytes of its list */
};

struct table_plan {
	struct arena *arena;
	struct table_map map;
	struct str bytes, sha256, source;
	const char *media_type;
	bool dry_run;
	json_t *seen; /* names of rows: the line of each */
	struct buf lists[TALLY__COUNT];
	struct progress first, settled, now;
};

/* A value of the row at hand. */
struct taken {
	const struct map_member *member;
	struct cell cell;
	size_t part;
	json_t *value; /* as an assertion has it */
};

struct work {
	struct table_plan *plan;
	struct tx *tx;
	struct arena *arena;
	struct str now;
	struct postponed *postponed;
	struct table_row row;
	int64_t code_point; /* of the row's beginning */
	struct str name;    /* of the row, as part of keys */
	struct str shown;   /* as people read it           */
	json_t *members;    /* that the row gives its record */
	struct taken *taken;
	size_t ntaken, room;
	const struct map_member *member;
	struct str column; /* of the cell at hand */
	size_t part;
	struct str id, record; /* of the record, once it is there */
	bool matched;
	json_t *written; /* keys of passages of this row */
};

/* ---- the report ---------------------------------------------------------- */

static struct buf *note(struct work *w, enum tally t)
{
	struct table_plan *p = w->plan;
	struct buf *list = &p->lists[t];

	if (++p->now.n[t] > TABLE_LISTED)
		return NULL;
	buf_printf(list, "%s{\"line\":%zu", list->len > 0 ? "," : "",
	           w->row.line);
	return list;
}

static void note_end(struct work *w, enum tally t)
{
	struct buf *list = &w->plan->lists[t];

	buf_puts(list, "}");
	w->plan->now.listed[t] = list->len;
}

static void skip(struct work *w, const char *reason)
{
	struct buf *list = note(w, TALLY_SKIPPED);

	if (list == NULL)
		return;
	json_put_some(list, "row", w->shown);
	json_put(list, "reason", str_from(reason));
	note_end(w, TALLY_SKIPPED);
}

static void refuse(void *arg, const struct cell *cell, const char *reason)
{
	struct work *w = arg;
	struct buf *list = note(w, TALLY_UNTAKEN);

	if (list == NULL)
		return;
	json_put(list, "column", w->column);
	json_put(list, "value", utf8_shorten(w->arena, cell->text, SHOWN_MAX));
	json_put(list, "reason", str_from(reason));
	note_end(w, TALLY_UNTAKEN);
}

/* All mistakes of a record in a line. */
static const char *mistakes_of(struct arena *a, const struct err *e)
{
	struct buf out;

	buf_init(&out, a);
	buf_puts(&out, "");
	for (const struct mistake *m = e->mistakes; m != NULL; m = m->next)
		buf_printf(&out, "%s%s %s", out.len > 0 ? "; " : "",
		           m->pointer != NULL ? m->pointer : "", m->detail);
	return out.len > 0 ? out.data : arena_printf(a, "%s", e->detail);
}

/* A failure that is the row's own. */
static bool is_mistake(enum err_code rc)
{
	return rc == ERR_INVALID || rc == ERR_CONFLICT || rc == ERR_TOO_LARGE ||
	       rc == ERR_GONE;
}

/* ---- writing ------------------------------------------------------------- */

static void later(void *arg, const struct kind *k, struct str id)
{
	/* Passages of other editions: they are looked at when all rows are in.
	 */
	if (k != &passages_kind)
		postponed_derive(arg, k, id);
}

static void evidence_later(void *arg, const struct kind *k, struct str id)
{
	postponed_derive_evidence(arg, k, id);
}

static enum err_code put(struct work *w, const struct kind *k, json_t *body,
                         struct write *out, struct err *e)
{
	*out = (struct write){ .kind = k,
		               .arena = w->arena,
		               .now = w->now,
		               .body = json_own(w->arena, body),
		               .arrivals = w->postponed,
		               .derive_later = later,
		               .derive_evidence_later = evidence_later };
	return write_import(w->tx, out, e);
}

/* ---- keys ---------------------------------------------------------------- */

/* A slug that stands for a text: what is long or has nothing to be seen of is
 * told apart by its hash. */
static struct str slug(struct arena *a, struct str text, size_t max)
{
	struct str key = key_from(a, text);
	char hash[17];

	if (key.len > 0 && key.len <= max)
		return key;
	digest_short(text, hash);
	if (key.len > max - 9)
		key.len = max - 9;
	while (key.len > 0 && key.p[key.len - 1] == '-')
		key.len--;
	return str_from(arena_printf(a, "%.*s%s%.8s", STR_ARG(key),
	                             key.len > 0 ? "-" : "", hash));
}

static struct str key_of(const struct work *w, struct str column, size_t part)
{
	struct arena *a = w->arena;
	struct str c = slug(a, column, COLUMN_NAME_MAX);

	return str_from(part == 0 ? arena_printf(a, "%.*s.%.*s.%.*s",
	                                         STR_ARG(w->plan->source),
	                                         STR_ARG(w->name), STR_ARG(c))
	                          : arena_printf(a, "%.*s.%.*s.%.*s.%zu",
	                                         STR_ARG(w->plan->source),
	                                         STR_ARG(w->name), STR_ARG(c),
	                                         part + 1));
}

/* ---- the source ---------------------------------------------------------- */

static json_t *edition_json(const struct table_plan *p)
{
	return json_pack("{s:o, s:I, s:s}", "sha256", json_from(p->sha256),
	                 "size", (json_int_t)p->bytes.len, "media_type",
	                 p->media_type);
}

/* What the registry has of it stays; the edition is added. */
static enum err_code source_body(struct work *w, json_t **out, struct err *e)
{
	struct table_plan *p = w->plan;
	struct edition edition;
	struct row row;
	json_t *body, *editions;
	enum err_code rc = store_find(w->tx, &sources_kind.entity, p->source,
	                              w->arena, &row, e);

	*out = NULL;
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	if (rc == ERR_OK && edition_named(w->arena, &row, p->sha256, &edition))
		return ERR_OK;
	if (rc == ERR_OK)
		rc = json_read_stored(w->arena, "sources", &row, &body, e);
	else
		body = json_deep_copy(json_object_get(p->map.json, "source"));
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	json_object_del(body, "rev");
	if (json_object_get(body, "role") == NULL)
		json_object_set_new(body, "role", json_string("dataset"));
	editions = json_object_get(body, "editions");
	if (editions == NULL) {
		editions = json_array();
		json_object_set_new(body, "editions", editions);
	}
	json_array_append_new(editions, edition_json(p));
	*out = rc == ERR_OK ? json_incref(body) : body;
	return ERR_OK;
}

static enum err_code begin(struct work *w, struct err *e)
{
	struct table_plan *p = w->plan;
	struct write write = { 0 };
	struct text text;
	json_t *body;
	enum err_code rc =
		text_add(w->tx, w->arena, p->bytes, p->sha256, &text, e);

	if (rc == ERR_OK)
		rc = source_body(w, &body, e);
	if (rc == ERR_OK && body != NULL)
		rc = put(w, &sources_kind, body, &write, e);
	if (rc == ERR_INVALID)
		rc = err_set(e, rc, "the map's source: %s",
		             mistakes_of(w->arena, e));
	p->now.phase = PHASE_ROWS;
	return rc;
}

/* ---- what the row says --------------------------------------------------- */

static bool has_item(const json_t *list, const json_t *item)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_equal(json_array_get(list, i), item))
			return true;
	return false;
}

static json_t *list_of(json_t *members, const char *name)
{
	json_t *list = json_object_get(members, name);

	if (list == NULL) {
		list = json_array();
		json_object_set_new(members, name, list);
	}
	return list;
}

/* Of a member that is no list the first value counts; each is asserted. */
static enum err_code take(void *arg, const struct cell *cell, json_t *value,
                          struct err *e)
{
	struct work *w = arg;
	const struct map_member *m = w->member;
	const char *name = m->field->name;
	json_t *item = value;

	(void)e;
	if (m->at != NULL) {
		item = m->as != NULL ? json_deep_copy(m->as) : json_object();
		json_object_set(item, m->at, value);
		json_own(w->arena, item);
	}
	if ((m->field->flags & F_LIST) != 0) {
		json_t *list = list_of(w->members, name);

		if (!has_item(list, item))
			json_array_append(list, item);
	} else if (json_object_get(w->members, name) == NULL) {
		json_object_set(w->members, name, item);
	}
	ARENA_GROW(w->arena, w->taken, w->ntaken, w->room);
	w->taken[w->ntaken++] = (struct taken){ m, *cell, w->part++, item };
	return ERR_OK;
}

static enum err_code take_member(struct work *w, const struct map_member *m,
                                 struct err *e)
{
	const struct table *table = &w->plan->now.table;
	struct transforming t = { .tx = w->tx,
		                  .arena = w->arena,
		                  .table = table,
		                  .steps = m->steps,
		                  .field = m->scalar,
		                  .take = take,
		                  .refuse = refuse,
		                  .arg = w };
	struct cells cells;
	enum err_code rc = ERR_OK;

	w->member = m;
	w->column = m->from;
	w->part = 0;
	if (!condition_holds(table, w->arena, &w->row, m->only_if))
		return ERR_OK;
	table_cells(table, w->arena, &w->row, m->from, &cells);
	for (size_t i = 0; i < cells.n && rc == ERR_OK; i++)
		rc = transform(&t, &cells.items[i], e);
	return rc;
}

static enum err_code take_members(struct work *w, struct err *e)
{
	enum err_code rc = ERR_OK;

	w->members = json_own(w->arena, json_object());
	for (size_t i = 0; i < w->plan->map.nmembers && rc == ERR_OK; i++)
		rc = take_member(w, &w->plan->map.members[i], e);
	return rc;
}

/* ---- its record ---------------------------------------------------------- */

static enum err_code create(struct work *w, struct str key, struct err *e)
{
	const json_t *constants =
		json_object_get(w->plan->map.json, "constants");
	json_t *body =
		constants != NULL ? json_deep_copy(constants) : json_object();
	struct write write = { 0 };
	enum err_code rc;

	json_object_update(body, w->members);
	json_object_set_new(body, "key", json_from(key));
	rc = put(w, w->plan->map.kind, body, &write, e);
	if (rc != ERR_OK)
		return rc;
	w->plan->now.n[TALLY_CREATED]++;
	w->id = write.row.values[COLUMN_ID].text;
	w->record = write.row.record;
	return ERR_OK;
}

static bool adds(const struct work *w, const char *name)
{
	for (size_t i = 0; i < w->plan->map.nmembers; i++)
		if (w->plan->map.members[i].add &&
		    str_is(w->plan->map.members[i].to, name))
			return true;
	return false;
}

static size_t add_items(json_t *into, const json_t *from)
{
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(from); i++) {
		json_t *item = json_array_get(from, i);

		if (has_item(into, item))
			continue;
		json_array_append(into, item);
		n++;
	}
	return n;
}

/* What is empty is filled, lists that may be are added to; how much that is. */
static size_t fill(struct work *w, json_t *body)
{
	const char *name;
	json_t *value;
	size_t n = 0;

	json_object_foreach(w->members, name, value)
	{
		json_t *there = json_object_get(body, name);

		if (there == NULL) {
			json_object_set_new(body, name, json_deep_copy(value));
			n++;
		} else if (json_is_array(there) && adds(w, name)) {
			n += add_items(there, value) > 0;
		}
	}
	return n;
}

static void tell_unfilled(struct work *w, const struct err *why)
{
	struct buf *list = note(w, TALLY_UNTAKEN);

	if (list == NULL)
		return;
	json_put(list, "record",
	         json_unquote(w->arena, json_member(w->record, "key")));
	json_put(list, "reason",
	         str_from(arena_printf(w->arena,
	                               "its empty members cannot be filled: %s",
	                               mistakes_of(w->arena, why))));
	note_end(w, TALLY_UNTAKEN);
}

static enum err_code complete(struct work *w, const struct row *row,
                              struct err *e)
{
	struct write write = { 0 };
	struct err why;
	json_t *body;
	size_t filled;
	enum err_code rc = json_read_stored(
		w->arena, w->plan->map.kind->entity.name, row, &body, e);

	if (rc != ERR_OK)
		return rc;
	w->plan->now.n[TALLY_MATCHED]++;
	w->matched = true;
	w->id = row->values[COLUMN_ID].text;
	w->record = row->record;
	json_object_del(body, "rev");
	filled = fill(w, body);
	if (filled == 0)
		return ERR_OK;
	err_init(&why, w->arena);
	rc = put(w, w->plan->map.kind, json_incref(body), &write, &why);
	if (is_mistake(rc)) {
		tell_unfilled(w, &why);
		return ERR_OK;
	}
	if (rc != ERR_OK)
		return err_set(e, rc, "%s", why.detail);
	w->plan->now.n[TALLY_FILLED] += filled;
	w->record = write.row.record;
	return ERR_OK;
}

static const char *names_of(struct work *w, const struct match *m)
{
	struct buf out;

	buf_init(&out, w->arena);
	buf_puts(&out, "matches several records:");
	for (size_t i = 0; i < m->n; i++)
		buf_printf(&out, " %.*s",
		           STR_ARG(m->rows[i].values[COLUMN_KEY].text));
	return out.data;
}

/* w->id stays absent when the row is skipped. */
static enum err_code find_record(struct work *w, struct err *e)
{
	struct str prefix = w->plan->map.prefix;
	struct match m = { .tx = w->tx,
		           .arena = w->arena,
		           .map = &w->plan->map,
		           .members = w->members };
	struct err why;
	enum err_code rc;

	m.key = str_from(arena_printf(w->arena, "%.*s%.*s", STR_ARG(prefix),
	                              STR_ARG(w->name)));
	rc = match_record(&m, e);
	if (rc == ERR_OK && m.n > 1)
		skip(w, names_of(w, &m));
	if (rc != ERR_OK || m.n > 1)
		return rc;
	if (m.n == 1)
		return complete(w, &m.rows[0], e);
	err_init(&why, w->arena);
	rc = create(w, m.key, &why);
	if (!is_mistake(rc))
		return rc != ERR_OK ? err_set(e, rc, "%s", why.detail) : rc;
	skip(w, mistakes_of(w->arena, &why));
	return ERR_OK;
}

/* ---- its passages and assertions ----------------------------------------- */

static struct str raw(const struct work *w, const struct cell *c)
{
	return (struct str){ w->plan->bytes.p + c->start, c->end - c->start };
}

static int64_t place(const struct work *w, size_t byte)
{
	struct str before = { w->plan->bytes.p + w->row.start,
		              byte - w->row.start };

	return w->code_point + utf8_count(before).code_points;
}

static enum err_code put_passage(struct work *w, struct str key,
                                 struct str column, const struct cell *cell,
                                 struct err *e)
{
	const char *name = arena_str(w->arena, key).p;
	int64_t start = place(w, cell->start);
	struct write write = { 0 };
	json_t *body;

	if (json_object_get(w->written, name) != NULL)
		return ERR_OK;
	json_object_set_new(w->written, name, json_true());
	body = json_pack(
		"{s:s, s:o, s:o, s:I, s:I, s:o, s:o}", "key", name, "source",
		json_from(w->plan->source), "edition",
		json_from(w->plan->sha256), "start", (json_int_t)start, "end",
		(json_int_t)(start + utf8_count(raw(w, cell)).code_points),
		"sha256", json_from(digest_of(w->arena, raw(w, cell))),
		"locator",
		json_from(utf8_shorten(
			w->arena,
			str_from(arena_printf(w->arena, "row %.*s, %.*s",
	                                      STR_ARG(w->shown),
	                                      STR_ARG(column))),
			300)));
	return put(w, &passages_kind, body, &write, e);
}

static void note_value(struct work *w, enum tally t, const struct taken *v)
{
	struct buf *list = note(w, t), value;

	if (list == NULL)
		return;
	buf_init(&value, w->arena);
	json_canonical(&value, v->value);
	json_put(list, "record",
	         json_unquote(w->arena, json_member(w->record, "key")));
	json_put(list, "field", v->member->to);
	json_put_value(list, "value", buf_text(&value));
	if (t == TALLY_CONFLICTS)
		json_put_value(list, "instead_of",
		               json_member(w->record, v->member->field->name));
	note_end(w, t);
}

static void compare(struct work *w, const struct taken *v)
{
	struct str ours = json_member(w->record, v->member->field->name);
	struct buf theirs;

	if (ours.len == 0)
		return;
	buf_init(&theirs, w->arena);
	json_canonical(&theirs, v->value);
	if (agreement_of(w->arena, v->member->field, ours, buf_text(&theirs)) ==
	    AGREE_CONFLICTS)
		note_value(w, TALLY_CONFLICTS, v);
}

static enum err_code put_assertion(struct work *w, const struct taken *v,
                                   struct err *e)
{
	struct str to = v->member->to;
	struct str passage = key_of(w, v->member->from, v->part);
	struct str key =
		key_of(w,
	               str_from(arena_printf(w->arena, "%.*s %.*s", STR_ARG(to),
	                                     STR_ARG(v->member->from))),
	               v->part);
	struct write write = { 0 };
	json_t *body;
	enum err_code rc =
		put_passage(w, passage, v->member->from, &v->cell, e);

	w->plan->now.n[TALLY_VALUES]++;
	if (rc != ERR_OK)
		return rc;
	body = json_pack(
		"{s:o, s:{s:s, s:o}, s:o, s:O, s:o}", "key", json_from(key),
		"subject", "kind", w->plan->map.kind->entity.name, "id",
		json_from(w->id), "field",
		json_string(arena_printf(w->arena, "/%.*s", STR_ARG(to))),
		"value", v->value, "passage", json_from(passage));
	rc = put(w, &assertions_kind, body, &write, e);
	if (rc == ERR_OK && write.created)
		w->plan->now.n[TALLY_NEW]++;
	else if (rc == ERR_OK && write.changed)
		note_value(w, TALLY_CHANGED, v);
	if (rc == ERR_OK)
		compare(w, v);
	return rc;
}

static enum err_code put_evidence(struct work *w, struct err *e)
{
	enum err_code rc = ERR_OK;

	w->written = json_own(w->arena, json_object());
	for (size_t i = 0; i < w->ntaken && rc == ERR_OK; i++)
		rc = put_assertion(w, &w->taken[i], e);
	return rc;
}

/* ---- its classes --------------------------------------------------------- */

struct classing {
	struct work *work;
	const struct map_classes *classes;
	struct str label; /* the concept's; absent: what the cell says */
};

static enum err_code put_concept(struct work *w, const struct map_classes *c,
                                 struct str key, struct str label,
                                 struct err *e)
{
	struct write write = { 0 };
	enum err_code rc =
		put(w, &schemes_kind,
	            json_pack("{s:o, s:o}", "key", json_from(c->scheme),
	                      "title", json_from(c->scheme)),
	            &write, e);

	if (rc != ERR_OK)
		return rc;
	return put(w, &concepts_kind,
	           json_pack("{s:o, s:o, s:[{s:o}]}", "key", json_from(key),
	                     "scheme", json_from(c->scheme), "labels", "text",
	                     json_from(label)),
	           &write, e);
}

static enum err_code find_concept(struct classing *c, struct str label,
                                  struct str *key, bool *there, struct err *e)
{
	struct work *w = c->work;
	struct row row;
	struct str name = slug(w->arena, label, CONCEPT_MAX);
	enum err_code rc;

	*key = str_from(arena_printf(w->arena, "%.*s.%.*s",
	                             STR_ARG(c->classes->scheme),
	                             STR_ARG(name)));
	rc = store_find(w->tx, &concepts_kind.entity, *key, w->arena, &row, e);
	*there = rc == ERR_OK;
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	if (!c->classes->create)
		return ERR_OK;
	*there = true;
	return put_concept(w, c->classes, *key, label, e);
}

static enum err_code classify(void *arg, const struct cell *cell, json_t *value,
                              struct err *e)
{
	struct classing *c = arg;
	struct work *w = c->work;
	struct str label = c->label.len > 0 ? c->label : json_str(value);
	struct str concept_key, passage = key_of(w, w->column, w->part++);
	struct write write = { 0 };
	bool there;
	enum err_code rc = find_concept(c, label, &concept_key, &there, e);

	if (rc != ERR_OK)
		return rc;
	if (!there) {
		refuse(w, cell, "is no concept of the scheme");
		return ERR_OK;
	}
	rc = put_passage(w, passage, w->column, cell, e);
	w->plan->now.n[TALLY_VALUES]++;
	if (rc == ERR_OK)
		rc = put(w, &classifications_kind,
		         json_pack("{s:o, s:{s:s, s:o}, s:o, s:o}", "key",
		                   json_from(key_of(w, concept_key, 0)),
		                   "subject", "kind", "instruments", "id",
		                   json_from(w->id), "concept",
		                   json_from(concept_key), "passage",
		                   json_from(passage)),
		         &write, e);
	w->plan->now.n[TALLY_NEW] += rc == ERR_OK && write.created;
	return rc;
}

static void refuse_class(void *arg, const struct cell *cell, const char *reason)
{
	struct classing *c = arg;

	refuse(c->work, cell, reason);
}

static bool says_yes(const struct map_classes *c, struct str text)
{
	for (size_t i = 0; i < json_array_size(c->yes); i++)
		if (str_eq(json_str(json_array_get(c->yes, i)), text))
			return true;
	return c->yes == NULL;
}

static enum err_code classify_column(struct work *w,
                                     const struct map_classes *classes,
                                     struct str column, struct err *e)
{
	const struct table *table = &w->plan->now.table;
	struct classing c = { .work = w, .classes = classes };
	struct transforming t = { .tx = w->tx,
		                  .arena = w->arena,
		                  .table = table,
		                  .steps = classes->steps,
		                  .take = classify,
		                  .refuse = refuse_class,
		                  .arg = &c };
	struct cells cells;
	enum err_code rc = ERR_OK;

	w->column = column;
	w->part = 0;
	if (classes->yes != NULL)
		c.label = column;
	table_cells(table, w->arena, &w->row, column, &cells);
	for (size_t i = 0; i < cells.n && rc == ERR_OK; i++)
		if (says_yes(classes, cells.items[i].text))
			rc = transform(&t, &cells.items[i], e);
	return rc;
}

/* "Harms: *" is every column that begins so. */
static enum err_code classify_columns(struct work *w,
                                      const struct map_classes *classes,
                                      struct str pattern, struct err *e)
{
	const struct table *table = &w->plan->now.table;
	enum err_code rc = ERR_OK;

	if (pattern.len == 0 || pattern.p[pattern.len - 1] != '*')
		return classify_column(w, classes, pattern, e);
	pattern.len--;
	for (size_t i = 0; i < table->nnames && rc == ERR_OK; i++)
		if (str_starts(table->names[i], pattern))
			rc = classify_column(w, classes, table->names[i], e);
	return rc;
}

static enum err_code put_classes(struct work *w, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < w->plan->map.nclasses; i++) {
		const struct map_classes *c = &w->plan->map.classes[i];

		for (size_t j = 0; j < json_array_size(c->from); j++) {
			struct str column =
				json_str(json_array_get(c->from, j));

			if (rc == ERR_OK)
				rc = classify_columns(w, c, column, e);
		}
	}
	return rc;
}

/* ---- a row --------------------------------------------------------------- */

/* What the columns that name it say. */
static bool name_row(struct work *w)
{
	const json_t *columns = json_object_get(w->plan->map.json, "row");
	struct buf name;

	buf_init(&name, w->arena);
	buf_puts(&name, "");
	for (size_t i = 0; i < json_array_size(columns); i++) {
		struct cells cells;

		table_cells(&w->plan->now.table, w->arena, &w->row,
		            json_str(json_array_get(columns, i)), &cells);
		if (cells.n > 0 && name.len > 0)
			buf_puts(&name, " ");
		if (cells.n > 0)
			buf_str(&name, cells.items[0].text);
	}
	w->shown = utf8_shorten(w->arena, buf_text(&name), SHOWN_MAX);
	w->name = slug(w->arena, buf_text(&name), ROW_NAME_MAX);
	return name.len > 0;
}

/* Rows of the same name: only the first counts. */
static bool is_repeated(struct work *w)
{
	const char *name = arena_str(w->arena, w->name).p;
	const json_t *line = json_object_get(w->plan->seen, name);

	if (line == NULL) {
		json_object_set_new(w->plan->seen, name,
		                    json_integer((json_int_t)w->row.line));
		return false;
	}
	if (json_integer_value(line) == (json_int_t)w->row.line)
		return false; /* a step that was undone */
	skip(w, arena_printf(w->arena, "is the row of line %lld again",
	                     (long long)json_integer_value(line)));
	return true;
}

static bool is_wanted(struct work *w)
{
	struct table_plan *p = w->plan;

	if (w->row.wrong != NULL) {
		skip(w, w->row.wrong);
		return false;
	}
	if (!condition_holds(&p->now.table, w->arena, &w->row,
	                     json_object_get(p->map.json, "only_if"))) {
		p->now.n[TALLY_LEFT_OUT]++;
		return false;
	}
	if (!name_row(w)) {
		skip(w, "has nothing in the columns that name it");
		return false;
	}
	return !is_repeated(w);
}

static enum err_code take_in_row(struct work *w, struct err *e)
{
	struct table_plan *p = w->plan;
	struct str before = { p->bytes.p + p->now.byte,
		              w->row.start - p->now.byte };
	enum err_code rc;

	p->now.n[TALLY_ROWS]++;
	p->now.code_point += utf8_count(before).code_points;
	p->now.byte = w->row.start;
	w->code_point = p->now.code_point;
	if (!is_wanted(w))
		return ERR_OK;
	rc = take_members(w, e);
	if (rc == ERR_OK)
		rc = find_record(w, e);
	if (rc != ERR_OK || w->id.len == 0)
		return rc;
	rc = put_evidence(w, e);
	return rc != ERR_OK ? rc : put_classes(w, e);
}

static enum err_code take_in_rows(struct work *step, struct err *e)
{
	struct table_plan *p = step->plan;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < TABLE_STEP && rc == ERR_OK; i++) {
		struct work w = *step;

		w.arena = arena_scratch();
		if (table_next(&p->now.table, w.arena, &w.row)) {
			rc = take_in_row(&w, e);
		} else {
			p->now.phase = PHASE_OLD;
			i = TABLE_STEP;
		}
		arena_free(w.arena);
	}
	return rc;
}

/* ---- rows that are no more ------------------------------------------------
 */

struct old_page {
	struct work *work;
	struct row rows[OLD_AT_ONCE];
	size_t n;
};

static enum err_code keep_old(void *arg, const struct row *row, struct err *e)
{
	struct old_page *page = arg;

	(void)e;
	walk_copy_row(page->work->arena, &passages_kind, row,
	              &page->rows[page->n++]);
	return ERR_OK;
}

static void tell_gone(struct work *w, const struct row *row)
{
	struct buf *list = note(w, TALLY_GONE);

	if (list == NULL)
		return;
	json_put(list, "passage", row->values[COLUMN_KEY].text);
	note_end(w, TALLY_GONE);
}

static enum err_code look_again(struct work *w, const struct row *row,
                                struct err *e)
{
	struct str edition =
		value_str(kind_value(&passages_kind, row->values, "edition"));

	if (str_eq(edition, w->plan->sha256))
		return ERR_OK;
	tell_gone(w, row);
	return record_rederive(w->tx, w->arena, &passages_kind, row, e);
}

/* Passages that stayed in an older edition. */
static enum err_code look_at_old(struct work *w, struct err *e)
{
	struct table_plan *p = w->plan;
	struct old_page page = { .work = w };
	struct query q = { .nconditions = 1,
		           .limit = OLD_AT_ONCE,
		           .has_after = p->now.after.len > 0,
		           .after_key = p->now.after };
	struct value id;
	struct row source;
	enum err_code rc = store_find(w->tx, &sources_kind.entity, p->source,
	                              w->arena, &source, e);

	if (rc != ERR_OK)
		return rc;
	id = source.values[COLUMN_ID];
	q.conditions[0] = walk_where(&passages_kind, "source", &id);
	rc = store_list(w->tx, &passages_kind.entity, &q, keep_old, &page, e);
	w->row.line = 0;
	for (size_t i = 0; i < page.n && rc == ERR_OK; i++)
		rc = look_again(w, &page.rows[i], e);
	if (page.n < OLD_AT_ONCE)
		p->now.phase = PHASE_DONE;
	else
		p->now.after = arena_str(
			p->arena,
			page.rows[page.n - 1].values[COLUMN_KEY].text);
	return rc;
}

/* ---- steps --------------------------------------------------------------- */

enum err_code table_step(struct tx *tx, struct table_plan *p, struct err *e)
{
	struct work w = { .plan = p, .tx = tx, .arena = arena_scratch() };
	struct postponed postponed;
	enum err_code rc = ERR_OK;

	p->now = p->settled;
	for (size_t i = 0; i < TALLY__COUNT; i++)
		p->lists[i].len = p->now.listed[i];
	postponed_init(&postponed, w.arena);
	w.postponed = &postponed;
	w.now = time_now(w.arena);
	switch (p->now.phase) {
	case PHASE_SOURCE:
		rc = begin(&w, e);
		break;
	case PHASE_ROWS:
		rc = take_in_rows(&w, e);
		break;
	case PHASE_OLD:
		rc = look_at_old(&w, e);
		break;
	case PHASE_DONE:
		break;
	}
	if (rc == ERR_OK)
		rc = postponed_do(&postponed, tx, e);
	arena_free(w.arena);
	return rc;
}

bool table_ends(const struct table_plan *p)
{
	return p->now.phase == PHASE_DONE;
}

bool table_is_done(const struct table_plan *p)
{
	return p->settled.phase == PHASE_DONE;
}

void table_settle(struct table_plan *p)
{
	p->settled = p->now;
}

static enum err_code try_all(struct tx *tx, void *arg, struct err *e)
{
	struct table_plan *p = arg;
	enum err_code rc = ERR_OK;

	p->settled = p->first; /* it may run again */
	while (rc == ERR_OK && !table_is_done(p)) {
		rc = table_step(tx, p, e);
		if (rc == ERR_OK)
			table_settle(p);
	}
	return rc != ERR_OK ? rc : err_set(e, ERR_CANCELLED, "a dry run");
}

enum err_code table_try(struct store *s, struct table_plan *p, struct err *e)
{
	enum err_code rc = store_run(s, TX_BULK, try_all, p, e);

	if (rc != ERR_CANCELLED || !table_is_done(p))
		return rc;
	err_clear(e);
	return ERR_OK;
}

/* ---- before and after ---------------------------------------------------- */

static const char *const media_types[] = { [TABLE_CSV] = "text/csv",
	                                   [TABLE_NDJSON] =
	                                           "application/x-ndjson",
	                                   [TABLE_JSON] = "application/json" };

enum err_code table_prepare(const struct table_request *r,
                            struct table_plan **out, struct err *e)
{
	struct table_plan *p = arena_alloc(r->arena, sizeof(*p));
	struct str map = map_named(r->map);
	enum table_format format;
	enum err_code rc = text_check(r->bytes, e);

	*p = (struct table_plan){ .arena = r->arena,
		                  .bytes = r->bytes,
		                  .dry_run = r->dry_run };
	if (rc == ERR_OK)
		rc = map_read(r->arena, map.len > 0 ? map : r->map, &p->map, e);
	if (rc != ERR_OK)
		return rc;
	format = p->map.has_format ? p->map.format : table_format_of(r->bytes);
	rc = table_open(&p->now.table, r->arena, r->bytes, format,
	                p->map.delimiter, p->map.rows, e);
	if (rc == ERR_OK)
		rc = map_check_columns(r->arena, &p->map, &p->now.table, e);
	p->media_type =
		r->media_type != NULL ? r->media_type : media_types[format];
	p->source = json_text(json_object_get(p->map.json, "source"), "key");
	p->sha256 = digest_of(r->arena, r->bytes);
	p->seen = json_own(r->arena, json_object());
	for (size_t i = 0; i < TALLY__COUNT; i++) {
		buf_init(&p->lists[i], r->arena);
		buf_puts(&p->lists[i], "");
	}
	table_settle(p);
	p->first = p->settled;
	*out = p;
	return rc;
}

void table_report(const struct table_plan *p, struct buf *out)
{
	buf_puts(out, "{\"source\":");
	json_quote(out, p->source);
	json_put(out, "edition", p->sha256);
	buf_printf(out, ",\"dry_run\":%s", p->dry_run ? "true" : "false");
	for (size_t i = 0; i < TALLY__COUNT; i++)
		buf_printf(out, ",\"%s\":%zu", tally_names[i], p->now.n[i]);
	buf_puts(out, ",\"lists\":{");
	for (size_t i = TALLY_FIRST_LISTED; i < TALLY__COUNT; i++)
		buf_printf(out, "%s\"%s\":[%.*s]",
		           i > TALLY_FIRST_LISTED ? "," : "", tally_names[i],
		           (int)p->now.listed[i], p->lists[i].data);
	buf_puts(out, "}}\n");
}
