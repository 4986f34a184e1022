/*
 * numbering.h - how a provision begins: patterns of words and numbers
 *
 * Shapes  a pattern is read from the left, once, without going back:
 *           {1}  ARABIC  {I} {i} ROMAN  {A} {a} UPPER, LOWER  {b} SINGLE
 *           {bb} {BB} DOUBLED  {一} CHINESE  {①} CIRCLED  {가} KOREAN  {イ} IROHA
 *           {one} COUNTED  {1.1} COMPOUND  {1°} DEGREE  {100} LONG,
 *           see numeral.h
 *           {^}  the number of what it stands in: figures, Roman, a letter
 *           {*}  any number
 *           {~}  the last number of a range that the first begins
 *           <article>  a word of that class, see vocabulary.h
 *           blank    some white space       _  none or some
 *           $        the end of the line    &x      x is next, but not of it
 *           \x       x itself
 *           !x       x is not next          !<mention>  none of a class is
 *           anything else: itself
 *         The marks of Markdown (**, *) count as white space. The first
 *         numeral is the number; further ones are what was put in after it
 *         (第五条の二の三, 제5조의2). "{h}" alone is a line that looks like a
 *         heading, "{line}" alone any line.
 * Units   ends are bytes from the start of the line.
 * Errors  pattern_read(): false for an unknown numeral or class, or too many
 *         parts.
 * Source  the profiles in server/registry/outline/profiles/.
 */
#ifndef SERVER_REGISTRY_OUTLINE_NUMBERING_H
#define SERVER_REGISTRY_OUTLINE_NUMBERING_H

#include "server/registry/outline/numeral.h"

#define PARTS_MAX 16

enum part_kind {
	PART_TEXT,
	PART_BLANK,
	PART_BLANKS, /* none or some */
	PART_END,
	PART_AHEAD,     /* must follow, but is not of it */
	PART_NOT_AHEAD, /* must not follow */
	PART_PARENT,
	PART_ANY,
	PART_LAST,
	PART_WORD,
	PART_NUMERAL,
};

enum pattern_kind { PATTERN_PARTS, PATTERN_HEADING, PATTERN_LINE };

struct pattern {
	enum pattern_kind kind;
	struct {
		enum part_kind kind;
		enum numeral numeral;
		struct str text;
		struct word_class *words; /* or NULL */
	} parts[PARTS_MAX];
	size_t n;
	struct word_class *counted;
};

struct opening {
	struct number number; /* base 0: the pattern has none */
	int parent, letter;   /* of {^}, or 0: as a number, as a letter */
	size_t end;
	const struct word *word; /* of the first class, or NULL */
};

bool pattern_read(const struct vocabulary *v, struct str text,
                  struct pattern *out);

/* White space, and the marks by which Markdown sets words in bold. */
size_t numbering_blanks(struct str s);

bool pattern_has_numeral(const struct pattern *p);

/* Does the line begin so? Not for PATTERN_HEADING and PATTERN_LINE. */
bool pattern_match(const struct pattern *p, struct str line,
                   struct opening *out);

#endif
