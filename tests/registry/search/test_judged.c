/*
 * test_judged.c - does search find what people look for?
 *
 * Puts the queries of tests/data/search.ndjson to the catalogue, with our
 * notes and, where they are beside the repository, the sources' texts. A
 * line is a judgement; a record in it is named KIND/KEY:
 *
 *   class      what kind of query it is
 *   q, params  what /v1/search is asked; a param may have a list of values
 *   first      one of these is the first hit
 *   in3, in10  all of these are among the first 3, the first 10
 *   not        none of these is among the first 10
 *   none       true: there are no hits
 *   texts      true: needs the sources' texts
 *   why        the reason
 *
 * What is mistyped may be found as a front end would, by asking again for
 * what /v1/suggest takes it for.
 */
#include "server/registry/model/json.h"
#include "tests/support/registry.h"

#include <glob.h>
#include <inttypes.h>
#include <stdlib.h>

#define JUDGED "tests/data/search.ndjson"

/* What any change to search must keep: the mean over all queries of one by
 * the rank of the best hit that is wanted, and of the share of what is wanted
 * that is among the first ten. */
#define RECIPROCAL_RANK_MIN 0.915
#define RECALL_MIN          0.955

#define HITS 10

static const char *const classes[] = {
	"title",    "identifier", "abbreviation", "words",     "phrase",
	"chinese",  "mixed",      "typo",         "ocr",       "quote",
	"nonsense", "synonym",    "organization", "provision", "date",
	"negation", "question",   "remembered",   "issuer",    "article",
	"language",
};

static json_t *lines;
static bool with_texts;

/* ---- reading ------------------------------------------------------------ */

static const char *string(const json_t *line, const char *name)
{
	const char *s = json_string_value(json_object_get(line, name));

	return s != NULL ? s : "";
}

static bool flag(const json_t *line, const char *name)
{
	return json_is_true(json_object_get(line, name));
}

static void read_lines(struct app *app)
{
	struct str rest = read_text(app, JUDGED);

	assert_non_null(rest.p);
	lines = json_array();
	while (rest.len > 0) {
		const char *end = memchr(rest.p, '\n', rest.len);
		size_t n = end != NULL ? (size_t)(end - rest.p) : rest.len;
		json_t *line =
			json_loadb(rest.p, n, JSON_REJECT_DUPLICATES, NULL);

		if (!json_is_object(line))
			fail_msg("no line: %.*s", (int)n, rest.p);
		json_array_append_new(lines, line);
		n += end != NULL;
		rest = (struct str){ rest.p + n, rest.len - n };
	}
}

static void load_sources(struct app *app)
{
	glob_t found = { 0 };

	with_texts = glob(SEEDS "/*.txt", 0, NULL, &found) == 0;
	for (size_t i = 0; i < found.gl_pathc; i++)
		ingest(app, read_text(app, found.gl_pathv[i]));
	globfree(&found);
}

static int setup(void **state)
{
	int failed = registry_setup(state);
	struct app *app = *state;

	read_lines(app);
	import_catalogue(app, app->store);
	ingest(app, read_text(app, NOTES));
	load_sources(app);
	return failed;
}

static int teardown(void **state)
{
	json_decref(lines);
	return app_teardown(state);
}

/* ---- asking ------------------------------------------------------------- */

struct answer {
	const char *hits[HITS]; /* KIND/KEY */
	size_t n;
	int64_t total; /* -1 when it was refused */
};

static void add_param(struct app *app, struct buf *target, const char *name,
                      const char *value)
{
	buf_printf(target, "&%s=%s", name, escaped(app, str_from(value)));
}

static const char *target_of(struct app *app, const json_t *line, const char *q)
{
	json_t *params = json_object_get(line, "params"), *value, *one;
	const char *name;
	struct buf target;
	size_t i;

	buf_init(&target, app->keys_arena);
	buf_printf(&target, "/v1/search?limit=%d", HITS);
	add_param(app, &target, "q", q);
	json_object_foreach(params, name, value)
	{
		if (json_is_string(value))
			add_param(app, &target, name, json_string_value(value));
		json_array_foreach(value, i, one)
			add_param(app, &target, name, json_string_value(one));
	}
	return target.data;
}

