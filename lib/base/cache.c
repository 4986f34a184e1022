/*
 * cache.c - a table by hash, under a lock
 */
#include "lib/base/cache.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/base/hash.h"
#include "lib/base/log.h"

struct entry {
	char *text; /* name, stamp, value: one after the other; or NULL */
	size_t name, stamp, value;
};

struct cache {
	pthread_mutex_t lock;
	size_t bytes, most, longest;
	size_t hand; /* the place that is emptied next, when there is no room */
	size_t nentries;
	struct entry entries[];
};

struct cache *cache_new(size_t places, size_t bytes, size_t longest)
{
	struct cache *c =
		or_die(calloc(1, sizeof(*c) + places * sizeof(struct entry)));

	if (pthread_mutex_init(&c->lock, NULL) != 0)
		die("cannot make a lock");
	c->nentries = places;
	c->most = bytes;
	c->longest = longest;
	return c;
}

void cache_free(struct cache *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->nentries; i++)
		free(c->entries[i].text);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

static struct entry *place_of(struct cache *c, struct str name)
{
	return &c->entries[hash_bytes(name, 0) & (c->nentries - 1)];
}

static bool is_same(const struct entry *e, struct str name, struct str stamp)
{
	return e->text != NULL &&
	       str_eq((struct str){ e->text, e->name }, name) &&
	       str_eq((struct str){ e->text + e->name, e->stamp }, stamp);
}

/* Room for the copy is taken while the lock is not held: that may leave. */
bool cache_find(struct cache *c, struct str name, struct str stamp,
                struct buf *out)
{
	const struct entry *e = place_of(c, name);
	size_t n;
	bool is_found;

	pthread_mutex_lock(&c->lock);
	is_found = is_same(e, name, stamp);
	n = is_found ? e->value : 0;
	pthread_mutex_unlock(&c->lock);
	if (!is_found)
		return false;
	buf_reserve(out, n);
	pthread_mutex_lock(&c->lock);
	is_found = is_same(e, name, stamp) && e->value == n;
	if (is_found)
		buf_add(out, e->text + e->name + e->stamp, n);
	pthread_mutex_unlock(&c->lock);
	return is_found;
}

static size_t size_of(const struct entry *e)
{
	return e->name + e->stamp + e->value;
}

static void empty(struct cache *c, struct entry *e)
{
	c->bytes -= size_of(e);
	free(e->text);
	*e = (struct entry){ 0 };
}

static void make_room(struct cache *c, size_t bytes)
{
	while (c->bytes + bytes > c->most) {
		empty(c, &c->entries[c->hand]);
		c->hand = (c->hand + 1) & (c->nentries - 1);
	}
}

void cache_put(struct cache *c, struct str name, struct str stamp,
               struct str value)
{
	const struct str parts[] = { name, stamp, value };
	struct entry *e = place_of(c, name),
		     new = { NULL, name.len, stamp.len, value.len };
	size_t at = 0;

	if (size_of(&new) > c->longest)
		return;
	new.text = or_die(malloc(size_of(&new) + 1));
	for (size_t i = 0; i < COUNT(parts); at += parts[i].len, i++)
		if (parts[i].len > 0)
			memcpy(new.text + at, parts[i].p, parts[i].len);
	pthread_mutex_lock(&c->lock);
	empty(c, e);
	make_room(c, size_of(&new));
	*e = new;
	c->bytes += size_of(&new);
	pthread_mutex_unlock(&c->lock);
}
