/*
 * arena_room.h - uninitialised memory of an arena
 *
 * Shapes  for arena_text.c: memory as it comes, not zeroed.
 * Units   bytes.
 * Errors  as arena_alloc().
 * Source  arena.h.
 */
#ifndef LIB_BASE_ARENA_ROOM_H
#define LIB_BASE_ARENA_ROOM_H

#include "lib/base/arena.h"

void *arena_take(struct arena *a, size_t size);

/* What has `had` bytes, where it stands or with its block, so that a long text
 * is not held twice; NULL when something stands after it. */
char *arena_extend(struct arena *a, char *data, size_t had, size_t size);

#endif
