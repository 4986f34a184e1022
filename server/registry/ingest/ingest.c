/*
 * ingest.c - a text is stored, and its passages are checked again
 */
#include "server/registry/ingest/ingest.h"

#include "lib/data/digest.h"
#include "lib/data/media_type.h"
#include "lib/store/pending.h"
#include "lib/text/utf8.h"
#include "server/registry/changes/propagate.h"
#include "server/registry/changes/record.h"
#include "server/registry/changes/write.h"
#include "server/registry/model/json.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"
#include "server/registry/sources/copies.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/passage.h"
#include "server/registry/sources/passage_fingerprint.h"
#include "server/registry/sources/reading.h"
#include "server/registry/sources/reanchor.h"
#include "server/registry/sources/text.h"
#include "server/registry/sources/text_cache.h"

struct session {
	struct ingest *in;
	struct tx *tx;
	struct row source;
	bool found;
};

/* ---- the source -------------------------------------------------------- */

static enum err_code keep_first(void *arg, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct session *s = arg;

	(void)a;
	(void)e;
	if (!s->found)
		walk_copy_row(s->in->arena, &sources_kind, row, &s->source);
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
		           .ref = s->source.values[COLUMN_ID].text };
	struct edition edition;
	json_t *record;
	enum err_code rc;

	in->recorded =
		!edition_named(in->arena, &s->source, in->sha256, &edition);
	if (!in->recorded)
		return ERR_OK;
	rc = json_read_stored(in->arena, "sources", &s->source, &record, e);
	if (rc != ERR_OK)
		return rc;
	add_edition(in, record);
	w.body = record;
	return write_replace(s->tx, &w, e);
}

/* ---- what is a span of it ---------------------------------------------- */

/* Passages of the source's other editions, which this one may succeed; those
 * of a source that changed follow from that. */
static enum err_code look_at_others(struct session *s, struct err *e)
{
	return s->in->recorded
	               ? ERR_OK
	               : propagate_where(s->tx, s->in->arena, &passages_kind,
	                                 "source",
	                                 s->source.values[COLUMN_ID].text, e);
}

/* ---- the steps ----------------------------------------------------------- */

/* One whose words came before their text, or under other rules of folding, gets
 * its fingerprint now: a change of the record like any other, so not of one
 * that is followed from another registry. */
static enum err_code give_print(void *arg, struct arena *a,
                                const struct row *passage, struct err *e)
{
	struct write w = { .kind = &passages_kind,
		           .arena = a,
		           .ref = passage->values[COLUMN_ID].text };
	struct passage_fingerprint print;
	struct str exact;
	enum err_code rc = passage_exact(arg, a, passage, &exact, e);

	if (exact.p == NULL ||
	    passage->values[COLUMN_ORIGIN].kind != VALUE_NULL ||
	    passage_fingerprint_read(a, passage->record, &print))
		return rc;
	w.body = json_own(a, json_object());
	return write_merge_patch(arg, &w, e);
}

static enum err_code give_prints(struct tx *tx, struct ingest *in,
                                 struct err *e)
{
	struct value sha256 = value_text(in->sha256);
	struct condition of = walk_where(&passages_kind, "edition", &sha256);
	struct walk_place place = { .arena = in->arena, .after = in->after };
	enum err_code rc = walk_page(tx, &passages_kind, &of, 1, give_print, tx,
	                             &place, e);

	in->next = place.after;
	in->is_done = rc == ERR_OK && !place.more;
	return rc;
}

static enum err_code count(struct tx *tx, struct ingest *in, struct err *e)
{
	struct value sha256 = value_text(in->sha256);
	struct query q = { .nconditions = 1, .limit = 1 };
	enum err_code rc;

	q.conditions[0] = walk_where(&passages_kind, "edition", &sha256);
	rc = store_count(tx, &passages_kind.entity, &q, &in->passages, e);
	q.conditions[q.nconditions++] =
		walk_where(&passages_kind, "shown_in", &sha256);
	return rc != ERR_OK ? rc
	                    : store_count(tx, &passages_kind.entity, &q,
	                                  &in->verified, e);
}

/* Another registry's mirror changes no record itself. */
static enum err_code finish(struct tx *tx, struct ingest *in, struct err *e)
{
	struct str origin;
	enum err_code rc = store_origin(tx, in->arena, &origin, e);

