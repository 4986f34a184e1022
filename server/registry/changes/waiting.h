/*
 * waiting.h - lines of an import that wait for other lines
 *
 * Shapes  a line waits for an event; those that wait for the same do so in a
 *         queue, in the order they came. Lines about one record stay in their
 *         order: while one of them waits, those behind it do. What waits for
 *         nothing any more is ready. A line that waits is known by its place
 *         in `late`, from 0, and is read again from its file.
 * Units   bytes.
 * Errors  none.
 * Source  ndjson_import.h.
 */
#ifndef SERVER_REGISTRY_CHANGES_WAITING_H
#define SERVER_REGISTRY_CHANGES_WAITING_H

#include "server/registry/changes/ndjson_line.h"

#define WAITING_NONE SIZE_MAX

/* What a line may wait for: that a record comes, that it changes or goes, that
 * an earlier line about it is done. */
enum event { EVENT_COMES = '+', EVENT_CHANGES = '~', EVENT_DONE = '=' };

struct late {
	struct line_place place;
	off_t at;
	size_t len;
	const char *subject;
	size_t next; /* in its queue, or WAITING_NONE */
	bool done;
};

struct queue {
	size_t first, last; /* WAITING_NONE: nobody waits */
};

struct waiting {
	struct arena *arena;
	struct late *late;
	size_t nlate, late_room;
	json_t *places; /* of queues, by event */
	struct queue *queues;
	size_t nqueues, queues_room;
	struct queue ready;
};

void waiting_init(struct waiting *w, struct arena *a);

/* `name` is "kind/id". */
const char *waiting_event(struct arena *a, enum event event, const char *name);

/* Does an earlier line about the same record wait? Then this one does, too. */
bool waiting_behind(struct waiting *w, const struct line *l);

/* Wait for the event; late is WAITING_NONE for a line that did not wait yet. */
void waiting_add(struct waiting *w, const struct line *l, size_t late,
                 const char *event);

/* A line is done: what waited for that is ready. */
void waiting_done(struct waiting *w, const struct line *l, size_t late,
                  bool applied);

/* The next one that is ready, or WAITING_NONE. */
size_t waiting_next(struct waiting *w);

#endif
