/*
 * kind.h - a kind of record is data: fields, and a few rules
 *
 * Shapes  check() sees a draft whose members have the right types and notes
 *         what is wrong across them. settle() does so for a row when all of an
 *         import is in, where check() could not yet. derive() fills the values
 *         of F_DERIVED fields; it may read through draft->tx. as_known() gives
 *         the record's text as it is shown when the law is asked for as it was
 *         known on a day. compute() appends the F_COMPUTED members of a stored
 *         row to `out`, each as `,"name":value`. document() says what a record
 *         is found by when that is more than its fields marked .search.
 *         linked() writes the row as JSON-LD. concerns() names the records
 *         whose evidence follows from this one, when it changes from old to
 *         new; either may be NULL. All may be NULL.
 * Errors  check() notes mistakes in draft->err (it runs even when others were
 *         found, so it takes no member's type for granted) and a failed
 *         look-up in draft->failed; settle() notes them in *e; the others
 *         return the engine's.
 * Source  vocabulary: the closed lists are spelled as they are sent.
 */
#ifndef SERVER_REGISTRY_MODEL_KIND_H
#define SERVER_REGISTRY_MODEL_KIND_H

#include <jansson.h>

#include "lib/base/arena.h"
#include "lib/base/err.h"
#include "lib/store/model.h"

struct tx;
struct document;
struct row;

/* The place of a passage that is given by its words. */
struct located {
	bool is_found;
	struct str edition;
	int64_t start, end;
};

/* A record about to be written. */
struct draft {
	const struct kind *kind;
	struct tx *tx;
	struct arena *arena;
	struct err *err;
	json_t *json;         /* the members; references become ids      */
	const json_t *given;  /* the body as it was sent                 */
	struct str own;       /* the record's id, which need not be there yet */
	struct row *row;      /* what derive() completes                 */
	enum err_code failed; /* a look-up's failure, not the client's   */
	bool early;           /* what it follows from is not there yet */
	struct located *located; /* found before the write, or the result goes
	                            here; or NULL */
	bool is_sure;            /* ids that it refers to are there */
	bool is_check;           /* nothing is written: what derive() found
	                         before, it finds again                   */

	/* Does a record that is not there yet come later in the same import?
	 * Then its id. NULL outside of an import. */
	bool (*arriving)(void *arrivals, const struct kind *k, struct str ref,
	                 struct str *id);
	void *arrivals;
};

/* What the sources say of an edition; what they do not is absent. */
struct edition_note {
	struct str edition, handling, lang;
};

/* Of the editions that were looked at last. */
#define NOTES_MAX 8

struct edition_notes {
	struct arena *arena; /* of what is noted: it outlives each record */
	struct edition_note items[NOTES_MAX];
	size_t n; /* that were ever noted */
};

#define LANGS_MAX 8

/* A place where stored rows become what is shown. */
struct show_context {
	struct tx *tx;
	struct arena *arena;
	const char *on;              /* the day asked for; today, UTC  */
	const char *law_as_of;       /* as the law was known that day */
	bool alone;                  /* one record is asked for, not a list */
	struct edition_notes *notes; /* neighbours share an edition */
	struct name_memory *names;   /* references are named; NULL: not */
	struct str lang;             /* the words asked for; absent: any  */
	const struct str *aligned;   /* languages to be shown side by side */
	size_t naligned;
};

#define WORTH_PLAIN  0.7f
#define BRIEF_MAX    8
#define FOLLOWED_MAX 4
#define TOUCHED_MAX  2

/* Whose evidence is to be derived again: a record's, or that of all that is
 * stated in a source. */
struct concern {
	const struct kind *kind; /* of the record, else NULL */
	struct str id;           /* of the record or source */
};

typedef enum err_code concern_fn(void *arg, const struct concern *c,
                                 struct err *e);

struct kind {
	struct entity entity;
	void (*start)(void);  /* once the entity is laid out, or NULL */
	const char *singular; /* "instrument" */
	const char *doc;
	void (*check)(struct draft *d);
	enum err_code (*settle)(struct tx *tx, struct arena *a,
	                        const struct row *row, struct err *e);
	enum err_code (*derive)(struct draft *d);
	bool timed;  /* what is computed depends on the day */
	bool worded; /* it has words in several languages */
	float worth; /* in search, beside records of other kinds that are called
	                  the same; 0: WORTH_PLAIN */
	int suggested; /* while somebody types; the greater come first,
	                        0: not at all */
	const char
		*brief[BRIEF_MAX]; /* the members that people look at first */
	const char *touches[TOUCHED_MAX]; /* references: what they lead to is
	                                     derived again */
	const char *passes_on; /* a member of what it touches: when that
	                          changes, the other records that touch the
	                          same one are derived again */
	struct {
		const char *reference, *members[FOLLOWED_MAX];
		bool closely; /* but not when that only follows itself */
	} follows; /* derived again when one of these members of what it refers
	              to changes, and with it what follows from it */
	struct {
		const char *instrument, *source;
	} of; /* references to what it belongs to, "id" to itself. What is of
	         a source only is of that source's instrument */
	bool is_evidence; /* nobody asks for its own evidence */
	bool laborious;   /* a draft takes long to check: that is done before
	                     the write, too, and what was found is kept */
	enum err_code (*concerns)(struct tx *tx, struct arena *a,
	                          const struct row *old, const struct row *new,
	                          concern_fn *fn, void *arg, struct err *e);
	struct str (*as_known)(const struct show_context *r,
	                       const struct row *row);
	enum err_code (*compute)(const struct show_context *r,
	                         const struct row *row, struct buf *out,
	                         struct err *e);
	enum err_code (*linked)(const struct show_context *r,
	                        const struct row *row, struct buf *out,
	                        struct err *e);
	enum err_code (*document)(struct tx *tx, struct arena *a,
	                          const struct row *row, struct document *out,
	                          struct err *e);
};

/* instruments_kind and so on. */
#define KIND(name) extern struct kind name##_kind;
#include "server/kinds/kinds.def"
#undef KIND

extern struct kind *const kinds[];
extern const size_t kinds_count;

/* Lay out all entities; once, before anything else. */
void kinds_start(void);

/* By its name under /v1 ("instruments"), or NULL. */
const struct kind *kind_find(struct str name);

/* The entities of all kinds, in their order, for store_open(). */
const struct entity *const *kinds_entities(void);

/* The place of a column in a row, by query path; the path must exist. */
size_t kind_column(const struct kind *k, const char *path);

/* The value there. A walk over its names: not for what is done per record. */
struct value kind_value(const struct kind *k, const struct value *values,
                        const char *path);
struct str kind_text(const struct kind *k, const struct value *values,
                     const char *path);
void kind_set_value(const struct kind *k, struct value *values,
                    const char *path, struct value value);

/* The list of that name, which must exist. */
const struct list *kind_list(const struct kind *k, const char *name);

/* NULL-terminated names of all kinds, for fields that name one. */
extern const char *const kind_names[];

#endif
