/*
 * deliver.c - a thread for each webhook sends one change after the other
 */
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "lib/base/clock.h"
#include "lib/base/hash.h"
#include "lib/base/log.h"
#include "lib/base/worker.h"
#include "lib/data/base64.h"
#include "lib/data/digest.h"
#include "lib/data/id.h"
#include "lib/data/jsontext.h"
#include "lib/data/media_types.h"
#include "lib/data/timestamp.h"
#include "lib/store/history.h"
#include "lib/store/webhooks.h"
#include "server/fetch/call.h"
#include "server/registry/model/change_chain.h"
#include "server/registry/model/kind.h"
#include "server/webhooks/webhooks.h"

#define LOOK_MS      200
#define SCAN_MAX     5000 /* changes looked at in one transaction       */
#define SAVE_EACH    1000 /* changes passed over before that is written */
#define HELD_SECONDS 60
#define HELD_LEAST   20 /* a request must end before that does */
#define ANSWER_MAX   4096

struct webhooks {
	struct store *store;
	const struct webhook_file *file;
	struct sender *senders;
	struct str me; /* this process, as holder */
	struct arena *arena;
	atomic_bool stopping; /* it ends a request, too */
};

struct sender {
	struct webhooks *all;
	const struct webhook_entry *entry;
	struct worker worker;
	int64_t passed; /* no change up to this one is wanted and not sent */
};

/* One look at what there is to send. */
struct look {
	struct sender *sender;
	struct arena *arena;
	struct webhook state;
	struct feed_filter filter;
	struct tx *tx;
	struct change next; /* seq 0: none */
	int64_t passed;
	bool is_idle; /* nothing is to be done now */
	bool is_lost; /* another process delivers  */
	struct delivery delivery;
	int64_t retry_after; /* seconds it asked for */
};

/* ---- where it stands ------------------------------------------------------- */

static struct str in_seconds(struct arena *a, int64_t seconds)
{
	return time_ago(a, -seconds);
}

static bool is_later(struct str time, struct str now)
{
	return time.len > 0 && str_cmp(time, now) > 0;
}

static bool is_mine(const struct look *l)
{
	return str_eq(l->state.holder, l->sender->all->me);
}

static bool is_others(const struct look *l, struct str now)
{
	return l->state.holder.len > 0 && !is_mine(l) &&
	       is_later(l->state.held_until, now);
}

/* A new one begins with what comes next; one that has moved is tried again. */
static enum err_code begin(struct tx *tx, void *arg, struct err *e)
{
	struct look *l = arg;
	const struct webhook_entry *entry = l->sender->entry;
	enum err_code rc =
		store_webhook_find(tx, entry->name, l->arena, &l->state, e);

	if (rc == ERR_OK && str_eq(l->state.url, entry->url))
		return ERR_OK;
	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		l->state = (struct webhook){ .name = entry->name };
		rc = store_newest(tx, &l->state.seq, e);
	}
	l->state.url = entry->url;
	l->state.attempts = 0;
	l->state.due_at = l->state.disabled_at = (struct str){ 0 };
	return rc == ERR_OK ? store_webhook_put(tx, &l->state, e) : rc;
}

/* ---- what is next ----------------------------------------------------------- */

static enum err_code consider(void *arg, const struct change *c, struct err *e)
{
	struct look *l = arg;
	bool wanted;
	enum err_code rc = feed_wants(l->tx, &l->filter, c, &wanted, e);

	if (rc != ERR_OK)
		return rc;
	if (!wanted) {
		l->passed = c->seq;
		return ERR_OK;
	}
	l->next = *c;
	change_keep(l->arena, &l->next);
	return ERR_ENOUGH;
}

/* An instrument that never was has no changes. */
static enum err_code resolve(struct tx *tx, struct look *l, bool *known,
                             struct err *e)
{
	const struct webhook_entry *entry = l->sender->entry;
	struct change last = { 0 };
	enum err_code rc = ERR_OK;

	l->filter = entry->filter;
	if (entry->instrument.len > 0)
		rc = store_last_change(tx, STR("instruments"),
		                       entry->instrument, INT64_MAX, l->arena,
		                       &last, e);
	l->filter.instrument = last.id;
	*known = entry->instrument.len == 0 || last.seq > 0;
	return rc;
}

