/*
 * mentioned.c - runs of words, the longest first, then a search within
 */
#include "server/registry/search/mentioned.h"

#include "lib/text/words.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/walk.h"
#include "server/registry/search/cited.h"
#include "server/registry/search/relax.h"

#define NAME_WORDS 12
#define MANY       5 /* provisions: the rest is no address */

struct reading {
	struct arena *arena;
	struct str typed;
	struct {
		size_t start, end;
	} words[MENTIONED_WORDS + 1];
	size_t n;
	struct mentioned *out;
};

static int keep_word(void *arg, struct str word, size_t start, size_t end)
{
	struct reading *r = arg;

	(void)word;
	if (r->n > 0 && r->words[r->n - 1].start == start)
		return 0;
	r->words[r->n].start = start;
	r->words[r->n++].end = end;
	return r->n > MENTIONED_WORDS;
}

static enum err_code keep_named(void *arg, const struct named *named,
                                struct err *e)
{
	struct reading *r = arg;
	struct mentioned *m = r->out;

	(void)e;
	if (strcmp(named->kind, instruments_kind.entity.name) == 0 &&
	    m->n < MENTIONED_MAX)
		m->ids[m->n++] = arena_str(r->arena, named->id);
	return ERR_OK;
}

static struct str word_at(const struct reading *r, size_t i)
{
	size_t start = r->words[i].start;

	return (struct str){ r->typed.p + start, r->words[i].end - start };
}

static bool is_small(struct str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.p[i] < 'a' || word.p[i] > 'z')
			return false;
	return true;
}

/* The first of the words before i with nothing but little words between. */
static size_t little_before(const struct reading *r, size_t i)
{
	while (i > 0 && relax_is_little(word_at(r, i - 1)))
		i--;
	return i;
}

/* What else is typed, as it is typed: "enter into force". */
static size_t put_rest(const struct reading *r, size_t first, size_t count,
                       bool (*is_left_out)(struct str word), struct buf *rest)
{
	size_t n = 0, before = SIZE_MAX; /* the last that was put */

	for (size_t i = 0; i < r->n; i++) {
		size_t start = r->words[i].start;

		if ((i >= first && i < first + count) ||
		    is_left_out(word_at(r, i)))
			continue;
		if (n > 0 && little_before(r, i) == before + 1)
			start = r->words[before].end;
		else
			buf_puts(rest, n > 0 ? " " : "");
		buf_add(rest, r->typed.p + start, r->words[i].end - start);
		before = i;
		n++;
	}
	return n;
}

/* Without everyday words, unless there are no others. */
static void keep_rest(struct reading *r, size_t first, size_t count)
{
	struct buf rest;

	buf_init(&rest, r->arena);
	r->out->others = put_rest(r, first, count, relax_is_common, &rest);
	r->out->is_asked = r->out->others == 0 && count < r->n;
	if (r->out->others == 0)
		r->out->others =
			put_rest(r, first, count, relax_is_little, &rest);
	r->out->rest = buf_text(&rest);
}

/* The `count` words from the first on are a name? */
static enum err_code try_run(struct tx *tx, struct reading *r, size_t first,
                             size_t count, struct err *e)
{
	size_t start = r->words[first].start,
	       end = r->words[first + count - 1].end;
	struct str run = { r->typed.p + start, end - start };
	enum err_code rc;

	if (relax_is_little(run))
		return ERR_OK;
	rc = store_names_called(tx, words_folded(r->arena, run), MENTIONED_MAX,
	                        keep_named, r, e);
	if (rc != ERR_OK || r->out->n == 0)
		return rc;
	r->out->is_all = count == r->n;
	r->out->name = run;
	r->out->is_word = count == 1 && is_small(run);
	keep_rest(r, first, count);
	return ERR_OK;
}

enum err_code mentioned_read(struct tx *tx, struct arena *a, struct str typed,
                             struct mentioned *out, struct err *e)
{
	struct reading r = { .arena = a, .typed = typed, .out = out };
	enum err_code rc = ERR_OK;

	*out = (struct mentioned){ 0 };
	words_each(typed, keep_word, &r);
	if (r.n > MENTIONED_WORDS)
		return ERR_OK;
	for (size_t count = r.n < NAME_WORDS ? r.n : NAME_WORDS; count > 0;
	     count--)
		for (size_t i = 0; i + count <= r.n; i++) {
			rc = try_run(tx, &r, i, count, e);
			if (rc != ERR_OK || out->n > 0)
				return rc;
		}
	return rc;
}

enum err_code mentioned_cites(struct tx *tx, const struct search_request *f,
                              const struct mentioned *m, struct cited *out,
                              size_t *n, struct err *e)
{
	struct value ids[MENTIONED_MAX];
	struct query of = { .nconditions = 1 };
	struct search_request inner = {
		.arena = f->arena,
		.store = f->store,
		.facet_index = f->facet_index,
		.day = f->day,
		.typed = m->rest,
		.expand = f->expand,
		.filter = &of,
		.limit = MANY + 1,
	};
	size_t called = 0;
	enum err_code rc;

	*n = 0;
	if (m->n == 0 || m->is_all || m->others == 0)
		return ERR_OK;
	for (size_t i = 0; i < m->n; i++)
		ids[i] = value_text(m->ids[i]);
	of.conditions[0] = walk_where(&instruments_kind, "id", ids);
	of.conditions[0].nvalues = m->n;
	for (size_t i = 0; i < kinds_count; i++)
		inner.kinds[i] = kinds[i] == &provisions_kind;
	rc = search_run(tx, &inner, e);
	while (rc == ERR_OK && called < inner.npage &&
	       inner.page[called].tier == 0)
		called++;
	if (called <= MANY)
		for (; *n < CITED_MAX && *n < called; ++*n)
			out[*n] = (struct cited){ inner.page[*n].n,
				                  inner.page[*n].instrument };
	return rc;
}
