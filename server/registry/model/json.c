/*
 * json.c - on top of Jansson, which neither sorts nor checks as we need
 */
#include "server/registry/model/json.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/base/log.h"
#include "lib/data/jsontext.h"
#include "lib/store/store.h"
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
	arena_defer(a, release, or_die(json));
	return json;
}

static enum err_code parse(struct arena *a, struct str text, json_t **out,
                           struct err *e)
{
	json_error_t why;
	json_t *json =
		json_loadb(text.p, text.len, JSON_REJECT_DUPLICATES, &why);

	if (json == NULL) /* of a NUL the library names its own flag */
		return err_set(
			e, ERR_SYNTAX, "not JSON: line %d, column %d: %s",
			why.line, why.column,
			json_error_code(&why) == json_error_null_character
				? "\\u0000 is not allowed"
				: why.text);
	json_integers(json);
	*out = json_own(a, json);
	return ERR_OK;
}

enum err_code json_read(struct arena *a, struct str text, json_t **out,
                        struct err *e)
{
	enum err_code rc =
		json_fits_text(text, SIZE_MAX, JSON_DEPTH_WRAPPED, e);

	return rc != ERR_OK ? rc : parse(a, text, out, e);
}

enum err_code json_take(struct arena *a, struct str text, size_t values,
                        size_t depth, json_t **out, struct err *e)
{
	enum err_code rc = json_fits_text(text, values, depth, e);

	return rc != ERR_OK ? rc : parse(a, text, out, e);
}

enum err_code json_read_stored(struct arena *a, const char *table,
                               const struct row *row, json_t **out,
                               struct err *e)
{
	enum err_code rc = json_read(a, row->record, out, e);

	if (rc == ERR_SYNTAX || rc == ERR_INVALID ||
	    (rc == ERR_OK && !json_is_object(*out)))
		rc = store_unsound(e, table, row->values[COLUMN_ID].text,
		                   "its text is no JSON object");
	return rc;
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
	size_t len = strlen(pointer);
	/* each character may become two */
	char *out = arena_alloc(a, len + 2 * strlen(member) + 2);

	memcpy(out, pointer, len);
	out[len++] = '/';
	for (; *member != '\0'; member++) {
		bool escape = *member == '~' || *member == '/';

		if (escape)
			out[len++] = '~';
		out[len++] = !escape ? *member : *member == '~' ? '0' : '1';
	}
	return out;
}

const char *json_pointer_item(struct arena *a, const char *pointer,
                              size_t index)
{
	return arena_printf(a, "%s/%zu", pointer, index);
}

bool json_token(const char **pointer, struct buf *out)
{
	out->len = 0;
	buf_puts(out, "");
	for ((*pointer)++; **pointer != '\0' && **pointer != '/';
	     (*pointer)++) {
		char c = **pointer;

		if (c == '~') {
			(*pointer)++;
			if (**pointer != '0' && **pointer != '1')
				return false;
			c = **pointer == '0' ? '~' : '/';
		}
		buf_add(out, &c, 1);
	}
	return true;
}

bool json_index(const json_t *array, const char *token, size_t *out)
{
	size_t n = json_array_size(array), digits = strspn(token, "0123456789");

	if (strcmp(token, "-") == 0) {
		*out = n;
		return true;
	}
	if (digits == 0 || token[digits] != '\0' || digits > 9 ||
	    (token[0] == '0' && digits > 1))
		return false;
	*out = (size_t)strtoul(token, NULL, 10);
	return *out <= n;
}

const json_t *json_find(struct arena *a, const json_t *root,
                        const char *pointer)
{
	struct buf token;
	size_t i;

	buf_init(&token, a);
	while (root != NULL && *pointer == '/' && json_token(&pointer, &token))
		root = !json_is_array(root) ? json_object_get(root, token.data)
		       : json_index(root, token.data, &i)
		               ? json_array_get(root, i)
		               : NULL;
	return *pointer == '\0' ? root : NULL;
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

bool json_has_control(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < ' ' && c != '\t' && c != '\n') || c == 0x7f)
			return true;
	}
	return false;
}

/* Where a walk stands: written out only where something is wrong, since the
 * pointers of all values are much longer than the values. */
struct place {
	const struct place *up;     /* NULL: pointer is where the walk began */
	const char *pointer, *name; /* NULL: an item of a list */
	size_t index;
};

static const char *write_place(struct arena *a, const struct place *p)
{
	const char *up;

	if (p->up == NULL)
		return p->pointer;
	up = write_place(a, p->up);
	return p->name != NULL ? json_pointer(a, up, p->name)
	                       : json_pointer_item(a, up, p->index);
}

static void refuse(struct arena *a, const struct place *at, const char *why,
                   struct err *e)
{
	bool is_shown = e->nmistakes < ERR_MISTAKES_MAX;

	err_pointer(e, is_shown ? write_place(a, at) : "", "%s", why);
}

static void clean(const json_t *value, const struct place *at, struct arena *a,
                  struct err *e);

static void clean_object(json_t *object, const struct place *up,
                         struct arena *a, struct err *e)
{
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value)
	{
		struct place at = { .up = up, .name = name };

		if (strlen(name) > JSON_NAME_MAX)
			refuse(a, up, "has a member whose name is too long", e);
		else if (json_has_control(str_from(name)))
			refuse(a, &at, "has control characters in its name", e);
		else
			clean(value, &at, a, e);
	}
}

/* What is wrong with a value that is no list or object, or NULL. */
static const char *fault(const json_t *value)
{
	json_int_t n = json_integer_value(value);

	if (json_is_null(value))
		return "must not be null";
	if (json_is_real(value))
		return "must not have a fraction or exponent";
	if (n > INTEGER_MAX || n < -INTEGER_MAX)
		return "is beyond 2^53";
	if (json_is_string(value) && json_has_control(json_str(value)))
		return "has control characters other than tab and newline";
	return NULL;
}

static void clean(const json_t *value, const struct place *at, struct arena *a,
                  struct err *e)
{
	const char *why = fault(value);

	if (why != NULL)
		refuse(a, at, why, e);
	if (json_is_object(value))
		clean_object((json_t *)value, at, a, e);
	for (size_t i = 0; i < json_array_size(value); i++) {
		struct place item = { .up = at, .index = i };

		clean(json_array_get(value, i), &item, a, e);
	}
}

void json_clean(const json_t *value, const char *pointer, struct arena *a,
                struct err *e)
{
	struct place at = { .pointer = pointer };

	clean(value, &at, a, e);
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