static enum err_code find_next(struct tx *tx, void *arg, struct err *e)
{
	struct look *l = arg;
	struct str now = time_now(l->arena);
	bool known = false;
	enum err_code rc = store_webhook_find(tx, l->sender->entry->name,
	                                      l->arena, &l->state, e);

	l->tx = tx;
	l->next = (struct change){ 0 };
	if (rc != ERR_OK)
		return rc;
	l->passed = l->sender->passed > l->state.seq ? l->sender->passed
	                                             : l->state.seq;
	l->is_idle = l->state.disabled_at.len > 0 ||
	             is_later(l->state.due_at, now) || is_others(l, now);
	if (!l->is_idle)
		rc = resolve(tx, l, &known, e);
	if (rc == ERR_OK && known)
		rc = store_changes(tx, l->passed, SCAN_MAX, consider, l, e);
	return rc;
}

/* ---- whose turn it is -------------------------------------------------------- */

/* Nobody else delivers from here on; what others delivered meanwhile is not
 * delivered again. */
static enum err_code hold(struct tx *tx, void *arg, struct err *e)
{
	struct look *l = arg;
	int64_t seq = l->state.seq;
	enum err_code rc = store_webhook_find(tx, l->sender->entry->name,
	                                      l->arena, &l->state, e);

	l->is_lost = rc == ERR_OK &&
	             (is_others(l, time_now(l->arena)) || l->state.seq != seq ||
	              l->state.disabled_at.len > 0);
	if (rc != ERR_OK || l->is_lost)
		return rc;
	l->state.holder = l->sender->all->me;
	l->state.held_until = in_seconds(l->arena, HELD_SECONDS);
	if (l->next.seq == 0)
		l->state.seq = l->passed;
	return store_webhook_put(tx, &l->state, e);
}

static bool is_held(const struct look *l)
{
	return is_mine(l) &&
	       is_later(l->state.held_until, in_seconds(l->arena, HELD_LEAST));
}

static enum err_code let_go(struct tx *tx, void *arg, struct err *e)
{
	struct look *l = arg;
	enum err_code rc = store_webhook_find(tx, l->sender->entry->name,
	                                      l->arena, &l->state, e);

	if (rc != ERR_OK || !is_mine(l))
		return rc;
	l->state.holder = l->state.held_until = (struct str){ 0 };
	return store_webhook_put(tx, &l->state, e);
}

/* ---- sending ------------------------------------------------------------------ */

/* {"type":"instruments.put","timestamp":"...","data":{...}} */
static struct str body_of(struct look *l)
{
	const struct change *c = &l->next;
	struct buf out;

	buf_init(&out, l->arena);
	buf_printf(&out, "{\"type\":\"%.*s.%.*s\"", STR_ARG(c->kind),
	           STR_ARG(c->op));
	json_put(&out, "timestamp", c->at);
	buf_puts(&out, ",\"data\":");
	change_chain_text(&out, c);
	buf_puts(&out, "}");
	return buf_text(&out);
}

static struct str signature_of(struct look *l, struct str seconds,
                               struct str body)
{
	struct arena *a = l->arena;
	const char *text =
		arena_printf(a, "%.*s.%.*s.%.*s", STR_ARG(l->delivery.message),
	                     STR_ARG(seconds), STR_ARG(body));
	struct str mac =
		digest_keyed(a, l->sender->entry->secret, str_from(text));

	return str_from(arena_printf(a, "v1,%s", base64_padded(a, mac).p));
}

static void write_call(struct look *l, struct call *c)
{
	const struct webhooks *all = l->sender->all;
	struct str seconds =
		str_from(arena_printf(l->arena, "%lld", (long long)time(NULL)));

	*c = (struct call){ .arena = l->arena,
		            .method = "POST",
		            .url = l->sender->entry->url,
		            .body = body_of(l),
		            .seconds = DELIVERY_SECONDS,
		            .answer_max = ANSWER_MAX,
		            .cuts = true,
		            .allow_private = all->file->allow_private,
		            .stop = &all->stopping };
	call_add(c, "Content-Type", STR(TYPE_JSON));
	call_add(c, "webhook-id", l->delivery.message);
	call_add(c, "webhook-timestamp", seconds);
	call_add(c, "webhook-signature", signature_of(l, seconds, c->body));
	call_want(c, "Retry-After");
}

