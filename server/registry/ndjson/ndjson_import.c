/*
 * ndjson_import.c - records read line by line
 *
 * An import reads its input twice. First to learn which records come in it, so
 * that a reference to a later one is told from one that leads nowhere. Then to
 * apply it: a line that refers to a record that is not there yet waits for it,
 * so that the feed of changes never speaks of what it has not told yet. What
 * waits in the end does so in a circle: it is accepted unverified, and checked
 * when all lines are in.
 */
#include "server/registry/ndjson/ndjson_import.h"

#include <unistd.h>

#include "lib/base/arena.h"
#include "lib/data/id_table.h"
#include "lib/data/jsontext.h"
#include "server/registry/changes/postponed.h"
#include "server/registry/changes/record.h"
#include "server/registry/changes/write_import.h"
#include "server/registry/law/code_list.h"
#include "server/registry/model/change_chain.h"
#include "server/registry/model/json.h"
#include "server/registry/ndjson/pending_lines.h"

static const char *const ops[] = { OP_PUT, OP_DELETE, NULL };

/* ---- what comes in an import ------------------------------------------- */

/* What can only be checked when all lines are in. */
enum check {
	CHECK_EXISTS,     /* a reference was accepted unverified     */
	CHECK_UNREFERRED, /* it was deleted: nothing may refer to it */
	CHECK_SETTLED,    /* its kind has a rule for then            */
};

struct deferred {
	struct deferred *next;
	struct line_place place;
	const struct kind *kind;
	struct str id;
	enum check check;
};

struct session {
	struct import *in;
	struct tx *tx;
	struct arena *arena; /* for the whole import */
	struct id_table ids; /* that "kind/key" and "kind/id" will have */
	struct postponed postponed;
	struct deferred *deferred;
	const struct line *line;
	struct wrong_lines wrong;
	size_t applied;
	bool codes_come; /* some lines may change a list of codes */

	struct pending waiting;
	const char *waits_for; /* the line at hand, or NULL                 */
	bool is_patient;       /* wait, rather than accept unverified       */
	bool is_applying;      /* second time: what cannot be read is known */
};

static struct str name_of(struct arena *a, const struct kind *k, struct str ref)
{
	return str_from(
		arena_printf(a, "%s/%.*s", k->entity.name, STR_ARG(ref)));
}

/* A line with a wrong id is known by the one its key would give it. */
static struct str id_to_come(const struct line *l, struct str id,
                             struct str key)
{
	return id_valid(id) || key.len == 0
	               ? id
	               : record_named_id(l->arena, l->kind, key);
}

static enum err_code expect(void *arg, struct line *l, struct err *e)
{
	struct session *s = arg;
	const json_t *record = json_object_get(l->json, "record");
	struct str id = json_text(record, "id"), key = json_text(record, "key"),
		   coming;

	(void)e;
	s->in->lines++;
	s->codes_come = s->codes_come || code_list_is_of(l->kind);
	if (id.len == 0 && key.len == 0)
		return ERR_OK;
	coming = id_to_come(l, id, key);
	id_table_put(&s->ids,
	             name_of(l->arena, l->kind, id.len > 0 ? id : coming),
	             coming);
	if (key.len > 0)
		id_table_put(&s->ids, name_of(l->arena, l->kind, key), coming);
	return ERR_OK;
}

static void defer(struct session *s, const struct kind *k, struct str id,
                  enum check check)
{
	struct deferred *d = arena_alloc(s->arena, sizeof(*d));

	*d = (struct deferred){ s->deferred, s->line->place, k,
		                arena_str(s->arena, id), check };
	s->deferred = d;
}

static bool arriving(void *arg, const struct kind *k, struct str ref,
                     struct str *id)
{
	struct session *s = arg;
	struct arena *a = s->line->arena;
	size_t known = id_table_find(&s->ids, name_of(a, k, ref));
	struct str coming;

	if (known == ID_TABLE_NONE)
		return false;
	coming = id_table_at(&s->ids, a, known);
	if (s->is_patient) {
		s->waits_for =
			pending_event(a, EVENT_COMES, name_of(a, k, coming).p);
		return false;
	}
	*id = coming;
	defer(s, k, *id, CHECK_EXISTS);
	return true;
}

static void derive_later(void *arg, const struct kind *k, struct str id)
{
	struct session *s = arg;

	postponed_derive(&s->postponed, k, id);
}

