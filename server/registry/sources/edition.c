/*
 * edition.c - looking through the list of a source's editions
 */
#include "server/registry/sources/edition.h"

#include "lib/data/jsontext.h"

static struct edition edition_of(struct arena *a, struct str json, size_t place)
{
	return (struct edition){
		.sha256 = json_unquote(a, json_member(json, "sha256")),
		.media_type = json_unquote(a, json_member(json, "media_type")),
		.lang = json_unquote(a, json_member(json, "lang")),
		.place = place,
	};
}

bool edition_named(struct arena *a, const struct row *source, struct str sha256,
                   struct edition *out)
{
	struct str list = json_member(source->record, "editions"), json;
	size_t at = 0;

	for (size_t place = 0; json_items(list, &at, &json); place++) {
		*out = edition_of(a, json, place);
		if (str_eq(out->sha256, sha256))
			return true;
	}
	return false;
}

static bool fits(struct str a, struct str b)
{
	return a.len == 0 || b.len == 0 || str_eq(a, b);
}

/* "pt" and "pt-BR" are one language here. */
static struct str language_of(struct str tag)
{
	for (size_t i = 0; i < tag.len; i++)
		if (tag.p[i] == '-')
			return (struct str){ tag.p, i };
	return tag;
}

static bool succeeds(const struct edition *new, const struct edition *old)
{
	return new->place >
	               old->place &&fits(new->media_type, old->media_type) &&
	       fits(language_of(new->lang), language_of(old->lang));
}

/* The last that is held, of those that succeed `old` unless it is NULL. */
static enum err_code find_newest(struct tx *tx, struct arena *a,
                                 const struct row *source,
                                 const struct edition *old, struct text *out,
                                 struct err *e)
{
	struct str list = json_member(source->record, "editions"), json;
	bool found = false;
	size_t at = 0;

	for (size_t place = 0; json_items(list, &at, &json); place++) {
		struct edition this = edition_of(a, json, place);
		struct text text;
		enum err_code rc;

		if (old != NULL && !succeeds(&this, old))
			continue;
		rc = store_text_find(tx, this.sha256, a, &text, e);
		if (rc != ERR_OK && rc != ERR_NOT_FOUND)
			return rc;
		err_clear(e);
		if (rc == ERR_OK)
			*out = text;
		found = found || rc == ERR_OK;
	}
	if (!found)
		return err_set(e, ERR_NOT_FOUND,
		               "no text of this source is held");
	return ERR_OK;
}

enum err_code edition_held(struct tx *tx, struct arena *a,
                           const struct row *source, struct str sha256,
                           struct text *out, struct err *e)
{
	struct edition edition;
	enum err_code rc;

	if (sha256.len == 0)
		return find_newest(tx, a, source, NULL, out, e);
	if (!edition_named(a, source, sha256, &edition))
		return err_set(e, ERR_NOT_FOUND,
		               "the source has no edition of that SHA-256");
	rc = store_text_find(tx, sha256, a, out, e);
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	return err_set(e, ERR_NOT_FOUND,
	               "the text of this edition is not held");
}

enum err_code edition_successor(struct tx *tx, struct arena *a,
                                const struct row *source, struct str sha256,
                                struct text *out, struct err *e)
{
	struct edition old;

	if (!edition_named(a, source, sha256, &old))
		return err_set(e, ERR_NOT_FOUND,
		               "the source has no edition of that SHA-256");
	return find_newest(tx, a, source, &old, out, e);
}
