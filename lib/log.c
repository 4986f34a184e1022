/*
 * log.c - the only file that writes to standard error while serving
 */
#include "lib/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

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
static void tame(char *line)
{
	for (; *line != '\0'; line++)
		if ((unsigned char)*line < ' ' || *line == '\x7f')
			*line = '?';
}

void log_event(enum log_level level, const char *event, const char *fmt, ...)
{
	char stamp[32], line[1024];
	struct timespec now;
	struct tm utc;
	va_list ap;

	if ((int)level < threshold)
		return;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &utc);

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	tame(line);

	fprintf(stderr, "%s.%03ldZ %s %s %s\n", stamp, now.tv_nsec / 1000000,
	        level_names[level], event, line);
}

void die(const char *why)
{
	log_event(LOG_ERROR, "die", "why=\"%s\"", why);
	abort();
}
