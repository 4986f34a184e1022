/*
 * table_import.c - the source, its rows, its older passages; step by step
 */
#include "server/registry/table_import/table_import.h"

#include "lib/base/clock.h"
#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "lib/data/media_types.h"
#include "server/registry/changes/propagate.h"
#include "server/registry/changes/record.h"
#include "server/registry/model/walk.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/text.h"
#include "server/registry/table_import/table_work.h"

#define OLD_AT_ONCE 200

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

/* Passages of other sources may be of the same text: they have waited for it. */
static enum err_code hold_text(struct work *w, struct err *e)
{
	struct table_plan *p = w->plan;
	struct text text;
	enum err_code rc =
		store_text_find(w->tx, p->sha256, w->arena, &text, e);

	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	rc = text_add(w->tx, w->arena, p->bytes, p->sha256, &text, e);
	return rc != ERR_OK ? rc
	                    : propagate_text(w->tx, w->arena, p->sha256, e);
}

static enum err_code look_at_spans(struct work *w, struct err *e)
{
	bool more;
	enum err_code rc = propagate_rest(w->tx, &more, e);

	if (rc == ERR_OK && !more)
		w->plan->now.phase = PHASE_ROWS;
	return rc;
}

static enum err_code begin(struct work *w, struct err *e)
{
	struct table_plan *p = w->plan;
	struct write write = { 0 };
	struct row row;
	json_t *body;
	enum err_code rc = hold_text(w, e);

	if (rc == ERR_OK)
		rc = source_body(w, &body, e);
	if (rc == ERR_OK && body != NULL)
		rc = table_put(w, &sources_kind, body, &write, e);
	if (rc == ERR_OK)
		rc = store_find(w->tx, &sources_kind.entity, p->source,
		                w->arena, &row, e);
	if (rc == ERR_OK)
		p->source_id = arena_str(p->arena, row.values[COLUMN_ID].text);
	if (rc == ERR_INVALID)
		rc = err_set(e, rc, "the map's source: %s",
		             table_mistakes(w->arena, e));
	p->now.phase = PHASE_SPANS;
	return rc;
}

static bool is_due(struct table_plan *p)
{
	struct looking *l = &p->now.looking;
	size_t row = l->row++;

	if (!l->again)
		return true;
	if (l->done == l->nlate || p->late[l->done] != row)
		return false;
	l->done++;
	return true;
}

static void end_rows(struct table_plan *p)
{
	struct looking *l = &p->now.looking;

	if (l->again || l->nlate == 0) {
		p->now.phase = PHASE_OLD;
		return;
	}
	p->now.table = p->first.table;
	p->now.byte = p->first.byte;
	p->now.code_point = p->first.code_point;
	*l = (struct looking){ .again = true, .nlate = l->nlate };
}

static enum err_code take_in_rows(struct work *step, struct err *e)
{
	struct table_plan *p = step->plan;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < TABLE_STEP && rc == ERR_OK; i++) {
		struct work w = *step;

		w.arena = arena_scratch();
		if (!table_next(&p->now.table, w.arena, &w.row)) {
			end_rows(p);
			i = TABLE_STEP;
		} else if (is_due(p)) {
			rc = table_take_in_row(&w, e);
		}
		arena_free(w.arena);
	}
	return rc;
}

/* ---- rows that are no more ----------------------------------------------- */

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
	struct buf *list = table_note(w, TALLY_GONE);

	if (list == NULL)
		return;
	json_put(list, "passage", row->values[COLUMN_KEY].text);
	table_note_end(w, TALLY_GONE);
}

static enum err_code look_again(struct work *w, const struct row *row,
                                struct err *e)
{
	struct str edition = kind_text(&passages_kind, row->values, "edition");

	if (str_eq(edition, w->plan->sha256))
		return ERR_OK;
	tell_gone(w, row);
	return record_rederive(w->tx, w->arena, &passages_kind, row, e);
}

