/*
 * quote.c - search, then judgement
 */
#include "lib/match/quote.h"

#include "lib/base/arena.h"
#include "lib/match/ellipsis.h"
#include "lib/match/negation.h"
#include "lib/match/seek.h"
#include "lib/text/utf8.h"

#define CHAINED       64 /* steps it takes to begin with the parts around one */
#define NEGATION_WORK 20 /* units a byte, beyond its step */
#define RIGHT_THERE   40 /* code points between which words are neighbours */
#define ASIDE         20 /* ... between what turns a sentence round and a quote */
#define EASTERN_ASIDE 6
#define TIRED                                                                  \
	"the text has so much that is like it that not all of it was compared"

const char *const quote_results[QUOTE__COUNT] = {
	"exact", "normalised", "ambiguous", "absent", "unverifiable",
};

/* A place while it is only bytes. */
struct found {
	struct spot spot;
	struct spot gaps[ELLIPSIS_PARTS_MAX];
	size_t ngaps;
	bool fits; /* prefix and suffix, as far as they are given */
};

struct finder {
	const struct haystack *h;
	const struct quote *quote;
	struct arena *arena; /* of the answer */
	struct arena *scratch;
	struct quote_answer *out;
	struct seeker prefix, suffix;
	bool has_prefix, has_suffix;

	struct effort effort;

	struct found *found; /* QUOTE_PLACES_MAX of them */
	size_t nfound;
	bool more; /* than there is room for  */
	bool cut;  /* not all were looked at */

	struct seeker parts[ELLIPSIS_PARTS_MAX];
	size_t nparts, anchor;
	struct ellipsis ellipsis;
	const char *refused; /* why a place is none */
	struct spot refused_at;
};

/* ---- gathering ----------------------------------------------------------- */

static bool has_context(const struct finder *f)
{
	return f->has_prefix || f->has_suffix;
}

static bool fits(struct finder *f, const struct spot *spot)
{
	return (!f->has_prefix || seek_before(&f->prefix, spot->start)) &&
	       (!f->has_suffix || seek_after(&f->suffix, spot->end));
}

/* Make room for a place that fits; false when all that are there fit. */
static bool oust(struct finder *f)
{
	for (size_t i = f->nfound; i-- > 0;)
		if (!f->found[i].fits) {
			memmove(f->found + i, f->found + i + 1,
			        (f->nfound - i - 1) * sizeof(*f->found));
			f->nfound--;
			return true;
		}
	return false;
}

/* How the parts between the gaps differ from the document. */
static unsigned differs(const struct finder *f, const struct found *new)
{
	size_t from = new->spot.start;
	unsigned all = 0;

	for (size_t i = 0; i < new->ngaps; i++) {
		all |= haystack_differs(f->h, from, new->gaps[i].start);
		from = new->gaps[i].end;
	}
	return all | haystack_differs(f->h, from, new->spot.end);
}

static bool keep(struct finder *f, struct found *new)
{
	if (!haystack_owns(f->h, new->spot.start))
		return true;
	for (size_t i = 0; i < f->nfound; i++)
		if (f->found[i].spot.start == new->spot.start)
			return true;
	new->fits = fits(f, &new->spot);
	new->spot.differs |= differs(f, new);
	if (f->nfound == QUOTE_PLACES_MAX) {
		f->more = true;
		f->cut = !has_context(f);
		if (f->cut || !new->fits)
			return !f->cut;
		if (!oust(f))
			return false;
	}
	f->found[f->nfound++] = *new;
	return true;
}

static bool keep_spot(void *arg, const struct spot *spot)
{
	struct found new = { .spot = *spot };

	return keep(arg, &new);
}

/* ---- gaps --------------------------------------------------------------- */

static size_t reach(const struct finder *f, size_t at, int64_t by)
{
	int64_t to = haystack_code_point(f->h, at) + by;

	return haystack_byte(f->h, to > 0 ? to : 0);
}