/* ---- applying lines ---------------------------------------------------- */

static struct write write_of(struct session *s, const struct line *l)
{
	return (struct write){ .kind = l->kind,
		               .arena = l->arena,
		               .arriving = arriving,
		               .arrivals = s,
		               .derive_later = derive_later,
		               .evidence = &s->postponed };
}

/* What is restored keeps the codes that it has. */
static bool is_coded(const struct kind *k, const struct write *w)
{
	return code_list_has(k) && w->changed &&
	       json_object_get(w->body, "rev") == NULL;
}

static enum err_code settle_or_defer(struct session *s, const struct line *l,
                                     const struct write *w, struct err *e)
{
	const struct kind *k = l->kind;

	if (k->settle == NULL && !is_coded(k, w))
		return ERR_OK;
	if (k->settle == NULL && !s->codes_come)
		return code_list_stand(s->tx, l->arena, k, &w->row, e);
	defer(s, k, w->row.values[COLUMN_ID].text, CHECK_SETTLED);
	return ERR_OK;
}

static enum err_code apply_put(struct session *s, struct line *l,
                               const struct change *link, struct err *e)
{
	struct write w = write_of(s, l);
	struct change c;
	enum err_code rc;

	w.body = l->record;
	w.duplicates = str_is(json_text(l->json, "duplicates"), "allow");
	if (link != NULL) {
		c = *link;
		c.id = json_text(w.body, "id");
		c.key = json_text(w.body, "key");
		w.replay = &c;
	}
	rc = write_import(s->tx, &w, e);
	s->in->created += w.created;
	s->in->changed += w.changed && !w.created;
	return rc == ERR_OK ? settle_or_defer(s, l, &w, e) : rc;
}

/* Does anything refer to it yet? Then its change is waited for. */
static enum err_code wait_for_referrer(struct session *s, const struct line *l,
                                       const struct row *row, struct err *e)
{
	struct arena *a = l->arena;
	struct str first;
	size_t at = 0;
	enum err_code rc = record_check_unreferred(
		s->tx, l->kind, row->values[COLUMN_ID].text, a, e);

	if (rc != ERR_CONFLICT)
		return rc;
	first = json_member(
		str_from(arena_printf(a, "{%.*s}", STR_ARG(e->more))),
		"referrers");
	if (json_items(first, &at, &first)) {
		struct str kind = json_member_text(a, first, "kind"),
			   id = json_member_text(a, first, "id");

		s->waits_for = pending_event(a, EVENT_CHANGES,
		                             name_of(a, kind_find(kind), id).p);
	}
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
	if (rc == ERR_OK && s->is_patient)
		rc = wait_for_referrer(s, l, &row, e);
	if (rc == ERR_OK)
		rc = write_delete(s->tx, &w, e);
	if (rc != ERR_OK)
		return rc;
	s->in->deleted++;
	defer(s, l->kind, row.values[COLUMN_ID].text, CHECK_UNREFERRED);
	return ERR_OK;
}

/* The record a line is about, as "kind/id" where that is known. */
static enum err_code name_subject(const struct session *s, struct line *l,
                                  struct err *e)
{
	struct str ref = json_text(l->record, "id");
	struct row row;
	enum err_code rc = ERR_OK;
	size_t known;

	if (ref.len == 0)
		ref = json_text(l->record, "key");
	known = id_table_find(&s->ids, name_of(l->arena, l->kind, ref));
	if (known != ID_TABLE_NONE) {
		ref = id_table_at(&s->ids, l->arena, known);
	} else if (ref.len > 0) {
		rc = store_find(s->tx, &l->kind->entity, ref, l->arena, &row,
		                e);
		if (rc == ERR_OK)
			ref = row.values[COLUMN_ID].text;
	}
	l->subject = name_of(l->arena, l->kind, ref).p;
	return err_allow_absent(rc, e);
}

/* The links of a chain come in the order they were forged in. */
static enum err_code apply_link(struct session *s, struct line *l,
                                const struct change *link, struct err *e)
{
	bool was_patient = s->is_patient;
	enum err_code rc;

	s->is_patient = was_patient && link == NULL;
	s->waits_for = NULL;
	rc = str_is(l->op, OP_PUT) ? apply_put(s, l, link, e)
	                           : apply_delete(s, l, link, e);
	s->is_patient = was_patient;
	return rc;
}

