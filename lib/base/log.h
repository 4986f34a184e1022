/*
 * log.h - structured lines on standard error, one event a line
 *
 * Shapes  "time level event key=value ..."; the event is a fixed word, so
 *         logs can be counted; values with blanks are quoted by the caller.
 *         Control characters, bytes that are not UTF-8 and what turns the
 *         direction of writing round are written as '?'.
 *         A service calls log_start(): from then on a thread writes, and
 *         nobody waits for who reads the lines. What there is no room for is
 *         dropped, and a later line (log.dropped) says how many. Lines are
 *         written some milliseconds later, with those that came meanwhile.
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

/* Write from a thread from now on. */
void log_start(void);

/* Wait until all is written, but no longer than this. */
void log_flush(int64_t ms);

/* For a bug or an exhausted machine: log, then abort(). */
NORETURN void die(const char *why);

/* What malloc() and the like gave; NULL ends the process. */
void *or_die(void *p);

#endif
