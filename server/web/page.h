/*
 * page.h - pages of HTML, readable before any script has run
 *
 * Shapes  a page is server/web/shell.html, in which {{title}} and the like
 *         stand for the members of struct page. page_record() fills them with
 *         what one answer of the API says of a record: its title, its facts
 *         and links, and its JSON-LD.
 * Errors  none: a record that may not be read, or is not there, is a page
 *         that says so, with the status of the answer.
 * Source  schema.org by server/registry/formats/jsonld.c.
 */
#ifndef SERVER_WEB_PAGE_H
#define SERVER_WEB_PAGE_H

#include "server/http/request/request.h"

struct page {
	unsigned status;
	struct str title, description; /* plain text */
	struct buf head, main;         /* HTML       */
};

/* One without facts: all else is shown by the script. */
void page_plain(struct request *req, struct page *out);

/* What the API says of req->ref of req->kind. */
void page_record(struct request *req, struct page *out);

void page_write(const struct page *p, struct buf *out);

#endif
