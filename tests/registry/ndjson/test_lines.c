/*
 * test_lines.c - import and export, and the feed replayed elsewhere
 */
#include "tests/support/registry.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/data/id.h"
#include "server/registry/model/change_chain.h"
#include "server/registry/model/json.h"
#include "server/registry/model/kind.h"
#include "server/registry/ndjson/ndjson_import.h"
#include "server/registry/ndjson/wrong_lines.h"

#define DIGEST                                                                 \
	"0123456789abcdef0123456789abcdef"                                     \
	"0123456789abcdef0123456789abcdef"
#define PUT(kind, record)                                                      \
	"{\"kind\":\"" kind "\",\"op\":\"put\",\"record\":{" record "}}\n"
#define ORG(key, more)                                                         \
	PUT("organizations",                                                   \
	    "\"key\":\"" key "\",\"name\":\"N\",\"type\":\"other\"" more)
#define INSTRUMENT(key, more)                                                  \
	PUT("instruments", "\"key\":\"" key "\"," ACT more)
#define ISSUED_BY(org)                                                         \
	",\"parties\":[{\"role\":\"issuer\",\"organization\":\"" org "\"}]"
#define DELETE(kind, key)                                                      \
	"{\"kind\":\"" kind "\",\"op\":\"delete\",\"key\":\"" key "\"}\n"

/* ---- what comes in ------------------------------------------------------ */

static void new_records_have_ids_of_their_names(void **state)
{
	struct app *app = *state;

	import_ok(app, ORG("o", ""));
	get(app, "/v1/organizations/o");
	assert_member(
		app, "id",
		id_named(app->keys_arena, STR("organizations"), STR("o")).p);
	assert_int_equal(reply_integer(app, "rev"), 1);
}

static void records_keep_the_ids_they_come_with(void **state)
{
	struct app *app = *state;

	import_ok(app, PUT("organizations",
	                   "\"id\":\"00000000-0000-4000-8000-000000000001\","
	                   "\"name\":\"By Id\",\"type\":\"other\""));
	get(app, "/v1/organizations/by-id");
	assert_member(app, "id", "00000000-0000-4000-8000-000000000001");
}

static void record_may_refer_to_one_that_comes_later(void **state)
{
	struct app *app = *state;

	import_ok(app, INSTRUMENT("a", ISSUED_BY("o")) ORG(
			       "child", ",\"parent\":\"o\"") "\n" ORG("o", ""));
	get(app, "/v1/instruments/a?include=organizations");
	assert_member(app, "included/organizations/0/key", "o");
	get(app, "/v1/organizations?parent=o");
	assert_int_equal(reply_integer(app, "total"), 1);
	assert_sound(app->store);
}

static void lines_edit_what_is_there(void **state)
{
	struct app *app = *state;
	const char *id;

	make_act(app, "\"key\":\"a\",\"note\":\"x\"");
	id = say(app, "%s", reply_string(app, "id"));
	import_ok(app, INSTRUMENT("a", ",\"summary\":\"y\""));
	get(app, "/v1/instruments/a");
	assert_member(app, "id", id);
	assert_member(app, "summary", "y");
	assert_null(reply_json(app, "note"));
	assert_int_equal(reply_integer(app, "rev"), 2);
}

static void lines_can_delete(void **state)
{
	struct app *app = *state;

	import_ok(app, ORG("o", "") ORG("p", ""));
	import_ok(app, DELETE("organizations", "o")
	                       DELETE("organizations", "nothing"));
	get(app, "/v1/organizations/o");
	assert_status(app, 410);
	get(app, "/v1/organizations/p");
	assert_status(app, 200);
}

static void record_and_what_refers_to_it_can_go_together(void **state)
{
	struct app *app = *state;

	import_ok(app, ORG("o", "") INSTRUMENT("a", ISSUED_BY("o")));
	import_ok(app, DELETE("organizations", "o") DELETE("instruments", "a"));
	get(app, "/v1/instruments");
	assert_int_equal(reply_integer(app, "total"), 0);
	assert_sound(app->store);
}

