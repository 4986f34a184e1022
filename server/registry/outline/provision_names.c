/*
 * provision_names.c - the templates of a profile are filled in
 */
#include "server/registry/outline/provision_names.h"

#include <jansson.h>

#include "server/registry/model/json.h"

/* ---- numbers ------------------------------------------------------------- */

static void add_chinese(struct buf *out, int n)
{
	static const char *const digits[] = { "〇", "一", "二", "三", "四",
		                              "五", "六", "七", "八", "九" };
	static const struct {
		int value;
		const char *text;
	} units[] = { { 1000, "千" }, { 100, "百" }, { 10, "十" } };

	for (size_t i = 0; i < COUNT(units); i++) {
		int d = n / units[i].value;

		if (d > 1 || (d == 1 && (units[i].value > 10 || out->len > 0)))
			buf_puts(out, digits[d % 10]);
		if (d > 0)
			buf_puts(out, units[i].text);
		n %= units[i].value;
	}
	if (n > 0)
		buf_puts(out, digits[n % 10]);
}

/* The opening without what separates it from the words after. */
static struct str bare(struct str s)
{
	static const char *const marks[] = { ".", ":",  "–", "—",
		                             "-", "：", "(", "（" };

	for (bool more = true; more;) {
		more = false;
		s.len -= extract_trailing_blanks(s);
		for (size_t i = 0; i < COUNT(marks) && !more; i++)
			if (str_ends(s, str_from(marks[i]))) {
				s.len -= strlen(marks[i]);
				more = true;
			}
	}
	return s;
}

/* ---- templates ----------------------------------------------------------- */

/* An identifier as a path: "art_5__para_1" is art_5/para_1. */
static void add_id(struct buf *out, struct str id)
{
	for (size_t i = 0; i < id.len; i++) {
		char c = id.p[i];
		bool fits = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		            (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
		            c == '_';
		bool slash = c == '/' ||
		             (c == '_' && i + 1 < id.len && id.p[i + 1] == '_');

		if (slash && out->len > 0 && out->data[out->len - 1] != '/' &&
		    i + 1 + (c == '_') < id.len)
			buf_puts(out, "/");
		else if (!slash)
			buf_add(out, fits ? &c : "-", 1);
		i += slash && c == '_';
	}
}

/* "Article 5" for ARTICLE 5; as it is written where the number comes first. */
static void add_opening(struct buf *out, const struct provision *p)
{
	struct str n = p->number.text;

	if (p->word == NULL || p->number.last > 0 ||
	    (n.len > 0 && n.p == p->opening.p)) {
		buf_str(out, bare(p->opening));
		return;
	}
	buf_str(out, p->word->text);
	if (n.len > 0)
		buf_printf(out, " %.*s", STR_ARG(n));
}

static void add_word(struct arena *a, struct buf *out, struct str word,
                     const struct provision *p)
{
	struct buf chinese;

	if (str_is(word, "n")) {
		numeral_write(&p->number, out);
	} else if (str_is(word, "x")) {
		numeral_write_small(p->number.text, out);
	} else if (str_is(word, "X")) {
		buf_str(out, p->number.text);
	} else if (str_is(word, "t")) {
		buf_str(out, bare(p->opening));
	} else if (str_is(word, "id")) {
		add_id(out, p->id);
	} else if (str_is(word, "o")) {
		add_opening(out, p);
	} else if (str_is(word, "p")) {
		if (p->parent != NULL)
			buf_str(out, p->parent->label);
	} else {
		buf_init(&chinese, a);
		add_chinese(&chinese, p->number.base);
		buf_str(out, buf_text(&chinese));
	}
}

static void add_template(struct arena *a, struct buf *out, struct str form,
                         const struct provision *p)
{
	for (size_t i = 0; i < form.len; i++) {
		struct str rest = { form.p + i + 1, form.len - i - 1 };
		const char *end = memchr(rest.p, '}', rest.len);

		if (form.p[i] != '{' || end == NULL) {
			buf_add(out, &form.p[i], 1);
			continue;
		}
		rest.len = (size_t)(end - rest.p);
		add_word(a, out, rest, p);
		i += rest.len + 1;
	}
}

/* Path and label of one whose parent has them. */
static void name(struct arena *a, struct provision *p)
{
	struct buf path, label;

	buf_init(&path, a);
	if (p->scope != NULL) {
		buf_str(&path, p->scope->path);
		buf_puts(&path, "/");
	}
	add_template(a, &path, p->row->path, p);
	p->path = buf_text(&path);
	buf_init(&label, a);
	add_template(a, &label, p->row->label, p);
	p->label = p->number.last > 0 ? bare(p->opening)
	                              : extract_trimmed(buf_text(&label));
}

/* How often a path was asked for. */
static json_int_t times(const json_t *seen, struct str path)
{
	return json_integer_value(json_object_get(seen, path.p));
}

void name_provisions(struct arena *a, struct split *s, adopt_fn *adopt,
                     void *arg)
{
	json_t *seen = json_own(a, json_object());

	for (size_t i = 0; i < s->n; i++) {
		struct provision *p = s->items[i];
		struct str first;

		name(a, p);
		if (adopt != NULL)
			adopt(arg, p);
		first = p->path;
		for (json_int_t k = times(seen, first) + 1;
		     times(seen, p->path) > 0; k++) {
			p->path = str_from(arena_printf(
				a, "%.*s-%lld", STR_ARG(first), (long long)k));
			json_object_set_new(seen, first.p, json_integer(k));
		}
		json_object_set_new(seen, p->path.p, json_integer(1));
	}
}
