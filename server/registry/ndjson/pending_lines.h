/*
 * pending_lines.h - lines of an import that cannot be applied before others
 *
 * Shapes  a line waits for an event; the lines that wait for one event are in
 *         a queue, in the order they were read. Lines about one record are
 *         applied in their order: those after a line that waits wait, too.
 *         Lines that need not wait any longer are in the queue `ready`. A
 *         pending line is known by its index in `late`, from 0, and is read
 *         again from its file.
 * Units   bytes.
 * Errors  none.
 * Source  ndjson_import.h.
 */
#ifndef SERVER_REGISTRY_NDJSON_PENDING_LINES_H
#define SERVER_REGISTRY_NDJSON_PENDING_LINES_H

#include "server/registry/ndjson/ndjson_line.h"

#define PENDING_NONE SIZE_MAX

/* What a line may wait for: that a record comes, that it changes or goes, that
 * an earlier line about it is done. */
enum event { EVENT_COMES = '+', EVENT_CHANGES = '~', EVENT_DONE = '=' };

struct late {
	struct line_place place;
	off_t at;
	size_t len;
	const char *subject;
	size_t next; /* in its queue, or PENDING_NONE */
	bool done;
};

struct queue {
	size_t first, last; /* PENDING_NONE: nobody waits */
};

struct pending {
	struct arena *arena;
	struct late *late;
	size_t nlate, late_room;
	json_t *places; /* of queues, by event */
	struct queue *queues;
	size_t nqueues, queues_room;
	struct queue ready;
};

void pending_init(struct pending *w, struct arena *a);

/* `name` is "kind/id". */
const char *pending_event(struct arena *a, enum event event, const char *name);

/* Does an earlier line about the same record wait? Then this one does, too. */
bool pending_behind(struct pending *w, const struct line *l);

/* Wait for the event; late is PENDING_NONE for a line that did not wait yet. */
void pending_add(struct pending *w, const struct line *l, size_t late,
                 const char *event);

/* A line is done: what waited for that is ready. */
void pending_done(struct pending *w, const struct line *l, size_t late,
                  bool applied);

/* The next one that is ready, or PENDING_NONE. */
size_t pending_next(struct pending *w);

#endif
