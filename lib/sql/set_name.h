/*
 * set_name.h - how sets are called, for those who write names and who ask
 *
 * Shapes  as lib/sql/sets.h says. A name of a date has a level: so much of it
 *         counts; `alone` is the level of those that are no more precise.
 * Units   days are YYYY-MM-DD.
 * Errors  none.
 * Source  the members of the kinds.
 */
#ifndef LIB_SQL_SET_NAME_H
#define LIB_SQL_SET_NAME_H

#include "lib/base/arena.h"
#include "lib/store/store.h"

struct set_level {
	const char *within, *alone;
	size_t len; /* bytes of the date */
};

#define SET_LEVELS 4

extern const struct set_level set_levels[SET_LEVELS];

/* Is it known who has a value, whatever it is? */
bool set_has_presence(const struct column *c);

/* Every record has a value. */
bool set_is_everywhere(const struct column *c);

/* Two of them in one item have a set, too. */
bool set_is_paired(const struct column *c);

struct str set_value_text(struct arena *a, const struct column *c,
                          struct value v);
struct str set_name(struct arena *a, const struct entity *t,
                    const struct column *c, const char *level, struct str text);
struct str set_name_any(struct arena *a, const struct entity *t,
                        const struct column *c);
struct str set_name_pair(struct arena *a, const struct entity *t,
                         const struct column *x, struct value v,
                         const struct column *y, struct value w);

/* Of a list of days. */
struct str set_name_unclear(struct arena *a, const struct entity *t,
                            const struct list *l);
struct str set_name_revised(struct arena *a, const struct entity *t,
                            const struct list *l);

/* Of a value that holds from, or until, a day, for the first time (0) or
 * again: what goes before the level. */
#define SET_BEGINS "from"
#define SET_ENDS   "to"
#define SET_RUNS   2

const char *set_edge(struct arena *a, const char *edge, size_t run,
                     struct str value);

#endif