	in->is_done = rc == ERR_OK && origin.len > 0;
	if (rc == ERR_OK && !in->is_done)
		rc = give_prints(tx, in, e);
	return rc == ERR_OK && in->is_done ? count(tx, in, e) : rc;
}

static enum err_code go_on(struct tx *tx, struct ingest *in, struct err *e)
{
	struct pending any = { .steps = 0 };
	enum err_code rc = store_pending_find(tx, in->arena, &any, e);

	in->next = in->after;
	in->is_done = false;
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	return finish(tx, in, e);
}

/* What few records follow from is done at once. */
enum err_code ingest_begin(struct tx *tx, void *arg, struct err *e)
{
	struct ingest *in = arg;
	struct session s = { .in = in, .tx = tx };
	struct text text;
	enum err_code rc = find_source(&s, e);

	in->after = (struct str){ 0 };
	if (rc == ERR_OK)
		rc = text_add(tx, in->arena, in->bytes, in->sha256, &text, e);
	if (rc == ERR_OK)
		rc = record_edition(&s, e);
	if (rc != ERR_OK)
		return rc;
	in->id = s.source.values[COLUMN_ID].text;
	in->key = s.source.values[COLUMN_KEY].text;
	rc = propagate_text(tx, in->arena, in->sha256, e);
	if (rc == ERR_OK)
		rc = look_at_others(&s, e);
	return rc != ERR_OK ? rc : go_on(tx, in, e);
}

enum err_code ingest_step(struct tx *tx, void *arg, struct err *e)
{
	bool more;
	enum err_code rc = propagate_rest(tx, &more, e);

	return rc != ERR_OK ? rc : go_on(tx, arg, e);
}

void ingest_settle(struct ingest *in)
{
	in->after = in->next;
}

/* ---- before the write ---------------------------------------------------- */

#define AT_ONCE 50 /* passages */

/* A page of the source's passages, in the order of their keys. */
struct preparing {
	struct ingest *in;
	struct row source;
	bool found;          /* it is known by now */
	struct arena *arena; /* of this page */
	struct row rows[AT_ONCE];
	size_t nrows;
	struct anchor seen[AT_ONCE];
	size_t nseen;
	size_t looked_for, lost;
	struct str after; /* the key of the last */
};

static enum err_code keep_row(void *arg, const struct row *row, struct err *e)
{
	struct preparing *p = arg;

	(void)e;
	walk_copy_row(p->arena, &passages_kind, row, &p->rows[p->nrows++]);
	return ERR_OK;
}

static enum err_code read_page(struct preparing *p, struct tx *tx,
                               struct err *e)
{
	struct query q = { .nconditions = 1, .limit = AT_ONCE };

	q.conditions[0] = walk_where(&passages_kind, "source",
	                             &p->source.values[COLUMN_ID]);
	q.has_after = p->after.len > 0;
	q.after_key = p->after;
	p->nrows = p->nseen = 0;
	return store_list(tx, &passages_kind.entity, &q, keep_row, p, e);
}

static struct new_edition new_edition_of(const struct ingest *in,
                                         const struct row *source)
{
	struct new_edition c = { .text = { .sha256 = in->sha256,
		                           .bytes = (int64_t)in->bytes.len } };

	if (!edition_named(in->arena, source, in->sha256, &c.edition))
		c.edition = (struct edition){ .sha256 = in->sha256,
			                      .media_type =
			                              str_from(in->media_type),
			                      .lang = in->lang };
	return c;
}

static enum err_code foresee_page(struct preparing *p,
                                  const struct reanchor_preview *f,
                                  struct err *e)
{
	for (size_t i = 0; i < p->nrows; i++) {
		struct anchor *found = &p->seen[p->nseen];
		bool is_new;
		enum err_code rc;

		*found = (struct anchor){ 0 };
		rc = reanchor_preview(f, p->arena, &p->rows[i], found, &is_new,
		                      e);

		if (rc != ERR_OK)
			return rc;
		p->nseen += is_new;
		p->looked_for += found->state.len > 0;
		p->lost += str_is(found->state, "lost");
	}
	return ERR_OK;
}

static enum err_code find_once(struct preparing *p, struct tx *tx,
                               struct err *e)
{
	struct session s = { .in = p->in, .tx = tx };
	enum err_code rc = p->found ? ERR_OK : find_source(&s, e);

