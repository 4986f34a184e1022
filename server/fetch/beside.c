/*
 * beside.c - pages are checked, then taken step by step
 */
#include "server/fetch/beside.h"

#include <inttypes.h>
#include <stdio.h>

#include "lib/base/arena.h"
#include "lib/data/merkle.h"
#include "server/fetch/signed_origin.h"
#include "server/registry/changes/followed.h"
#include "server/registry/model/change_chain.h"
#include "server/registry/model/json.h"

/* ---- the place reached ------------------------------------------------------ */

/* As it is computed with. */
struct reached {
	struct change last; /* seq, at and hash */
	struct merkle_peaks tree;
};

static enum err_code read_tree(const struct origin *o, struct reached *out,
                               struct err *e)
{
	size_t n = merkle_peaks_count(o->seq);
	bool ok = o->tree.len == n * DIGEST_LEN;

	*out = (struct reached){
		.last = { .seq = o->seq, .at = o->at, .hash = o->hash },
		.tree = { .size = o->seq, .n = n },
	};
	for (size_t i = 0; ok && i < n; i++)
		ok = digest_read(
			(struct str){ o->tree.p + i * DIGEST_LEN, DIGEST_LEN },
			&out->tree.of[i]);
	return ok ? ERR_OK
	          : store_unsound(e, "origins", o->url,
	                          "its tree is not that of so many changes");
}

static struct str write_tree(struct arena *a, const struct merkle_peaks *tree)
{
	struct buf out;

	buf_init(&out, a);
	buf_puts(&out, "");
	for (size_t i = 0; i < tree->n; i++)
		buf_str(&out, digest_hex(a, &tree->of[i]));
	return buf_text(&out);
}

static enum err_code find_place(struct tx *tx, struct arena *a, const char *url,
                                struct origin *o, struct reached *out,
                                struct err *e)
{
	enum err_code rc = store_origin_find(tx, str_from(url), a, o, e);

	return rc != ERR_OK ? rc : read_tree(o, out, e);
}

struct place {
	struct mirror *m;
	struct arena *arena;
	struct reached at;
};

static enum err_code read_place(struct tx *tx, void *arg, struct err *e)
{
	struct place *p = arg;
	struct origin o;

	return find_place(tx, p->arena, p->m->from, &o, &p->at, e);
}

static enum err_code look(struct place *p, struct err *e)
{
	enum err_code rc = store_run(p->m->store, TX_READ, read_place, p, e);

	if (rc != ERR_OK)
		return rc;
	p->m->head = (struct change){ .seq = p->at.last.seq };
	snprintf(p->m->hash, sizeof(p->m->hash), "%.*s",
	         STR_ARG(p->at.last.hash));
	return ERR_OK;
}

/* ---- is it the chain that was followed? -------------------------------------- */

static enum err_code begin(struct tx *tx, void *arg, struct err *e)
{
	const struct place *p = arg;
	struct origin o = { .url = str_from(p->m->from), .tree = STR("") };
	struct str copied;
	enum err_code rc = store_origin(tx, p->arena, &copied, e);

	if (rc == ERR_OK && copied.len > 0)
		return err_set(e, ERR_CONFLICT,
		               "this registry is a copy of %.*s: --leave makes "
		               "it one of its own",
		               STR_ARG(copied));
	if (rc == ERR_OK)
		rc = store_origin_find(tx, o.url, p->arena, &o, e);
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	return store_origin_put(tx, &o, e);
}

static enum err_code tell_other(const struct place *p, struct err *e)
{
	return err_set(e, ERR_CONFLICT,
	               "change %" PRId64
	               " of %s is no longer the one that was taken",
	               p->at.last.seq, p->m->from);
}

static enum err_code check_last(const struct place *p, struct err *e)
{
	struct mirror_page page = { .arena = p->arena };
	const char *query = arena_printf(p->arena, "since=%" PRId64 "&limit=1",
	                                 p->at.last.seq - 1);
	enum err_code rc = mirror_ask_page(p->m, &page, query, e);

	if (rc != ERR_OK)
		return rc;
	return str_eq(json_text(json_array_get(page.items, 0), "hash"),
	              p->at.last.hash)
	               ? ERR_OK
	               : tell_other(p, e);
}

