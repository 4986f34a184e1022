/*
 * command.c - what all commands need
 */
#include "server/commands/command.h"

#include <errno.h>
#include <stdarg.h>

#include "lib/base/arena.h"
#include "lib/store/store.h"
#include "lib/text/utf8.h"
#include "server/registry/model/kind.h"
#include "server/registry/sources/text.h"

#define AUTHOR_MAX 200

bool command_open(const struct config *c, unsigned flags, struct store **out)
{
	struct err e = { 0 };

	if (store_open(out, c->texts[SET_DB], flags, kinds_entities(),
	               kinds_count, &e) == ERR_OK)
		return true;
	command_failed(&e);
	return false;
}

void command_sign(struct store *s, const char *command, const char *path)
{
	static char author[AUTHOR_MAX];
	const char *slash = strrchr(path, '/');
	bool is_named = slash != NULL && slash[1] != '\0';
	struct str text;

	snprintf(author, sizeof(author), "%s %s", command,
	         is_named ? slash + 1 : path);
	text = str_from(author);
	text.len = utf8_valid_length(text);
	store_set_author(s, text);
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

bool command_read(struct arena *a, const char *path, struct str *out)
{
	FILE *f = fopen(path, "rb");
	struct buf bytes;
	char part[65536];
	size_t n;
	bool ok;

	if (f == NULL) {
		command_unreadable(path);
		return false;
	}
	buf_init(&bytes, a);
	buf_puts(&bytes, "");
	while (bytes.len <= TEXT_BYTES_MAX &&
	       (n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&bytes, part, n);
	ok = !ferror(f);
	if (!ok)
		command_unreadable(path);
	fclose(f);
	*out = buf_text(&bytes);
	return ok;
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