/* How far a part may be away: the gap, and its own length. */
static int64_t span_of(const struct seeker *part)
{
	return QUOTE_GAP_MAX + 2 * (int64_t)part->needle.text.len;
}

/* Does this part of the text hold what turns a sentence round? */
static bool hides(struct finder *f, size_t from, size_t to,
                  enum negation_which which, struct negation *out)
{
	struct arena *a;
	bool found;

	if (from >= to)
		return false;
	effort_spend(&f->effort, to - from + 2 * NEGATION_AROUND);
	arena_work(f->arena, NEGATION_WORK * (to - from + 2 * NEGATION_AROUND));
	a = arena_child(f->scratch);
	found = negation_find(a, f->h->text, from, to, f->quote->lang, which,
	                      out);
	arena_free(a);
	return found;
}

/* Why this is no gap that somebody may leave, or NULL. */
static const char *wrong_with_gap(struct finder *f, const struct found *new,
                                  size_t i)
{
	const struct spot *gap = &new->gaps[i];
	struct negation hidden;

	if (hides(f, gap->start, gap->end, NEGATION_FIRST, &hidden))
		return f->refused != NULL
		               ? f->refused
		               : arena_printf(f->arena,
		                              "the gap hides %s: %.*s",
		                              negation_kinds[hidden.kind],
		                              STR_ARG(hidden.words));
	if (ellipsis_is_of_text((struct str){ f->h->text.p + gap->start,
	                                      gap->end - gap->start },
	                        f->ellipsis.in_brackets[i]))
		return "the dots are the text's own, and more was left out";
	return NULL;
}

static bool is_honest(struct finder *f, const struct found *new)
{
	for (size_t i = 0; i < new->ngaps; i++) {
		const char *why = wrong_with_gap(f, new, i);

		if (why == NULL)
			continue;
		if (f->refused == NULL) {
			f->refused_at = new->spot;
			f->refused = why;
		}
		return false;
	}
	return true;
}

static bool is_near(const struct finder *f, size_t from, size_t to)
{
	return to - from <= QUOTE_GAP_MAX ||
	       haystack_code_point(f->h, to) -
	                       haystack_code_point(f->h, from) <=
	               QUOTE_GAP_MAX;
}

/* From where one part stands, find those after it, and those before. */
static bool chain(void *arg, const struct spot *spot)
{
	struct finder *f = arg;
	struct found new = { .spot = *spot, .ngaps = f->nparts - 1 };
	struct spot next;

	if (!effort_spend(&f->effort, CHAINED))
		return false;
	if ((f->anchor > 0 && alike_cuts(f->h->text, spot->start)) ||
	    (f->anchor + 1 < f->nparts && alike_cuts(f->h->text, spot->end)))
		return true;
	for (size_t i = f->anchor + 1; i < f->nparts; i++) {
		size_t end = reach(f, new.spot.end, span_of(&f->parts[i]));

		if (!seek_within(&f->parts[i], new.spot.end, end, false,
		                 &next) ||
		    !is_near(f, new.spot.end, next.start))
			return true;
		new.gaps[i - 1] = (struct spot){ new.spot.end, next.start, 0 };
		new.spot.end = next.end;
		new.spot.differs |= next.differs;
	}
	for (size_t i = f->anchor; i-- > 0;) {
		size_t start = reach(f, new.spot.start, -span_of(&f->parts[i]));

		if (!seek_within(&f->parts[i], start, new.spot.start, true,
		                 &next) ||
		    !is_near(f, next.end, new.spot.start))
			return true;
		new.gaps[i] = (struct spot){ next.end, new.spot.start, 0 };
		new.spot.start = next.start;
		new.spot.differs |= next.differs;
	}
	if (!haystack_owns(f->h, new.spot.start) || !is_honest(f, &new))
		return true;
	return keep(f, &new);
}

/* Leave only what is exact, if anything is. */
static void prefer_exact(struct finder *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->nfound; i++)
		if (f->found[i].spot.differs == 0)
			f->found[n++] = f->found[i];
	if (n > 0)
		f->nfound = n;
}

