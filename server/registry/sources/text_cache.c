/*
 * text_cache.c - a short list under a lock; an entry stands in it from when
 * somebody begins to make it, so that others can wait
 */
#include "server/registry/sources/text_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "lib/base/arena.h"
#include "lib/base/log.h"
#include "lib/data/digest.h"
#include "server/registry/sources/reading.h"
#include "server/registry/sources/text.h"

#define WINDOW_STEP  (WINDOW_BYTES - 2 * WINDOW_MARGIN)
#define WAIT_MS      20       /* between two looks at what the request may do */
#define WAIT_WORK    100000   /* units that are counted for it */
#define READING      SIZE_MAX /* in place of a window: as plain text, */
#define READING_TAGS (SIZE_MAX - 1) /* and with tags */
#define GROWTH       3 /* memory of a window, as a multiple of its text */

struct entry {
	struct entry *next; /* used longer ago */
	char sha256[DIGEST_LEN];
	size_t window;
	char *bytes;               /* while it is made */
	struct haystack *haystack; /* NULL: somebody makes it */
	size_t size;
	unsigned users;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct entry *entries; /* these are the lock's */
static size_t total, most = TEXT_CACHE_MAX;

/* ---- windows ------------------------------------------------------------- */

size_t text_cache_windows(int64_t bytes)
{
	size_t own = (size_t)bytes;

	return own <= WINDOW_BYTES ? 1 : (own + WINDOW_STEP - 1) / WINDOW_STEP;
}

/* The bytes of a text that a window has, and those that are its own. */
struct extent {
	int64_t from, to, first, last;
};

static struct extent extent_of(const struct text *text, size_t window)
{
	int64_t step = WINDOW_STEP, all = text->bytes;
	struct extent x = { .first = (int64_t)window * step };

	if (window + 1 == text_cache_windows(all))
		x.last = x.to = all;
	else
		x.last = x.first + step;
	if (x.first > WINDOW_MARGIN)
		x.from = x.first - WINDOW_MARGIN;
	if (x.last + WINDOW_MARGIN < all)
		x.to = x.last + WINDOW_MARGIN;
	else
		x.to = all;
	return x;
}

/* ---- under the lock ------------------------------------------------------ */

/* Take the entry out of the list, and put it first. */
static struct entry *find(struct str sha256, size_t window)
{
	for (struct entry **at = &entries; *at != NULL; at = &(*at)->next) {
		struct entry *entry = *at;

		if (entry->window != window ||
		    memcmp(entry->sha256, sha256.p, DIGEST_LEN) != 0)
			continue;
		*at = entry->next;
		entry->next = entries;
		entries = entry;
		return entry;
	}
	return NULL;
}

static void drop(struct entry **at)
{
	struct entry *entry = *at;

	*at = entry->next;
	total -= entry->size;
	haystack_free(entry->haystack);
	free(entry->bytes);
	free(entry);
}

/* The one that was used longest ago, among those that nobody uses. */
static struct entry **oldest(void)
{
	struct entry **found = NULL;

	for (struct entry **at = &entries; *at != NULL; at = &(*at)->next)
		if ((*at)->users == 0)
			found = at;
	return found;
}

static void make_room(void)
{
	struct entry **at;

	while (total > most && (at = oldest()) != NULL)
		drop(at);
}

static void resize(struct entry *entry, size_t size)
{
	total += size - entry->size;
	entry->size = size;
	make_room();
}

static struct entry *add(struct str sha256, size_t window)
{
	struct entry *entry = or_die(calloc(1, sizeof(*entry)));

	memcpy(entry->sha256, sha256.p, DIGEST_LEN);
	entry->window = window;
	entry->next = entries;
	entries = entry;
	return entry;
}

static void wait_a_little(void)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += WAIT_MS * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	pthread_cond_timedwait(&changed, &lock, &until);
}

/* ---- with the lock ------------------------------------------------------- */

/* The entry, used by one more; NULL when another makes it, after some waiting.
 * *mine when it is for the caller to make. */
