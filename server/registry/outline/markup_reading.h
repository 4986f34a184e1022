/*
 * markup_reading.h - a text in XML as a sequence of events
 *
 * Shapes  Only elements that mean something to the format give events; words
 *         are given where they are a number or a heading. All of it is in the
 *         arena.
 * Units   bytes of the edition.
 * Errors  markup_parse() is false for a text that is not well formed.
 * Source  profile.h says what a format is.
 */
#ifndef SERVER_REGISTRY_OUTLINE_MARKUP_READING_H
#define SERVER_REGISTRY_OUTLINE_MARKUP_READING_H

#include <expat.h>

#include "server/registry/outline/markup.h"

#define NAMES_MAX 96
#define NONE      SIZE_MAX

enum event_kind { EVENT_OPEN, EVENT_CLOSE, EVENT_TEXT, EVENT_TEXT_END };

struct event {
	enum event_kind kind;
	size_t name;            /* which of the format's */
	size_t at;              /* byte of the edition, after it when it ends */
	size_t words;           /* how many bytes of words came before */
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

/* Fills the events of r->bytes. */
bool markup_parse(struct reading *r);

bool markup_names(const struct str *list, size_t n, struct str name);

/* The name of the root element: absent when there is none, "" when the text
 * cannot be read. */
struct str markup_root(struct arena *a, struct str bytes);

#endif
