/*
 * sets.h - which sets a record is in, and which sets answer a query
 *
 * Shapes  an engine keeps a set of records for each name that sets_of_*()
 *         gives of one; a query is answered by the records that are in all of
 *         its terms. Names are
 *           ENTITY                      all records
 *           ENTITY/PATH                 those with a value, where one may lack
 *           ENTITY/PATH/VALUE           those with this value; of a language
 *                                       also with what it begins with, in
 *                                       lower case
 *           ENTITY/PATH/d/202, y/2021, m/2021-11, a/2021-11-23
 *                                       dates within a decade, year, month, day
 *           ENTITY/PATH/Y/2021, M/2021-11
 *                                       dates that are no more precise
 *           ENTITY/PATH,PATH/VALUE VALUE
 *                                       both in one item of a list
 *         Members of few values have sets (choices, yes or no, codes,
 *         languages, dates, pointers), and references in lists; of others it is
 *         only known who has one. Of a list of what holds on days (from, to, known_from,
 *         known_to) the items of one day count, as all that is known now has
 *         it.
 * Units   a day is YYYY-MM-DD.
 * Errors  none; sets_for() is false when sets do not tell.
 * Source  the members of the kinds.
 */
#ifndef LIB_SQL_SETS_H
#define LIB_SQL_SETS_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

struct set_names {
	struct arena *arena;
	struct str *names;
	size_t n, room;
};

/* ---- of a record -------------------------------------------------------- */

bool sets_has_column(const struct column *c);
bool sets_has_list(const struct list *l);

/* Of the record itself, of the value of one of its columns, of one item: a name
 * may come twice. */
void sets_of_record(struct set_names *out, const struct entity *t);
void sets_of_value(struct set_names *out, const struct entity *t,
                   const struct column *c, const struct value *v);
void sets_of_item(struct set_names *out, const struct entity *t,
                  const struct list *l, const struct value *cells,
                  struct str day);

/* ---- of a query --------------------------------------------------------- */

/* All names from one to another, both included. */
struct set_range {
	struct str from, to;
};

/* Records in one of these, or in none of them. */
struct set_term {
	struct set_range *any;
	size_t n, room;
	bool is_without;
};

struct set_query {
	struct set_term terms[STORE_CONDITIONS + 1];
	size_t nterms;  /* at least one that is not without */
	struct str day; /* the answer is that of this day; absent: of any */
};

MUST_CHECK bool sets_for(struct arena *a, const struct entity *t,
                         const struct query *q, struct set_query *out);

#endif