	if (rc == ERR_OK && !p->found) {
		p->source = s.source;
		p->found = true;
	}
	return rc;
}

static enum err_code prepare_page(struct tx *tx, void *arg, struct err *e)
{
	struct preparing *p = arg;
	struct reanchor_preview f = { .tx = tx, .source = &p->source };
	struct lent_text lent;
	struct new_edition new_edition;
	enum err_code rc;

	p->nrows = p->nseen = p->looked_for = p->lost = 0;
	rc = find_once(p, tx, e);
	if (rc == ERR_OK)
		rc = read_page(p, tx, e);
	if (rc != ERR_OK || p->nrows == 0)
		return rc;
	new_edition = new_edition_of(p->in, &p->source);
	rc = text_cache_offer(&new_edition.text, p->in->bytes, &lent, e);
	if (rc != ERR_OK)
		return rc;
	f.new_edition = &new_edition;
	f.haystack = lent.haystack;
	rc = foresee_page(p, &f, e);
	text_cache_return(&lent);
	return rc;
}

static enum err_code keep_page(struct tx *tx, void *arg, struct err *e)
{
	const struct preparing *p = arg;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < p->nseen && rc == ERR_OK; i++)
		rc = store_anchor_put(tx, &p->seen[i], e);
	return rc;
}

/* ---- passages without their own text, before the write ------------------- */

#define COPIES_AT_ONCE 2000 /* looked for in one pass */

struct copying {
	struct ingest *in;
	const struct row *source;
	struct arena *arena; /* of these: */
	struct copy *copies;
	size_t n, room;
	struct str edition; /* of the passage looked at last: */
	bool wanted;        /* may this text stand for it?    */
	struct str from;    /* the key these come after,      */
	struct str after;   /* and that of the last of them   */
	size_t seen;        /* of a page                      */
	struct tx *tx;
};

/* Is it a copy, when it has come, of the passage's own text? Neighbours mostly
 * have the same. */
static enum err_code ask_edition(struct copying *c, const struct row *passage,
                                 struct err *e)
{
	struct str edition =
		kind_text(&passages_kind, passage->values, "edition");
	struct new_edition new_edition = new_edition_of(c->in, c->source);
	size_t place = EDITION_NEWEST;
	enum err_code rc = ERR_OK;

	if (str_eq(edition, c->edition))
		return ERR_OK;
	c->edition = arena_str(c->in->arena, edition);
	c->wanted = false;
	while (rc == ERR_OK && !c->wanted) {
		struct text target;

		rc = edition_copy(c->tx, c->arena, c->source, edition,
		                  &new_edition, &place, &target, e);
		c->wanted =
			rc == ERR_OK && str_eq(target.sha256, c->in->sha256);
	}
	return err_allow_absent(rc, e);
}

static enum err_code add_copy(void *arg, const struct row *row, struct err *e)
{
	struct copying *c = arg;
	struct row copy;
	bool known = false;
	enum err_code rc = ask_edition(c, row, e);

	c->seen++;
	c->after = arena_str(c->in->arena, row->values[COLUMN_KEY].text);
	if (rc != ERR_OK || !c->wanted)
		return rc;
	walk_copy_row(c->arena, &passages_kind, row, &copy);
	ARENA_GROW(c->arena, c->copies, c->n, c->room);
	if (!copy_of(c->arena, &copy, c->in->sha256, &c->copies[c->n]))
		return ERR_OK;
	rc = copy_find_known(c->tx, c->arena, &c->copies[c->n], &known, e);
	c->n += rc == ERR_OK && !known;
	return rc;
}

static enum err_code gather_copies(struct copying *c, struct err *e)
{
	enum err_code rc = ERR_OK;

	do {
		struct query q = { .nconditions = 1, .limit = STORE_PAGE_MAX };

		q.conditions[0] = walk_where(&passages_kind, "source",
		                             &c->source->values[COLUMN_ID]);
		q.has_after = c->after.len > 0;
		q.after_key = c->after;
		c->seen = 0;
		rc = store_list(c->tx, &passages_kind.entity, &q, add_copy, c,
		                e);
	} while (rc == ERR_OK && c->seen == STORE_PAGE_MAX &&
	         c->n < COPIES_AT_ONCE);
	return rc;
}

