/*
 * id.c - UUIDs by libuuid, keys from titles
 */
#include "lib/data/id.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <uuid/uuid.h>

#include "lib/base/arena.h"
#include "lib/text/utf8.h"

/* A version 7 UUID begins with 48 bits of milliseconds and has room for 12
 * more: time is counted in this many parts of a millisecond. */
#define PARTS 4096

/*
 * The time, or one part more than what was given out last: no two calls get
 * the same, and none gets less than an earlier one, whatever the clock does
 * (RFC 9562, 6.2, method 3).
 */
static uint64_t tick(void)
{
	static _Atomic uint64_t last;
	uint64_t now, next, before = last;
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	now = (uint64_t)t.tv_sec * 1000 * PARTS +
	      (uint64_t)t.tv_nsec * PARTS / 1000000;
	do
		next = now > before ? now : before + 1;
	while (!atomic_compare_exchange_weak(&last, &before, next));
	return next;
}

struct str id_print(struct arena *a, const unsigned char uuid[ID_BYTES])
{
	char *text = arena_alloc(a, UUID_STR_LEN);

	uuid_unparse_lower(uuid, text);
	return (struct str){ text, ID_LEN };
}

/* What is random, and the variant's two bits, stay as they are. */
static struct str stamp(struct arena *a, uuid_t uuid)
{
	uint64_t now = tick(), ms = now / PARTS;

	for (int i = 0; i < 6; i++)
		uuid[i] = (unsigned char)(ms >> (40 - 8 * i));
	uuid[6] = (unsigned char)(0x70 | ((now >> 8) & 0x0f));
	uuid[7] = (unsigned char)now;
	return id_print(a, uuid);
}

struct str id_new(struct arena *a)
{
	uuid_t uuid;

	uuid_generate_random(uuid);
	return stamp(a, uuid);
}

static uuid_t process;

static void choose_process(void)
{
	uuid_generate_random(process);
}

struct str id_passing(struct arena *a)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	uuid_t uuid;

	pthread_once(&once, choose_process);
	uuid_copy(uuid, process);
	return stamp(a, uuid);
}

struct str id_named(struct arena *a, struct str kind, struct str key)
{
	static const char registry[] = "instrumentd";
	uuid_t space, uuid;
	struct buf name;

	buf_init(&name, a);
	buf_str(&name, kind);
	buf_puts(&name, "/");
	buf_str(&name, key);
	uuid_generate_sha1(space, *uuid_get_template("dns"), registry,
	                   sizeof(registry) - 1);
	uuid_generate_sha1(uuid, space, name.data, name.len);
	return id_print(a, uuid);
}

static bool is_word(char c)
{
	return char_is_digit(c) || (c >= 'a' && c <= 'z');
}

/* What may stand between two words of a key. */
static bool is_joint(char c)
{
	return c == '-' || c == '_' || c == '.';
}

bool id_valid(struct str s)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	bool fits = s.len == ID_LEN;

	for (size_t i = 0; fits && i < ID_LEN; i++)
		fits = form[i] == 'x' ? is_word(s.p[i]) && s.p[i] <= 'f'
		                      : s.p[i] == form[i];
	return fits;
}

void id_read(struct str id, unsigned char out[ID_BYTES])
{
	char text[UUID_STR_LEN] = "";

	uuid_clear(out);
	if (!id_valid(id))
		return;
	memcpy(text, id.p, ID_LEN);
	uuid_parse(text, out);
}

bool key_valid(struct str s)
{
	bool word = false; /* what came last */

	if (s.len > KEY_MAX)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (!is_word(c) && (!word || !is_joint(c)))
			return false;
		word = is_word(c);
	}
	return word;
}

bool key_suits(struct str key, struct str id)
{
	return key_valid(key) && (!id_valid(key) || str_eq(key, id));
}

/* Words joined by '-', as far as they fit into size bytes. */
static size_t slug(struct str plain, char *out, size_t size)
{
	size_t len = 0;
	bool gap = false;

	for (size_t i = 0; i < plain.len && len < size; i++) {
		char c = plain.p[i];

		if (is_word(c) && gap && len > 0)
			out[len++] = '-';
		if (is_word(c) && len < size)
			out[len++] = c;
		gap = !is_word(c);
	}
	return len;
}

/* At most max bytes of a slug, up to the end of a word where that leaves
 * anything. */
static size_t whole_words(struct str slug, size_t max)
{
	size_t cut = max;

	if (slug.len <= max)
		return slug.len;
	while (cut > 0 && slug.p[cut] != '-')
		cut--;
	return cut > 0 ? cut : max;
}

struct str key_from(struct arena *a, struct str title)
{
	/* One more than a key has shows whether its last word is whole. */
	char key[KEY_MAX + 1];
	struct str all = { key, slug(utf8_plain(a, title), key, sizeof(key)) };

	if (all.len == 0)
		return (struct str){ 0 };
	all.len = whole_words(all, KEY_MAX);
	return arena_str(a, all);
}

struct str key_with(struct arena *a, struct str key, struct str tail)
{
	key.len = whole_words(key, KEY_MAX - tail.len - 1);
	return str_from(
		arena_printf(a, "%.*s-%.*s", STR_ARG(key), STR_ARG(tail)));
}