static bool is_first(const struct row *source)
{
	struct str list = json_member(source->record, "editions"), item;
	size_t at = 0;

	return json_items(list, &at, &item) && !json_items(list, &at, &item);
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
	if (is_first(&source)) {
		p->now.phase = PHASE_DONE;
		return ERR_OK;
	}
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

static void go_back(struct table_plan *p)
{
	p->now = p->settled;
	table_lists_back(p);
}

static enum err_code step(struct tx *tx, struct table_plan *p, struct err *e)
{
	struct work w = { .plan = p, .tx = tx, .arena = arena_scratch() };
	struct postponed postponed;
	enum err_code rc = ERR_OK;

	postponed_init(&postponed, w.arena);
	w.postponed = &postponed;
	switch (p->now.phase) {
	case PHASE_SOURCE:
		rc = begin(&w, e);
		break;
	case PHASE_SPANS:
		rc = look_at_spans(&w, e);
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

enum err_code table_steps(struct tx *tx, struct table_plan *p, int64_t ms,
                          struct err *e)
{
	int64_t until = clock_ms() + ms;
	enum err_code rc;

	go_back(p);
	do
		rc = step(tx, p, e);
	while (rc == ERR_OK && !table_ends(p) && clock_ms() < until);
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
	go_back(p);
	while (rc == ERR_OK && !table_ends(p))
		rc = step(tx, p, e);
	return rc != ERR_OK ? rc : err_set(e, ERR_CANCELLED, "a dry run");
}

enum err_code table_try(struct store *s, struct table_plan *p, struct err *e)
{
	enum err_code rc = store_run(s, TX_BULK, try_all, p, e);

	if (rc != ERR_CANCELLED || !table_ends(p))
		return rc;
	err_clear(e);
	table_settle(p);
	return ERR_OK;
}

/* ---- before and after ---------------------------------------------------- */

static const char *const media_types[] = { [TABLE_CSV] = "text/csv",
	                                   [TABLE_NDJSON] = TYPE_LINES,
	                                   [TABLE_JSON] = TYPE_JSON };

#define UTF16_LOOK 200 /* bytes */

/* Half of what is written in Latin letters is NUL then. */
static bool is_utf16(struct str s)
{
	size_t n = 0, look = s.len < UTF16_LOOK ? s.len : UTF16_LOOK;

	for (size_t i = 0; i < look; i++)
		n += s.p[i] == '\0';
	return str_starts(s, STR("\xff\xfe")) ||
	       str_starts(s, STR("\xfe\xff")) || (n > 0 && n >= look / 3);
}

static enum err_code check_text(struct arena *a, struct str bytes,
                                struct err *e)
{
	if (is_utf16(bytes))
		return err_set(e, ERR_INVALID,
		               "the table is UTF-16: save it as UTF-8");
	if (text_check(bytes, e) == ERR_OK || e->code != ERR_INVALID)
		return e->code;
	return err_set(e, e->code,
	               "%s, in line %zu: save the table as UTF-8 (what "
	               "spreadsheets call \"CSV UTF-8\")",
	               arena_printf(a, "%s", e->detail),
	               1 + table_lines(bytes, 0, utf8_valid_length(bytes)));
}

enum err_code table_prepare(const struct table_request *r,
                            struct table_plan **out, struct err *e)
{
	struct table_plan *p = arena_alloc(r->arena, sizeof(*p));
	struct str map = map_named(r->map);
	enum err_code rc = check_text(r->arena, r->bytes, e);

	*p = (struct table_plan){ .arena = r->arena,
		                  .bytes = r->bytes,
		                  .dry_run = r->dry_run };
	if (rc == ERR_OK)
		rc = map_read(r->arena, map.len > 0 ? map : r->map, &p->map, e);
	if (rc != ERR_OK)
		return rc;
	if (!p->map.has_format)
		p->map.form.format = table_format_of(r->bytes);
	rc = table_open(&p->now.table, r->arena, r->bytes, &p->map.form, e);
	if (rc == ERR_OK)
		rc = map_check_columns(r->arena, &p->map, &p->now.table, e);
	if (rc == ERR_OK)
		p->absent = map_absent(r->arena, &p->map, &p->now.table);
	p->media_type = r->media_type != NULL ? r->media_type
	                                      : media_types[p->map.form.format];
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
