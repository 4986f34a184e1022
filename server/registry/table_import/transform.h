/*
 * transform.h - what a cell says becomes values
 *
 * Shapes  the steps of a map's `do`, one after the other, each an object with
 *         one name: {"split":";"}, {"date":["DD/MM/YYYY","YYYY"]},
 *         {"values":{...},"otherwise":"drop"|"keep"}, {"prefix":"..."},
 *         {"case":"upper"|"lower"}, {"find":"organizations"},
 *         {"row_of":"KEY"}. What is left is
 *         taken if the field takes it. A date of two formats that give two
 *         days is not taken; a format that ends in * leaves the rest unread.
 *         A condition: {"column":"...","in":[...]} or {"column":"...",
 *         "not_in":[...]}, or a list of such, which all must hold; an empty
 *         cell is "".
 * Errors  a value that is refused is reported, with a reason; the engine's.
 * Source  data/maps/map.schema.json.
 */
#ifndef SERVER_REGISTRY_TABLE_IMPORT_TRANSFORM_H
#define SERVER_REGISTRY_TABLE_IMPORT_TRANSFORM_H

#include "server/registry/model/kind.h"
#include "server/registry/table_import/table.h"

void transform_check(struct arena *a, const json_t *steps, const char *where,
                     struct err *e);
void condition_check(const json_t *condition, const char *where, struct err *e);
/* A condition may be a list of them: number i, from 0; NULL after the last. */
const json_t *condition_at(const json_t *condition, size_t i);

/* One value, and the cell or part of a cell it comes from. */
typedef enum err_code value_fn(void *arg, const struct cell *cell,
                               json_t *value, struct err *e);
typedef void untaken_fn(void *arg, const struct cell *cell, const char *reason);

struct transforming {
	struct tx *tx;
	struct arena *arena;
	const struct table *table;
	const json_t *steps;
	const struct field *field; /* NULL: any text */
	const json_t *places;      /* that the row is from, or NULL */
	value_fn *take;
	untaken_fn *refuse;
	void *arg;
};

MUST_CHECK enum err_code transform(const struct transforming *t,
                                   const struct cell *cell, struct err *e);

bool condition_holds(const struct table *t, struct arena *a,
                     const struct table_row *row, const json_t *condition);

#endif
