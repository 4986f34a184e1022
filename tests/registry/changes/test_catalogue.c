/*
 * test_catalogue.c - data/ against the documents it was drawn from
 *
 * Those documents are not shipped (their texts are not ours); where they are
 * not beside the repository, what they are evidence for is skipped.
 */
#include "tests/support/registry.h"

#include "lib/data/digest.h"
#include "lib/text/utf8.h"
#include "server/registry/model/kind.h"

#define TRUTH "../shared/catalogue/seed_truth.json"

static void release(void *json)
{
	json_decref(json);
}

/* The truth file; the test is skipped when it is not there. */
static json_t *truth(struct app *app)
{
	struct str text = read_text(app, TRUTH);
	json_t *json;

	if (text.p == NULL) {
		print_message("no " TRUTH ": skipped\n");
		skip();
	}
	json = json_loadb(text.p, text.len, 0, NULL);
	assert_non_null(json);
	arena_defer(app->keys_arena, release, json);
	return json;
}

static const char *string(const json_t *object, const char *name)
{
	const char *s = json_string_value(json_object_get(object, name));

	return s != NULL ? s : "";
}

/* Load a text as what its hash says it is. */
static void load_known(struct app *app, struct str text)
{
	struct ingest in = ingest(app, text);

	assert_false(in.recorded);
	assert_int_equal(in.verified, in.passages);
}

/* ---- what data/ holds --------------------------------------------------- */

static void catalogue_has_the_records_it_should(void **state)
{
	static const struct {
		const char *kind;
		int64_t min;
	} sizes[] = {
		{ "instruments", 76 },  { "organizations", 100 },
		{ "sources", 6 },       { "passages", 1000 },
		{ "assertions", 1400 },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(sizes); i++) {
		get(app, say(app, "/v1/%s?limit=1", sizes[i].kind));
		assert_true(reply_integer(app, "total") >= sizes[i].min);
	}
}

static void all_but_few_texts_have_an_address_or_a_number(void **state)
{
	struct app *app = *state;

	get(app, "/v1/instruments?nature=text&limit=1");
	assert_true(reply_integer(app, "total") >= 800);
	get(app, "/v1/instruments?nature=text&identifiers.value.exists=false"
	         "&urls.url.exists=false&limit=1");
	assert_status(app, 200);
	assert_in_range(reply_integer(app, "total"), 0, 7);
}

/* Sector, year, letters, number: 32024R1689; a date may follow. */
static bool is_celex(const char *s)
{
	size_t digits = strspn(s, "0123456789");
	size_t letters = strspn(s + digits, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return digits == 5 && strtol(s + 1, NULL, 10) > 1951 && letters > 0 &&
	       letters < 3 && strspn(s + digits + letters, "0123456789") == 4;
}

static void celex_numbers_have_a_year_of_the_union(void **state)
{
	struct app *app = *state;
	const json_t *item, *id;
	size_t i, j;

	get(app, "/v1/instruments?identifiers.scheme=celex&limit=200");
	assert_in_range(reply_integer(app, "total"), 50, 200);
	json_array_foreach(reply_json(app, "items"), i, item)
		json_array_foreach(json_object_get(item, "identifiers"), j, id)
			assert_true(strcmp(string(id, "scheme"), "celex") !=
	                                    0 ||
	                            is_celex(string(id, "value")));
}

/* Without a limit: as many as a page may have. Where all is slow it may take
 * too long. */
static void no_list_needs_too_much_memory_as_a_table(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < kinds_count; i++) {
		get(app, say(app, "/v1/%s?format=csv", kinds[i]->entity.name));
		if (app->reply.status != 503)
			assert_status(app, 200);
	}
}

static void every_named_or_informal_instrument_is_there(void **state)
{
	struct app *app = *state;
	json_t *all = truth(app), *one;
	size_t i, n = 0;

	json_array_foreach(json_object_get(all, "instruments"), i, one)
	{
		const char *tier = string(one, "tier");

		if (strcmp(tier, "named") != 0 && strcmp(tier, "informal") != 0)
			continue;
		get(app, say(app, "/v1/instruments/%s", string(one, "key")));
		assert_status(app, 200);
		n++;
	}
	assert_int_equal(n, 75);
}