static void record_may_go_and_come_again(void **state)
{
	struct app *app = *state;

	import_ok(app, ORG("o", "") INSTRUMENT("a", ISSUED_BY("o")));
	import_ok(app, DELETE("organizations", "o")
	                       ORG("o", ",\"jurisdiction\":\"EU\""));
	get(app, "/v1/organizations/o");
	assert_member(app, "jurisdiction", "EU");
	assert_int_equal(reply_integer(app, "rev"), 2);
	assert_sound(app->store);
}

static void same_lines_again_change_nothing(void **state)
{
	struct app *app = *state;
	const char *before;

	import_ok(app, ORG("o", "") INSTRUMENT("a", ISSUED_BY("o")));
	before = head(app);
	import_ok(app, ORG("o", "") INSTRUMENT("a", ISSUED_BY("o")));
	assert_same(head(app), before);
	import_ok(app, export_lines(app, app->store, NULL, false));
	assert_same(head(app), before);
}

/* ---- wrong lines -------------------------------------------------------- */

#define FINE ORG("fine", "")

static const struct {
	const char *lines, *where, *what;
} wrong[] = {
	{ "{", "x.ndjson:1:", "not JSON" },
	{ FINE "\n\n[1]\n", "x.ndjson:4:", "kind" },
	{ FINE "nonsense\n", "x.ndjson:2:", "not JSON" },
	{ FINE "{\"kind\":\"things\",\"op\":\"put\",\"record\":{}}",
	  "x.ndjson:2:", "/kind" },
	{ FINE "{\"op\":\"put\",\"record\":{}}", "x.ndjson:2:", "/kind" },
	{ FINE "{\"kind\":\"sources\",\"op\":\"keep\"}", "x.ndjson:2:", "/op" },
	{ FINE "{\"kind\":\"sources\",\"op\":\"put\"}",
	  "x.ndjson:2:", "/record" },
	{ FINE "{\"kind\":\"sources\",\"op\":\"put\",\"record\":[]}",
	  "x.ndjson:2:", "/record" },
	{ FINE "{\"kind\":\"sources\",\"op\":\"delete\"}",
	  "x.ndjson:2:", "/key" },
	{ FINE PUT("instruments", "\"key\":\"a\",\"title\":\"T\""),
	  "x.ndjson:2:", "/type is required" },
	{ FINE INSTRUMENT("a", ",\"adopted_on\":\"2021-13\""),
	  "x.ndjson:2:", "/adopted_on must be a date" },
	{ FINE INSTRUMENT("a", ",\"colour\":1"), "x.ndjson:2:", "/colour" },
	{ FINE INSTRUMENT("a", ISSUED_BY("nobody")), "x.ndjson:2:",
	  "/parties/0/organization there is no organization nobody" },
	{ FINE INSTRUMENT("Not A Key", ""), "x.ndjson:2:", "/key" },
	{ FINE PUT("instruments", ACT), "x.ndjson:2:", "/key is required" },
	{ FINE PUT("instruments", "\"id\":\"x\"," ACT), "x.ndjson:2:", "/id" },
	{ FINE PUT("instruments", "\"key\":\"a\",\"key\":\"b\"," ACT),
	  "x.ndjson:2:", "duplicate" },
	{ FINE PUT("instruments",
	           "\"id\":\"00000000-0000-4000-8000-000000000001\","
	           "\"key\":\"taken\"," ACT),
	  "x.ndjson:2:", "taken" },
	{ FINE PUT("instruments", "\"key\":\"a\",\"rev\":1," ACT),
	  "x.ndjson:2:", "/id" },
	{ FINE "{\"kind\":\"sources\",\"op\":\"put\",\"record\":{\"key\":\"s\","
	       "\"title\":\"\xff\",\"role\":\"other\"}}",
	  "x.ndjson:2:", "not JSON" },
	{ FINE PUT("sources", "\"key\":\"s\",\"title\":\"S\","
	                      "\"role\":\"other\"")
	          PUT("passages",
	              "\"key\":\"p\",\"source\":\"s\",\"start\":0,\"end\":1,"
	              "\"sha256\":\"" DIGEST "\",\"edition\":\"" DIGEST "\""),
	  "x.ndjson:3:", "/edition" },
	{ FINE PUT("passages",
	           "\"key\":\"p\",\"source\":\"s\",\"start\":1,\"end\":1,"
	           "\"sha256\":\"" DIGEST "\",\"edition\":\"" DIGEST "\"")
	          PUT("sources", "\"key\":\"s\",\"title\":\"S\","
	                         "\"role\":\"other\""),
	  "x.ndjson:2:", "/end" },
	{ FINE DELETE("organizations", "needed"),
	  "x.ndjson:2:", "still referred to" },
	{ INSTRUMENT("a", ISSUED_BY("fine"))
	          FINE DELETE("organizations", "fine"),
	  "x.ndjson:3:", "still referred to" },
	{ DELETE("organizations", "needed") INSTRUMENT("a", ISSUED_BY("fine"))
	          FINE,
	  "x.ndjson:1:", "still referred to" },
};

