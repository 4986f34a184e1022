/*
 * pending_lines.c - queues of lines, by the event they wait for
 */
#include "server/registry/ndjson/pending_lines.h"

#include "lib/store/store.h"
#include "server/registry/model/json.h"

void pending_init(struct pending *w, struct arena *a)
{
	*w = (struct pending){ .arena = a,
		               .places = json_own(a, json_object()),
		               .ready = { PENDING_NONE, PENDING_NONE } };
}

const char *pending_event(struct arena *a, enum event event, const char *name)
{
	return arena_printf(a, "%c%s", (char)event, name);
}

static void push(struct pending *w, struct queue *q, size_t late)
{
	w->late[late].next = PENDING_NONE;
	if (q->first == PENDING_NONE)
		q->first = late;
	else
		w->late[q->last].next = late;
	q->last = late;
}

static size_t pop(const struct pending *w, struct queue *q)
{
	size_t late = q->first;

	if (late != PENDING_NONE)
		q->first = w->late[late].next;
	return late;
}

/* Who waits for this, or NULL. */
static struct queue *queue_find(const struct pending *w, const char *event)
{
	const json_t *place = json_object_get(w->places, event);

	return place != NULL ? &w->queues[json_integer_value(place)] : NULL;
}

static struct queue *queue_make(struct pending *w, const char *event)
{
	struct queue *q = queue_find(w, event);

	if (q != NULL)
		return q;
	json_object_set_new(w->places, event,
	                    json_integer((json_int_t)w->nqueues));
	ARENA_GROW(w->arena, w->queues, w->nqueues, w->queues_room);
	q = &w->queues[w->nqueues++];
	*q = (struct queue){ PENDING_NONE, PENDING_NONE };
	return q;
}

static size_t late_new(struct pending *w, const struct line *l)
{
	ARENA_GROW(w->arena, w->late, w->nlate, w->late_room);
	w->late[w->nlate] = (struct late){ .place = l->place,
		                           .at = l->at,
		                           .len = l->text.len };
	return w->nlate++;
}

static void wake(struct pending *w, const char *event, size_t most)
{
	struct queue *q = queue_find(w, event);
	size_t late;

	while (q != NULL && most-- > 0 && (late = pop(w, q)) != PENDING_NONE)
		push(w, &w->ready, late);
}

static void announce(struct pending *w, const struct line *l, bool applied)
{
	const char *done = pending_event(l->arena, EVENT_DONE, l->subject);
	const struct queue *behind = queue_find(w, done);

	if (applied && str_is(l->op, OP_PUT))
		wake(w, pending_event(l->arena, EVENT_COMES, l->subject),
		     SIZE_MAX);
	if (applied)
		wake(w, pending_event(l->arena, EVENT_CHANGES, l->subject),
		     SIZE_MAX);
	if (behind == NULL)
		return;
	if (behind->first == PENDING_NONE)
		json_object_del(w->places, done);
	else
		wake(w, done, 1);
}

bool pending_behind(struct pending *w, const struct line *l)
{
	struct queue *behind =
		queue_find(w, pending_event(l->arena, EVENT_DONE, l->subject));

	if (behind != NULL)
		push(w, behind, late_new(w, l));
	return behind != NULL;
}

void pending_add(struct pending *w, const struct line *l, size_t late,
                 const char *event)
{
	if (late == PENDING_NONE)
		late = late_new(w, l);
	push(w, queue_make(w, event), late);
	queue_make(w, pending_event(l->arena, EVENT_DONE, l->subject));
}

void pending_done(struct pending *w, const struct line *l, size_t late,
                  bool applied)
{
	if (late != PENDING_NONE)
		w->late[late].done = true;
	announce(w, l, applied);
}

size_t pending_next(struct pending *w)
{
	return pop(w, &w->ready);
}
