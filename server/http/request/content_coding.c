/*
 * content_coding.c - Accept-Encoding, and what was coded before
 */
#include "server/http/request/content_coding.h"

#include "lib/base/cache.h"
#include "lib/data/digest.h"
#include "server/http/request/media.h"
#include "server/http/request/reply.h"

#define CACHE_SHORTEST (8u << 10)

/* ---- which --------------------------------------------------------------- */

/* How well a token is liked, in thousandths; what is not named is liked as
 * much as `*`, or else as `fallback`. */
static int liking(struct str accept, const char *token, int fallback)
{
	int q = media_quality(accept, token);

	if (q < 0)
		q = media_quality(accept, "*");
	return q < 0 ? fallback : q;
}

enum err_code coding_choose(struct request *req, size_t n, enum coding *out)
{
	struct str accept = req->headers[HEADER_ACCEPT_ENCODING];
	int plain = liking(accept, "identity", 1), best = 0;

	*out = CODING_NONE;
	for (int c = 0; c < CODING__COUNT; c++) {
		int q = liking(accept, coding_names[c], 0);

		if (q > best && compress_can((enum coding)c)) {
			best = q;
			*out = (enum coding)c;
		}
	}
	if (plain == 0 && best == 0)
		return err_set(&req->err, ERR_NOT_ACCEPTABLE,
		               "this comes plain, or as gzip");
	if (plain > best || (plain > 0 && n < CODED_SHORTEST))
		*out = CODING_NONE;
	return ERR_OK;
}

struct str coding_plain_tag(struct str tag)
{
	for (int c = 0; c < CODING__COUNT; c++) {
		struct str name = str_from(coding_names[c]);

		if (tag.len > name.len &&
		    tag.p[tag.len - name.len - 1] == '-' &&
		    memcmp(tag.p + tag.len - name.len, name.p, name.len) == 0)
			return (struct str){ tag.p, tag.len - name.len - 1 };
	}
	return tag;
}

/* ---- the answer ---------------------------------------------------------- */

static bool compress(struct request *req, struct str plain, enum coding c,
                     struct buf *out)
{
	struct cache *cache = req->service->cache;
	struct str name, coded, none = { 0 };

	if (plain.len < CACHE_SHORTEST) {
		if (compress_text(req->arena, c, plain, &coded))
			buf_str(out, coded);
		return out->len > 0;
	}
	name = str_from(arena_printf(req->arena, "%s %s",
	                             digest_of(req->arena, plain).p,
	                             coding_names[c]));
	if (cache_find(cache, name, none, out))
		return true;
	if (!compress_text(req->arena, c, plain, &coded))
		return false;
	cache_put(cache, name, none, coded);
	buf_str(out, coded);
	return true;
}

void coding_apply(struct request *req, struct reply *rep, enum coding c)
{
	struct buf coded;

	buf_init(&coded, req->arena);
	if (!compress(req, buf_text(&rep->body), c, &coded))
		return;
	rep->body = coded;
	reply_header(rep, "Content-Encoding", coding_names[c]);
}