static const char *const flagships[] = { "unesco-recommendation-ai-ethics",
	                                 "oecd-recommendation-ai", "eu-ai-act",
	                                 "cn-interim-measures-genai" };

static bool has_title(struct app *app, const char *type)
{
	json_t *titles = reply_json(app, "titles"), *t;
	size_t i;

	json_array_foreach(titles, i, t) if (strcmp(string(t, "type"), type) ==
	                                     0) return true;
	return false;
}

static void flagships_are_complete(void **state)
{
	static const char *const members[] = { "title",        "summary",
		                               "titles/1",     "parties/0",
		                               "urls/0",       "adopted_on",
		                               "languages",    "jurisdictions",
		                               "identifiers/0" };
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(flagships); i++) {
		get(app, say(app, "/v1/instruments/%s", flagships[i]));
		assert_status(app, 200);
		assert_member(app, "existence", "exists");
		for (size_t m = 0; m < COUNT(members); m++)
			if (reply_json(app, members[m]) == NULL)
				fail_msg("%s has no %s", flagships[i],
				         members[m]);
		assert_true(has_title(app, "official") ||
		            has_title(app, "original"));
	}
}

static void interim_measures_have_their_chinese_title(void **state)
{
	struct app *app = *state;

	get(app, "/v1/instruments?titles.lang.gte=zh&titles.lang.lt=zi&"
	         "key=cn-interim-measures-genai");
	assert_int_equal(reply_integer(app, "total"), 1);
	get(app, say(app, "/v1/search?q=%s",
	             escaped(app, STR("生成式人工智能服务管理暂行办法"))));
	assert_member(app, "items/0/key", "cn-interim-measures-genai");
}

static void every_member_of_a_flagship_has_evidence(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(flagships); i++) {
		get(app,
		    say(app, "/v1/instruments/%s/provenance", flagships[i]));
		assert_status(app, 200);
		assert_in_range(reply_integer(app, "coverage/unsupported"), 0,
		                3);
		assert_true(reply_integer(app, "coverage/supported") >= 8);
	}
}

/* Of 100, what official texts say of the members that a text can state. */
static int64_t official_share(struct app *app, const char *target)
{
	const json_t *share;

	get(app, target);
	assert_status(app, 200);
	share = reply_json(app, "official_texts/official_share");
	return (int64_t)(100 * json_number_value(share));
}

static void members_rest_on_official_texts_where_there_are_any(void **state)
{
	struct app *app = *state;
	int64_t sum = 0;

	assert_true(official_share(app, "/v1/coverage") >= 60);
	assert_true(reply_integer(app, "official_texts/instruments") >= 120);
	for (size_t i = 0; i < COUNT(flagships); i++)
		sum += official_share(
			app,
			say(app, "/v1/coverage?instrument=%s", flagships[i]));
	assert_true(sum / (int64_t)COUNT(flagships) >= 80);
}

static void assert_decided(struct app *app, const json_t *assertion)
{
	const json_t *subject = json_object_get(assertion, "subject");
	const char *why =
		say(app, "/v1/%s/%s/why?field=%s", string(subject, "kind"),
	            string(subject, "id"), string(assertion, "field"));

	get(app, why);
	assert_status(app, 200);
	if (json_is_null(reply_json(app, "resolution")))
		fail_msg("%s is disputed, and no resolution says why", why);
}

/* The disputes in a page of assertions. */
static size_t check_disputes(struct app *app, const json_t *items)
{
	size_t disputes = 0;

	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *one = json_array_get(items, i);

		if (strcmp(string(one, "agreement"), "conflicts") != 0 ||
		    strcmp(string(one, "rank"), "deprecated") == 0)
			continue;
		assert_decided(app, one);
		disputes++;
	}
	return disputes;
}