/* An edition that passages are taken from must stay, whatever line it is in. */
static void source_keeps_the_editions_of_its_passages(void **state)
{
	struct app *app = *state;
	const char *why;

	load(app, "s", STR("words"));
	make(app, "passages",
	     "{\"key\":\"p\",\"source\":\"s\",\"edition\":\"" WORDS
	     "\",\"start\":0,\"end\":5}");
	why = import_lines(app, app->store, "x.ndjson",
	                   FINE PUT("sources", "\"key\":\"s\",\"title\":\"S\","
	                                       "\"role\":\"other\""));
	assert_contains(why, "x.ndjson:2: /editions must have " WORDS
	                     ", which passage p is taken from");
	import_ok(app,
	          PUT("sources", "\"key\":\"s\",\"title\":\"S\","
	                         "\"role\":\"other\"") DELETE("passages", "p"));
	assert_sound(app->store);
}

static void wrong_line_is_named_and_nothing_kept(void **state)
{
	struct app *app = *state;
	const char *before, *why;

	import_ok(app,
	          ORG("needed", "") INSTRUMENT("taken", ISSUED_BY("needed")));
	before = head(app);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		why = import_lines(app, app->store, "x.ndjson", wrong[i].lines);
		assert_contains(why, wrong[i].where);
		assert_contains(why, wrong[i].what);
		assert_null(strstr(why, "SQL"));
		assert_same(head(app), before);
	}
	get(app, "/v1/organizations/fine");
	assert_status(app, 404);
	assert_sound(app->store);
}

static void all_wrong_lines_are_named_with_what_stands_there(void **state)
{
	struct app *app = *state;
	const char *why = import_lines(
		app, app->store, "x.ndjson",
		ORG("late", ",\"parent\":\"wrong\"") FINE ORG(
			"wrong",
			",\"url\":\"ftp://"
			"x\",\"established_on\":12") "{\n" ORG("Not A Key", "")
			PUT("organizations", "\"key\":\"b\",\"name\":\"N\"")
				INSTRUMENT("i", ISSUED_BY("nobody"))
					ORG("fine", ",\"names\":[]"));

	assert_same(why,
	            "x.ndjson:3: /url must be an http or https URL, with a "
	            "host and without a user (here: \"ftp://x\"); "
	            "/established_on must be a string (here: 12) "
	            "[organizations wrong]\n"
	            "x.ndjson:4: not JSON: line 2, column 0: string or '}' "
	            "expected near end of file\n"
	            "x.ndjson:5: /key must be a slug: words of a-z and 0-9 "
	            "joined by '-', '_' or '.', at most 120 characters (here: "
	            "\"Not A Key\") [organizations Not A Key]\n"
	            "x.ndjson:6: /type is required [organizations b]\n"
	            "x.ndjson:7: /parties/0/organization there is no "
	            "organization nobody (here: \"nobody\") [instruments i]");
}

