/*
 * bulk.c - lines one by one
 *
 * What a line has written before it is refused must be undone: so each has a
 * savepoint. These are dear, since what is indexed is written at each, and so is
 * every page that a line is the first to change in it. Therefore some lines
 * are tried in one, and where one of those is refused, all of them again, each
 * in its own.
 */
#include "server/registry/ndjson/bulk.h"

#include <inttypes.h>

#include "lib/data/jsontext.h"
#include "server/registry/changes/record.h"
#include "server/registry/changes/write.h"
#include "server/registry/law/identity.h"
#include "server/registry/model/json.h"
#include "server/registry/model/jsonsize.h"
#include "server/registry/ndjson/ndjson_line.h"

#define TOGETHER 50 /* lines */

enum outcome { CREATED, CHANGED, UNCHANGED, DELETED, REFUSED, OUTCOMES };

static const char *const outcomes[OUTCOMES] = {
	[CREATED] = "created", [CHANGED] = "changed", [UNCHANGED] = "unchanged",
	[DELETED] = "deleted", [REFUSED] = "refused",
};

/* One line, and what comes of it. */
struct entry {
	struct line line;
	struct write write;
	enum outcome outcome;
};

static const char *const ops[] = { OP_PUT, "patch", OP_DELETE, NULL };

/* ---- writing ------------------------------------------------------------- */

/* Its id, its key, or what the instrument with its identifier is called. */
static enum err_code find_ref(struct tx *tx, struct write *w, struct err *e)
{
	w->ref = json_text(w->body, "id");
	if (w->ref.len == 0)
		w->ref = json_text(w->body, "key");
	return w->ref.len > 0 ? ERR_OK
	                      : identity_find(tx, w->arena, w->kind, w->body,
	                                      &w->ref, e);
}

static enum err_code is_at(const struct write *w, int64_t rev, struct err *e)
{
	const json_t *wanted = w->conditions;

	if (wanted == NULL ||
	    (json_is_integer(wanted) && json_integer_value(wanted) == rev))
		return ERR_OK;
	if (rev == 0)
		return err_set(e, ERR_STALE, "there is no such %s",
		               w->kind->singular);
	return err_set(e, ERR_STALE, "it is at revision %" PRId64, rev);
}

static enum err_code put(struct tx *tx, struct write *w, struct err *e)
{
	enum err_code rc = w->ref.len > 0 ? ERR_OK : is_at(w, 0, e);

	if (rc != ERR_OK)
		return rc;
	return w->ref.len > 0 ? write_replace(tx, w, e)
	                      : write_create(tx, w, e);
}

static enum err_code remove_it(struct tx *tx, struct write *w, struct err *e)
{
	enum err_code rc = write_delete(tx, w, e);

	if ((rc == ERR_NOT_FOUND || rc == ERR_GONE) && w->conditions == NULL) {
		err_clear(e);
		return ERR_OK;
	}
	w->changed = rc == ERR_OK;
	return rc;
}

static enum err_code write_entry(struct tx *tx, struct entry *l, struct err *e)
{
	struct write *w = &l->write;
	enum err_code rc = find_ref(tx, w, e);
	struct str op = l->line.op;
	bool deletes = str_is(op, OP_DELETE);

	if (rc != ERR_OK)
		return rc;
	if (w->ref.len == 0 && !str_is(op, OP_PUT))
		return err_set(e, ERR_INVALID, "/id or /key is required");
	if (deletes)
		rc = remove_it(tx, w, e);
	else
		rc = str_is(op, OP_PUT) ? put(tx, w, e)
		                        : write_merge_patch(tx, w, e);
	l->outcome = w->created ? CREATED : UNCHANGED;
	if (w->changed && !w->created)
		l->outcome = deletes ? DELETED : CHANGED;
	return rc;
}

static enum err_code apply(struct tx *tx, void *arg, struct err *e)
{
	struct entry *l = arg;
	struct line *line = &l->line;
	enum err_code rc = ndjson_parse(line, ops, e);

	if (rc != ERR_OK)
		return rc;
	l->write = (struct write){
		.kind = line->kind,
		.arena = line->arena,
		.body = line->record,
		.duplicates =
			str_is(json_text(line->json, "duplicates"), "allow"),
		.conditions = json_object_get(line->json, "rev"),
		.allowed = is_at,
	};
	return write_entry(tx, l, e);
}

