/*
 * call.h - one HTTP request to somebody else, with a body
 *
 * Shapes  no redirect is followed. Without `allow_private` a connection is made
 *         to public addresses only, as in download.h. What is wanted of the
 *         answer's header is named in `wanted`, and absent when it did not
 *         come; several lines are joined by commas. What `stop` points at ends
 *         the request when it is set.
 * Units   seconds are for all of it; answer_max is bytes, what is longer is a
 *         failure unless `cuts`: then the beginning will do.
 * Errors  ERR_INVALID with a message for the user: why no answer came. Any
 *         status is an answer.
 * Source  RFC 9110; libcurl.
 */
#ifndef SERVER_FETCH_CALL_H
#define SERVER_FETCH_CALL_H

#include <stdatomic.h>

#include "lib/base/arena.h"

#define CALL_FIELDS_MAX 16

struct call_field {
	const char *name;
	struct str value;
};

struct call {
	struct arena *arena;
	const char *method;
	struct str url, body;
	struct call_field fields[CALL_FIELDS_MAX]; /* absent values: not sent */
	size_t nfields;
	int64_t seconds;
	size_t answer_max;
	bool allow_private, cuts;
	const atomic_bool *stop; /* or NULL */
	int64_t grace_ms;        /* it may still take when that is set */

	/* what came */
	struct call_field wanted[CALL_FIELDS_MAX];
	size_t nwanted;
	long status;
	struct str answer;
	int64_t retry_after; /* seconds it asked to wait for, or 0 */
	bool is_sent;        /* it may have been read, answer or not */
};

void call_add(struct call *c, const char *name, struct str value);
void call_want(struct call *c, const char *name);

MUST_CHECK enum err_code call_run(struct call *c, struct err *e);

#endif