static void so_many_wrong_lines_are_named_and_no_more(void **state)
{
	struct app *app = *state;
	struct buf lines;
	const char *why;
	size_t n = 1;

	buf_init(&lines, app->keys_arena);
	for (int i = 0; i < 2 * WRONG_LINES_MAX; i++)
		buf_puts(&lines, ORG("o", ",\"url\":1"));
	why = import_lines(app, app->store, "x.ndjson", lines.data);
	for (; *why != '\0'; why++)
		n += *why == '\n';
	assert_int_equal(n, WRONG_LINES_MAX);
}

/* Each line refers to the next, and none is tried more than twice. */
static void lines_may_come_in_the_reverse_order(void **state)
{
	struct app *app = *state;
	struct buf lines;

	buf_init(&lines, app->keys_arena);
	for (int i = 0; i < 1000; i++)
		buf_puts(&lines,
		         say(app, ORG("o%d", ",\"parent\":\"o%d\""), i, i + 1));
	buf_puts(&lines, ORG("o1000", ""));
	import_ok(app, lines.data);
	get(app, "/v1/changes?limit=1");
	assert_member(app, "items/0/record/key", "o1000");

	buf_init(&lines, app->keys_arena);
	for (int i = 1000; i >= 0; i--)
		buf_puts(&lines, say(app, DELETE("organizations", "o%d"), i));
	import_ok(app, lines.data);
	assert_string_equal(export_lines(app, app->store, NULL, false), "");
	assert_sound(app->store);
}

static void lines_about_one_record_stay_in_their_order(void **state)
{
	struct app *app = *state;

	import_ok(app, ORG("a", ",\"parent\":\"b\"")
	                       ORG("a", ",\"url\":\"https://a.org\"")
	                               ORG("a", ",\"parent\":\"c\"")
	                                       ORG("b", "") ORG("c", ""));
	get(app, "/v1/organizations/a");
	assert_int_equal(reply_integer(app, "rev"), 3);
	assert_null(reply_json(app, "url"));
	assert_non_null(reply_json(app, "parent"));
}

static void a_line_that_is_too_long_is_not_kept_in_memory(void **state)
{
	struct app *app = *state;
	FILE *file = tmpfile();
	struct input input = { "x.ndjson", file };
	struct import in = { .store = app->store,
		             .inputs = &input,
		             .ninputs = 1 };
	struct err e;

	assert_non_null(file);
	fputs(FINE, file);
	for (int i = 0; i < (17 << 20); i++)
		putc('x', file);
	fputs("\n" ORG("b", ",\"url\":2"), file);
	err_init(&e, app->keys_arena);
	assert_int_equal(ndjson_import(&in, &e), ERR_TOO_LARGE);
	assert_contains(e.detail, "x.ndjson:2: the line is too long");
	assert_int_equal(in.wrong, 2);
	fclose(file);
}

/* ---- export ------------------------------------------------------------- */

static void export_is_restored_as_it_was(void **state)
{
	struct app *app = *state;
	struct store *other = registry_open(app, "other.db");
	const char *all;

	import_ok(app, ORG("o", "") INSTRUMENT("a", ISSUED_BY("o")));
	edit(app, "PATCH", "/v1/instruments/a", "{\"note\":\"x\"}");
	all = export_lines(app, app->store, NULL, false);
	assert_contains(all, "\"rev\":2");
	assert_string_equal(import_lines(app, other, "all", all), "");
	assert_same(export_lines(app, other, NULL, false), all);
	assert_sound(other);
	store_close(other);
}

/* A resolution whose value is a list of n noughts in an object: 9 values are
 * not of the list's items. */
