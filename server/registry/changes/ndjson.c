/*
 * ndjson.c - reading and writing the registry line by line
 *
 * An import reads its input several times. First to learn which records come in
 * it, so that a reference to a later one is told from one that leads nowhere.
 * Then to apply it: a line that refers to a record that is not there yet is put
 * off until the next time, so that the feed of changes never speaks of what it
 * has not told yet. What is left in the end refers to itself in a circle, and
 * is taken on trust.
 */
#include "server/registry/changes/ndjson.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/types.h>

#include "lib/base/arena.h"
#include "lib/data/id.h"
#include "server/registry/changes/write.h"
#include "server/registry/evidence/evidence.h"
#include "server/registry/model/chain.h"
#include "server/registry/model/json.h"
#include "server/registry/model/refs.h"
#include "server/registry/model/walk.h"

#define LINE_MAX_BYTES (16u << 20)

/* ---- reading lines ----------------------------------------------------- */

struct line {
	const char *file;
	size_t number;
	struct arena *arena; /* for this line only */
	struct str text;
	json_t *json;
	const struct kind *kind;
	struct str op;
};

typedef enum err_code line_fn(void *arg, struct line *l, struct err *e);

/* Put "FILE:LINE: " and the first mistakes before what went wrong. */
static void locate(const struct line *l, struct err *why, struct err *e)
{
	struct buf text;

	buf_init(&text, l->arena);
	buf_printf(&text, "%s:%zu:", l->file, l->number);
	if (why->mistakes == NULL)
		buf_printf(&text, " %s", why->detail);
	for (const struct mistake *m = why->mistakes; m != NULL; m = m->next)
		buf_printf(&text, "%s %s %s", m == why->mistakes ? "" : ";",
		           m->pointer, m->detail);
	err_set(e, why->code, "%s", text.data);
}

static enum err_code parse(struct line *l, struct err *e)
{
	struct str kind;
	enum err_code rc =
		json_take(l->arena, l->text, JSON_DEPTH_WRAPPED, &l->json, e);

	if (rc != ERR_OK)
		return rc;
	kind = json_text(l->json, "kind");
	l->op = json_text(l->json, "op");
	l->kind = kind.len > 0 ? kind_find(kind) : NULL;
	if (l->kind == NULL)
		return err_set(e, ERR_INVALID, "/kind is not a kind of record");
	if (!str_is(l->op, OP_PUT) && !str_is(l->op, OP_DELETE))
		return err_set(e, ERR_INVALID, "/op must be put or delete");
	if (str_is(l->op, OP_PUT) &&
	    !json_is_object(json_object_get(l->json, "record")))
		return err_set(e, ERR_INVALID, "/record must be an object");
	return ERR_OK;
}

static bool is_blank(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] != ' ' && s.p[i] != '\t' && s.p[i] != '\r' &&
		    s.p[i] != '\n')
			return false;
	return true;
}

static enum err_code run_line(struct line *l, line_fn *fn, void *arg,
                              struct err *e)
{
	struct err why;
	enum err_code rc;

	l->arena = arena_new();
	err_init(&why, l->arena);
	if (l->text.len > LINE_MAX_BYTES)
		rc = err_set(&why, ERR_TOO_LARGE, "the line is too long");
	else
		rc = parse(l, &why);
	if (rc == ERR_OK)
		rc = fn(arg, l, &why);
	if (rc != ERR_OK)
		locate(l, &why, e);
	arena_free(l->arena);
	return rc;
}

/* May the line that comes now be passed over? */
typedef bool skip_fn(void *arg);

static enum err_code each_line(const struct input *in, skip_fn *skip,
                               line_fn *fn, void *arg, struct err *e)
{
	struct line l = { .file = in->name };
	char *text = NULL;
	size_t size = 0;
	enum err_code rc = ERR_OK;
	ssize_t n;

	rewind(in->file);
	while (rc == ERR_OK && (n = getline(&text, &size, in->file)) >= 0) {
		l.number++;
		l.text = (struct str){ text, (size_t)n };
		if (!is_blank(l.text) && (skip == NULL || !skip(arg)))
			rc = run_line(&l, fn, arg, e);
	}
	free(text);
	if (rc == ERR_OK && ferror(in->file))
		rc = err_set(e, ERR_SYNTAX, "%s: cannot be read", in->name);
	return rc;
}

/* ---- what comes in an import ------------------------------------------- */

/* What can only be told when all lines are in. */
enum duty {
	DUTY_THERE,   /* a reference was taken on trust         */
	DUTY_FREE,    /* it was deleted: nothing may refer to it */
	DUTY_SETTLED, /* its kind has a rule for then           */
};

