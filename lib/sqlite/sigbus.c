/*
 * sigbus.c - a file was cut short where it is mapped
 *
 * Whoever touches what is no longer there gets SIGBUS, which would end the
 * process. Here a page of zeroes takes its place, so that SQLite goes on to
 * wherever it comes with that; and it is counted, so that nothing comes of it:
 * no answer, no commit.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/log.h"
#include "lib/sqlite/sqlite.h"

static atomic_uint faults;
static uintptr_t page_size;

/* What is not of that kind ends the process, as it touches the same again. */
static void on_bus(int signo, siginfo_t *info, void *unused)
{
	void *page = (void *)((uintptr_t)info->si_addr & ~(page_size - 1));

	(void)unused;
	if (info->si_code == BUS_ADRERR &&
	    mmap(page, page_size, PROT_READ | PROT_WRITE,
	         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == page)
		faults++;
	else
		signal(signo, SIG_DFL);
}

unsigned fault_count(void)
{
	return faults;
}

void fault_start(void)
{
	struct sigaction action = { .sa_sigaction = on_bus,
		                    .sa_flags = SA_SIGINFO };

	page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
	sigemptyset(&action.sa_mask);
	if (sigaction(SIGBUS, &action, NULL) != 0)
		die("cannot handle SIGBUS");
}
