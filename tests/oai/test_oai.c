/*
 * test_oai.c - harvesting: everything, once, whatever is written meanwhile
 */
#include "tests/support/registry.h"

#include <stdatomic.h>
#include <time.h>

#include "server/registry/changes/write.h"
#include "server/registry/model/json.h"

#define LIST "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc"

static void make_org(struct app *app, const char *key)
{
	make(app, "organizations",
	     say(app,
	         "{\"key\":\"%s\",\"name\":\"An Org\",\"type\":\"other\","
	         "\"jurisdiction\":\"INT\"}",
	         key));
}

/* So many organizations, "o-0" and on. */
static void import_orgs(struct app *app, int n)
{
	struct buf lines;

	buf_init(&lines, app->keys_arena);
	for (int i = 0; i < n; i++)
		buf_printf(&lines,
		           "{\"kind\":\"organizations\",\"op\":\"put\","
		           "\"record\":{\"key\":\"o-%d\",\"name\":\"An Org\","
		           "\"type\":\"other\"}}\n",
		           i);
	import_ok(app, lines.data);
}

static void assert_error(struct app *app, const char *target, const char *code)
{
	assert_contains(text_of(app, target),
	                say(app, "<error code=\"%s\">", code));
	assert_status(app, 200);
}

/* What stands between the first such tags behind *at, or NULL. */
static const char *next(struct app *app, const char **at, const char *begin,
                        const char *end)
{
	const char *from = strstr(*at, begin), *to;

	if (from == NULL)
		return NULL;
	from += strlen(begin);
	to = strstr(from, end);
	assert_non_null(to);
	*at = to;
	return arena_strndup(app->keys_arena, from, (size_t)(to - from));
}

/* The next page, or NULL. */
static const char *follow(struct app *app, const char *verb, const char *page)
{
	const char *at = strstr(page, "<resumptionToken"),
		   *token = at != NULL ? next(app, &at, "\">", "<") : NULL;

	if (token == NULL || *token == '\0')
		return NULL;
	return text_of(
		app, say(app, "/oai?verb=%s&resumptionToken=%s", verb, token));
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}

/* ---- what it is ------------------------------------------------------------- */

static void a_repository_says_what_it_is(void **state)
{
	struct app *app = *state;
	const char *page = text_of(app, "/oai?verb=Identify");

	assert_contains(page, "<deletedRecord>persistent</deletedRecord>");
	assert_contains(page, "YYYY-MM-DDThh:mm:ssZ");
	assert_contains(page, "<adminEmail>");
	assert_string_equal(reply_value(app, "Content-Type"),
	                    "text/xml; charset=utf-8");
	page = text_of(app, "/oai?verb=ListMetadataFormats");
	assert_contains(page, "<metadataPrefix>oai_dc</metadataPrefix>");
	assert_contains(page, "<metadataPrefix>rdf</metadataPrefix>");
}

static void the_arguments_of_a_post_stand_in_its_body(void **state)
{
	struct app *app = *state;

	make_org(app, "one");
	call(app, "POST", "/oai",
	     "Content-Type: application/x-www-form-urlencoded",
	     "verb=ListIdentifiers&metadataPrefix=oai_dc&set=kind%3A"
	     "organizations");
	assert_status(app, 200);
	assert_contains(reply_text(app), "<setSpec>kind:organizations</");
	call(app, "POST", "/oai",
	     "Content-Type: application/x-www-form-urlencoded", "verb=%zz");
	assert_status(app, 200);
	assert_contains(reply_text(app), "<error code=\"badArgument\">");
}

static void its_address_is_absolute_whatever_host_says(void **state)
{
	struct app *app = *state;

	call(app, "GET", "/oai?verb=Identify", "Host: /x?", NULL);
	assert_status(app, 200);
	assert_contains(reply_text(app), "<baseURL>http");
}

/* ---- when ------------------------------------------------------------------- */

struct held {
	struct job job;
	struct err err;
	atomic_int stage; /* 1: the first is written, 2: go on, 3: done */
};

