/*
 * command.h - the commands of the program
 *
 * Shapes  run() gets the settings and what stood beside the flags; it writes
 *         what was asked for to standard output and reasons to standard
 *         error. Each is in the file of its name.
 * Errors  run() returns an exit code: 0 done, 1 failed or found something
 *         wrong, 2 called wrongly.
 * Source  main.c has the table.
 */
#ifndef SERVER_COMMANDS_COMMAND_H
#define SERVER_COMMANDS_COMMAND_H

#include "server/config.h"

enum exit_code { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct store;
struct arena;

typedef int command_fn(const struct config *c, int argc, char **argv);

struct command {
	const char *name;
	const char *operands; /* for the usage line, or "" */
	const char *summary;
	uint64_t settings; /* SETTING() bits */
	int least, most;   /* operands */
	command_fn *run;
};

command_fn command_serve, command_import, command_export, command_ingest,
	command_import_table, command_fetch, command_lint, command_mcp,
	command_sync, command_verify, command_backup, command_key,
	command_openapi;

/* Open the database of the settings, or say why not. */
MUST_CHECK bool command_open(const struct config *c, unsigned flags,
                             struct store **out);

/* From now on changes are made by "COMMAND FILE". */
void command_sign(struct store *s, const char *command, const char *path);

/* Say why something failed, on one line, and return EXIT_FAILED. */
int command_failed(const struct err *e);

/* The same for a wrong call: EXIT_USAGE. */
int command_misused(const char *fmt, ...) PRINTF(1, 2);

/* Say that the system refuses a file, by errno: EXIT_FAILED. */
int command_unreadable(const char *path);

/* All of a file, or of a pipe, up to one byte more than a text may have; false,
 * and the reason on standard error, when it cannot be read. */
MUST_CHECK bool command_read(struct arena *a, const char *path,
                             struct str *out);

/* Write out what was said on standard output; false, and the reason on
 * standard error, when it cannot be written. */
bool command_said(void);

#endif
