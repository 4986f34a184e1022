/*
 * outlines.c - choosing a profile and telling the result
 */
#include "tests/support/outlines.h"

#include "lib/base/arena.h"
#include "server/registry/outline/provision_names.h"
#include "tests/support/unit.h"

void outline_choose(struct arena *a, const char *lang, const char *text,
                    struct profile_choice *out)
{
	struct err e;

	err_init(&e, a);
	*out = (struct profile_choice){ .bytes = str_from(text),
		                        .media_type = STR("text/plain") };
	if (*lang != '\0')
		out->lang = str_from(lang);
	if (choose_profile(a, out, &e) != ERR_OK)
		fail_msg("%s: %s", text, e.detail);
	name_provisions(a, &out->split, NULL, NULL);
}

const char *outline_of(struct arena *a, const struct profile_choice *c)
{
	struct buf out;

	buf_init(&out, a);
	buf_printf(&out, "%s:", c->split.profile->name.p);
	for (size_t i = 0; i < c->split.n; i++)
		buf_printf(&out, " %s", c->split.items[i]->path.p);
	return out.data;
}

const struct provision *outline_find(const struct profile_choice *c,
                                     const char *path)
{
	for (size_t i = 0; i < c->split.n; i++)
		if (str_is(c->split.items[i]->path, path))
			return c->split.items[i];
	fail_msg("there is no %s", path);
	return NULL;
}

void assert_words(const struct profile_choice *c, const char *path,
                  const char *want)
{
	const struct provision *p = outline_find(c, path);
	struct str got = { c->split.extract.text.p + p->at, p->end - p->at };

	if (!str_is(got, want))
		fail_msg("%s is \"%.*s\", not \"%s\"", path, STR_ARG(got),
		         want);
}

static bool is_same(const char *got, const char *want)
{
	if (*want != '*')
		return strcmp(got, want) == 0;
	return strcmp(strchr(got, ':'), strchr(want, ':')) == 0;
}

void assert_layouts(const struct layout *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct arena *a = arena_new();
		struct profile_choice c;
		const char *got;

		outline_choose(a, all[i].lang, all[i].text, &c);
		got = outline_of(a, &c);
		if (!is_same(got, all[i].outline))
			fail_msg("%s:\n%s\nnot\n%s", all[i].what, got,
			         all[i].outline);
		if (c.explanation.confidence < CONFIDENT)
			fail_msg("%s: confidence %d", all[i].what,
			         c.explanation.confidence);
		arena_free(a);
	}
}
