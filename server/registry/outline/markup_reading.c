/*
 * markup_reading.c - what Expat tells, as events
 *
 * Expat must not be left from inside: while it runs, events and words go into
 * room that was made before, as much as the text can have of them.
 */
#include "server/registry/outline/markup_reading.h"

#include "lib/text/utf8.h"

#define OWN_MAX 24 /* bytes of the first words of an element */

/* ---- names --------------------------------------------------------------- */

static struct str local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return str_from(colon != NULL ? colon + 1 : name);
}

static const char *attribute(const char **atts, struct str name)
{
	for (; *atts != NULL; atts += 2)
		if (str_eq(local_name(*atts), name))
			return atts[1];
	return NULL;
}

static struct name *add_name(struct reading *r, struct str spec)
{
	const char *dot = memchr(spec.p, '.', spec.len);
	struct name n = { .element = spec };

	if (dot != NULL && dot[1] >= 'a' && dot[1] <= 'z') {
		n.element.len = (size_t)(dot - spec.p);
		n.class = (struct str){ dot + 1, spec.len - n.element.len - 1 };
	}
	for (size_t i = 0; i < r->nnames; i++)
		if (str_eq(r->names[i].element, n.element) &&
		    str_eq(r->names[i].class, n.class))
			return &r->names[i];
	if (r->nnames == NAMES_MAX)
		return &r->names[NAMES_MAX - 1];
	r->names[r->nnames] = n;
	return &r->names[r->nnames++];
}

static void learn_names(struct reading *r)
{
	for (size_t i = 0; i < r->format->nrows; i++) {
		const struct profile_row *row = &r->format->rows[i];
		struct name *n = add_name(r, row->element);

		n->opens = true;
		for (size_t k = 0; k < row->nnumbers; k++) {
			if (row->numbers[k].p[0] == '^')
				n->own = true;
			else if (row->numbers[k].p[0] != '@')
				add_name(r, row->numbers[k])->words = true;
		}
		for (size_t k = 0; k < row->ntitles; k++)
			add_name(r, row->titles[k])->words = true;
	}
}

static size_t find_name(const struct reading *r, struct str element,
                        const char **atts)
{
	const char *class = attribute(atts, STR("class"));

	for (size_t i = 0; i < r->nnames; i++) {
		const struct name *n = &r->names[i];

		if (str_eq(n->element, element) &&
		    (n->class.len == 0 ||
		     (class != NULL && str_is(n->class, class))))
			return i;
	}
	return NONE;
}

bool markup_names(const struct str *list, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(name, list[i]))
			return true;
	return false;
}

/* ---- while Expat runs ---------------------------------------------------- */

static struct str keep(struct reading *r, const char *s)
{
	struct str copy = { r->words + r->nwords, s != NULL ? strlen(s) : 0 };

	if (s == NULL || r->nwords + copy.len > r->bytes.len)
		return (struct str){ 0 };
	memcpy(r->words + r->nwords, s, copy.len);
	r->nwords += copy.len;
	return copy;
}

static void note(struct reading *r, enum event_kind kind, size_t name,
                 const char **atts)
{
	struct event *e = &r->events[r->n];
	const struct profile *f = r->format;

	if (r->n == r->room)
		return;
	*e = (struct event){ .kind = kind, .name = name };
	e->at = r->from + (size_t)XML_GetCurrentByteIndex(r->parser);
	if (kind == EVENT_CLOSE)
		e->at += (size_t)XML_GetCurrentByteCount(r->parser);
	for (size_t i = 0; atts != NULL && i < f->nids && e->id.p == NULL; i++)
		e->id = keep(r, attribute(atts, f->ids[i]));
	for (size_t i = 0;
	     atts != NULL && i < f->nattributes && e->numeral.p == NULL; i++)
		e->numeral = keep(r, attribute(atts, f->attributes[i]));
	e->words = r->nwords;
	r->n++;
}

static void stop(struct reading *r)
{
	r->failed = true;
	XML_StopParser(r->parser, XML_FALSE);
}

/* The first words of an element, with one blank between two. */
static void take_own(struct reading *r, const char *s, size_t n)
{
	for (size_t i = 0; i < n && r->own > 0; i++) {
		bool blank = s[i] == ' ' || s[i] == '\n' || s[i] == '\t';

		if ((blank && (r->own == OWN_MAX || r->blank)) ||
		    r->nwords == r->bytes.len)
			continue;
		r->words[r->nwords++] = blank ? ' ' : s[i];
		r->blank = blank;
		r->own--;
	}
}

static void on_start(void *arg, const char *full, const char **atts)
{
	struct reading *r = arg;
	struct str element = local_name(full);
	size_t name;

	if (r->depth == MARKUP_DEPTH || arena_is_over(r->arena)) {
		stop(r);
		return;
	}
	r->of[r->depth++] = NONE;
	if (r->skipped > 0)
		return;
	if (markup_names(r->format->skip, r->format->nskip, element)) {
		r->skipped = r->depth;
		return;
	}
	name = find_name(r, element, atts);
	r->of[r->depth - 1] = name;
	if (name == NONE)
		return;
	if (r->names[name].opens)
		note(r, EVENT_OPEN, name, atts);
	if (r->names[name].own)
		r->own = OWN_MAX;
	if (r->names[name].words) {
		note(r, EVENT_TEXT, name, NULL);
		r->taking++;
	}
}

