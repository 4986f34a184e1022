/*
 * choice_meant.h - which choice is meant by a word that is none
 *
 * Shapes  first those of the field itself that are spelled nearly so, or are
 *         called so elsewhere ("enacted" is in_force or adopted here); then
 *         those of other fields of the entity: "hard" is none of `type`, but
 *         one of `force`.
 * Units   at most CHOICE_MEANT_MAX.
 * Errors  none.
 * Source  near.h, stem.h; the words are what the law of several countries, and
 *         those who write about it, call these.
 */
#ifndef SERVER_REGISTRY_MODEL_CHOICE_MEANT_H
#define SERVER_REGISTRY_MODEL_CHOICE_MEANT_H

#include "lib/store/model.h"

#define CHOICE_MEANT_MAX 5

struct choice_meant {
	const struct field *field; /* whose choice it is */
	const char *value;
};

/* How many there are. */
size_t choice_meant(struct arena *a, const struct entity *t,
                    const struct field *f, struct str typed,
                    struct choice_meant out[CHOICE_MEANT_MAX]);

#endif
