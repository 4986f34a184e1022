/*
 * log.c - the only file that writes to standard error while serving
 */
#include "lib/base/log.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/date.h"

#define LINE_MAX_LEN  1100
#define RING_BYTES    (256u << 10)
#define LAST_WORDS_MS 200
#define GATHER_MS     10 /* that a line may wait for others */

static const char *const level_names[] = {
	[LOG_DEBUG] = "debug",
	[LOG_INFO] = "info",
	[LOG_WARN] = "warn",
	[LOG_ERROR] = "error",
};

static atomic_int threshold = LOG_INFO;

void log_set_level(enum log_level level)
{
	threshold = (int)level;
}

/* ---- what a terminal is spared ------------------------------------------- */

/* The code point at s, whose bytes are counted in *n; UINT32_MAX (and one byte)
 * where there is none. */
static uint32_t next(const unsigned char *s, size_t len, size_t *n)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t size = s[0] < 0x80             ? 1
	              : (s[0] & 0xe0) == 0xc0 ? 2
	              : (s[0] & 0xf0) == 0xe0 ? 3
	              : (s[0] & 0xf8) == 0xf0 ? 4
	                                      : 0;
	uint32_t c = size == 1 ? s[0] : s[0] & (0x7fu >> size);

	*n = 1;
	if (size == 0 || size > len)
		return UINT32_MAX;
	for (size_t i = 1; i < size; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return UINT32_MAX;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[size] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return UINT32_MAX;
	*n = size;
	return c;
}

static bool is_harmless(uint32_t c)
{
	bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
	bool turns = (c >= 0x200e && c <= 0x200f) ||
	             (c >= 0x2028 && c <= 0x202e) ||
	             (c >= 0x2066 && c <= 0x2069);

	return c != UINT32_MAX && !control && !turns;
}

/* A client's bytes must not forge a second line or steer a terminal. */
static void tame(char *text, size_t len)
{
	for (size_t i = 0, n; i < len; i += n)
		if (!is_harmless(next((unsigned char *)text + i, len - i, &n)))
			memset(text + i, '?', n);
}

/* ---- writing ------------------------------------------------------------- */

/* What is still to be written, where a thread writes. */
static struct {
	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t changed;
	char *ring; /* NULL: everybody writes for himself */
	size_t first, used;
	bool hurries;               /* until all of it is written */
	unsigned long long dropped; /* lines, not yet said */
} queue = { .mutex = PTHREAD_MUTEX_INITIALIZER };

/* Is it worth trying again? */
static bool is_passing(void)
{
	struct pollfd at = { .fd = STDERR_FILENO, .events = POLLOUT };

	if (errno == EAGAIN || errno == EWOULDBLOCK)
		poll(&at, 1, -1);
	return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK;
}

/* In one piece, without the lock of stderr. */
static void write_text(const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDERR_FILENO, text, len);

		if (n < 0 && !is_passing())
			return;
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
}

/* Waking a thread for each line costs more than what most requests do. */
static void gather(void)
{
	struct timespec until = clock_after(GATHER_MS);
	int rc = 0;

	while (!queue.hurries && rc == 0)
		rc = pthread_cond_timedwait(&queue.changed, &queue.mutex,
		                            &until);
}

static void write_some(void)
{
	size_t n = RING_BYTES - queue.first;
	const char *text = queue.ring + queue.first;

	n = n < queue.used ? n : queue.used;
	pthread_mutex_unlock(&queue.mutex);
	write_text(text, n);
	pthread_mutex_lock(&queue.mutex);
	queue.first = (queue.first + n) % RING_BYTES;
	queue.used -= n;
}

static void *write_queue(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&queue.mutex);
	for (;;) {
		while (queue.used == 0)
			pthread_cond_wait(&queue.changed, &queue.mutex);
		gather();
		while (queue.used > 0)
			write_some();
		queue.hurries = false;
		pthread_cond_broadcast(&queue.changed);
	}
	return NULL;
}

static bool put(const char *line, size_t len)
{
	size_t at = (queue.first + queue.used) % RING_BYTES;
	size_t end = RING_BYTES - at;

	if (len > RING_BYTES - queue.used)
		return false;
	if (len <= end) {
		memcpy(queue.ring + at, line, len);
	} else {
		memcpy(queue.ring + at, line, end);
		memcpy(queue.ring, line + end, len - end);
	}
	queue.used += len;
	return true;
}

/* How many lines are missing in front of this one. */
static void put_dropped(void)
{
	char line[TIME_LEN + 80];

	date_time(line);
	snprintf(line + TIME_LEN, sizeof(line) - TIME_LEN,
	         " warn log.dropped lines=%llu\n", queue.dropped);
	if (put(line, strlen(line)))
		queue.dropped = 0;
}

/* For who waits, and before there is no room for more. */
static void hurry(void)
{
	if (queue.hurries)
		return;
	queue.hurries = true;
	pthread_cond_broadcast(&queue.changed);
}

static void write_line(const char *line, size_t len)
{
	bool is_queued;

	pthread_mutex_lock(&queue.mutex);
	is_queued = queue.ring != NULL;
	if (is_queued) {
		bool was_empty = queue.used == 0;

		if (queue.dropped > 0)
			put_dropped();
		if (queue.dropped > 0 || !put(line, len))
			queue.dropped++;
		if (was_empty)
			pthread_cond_broadcast(&queue.changed);
		if (queue.used > RING_BYTES / 2)
			hurry();
	}
	pthread_mutex_unlock(&queue.mutex);
	if (!is_queued)
		write_text(line, len);
}

void log_start(void)
{
	pthread_t thread;

	clock_condition(&queue.changed);
	queue.ring = malloc(RING_BYTES);
	if (queue.ring == NULL ||
	    pthread_create(&thread, NULL, write_queue, NULL) != 0)
		die("cannot start the thread that writes the log");
	pthread_detach(thread);
}

void log_flush(int64_t ms)
{
	struct timespec until = clock_after(ms);
	int rc = 0;

	pthread_mutex_lock(&queue.mutex);
	if (queue.used > 0)
		hurry();
	while (queue.ring != NULL && queue.used > 0 && rc == 0)
		rc = pthread_cond_timedwait(&queue.changed, &queue.mutex,
		                            &until);
	pthread_mutex_unlock(&queue.mutex);
}

void log_event(enum log_level level, const char *event, const char *fmt, ...)
{
	char line[LINE_MAX_LEN + 1];
	size_t room = LINE_MAX_LEN, head;
	va_list ap;
	int n;

	if ((int)level < threshold)
		return;

	date_time(line);
	head = TIME_LEN;
	head += (size_t)snprintf(line + head, room - head, " %s %s ",
	                         level_names[level], event);
	va_start(ap, fmt);
	n = vsnprintf(line + head, room - head, fmt, ap);
	va_end(ap);
	if (n < 0)
		n = 0;
	if ((size_t)n >= room - head)
		n = (int)(room - head) - 1;
	tame(line + head, (size_t)n);
	line[head + (size_t)n] = '\n';
	write_line(line, head + (size_t)n + 1);
}

void die(const char *why)
{
	log_event(LOG_ERROR, "die", "why=\"%s\"", why);
	log_flush(LAST_WORDS_MS);
	abort();
}

void *or_die(void *p)
{
	if (p == NULL)
		die("out of memory");
	return p;
}
