/*
 * fetch.c - a text is downloaded, converted, stored
 */
#include "server/fetch/fetch.h"

#include <strings.h>

#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "lib/data/language.h"
#include "lib/data/media_type.h"
#include "lib/data/timestamp.h"
#include "lib/store/fetched.h"
#include "server/fetch/charset.h"
#include "server/fetch/pdf.h"
#include "server/registry/model/kind.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/reading.h"
#include "server/registry/sources/text.h"

#define PASSAGES_LOST 3 /* when none of so many is found, it is another text */

static struct str member(const struct fetch *f, const char *path)
{
	return kind_text(&sources_kind, f->source->values, path);
}

/* ---- before ------------------------------------------------------------- */

/* The source's only language, or absent. */
static struct str only_language(const struct fetch *f)
{
	struct str all = json_member(f->source->record, "languages"), one, more;
	size_t at = 0;

	if (all.len == 0 || !json_items(all, &at, &one) ||
	    json_items(all, &at, &more))
		return (struct str){ 0 };
	return json_unquote(f->arena, one);
}

struct recall {
	struct fetch *fetch;
	struct fetched before;
	bool known;
};

static enum err_code recall(struct tx *tx, void *arg, struct err *e)
{
	struct recall *r = arg;
	struct fetch *f = r->fetch;
	struct str source = f->source->values[COLUMN_ID].text;
	struct text text;
	enum err_code rc;

	r->known = false;
	rc = store_fetch_find(tx, source, f->arena, &r->before, e);
	if (rc == ERR_OK)
		rc = store_text_find(tx, r->before.edition, f->arena, &text, e);
	r->known = rc == ERR_OK && str_eq(r->before.url, f->download.url);
	return err_allow_absent(rc, e);
}

/* ---- what it is --------------------------------------------------------- */

/* Looks like a page with tags, whatever the server says. */
static bool has_html(struct str body)
{
	size_t at = 0;

	while (at < body.len && strchr(" \t\r\n\xef\xbb\xbf", body.p[at]))
		at++;
	body = (struct str){ body.p + at, body.len - at };
	return (body.len > 9 && strncasecmp(body.p, "<!doctype", 9) == 0) ||
	       (body.len > 5 && strncasecmp(body.p, "<html", 5) == 0);
}

/* The media type that its edition gets, or NULL when it is no text. */
static const char *media_type_of(struct str content_type, struct str body)
{
	static const char *const known_types[] = { "text/html",
		                                   "application/xhtml+xml",
		                                   "text/markdown" };
	struct str type = media_type_bare(content_type);

	for (size_t i = 0; i < COUNT(known_types); i++)
		if (media_type_is(type, known_types[i]))
			return known_types[i];
	if (media_type_is_xml(type))
		return "application/xml";
	if (type.len > 0 && strncasecmp(type.p, "text/", 5) != 0)
		return NULL;
	return has_html(body) ? "text/html" : "text/plain";
}

static enum err_code convert(struct fetch *f, const char **how, struct err *e)
{
	struct download *d = &f->download;
	struct ingest *in = &f->ingest;
	const char *from;

	*how = NULL;
	if (pdf_is(d->body)) {
		in->media_type = "text/plain";
		if (pdf_to_text(f->arena, d->body, &in->bytes, &from, e) !=
		    ERR_OK)
			return e->code;
		*how = arena_printf(f->arena, "a PDF, by %s", from);
		return ERR_OK;
	}
	in->media_type = media_type_of(d->content_type, d->body);
	if (in->media_type == NULL)
		return err_set(e, ERR_INVALID, "is %.*s, which holds no text",
		               STR_ARG(d->content_type));
	if (charset_to_utf8(f->arena, d->body, charset_of(d->content_type),
	                    &in->bytes, &from, e) != ERR_OK)
		return e->code;
	if (from != NULL)
		*how = from;
	return ERR_OK;
}

/* Where it came from, for whoever wonders later. */
static struct str note_of(struct fetch *f, const char *how)
{
	char today[DAY_LEN + 1];
	const char *note;

	date_today(today);
	note = arena_printf(f->arena, "Fetched from %.*s on %s%s%s",
	                    STR_ARG(f->download.address), today,
	                    how != NULL ? "; converted from " : "",
	                    how != NULL ? how : "");
	return str_from(note);
}

static struct str language_of(const struct fetch *f)
{
	struct str said = f->download.content_language;

	if (f->download.language.len > 0)
		return f->download.language;
	return language_valid(said) ? said : (struct str){ 0 };
}

/* ---- is it new? ---------------------------------------------------------- */

static struct str read_by_people(struct arena *a, struct str bytes,
                                 struct str media_type)
{
	struct reading_text reading;