/* Among what is wrong, or the end: of a chain no link fits after a wrong one,
 * and a failing engine is no line's fault. */
static enum err_code note_wrong(struct session *s, const struct line *l,
                                const struct err *why, struct err *e)
{
	bool is_lines = why->code != ERR_STORE && why->code != ERR_BUSY &&
	                why->code != ERR_CANCELLED;

	if (!is_lines)
		return err_set(e, why->code, "%s", why->detail);
	wrong_lines_note(&s->wrong, &l->place, l->json, why);
	if (s->wrong.n == WRONG_LINES_MAX || json_text(l->json, "hash").len > 0)
		return wrong_lines_fail(&s->wrong, e);
	return ERR_OK;
}

/* Apply a line, or let it wait; `late` is its place among those that waited, or
 * PENDING_NONE. */
static enum err_code apply(struct session *s, struct line *l, size_t late,
                           struct err *e)
{
	struct change link = change_chain_of(l->arena, l->json);
	struct err why;
	enum err_code rc;

	err_init(&why, l->arena);
	s->line = l;
	rc = apply_link(s, l, link.hash.len > 0 ? &link : NULL, &why);
	if (rc != ERR_OK && s->waits_for != NULL) {
		pending_add(&s->waiting, l, late, s->waits_for);
		return ERR_OK;
	}
	pending_done(&s->waiting, l, late, rc == ERR_OK);
	if (rc != ERR_OK)
		return note_wrong(s, l, &why, e);
	if (++s->applied % 1000 == 0 && s->in->progress != NULL)
		s->in->progress(s->applied);
	return ERR_OK;
}

/* Read a line that waited once more, and apply it. */
static enum err_code apply_late(struct session *s, size_t late, struct err *e)
{
	const struct late *p = &s->waiting.late[late];
	const struct input *in = &s->in->inputs[p->place.input];
	struct line l = { .place = p->place,
		          .at = p->at,
		          .subject = p->subject };
	enum err_code rc;
	char *text;

	l.arena = arena_scratch();
	text = arena_alloc(l.arena, p->len + 1);
	l.text = (struct str){ text, p->len };
	rc = pread(fileno(in->file), text, p->len, p->at) == (ssize_t)p->len
	             ? ndjson_parse(&l, ops, e)
	             : err_set(e, ERR_SYNTAX, "%s: cannot be read", in->name);
	if (rc == ERR_OK)
		rc = apply(s, &l, late, e);
	arena_free(l.arena);
	return rc;
}

static enum err_code apply_ready(struct session *s, struct err *e)
{
	enum err_code rc = ERR_OK;
	size_t late;

	while (rc == ERR_OK &&
	       (late = pending_next(&s->waiting)) != PENDING_NONE)
		if (!s->waiting.late[late].done)
			rc = apply_late(s, late, e);
	return rc;
}

static enum err_code apply_line(void *arg, struct line *l, struct err *e)
{
	struct session *s = arg;
	enum err_code rc = name_subject(s, l, e);

	if (rc != ERR_OK || pending_behind(&s->waiting, l))
		return rc;
	rc = apply(s, l, PENDING_NONE, e);
	return rc != ERR_OK ? rc : apply_ready(s, e);
}

/* What waits in the end waits in a circle, or for a line that is wrong. */
static enum err_code apply_rest(struct session *s, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < s->waiting.nlate && rc == ERR_OK; i++) {
		if (s->waiting.late[i].done || s->wrong.n > 0)
			continue;
		s->is_patient = false;
		rc = apply_late(s, i, e);
		s->is_patient = true;
		if (rc == ERR_OK)
			rc = apply_ready(s, e);
	}
	return rc;
}

/* ---- deferred checks ---------------------------------------------------- */

static enum err_code settle(struct session *s, const struct kind *k,
                            struct arena *a, const struct row *row,
                            struct err *e)
{
	return k->settle != NULL ? k->settle(s->tx, a, row, e)
	                         : code_list_stand(s->tx, a, k, row, e);
}

static enum err_code check(struct session *s, const struct deferred *d,
                           struct arena *a, struct err *e)
{
	struct row row;
	enum err_code rc =
		store_find(s->tx, &d->kind->entity, d->id, a, &row, e);

