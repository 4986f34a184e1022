/*
 * ground.h - a small registry for fuzzing that forgets every write
 *
 * Shapes  it is made at the first call: an instrument "act", its provision,
 *         an organization "body", a concept "c", a source "text" with a text,
 *         a passage "p" and an assertion. Writes run in full, and are undone
 *         instead of kept.
 * Errors  a reply that says 500, or that is not the JSON it says, ends the
 *         process.
 * Source  tests/support/registry.h, tests/support/fault_store.h.
 */
#ifndef TESTS_FUZZ_GROUND_H
#define TESTS_FUZZ_GROUND_H

#include "tests/support/harness.h"

struct app *ground(void);

/* One request as an editor sends it. headers are lines, and may be absent. */
void ground_ask(struct str method, struct str target, struct str headers,
                struct str body);

/* GET of a path and ?q=, percent-encoded. */
void ground_query(const char *path, struct str q);

#endif
