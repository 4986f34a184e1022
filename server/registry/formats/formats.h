/*
 * formats.h - an answer made of records, written as something else than JSON
 *
 * Shapes  what is written comes as the JSON that would be answered: one record
 *         or {"items":[...]}, whose items are records of one kind, or say
 *         theirs in a member `kind` (hits), or are no records (steps, claims).
 *         Formats of records look these up again, with those they refer to;
 *         those of items tell their members, whatever they are.
 * Errors  the engine's.
 * Source  RFC 4180 (CSV), RFC 4287 (Atom), RFC 5545 (iCalendar), JSON-LD 1.1,
 *         CSL-JSON 1.0.2; RIS and BibTeX as reference managers read them.
 */
#ifndef SERVER_REGISTRY_FORMATS_FORMATS_H
#define SERVER_REGISTRY_FORMATS_FORMATS_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"
#include "server/registry/model/show.h"

struct format;
struct remembered;
struct wholes;

/* What an answer must be made of for a format, in rising order. */
enum format_level {
	FORMATS_NONE,
	FORMATS_OF_ITEMS,   /* items, whatever they are             */
	FORMATS_OF_STEPS,   /* what has dates                       */
	FORMATS_OF_RECORDS, /* what can be cited, followed, linked  */
};

/* One answer on its way into another format. */
struct rendering {
	const struct format *format;
	struct arena *arena;         /* of the whole                          */
	struct show_context reading; /* its arena ends with the item at hand  */
	const struct kind *kind;     /* of the items, or NULL                 */
	const char *shape;           /* what the answer is: "list", "hits"    */
	struct str json;             /* the answer, without line ends         */
	struct str items;            /* of it; absent when it is one record   */
	struct choice fields;        /* what was asked for; none: all         */
	bool with_mark;              /* a byte order mark comes first         */
	struct str home;             /* of links: "http://127.0.0.1:8080"     */
	struct str self, next; /* this page and the one after: path and query;
	                            next may be absent                    */
	struct str called;     /* in words: "Search: GDPR", "Instruments" */
	struct change head;    /* the state of the registry             */
	struct buf *out;
	struct remembered *seen; /* records that others refer to */
	struct wholes *wholes;   /* and what they are cited as   */
};

typedef enum err_code format_fn(struct rendering *r, struct err *e);

struct format {
	const char *name;      /* format=csv          */
	const char *type;      /* its media type      */
	const char *extension; /* of a file, no dot   */
	enum format_level level;
	format_fn *write;
	bool marked; /* a byte order mark may come first */
};

extern const struct format formats[];
extern const size_t formats_count;

/* By name, or by its media type as it stands in the table; or NULL. */
const struct format *format_named(struct str name);
const struct format *format_of_type(const char *type);

/* An answer without its layout, as json_member() and the like want it. */
struct str format_plain(struct arena *a, struct str json);

/* For who only looks up records. */
void format_begin(struct rendering *r, struct arena *a,
                  const struct show_context *reading);

/* Write r->json to r->out in r->format. */
MUST_CHECK enum err_code format_write(struct rendering *r, struct err *e);

/* The items of the answer, one after the other; *at starts at 0. An answer
 * that is one record is its own only item. What was allocated for the item
 * before, in r->reading.arena, is gone. */
bool format_next(struct rendering *r, size_t *at, struct str *item);

/* What kind of record an item is, or NULL. */
const struct kind *format_kind(const struct rendering *r, struct str item);

/* The stored record of an item; false when it is none, or is gone. */
MUST_CHECK enum err_code format_record(const struct rendering *r,
                                       struct str item,
                                       const struct kind **kind,
                                       struct row *row, bool *found,
                                       struct err *e);

/* The record that a member of another refers to, by the stored id; NULL when
 * there is none. Each is read once. */
MUST_CHECK enum err_code format_referred(const struct rendering *r,
                                         const struct kind *k, struct str id,
                                         const struct row **row, struct err *e);

#endif
