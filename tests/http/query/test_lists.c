/*
 * test_lists.c - collections: filters, order, pages, and how they are shown
 */
#include "tests/support/registry.h"

#include <stdio.h>

#define LIST "/v1/instruments?"

/* The keys of the page that came, joined by commas. */
static const char *keys(struct app *app)
{
	json_t *items = reply_json(app, "items");
	struct buf out;

	assert_status(app, 200);
	buf_init(&out, app->keys_arena);
	for (size_t i = 0; i < json_array_size(items); i++)
		buf_printf(&out, "%s%s", i > 0 ? "," : "",
		           json_string_value(json_object_get(
				   json_array_get(items, i), "key")));
	return out.data;
}

static const struct {
	const char *key, *members;
} acts[] = {
	{ "a", "\"adopted_on\":\"2021\",\"jurisdictions\":[\"EU\",\"FR\"],"
	       "\"languages\":[\"en\",\"fr\"],\"parties\":["
	       "{\"role\":\"issuer\",\"organization\":\"un\"},"
	       "{\"role\":\"host\",\"organization\":\"uk\",\"count\":3}]" },
	{ "b", "\"adopted_on\":\"2021-11\",\"jurisdictions\":[\"CN\"],"
	       "\"languages\":[\"zh-hans-CN\"],\"parties\":["
	       "{\"role\":\"issuer\",\"organization\":\"uk\"}]" },
	{ "c", "\"adopted_on\":\"2021-11-23\",\"jurisdictions\":[\"EU\"]" },
	{ "d", "\"adopted_on\":\"2022-01-01\",\"languages\":[\"en\"]" },
	{ "e", "\"proposed_on\":\"2019\"" },
};

static int setup(void **state)
{
	struct app *app;
	int failed = registry_setup(state);

	app = *state;
	make(app, "organizations",
	     "{\"key\":\"un\",\"name\":\"UN\",\"type\":\"other\"}");
	make(app, "organizations",
	     "{\"key\":\"uk\",\"name\":\"UK\",\"type\":\"other\"}");
	for (size_t i = 0; i < COUNT(acts); i++)
		make_act(app, say(app, "\"key\":\"%s\",%s", acts[i].key,
		                  acts[i].members));
	edit(app, "PATCH", "/v1/instruments/b",
	     "{\"type\":\"measures\",\"force\":\"soft\",\"title\":\"办法\"}");
	assert_status(app, 200);
	return failed;
}

#define list_test(fn) cmocka_unit_test_setup_teardown(fn, setup, app_teardown)

/* ---- filters ------------------------------------------------------------ */