	if (rc == ERR_OK)
		return d->check == CHECK_SETTLED
		               ? settle(s, d->kind, a, &row, e)
		               : ERR_OK;
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	switch (d->check) {
	case CHECK_UNREFERRED:
		return record_check_unreferred(s->tx, d->kind, d->id, a, e);
	case CHECK_EXISTS:
		return err_set(e, ERR_INVALID,
		               "the %s referred to is deleted again",
		               d->kind->singular);
	case CHECK_SETTLED:
		break;
	}
	return ERR_OK;
}

static enum err_code check_deferred(struct session *s, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (const struct deferred *d = s->deferred; d != NULL && rc == ERR_OK;
	     d = d->next) {
		struct line l = { .place = d->place, .arena = arena_scratch() };
		struct err why;

		err_init(&why, l.arena);
		if (check(s, d, l.arena, &why) != ERR_OK)
			rc = note_wrong(s, &l, &why, e);
		arena_free(l.arena);
	}
	return rc;
}

/* ---- the whole --------------------------------------------------------- */

typedef enum err_code line_fn(void *arg, struct line *l, struct err *e);

/* A line that is wrong ends nothing yet. */
static enum err_code run_line(struct session *s, struct line *l, line_fn *fn,
                              struct err *e)
{
	struct err why;
	enum err_code rc;

	l->arena = arena_scratch();
	l->json = NULL;
	err_init(&why, l->arena);
	rc = l->text.len > LINE_MAX_BYTES
	             ? err_set(&why, ERR_TOO_LARGE, "the line is too long")
	             : ndjson_parse(l, ops, &why);
	if (rc == ERR_OK)
		rc = fn(s, l, e);
	else
		rc = s->is_applying ? ERR_OK : note_wrong(s, l, &why, e);
	arena_free(l->arena);
	return rc;
}

static enum err_code each_line(struct session *s, size_t input, line_fn *fn,
                               struct err *e)
{
	const struct input *in = &s->in->inputs[input];
	struct line l = { .place = { in->name, input, 0 } };
	struct buf text;
	enum err_code rc = ERR_OK;
	size_t n;

	buf_init(&text, s->arena);
	rewind(in->file);
	for (; rc == ERR_OK && (n = ndjson_read_line(in->file, &text)) > 0;
	     l.at += (off_t)n) {
		l.place.number++;
		l.text = buf_text(&text);
		if (!ndjson_is_blank(l.text))
			rc = run_line(s, &l, fn, e);
	}
	if (rc == ERR_OK && ferror(in->file))
		rc = err_set(e, ERR_SYNTAX, "%s: cannot be read", in->name);
	return rc;
}

static enum err_code each_input(struct session *s, line_fn *fn, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < s->in->ninputs && rc == ERR_OK; i++)
		rc = each_line(s, i, fn, e);
	return rc;
}

static enum err_code take_in(struct session *s, struct err *e)
{
	enum err_code rc = each_input(s, expect, e);

	s->is_applying = s->is_patient = true;
	if (rc == ERR_OK)
		rc = each_input(s, apply_line, e);
	if (rc == ERR_OK)
		rc = apply_rest(s, e);
	if (rc == ERR_OK && s->wrong.n == 0)
		rc = check_deferred(s, e);
	if (rc == ERR_OK)
		rc = wrong_lines_fail(&s->wrong, e);
	if (rc == ERR_OK && s->in->confirm != NULL)
		rc = s->in->confirm(s->tx, s->in->confirm_arg, e);
	return rc != ERR_OK ? rc : postponed_do(&s->postponed, s->tx, e);
}

static enum err_code import(struct tx *tx, void *arg, struct err *e)
{
	struct import *in = arg;
	struct session s = { .in = in, .tx = tx, .arena = arena_scratch() };
	enum err_code rc;

	in->lines = in->created = in->changed = in->deleted = 0;
	id_table_init(&s.ids, s.arena);
	postponed_init(&s.postponed, s.arena);
	pending_init(&s.waiting, s.arena);
	s.wrong.arena = s.arena;
	rc = take_in(&s, e);
	in->wrong = s.wrong.n;
	if (in->complain != NULL)
		wrong_lines_tell(&s.wrong, in->complain);
	arena_free(s.arena);
	return rc;
}

enum err_code ndjson_import(struct import *in, struct err *e)
{
	return store_run(in->store, TX_BULK, import, in, e);
}
