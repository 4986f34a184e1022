/*
 * suggest.c - from a few letters to names, through the rarest word typed
 */
#include "server/registry/search/suggest.h"

#include "lib/data/jsontext.h"
#include "lib/text/utf8.h"
#include "lib/text/words.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/show.h"
#include "server/registry/search/document.h"

#define LOOKED_AT_ONE 60  /* when that is all that was typed, and all fit */
#define LOOKED_AT     400 /* names of one word                       */
#define BEGINNINGS    8   /* words that the last one may be going on to */
#define CHANGE_MIN    4   /* letters a word has that may be mistyped */
#define CHANGE_MAX    24
#define CHANGES       4 /* tried for such a word, the commonest first */
#define MISTYPED_MAX  2 /* words typed wrong                          */
#define TOGETHER_MIN  3 /* words that tell by each other              */
#define TOGETHER_MAX  6

struct typing {
	struct tx *tx;
	struct suggest *ask;
	struct str words[SUGGEST_WORDS];
	bool joined[SUGGEST_WORDS]; /* to the one before: no blank between */
	bool changed[SUGGEST_WORDS];
	size_t n;
	size_t end; /* of the last word, in what was typed */
	bool open;  /* it may go on                        */
	struct suggestion *found;
	size_t nfound;
};

/* ---- what was typed ------------------------------------------------------ */

static int take_word(void *arg, struct str word, size_t start, size_t end)
{
	struct typing *t = arg;

	t->open = end == t->ask->typed.len;
	if (t->n == SUGGEST_WORDS)
		return 1;
	t->joined[t->n] = t->n > 0 && start <= t->end;
	t->words[t->n++] = arena_str(t->ask->arena, word);
	t->end = end;
	return 0;
}

/* ---- names that fit ------------------------------------------------------ */

static bool next_word(struct str *rest, struct str *word)
{
	const char *end;
	size_t n;

	if (rest->len == 0)
		return false;
	end = memchr(rest->p, ' ', rest->len);
	n = end != NULL ? (size_t)(end - rest->p) : rest->len;
	*word = (struct str){ rest->p, n };
	n += end != NULL;
	*rest = (struct str){ rest->p + n, rest->len - n };
	return true;
}

static bool is_word(const struct typing *t, size_t i, struct str word)
{
	return t->open && i + 1 == t->n ? str_starts(word, t->words[i])
	                                : str_eq(word, t->words[i]);
}

/* Do the words from `first` up to `end` stand there, one after the other? */
static bool has_run(const struct typing *t, struct str name, size_t first,
                    size_t end)
{
	struct str word;

	while (name.len > 0) {
		struct str rest = name;
		size_t i = first;

		while (i < end && next_word(&rest, &word) &&
		       is_word(t, i, word))
			i++;
		if (i == end)
			return true;
		next_word(&name, &word);
	}
	return false;
}

/* Words typed without a blank between, as in Chinese, stand together. */
static bool fits(const struct typing *t, struct str name)
{
	size_t first, end = 0;

	while (end < t->n) {
		first = end++;
		while (end < t->n && t->joined[end])
			end++;
		if (!has_run(t, name, first, end))
			return false;
	}
	return true;
}

/* Names that begin as was typed come before those that go on so; those with
 * the last word as it is before those that go on from it; those that are no
 * more than that before all. */
static int64_t worth(const struct typing *t, const struct name *name)
{
	struct str rest = name->folded, word = { 0 };
	size_t i = 0;

	while (i < t->n && next_word(&rest, &word) && is_word(t, i, word))
		i++;
	if (i < t->n)
		return name->weight;
	return name->weight +
	       NAME_BEGINS * (1 + str_eq(word, t->words[i - 1]) +
	                      (str_eq(word, t->words[i - 1]) && rest.len == 0));
}

static struct suggestion *find_record(struct typing *t,
                                      const struct named *named)
{
	for (size_t i = 0; i < t->nfound; i++)
		if (t->found[i].kind == named->kind &&
		    str_eq(t->found[i].id, named->id))
			return &t->found[i];
	return NULL;
}

