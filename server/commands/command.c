/*
 * command.c - what all commands need
 */
#include "server/commands/command.h"

#include <errno.h>
#include <stdarg.h>

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

bool command_open(const struct config *c, unsigned flags, struct store **out)
{
	struct err e = { 0 };

	if (store_open(out, c->texts[SET_DB], flags, kinds_entities(),
	               kinds_count, &e) == ERR_OK)
		return true;
	command_failed(&e);
	return false;
}

int command_failed(const struct err *e)
{
	fprintf(stderr, "instrumentd: %s\n", e->detail);
	return EXIT_FAILED;
}

bool command_said(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	clearerr(stdout); /* it is said once */
	fputs("instrumentd: the output cannot be written\n", stderr);
	return false;
}

int command_unreadable(const char *path)
{
	fprintf(stderr, "instrumentd: %s: %s\n", path, strerror(errno));
	return EXIT_FAILED;
}

int command_misused(const char *fmt, ...)
{
	va_list ap;

	fputs("instrumentd: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputs("\n", stderr);
	return EXIT_USAGE;
}
