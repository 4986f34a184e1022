/*
 * clock.h - durations and deadlines by the monotonic clock
 *
 * Shapes  a condition that is waited for until clock_after() says so is made
 *         by clock_condition().
 * Units   milliseconds; nanoseconds of CPU time.
 * Errors  none.
 * Source  POSIX 2008: CLOCK_MONOTONIC.
 */
#ifndef LIB_BASE_CLOCK_H
#define LIB_BASE_CLOCK_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

int64_t clock_ms(void);

/* The same by the last tick of the system, some milliseconds ago: it is a
 * look into memory. */
int64_t clock_tick(void);

/* What this thread has used, in nanoseconds. */
int64_t clock_cpu(void);

/* A signal ends it early. */
void clock_pause(int64_t ms);

struct timespec clock_after(int64_t ms);
void clock_condition(pthread_cond_t *condition);

#endif