static const struct {
	const char *query, *keys;
} filters[] = {
	/* equality, and either of several */
	{ "", "a,b,c,d,e" },
	{ "type=act", "a,c,d,e" },
	{ "type=measures", "b" },
	{ "type=measures&type=act", "a,b,c,d,e" },
	{ "type=bill", "" },
	{ "type=act&force=soft", "" },
	{ "key=c", "c" },
	{ "key=c&key=a&key=nothing", "a,c" },
	{ "key.in=e,c", "c,e" },
	{ "key.in=e,c&key=c", "c" },
	{ "title=%E5%8A%9E%E6%B3%95", "b" },
	{ "rev=2", "b" },
	{ "rev.gte=1&rev.lt=2", "a,c,d,e" },
	{ "rev.gt=1", "b" },
	{ "rev.lte=1", "a,c,d,e" },
	/* dates lie within */
	{ "adopted_on=2021", "a,b,c" },
	{ "adopted_on=2021-11", "b,c" },
	{ "adopted_on=2021-11-23", "c" },
	{ "adopted_on=2021-11-24", "" },
	{ "adopted_on=2021&adopted_on=2022", "a,b,c,d" },
	{ "adopted_on.in=2021-11,2022-01-01", "b,c,d" },
	{ "adopted_on.in=2021-11-23,2022", "c,d" },
	{ "adopted_on.in=2021-11-23,2021,2019-01-01", "a,b,c" },
	{ "adopted_on.in=2022-01-01,2021-11-23", "c,d" },
	{ "adopted_on.in=2020,2021-12", "" },
	{ "adopted_on.gte=2022&adopted_on.gte=2021-12", "a,d" },
	{ "adopted_on.gt=2030&adopted_on.gt=2021", "d" },
	{ "adopted_on.lt=2021-06&adopted_on.lt=2021-11-23", "a,b" },
	{ "adopted_on.lte=2021&adopted_on.lte=2020-12", "a,b,c" },
	{ "rev.gte=2&rev.gte=5", "b" },
	/* bounds */
	{ "adopted_on.gte=2021", "a,b,c,d" },
	{ "adopted_on.gte=2021-11", "a,b,c,d" },
	{ "adopted_on.gte=2021-11-23", "a,b,c,d" },
	{ "adopted_on.gte=2021-11-24", "a,b,d" },
	{ "adopted_on.gte=2021-12", "a,d" },
	{ "adopted_on.gte=2021-12-31", "a,d" },
	{ "adopted_on.gte=2022", "d" },
	{ "adopted_on.gte=2022-01-02", "" },
	{ "adopted_on.gt=2021", "d" },
	{ "adopted_on.gt=2021-11", "a,d" },
	{ "adopted_on.gt=2021-11-23", "a,b,d" },
	{ "adopted_on.gt=2021-11-30", "a,d" },
	{ "adopted_on.gt=2022", "" },
	{ "adopted_on.lt=2021", "" },
	{ "adopted_on.lt=2021-01-02", "a" },
	{ "adopted_on.lt=2021-11", "a" },
	{ "adopted_on.lt=2021-11-02", "a,b" },
	{ "adopted_on.lt=2021-11-23", "a,b" },
	{ "adopted_on.lt=2021-11-24", "a,b,c" },
	{ "adopted_on.lt=2022", "a,b,c" },
	{ "adopted_on.lt=2023-07", "a,b,c,d" },
	{ "adopted_on.lte=2020", "" },
	{ "adopted_on.lte=2021", "a,b,c" },
	{ "adopted_on.lte=2021-11", "a,b,c" },
	{ "adopted_on.lte=2021-11-22", "a,b" },
	{ "adopted_on.lte=2022-01", "a,b,c,d" },
	{ "adopted_on.gte=2021-11&adopted_on.lt=2021-12", "a,b,c" },
	/* presence */
	{ "adopted_on.exists=true", "a,b,c,d" },
	{ "adopted_on.exists=false", "e" },
	{ "languages.exists=true", "a,b,d" },
	{ "languages.exists=false", "c,e" },
	{ "parties.organization.exists=true", "a,b" },
	{ "parties.count.exists=true", "a" },
	{ "parties.count.exists=false", "b,c,d,e" },
	/* lists */
	{ "jurisdictions=EU", "a,c" },
	{ "jurisdictions=EU&jurisdictions=CN", "a,b,c" },
	{ "jurisdictions.in=FR,CN", "a,b" },
	{ "languages=EN", "a,d" },
	{ "languages=zh", "b" },
	{ "languages=ZH-Hans", "b" },
	{ "languages=zh&languages=fr", "a,b" },
	{ "languages.in=ZH,FR", "a,b" },
	{ "jurisdictions=EU&languages=fr", "a" },
	{ "languages=en&jurisdictions=CN", "" },
	{ "languages.gte=f", "a,b" },
	/* one and the same item */
	{ "parties.role=issuer", "a,b" },
	{ "parties.organization=uk", "a,b" },
	{ "parties.role=issuer&parties.organization=uk", "b" },
	{ "parties.role=host&parties.organization=uk", "a" },
	{ "parties.role=host&parties.organization=un", "" },
	{ "parties.role=issuer&parties.organization=uk&"
	  "parties.organization=un",
	  "a,b" },
	{ "parties.role=issuer&parties.count.exists=true", "" },
	{ "parties.role=host&parties.count.gte=3", "a" },
	{ "parties.organization=nobody", "" },
	{ "parties.organization=00000000-0000-4000-8000-000000000009", "" },
	{ "parties.organization.in=un,uk&parties.role=issuer", "a,b" },
};

static void filters_find_what_fits(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(filters); i++) {
		get(app, say(app, LIST "%s", filters[i].query));
		if (strcmp(keys(app), filters[i].keys) != 0)
			print_error("%s\n", filters[i].query);
		assert_string_equal(keys(app), filters[i].keys);
		assert_int_equal(reply_integer(app, "total"),
		                 json_array_size(reply_json(app, "items")));
		assert_true(json_is_null(reply_json(app, "next")));
	}
}