/* ---- results ------------------------------------------------------------- */

/* What stands there, when it is short. */
static void put_value(struct buf *out, struct arena *a, const json_t *record,
                      const struct mistake *m)
{
	const json_t *value =
		m->pointer != NULL ? json_find(a, record, m->pointer) : NULL;
	struct buf text;

	if (value == NULL || json_is_array(value) || json_is_object(value))
		return;
	buf_init(&text, a);
	json_canonical(&text, value);
	if (text.len <= 200)
		json_put_value(out, "value", buf_text(&text));
}

static void put_mistakes(struct buf *out, const struct entry *l,
                         const struct err *why)
{
	const char *between = ",\"errors\":[";

	for (const struct mistake *m = why->mistakes; m != NULL; m = m->next) {
		buf_printf(out, "%s{\"pointer\":", between);
		json_quote(out, str_from(m->pointer != NULL ? m->pointer : ""));
		json_put(out, "detail", str_from(m->detail));
		put_value(out, l->line.arena, l->line.record, m);
		buf_puts(out, "}");
		between = ",";
	}
	buf_puts(out, why->mistakes != NULL ? "]" : "");
}

static void put_refusal(struct bulk *b, const struct entry *l,
                        const struct err *why)
{
	struct buf *out = &b->results;

	json_put_some(out, "kind", json_text(l->line.json, "kind"));
	json_put_some(out, "id", json_text(l->line.record, "id"));
	json_put_some(out, "key", json_text(l->line.record, "key"));
	buf_printf(out, ",\"status\":%u", b->status(why->code));
	json_put(out, "detail", str_from(why->detail));
	put_mistakes(out, l, why);
}

/* If one is refused, these are the answer. */
static void keep_refusal(struct bulk *b, struct str result)
{
	buf_puts(&b->refusals, b->refusals.len > 0 ? "," : "");
	buf_str(&b->refusals, result);
}

static void put_result(struct bulk *b, const struct entry *l,
                       const struct err *why)
{
	struct buf *out = &b->results;
	const struct value *values = l->write.row.values;
	size_t start = out->len;

	buf_printf(out, "{\"line\":%zu", b->reached.line);
	json_put(out, "outcome", str_from(outcomes[l->outcome]));
	if (l->outcome == REFUSED) {
		put_refusal(b, l, why);
	} else {
		json_put(out, "kind", str_from(l->write.kind->entity.name));
		if (values == NULL || values[COLUMN_ID].text.len == 0) {
			json_put(out, "ref", l->write.ref);
		} else {
			json_put(out, "id", values[COLUMN_ID].text);
			json_put(out, "key", values[COLUMN_KEY].text);
			buf_printf(out, ",\"rev\":%" PRId64,
			           values[COLUMN_REV].integer);
		}
	}
	buf_puts(out, "}");
	if (l->outcome == REFUSED && b->atomic)
		keep_refusal(b, (struct str){ buf_text(out).p + start,
		                              out->len - start });
	buf_puts(out, "\n");
}

/* ---- lines --------------------------------------------------------------- */

static bool next_line(struct bulk *b, struct str *line)
{
	struct bulk_place *p = &b->reached;
	const char *start = b->text.p + p->at, *end;

	if (p->at >= b->text.len)
		return false;
	end = memchr(start, '\n', b->text.len - p->at);
	line->p = start;
	line->len = end != NULL ? (size_t)(end - start) : b->text.len - p->at;
	p->at += line->len + (end != NULL);
	p->line++;
	return true;
}

/* It is not the line's fault. */
static bool is_ours(enum err_code rc)
{
	return rc == ERR_BUSY || rc == ERR_CANCELLED || rc == ERR_STORE;
}

