/*
 * test_kinds.c - each kind's table agrees with its SQL and with the contract
 */
#include "tests/support/registry.h"

#include <stdio.h>

#include "server/registry/model/kind.h"

/* Walks every field of every kind, members of objects included. */
typedef void field_fn(const struct field *f, const char *where);

static void each_of(const struct field *fields, size_t n, const char *where,
                    field_fn *fn)
{
	char at[256];

	for (size_t i = 0; i < n; i++) {
		snprintf(at, sizeof(at), "%s.%s", where, fields[i].name);
		fn(&fields[i], at);
		each_of(fields[i].fields, fields[i].nfields, at, fn);
	}
}

static void each_field(field_fn *fn)
{
	for (size_t i = 0; i < kinds_count; i++)
		each_of(kinds[i]->entity.fields, kinds[i]->entity.nfields,
		        kinds[i]->entity.name, fn);
}

#define assert_that(ok, where)                                                 \
	do {                                                                   \
		if (!(ok))                                                     \
			fail_msg("%s: %s", where, #ok);                        \
	} while (0)

/* ---- the tables alone --------------------------------------------------- */

static bool is_name(const char *name)
{
	return *name >= 'a' && *name <= 'z' &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789")] ==
	               '\0';
}

static void check_name(const struct field *f, const char *where)
{
	assert_that(is_name(f->name), where);
	assert_that(f->doc != NULL && *f->doc != '\0', where);
}

static void names_are_lower_case_words_and_documented(void **state)
{
	(void)state;
	each_field(check_name);
	for (size_t i = 0; i < kinds_count; i++) {
		const struct kind *k = kinds[i];

		assert_that(is_name(k->entity.name), k->entity.name);
		assert_that(k->singular != NULL && k->doc != NULL,
		            k->entity.name);
		assert_ptr_equal(kind_find(str_from(k->entity.name)), k);
		assert_string_equal(kind_names[i], k->entity.name);
	}
	assert_null(kind_names[kinds_count]);
	assert_null(kind_find(STR("nothings")));
}

static void assert_unique(const struct field *fields, size_t n,
                          const char *where)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(fields[i].name, fields[j].name) == 0)
				fail_msg("%s has %s twice", where,
				         fields[i].name);
}

static void check_members(const struct field *f, const char *where)
{
	assert_unique(f->fields, f->nfields, where);
}

static void names_are_unique(void **state)
{
	(void)state;
	each_field(check_members);
	for (size_t i = 0; i < kinds_count; i++) {
		const struct entity *t = &kinds[i]->entity;

		assert_unique(t->fields, t->nfields, t->name);
		for (size_t j = 0; j < COUNT(common_fields); j++)
			assert_ptr_equal(
				entity_field(t,
			                     str_from(common_fields[j].name)),
				&common_fields[j]);
		for (size_t j = 0; j < t->nfields; j++)
			assert_ptr_equal(
				entity_field(t, str_from(t->fields[j].name)),
				&t->fields[j]);
	}
}

static void check_field(const struct field *f, const char *where)
{
	bool servers = (f->flags & (F_SERVER | F_DERIVED | F_COMPUTED)) != 0;

	assert_that((f->type == FIELD_CHOICE) == (f->choices != NULL), where);
	assert_that((f->type == FIELD_OBJECT) == (f->nfields > 0), where);
	assert_that(f->target == NULL || f->type == FIELD_REFERENCE ||
	                    f->type == FIELD_JSON,
	            where);
	assert_that(f->target == NULL || f->type == FIELD_JSON ||
	                    kind_find(str_from(f->target)),
	            where);
	assert_that(!(servers && (f->flags & F_REQUIRED)), where);
	assert_that(!(f->flags & F_HIDDEN) || (f->flags & F_DERIVED), where);
	assert_that(!(f->flags & F_COMPUTED) || !(f->flags & F_FILTER), where);
	assert_that(f->type != FIELD_INTEGER || servers || f->max > 0, where);
	assert_that(f->max == 0 || f->min <= f->max, where);
	assert_that(f->search == SEARCH_NONE || f->type == FIELD_TEXT, where);
}

static void what_is_said_of_a_field_fits_together(void **state)
{
	(void)state;
	each_field(check_field);
}

