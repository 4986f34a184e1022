/*
 * vocabulary.c - finding words of many languages at the start of a text
 */
#include "server/registry/outline/vocabulary.h"

#include "lib/base/log.h"
#include "lib/text/utf8.h"
#include "server/registry/model/json.h"
#include "server/registry/outline/extract.h"

#define CLASSES_MAX 64

extern const char law_json[];

struct vocabulary {
	struct word_class classes[CLASSES_MAX];
	size_t n;
};

/* ---- letters ------------------------------------------------------------- */

/* Small letters of the scripts that have two cases, as far as laws use them. */
static bool is_small(uint32_t c)
{
	if (c < 0x80)
		return c >= 'a' && c <= 'z';
	if (c < 0x100)
		return c >= 0xdf && c != 0xf7;
	if (c < 0x180) /* in pairs; which of a pair is small, changes twice */
		return ((c >= 0x139 && c <= 0x148) || c >= 0x179) ==
		       (c % 2 == 0);
	if (c < 0x370)
		return c == 0x219 || c == 0x21b;
	if (c < 0x400)
		return c >= 0x3ac;
	return c >= 0x430 && c < 0x460;
}

/* The first letter of what it folds to; a blank for what is none. */
static uint32_t folded(uint32_t c)
{
	int32_t parts[UTF8_PLAIN_MAX];

	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? (c | 0x20) : c;
	return utf8_plain_char(c, parts) > 0 ? (uint32_t)parts[0] : 0;
}

/* ---- reading ------------------------------------------------------------- */

static void add_word(struct arena *a, struct word_class *c, struct str text,
                     struct str lang, int number)
{
	struct word *w = &c->words[c->n++];
	uint32_t *points = arena_alloc(a, text.len * sizeof(*points));
	size_t at = 0;

	*w = (struct word){ .text = arena_str(a, text),
		            .lang = lang,
		            .number = number };
	while (at < text.len) {
		uint32_t point = utf8_next(text, &at);

		if (w->n == 0)
			w->capital = !is_small(point);
		point = folded(point);
		if (point != 0)
			points[w->n++] = point;
	}
	w->folded = points;
	if (w->n > 0)
		c->first |= UINT64_C(1) << (points[0] % 64);
}

/* "primero|primera" are two ways to say the same. */
static void add_words(struct arena *a, struct word_class *c, struct str all,
                      struct str lang, int number)
{
	size_t from = 0;

	for (size_t i = 0; i <= all.len; i++)
		if (i == all.len || all.p[i] == '|') {
			add_word(a, c, (struct str){ all.p + from, i - from },
			         lang, number);
			from = i + 1;
		}
}

static size_t count_words(const json_t *languages)
{
	const char *lang;
	json_t *list;
	size_t n = 0;

	json_object_foreach((json_t *)languages, lang,
	                    list) for (size_t i = 0; i < json_array_size(list);
	                               i++)
	{
		struct str s = json_str(json_array_get(list, i));

		n++;
		for (size_t k = 0; k < s.len; k++)
			n += s.p[k] == '|';
	}
	return n;
}

static void read_class(struct arena *a, struct word_class *c,
                       const json_t *languages)
{
	const char *lang;
	json_t *list;

	c->words = arena_alloc(a, (count_words(languages) + 1) *
	                                  sizeof(*c->words));
	json_object_foreach((json_t *)languages, lang,
	                    list) for (size_t i = 0; i < json_array_size(list);
	                               i++)
		add_words(a, c, json_str(json_array_get(list, i)),
	                  arena_str(a, str_from(lang)), (int)i + 1);
}

struct vocabulary *vocabulary_read(struct arena *a)
{
	struct vocabulary *v = arena_alloc(a, sizeof(*v));
	struct arena *own = arena_scratch();
	struct err e;
	const char *name;
	json_t *json, *languages;

	err_init(&e, own);
	if (json_read(own, str_from(law_json), &json, &e) != ERR_OK)
		die("the words of laws cannot be read");
	json_object_foreach(json, name, languages)
	{
		struct word_class *c = &v->classes[v->n];

		if (v->n == CLASSES_MAX)
			break;
		c->name = arena_str(a, str_from(name));
		read_class(a, c, languages);
		v->n++;
	}
	arena_free(own);
	return v;
}

struct word_class *vocabulary_class(const struct vocabulary *v, struct str name)
{
	for (size_t i = 0; i < v->n; i++)
		if (str_eq(v->classes[i].name, name))
			return (struct word_class *)&v->classes[i];
	return NULL;
}

/* ---- matching ------------------------------------------------------------ */

size_t vocabulary_fits(const struct word *w, struct str s)
{
	size_t at = 0, i = 0;

	while (i < w->n) {
		uint32_t c;

		if (at == s.len)
			return 0;
		if (w->folded[i] == ' ') {
			size_t n = extract_leading_blanks(
				(struct str){ s.p + at, s.len - at });

			if (n == 0)
				return 0;
			at += n;
			i++;
			continue;
		}
		c = folded(utf8_next(s, &at));
		if (c == 0) /* a mark on the letter before */
			continue;
		if (c != w->folded[i++])
			return 0;
	}
	return at;
}

void vocabulary_forget(struct vocabulary *v)
{
	for (size_t i = 0; i < v->n; i++)
		v->classes[i].asked = NULL;
}

static bool may_begin(const struct word_class *c, uint32_t first)
{
	return (c->first & (UINT64_C(1) << (first % 64))) != 0;
}

size_t vocabulary_match(struct word_class *c, struct str s,
                        const struct word **out)
{
	size_t next = 0;
	uint32_t first;
	bool small;

	if (s.len == 0)
		return 0;
	if (c->asked != s.p) {
		first = utf8_next(s, &next);
		small = is_small(first);
		first = folded(first);
		c->asked = s.p;
		c->length = 0;
		c->found = NULL;
		for (size_t i = 0; i < c->n && may_begin(c, first); i++) {
			const struct word *w = &c->words[i];
			size_t n;

			if (w->folded[0] != first || (small && w->capital))
				continue;
			n = vocabulary_fits(w, s);
			if (n > c->length) {
				c->length = n;
				c->found = w;
			}
		}
	}
	*out = c->found;
	return c->length;
}
