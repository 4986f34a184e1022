/*
 * test_counts.c - a facet's count is the total that comes when its value is
 * chosen, over the whole catalogue
 */
#include "tests/support/registry.h"

#include <inttypes.h>
#include <string.h>

/* What is asked for, and the facets whose own filters it has. */
static const struct {
	const char *target, *chosen;
} cases[] = {
	{ "/v1/search?q=", "" },
	{ "/v1/search?q=risk", "" },
	{ "/v1/search?q=generative+AI&group=instrument", "" },
	{ "/v1/search?q=&group=instrument&kind=provisions", "" },
	{ "/v1/search?q=algorithmic+discrimination+hiring", "" },
	{ "/v1/search?q=deepfaek&force=hard", "" },
	{ "/v1/search?q=&type=act&facet_mode=disjunctive", "&type=act" },
	{ "/v1/search?q=data&jurisdictions=US&decade=2020s&group=instrument"
	  "&facet_mode=disjunctive",
	  "&jurisdictions=US&decade=2020s" },
	{ "/v1/instruments?q=data", "" },
	{ "/v1/instruments?status=in_force&grade=official&facet_mode="
	  "disjunctive",
	  "&status=in_force&grade=official" },
	{ "/v1/instruments?evidence.state=editorial&evidence.field=/title",
	  "" },
};

/* Without the filter of this facet, where there is one. */
static const char *without(struct app *app, const char *target,
                           const char *facet)
{
	const char *own = strstr(target, say(app, "&%s=", facet)), *end;

	if (own == NULL)
		own = strstr(target, say(app, "?%s=", facet));
	if (own == NULL)
		return target;
	end = strchr(own + 1, '&');
	return say(app, "%.*s%s", (int)(own + 1 - target), target,
	           end != NULL ? end + 1 : "");
}

static void check_value(struct app *app, const char *target, const char *facet,
                        const char *value, int64_t count)
{
	get(app, say(app, "%s&limit=1&facet=none&%s=%s", target, facet,
	             escaped(app, str_from(value))));
	assert_status(app, 200);
	if (reply_integer(app, "total") != count)
		fail_msg("%s: %s=%s counts %" PRId64 ", comes to %" PRId64,
		         target, facet, value, count,
		         reply_integer(app, "total"));
}

static void check_facet(struct app *app, size_t i, const char *facet,
                        const json_t *values)
{
	const char *target =
		strstr(cases[i].chosen, say(app, "&%s=", facet)) != NULL
			? without(app, cases[i].target, facet)
			: cases[i].target;
	const json_t *value;
	size_t at;

	json_array_foreach(values, at, value)
	{
		check_value(
			app, target, facet,
			json_string_value(json_object_get(value, "value")),
			json_integer_value(json_object_get(value, "count")));
	}
}

static const char *const facets =
	"type,force,status,jurisdictions,issuer,year,concept,languages,nature,"
	"decade,topic,grade";

static void a_count_is_what_choosing_the_value_finds(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool search = strstr(cases[i].target, "/search") != NULL;
		const char *facet;
		json_t *all, *values;

		get(app, say(app, "%s&limit=1&facet=%s%s", cases[i].target,
		             facets, search ? ",kind,source" : ""));
		assert_status(app, 200);
		all = json_deep_copy(reply_json(app, "facets"));
		json_object_foreach(all, facet, values)
		{
			check_facet(app, i, facet, values);
		}
		json_decref(all);
	}
}

/* ---- by year --------------------------------------------------------------- */

/* Each within a value of a facet is the total when both are chosen. */
static int64_t check_by(struct app *app, const char *target, const char *facet,
                        const char *by, const json_t *value)
{
	const char *own = escaped(
		app,
		str_from(json_string_value(json_object_get(value, "value"))));
	const json_t *list = json_object_get(value, "by"), *one;
	const char *before = "";
	int64_t sum = 0;
	size_t at;

	json_array_foreach(list, at, one)
	{
		const char *text =
			json_string_value(json_object_get(one, "value"));
		int64_t n = json_integer_value(json_object_get(one, "count"));

		assert_true(strcmp(before, text) < 0);
		before = text;
		sum += n;
		if (at % 4 == 0)
			check_value(app,
			            say(app, "%s&%s=%s", target, facet, own),
			            by, text, n);
	}
	return sum;
}

static void counts_within_a_value_are_what_choosing_both_finds(void **state)
{
	static const struct {
		const char *target, *facet, *by;
	} both[] = {
		{ "/v1/search?kind=instruments", "jurisdictions", "year" },
		{ "/v1/search?q=data&group=instrument", "type", "decade" },
		{ "/v1/search?q=act&group=instrument", "issuer", "year" },
		{ "/v1/search?q=risk", "kind", "decade" },
		{ "/v1/search?kind=instruments&evidence.field=/type",
		  "jurisdictions", "grade" },
		{ "/v1/instruments?q=data", "status", "year" },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(both); i++) {
		json_t *values, *value;
		int64_t sum = 0;
		size_t at;

		get(app, say(app, "%s&limit=1&facet=%s&facet_by=%s",
		             both[i].target, both[i].facet, both[i].by));
		assert_status(app, 200);
		values = json_deep_copy(json_object_get(
			reply_json(app, "facets"), both[i].facet));
		json_array_foreach(values, at, value)
		{
			sum += check_by(app, both[i].target, both[i].facet,
			                both[i].by, value);
		}
		assert_true(sum > 20);
		json_decref(values);
	}
}

static void
counts_within_a_value_come_only_when_they_are_asked_for(void **state)
{
	struct app *app = *state;

	get(app, "/v1/search?q=data&facet=type");
	assert_status(app, 200);
	assert_null(strstr(reply_text(app), "\"by\""));
	get(app, "/v1/search?q=data&facet_by=type");
	assert_status(app, 400);
	assert_non_null(strstr(reply_text(app), "year, decade or grade"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_count_is_what_choosing_the_value_finds),
		cmocka_unit_test(
			counts_within_a_value_are_what_choosing_both_finds),
		cmocka_unit_test(
			counts_within_a_value_come_only_when_they_are_asked_for),
	};

	return cmocka_run_group_tests(tests, catalogue_setup, app_teardown);
}