/* The same name each time that it is tried: whoever gets it twice knows. */
static struct str name_of(const struct look *l)
{
	return str_from(arena_printf(l->arena, "msg_%" PRId64 "_%.16s",
	                             l->next.seq, l->next.hash.p));
}

static void send(struct look *l)
{
	struct delivery *d = &l->delivery;
	int64_t begin = clock_ms();
	struct call c;
	struct err e;

	err_init(&e, l->arena);
	*d = (struct delivery){ .webhook = l->sender->entry->name,
		                .message = name_of(l),
		                .seq = l->next.seq,
		                .at = time_now(l->arena),
		                .attempt = l->state.attempts + 1 };
	write_call(l, &c);
	if (call_run(&c, &e) != ERR_OK)
		d->error = str_from(arena_printf(l->arena, "%s", e.detail));
	else if (c.status < 200 || c.status > 299)
		d->error = str_from(
			arena_printf(l->arena, "status %ld", c.status));
	d->status = e.code == ERR_OK ? c.status : 0;
	d->ms = clock_ms() - begin;
	l->retry_after = c.retry_after;
}

/* Up to half as long again, so that many do not come back at once. */
static int64_t pause_of(const struct look *l)
{
	int64_t pause = l->sender->all->file->retry_seconds,
		asked = l->retry_after < RETRY_MAX_SECONDS ? l->retry_after
	                                                   : RETRY_MAX_SECONDS;
	int64_t lot = (int64_t)(hash_bytes(id_passing(l->arena), 0) % 1000);

	for (int64_t i = 1; i < l->delivery.attempt; i++)
		pause = pause * 2 < RETRY_MAX_SECONDS ? pause * 2
		                                      : RETRY_MAX_SECONDS;
	pause += pause * lot / 2000;
	pause = pause < RETRY_MAX_SECONDS ? pause : RETRY_MAX_SECONDS;
	return pause > asked ? pause : asked;
}

static void tell(const struct look *l)
{
	const struct delivery *d = &l->delivery;

	log_event(d->error.len > 0 ? LOG_WARN : LOG_INFO, "webhook.delivery",
	          "name=%.*s seq=%" PRId64 " attempt=%" PRId64
	          " status=%" PRId64 " ms=%" PRId64,
	          STR_ARG(d->webhook), d->seq, d->attempt, d->status, d->ms);
}

/* Where the webhook stands after this delivery. */
static void go_on_from(struct look *l)
{
	struct webhook *w = &l->state;
	const struct delivery *d = &l->delivery;

	w->held_until = in_seconds(l->arena, HELD_SECONDS);
	w->attempts = d->attempt;
	w->due_at = in_seconds(l->arena, pause_of(l));
	if (d->error.len == 0) {
		w->seq = d->seq;
		w->attempts = 0;
		w->due_at = (struct str){ 0 };
	}
	if (d->status == 410)
		w->disabled_at = d->at;
}

static enum err_code note(struct tx *tx, void *arg, struct err *e)
{
	struct look *l = arg;
	struct webhook *w = &l->state;
	const struct delivery *d = &l->delivery;
	enum err_code rc =
		store_webhook_find(tx, l->sender->entry->name, l->arena, w, e);

	if (rc != ERR_OK)
		return rc;
	if (is_mine(l)) {
		go_on_from(l);
		rc = store_webhook_put(tx, w, e);
	}
	return rc == ERR_OK ? store_delivery_add(tx, d, e) : rc;
}

/* ---- step by step ------------------------------------------------------------- */

static enum err_code deliver(struct look *l, struct err *e)
{
	struct store *store = l->sender->all->store;
	enum err_code rc = ERR_OK;

	if (!is_held(l))
		rc = store_run(store, TX_WRITE, hold, l, e);
	if (rc != ERR_OK || l->is_lost)
		return rc;
	send(l);
	if (l->sender->all->stopping && l->delivery.status == 0)
		return ERR_OK;
	tell(l);
	return store_run(store, TX_WRITE, note, l, e);
}

