/*
 * main.c - one program, a table of commands
 */
#include <fcntl.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/base/log.h"
#include "lib/data/digest.h"
#include "server/commands/command.h"
#include "server/registry/model/kind.h"
#include "server/version.h"

#define FILES_LEAST 32 /* with fewer, failures would look like others */
#define HEAPS_SPARE 2  /* beside one for each core */

#define COMMON (SETTING(SET_DB) | SETTING(SET_LOG))
#define SERVING                                                                \
	(SETTING(SET_LISTEN) | SETTING(SET_HOME) | SETTING(SET_WORKERS) |      \
	 SETTING(SET_MEMORY) | SETTING(SET_CLOSED) |                           \
	 SETTING(SET_CONNECTIONS) | SETTING(SET_CONNECTIONS_EACH) |            \
	 SETTING(SET_IDLE_SECONDS) | SETTING(SET_HEAD_SECONDS) |               \
	 SETTING(SET_BODY_SECONDS) | SETTING(SET_ANSWER_SECONDS) |             \
	 SETTING(SET_WORK_SECONDS) | SETTING(SET_RATE) |                       \
	 SETTING(SET_RATE_LOCAL) | SETTING(SET_TRUST_PROXY) |                  \
	 SETTING(SET_FORWARD) | SETTING(SET_WEBHOOKS))

static const struct command commands[] = {
	{ "serve", "", "answer requests until told to stop", COMMON | SERVING,
	  0, 0, command_serve },
	{ "import", "DIR|FILE|-", "take in records as NDJSON, all or nothing",
	  COMMON, 1, 1, command_import },
	{ "export", "", "write all records as NDJSON",
	  COMMON | SETTING(SET_KIND) | SETTING(SET_KEYS), 0, 0,
	  command_export },
	{ "ingest", "FILE|DIR...", "load texts as editions of their sources",
	  COMMON | SETTING(SET_SOURCE) | SETTING(SET_PROVISIONS) |
	          SETTING(SET_PROFILE) | SETTING(SET_DRY_RUN) |
	          SETTING(SET_FORCE),
	  1, 10000, command_ingest },
	{ "import-table", "FILE",
	  "make records of a CSV or JSON table, each value with its cell as "
	  "evidence",
	  COMMON | SETTING(SET_MAP) | SETTING(SET_DRY_RUN), 1, 1,
	  command_import_table },
	{ "fetch", "", "load texts from the addresses of their sources",
	  COMMON | SETTING(SET_SOURCE) | SETTING(SET_DRY_RUN) |
	          SETTING(SET_FORCE) | SETTING(SET_ALLOW_PRIVATE) |
	          SETTING(SET_PAUSE) | SETTING(SET_SECONDS),
	  0, 0, command_fetch },
	{ "sync", "", "copy another registry, change by change",
	  COMMON | SETTING(SET_FROM) | SETTING(SET_FOLLOW) |
	          SETTING(SET_TRUST) | SETTING(SET_TEXTS) | SETTING(SET_LEAVE) |
	          SETTING(SET_BESIDE) | SETTING(SET_FORGET) |
	          SETTING(SET_SECONDS),
	  0, 0, command_sync },
	{ "mcp", "", "answer an assistant on standard input and output",
	  COMMON | SETTING(SET_KEY) | SETTING(SET_HOME), 0, 0, command_mcp },
	{ "verify", "", "recompute hashes, chain, passages and index", COMMON,
	  0, 0, command_verify },
	{ "lint", "", "report what is unusual in a catalogue",
	  COMMON | SETTING(SET_KNOWN), 0, 0, command_lint },
	{ "backup", "OUT", "copy the database while it is in use", COMMON, 1, 1,
	  command_backup },
	{ "key", "create|list|revoke|rotate",
	  "keys that may write; rotate: the one that signs",
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
		fprintf(out, "  %-12s %-26s %s\n", commands[i].name,
		        commands[i].operands, commands[i].summary);
	fputs("\ninstrumentd COMMAND --help tells more; "
	      "instrumentd --version its version\n",
	      out);
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (is(name, commands[i].name))
			return &commands[i];
	return NULL;
}

static void help_for(FILE *out, const struct command *cmd)
{
	fprintf(out, "usage: instrumentd %s [FLAG...]%s%s\n\n%s\n\n", cmd->name,
	        *cmd->operands != '\0' ? " " : "", cmd->operands, cmd->summary);
	config_help(out, cmd->settings);
}

static bool may_open_files(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) != 0 || r.rlim_cur >= FILES_LEAST)
		return true;
	fprintf(stderr,
	        "instrumentd: only %ju files may be open, %d are needed "
	        "(ulimit -n)\n",
	        (uintmax_t)r.rlim_cur, FILES_LEAST);
	return false;
}

/* What a record or a page of them took is soon taken again: giving it back to
 * the kernel each time costs more than the page. What threads have given back
 * is of use to those that share a heap with them, so there are few. */
static void keep_memory(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	mallopt(M_ARENA_MAX, cores > 0 ? (int)cores + HEAPS_SPARE : 4);
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	mallopt(M_TRIM_THRESHOLD, 4 << 20);
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
		return command_misused("%s: %s; instrumentd %s --help tells "
		                       "more",
		                       cmd->name, e.detail, cmd->name);
	if (argc < cmd->least || argc > cmd->most)
		return command_misused("%s takes %s; instrumentd %s --help "
		                       "tells more",
		                       cmd->name,
		                       cmd->most > 0 ? cmd->operands
		                                     : "nothing but flags",
		                       cmd->name);
	log_set_level((enum log_level)c.numbers[SET_LOG]);
	if (!may_open_files())
		return EXIT_FAILED;
	keep_memory();
	digest_start();
	kinds_start();
	return cmd->run(&c, argc, argv);
}

static int unknown(const char *name)
{
	if (*name != '\0')
		command_misused("unknown command \"%s\"", name);
	help(stderr);
	return EXIT_USAGE;
}

static int help_about(const char *name)
{
	const struct command *cmd = find(name);

	if (*name != '\0' && cmd == NULL)
		return unknown(name);
	if (cmd != NULL)
		help_for(stdout, cmd);
	else
		help(stdout);
	return EXIT_OK;
}

static int choose(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	const struct command *cmd = find(name);

	if (cmd != NULL)
		return run(cmd, argc - 2, argv + 2);
	if (is(name, "--version")) {
		puts("instrumentd " VERSION);
		return EXIT_OK;
	}
	if (is(name, "--help") || is(name, "-h") || is(name, "help"))
		return help_about(argc > 2 ? argv[2] : "");
	return unknown(name);
}

/* What is opened next would take the number of a standard file that is not
 * open, and be written to as if it were that. These can be neither read nor
 * written, as when they are closed. */
static bool hold_standard_files(void)
{
	static const int modes[] = { O_WRONLY, O_RDONLY, O_RDONLY };

	for (int fd = 0; fd < (int)COUNT(modes); fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", modes[fd]) != fd)
			return false;
	return true;
}

int main(int argc, char **argv)
{
	int code;

	if (!hold_standard_files())
		return EXIT_FAILED;
	code = choose(argc, argv);
	return command_said() ? code : EXIT_FAILED;
}
