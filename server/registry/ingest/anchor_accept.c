/*
 * anchor_accept.c - the place that was found becomes a change of the passage
 */
#include "server/registry/ingest/anchor_accept.h"

#include "server/registry/changes/record.h"
#include <inttypes.h>

#include "lib/data/digest.h"
#include "server/registry/model/json.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/reanchor.h"
#include "server/registry/sources/text.h"

struct place {
	struct str edition;
	int64_t start, end;
};

/* ---- the place ---------------------------------------------------------- */

static enum err_code refuse(struct arena *a, const struct anchor *found,
                            struct err *e)
{
	if (str_is(found->state, "lost"))
		return err_set(e, ERR_CONFLICT,
		               "its words are lost: say by start and end "
		               "where it stands now");
	e->more = str_from(
		arena_printf(a, "\"places\":%.*s", STR_ARG(found->places)));
	return err_set(e, ERR_CONFLICT,
	               "its words stand in several places: say by start and "
	               "end which is meant");
}

static enum err_code place_found(struct tx *tx, struct arena *a,
                                 const struct row *passage, struct place *out,
                                 struct err *e)
{
	struct anchor found;
	size_t at = 0;
	enum err_code rc = reanchor_find(tx, a, passage, &found, e);

	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		return err_set(e, ERR_CONFLICT,
		               "no newer edition has been looked into for it");
	}
	if (rc != ERR_OK)
		return rc;
	if (str_is(found.state, "ambiguous") || str_is(found.state, "lost"))
		return refuse(a, &found, e);
	out->edition = found.target;
	reanchor_next_place(found.places, &at, &out->start, &out->end);
	return ERR_OK;
}

static int64_t read_offset(const json_t *body, const char *name, struct err *e)
{
	const json_t *value = json_object_get(body, name);

	if (value == NULL)
		err_pointer(e, json_pointer(e->arena, "", name), "is required");
	else if (!json_is_integer(value) || json_integer_value(value) < 0)
		err_pointer(e, json_pointer(e->arena, "", name),
		            "must be a whole number");
	return json_integer_value(value);
}

/* Of the newest edition, unless the body names one. */
static enum err_code place_given(struct tx *tx, struct arena *a,
                                 const struct row *passage, const json_t *body,
                                 struct place *out, struct err *e)
{
	static const char *const known[] = { "edition", "start", "end", NULL };
	struct str edition = json_text(body, "edition");
	struct row source;
	struct text newest = { 0 };
	enum err_code rc;

	if (!json_is_object(body))
		return err_set(e, ERR_INVALID,
		               "the body must be a JSON object");
	json_refuse_unknown(body, "", known, e);
	out->start = read_offset(body, "start", e);
	out->end = read_offset(body, "end", e);
	if (json_object_get(body, "edition") != NULL && !digest_valid(edition))
		err_pointer(e, "/edition",
		            "must be a SHA-256 in 64 lower-case hex digits");
	if (e->code != ERR_OK)
		return e->code;
	rc = store_find(tx, &sources_kind.entity,
	                kind_text(&passages_kind, passage->values, "source"), a,
	                &source, e);
	if (rc == ERR_OK)
		rc = edition_held(tx, a, &source, edition, &newest, e);
	out->edition = newest.sha256;
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	err_pointer(e, "/edition", "is no edition whose text is held");
	return e->code;
}

/* ---- the change --------------------------------------------------------- */

/* What a merge patch says of the new place; the words are read there. */
static enum err_code patch_to(struct tx *tx, struct arena *a,
                              const struct place *p, json_t **out,
                              struct err *e)
{
	struct span span;
	enum err_code rc =
		text_span(tx, a, p->edition, p->start, p->end, &span, e);

	if (rc == ERR_INVALID) {
		err_pointer(e, "/end", "is beyond the text: %s", e->detail);
		return e->code;
	}
	if (rc != ERR_OK)
		return rc;
	*out = json_own(a, json_pack("{s:o, s:I, s:I, s:o, s:n}", "edition",
	                             json_from(p->edition), "start",
	                             (json_int_t)p->start, "end",
	                             (json_int_t)p->end, "sha256",
	                             json_from(digest_of(a, span.exact)),
	                             "fingerprint"));
	return ERR_OK;
}

