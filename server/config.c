/*
 * config.c - the table, and reading it
 */
#include "server/config.h"

#include <stdlib.h>
#include <strings.h>

#include "lib/store/model.h"

#define CONNECTIONS_MAX 16000
#define SECONDS_MAX     3600
#define RATE_MAX        1000000

enum setting_type { TYPE_WORD, TYPE_NUMBER, TYPE_SWITCH, TYPE_CHOICE };

struct setting_row {
	const char *flag, *variable;
	const char *value; /* what stands after the flag, for the help */
	enum setting_type type;
	const char *otherwise;
	int64_t min, max;
	const char *const *choices;
	const char *help;
};

static const char *const levels[] = { "debug", "info", "warn", "error", NULL };
static const char *const roles[] = { "reader", "editor", "admin", NULL };

_Static_assert(SET__COUNT <= 64, "SETTING() has 64 bits");

static const struct setting_row settings[SET__COUNT] = {
	[SET_DB] = { "db", "INSTRUMENTD_DB", "FILE", TYPE_WORD,
	             .otherwise = "instrumentd.db", .help = "the database" },
	[SET_LISTEN] = { "listen", "INSTRUMENTD_LISTEN", "HOST:PORT", TYPE_WORD,
	                 .otherwise = "127.0.0.1:8080",
	                 .help = "where to listen; port 0 picks one" },
	[SET_HOME] = { "home", "INSTRUMENTD_HOME", "URL", TYPE_WORD,
	               .help = "what links begin with, when behind a proxy; "
	                       "without it they begin with /" },
	[SET_WORKERS] = { "workers", "INSTRUMENTD_WORKERS", "N", TYPE_NUMBER,
	                  .otherwise = "0", .max = 256,
	                  .help = "threads that answer; 0 is one a core" },
	[SET_MEMORY] = { "memory", "INSTRUMENTD_MEMORY", "MIB", TYPE_NUMBER,
	                 .otherwise = "512", .min = 16, .max = 1 << 20,
	                 .help = "what all requests together may hold; those "
	                         "without a key a quarter of it, one "
	                         "address half of that" },
	[SET_CLOSED] = { "closed", "INSTRUMENTD_CLOSED", NULL, TYPE_SWITCH,
	                 .otherwise = "no",
	                 .help = "reading needs a key, too" },
	[SET_CONNECTIONS] = { "connections", "INSTRUMENTD_CONNECTIONS", "N",
	                      TYPE_NUMBER, .otherwise = "1024",
	                      .max = CONNECTIONS_MAX,
	                      .help = "how many may be open; 0 is no limit" },
	[SET_CONNECTIONS_EACH] = { "connections-each",
	                           "INSTRUMENTD_CONNECTIONS_EACH", "N",
	                           TYPE_NUMBER, .otherwise = "512",
	                           .max = CONNECTIONS_MAX,
	                           .help = "of these, from one address; 0 is "
	                                   "no limit" },
	[SET_IDLE_SECONDS] = { "idle-seconds", "INSTRUMENTD_IDLE_SECONDS", "S",
	                       TYPE_NUMBER, .otherwise = "30",
	                       .max = SECONDS_MAX,
	                       .help = "how long a connection waits for the "
	                               "next request; 0 is for ever" },
	[SET_HEAD_SECONDS] = { "head-seconds", "INSTRUMENTD_HEAD_SECONDS", "S",
	                       TYPE_NUMBER, .otherwise = "10",
	                       .max = SECONDS_MAX,
	                       .help = "how long the header fields of a "
	                               "request may take; 0 is for ever" },
	[SET_BODY_SECONDS] = { "body-seconds", "INSTRUMENTD_BODY_SECONDS", "S",
	                       TYPE_NUMBER, .otherwise = "30",
	                       .max = SECONDS_MAX,
	                       .help = "how long its body may take, and one "
	                               "more for each 16 KiB; 0 is for ever" },
	[SET_ANSWER_SECONDS] = { "answer-seconds", "INSTRUMENTD_ANSWER_SECONDS",
	                         "S", TYPE_NUMBER, .otherwise = "30",
	                         .max = SECONDS_MAX,
	                         .help = "how long a client may take to read "
	                                 "an answer, and one more for each 16 "
	                                 "KiB; 0 is for ever" },
	[SET_WORK_SECONDS] = { "work-seconds", "INSTRUMENTD_WORK_SECONDS", "S",
	                       TYPE_NUMBER, .otherwise = "30",
	                       .max = SECONDS_MAX,
	                       .help = "how long we may take over a request; 0 "
	                               "is for ever" },
	[SET_RATE] = { "rate", "INSTRUMENTD_RATE", "N", TYPE_NUMBER,
	               .otherwise = "100", .max = RATE_MAX,
	               .help = "requests a second of one address, or one key; "
	                       "ten times as many in a row; 0 is no limit" },
	[SET_RATE_LOCAL] = { "rate-local", "INSTRUMENTD_RATE_LOCAL", "N",
	                     TYPE_NUMBER, .otherwise = "0", .max = RATE_MAX,
	                     .help = "the same for clients on this machine, "
	                             "where a proxy may speak for many" },
	[SET_TRUST_PROXY] = { "trust-proxy", "INSTRUMENTD_TRUST_PROXY", NULL,
	                      TYPE_SWITCH, .otherwise = "no",
	                      .help = "all requests come by a proxy: the last "
	                              "of X-Forwarded-For is the address" },
	[SET_FORWARD] = { "forward", "INSTRUMENTD_FORWARD", NULL, TYPE_SWITCH,
	                  .otherwise = "no",
	                  .help = "where this is a copy, pass requests that "
	                          "write on to its origin" },
	[SET_WEBHOOKS] = { "webhooks", "INSTRUMENTD_WEBHOOKS", "FILE",
	                   TYPE_WORD, .help = "to whom changes are sent" },
	[SET_LOG] = { "log", "INSTRUMENTD_LOG", "LEVEL", TYPE_CHOICE,
	              .otherwise = "info", .choices = levels,
	              .help = "what to write to standard error" },
	[SET_KEY] = { "key", "INSTRUMENTD_KEY", "KEY", TYPE_WORD,
	              .help = "whose role to act in; without it: anyone" },
	[SET_ROLE] = { "role", "INSTRUMENTD_ROLE", "ROLE", TYPE_CHOICE,
	               .choices = roles, .help = "what the key may do" },
	[SET_NAME] = { "name", "INSTRUMENTD_NAME", "NAME", TYPE_WORD,
	               .help = "whose key it is" },
	[SET_SOURCE] = { "source", "INSTRUMENTD_SOURCE", "KEY", TYPE_WORD,
	                 .help = "the source whose text it is" },
	[SET_KIND] = { "kind", "INSTRUMENTD_KIND", "KIND", TYPE_WORD,
	               .help = "only records of this kind" },
	[SET_KEYS] = { "keys", "INSTRUMENTD_KEYS", NULL, TYPE_SWITCH,
	               .otherwise = "no",
	               .help = "keys for references, no server members" },
	[SET_PROVISIONS] = { "provisions", "INSTRUMENTD_PROVISIONS", NULL,
	                     TYPE_SWITCH, .otherwise = "no",
	                     .help = "split a law's text into its provisions, "
	                             "and report on standard output" },
	[SET_PROFILE] = { "profile", "INSTRUMENTD_PROFILE", "NAME", TYPE_WORD,
	                  .help = "how the law is laid out, as in the "
	                          "README; found out without" },
	[SET_DRY_RUN] = { "dry-run", "INSTRUMENTD_DRY_RUN", NULL, TYPE_SWITCH,
	                  .otherwise = "no",
	                  .help = "report what would be done, keep nothing" },
	[SET_FORCE] = { "force", "INSTRUMENTD_FORCE", NULL, TYPE_SWITCH,
	                .otherwise = "no",
	                .help = "take a split that explains little, a page in "
	                        "which no passage is found, too" },
	[SET_ALLOW_PRIVATE] = { "allow-private", "INSTRUMENTD_ALLOW_PRIVATE",
	                        NULL, TYPE_SWITCH, .otherwise = "no",
	                        .help = "connect to addresses that are not "
	                                "public and use proxies, too" },
	[SET_PAUSE] = { "pause", "INSTRUMENTD_PAUSE", "MS", TYPE_NUMBER,
	                .otherwise = "1000", .max = SECONDS_MAX * 1000,
	                .help = "how long a host is left alone between two "
	                        "requests" },
	[SET_MAP] = { "map", "INSTRUMENTD_MAP", "MAP", TYPE_WORD,
	              .help = "which column goes where: a file, or the name "
	                      "of a map that is shipped" },
	[SET_KNOWN] = { "known", "INSTRUMENTD_KNOWN", "FILE", TYPE_WORD,
	                .help = "findings that stay, each with its reason" },
	[SET_FROM] = { "from", "INSTRUMENTD_FROM", "URL", TYPE_WORD,
	               .help = "the registry that is copied; the copy knows it "
	                       "from then on" },
	[SET_FOLLOW] = { "follow", "INSTRUMENTD_FOLLOW", NULL, TYPE_SWITCH,
	                 .otherwise = "no",
	                 .help = "go on with what changes, until it is "
	                         "stopped" },
	[SET_TRUST] = { "trust", "INSTRUMENTD_TRUST", "KEY", TYPE_WORD,
	                .help = "the public key by which its heads must be "
	                        "signed from now on; else it is that of the "
	                        "first head" },
	[SET_TEXTS] = { "texts", "INSTRUMENTD_TEXTS", NULL, TYPE_SWITCH,
	                .otherwise = "no",
	                .help = "ask for texts of sources, too: of those that "
	                        "state their rights and have no handling" },
	[SET_LEAVE] = { "leave", "INSTRUMENTD_LEAVE", NULL, TYPE_SWITCH,
	                .otherwise = "no",
	                .help = "stop being a copy: from now on records are "
	                        "written here; with --from stop following "
	                        "that one: its records become ours" },
	[SET_BESIDE] = { "beside", "INSTRUMENTD_BESIDE", NULL, TYPE_SWITCH,
	                 .otherwise = "no",
	                 .help = "no copy: follow it beside records of our "
	                         "own" },
	[SET_FORGET] = { "forget", "INSTRUMENTD_FORGET", NULL, TYPE_SWITCH,
	                 .otherwise = "no",
	                 .help = "with --leave --from: its records are "
	                         "deleted" },
	[SET_SECONDS] = { "seconds", "INSTRUMENTD_SECONDS", "S", TYPE_NUMBER,
	                  .otherwise = "60", .min = 1, .max = SECONDS_MAX,
	                  .help = "how long one text may take to come" },
};

