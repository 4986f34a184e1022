/*
 * numeral.h - the numbers of provisions, as the laws of many countries write
 * them
 *
 * Shapes  ARABIC     4, 4a, 12A, 4 bis, 4-ter, 1er, 1.º, 5º-A, full width
 *         ROMAN      XIV, IIIa; xiv in small letters
 *         UPPER      B, BA  LOWER b, ba  SINGLE b only  DOUBLED bb, BB
 *         CHINESE    十二, 12  CIRCLED ①  KOREAN 가  IROHA イ
 *         COUNTED    words: First, PREMIER, primera
 *         COMPOUND   L. 111-1, 6-1-1301, 17.46, 4.1.2: parts between dots and
 *                    dashes; 100101, too large for ARABIC, is one of one part
 *         DEGREE     1°, 2º, 2 bis°
 *         LONG       as ARABIC, of three figures or more
 * Units   values are 1 to NUMBER_MAX, of parts to PART_MAX; lengths are bytes.
 * Errors  a length of 0: none stands there.
 * Source  the profiles in server/registry/outline/profiles/.
 */
#ifndef SERVER_REGISTRY_OUTLINE_NUMERAL_H
#define SERVER_REGISTRY_OUTLINE_NUMERAL_H

#include "server/registry/outline/vocabulary.h"

#define NUMBER_MAX   99999
#define PART_MAX     9999999
#define ROMAN_MAX    399
#define INSERT_FROM  2 /* の二 and 의2 are the first of their kind */
#define COMPOUND_MAX 6

enum numeral {
	NUMERAL_ARABIC,
	NUMERAL_ROMAN_UPPER,
	NUMERAL_ROMAN_LOWER,
	NUMERAL_UPPER,
	NUMERAL_LOWER,
	NUMERAL_SINGLE,
	NUMERAL_DOUBLED,
	NUMERAL_DOUBLED_UPPER,
	NUMERAL_CHINESE,
	NUMERAL_CIRCLED,
	NUMERAL_KOREAN,
	NUMERAL_IROHA,
	NUMERAL_COUNTED,
	NUMERAL_COMPOUND,
	NUMERAL_DEGREE,
	NUMERAL_LONG,
};

struct number {
	int base, insert; /* 4a: 4 and 1; 5 bis: 5 and 1 */
	int more;         /* 第五条の二の三: 5, 2 and 3 */
	int last;         /* "2 to 9": 9; else 0 */
	int roman;        /* letters that could be one: its value, else 0 */
	bool letters;     /* the base was one */
	bool figures;     /* the insert was a numeral */
	struct str latin; /* the insert was "bis"; in small letters */
	int parts[COMPOUND_MAX];
	size_t nparts;   /* of a compound one, else 0 */
	struct str text; /* as it is written */
};

/* counted is the class of words that NUMERAL_COUNTED reads. */
size_t numeral_read(enum numeral kind, struct str s, struct word_class *counted,
                    struct number *out);

/* By base, what was put in, parts: < 0, 0, > 0. */
int numeral_compare(const struct number *a, const struct number *b);

/* As it stands in paths: 4a, 5bis, 5-2, 2_to_9, 6-1-1301. */
void numeral_write(const struct number *n, struct buf *out);

/* The same for one that is shown as it is written: in small letters. */
void numeral_write_small(struct str s, struct buf *out);

/* "XIV"; out holds 16 bytes, n is at most ROMAN_MAX. */
void roman_write(int n, char out[16]);

#endif
