/*
 * err.h - one closed list of failures, and the message of one
 *
 * Shapes  A fallible function returns enum err_code, ERR_OK being 0, and
 *         takes struct err *e last. It fills *e exactly when it fails.
 *         err_init() gives *e the arena its mistakes are noted in; a zeroed
 *         struct err may be used where no single mistake is reported.
 *         `more` is JSON text of further members for whoever shows the
 *         error ("\"referrers\":[...]"), or absent.
 * Units   detail is at most ERR_TEXT - 1 bytes of UTF-8.
 * Errors  none: nothing here fails; long text is cut between characters.
 *         Past ERR_MISTAKES_MAX mistakes they are only counted.
 * Source  HTTP meanings are not known here, see server/http/request/reply.c.
 */
#ifndef LIB_BASE_ERR_H
#define LIB_BASE_ERR_H

#include "lib/base/base.h"

struct arena;

enum err_code {
	ERR_OK = 0,
	ERR_SYNTAX,         /* cannot be read: request, parameter, line      */
	ERR_UNAUTHORIZED,   /* no valid key                                  */
	ERR_FORBIDDEN,      /* a valid key whose role does not suffice       */
	ERR_NOT_FOUND,      /* the thing named does not exist                */
	ERR_GONE,           /* it existed and was deleted                    */
	ERR_METHOD,         /* the path exists, this method on it does not   */
	ERR_NOT_ACCEPTABLE, /* no form of the answer that the client takes   */
	ERR_CONFLICT,       /* a unique key is taken, or a record referred to */
	ERR_STALE,          /* a precondition does not hold                  */
	ERR_TOO_LARGE,      /* a stated limit was passed                     */
	ERR_MEDIA_TYPE,     /* a body of a type not taken here               */
	ERR_RANGE,          /* a part was asked for that is not there        */
	ERR_INVALID,        /* readable, but breaks rules: see mistakes      */
	ERR_NO_CONDITION,   /* a precondition is required                    */
	ERR_TOO_OFTEN,      /* more requests than one client may send        */
	ERR_BUSY,           /* try again: locked, queue full, commit failed  */
	ERR_CANCELLED,      /* nobody waits for the outcome any more         */
	ERR_UNSURE,         /* a commit that may yet prove to be saved       */
	ERR_STORE,          /* the engine failed; detail is for the log only */
	ERR__COUNT,
	ERR_ENOUGH /* no failure: what a callback says to end a walk    */
};

#define ERR_TEXT         640
#define ERR_MISTAKES_MAX 100

struct mistake {
	struct mistake *next;
	const char *pointer;   /* JSON Pointer into the body, or NULL     */
	const char *parameter; /* query parameter or header, or NULL      */
	const char *detail;
};

struct err {
	enum err_code code;
	char detail[ERR_TEXT];
	struct str more;
	struct arena *arena;
	struct mistake *mistakes; /* in the order they were noted */
	struct mistake *last;
	size_t nmistakes; /* all that were found, even if not all are stored */
};

void err_init(struct err *e, struct arena *arena);

/* Forget what is noted, keep the arena. */
void err_clear(struct err *e);

/* ERR_OK in the place of ERR_NOT_FOUND, which is forgotten. */
MUST_CHECK enum err_code err_allow_absent(enum err_code rc, struct err *e);

/* Record a failure and return its code, so callers can `return err_set(...)`.
 */
enum err_code err_set(struct err *e, enum err_code code, const char *fmt, ...)
	PRINTF(3, 4);

/* Note one wrong member of the body; the code becomes ERR_INVALID. */
void err_pointer(struct err *e, const char *pointer, const char *fmt, ...)
	PRINTF(3, 4);

/* Note one wrong parameter; the code becomes ERR_SYNTAX. */
void err_parameter(struct err *e, const char *name, const char *fmt, ...)
	PRINTF(3, 4);

#endif