static unsigned resolve_with(struct app *app, size_t n)
{
	struct buf body;

	buf_init(&body, app->keys_arena);
	buf_puts(&body, "{\"subject\":{\"kind\":\"instruments\",\"id\":\"a\"},"
	                "\"field\":\"/title\",\"outcome\":\"unsettled\","
	                "\"reason\":\"r\",\"value\":{\"a\":[0");
	while (--n > 0)
		buf_puts(&body, ",0");
	buf_puts(&body, "]}}");
	call(app, "POST", "/v1/resolutions", NULL, body.data);
	return app->reply.status;
}

static void the_largest_record_is_exported_and_restored(void **state)
{
	struct app *app = *state;
	struct store *other = registry_open(app, "other.db");
	const char *all;

	make_act(app, "\"key\":\"a\"");
	assert_int_equal(resolve_with(app, JSON_VALUES_MAX - 8), 413);
	assert_int_equal(resolve_with(app, JSON_VALUES_MAX - 9), 201);
	all = export_lines(app, app->store, NULL, false);
	assert_string_equal(import_lines(app, other, "all", all), "");
	assert_same(export_lines(app, other, NULL, false), all);
	store_close(other);
}

static void export_with_keys_is_the_form_people_edit(void **state)
{
	struct app *app = *state;

	import_ok(app, ORG("o", "") INSTRUMENT("a", ISSUED_BY("o")));
	assert_same(export_lines(app, app->store, "instruments", true),
	            "{\"kind\":\"instruments\",\"op\":\"put\",\"record\":{"
	            "\"existence\":\"exists\",\"force\":\"hard\","
	            "\"key\":\"a\",\"parties\":[{\"organization\":\"o\","
	            "\"role\":\"issuer\"}],\"title\":\"An Act\","
	            "\"type\":\"act\"}}\n");
	assert_same(export_lines(app, app->store, "sources", true), "");
}

/* ---- the feed ----------------------------------------------------------- */

/* All of GET /v1/changes as lines, in pages of `limit`. */
static const char *feed(struct app *app, int limit)
{
	struct buf out;
	int64_t since = 0, last = -1;

	buf_init(&out, app->keys_arena);
	while (since != last) {
		json_t *items;

		last = since;
		get(app, say(app, "/v1/changes?since=%" PRId64 "&limit=%d",
		             since, limit));
		assert_status(app, 200);
		since = reply_integer(app, "next");
		items = reply_json(app, "items");
		for (size_t i = 0; i < json_array_size(items); i++) {
			char *line = json_dumps(json_array_get(items, i),
			                        JSON_COMPACT);

			buf_printf(&out, "%s\n", line);
			json_text_free(line);
		}
	}
	return out.data;
}

/* A life with everything in it. */
static void live(struct app *app)
{
	const char *sha = load(app, "s", STR("words")),
		   *again = "/v1/instruments/"
			    "00000000-0000-4000-8000-000000000001";

	import_ok(app, INSTRUMENT("a", ISSUED_BY("o")) ORG("o", ""));
	make_span(app, "p", "s", sha, 0, 5);
	make(app, "assertions",
	     "{\"key\":\"c\",\"subject\":{\"kind\":\"instruments\","
	     "\"id\":\"a\"},\"field\":\"/parties\","
	     "\"value\":{\"organization\":\"o\"},\"passage\":\"p\"}");
	for (int i = 0; i < 3; i++) {
		call(app, "PUT", again, "If-None-Match: *", "{" ACT "}");
		edit(app, "PATCH", again, "{\"title\":\"生成式 “😀”\\t\\n\"}");
		assert_status(app, 200);
		edit(app, "DELETE", again, NULL);
		assert_status(app, 204);
	}
	edit(app, "PATCH", "/v1/instruments/a", "{\"parties\":null}");
}

