/*
 * pinpoint.c - finding the words and numbers that name a provision
 */
#include "server/registry/outline/pinpoint.h"

#include <pthread.h>

#include "lib/base/log.h"
#include "server/registry/outline/numbering.h"

/* How provisions are named, and how the paths of those so named begin. */
static const struct form {
	const char *pattern, *paths[PINPOINT_PATHS_MAX];
} forms[] = {
	{ "<art>_{1.1}", { "art_" } },
	{ "<art>_{1}", { "art_" } },
	{ "<art>_{I}", { "art_" } },
	{ "<typed_article>_{1}", { "art_" } },
	{ "<typed_article>_{I}", { "art_" } },
	{ "第_{一}_条之{一}", { "art_" } },
	{ "第_{一}_条の{一}", { "art_" } },
	{ "第_{一}_条", { "art_" } },
	{ "第_{一}_條之{一}", { "art_" } },
	{ "第_{一}_條", { "art_" } },
	{ "제_{1}_조의{1}", { "art_" } },
	{ "제_{1}_조", { "art_" } },
	{ "<recital>_{1}", { "rec_" } },
	{ "<annex>_{I}", { "anx_" } },
	{ "<annex>_{i}", { "anx_" } },
	{ "<annex>_{1}", { "anx_" } },
	{ "<annex>_{A}", { "anx_" } },
	{ "<appendix>_{1}", { "sch_", "anx_" } },
	{ "<chapter>_{I}", { "chp_" } },
	{ "<chapter>_{i}", { "chp_" } },
	{ "<chapter>_{1}", { "chp_" } },
	{ "第_{一}_章", { "chp_" } },
	{ "제_{1}_장", { "chp_" } },
	{ "<title>_{I}", { "ttl_" } },
	{ "<part>_{I}", { "prt_" } },
	{ "<part>_{1}", { "prt_" } },
	{ "§_{1.1}", { "sct_", "art_", "para_" } },
	{ "§_{1}", { "art_", "sct_", "para_" } },
	{ "<section>_{1.1}", { "sct_", "art_" } },
	{ "<section>_{1}", { "sct_", "art_" } },
	{ "<paragraph>_{1}", { "para_", "pnt_" } },
	{ "<point>_{1}", { "pnt_", "para_" } },
	{ "<principle>_{1}", { "prc_", "para_", "pnt_" } },
	{ "<rule>_{1.1}", { "rule_", "cls_", "art_" } },
	{ "<rule>_{1}", { "rule_", "cls_", "cl_", "art_" } },
};

static const char *const bare_paths[] = { "art_", "sct_", "para_" };

/* What may stand before a number within a provision. */
static const char *const within[] = {
	"<paragraph>_{1}",
	"<point>_{1}",
	"<point>_{a}",
	"<point>_({1})",
	"<point>_({a})",
	"第{一}款",
	"第{一}项",
	"第{一}項",
	"第_{1}_项",
	"제_{1}_항",
	"제_{1}_호",
	"({1})",
	"({a})",
	"（{1}）",
	"（{一}）",
	".{1}",
	".{a}",
};

/* What a thread reads once, for all that it will be asked. */
struct citations {
	struct citations *next; /* of those that nobody uses */
	struct arena *arena;    /* that they are in, for good */
	struct vocabulary *words;
	struct pattern forms[COUNT(forms)], within[COUNT(within)], number;
};

struct reader {
	struct arena *a;
	struct str text;
	const struct citations *known;
	struct pinpoint *out;
};

/* Where words and numbers may begin: "SB24" holds no 24. */
static bool starts_word(struct str s, size_t at)
{
	unsigned char before = at > 0 ? (unsigned char)s.p[at - 1] : ' ',
		      c = (unsigned char)s.p[at];

	if ((c & 0xc0) == 0x80)
		return false;
	return c >= 0x80 || before == ' ' || before == ',' || before == '(' ||
	       before == ';' || before >= 0x80;
}

/* A number that goes on is another one. */
static bool ends_word(struct str s, size_t at)
{
	char c = at < s.len ? s.p[at] : ' ';

	return !((c >= '0' && c <= '9') || (unsigned)(c | 0x20) - 'a' < 26);
}

static bool match(const struct reader *r, const struct pattern *p, size_t at,
                  struct opening *out)
{
	return pattern_match(p, str_skip(r->text, at), out) && out->end > 0 &&
	       ends_word(r->text, at + out->end);
}

static void add_paths(const struct reader *r, const char *const *prefixes,
                      size_t n, const struct number *number)
{
	struct pinpoint *out = r->out;
	struct buf path;

	for (size_t i = 0; i < n && prefixes[i] != NULL; i++) {
		buf_init(&path, r->a);
		buf_puts(&path, prefixes[i]);
		numeral_write(number, &path);
		out->paths[out->npaths++] = buf_text(&path);
	}
}

static bool read_part(struct reader *r)
{
	struct pinpoint *out = r->out;
	size_t at = out->to;
	struct opening o;
	struct buf part;

	while (at < r->text.len &&
	       (r->text.p[at] == ' ' || r->text.p[at] == ','))
		at++;
	for (size_t i = 0; i < COUNT(within); i++) {
		if (!match(r, &r->known->within[i], at, &o))
			continue;
		buf_init(&part, r->a);
		numeral_write(&o.number, &part);
		out->parts[out->nparts++] = buf_text(&part);
		out->to = at + o.end;
		return true;
	}
	return false;
}

static bool read_named(struct reader *r, size_t at)
{
	struct opening o;

	for (size_t i = 0; i < COUNT(forms); i++) {
		if (!match(r, &r->known->forms[i], at, &o))
			continue;
		add_paths(r, forms[i].paths, PINPOINT_PATHS_MAX, &o.number);
		r->out->from = at;
		r->out->to = at + o.end;
		return true;
	}
	return false;
}

