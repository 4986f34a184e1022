/*
 * backup.c - a consistent copy, while others write, of what is sound
 */
#include "server/commands/command.h"

#include <stdio.h>

#include "lib/store/store.h"
#include "server/registry/checks/audit.h"

static void complain(const char *what)
{
	fprintf(stderr, "%s\n", what);
}

/* A copy is for the day the file is lost: it must not be as spoilt as that. */
static enum err_code copy_if_sound(struct store *s, const char *path,
                                   struct err *e)
{
	struct audit v = { .is_of_stored = true, .complain = complain };
	enum err_code rc = audit_run(s, &v, e);

	if (rc == ERR_OK && v.complaints > 0)
		return err_set(e, ERR_STORE,
		               "the file is damaged, no copy was made");
	return rc != ERR_OK ? rc : store_backup(s, path, e);
}

int command_backup(const struct config *c, int argc, char **argv)
{
	struct err e = { 0 };
	struct store *s;
	enum err_code rc;

	(void)argc;
	if (!command_open(c, 0, &s))
		return EXIT_FAILED;
	rc = copy_if_sound(s, argv[0], &e);
	store_close(s);
	return rc == ERR_OK ? EXIT_OK : command_failed(&e);
}
