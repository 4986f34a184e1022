/*
 * loop_time.c - a share of each window
 */
#include "server/http/wire/loop_time.h"

#include <time.h>

static _Thread_local struct {
	int64_t window, began, taken;
} loop;

int64_t loop_time_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

bool loop_time_begin(int64_t now)
{
	if (now - loop.window >= LOOP_WINDOW_NS) {
		loop.window = now;
		loop.taken = 0;
	}
	loop.began = now;
	return loop.taken < LOOP_SHARE_NS;
}

void loop_time_end(int64_t now)
{
	loop.taken += now - loop.began;
}