static enum err_code check(struct place *p, struct err *e)
{
	enum err_code rc = store_run(p->m->store, TX_WRITE, begin, p, e);

	if (rc == ERR_OK)
		rc = look(p, e);
	if (rc == ERR_OK)
		rc = mirror_ask_their_head(p->m, e);
	if (rc == ERR_OK && p->at.last.seq > p->m->theirs)
		rc = tell_other(p, e);
	if (rc == ERR_OK && p->at.last.seq > 0)
		rc = check_last(p, e);
	p->m->is_checked = rc == ERR_OK;
	return rc;
}

/* ---- is the page what follows? ------------------------------------------------ */

static struct change change_of(struct arena *a, const json_t *item)
{
	const json_t *record = json_object_get(item, "record");
	struct change c = change_chain_of(a, item);
	struct buf text;

	buf_init(&text, a);
	if (record != NULL)
		json_canonical(&text, record);
	c.record = buf_text(&text);
	return c;
}

static enum err_code go_past(struct reached *r, const struct change *c,
                             struct err *e)
{
	struct digest_raw hash;

	if (!digest_read(c->hash, &hash))
		return err_set(e, ERR_CONFLICT,
		               "its hash is not 64 hex digits");
	merkle_push(&r->tree, &hash);
	r->last =
		(struct change){ .seq = c->seq, .at = c->at, .hash = c->hash };
	return ERR_OK;
}

static enum err_code check_item(const struct mirror *m, struct arena *a,
                                struct reached *r, const json_t *item,
                                struct err *e)
{
	struct change c = change_of(a, item);
	const char *fault = change_chain_fault(a, &r->last, &c);
	struct digest_raw root;
	enum err_code rc;

	if (fault != NULL)
		return err_set(e, ERR_CONFLICT,
		               "change %" PRId64 " of %s does not hold: %s",
		               r->last.seq + 1, m->from, fault);
	rc = go_past(r, &c, e);
	if (rc != ERR_OK || r->last.seq != m->signed_size)
		return rc;
	merkle_peaks_root(&r->tree, &root);
	return signed_origin_compare(m, &root, e);
}

static enum err_code check_page(const struct place *p, const json_t *items,
                                struct err *e)
{
	struct reached r = p->at;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < json_array_size(items); i++)
		rc = check_item(p->m, p->arena, &r, json_array_get(items, i),
		                e);
	return rc;
}

/* ---- taking -------------------------------------------------------------- */

struct attempt {
	struct followed of;
	struct aside as; /* where it fails */
};

static enum err_code try_it(struct tx *tx, void *arg, struct err *e)
{
	const struct attempt *x = arg;

	return followed_take(tx, &x->of, e);
}

/* Not the change's fault. */
static bool is_ours(enum err_code rc)
{
	return rc == ERR_STORE || rc == ERR_BUSY || rc == ERR_CANCELLED ||
	       rc == ERR_UNSURE;
}

static struct str reason_of(struct arena *a, const struct err *why)
{
	const struct mistake *m = why->mistakes;

	return m != NULL ? str_from(arena_printf(a, "%s %s", m->pointer,
	                                         m->detail))
	                 : str_from(why->detail);
}

/* Taken, or set aside. */
static enum err_code take_or_set_aside(struct tx *tx, struct attempt *x,
                                       struct err *e)
{
	struct err why;
	enum err_code rc;

	err_init(&why, x->of.arena);
	rc = store_attempt(tx, try_it, x, &why);
	if (rc == ERR_OK)
		return store_aside_remove(tx, x->as.origin, x->as.kind,
		                          x->as.id, e);
	if (is_ours(rc))
		return err_set(e, rc, "%s", why.detail);
	x->as.reason = reason_of(x->of.arena, &why);
	return store_aside_put(tx, &x->as, e);
}

static struct aside aside_of(const struct followed *f)
{
	const json_t *record = json_object_get(f->link, "record");
	const json_t *holder = record != NULL ? record : f->link;
	struct buf text;

	buf_init(&text, f->arena);
	json_canonical(&text, f->link);
	return (struct aside){
		.origin = f->url,
		.kind = json_text(f->link, "kind"),
		.id = json_text(holder, "id"),
		.key = json_text(holder, "key"),
		.seq = json_integer_value(json_object_get(f->link, "seq")),
		.change = buf_text(&text),
	};
}