struct promise {
	struct promise *next;
	const char *file;
	size_t number;
	const struct kind *kind;
	struct str id;
	enum duty duty;
};

struct session {
	struct import *in;
	struct tx *tx;
	struct arena *arena; /* for the whole import */
	struct str now;
	json_t *ids;     /* "kind/key" and "kind/id" to the id it will have */
	json_t *stale;   /* "kind/id" of what is to be derived anew         */
	json_t *undrawn; /* and of that whose evidence is to be drawn     */
	struct promise *promises;
	const struct line *line;

	size_t applied;
	size_t at;       /* how many lines were read this time          */
	char *put_off;   /* of each line: is it still to be applied     */
	size_t left;     /* how many are, so far this time              */
	json_t *late;    /* "kind/id" of records with such lines        */
	bool is_patient; /* put off what refers to what is not there    */
	bool is_waiting; /* the line at hand does                       */
};

static const char *name_of(struct arena *a, const struct kind *k,
                           struct str ref)
{
	return arena_printf(a, "%s/%.*s", k->entity.name, STR_ARG(ref));
}

static enum err_code expect(void *arg, struct line *l, struct err *e)
{
	struct session *s = arg;
	const json_t *record = json_object_get(l->json, "record");
	struct str id = json_text(record, "id"), key = json_text(record, "key");

	(void)e;
	s->in->lines++;
	if (id.len == 0 && key.len > 0)
		id = record_named(l->arena, l->kind, key);
	if (id.len == 0)
		return ERR_OK;
	json_object_set_new(s->ids, name_of(l->arena, l->kind, id),
	                    json_from(id));
	if (key.len > 0)
		json_object_set_new(s->ids, name_of(l->arena, l->kind, key),
		                    json_from(id));
	return ERR_OK;
}

static void promise(struct session *s, const struct kind *k, struct str id,
                    enum duty duty)
{
	struct promise *p = arena_alloc(s->arena, sizeof(*p));

	*p = (struct promise){
		s->promises, s->line->file,           s->line->number,
		k,           arena_str(s->arena, id), duty
	};
	s->promises = p;
}

static bool arriving(void *arg, const struct kind *k, struct str ref,
                     struct str *id)
{
	struct session *s = arg;
	const json_t *known =
		json_object_get(s->ids, name_of(s->line->arena, k, ref));

	if (known == NULL)
		return false;
	s->is_waiting = s->is_patient;
	if (s->is_patient)
		return false;
	*id = json_str(known);
	promise(s, k, *id, DUTY_THERE);
	return true;
}

static void later(void *arg, const struct kind *k, struct str id)
{
	struct session *s = arg;

	json_object_set_new(s->stale, name_of(s->line->arena, k, id),
	                    json_true());
}

static void draw_later(void *arg, const struct kind *k, struct str id)
{
	struct session *s = arg;

	json_object_set_new(s->undrawn, name_of(s->line->arena, k, id),
	                    json_true());
}

/* ---- applying lines ---------------------------------------------------- */

static struct change link_of(const struct line *l)
{
	return (struct change){
		.seq = json_integer_value(json_object_get(l->json, "seq")),
		.at = json_text(l->json, "at"),
		.kind = str_from(l->kind->entity.name),
		.op = l->op,
		.prev = json_text(l->json, "prev"),
		.hash = json_text(l->json, "hash"),
	};
}

static struct write write_of(struct session *s, const struct line *l)
{
	return (struct write){ .kind = l->kind,
		               .arena = l->arena,
		               .now = s->now,
		               .arriving = arriving,
		               .arrivals = s,
		               .later = later,
		               .draw_later = draw_later };
}

static enum err_code apply_put(struct session *s, struct line *l,
                               const struct change *link, struct err *e)
{
	struct write w = write_of(s, l);
	struct change c;
	enum err_code rc;

	w.body = json_object_get(l->json, "record");
	if (link != NULL) {
		c = *link;
		c.id = json_text(w.body, "id");
		c.key = json_text(w.body, "key");
		w.replay = &c;
	}
	rc = record_import(s->tx, &w, e);
	s->in->created += w.created;
	s->in->changed += w.changed && !w.created;
	if (rc == ERR_OK && l->kind->settle != NULL)
		promise(s, l->kind, w.row.values[COLUMN_ID].text, DUTY_SETTLED);
	return rc;
}