static void every_dispute_is_settled_or_said_to_be_open(void **state)
{
	struct app *app = *state;
	const char *cursor = "";
	size_t disputes = 0;

	do {
		json_t *page;

		get(app, say(app, "/v1/assertions?limit=200%s", cursor));
		page = json_incref(app->json);
		arena_defer(app->keys_arena, release, page);
		cursor = say(app, "&cursor=%s", string(page, "next"));
		disputes += check_disputes(app, json_object_get(page, "items"));
	} while (strcmp(cursor, "&cursor=") != 0);
	assert_in_range(disputes, 50, 500);
}

/* ---- what is stored of the evidence --------------------------------------- */

static const char *const contested[] = { "disputed", "settled", "unsettled" };

/* Numbers by name. */
static void tally(json_t *counts, const char *name, int64_t n)
{
	int64_t before = json_integer_value(json_object_get(counts, name));

	json_object_set_new(counts, name, json_integer(before + n));
}

/* Is the member found by a filter for its state? */
static void assert_filtered(struct app *app, const char *kind, const char *key,
                            const char *field, const char *state)
{
	get(app, say(app,
	             "/v1/%s?fields=key&key=%s&evidence.field=%s&"
	             "evidence.state=%s",
	             kind, key, field, state));
	assert_int_equal(reply_integer(app, "total"), 1);
}

/* Tell the provenance of one record: its members by state, whether it has one
 * in a state that is contested, each of its conflicts. */
static void add_provenance(struct app *app, json_t *counts, const char *kind,
                           const char *key)
{
	json_t *whole, *f, *n;
	const char *state;
	bool has[COUNT(contested)] = { false }, conflict = false;
	size_t i;

	get(app, say(app, "/v1/%s/%s/provenance", kind, key));
	assert_status(app, 200);
	whole = json_incref(app->json);
	json_object_foreach(json_object_get(whole, "coverage"), state, n)
		tally(counts, state, json_integer_value(n));
	json_array_foreach(json_object_get(whole, "fields"), i, f)
	{
		const char *field = string(f, "field");

		state = string(f, "state");
		if (json_is_true(json_object_get(f, "conflict")))
			tally(counts, say(app, "%s %s", key, field), 1);
		conflict |= json_is_true(json_object_get(f, "conflict"));
		for (size_t c = 0; c < COUNT(contested); c++) {
			if (strcmp(state, contested[c]) != 0)
				continue;
			assert_filtered(app, kind, key, field, state);
			has[c] = true;
		}
	}
	json_decref(whole);
	tally(counts, "has_conflict=true", conflict);
	for (size_t c = 0; c < COUNT(contested); c++)
		tally(counts, say(app, "evidence.state=%s", contested[c]),
		      has[c]);
}

static void add_provenances(struct app *app, json_t *counts, const char *kind)
{
	const char *cursor = "";
	json_t *page, *item;
	size_t i;

	do {
		get(app,
		    say(app, "/v1/%s?limit=200&fields=key%s", kind, cursor));
		page = json_incref(app->json);
		json_array_foreach(json_object_get(page, "items"), i, item)
			add_provenance(app, counts, kind, string(item, "key"));
		cursor = say(app, "&cursor=%s", string(page, "next"));
		json_decref(page);
	} while (strcmp(cursor, "&cursor=") != 0);
}

/* Less what the list of conflicts says. */
static void take_conflicts(struct app *app, json_t *counts)
{
	const char *cursor = "";
	json_t *items, *item;
	size_t i;

	do {
		get(app, say(app, "/v1/conflicts?limit=30%s", cursor));
		assert_status(app, 200);
		items = reply_json(app, "items");
		json_array_foreach(items, i, item) tally(
			counts,
			say(app, "%s %s",
		            string(json_object_get(item, "subject"), "key"),
		            string(item, "field")),
			-1);
		cursor = say(app, "&cursor=%s", reply_string(app, "next"));
	} while (strcmp(cursor, "&cursor=") != 0);
}

