/*
 * clock.c - the monotonic clock
 */
#include "lib/base/clock.h"

static int64_t milliseconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_ms(void)
{
	return milliseconds(CLOCK_MONOTONIC);
}

int64_t clock_tick(void)
{
	return milliseconds(CLOCK_MONOTONIC_COARSE);
}

int64_t clock_cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void clock_pause(int64_t ms)
{
	struct timespec t = { .tv_sec = (time_t)(ms / 1000),
		              .tv_nsec = (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}

struct timespec clock_after(int64_t ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	t.tv_sec += (time_t)(ms / 1000) + t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

void clock_condition(pthread_cond_t *condition)
{
	pthread_condattr_t monotonic;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &monotonic);
	pthread_condattr_destroy(&monotonic);
}