static enum err_code find_copies(struct copying *c, struct err *e)
{
	struct new_edition new_edition = new_edition_of(c->in, c->source);
	struct copy_texts texts = { .tags = media_type_has_tags(
					    new_edition.edition.media_type) };
	struct lent_text plain, reading;
	enum err_code rc =
		text_cache_offer(&new_edition.text, c->in->bytes, &plain, e);

	if (rc != ERR_OK)
		return rc;
	rc = text_cache_offer_reading(&new_edition.text, c->in->bytes,
	                              texts.tags, &reading, e);
	if (rc == ERR_OK) {
		texts.plain = plain.haystack;
		texts.reading = reading.haystack;
		copies_find(&texts, c->copies, c->n, c->arena);
		text_cache_return(&reading);
	}
	text_cache_return(&plain);
	return rc;
}

static enum err_code prepare_copies(struct tx *tx, void *arg, struct err *e)
{
	struct copying *c = arg;
	enum err_code rc;

	c->tx = tx;
	c->n = 0; /* it may run again */
	c->after = c->from;
	rc = gather_copies(c, e);
	return rc == ERR_OK && c->n > 0 ? find_copies(c, e) : rc;
}

static enum err_code keep_copies(struct tx *tx, void *arg, struct err *e)
{
	const struct copying *c = arg;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < c->n && rc == ERR_OK; i++)
		rc = store_anchor_put(tx, &c->copies[i].anchor, e);
	return rc;
}

static enum err_code foresee_copies(struct store *s, struct ingest *in,
                                    const struct row *source, struct err *e)
{
	struct copying c = { .in = in, .source = source };
	enum err_code rc;

	do {
		c.arena = arena_child(in->arena);
		c.copies = NULL;
		c.n = c.room = 0;
		c.edition = (struct str){ 0 };
		rc = store_run(s, TX_READ, prepare_copies, &c, e);
		if (rc == ERR_OK && c.n > 0)
			rc = store_run(s, TX_WRITE, keep_copies, &c, e);
		arena_free(c.arena);
		c.from = c.after;
	} while (rc == ERR_OK && c.seen == STORE_PAGE_MAX);
	return rc;
}

static bool is_mistake(enum err_code rc)
{
	return rc == ERR_NOT_FOUND || rc == ERR_GONE || rc == ERR_INVALID;
}

enum err_code ingest_prepare(struct store *s, struct ingest *in, struct err *e)
{
	struct preparing *p = arena_alloc(in->arena, sizeof(*p));
	struct arena *last = arena_child(in->arena); /* holds p->after */
	enum err_code rc = ERR_OK;

	p->in = in;
	in->foreseen = in->foreseen_lost = 0;
	p->nrows = in->bytes.len <= REANCHOR_BYTES_MAX ? AT_ONCE : 0;
	while (rc == ERR_OK && p->nrows == AT_ONCE) {
		p->arena = arena_child(in->arena);
		rc = store_run(s, TX_READ, prepare_page, p, e);
		in->foreseen += p->looked_for;
		in->foreseen_lost += p->lost;
		if (rc == ERR_OK && p->nseen > 0 && !in->dry_run)
			rc = store_run(s, TX_WRITE, keep_page, p, e);
		if (rc == ERR_OK && p->nrows > 0)
			p->after =
				p->rows[p->nrows - 1].values[COLUMN_KEY].text;
		arena_free(last);
		last = p->arena;
	}
	arena_free(last);
	if (rc == ERR_OK && p->found)
		rc = foresee_copies(s, in, &p->source, e);
	if (!is_mistake(rc))
		return rc;
	err_clear(e);
	return ERR_OK;
}

/* ---- all of it ----------------------------------------------------------- */

enum err_code ingest_text(struct store *s, struct ingest *in, struct err *e)
{
	enum err_code rc = text_check(in->bytes, e);

	if (rc != ERR_OK)
		return rc;
	in->sha256 = digest_of(in->arena, in->bytes);
	rc = ingest_prepare(s, in, e);
	if (rc == ERR_OK)
		rc = store_run(s, TX_BULK, ingest_begin, in, e);
	while (rc == ERR_OK && !in->is_done) {
		ingest_settle(in);
		rc = store_run(s, TX_WRITE, ingest_step, in, e);
	}
	return rc;
}
