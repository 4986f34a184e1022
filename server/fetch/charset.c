/*
 * charset.c - finding out in which characters a page is written
 */
#include "server/fetch/charset.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>

#include "lib/text/utf8.h"

#define HEAD_MAX 4096
#define NAME_LEN 40

/* Names that mean more than they say, and those iconv knows otherwise. */
static const struct {
	const char *label, *name;
} labels[] = {
	{ "utf8", "UTF-8" },
	{ "unicode-1-1-utf-8", "UTF-8" },
	{ "ascii", "WINDOWS-1252" },
	{ "us-ascii", "WINDOWS-1252" },
	{ "iso-8859-1", "WINDOWS-1252" },
	{ "iso8859-1", "WINDOWS-1252" },
	{ "latin1", "WINDOWS-1252" },
	{ "iso-8859-9", "WINDOWS-1254" },
	{ "iso-8859-11", "WINDOWS-874" },
	{ "tis-620", "WINDOWS-874" },
	{ "gb2312", "GB18030" },
	{ "gbk", "GB18030" },
	{ "x-gbk", "GB18030" },
	{ "big5", "BIG5-HKSCS" },
	{ "shift_jis", "CP932" },
	{ "shift-jis", "CP932" },
	{ "sjis", "CP932" },
	{ "x-sjis", "CP932" },
	{ "euc-kr", "CP949" },
	{ "ks_c_5601-1987", "CP949" },
	{ "utf-16", "UTF-16LE" },
};

static const struct {
	const char *mark;
	size_t len;
	const char *name;
} marks[] = {
	{ "\xef\xbb\xbf", 3, "UTF-8" },
	{ "\xfe\xff", 2, "UTF-16BE" },
	{ "\xff\xfe", 2, "UTF-16LE" },
};

/* ---- what is said ------------------------------------------------------- */

static bool is_name_char(char c)
{
	return c != '\0' && strchr("abcdefghijklmnopqrstuvwxyz"
	                           "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                           "0123456789-_.:+",
	                           c) != NULL;
}

/* The name after `word`, `=` and perhaps a quotation mark. */
static struct str name_behind(struct str s, struct str word)
{
	for (size_t at = 0; at + word.len < s.len; at++) {
		size_t from = at + word.len, to;

		if (strncasecmp(s.p + at, word.p, word.len) != 0)
			continue;
		while (from < s.len && strchr(" \t=\"'", s.p[from]) != NULL &&
		       s.p[from] != '\0')
			from++;
		for (to = from; to < s.len && is_name_char(s.p[to]);)
			to++;
		if (to > from)
			return (struct str){ s.p + from, to - from };
	}
	return (struct str){ 0 };
}

struct str charset_of(struct str content_type)
{
	return name_behind(content_type, STR("charset"));
}

/* What the page says of itself. */
static struct str named_within(struct str bytes)
{
	struct str head = { bytes.p,
		            bytes.len < HEAD_MAX ? bytes.len : HEAD_MAX };
	struct str end, name = { 0 };

	if (str_starts(head, STR("<?xml"))) {
		end = head;
		while (end.len > 0 && *end.p != '>') {
			end.p++;
			end.len--;
		}
		name = name_behind(
			(struct str){ head.p, (size_t)(end.p - head.p) },
			STR("encoding"));
	}
	return name.len > 0 ? name : name_behind(head, STR("charset"));
}

/* ---- reading them ------------------------------------------------------- */

static const char *known_as(struct arena *a, struct str label)
{
	for (size_t i = 0; i < COUNT(labels); i++)
		if (strlen(labels[i].label) == label.len &&
		    strncasecmp(labels[i].label, label.p, label.len) == 0)
			return labels[i].name;
	return arena_str(a, label).p;
}

static bool is_utf8(const char *name)
{
	return strcasecmp(name, "UTF-8") == 0;
}

static bool convert_all(struct arena *a, iconv_t cd, struct str bytes,
                        struct str *out)
{
	char *in = (char *)(uintptr_t)bytes.p, part[16384];
	size_t left = bytes.len;
	struct buf text;

	buf_init(&text, a);
	buf_puts(&text, "");
	for (bool done = false; !done;) {
		char *to = part;
		size_t room = sizeof(part), n;

		n = left > 0 ? iconv(cd, &in, &left, &to, &room)
		             : iconv(cd, NULL, NULL, &to, &room);
		if (n == (size_t)-1 && errno != E2BIG)
			return false;
		done = n != (size_t)-1 && left == 0 && to == part;
		buf_add(&text, part, (size_t)(to - part));
	}
	*out = buf_text(&text);
	return true;
}

static bool convert(struct arena *a, const char *name, struct str bytes,
                    struct str *out)
{
	iconv_t cd;
	bool ok;

	if (is_utf8(name)) {
		*out = bytes;
		return utf8_valid(bytes);
	}
	cd = iconv_open("UTF-8", name);
	if (cd == (iconv_t)-1)
		return false;
	ok = convert_all(a, cd, bytes, out);
	iconv_close(cd);
	return ok && utf8_valid(*out);
}

/* ---- choosing ----------------------------------------------------------- */

static bool is_ascii(struct str bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		if ((unsigned char)bytes.p[i] >= 0x80)
			return false;
	return true;
}

static bool by_mark(struct arena *a, struct str bytes, struct str *out,
                    const char **from)
{
	for (size_t i = 0; i < COUNT(marks); i++) {
		struct str mark = { marks[i].mark, marks[i].len };
		struct str rest = bytes;

		if (!str_starts(bytes, mark))
			continue;
		*from = is_utf8(marks[i].name) ? NULL : marks[i].name;
		if (*from != NULL)
			rest = (struct str){ bytes.p + mark.len,
				             bytes.len - mark.len };
		return convert(a, marks[i].name, rest, out);
	}
	return false;
}

static bool by_name(struct arena *a, struct str bytes, struct str label,
                    struct str *out, const char **from)
{
	const char *name;

	if (label.len == 0 || label.len > NAME_LEN)
		return false;
	name = known_as(a, label);
	if (!convert(a, name, bytes, out))
		return false;
	*from = str_eq(*out, bytes) ? NULL : name;
	return true;
}

enum err_code charset_to_utf8(struct arena *a, struct str bytes,
                              struct str declared, struct str *out,
                              const char **from, struct err *e)
{
	struct str within = named_within(bytes);

	*from = NULL;
	if (by_mark(a, bytes, out, from))
		return ERR_OK;
	*from = NULL;
	*out = bytes;
	if (!is_ascii(bytes) && utf8_valid(bytes))
		return ERR_OK;
	if (by_name(a, bytes, declared, out, from) ||
	    by_name(a, bytes, within, out, from) ||
	    by_name(a, bytes, STR("UTF-8"), out, from))
		return ERR_OK;
	return err_set(e, ERR_INVALID,
	               "its characters cannot be read: the server says "
	               "\"%.*s\", the page \"%.*s\"",
	               STR_ARG(declared), STR_ARG(within));
}
