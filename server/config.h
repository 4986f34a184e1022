/*
 * config.h - one table of settings for all commands
 *
 * Shapes  a setting is a flag (--db FILE or --db=FILE) or, after it, an
 *         environment variable (INSTRUMENTD_DB); else it has its default.
 *         Each command says which it takes, as a set of SETTING() bits.
 * Units   as the help of each says.
 * Errors  ERR_INVALID with one line for a person: unknown flag, wrong value,
 *         wrong number of operands.
 * Source  README.md has the same table.
 */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include <stdio.h>

#include "lib/base/err.h"

enum setting {
	SET_DB,
	SET_LISTEN,
	SET_HOME,
	SET_WORKERS,
	SET_MEMORY,
	SET_CLOSED,
	SET_CONNECTIONS,
	SET_CONNECTIONS_EACH,
	SET_IDLE_SECONDS,
	SET_HEAD_SECONDS,
	SET_BODY_SECONDS,
	SET_ANSWER_SECONDS,
	SET_WORK_SECONDS,
	SET_RATE,
	SET_RATE_LOCAL,
	SET_TRUST_PROXY,
	SET_FORWARD,
	SET_WEBHOOKS,
	SET_LOG,
	SET_ROLE,
	SET_KEY,
	SET_NAME,
	SET_SOURCE,
	SET_KIND,
	SET_KEYS,
	SET_PROVISIONS,
	SET_PROFILE,
	SET_DRY_RUN,
	SET_FORCE,
	SET_ALLOW_PRIVATE,
	SET_PAUSE,
	SET_SECONDS,
	SET_MAP,
	SET_KNOWN,
	SET_FROM,
	SET_FOLLOW,
	SET_TRUST,
	SET_TEXTS,
	SET_LEAVE,
	SET_BESIDE,
	SET_FORGET,
	SET__COUNT
};

#define SETTING(s) (UINT64_C(1) << (s))

struct config {
	const char *texts[SET__COUNT]; /* NULL: not given, no default */
	int64_t numbers[SET__COUNT];   /* of numbers, choices (0..) and
	                                  switches (0, 1)             */
};

/* Read flags and environment. What is no flag remains, in its order, as the
 * first *argc of argv. */
MUST_CHECK enum err_code config_read(struct config *out, uint64_t takes,
                                     int *argc, char **argv, struct err *e);

/* A line of help for each setting taken. */
void config_help(FILE *out, uint64_t takes);

#endif
