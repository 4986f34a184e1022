/*
 * program.h - the program as a user runs it: a child process with files of
 *             its own
 *
 * Shapes  a test has a folder, which is where the program runs, so names of
 *         files are short; the environment is empty but for what the test
 *         gives. run() waits for the end; start() does not, and the child
 *         must be ended by finish(). Texts that came are of the place's
 *         arena.
 * Units   code is the exit code, or minus the signal that ended it.
 * Errors  a child that takes longer than PROGRAM_SECONDS is killed, and the
 *         test fails; what cannot be started fails it, too.
 * Source  the program is the file instrumentd beside the test program.
 */
#ifndef TESTS_SUPPORT_PROGRAM_H
#define TESTS_SUPPORT_PROGRAM_H

#include <sys/types.h>

#include "tests/support/folder.h"
#include "tests/support/unit.h"

#define PROGRAM_SECONDS 60

struct place {
	char dir[FOLDER_SIZE];
	struct arena *arena;
	const char *out, *err; /* of the last run() */
};

int place_setup(void **state);
int place_teardown(void **state);

#define place_test(fn)                                                         \
	cmocka_unit_test_setup_teardown(fn, place_setup, place_teardown)

/* How it is run; zeroed: nothing to read, output and errors kept apart. */
struct way {
	const char *input;      /* on standard input                    */
	const char *output;     /* a file in place of standard output   */
	bool no_output;         /* standard output is closed            */
	bool no_files;          /* and so are the others                */
	bool terminal;          /* standard error is a terminal         */
	const char *const *env; /* "NAME=value", NULL at the end        */
	size_t file_size;       /* no file may grow beyond; 0: any      */
	size_t files;           /* no more may be open at once; 0: any  */
	bool nobody;            /* run without the rights of root       */
};

#define run(p, ...)                                                            \
	run_as(p, &(struct way){ 0 }, (const char *[]){ __VA_ARGS__, NULL })
#define run_by(p, way, ...)                                                    \
	run_as(p, way, (const char *[]){ __VA_ARGS__, NULL })

/* Run it to its end: its code. */
int run_as(struct place *p, const struct way *way, const char *const *words);

struct child {
	pid_t pid;
	int out, err; /* to read from */
};

#define start(p, c, way, ...)                                                  \
	start_as(p, c, way, (const char *[]){ __VA_ARGS__, NULL })
void start_as(struct place *p, struct child *c, const struct way *way,
              const char *const *words);

/* One line of its output, without the end of line; "" at the end. */
const char *next_line(struct place *p, struct child *c);

/* Wait for the end: the code; p->out and p->err are what was not read yet. */
int finish(struct place *p, struct child *c);

/* The same, after a signal. */
int end_by(struct place *p, struct child *c, int signal);

/* A file in the folder. */
const char *path_in(struct place *p, const char *name);
void write_file(struct place *p, const char *name, const char *text);
bool is_there(struct place *p, const char *name);
struct str file_text(struct place *p, const char *name);
const char *format(struct place *p, const char *fmt, ...) PRINTF(2, 3);

/* Runs the program; a failure shows what it said. */
#define assert_run(p, want, ...)                                               \
	assert_ended_at(p, run(p, __VA_ARGS__), want, __FILE__, __LINE__)
#define assert_ended(p, got, want)                                             \
	assert_ended_at(p, got, want, __FILE__, __LINE__)
void assert_ended_at(const struct place *p, int got, int want, const char *file,
                     int line);

#define assert_says(p, text, part)                                             \
	assert_says_at(p, text, part, __FILE__, __LINE__)
void assert_says_at(const struct place *p, const char *text, const char *part,
                    const char *file, int line);

#endif
