/*
 * url.c - taking an address apart from its left
 */
#include "lib/data/url.h"

#include <arpa/inet.h>
#include <strings.h>

#include "lib/text/utf8.h"
#include "lib/text/words.h"

#define HOST_MAX 253
#define PART_MAX 63
#define PORT_MAX 65535

static bool is_hex(char c)
{
	char lower = (char)(c | 0x20);

	return char_is_digit(c) || (lower >= 'a' && lower <= 'f');
}

/* Move past the scheme. */
static bool skip_scheme(struct str *s)
{
	static const char *const schemes[] = { "https://", "http://" };

	for (size_t i = 0; i < COUNT(schemes); i++) {
		size_t n = strlen(schemes[i]);

		if (s->len > n && strncasecmp(s->p, schemes[i], n) == 0) {
			*s = (struct str){ s->p + n, s->len - n };
			return true;
		}
	}
	return false;
}

/* Up to the path, the query or the fragment; *s is what is left. */
static struct str take_authority(struct str *s)
{
	struct str all = *s;
	size_t n = 0;

	while (n < s->len && memchr("/?#", s->p[n], 3) == NULL)
		n++;
	*s = (struct str){ all.p + n, all.len - n };
	return (struct str){ all.p, n };
}

static bool is_port(struct str s)
{
	unsigned port = 0;

	if (s.len == 0 || s.len > 5)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!char_is_digit(s.p[i]))
			return false;
		port = port * 10 + (unsigned)(s.p[i] - '0');
	}
	return port > 0 && port <= PORT_MAX;
}

static bool is_address(int family, struct str s)
{
	unsigned char bytes[16];
	char text[INET6_ADDRSTRLEN + 1];

	if (s.len >= sizeof(text))
		return false;
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	return inet_pton(family, text, bytes) == 1;
}

static bool is_name_char(uint32_t c)
{
	if (c < 0x80)
		return c == '-' || c == '_' || words_is_letter(c);
	return words_is_letter(c) || words_is_ideograph(c) || words_is_mark(c);
}

/* One part of a name: no hyphen at its ends. */
static bool is_part(struct str s)
{
	if (s.len == 0 || s.len > PART_MAX || s.p[0] == '-' ||
	    s.p[s.len - 1] == '-')
		return false;
	for (size_t at = 0; at < s.len;)
		if (!is_name_char(utf8_next(s, &at)))
			return false;
	return true;
}

static bool is_number(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!char_is_digit(s.p[i]))
			return false;
	return s.len > 0;
}

/* Parts between dots, one dot after the last allowed; what ends in a number
 * is an IPv4 address. */
static bool is_host(struct str s)
{
	struct str part = { 0 }, rest = s;

	if (s.len > HOST_MAX || s.len == 0)
		return false;
	if (rest.p[rest.len - 1] == '.')
		rest.len--;
	for (const char *dot = rest.p; dot != NULL;) {
		dot = memchr(rest.p, '.', rest.len);
		part = dot != NULL
		               ? (struct str){ rest.p, (size_t)(dot - rest.p) }
		               : rest;
		if (!is_part(part))
			return false;
		if (dot != NULL)
			rest = (struct str){ dot + 1, rest.len - part.len - 1 };
	}
	return !is_number(part) || is_address(AF_INET, s);
}

static bool is_bracketed(struct str s, struct str *port)
{
	const char *end = memchr(s.p, ']', s.len);
	struct str inside;

	if (end == NULL)
		return false;
	inside = (struct str){ s.p + 1, (size_t)(end - s.p) - 1 };
	*port = (struct str){ end + 1, s.len - inside.len - 2 };
	return is_address(AF_INET6, inside);
}

static bool is_authority(struct str s)
{
	struct str port = { 0 };
	const char *colon;

	if (s.len > 0 && s.p[0] == '[') {
		if (!is_bracketed(s, &port))
			return false;
	} else {
		colon = s.len > 0 ? memchr(s.p, ':', s.len) : NULL;
		if (colon != NULL) {
			port = (struct str){ colon, s.len };
			s.len = (size_t)(colon - s.p);
			port.len -= s.len;
		}
		if (!is_host(s))
			return false;
	}
	return port.len == 0 ||
	       (port.p[0] == ':' &&
	        is_port((struct str){ port.p + 1, port.len - 1 }));
}

/* Path, query and fragment. */
static bool is_rest(struct str s)
{
	for (size_t at = 0; at < s.len;) {
		size_t here = at;
		uint32_t c = utf8_next(s, &at);

		if (c == '%' && (s.len - here < 3 || !is_hex(s.p[here + 1]) ||
		                 !is_hex(s.p[here + 2])))
			return false;
		if (c == '"' || c == '<' || c == '>' || c == '\\' ||
		    !utf8_is_seen(c))
			return false;
	}
	return true;
}

bool url_valid(struct str s)
{
	struct str authority;

	if (!skip_scheme(&s))
		return false;
	authority = take_authority(&s);
	return is_authority(authority) && is_rest(s);
}

void url_encode_byte(struct buf *out, char c)
{
	buf_printf(out, "%%%02X", (unsigned char)c);
}

void url_encode(struct buf *out, struct str s, const char *plain)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (char_is_digit(c) || char_is_letter(c) ||
		    (c != '\0' && strchr(plain, c) != NULL))
			buf_add(out, &c, 1);
		else
			url_encode_byte(out, c);
	}
}

/* A path of a page that is made in the browser is no place in it. */
static struct str without_fragment(struct str s)
{
	const char *at = memchr(s.p, '#', s.len);
	size_t n = at != NULL ? (size_t)(at - s.p) : s.len;

	if (n + 1 < s.len && memchr("/!", s.p[n + 1], 2) != NULL)
		return s;
	return (struct str){ s.p, n };
}

static bool drop_end(struct str *s, const char *end)
{
	size_t n = strlen(end);
	bool has = s->len >= n && memcmp(s->p + s->len - n, end, n) == 0;

	s->len -= has ? n : 0;
	return has;
}

struct str url_plain(struct arena *a, struct str url)
{
	struct str rest = without_fragment(url), host;
	char *small;

	if (!skip_scheme(&rest))
		return url;
	host = take_authority(&rest);
	if (!drop_end(&host, ":443"))
		(void)drop_end(&host, ":80");
	if (host.len > 4 && strncasecmp(host.p, "www.", 4) == 0)
		host = (struct str){ host.p + 4, host.len - 4 };
	small = arena_strndup(a, host.p, host.len);
	for (size_t i = 0; i < host.len; i++)
		if (small[i] >= 'A' && small[i] <= 'Z')
			small[i] = (char)(small[i] | 0x20);
	while (rest.len > 0 && rest.p[rest.len - 1] == '/')
		rest.len--;
	return str_from(arena_printf(a, "%s%.*s", small, STR_ARG(rest)));
}