static void check_choices(const struct field *f, const char *where)
{
	for (size_t i = 0; f->choices != NULL && f->choices[i] != NULL; i++) {
		assert_that(is_name(f->choices[i]), where);
		for (size_t j = 0; j < i; j++)
			assert_that(strcmp(f->choices[i], f->choices[j]) != 0,
			            where);
	}
}

static void choices_are_unique_words(void **state)
{
	(void)state;
	each_field(check_choices);
}

/* ---- tables and SQL ----------------------------------------------------- */

/* A value that a filter on this column takes. */
static const char *sample(struct app *app, const struct kind *k,
                          const struct column *c)
{
	if (c->field->flags & F_OWN)
		return say(app, "/%s", k->entity.fields[0].name);
	switch ((int)c->field->type) {
	case FIELD_CHOICE:
		return c->field->choices[0];
	case FIELD_INTEGER:
		return "1";
	case FIELD_BOOL:
		return "true";
	case FIELD_DATE:
	case FIELD_TIME:
		return "2021-11";
	case FIELD_ID:
		return "00000000-0000-0000-0000-000000000000";
	case FIELD_DIGEST:
		return "0000000000000000000000000000000000000000000000000"
		       "000000000000000";
	case FIELD_LANGUAGE:
		return "en";
	default:
		return "x";
	}
}

static void filter_by(struct app *app, const struct kind *k,
                      const struct column *c)
{
	static const char *const operations[] = { "",     ".gte", ".gt",
		                                  ".lte", ".lt",  ".in" };
	static const char *const presence[] = { "true", "false" };

	for (size_t i = 0; i < COUNT(operations); i++) {
		get(app, say(app, "/v1/%s?%s%s=%s", k->entity.name, c->path,
		             operations[i], sample(app, k, c)));
		assert_status(app, 200);
		assert_int_equal(reply_integer(app, "total"), 0);
	}
	for (size_t i = 0; i < COUNT(presence); i++) {
		get(app, say(app, "/v1/%s?%s.exists=%s", k->entity.name,
		             c->path, presence[i]));
		assert_status(app, 200);
	}
}

static bool is_hidden(const struct column *c)
{
	return (c->field->flags & F_HIDDEN) ||
	       (c->list != NULL && (c->list->flags & F_HIDDEN));
}

static void filter_by_each(struct app *app, const struct kind *k,
                           const struct column *columns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_hidden(&columns[i]))
			filter_by(app, k, &columns[i]);
}

static void every_column_can_be_filtered_by(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < kinds_count; i++) {
		const struct entity *t = &kinds[i]->entity;

		filter_by_each(app, kinds[i], t->columns, t->ncolumns);
		for (size_t l = 0; l < t->nlists; l++)
			filter_by_each(app, kinds[i], t->lists[l].columns,
			               t->lists[l].ncolumns);
	}
}

static void every_column_that_is_shown_sorts(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < kinds_count; i++) {
		const struct entity *t = &kinds[i]->entity;

		for (size_t c = 0; c < t->ncolumns; c++) {
			const struct column *at = &t->columns[c];
			unsigned want = is_hidden(at) ? 400 : 200;

			get(app, say(app, "/v1/%s?sort=%s", t->name, at->path));
			assert_status(app, want);
			get(app,
			    say(app, "/v1/%s?sort=-%s", t->name, at->path));
			assert_status(app, want);
		}
	}
}

static void every_member_can_be_chosen(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < kinds_count; i++) {
		const struct entity *t = &kinds[i]->entity;

		for (size_t f = 0; f < t->nfields; f++) {
			bool shown = !(t->fields[f].flags & F_UNSHOWN);

			get(app, say(app, "/v1/%s?fields=%s", t->name,
			             t->fields[f].name));
			assert_status(app, shown ? 200 : 400);
		}
	}
}

static const struct field *field_of(const char *kind, const char *path)
{
	const struct list *list;
	const struct column *c = entity_column(
		&kind_find(str_from(kind))->entity, str_from(path), &list);

	assert_non_null(c);
	return c->field;
}

