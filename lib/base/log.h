/*
 * log.h - structured lines on standard error, one event a line
 *
 * Shapes  "time level event key=value ..."; the event is a fixed word, so
 *         logs can be counted; values with blanks are quoted by the caller.
 *         Control characters in values are written as '?'.
 * Units   time is UTC, RFC 3339, milliseconds.
 * Errors  none: logging never fails a request.
 * Source  twelve-factor: a service logs to its standard error only.
 */
#ifndef LIB_BASE_LOG_H
#define LIB_BASE_LOG_H

#include "lib/base/base.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_set_level(enum log_level level);
void log_event(enum log_level level, const char *event, const char *fmt, ...)
	PRINTF(3, 4);

/* For a bug or an exhausted machine: log, then abort(). */
NORETURN void die(const char *why);

#endif
