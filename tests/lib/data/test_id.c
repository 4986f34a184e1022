/*
 * test_id.c - identifiers that order and repeat, keys
 */
#include "lib/data/id.h"

#include <pthread.h>

#include "tests/support/unit.h"

#define MANY    10000
#define THREADS 4

static void new_ids_come_in_order(void **state)
{
	struct str id, before = STR("");

	for (int i = 0; i < MANY; i++) {
		id = id_new(*state);
		assert_true(str_cmp(before, id) < 0);
		before = id;
	}
}

static void a_new_id_is_of_version_7(void **state)
{
	for (int i = 0; i < 100; i++) {
		struct str id = id_new(*state);

		assert_true(id_valid(id));
		assert_int_equal(id.p[ID_LEN], '\0');
		assert_int_equal(id.p[14], '7');
		assert_non_null(strchr("89ab", id.p[19]));
	}
}

static void a_new_id_begins_with_the_time(void **state)
{
	struct str id = id_new(*state);
	char digits[13];
	time_t then;

	memcpy(digits, id.p, 8);
	memcpy(digits + 8, id.p + 9, 4);
	digits[12] = '\0';
	then = (time_t)(strtoull(digits, NULL, 16) / 1000);
	assert_in_range(time(NULL), then - 2, then + 2);
}

static void *make_ids(void *arg)
{
	struct str *ids = arg;
	struct arena *a = arena_new();

	for (int i = 0; i < MANY; i++) {
		struct str id = id_new(a);

		memcpy((char *)ids[i].p, id.p, ID_LEN);
	}
	arena_free(a);
	return NULL;
}

static int by_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void threads_never_share_an_id(void **state)
{
	struct str *ids = arena_alloc(*state, THREADS * MANY * sizeof(*ids));
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS * MANY; i++)
		ids[i] = (struct str){ arena_alloc(*state, ID_LEN), ID_LEN };
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, make_ids,
		                                ids + i * MANY),
		                 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);

	/* The first 60 bits, that is, without what is random. */
	for (int i = 0; i < THREADS * MANY; i++)
		ids[i].len = 18;
	qsort(ids, THREADS * MANY, sizeof(*ids), by_text);
	for (int i = 1; i < THREADS * MANY; i++)
		assert_false(str_eq(ids[i - 1], ids[i]));
}

/* By python3: uuid5(uuid5(NAMESPACE_DNS, "instrumentd"), "KIND/KEY"). */
static void a_named_id_is_the_same_everywhere(void **state)
{
	struct str id = id_named(*state, STR("instruments"), STR("eu-ai-act"));

	assert_str(id, "26515be6-0d52-5227-828b-77ee7a74d533");
	assert_int_equal(id.p[ID_LEN], '\0');
	assert_true(id_valid(id));
	assert_str(id_named(*state, STR("instruments"), STR("生成式人工智能")),
	           "e48ed141-0dd5-5efd-849d-251f71de3407");
}

static void only_lower_case_uuids_are_ids(void **state)
{
	static const char *const refused[] = {
		"",
		"26515be6",
		"26515be60d525227828b77ee7a74d533",
		"26515BE6-0D52-5227-828B-77EE7A74D533",
		"26515be6-0d52-5227-828b-77ee7a74d53",
		"26515be6-0d52-5227-828b-77ee7a74d5333",
		"26515be6-0d52-5227-828b-77ee7a74d53g",
		"26515be6-0d52-5227-828b77ee-7a74d533",
		"{6515be6-0d52-5227-828b-77ee7a74d53}",
		"26515be6 0d52 5227 828b 77ee7a74d533",
	};

	(void)state;
	assert_true(id_valid(STR("00000000-0000-0000-0000-000000000000")));
	assert_true(id_valid(STR("26515be6-0d52-5227-828b-77ee7a74d533")));
	assert_false(id_valid((struct str){ 0 }));
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_false(id_valid(str_from(refused[i])));
}

static void a_key_is_words_joined_by_single_signs(void **state)
{
	static const char *const taken[] = {
		"a",         "7",
		"eu-ai-act", "gpt-4.1_mini",
		"2021",      "26515be6-0d52-5227-828b-77ee7a74d533",
	};
	static const char *const refused[] = {
		"",    "-", "-a", "a-", "a--b", "a-.b", "a_-b", "A",   "a b",
		"a/b", "é", "a%", "a.", ".a",   "a\nb", "a`b",  "a{b", "a:b",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(taken); i++)
		assert_true(key_valid(str_from(taken[i])));
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_false(key_valid(str_from(refused[i])));
	assert_false(key_valid((struct str){ "a\0b", 3 }));
	assert_false(key_valid((struct str){ 0 }));
}

static void a_key_has_at_most_120_characters(void **state)
{
	char text[KEY_MAX + 1];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_true(key_valid((struct str){ text, KEY_MAX }));
	assert_false(key_valid((struct str){ text, KEY_MAX + 1 }));
}