static enum err_code wrong(const struct setting_row *s, const char *value,
                           const char *want, struct err *e)
{
	return err_set(e, ERR_INVALID, "--%s: \"%s\" is not %s", s->flag, value,
	               want);
}

static enum err_code read_number(const struct setting_row *s, const char *value,
                                 int64_t *out, struct err *e)
{
	char *end, want[64];
	long long n = strtoll(value, &end, 10);

	snprintf(want, sizeof(want), "a number from %lld to %lld",
	         (long long)s->min, (long long)s->max);
	if (*value == '\0' || *end != '\0' || n < s->min || n > s->max)
		return wrong(s, value, want, e);
	*out = n;
	return ERR_OK;
}

static enum err_code read_switch(const struct setting_row *s, const char *value,
                                 int64_t *out, struct err *e)
{
	static const char *const words[] = { "no", "yes", "off",   "on",
		                             "0",  "1",   "false", "true" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcasecmp(value, words[i]) == 0) {
			*out = (int64_t)(i % 2);
			return ERR_OK;
		}
	return wrong(s, value, "yes or no", e);
}

static enum err_code read_choice(const struct setting_row *s, const char *value,
                                 int64_t *out, struct err *e)
{
	char want[128] = "one of";
	size_t used = strlen(want);

	for (int64_t i = 0; s->choices[i] != NULL && used < sizeof(want); i++) {
		if (strcmp(s->choices[i], value) == 0) {
			*out = i;
			return ERR_OK;
		}
		used += (size_t)snprintf(want + used, sizeof(want) - used,
		                         " %s", s->choices[i]);
	}
	return wrong(s, value, want, e);
}