static enum err_code put_one(struct tx *tx, const char *key, struct err *e)
{
	struct arena *a = arena_scratch();
	json_t *body = json_own(a, json_pack("{s:s, s:s, s:s}", "key", key,
	                                     "name", "N", "type", "other"));
	struct write w = { .kind = kind_find(STR("organizations")),
		           .arena = a,
		           .body = body };
	enum err_code rc = write_create(tx, &w, e);

	arena_free(a);
	return rc;
}

static void pause_1_ms(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

static enum err_code hold(struct tx *tx, void *arg, struct err *e)
{
	struct held *h = arg;
	enum err_code rc = put_one(tx, "first", e);

	h->stage = 1;
	while (h->stage < 2)
		pause_1_ms();
	return rc == ERR_OK ? put_one(tx, "second", e) : rc;
}

static void note_end(struct job *job)
{
	((struct held *)job->owner)->stage = 3;
}

/* Who goes on from its date misses nothing of it. */
static void an_answer_is_no_later_than_a_write_under_way(void **state)
{
	struct app *app = *state;
	struct held h = { .stage = 0 };
	const char *at, *date;

	err_init(&h.err, app->keys_arena);
	h.job = (struct job){ .fn = hold,
		              .arg = &h,
		              .err = &h.err,
		              .done = note_end,
		              .owner = &h };
	assert_int_equal(store_submit(app->store, &h.job), ERR_OK);
	while (h.stage < 1)
		pause_1_ms();
	at = text_of(app, "/oai?verb=Identify");
	date = next(app, &at, "<responseDate>", "Z<");
	h.stage = 2;
	while (h.stage < 3)
		pause_1_ms();
	get(app, "/v1/changes");
	assert_int_equal(reply_integer(app, "head/seq"), 2);
	assert_true(strncmp(date, reply_string(app, "items/1/at"),
	                    strlen(date)) <= 0);
	assert_string_equal(reply_string(app, "items/0/at"),
	                    reply_string(app, "items/1/at"));
	assert_int_equal(store_write_ms(app->store), 0);
}

static void sets_are_kinds_and_jurisdictions(void **state)
{
	struct app *app = *state;
	const char *page;

	make_org(app, "one");
	make_act(app, "\"key\":\"act\",\"jurisdictions\":[\"US-CA\",\"EU\"]");
	page = text_of(app, "/oai?verb=ListSets");
	assert_contains(page, "<setSpec>kind:instruments</setSpec>");
	assert_contains(page, "<setSpec>jurisdiction:US:US-CA</setSpec>");
	assert_contains(page, "<setSpec>jurisdiction:INT</setSpec>");
	assert_int_equal(count(text_of(app, LIST), "<header"), 2);
	assert_int_equal(
		count(text_of(app, LIST "&set=jurisdiction:US"), "<header"), 1);
	assert_int_equal(
		count(text_of(app, LIST "&set=jurisdiction"), "<header"), 2);
	edit(app, "PATCH", "/v1/instruments/act",
	     "{\"jurisdictions\":[\"EU\"]}");
	assert_error(app, LIST "&set=jurisdiction:US", "noRecordsMatch");
	assert_sound(app->store);
}

/* ---- items ------------------------------------------------------------------ */

static void a_record_is_told_in_two_formats(void **state)
{
	struct app *app = *state;
	const char *id, *target;

	make_org(app, "issuer");
	id = make_act(app, "\"key\":\"act\",\"parties\":[{\"role\":\"issuer\","
	                   "\"organization\":\"issuer\"}],\"summary\":\"<&>\"");
	target = say(app,
	             "/oai?verb=GetRecord&identifier=oai:instrumentd:"
	             "instruments/%s&metadataPrefix=",
	             id);
	assert_contains(text_of(app, say(app, "%soai_dc", target)),
	                "<dc:creator>An Org</dc:creator>");
	assert_contains(reply_text(app), "<dc:description>&lt;&amp;&gt;</");
	assert_contains(text_of(app, say(app, "%srdf", target)),
	                "<schema:legislationPassedBy rdf:resource=\"urn:uuid:");
	assert_contains(reply_text(app),
	                "rdf:resource=\"http://data.europa.eu/eli/ontology#"
	                "LegalResource\"");
}

static void what_xml_cannot_hold_is_replaced(void **state)
{
	struct app *app = *state;

	make_act(app, "\"key\":\"act\",\"summary\":\"a\\uffffb\\ufffec\"");
	assert_contains(text_of(app, "/oai?verb=ListRecords&metadataPrefix="
	                             "oai_dc"),
	                "<dc:description>a\xef\xbf\xbd"
	                "b\xef\xbf\xbd"
	                "c</dc:description>");
	assert_contains(text_of(app, "/v1/instruments/act?format=atom"),
	                "<summary>a\xef\xbf\xbd");
	assert_error(app, LIST "&set=%01", "noRecordsMatch");
	assert_contains(reply_text(app), "set=\"\xef\xbf\xbd\"");
}

static void a_deleted_record_is_told_for_ever(void **state)
{
	struct app *app = *state;
	const char *id;

	make_org(app, "one");
	id = reply_string(app, "id");
	id = arena_strndup(app->keys_arena, id, strlen(id));
	edit(app, "DELETE", "/v1/organizations/one", NULL);
	assert_contains(text_of(app, LIST "&set=jurisdiction:INT"),
	                "<header status=\"deleted\">");
	assert_contains(text_of(app, say(app,
	                                 "/oai?verb=GetRecord&metadataPrefix="
	                                 "rdf&identifier=oai:instrumentd:"
	                                 "organizations/%s",
	                                 id)),
	                "<header status=\"deleted\">");
	assert_int_equal(count(reply_text(app), "<metadata>"), 0);
	assert_sound(app->store);
}

/* ---- lists ------------------------------------------------------------------ */

static void a_list_misses_nothing_while_others_write(void **state)
{
	struct app *app = *state;
	bool seen[250] = { false };
	const char *page, *at, *title;
	size_t pages = 0;

	import_orgs(app, 250);
	page = text_of(app, "/oai?verb=ListRecords&metadataPrefix=oai_dc");
	for (; page != NULL; page = follow(app, "ListRecords", page)) {
		const char *key =
			say(app, "/v1/organizations/o-%zu", 249 - pages);

		at = page;
		while ((title = next(app, &at, "/v1/organizations/o-", "<")) !=
		       NULL)
			seen[atoi(title)] = true;
		if (pages++ > 2)
			continue;
		edit(app, "PATCH", key, "{\"name\":\"Another\"}");
		edit(app, "DELETE", say(app, "/v1/organizations/o-%zu", pages),
		     NULL);
	}
	assert_true(pages >= 3);
	for (size_t i = 0; i < COUNT(seen); i++)
		assert_true(seen[i]);
}

static void a_token_is_of_its_verb_and_of_this_registry(void **state)
{
	struct app *app = *state;
	const char *page, *at, *token;

	import_orgs(app, 150);
	page = text_of(app, "/oai?verb=ListRecords&metadataPrefix=rdf&"
	                    "set=kind:organizations");
	at = page;
	assert_int_equal(count(page, "<record>"), 100);
	token = next(app, &at, "<resumptionToken cursor=\"0\">", "<");
	assert_error(
		app,
		say(app, "/oai?verb=ListIdentifiers&resumptionToken=%s", token),
		"badResumptionToken");
	assert_error(app, "/oai?verb=ListRecords&resumptionToken=Zm9v",
	             "badResumptionToken");
	assert_error(app, "/oai?verb=ListSets&resumptionToken=x",
	             "badResumptionToken");
	assert_error(app,
	             say(app,
	                 "/oai?verb=ListRecords&set=kind&resumptionToken=%s",
	                 token),
	             "badArgument");
	page = follow(app, "ListRecords", page);
	assert_int_equal(count(page, "<record>"), 50);
	assert_contains(page, "<resumptionToken cursor=\"100\"></");
}

/* Whatever in it is changed, it is the token that is wrong, or nothing is. */
static void a_token_that_was_altered_is_a_bad_token(void **state)
{
	struct app *app = *state;
	const char *page, *at, *token, *answer;

	import_orgs(app, 101);
	page = at = text_of(app, "/oai?verb=ListRecords&metadataPrefix=rdf&"
	                         "until=2100-01-01");
	token = next(app, &at, "<resumptionToken cursor=\"0\">", "<");
	assert_contains(page, "xsi:schemaLocation=\"http://www.w3.org/1999/02/"
	                      "22-rdf-syntax-ns# ");
	for (size_t i = 0; i < strlen(token); i++) {
		char *other =
			arena_strndup(app->keys_arena, token, strlen(token));

		other[i] = other[i] == 'Q' ? 'R' : 'Q';
		answer = text_of(app,
		                 say(app,
		                     "/oai?verb=ListRecords&resumptionToken=%s",
		                     other));
		assert_status(app, 200);
		assert_null(strstr(answer, "\"badArgument\""));
		assert_null(strstr(answer, "\"cannotDisseminateFormat\""));
	}
}

static void from_and_until_are_inclusive(void **state)
{
	struct app *app = *state;
	const char *page, *at, *stamp;

	make_org(app, "one");
	page = at = text_of(app, LIST);
	stamp = next(app, &at, "<datestamp>", "<");
	assert_contains(text_of(app, say(app, LIST "&from=%s", stamp)),
	                "<header>");
	assert_contains(text_of(app, say(app, LIST "&until=%s", stamp)),
	                "<header>");
	assert_contains(text_of(app, say(app, LIST "&from=%.10s&until=%.10s",
	                                 stamp, stamp)),
	                "<header>");
	assert_error(app, LIST "&from=2100-01-01", "noRecordsMatch");
	assert_error(app, LIST "&until=2001-01-01T00:00:00Z", "noRecordsMatch");
	assert_error(app, LIST "&from=2001-01-01&until=2001-01-01T00:00:00Z",
	             "badArgument");
	assert_error(app, LIST "&from=2002-01-01&until=2001-01-01",
	             "badArgument");
	assert_error(app, LIST "&from=2001-02-30", "badArgument");
	assert_error(app, LIST "&from=", "badArgument");
	assert_non_null(page);
}

static void what_cannot_be_answered_is_an_error_of_the_protocol(void **state)
{
	static const struct {
		const char *query, *code;
	} cases[] = {
		{ "", "badVerb" },
		{ "verb=", "badVerb" },
		{ "verb=identify", "badVerb" },
		{ "verb=Identify&verb=Identify", "badVerb" },
		{ "verb=Identify&x=1", "badArgument" },
		{ "verb=Identify&set=kind", "badArgument" },
		{ "verb=ListRecords", "badArgument" },
		{ "verb=ListRecords&metadataPrefix=rdf&metadataPrefix=rdf",
		  "badArgument" },
		{ "verb=GetRecord&metadataPrefix=rdf", "badArgument" },
		{ "verb=ListRecords&metadataPrefix=marc",
		  "cannotDisseminateFormat" },
		{ "verb=GetRecord&metadataPrefix=rdf&identifier=x",
		  "idDoesNotExist" },
		{ "verb=GetRecord&metadataPrefix=rdf&identifier="
		  "oai:instrumentd:events/00000000-0000-7000-8000-000000000000",
		  "idDoesNotExist" },
		{ "verb=ListMetadataFormats&identifier=oai:instrumentd:x",
		  "idDoesNotExist" },
		{ "verb=ListRecords&metadataPrefix=rdf", "noRecordsMatch" },
	};
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_error(app, say(app, "/oai?%s", cases[i].query),
		             cases[i].code);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(a_repository_says_what_it_is),
		registry_test(the_arguments_of_a_post_stand_in_its_body),
		registry_test(its_address_is_absolute_whatever_host_says),
		registry_test(an_answer_is_no_later_than_a_write_under_way),
		registry_test(a_token_that_was_altered_is_a_bad_token),
		registry_test(sets_are_kinds_and_jurisdictions),
		registry_test(a_record_is_told_in_two_formats),
		registry_test(what_xml_cannot_hold_is_replaced),
		registry_test(a_deleted_record_is_told_for_ever),
		registry_test(a_list_misses_nothing_while_others_write),
		registry_test(a_token_is_of_its_verb_and_of_this_registry),
		registry_test(from_and_until_are_inclusive),
		registry_test(
			what_cannot_be_answered_is_an_error_of_the_protocol),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