/* "GDPR 22", "22(1) GDPR"; a year is none. */
static bool read_bare(struct reader *r, size_t at)
{
	struct opening o;

	if (!match(r, &r->known->number, at, &o) || o.number.base > 999)
		return false;
	add_paths(r, bare_paths, COUNT(bare_paths), &o.number);
	r->out->from = at;
	r->out->to = at + o.end;
	r->out->bare = true;
	return true;
}

/* ---- what a thread reads once -------------------------------------------- */

/* Who types a question does not mind capitals. */
static struct vocabulary *read_words(struct arena *a)
{
	static const char *const classes[] = {
		"art",   "recital", "annex",     "chapter",
		"title", "part",    "section",   "paragraph",
		"point", "rule",    "principle", "appendix"
	};
	struct vocabulary *v = vocabulary_read(a);

	for (size_t i = 0; i < COUNT(classes); i++) {
		struct word_class *c =
			vocabulary_class(v, str_from(classes[i]));

		for (size_t k = 0; c != NULL && k < c->n; k++)
			c->words[k].capital = false;
	}
	return v;
}

static pthread_key_t citations_key;

/* Threads come and go, and reading all words takes longer than most requests. */
static struct {
	pthread_mutex_t mutex;
	struct citations *first;
} unused = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static void leave_to_others(void *citations)
{
	struct citations *c = citations;

	pthread_mutex_lock(&unused.mutex);
	c->next = unused.first;
	unused.first = c;
	pthread_mutex_unlock(&unused.mutex);
}

static struct citations *take_unused(void)
{
	struct citations *c;

	pthread_mutex_lock(&unused.mutex);
	c = unused.first;
	if (c != NULL)
		unused.first = c->next;
	pthread_mutex_unlock(&unused.mutex);
	return c;
}

static void make_key(void)
{
	if (pthread_key_create(&citations_key, leave_to_others) != 0)
		die("no room for what a thread reads once");
}

static struct citations *read_citations(void)
{
	struct arena *a = arena_new();
	struct citations *c = arena_alloc(a, sizeof(*c));
	bool sound;

	c->arena = a;
	c->words = read_words(a);
	sound = pattern_read(c->words, STR("{1}"), &c->number);
	for (size_t i = 0; i < COUNT(forms); i++)
		sound &= pattern_read(c->words, str_from(forms[i].pattern),
		                      &c->forms[i]);
	for (size_t i = 0; i < COUNT(within); i++)
		sound &= pattern_read(c->words, str_from(within[i]),
		                      &c->within[i]);
	if (!sound)
		die("a form of citation that cannot be read");
	return c;
}

static void find_citations(void)
{
	struct citations *c = take_unused();

	if (c == NULL)
		c = read_citations();
	if (pthread_setspecific(citations_key, c) != 0)
		die("no room for what a thread reads once");
}

static const struct citations *citations(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct citations *c;

	pthread_once(&once, make_key);
	if (pthread_getspecific(citations_key) == NULL)
		arena_unguarded(find_citations);
	c = pthread_getspecific(citations_key);
	vocabulary_forget(c->words); /* of a text that may be gone */
	return c;
}

/* ---- is anything named? -------------------------------------------------- */

/* The mark stands at this byte. */
static bool has_mark(struct str s, size_t at)
{
	static const char *const marks[] = { "第", "제", "§" };

	for (size_t i = 0; i < COUNT(marks); i++) {
		size_t len = strlen(marks[i]);

		if (s.len - at >= len && memcmp(s.p + at, marks[i], len) == 0)
			return true;
	}
	return s.p[at] >= '0' && s.p[at] <= '9';
}

/* What has no number names no provision; most of what is typed has none. */
static bool has_number(struct str s)
{
	size_t roman = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (has_mark(s, i))
			return true;
		roman = strchr("IVXLCivxlc", s.p[i]) != NULL ? roman + 1 : 0;
		if (roman > 0 && ends_word(s, i + 1) &&
		    starts_word(s, i + 1 - roman))
			return true;
	}
	return false;
}

bool pinpoint_read(struct arena *a, struct str text, struct pinpoint *out)
{
	static bool (*const ways[])(struct reader *, size_t) = { read_named,
		                                                 read_bare };
	struct reader r = { .a = a, .text = text, .out = out };
	bool found = false;

	*out = (struct pinpoint){ 0 };
	if (text.len > PINPOINT_LENGTH_MAX || !has_number(text))
		return false;
	r.known = citations();
	for (size_t way = 0; way < COUNT(ways) && !found; way++)
		for (size_t at = 0; at < text.len && !found; at++)
			found = starts_word(text, at) && ways[way](&r, at);
	while (found && out->nparts < PINPOINT_PARTS_MAX && read_part(&r))
		;
	return found;
}

static bool is_joint(char c)
{
	return c == ' ' || c == ',' || c == ';';
}

struct str pinpoint_rest(struct arena *a, struct str text,
                         const struct pinpoint *pinpoint)
{
	struct str before = { text.p, pinpoint->from },
		   after = str_skip(text, pinpoint->to);
	const struct str of = STR("of ");

	while (before.len > 0 && is_joint(before.p[before.len - 1]))
		before.len--;
	while (after.len > 0 && is_joint(after.p[0]))
		after = str_skip(after, 1);
	if (after.len > of.len && memcmp(after.p, of.p, of.len) == 0)
		after = str_skip(after, of.len);
	return str_from(arena_printf(a, "%.*s%s%.*s", STR_ARG(before),
	                             before.len > 0 && after.len > 0 ? " " : "",
	                             STR_ARG(after)));
}