static enum err_code set(struct config *c, enum setting i, const char *value,
                         struct err *e)
{
	const struct setting_row *s = &settings[i];

	c->texts[i] = value;
	switch (s->type) {
	case TYPE_WORD:
		return *value != '\0' ? ERR_OK : wrong(s, value, "a value", e);
	case TYPE_NUMBER:
		return read_number(s, value, &c->numbers[i], e);
	case TYPE_SWITCH:
		return read_switch(s, value, &c->numbers[i], e);
	case TYPE_CHOICE:
		return read_choice(s, value, &c->numbers[i], e);
	}
	return ERR_OK;
}

/* Defaults, and over them the environment. */
static enum err_code set_outside(struct config *c, uint64_t takes,
                                 struct err *e)
{
	enum err_code rc = ERR_OK;

	for (int i = 0; rc == ERR_OK && i < SET__COUNT; i++) {
		const struct setting_row *s = &settings[i];
		const char *value;

		if ((takes & SETTING(i)) == 0)
			continue;
		value = getenv(s->variable);
		if (value == NULL || *value == '\0')
			value = s->otherwise;
		if (value != NULL)
			rc = set(c, (enum setting)i, value, e);
	}
	return rc;
}

/* Which setting is this flag ("db" or "db=FILE")? SET__COUNT: none taken. */
static enum setting find(const char *flag, uint64_t takes)
{
	size_t n = strcspn(flag, "=");