enum err_code accept_passage(struct tx *tx, struct write *w, struct err *e)
{
	struct place place;
	struct row row;
	json_t *patch = NULL;
	enum err_code rc =
		record_find(tx, &passages_kind, w->ref, w->arena, &row, e);

	if (rc == ERR_OK)
		rc = w->body != NULL
		             ? place_given(tx, w->arena, &row, w->body, &place,
		                           e)
		             : place_found(tx, w->arena, &row, &place, e);
	if (rc == ERR_OK)
		rc = patch_to(tx, w->arena, &place, &patch, e);
	if (rc != ERR_OK)
		return rc;
	w->body = patch;
	return write_merge_patch(tx, w, e);
}

/* ---- many --------------------------------------------------------------- */

struct gathering {
	struct acceptance *all;
	struct tx *tx;
	struct anchors page;
	struct str ids[ACCEPT_MAX];
	size_t n, seen; /* of the page */
};

/* Those that were not accepted yet, nor changed in the meantime, and for which
 * there is no edition that is newer still. */
static enum err_code gather(void *arg, const struct anchor *anchor,
                            struct err *e)
{
	struct gathering *g = arg;
	struct arena *a = g->all->arena;
	struct anchor newest = { 0 };
	struct row row;
	enum err_code rc = store_find(g->tx, &passages_kind.entity,
	                              anchor->passage, a, &row, e);

	g->seen++;
	g->page.after_start = anchor->start;
	g->page.after_passage = arena_str(a, anchor->passage);
	if (rc == ERR_OK &&
	    str_eq(kind_text(&passages_kind, row.values, "edition"),
	           anchor->edition))
		rc = reanchor_find(g->tx, a, &row, &newest, e);
	else if (rc == ERR_OK)
		return ERR_OK;
	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		return ERR_OK;
	}
	if (rc != ERR_OK || !str_eq(newest.target, anchor->target))
		return rc;
	if (g->n < ACCEPT_MAX)
		g->ids[g->n++] = row.values[COLUMN_ID].text;
	else
		g->all->more = true;
	return ERR_OK;
}

static enum err_code gather_pages(struct gathering *g, struct err *e)
{
	enum err_code rc = ERR_OK;

	do {
		struct anchors page = g->page;

		g->seen = 0;
		rc = store_anchors(g->tx, &page, gather, g, e);
	} while (rc == ERR_OK && g->seen == g->page.limit && !g->all->more);
	return rc;
}

static enum err_code accept_gathered(struct gathering *g, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < g->n && rc == ERR_OK; i++) {
		struct write w = { .kind = &passages_kind,
			           .arena = g->all->arena,
			           .ref = g->ids[i] };

		rc = accept_passage(g->tx, &w, e);
	}
	g->all->accepted = g->n;
	return rc;
}

enum err_code accept_all(struct tx *tx, struct acceptance *all, struct err *e)
{
	struct gathering *g = arena_alloc(all->arena, sizeof(*g));
	struct row source;
	struct text edition;
	enum err_code rc = record_find(tx, &sources_kind, all->source,
	                               all->arena, &source, e);

	all->more = false;
	if (rc == ERR_OK)
		rc = edition_held(tx, all->arena, &source, all->edition,
		                  &edition, e);
	if (rc != ERR_OK)
		return rc;
	g->all = all;
	g->tx = tx;
	g->page = (struct anchors){ .source = source.values[COLUMN_ID].text,
		                    .target = edition.sha256,
		                    .state = all->state,
		                    .after_start = -1,
		                    .after_passage = STR(""),
		                    .limit = STORE_PAGE_MAX };
	rc = gather_pages(g, e);
	return rc != ERR_OK ? rc : accept_gathered(g, e);
}
