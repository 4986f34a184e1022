/*
 * alike.h - texts compared without regard to typography
 *
 * Shapes  a text is read as units: its characters in canonical parts, folded
 *         in width and case, all quotation marks being one. White space,
 *         hyphens, dashes and what cannot be seen are no units but stand in
 *         the gaps between them. A blank between two letters, and a hyphen or
 *         dash anywhere, must be in both texts; a hyphen at the end of a line
 *         within a word may be in one. Characters are folded by
 *         lib/text/fold.h; two grave accents, apostrophes or commas are one
 *         quotation mark. What differs is a set of enum alike.
 * Units   at and end are bytes of the text, which is less than 4 GiB.
 * Errors  ALIKE_NOT: they are not the same. Superscripts, diacritics and
 *         punctuation are never folded away.
 * Source  lib/text/fold.h.
 */
#ifndef LIB_MATCH_ALIKE_H
#define LIB_MATCH_ALIKE_H

#include "lib/base/base.h"

struct arena;

enum alike {
	ALIKE_SPACE = 1 << 0,
	ALIKE_QUOTES = 1 << 1,
	ALIKE_HYPHENS = 1 << 2, /* at line ends, and soft ones           */
	ALIKE_DASHES = 1 << 3,  /* another sort of hyphen or dash        */
	ALIKE_WIDTH = 1 << 4,
	ALIKE_CASE = 1 << 5,
	ALIKE_FORM = 1 << 6,   /* composed or not                          */
	ALIKE_MARKUP = 1 << 7, /* tags and references stand in it       */
	ALIKE_PAGE = 1 << 8,   /* page numbers, running heads, footnotes */
	ALIKE_NOT = 1 << 9,
};

#define ALIKE_COUNT 9

/* How each is called, by bit. */
extern const char *const alike_names[ALIKE_COUNT];

struct unit {
	uint32_t folded;
	uint32_t plain; /* before its case was folded */
	uint32_t raw;   /* the character it is of     */
	uint32_t at, end;
};

struct units {
	struct str text;
	struct unit *items;
	size_t n, room;
};

/* The units of a text, one after the other. */
typedef void unit_fn(void *arg, const struct unit *unit);
void units_each(struct str text, unit_fn *fn, void *arg);

/* Read a text. `u` is zeroed before its first use, and may be used again with
 * the same arena. */
void units_read(struct units *u, struct arena *a, struct str text);

/* The first unit at or after a byte; u->n when there is none. */
size_t units_at(const struct units *u, size_t byte);

/* How far units went along with a text. */
struct met {
	size_t at;        /* the byte of the text that was reached      */
	bool whole;       /* which is not within a character's units    */
	unsigned differs; /* enum alike                                 */
	uint64_t steps;   /* bytes looked at, on both sides             */
};

/* Do the units from the i-th on stand in the text, from a byte on? Do the
 * first n stand right before a byte, where the next one begins if there is
 * one? Gaps between them included; the first that differs ends it. */
bool units_ahead(const struct units *u, size_t i, struct str text, size_t at,
                 struct met *m);
bool units_back(const struct units *u, size_t n, struct str text, size_t at,
                struct met *m);

/* How many dashes stand before the first, and after the last unit. */
size_t units_dashes_before(const struct units *u);
size_t units_dashes_after(const struct units *u);

/* Does a cut before byte `at` go through a word or a character? */
bool alike_cuts(struct str text, size_t at);

bool alike_is_blank(uint32_t c);

/* After the blanks that stand at a byte. */
size_t alike_skip_blanks(struct str s, size_t at);

bool alike_is_dash(uint32_t c);

#endif