static void references_are_found_by_id_and_by_key(void **state)
{
	struct app *app = *state;
	const char *id;

	get(app, "/v1/organizations/un");
	id = say(app, "%s", reply_string(app, "id"));
	get(app, say(app, LIST "parties.organization=%s", id));
	assert_string_equal(keys(app), "a");
}

static void subjects_are_found_by_kind_and_key(void **state)
{
	struct app *app = *state;
	const char *sha = load(app, "s", STR("words"));

	make_span(app, "p", "s", sha, 0, 5);
	claim(app, "c", "/title", "\"v\"", "");
	get(app, "/v1/assertions?subject.kind=instruments&subject.id=a");
	assert_string_equal(keys(app), "c");
	get(app, "/v1/assertions?subject.id=a&subject.kind=organizations");
	assert_string_equal(keys(app), "");
	get(app, "/v1/assertions?passage=p&field=/title");
	assert_string_equal(keys(app), "c");
}

/* ---- order -------------------------------------------------------------- */

static const struct {
	const char *query, *keys;
} orders[] = {
	{ "sort=key", "a,b,c,d,e" },
	{ "sort=-key", "e,d,c,b,a" },
	{ "sort=adopted_on", "e,a,b,c,d" },
	{ "sort=-adopted_on", "d,c,b,a,e" },
	{ "sort=proposed_on", "a,b,c,d,e" },
	{ "sort=-proposed_on", "e,d,c,b,a" },
	{ "sort=title", "a,c,d,e,b" },
	{ "sort=-title", "b,e,d,c,a" },
	{ "sort=-type&type=act", "e,d,c,a" },
	{ "sort=adopted_on&jurisdictions=EU", "a,c" },
};

static void lists_come_in_the_order_asked_for(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(orders); i++) {
		get(app, say(app, LIST "%s", orders[i].query));
		assert_string_equal(keys(app), orders[i].keys);
	}
}

static void pages_give_the_same_order(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(orders); i++)
		for (int limit = 1; limit < 5; limit++) {
			const char *all = "", *next = "";
			int pages = 0;

			do {
				get(app, say(app, LIST "%s&limit=%d%s%s",
				             orders[i].query, limit,
				             *next ? "&cursor=" : "", next));
				all = say(app, "%s%s%s", all, *all ? "," : "",
				          keys(app));
				next = say(app, "%s",
				           reply_string(app, "next"));
				assert_in_range(++pages, 1, 6);
			} while (*next != '\0');
			assert_string_equal(all, orders[i].keys);
		}
}

/* ---- cursors while others write ----------------------------------------- */

#define STANDING 40

/* Every third record shares its date, every fifth has none. */
static void stand(struct app *app, int i)
{
	const char *date =
		i % 5 == 0 ? "\"note\":\"x\""
			   : say(app, "\"adopted_on\":\"20%02d\"", 10 + i % 3);

	make_act(app, say(app, "\"key\":\"stand-%02d\",%s", i, date));
}

/* Records come and go all around the places of pages. */
static void disturb(struct app *app, int round)
{
	for (int i = 0; i < 4; i++) {
		make_act(app, say(app,
		                  "\"key\":\"s%c-%d-%d\","
		                  "\"adopted_on\":\"20%02d\"",
		                  "atuz"[i], round, i, 10 + (round + i) % 3));
		if (round > 0)
			edit(app, "DELETE",
			     say(app, "/v1/instruments/s%c-%d-%d", "atuz"[i],
			         round - 1, i),
			     NULL);
	}
}

static void count_seen(struct app *app, int seen[STANDING])
{
	json_t *items = reply_json(app, "items");
	int n;

	for (size_t i = 0; i < json_array_size(items); i++)
		if (sscanf(json_string_value(json_object_get(
				   json_array_get(items, i), "key")),
		           "stand-%d", &n) == 1)
			seen[n]++;
}

