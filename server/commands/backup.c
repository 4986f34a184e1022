/*
 * backup.c - a consistent copy, while others write
 */
#include "server/commands/command.h"

#include "lib/store/store.h"

int command_backup(const struct config *c, int argc, char **argv)
{
	struct err e = { 0 };
	struct store *s;
	enum err_code rc;

	(void)argc;
	if (!command_open(c, 0, &s))
		return EXIT_FAILED;
	rc = store_backup(s, argv[0], &e);
	store_close(s);
	return rc == ERR_OK ? EXIT_OK : command_failed(&e);
}
