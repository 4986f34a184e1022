/*
 * jsontext.c - quoting, and finding where a value ends
 */
#include "lib/data/jsontext.h"

#include "lib/text/utf8.h"

#define REPLACEMENT 0xfffd

/* The letter after the backslash; 0 where there is no short form. */
static const char short_forms[0x20] = {
	['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r',
};

static void add_char(struct buf *out, uint32_t c)
{
	char bytes[4];

	buf_add(out, bytes, utf8_encode(c, bytes));
}

static void add_escape(struct buf *out, char c)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char low = (unsigned char)c;
	char text[6] = { '\\', c };

	if (low >= 0x20) {
		buf_add(out, text, 2);
	} else if (short_forms[low] != 0) {
		text[1] = short_forms[low];
		buf_add(out, text, 2);
	} else {
		memcpy(text + 1, "u00", 3);
		text[4] = hex[low >> 4];
		text[5] = hex[low & 0x0f];
		buf_add(out, text, 6);
	}
}

static void add_mended(struct buf *out, struct str s)
{
	size_t good;

	while (s.len > 0) {
		good = utf8_valid_length(s);
		buf_add(out, s.p, good);
		if (good == s.len)
			break;
		add_char(out, REPLACEMENT);
		s = (struct str){ s.p + good + 1, s.len - good - 1 };
	}
}