static enum err_code do_line(struct tx *tx, struct bulk *b, struct str text,
                             bool together, struct err *e)
{
	struct entry l = { .line = { .arena = arena_scratch(), .text = text } };
	struct err why;
	enum err_code rc;

	err_init(&why, l.line.arena);
	rc = together ? apply(tx, &l, &why)
	              : store_attempt(tx, apply, &l, &why);
	if (rc != ERR_OK && (together || is_ours(rc))) {
		err_set(e, rc, "%s", why.detail);
	} else {
		if (rc != ERR_OK)
			l.outcome = REFUSED;
		b->reached.done[l.outcome]++;
		put_result(b, &l, &why);
		rc = ERR_OK;
	}
	arena_free(l.line.arena);
	return rc;
}

struct some_lines {
	struct bulk *bulk;
	size_t most, n;
	bool together; /* in one savepoint, and the first refusal ends them */
};

static enum err_code do_some(struct tx *tx, void *arg, struct err *e)
{
	struct some_lines *some = arg;
	enum err_code rc = ERR_OK;
	struct str line;

	while (rc == ERR_OK && some->n < some->most &&
	       next_line(some->bulk, &line)) {
		if (ndjson_is_blank(line))
			continue;
		rc = do_line(tx, some->bulk, line, some->together, e);
		some->n++;
	}
	return rc;
}

static enum err_code do_lines(struct tx *tx, struct bulk *b, size_t most,
                              size_t *n, struct err *e)
{
	struct some_lines some = { b, most, 0, true };
	struct bulk_place before = b->reached;
	size_t results = b->results.len;
	struct err why = { 0 };
	enum err_code rc = store_attempt(tx, do_some, &some, &why);

	if (rc != ERR_OK && is_ours(rc))
		return err_set(e, rc, "%s", why.detail);
	if (rc != ERR_OK) {
		b->reached = before;
		b->results.len = results;
		some = (struct some_lines){ b, most, 0, false };
		rc = do_some(tx, &some, e);
	}
	*n = some.n;
	return rc;
}

static bool is_whole(const struct bulk *b)
{
	return b->atomic || b->dry_run;
}

enum err_code bulk_step(struct tx *tx, struct bulk *b, struct err *e)
{
	size_t left = is_whole(b) ? BULK_ATOMIC_MAX : BULK_STEP, n = 1;
	enum err_code rc = ERR_OK;

	b->reached = b->committed;
	b->results.len = b->committed.results;
	b->refusals.len = 0;
	for (; rc == ERR_OK && left > 0 && n > 0; left -= n)
		rc = do_lines(tx, b, left < TOGETHER ? left : TOGETHER, &n, e);
	b->reached.results = b->results.len;
	return rc;
}

void bulk_settle(struct bulk *b)
{
	b->committed = b->reached;
}

void bulk_results_into(struct bulk *b, struct buf out)
{
	b->results = out;
	b->committed.results = out.len;
}

bool bulk_ends(const struct bulk *b)
{
	return b->reached.at >= b->text.len;
}

static enum err_code step_and_undo(struct tx *tx, void *arg, struct err *e)
{
	enum err_code rc = bulk_step(tx, arg, e);

	return rc != ERR_OK ? rc : err_set(e, ERR_ENOUGH, "only tried");
}

enum err_code bulk_try(struct store *s, struct bulk *b, struct err *e)
{
	enum err_code rc = store_run(s, TX_WRITE, step_and_undo, b, e);

	if (rc != ERR_ENOUGH)
		return rc;
	err_clear(e);
	return ERR_OK;
}

bool bulk_is_too_long(const struct bulk *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->text.len && n <= BULK_ATOMIC_MAX; i++)
		n += b->text.p[i] == '\n';
	return is_whole(b) && n > BULK_ATOMIC_MAX;
}

bool bulk_has_failed(const struct bulk *b)
{
	return b->atomic && b->reached.done[REFUSED] > 0;
}

void bulk_sum_up(struct bulk *b, bool is_written)
{
	const struct bulk_place *p = &b->reached;
	size_t lines = 0;

	for (int i = 0; i < OUTCOMES; i++)
		lines += p->done[i];
	buf_printf(&b->results, "{\"lines\":%zu", lines);
	for (int i = 0; i < OUTCOMES; i++)
		buf_printf(&b->results, ",\"%s\":%zu", outcomes[i], p->done[i]);
	buf_printf(&b->results, ",\"written\":%s}\n",
	           is_written ? "true" : "false");
}
