/*
 * table_work.h - what the parts of a table's import share
 *
 * Shapes  a plan lasts from the request to the report, a progress is what one
 *         step moves on (a step that is undone begins again where it began),
 *         a work is one row.
 * Errors  the engine's. What is wrong with one row goes into the report:
 *         table_skip() for all of it, table_refuse() for a value.
 * Source  table_import.h.
 */
#ifndef SERVER_REGISTRY_TABLE_IMPORT_TABLE_WORK_H
#define SERVER_REGISTRY_TABLE_IMPORT_TABLE_WORK_H

#include "server/registry/changes/postponed.h"
#include "server/registry/changes/write.h"
#include "server/registry/model/json.h"
#include "server/registry/table_import/table.h"
#include "server/registry/table_import/table_map.h"

enum tally {
	TALLY_ROWS,
	TALLY_VALUES,
	TALLY_NEW,
	TALLY_LEFT_OUT,
	TALLY_CREATED,
	TALLY_MATCHED,
	TALLY_FILLED,
	TALLY_CHANGED,
	TALLY_CONFLICTS,
	TALLY_GONE,
	TALLY_SKIPPED,
	TALLY_UNTAKEN,
	TALLY__COUNT
};

#define TALLY_FIRST_LISTED TALLY_CREATED

#define ROW_NAME_MAX 50 /* of a key: the part of the row */

enum phase { PHASE_SOURCE, PHASE_SPANS, PHASE_ROWS, PHASE_OLD, PHASE_DONE };

/* What a row refers to may be made by a row further down: when all are in, those
 * that found nothing are looked at once more, for that alone. */
struct looking {
	bool again;   /* by then                                */
	size_t row;   /* so many of all were passed             */
	size_t nlate; /* so many of them refer to nothing so far */
	size_t done;  /* of these, when they are looked at again */
};

/* What a step moves on; one that is undone begins again where it began. */
struct progress {
	enum phase phase;
	struct table table;
	struct looking looking;
	size_t byte;        /* up to which */
	int64_t code_point; /* so many were counted */
	struct str after;   /* the key of the last old passage looked at */
	size_t n[TALLY__COUNT];
	size_t listed[TALLY__COUNT]; /* bytes of its list */
};

/* Where a cell outside of its row stands: many rows may have the same. */
#define FAR_PLACES 64

struct far_place {
	size_t byte;
	int64_t code_point;
};

struct table_plan {
	struct arena *arena;
	struct table_map map;
	struct str bytes, sha256;
	struct str source,
		source_id; /* the key; and, once it is there, the id */
	const char *media_type;
	bool dry_run;
	size_t *late; /* the numbers of rows that are looked at again */
	size_t late_room;
	struct far_place far[FAR_PLACES];
	size_t nfar;    /* so many were found; the newest stay */
	json_t *absent; /* columns of the map that no row has */
	json_t *seen; /* names of rows: where each stands, its line, what it says */
	struct buf lists[TALLY__COUNT];
	struct progress first, settled, now;
};

/* A value of the row at hand. */
struct taken {
	const struct map_member *member;
	struct cell cell;
	size_t part;
	const struct field *field; /* of which it is said           */
	json_t *value;             /* as an assertion has it */
};

/* A passage, an assertion or a classification of the row. */
struct known {
	struct str id, record;
};

struct work {
	struct table_plan *plan;
	struct tx *tx;
	struct arena *arena;
	struct postponed *postponed;
	struct table_row row;
	int64_t code_point; /* of the row's beginning */
	struct str name;    /* of the row, as part of keys */
	struct str shown;   /* as people read it           */
	struct str named;   /* the id of the record that a column names */
	json_t *members;    /* that the row gives its record */
	struct taken *taken;
	size_t ntaken, room;
	const struct map_member *member;
	struct str column; /* of the cell at hand */
	size_t part;
	struct str id, record; /* of the record, once it is there */
	bool matched;
	bool is_place_unknown; /* it names one that was not taken */
	bool is_late;          /* what it refers to is not there, so far */
	json_t *places;        /* of what is known, by kind and key */
	struct known *known;
	size_t nknown, known_room;
};

/* ---- the report: table_report.c ------------------------------------------ */

/* The list to add members to, until table_note_end(); NULL when it is full. */
struct buf *table_note(struct work *w, enum tally t);
void table_note_end(struct work *w, enum tally t);
/* As long as p->now has them. */
void table_lists_back(struct table_plan *p);
/* As they were, where something is said a second time. */
void table_tally_back(struct table_plan *p, const struct progress *before,
                      enum tally t);
void table_skip(struct work *w, const char *reason);
/* A value; arg is the struct work. */
void table_refuse(void *arg, const struct cell *cell, const char *reason);
void table_refuse_nested(struct work *w, const struct cells *cells);
/* All mistakes of a record in a line. */
const char *table_mistakes(struct arena *a, const struct err *e);

/* ---- records: table_write.c ---------------------------------------------- */

/* Of a code that put() answered: is that the row's own failure? */
bool table_is_mistake(enum err_code rc);
/* Takes body over. */
MUST_CHECK enum err_code table_put(struct work *w, const struct kind *k,
                                   json_t *body, struct write *out,
                                   struct err *e);
/* A slug that stands for a text: what is long or has nothing to be seen of is
 * told apart by its hash. */
struct str table_slug(struct arena *a, struct str text, size_t max);
struct str table_key(const struct work *w, struct str column, size_t part);

/* ---- what a row has left before: table_known.c ---------------------------- */

struct own {
	struct str id;
	bool is_new, is_changed;
};

MUST_CHECK enum err_code table_read_known(struct work *w, struct err *e);
/* The record of that key, or absent. */
struct str table_known(const struct work *w, const struct kind *k,
                       struct str key);
/* Written unless it says so already; its references are ids. Takes body over. */
MUST_CHECK enum err_code table_put_own(struct work *w, const struct kind *k,
                                       struct str key, json_t *body,
                                       struct own *out, struct err *e);

/* ---- a row: one file each ------------------------------------------------ */

/* By value. */
bool table_has_item(const json_t *list, const json_t *item);

/* Has the list an item that says all that this one says? */
bool table_covers(const json_t *list, const json_t *item);
/* What was taken of the row, as its record says it. */
void table_rephrase(struct work *w, const json_t *record);

MUST_CHECK enum err_code table_take_in_row(struct work *w, struct err *e);
/* w->id stays absent when the row is skipped. */
MUST_CHECK enum err_code table_find_record(struct work *w, struct err *e);
/* Its key is that of the column, or, where that stands for another part of the
 * cell, of what is said by it. */
MUST_CHECK enum err_code table_put_passage(struct work *w, struct str said_by,
                                           struct str column, size_t part,
                                           const struct cell *cell,
                                           struct str *id, struct err *e);
MUST_CHECK enum err_code table_put_evidence(struct work *w, struct err *e);
MUST_CHECK enum err_code table_put_classes(struct work *w, struct err *e);

#endif
