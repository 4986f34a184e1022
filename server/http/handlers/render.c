/*
 * render.c - what a format must know of the request
 */
#include "server/http/handlers/render.h"

#include "lib/data/jsontext.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/http/request/router.h"
#include "server/registry/formats/formats.h"

#define PAGE_BYTES_MAX     (8u << 20)
#define RENDERED_BYTES_MAX (4u << 20) /* of what becomes something else */

size_t render_page_bytes(const struct request *req)
{
	return req->format == NULL ? PAGE_BYTES_MAX : RENDERED_BYTES_MAX;
}

bool render_page_is_full(const struct request *req, const struct buf *page,
                         size_t n, size_t limit)
{
	return n == limit || page->len > render_page_bytes(req);
}

/* "instruments.csv", of letters that a file's name may have anywhere. */
static void name_file(struct request *req)
{
	struct str last = req->segments[req->nsegments - 1];
	char *name = arena_strndup(req->arena, last.p, last.len);

	for (char *p = name; *p != '\0'; p++)
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789._-", *p) ==
		    NULL)
			*p = '-';
	reply_header(req->rep, "Content-Disposition",
	             arena_printf(req->arena, "inline; filename=\"%s.%s\"",
	                          name, req->format->extension));
}

static struct str self_of(const struct request *req)
{
	if (req->query.len == 0)
		return req->path;
	return str_from(arena_printf(req->arena, "%.*s?%.*s",
	                             STR_ARG(req->path), STR_ARG(req->query)));
}

/* What a person calls it. */
static struct str called(const struct request *req)
{
	struct str q = request_param(req, "q"),
		   last = req->segments[req->nsegments - 1];
	char *name;

	if (q.len > 0)
		return str_from(
			arena_printf(req->arena, "Search: %.*s", STR_ARG(q)));
	name = arena_strndup(req->arena, last.p, last.len);
	if (char_is_letter(name[0]))
		name[0] &= (char)~0x20;
	return str_from(name);
}

static struct str next_of(struct request *req, struct str json)
{
	struct str cursor = json_member_text(req->arena, json, "next");

	return cursor.len > 0 ? query_next(req, "cursor", cursor)
	                      : (struct str){ 0 };
}

static enum err_code write(struct request *req, struct rendering *to,
                           struct err *e)
{
	struct buf *out = arena_alloc(req->arena, sizeof(*out));
	enum err_code rc = store_head(to->reading.tx, req->arena, &to->head, e);

	if (rc != ERR_OK)
		return rc;
	buf_init(out, req->arena);
	to->out = out;
	rc = format_write(to, e);
	req->rep->body = *out;
	return rc;
}

static enum err_code render_shape(struct request *req,
                                  const struct show_context *r,
                                  const struct kind *kind,
                                  const struct choice *choice,
                                  const char *shape, struct err *e)
{
	struct str json;

	if (req->format == NULL)
		return ERR_OK;
	name_file(req);
	json = format_plain(req->arena, buf_text(&req->rep->body));
	return write(req,
	             &(struct rendering){
			     .format = req->format,
			     .arena = req->arena,
			     .reading = *r,
			     .kind = kind,
			     .shape = shape,
			     .json = json,
			     .fields = *choice,
			     .with_mark = req->with_mark,
			     .home = request_home(req),
			     .self = self_of(req),
			     .called = called(req),
			     .next = next_of(req, json),
		     },
	             e);
}

enum err_code render(struct request *req, const struct show_context *r,
                     const struct kind *kind, const struct choice *choice,
                     struct err *e)
{
	return render_shape(req, r, kind, choice, req->route->schema, e);
}

enum err_code render_items(struct request *req, struct tx *tx, struct err *e)
{
	return render_rows(req, tx, req->route->schema, e);
}

enum err_code render_rows(struct request *req, struct tx *tx, const char *shape,
                          struct err *e)
{
	struct view view = { 0 };
	struct show_context r;

	if (req->format == NULL)
		return ERR_OK;
	query_today(&view);
	r = query_show_context(&view, tx, req->arena);
	return render_shape(req, &r, NULL, &view.choice, shape, e);
}