#define ACT_BUT_TYPE                                                           \
	"\"title\":\"T\",\"force\":\"hard\",\"existence\":\"exists\""
#define ACT_BUT_FORCE                                                          \
	"\"title\":\"T\",\"type\":\"act\",\"existence\":\"exists\""
#define ACT_BUT_EXISTENCE "\"title\":\"T\",\"type\":\"act\",\"force\":\"hard\""

/* The database CHECKs choices again: each must pass there too. */
static void database_takes_every_choice(void **state)
{
	static const struct {
		const char *kind, *path, *others, *before, *after;
	} places[] = {
		{ "instruments", "type", ACT_BUT_TYPE, "\"type\":\"", "\"" },
		{ "instruments", "force", ACT_BUT_FORCE, "\"force\":\"", "\"" },
		{ "instruments", "existence", ACT_BUT_EXISTENCE,
		  "\"existence\":\"", "\"" },
		{ "instruments", "nature", ACT, "\"nature\":\"", "\"" },
		{ "instruments", "titles.type", ACT,
		  "\"titles\":[{\"text\":\"x\",\"type\":\"", "\"}]" },
		{ "instruments", "parties.role", ACT,
		  "\"parties\":[{\"role\":\"", "\"}]" },
		{ "instruments", "urls.rel", ACT,
		  "\"urls\":[{\"url\":\"https://a.b\",\"rel\":\"", "\"}]" },
		{ "organizations", "type", "\"name\":\"N\"", "\"type\":\"",
		  "\"" },
		{ "sources", "role", "\"title\":\"T\"", "\"role\":\"", "\"" },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(places); i++) {
		const struct field *f =
			field_of(places[i].kind, places[i].path);

		for (size_t j = 0; f->choices[j] != NULL; j++)
			make(app, places[i].kind,
			     say(app, "{%s,%s%s%s}", places[i].others,
			         places[i].before, f->choices[j],
			         places[i].after));
	}
}

static void database_takes_every_rank(void **state)
{
	struct app *app = *state;
	const struct field *ranks = field_of("assertions", "rank");
	const char *sha = load(app, "s", STR("words"));

	make_span(app, "p", "s", sha, 0, 5);
	for (size_t i = 0; ranks->choices[i] != NULL; i++)
		make(app, "assertions",
		     say(app,
		         "{\"subject\":{\"kind\":\"sources\",\"id\":\"s\"},"
		         "\"field\":\"/title\",\"value\":\"v\","
		         "\"passage\":\"p\",\"rank\":\"%s\"}",
		         ranks->choices[i]));
}

/* ---- tables and contract ------------------------------------------------ */

static void assert_path(const json_t *all, const char *path,
                        const char *const *methods)
{
	const json_t *item = json_object_get(all, path);

	assert_non_null(item);
	for (; *methods != NULL; methods++)
		assert_non_null(json_object_get(item, *methods));
}

static void contract_has_the_paths_of_every_kind(void **state)
{
	static const char *const list[] = { "get", "post", NULL };
	static const char *const record[] = { "get", "put", "patch", "delete",
		                              NULL };
	static const char *const reading[] = { "get", NULL };
	struct app *app = *state;
	json_t *all;

	get(app, "/openapi.json");
	assert_status(app, 200);
	all = reply_json(app, "paths");
	for (size_t i = 0; i < kinds_count; i++) {
		const char *name = kinds[i]->entity.name;

		assert_path(all, say(app, "/v1/%s", name), list);
		assert_path(all, say(app, "/v1/%s/{id}", name), record);
	}
	assert_path(all, "/v1/{kind}/{id}/history", reading);
	assert_path(all, "/v1/{kind}/{id}/provenance", reading);
	assert_path(all, "/v1/{kind}/{id}/why", reading);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(names_are_lower_case_words_and_documented),
		registry_test(names_are_unique),
		registry_test(what_is_said_of_a_field_fits_together),
		registry_test(choices_are_unique_words),
		registry_test(every_column_can_be_filtered_by),
		registry_test(every_column_that_is_shown_sorts),
		registry_test(every_member_can_be_chosen),
		registry_test(database_takes_every_choice),
		registry_test(database_takes_every_rank),
		registry_test(contract_has_the_paths_of_every_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
