/*
 * text_cache.c - a short list under a lock; one is made at a time, so that
 * many who ask for the same text make it once
 */
#include "server/registry/sources/text_cache.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/base/arena.h"
#include "lib/base/log.h"
#include "lib/data/digest.h"
#include "server/registry/sources/text.h"

struct entry {
	struct entry *next; /* used longer ago */
	char sha256[DIGEST_LEN];
	struct haystack *haystack;
	size_t size;
	unsigned users;
};

static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER; /* taken first */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry *entries; /* these two are the lock's */
static size_t total;

/* ---- under the lock ------------------------------------------------------ */

/* Take the entry out of the list, and put it first. */
static struct entry *find(struct str sha256)
{
	for (struct entry **at = &entries; *at != NULL; at = &(*at)->next) {
		struct entry *entry = *at;

		if (memcmp(entry->sha256, sha256.p, DIGEST_LEN) != 0)
			continue;
		*at = entry->next;
		entry->next = entries;
		entries = entry;
		return entry;
	}
	return NULL;
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
	struct entry **at, *entry;

	while (total > HAYSTACKS_MAX && (at = oldest()) != NULL) {
		entry = *at;
		*at = entry->next;
		total -= entry->size;
		haystack_free(entry->haystack);
		free(entry);
	}
}

/* ---- with the lock ------------------------------------------------------- */

static const struct haystack *borrow(struct str sha256)
{
	struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = find(sha256);
	if (entry != NULL)
		entry->users++;
	pthread_mutex_unlock(&lock);
	return entry != NULL ? entry->haystack : NULL;
}

static void add(struct str sha256, struct haystack *h)
{
	struct entry *entry = calloc(1, sizeof(*entry));

	if (entry == NULL)
		die("out of memory");
	memcpy(entry->sha256, sha256.p, DIGEST_LEN);
	entry->haystack = h;
	entry->size = haystack_size(h);
	entry->users = 1;
	pthread_mutex_lock(&lock);
	entry->next = entries;
	entries = entry;
	total += entry->size;
	make_room();
	pthread_mutex_unlock(&lock);
}

void haystacks_release(const struct haystack *h)
{
	pthread_mutex_lock(&lock);
	for (struct entry *entry = entries; entry != NULL; entry = entry->next)
		if (entry->haystack == h)
			entry->users--;
	make_room();
	pthread_mutex_unlock(&lock);
}

/* ---- making -------------------------------------------------------------- */

static enum err_code make(struct tx *tx, const struct text *text,
                          const struct haystack **out, struct err *e)
{
	char *bytes = malloc((size_t)text->bytes + 1);
	struct haystack *h;
	enum err_code rc;

	if (bytes == NULL)
		die("out of memory");
	rc = text_bytes(tx, text->sha256, 0, text->bytes, bytes, e);
	if (rc != ERR_OK) {
		free(bytes);
		return rc;
	}
	h = haystack_new(bytes, (size_t)text->bytes);
	add(text->sha256, h);
	*out = h;
	return ERR_OK;
}

enum err_code haystacks_get(struct tx *tx, struct str sha256,
                            const struct haystack **out, struct err *e)
{
	struct arena *a = arena_new();
	struct text text;
	enum err_code rc = store_text_find(tx, sha256, a, &text, e);

	if (rc == ERR_OK && (*out = borrow(sha256)) == NULL) {
		pthread_mutex_lock(&making);
		*out = borrow(sha256); /* another may have made it meanwhile */
		if (*out == NULL)
			rc = make(tx, &text, out, e);
		pthread_mutex_unlock(&making);
	}
	arena_free(a);
	return rc;
}
