/*
 * log.c - the only file that writes to standard error while serving
 */
#include "lib/base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/base/date.h"

#define LINE_MAX_LEN 1100

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

/* A client's bytes must not forge a second line or steer a terminal. */
static void tame(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == '\x7f')
			text[i] = '?';
}

/* The line goes out in one piece, without the lock of stderr. */
static void write_line(const char *line, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDERR_FILENO, line, len);

		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			line += n;
			len -= (size_t)n;
		}
	}
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
	abort();
}
