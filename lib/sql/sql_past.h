/*
 * sql_past.h - records as they stood after a change, as SQL
 *
 * Shapes  of each record of an entity its last change until then, unless that
 *         deleted it; its members are read out of the record's text. Gives
 *         id, key, rev and record, by key.
 * Units   none.
 * Errors  none; each condition is one that store_past_knows().
 * Source  json_extract() and json_each() of SQLite; in PostgreSQL #>> and
 *         json_array_elements().
 */
#ifndef LIB_SQL_SQL_PAST_H
#define LIB_SQL_SQL_PAST_H

#include "lib/sql/sql_text.h"

void sql_past_page(struct sql *q, const struct entity *t,
                   const struct query *query, int64_t seq);
void sql_past_count(struct sql *q, const struct entity *t,
                    const struct query *query, int64_t seq);

#endif
