/*
 * patch.c - a document changed by a JSON Patch (a list) or a merge patch
 */
#include "server/registry/model/patch.h"

#include "server/registry/model/json.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/ground.h"

static bool is_flat_enough(const json_t *value)
{
	struct json_size size = { 0 };

	return !json_size_add(&size, value) || size.depth <= JSON_DEPTH_MAX;
}

/* The same twice gives the same, no deeper than it may be, and the document is
 * as it was. */
static void check_patch(struct arena *a, const json_t *document,
                        const json_t *list)
{
	json_t *once = NULL, *twice = NULL, *before;
	const struct patch *patch;
	struct err e;
	enum err_code rc;

	err_init(&e, a);
	if (patch_read(a, list, &patch, &e) != ERR_OK)
		return;
	before = json_own(a, json_deep_copy(document));
	rc = patch_apply(a, document, patch, &once, &e);
	HOLD(json_equal(document, before));
	HOLD(patch_apply(a, document, patch, &twice, &e) == rc);
	HOLD(rc != ERR_OK || json_equal(once, twice));
	HOLD(rc != ERR_OK || is_flat_enough(once));
}

/* What a merge patch has changed, it changes no more. */
static void check_merge(struct arena *a, const json_t *document,
                        const json_t *patch)
{
	json_t *once = json_own(a, json_merged(document, patch));
	json_t *twice = json_own(a, json_merged(once, patch));

	HOLD(json_equal(once, twice));
}

static void change_act(const json_t *patch, struct str text)
{
	struct str merge = STR("If-Match: *\n"
	                       "Content-Type: application/merge-patch+json");
	struct str steps = STR("If-Match: *\n"
	                       "Content-Type: application/json-patch+json");

	ground_ask(STR("PATCH"), STR("/v1/instruments/act"),
	           json_is_array(patch) ? steps : merge, text);
}

void fuzz_patch(struct str input)
{
	struct arena *a = arena_new();
	struct str first = fuzz_part(&input, '\n');
	json_t *document, *patch;
	struct err e;

	err_init(&e, a);
	if (json_take(a, first, JSON_VALUES_MAX, JSON_DEPTH_MAX, &document,
	              &e) == ERR_OK &&
	    json_take(a, input, JSON_VALUES_MAX, JSON_DEPTH_MAX, &patch, &e) ==
	            ERR_OK) {
		if (json_is_array(patch))
			check_patch(a, document, patch);
		else
			check_merge(a, document, patch);
		change_act(patch, input);
	}
	arena_free(a);
}