static enum err_code apply_delete(struct session *s, struct line *l,
                                  const struct change *link, struct err *e)
{
	struct write w = write_of(s, l);
	struct str id = json_text(l->json, "id"),
		   key = json_text(l->json, "key");
	struct change c;
	struct row row;
	enum err_code rc;

	w.ref = id.len > 0 ? id : key;
	if (w.ref.len == 0)
		return err_set(e, ERR_INVALID, "/id or /key is required");
	if (link != NULL) {
		c = *link;
		c.id = id;
		c.key = key;
		w.replay = &c;
	}
	rc = store_find(s->tx, &l->kind->entity, w.ref, l->arena, &row, e);
	if (rc == ERR_NOT_FOUND && link == NULL) {
		err_clear(e);
		return ERR_OK;
	}
	if (rc == ERR_OK && s->is_patient) {
		rc = record_unreferred(s->tx, l->kind,
		                       row.values[COLUMN_ID].text, l->arena, e);
		s->is_waiting = rc == ERR_CONFLICT;
	}
	if (rc == ERR_OK)
		rc = record_delete(s->tx, &w, e);
	if (rc != ERR_OK)
		return rc;
	s->in->deleted++;
	promise(s, l->kind, row.values[COLUMN_ID].text, DUTY_FREE);
	return ERR_OK;
}

/* The record a line is about, as "kind/id" where that is known. */
static const char *subject_of(const struct session *s, const struct line *l)
{
	const json_t *members = str_is(l->op, OP_PUT)
	                                ? json_object_get(l->json, "record")
	                                : l->json;
	struct str ref = json_text(members, "id");
	const json_t *id;

	if (ref.len == 0)
		ref = json_text(members, "key");
	id = json_object_get(s->ids, name_of(l->arena, l->kind, ref));
	return name_of(l->arena, l->kind, id != NULL ? json_str(id) : ref);
}

/* Lines about one record stay in their order. */
static enum err_code put_off(struct session *s, const struct line *l)
{
	s->left++;
	json_object_set_new(s->late, subject_of(s, l), json_true());
	return ERR_OK;
}

static bool is_late(const struct session *s, const struct line *l)
{
	return json_object_size(s->late) > 0 &&
	       json_object_get(s->late, subject_of(s, l)) != NULL;
}

/* The links of a chain come in the order they were forged in. */
static enum err_code apply_link(struct session *s, struct line *l,
                                const struct change *link, struct err *e)
{
	bool was_patient = s->is_patient;
	enum err_code rc;

	s->is_patient = was_patient && link == NULL;
	s->is_waiting = false;
	rc = str_is(l->op, OP_PUT) ? apply_put(s, l, link, e)
	                           : apply_delete(s, l, link, e);
	s->is_patient = was_patient;
	return rc;
}

static enum err_code apply(void *arg, struct line *l, struct err *e)
{
	struct session *s = arg;
	struct change link = link_of(l);
	size_t at = s->at++;
	enum err_code rc;

	s->line = l;
	if (is_late(s, l))
		return put_off(s, l);
	rc = apply_link(s, l, link.hash.len > 0 ? &link : NULL, e);
	if (rc != ERR_OK && s->is_waiting) {
		err_clear(e);
		return put_off(s, l);
	}
	s->put_off[at] = false;
	if (++s->applied % 1000 == 0 && s->in->progress != NULL)
		s->in->progress(s->applied);
	return rc;
}

static bool is_done(void *arg)
{
	struct session *s = arg;

	if (s->put_off[s->at])
		return false;
	s->at++;
	return true;
}

/* ---- keeping promises -------------------------------------------------- */

static enum err_code kept(struct session *s, const struct promise *p,
                          struct arena *a, struct err *e)
{
	struct row row;
	enum err_code rc =
		store_find(s->tx, &p->kind->entity, p->id, a, &row, e);

	if (rc == ERR_OK)
		return p->duty == DUTY_SETTLED
		               ? p->kind->settle(s->tx, a, &row, e)
		               : ERR_OK;
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	switch (p->duty) {
	case DUTY_FREE:
		return record_unreferred(s->tx, p->kind, p->id, a, e);
	case DUTY_THERE:
		return err_set(e, ERR_INVALID,
		               "the %s referred to is deleted again",
		               p->kind->singular);
	case DUTY_SETTLED:
		break;
	}
	return ERR_OK;
}

static enum err_code keep_promises(struct session *s, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (const struct promise *p = s->promises; p != NULL && rc == ERR_OK;
	     p = p->next) {
		struct line l = { .file = p->file,
			          .number = p->number,
			          .arena = arena_new() };
		struct err why;

		err_init(&why, l.arena);
		rc = kept(s, p, l.arena, &why);
		if (rc != ERR_OK)
			locate(&l, &why, e);
		arena_free(l.arena);
	}
	return rc;
}

/* ---- what follows from what came ---------------------------------------- */

typedef enum err_code renew_fn(struct tx *tx, struct arena *a,
                               const struct kind *k, const struct row *row,
                               struct err *e);