static struct entry *take(struct str sha256, size_t window, bool *mine)
{
	struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = find(sha256, window);
	*mine = entry == NULL;
	if (*mine)
		entry = add(sha256, window);
	if (*mine || entry->haystack != NULL) {
		entry->users++;
	} else {
		wait_a_little();
		entry = NULL;
	}
	pthread_mutex_unlock(&lock);
	return entry;
}

/* One that was given up before it was made goes. */
static void give_back(struct entry *entry)
{
	struct entry **at = &entries;

	pthread_mutex_lock(&lock);
	entry->users--;
	if (entry->haystack == NULL) {
		while (*at != entry)
			at = &(*at)->next;
		drop(at);
		pthread_cond_broadcast(&changed);
	}
	make_room();
	pthread_mutex_unlock(&lock);
}

static void reserve(struct entry *entry, size_t size)
{
	pthread_mutex_lock(&lock);
	resize(entry, size);
	pthread_mutex_unlock(&lock);
}

static void finish(struct entry *entry, struct haystack *h)
{
	pthread_mutex_lock(&lock);
	entry->haystack = h;
	entry->bytes = NULL;
	resize(entry, haystack_size(h));
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

void text_cache_set_max(size_t bytes)
{
	pthread_mutex_lock(&lock);
	most = bytes;
	make_room();
	pthread_mutex_unlock(&lock);
}

size_t text_cache_size(void)
{
	size_t size;

	pthread_mutex_lock(&lock);
	size = total;
	pthread_mutex_unlock(&lock);
	return size;
}

/* ---- making -------------------------------------------------------------- */

/* A window begins where a character does: at a piece of the text. */
static enum err_code find_start(struct tx *tx, const struct text *text,
                                struct arena *a, struct extent *x,
                                int64_t *code_point, struct err *e)
{
	struct piece piece;
	enum err_code rc;

	*code_point = 0;
	if (x->from == 0)
		return ERR_OK;
	rc = store_piece_find(tx, text->sha256, UNIT_BYTE, x->from, a, &piece,
	                      e);
	x->from = piece.byte;
	*code_point = piece.code_point;
	return rc;
}

/* Leave out a character that the window's end cuts. */
static size_t whole_length(const char *bytes, size_t len)
{
	struct str s = { bytes, len };

	return utf8_valid_length(s);
}

/* What is wanted, and where it comes from: the store, unless it is at hand. */
struct wish {
	struct tx *tx;
	const struct text *text;
	size_t window;
	struct str bytes;
};

static enum err_code read_bytes(const struct wish *w, const struct extent *x,
                                char *out, struct err *e)
{
	if (w->bytes.p == NULL)
		return text_bytes(w->tx, w->text->sha256, x->from, x->to, out,
		                  e);
	memcpy(out, w->bytes.p + x->from, (size_t)(x->to - x->from));
	return ERR_OK;
}

/* Part of a text, read into the entry. */
static enum err_code fill(const struct wish *w, struct entry *entry,
                          const struct extent *x, struct arena *a,
                          struct err *e)
{
	size_t len = (size_t)(x->to - x->from);

	arena_work(a, HAYSTACK_WORK * len);
	reserve(entry, GROWTH * len);
	entry->bytes = or_die(malloc(len + 1));
	return read_bytes(w, x, entry->bytes, e);
}

static void *copy(const void *p, size_t len)
{
	void *own = or_die(malloc(len + 1));

	if (len > 0)
		memcpy(own, p, len);
	return own;
}

static enum err_code make_reading(const struct wish *w, struct entry *entry,
                                  struct arena *a, struct err *e)
{
	struct extent x = { .to = w->text->bytes };
	struct reading_text r = { 0 };
	struct haystack *h;
	enum err_code rc = fill(w, entry, &x, a, e);

	if (rc != ERR_OK)
		return rc;
	arena_work(a, READING_WORK * (uint64_t)x.to);
	if (!reading_make(a, (struct str){ entry->bytes, (size_t)x.to },
	                  w->window == READING_TAGS, &r))
		r = (struct reading_text){ .text = { "", 0 } };
	h = haystack_new(copy(r.text.p, r.text.len), r.text.len);
	if (r.n > 0)
		haystack_set_runs(h, copy(r.runs, r.n * sizeof(*r.runs)), r.n);
	free(entry->bytes);
	finish(entry, h);
	return ERR_OK;
}

static enum err_code make(const struct wish *w, struct entry *entry,
                          struct arena *a, struct err *e)
{
	struct extent x = extent_of(w->text, w->window);
	int64_t before;
	struct haystack *h;
	size_t len;
	enum err_code rc = find_start(w->tx, w->text, a, &x, &before, e);

	if (rc != ERR_OK)
		return rc;
	len = (size_t)(x.to - x.from);
	rc = fill(w, entry, &x, a, e);
	if (rc != ERR_OK)
		return rc;
	h = haystack_new(entry->bytes, whole_length(entry->bytes, len));
	h->before = before;
	h->first = (size_t)(x.first - x.from);
	h->last =
		x.last == w->text->bytes ? SIZE_MAX : (size_t)(x.last - x.from);
	finish(entry, h);
	return ERR_OK;
}

/* ---- borrowing ----------------------------------------------------------- */

/* Deferred before there is an entry, as deferring may leave the guard. */
struct claim {
	struct entry *entry;
	bool is_making; /* for others, too */
};

static void end_making(struct claim *claim)
{
	if (claim->is_making)
		arena_hurry_end();
	claim->is_making = false;
}

static void release(void *arg)
{
	struct claim *claim = arg;

	end_making(claim);
	if (claim->entry != NULL)
		give_back(claim->entry);
}

static enum err_code claim(const struct wish *w, struct lent_text *out,
                           struct err *e)
{
	struct claim *own = arena_alloc(out->arena, sizeof(*own));
	struct arena *scratch = arena_child(out->arena);
	enum err_code rc = ERR_OK;

	out->claim = arena_defer(out->arena, release, own);
	while ((own->entry = take(w->text->sha256, w->window,
	                          &own->is_making)) == NULL)
		arena_work(out->arena, WAIT_WORK);
	if (own->is_making) {
		arena_hurry();
		rc = w->window < READING_TAGS
		             ? make(w, own->entry, scratch, e)
		             : make_reading(w, own->entry, scratch, e);
	}
	end_making(own);
	arena_free(scratch);
	out->haystack = own->entry->haystack;
	return rc;
}

static enum err_code lend(const struct wish *w, struct lent_text *out,
                          struct err *e)
{
	enum err_code rc;

	*out = (struct lent_text){ .arena = arena_guarded() };
	if (w->text->bytes > TEXT_BYTES_MAX)
		return err_set(e, ERR_STORE,
		               "a text is longer than any may be");
	out->own = out->arena == NULL;
	if (out->own)
		out->arena = arena_new();
	rc = claim(w, out, e);
	if (rc != ERR_OK)
		text_cache_return(out);
	return rc;
}

enum err_code text_cache_borrow(struct tx *tx, const struct text *text,
                                size_t window, struct lent_text *out,
                                struct err *e)
{
	struct wish w = { tx, text, window, { 0 } };

	return lend(&w, out, e);
}

enum err_code text_cache_offer(const struct text *text, struct str bytes,
                               struct lent_text *out, struct err *e)
{
	struct wish w = { NULL, text, 0, bytes };

	return lend(&w, out, e);
}

enum err_code text_cache_offer_reading(const struct text *text,
                                       struct str bytes, bool tags,
                                       struct lent_text *out, struct err *e)
{
	struct wish w = { NULL, text, tags ? READING_TAGS : READING, bytes };

	return lend(&w, out, e);
}

enum err_code text_cache_borrow_reading(struct tx *tx, const struct text *text,
                                        bool tags, struct lent_text *out,
                                        struct err *e)
{
	return text_cache_borrow(tx, text, tags ? READING_TAGS : READING, out,
	                         e);
}

void text_cache_return(struct lent_text *lent)
{
	arena_settle(lent->arena, lent->claim);
	if (lent->own)
		arena_free(lent->arena);
	*lent = (struct lent_text){ 0 };
}