	return reading_make(a, bytes, media_type_has_tags(media_type), &reading)
	               ? reading.text
	               : bytes;
}

struct comparing {
	struct fetch *fetch;
	struct edition newest;
	bool is_same;
};

/* Does it read as the newest edition does? */
static enum err_code compare(struct tx *tx, void *arg, struct err *e)
{
	struct comparing *c = arg;
	struct fetch *f = c->fetch;
	struct str type = str_from(f->ingest.media_type);
	struct text text;
	char *old;
	enum err_code rc;

	c->is_same = false;
	rc = edition_held(tx, f->arena, f->source, (struct str){ 0 }, &text, e);
	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		return ERR_OK;
	}
	if (rc != ERR_OK ||
	    !edition_named(f->arena, f->source, text.sha256, &c->newest) ||
	    !str_eq(c->newest.media_type, type))
		return rc;
	old = arena_alloc(f->arena, (size_t)text.bytes + 1);
	rc = text_bytes(tx, text.sha256, 0, text.bytes, old, e);
	c->is_same =
		rc == ERR_OK &&
		str_eq(read_by_people(f->arena,
	                              (struct str){ old, (size_t)text.bytes },
	                              type),
	               read_by_people(f->arena, f->ingest.bytes, type));
	return rc;
}

/* Is there anything of what stood in the editions before? */
static enum err_code judge(struct fetch *f, struct err *e)
{
	size_t lost = f->ingest.foreseen_lost, all = f->ingest.foreseen;

	if (f->force || all < PASSAGES_LOST || lost < all)
		return ERR_OK;
	return err_set(e, ERR_INVALID,
	               "none of %zu passages is found in it: is it another "
	               "page? --force keeps it",
	               all);
}

/* ---- keeping ------------------------------------------------------------ */

static enum err_code remember(struct tx *tx, void *arg, struct err *e)
{
	return store_fetch_put(tx, arg, e);
}

static enum err_code keep_what_was_said(struct fetch *f, struct str edition,
                                        struct err *e)
{
	struct fetched said = {
		.source = f->source->values[COLUMN_ID].text,
		.url = f->download.url,
		.edition = edition,
		.etag = f->download.new_etag,
		.last_modified = f->download.new_last_modified,
		.at = time_now(f->arena),
	};

	return f->dry_run ? ERR_OK
	                  : store_run(f->store, TX_WRITE, remember, &said, e);
}

static enum err_code take_in(struct fetch *f, struct err *e)
{
	struct ingest *in = &f->ingest;
	struct comparing c = { .fetch = f };
	enum err_code rc = text_check(in->bytes, e);

	if (rc == ERR_OK)
		rc = store_run(f->store, TX_READ, compare, &c, e);
	if (rc == ERR_OK && c.is_same) {
		f->outcome = FETCH_READS_SAME;
		return keep_what_was_said(f, c.newest.sha256, e);
	}
	in->sha256 = digest_of(f->arena, in->bytes);
	if (rc == ERR_OK)
		rc = ingest_prepare(f->store, in, e);
	if (rc == ERR_OK)
		rc = judge(f, e);
	f->outcome = f->dry_run ? FETCH_TRIED : FETCH_LOADED;
	if (rc != ERR_OK || f->dry_run)
		return rc;
	rc = ingest_text(f->store, in, e);
	return rc != ERR_OK ? rc : keep_what_was_said(f, in->sha256, e);
}

enum err_code fetch_source(struct fetch *f, struct err *e)
{
	struct recall r = { .fetch = f };
	struct str url = member(f, "url");
	const char *how;
	enum err_code rc;

	if (url.len == 0)
		return err_set(e, ERR_NOT_FOUND, "the source has no address");
	f->download = (struct download){ .arena = f->arena,
		                         .url = url,
		                         .language = only_language(f) };
	rc = store_run(f->store, TX_READ, recall, &r, e);
	if (rc == ERR_OK && r.known) {
		f->download.etag = r.before.etag;
		f->download.last_modified = r.before.last_modified;
	}
	if (rc == ERR_OK)
		rc = download(f->downloader, &f->download, e);
	f->outcome = FETCH_UNCHANGED;
	if (rc != ERR_OK || f->download.unchanged)
		return rc;
	f->ingest =
		(struct ingest){ .arena = f->arena,
		                 .source = f->source->values[COLUMN_ID].text,
		                 .dry_run = f->dry_run };
	rc = convert(f, &how, e);
	if (rc != ERR_OK)
		return rc;
	f->ingest.note = note_of(f, how);
	f->ingest.lang = language_of(f);
	return take_in(f, e);
}
