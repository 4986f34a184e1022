/*
 * model.h - what a record is, said once as data
 *
 * Shapes  A field's name is at once its JSON member, its SQL column and its
 *         query parameter. Members of an object are named "subject.kind" in
 *         queries and subject_kind in SQL. Every entity begins with
 *         common_fields[]; its own follow.
 *         From the fields, entity_layout() derives what an engine stores beside
 *         the record's text: one column for each scalar with F_FILTER, and
 *         for each list that has such a member a table of its own, named
 *         ENTITY_FIELD, with a row for each item. A list with F_SIDE_TABLE has
 *         one table for all entities, named as the field; with F_IMPLIED it
 *         has further items that are no rows of it, in the view
 *         FIELD_implied.
 * Units   min and max: code points of a text, the value of an integer, items
 *         are at most ITEMS_MAX. Text without a max holds TEXT_MAX.
 * Errors  none: these are compile-time tables;
 *         tests/registry/model/test_kinds.c checks that they and the SQL
 *         agree.
 * Source  schema/ has the same names.
 */
#ifndef LIB_STORE_MODEL_H
#define LIB_STORE_MODEL_H

#include "lib/base/arena.h"

#define TEXT_MAX  2000
#define ITEMS_MAX 10000

#define COLUMNS_MAX      48 /* of an entity                    */
#define LISTS_MAX        16 /* of an entity                    */
#define LIST_COLUMNS_MAX 8  /* of an item                      */
#define NAME_MAX_LEN     64 /* of a column, table or path      */

enum field_type {
	FIELD_TEXT,
	FIELD_INTEGER,
	FIELD_BOOL,
	FIELD_CHOICE,
	FIELD_DATE, /* lib/base/date.h                                      */
	FIELD_TIME, /* RFC 3339 UTC, set by the server                 */
	FIELD_ID,   /* UUID of the record itself                       */
	FIELD_KEY,  /* slug of the record itself; in a list, others that lead
	               to it                                           */
	FIELD_REFERENCE, /* id or key of another record; stored as its id   */
	FIELD_URL,       /* http or https                                   */
	FIELD_LANGUAGE,  /* BCP 47                                          */
	FIELD_DIGEST,    /* SHA-256, 64 hex digits                          */
	FIELD_POINTER,   /* JSON Pointer, RFC 6901                          */
	FIELD_OBJECT,    /* members in .fields                              */
	FIELD_JSON,      /* any JSON value                                  */
};

enum field_flag {
	F_REQUIRED = 1 << 0,    /* must be present                           */
	F_FILTER = 1 << 1,      /* has a column, and an index on (column, key):
	                           can be asked for and ordered by          */
	F_LIST = 1 << 2,        /* an array of what the type says            */
	F_SERVER = 1 << 3,      /* in the record, but written by the server  */
	F_DERIVED = 1 << 4,     /* column outside the record, rebuilt with it */
	F_COMPUTED = 1 << 5,    /* shown on reading only; no column          */
	F_GIVEN = 1 << 6,       /* the kind's own check decides: whether it may
	                           be absent, or be given though computed   */
	F_HIDDEN = 1 << 7,      /* derived, and for our own use only         */
	F_READ = 1 << 8,        /* the kind's compute() looks at its column  */
	F_FILTER_ONLY = 1 << 9, /* derived, and only asked for: never shown  */
	F_SIDE_TABLE = 1 << 10, /* a derived list in a table of its own: by
	                           store_items_put()                     */
	F_OWN = 1 << 11,     /* a pointer: to a member of the record itself */
	F_OF_DAY = 1 << 12,  /* computed for a day; filters ask the list
	                           "statuses" for it                     */
	F_IMPLIED = 1 << 13, /* of a side table: what other rows imply is
	                           asked for, too, but no item that is read */

	F_UNSHOWN = F_HIDDEN | F_FILTER_ONLY,
};