/* Less what the filters find in each kind. */
static void take_filtered(struct app *app, json_t *counts)
{
	static const char *const filters[] = { "has_conflict=true",
		                               "evidence.state=disputed",
		                               "evidence.state=settled",
		                               "evidence.state=unsettled" };

	for (size_t k = 0; k < kinds_count; k++)
		for (size_t i = 0; i < COUNT(filters); i++) {
			get(app, say(app, "/v1/%s?%s", kinds[k]->entity.name,
			             filters[i]));
			tally(counts, filters[i], -reply_integer(app, "total"));
		}
}

static void what_is_stored_is_what_all_provenances_say(void **state)
{
	struct app *app = *state;
	json_t *counts = json_object(), *n;
	const char *name;

	arena_defer(app->keys_arena, release, counts);
	for (size_t i = 0; i < kinds_count; i++)
		add_provenances(app, counts, kinds[i]->entity.name);
	assert_in_range(json_object_size(counts), 80, 500);
	take_conflicts(app, counts);
	take_filtered(app, counts);
	get(app, "/v1/coverage");
	json_object_foreach(reply_json(app, "coverage"), name, n)
		tally(counts, name, -json_integer_value(n));
	json_object_foreach(counts, name, n) if (json_integer_value(n) != 0)
		fail_msg("%s: %d more in all provenances", name,
	                 (int)json_integer_value(n));
}

/* ---- texts -------------------------------------------------------------- */

static void our_own_notes_carry_their_text(void **state)
{
	struct app *app = *state;
	struct str notes = read_text(app, NOTES);

	assert_non_null(notes.p);
	load_known(app, notes);
	get(app, "/v1/passages?source=editorial-notes&state.exists=true");
	assert_true(reply_integer(app, "total") > 0);
	get(app, "/v1/passages?source=editorial-notes&state=unverified");
	assert_int_equal(reply_integer(app, "total"), 0);
}

/* Blanks and line ends as one blank, without the escapes of JSON. */
static const char *squeezed(struct app *app, const char *text)
{
	struct buf out;

	buf_init(&out, app->keys_arena);
	buf_puts(&out, "");
	for (; *text != '\0'; text++) {
		bool blank = strchr(" \t\n\r", *text) != NULL;

		if (text[0] == '\\' && text[1] == 'n') {
			blank = true;
			text++;
		} else if (text[0] == '\\' && text[1] == '"') {
			text++;
		}
		if (!blank)
			buf_add(&out, text, 1);
		else if (out.len > 0 && out.data[out.len - 1] != ' ')
			buf_puts(&out, " ");
	}
	return out.data;
}

/* Titles and names are facts: all that stand in a page of records. */
static void gather_titles(const json_t *value, struct buf *out)
{
	static const char *const members[] = { "title", "name", "text" };
	const char *name;
	json_t *member;
	size_t i;

	json_object_foreach((json_t *)value, name, member)
		gather_titles(member, out);
	json_array_foreach(value, i, member) gather_titles(member, out);
	for (i = 0; json_is_object(value) && i < COUNT(members); i++)
		buf_printf(out, "%s\n", string(value, members[i]));
}

static void gather_titles_of(struct app *app, const char *kind, struct buf *out)
{
	const char *next = "";

	do {
		get(app, say(app, "/v1/%s?limit=200%s", kind, next));
		gather_titles(app->json, out);
		next = say(app, "&cursor=%s", string(app->json, "next"));
	} while (strcmp(next, "&cursor=") != 0);
}

static const char *all_titles(struct app *app)
{
	static const char *const titled[] = { "instruments", "organizations",
		                              "sources", "events" };
	struct buf out;

	buf_init(&out, app->keys_arena);
	for (size_t i = 0; i < COUNT(titled); i++)
		gather_titles_of(app, titled[i], &out);
	/* and as they are printed */
	get(app, "/v1/assertions?field=/title&rank=deprecated&limit=200");
	for (size_t i = 0; i < json_array_size(reply_json(app, "items")); i++)
		buf_printf(&out, "%s\n",
		           reply_string(app, say(app, "items/%zu/value", i)));
	return out.data;
}

