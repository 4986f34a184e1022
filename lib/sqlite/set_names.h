/*
 * set_names.h - the ids of sets by their names
 *
 * Shapes  set_names_begin() and set_names_end() stand around sets_update() and
 *         the commit after it; between writes what is known stays, until
 *         another process commits.
 * Units   none.
 * Errors  those of conn_run().
 * Source  the table sets.
 */
#ifndef LIB_SQLITE_SET_NAMES_H
#define LIB_SQLITE_SET_NAMES_H

#include "lib/base/err.h"

struct sqlite_store;

/* Of a set; id 0: a free place. */
struct set_name {
	uint64_t hash;
	struct str name;
	uint32_t id;
};

struct set_name_table {
	struct arena *arena; /* of the names */
	struct set_name *names;
	size_t n, room;   /* a power of two */
	uint64_t commits; /* when it was so, as FILE.lock counts */
};

void set_names_begin(struct sqlite_store *s);
void set_names_end(struct sqlite_store *s, bool keep);
void set_names_forget(struct set_name_table *t);

/* Of a set of this name, which is made where there is none. */
MUST_CHECK enum err_code set_names_id(struct sqlite_store *s, struct str name,
                                      uint32_t *out, struct err *e);

#endif