/* To where it belongs, the weightiest first. */
static void sort_in(struct typing *t, size_t i)
{
	struct suggestion moved = t->found[i];

	for (; i > 0 && t->found[i - 1].name.weight < moved.name.weight; i--)
		t->found[i] = t->found[i - 1];
	t->found[i] = moved;
}

/* The concepts that synonyms are make no names of anything. */
static enum err_code is_synonym(struct typing *t, const struct named *named,
                                bool *out, struct err *e)
{
	struct row concept, scheme;
	enum err_code rc;

	*out = false;
	if (strcmp(named->kind, concepts_kind.entity.name) != 0)
		return ERR_OK;
	rc = store_find(t->tx, &concepts_kind.entity, named->id, t->ask->arena,
	                &concept, e);
	if (rc == ERR_OK)
		rc = store_find(
			t->tx, &schemes_kind.entity,
			kind_text(&concepts_kind, concept.values, "scheme"),
			t->ask->arena, &scheme, e);
	*out = rc == ERR_OK &&
	       str_is(kind_text(&schemes_kind, scheme.values, "purpose"),
	              "synonyms");
	return rc;
}

static enum err_code keep(void *arg, const struct named *named, struct err *e)
{
	struct typing *t = arg;
	struct arena *a = t->ask->arena;
	int64_t weight = worth(t, &named->name);
	struct suggestion *place;
	bool synonym;
	enum err_code rc;

	if (!fits(t, named->name.folded) ||
	    (t->ask->kind != NULL && strcmp(t->ask->kind, named->kind) != 0))
		return ERR_OK;
	rc = is_synonym(t, named, &synonym, e);
	if (rc != ERR_OK || synonym)
		return rc;
	place = find_record(t, named);
	if (place == NULL && t->nfound < t->ask->limit)
		place = &t->found[t->nfound++];
	else if (place == NULL)
		place = &t->found[t->nfound - 1];
	if (place->kind != NULL && place->name.weight >= weight)
		return ERR_OK;
	*place = (struct suggestion){ named->kind,
		                      arena_str(a, named->id),
		                      { .name = arena_str(a, named->name.name),
		                        .weight = weight } };
	sort_in(t, (size_t)(place - t->found));
	return ERR_OK;
}

/* ---- where to look ------------------------------------------------------- */

struct choice_of_word {
	struct arena *arena;
	struct str words[BEGINNINGS];
	size_t n;
	int64_t uses; /* of the first */
};

static enum err_code add_word(void *arg, struct str word, int64_t uses,
                              struct err *e)
{
	struct choice_of_word *c = arg;

	(void)e;
	if (c->n == 0)
		c->uses = uses;
	c->words[c->n++] = arena_str(c->arena, word);
	return ERR_OK;
}

/* The word that stands in the fewest names, of those that are complete; else
 * the commonest that begin as the last one does. */
static enum err_code choose_words(struct typing *t, struct choice_of_word *out,
                                  struct err *e)
{
	size_t complete = t->open ? t->n - 1 : t->n;
	enum err_code rc = ERR_OK;

	out->arena = t->ask->arena;
	out->n = 0;
	for (size_t i = 0; i < complete && rc == ERR_OK; i++) {
		int64_t uses;

		rc = store_word_uses(t->tx, t->words[i], &uses, e);
		if (i > 0 && uses >= out->uses)
			continue;
		out->words[0] = t->words[i];
		out->uses = uses;
		out->n = 1;
	}
	if (rc == ERR_OK && complete == 0)
		rc = store_words_with(t->tx, t->words[0], BEGINNINGS, add_word,
		                      out, e);
	return rc;
}

static enum err_code look(struct typing *t, struct err *e)
{
	struct choice_of_word through;
	size_t most = t->n == 1 ? LOOKED_AT_ONE : LOOKED_AT;
	enum err_code rc = choose_words(t, &through, e);

	for (size_t i = 0; i < through.n && rc == ERR_OK; i++)
		rc = store_names_with(t->tx, through.words[i], most, keep, t,
		                      e);
	return rc;
}

/* ---- words that were mistyped -------------------------------------------- */

struct changing {
	struct typing *typing;
	struct str word;
	bool begun;
	struct {
		struct str word;
		int64_t uses;
	} best[CHANGES]; /* the commonest first */
	char text[CHANGE_MAX + 2];
};