enum search_part {
	SEARCH_NONE,
	SEARCH_TITLE,   /* what it is called first              */
	SEARCH_NAME,    /* other titles, names, identifiers     */
	SEARCH_SUMMARY, /* what is said of it                   */
	SEARCH_TEXT,    /* its own words                        */
	SEARCH_BESIDE,  /* what others say of it, never shown   */
	SEARCH__COUNT
};

struct field {
	const char *name;
	enum field_type type;
	unsigned flags;
	int64_t min, max;
	const char *const *choices; /* FIELD_CHOICE: NULL-terminated         */
	const char *target;         /* FIELD_REFERENCE: the entity's name, or
	                               NULL: the sibling "kind" names it     */
	const struct field *fields; /* FIELD_OBJECT: its members             */
	size_t nfields;
	enum search_part search;
	const char *doc;     /* one line for whoever reads the API    */
	const char *pattern; /* of a text that the kind's check() looks at */
	const char *codes;   /* a text: a code in the list of this purpose */
};

/* One stored scalar. */
struct column {
	char name[NAME_MAX_LEN]; /* in SQL: subject_kind            */
	char path[NAME_MAX_LEN]; /* in queries: subject.kind; in a
	                            list: parties.role, or the
	                            list's own name: jurisdictions  */
	const struct field *field;
	const struct field *list; /* the list it is in, or NULL     */
};

/* One stored list: a table with `owner` and these columns; when it is a
 * side table, with `record` (records.n) and `kind` instead. */
struct list {
	char table[NAME_MAX_LEN];
	char implied[NAME_MAX_LEN]; /* a view of further items, or empty */
	const char *kind;           /* in a side table: whose rows, else NULL */
	const struct field *field;
	struct column columns[LIST_COLUMNS_MAX];
	size_t ncolumns;
};

enum {
	COLUMN_ID,
	COLUMN_KEY,
	COLUMN_REV,
	COLUMN_CREATED,
	COLUMN_UPDATED,
	COLUMN_ORIGIN, /* the only one that may lack */
	COLUMN__COMMON
};

extern const struct field common_fields[COLUMN__COMMON];

struct entity {
	const char *name; /* table, and path under /v1 */
	const struct field *fields;
	size_t nfields;
	/* by entity_layout(): */
	struct column columns[COLUMNS_MAX]; /* the common ones first */
	size_t ncolumns;
	struct list lists[LISTS_MAX];
	size_t nlists;
};

void entity_layout(struct entity *t);

/* By name among the common and the entity's own fields, or NULL. */
const struct field *entity_field(const struct entity *t, struct str name);
const struct field *field_named(const struct field *fields, size_t n,
                                struct str name);

/* Of a FIELD_CHOICE; and all there are, "a, b, c". */
bool field_has_choice(const struct field *f, struct str s);
const char *field_choices(struct arena *a, const struct field *f);

/* By query path ("adopted_on", "subject.kind", "parties.role"), or NULL; *list
 * is the list it stands in, or NULL. */
const struct column *entity_column(const struct entity *t, struct str path,
                                   const struct list **list);

enum value_kind { VALUE_NULL, VALUE_INTEGER, VALUE_TEXT };

/* What crosses to an engine; a boolean is 0 or 1, all else is text. */
struct value {
	enum value_kind kind;
	union {
		int64_t integer;
		struct str text; /* borrowed */
	};
};

static inline struct value value_text(struct str s)
{
	return (struct value){ .kind = VALUE_TEXT, .text = s };
}

static inline struct value value_integer(int64_t i)
{
	return (struct value){ .kind = VALUE_INTEGER, .integer = i };
}

static inline bool value_equal(struct value a, struct value b)
{
	if (a.kind != b.kind)
		return false;
	return a.kind == VALUE_NULL ||
	       (a.kind == VALUE_INTEGER ? a.integer == b.integer
	                                : str_eq(a.text, b.text));
}

/* The text of a value; absent when it has none. */
static inline struct str value_str(struct value v)
{
	return v.kind == VALUE_TEXT ? v.text : (struct str){ 0 };
}

#endif
