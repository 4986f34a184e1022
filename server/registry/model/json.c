/*
 * json.c - on top of Jansson, which neither sorts nor checks as we need
 */
#include "server/registry/model/json.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/base/log.h"
#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"

void json_start(void)
{
	json_object_seed(0);
	json_set_alloc_funcs(arena_heap_alloc, arena_heap_free);
}

void json_text_free(char *text)
{
	json_free_t release_text;

	json_get_alloc_funcs(NULL, &release_text);
	release_text(text);
}

static void release(void *json)
{
	json_decref(json);
}

json_t *json_own(struct arena *a, json_t *json)
{
	if (json == NULL)
		die("out of memory");
	arena_defer(a, release, json);
	return json;
}

enum err_code json_read(struct arena *a, struct str text, json_t **out,
                        struct err *e)
{
	json_error_t why;
	json_t *json =
		json_loadb(text.p, text.len, JSON_REJECT_DUPLICATES, &why);

	if (json == NULL)
		return err_set(e, ERR_SYNTAX,
		               "not JSON: line %d, column %d: %s", why.line,
		               why.column, why.text);
	json_integers(json);
	*out = json_own(a, json);
	return ERR_OK;
}

/* RFC 8785 orders members by UTF-16 units; for UTF-8 that differs from the
 * order of bytes only between U+E000..U+FFFF and what lies beyond. */
static int by_utf16(const void *a, const void *b)
{
	const unsigned char *p = *(const unsigned char *const *)a;
	const unsigned char *q = *(const unsigned char *const *)b;

	while (*p != '\0' && *p == *q) {
		p++;
		q++;
	}
	if (*p >= 0xee && *p <= 0xef && *q >= 0xf0)
		return 1;
	if (*q >= 0xee && *q <= 0xef && *p >= 0xf0)
		return -1;
	return (*p > *q) - (*p < *q);
}

static void write_object(struct buf *out, json_t *object)
{
	size_t n = json_object_size(object), i = 0;
	const char **names = arena_alloc(out->arena, (n + 1) * sizeof(*names));
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value) names[i++] = name;
	qsort(names, n, sizeof(*names), by_utf16);

	buf_puts(out, "{");
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_puts(out, ",");
		json_quote(out, str_from(names[i]));
		buf_puts(out, ":");
		json_canonical(out, json_object_get(object, names[i]));
	}
	buf_puts(out, "}");
}

static void write_array(struct buf *out, const json_t *array)
{
	buf_puts(out, "[");
	for (size_t i = 0; i < json_array_size(array); i++) {
		if (i > 0)
			buf_puts(out, ",");
		json_canonical(out, json_array_get(array, i));
	}
	buf_puts(out, "]");
}

void json_canonical(struct buf *out, const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		write_object(out, (json_t *)value);
		return;
	case JSON_ARRAY:
		write_array(out, value);
		return;
	case JSON_STRING:
		json_quote(out, json_str(value));
		return;
	case JSON_INTEGER:
		buf_printf(out, "%" JSON_INTEGER_FORMAT,
		           json_integer_value(value));
		return;
	case JSON_TRUE:
		buf_puts(out, "true");
		return;
	case JSON_FALSE:
		buf_puts(out, "false");
		return;
	case JSON_NULL:
		buf_puts(out, "null");
		return;
	case JSON_REAL: /* json_clean() lets none through */
		break;
	}
	die("a number that is no integer reached a record");
}

const char *json_pointer(struct arena *a, const char *pointer,
                         const char *member)
{
	struct buf out;

	buf_init(&out, a);
	buf_puts(&out, pointer);
	buf_puts(&out, "/");
	for (; *member != '\0'; member++) {
		if (*member == '~')
			buf_puts(&out, "~0");
		else if (*member == '/')
			buf_puts(&out, "~1");
		else
			buf_add(&out, member, 1);
	}
	return out.data;
}

const char *json_pointer_item(struct arena *a, const char *pointer,
                              size_t index)
{
	return arena_printf(a, "%s/%zu", pointer, index);
}

/* The integer that a fraction-less number is, a new reference, or NULL. */
static json_t *integer_of(const json_t *value)
{
	double d = json_real_value(value);

	if (!json_is_real(value) || d < (double)-INTEGER_MAX ||
	    d > (double)INTEGER_MAX || d != (double)(json_int_t)d)
		return NULL;
	return json_integer((json_int_t)d);
}

void json_integers(json_t *value)
{
	const char *name;
	json_t *member, *n;
	void *next;

	json_object_foreach_safe(value, next, name, member)
	{
		json_integers(member);
		n = integer_of(member);
		if (n != NULL)
			json_object_set_new(value, name, n);
	}
	for (size_t i = 0; i < json_array_size(value); i++) {
		member = json_array_get(value, i);
		json_integers(member);
		n = integer_of(member);
		if (n != NULL)
			json_array_set_new(value, i, n);
	}
}

static bool has_control(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < ' ' && c != '\t' && c != '\n') || c == 0x7f)
			return true;
	}
	return false;
}

static void clean_object(json_t *object, const char *pointer, struct arena *a,
                         struct err *e)
{
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value)
	{
		const char *at = json_pointer(a, pointer, name);

		if (has_control(str_from(name)))
			err_pointer(e, at,
			            "has control characters in its name");
		json_clean(value, at, a, e);
	}
}

void json_clean(const json_t *value, const char *pointer, struct arena *a,
                struct err *e)
{
	json_int_t n = json_integer_value(value);

	if (json_is_object(value))
		clean_object((json_t *)value, pointer, a, e);
	for (size_t i = 0; i < json_array_size(value); i++)
		json_clean(json_array_get(value, i),
		           json_pointer_item(a, pointer, i), a, e);
	if (json_is_null(value))
		err_pointer(e, pointer, "must not be null");
	if (json_is_real(value))
		err_pointer(e, pointer, "must not have a fraction or exponent");
	if (n > INTEGER_MAX || n < -INTEGER_MAX)
		err_pointer(e, pointer, "is beyond 2^53");
	if (json_is_string(value) && has_control(json_str(value)))
		err_pointer(
			e, pointer,
			"has control characters other than tab and newline");
}

struct str json_str(const json_t *string)
{
	if (!json_is_string(string))
		return (struct str){ 0 };
	return (struct str){ json_string_value(string),
		             json_string_length(string) };
}

void json_refuse_unknown(const json_t *object, const char *pointer,
                         const char *const *known, struct err *e)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)object, name, value)
	{
		size_t i = 0;

		while (known[i] != NULL && strcmp(known[i], name) != 0)
			i++;
		if (known[i] == NULL)
			err_pointer(e, json_pointer(e->arena, pointer, name),
			            "is not a member here");
	}
}

struct str json_text(const json_t *object, const char *name)
{
	return json_str(json_object_get(object, name));
}

json_t *json_from(struct str s)
{
	return json_stringn(s.p, s.len);
}

json_t *json_merged(const json_t *target, const json_t *patch)
{
	json_t *out, *value;
	const char *name;

	if (!json_is_object(patch))
		return json_deep_copy(patch);

	out = json_is_object(target) ? json_copy((json_t *)target)
	                             : json_object();
	json_object_foreach((json_t *)patch, name, value)
	{
		if (json_is_null(value))
			json_object_del(out, name);
		else
			json_object_set_new(
				out, name,
				json_merged(json_object_get(out, name), value));
	}
	return out;
}
