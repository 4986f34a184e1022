/*
 * test_search.c - what a search finds, also while others write
 */
#include "tests/support/search_unit.h"

#include <pthread.h>
#include <string.h>

/* ---- what is found ------------------------------------------------------- */

static void fill(struct unit *u)
{
	add_parts(u, "a", "Red Act", "Blue Law", "of green things", "yellow");
	add_parts(u, "b", "Blue Act", "", "red and green", "a yellow policy");
	add_parts(u, "c", "", "", "", "the red act is blue");
	add_parts(u, "d", "White Paper", "Red", "Act", "");
}

static void tiers_tell_where_all_clauses_hold(void **state)
{
	struct unit *u = *state;

	fill(u);
	assert_string_equal(hits(u, "red"), "a:0 b:1 c:2 d:0");
	assert_string_equal(hits(u, "red blue"), "a:0 b:1 c:2");
	assert_string_equal(hits(u, "red green"), "a:1 b:1");
	assert_string_equal(hits(u, "red yellow"), "a:2 b:2");
	assert_string_equal(hits(u, "red act"), "a:0 b:1 c:2 d:1");
}

static void a_clause_holds_by_one_of_its_alternatives(void **state)
{
	struct unit *u = *state;

	fill(u);
	assert_string_equal(hits(u, "white|yellow"), "a:2 b:2 d:0");
	assert_string_equal(hits(u, "white|blue act"), "a:0 b:0 c:2 d:1");
	assert_string_equal(hits(u, "white+blue|law"), "a:0");
	assert_string_equal(hits(u, "red+blue|white"), "a:0 b:1 c:2 d:0");
	assert_string_equal(hits(u, "nothing|red_act"), "a:0 c:2");
}

static void what_must_not_hold_is_left_out(void **state)
{
	struct unit *u = *state;

	fill(u);
	assert_string_equal(hits(u, "red -yellow"), "c:2 d:0");
	assert_string_equal(hits(u, "-white red -yellow"), "c:2");
	assert_string_equal(hits(u, "red -white|law"), "b:1 c:2");
	assert_string_equal(hits(u, "red -blue+green"), "c:2 d:0");
	assert_string_equal(hits(u, "red -nothing"), "a:0 b:1 c:2 d:0");
}

static void a_term_may_be_kept_to_some_parts(void **state)
{
	struct unit *u = *state;

	fill(u);
	assert_string_equal(hits(u, "title:red"), "a:0");
	assert_string_equal(hits(u, "title:name:red"), "a:0 d:0");
	assert_string_equal(hits(u, "text:red"), "c:2");
	assert_string_equal(hits(u, "summary:text:red"), "b:1 c:2");
	assert_string_equal(hits(u, "red -title:act"), "c:2 d:0");
	assert_string_equal(hits(u, "title:r* text:y*"), "a:2");
}

static void a_last_word_may_go_on(void **state)
{
	struct unit *u = *state;

	fill(u);
	assert_string_equal(hits(u, "yel*"), "a:2 b:2");
	assert_string_equal(hits(u, "policie*"), "b:2");
	assert_string_equal(hits(u, "yellow_pol*"), "b:2");
	assert_string_equal(hits(u, "g* w*|y*"), "a:2 b:2");
}

static void a_phrase_stands_in_one_part(void **state)
{
	struct unit *u = *state;

	fill(u);
	assert_string_equal(hits(u, "act_blue"), "");
	assert_string_equal(hits(u, "red_act"), "a:0 c:2");
	assert_string_equal(hits(u, "things_yellow"), "");
}

static void what_has_no_word_is_left_out(void **state)
{
	struct unit *u = *state;

	fill(u);
	assert_string_equal(hits(u, ""), "");
	assert_string_equal(hits(u, "-red"), "");
	assert_string_equal(hits(u, "... !"), "");
	assert_string_equal(hits(u, "white ..."), "d:0");
	assert_string_equal(hits(u, "white+...|!"), "d:0");
	assert_string_equal(hits(u, "-... white -!*"), "d:0");
	assert_string_equal(hits(u, "...* !|white"), "d:0");
}

static void shorter_rarer_and_more_itself_is_better(void **state)
{
	struct unit *u = *state;

	add_parts(u, "a", "Red", "", "", "");
	add_parts(u, "b", "Red and a good many other words", "", "", "");
	add_parts(u, "c", "", "", "", "red thing");
	add_parts(u, "d", "", "", "", "red red thing");
	add_parts(u, "e", "", "", "", "rare thing");
	assert_true(score_of(u, "red", 0) > score_of(u, "red", 1));
	assert_true(score_of(u, "red", 3) > score_of(u, "red", 2));
	assert_true(score_of(u, "thing rare|red", 2) >
	            score_of(u, "thing rare|red", 0));
	assert_true(score_of(u, "~red", 0) < score_of(u, "red", 0));
	assert_true(score_of(u, "red|~rare", 4) < score_of(u, "red|rare", 4));
	assert_true(score_of(u, "red|~rare", 4) < score_of(u, "red|~rare", 2));
}

/* ---- any search ---------------------------------------------------------- */