/* Looking for every "exact" below a value in one file. */
struct hunt {
	const char *titles, *data, *file;
	struct app *app;
};

static void look_for(const struct hunt *h, const json_t *value)
{
	const char *name, *exact = string(value, "exact");
	json_t *member;
	size_t i;

	json_object_foreach((json_t *)value, name, member) look_for(h, member);
	json_array_foreach(value, i, member) look_for(h, member);
	if (utf8_count(str_from(exact)).code_points < 60 ||
	    strchr(exact, ' ') == NULL ||
	    strstr(h->titles, squeezed(h->app, exact)) != NULL)
		return; /* short, an address, a title */
	if (strstr(h->data, squeezed(h->app, exact)) != NULL)
		fail_msg("%s: %s", h->file, exact);
}

static void no_sentence_of_the_documents_is_in_the_data(void **state)
{
	static const char *const files[] = {
		"data/assertions.ndjson",    "data/instruments.ndjson",
		"data/organizations.ndjson", "data/passages.ndjson",
		"data/sources.ndjson",       NOTES
	};
	struct app *app = *state;
	json_t *all = truth(app);
	const char *titles = all_titles(app);

	for (size_t i = 0; i < COUNT(files); i++) {
		struct str text = read_text(app, files[i]);
		struct hunt h = { titles, squeezed(app, text.p), files[i],
			          app };

		look_for(&h, all);
	}
}

/* Every passage of one source shows the slice of its text. */
static void check_passages(struct app *app, const char *source, struct str text,
                           size_t *n)
{
	const char *next = "";

	do {
		json_t *items, *p;
		size_t i;

		get(app, say(app, "/v1/passages?source=%s&limit=200%s%s",
		             source, *next ? "&cursor=" : "", next));
		assert_status(app, 200);
		items = reply_json(app, "items");
		json_array_foreach(items, i, p)
		{
			int64_t start = json_integer_value(
					json_object_get(p, "start")),
				end = json_integer_value(
					json_object_get(p, "end"));
			size_t from = (size_t)utf8_until(text, start).bytes,
			       to = (size_t)utf8_until(text, end).bytes;
			struct str slice = { text.p + from, to - from };

			assert_string_equal(string(p, "state"), "verified");
			assert_true(str_is(slice, string(p, "exact")));
			assert_string_equal(digest_of(app->arena, slice).p,
			                    string(p, "sha256"));
			++*n;
		}
		next = say(app, "%s", reply_string(app, "next"));
	} while (*next != '\0');
}

/* The key of the source that has an edition of this text. */
static const char *source_of(struct app *app, struct str text)
{
	get(app, say(app, "/v1/sources?editions.sha256=%s",
	             digest_of(app->keys_arena, text).p));
	assert_int_equal(reply_integer(app, "total"), 1);
	return say(app, "%s", reply_string(app, "items/0/key"));
}

static void every_passage_is_the_slice_of_its_document(void **state)
{
	struct app *app = *state;
	json_t *all = truth(app), *one;
	size_t i, n = 0;

	json_array_foreach(json_object_get(all, "sources"), i, one)
	{
		struct str text = read_text(
			app, say(app, SEEDS "/%s", string(one, "file")));

		if (text.p == NULL) {
			print_message("no " SEEDS ": skipped\n");
			skip();
		}
		load_known(app, text);
		check_passages(app, source_of(app, text), text, &n);
	}
	assert_true(n >= 171);
	assert_sound(app->store);
}