static void find_parts(struct finder *f, const struct str *parts, size_t n)
{
	f->nparts = n;
	for (size_t i = 0; i < n; i++) {
		seek_start(&f->parts[i], f->h, &f->effort, parts[i]);
		if (parts[i].len > parts[f->anchor].len)
			f->anchor = i;
	}
	seek_exact(&f->parts[f->anchor], chain, f);
	if (f->nfound == 0)
		seek_alike(&f->parts[f->anchor], chain, f);
	prefer_exact(f);
}

static void find(struct finder *f)
{
	const struct ellipsis *e = &f->ellipsis;
	struct seeker whole;

	seek_start(&whole, f->h, &f->effort, f->quote->exact);
	seek_exact(&whole, keep_spot, f);
	if (f->nfound > 0)
		return;
	ellipsis_split(f->quote->exact, &f->ellipsis);
	if (e->n > ELLIPSIS_PARTS_MAX)
		f->out->reason = "it has too many ellipses";
	else if (e->n > 0)
		find_parts(f, e->parts, e->n);
	if (f->nfound == 0)
		seek_alike(&whole, keep_spot, f);
}

/* ---- judging ------------------------------------------------------------ */

static struct quote_place place_of(const struct finder *f,
                                   const struct found *found)
{
	struct quote_place p = {
		.start = haystack_place(f->h, found->spot.start, false),
		.end = haystack_place(f->h, found->spot.end, true),
		.byte = found->spot.start,
		.bytes = found->spot.end - found->spot.start,
		.differs = found->spot.differs,
		.ngaps = found->ngaps,
	};

	p.gaps = arena_alloc(f->arena, (p.ngaps + 1) * sizeof(*p.gaps));
	for (size_t i = 0; i < p.ngaps; i++)
		p.gaps[i] = (struct quote_gap){
			haystack_place(f->h, found->gaps[i].start, true),
			haystack_place(f->h, found->gaps[i].end, false)
		};
	return p;
}

static void add_near(struct finder *f, const struct near *near)
{
	struct found found = { .spot = { near->start, near->end, 0 } };

	f->out->nearest[f->out->nnearest++] =
		(struct quote_near){ place_of(f, &found), near->diff };
}

/* The place that was refused, first. */
static void add_refused(struct finder *f, const struct spot *spot)
{
	struct near near = { .start = spot->start, .end = spot->end };

	worddiff(f->arena, f->quote->exact,
	         (struct str){ f->h->text.p + spot->start,
	                       spot->end - spot->start },
	         &near.diff);
	add_near(f, &near);
}

/* Did the search end before all of the text was looked at? */
static bool is_tired(const struct finder *f)
{
	return f->effort.left == 0;
}

static void be_absent(struct finder *f)
{
	struct near near[QUOTE_NEAREST_MAX];
	struct needle needle;
	size_t n;

	f->out->result = QUOTE_ABSENT;
	if (f->refused != NULL) {
		f->out->reason = f->refused;
		add_refused(f, &f->refused_at);
		return;
	}
	f->out->is_tired = is_tired(f);
	if (is_tired(f))
		f->out->reason = TIRED;
	else if (f->nparts > 1)
		f->out->reason = "its parts do not stand in this order in one "
				 "place";
	if (!f->quote->near)
		return;
	needle_read(&needle, f->h, f->scratch, f->quote->exact);
	if (needle.n == 0)
		return;
	n = nearest_find(f->h, &needle, f->arena, near, QUOTE_NEAREST_MAX);
	for (size_t i = 0; i < n; i++)
		add_near(f, &near[i]);
}

/* Its words are there, but not where it says. */
static void be_elsewhere(struct finder *f)
{
	f->out->result = QUOTE_ABSENT;
	f->out->reason = "its words stand there, but not between this prefix "
			 "and this suffix";
	add_refused(f, &f->found[0].spot);
}

/* ---- what is left out at the ends ---------------------------------------- */

