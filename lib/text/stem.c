/*
 * stem.c - the steps of Porter2 that undo inflection
 */
#include "lib/text/stem.h"

struct word {
	char *p;
	size_t len;
	size_t r1, r2; /* where Porter2's regions begin, maybe past the end */
};

/* ---- parts of a word ---------------------------------------------------- */

static bool is_vowel(const struct word *w, size_t i)
{
	switch (w->p[i]) {
	case 'a':
	case 'e':
	case 'i':
	case 'o':
	case 'u':
		return true;
	case 'y':
		return i > 0 && !is_vowel(w, i - 1);
	default:
		return false;
	}
}

static bool has_vowel(const struct word *w, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (is_vowel(w, i))
			return true;
	return false;
}

/* After the first consonant that follows a vowel. */
static size_t region(const struct word *w, size_t from)
{
	while (from < w->len && !is_vowel(w, from))
		from++;
	while (from < w->len && is_vowel(w, from))
		from++;
	return from + 1;
}

static bool ends(const struct word *w, const char *suffix)
{
	size_t n = strlen(suffix);

	return w->len >= n && memcmp(w->p + w->len - n, suffix, n) == 0;
}

/* Are the last letters before `len` a short syllable: "rap", "trap", "ow"? */
static bool is_short(const struct word *w, size_t len)
{
	if (len < 2 || !is_vowel(w, len - 2) || is_vowel(w, len - 1))
		return false;
	return len == 2 ||
	       (!is_vowel(w, len - 3) && strchr("wxy", w->p[len - 1]) == NULL);
}

/* ---- exceptions --------------------------------------------------------- */

static int compare(const struct word *w, const char *b)
{
	size_t i = 0;

	while (i < w->len && w->p[i] == b[i])
		i++;
	return i < w->len ? w->p[i] - b[i] : -(b[i] != '\0');
}

/* Words that the steps would take for forms of others ("news", "united"), or
 * not for forms of what they are ("children"); in order. */
static const struct {
	const char *word, *stem;
} exceptions[] = {
	{ "according", "according" },
	{ "aide", "aide" },
	{ "alias", "alias" },
	{ "analysis", "analys" },
	{ "andes", "andes" },
	{ "appendices", "appendix" },
	{ "atlas", "atlas" },
	{ "bias", "bias" },
	{ "bureaus", "bureau" },
	{ "buses", "bus" },
	{ "canning", "canning" },
	{ "canvas", "canvas" },
	{ "caste", "caste" },
	{ "children", "child" },
	{ "corps", "corps" },
	{ "cosmos", "cosmos" },
	{ "cpus", "cpu" },
	{ "crisis", "crise" },
	{ "criteria", "criteri" },
	{ "criterion", "criteri" },
	{ "diagnosis", "diagnos" },
	{ "does", "do" },
	{ "dying", "die" },
	{ "earring", "earring" },
	{ "embed", "embed" },
	{ "emphasis", "emphas" },
	{ "envelope", "envelope" },
	{ "evening", "evening" },
	{ "exceed", "exceed" },
	{ "finale", "finale" },
	{ "gases", "gas" },
	{ "goes", "go" },
	{ "gpus", "gpu" },
	{ "heroine", "heroine" },
	{ "herring", "herring" },
	{ "humane", "humane" },
	{ "hypothesis", "hypothes" },
	{ "indices", "index" },
	{ "inhumane", "inhumane" },
	{ "inning", "inning" },
	{ "lens", "lens" },
	{ "lenses", "lens" },
	{ "locale", "locale" },
	{ "lying", "lie" },
	{ "matrices", "matrix" },
	{ "men", "man" },
	{ "menus", "menu" },
	{ "morale", "morale" },
	{ "news", "news" },
	{ "outing", "outing" },
	{ "premiere", "premiere" },
	{ "proceed", "proceed" },
	{ "programme", "program" },
	{ "quite", "quite" },
	{ "rationale", "rationale" },
	{ "route", "route" },
	{ "routed", "route" },
	{ "routing", "route" },
	{ "severe", "severe" },
	{ "silicone", "silicone" },
	{ "skies", "sky" },
	{ "sky", "sky" },
	{ "succeed", "succeed" },
	{ "suite", "suite" },
	{ "synthesis", "synthes" },
	{ "this", "this" },
	{ "tpus", "tpu" },
	{ "tying", "tie" },
	{ "unite", "unite" },
	{ "united", "unite" },
	{ "uniting", "unite" },
	{ "urbane", "urbane" },
	{ "vigilante", "vigilante" },
	{ "women", "woman" },
};