static enum err_code note_beginning(void *arg, struct str word, int64_t uses,
                                    struct err *e)
{
	int64_t *most = arg;

	(void)word;
	(void)e;
	*most = uses;
	return ERR_OK;
}

static void keep_change(struct changing *c, struct str word, int64_t uses)
{
	size_t i = CHANGES;

	for (size_t j = 0; j < CHANGES; j++)
		if (str_eq(c->best[j].word, word))
			return;
	while (i > 0 && c->best[i - 1].uses < uses) {
		if (i < CHANGES)
			c->best[i] = c->best[i - 1];
		i--;
	}
	if (i == CHANGES)
		return;
	c->best[i].word = arena_str(c->typing->ask->arena, word);
	c->best[i].uses = uses;
}

#define WHOLE 1000000000 /* whole words come before what only begins one */

static enum err_code try(struct changing *c, size_t len, struct err *e)
{
	struct str word = { c->text, len };
	struct tx *tx = c->typing->tx;
	int64_t uses = 0;
	enum err_code rc = store_word_uses(tx, word, &uses, e);

	if (rc == ERR_OK && uses == 0 && c->begun)
		rc = store_words_with(tx, word, 1, note_beginning, &uses, e);
	else if (uses > 0)
		uses += WHOLE;
	if (rc == ERR_OK && uses > 0)
		keep_change(c, word, uses);
	return rc;
}

/* The word with one letter left out, or two that are neighbours exchanged. */
static enum err_code try_shorter(struct changing *c, struct err *e)
{
	struct str w = c->word;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < w.len && rc == ERR_OK; i++) {
		memcpy(c->text, w.p, i);
		memcpy(c->text + i, w.p + i + 1, w.len - i - 1);
		rc = try(c, w.len - 1, e);
		if (rc != ERR_OK || i + 1 == w.len || w.p[i] == w.p[i + 1])
			continue;
		memcpy(c->text, w.p, w.len);
		c->text[i] = w.p[i + 1];
		c->text[i + 1] = w.p[i];
		rc = try(c, w.len, e);
	}
	return rc;
}

/* With one letter put in, or another in its place. */
static enum err_code try_letter(struct changing *c, size_t i, char letter,
                                struct err *e)
{
	struct str w = c->word;
	enum err_code rc;

	memcpy(c->text, w.p, i);
	c->text[i] = letter;
	memcpy(c->text + i + 1, w.p + i, w.len - i);
	rc = try(c, w.len + 1, e);
	if (rc != ERR_OK || i == w.len)
		return rc;
	memcpy(c->text, w.p, w.len);
	c->text[i] = letter;
	return try(c, w.len, e);
}

static bool is_plain(struct str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.p[i] < 'a' || word.p[i] > 'z')
			return false;
	return word.len >= CHANGE_MIN && word.len <= CHANGE_MAX;
}

/* Does any name have it, or one that begins so? */
static enum err_code is_known(struct typing *t, size_t i, bool *out,
                              struct err *e)
{
	int64_t uses = 0;
	enum err_code rc = store_word_uses(t->tx, t->words[i], &uses, e);

	if (rc == ERR_OK && uses == 0 && t->open && i + 1 == t->n)
		rc = store_words_with(t->tx, t->words[i], 1, note_beginning,
		                      &uses, e);
	*out = uses > 0;
	return rc;
}

static enum err_code find_changes(struct changing *c, struct err *e)
{
	enum err_code rc = try_shorter(c, e);

	for (size_t at = 0; at <= c->word.len && rc == ERR_OK; at++)
		for (char l = 'a'; l <= 'z' && rc == ERR_OK; l++)
			rc = try_letter(c, at, l, e);
	return rc;
}

static enum err_code correct_words(struct typing *t, unsigned left,
                                   struct err *e);

/* The word i as each of those it may stand for. */
static enum err_code correct_word(struct typing *t, size_t i, unsigned left,
                                  struct err *e)
{
	struct changing c = { .typing = t,
		              .word = t->words[i],
		              .begun = t->open && i + 1 == t->n };
	enum err_code rc;

