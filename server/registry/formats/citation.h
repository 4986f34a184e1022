/*
 * citation.h - what a reference to a record says, in any format
 *
 * Shapes  a part of an instrument or of a source is cited with it: `title` is
 *         then that of the part and `container` the whole's, whose authors,
 *         date and number it has. Texts that are not known are absent. Dates
 *         are as precise as the record's.
 * Errors  the engine's.
 * Source  the tables in citation.c: which members of a kind say it, and what
 *         a type of text is called where.
 */
#ifndef SERVER_REGISTRY_FORMATS_CITATION_H
#define SERVER_REGISTRY_FORMATS_CITATION_H

#include "server/registry/formats/formats.h"

struct citation_type {
	const char *type; /* of an instrument, or role of a source */
	const char *bibtex, *ris, *csl;
};

struct citation {
	const struct kind *kind;
	struct row row;
	const struct citation_type *type;
	struct str name; /* unique in an answer: the key, or kind:key */
	struct str title, original; /* the second in another language */
	struct str container;
	struct str *authors; /* bodies, and people as a source writes them */
	size_t nauthors, authors_room;
	struct str publisher, issued, number, url, language, abstract, genre;
	struct str jurisdiction;
	struct str page, address; /* of the record here, and in the state cited
	                           */
	struct str as_of;         /* which registry says so, and when */
	struct str cite_as;       /* all that in a sentence */
};

/* Room for what format_begin() and format_write() let citations remember. */
struct wholes *citation_wholes(struct arena *a);

/* What a record says of itself, or a part of its whole; nothing of its place
 * here. Of r only what format_begin() sets is looked at. */
MUST_CHECK enum err_code citation_of(const struct rendering *r,
                                     const struct kind *k,
                                     const struct row *row,
                                     struct citation *out, struct err *e);

/* And its place here. */
void citation_place(const struct rendering *r, struct citation *c);

/* What an item of the answer is cited as; false when it is no record. */
MUST_CHECK enum err_code citation_read(const struct rendering *r,
                                       struct str item, struct citation *out,
                                       bool *found, struct err *e);

/* Every item that is a record, in order. */
typedef void citation_fn(struct rendering *r, const struct citation *c,
                         void *arg);
MUST_CHECK enum err_code citation_each(struct rendering *r, citation_fn *fn,
                                       void *arg, struct err *e);

/* Year, month and day of a date, 0 where it does not say. */
void citation_date(struct str date, int parts[3]);

/* The day of the state that is cited, "2026-11-26"; absent when it is empty.
 */
struct str citation_day(const struct rendering *r);

/* One line: tabs and line ends are blanks. */
struct str citation_line(struct arena *a, struct str s);

#endif
