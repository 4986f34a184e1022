/*
 * test_lint.c - each oddity is found, and nothing else
 */
#include "tests/support/registry.h"

#include "server/registry/checks/lint.h"

struct heard {
	struct app *app;
	struct buf all;
};

static void hear(void *arg, const struct finding *f)
{
	struct heard *h = arg;

	buf_printf(&h->all, "%s %s/%.*s\n", f->rule, f->kind, STR_ARG(f->key));
}

static const char *findings(struct app *app)
{
	struct heard h = { .app = app };
	struct err e = { 0 };

	buf_init(&h.all, app->keys_arena);
	buf_puts(&h.all, "");
	assert_int_equal(lint_run(app->store, hear, &h, &e), ERR_OK);
	return h.all.data;
}

#define ISSUED                                                                 \
	"\"parties\":[{\"role\":\"issuer\",\"organization\":\"o\"}],"          \
	"\"type\":\"act\",\"force\":\"hard\",\"existence\":\"exists\","

static void make_oddities(struct app *app)
{
	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	make(app, "organizations",
	     "{\"key\":\"alone\",\"name\":\"A\",\"type\":\"other\"}");
	make(app, "instruments",
	     "{" ISSUED "\"key\":\"right\",\"title\":\"Log Act\","
	     "\"adopted_on\":\"2021\",\"in_force_on\":\"2021-03\","
	     "\"urls\":[{\"url\":\"https://example.org/a\"}],"
	     "\"summary\":\"Those who run large systems keep a log of all "
	     "that their systems did.\"}");
	make(app, "instruments",
	     "{" ISSUED "\"key\":\"disordered\",\"title\":\"B\","
	     "\"languages\":[\"zh\",\"fr\"],\"titles\":["
	     "{\"text\":\"乙\",\"lang\":\"zh-Hant\",\"type\":\"official\"},"
	     "{\"text\":\"B\",\"lang\":\"en\",\"type\":\"translation\"},"
	     "{\"text\":\"B Act\",\"lang\":\"en\",\"type\":\"official\"}],"
	     "\"in_force_on\":\"2022\",\"applies_on\":\"2021-12\"}");
	make(app, "instruments",
	     "{" ISSUED "\"key\":\"undated\",\"title\":"
	     "\"C\"}");
	make_act(app, "\"key\":\"unissued\",\"adopted_on\":\"2021\"");
	make(app, "instruments",
	     "{" ISSUED "\"key\":\"twin\",\"title\":\"LOG  ACT\","
	     "\"adopted_on\":\"2020\",\"superseded_on\":\"2021\","
	     "\"languages\":[\"und\"],"
	     "\"urls\":[{\"url\":\"https://example.org/a/\"}]}");
}

static void each_oddity_is_found_once(void **state)
{
	struct app *app = *state;

	make_oddities(app);
	assert_same(findings(app), "orphan organizations/alone\n"
	                           "dates_disordered instruments/disordered\n"
	                           "foreign_title instruments/disordered\n"
	                           "address_twice instruments/twin\n"
	                           "title_twice instruments/twin\n"
	                           "unknown_language instruments/twin\n"
	                           "no_successor instruments/twin\n"
	                           "undated_law instruments/undated\n"
	                           "no_issuer instruments/unissued\n");
	load(app, "law",
	     STR("Article 1. All those who run large systems keep a log, of "
	         "all that\ntheir systems did."));
	assert_contains(findings(app), "borrowed_words instruments/right\n");
}

static void what_another_text_ended_needs_a_day(void **state)
{
	struct app *app = *state;

	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	make(app, "instruments",
	     "{" ISSUED
	     "\"key\":\"old\",\"title\":\"A\",\"adopted_on\":\"2019\"}");
	make(app, "instruments",
	     "{" ISSUED "\"key\":\"older\",\"title\":\"B\",\"adopted_on\":"
	     "\"2018\",\"repealed_on\":\"2021\"}");
	make(app, "instruments",
	     "{" ISSUED
	     "\"key\":\"new\",\"title\":\"C\",\"adopted_on\":\"2021\"}");
	make(app, "relations",
	     "{\"from\":\"new\",\"to\":\"old\",\"type\":\"supersedes\"}");
	make(app, "relations",
	     "{\"from\":\"new\",\"to\":\"older\",\"type\":\"repeals\"}");
	assert_string_equal(findings(app), "never_ended instruments/old\n");
}

static void words_of_titles_and_of_our_own_notes_are_not_borrowed(void **state)
{
	struct app *app = *state;

	make(app, "organizations",
	     "{\"key\":\"o\",\"name\":\"O\",\"type\":\"other\"}");
	make(app, "instruments",
	     "{" ISSUED
	     "\"key\":\"a\",\"title\":\"Act on the Keeping of Logs by "
	     "Those Who Run Systems\",\"adopted_on\":\"2021\",\"summary\":"
	     "\"The Act on the Keeping of Logs by Those Who Run Systems asks "
	     "for logs.\"}");
	load(app, "law",
	     STR("Act on the Keeping of Logs by Those Who Run Systems"));
	assert_string_equal(findings(app), "");
}

static void labels_and_reasons_are_in_our_own_words_too(void **state)
{
	struct app *app = *state;

	make(app, "schemes", "{\"key\":\"s\",\"title\":\"S\"}");
	make(app, "concepts",
	     "{\"key\":\"c\",\"scheme\":\"s\",\"labels\":[{\"text\":\"Logs\","
	     "\"lang\":\"en\"},{\"text\":\"软法与硬法的衔接不畅\",\"lang\":"
	     "\"zh\"}]}");
	make(app, "concepts",
	     "{\"key\":\"d\",\"scheme\":\"s\",\"labels\":[{\"text\":"
	     "\"软法硬法脱"
	     "节\",\"lang\":\"zh\"}]}");
	load(app, "paper", STR("一是“软法”与“硬法”的衔接不畅。"));
	assert_string_equal(findings(app), "borrowed_words concepts/c\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		registry_test(each_oddity_is_found_once),
		registry_test(what_another_text_ended_needs_a_day),
		registry_test(
			words_of_titles_and_of_our_own_notes_are_not_borrowed),
		registry_test(labels_and_reasons_are_in_our_own_words_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
