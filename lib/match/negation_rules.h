/*
 * negation_rules.h - the words that turn a sentence round, language by language
 *
 * Shapes  a file of lib/match/negations/ is a language: lines "KEY: RULE,
 *         RULE". KEY is one of the kinds of negation.h; "harmless" for what
 *         looks like one and is none; "common" for words by which the
 *         language is told; "script". A rule is patterns with blanks between,
 *         each of a word or of characters that stand together, written as
 *         people do (case and accents do not count):
 *           ban*  *n't  *x*   begins, ends so; has it
 *           =No               written just so
 *           no.  n'  non-     with what stands after it
 *           #                 a number, or what begins with a digit
 *           ?                 a single letter
 *           _an_              the edge of a word, where none is written
 * Units   none.
 * Errors  a file that cannot be read so ends the process: tests see it.
 * Source  dictionaries and drafting manuals; lib/match/negations/.
 */
#ifndef LIB_MATCH_NEGATION_RULES_H
#define LIB_MATCH_NEGATION_RULES_H

#include "lib/base/base.h"

enum rule_kind {
	RULE_NEGATION,
	RULE_PROHIBITION,
	RULE_EXCEPTION,
	RULE_CONDITION,
	RULE_HARMLESS,
	RULE_COMMON,
	RULE__COUNT
};

enum script { SCRIPT_LATIN, SCRIPT_HAN, SCRIPT_HANGUL, SCRIPT__COUNT };

/* How a word hangs together with the one before it. */
enum joint {
	JOINT_BLANK,
	JOINT_NONE, /* nothing between them */
	JOINT_APOSTROPHE,
	JOINT_HYPHEN,
};

enum {
	WORD_BEGINS = 1 << 0, /* more may follow      */
	WORD_ENDS = 1 << 1,   /* more may stand before */
	WORD_NUMBER = 1 << 2,
	WORD_LETTER = 1 << 3,
	WORD_DOT = 1 << 4,
	WORD_HYPHEN = 1 << 5,
	WORD_EDGE_BEFORE = 1 << 6,
	WORD_EDGE_AFTER = 1 << 7,
};

struct rule_word {
	struct str text; /* folded; of length 0: any          */
	struct str raw;  /* as it must be written, or absent  */
	enum joint joint;
	unsigned flags;
};

struct rule {
	enum rule_kind kind;
	struct rule_word *words;
	size_t n;
};

/* Rules by the first byte of their first word; those at RULES_ANY may begin
 * with any. */
#define RULES_ANY 256

struct rules {
	struct rule *items;
	size_t n, room;
	size_t from[RULES_ANY + 2];
};

struct language {
	const char *name;
	enum script script;
	struct rules turning; /* all kinds but RULE_COMMON */
	struct rules common;
};

/* A row for each file, made by schema/embed_texts.awk; an empty one ends it. */
struct negation_text {
	const char *name, *text;
};
extern const struct negation_text negation_texts[];

/* All languages, ready; read once in a process. */
const struct language *negation_rules(size_t *n);

/* A character in the form in which rules are compared, at the end of `out`. */
struct str negation_fold(struct str word, char *out);

/* A hyphen or apostrophe at this byte, and past it; else 0. */
size_t negation_hyphen(struct str text, size_t at);
size_t negation_apostrophe(struct str text, size_t at);

#endif