static const char *head_of(struct app *app, struct store *s)
{
	struct store *own = app->store;
	const char *hash;

	app->service.store = s;
	hash = head(app);
	app->service.store = own;
	return hash;
}

static void feed_replayed_gives_the_same_registry(void **state)
{
	struct app *app = *state;
	struct store *other;

	live(app);
	for (int limit = 1; limit < 40; limit += 13) {
		other = registry_open(app, say(app, "other-%d.db", limit));
		assert_string_equal(
			import_lines(app, other, "feed", feed(app, limit)), "");
		assert_same(export_lines(app, other, NULL, false),
		            export_lines(app, app->store, NULL, false));
		assert_same(head_of(app, other), head(app));
		assert_sound(other);
		store_close(other);
	}
}

static void feed_can_be_followed_from_any_place(void **state)
{
	struct app *app = *state;
	struct store *other = registry_open(app, "other.db");
	const char *all, *half;

	live(app);
	all = feed(app, 100);
	half = all;
	for (int i = 0; i < 5; i++)
		half = strchr(half, '\n') + 1;
	assert_string_equal(
		import_lines(app, other, "feed",
	                     say(app, "%.*s", (int)(half - all), all)),
		"");
	assert_string_not_equal(import_lines(app, other, "feed", all), "");
	assert_string_equal(import_lines(app, other, "feed", half), "");
	assert_same(head_of(app, other), head(app));
	store_close(other);
}

/* A mirror that takes the changes one by one must never meet a stranger. */
static void feed_speaks_only_of_what_it_has_told(void **state)
{
	struct app *app = *state;
	struct store *other = registry_open(app, "other.db");
	const char *end;

	import_ok(app, ORG("grandchild", ",\"parent\":\"child\"")
	                       INSTRUMENT("a", ISSUED_BY("child"))
	                               ORG("child", ",\"parent\":\"o\"")
	                                       ORG("o", ""));
	import_ok(app,
	          DELETE("organizations", "o") DELETE("organizations", "child")
	                  DELETE("organizations", "grandchild")
	                          DELETE("instruments", "a"));
	for (const char *line = feed(app, 100); *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		assert_string_equal(import_lines(app, other, "feed",
		                                 say(app, "%.*s\n",
		                                     (int)(end - line), line)),
		                    "");
	}
	assert_same(head_of(app, other), head(app));
	store_close(other);
}

static const struct {
	const char *what, *with;
} tampers[] = {
	{ "An Act", "An Axt" },
	{ "\"op\":\"delete\"", "\"op\":\"put\"" },
	{ "\"rev\":2", "\"rev\":3" },
	{ "\"seq\":4", "\"seq\":5" },
	{ "\"prev\":\"0000", "\"prev\":\"0001" },
	{ "\"at\":\"2", "\"at\":\"1" },
	{ "\"key\":\"an-act\",\"kind\"", "\"key\":\"another\",\"kind\"" },
	{ "\"hash\":\"", "\"hash\":\"0" },
	{ "\"updated_at\":\"2", "\"updated_at\":\"3" },
	{ "\"record\":{", "\"record\":{\"note\":\"added\"," },
};

static const char *tampered(struct app *app, const char *text, const char *what,
                            const char *with)
{
	const char *at = strstr(text, what);

	assert_contains(text, what);
	return say(app, "%.*s%s%s", (int)(at - text), text, with,
	           at + strlen(what));
}

static void tampered_feed_is_refused(void **state)
{
	struct app *app = *state;
	struct store *other = registry_open(app, "other.db");
	const char *all, *why, *second;

	live(app);
	all = feed(app, 100);
	for (size_t i = 0; i < COUNT(tampers); i++) {
		why = import_lines(
			app, other, "feed",
			tampered(app, all, tampers[i].what, tampers[i].with));
		if (*why == '\0')
			print_error("%s\n", tampers[i].what);
		assert_contains(why, "feed:");
	}
	second = strchr(all, '\n') + 1;
	assert_contains(import_lines(app, other, "feed", second), "feed:1:");
	assert_string_equal(import_lines(app, other, "feed", all), "");
	store_close(other);
}