/* True when there may be more to do at once. */
static bool step(struct sender *s)
{
	struct look l = { .sender = s, .arena = arena_new() };
	struct store *store = s->all->store;
	struct err e;
	enum err_code rc;

	err_init(&e, l.arena);
	rc = store_run(store, TX_READ, find_next, &l, &e);
	if (rc == ERR_OK && !l.is_idle && l.next.seq > 0)
		rc = deliver(&l, &e);
	else if (rc == ERR_OK && l.passed - l.state.seq >= SAVE_EACH)
		rc = store_run(store, TX_WRITE, hold, &l, &e);
	if (rc != ERR_OK)
		log_event(LOG_WARN, "webhook.failed", "name=%.*s why=\"%s\"",
		          STR_ARG(s->entry->name), e.detail);
	else
		s->passed = l.passed;
	arena_free(l.arena);
	return rc == ERR_OK && !l.is_idle && !l.is_lost && l.next.seq > 0;
}

static enum err_code run_step(struct sender *s, tx_fn *fn)
{
	struct look l = { .sender = s, .arena = arena_new() };
	struct err e;
	enum err_code rc;

	err_init(&e, l.arena);
	rc = store_run(s->all->store, TX_WRITE, fn, &l, &e);
	arena_free(l.arena);
	return rc;
}

static void wait_a_while(struct sender *s)
{
	struct timespec until = clock_after(LOOK_MS);

	worker_lock(&s->worker);
	if (!s->all->stopping)
		(void)worker_pause(&s->worker, &until);
	worker_unlock(&s->worker);
}

static void run(void *arg)
{
	struct sender *s = arg;

	while (!s->all->stopping && run_step(s, begin) != ERR_OK)
		wait_a_while(s);
	while (!s->all->stopping)
		if (!step(s))
			wait_a_while(s);
	(void)run_step(s, let_go);
}

/* ---- those that were removed ------------------------------------------------- */

struct removal {
	const struct webhook_file *file;
	struct arena *arena;
	struct str *names;
	size_t n, room;
};

static bool is_named(const struct webhook_file *file, struct str name)
{
	for (size_t i = 0; i < file->n; i++)
		if (str_eq(file->items[i].name, name))
			return true;
	return false;
}

/* By another process on this database it may be named. */
static enum err_code note_removed(void *arg, const struct webhook *w,
                                  struct err *e)
{
	struct removal *r = arg;

	(void)e;
	if (is_named(r->file, w->name) ||
	    (w->holder.len > 0 && is_later(w->held_until, time_now(r->arena))))
		return ERR_OK;
	ARENA_GROW(r->arena, r->names, r->n, r->room);
	r->names[r->n++] = arena_str(r->arena, w->name);
	return ERR_OK;
}

static enum err_code remove_others(struct tx *tx, void *arg, struct err *e)
{
	struct removal *r = arg;
	enum err_code rc;

	r->n = 0;
	rc = store_webhooks(tx, note_removed, r, e);
	for (size_t i = 0; rc == ERR_OK && i < r->n; i++)
		rc = store_webhook_remove(tx, r->names[i], e);
	return rc;
}

static void forget_removed(struct store *store, const struct webhook_file *file)
{
	struct removal r = { .file = file, .arena = arena_new() };
	struct err e = { 0 };

	if (store_run(store, TX_WRITE, remove_others, &r, &e) != ERR_OK)
		log_event(LOG_WARN, "webhook.removed", "why=\"%s\"", e.detail);
	arena_free(r.arena);
}

struct webhooks *webhooks_start(struct store *store,
                                const struct webhook_file *file)
{
	struct arena *a = arena_new();
	struct webhooks *all = arena_alloc(a, sizeof(*all));

	forget_removed(store, file);
	*all = (struct webhooks){ .store = store, .file = file, .arena = a };
	all->me = id_new(a);
	all->senders = arena_alloc(a, file->n * sizeof(*all->senders));
	for (size_t i = 0; i < file->n; i++) {
		struct sender *s = &all->senders[i];

		*s = (struct sender){ .all = all, .entry = &file->items[i] };
		worker_init(&s->worker);
		worker_start(&s->worker, run, s, "no thread for a webhook");
	}
	return all;
}

static void wake(struct worker *w)
{
	worker_lock(w);
	worker_wake(w);
	worker_unlock(w);
}

/* All are told before the first is waited for. */
void webhooks_stop(struct webhooks *all)
{
	if (all == NULL)
		return;
	all->stopping = true;
	for (size_t i = 0; i < all->file->n; i++)
		wake(&all->senders[i].worker);
	for (size_t i = 0; i < all->file->n; i++)
		worker_stop(&all->senders[i].worker);
	arena_free(all->arena);
}
