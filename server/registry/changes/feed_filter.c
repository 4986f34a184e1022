/*
 * feed_filter.c - filters of the feed: kind, author, instrument
 */
#include "server/registry/changes/feed_filter.h"

#include <string.h>

#include "lib/data/id.h"
#include "lib/data/jsontext.h"
#include "lib/store/history.h"
#include "server/registry/model/change_chain.h"
#include "server/registry/model/kind.h"

bool feed_is_filtered(const struct feed_filter *f)
{
	return f->kinds.n + f->by.n + f->not_by.n > 0 || f->instrument.len > 0;
}

static bool is_named(const struct feed_names *names, struct str name)
{
	for (size_t i = 0; i < names->n; i++)
		if (str_eq(names->items[i], name))
			return true;
	return false;
}

/* ---- what belongs to an instrument ---------------------------------------- */

/* Of one record, what it names: ids stand in quotation marks, and nothing else
 * that looks like one is the id of anything. */
struct naming {
	struct tx *tx;
	struct arena *arena;
	struct str instrument;
};

static bool next_id(struct str text, size_t *at, struct str *id)
{
	for (; *at + ID_LEN + 2 <= text.len; (*at)++) {
		*id = (struct str){ text.p + *at + 1, ID_LEN };
		if (text.p[*at] == '"' && text.p[*at + ID_LEN + 1] == '"' &&
		    id_valid(*id)) {
			*at += ID_LEN + 1;
			return true;
		}
	}
	return false;
}

static bool names_it(const struct naming *n, struct str record)
{
	struct str id;
	size_t at = 0;

	arena_work(n->arena, record.len);
	while (next_id(record, &at, &id))
		if (str_eq(id, n->instrument))
			return true;
	return false;
}

/* The record as it stands, or as it stood when it was deleted; absent when
 * there never was one. */
static enum err_code last_text(const struct naming *n, const struct kind *k,
                               struct str id, int64_t until, struct str *out,
                               struct err *e)
{
	struct str kind = str_from(k->entity.name);
	struct change last;
	enum err_code rc =
		store_last_change(n->tx, kind, id, until, n->arena, &last, e);

	if (rc == ERR_OK && last.seq > 1 && str_is(last.op, OP_DELETE))
		rc = store_last_change(n->tx, kind, id, last.seq - 1, n->arena,
		                       &last, e);
	*out = last.seq > 0 ? last.record : (struct str){ 0 };
	return rc;
}

/* Is it a part or a source of the instrument? */
static enum err_code is_part(const struct naming *n, struct str id, bool *out,
                             struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < kinds_count && !*out && rc == ERR_OK; i++) {
		const char *path = kinds[i]->of.instrument;
		struct str text, owner;

		if (path == NULL || strcmp(path, "id") == 0)
			continue;
		arena_work(n->arena, WORK_ROW);
		rc = last_text(n, kinds[i], id, INT64_MAX, &text, e);
		owner = json_member_text(n->arena, text, path);
		*out = str_eq(owner, n->instrument);
	}
	return rc;
}

static enum err_code belongs(const struct naming *n, struct str record,
                             bool *out, struct err *e)
{
	struct str id, last = { 0 };
	enum err_code rc = ERR_OK;
	size_t at = 0;

	*out = names_it(n, record);
	while (rc == ERR_OK && !*out && next_id(record, &at, &id)) {
		if (!str_eq(id, last))
			rc = is_part(n, id, out, e);
		last = id;
	}
	return rc;
}

static enum err_code belongs_to(struct tx *tx, struct str instrument,
                                const struct change *c, bool *out,
                                struct err *e)
{
	struct naming n = { tx, arena_scratch(), instrument };
	const struct kind *k = kind_find(c->kind);
	struct str record = c->record;
	enum err_code rc = ERR_OK;

	*out = false;
	if (record.len == 0 && k != NULL)
		rc = last_text(&n, k, c->id, c->seq, &record, e);
	if (rc == ERR_OK)
		rc = belongs(&n, record, out, e);
	arena_free(n.arena);
	return rc;
}

enum err_code feed_wants(struct tx *tx, const struct feed_filter *f,
                         const struct change *c, bool *out, struct err *e)
{
	*out = (f->kinds.n == 0 || is_named(&f->kinds, c->kind)) &&
	       (f->by.n == 0 || is_named(&f->by, c->by)) &&
	       !is_named(&f->not_by, c->by);
	return *out && f->instrument.len > 0
	               ? belongs_to(tx, f->instrument, c, out, e)
	               : ERR_OK;
}

/* ---- since a time --------------------------------------------------------- */

struct moment {
	struct str time;
	bool by_arrival;
	bool is_before;
};

static enum err_code compare(void *arg, const struct change *c, struct err *e)
{
	struct moment *m = arg;

	(void)e;
	m->is_before = str_cmp(m->by_arrival ? change_chain_arrival(c) : c->at,
	                       m->time) < 0;
	return ERR_OK;
}

/* Times never decrease along the chain. */
static enum err_code seq_before(struct tx *tx, struct moment m, int64_t *out,
                                struct err *e)
{
	struct arena *a = arena_scratch();
	struct change head;
	int64_t low = 0, high;
	enum err_code rc = store_head(tx, a, &head, e);

	high = head.seq;
	arena_free(a);
	while (rc == ERR_OK && low < high) {
		int64_t middle = low + (high - low + 1) / 2;

		rc = store_changes(tx, middle - 1, 1, compare, &m, e);
		if (m.is_before)
			low = middle;
		else
			high = middle - 1;
	}
	*out = low;
	return rc;
}

enum err_code feed_seq_before(struct tx *tx, struct str time, int64_t *out,
                              struct err *e)
{
	return seq_before(tx, (struct moment){ .time = time }, out, e);
}

enum err_code feed_seq_arrived(struct tx *tx, struct str time, int64_t *out,
                               struct err *e)
{
	return seq_before(tx,
	                  (struct moment){ .time = time, .by_arrival = true },
	                  out, e);
}
