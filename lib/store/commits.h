/*
 * commits.h - has anything changed since?
 *
 * Shapes  another number after each commit, whoever made it; 0 while one is
 *         under way, or when it is not known. What a TX_READ that began later
 *         found holds as long as the number stands.
 * Units   none: numbers are the same or not.
 * Errors  none.
 * Source  the engine.
 */
#ifndef LIB_STORE_COMMITS_H
#define LIB_STORE_COMMITS_H

#include "lib/store/store.h"

uint64_t store_commits(struct store *s);

#endif