static void a_title_becomes_a_key(void **state)
{
	static const struct {
		const char *title, *key;
	} rows[] = {
		{ "EU AI Act", "eu-ai-act" },
		{ "  (Draft) -- AI/ML \"Act\" No. 7!  ",
		  "draft-ai-ml-act-no-7" },
		{ "Règlement sur l’IA", "reglement-sur-l-ia" },
		{ "Élan E\xcc\x81lan", "elan-elan" },
		{ "Straße in Łódź og Ærø", "strasse-in-lodz-og-aero" },
		{ "ＡＩ　２０２４", "ai-2024" },
		{ "生成式 AI 办法 2023", "ai-2023" },
		{ "a_b.c-d", "a-b-c-d" },
		{ "soft\xc2\xadly", "softly" },
	};
	struct str key;

	for (size_t i = 0; i < COUNT(rows); i++) {
		key = key_from(*state, str_from(rows[i].title));
		assert_str(key, rows[i].key);
		assert_true(key_valid(key));
		assert_int_equal(key.p[key.len], '\0');
	}
	assert_null(key_from(*state, STR("生成式人工智能")).p);
	assert_null(key_from(*state, STR(" - ")).p);
	assert_null(key_from(*state, STR("")).p);
	assert_null(key_from(*state, (struct str){ 0 }).p);
}

/* A first word of the length given, then "word word". */
static size_t key_length(struct arena *a, size_t first)
{
	struct buf title;
	struct str key;

	buf_init(&title, a);
	for (size_t i = 0; i < first; i++)
		buf_puts(&title, "a");
	buf_puts(&title, " word word");
	key = key_from(a, buf_text(&title));
	assert_true(key_valid(key));
	return key.len;
}

static void a_long_key_ends_with_a_whole_word(void **state)
{
	static const struct {
		size_t first, key;
	} rows[] = {
		{ 109, 119 }, { 110, 120 }, { 111, 116 }, { 114, 119 },
		{ 115, 120 }, { 116, 116 }, { 119, 119 }, { 120, 120 },
		{ 121, 120 }, { 500, 120 },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(key_length(*state, rows[i].first),
		                 rows[i].key);
}

static void a_key_may_not_look_like_the_id_of_another(void **state)
{
	static const char id[] = "01a216c9-6107-72f1-91a2-730aad6525b3";
	static const char other[] = "01a216c9-6107-72f1-91a2-730aad6525b4";

	(void)state;
	assert_true(key_suits(STR("01a216c9-6107"), str_from(id)));
	assert_true(key_suits(str_from(id), str_from(id)));
	assert_false(key_suits(str_from(other), str_from(id)));
	assert_false(key_suits(STR("a--b"), str_from(id)));
	assert_false(key_suits(STR(""), str_from(id)));
}

/* Parts of titles: words of many scripts, marks, and lengths around KEY_MAX.
 */
static const char *const parts[] = {
	"a",
	"AI",
	"Act",
	"No. ",
	"2024/1689",
	" ",
	"-",
	"_",
	".",
	"--",
	"...",
	"É",
	"ß",
	"İ",
	"ı",
	"ﬁ",
	"½",
	"①",
	"Ⅳ",
	"ａ",
	"Ω",
	"я",
	"Закон",
	"法",
	"人工智能",
	"か",
	"한국",
	"\xcc\x81",
	"\xc2\xad",
	"\xe2\x80\x8b",
	"😀",
	"भारत",
	"قانون",
	"חוק",
	"ไทย",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	"01a216c9-6107-72f1-91a2-730aad6525b3",
	"12345678-1234-1234-1234-",
};

static struct str random_title(struct arena *a, uint64_t *seed)
{
	size_t n = unit_random(seed) % 24;
	struct buf out;

	buf_init(&out, a);
	while (n-- > 0)
		buf_puts(&out, parts[unit_random(seed) % COUNT(parts)]);
	return buf_text(&out);
}

static void whatever_is_invented_is_a_key(void **state)
{
	uint64_t seed = 29;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct arena *a = arena_new();
		struct str key = key_from(a, random_title(a, &seed)), longer;

		if (key.len > 0) {
			assert_true(key_valid(key));
			longer = key_with(a, key, STR("730aad6525b3"));
			assert_true(key_valid(longer));
			assert_int_equal(longer.p[longer.len], '\0');
		}
		arena_free(a);
	}
}

static void any_bytes_give_a_key_or_none(void **state)
{
	uint64_t seed = 11;
	struct str s, key;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		char *p = unit_garbage(&seed, (struct str){ 0 }, 300, &s);
		struct arena *a = arena_new();

		key = key_from(a, s);
		assert_true(key.p == NULL || key_valid(key));
		id_valid(s);
		arena_free(a);
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(new_ids_come_in_order),
		unit_case(a_new_id_is_of_version_7),
		unit_case(a_new_id_begins_with_the_time),
		unit_case(threads_never_share_an_id),
		unit_case(a_named_id_is_the_same_everywhere),
		unit_case(only_lower_case_uuids_are_ids),
		unit_case(a_key_is_words_joined_by_single_signs),
		unit_case(a_key_has_at_most_120_characters),
		unit_case(a_title_becomes_a_key),
		unit_case(a_long_key_ends_with_a_whole_word),
		unit_case(a_key_may_not_look_like_the_id_of_another),
		unit_case(whatever_is_invented_is_a_key),
		unit_case(any_bytes_give_a_key_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
