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
 *           ENTITY/PATH/from VALUE a/2021-11-23, to VALUE m/2021-12, ...
 *                                       from when, and until when, it
 *                                       holds; from_again, to_again when it
 *                                       does for the second time
 *           ENTITY/LIST/unclear         what holds on a day does not follow
 *                                       from those two
 *           ENTITY/LIST/revised         what was known on an earlier day is
 *                                       not what is known now
 *         Members of few values have sets (choices, yes or no, codes,
 *         languages, dates, pointers), and references in lists; of others it is
 *         only known who has one. Of a list of what holds on days (from, to,
 *         known_from, known_to) the items of one day count, as all that is
 *         known now has it; for other days there are the sets of from and to.
 *         They tell where a value holds twice at most, and one item at a time.
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

/* Of all items of a list of what holds on days, their cells one after the
 * other. */
bool sets_are_of_days(const struct list *l);
void sets_of_days(struct set_names *out, const struct entity *t,
                  const struct list *l, const struct value *cells, size_t n);

/* ---- of a query --------------------------------------------------------- */

/* All names from one to another, both included. */
struct set_range {
	struct str from, to;
};

struct set_ranges {
	struct set_range *v;
	size_t n, room;
};

/* Records in one of these, and in none of those. */
struct set_part {
	struct set_ranges in, out;
};

/* Records in one of the parts, or in none of them. */
struct set_term {
	struct set_part *parts;
	size_t n, room;
	size_t unclear; /* those of the query that it does not tell about */
	bool is_without;
	bool is_apart; /* no record is in two of its sets, and what is not to be
	                  in is among what is: numbers of records add up */
};

/* Of these records sets do not tell whether an item of a list of days fits all
 * conditions on it: the items tell. */
struct set_unclear {
	struct set_ranges in;
	const struct list *list;
};

#define SET_UNCLEAR_MAX 4 /* lists of days */

struct set_query {
	struct set_term terms[STORE_CONDITIONS + 1];
	size_t nterms; /* at least one that is not without */
	struct set_unclear unclear[SET_UNCLEAR_MAX]; /* the first is of none */
	size_t nunclear;
};

/* With the day whose items count. */
MUST_CHECK bool sets_for(struct arena *a, const struct entity *t,
                         const struct query *q, struct str day,
                         struct set_query *out);

#endif