static void feed_does_not_fit_a_registry_of_its_own(void **state)
{
	struct app *app = *state;
	struct store *other = registry_open(app, "other.db");

	live(app);
	assert_string_equal(import_lines(app, other, "x", ORG("own", "")), "");
	assert_contains(import_lines(app, other, "feed", feed(app, 100)),
	                "does not fit the head 1");
	store_close(other);
}

/* A change whose hash is right, whatever else is not. */
static const char *fault_of(struct app *app, int64_t seq, const char *at,
                            const char *prev)
{
	struct change before = { .seq = 7,
		                 .at = STR("2026-01-01T00:00:00.000Z"),
		                 .hash = STR(DIGEST) },
		      c = { .seq = seq,
		            .at = str_from(at),
		            .kind = STR("sources"),
		            .op = STR(OP_DELETE),
		            .id = STR("x"),
		            .key = STR("x"),
		            .prev = str_from(prev) };

	c.hash = change_chain_hash(app->keys_arena, &c);
	return change_chain_fault(app->keys_arena, &before, &c);
}

static void link_must_follow_the_one_before(void **state)
{
	static const char now[] = "2026-01-01T00:00:00.000Z",
			  earlier[] = "2025-12-31T23:59:59.999Z";
	struct app *app = *state;

	assert_null(fault_of(app, 8, now, DIGEST));
	assert_contains(fault_of(app, 7, now, DIGEST), "seq");
	assert_contains(fault_of(app, 9, now, DIGEST), "seq");
	assert_contains(fault_of(app, 8, now, WORDS), "prev");
	assert_contains(fault_of(app, 8, earlier, DIGEST), "time");
}

/* ---- the catalogue ------------------------------------------------------ */

static void catalogue_exports_as_it_is_written(void **state)
{
	struct app *app = *state;
	const char *before;

	import_catalogue(app, app->store);
	for (size_t i = 0; i < kinds_count; i++) {
		const char *kind = kinds[i]->entity.name;
		struct str file =
			read_text(app, say(app, "data/%s.ndjson", kind));

		assert_same(export_lines(app, app->store, kind, true),
		            file.p != NULL ? file.p : "");
	}
	before = head(app);
	import_catalogue(app, app->store);
	assert_same(head(app), before);
	assert_sound(app->store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(new_records_have_ids_of_their_names),
		registry_test(records_keep_the_ids_they_come_with),
		registry_test(record_may_refer_to_one_that_comes_later),
		registry_test(lines_edit_what_is_there),
		registry_test(lines_can_delete),
		registry_test(record_and_what_refers_to_it_can_go_together),
		registry_test(record_may_go_and_come_again),
		registry_test(same_lines_again_change_nothing),
		registry_test(wrong_line_is_named_and_nothing_kept),
		registry_test(all_wrong_lines_are_named_with_what_stands_there),
		registry_test(so_many_wrong_lines_are_named_and_no_more),
		registry_test(lines_may_come_in_the_reverse_order),
		registry_test(lines_about_one_record_stay_in_their_order),
		registry_test(a_line_that_is_too_long_is_not_kept_in_memory),
		registry_test(source_keeps_the_editions_of_its_passages),
		registry_test(export_is_restored_as_it_was),
		registry_test(the_largest_record_is_exported_and_restored),
		registry_test(export_with_keys_is_the_form_people_edit),
		registry_test(feed_replayed_gives_the_same_registry),
		registry_test(feed_can_be_followed_from_any_place),
		registry_test(feed_speaks_only_of_what_it_has_told),
		registry_test(tampered_feed_is_refused),
		registry_test(link_must_follow_the_one_before),
		registry_test(feed_does_not_fit_a_registry_of_its_own),
		registry_test(catalogue_exports_as_it_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
