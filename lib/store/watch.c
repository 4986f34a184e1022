/*
 * watch.c - asking, and remembering the answer
 */
#include "lib/store/watch.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/base/worker.h"
#include "lib/store/store_ops.h"

struct watch {
	struct store *store;
	struct worker worker; /* guards what follows */
	enum err_code code;
	int64_t seq; /* of the newest change */
	char detail[ERR_TEXT];
	int64_t at; /* when it was so, ms */
};

/* Nothing is held while the store is asked. */
static void look(struct watch *w)
{
	struct err e = { 0 };
	int64_t seq = 0;
	enum err_code code = store_look(w->store, &seq, &e);

	worker_lock(&w->worker);
	w->code = code;
	if (seq > 0)
		w->seq = seq;
	memcpy(w->detail, e.detail, sizeof(w->detail));
	w->at = clock_ms();
	worker_unlock(&w->worker);
}

/* False when it is time to end. */
static bool wait_a_while(struct watch *w)
{
	struct timespec until = clock_after(WATCH_EACH_MS);
	bool goes_on;

	worker_lock(&w->worker);
	while (!w->worker.is_stopping && worker_pause(&w->worker, &until))
		;
	goes_on = !w->worker.is_stopping;
	worker_unlock(&w->worker);
	return goes_on;
}

static void keep_looking(void *arg)
{
	struct watch *w = arg;

	while (wait_a_while(w))
		look(w);
}

enum err_code watch_ready(struct watch *w, struct err *e)
{
	int64_t now = clock_ms();

	worker_lock(&w->worker);
	if (now - w->at > WATCH_OLD_MS)
		err_set(e, ERR_BUSY, "the database does not answer");
	else if (w->code != ERR_OK)
		err_set(e, w->code, "%s", w->detail);
	worker_unlock(&w->worker);
	return e->code;
}

int64_t watch_seq(struct watch *w)
{
	int64_t seq;

	worker_lock(&w->worker);
	seq = w->seq;
	worker_unlock(&w->worker);
	return seq;
}

struct watch *watch_start(struct store *s)
{
	struct watch *w = or_die(calloc(1, sizeof(*w)));

	w->store = s;
	worker_init(&w->worker);
	look(w);
	worker_start(&w->worker, keep_looking, w,
	             "cannot start the thread that watches the database");
	return w;
}

void watch_stop(struct watch *w)
{
	if (w == NULL)
		return;
	worker_stop(&w->worker);
	free(w);
}
