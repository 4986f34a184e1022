/*
 * table_import.h - a table becomes records in which each value leads to its
 *                  cell
 *
 * Shapes  the file becomes an edition of the map's source. A row finds its
 *         record (record_match.h) or makes one; members that are empty are filled,
 *         none is overwritten. Each value that is taken becomes a passage at
 *         its cell and an assertion, whose keys are made of source, row and
 *         column: the same file again changes nothing, and of a newer file
 *         the passages of a row go to where the row stands now. What a record
 *         says otherwise is a conflict to see.
 *         Written in steps of TABLE_STEP rows, one or more in a transaction; a
 *         dry run is one write that is undone. After steps that are committed:
 *         table_settle().
 *         The report: {"source","edition","dry_run","rows","values","new",
 *         "left_out","created","matched","filled","changed","conflicts","gone",
 *         "skipped","untaken"}; from "created" on also as lists of
 *         {"line",...}, of the first TABLE_LISTED; "absent": columns that the
 *         map names and no row has.
 * Units   lines from 1.
 * Errors  those of table_map.h and table.h; a file that is not UTF-8; the engine's.
 *         What is wrong with one row is in the report.
 * Source  data/maps/map.schema.json.
 */
#ifndef SERVER_REGISTRY_TABLE_IMPORT_TABLE_IMPORT_H
#define SERVER_REGISTRY_TABLE_IMPORT_TABLE_IMPORT_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

#define TABLE_STEP   50
#define TABLE_LISTED 1000

/* Of a table that comes in a request; a larger one is for the command. */
#define TABLE_BYTES_MAX (4u << 20)

struct table_plan;

struct table_request {
	struct arena *arena;
	struct str map; /* the text of it, or the name of a shipped one */
	struct str bytes;
	const char *media_type; /* or NULL: by the format */
	bool dry_run;
};

/* No store is needed yet. */
MUST_CHECK enum err_code table_prepare(const struct table_request *r,
                                       struct table_plan **out, struct err *e);

/* As many steps as begin within so many milliseconds, and at least one, of a
 * TX_WRITE or TX_BULK: what each changes is written and synced once for all. */
MUST_CHECK enum err_code table_steps(struct tx *tx, struct table_plan *p,
                                     int64_t ms, struct err *e);
/* Was this step the last, if it is committed? And is all settled? */
bool table_ends(const struct table_plan *p);
bool table_is_done(const struct table_plan *p);
void table_settle(struct table_plan *p);

/* All of it as a write that is undone. */
MUST_CHECK enum err_code table_try(struct store *s, struct table_plan *p,
                                   struct err *e);

/* Of all up to the last step. */
void table_report(const struct table_plan *p, struct buf *out);

#endif
