/*
 * test_filters.c - what search filters by, beside lists filtered by the same
 *
 * Search finds instruments by words and leaves out those that do not fit; a
 * list finds those that fit. So what search finds under a filter must be what
 * it finds without, as far as the list has it: held to for every filter of
 * instruments, on the catalogue.
 */
#include "tests/support/registry.h"

#include "server/registry/law/law.h"
#include "server/registry/model/kind.h"

#define SEARCH "/v1/search?q=ai+OR+data+OR+act&kind=instruments&facet=none"
#define EACH   "&limit=200"

/* The keys of all pages, as the members of an object. */
static json_t *keys_of(struct app *app, const char *target)
{
	json_t *keys = json_object();
	const char *next = "";

	do {
		const char *page = say(app, "%s%s%s", target,
		                       *next != '\0' ? "&cursor=" : "", next);
		json_t *item;
		size_t i;

		get(app, page);
		if (app->reply.status != 200)
			print_error("%s\n", page);
		assert_status(app, 200);
		json_array_foreach(reply_json(app, "items"), i, item)
			json_object_set(
				keys,
				json_string_value(json_object_get(item, "key")),
				json_true());
		next = say(app, "%s", reply_string(app, "next"));
	} while (*next != '\0');
	return keys;
}

static json_t *all_found; /* without a filter */

static void compare(struct app *app, const char *filter)
{
	json_t *found = keys_of(app, say(app, SEARCH EACH "&%s", filter));
	json_t *listed = keys_of(
		app, say(app, "/v1/instruments?fields=key" EACH "&%s", filter));
	const char *key;
	json_t *value;

	json_object_foreach(all_found, key, value)
	{
		bool wanted = json_object_get(listed, key) != NULL;

		if (wanted != (json_object_get(found, key) != NULL))
			fail_msg("%s: search %s %s", filter,
			         wanted ? "misses" : "finds", key);
	}
	json_decref(found);
	json_decref(listed);
}

/* ---- filters ------------------------------------------------------------- */

/* Values that some record has, by the path of what they are values of. */
static const struct {
	const char *path, *filter;
} values[] = {
	{ "key", "key.in=eu-ai-act,oecd-ai-recommendation" },
	{ "rev", "rev.gte=1" },
	{ "created_at", "created_at.gte=2000-01-01" },
	{ "updated_at", "updated_at.lt=2000-01-01" },
	{ "title", "title.gte=E" },
	{ "adopted_on", "adopted_on.gte=2021&adopted_on.lt=2024-06" },
	{ "published_on", "published_on=2024" },
	{ "in_force_on", "in_force_on.lte=2024" },
	{ "jurisdictions", "jurisdictions=EU&jurisdictions=CN" },
	{ "languages", "languages=zh" },
	{ "parties.organization", "parties.organization=european-commission" },
	{ "titles.text", "titles.text.gt=M" },
	{ "identifiers.scheme", "identifiers.scheme=celex" },
	{ "identifiers.value", "identifiers.value=32024R1689" },
	{ "evidence.field", "evidence.field=/adopted_on" },
};

static void compare_values(struct app *app, const struct column *c)
{
	const char *const *choice = c->field->choices;

	for (; choice != NULL && *choice != NULL; choice++)
		compare(app, say(app, "%s=%s", c->path, *choice));
	if (c->field->type == FIELD_BOOL) {
		compare(app, say(app, "%s=true", c->path));
		compare(app, say(app, "%s=false", c->path));
	}
	for (size_t i = 0; i < COUNT(values); i++)
		if (strcmp(values[i].path, c->path) == 0)
			compare(app, values[i].filter);
}

/* Alone, and beside what other ways of filtering serve. */
static void compare_column(struct app *app, const struct column *c)
{
	static const char *const beside[] = {
		"", "&evidence.state=unsupported", "&type.in=act,regulation",
		"&parties.role=issuer", "&has_conflict=false&status=in_force"
	};

	if (c->field->flags & F_HIDDEN)
		return;
	for (size_t i = 0; i < COUNT(beside); i++) {
		compare(app, say(app, "%s.exists=true%s", c->path, beside[i]));
		compare(app, say(app, "%s.exists=false%s", c->path, beside[i]));
	}
	compare_values(app, c);
}

static void search_and_lists_agree_on_every_filter(void **state)
{
	struct app *app = *state;
	const struct entity *t = &instruments_kind.entity;
	size_t most;

	all_found = keys_of(app, SEARCH EACH);
	most = json_object_size(all_found);
	assert_true(most > 50);
	for (size_t i = 0; i < t->ncolumns; i++)
		compare_column(app, &t->columns[i]);
	for (size_t i = 0; i < t->nlists; i++)
		for (size_t j = 0; j < t->lists[i].ncolumns; j++)
			if (!(t->lists[i].field->flags & F_HIDDEN))
				compare_column(app, &t->lists[i].columns[j]);
	for (const char *const *s = law_statuses; *s != NULL; s++)
		compare(app, say(app, "status=%s", *s));
	json_decref(all_found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(search_and_lists_agree_on_every_filter),
	};

	return cmocka_run_group_tests(tests, catalogue_setup, app_teardown);
}