static void ask(struct app *app, const json_t *line, const char *q,
                struct answer *out)
{
	get(app, target_of(app, line, q));
	out->total = reply_integer(app, "total");
	out->n = json_array_size(reply_json(app, "items"));
	assert_true(out->n <= HITS);
	for (size_t i = 0; i < out->n; i++)
		out->hits[i] =
			say(app, "%s/%s",
		            reply_string(app, say(app, "items/%zu/kind", i)),
		            reply_string(app, say(app, "items/%zu/key", i)));
}

static void answer_line(struct app *app, const json_t *line, struct answer *out)
{
	const char *q = string(line, "q"), *meant;

	ask(app, line, q, out);
	if (out->total > 0 || strcmp(string(line, "class"), "typo") != 0)
		return;
	get(app, say(app, "/v1/suggest?q=%s", escaped(app, str_from(q))));
	meant = say(app, "%s", reply_string(app, "corrected"));
	if (*meant != '\0')
		ask(app, line, meant, out);
}

/* ---- judging ------------------------------------------------------------ */

/* From 1; 0 when it is not among the hits. */
static size_t rank(const struct answer *a, const char *record)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->hits[i], record) == 0)
			return i + 1;
	return 0;
}

/* How many of the line's records have a rank of 1 to `depth`. */
static size_t found(const json_t *line, const char *member,
                    const struct answer *a, size_t depth)
{
	json_t *records = json_object_get(line, member), *one;
	size_t i, n = 0;

	json_array_foreach(records, i, one)
	{
		size_t r = rank(a, json_string_value(one));

		n += r > 0 && r <= depth;
	}
	return n;
}

static size_t count(const json_t *line, const char *member)
{
	return json_array_size(json_object_get(line, member));
}

static bool is_right(const json_t *line, const struct answer *a)
{
	if (flag(line, "none"))
		return a->total == 0;
	return a->total >= 0 && found(line, "not", a, HITS) == 0 &&
	       (count(line, "first") == 0 || found(line, "first", a, 1) > 0) &&
	       found(line, "in3", a, 3) == count(line, "in3") &&
	       found(line, "in10", a, HITS) == count(line, "in10");
}

static const char *const wanted[] = { "first", "in3", "in10" };

/* One by the best rank of the first of `wanted` that the line has. */
static double reciprocal_rank(const json_t *line, const struct answer *a)
{
	size_t depth = 1, w = 0;

	if (flag(line, "none"))
		return a->total == 0;
	while (w < COUNT(wanted) - 1 && count(line, wanted[w]) == 0)
		w++;
	while (depth <= a->n && found(line, wanted[w], a, depth) == 0)
		depth++;
	return depth <= a->n ? 1.0 / (double)depth : 0;
}

/* The share of all records that are wanted. */
static double recall(const json_t *line, const struct answer *a)
{
	json_t *records, *one;
	const char *record;
	size_t i, all, came = 0;

	if (flag(line, "none"))
		return a->total == 0;
	records = json_object(); /* a member may repeat one of another */
	for (size_t w = 0; w < COUNT(wanted); w++)
		json_array_foreach(json_object_get(line, wanted[w]), i, one)
		{
			record = json_string_value(one);
			json_object_set_new(records, record, json_true());
		}
	json_object_foreach(records, record, one)
	{
		came += rank(a, record) > 0;
	}
	all = json_object_size(records);
	json_decref(records);
	return (double)came / (double)all;
}

/* ---- reporting ---------------------------------------------------------- */

struct score {
	size_t n, right, unwanted;
	double reciprocal, recall;
};

static void add_score(struct score *to, const struct score *s)
{
	to->n += s->n;
	to->right += s->right;
	to->unwanted += s->unwanted;
	to->reciprocal += s->reciprocal;
	to->recall += s->recall;
}

static void show_score(const char *name, const struct score *s)
{
	if (s->n > 0)
		print_message("%-14s %5zu %6zu %6.3f %6.3f\n", name, s->n,
		              s->right, s->reciprocal / (double)s->n,
		              s->recall / (double)s->n);
}

static void show_failure(const json_t *line, const struct answer *a)
{
	char *text = json_dumps(line, JSON_PRESERVE_ORDER);

	print_message("\n%s\n  came", text);
	if (a->total < 0)
		print_message(" nothing: refused");
	for (size_t i = 0; i < a->n; i++)
		print_message(" %s", a->hits[i]);
	print_message(" (%" PRId64 ")\n", a->total);
	json_text_free(text);
}

