/*
 * program.c - the program as a user runs it
 */
#define _GNU_SOURCE
#include "tests/support/program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/read_file.h"

#define NOBODY 65534

/* ---- the folder --------------------------------------------------------- */

int place_setup(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	make_folder(p->dir);
	assert_int_equal(chmod(p->dir, 0777), 0);
	p->arena = arena_new();
	*state = p;
	return 0;
}

int place_teardown(void **state)
{
	struct place *p = *state;

	remove_folder(p->dir);
	arena_free(p->arena);
	free(p);
	return 0;
}

const char *format(struct place *p, const char *fmt, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return arena_strndup(p->arena, text, strlen(text));
}

const char *path_in(struct place *p, const char *name)
{
	return format(p, "%s/%s", p->dir, name);
}

void write_file(struct place *p, const char *name, const char *text)
{
	FILE *f = fopen(path_in(p, name), "wb");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

bool is_there(struct place *p, const char *name)
{
	return access(path_in(p, name), F_OK) == 0;
}

struct str file_text(struct place *p, const char *name)
{
	struct str text = read_file(p->arena, path_in(p, name));

	assert_non_null(text.p);
	return text;
}

/* ---- the child ---------------------------------------------------------- */

static const char *program(struct place *p)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	assert_true(n > 0);
	self[n] = '\0';
	slash = strrchr(self, '/');
	assert_non_null(slash);
	return format(p, "%.*s/instrumentd", (int)(slash - self), self);
}

/* Never returns to the test; a failure here is told by the code 127. */
static void must(bool ok)
{
	if (!ok)
		_exit(127);
}

static void limit_to(const struct way *way)
{
	struct rlimit size = { way->file_size, way->file_size },
		      files = { way->files, way->files };

	if (way->file_size > 0) {
		signal(SIGXFSZ, SIG_IGN);
		must(setrlimit(RLIMIT_FSIZE, &size) == 0);
	}
	if (way->files > 0)
		must(setrlimit(RLIMIT_NOFILE, &files) == 0);
}

static void wire_up(const struct way *way, const int files[3])
{
	int output = files[1];

	if (way->output != NULL)
		output = open(way->output, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	must(dup2(files[0], 0) == 0 && dup2(output, 1) == 1 &&
	     dup2(files[2], 2) == 2);
	if (way->no_output || way->no_files)
		close(1);
	if (way->no_files) {
		close(0);
		close(2);
	}
}

static void become(struct place *p, const struct way *way, const int files[3],
                   const char *const *words)
{
	static const char *const none[] = { NULL };
	const char *argv[32] = { program(p) };
	const char *const *env = way->env != NULL ? way->env : none;

	for (size_t i = 0; words[i] != NULL; i++)
		argv[i + 1] = words[i];
	must(chdir(p->dir) == 0);
	wire_up(way, files);
	limit_to(way);
	if (way->nobody && getuid() == 0)
		must(setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
	signal(SIGPIPE, SIG_DFL);
	execve(argv[0], (char *const *)argv, (char *const *)env);
	_exit(127);
}

static int open_input(struct place *p, const char *text)
{
	int fd;

	if (text == NULL)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	write_file(p, ".input", text);
	fd = open(path_in(p, ".input"), O_RDONLY | O_CLOEXEC);
	unlink(path_in(p, ".input"));
	return fd;
}

/* The two ends of what the child writes to: what we read, what it has. */
static void open_ends(int ends[2], bool terminal)
{
	if (!terminal) {
		assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
		return;
	}
	ends[0] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(ends[0] >= 0 && grantpt(ends[0]) == 0 &&
	            unlockpt(ends[0]) == 0);
	ends[1] = open(ptsname(ends[0]), O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(ends[1] >= 0);
}

void start_as(struct place *p, struct child *c, const struct way *way,
              const char *const *words)
{
	int out[2], err[2], input = open_input(p, way->input);

	assert_true(input >= 0);
	open_ends(out, false);
	open_ends(err, way->terminal);
	c->pid = fork();
	assert_true(c->pid >= 0);
	if (c->pid == 0)
		become(p, way, (int[]){ input, out[1], err[1] }, words);
	close(input);
	close(out[1]);
	close(err[1]);
	c->out = out[0];
	c->err = err[0];
}

static time_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* What is there to be read is added; false at the end of it. A terminal whose
 * other end is closed says EIO. */
static bool take(int fd, struct buf *to)
{
	char part[4096];
	ssize_t n = read(fd, part, sizeof(part));

	if (n > 0)
		buf_add(to, part, (size_t)n);
	return n > 0 || (n < 0 && errno == EINTR);
}

static void too_slow(struct child *c)
{
	kill(c->pid, SIGKILL);
	waitpid(c->pid, NULL, 0);
	fail_msg("the program did not end in %d seconds", PROGRAM_SECONDS);
}

/* Both to their ends, so that neither blocks the child. */
static void read_all(struct child *c, struct buf *out, struct buf *err)
{
	struct pollfd fds[2] = { { c->out, POLLIN, 0 }, { c->err, POLLIN, 0 } };
	struct buf *to[2] = { out, err };
	time_t until = now() + PROGRAM_SECONDS;

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		if (now() > until)
			too_slow(c);
		if (poll(fds, 2, 1000) <= 0)
			continue;
		for (int i = 0; i < 2; i++)
			if (fds[i].fd >= 0 && fds[i].revents != 0 &&
			    !take(fds[i].fd, to[i]))
				fds[i].fd = -1;
	}
}

int finish(struct place *p, struct child *c)
{
	struct buf out, err;
	int how = 0;

	buf_init(&out, p->arena);
	buf_init(&err, p->arena);
	buf_puts(&out, "");
	buf_puts(&err, "");
	read_all(c, &out, &err);
	assert_int_equal(waitpid(c->pid, &how, 0), c->pid);
	close(c->out);
	close(c->err);
	p->out = out.data;
	p->err = err.data;
	return WIFSIGNALED(how) ? -WTERMSIG(how) : WEXITSTATUS(how);
}

int end_by(struct place *p, struct child *c, int signal)
{
	kill(c->pid, signal);
	return finish(p, c);
}

int run_as(struct place *p, const struct way *way, const char *const *words)
{
	struct child c;

	start_as(p, &c, way, words);
	return finish(p, &c);
}

const char *next_line(struct place *p, struct child *c)
{
	struct pollfd fd = { c->out, POLLIN, 0 };
	struct buf line;
	char byte;

	buf_init(&line, p->arena);
	buf_puts(&line, "");
	for (;;) {
		if (poll(&fd, 1, PROGRAM_SECONDS * 1000) <= 0)
			too_slow(c);
		if (read(c->out, &byte, 1) != 1 || byte == '\n')
			return line.data;
		buf_add(&line, &byte, 1);
	}
}

/* ---- assertions --------------------------------------------------------- */

void assert_ended_at(const struct place *p, int got, int want, const char *file,
                     int line)
{
	if (got == want)
		return;
	print_error("code %d\n%s\n%s\n", got, p->out, p->err);
	_fail(file, line);
}

void assert_says_at(const struct place *p, const char *text, const char *part,
                    const char *file, int line)
{
	if (strstr(text, part) != NULL)
		return;
	print_error("no \"%s\" in\n%s\nof\n%s\n%s\n", part, text, p->out,
	            p->err);
	_fail(file, line);
}