static bool is_exception(struct word *w)
{
	size_t low = 0, high = COUNT(exceptions);

	while (low < high) {
		size_t i = (low + high) / 2;
		int rc = compare(w, exceptions[i].word);

		if (rc == 0) {
			w->len = strlen(exceptions[i].stem);
			memcpy(w->p, exceptions[i].stem, w->len);
			return true;
		}
		if (rc < 0)
			high = i;
		else
			low = i + 1;
	}
	return false;
}

/* ---- steps -------------------------------------------------------------- */

/* Step 1a. Porter2 spares "gas" by wanting a vowel further ahead, and so
 * would spare "LLMs"; here three letters ahead are enough. */
static void cut_plural(struct word *w)
{
	if (ends(w, "sses"))
		w->len -= 2;
	else if (ends(w, "ies") || ends(w, "ied"))
		w->len -= w->len > 4 ? 2 : 1;
	else if (ends(w, "s") && !ends(w, "us") && !ends(w, "ss") &&
	         (w->len > 3 || has_vowel(w, w->len - 2)))
		w->len--;
}

/* Doubled only before an ending: "planned", but not "added" nor "staffed". */
static bool is_doubled(const struct word *w)
{
	char c = w->p[w->len - 1];

	if (w->len < 3 || c != w->p[w->len - 2] ||
	    strchr("bdgmnprt", c) == NULL)
		return false;
	return w->len > 3 || strchr("aeo", w->p[0]) == NULL;
}

/* After -ed and -ing: what the word ended in before them. */
static void restore(struct word *w)
{
	if (ends(w, "at") || ends(w, "bl") || ends(w, "iz") ||
	    (w->r1 >= w->len && is_short(w, w->len)))
		w->p[w->len++] = 'e';
	else if (is_doubled(w))
		w->len--;
}

/* Step 1b. */
static void cut_ending(struct word *w)
{
	size_t n = ends(w, "ed") ? 2 : ends(w, "ing") ? 3 : 0;

	if (ends(w, "eed")) {
		if (w->len - 3 >= w->r1)
			w->len--;
	} else if (n > 0 && has_vowel(w, w->len - n)) {
		w->len -= n;
		restore(w);
	}
}

/* Step 1c. */
static void turn_y(struct word *w)
{
	if (w->len > 2 && w->p[w->len - 1] == 'y' && !is_vowel(w, w->len - 2))
		w->p[w->len - 1] = 'i';
}

/* Step 5. */
static void cut_last(struct word *w)
{
	size_t last = w->len - 1;

	if (w->p[last] == 'e' &&
	    (last >= w->r2 || (last >= w->r1 && !is_short(w, last))))
		w->len--;
	else if (last >= w->r2 && ends(w, "ll"))
		w->len--;
}

size_t stem_english(char *word, size_t len)
{
	struct word w = { .p = word, .len = len };

	if (len < 3 || is_exception(&w))
		return w.len;
	cut_plural(&w);
	if (w.len < len && is_exception(&w))
		return w.len;
	w.r1 = region(&w, 0);
	w.r2 = region(&w, w.r1);
	cut_ending(&w);
	turn_y(&w);
	cut_last(&w);
	return w.len;
}
