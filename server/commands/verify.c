/*
 * verify.c - recompute everything and say what is wrong
 */
#include "server/commands/command.h"

#include <unistd.h>

#include "lib/store/store.h"
#include "server/registry/checks/audit.h"

static void complain(const char *what)
{
	printf("%s\n", what);
}

static void show_progress(size_t changes)
{
	fprintf(stderr, "\r%zu changes", changes);
}

int command_verify(const struct config *c, int argc, char **argv)
{
	struct audit v = { .complain = complain };
	struct store *s;
	struct err e = { 0 };
	enum err_code rc;

	(void)argc;
	(void)argv;
	if (!command_open(c, 0, &s))
		return EXIT_FAILED;
	if (isatty(STDERR_FILENO))
		v.progress = show_progress;
	rc = audit_run(s, &v, &e);
	store_close(s);
	if (v.progress != NULL && v.changes >= 10000)
		fputs("\r", stderr);
	if (rc != ERR_OK)
		return command_failed(&e);
	printf("%zu changes, %zu records, %zu passages: %zu complaints\n",
	       v.changes, v.records, v.passages, v.complaints);
	if (v.is_pending)
		puts("what follows from a change is still being derived, and "
		     "was not looked at; serve goes on with it");
	return v.complaints == 0 ? EXIT_OK : EXIT_FAILED;
}
