/*
 * test_diff.c - a patch between two documents leads from one to the other
 */
#include "lib/data/jsondiff.h"

#include <jansson.h>
#include <stdlib.h>

#include "lib/data/jsontext.h"
#include "server/registry/model/json.h"
#include "server/registry/model/patch.h"
#include "tests/support/unit.h"

static struct str diff_of(struct arena *a, struct str from, struct str to)
{
	struct buf out;

	buf_init(&out, a);
	json_diff(&out, from, to);
	return buf_text(&out);
}

static struct str canonical(struct arena *a, const json_t *json)
{
	struct buf out;

	buf_init(&out, a);
	json_canonical(&out, json);
	return buf_text(&out);
}

static json_t *read(struct arena *a, struct str text)
{
	json_t *json = NULL;
	struct err e;

	err_init(&e, a);
	if (json_read(a, text, &json, &e) != ERR_OK)
		fail_msg("%s: %.*s", e.detail, STR_ARG(text));
	return json;
}

/* Gives how many operations it took. */
static size_t assert_leads(struct arena *a, struct str from, struct str to)
{
	struct str text = diff_of(a, from, to);
	const json_t *list = read(a, text);
	const struct patch *patch;
	json_t *got;
	struct err e;

	err_init(&e, a);
	if (patch_read(a, list, &patch, &e) != ERR_OK ||
	    patch_apply(a, read(a, from), patch, &got, &e) != ERR_OK)
		fail_msg("%.*s\n%.*s\n%.*s: %s", STR_ARG(from), STR_ARG(to),
		         STR_ARG(text), e.detail);
	if (!str_eq(canonical(a, got), to))
		fail_msg("%.*s\n%.*s\n%.*s", STR_ARG(from), STR_ARG(to),
		         STR_ARG(text));
	return json_array_size(list);
}

static void a_patch_says_no_more_than_what_changed(void **state)
{
	static const struct {
		const char *from, *to, *patch;
	} rows[] = {
		{ "{\"a\":1}", "{\"a\":1}", "[]" },
		{ "{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":3}",
		  "[{\"op\":\"remove\",\"path\":\"/b\"},\n"
		  "{\"op\":\"add\",\"path\":\"/c\",\"value\":3}]" },
		{ "{\"l\":[\"EU\"]}", "{\"l\":[\"EU\",\"US\"]}",
		  "[{\"op\":\"add\",\"path\":\"/l/1\",\"value\":\"US\"}]" },
		{ "{\"l\":[\"one and two\",\"three and four\","
		  "\"five and six\",\"seven and eight\"]}",
		  "{\"l\":[0,\"one and two\",\"three and four\","
		  "\"seven and eight\"]}",
		  "[{\"op\":\"add\",\"path\":\"/l/0\",\"value\":0},\n"
		  "{\"op\":\"remove\",\"path\":\"/l/3\"}]" },
		{ "{\"l\":[{\"a\":1,\"b\":[1]},{\"a\":2}]}",
		  "{\"l\":[{\"a\":1,\"b\":[]},{\"a\":2}]}",
		  "[{\"op\":\"remove\",\"path\":\"/l/0/b/0\"}]" },
		{ "{\"a/b\":{\"\\\"\":0,\"m~n\":1}}",
		  "{\"a/b\":{\"\\\"\":0,\"m~n\":2}}",
		  "[{\"op\":\"replace\",\"path\":\"/a~1b/m~0n\","
		  "\"value\":2}]" },
		{ "{\"\\\"\\n\":[1]}", "{\"\\\"\\n\":{}}",
		  "[{\"op\":\"replace\",\"path\":\"/\\\"\\n\","
		  "\"value\":{}}]" },
		{ "{\"l\":[1,2,3]}", "{\"l\":[4,5]}",
		  "[{\"op\":\"replace\",\"path\":\"/l\",\"value\":[4,5]}]" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_str(diff_of(*state, str_from(rows[i].from),
		                   str_from(rows[i].to)),
		           rows[i].patch);
		assert_leads(*state, str_from(rows[i].from),
		             str_from(rows[i].to));
	}
}

static void members_that_changed_are_named(void **state)
{
	static const char *const without[] = { "rev", NULL };
	struct buf out;

	buf_init(&out, *state);
	json_diff_members(&out, STR("{\"a\":1,\"b\":{\"c\":1},\"rev\":1}"),
	                  STR("{\"b\":{\"c\":2},\"n/m\":0,\"rev\":2}"),
	                  without);
	assert_str(buf_text(&out), "[\"/a\",\"/b\",\"/n~1m\"]");
}