static bool has_only_blanks(struct str s)
{
	size_t at = 0;

	while (at < s.len)
		if (!alike_is_blank(utf8_next(s, &at)))
			return false;
	return true;
}

/* Does a sentence end with what was read up to `next`? A full stop within a
 * number or an abbreviation has no blank after it, or no capital. */
static bool ends_sentence(struct str text, size_t at, size_t next)
{
	uint32_t c = utf8_next(text, &at);

	switch (c) {
	case 0x3002: /* ideographic full stop */
	case 0xff0e:
	case 0xff01:
	case 0xff1f:
		return true;
	case '.':
	case '!':
	case '?':
	case '\n':
		return next < text.len &&
		       alike_is_blank((unsigned char)text.p[next]) &&
		       (c != '\n' || text.p[next] == '\n');
	default:
		return false;
	}
}

/* Where the sentence begins that goes on at byte `at`, and where it ends. */
static size_t sentence_start(const struct finder *f, size_t at)
{
	size_t next = reach(f, at, -QUOTE_GAP_MAX), start = next, here;

	while (next < at) {
		here = next;
		utf8_next(f->h->text, &next);
		if (next < at && ends_sentence(f->h->text, here, next))
			start = next;
	}
	return has_only_blanks((struct str){ f->h->text.p + start, at - start })
	               ? at
	               : start;
}

static size_t sentence_end(const struct finder *f, size_t at)
{
	size_t next = at, end = reach(f, at, QUOTE_GAP_MAX), here;

	while (next < end) {
		here = next;
		utf8_next(f->h->text, &next);
		if (ends_sentence(f->h->text, here, next))
			return here;
	}
	return end;
}

/* Nothing but blanks, commas and the like: "a fine, unless". */
static bool is_pause(struct str s)
{
	static const char *const marks[] = { ",",  ";",  ":",  "(",  "–", "—",
		                             "，", "；", "：", "（", "、" };
	size_t at = 0;

	while (at < s.len) {
		struct str rest = { s.p + at, s.len - at };
		size_t n = 0;

		for (size_t i = 0; i < COUNT(marks) && n == 0; i++)
			if (str_starts(rest, str_from(marks[i])))
				n = strlen(marks[i]);
		if (n == 0 && !alike_is_blank(utf8_next(s, &at)))
			return false;
		at += n;
	}
	return true;
}

/* Few words, of one sentence: "not the case that", "것은 아니". */
static bool is_aside(struct str s)
{
	size_t at = 0;

	if (utf8_count(s).code_points > ASIDE)
		return false;
	while (at < s.len) {
		size_t here = at;

		utf8_next(s, &at);
		if (ends_sentence(s, here, at))
			return false;
	}
	return true;
}

/* East Asian words, which have what turns them round at their end. */
static bool is_eastern(struct str s)
{
	size_t at = 0;

	while (at < s.len)
		if (utf8_next(s, &at) > 0x7f)
			return true;
	return false;
}

/* What turns the sentence round, and was left out before the quote: anywhere
 * for an ellipsis, else right before it or a few words before. */
static bool is_turned_before(struct finder *f, size_t at, struct negation *out)
{
	bool open = f->ellipsis.before;
	size_t from = open ? sentence_start(f, at) : reach(f, at, -RIGHT_THERE);
	struct str between;

	if (!hides(f, from, at, NEGATION_LAST, out))
		return false;
	between.p = out->words.p + out->words.len;
	if (between.p > f->h->text.p + at) /* it goes on within the quote */
		return open;
	between.len = (size_t)(f->h->text.p + at - between.p);
	return open || is_pause(between) || is_aside(between);
}

static bool is_turned_behind(struct finder *f, size_t at, struct negation *out)
{
	bool open = f->ellipsis.behind;
	size_t to = open ? sentence_end(f, at) : reach(f, at, RIGHT_THERE);
	struct str between = { f->h->text.p + at, 0 };

	if (!hides(f, at, to, NEGATION_FIRST, out))
		return false;
	if (out->words.p < between.p) /* it begins within the quote */
		return open;
	between.len = (size_t)(out->words.p - between.p);
	return open || is_pause(between) ||
	       (is_eastern(between) && between.len <= 3 * EASTERN_ASIDE &&
	        is_aside(between));
}

