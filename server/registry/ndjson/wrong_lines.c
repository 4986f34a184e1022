/*
 * wrong_lines.c - from mistakes to texts
 */
#include "server/registry/ndjson/wrong_lines.h"

#include <stdlib.h>

#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "server/registry/model/json.h"

#define MISTAKES_SHOWN 10
#define VALUE_SHOWN    60 /* code points */

struct wrong_line {
	struct line_place at;
	const char *text;
};

static void add_value(struct buf *out, const json_t *value)
{
	char number[40];

	if (json_is_string(value)) {
		json_quote(out, utf8_shorten(out->arena, json_str(value),
		                             VALUE_SHOWN));
	} else if (json_is_array(value)) {
		buf_printf(out, "a list of %zu", json_array_size(value));
	} else if (json_is_object(value)) {
		buf_printf(out, "an object of %zu", json_object_size(value));
	} else {
		size_t n = json_dumpb(value, number, sizeof(number),
		                      JSON_ENCODE_ANY);

		buf_add(out, number, n < sizeof(number) ? n : 0);
	}
}

static void add_mistake(struct buf *out, const json_t *record,
                        const struct mistake *m)
{
	const json_t *value = json_find(out->arena, record, m->pointer);

	buf_printf(out, " %s %s", m->pointer, m->detail);
	if (value == NULL)
		return;
	buf_puts(out, " (here: ");
	add_value(out, value);
	buf_puts(out, ")");
}

static void add_mistakes(struct buf *out, const json_t *record,
                         const struct err *why)
{
	const struct mistake *m = why->mistakes;
	size_t n = 0;

	if (m == NULL)
		buf_printf(out, " %s", why->detail);
	for (; m != NULL && n < MISTAKES_SHOWN; m = m->next, n++) {
		buf_puts(out, n > 0 ? ";" : "");
		add_mistake(out, record, m);
	}
	if (why->nmistakes > n)
		buf_printf(out, "; and %zu more", why->nmistakes - n);
}

/* What it is about, as far as it says. */
static void add_name(struct buf *out, const json_t *json)
{
	const json_t *record = json_object_get(json, "record");
	const json_t *holder = json_is_object(record) ? record : json;
	struct str kind = json_text(json, "kind"),
		   name = json_text(holder, "key");

	if (name.len == 0)
		name = json_text(holder, "id");
	if (kind.len == 0 || name.len == 0)
		return;
	kind = utf8_shorten(out->arena, kind, VALUE_SHOWN);
	name = utf8_shorten(out->arena, name, VALUE_SHOWN);
	buf_printf(out, " [%.*s %.*s]", STR_ARG(kind), STR_ARG(name));
}

void wrong_lines_note(struct wrong_lines *w, const struct line_place *at,
                      const json_t *json, const struct err *why)
{
	struct buf out;

	if (w->n == 0)
		w->code = why->code;
	buf_init(&out, w->arena);
	buf_printf(&out, "%s:%zu:", at->file, at->number);
	add_mistakes(&out, json_object_get(json, "record"), why);
	add_name(&out, json);
	ARENA_GROW(w->arena, w->lines, w->n, w->room);
	w->lines[w->n++] = (struct wrong_line){ *at, out.data };
}

static int by_line(const void *a, const void *b)
{
	const struct line_place *x = &((const struct wrong_line *)a)->at;
	const struct line_place *y = &((const struct wrong_line *)b)->at;

	if (x->input != y->input)
		return x->input < y->input ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

static void sort(struct wrong_lines *w)
{
	if (w->n > 0)
		qsort(w->lines, w->n, sizeof(*w->lines), by_line);
}

void wrong_lines_tell(struct wrong_lines *w, void (*tell)(const char *text))
{
	sort(w);
	for (size_t i = 0; i < w->n; i++)
		tell(w->lines[i].text);
}

enum err_code wrong_lines_fail(struct wrong_lines *w, struct err *e)
{
	if (w->n == 0)
		return ERR_OK;
	sort(w);
	if (w->n == 1)
		return err_set(e, w->code, "%s", w->lines[0].text);
	return err_set(e, w->code, "%zu%s lines are wrong, the first: %s", w->n,
	               w->n < WRONG_LINES_MAX ? "" : " or more",
	               w->lines[0].text);
}