static const char *const vocabulary[] = { "ba",  "bad", "bo",  "bog",
	                                  "fo",  "fob", "fom", "gu",
	                                  "gum", "ku",  "kum", "kut" };

#define DOCUMENTS 60
#define WORDS_MAX 6

struct plain {
	const char *words[SEARCH__COUNT][WORDS_MAX];
	size_t n[SEARCH__COUNT];
};

static const char *draw_word(uint64_t *seed)
{
	return vocabulary[unit_random(seed) / 7 % COUNT(vocabulary)];
}

static void draw_document(struct unit *u, uint64_t *seed, struct plain *p,
                          struct document *d)
{
	*d = (struct document){ 0 };
	*p = (struct plain){ 0 };
	for (size_t i = SEARCH_TITLE; i < SEARCH__COUNT; i++) {
		struct buf text;

		buf_init(&text, u->arena);
		p->n[i] = unit_random(seed) / 7 % WORDS_MAX;
		for (size_t w = 0; w < p->n[i]; w++) {
			p->words[i][w] = draw_word(seed);
			buf_printf(&text, "%s ", p->words[i][w]);
		}
		d->parts[i] = buf_text(&text);
	}
}

static void draw_term(struct unit *u, uint64_t *seed, struct term *t)
{
	uint64_t r = unit_random(seed) / 7;
	const char *more = r % 3 == 0 ? draw_word(seed) : "";

	t->text = str_from(arena_printf(u->arena, "%s %s%s", draw_word(seed),
	                                more, *more != '\0' ? " " : ""));
	t->prefix = r / 3 % 3 == 0;
	t->other = r / 9 % 2 == 0;
	t->parts = r / 18 % 3 == 0 ? (unsigned)(r / 54 % 31 + 1) << SEARCH_TITLE
	                           : 0;
}

static struct search draw_search(struct unit *u, uint64_t *seed)
{
	struct search s = { .nterms = 1 + unit_random(seed) / 7 % 6 };

	for (size_t i = 0; i < s.nterms; i++) {
		uint64_t r = unit_random(seed) / 7 % 3;
		struct term *t = &s.terms[i];

		draw_term(u, seed, t);
		if (i == 0)
			continue;
		t->clause = (uint8_t)(t[-1].clause + (r == 0));
		t->alternative =
			(uint8_t)(r == 0 ? 0 : t[-1].alternative + (r == 1));
	}
	for (size_t i = 0; i < s.nterms; i++)
		s.without[i] = unit_random(seed) / 7 % 4 == 0;
	return s;
}

static bool stands_at(const struct plain *p, size_t part, size_t at,
                      const struct term *t)
{
	struct str rest = t->text;

	while (rest.len > 0 && rest.p[0] != ' ') {
		size_t n = strcspn(rest.p, " ");
		bool last = rest.p[n + 1] == '\0';
		const char *word;

		if (at >= p->n[part])
			return false;
		word = p->words[part][at++];
		if (strncmp(word, rest.p, n) != 0 ||
		    (word[n] != '\0' && !(last && t->prefix)))
			return false;
		rest = (struct str){ rest.p + n + 1, rest.len - n - 1 };
	}
	return true;
}

/* The tier a term stands in; 3 for nowhere. */
static int tier_of_term(const struct plain *p, const struct term *t)
{
	static const int tiers[SEARCH__COUNT] = { 3, 0, 0, 1, 2, 2 };

	for (size_t part = SEARCH_TITLE; part < SEARCH__COUNT; part++) {
		if (t->parts != 0 && !(t->parts & 1u << part))
			continue;
		for (size_t at = 0; at < p->n[part]; at++)
			if (stands_at(p, part, at, t))
				return tiers[part];
	}
	return 3;
}

/* The least, over the alternatives of a clause, of the greatest of each. */
static int tier_of_clause(const struct plain *p, const struct search *s,
                          uint8_t clause)
{
	int tiers[SEARCH_TERMS_MAX] = { 0 }, best = 3;

	for (size_t i = 0; i < s->nterms; i++) {
		const struct term *t = &s->terms[i];
		int tier = tier_of_term(p, t);

		if (t->clause == clause && tier > tiers[t->alternative])
			tiers[t->alternative] = tier;
	}
	for (size_t i = 0; i < s->nterms; i++) {
		const struct term *t = &s->terms[i];

		if (t->clause == clause && tiers[t->alternative] < best)
			best = tiers[t->alternative];
	}
	return best;
}

static int tier_of(const struct plain *p, const struct search *s)
{
	int worst = -1;

	for (uint8_t c = 0; c <= s->terms[s->nterms - 1].clause; c++) {
		int tier = tier_of_clause(p, s, c);

		if (s->without[c] && tier < 3)
			return 3;
		if (!s->without[c] && tier > worst)
			worst = tier;
	}
	return worst < 0 ? 3 : worst;
}

