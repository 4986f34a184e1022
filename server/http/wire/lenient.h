/*
 * lenient.h - what libmicrohttpd before 0.9.77 does not do by itself
 *
 * Shapes  a lenient library leaves the values of header fields where they
 *         came, reads them generously, and cannot be told to be strict:
 *         framing.h looks after it. When it refuses a request itself it goes
 *         on after that and sends a second head, so we answer first.
 * Errors  none.
 * Source  libmicrohttpd 0.9.75, connection.c.
 */
#ifndef SERVER_HTTP_WIRE_LENIENT_H
#define SERVER_HTTP_WIRE_LENIENT_H

#include <stdarg.h>
#include <stdbool.h>

#include "lib/base/base.h"

struct exchange;

bool lenient_library(void);

/* The whole answer, past the library, which then finds that it cannot send: it
 * sends no head that does not go into its memory, either. */
void lenient_answer(struct exchange *x);

/* The library's log; arg is the struct http. */
void lenient_on_message(void *arg, const char *fmt, va_list ap) PRINTF(2, 0);

#endif
