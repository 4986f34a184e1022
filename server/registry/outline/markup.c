/*
 * markup.c - reading provisions out of XML
 *
 * Expat must not be left from inside: while it runs, events and words go into
 * room that was made before, as much as the text can have of them.
 */
#include "server/registry/outline/markup.h"

#include <expat.h>

#include "lib/text/utf8.h"

#define NAMES_MAX   96
#define OWN_MAX     24 /* bytes of the first words of an element */
#define FORMATS_MAX 16

enum event_kind { EVENT_OPEN, EVENT_CLOSE, EVENT_TEXT, EVENT_TEXT_END };

struct event {
	enum event_kind kind;
	size_t name;  /* which of the format's */
	size_t at;    /* byte of the edition, behind it when it ends */
	size_t words; /* how many bytes of words came before */
	struct str id, numeral; /* attributes */
};

/* An element that means something to the format. */
struct name {
	struct str element, class;
	bool opens; /* a level */
	bool words; /* a number or a heading */
	bool own;   /* its first words are its number */
};

struct reading {
	struct arena *arena;
	const struct profile *format;
	struct str bytes;
	size_t from; /* where what is being parsed begins */
	XML_Parser parser;
	struct name names[NAMES_MAX];
	size_t nnames;
	struct event *events;
	size_t n, room;
	char *words; /* of numbers, headings, attributes */
	size_t nwords;
	size_t of[MARKUP_DEPTH]; /* the name of each open element, or none */
	size_t depth, skipped;   /* skipped: the depth from which on */
	size_t taking, own; /* elements whose words are taken; bytes left */
	bool failed, blank; /* blank: the last of the first words was one */
	struct str root;
};

#define NONE SIZE_MAX

/* ---- names
 * --------------------------------------------------------------------- */

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

static bool is_in(struct str name, const struct str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(name, list[i]))
			return true;
	return false;
}

/* ---- while Expat runs
 * ------------------------------------------------------------- */

static struct str keep(struct reading *r, const char *s)
{
	struct str kept = { r->words + r->nwords, s != NULL ? strlen(s) : 0 };