static void page_through(struct app *app, const char *sort)
{
	int seen[STANDING] = { 0 }, round = 0;
	const char *next = "";

	do {
		get(app, say(app, LIST "key.gte=s&key.lt=t&limit=7&sort=%s%s%s",
		             sort, *next ? "&cursor=" : "", next));
		assert_status(app, 200);
		count_seen(app, seen);
		next = say(app, "%s", reply_string(app, "next"));
		disturb(app, round++);
		assert_in_range(round, 1, 60);
	} while (*next != '\0');
	for (int i = 0; i < STANDING; i++)
		assert_int_equal(seen[i], 1);
	for (int i = 0; i < 4; i++)
		edit(app, "DELETE",
		     say(app, "/v1/instruments/s%c-%d-%d", "atuz"[i], round - 1,
		         i),
		     NULL);
}

static void
record_that_stands_is_seen_once_while_others_come_and_go(void **state)
{
	static const char *const sorts[] = { "key", "-key", "adopted_on",
		                             "-adopted_on" };
	struct app *app = *state;

	for (int i = 0; i < STANDING; i++)
		stand(app, i);
	for (size_t i = 0; i < COUNT(sorts); i++)
		page_through(app, sorts[i]);
}

static void cursor_outlives_the_record_it_stands_behind(void **state)
{
	struct app *app = *state;
	const char *next;

	get(app, LIST "limit=2");
	next = say(app, "%s", reply_string(app, "next"));
	edit(app, "DELETE", "/v1/instruments/b", NULL);
	get(app, say(app, LIST "cursor=%s", next));
	assert_string_equal(keys(app), "c,d,e");
}

static void cursor_belongs_to_its_order(void **state)
{
	static const char *const wrong[] = {
		LIST "cursor=",     LIST "cursor=x",    LIST "cursor=%3D",
		LIST "cursor=AAAA", LIST "cursor=a2V5", LIST "cursor=%E5%8A%9E",
		LIST "cursor=Cgo",
	};
	struct app *app = *state;
	const char *next;

	for (size_t i = 0; i < COUNT(wrong); i++) {
		get(app, wrong[i]);
		assert_status(app, 400);
		assert_mistake(app, "cursor");
	}
	get(app, LIST "limit=2&sort=adopted_on");
	next = say(app, "%s", reply_string(app, "next"));
	get(app, say(app, LIST "sort=-adopted_on&cursor=%s", next));
	assert_status(app, 400);
	get(app, say(app, LIST "cursor=%s", next));
	assert_status(app, 400);
	get(app, say(app, LIST "cursor=%s&sort=adopted_on", next));
	assert_string_equal(keys(app), "b,c,d");
}

/* ---- what surrounds the items ------------------------------------------- */

static void total_counts_all_pages(void **state)
{
	struct app *app = *state;

	get(app, LIST "type=act&limit=1");
	assert_int_equal(reply_integer(app, "total"), 4);
	get(app, LIST "type=act&limit=1&count=none");
	assert_string_equal(keys(app), "a");
	assert_null(reply_json(app, "total"));
	get(app, LIST "count=exact");
	assert_int_equal(reply_integer(app, "total"), 5);
	get(app, "/v1/sources");
	assert_int_equal(reply_integer(app, "total"), 0);
	assert_string_equal(keys(app), "");
}

static void link_leads_to_the_next_page(void **state)
{
	struct app *app = *state;
	const char *link;
	char target[512];

	get(app, LIST "jurisdictions=EU&jurisdictions=CN&sort=-adopted_on&"
	              "limit=1&title.gte=%20%26");
	assert_string_equal(keys(app), "c");
	link = reply_value(app, "Link");
	assert_contains(link, ">; rel=\"next\"");
	assert_int_equal(sscanf(link, "<%511[^>]>", target), 1);
	get(app, target);
	assert_string_equal(keys(app), "b");
	assert_int_equal(sscanf(reply_value(app, "Link"), "<%511[^>]>", target),
	                 1);
	get(app, target);
	assert_string_equal(keys(app), "a");
	assert_string_equal(reply_value(app, "Link"), "");
}

static void page_of_just_the_limit_is_the_last(void **state)
{
	struct app *app = *state;

	get(app, LIST "limit=5");
	assert_true(json_is_null(reply_json(app, "next")));
	get(app, LIST "limit=4");
	assert_string_not_equal(reply_string(app, "next"), "");
}

