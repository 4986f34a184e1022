/*
 * param.c - numbers, lists, and names that nobody knows
 */
#include "server/http/query/param.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "lib/data/jsontext.h"
#include "lib/data/timestamp.h"
#include "lib/store/store.h"
#include "server/http/request/formatted.h"
#include "server/http/request/router.h"

bool param_integer(struct str s, int64_t *out)
{
	char digits[24], *end;

	if (s.len == 0 || s.len >= sizeof(digits) ||
	    (s.p[0] != '-' && (s.p[0] < '0' || s.p[0] > '9')))
		return false;
	memcpy(digits, s.p, s.len);
	digits[s.len] = '\0';
	errno = 0;
	*out = strtoll(digits, &end, 10);
	return errno == 0 && *end == '\0' && end != digits;
}

int64_t query_number(struct request *req, const char *name, int64_t fallback,
                     int64_t min, int64_t max)
{
	struct str given = request_param(req, name);
	int64_t n = fallback;

	request_once(req, name);
	if (given.p != NULL &&
	    (!param_integer(given, &n) || n < min || n > max))
		err_parameter(&req->err, name,
		              "must be a whole number from %" PRId64
		              " to %" PRId64,
		              min, max);
	return n;
}

struct str query_time(struct request *req, const char *name, struct str given)
{
	static const char *const ends[] = { "T00:00:00.000Z", ".000Z", "" };
	struct str stem = given;

	if (stem.len == sizeof("0000-00-00T00:00:00Z") - 1)
		stem.len--;
	for (size_t i = 0; i < COUNT(ends); i++) {
		struct str time = str_from(arena_printf(
			req->arena, "%.*s%s",
			STR_ARG((*ends[i] == '.' ? stem : given)), ends[i]));

		if (time_valid(time))
			return time;
	}
	err_parameter(&req->err, name,
	              "must be a day or a time: 2026-11-23T09:30:00Z");
	return given;
}

size_t query_limit(struct request *req)
{
	bool plain = req->format == NULL;

	return (size_t)query_number(
		req, "limit", plain ? LIMIT_DEFAULT : FORMATTED_ITEMS_MAX, 1,
		plain ? STORE_PAGE_MAX : FORMATTED_ITEMS_MAX);
}

bool param_next(struct str *list, struct str *part)
{
	size_t n = 0;

	if (list->p == NULL)
		return false;
	while (n < list->len && list->p[n] != ',')
		n++;
	*part = (struct str){ list->p, n };
	if (n == list->len)
		*list = (struct str){ 0 };
	else
		*list = (struct str){ list->p + n + 1, list->len - n - 1 };
	return true;
}

static void list_known(struct request *req, struct buf *known)
{
	buf_puts(known, "]");
	req->err.more = buf_text(known);
}

void query_unknown(struct request *req, struct str name,
                   const char *const *known)
{
	struct buf list;

	err_parameter(&req->err, arena_strndup(req->arena, name.p, name.len),
	              "is not known here; see \"known\"");
	buf_init(&list, req->arena);
	buf_puts(&list, "\"known\":[");
	for (size_t i = 0; known[i] != NULL; i++) {
		buf_puts(&list, i > 0 ? "," : "");
		json_quote(&list, str_from(known[i]));
	}
	for (size_t i = 0;
	     formatted_params[i] != NULL && req->route->formats != FORMATS_NONE;
	     i++) {
		buf_puts(&list, known[0] != NULL || i > 0 ? "," : "");
		json_quote(&list, str_from(formatted_params[i]));
	}
	list_known(req, &list);
}