	if (s == NULL || r->nwords + kept.len > r->bytes.len)
		return (struct str){ 0 };
	memcpy(r->words + r->nwords, s, kept.len);
	r->nwords += kept.len;
	return kept;
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
	if (is_in(element, r->format->skip, r->format->nskip)) {
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

/* ---- before and after
 * ------------------------------------------------------------- */

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

/* One element and what is in it, from r->from on; what comes behind it may be
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

static bool parse(struct reading *r)
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

static struct str root_of(struct arena *a, struct str bytes)
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

/* ---- from events to provisions
 * ------------------------------------------------------ */

/* An element that may be a provision. */
struct node {
	const struct event *open;
	struct node *parent;
	struct provision *p; /* or NULL */
	struct str number, heading, own;
	size_t end;
};

struct building {
	const struct reading *r;
	struct split *out;
	struct node *nodes;
	size_t n;
	struct node *inner;    /* the innermost that is open */
	struct str words;      /* that came before what they belong to, */
	size_t words_of;       /* and of which element */
	int counted[ROWS_MAX]; /* of those without a number */
	struct provision *flat[ROWS_MAX];
	size_t nflat;
};

static bool lists(const struct building *b, const struct str *list, size_t n,
                  size_t name)
{
	for (size_t i = 0; i < n; i++) {
		struct str spec = list[i];
		const struct name *want = &b->r->names[name];

		if (want->class.len > 0) {
			if (spec.len ==
			            want->element.len + 1 + want->class.len &&
			    str_starts(spec, want->element) &&
			    memcmp(spec.p + want->element.len + 1,
			           want->class.p, want->class.len) == 0)
				return true;
		} else if (str_eq(spec, want->element)) {
			return true;
		}
	}
	return false;
}

/* Does a level of this node take the words of that name? */
static bool takes(const struct building *b, const struct node *n, size_t name,
                  bool title)
{
	const struct profile *f = b->r->format;

	for (size_t i = 0; i < f->nrows; i++) {
		const struct profile_row *row = &f->rows[i];

		if (lists(b, &row->element, 1, n->open->name) &&
		    (title ? lists(b, row->titles, row->ntitles, name)
		           : lists(b, row->numbers, row->nnumbers, name)))
			return true;
	}
	return false;
}

static struct str without_blanks(struct str s)
{
	size_t n = extract_leading_blanks(s);

	return (struct str){ s.p + n, s.len - n };
}

/* "(Purpose)" */
static struct str without_brackets(struct str s)
{
	static const char *const pairs[][2] = { { "(", ")" }, { "（", "）" } };

	for (size_t i = 0; i < COUNT(pairs); i++) {
		size_t n = strlen(pairs[i][0]);

		if (s.len > 2 * n && memcmp(s.p, pairs[i][0], n) == 0 &&
		    memcmp(s.p + s.len - n, pairs[i][1], n) == 0)
			return (struct str){ s.p + n, s.len - 2 * n };
	}
	return s;
}

static void give_words(struct building *b, size_t name, struct str words)
{
	struct node *n = b->inner;

	if (n != NULL && n->number.p == NULL && takes(b, n, name, false)) {
		n->number = words;
	} else if (n != NULL && n->heading.p == NULL &&
	           takes(b, n, name, true)) {
		n->heading = words;
	} else { /* of the very next */
		b->words = words;
		b->words_of = name;
	}
}

static void open_node(struct building *b, const struct event *e)
{
	struct node *n = &b->nodes[b->n++];

	*n = (struct node){ .open = e, .parent = b->inner };
	n->end = b->r->bytes.len;
	b->inner = n;
	if (b->words.p != NULL && takes(b, n, b->words_of, false))
		n->number = b->words;
	else if (b->words.p != NULL && takes(b, n, b->words_of, true))
		n->heading = b->words;
	b->words = (struct str){ 0 };
}

static void close_node(struct building *b, const struct event *e)
{
	struct node *n = b->inner;

	n->end = e->at;
	n->own = (struct str){ b->r->words + n->open->words,
		               e->words - n->open->words };
	n->own = without_blanks(n->own);
	b->inner = n->parent;
	b->words = (struct str){ 0 };
}

static void build_nodes(struct building *b)
{
	const struct reading *r = b->r;
	size_t from = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct event *e = &r->events[i];

		arena_work(r->arena, 50);
		switch (e->kind) {
		case EVENT_OPEN:
			open_node(b, e);
			break;
		case EVENT_CLOSE:
			close_node(b, e);
			break;
		case EVENT_TEXT:
			from = e->words;
			break;
		case EVENT_TEXT_END:
			give_words(b, e->name,
			           extract_on_one_line(
					   r->arena,
					   (struct str){ r->words + from,
			                                 e->words - from }));
			break;
		}
	}
}

/* ---- which level
 * --------------------------------------------------------------------- */

static struct str numeral_of(const struct node *n, struct str source)
{
	if (source.p[0] == '@')
		return n->open->numeral;
	if (source.p[0] == '^')
		return n->own;
	return n->number;
}

static bool stands_in(const struct opening *o, const struct node *n)
{
	const struct node *up = n->parent;

	if (o->parent == 0 && o->letter == 0)
		return true;
	while (up != NULL && up->p == NULL)
		up = up->parent;
	return up != NULL && (up->p->number.base == o->parent ||
	                      up->p->number.base == o->letter);
}

static bool matches(const struct profile_row *row, const struct node *n,
                    struct str words, struct opening *out)
{
	for (size_t i = 0; i < row->nopen; i++)
		if (row->open[i].kind == PATTERN_PARTS && words.p != NULL &&
		    pattern_match(&row->open[i], words, out) &&
		    stands_in(out, n))
			return true;
	return false;
}

/* May it stand in what it stands in? */
static bool is_placed(const struct building *b, const struct profile_row *row,
                      const struct node *n)
{
	const struct node *up = n->parent;

	while (up != NULL && up->p == NULL)
		up = up->parent;
	if (row->in == 0)
		return true;
	return (row->in &
	        (up == NULL ? IN_TEXT
	                    : ROW_BIT(up->p->row - b->r->format->rows))) != 0;
}

static bool is_level(const struct building *b, const struct profile_row *row,
                     const struct node *n, struct str *words,
                     struct opening *out)
{
	if (!lists(b, &row->element, 1, n->open->name) || !is_placed(b, row, n))
		return false;
	*out = (struct opening){ 0 };
	for (size_t i = 0; i < row->nnumbers; i++) {
		*words = numeral_of(n, row->numbers[i]);
		if (matches(row, n, *words, out))
			return true;
	}
	*words = (struct str){ 0 };
	return (row->flags & ROW_NAMED) != 0 && n->open->id.len > 0;
}

/* ---- making provisions
 * ----------------------------------------------------------------- */

static struct provision *parent_of(struct building *b, const struct node *n,
                                   const struct profile_row *row)
{
	const struct node *up = n->parent;

	while (up != NULL && up->p == NULL)
		up = up->parent;
	if (up != NULL)
		return up->p;
	while (b->nflat > 0 && b->flat[b->nflat - 1]->row->depth >= row->depth)
		b->nflat--;
	return b->nflat > 0 ? b->flat[b->nflat - 1] : NULL;
}

static struct provision *scope_of(const struct building *b,
                                  const struct profile_row *row,
                                  struct provision *parent)
{
	if ((row->flags & ROW_NAMED) != 0)
		return NULL;
	if (row->within == 0)
		return parent;
	while (parent != NULL &&
	       (row->within & ROW_BIT(parent->row - b->r->format->rows)) == 0)
		parent = parent->parent;
	return parent;
}

/* What holds it, flat, ends where it ends. */
static void stretch(struct building *b, size_t end)
{
	for (size_t i = 0; i < b->nflat; i++)
		if (b->flat[i]->end < end)
			b->flat[i]->end = end;
}

static void make_provision(struct building *b, struct node *n,
                           const struct profile_row *row, struct str words,
                           const struct opening *o)
{
	struct provision *p = arena_alloc(b->r->arena, sizeof(*p));
	struct str rest = { words.p + o->end, words.len - o->end };

	*p = (struct provision){ .row = row,
		                 .number = o->number,
		                 .counted = o->number.base == 0,
		                 .at = n->open->at,
		                 .rest = n->open->at,
		                 .end = n->end,
		                 .list = 1,
		                 .word = o->word,
		                 .id = n->open->id,
		                 .heading = without_brackets(n->heading) };
	p->parent = parent_of(b, n, row);
	p->scope = scope_of(b, row, p->parent);
	p->depth = p->parent != NULL ? p->parent->depth + 1 : 0;
	p->opening =
		words.p != NULL ? (struct str){ words.p, o->end } : n->number;
	if (p->heading.len == 0 && row->ntitles == 0 && row->nheadings > 0)
		p->heading = extract_on_one_line(b->r->arena, rest);
	if (p->counted && (row->flags & ROW_NAMED) == 0)
		p->number.base = ++b->counted[row - b->r->format->rows];
	n->p = p;
	p->index = b->out->n;
	b->out->items[b->out->n++] = p;
	stretch(b, p->end);
	if ((row->flags & ROW_FLAT) != 0 && b->nflat < ROWS_MAX)
		b->flat[b->nflat++] = p;
}

static void build_provisions(struct building *b)
{
	const struct profile *f = b->r->format;

	b->out->items =
		arena_alloc(b->r->arena, (b->n + 1) * sizeof(*b->out->items));
	for (size_t i = 0; i < b->n; i++) {
		struct node *n = &b->nodes[i];

		arena_work(b->r->arena, 200);
		for (size_t k = 0; k < f->nrows && n->p == NULL; k++) {
			struct opening o;
			struct str words;

			if (is_level(b, &f->rows[k], n, &words, &o))
				make_provision(b, n, &f->rows[k], words, &o);
		}
	}
}

/* What stood in an element that is none goes to what that stands in. */
static void hand_up(struct building *b)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct node *n = &b->nodes[i], *up = n;

