/*
 * pdf.c - running pdftotext, with bounds
 */
#include "server/fetch/pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/text/utf8.h"
#include "server/registry/sources/text.h"

#define NOT_INSTALLED 127 /* as a shell says it */

static const char *const programs[] = { "/usr/local/bin/pdftotext",
	                                "/usr/bin/pdftotext" };

struct child {
	pid_t pid;
	int out; /* to read from */
};

bool pdf_is(struct str bytes)
{
	return str_starts(bytes, STR("%PDF-"));
}

/* ---- the child ---------------------------------------------------------- */

static void limit(int what, rlim_t most)
{
	struct rlimit r = { most, most };

	if (setrlimit(what, &r) != 0)
		_exit(1);
}

/* Which of its standard files gets what comes; the other is thrown away. */
NORETURN static void become(const char *const *words, int in, int out,
                            int speaks)
{
	static const char *const environment[] = {
		"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", NULL
	};
	int silent = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (silent < 0 || dup2(in, STDIN_FILENO) < 0 ||
	    dup2(silent, STDOUT_FILENO) < 0 ||
	    dup2(silent, STDERR_FILENO) < 0 || dup2(out, speaks) < 0)
		_exit(1);
	limit(RLIMIT_CPU, PDF_SECONDS);
	limit(RLIMIT_AS, PDF_MEMORY);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_CORE, 0);
	for (size_t i = 0; i < COUNT(programs); i++)
		execve(programs[i], (char *const *)(uintptr_t)words,
		       (char *const *)(uintptr_t)environment);
	_exit(NOT_INSTALLED);
}

static bool begin(struct child *c, const char *const *words, int in, int speaks)
{
	int ends[2];

	if (pipe(ends) != 0)
		return false;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	c->pid = fork();
	if (c->pid == 0)
		become(words, in, ends[1], speaks);
	close(ends[1]);
	c->out = ends[0];
	if (c->pid < 0)
		close(ends[0]);
	return c->pid > 0;
}

/* All it writes; false when that is too much, or takes too long. */
static bool listen_to(struct child *c, struct buf *out)
{
	int64_t until = clock_ms() + PDF_SECONDS * 1000;
	struct pollfd p = { .fd = c->out, .events = POLLIN };
	char part[65536];

	while (out->len <= TEXT_BYTES_MAX) {
		int64_t left = until - clock_ms();
		ssize_t n;

		if (left <= 0 || poll(&p, 1, (int)left) <= 0)
			return false;
		n = read(c->out, part, sizeof(part));
		if (n <= 0)
			return n == 0;
		buf_add(out, part, (size_t)n);
	}
	return false;
}

/* Its exit code, or -1. */
static int end(struct child *c, bool kill_it)
{
	int status = 0;

	if (kill_it)
		kill(c->pid, SIGKILL);
	close(c->out);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	return !kill_it && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int run(const char *const *words, int in, int speaks, struct buf *out)
{
	struct child c;
	bool heard;

	if (!begin(&c, words, in, speaks))
		return -1;
	heard = listen_to(&c, out);
	return end(&c, !heard);
}

/* ---- what is asked of it ------------------------------------------------- */

/* "pdftotext version 22.12.0" and a copyright. */
static const char *read_version(struct arena *a, struct str said)
{
	struct str word = STR("version ");
	const char *at = strstr(said.p, word.p);
	size_t n = at != NULL ? strcspn(at + word.len, " \r\n") : 0;

	return at == NULL ? "pdftotext"
	                  : arena_printf(a, "pdftotext %.*s", (int)n,
	                                 at + word.len);
}

static const char *version_of(struct arena *a)
{
	static const char *const words[] = { "pdftotext", "-v", NULL };
	struct buf said;

	buf_init(&said, a);
	buf_puts(&said, "");
	if (run(words, STDIN_FILENO, STDERR_FILENO, &said) == NOT_INSTALLED)
		return NULL;
	return read_version(a, buf_text(&said));
}

/* The PDF as a file without a name. */
static FILE *file_of(struct str pdf)
{
	FILE *f = tmpfile();

	if (f != NULL && (fwrite(pdf.p, 1, pdf.len, f) != pdf.len ||
	                  fflush(f) != 0 || fseek(f, 0, SEEK_SET) != 0)) {
		fclose(f);
		return NULL;
	}
	return f;
}

static bool has_words(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr(" \t\r\n\f", text.p[i]) == NULL)
			return true;
	return false;
}

enum err_code pdf_to_text(struct arena *a, struct str pdf, struct str *out,
                          const char **converter, struct err *e)
{
	static const char *const words[] = { "pdftotext", "-", "-", NULL };
	struct buf text;
	FILE *file;
	int code;

	*converter = version_of(a);
	if (*converter == NULL)
		return err_set(e, ERR_INVALID,
		               "a PDF, and pdftotext is not here: install "
		               "poppler-utils");
	file = file_of(pdf);
	if (file == NULL)
		return err_set(e, ERR_STORE, "no room for a PDF");
	buf_init(&text, a);
	buf_puts(&text, "");
	code = run(words, fileno(file), STDOUT_FILENO, &text);
	fclose(file);
	*out = buf_text(&text);
	if (code != 0 || !utf8_valid(*out))
		return err_set(e, ERR_INVALID,
		               "a PDF that %s cannot read within %d seconds",
		               *converter, PDF_SECONDS);
	if (!has_words(*out))
		return err_set(e, ERR_INVALID,
		               "a PDF without words: perhaps pictures of them");
	return ERR_OK;
}