struct step {
	struct mirror *m;
	const json_t *items;
	size_t from, to;
	int64_t before; /* the place it begins at */
	bool is_late;   /* another process was there first */
};

static enum err_code take_item(struct tx *tx, const struct step *s,
                               struct postponed *postponed, const json_t *item,
                               struct err *e)
{
	struct attempt x = { .of = { .arena = arena_scratch(),
		                     .url = str_from(s->m->from),
		                     .link = item,
		                     .postponed = postponed } };
	enum err_code rc;

	x.as = aside_of(&x.of);
	rc = take_or_set_aside(tx, &x, e);
	arena_free(x.of.arena);
	return rc;
}

static enum err_code take_items(struct tx *tx, const struct step *s,
                                struct arena *a, struct reached *r,
                                struct err *e)
{
	struct postponed postponed;
	enum err_code rc = ERR_OK;

	postponed_init(&postponed, a);
	for (size_t i = s->from; rc == ERR_OK && i < s->to; i++) {
		const json_t *item = json_array_get(s->items, i);
		struct change c = change_chain_of(a, item);

		rc = take_item(tx, s, &postponed, item, e);
		if (rc == ERR_OK)
			rc = go_past(r, &c, e);
	}
	return rc == ERR_OK ? postponed_do(&postponed, tx, e) : rc;
}

static enum err_code take_step(struct tx *tx, void *arg, struct err *e)
{
	struct step *s = arg;
	struct arena *a = arena_scratch();
	struct origin o;
	struct reached r;
	enum err_code rc = find_place(tx, a, s->m->from, &o, &r, e);

	s->is_late = rc == ERR_OK && o.seq != s->before;
	if (rc == ERR_OK && !s->is_late)
		rc = take_items(tx, s, a, &r, e);
	if (rc == ERR_OK && !s->is_late) {
		o.seq = r.last.seq;
		o.at = r.last.at;
		o.hash = r.last.hash;
		o.tree = write_tree(a, &r.tree);
		rc = store_origin_put(tx, &o, e);
	}
	arena_free(a);
	return rc;
}

static enum err_code take_page(const struct place *p, const json_t *items,
                               struct err *e)
{
	struct step s = { .m = p->m, .items = items, .before = p->at.last.seq };
	size_t n = json_array_size(items);
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && !s.is_late && s.from < n) {
		s.to = s.from + BESIDE_STEP < n ? s.from + BESIDE_STEP : n;
		rc = store_run(p->m->store, TX_WRITE, take_step, &s, e);
		if (rc != ERR_OK || s.is_late)
			break;
		p->m->taken += s.to - s.from;
		s.before += (int64_t)(s.to - s.from);
		s.from = s.to;
	}
	return rc;
}

/* ---- what was set aside is tried again ----------------------------------- */

struct retry {
	struct mirror *m;
	int64_t since, next, newest;
	size_t n;
	struct arena *arena;
	struct aside items[BESIDE_STEP];
};

static enum err_code note_aside(void *arg, const struct aside *x, struct err *e)
{
	struct retry *r = arg;
	struct aside *to = &r->items[r->n++];

	(void)e;
	*to = *x;
	to->kind = arena_str(r->arena, x->kind);
	to->id = arena_str(r->arena, x->id);
	to->key = arena_str(r->arena, x->key);
	to->change = arena_str(r->arena, x->change);
	to->origin = str_from(r->m->from);
	r->next = x->seq;
	return ERR_OK;
}

static enum err_code retry_one(struct tx *tx, struct postponed *postponed,
                               const struct aside *as, struct err *e)
{
	struct attempt x = { .of = { .arena = arena_scratch(),
		                     .url = as->origin,
		                     .postponed = postponed },
		             .as = *as };
	json_t *link;
	enum err_code rc = json_read(x.of.arena, as->change, &link, e);

	x.of.link = link;
	if (rc == ERR_OK)
		rc = take_or_set_aside(tx, &x, e);
	arena_free(x.of.arena);
	return rc;
}

static enum err_code retry_some(struct tx *tx, void *arg, struct err *e)
{
	struct retry *r = arg;
	struct postponed postponed;
	enum err_code rc;

