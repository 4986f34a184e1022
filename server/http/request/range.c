/*
 * range.c - reading Range, and what follows from it
 */
#include "server/http/request/range.h"

#include <inttypes.h>

#include "server/http/request/preconditions.h"
#include "server/http/request/reply.h"

struct range {
	int64_t first, last; /* both inclusive */
};

/* Digits at the beginning of s, which moves past them; -1 without any. */
static int64_t take_number(struct str *s)
{
	int64_t n = -1;

	while (s->len > 0 && s->p[0] >= '0' && s->p[0] <= '9') {
		if (n > INT64_MAX / 100)
			n = INT64_MAX / 100; /* far beyond any end */
		n = (n < 0 ? 0 : n * 10) + (s->p[0] - '0');
		*s = (struct str){ s->p + 1, s->len - 1 };
	}
	return n;
}

/* "bytes=a-b", "bytes=a-" or "bytes=-n"; false for all else, which does not
 * count. */
static bool read_range(struct str s, int64_t size, struct range *out)
{
	const struct str unit = STR("bytes=");
	int64_t first, last;

	if (!str_starts(s, unit))
		return false;
	s = (struct str){ s.p + unit.len, s.len - unit.len };
	first = take_number(&s);
	if (s.len == 0 || s.p[0] != '-')
		return false;
	s = (struct str){ s.p + 1, s.len - 1 };
	last = take_number(&s);
	if (s.len > 0 || (first < 0 && last < 0) ||
	    (first >= 0 && last >= 0 && last < first))
		return false;
	if (first < 0)
		*out = (struct range){ last < size ? size - last : 0,
			               last > 0 ? size - 1 : -1 };
	else
		*out = (struct range){ first, last < 0 || last >= size
			                              ? size - 1
			                              : last };
	return true;
}

/* Is a part wanted of what the tag stands for? */
static bool is_wanted(const struct request *req, const char *tag, int64_t size,
                      struct range *out)
{
	struct str known = req->headers[HEADER_IF_RANGE];

	return !req->head && (known.p == NULL || str_is(known, tag)) &&
	       read_range(req->headers[HEADER_RANGE], size, out);
}

enum err_code range_reply(struct request *req, struct reply *rep,
                          const char *tag, struct stream whole)
{
	struct range range;

	reply_header(rep, "ETag", tag);
	if (preconditions_allow_read(req, tag, &req->err) != ERR_OK)
		return req->err.code;
	if (reply_is_known(req, tag)) {
		rep->status = 304;
		return ERR_OK;
	}
	reply_header(rep, "Accept-Ranges", "bytes");
	reply_header(rep, "Content-Type", TYPE_TEXT);
	rep->stream = whole;
	if (!is_wanted(req, tag, whole.size, &range))
		return ERR_OK;
	if (range.first > range.last) {
		req->content_range = arena_printf(
			req->arena, "bytes */%" PRId64, whole.size);
		return err_set(&req->err, ERR_RANGE,
		               "there are only %" PRId64 " bytes", whole.size);
	}
	rep->status = 206;
	reply_header(rep, "Content-Range",
	             arena_printf(req->arena,
	                          "bytes %" PRId64 "-%" PRId64 "/%" PRId64,
	                          range.first, range.last, whole.size));
	rep->stream.from += range.first;
	rep->stream.size = range.last - range.first + 1;
	return ERR_OK;
}
