/*
 * markup.c - from the events of a text to its provisions
 */
#include "server/registry/outline/markup.h"

#include "server/registry/outline/markup_reading.h"

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

/* ---- which level --------------------------------------------------------- */

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

/* ---- making provisions --------------------------------------------------- */

/* The flat one that it comes after in the element it stands in, else what
 * that element is. Those of elements that have ended are given up. */
static struct provision *parent_of(struct building *b, const struct node *n,
                                   const struct profile_row *row)
{
	const struct node *up = n->parent;
	struct provision *holder;

	while (up != NULL && up->p == NULL)
		up = up->parent;
	holder = up != NULL ? up->p : NULL;
	for (; b->nflat > 0; b->nflat--) {
		struct provision *flat = b->flat[b->nflat - 1];

		if (holder != NULL && split_within(holder, flat))
			return holder;
		if (flat->row->depth < row->depth &&
		    (holder == NULL || split_within(flat, holder)))
			return flat;
	}
	return holder;
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

/* ---- the format ---------------------------------------------------------- */

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
		    markup_names(out->roots, out->nroots, root))
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
	    !find_format(a, v, markup_root(a, bytes), name, format))
		return false;
	*r = (struct reading){ .arena = a, .format = format, .bytes = bytes };
	if (!markup_parse(r))
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
