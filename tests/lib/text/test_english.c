/*
 * test_english.c - English words in the index: their forms, their beginnings, and
 * AI where it was misread
 */
#include "tests/support/token_lists.h"

#include <string.h>

#include "lib/text/stem.h"

/* ---- English ------------------------------------------------------------ */

static const char *const one_word[] = {
	"regulation regulations",
	"regulate regulates regulated regulating",
	"policy policies",
	"principle principles",
	"system systems System's SYSTEMS",
	"require requires required requiring",
	"ensure ensures ensured ensuring",
	"provide provides provided providing",
	"apply applies applied applying",
	"use uses used using",
	"plan plans planned planning",
	"state states stated stating",
	"control controls controlled controlling",
	"refer refers referred referring",
	"add adds added adding",
	"staff staffs staffed staffing",
	"agree agrees agreed agreeing",
	"train trains trained training",
	"issue issues issued issuing",
	"process processes processed processing",
	"proceed proceeds proceeded proceeding",
	"embed embeds embedded embedding",
	"approach approaches approached approaching",
	"bias biases biased biasing",
	"tax taxes taxed taxing",
	"virus viruses",
	"body bodies",
	"die dies died dying",
	"cookie cookies",
	"child children child's children's children’s",
	"woman women",
	"criterion criteria",
	"analysis analyses",
	"unite united unites uniting",
	"route routes routed routing",
	"AI AIs AI's",
	"LLM LLMs",
	"SME SMEs",
	"GPU GPUs",
	"UNESCO UNESCO's UNESCO’s",
};

static const char *const own_words[] = {
	"governance government govern governor",
	"policy police",
	"organization organ organize",
	"university universe universal",
	"generative general generate generation",
	"new news",
	"human humane humanity",
	"regulation regulate regulatory regulator",
	"principle principal",
	"plan plane planet",
	"hop hope",
	"us use user",
	"unit united",
	"rational rationale",
	"accord according accordingly",
	"bed being",
	"inform information informational",
	"he her herring",
	"even evening",
	"thin thing this",
	"sing sign",
	"gas gap",
	"red need",
	"not note",
	"42001 4200",
	"s3 s3s",
};

static bool meet(struct arena *a, const char *one, const char *other)
{
	return tokens_find(a, one, other) && tokens_find(a, other, one);
}

/* Do all, or else any two, of the words between blanks meet? */
static void assert_meet(struct arena *a, const char *words, bool want)
{
	char *all[8], *copy = arena_strndup(a, words, strlen(words)), *rest;
	size_t n = 0;

	for (char *p = strtok_r(copy, " ", &rest); p != NULL;
	     p = strtok_r(NULL, " ", &rest))
		all[n++] = p;
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++) {
			if (meet(a, all[i], all[j]) != want)
				print_error("%s, %s\n", all[i], all[j]);
			assert_int_equal(meet(a, all[i], all[j]), want);
		}
}

static void forms_of_an_english_word_meet(void **state)
{
	for (size_t i = 0; i < COUNT(one_word); i++)
		assert_meet(*state, one_word[i], true);
}

static void words_made_from_others_do_not(void **state)
{
	for (size_t i = 0; i < COUNT(own_words); i++)
		assert_meet(*state, own_words[i], false);
}

static void a_stem_is_no_longer_than_its_word(void **state)
{
	uint64_t seed = 5;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		struct str text;
		char *p =
			unit_garbage(&seed, STR("aeiousydlgnbtiz"), 12, &text);

		assert_true(stem_english(p, text.len) <= text.len);
		assert_true(text.len == 0 || stem_english(p, text.len) > 0);
		free(p);
	}
}

static void a_word_is_shown_whole(void **state)
{
	static const struct token_row rows[] = {
		{ "Policies apply.", "polici@0-8 appli@9-14" },
		{ "UNESCO's aim", "unesco@0-8 aim@9-12" },
		{ "children’s", "child@0-12" },
		{ "the workers' aims", "the@0-3 worker@4-11 aim@13-17" },
		{ "it's", "it@0-4" },
		{ "don't", "don@0-3 t@4-5" },
		{ "l'éthique", "l@0-1 ethiqu@2-10" },
		{ "'s x", "s@1-2 x@3-4" },
		{ "a 's", "a@0-1 s@3-4" },
		{ "国's", "国@0-3 s@4-5" },
		{ "G7's", "g7@0-4" },
		{ "high-risk", "high@0-4 risk@5-9" },
		{ "Article 5(1)", "articl@0-7 5@8-9 1@10-11" },
		{ "32024R1689s", "32024r1689s@0-11" },
	};

	assert_tokens(*state, rows, COUNT(rows), TOKENS_INDEX);
	assert_tokens(*state, rows, COUNT(rows), TOKENS_QUERY);
}

