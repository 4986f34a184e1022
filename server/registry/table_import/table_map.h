/*
 * table_map.h - which column of a table goes to which member of a record
 *
 * Shapes  JSON, as data/maps/map.schema.json describes it; those in data/maps/
 *         are part of the program and go by their names. A member of a list of
 *         objects is built from one value (`at`) and what is the same for all
 *         (`as`).
 * Errors  map_read(): ERR_INVALID with every mistake at its JSON Pointer;
 *         map_check_columns(): the same of columns the table has not.
 * Source  data/maps/map.schema.json.
 */
#ifndef SERVER_REGISTRY_TABLE_IMPORT_TABLE_MAP_H
#define SERVER_REGISTRY_TABLE_IMPORT_TABLE_MAP_H

#include "server/registry/model/kind.h"
#include "server/registry/table_import/table.h"

struct map_text {
	const char *name, *text;
};

extern const struct map_text map_texts[];

struct map_member {
	struct str to, from;
	const struct field *field;  /* the record's member          */
	const struct field *scalar; /* what a value is taken as     */
	const json_t *steps, *as, *only_if;
	const char *at;  /* in an item that is an object, or NULL */
	bool add;        /* to a list that has items already, too */
	bool is_of_rows; /* it refers to what rows of this map speak of */
};

struct map_classes {
	struct str scheme;
	const json_t *from, *steps, *yes, *no;
	bool create;
};

struct table_map {
	const json_t *json;
	const struct kind *kind;
	bool has_format;
	struct table_form form;
	struct str prefix;
	struct str mark; /* of its evidence, beside that of other maps of the
	                    source: the prefix that it gives */
	struct map_member
		record; /* says which record; without it to is absent */
	struct map_member *members;
	size_t nmembers;
	struct map_classes *classes;
	size_t nclasses;
};

/* Where a row of these members is from: as it says, or else as the map says of
 * all rows; NULL where neither does. */
const json_t *map_places(const struct table_map *m, const json_t *members);

/* The shipped one of that name, or absent. */
struct str map_named(struct str name);

MUST_CHECK enum err_code map_read(struct arena *a, struct str text,
                                  struct table_map *out, struct err *e);
MUST_CHECK enum err_code map_check_columns(struct arena *a,
                                           const struct table_map *m,
                                           const struct table *t,
                                           struct err *e);
/* The columns that the map names and no row has, as a list of texts. */
json_t *map_absent(struct arena *a, const struct table_map *m,
                   const struct table *t);

#endif