static const char *reason_of(struct finder *f, const struct spot *spot)
{
	struct negation turn;

	if (is_turned_before(f, spot->start, &turn))
		return arena_printf(f->arena, "%s stands before it: %.*s",
		                    negation_kinds[turn.kind],
		                    STR_ARG(turn.words));
	if (is_turned_behind(f, spot->end, &turn))
		return arena_printf(f->arena, "%s stands after it: %.*s",
		                    negation_kinds[turn.kind],
		                    STR_ARG(turn.words));
	if (alike_cuts(f->h->text, spot->start))
		return "it begins within a word";
	if (alike_cuts(f->h->text, spot->end))
		return "it ends within a word";
	if (f->ellipsis.n > 0 && !negation_known(f->quote->lang))
		return "whether a gap hides a negation is not known in this "
		       "language";
	return NULL;
}

static void be_found(struct finder *f, const struct found *found)
{
	struct quote_answer *out = f->out;

	out->places[out->nplaces++] = place_of(f, found);
	out->result = found->spot.differs == 0 ? QUOTE_EXACT : QUOTE_NORMALISED;
	out->is_alike = found->spot.differs != 0;
	if (!f->quote->unreasoned)
		out->reason = reason_of(f, &found->spot);
}

/* Those that fit, if any do. */
static void be_ambiguous(struct finder *f, size_t nfit)
{
	struct quote_answer *out = f->out;

	out->result = QUOTE_AMBIGUOUS;
	out->is_unfit = nfit == 0;
	out->more = f->more || is_tired(f);
	out->is_alike = f->found[0].spot.differs != 0;
	if (is_tired(f))
		out->reason = TIRED;
	else if (nfit == 0)
		out->reason = "none of these places is between this prefix and "
			      "this suffix";
	for (size_t i = 0; i < f->nfound; i++)
		if (nfit == 0 || f->found[i].fits)
			out->places[out->nplaces++] = place_of(f, &f->found[i]);
}

static void judge(struct finder *f)
{
	size_t nfit = 0, fit = 0;

	for (size_t i = 0; i < f->nfound; i++)
		if (f->found[i].fits) {
			fit = i;
			nfit++;
		}
	if (f->nfound == 0)
		be_absent(f);
	else if (nfit == 1 && !f->cut && !is_tired(f))
		be_found(f, &f->found[fit]);
	else if (f->nfound == 1 && !is_tired(f))
		be_elsewhere(f);
	else
		be_ambiguous(f, nfit);
}

static bool read_context(struct finder *f, struct seeker *s, struct str words)
{
	if (words.len == 0)
		return false;
	seek_start(s, f->h, &f->effort, words);
	return s->units.n > 0;
}

/* Of a longer text, each window has its share. */
static uint64_t effort_for(const struct haystack *h, const struct quote *q)
{
	if (q->effort > 0)
		return q->effort;
	return haystack_is_window(h) ? EFFORT_MAX
	                             : EFFORT_MAX + h->text.len / 2;
}

void quote_find(const struct haystack *h, const struct quote *q,
                struct arena *a, struct quote_answer *out)
{
	struct arena *scratch = arena_child(a);
	struct finder *f = arena_alloc(scratch, sizeof(*f));

	*out = (struct quote_answer){ .result = QUOTE_ABSENT };
	*f = (struct finder){
		.h = h,
		.quote = q,
		.arena = a,
		.scratch = scratch,
		.out = out,
		.effort = { scratch, effort_for(h, q) },
	};
	f->found = arena_alloc(scratch, QUOTE_PLACES_MAX * sizeof(*f->found));
	f->has_prefix = read_context(f, &f->prefix, q->prefix);
	f->has_suffix = read_context(f, &f->suffix, q->suffix);
	if (q->exact.len > 0)
		find(f);
	judge(f);
	arena_free(scratch);
}