static bool needs_escape(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

void json_quote(struct buf *out, struct str s)
{
	size_t start, at = 0;

	buf_puts(out, "\"");
	while (at < s.len) {
		for (start = at; at < s.len && !needs_escape(s.p[at]); at++)
			;
		add_mended(out, (struct str){ s.p + start, at - start });
		if (at < s.len)
			add_escape(out, s.p[at++]);
	}
	buf_puts(out, "\"");
}

void json_put(struct buf *out, const char *name, struct str text)
{
	buf_printf(out, ",\"%s\":", name);
	json_quote(out, text);
}

void json_put_some(struct buf *out, const char *name, struct str text)
{
	if (text.len > 0)
		json_put(out, name, text);
}

void json_put_value(struct buf *out, const char *name, struct str value)
{
	if (value.len == 0)
		return;
	buf_printf(out, ",\"%s\":", name);
	buf_str(out, value);
}

void json_put_member(struct buf *out, const char *name, struct str object)
{
	json_put_value(out, name, json_member(object, name));
}

/*
 * The next functions are given the place where something begins and answer
 * the place just after it, or 0 when the text ends before it does.
 */

static bool is_escaped(struct str s, size_t at)
{
	size_t from = at;

	while (from > 0 && s.p[from - 1] == '\\')
		from--;
	return (at - from) % 2 == 1;
}

static size_t string_end(struct str s, size_t at)
{
	const char *quote;

	while (++at < s.len && (quote = memchr(s.p + at, '"', s.len - at))) {
		at = (size_t)(quote - s.p);
		if (!is_escaped(s, at))
			return at + 1;
	}
	return 0;
}

/* Of an object or array; that brackets pair up is the writer's business. */
static size_t nest_end(struct str s, size_t at)
{
	size_t depth = 0;

	while (at < s.len) {
		char c = s.p[at];

		if (c == '{' || c == '[')
			depth++;
		if (c == '}' || c == ']')
			depth--;
		at = c == '"' ? string_end(s, at) : at + 1;
		if (at == 0 || depth == 0)
			return at;
	}
	return 0;
}

static size_t plain_end(struct str s, size_t at)
{
	size_t start = at;

	while (at < s.len && s.p[at] != ',' && s.p[at] != ']' && s.p[at] != '}')
		at++;
	return at > start ? at : 0;
}

/* Of a value that `,` or the container's end follows. */
static size_t value_end(struct str s, size_t at, char close)
{
	size_t end;

	if (at >= s.len)
		return 0;
	if (s.p[at] == '"')
		end = string_end(s, at);
	else if (s.p[at] == '{' || s.p[at] == '[')
		end = nest_end(s, at);
	else
		end = plain_end(s, at);
	return end < s.len && (s.p[end] == ',' || s.p[end] == close) ? end : 0;
}

/* Where the next member or item begins, 0 when there is none; between calls
 * a walker stands on the ',' before it, or on the container's end. */
static size_t next_start(struct str s, size_t at, char open, char close)
{
	if (at >= s.len || s.p[at] != (at == 0 ? open : ','))
		return 0;
	at++;
	return at < s.len && s.p[at] != close ? at : 0;
}

bool json_each(struct str object, size_t *at, struct str *name,
               struct str *value)
{
	size_t start = next_start(object, *at, '{', '}'), colon, end;

	if (start == 0 || object.p[start] != '"')
		return false;
	colon = string_end(object, start);
	if (colon == 0 || colon >= object.len || object.p[colon] != ':')
		return false;
	end = value_end(object, colon + 1, '}');
	if (end == 0)
		return false;

	*name = (struct str){ object.p + start + 1, colon - start - 2 };
	*value = (struct str){ object.p + colon + 1, end - colon - 1 };
	*at = end;
	return true;
}

struct str json_member(struct str object, const char *name)
{
	struct str wanted = str_from(name), found, value;
	size_t at = 0;

	while (json_each(object, &at, &found, &value))
		if (str_eq(found, wanted))
			return value;
	return (struct str){ 0 };
}

void json_members(struct str object, const char *const *names, size_t n,
                  struct str *values)
{
	struct str found, value;
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		values[i] = (struct str){ 0 };
	while (json_each(object, &at, &found, &value))
		for (size_t i = 0; i < n; i++)
			if (values[i].p == NULL && str_is(found, names[i])) {
				values[i] = value;
				break;
			}
}

bool json_items(struct str array, size_t *at, struct str *value)
{
	size_t start = next_start(array, *at, '[', ']'), end;

	if (start == 0)
		return false;
	end = value_end(array, start, ']');
	if (end == 0)
		return false;

	*value = (struct str){ array.p + start, end - start };
	*at = end;
	return true;
}

static bool read_hex(struct str s, size_t at, uint32_t *out)
{
	uint32_t value = 0, digit;

	if (at > s.len || s.len - at < 4)
		return false;
	for (size_t i = at; i < at + 4; i++) {
		unsigned char c = (unsigned char)s.p[i];
		unsigned char lower = c | 0x20;

		if (c >= '0' && c <= '9')
			digit = c - (uint32_t)'0';
		else if (lower >= 'a' && lower <= 'f')
			digit = lower - (uint32_t)'a' + 10;
		else
			return false;
		value = value << 4 | digit;
	}
	*out = value;
	return true;
}

/* What the \u before *at stands for: one escape, or a pair of surrogates. */
static uint32_t read_unicode(struct str s, size_t *at)
{
	uint32_t high, low;

	if (!read_hex(s, *at, &high))
		return REPLACEMENT;
	*at += 4;
	if (high < 0xd800 || high > 0xdfff)
		return high;

	if (high > 0xdbff || !read_hex(s, *at + 2, &low) ||
	    memcmp(s.p + *at, "\\u", 2) != 0 || low < 0xdc00 || low > 0xdfff)
		return REPLACEMENT;
	*at += 6;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* The escape whose backslash stands before *at. */
static uint32_t read_escape(struct str s, size_t *at)
{
	unsigned char c;

	if (*at >= s.len)
		return REPLACEMENT;
	c = (unsigned char)s.p[(*at)++];
	if (c == 'u')
		return read_unicode(s, at);
	for (uint32_t i = 0; i < COUNT(short_forms); i++)
		if (c == (unsigned char)short_forms[i])
			return i;
	return c < 0x80 ? c : REPLACEMENT;
}

struct str json_unquote(struct arena *a, struct str value)
{
	struct str s;
	struct buf out;
	size_t start, at = 0;

	if (value.len < 2 || value.p[0] != '"' || value.p[value.len - 1] != '"')
		return (struct str){ 0 };

	s = (struct str){ value.p + 1, value.len - 2 };
	if (memchr(s.p, '\\', s.len) == NULL)
		return arena_str(a, s);

	buf_init(&out, a);
	while (at < s.len) {
		for (start = at; at < s.len && s.p[at] != '\\'; at++)
			;
		buf_add(&out, s.p + start, at - start);
		if (at++ < s.len)
			add_char(&out, read_escape(s, &at));
	}
	return buf_text(&out);
}

struct str json_member_text(struct arena *a, struct str object,
                            const char *name)
{
	return json_unquote(a, json_member(object, name));
}
