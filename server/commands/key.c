/*
 * key.c - keys that may read or write: made, listed, revoked; and the one that
 * signs
 */
#include "server/commands/command.h"

#include <signal.h>

#include "lib/base/arena.h"
#include "lib/data/digest.h"
#include "lib/data/timestamp.h"
#include "lib/store/keys.h"
#include "lib/text/utf8.h"
#include "server/registry/model/signer.h"

#define NAME_MAX_CHARS 100

/* A name is one line of text: it is shown in lists and logs. */
static bool is_name(struct str s)
{
	size_t at = 0;

	if (s.len == 0 || !utf8_valid(s) ||
	    utf8_count(s).code_points > NAME_MAX_CHARS)
		return false;
	while (at < s.len) {
		uint32_t c = utf8_next(s, &at);

		if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 ||
		    c == 0x2029)
			return false;
	}
	return true;
}

static enum err_code add(struct tx *tx, void *arg, struct err *e)
{
	return store_key_add(tx, arg, e);
}

struct revocation {
	struct str name, at;
};

static enum err_code end(struct tx *tx, void *arg, struct err *e)
{
	const struct revocation *r = arg;

	return store_key_revoke(tx, r->name, r->at, e);
}

static int revoke(struct store *s, const struct config *c, struct arena *a)
{
	struct revocation r = { str_from(c->texts[SET_NAME]), time_now(a) };
	struct err e = { 0 };
	enum err_code rc = store_run(s, TX_WRITE, end, &r, &e);

	if (rc == ERR_NOT_FOUND)
		err_set(&e, rc, "no working key is named \"%s\"",
		        c->texts[SET_NAME]);
	return rc == ERR_OK ? EXIT_OK : command_failed(&e);
}

/* A name that was mistyped makes a registry, too. */
static void tell_where(struct store *s, const struct config *c)
{
	struct err e = { 0 };
	int64_t seq;

	if (store_seq(s, &seq, &e) == ERR_OK && seq == 0)
		fprintf(stderr,
		        "instrumentd: the key is for %s, which has no records "
		        "yet\n",
		        c->texts[SET_DB]);
}

/* The secret is shown here and never again: only its digest is stored. What
 * nobody has seen must open nothing. */
static int create(struct store *s, const struct config *c, struct arena *a)
{
	struct str secret = digest_secret(a);
	struct api_key key = { .digest = digest_of(a, secret),
		               .name = str_from(c->texts[SET_NAME]),
		               .role = str_from(c->texts[SET_ROLE]),
		               .created_at = time_now(a) };
	struct err e = { 0 };
	enum err_code rc = store_run(s, TX_WRITE, add, &key, &e);

	if (rc == ERR_CONFLICT)
		err_set(&e, rc, "there is a working key named \"%s\"",
		        c->texts[SET_NAME]);
	if (rc != ERR_OK)
		return command_failed(&e);
	signal(SIGPIPE, SIG_IGN);
	tell_where(s, c);
	printf("%.*s\n", STR_ARG(secret));
	if (command_said())
		return EXIT_OK;
	fputs("instrumentd: nobody has seen the key, so it is revoked\n",
	      stderr);
	revoke(s, c, a);
	return EXIT_FAILED;
}

static enum err_code print(void *arg, const struct api_key *k, struct err *e)
{
	bool works = k->revoked_at.p == NULL;

	(void)arg;
	(void)e;
	printf("%-10.*s  %.*s  %s%.*s  %.*s\n", STR_ARG(k->role),
	       STR_ARG(k->created_at), works ? "works" : "revoked ",
	       works ? 0 : (int)k->revoked_at.len, works ? "" : k->revoked_at.p,
	       STR_ARG(k->name));
	return ERR_OK;
}

static enum err_code walk(struct tx *tx, void *arg, struct err *e)
{
	return store_keys(tx, print, arg, e);
}

static int list(struct store *s, const struct config *c, struct arena *a)
{
	struct err e = { 0 };

	(void)c;
	(void)a;
	if (store_run(s, TX_READ, walk, NULL, &e) != ERR_OK)
		return command_failed(&e);
	return EXIT_OK;
}

/* Heads are signed by another key from now on. */
static int rotate(struct store *s, const struct config *c, struct arena *a)
{
	struct err e = { 0 };
	struct str key;

	(void)c;
	if (signer_rotate(s, a, &key, &e) != ERR_OK)
		return command_failed(&e);
	printf("%.*s\n", STR_ARG(key));
	return EXIT_OK;
}

static const struct action {
	const char *name;
	int (*run)(struct store *, const struct config *, struct arena *);
	unsigned needs; /* settings */
	unsigned flags; /* to open the store with */
} actions[] = {
	{ "create", create, SETTING(SET_NAME) | SETTING(SET_ROLE),
	  STORE_CREATE },
	{ "list", list, 0, 0 },
	{ "revoke", revoke, SETTING(SET_NAME), 0 },
	{ "rotate", rotate, 0, 0 },
};

static int run(const struct action *action, const struct config *c)
{
	struct arena *a;
	struct store *s;
	int code;

	if ((action->needs & SETTING(SET_NAME)) != 0 &&
	    (c->texts[SET_NAME] == NULL ||
	     !is_name(str_from(c->texts[SET_NAME]))))
		return command_misused("key %s needs --name NAME, one line of "
		                       "at most %d characters",
		                       action->name, NAME_MAX_CHARS);
	if ((action->needs & SETTING(SET_ROLE)) != 0 &&
	    c->texts[SET_ROLE] == NULL)
		return command_misused("key %s needs --role editor, admin or "
		                       "reader",
		                       action->name);
	if (!command_open(c, action->flags, &s))
		return EXIT_FAILED;
	a = arena_new();
	code = action->run(s, c, a);
	arena_free(a);
	store_close(s);
	return code;
}

int command_key(const struct config *c, int argc, char **argv)
{
	(void)argc;
	for (size_t i = 0; i < COUNT(actions); i++)
		if (strcmp(argv[0], actions[i].name) == 0)
			return run(&actions[i], c);
	return command_misused("key: \"%s\" is not create, list, revoke or "
	                       "rotate",
	                       argv[0]);
}
