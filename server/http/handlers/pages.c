/*
 * pages.c - the registry in a browser
 */
#include "server/http/handlers/handlers.h"

#include "server/http/request/reply.h"
#include "server/web/asset.h"
#include "server/web/page.h"

/* Nothing runs, and nothing is loaded, that does not come from here. */
#define POLICY                                                                 \
	"default-src 'none'; script-src 'self'; style-src 'self'; "            \
	"img-src 'self' data:; connect-src 'self'; form-action 'self'; "       \
	"base-uri 'none'; frame-ancestors 'none'"

/* A name has its version in it: what it stands for never changes. */
#define FOR_EVER "public, max-age=31536000, immutable"

static enum err_code show(struct request *req, struct reply *rep,
                          const struct page *p)
{
	page_write(p, &rep->body);
	reply_header(rep, "Content-Security-Policy", POLICY);
	reply_header(rep, "Referrer-Policy", "same-origin");
	return reply_body(req, rep, p->status, TYPE_HTML, 0);
}

enum err_code page_get(struct request *req, struct reply *rep)
{
	struct page page;

	page_plain(req, &page);
	return show(req, rep, &page);
}

enum err_code page_get_record(struct request *req, struct reply *rep)
{
	struct page page;

	page_record(req, &page);
	return show(req, rep, &page);
}

enum err_code page_get_nowhere(struct request *req, struct reply *rep)
{
	struct page page;

	page_plain(req, &page);
	page.status = 404;
	page.main.len = 0;
	buf_puts(&page.main, "<h1>There is no such page</h1>"
	                     "<p><a href=\"/\">Start page</a></p>");
	return show(req, rep, &page);
}

enum err_code page_get_asset(struct request *req, struct reply *rep)
{
	const struct asset_text *a = asset_find(req->ref);

	if (a == NULL || !str_is(req->segments[1], assets_version()))
		return err_set(&req->err, ERR_NOT_FOUND,
		               "there is no such file in this version");
	buf_puts(&rep->body, a->text);
	reply_header(rep, "Cache-Control", FOR_EVER);
	return reply_body(req, rep, 200, asset_type(a), 0);
}