static void fields_choose_members(void **state)
{
	struct app *app = *state;

	get(app, LIST "fields=title,status&limit=1");
	assert_int_equal(json_object_size(reply_json(app, "items/0")), 4);
	assert_member(app, "items/0/key", "a");
	assert_member(app, "items/0/title", "An Act");
	assert_member(app, "items/0/status", "adopted");
	get(app, "/v1/instruments/a?fields=parties");
	assert_int_equal(json_object_size(app->json), 3);
	assert_member(app, "parties/0/role", "issuer");
	get(app, "/v1/instruments/a?fields=nothing");
	assert_status(app, 400);
	assert_mistake(app, "fields");
}

static void include_brings_each_record_once(void **state)
{
	struct app *app = *state;

	get(app, LIST "include=organizations");
	assert_int_equal(
		json_array_size(reply_json(app, "included/organizations")), 2);
	get(app, LIST "key=c&include=organizations");
	assert_int_equal(
		json_array_size(reply_json(app, "included/organizations")), 0);
	assert_non_null(reply_json(app, "included/organizations"));
	get(app, LIST "key=b&include=organizations&fields=title");
	assert_member(app, "included/organizations/0/name", "UK");
}

/* ---- parameters that are refused ---------------------------------------- */

static const char *const refused[][2] = {
	{ "colour=red", "colour" },
	{ "type.like=a", "type.like" },
	{ "summary=x", "summary" },
	{ "parties=un", "parties" },
	{ "Type=act", "Type" },
	{ "=x", "" },
	{ "type=law", "type" },
	{ "type.in=act,law", "type.in" },
	{ "parties.role=owner", "parties.role" },
	{ "rev=one", "rev" },
	{ "rev=1.5", "rev" },
	{ "rev=99999999999999999999", "rev" },
	{ "rev=", "rev" },
	{ "adopted_on=2021-13", "adopted_on" },
	{ "adopted_on.gte=", "adopted_on.gte" },
	{ "adopted_on.in=2021,", "adopted_on.in" },
	{ "adopted_on.exists=yes", "adopted_on.exists" },
	{ "created_at.gte=yesterday", "created_at.gte" },
	{ "limit=0", "limit" },
	{ "limit=201", "limit" },
	{ "limit=-1", "limit" },
	{ "limit=ten", "limit" },
	{ "limit=", "limit" },
	{ "limit=99999999999999999999", "limit" },
	{ "sort=summary", "sort" },
	{ "sort=languages", "sort" },
	{ "sort=parties.role", "sort" },
	{ "sort=", "sort" },
	{ "sort=-", "sort" },
	{ "sort=--key", "sort" },
	{ "count=some", "count" },
	{ "include=instruments", "include" },
	{ "include=things", "include" },
	{ "fields=title,colour", "fields" },
};

static void wrong_parameter_is_named(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(refused); i++) {
		get(app, say(app, LIST "%s", refused[i][0]));
		if (app->reply.status != 400)
			print_error("%s\n", refused[i][0]);
		assert_status(app, 400);
		assert_mistake(app, refused[i][1]);
	}
}

static void all_wrong_parameters_are_named_at_once(void **state)
{
	struct app *app = *state;

	get(app, LIST "colour=1&type=law&limit=0&sort=x&fields=y");
	assert_status(app, 400);
	assert_mistake(app, "colour");
	assert_mistake(app, "type");
	assert_mistake(app, "limit");
	assert_mistake(app, "sort");
	assert_mistake(app, "fields");
}

static void unknown_parameter_brings_the_known_ones(void **state)
{
	static const char *const known[] = { "limit", "cursor", "type",
		                             "parties.role", "jurisdictions" };
	struct app *app = *state;
	json_t *list;

	get(app, LIST "colour=red");
	list = reply_json(app, "known");
	for (size_t i = 0; i < COUNT(known); i++) {
		size_t j = 0;

		while (j < json_array_size(list) &&
		       strcmp(json_string_value(json_array_get(list, j)),
		              known[i]) != 0)
			j++;
		assert_true(j < json_array_size(list));
	}
}

/* "NAME=2000-01-01,..." of so many days, or the same as that many parameters.
 */
static const char *days(struct app *app, const char *name, size_t n,
                        const char *between)
{
	struct buf out;

	buf_init(&out, app->keys_arena);
	buf_printf(&out, "%s=", name);
	for (size_t i = 0; i < n; i++)
		buf_printf(&out, "%s%04zu-%02zu-%02zu", i > 0 ? between : "",
		           1990 + i / 300, 1 + i / 25 % 12, 1 + i % 25);
	return out.data;
}