	r->arena = arena_scratch();
	r->n = 0;
	r->next = r->since;
	postponed_init(&postponed, r->arena);
	rc = store_asides(tx, str_from(r->m->from), r->since, BESIDE_STEP,
	                  note_aside, r, e);
	for (size_t i = 0; rc == ERR_OK && i < r->n; i++)
		rc = retry_one(tx, &postponed, &r->items[i], e);
	if (rc == ERR_OK)
		rc = postponed_do(&postponed, tx, e);
	if (rc == ERR_OK)
		rc = store_newest(tx, &r->newest, e);
	arena_free(r->arena);
	return rc;
}

static enum err_code retry_all(struct mirror *m, struct err *e)
{
	struct retry r = { .m = m };
	enum err_code rc = store_seq(m->store, &r.newest, e);

	if (rc != ERR_OK || r.newest == m->tried)
		return rc;
	do {
		r.since = r.next;
		rc = store_run(m->store, TX_WRITE, retry_some, &r, e);
	} while (rc == ERR_OK && r.n == BESIDE_STEP);
	if (rc == ERR_OK)
		m->tried = r.newest;
	return rc;
}

/* ---- the whole ----------------------------------------------------------- */

static enum err_code pull(struct place *p, int wait, struct err *e)
{
	struct mirror *m = p->m;
	struct mirror_page page = { .arena = p->arena };
	const char *query =
		arena_printf(p->arena, "since=%" PRId64 "&limit=%d&wait=%d",
	                     p->at.last.seq, MIRROR_PAGE, wait);
	enum err_code rc = signed_origin_ask(m, e);

	if (rc == ERR_OK)
		rc = mirror_ask_page(m, &page, query, e);
	if (rc != ERR_OK)
		return rc;
	m->theirs = mirror_seq_of_head(&page);
	rc = signed_origin_suits(m, e);
	if (rc == ERR_OK)
		rc = check_page(p, page.items, e);
	if (rc == ERR_OK)
		rc = take_page(p, page.items, e);
	if (rc == ERR_OK)
		rc = look(p, e);
	if (rc != ERR_OK)
		return rc;
	m->has_sources = m->has_sources || mirror_have_source(page.items);
	signed_origin_settle(m);
	return mirror_is_level(m) ? retry_all(m, e) : ERR_OK;
}

enum err_code beside_pull(struct mirror *m, int wait, struct err *e)
{
	struct place p = { .m = m, .arena = arena_new() };
	enum err_code rc = m->is_checked ? look(&p, e) : check(&p, e);

	if (rc == ERR_OK)
		rc = pull(&p, wait, e);
	m->is_checked = m->is_checked && rc == ERR_OK;
	arena_free(p.arena);
	return rc;
}

/* ---- who is followed --------------------------------------------------------- */

struct question {
	const char *url;
	bool is_known;
	size_t limit;
	aside_fn *fn;
	void *arg;
	int64_t all;
};

static enum err_code find(struct tx *tx, void *arg, struct err *e)
{
	struct question *q = arg;
	struct arena *a = arena_scratch();
	struct origin o;
	enum err_code rc = store_origin_find(tx, str_from(q->url), a, &o, e);

	q->is_known = rc == ERR_OK;
	arena_free(a);
	return err_allow_absent(rc, e);
}

enum err_code beside_knows(struct store *s, const char *url, bool *out,
                           struct err *e)
{
	struct question q = { .url = url };
	enum err_code rc = store_run(s, TX_READ, find, &q, e);

	*out = q.is_known;
	return rc;
}

static enum err_code list_asides(struct tx *tx, void *arg, struct err *e)
{
	struct question *q = arg;
	struct str url = str_from(q->url);
	enum err_code rc = store_aside_count(tx, url, &q->all, e);

	return rc != ERR_OK
	               ? rc
	               : store_asides(tx, url, 0, q->limit, q->fn, q->arg, e);
}

enum err_code beside_asides(struct store *s, const char *url, size_t limit,
                            aside_fn *fn, void *arg, int64_t *all,
                            struct err *e)
{
	struct question q = {
		.url = url, .limit = limit, .fn = fn, .arg = arg
	};
	enum err_code rc = store_run(s, TX_READ, list_asides, &q, e);

	*all = q.all;
	return rc;
}