static enum err_code renew_one(struct session *s, const char *name,
                               renew_fn *fn, struct err *e)
{
	const char *slash = strchr(name, '/');
	struct str kind = { name, (size_t)(slash - name) };
	const struct kind *k = kind_find(kind);
	struct arena *a = arena_new();
	struct row row;
	enum err_code rc =
		store_find(s->tx, &k->entity, str_from(slash + 1), a, &row, e);

	if (rc == ERR_OK)
		rc = fn(s->tx, a, k, &row, e);
	if (rc == ERR_NOT_FOUND) { /* it was deleted after all */
		err_clear(e);
		rc = ERR_OK;
	}
	arena_free(a);
	return rc;
}

static enum err_code renew(struct session *s, json_t *names, renew_fn *fn,
                           struct err *e)
{
	enum err_code rc = ERR_OK;
	void *i;

	for (i = json_object_iter(names); i != NULL && rc == ERR_OK;
	     i = json_object_iter_next(names, i))
		rc = renew_one(s, json_object_iter_key(i), fn, e);
	return rc;
}

/* ---- the whole --------------------------------------------------------- */

static enum err_code each_input(struct session *s, skip_fn *skip, line_fn *fn,
                                struct err *e)
{
	enum err_code rc = ERR_OK;

	s->at = 0;
	for (size_t i = 0; i < s->in->ninputs && rc == ERR_OK; i++)
		rc = each_line(&s->in->inputs[i], skip, fn, s, e);
	return rc;
}

static enum err_code apply_all(struct session *s, struct err *e)
{
	size_t before = s->in->lines + 1;
	enum err_code rc = ERR_OK;

	s->put_off = arena_alloc(s->arena, s->in->lines + 1);
	memset(s->put_off, true, s->in->lines);
	s->left = s->in->lines;
	for (s->is_patient = true; rc == ERR_OK && s->left > 0;) {
		s->is_patient = s->left < before;
		before = s->left;
		s->left = 0;
		s->late = json_own(s->arena, json_object());
		rc = each_input(s, is_done, apply, e);
	}
	return rc;
}

static enum err_code import(struct tx *tx, void *arg, struct err *e)
{
	struct import *in = arg;
	struct session s = { .in = in, .tx = tx, .arena = arena_new() };
	enum err_code rc;

	in->lines = in->created = in->changed = in->deleted = 0;
	s.now = time_now(s.arena);
	s.ids = json_own(s.arena, json_object());
	s.stale = json_own(s.arena, json_object());
	s.undrawn = json_own(s.arena, json_object());
	rc = each_input(&s, NULL, expect, e);
	if (rc == ERR_OK)
		rc = apply_all(&s, e);
	if (rc == ERR_OK)
		rc = keep_promises(&s, e);
	if (rc == ERR_OK)
		rc = renew(&s, s.stale, record_derive, e);
	if (rc == ERR_OK)
		rc = renew(&s, s.undrawn, evidence_draw, e);
	arena_free(s.arena);
	return rc;
}

enum err_code lines_import(struct import *in, struct err *e)
{
	return store_run(in->store, TX_BULK, import, in, e);
}

/* ---- exporting --------------------------------------------------------- */

struct export
{
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
	struct export *x = arg;
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
static enum err_code plain_record(struct export *x, const struct row *row,
                                  struct str *out, struct err *e)
{
	json_t *record;
	struct buf text;
	enum err_code rc = json_read(x->arena, row->record, &record, e);

	if (rc != ERR_OK)
		return rc;
	refs_map(x->kind, record, x->arena, key_of, x);
	json_object_del(record, "id");
	json_object_del(record, "rev");
	json_object_del(record, "created_at");
	json_object_del(record, "updated_at");
	buf_init(&text, x->arena);
	json_canonical(&text, record);
	*out = buf_text(&text);
	return x->failed;
}

static enum err_code export_row(void *arg, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct export *x = arg;
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

static enum err_code export(struct tx *tx, void *arg, struct err *e) {
	struct export *x = arg; const struct kind *only = x->kind;
	enum err_code rc = ERR_OK;

	x->tx = tx; for (size_t i = 0; i < kinds_count && rc == ERR_OK; i++){
		if (only != NULL && only != kinds[i]) continue;
		x->kind = kinds[i];
		rc = walk_records(tx, kinds[i], NULL, 0, export_row, x, e); }
return rc;
}

enum err_code lines_export(struct store *s, const struct kind *k, bool keys,
                           FILE *out, struct err *e)
{
	struct export x = { .kind = k, .keys = keys, .out = out };

	return store_run(s, TX_READ, export, &x, e);
}