static void judge(struct app *app, const json_t *line, struct score *out)
{
	struct answer a = { 0 };
	struct score s = { .n = 1 };

	answer_line(app, line, &a);
	s.right = is_right(line, &a);
	s.unwanted = found(line, "not", &a, HITS);
	s.reciprocal = reciprocal_rank(line, &a);
	s.recall = recall(line, &a);
	if (!s.right)
		show_failure(line, &a);
	add_score(out, &s);
}

static size_t class_of(const json_t *line)
{
	size_t c = 0;

	while (c < COUNT(classes) &&
	       strcmp(classes[c], string(line, "class")) != 0)
		c++;
	return c;
}

/* ---- tests -------------------------------------------------------------- */

static void assert_records_exist(struct app *app, const json_t *line,
                                 const char *member)
{
	json_t *records = json_object_get(line, member), *one;
	size_t i;

	json_array_foreach(records, i, one)
	{
		get(app, say(app, "/v1/%s", json_string_value(one)));
		if (app->reply.status != 200)
			fail_msg("%s: no %s", string(line, "q"),
			         json_string_value(one));
	}
}

static void every_judgement_can_be_judged(void **state)
{
	struct app *app = *state;
	json_t *line;
	size_t i;

	assert_true(json_array_size(lines) >= 140);
	json_array_foreach(lines, i, line)
	{
		size_t all = count(line, "first") + count(line, "in3") +
		             count(line, "in10");

		if (class_of(line) == COUNT(classes) ||
		    *string(line, "q") == '\0' || *string(line, "why") == '\0')
			fail_msg("line %zu lacks class, q or why", i + 1);
		if (flag(line, "none") != (all == 0) ||
		    count(line, "in3") > 3 || count(line, "in10") > HITS)
			fail_msg("%s cannot be met", string(line, "q"));
		for (size_t w = 0; w < COUNT(wanted); w++)
			assert_records_exist(app, line, wanted[w]);
		assert_records_exist(app, line, "not");
	}
}

static void search_finds_what_people_look_for(void **state)
{
	struct score scores[COUNT(classes)] = { 0 }, all = { 0 };
	struct app *app = *state;
	size_t i, left_out = 0;
	json_t *line;

	json_array_foreach(lines, i, line)
	{
		if (flag(line, "texts") && !with_texts)
			left_out++;
		else
			judge(app, line, &scores[class_of(line)]);
	}
	if (left_out > 0)
		print_message("no " SEEDS ": %zu queries skipped\n", left_out);
	print_message("\nclass        queries  right   rank recall\n");
	for (size_t c = 0; c < COUNT(classes); c++) {
		show_score(classes[c], &scores[c]);
		add_score(&all, &scores[c]);
	}
	show_score("all", &all);
	assert_int_equal(all.unwanted, 0);
	assert_true(all.reciprocal >= RECIPROCAL_RANK_MIN * (double)all.n);
	assert_true(all.recall >= RECALL_MIN * (double)all.n);
}

/* ---- tasks of analysts: one request each ---------------------------------- */