		while (up != NULL && up->p == NULL)
			up = up->parent;
		if (up != NULL && up != n && up->p->heading.len == 0 &&
		    up->p->row->ntitles > 0)
			up->p->heading = without_brackets(n->heading);
	}
}

/* ---- the format
 * ------------------------------------------------------------------------ */

static bool find_format(struct arena *a, const struct vocabulary *v,
                        struct str root, struct str name, struct profile *out)
{
	struct err e;

	err_init(&e, a);
	for (size_t i = 0; format_texts[i].name != NULL; i++) {
		if (name.len > 0 && !str_is(name, format_texts[i].name))
			continue;
		if (profile_read(a, v, str_from(format_texts[i].text), out,
		                 &e) == ERR_OK &&
		    is_in(root, out->roots, out->nroots))
			return true;
	}
	return false;
}

bool markup_is_format(struct str name)
{
	for (size_t i = 0; format_texts[i].name != NULL; i++)
		if (str_is(name, format_texts[i].name))
			return true;
	return false;
}

bool markup_split(struct arena *a, const struct vocabulary *v, struct str bytes,
                  struct str name, struct split *out)
{
	struct profile *format = arena_alloc(a, sizeof(*format));
	struct reading *r = arena_alloc(a, sizeof(*r));
	struct building *b = arena_alloc(a, sizeof(*b));

	if (bytes.len > INT32_MAX ||
	    !find_format(a, v, root_of(a, bytes), name, format))
		return false;
	*r = (struct reading){ .arena = a, .format = format, .bytes = bytes };
	if (!parse(r))
		return false;
	*b = (struct building){ .r = r, .out = out };
	b->nodes = arena_alloc(a, (r->n + 1) * sizeof(*b->nodes));
	*out = (struct split){ .profile = format };
	extract_plain(a, bytes, &out->extract);
	out->signed_from = bytes.len;
	build_nodes(b);
	build_provisions(b);
	hand_up(b);
	return out->n > 0;
}
