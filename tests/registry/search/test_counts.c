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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_count_is_what_choosing_the_value_finds),
	};

	return cmocka_run_group_tests(tests, catalogue_setup, app_teardown);
}
