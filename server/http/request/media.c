/*
 * media.c - reading Accept and Content-Type
 */
#include "server/http/request/media.h"

#include <strings.h>

#include "lib/base/arena.h"
#include "lib/data/media_types.h"

#define BLANK " \t"

static struct str without_blanks(struct str s)
{
	while (s.len > 0 && strchr(BLANK, s.p[0]) != NULL) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && strchr(BLANK, s.p[s.len - 1]) != NULL)
		s.len--;
	return s;
}

static struct str part(struct str *s, char stop)
{
	return without_blanks(str_take(s, stop));
}

static bool same(struct str a, struct str b)
{
	return a.len == b.len &&
	       (a.len == 0 || strncasecmp(a.p, b.p, a.len) == 0);
}

/* "0.25" is 250; what is not a weight is 0. */
static int weight(struct str s)
{
	int q, unit = 100;

	if (s.len == 0 || s.len > 5 || (s.p[0] != '0' && s.p[0] != '1'))
		return 0;
	q = (s.p[0] - '0') * 1000;
	if (s.len > 1 && s.p[1] != '.')
		return 0;
	for (size_t i = 2; i < s.len; i++, unit /= 10) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
		q += (s.p[i] - '0') * unit;
	}
	return q > 1000 ? 0 : q;
}

/* The q of one element of Accept, its parameters standing in rest. */
static int quality(struct str rest)
{
	while (rest.len > 0) {
		struct str value = part(&rest, ';');
		struct str name = part(&value, '=');

		if (same(name, STR("q")))
			return weight(value);
	}
	return 1000;
}

/* How closely a range fits: 0 not, 1 by asterisks only, 2 by type, 3 whole. */
static int closeness(struct str range, struct str type)
{
	const char *slash = memchr(type.p, '/', type.len);
	size_t n = (size_t)(slash - type.p) + 1; /* "text/" */

	if (same(range, STR("*/*")))
		return 1;
	if (range.len == n + 1 && range.p[n] == '*' &&
	    strncasecmp(range.p, type.p, n) == 0)
		return 2;
	return same(range, type) ? 3 : 0;
}

static int liking(struct str accept, const char *offered)
{
	struct str rest = str_from(offered);
	struct str type = part(&rest, ';');
	int best = 0, q = 0;

	while (accept.len > 0) {
		struct str element = part(&accept, ',');
		struct str range = part(&element, ';');
		int close = closeness(range, type);

		if (close > best) {
			best = close;
			q = quality(element);
		}
	}
	return q;
}

const char *media_choose(struct str accept, const char *const *offered)
{
	const char *best = NULL;
	int most = 0;

	if (without_blanks(accept).len == 0)
		return offered[0];
	for (; *offered != NULL; offered++) {
		int q = liking(accept, *offered);

		if (q > most) {
			most = q;
			best = *offered;
		}
	}
	return best;
}

int media_quality(struct str list, const char *token)
{
	while (list.len > 0) {
		struct str element = part(&list, ',');
		struct str name = part(&element, ';');

		if (same(name, str_from(token)))
			return quality(element);
	}
	return -1;
}

bool media_is(struct str content_type, const char *type)
{
	if (!same(part(&content_type, ';'), str_from(type)))
		return false;
	while (content_type.len > 0) {
		struct str value = part(&content_type, ';');
		struct str name = part(&value, '=');

		if (same(name, STR("charset")) && !same(value, STR("utf-8")) &&
		    !same(value, STR("\"utf-8\"")))
			return false;
	}
	return true;
}

bool media_is_json(const char *type)
{
	size_t n = strlen(type);

	return strcmp(type, TYPE_JSON) == 0 ||
	       (n > 5 && strcmp(type + n - 5, "+json") == 0);
}

const char *media_list(struct arena *a, const char *const *types)
{
	struct buf out;

	buf_init(&out, a);
	for (size_t i = 0; types[i] != NULL; i++)
		buf_printf(&out, "%s%s", i > 0 ? ", " : "", types[i]);
	return out.data;
}
