/*
 * law.h - law time: what holds on a day, as the law known on a day had it
 *
 * Shapes  An instrument's status runs in intervals [from, to) for each span
 *         of knowledge [known_from, known_to): they change where a provision's
 *         application was amended. Both are stored in the list
 *         `statuses`, which filters look at, and as text in `intervals`,
 *         which reading looks at: a line "STATUS FROM TO KNOWN_FROM
 *         KNOWN_TO" each.
 *         Of a provision's application rows those count that were laid down
 *         last; rows laid down on the same day hold side by side, each for
 *         its own cases.
 * Units   days, YYYY-MM-DD; a date that is not exact counts from its last
 *         day; DAY_FIRST and DAY_LAST mean no bound.
 * Errors  law_derive(): the engine's.
 * Source  vocabulary: status; for staged application Regulation (EU)
 *         2024/1689, Article 113, and what amended it.
 */
#ifndef SERVER_REGISTRY_LAW_LAW_H
#define SERVER_REGISTRY_LAW_LAW_H

#include "lib/base/date.h"
#include "server/registry/model/kind.h"

extern const char *const law_statuses[]; /* NULL-terminated */
extern const char *const law_answers[];  /* does it apply; NULL-terminated */

/* Draw `statuses` and `intervals` of an instrument. */
enum err_code law_derive(struct draft *d);

/* The next of an instrument's intervals; false after the last one. */
struct law_span {
	struct str status, from, to, known_from, known_to;
};

bool law_next_span(struct str *intervals, struct law_span *out);

/* The status an instrument has in this reading. */
struct str law_status(const struct show_context *r, struct str intervals);

/* Does a text of this status bind, in whole or in part? */
bool law_binds(struct str status);

/* Was this application row laid down by the day the law is asked for? */
bool law_is_known(const struct show_context *r, struct str rule);

/* When the last of these application rows was laid down that is known; and does
 * one of them count, or did a later one take its place? */
struct law_latest {
	char day[DAY_LEN + 1];
};

struct law_latest law_latest(const struct show_context *r, struct str rules);
bool law_counts(const struct show_context *r, const struct law_latest *latest,
                struct str rule);

/* Does a provision with these application rows (JSON) apply in this reading:
 * "yes", "in_part" (for some cases), "not_yet" or "unknown". */
const char *law_applies(const struct show_context *r, struct str application);

#endif
