/*
 * framing.c - checking a head, field by field
 */
#include "server/http/wire/framing.h"

#include <strings.h>

#define LINE_END 2 /* CR LF */

static bool same(struct str s, const char *word)
{
	return s.len == strlen(word) && strncasecmp(s.p, word, s.len) == 0;
}

/* MHD takes "Host : x" for a field named "Host ", other servers do not. */
static bool is_token(struct str name)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < name.len; i++) {
		char c = name.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') &&
		    memchr(marks, c, sizeof(marks) - 1) == NULL)
			return false;
	}
	return name.len > 0;
}

static bool is_text(struct str value)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.p[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static struct str trimmed(struct str value)
{
	while (value.len > 0 && (value.p[value.len - 1] == ' ' ||
	                         value.p[value.len - 1] == '\t'))
		value.len--;
	return value;
}

static void take_length(struct framing *f, struct str value)
{
	f->lengths++;
	f->length = 0;
	if (value.len == 0 || value.len > 18)
		f->odd = true;
	for (size_t i = 0; i < value.len && !f->odd; i++) {
		if (value.p[i] < '0' || value.p[i] > '9')
			f->odd = true;
		else
			f->length =
				f->length * 10 + (uint64_t)(value.p[i] - '0');
	}
}

void framing_begin(struct framing *f, const char *method, struct str target,
                   const char *version)
{
	f->odd = !is_token(str_from(method)) ||
	         memchr(target.p, ' ', target.len) != NULL;
	if (f->at == NULL)
		return;
	f->odd = f->odd || method + strlen(method) + 1 != target.p ||
	         target.p + target.len + 1 != version;
	f->at = version + strlen(version) + LINE_END;
}

/* Nothing but a colon and blanks between name and value, nothing but a line end
 * between fields. */
static void check_place(struct framing *f, struct str name, struct str value)
{
	const char *gap = name.p + name.len + 1;

	if (name.p != f->at || value.p < gap) {
		f->odd = true;
		return;
	}
	while (gap < value.p && (*gap == ' ' || *gap == '\t'))
		gap++;
	f->odd = f->odd || gap != value.p;
	f->at = value.p + value.len + LINE_END;
}

void framing_field(struct framing *f, struct str name, struct str value)
{
	if (f->at != NULL)
		check_place(f, name, value);
	f->odd = f->odd || !is_token(name) || !is_text(value);
	value = trimmed(value);
	if (same(name, "Content-Length")) {
		take_length(f, value);
	} else if (same(name, "Transfer-Encoding")) {
		f->codings++;
		f->odd = f->odd || !same(value, "chunked");
	} else if (same(name, "Host")) {
		f->hosts++;
		request_header(f->req, name, value);
	} else if (same(name, "Expect")) {
		f->expects = true;
	} else {
		request_header(f->req, name, value);
	}
}

bool framing_is_sound(const struct framing *f, const char *version,
                      const char *end)
{
	bool modern = strcmp(version, "HTTP/1.0") != 0;

	if (f->at != NULL && f->at + LINE_END != end)
		return false;
	return !f->odd && f->lengths + f->codings <= 1 && f->hosts <= 1 &&
	       (f->hosts == 1 || !modern) && (f->codings == 0 || modern);
}
