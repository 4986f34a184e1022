/*
 * test_names.c - members, choices and kinds have names in both languages
 *
 * The browser says in words what the tables of the kinds name; what has no words
 * there is shown as it is spelled in JSON, in English and Chinese alike.
 */
#include "tests/support/unit.h"

#include "lib/base/arena.h"
#include "server/registry/model/kind.h"
#include "server/web/asset.h"

/* Members that no page shows. */
static const char *const unseen[] = {
	"id",         "href",         "link",  "anchor",  "fingerprint",
	"refers_to",  "has_conflict", "held",  "pending", "before",
	"after",      "items",        "total", "length",  "text_bytes",
	"byte_start", "byte_end",
};

struct looking {
	struct arena *arena;
	const char *names, *choices, *help;
	struct buf missing;
};

static bool is_unseen(const char *name)
{
	for (size_t i = 0; i < COUNT(unseen); i++)
		if (strcmp(name, unseen[i]) == 0)
			return true;
	return str_starts(str_from(name), STR("text_")) ||
	       str_starts(str_from(name), STR("utf16_"));
}

/* Is it the name of a member of the object in a script, "name: [" or "'name': "? */
static bool has_entry(struct looking *l, const char *script, const char *name,
                      const char *value)
{
	const char *bare = arena_printf(l->arena, "%s: %s", name, value),
		   *quoted = arena_printf(l->arena, "'%s': %s", name, value);

	for (const char *at = strstr(script, bare); at != NULL;
	     at = strstr(at + 1, bare))
		if (at > script && strchr(" {\n", at[-1]) != NULL)
			return true;
	return strstr(script, quoted) != NULL;
}

static void miss(struct looking *l, const char *what, const char *file)
{
	buf_printf(&l->missing, "\"%s\" is not in server/web/%s\n", what, file);
}

static void look_at_choices(struct looking *l, const struct field *f)
{
	for (const char *const *c = f->choices; c != NULL && *c != NULL; c++)
		if (!has_entry(l, l->choices, *c, "'"))
			miss(l, *c, "choices_chinese.js");
}

static bool is_typed(const struct field *f)
{
	return (f->flags & (F_SERVER | F_DERIVED | F_COMPUTED)) == 0 &&
	       f->type != FIELD_ID;
}

/* As a script spells a text: in the quotation marks that are not in it. */
static const char *in_quotes(struct arena *a, const char *text)
{
	bool has_single = strchr(text, '\'') != NULL;
	struct buf out;

	buf_init(&out, a);
	buf_puts(&out, has_single ? "\"" : "'");
	for (const char *p = text; *p != '\0'; p++) {
		buf_puts(&out, has_single && *p == '"' ? "\\" : "");
		buf_add(&out, p, 1);
	}
	buf_puts(&out, has_single ? "\":" : "':");
	return buf_text(&out).p;
}

/* A box of the editor's form has a line that says what goes into it. */
static void look_at_help(struct looking *l, const struct field *f)
{
	if ((f->flags & F_LIST) == 0 && f->type != FIELD_OBJECT &&
	    strstr(l->help, in_quotes(l->arena, f->doc)) == NULL)
		miss(l, f->doc, "help_chinese.js");
}

static void look_at_fields(struct looking *l, const struct field *fields,
                           size_t n, bool typed)
{
	for (size_t i = 0; i < n; i++) {
		const struct field *f = &fields[i];

		if (f->flags & F_HIDDEN)
			continue;
		if (!is_unseen(f->name) &&
		    !has_entry(l, l->names, f->name, "['"))
			miss(l, f->name, "words_table.js");
		if (typed && is_typed(f))
			look_at_help(l, f);
		look_at_choices(l, f);
		look_at_fields(l, f->fields, f->nfields, typed && is_typed(f));
	}
}

static void
every_member_choice_and_kind_has_words_in_both_languages(void **state)
{
	struct looking l = {
		.arena = *state,
		.names = asset_find(STR("words_table.js"))->text,
		.choices = asset_find(STR("choices_chinese.js"))->text,
		.help = asset_find(STR("help_chinese.js"))->text,
	};

	buf_init(&l.missing, l.arena);
	for (size_t i = 0; i < kinds_count; i++) {
		const struct entity *t = &kinds[i]->entity;

		if (!has_entry(&l, l.names, t->name, "['"))
			miss(&l, t->name, "words_table.js");
		look_at_fields(&l, t->fields, t->nfields, true);
	}
	if (l.missing.len > 0)
		fail_msg("%s", l.missing.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(
			every_member_choice_and_kind_has_words_in_both_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
