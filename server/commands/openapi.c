/*
 * openapi.c - the contract, as the file openapi.yaml
 */
#include "server/commands/command.h"

#include "server/http/openapi/openapi.h"

int command_openapi(const struct config *c, int argc, char **argv)
{
	(void)c;
	(void)argc;
	(void)argv;
	openapi_yaml(stdout);
	return EXIT_OK;
}
