/*
 * profile.h - how the texts of a family of laws are laid out, as data
 *
 * Shapes  a file of server/registry/outline/profiles/ is {"name","title",
 *         "languages","levels","rank","like","without"}: the languages of such
 *         texts, ["*"] for any; of two that explain a text alike, the one of
 *         the lower rank is chosen. `like` another profile: it has the levels
 *         of that one, but for those in `without`; a level of the same name
 *         replaces the other's, one with "after" stands after that level. A
 *         level is
 *           name      what other members call it
 *           level     the provision's level; absent: the text is passed over
 *           open      patterns (numbering.h), the first that fits counts; one
 *                     after a '?' is trusted less than the others
 *           in        levels it may stand in; "" is the text itself
 *           within    levels its numbers and its path count in, the nearest
 *                     that is open; absent: `in`
 *           depth     a provision ends what is open of this depth or deeper
 *           path      "art_{n}": {n} the number, {x} as written in small
 *                     letters, {X} as written; after the path of what it
 *                     counts in
 *           label     "Article {n}": besides {一} in Chinese, {t} the whole
 *                     opening, {o} its word as the vocabulary has it and its
 *                     number, {p} the label of what it stands in
 *           heading   where it may stand
 *                     line     the rest of the line
 *                     title    up to a full stop, without a verb
 *                     dash     up to ".—"
 *                     paren    in brackets
 *                     lead     up to a full stop before an opening
 *                     next     lines of its own after
 *                     above    one in brackets before
 *                     over     one before
 *           rest      what must follow on the line; absent: anything
 *                     some     anything, but not nothing
 *                     title    a title
 *                     caps     a title in capitals
 *                     named    a title or nothing
 *                     new      nothing that goes on with a sentence
 *                     dash     a heading up to ".—"
 *           gap       how many numbers in a row may be missing; of strong
 *                     levels any number may
 *           min       how many there must be at least
 *           flags     strong   has a word of its own: may begin anywhere, and
 *                              shows that the profile fits
 *                     again    another list may begin in the same place
 *                     tail     the last ends with its own paragraph
 *                     once     only the first counts
 *                     front    before all others
 *                     inside   also in the middle of an opening line
 *                     back     after all others: not where the numbers of
 *                              others go on after it
 *                     late     not the first words of what it would end
 *                     holds    of headings only: all lines up to what it
 *                              holds are its heading
 *                     flat     of formats only (markup.h)
 *                     named    found by its identifier alone
 *                     alphabet letters go on after z as aa; anywhere else aa
 *                              is not put in after a, but of another level
 *           not       levels whose openings are none of it
 *           before    levels that it may not follow in the same place
 *           leads     the level that must begin on the line after
 *           bare      levels whose first of these bears no number: what stands
 *                     before the second is the first
 *           parent    a word in the heading of what it stands in
 *           from      the class of words of which one must begin a line
 *                     before it
 *         Levels are looked for in their order: what others stand in first.
 * Errors  profile_read(): ERR_INVALID, and where. Those compiled in have
 *         none; tests/registry/outline/test_split.c reads them all.
 * Source  server/registry/outline/profiles/.
 */
#ifndef SERVER_REGISTRY_OUTLINE_PROFILE_H
#define SERVER_REGISTRY_OUTLINE_PROFILE_H

#include "lib/base/arena.h"
#include "lib/base/err.h"
#include "server/registry/outline/numbering.h"

#define ROWS_MAX      40
#define PATTERNS_MAX  60
#define HEADINGS_MAX  4
#define LANGUAGES_MAX 30
#define SOURCES_MAX   4
#define SKIP_MAX      16

/* Compiled in; the last has no name. */
struct profile_text {
	const char *name, *text;
};

extern const struct profile_text profile_texts[];

enum heading_place {
	HEADING_NONE,
	HEADING_LINE,
	HEADING_TITLE,
	HEADING_DASH,
	HEADING_PAREN,
	HEADING_NEXT,
	HEADING_ABOVE,
	HEADING_OVER,
	HEADING_LEAD,
};

enum rest_kind {
	REST_ANY,
	REST_SOME,
	REST_TITLE,
	REST_CAPS,
	REST_NAMED,
	REST_NEW,
	REST_DASH,
};

enum row_flag {
	ROW_STRONG = 1 << 0,
	ROW_AGAIN = 1 << 1,
	ROW_TAIL = 1 << 2,
	ROW_ONCE = 1 << 3,
	ROW_FRONT = 1 << 4,
	ROW_INSIDE = 1 << 5,
	ROW_BACK = 1 << 6,
	ROW_LATE = 1 << 7,
	ROW_HOLDS = 1 << 8,
	ROW_FLAT = 1 << 9,   /* of markup.h, and */
	ROW_NAMED = 1 << 10, /* what is found by its identifier alone */
	ROW_ALPHABET = 1 << 11,
};

#define ROW_BIT(i) (UINT64_C(1) << (i))
#define IN_TEXT    ROW_BIT(63)

struct profile_row {
	struct str name, level, path, label, parent;
	struct word_class *from; /* or NULL */
	struct pattern *open;
	size_t nopen;
	uint64_t weak; /* ROW_BIT() of patterns that are trusted less */
	enum heading_place headings[HEADINGS_MAX];
	size_t nheadings;
	enum rest_kind rest;
	uint64_t in, within, not, before, leads, bare; /* ROW_BIT()s, IN_TEXT */
	int depth, gap;
	size_t min;
	unsigned flags;
	/* of markup.h */
	struct str element, numbers[SOURCES_MAX], titles[SOURCES_MAX];
	size_t nnumbers, ntitles;
};

struct profile {
	struct str name, title;
	struct str languages[LANGUAGES_MAX];
	size_t nlanguages;
	int rank;
	/* of markup.h */
	struct str part, roots[SKIP_MAX], skip[SKIP_MAX], ids[SOURCES_MAX],
		attributes[SOURCES_MAX];
	size_t nroots, nskip, nids, nattributes;
	struct profile_row rows[ROWS_MAX];
	size_t nrows;
};

MUST_CHECK enum err_code profile_read(struct arena *a,
                                      const struct vocabulary *v,
                                      struct str text, struct profile *out,
                                      struct err *e);

/* One that is compiled in: ERR_NOT_FOUND, and which there are. */
MUST_CHECK enum err_code profile_find(struct arena *a,
                                      const struct vocabulary *v,
                                      struct str name, struct profile *out,
                                      struct err *e);

/* Are its texts written in this language ("en", "pt-BR")? */
bool profile_speaks(const struct profile *p, struct str lang);

#endif