	for (int i = 0; i < SET__COUNT; i++)
		if ((takes & SETTING(i)) != 0 &&
		    strlen(settings[i].flag) == n &&
		    strncmp(settings[i].flag, flag, n) == 0)
			return (enum setting)i;
	return SET__COUNT;
}

/* Read the flag at argv[*i]; *i ends on its last word. */
static enum err_code read_flag(struct config *c, uint64_t takes, int argc,
                               char **argv, int *i, struct err *e)
{
	const char *flag = argv[*i];
	const char *value = strchr(flag, '=');
	enum setting s = flag[1] == '-' ? find(flag + 2, takes) : SET__COUNT;

	if (s == SET__COUNT)
		return err_set(e, ERR_INVALID, "unknown flag %s", flag);
	if (value != NULL)
		value++;
	else if (settings[s].type == TYPE_SWITCH)
		value = "yes";
	else if (*i + 1 < argc)
		value = argv[++*i];
	else
		return err_set(e, ERR_INVALID, "%s needs a value: %s", flag,
		               settings[s].value);
	return set(c, s, value, e);
}

enum err_code config_read(struct config *out, uint64_t takes, int *argc,
                          char **argv, struct err *e)
{
	enum err_code rc;
	bool flags = true;
	int kept = 0;

	*out = (struct config){ 0 };
	rc = set_outside(out, takes, e);
	for (int i = 0; rc == ERR_OK && i < *argc; i++) {
		if (flags && strcmp(argv[i], "--") == 0)
			flags = false;
		else if (flags && argv[i][0] == '-' && argv[i][1] != '\0')
			rc = read_flag(out, takes, *argc, argv, &i, e);
		else
			argv[kept++] = argv[i];
	}
	if (rc == ERR_OK)
		*argc = kept;
	return rc;
}

void config_help(FILE *out, uint64_t takes)
{
	for (int i = 0; i < SET__COUNT; i++) {
		const struct setting_row *s = &settings[i];
		char flag[40];

		if ((takes & SETTING(i)) == 0)
			continue;
		snprintf(flag, sizeof(flag), "--%s %s", s->flag,
		         s->value != NULL ? s->value : "");
		fprintf(out, "  %-20s  %s", flag, s->help);
		for (size_t k = 0; s->choices && s->choices[k] != NULL; k++)
			fprintf(out, "%s%s", k > 0 ? ", " : ": ",
			        s->choices[k]);
		if (s->otherwise != NULL)
			fprintf(out, " (default %s)", s->otherwise);
		fprintf(out, "\n  %-20s  or %s\n", "", s->variable);
	}
}
