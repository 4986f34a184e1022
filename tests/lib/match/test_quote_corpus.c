/*
 * test_quote_corpus.c - quotes drawn from the texts of the corpus, and spoilt
 */
#include "lib/match/quote.h"

#include <inttypes.h>

#include "lib/match/alike.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"
#include "tests/support/unit.h"

static struct haystack *corpus(const char *name)
{
	char path[256];
	char *text = malloc(4u << 20);
	size_t len;
	FILE *f;

	snprintf(path, sizeof(path), "../shared/corpus/%s", name);
	f = fopen(path, "rb");
	if (f == NULL) {
		free(text);
		return NULL;
	}
	assert_non_null(text);
	len = fread(text, 1, 4u << 20, f);
	fclose(f);
	return haystack_new(text, len);
}

struct drawn {
	struct str text;
	int64_t start, end;
};

/* 20 to 400 code points, from anywhere. */
static struct drawn draw(const struct haystack *h, uint64_t *seed)
{
	int64_t all = haystack_code_point(h, h->text.len);
	struct drawn d;
	size_t from, to;

	d.start = (int64_t)(unit_random(seed) % (uint64_t)(all - 400));
	d.end = d.start + 20 + (int64_t)(unit_random(seed) % 381);
	from = haystack_byte(h, d.start);
	to = haystack_byte(h, d.end);
	d.text = (struct str){ h->text.p + from, to - from };
	return d;
}

static void true_quotes_are_exact_in(const char *name, size_t n)
{
	struct haystack *h = corpus(name);
	struct quote_answer *got = calloc(1, sizeof(*got));
	uint64_t seed = 42;

	if (h == NULL) {
		free(got);
		skip();
	}
	for (size_t i = 0; i < n; i++) {
		struct arena *a = arena_new();
		struct drawn d = draw(h, &seed);
		struct quote q = { .exact = d.text };
		bool found = false;

		quote_find(h, &q, a, got);
		if (got->result != QUOTE_EXACT)
			assert_int_equal(got->result, QUOTE_AMBIGUOUS);
		for (size_t k = 0; k < got->nplaces; k++)
			found |= got->places[k].start == d.start &&
			         got->places[k].end == d.end;
		assert_true(found || got->more);
		arena_free(a);
	}
	free(got);
	haystack_free(h);
}

static void true_quotes_are_exact(void **state)
{
	(void)state;
	true_quotes_are_exact_in("eu-ai-act.en.txt", 1000);
}

static void true_chinese_quotes_are_exact(void **state)
{
	(void)state;
	true_quotes_are_exact_in("cn-interim-measures.zh.txt", 1000);
}

/* The second blank in a third of the text becomes " not ", or the word there
 * is dropped; without blanks the same is done to a character. */
static struct str spoil(struct arena *a, struct str s, uint64_t *seed)
{
	bool blanks = memchr(s.p, ' ', s.len) != NULL;
	size_t at = (size_t)utf8_until(s, 8).bytes, next;
	uint64_t how = unit_random(seed) % 3;
	struct buf out;

	while (blanks && at < s.len && s.p[at] != ' ')
		at++;
	at += blanks;
	next = at;
	if (next < s.len)
		utf8_next(s, &next);
	while (blanks && next < s.len && s.p[next] != ' ')
		next++;
	next += blanks && next < s.len;
	buf_init(&out, a);
	buf_add(&out, s.p, at < s.len ? at : s.len);
	if (next < s.len && alike_is_blank(utf8_next(s, &(size_t){ at })))
		how = 0; /* which may be dropped */
	switch (how) {
	case 0:
		buf_puts(&out, blanks ? "never " : "未");
		next = at;
		break;
	case 1:
		buf_puts(&out, blanks ? "zebra " : "斑");
		break;
	default:
		break;
	}
	if (next < s.len)
		buf_add(&out, s.p + next, s.len - next);
	return buf_text(&out);
}

static void spoilt_quotes_are_not_in(const char *name, size_t n)
{
	struct haystack *h = corpus(name);
	struct quote_answer *got = calloc(1, sizeof(*got));
	size_t right = 0, asked = 0;
	uint64_t seed = 43;

	if (h == NULL) {
		free(got);
		skip();
	}
	while (asked < n) {
		struct arena *a = arena_new();
		struct drawn d = draw(h, &seed);
		struct quote q = { .exact = d.text, .near = true };

		quote_find(h, &q, a, got);
		q.exact = spoil(a, d.text, &seed);
		if (got->result == QUOTE_EXACT && d.text.len > 40) {
			asked++;
			quote_find(h, &q, a, got);
			if (got->result != QUOTE_ABSENT)
				fail_msg("%.*s", STR_ARG(q.exact));
			right += got->nnearest > 0 &&
			         llabs(got->nearest[0].place.start - d.start) <
			                 40 &&
			         llabs(got->nearest[0].place.end - d.end) < 40;
		}
		arena_free(a);
	}
	free(got);
	haystack_free(h);
	assert_true(right * 100 >= 99 * n);
}

static void spoilt_quotes_are_absent(void **state)
{
	(void)state;
	spoilt_quotes_are_not_in("eu-ai-act.en.txt", 300);
}

static void spoilt_chinese_quotes_are_absent(void **state)
{
	(void)state;
	spoilt_quotes_are_not_in("cn-interim-measures.zh.txt", 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case(true_quotes_are_exact),
		unit_case(true_chinese_quotes_are_exact),
		unit_case(spoilt_quotes_are_absent),
		unit_case(spoilt_chinese_quotes_are_absent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
