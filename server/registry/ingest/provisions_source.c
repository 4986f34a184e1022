/*
 * provisions_source.c - the text of a source, split by the profile that fits
 */
#include "server/registry/ingest/provisions_session.h"

#include "lib/data/digest.h"
#include "lib/data/media_type.h"
#include "lib/text/utf8.h"
#include "server/registry/changes/record.h"
#include "server/registry/model/json.h"
#include "server/registry/outline/choose.h"
#include "server/registry/sources/reading.h"
#include "server/registry/sources/text.h"

static void choose(struct provisions_session *s, const json_t *edition)
{
	s->edition = arena_str(s->arena, json_text(edition, "sha256"));
	s->media_type = arena_str(s->arena, json_text(edition, "media_type"));
	if (json_text(edition, "lang").len > 0)
		s->lang = arena_str(s->arena, json_text(edition, "lang"));
}

/* The edition asked for, or the last one that is held. */
static enum err_code choose_edition(struct provisions_session *s,
                                    const json_t *source, struct text *text,
                                    struct err *e)
{
	const json_t *editions = json_object_get(source, "editions");
	struct str want = s->r->edition;

	for (size_t i = json_array_size(editions); i-- > 0;) {
		const json_t *edition = json_array_get(editions, i);
		struct str sha256 = json_text(edition, "sha256");
		enum err_code rc;

		if (want.len > 0 && !str_eq(sha256, want))
			continue;
		rc = store_text_find(s->tx, sha256, s->arena, text, e);
		if (rc == ERR_OK)
			choose(s, edition);
		if (rc != ERR_NOT_FOUND)
			return rc;
		err_clear(e);
		if (want.len > 0)
			return err_set(e, ERR_INVALID,
			               "the text of this edition is not held");
	}
	return want.len > 0
	               ? err_set(e, ERR_NOT_FOUND,
	                         "the source has no such edition")
	               : err_set(e, ERR_INVALID,
	                         "no text of this source is held: load one");
}

static enum err_code read_text(struct provisions_session *s,
                               const json_t *source, struct err *e)
{
	struct text text = { 0 };
	struct span span;
	enum err_code rc;

	s->lang = json_str(
		json_array_get(json_object_get(source, "languages"), 0));
	if (s->r->bytes.p != NULL) {
		s->bytes = s->r->bytes;
		s->edition = digest_of(s->arena, s->bytes);
		s->media_type = str_from(s->r->media_type);
		if (!utf8_valid(s->bytes))
			return err_set(e, ERR_INVALID, "the text is not UTF-8");
	} else {
		rc = choose_edition(s, source, &text, e);
		if (rc != ERR_OK)
			return rc;
	}
	if (s->bytes.len > OUTLINE_BYTES_MAX || text.bytes > OUTLINE_BYTES_MAX)
		return err_set(e, ERR_TOO_LARGE,
		               "a text of provisions may have at most %u bytes",
		               OUTLINE_BYTES_MAX);
	if (s->bytes.p != NULL)
		return ERR_OK;
	rc = text_held_span(s->tx, s->arena, s->edition, 0, text.code_points,
	                    &span, e);
	s->bytes = span.exact;
	return rc;
}

enum err_code provisions_find_source(struct provisions_session *s,
                                     struct err *e)
{
	struct str instrument;
	json_t *source;
	enum err_code rc = record_find(s->tx, &sources_kind, s->r->source,
	                               s->arena, &s->source, e);

	if (rc == ERR_OK)
		rc = json_read_stored(s->arena, "sources", &s->source, &source,
		                      e);
	if (rc != ERR_OK)
		return rc;
	instrument = json_text(source, "instrument");
	if (instrument.len == 0)
		return err_set(e, ERR_INVALID,
		               "the source says of no instrument that it is "
		               "its text: set its member instrument");
	rc = store_find(s->tx, &instruments_kind.entity, instrument, s->arena,
	                &s->instrument, e);
	return rc != ERR_OK ? rc : read_text(s, source, e);
}

enum err_code provisions_split(struct provisions_session *s, struct err *e)
{
	struct profile_choice choice = { .name = s->r->profile,
		                         .bytes = s->bytes,
		                         .media_type = s->media_type,
		                         .lang = s->lang };
	enum err_code rc = choose_profile(s->arena, &choice, e);

	if (rc != ERR_OK)
		return rc;
	s->split = choice.split;
	s->explanation = choice.explanation;
	if (!media_type_has_tags(s->media_type))
		cuts_find(s->arena, &s->split.extract, &s->cuts);
	return s->split.n > OUTLINE_PROVISIONS_MAX
	               ? err_set(e, ERR_TOO_LARGE,
	                         "the text has more than %d provisions",
	                         OUTLINE_PROVISIONS_MAX)
	               : ERR_OK;
}