static const struct {
	const char *target, *has[3];
} tasks[] = {
	/* what binds in a place, since when */
	{ "/v1/instruments?jurisdictions=CN&in_force=true&force=hard"
	  "&adopted_on.gte=2021&fields=title,adopted_on&limit=200",
	  { "cn-pipl", "cn-interim-measures-genai", "\"total\":" } },
	{ "/v1/instruments?jurisdictions=EU&in_force=true&force=hard"
	  "&fields=title&limit=200",
	  { "\"eu-ai-act\"", "\"eu-gdpr\"" } },
	{ "/v1/instruments?force=soft&year=2023&fields=title&limit=200",
	  { "bletchley-declaration", "anthropic-rsp", "us-nist-ai-rmf" } },
	{ "/v1/instruments/eu-ai-act/timeline?step=applies&from=2027&limit=200",
	  { "\"eu-ai-act.art_26\"", "\"2027-12-02\"", "\"passages\":[{" } },
	{ "/v1/instruments?existence=proposed&parties.organization=ec"
	  "&fields=title",
	  { "eu-cloud-ai-development-act", "eu-digital-omnibus-data" } },
	{ "/v1/instruments?became_hard=true&fields=title",
	  { "cn-science-ethics-opinions" } },
	/* who, when, what is said of it */
	{ "/v1/provisions/eu-ai-act.art_113/why?field=/application",
	  { "\"state\":\"supported\"", "\"2026-08-02\"" } },
	{ "/v1/instruments/bletchley-declaration?include=organizations"
	  "&fields=parties",
	  { "\"role\":\"signatory\"", "\"included\"" } },
	{ "/v1/instruments/eu-ai-act?on=2025-03-01&fields=status",
	  { "\"status\":\"applicable_in_part\"" } },
	{ "/v1/instruments/eu-ai-act/timeline?limit=200",
	  { "\"step\":\"proposed\"", "\"step\":\"adopted\"" } },
	{ "/v1/instruments/eu-ai-act/history", { "\"at\":" } },
	{ "/v1/changes?since_time=2020-01-01&fields=title", { "\"seq\":" } },
	{ "/v1/conflicts?kind=instruments&limit=50", { "\"eu-ai-act\"" } },
	{ "/v1/sources?instrument=eu-ai-act&fields=title,rights",
	  { "\"rights\":", "acknowledgement" } },
	/* what speaks of it */
	{ "/v1/search?q=generative%20AI&kind=instruments&facet=none",
	  { "cn-interim-measures-genai", "us-nist-ai-600-1" } },
	{ "/v1/search?q=%E4%BA%BA%E8%84%B8%E8%AF%86%E5%88%AB"
	  "&kind=instruments&facet=none",
	  { "cn-facial-recognition-measures",
	    "cn-spc-face-recognition-provisions" } },
	{ "/v1/search?q=GPAI&facet=none", { "\"gpai\"" } },
	{ "/v1/search?q=2024/1689&facet=none", { "\"eu-ai-act\"" } },
	{ "/v1/search?q=Bletchly%20Declaration&facet=none",
	  { "\"bletchley-declaration\"" } },
	{ "/v1/instruments?titles.lang=zh&fields=titles&limit=200",
	  { "cn-interim-measures-genai" } },
	{ "/v1/instruments?issuer=European%20Commission&fields=title",
	  { "\"total\":" } },
	{ "/v1/instruments?type=standard&issuer=iso&fields=title&limit=200",
	  { "iso-iec-42001" } },
	{ "/v1/provisions/eu-ai-act.art_5",
	  { "\"heading\":\"Prohibited AI practices\"", "\"start\":" } },
	{ "/v1/instruments/oecd-recommendation-ai/compare"
	  "?with=unesco-recommendation-ai-ethics&format=csv",
	  { "Human oversight,both,", ",right,", ",left," } },
	{ "/v1/conflicts?instrument=eu-ai-act&format=markdown",
	  { "| 2024-05-21; 2024-06-13 |" } },
	/* what is used at once */
	{ "/v1/instruments?type=convention&type=treaty&nature=text"
	  "&existence=exists&q=AI&format=csv&fields=title,in_force_on",
	  { "title,", "Framework Convention on Artificial Intelligence" } },
	{ "/v1/instruments?type=standard&format=ris&limit=10",
	  { "TY  - ", "ER  - " } },
	{ "/v1/instruments?q=GDPR&format=atom&limit=1",
	  { "<title>Search: GDPR</title>" } },
	{ "/v1/instruments?status=in_force&fields=title,status&format=markdown",
	  { "| in force |" } },
	{ "/v1/instruments?jurisdictions=EU&format=ical&limit=5",
	  { "BEGIN:VCALENDAR", "BEGIN:VEVENT" } },
};

static void an_analyst_needs_one_request(void **state)
{
	struct app *app = *state;

	for (size_t i = 0; i < COUNT(tasks); i++) {
		get(app, tasks[i].target);
		assert_status(app, 200);
		for (size_t j = 0; j < 3 && tasks[i].has[j] != NULL; j++)
			if (strstr(reply_text(app), tasks[i].has[j]) == NULL)
				fail_msg("%s has no %s", tasks[i].target,
				         tasks[i].has[j]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_judgement_can_be_judged),
		cmocka_unit_test(search_finds_what_people_look_for),
		cmocka_unit_test(an_analyst_needs_one_request),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
