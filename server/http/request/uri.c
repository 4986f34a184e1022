/*
 * uri.c - splitting and strict percent-decoding
 */
#include "server/http/request/uri.h"

#include "lib/text/utf8.h"

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte after a '%' at s.p[i], or -1 when there is none to be had. */
static int escaped(struct str s, size_t i)
{
	int high, low;

	if (s.len - i < 3)
		return -1;
	high = hex(s.p[i + 1]);
	low = hex(s.p[i + 2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool decode(struct request *req, struct str s, bool plus,
                   struct str *out)
{
	char *text = arena_alloc(req->arena, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		int c = (unsigned char)s.p[i];

		if (c == '%') {
			c = escaped(s, i);
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		if (c <= 0) {
			err_set(&req->err, ERR_SYNTAX,
			        "the URL has a bad percent-encoding");
			return false;
		}
		text[n++] = (char)c;
	}
	*out = (struct str){ text, n };
	if (utf8_valid(*out))
		return true;
	err_set(&req->err, ERR_SYNTAX, "the URL is not UTF-8");
	return false;
}

static void read_path(struct request *req)
{
	struct str rest = req->path;

	str_take(&rest, '/');
	while (rest.p != NULL) {
		if (rest.len == 0 && req->nsegments > 0 &&
		    req->segments[req->nsegments - 1].len > 0)
			return; /* a slash at the end changes nothing */
		if (req->nsegments == SEGMENTS_MAX) {
			err_set(&req->err, ERR_NOT_FOUND, "no such path");
			return;
		}
		if (!decode(req, str_take(&rest, '/'), false,
		            &req->segments[req->nsegments]))
			return;
		req->nsegments++;
	}
}

void uri_read_pairs(struct request *req, struct str pairs)
{
	struct str rest = pairs;

	while (rest.len > 0) {
		struct str value = str_take(&rest, '&'), name;
		struct param *p;

		if (value.len == 0)
			continue;
		if (req->nparams == PARAMS_MAX) {
			err_set(&req->err, ERR_SYNTAX,
			        "the URL has more than %d parameters",
			        PARAMS_MAX);
			return;
		}
		ARENA_GROW(req->arena, req->params, req->nparams,
		           req->params_room);
		p = &req->params[req->nparams];
		name = str_take(&value, '=');
		if (!decode(req, name, true, &p->name) ||
		    !decode(req, value, true, &p->value))
			return;
		req->nparams++;
	}
}

/* Is it free of blanks, control characters and a fragment? */
static bool is_printable(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= ' ' || c == 0x7f || c == '#')
			return false;
	}
	return true;
}

/* "http://host/path" becomes "/path". */
static struct str without_authority(struct str target)
{
	static const char *const schemes[] = { "http://", "https://" };

	for (size_t i = 0; i < COUNT(schemes); i++) {
		struct str scheme = str_from(schemes[i]), rest = target;

		if (!str_starts(target, scheme))
			continue;
		rest.p += scheme.len;
		rest.len -= scheme.len;
		while (rest.len > 0 && *rest.p != '/' && *rest.p != '?') {
			rest.p++;
			rest.len--;
		}
		return rest.len > 0 ? rest : STR("/");
	}
	return target;
}

void uri_read(struct request *req, struct str target)
{
	struct str rest = arena_str(req->arena, target);

	if (!is_printable(rest)) {
		err_set(&req->err, ERR_SYNTAX,
		        "the URL has characters that must be encoded");
		return;
	}
	rest = without_authority(rest);
	req->path = str_take(&rest, '?');
	req->query = rest.p != NULL ? rest : STR("");
	if (str_is(req->path, "*"))
		return;
	if (req->path.len == 0 || req->path.p[0] != '/') {
		err_set(&req->err, ERR_SYNTAX, "the URL must begin with '/'");
		return;
	}
	read_path(req);
	if (req->err.code == ERR_OK)
		uri_read_pairs(req, req->query);
}
