/*
 * loop_time.h - how much of its time an event loop gives to lists
 *
 * Shapes  a list that is short costs less than to wake a thread for it; but who
 *         asks for many must not keep others waiting. Of this thread.
 * Units   LOOP_SHARE_NS in each LOOP_WINDOW_NS; what is longer than that is
 *         taken all the same, once.
 * Errors  none.
 * Source  none.
 */
#ifndef SERVER_HTTP_WIRE_LOOP_TIME_H
#define SERVER_HTTP_WIRE_LOOP_TIME_H

#include <stdbool.h>
#include <stdint.h>

#define LOOP_WINDOW_NS 20000000
#define LOOP_SHARE_NS  10000000

/* Is there any left? Then what comes until loop_time_end() is taken from it. */
bool loop_time_begin(int64_t now);
void loop_time_end(int64_t now);

/* Nanoseconds of the monotonic clock. */
int64_t loop_time_now(void);

#endif