	if (left == 0 || !is_plain(c.word))
		return ERR_OK;
	rc = find_changes(&c, e);
	for (size_t j = 0; j < CHANGES && rc == ERR_OK && t->nfound == 0; j++) {
		if (c.best[j].uses == 0)
			break;
		t->words[i] = c.best[j].word;
		t->changed[i] = true;
		rc = correct_words(t, left - 1, e);
	}
	if (t->nfound > 0)
		return rc;
	t->words[i] = c.word;
	t->changed[i] = false;
	return rc;
}

/* Those that no name has. */
static enum err_code correct_words(struct typing *t, unsigned left,
                                   struct err *e)
{
	bool known = true;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < t->n && rc == ERR_OK; i++) {
		rc = is_known(t, i, &known, e);
		if (rc == ERR_OK && !known)
			return correct_word(t, i, left, e);
	}
	return rc == ERR_OK && left < MISTYPED_MAX ? look(t, e) : rc;
}

/* No name has them together: it may have when one that is a word is another.
 * That two others are beside it says that it was meant. */
static enum err_code correct_known(struct typing *t, struct err *e)
{
	enum err_code rc = ERR_OK;

	if (t->n < TOGETHER_MIN || t->n > TOGETHER_MAX)
		return ERR_OK;
	for (size_t i = 0; i < t->n && rc == ERR_OK && t->nfound == 0; i++) {
		bool known = false;

		rc = is_known(t, i, &known, e);
		if (rc == ERR_OK && known)
			rc = correct_word(t, i, MISTYPED_MAX, e);
	}
	return rc;
}

/* As the best name that was found has it, from its beginning to its end. */
static struct str whole_word(const struct typing *t, size_t i)
{
	struct str name = words_folded(t->ask->arena, t->found[0].name.name),
		   word;

	while (next_word(&name, &word))
		if (is_word(t, i, word))
			return word;
	return t->words[i];
}

static enum err_code correct(struct typing *t, struct err *e)
{
	enum err_code rc = correct_words(t, MISTYPED_MAX, e);
	struct buf out;

	if (rc == ERR_OK && t->nfound == 0)
		rc = correct_known(t, e);
	if (rc != ERR_OK || t->nfound == 0)
		return rc;
	buf_init(&out, t->ask->arena);
	for (size_t i = 0; i < t->n; i++)
		buf_printf(&out, "%s%.*s", i > 0 && !t->joined[i] ? " " : "",
		           STR_ARG(t->changed[i] ? whole_word(t, i)
		                                 : t->words[i]));
	t->ask->corrected = buf_text(&out);
	return ERR_OK;
}

/* ---- the answer ---------------------------------------------------------- */

static enum err_code write_found(struct tx *tx, const struct suggest *s,
                                 const struct suggestion *f, struct buf *out,
                                 struct err *e)
{
	const struct kind *k = kind_find(str_from(f->kind));
	struct arena *a = s->arena;
	struct row row;
	enum err_code rc = store_find(tx, &k->entity, f->id, a, &row, e);

	if (rc != ERR_OK)
		return rc;
	buf_printf(out, "{\"kind\":\"%s\",", f->kind);
	show_ids(out, &row);
	json_put(out, "title", show_title(a, k, &row));
	json_put(out, "name", f->name.name);
	buf_puts(out, "}");
	return ERR_OK;
}

enum err_code suggest_find(struct tx *tx, struct suggest *s, struct err *e)
{
	struct typing *t = arena_alloc(s->arena, sizeof(*t));
	enum err_code rc = ERR_OK;

	t->tx = tx;
	t->ask = s;
	t->found = s->found;
	words_each(s->typed, take_word, t);
	if (t->n > 0)
		rc = look(t, e);
	if (rc == ERR_OK && t->n > 0 && t->nfound == 0)
		rc = correct(t, e);
	s->nfound = t->nfound;
	return rc;
}

enum err_code suggest_write(struct tx *tx, struct suggest *s, struct buf *out,
                            struct err *e)
{
	enum err_code rc = suggest_find(tx, s, e);

	buf_puts(out, "[");
	for (size_t i = 0; i < s->nfound && rc == ERR_OK; i++) {
		buf_puts(out, i > 0 ? ",\n" : "\n");
		rc = write_found(tx, s, &s->found[i], out, e);
	}
	buf_puts(out, "]");
	return rc;
}
