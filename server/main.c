/*
 * main.c - one program, a table of commands
 */
#include "lib/base/log.h"
#include "lib/data/digest.h"
#include "server/commands/command.h"
#include "server/registry/model/kind.h"
#include "server/version.h"

#define COMMON (SETTING(SET_DB) | SETTING(SET_LOG))

static const struct command commands[] = {
	{ "serve", "", "answer requests until told to stop",
	  COMMON | SETTING(SET_LISTEN) | SETTING(SET_HOME) |
	          SETTING(SET_WORKERS) | SETTING(SET_MEMORY) |
	          SETTING(SET_CLOSED),
	  0, 0, command_serve },
	{ "import", "DIR|FILE|-", "take in records as NDJSON, all or nothing",
	  COMMON, 1, 1, command_import },
	{ "export", "", "write all records as NDJSON",
	  COMMON | SETTING(SET_KIND) | SETTING(SET_KEYS), 0, 0,
	  command_export },
	{ "ingest", "FILE|DIR...", "load texts as editions of their sources",
	  COMMON | SETTING(SET_SOURCE) | SETTING(SET_PROVISIONS) |
	          SETTING(SET_PROFILE) | SETTING(SET_DRY_RUN),
	  1, 10000, command_ingest },
	{ "verify", "", "recompute hashes, chain, passages and index", COMMON,
	  0, 0, command_verify },
	{ "backup", "OUT", "copy the database while it is in use", COMMON, 1, 1,
	  command_backup },
	{ "key", "create|list|revoke", "keys that may write",
	  COMMON | SETTING(SET_ROLE) | SETTING(SET_NAME), 1, 1, command_key },
	{ "openapi", "", "write the contract as YAML", SETTING(SET_LOG), 0, 0,
	  command_openapi },
};

static bool is(const char *word, const char *name)
{
	return strcmp(word, name) == 0;
}

static void help(FILE *out)
{
	fputs("usage: instrumentd COMMAND [FLAG...] [OPERAND...]\n\n", out);
	for (size_t i = 0; i < COUNT(commands); i++)
		fprintf(out, "  %-8s %-19s %s\n", commands[i].name,
		        commands[i].operands, commands[i].summary);
	fputs("\ninstrumentd COMMAND --help tells more; "
	      "instrumentd --version its version\n",
	      out);
}

static void help_for(FILE *out, const struct command *cmd)
{
	fprintf(out, "usage: instrumentd %s [FLAG...]%s%s\n\n%s\n\n", cmd->name,
	        *cmd->operands != '\0' ? " " : "", cmd->operands, cmd->summary);
	config_help(out, cmd->settings);
}

static int run(const struct command *cmd, int argc, char **argv)
{
	struct err e = { 0 };
	struct config c;

	for (int i = 0; i < argc && !is(argv[i], "--"); i++)
		if (is(argv[i], "--help") || is(argv[i], "-h")) {
			help_for(stdout, cmd);
			return EXIT_OK;
		}
	if (config_read(&c, cmd->settings, &argc, argv, &e) != ERR_OK)
		return command_misused("%s: %s", cmd->name, e.detail);
	if (argc < cmd->least || argc > cmd->most)
		return command_misused("%s takes %s", cmd->name,
		                       cmd->most > 0 ? cmd->operands
		                                     : "nothing but flags");
	log_set_level((enum log_level)c.numbers[SET_LOG]);
	digest_start();
	kinds_start();
	return cmd->run(&c, argc, argv);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	for (size_t i = 0; i < COUNT(commands); i++)
		if (is(name, commands[i].name))
			return run(&commands[i], argc - 2, argv + 2);
	if (is(name, "--version")) {
		puts("instrumentd " VERSION);
		return EXIT_OK;
	}
	if (is(name, "--help") || is(name, "-h") || is(name, "help")) {
		help(stdout);
		return EXIT_OK;
	}
	if (*name != '\0')
		command_misused("unknown command \"%s\"", name);
	help(stderr);
	return EXIT_USAGE;
}