/* Each passage the truth file gives for an instrument we have. */
static void every_passage_of_the_truth_is_there(void **state)
{
	struct app *app = *state;
	json_t *all = truth(app), *one, *p;
	size_t i, j, n = 0;

	json_array_foreach(json_object_get(all, "instruments"), i, one)
	{
		const char *tier = string(one, "tier");

		if (strcmp(tier, "named") != 0 && strcmp(tier, "informal") != 0)
			continue;
		json_array_foreach(json_object_get(one, "passages"), j, p)
		{
			get(app,
			    say(app,
			        "/v1/passages?start=%" JSON_INTEGER_FORMAT
			        "&end=%" JSON_INTEGER_FORMAT "&sha256=%s",
			        json_integer_value(json_object_get(p, "start")),
			        json_integer_value(json_object_get(p, "end")),
			        digest_of(app->keys_arena,
			                  str_from(string(p, "exact")))
			                .p));
			assert_true(reply_integer(app, "total") >= 1);
			n++;
		}
	}
	assert_true(n > 100);
}

/* The place of a step in the lineage at hand, which has it with its force and
 * a passage. */
static size_t step_of(struct app *app, const char *before, const char *after,
                      const char *on, const char *force)
{
	const json_t *items = reply_json(app, "items"), *item;
	size_t i;

	json_array_foreach(items, i, item)
	{
		const json_t *from = json_object_get(item, "before"),
			     *to = json_object_get(item, "after");

		if (strcmp(string(from, "key"), before) == 0 &&
		    strcmp(string(to, "key"), after) == 0 &&
		    strcmp(string(item, "on"), on) == 0 &&
		    strcmp(string(to, "force"), force) == 0 &&
		    json_array_size(json_object_get(item, "passages")) > 0)
			return i;
	}
	fail_msg("no step from %s to %s", before, after);
	return 0;
}

/* From the guidelines of 2019 over the white paper and the proposal. */
static void the_lineage_of_the_act_is_proven_step_by_step(void **state)
{
	struct app *app = *state;
	size_t paper, proposal, bill, act;

	get(app, "/v1/instruments/eu-ai-act/lineage?basis=stated");
	assert_status(app, 200);
	paper = step_of(app, "eu-ethics-guidelines-trustworthy-ai",
	                "eu-white-paper-ai", "2020-02-19", "none");
	proposal = step_of(app, "eu-white-paper-ai", "eu-ai-act", "2021-04-21",
	                   "none");
	bill = step_of(app, "eu-ai-act", "eu-ai-act", "2021-04-21", "none");
	act = step_of(app, "eu-ai-act", "eu-ai-act", "2024-05-21", "hard");
	assert_true(paper < proposal && proposal < act && bill < act);
	get(app, "/v1/instruments?grew_out_of_soft=true");
	assert_true(reply_integer(app, "total") >= 15);
	get(app, "/v1/instruments?became_hard=true&limit=200&fields=title");
	assert_contains(reply_text(app), "\"us-nist-ai-rmf\"");
	assert_contains(reply_text(app),
	                "\"eu-ethics-guidelines-trustworthy-ai\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(catalogue_has_the_records_it_should),
		cmocka_unit_test(all_but_few_texts_have_an_address_or_a_number),
		cmocka_unit_test(celex_numbers_have_a_year_of_the_union),
		cmocka_unit_test(no_list_needs_too_much_memory_as_a_table),
		cmocka_unit_test(every_named_or_informal_instrument_is_there),
		cmocka_unit_test(flagships_are_complete),
		cmocka_unit_test(interim_measures_have_their_chinese_title),
		cmocka_unit_test(every_member_of_a_flagship_has_evidence),
		cmocka_unit_test(
			members_rest_on_official_texts_where_there_are_any),
		cmocka_unit_test(every_dispute_is_settled_or_said_to_be_open),
		cmocka_unit_test(what_is_stored_is_what_all_provenances_say),
		cmocka_unit_test(no_sentence_of_the_documents_is_in_the_data),
		cmocka_unit_test(every_passage_of_the_truth_is_there),
		cmocka_unit_test(the_lineage_of_the_act_is_proven_step_by_step),
		cmocka_unit_test(our_own_notes_carry_their_text),
		cmocka_unit_test(every_passage_is_the_slice_of_its_document),
	};

	return cmocka_run_group_tests(tests, catalogue_setup, app_teardown);
}