static void on_end(void *arg, const char *full)
{
	struct reading *r = arg;
	size_t name = r->of[--r->depth];

	(void)full;
	if (r->skipped > r->depth)
		r->skipped = 0;
	if (r->taking == 0)
		take_own(r, " ", 1); /* words of two cells are two */
	if (name == NONE)
		return;
	if (r->names[name].words) {
		note(r, EVENT_TEXT_END, name, NULL);
		r->taking--;
	}
	if (r->names[name].opens)
		note(r, EVENT_CLOSE, name, NULL);
	r->own = 0;
}

static void on_words(void *arg, const char *s, int len)
{
	struct reading *r = arg;
	size_t n = (size_t)len;

	if (r->skipped > 0)
		return;
	if (r->taking == 0) {
		take_own(r, s, n);
		return;
	}
	if (r->nwords + n > r->bytes.len)
		return;
	memcpy(r->words + r->nwords, s, n);
	r->nwords += n;
}

/* A text that brings entities of its own may grow without end. */
static void on_entity(void *arg, const char *name, int is_parameter,
                      const char *value, int length, const char *base,
                      const char *system, const char *public,
                      const char *notation)
{
	(void)name;
	(void)is_parameter;
	(void)value;
	(void)length;
	(void)base;
	(void)system;
	(void)public;
	(void)notation;
	stop(arg);
}

/* ---- before and after ---------------------------------------------------- */

static void free_parser(void *parser)
{
	XML_ParserFree(parser);
}

static XML_Parser new_parser(struct arena *a, void *arg)
{
	XML_Parser p = XML_ParserCreate("UTF-8");

	if (p == NULL)
		return NULL;
	arena_defer(a, free_parser, p);
	XML_SetUserData(p, arg);
	XML_SetEntityDeclHandler(p, on_entity);
	return p;
}

static size_t count_tags(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += s.p[i] == '<';
	return n;
}

/* One element and what is in it, from r->from on; what comes after it may be
 * anything when it is but a part. */
static bool parse_part(struct reading *r, bool whole, size_t *end)
{
	struct str s = { r->bytes.p + r->from, r->bytes.len - r->from };
	struct arena *a = arena_child(r->arena);
	size_t before = r->n;
	bool ok;

	r->parser = new_parser(a, r);
	if (r->parser == NULL) {
		arena_free(a);
		return false;
	}
	r->depth = r->skipped = r->taking = r->own = 0;
	XML_UseForeignDTD(r->parser, !whole); /* its characters have names */
	XML_SetElementHandler(r->parser, on_start, on_end);
	XML_SetCharacterDataHandler(r->parser, on_words);
	ok = XML_Parse(r->parser, s.p, (int)s.len, XML_TRUE) == XML_STATUS_OK ||
	     (!whole && r->depth == 0 && r->n > before);
	*end = r->from + (size_t)XML_GetCurrentByteIndex(r->parser);
	arena_free(a);
	return ok && !r->failed;
}

/* Where the next element begins that is a part of the text, else NONE. */
static size_t next_part(const struct reading *r, size_t from)
{
	struct str want = r->format->part;

	for (size_t i = from; i + want.len <= r->bytes.len; i++) {
		if (r->bytes.p[i] != want.p[0] ||
		    memcmp(r->bytes.p + i, want.p, want.len) != 0)
			continue;
		while (i > from && r->bytes.p[i] != '<')
			i--;
		return i;
	}
	return NONE;
}

/* Pages have their own frame around the parts of the text, and that need not be
 * well formed. */
static bool parse_parts(struct reading *r)
{
	size_t end = 0;

	for (r->from = next_part(r, 0); r->from != NONE;
	     r->from = next_part(r, end))
		if (!parse_part(r, false, &end) || end <= r->from)
			return false;
	return true;
}

bool markup_parse(struct reading *r)
{
	size_t end;

	arena_work(r->arena, 4 * r->bytes.len);
	r->room = 4 * count_tags(r->bytes);
	r->events = arena_alloc(r->arena, (r->room + 1) * sizeof(*r->events));
	r->words = arena_alloc(r->arena, r->bytes.len + 1);
	learn_names(r);
	return r->format->part.len > 0 ? parse_parts(r)
	                               : parse_part(r, true, &end);
}

/* The name of the root element is all that is wanted. */
static void on_root(void *arg, const char *full, const char **atts)
{
	struct reading *r = arg;

	(void)atts;
	if (r->root.p == NULL)
		r->root = keep(r, local_name(full).p);
	XML_StopParser(r->parser, XML_FALSE);
}

struct str markup_root(struct arena *a, struct str bytes)
{
	struct reading r = { .arena = a, .bytes = bytes };

	r.words = arena_alloc(a, bytes.len + 1);
	r.parser = new_parser(a, &r);
	if (r.parser == NULL)
		return (struct str){ 0 };
	XML_SetStartElementHandler(r.parser, on_root);
	(void)XML_Parse(r.parser, bytes.p, (int)bytes.len, XML_TRUE);
	return r.failed ? STR("") : r.root;
}