static void any_search_finds_what_a_plain_look_finds(void **state)
{
	struct unit *u = *state;
	struct plain plain[DOCUMENTS];
	uint64_t seed = 20260101;
	size_t found = 0;

	for (size_t i = 0; i < DOCUMENTS; i++) {
		struct document d;

		draw_document(u, &seed, &plain[i], &d);
		add_document(u, arena_printf(u->arena, "d%zu", i), &d);
	}
	for (int i = 0; i < 3000; i++) {
		struct searching s = { .search = draw_search(u, &seed) };
		size_t at = 0;

		look(u, &s);
		for (size_t d = 0; d < DOCUMENTS; d++) {
			int tier = tier_of(&plain[d], &s.search);
			bool hit = at < s.n && s.hits[at].n == d + 1;

			assert_int_equal(hit ? s.hits[at].tier : 3, tier);
			assert_true(!hit || s.hits[at].score > 0);
			at += hit;
		}
		assert_int_equal(at, s.n);
		found += s.n;
	}
	assert_true(found > 10000);
}

/* ---- more than one at a time --------------------------------------------- */

static void what_another_process_indexes_is_found(void **state)
{
	struct unit *u = *state;
	struct unit other = *u;
	struct document a = document_of(u, "a", NULL),
			b = document_of(u, "a", "s");
	struct searching s = { .search = asked(u, "words") };

	must(unit_reopen(&other, 0));
	add_document(u, "a", &a);
	assert_string_equal(hits(u, "words"), "a:0");
	assert_string_equal(hits(&other, "words"), "a:0");
	must(put(&other, "sources", row_new(u, "sources", "s")));
	add_document(&other, "b", &b);
	look(u, &s);
	assert_int_equal(s.n, 2);
	assert_int_equal(s.hits[1].instrument, 1);
	assert_int_equal(s.hits[1].source, 2);
	reindex(&other, "instruments", "b", &b, &a);
	look(u, &s);
	assert_int_equal(s.hits[1].source, 0);
	reindex(&other, "instruments", "b", &a, NULL);
	assert_string_equal(hits(u, "words"), "a:0");
	store_close(other.store);
}

/* Inside a snapshot, what it shows is deleted, and that is searched. */
static enum err_code outlive(struct tx *tx, void *arg, struct err *e)
{
	struct unit *u = arg;
	struct document a = document_of(u, "a", "s");
	struct searching s = { .search = asked(u, "words") };
	struct unit now = *u;

	must(store_head(tx, u->arena, &(struct change){ 0 }, e));
	reindex(&now, "instruments", "a", &a, NULL);
	add_document(&now, "b", &a);
	assert_string_equal(hits(&now, "words"), "b:0");
	must(store_search(tx, &s.search, u->arena, &s.hits, &s.n, e));
	assert_int_equal(s.n, 1);
	assert_int_equal(s.hits[0].n, 2);
	assert_int_equal(s.hits[0].instrument, 2);
	assert_int_equal(s.hits[0].source, 1);
	assert_string_equal(kinds[s.hits[0].kind]->entity.name, "instruments");
	return ERR_OK;
}

static void an_older_snapshot_finds_what_it_shows(void **state)
{
	struct unit *u = *state;
	struct document a = document_of(u, "a", "s");

	must(put(u, "sources", row_new(u, "sources", "s")));
	add_document(u, "a", &a);
	run(u, TX_READ, outlive, u);
}

static void *search_often(void *arg)
{
	struct unit *u = arg;
	struct searching s = { .search = asked(u, "words other|words") };
	size_t last = 0;

	for (int i = 0; i < 300; i++) {
		look(u, &s);
		assert_true(s.n >= last);
		for (size_t h = 0; h < s.n; h++)
			assert_int_equal(s.hits[h].instrument, s.hits[h].n);
		last = s.n;
	}
	return NULL;
}

static void searches_run_while_others_write(void **state)
{
	struct unit *u = *state;
	struct unit readers[2];
	pthread_t threads[2];

	for (size_t i = 0; i < COUNT(threads); i++) {
		readers[i] = *u;
		readers[i].arena = arena_new();
		err_init(&readers[i].err, readers[i].arena);
		pthread_create(&threads[i], NULL, search_often, &readers[i]);
	}
	for (int i = 0; i < 100; i++) {
		const char *key = arena_printf(u->arena, "k%d", i);
		struct document d = document_of(u, key, NULL);

		must(put(u, "instruments", row_new(u, "instruments", key)));
		reindex(u, "instruments", key, NULL, &d);
	}
	for (size_t i = 0; i < COUNT(threads); i++) {
		pthread_join(threads[i], NULL);
		arena_free(readers[i].arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_case_store(tiers_tell_where_all_clauses_hold),
		unit_case_store(a_clause_holds_by_one_of_its_alternatives),
		unit_case_store(what_must_not_hold_is_left_out),
		unit_case_store(a_term_may_be_kept_to_some_parts),
		unit_case_store(a_last_word_may_go_on),
		unit_case_store(a_phrase_stands_in_one_part),
		unit_case_store(what_has_no_word_is_left_out),
		unit_case_store(shorter_rarer_and_more_itself_is_better),
		unit_case_store(any_search_finds_what_a_plain_look_finds),
		unit_case_store(what_another_process_indexes_is_found),
		unit_case_store(an_older_snapshot_finds_what_it_shows),
		unit_case_store(searches_run_while_others_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
