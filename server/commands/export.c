/*
 * export.c - all records as lines
 */
#include "server/commands/command.h"

#include "lib/store/store.h"
#include "server/registry/model/kind.h"
#include "server/registry/ndjson/ndjson_export.h"

int command_export(const struct config *c, int argc, char **argv)
{
	const char *name = c->texts[SET_KIND];
	const struct kind *k = NULL;
	struct store *s;
	struct err e = { 0 };
	enum err_code rc;

	(void)argc;
	(void)argv;
	if (name != NULL && (k = kind_find(str_from(name))) == NULL)
		return command_misused("--kind: there is no kind \"%s\"", name);
	if (!command_open(c, 0, &s))
		return EXIT_FAILED;
	rc = ndjson_export(s, k, c->numbers[SET_KEYS] != 0, stdout, &e);
	store_close(s);
	if (!command_said())
		return EXIT_FAILED;
	return rc == ERR_OK ? EXIT_OK : command_failed(&e);
}
