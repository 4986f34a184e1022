/*
 * numbering.h - how a provision begins: patterns and the numbers in them
 *
 * Shapes  a pattern is read from the left, once, without going back:
 *           {1}  4, 4a, 12A, full-width figures    {①} ①
 *           {I}  XIV, IIIa  {i} xiv  {A} B, BA     {a} b, ba
 *           {一} 十二, 12   {가} 가 나 다          {イ} イ ロ ハ
 *           {^}  the number of what it stands in, figures or Roman
 *           blank    some white space       _  none or some
 *           $        the end of the line    &x      x is next, but not of it
 *           anything else: itself
 *         The first numeral is the number. A second one is what was put in
 *         behind it (第五条の二, 제5조의2). "{h}" alone is a line that looks
 *         like a heading, "{line}" alone any line.
 * Units   ends are bytes from the start of the line. Numbers are at most
 *         NUMBER_MAX.
 * Errors  pattern_read(): false for an unknown numeral or too many parts.
 * Source  the profiles in server/registry/outline/profiles/.
 */
#ifndef SERVER_REGISTRY_OUTLINE_NUMBERING_H
#define SERVER_REGISTRY_OUTLINE_NUMBERING_H

#include "lib/base/base.h"

#define NUMBER_MAX  9999
#define PARTS_MAX   16
#define INSERT_FROM 2 /* の二 and 의2 are the first of their kind */

enum part_kind {
	PART_TEXT,
	PART_BLANK,
	PART_BLANKS, /* none or some */
	PART_END,
	PART_AHEAD, /* must follow, but is not of it */
	PART_PARENT,
	PART_ARABIC,
	PART_ROMAN_UPPER,
	PART_ROMAN_LOWER,
	PART_UPPER,
	PART_LOWER,
	PART_CHINESE,
	PART_CIRCLED,
	PART_KOREAN,
	PART_IROHA,
};

enum pattern_kind { PATTERN_PARTS, PATTERN_HEADING, PATTERN_LINE };

struct pattern {
	enum pattern_kind kind;
	struct {
		enum part_kind kind;
		struct str text;
	} parts[PARTS_MAX];
	size_t n;
};

struct number {
	int base, insert; /* 4a: 4 and 1 */
	int roman;        /* letters that could be one: its value, else 0 */
	bool letters;     /* the base was one */
	bool figures;     /* the insert was a numeral */
	struct str text;  /* as it is written */
};

struct opening {
	struct number number; /* base 0: the pattern has none */
	int parent;           /* of {^}, or 0 */
	size_t end;
};

bool pattern_read(struct str text, struct pattern *out);

/* Does the line begin so? Not for PATTERN_HEADING and PATTERN_LINE. */
bool opening_match(const struct pattern *p, struct str line,
                   struct opening *out);

/* "XIV"; out holds 16 bytes, n is at most 399. */
void roman_write(int n, char out[16]);

#endif
