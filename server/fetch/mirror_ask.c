/*
 * mirror_ask.c - one downloader for as long as its answers are right
 */
#include "server/fetch/mirror_ask.h"

#include "server/fetch/download.h"
#include "server/registry/model/json.h"

#define PAGE_VALUES 20000000
#define PAGE_DEPTH  80

static enum err_code connect_to(struct mirror *m, struct err *e)
{
	const struct manners manners = { .seconds = m->seconds,
		                         .allow_private = true };

	if (m->arena != NULL)
		return ERR_OK;
	m->arena = arena_new();
	return downloader_open(m->arena, &manners, &m->downloader, e);
}

void mirror_close(struct mirror *m)
{
	if (m->arena != NULL)
		arena_free(m->arena);
	m->arena = NULL;
}

/* After a failure a new downloader asks: one that was told to leave the host
 * alone would do so for good. */
enum err_code mirror_download(struct mirror *m, struct arena *a,
                              const char *path, struct str *body, struct err *e)
{
	struct download what = { .arena = a };
	enum err_code rc = connect_to(m, e);

	what.url = str_from(arena_printf(a, "%s%s", m->from, path));
	if (rc == ERR_OK)
		rc = download(m->downloader, &what, e);
	if (rc != ERR_OK)
		mirror_close(m);
	*body = what.body;
	return rc;
}

enum err_code mirror_ask(struct mirror *m, struct arena *a, const char *path,
                         json_t **out, struct err *e)
{
	struct str body;
	enum err_code rc = mirror_download(m, a, path, &body, e);

	return rc != ERR_OK
	               ? rc
	               : json_take(a, body, PAGE_VALUES, PAGE_DEPTH, out, e);
}

enum err_code mirror_ask_page(struct mirror *m, struct mirror_page *p,
                              const char *query, struct err *e)
{
	enum err_code rc = mirror_ask(
		m, p->arena, arena_printf(p->arena, "/v1/changes?%s", query),
		&p->json, e);

	p->items = json_object_get(p->json, "items");
	if (rc == ERR_OK && !json_is_array(p->items))
		return err_set(e, ERR_INVALID,
		               "the server at this address is not a registry");
	return rc;
}

int64_t mirror_seq_of_head(const struct mirror_page *p)
{
	const json_t *head = json_object_get(p->json, "head");

	return json_integer_value(json_object_get(head, "seq"));
}

enum err_code mirror_ask_their_head(struct mirror *m, struct err *e)
{
	struct mirror_page p = { .arena = arena_new() };
	enum err_code rc = mirror_ask_page(m, &p, "since=0&limit=1", e);

	m->theirs = mirror_seq_of_head(&p);
	arena_free(p.arena);
	return rc;
}
