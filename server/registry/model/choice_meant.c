/*
 * choice_meant.c - near in spelling, near in meaning, or of another field
 */
#include "server/registry/model/choice_meant.h"

#include "lib/text/near.h"
#include "lib/text/stem.h"
#include "lib/text/words.h"

/* What others call it; plural and case do not matter. */
static const struct {
	const char *word, *choices[3];
} words[] = {
	{ "enacted", { "in_force", "adopted" } },
	{ "effective", { "in_force", "applicable" } },
	{ "active", { "in_force" } },
	{ "current", { "in_force" } },
	{ "valid", { "in_force" } },
	{ "passed", { "adopted" } },
	{ "approved", { "adopted" } },
	{ "ratified", { "adopted", "in_force" } },
	{ "signed", { "adopted" } },
	{ "promulgated", { "published", "adopted" } },
	{ "draft", { "proposed" } },
	{ "pending", { "proposed" } },
	{ "introduced", { "proposed" } },
	{ "tabled", { "proposed" } },
	{ "announced", { "planned" } },
	{ "replaced", { "superseded" } },
	{ "amended", { "superseded" } },
	{ "revoked", { "repealed" } },
	{ "rescinded", { "repealed" } },
	{ "abolished", { "repealed" } },
	{ "expired", { "lapsed" } },
	{ "failed", { "lapsed", "never_adopted" } },
	{ "rejected", { "never_adopted", "vetoed" } },
	{ "law", { "act", "regulation" } },
	{ "statute", { "act" } },
	{ "legislation", { "act", "regulation" } },
	{ "rule", { "regulation", "measures" } },
	{ "provision", { "measures" } },
	{ "pact", { "treaty", "agreement" } },
	{ "accord", { "agreement", "treaty" } },
	{ "guidance", { "guidelines" } },
	{ "norm", { "standard" } },
	{ "roadmap", { "plan", "strategy" } },
	{ "pledge", { "commitments" } },
	{ "charter", { "declaration", "principles" } },
	{ "binding", { "hard" } },
	{ "mandatory", { "hard" } },
	{ "voluntary", { "soft" } },
	{ "nonbinding", { "soft" } },
	{ "non-binding", { "soft" } },
	{ "advisory", { "soft" } },
	{ "author", { "issuer", "drafter" } },
	{ "publisher", { "issuer" } },
	{ "party", { "signatory" } },
	{ "university", { "academic" } },
	{ "corporate", { "company" } },
	{ "firm", { "company" } },
	{ "ngo", { "civil_society" } },
	{ "parliament", { "legislature" } },
	{ "ministry", { "government" } },
	{ "agency", { "regulator", "government" } },
};

struct finding {
	struct arena *arena;
	struct str typed; /* folded */
	struct choice_meant *out;
	size_t n;
};

static void add(struct finding *x, const struct field *f, const char *value)
{
	for (size_t i = 0; i < x->n; i++)
		if (x->out[i].field == f && x->out[i].value == value)
			return;
	if (x->n < CHOICE_MEANT_MAX)
		x->out[x->n++] = (struct choice_meant){ f, value };
}

static struct str stem(struct arena *a, struct str s)
{
	char *word = arena_strndup(a, s.p, s.len);

	return (struct str){ word, stem_english(word, s.len) };
}

static bool is_same_word(struct arena *a, struct str x, struct str y)
{
	return str_eq(stem(a, x), stem(a, y));
}

/* The same word, else so many letters away. */
static bool is_spelled_so(struct finding *x, const char *choice, size_t far)
{
	struct str name = words_folded(x->arena, str_from(choice));
	size_t distance = 0;

	if (is_same_word(x->arena, x->typed, name))
		return far == 0;
	return far > 0 && near_is(x->typed, name, &distance) && distance == far;
}

static void add_spelled(struct finding *x, const struct field *f)
{
	for (size_t far = 0; far < NEAR_NEVER; far++)
		for (size_t i = 0; f->choices[i] != NULL; i++)
			if (is_spelled_so(x, f->choices[i], far))
				add(x, f, f->choices[i]);
}

/* The choice itself, which is found by its place, or NULL. */
static const char *choice_of(const struct field *f, const char *value)
{
	for (size_t i = 0; f->choices[i] != NULL; i++)
		if (strcmp(f->choices[i], value) == 0)
			return f->choices[i];
	return NULL;
}

static void add_called(struct finding *x, const struct field *f)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		struct str word =
			words_folded(x->arena, str_from(words[i].word));

		if (!is_same_word(x->arena, x->typed, word))
			continue;
		for (size_t j = 0; words[i].choices[j] != NULL; j++) {
			const char *c = choice_of(f, words[i].choices[j]);

			if (c != NULL)
				add(x, f, c);
		}
	}
}

size_t choice_meant(struct arena *a, const struct entity *t,
                    const struct field *f, struct str typed,
                    struct choice_meant out[CHOICE_MEANT_MAX])
{
	struct finding x = { .arena = a,
		             .typed = words_folded(a, typed),
		             .out = out };

	add_spelled(&x, f);
	add_called(&x, f);
	for (size_t i = 0; i < t->nfields; i++) {
		const struct field *other = &t->fields[i];

		if (other->type != FIELD_CHOICE ||
		    other->choices == f->choices ||
		    !(other->flags & (F_FILTER | F_OF_DAY)))
			continue;
		for (size_t j = 0; other->choices[j] != NULL; j++)
			if (is_spelled_so(&x, other->choices[j], 0))
				add(&x, other, other->choices[j]);
		add_called(&x, other);
	}
	return x.n;
}