/* ---- prefixes ----------------------------------------------------------- */

static void the_last_word_of_a_prefix_is_as_it_was_typed(void **state)
{
	static const struct token_row rows[] = {
		{ "policies", "policies@0-8" },
		{ "policies apply", "polici@0-8 apply@9-14" },
		{ "children's", "children@0-10" },
	};

	assert_tokens(*state, rows, COUNT(rows), TOKENS_PREFIX);
	assert_true(tokens_open(STR("polic")));
	assert_true(tokens_open(STR("法 AI")));
	assert_false(tokens_open(STR("AI法")));
	assert_false(tokens_open(STR("...")));
}

/* By the prefix itself or by one of its endings. */
static bool prefix_finds(struct arena *a, const char *prefix, const char *word)
{
	struct token_list asked =
		token_list_of(a, str_from(prefix), TOKENS_PREFIX);
	struct token_list held = token_list_of(a, str_from(word), TOKENS_INDEX);
	struct str endings[TOKENS_ENDINGS];
	size_t n = tokens_endings(a, str_from(prefix), endings);
	bool found = str_starts(str_from(held.items[0].text),
	                        str_from(asked.items[0].text));

	for (size_t i = 0; i < n; i++)
		found = found || tokens_find(a, endings[i].p, word);
	return found;
}

static void while_a_word_is_typed_it_is_found(void **state)
{
	static const char *const words[] = {
		"policies", "regulating", "regulated", "systems", "applying",
		"stopped",  "processes",  "required",  "uses",    "planning",
		"identify", "classified", "services",  "AI",
	};

	for (size_t i = 0; i < COUNT(words); i++)
		for (size_t n = 2; n <= strlen(words[i]); n++)
			assert_true(prefix_finds(
				*state, arena_strndup(*state, words[i], n),
				words[i]));
	assert_true(prefix_finds(*state, "policies", "policy"));
	assert_false(prefix_finds(*state, "policies", "police"));
	assert_false(prefix_finds(*state, "being", "bed"));
	assert_false(prefix_finds(*state, "using", "user"));
}

static void a_prefix_has_few_endings(void **state)
{
	struct str out[TOKENS_ENDINGS];

	assert_int_equal(tokens_endings(*state, STR("regulat"), out), 0);
	assert_int_equal(tokens_endings(*state, STR("regul"), out), 0);
	assert_int_equal(tokens_endings(*state, STR("法"), out), 0);
	assert_int_equal(tokens_endings(*state, STR("r2d2"), out), 0);
	assert_int_equal(tokens_endings(*state, STR(""), out), 0);
	assert_int_equal(tokens_endings(*state, STR("an applyin"), out), 1);
	assert_str(out[0], "an applying");
	assert_int_equal(tokens_endings(*state, STR("children's"), out), 1);
	assert_int_equal(tokens_endings(*state, STR("policies."), out), 1);
}

/* ---- AI, misread -------------------------------------------------------- */

static void al_is_read_as_ai_too(void **state)
{
	static const struct token_row rows[] = {
		{ "the Al Act", "the@0-3 al@4-6|ai@4-6 act@7-10" },
		{ "Al", "al@0-2|ai@0-2" },
		{ "(Al).", "al@1-3|ai@1-3" },
		{ "Al-based", "al@0-2|ai@0-2 base@3-8" },
		{ "non-Al", "non@0-3 al@4-6|ai@4-6" },
		{ "budget Al", "budget@0-6 al@7-9|ai@7-9" },
		{ "AL al", "al@0-2 al@3-5" },
		{ "Al-Farabi", "al@0-2 farabi@3-9" },
		{ "Al\u2011Farabi", "al@0-2 farabi@5-11" },
		{ "Al-", "al@0-2" },
		{ "Al's", "al@0-4" },
		{ "Al’Amin", "al@0-2 amin@5-9" },
		{ "et Al.", "et@0-2 al@3-5" },
		{ "Et Al", "et@0-2 al@3-5" },
		{ "Als", "al@0-3" },
		{ "Alt", "alt@0-3" },
	};

	assert_tokens(*state, rows, COUNT(rows), TOKENS_INDEX);
	assert_str(tokens_of(*state, STR("the Al Act"), TOKENS_QUERY),
	           "the@0-3 al@4-6 act@7-10");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(forms_of_an_english_word_meet),
		unit_case(words_made_from_others_do_not),
		unit_case(a_stem_is_no_longer_than_its_word),
		unit_case(a_word_is_shown_whole),
		unit_case(the_last_word_of_a_prefix_is_as_it_was_typed),
		unit_case(while_a_word_is_typed_it_is_found),
		unit_case(a_prefix_has_few_endings),
		unit_case(al_is_read_as_ai_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
