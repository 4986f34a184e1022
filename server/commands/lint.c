/*
 * lint.c - what is odd about a catalogue
 */
#include "server/commands/command.h"

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "server/registry/checks/lint.h"

/* A line of the file of what is known: RULE KIND/KEY REASON. */
struct known {
	struct known *next;
	const char *rule, *record;
	bool found;
};

struct linting {
	struct arena *arena;
	struct known *known;
	size_t new, old;
};

static void find(void *arg, const struct finding *f)
{
	struct linting *l = arg;
	const char *record =
		arena_printf(l->arena, "%s/%.*s", f->kind, STR_ARG(f->key));

	for (struct known *k = l->known; k != NULL; k = k->next)
		if (strcmp(k->rule, f->rule) == 0 &&
		    strcmp(k->record, record) == 0) {
			k->found = true;
			l->old++;
			return;
		}
	l->new ++;
	printf("%s %s %s\n", f->rule, record, f->words);
}

/* The word at *s, which moves past it and the blanks after it. */
static const char *next_word(struct arena *a, const char **s)
{
	size_t n = strcspn(*s, " \n");
	const char *word = arena_strndup(a, *s, n);

	*s += n;
	*s += strspn(*s, " ");
	return word;
}

static bool add_known(struct linting *l, const char *line, const char *path)
{
	struct known *k = arena_alloc(l->arena, sizeof(*k));

	k->rule = next_word(l->arena, &line);
	k->record = next_word(l->arena, &line);
	if (*line == '\0' || *line == '\n') {
		fprintf(stderr,
		        "instrumentd: %s: %s %s: a line is RULE KIND/KEY "
		        "REASON\n",
		        path, k->rule, k->record);
		return false;
	}
	k->next = l->known;
	l->known = k;
	return true;
}

static bool read_known(struct linting *l, const char *path)
{
	struct str text;
	const char *line;

	if (path == NULL)
		return true;
	if (!command_read(l->arena, path, &text))
		return false;
	for (line = text.p; *line != '\0'; line += *line == '\n') {
		if (*line != '\n' && *line != '#' && !add_known(l, line, path))
			return false;
		line += strcspn(line, "\n");
	}
	return true;
}

/* What is listed and not there any more may be struck out; what is shared with
 * a text is not there as long as the text is not. */
static void tell_gone(const struct linting *l)
{
	for (const struct known *k = l->known; k != NULL; k = k->next)
		if (!k->found && strcmp(k->rule, LINT_OF_TEXTS) != 0)
			printf("listed and not found: %s %s\n", k->rule,
			       k->record);
}

static int lint(struct linting *l, const struct config *c)
{
	struct err e = { 0 };
	struct store *s;

	if (!read_known(l, c->texts[SET_KNOWN]) || !command_open(c, 0, &s))
		return EXIT_FAILED;
	if (lint_run(s, find, l, &e) != ERR_OK) {
		store_close(s);
		return command_failed(&e);
	}
	store_close(s);
	tell_gone(l);
	printf("%zu finding%s, %zu known\n", l->new, l->new == 1 ? "" : "s",
	       l->old);
	return l->new > 0 ? EXIT_FAILED : EXIT_OK;
}

int command_lint(const struct config *c, int argc, char **argv)
{
	struct linting l = { .arena = arena_new() };
	int code;

	(void)argc;
	(void)argv;
	code = lint(&l, c);
	arena_free(l.arena);
	return code;
}
