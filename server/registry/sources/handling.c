/*
 * handling.c - from words to the source that restricts them
 */
#include "server/registry/sources/handling.h"

#include "lib/data/jsontext.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/wording.h"

static struct str handling(struct arena *a, const struct row *source)
{
	return json_member_text(a, source->record, "handling");
}

enum err_code handling_of_source(struct tx *tx, struct arena *a,
                                 struct str source, struct str *out,
                                 struct err *e)
{
	struct row row;
	enum err_code rc =
		store_find(tx, &sources_kind.entity, source, a, &row, e);

	*out = rc == ERR_OK ? handling(a, &row) : (struct str){ 0 };
	return rc;
}

/* Of the first of a provision's editions that has one and is held. */
static enum err_code of_words(const struct show_context *r,
                              const struct row *row, struct str *out,
                              struct err *e)
{
	const struct edition_note *note;
	enum err_code rc = ERR_OK;
	struct wording w;
	size_t at = 0;

	while (rc == ERR_OK && out->len == 0 &&
	       wording_next(r->arena, row, &at, &w)) {
		if (!wording_is_held(row, w.edition))
			continue;
		rc = edition_noted(r, w.edition, &note, e);
		if (rc == ERR_OK)
			*out = note->handling;
	}
	return rc;
}

enum err_code handling_of(const struct show_context *r, const struct kind *k,
                          const struct row *row, struct str *out, struct err *e)
{
	*out = (struct str){ 0 };
	if (k == &passages_kind)
		return handling_of_source(r->tx, r->arena,
		                          kind_text(k, row->values, "source"),
		                          out, e);
	return k == &provisions_kind ? of_words(r, row, out, e) : ERR_OK;
}