/* ---- whatever the documents are --------------------------------------------- */

static uint64_t chance;

static unsigned below(unsigned n)
{
	return (unsigned)(unit_random(&chance) >> 8) % n;
}

static json_t *some_value(unsigned levels);

static json_t *some_container(unsigned levels)
{
	static const char *const names[] = { "a",  "b",  "m~n", "a/b", "\"",
		                             "空", "\n", "~1",  "" };
	bool is_list = below(2) == 0;
	json_t *all = is_list ? json_array() : json_object();
	unsigned n = below(7);

	for (unsigned i = 0; i < n; i++) {
		json_t *value = some_value(levels - 1);

		if (is_list)
			json_array_append_new(all, value);
		else
			json_object_set_new(all, names[below(COUNT(names))],
			                    value);
	}
	return all;
}

static json_t *some_value(unsigned levels)
{
	static const char *const texts[] = { "", "x", "],}", "\\\"~/", "空" };

	if (levels > 0 && below(3) > 0)
		return some_container(levels);
	switch (below(3)) {
	case 0:
		return json_integer((json_int_t)below(4));
	case 1:
		return json_string(texts[below(COUNT(texts))]);
	default:
		return json_boolean(below(2));
	}
}

static void change_list(json_t *list)
{
	size_t n = json_array_size(list);

	if (n > 0 && below(3) == 0)
		json_array_remove(list, below((unsigned)n));
	if (below(3) == 0)
		json_array_insert_new(
			list, below((unsigned)json_array_size(list) + 1),
			some_value(1));
}

/* Here and there something else. */
static void change(json_t *value)
{
	const char *name;
	json_t *member;
	void *next;
	size_t i;

	json_array_foreach(value, i, member)
	{
		change(member);
	}
	if (json_is_array(value))
		change_list(value);
	json_object_foreach_safe(value, next, name, member)
	{
		change(member);
		if (below(5) == 0)
			json_object_set_new(value, name, some_value(2));
		else if (below(8) == 0)
			json_object_del(value, name);
	}
}

static void any_two_documents_are_joined_by_a_patch(void **state)
{
	(void)state;
	chance = 1;
	for (int round = 0; round < 3000; round++) {
		struct arena *a = arena_new();
		json_t *from = json_own(a, json_object()), *to;

		json_object_set_new(from, "x", some_value(4));
		to = json_own(a, json_deep_copy(from));
		if (below(4) == 0)
			json_object_set_new(to, "x", some_value(4));
		else
			change(to);
		assert_leads(a, canonical(a, from), canonical(a, to));
		assert_leads(a, canonical(a, to), canonical(a, from));
		arena_free(a);
	}
}

/* ---- long lists --------------------------------------------------------------- */

static struct str long_list(struct arena *a, size_t n, size_t left_out,
                            size_t factor)
{
	struct buf out;

	buf_init(&out, a);
	buf_puts(&out, "{\"l\":[0");
	for (size_t i = 1; i < n; i++)
		if (i != left_out)
			buf_printf(&out, ",%zu", i * factor);
	buf_puts(&out, "]}");
	return buf_text(&out);
}

static void one_item_of_a_long_list_is_one_operation(void **state)
{
	struct str all = long_list(*state, 90000, 0, 1),
		   fewer = long_list(*state, 90000, 45000, 1);

	assert_int_equal(assert_leads(*state, all, fewer), 1);
	assert_int_equal(assert_leads(*state, fewer, all), 1);
}

struct bounded {
	struct arena *arena;
	struct str from, to;
};

static enum err_code lead(void *arg, struct err *e)
{
	struct bounded *b = arg;
	struct str patch = diff_of(b->arena, b->from, b->to);

	(void)e;
	assert_true(str_starts(patch, STR("[{\"op\":\"replace\",")));
	return ERR_OK;
}

static void lists_without_anything_in_common_take_little_work(void **state)
{
	struct bounded b = { .arena = arena_new(),
		             .from = long_list(*state, 90000, 0, 1),
		             .to = long_list(*state, 80000, 0, 1000003) };
	struct err e = { 0 };

	arena_limit(b.arena, 64u << 20, 40000000);
	assert_int_equal(arena_guard(b.arena, lead, &b, &e), ERR_OK);
	arena_free(b.arena);
	assert_leads(*state, b.from, b.to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(a_patch_says_no_more_than_what_changed),
		unit_case(members_that_changed_are_named),
		unit_case(any_two_documents_are_joined_by_a_patch),
		unit_case(one_item_of_a_long_list_is_one_operation),
		unit_case(lists_without_anything_in_common_take_little_work),
	};

	json_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