static void a_filter_takes_so_many_values(void **state)
{
	static const char *const names[] = { "adopted_on", "adopted_on.gte",
		                             "adopted_on.gt", "adopted_on.lte",
		                             "adopted_on.lt" };
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(names); i++) {
		const char *again = say(app, "&%s=", names[i]);

		get(app, say(app, LIST "%s", days(app, names[i], 200, again)));
		assert_status(app, 200);
		get(app, say(app, LIST "%s", days(app, names[i], 201, again)));
		assert_status(app, 400);
		assert_mistake(app, names[i]);
	}
	get(app, say(app, LIST "%s", days(app, "adopted_on.in", 200, ",")));
	assert_status(app, 200);
	get(app, say(app, LIST "%s", days(app, "adopted_on.in", 1100, ",")));
	assert_status(app, 400);
	assert_mistake(app, "adopted_on.in");
}

static void a_value_that_comes_again_costs_nothing(void **state)
{
	static const char *const names[] = { "title.in", "type.in",
		                             "parties.organization.in" };
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(names); i++) {
		struct buf target;

		buf_init(&target, app->keys_arena);
		buf_printf(&target, LIST "%s=act", names[i]);
		for (int n = 0; n < 13500; n++)
			buf_puts(&target, ",act");
		get(app, target.data);
		assert_status(app, 200);
		assert_true(arena_size(app->arena) < 1u << 20);
	}
}

static void too_many_filters_are_refused(void **state)
{
	struct app *app = *state;
	struct buf target;

	buf_init(&target, app->keys_arena);
	buf_puts(&target, LIST);
	for (size_t i = 0; i < 40; i++)
		buf_printf(&target, "&%s%s=2021",
		           (const char *[]){
				   "adopted_on", "proposed_on", "signed_on",
				   "published_on", "in_force_on", "applies_on",
				   "repealed_on", "withdrawn_on" }[i % 8],
		           (const char *[]){ "", ".gte", ".lte", ".gt",
		                             ".in" }[i / 8]);
	get(app, target.data);
	assert_status(app, 400);
}

static void what_has_one_value_is_given_once(void **state)
{
	static const struct {
		const char *target, *name;
	} twice[] = {
		{ "/v1/organizations?limit=1&limit=2", "limit" },
		{ "/v1/organizations?sort=name&sort=key", "sort" },
		{ "/v1/organizations/o?rev=1&rev=1", "rev" },
		{ "/v1/organizations/o/diff?from=1&from=2", "from" },
		{ "/v1/changes/1/proof?size=1&size=1", "size" },
		{ "/v1/changes?since=0&since=1", "since" },
		{ "/v1/conflicts?cursor=a&cursor=b", "cursor" },
	};
	struct app *app = *state;

	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"N\",\"type\":\"other\"}");
	for (size_t i = 0; i < COUNT(twice); i++) {
		get(app, twice[i].target);
		assert_status(app, 400);
		assert_mistake(app, twice[i].name);
	}
	get(app, "/v1/conflicts?kind=events&kind=instruments");
	assert_status(app, 200);
	get(app, "/v1/relations?from=a&from=b");
	assert_status(app, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		list_test(filters_find_what_fits),
		list_test(references_are_found_by_id_and_by_key),
		list_test(subjects_are_found_by_kind_and_key),
		list_test(lists_come_in_the_order_asked_for),
		list_test(pages_give_the_same_order),
		list_test(
			record_that_stands_is_seen_once_while_others_come_and_go),
		list_test(cursor_outlives_the_record_it_stands_behind),
		list_test(cursor_belongs_to_its_order),
		list_test(total_counts_all_pages),
		list_test(link_leads_to_the_next_page),
		list_test(page_of_just_the_limit_is_the_last),
		list_test(fields_choose_members),
		list_test(include_brings_each_record_once),
		list_test(wrong_parameter_is_named),
		list_test(all_wrong_parameters_are_named_at_once),
		list_test(unknown_parameter_brings_the_known_ones),
		list_test(a_filter_takes_so_many_values),
		list_test(a_value_that_comes_again_costs_nothing),
		list_test(too_many_filters_are_refused),
		registry_test(what_has_one_value_is_given_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
