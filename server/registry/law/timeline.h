/*
 * timeline.h - all dated steps of an instrument, its provisions included
 *
 * Shapes  {"subject","items":[{"on","step",...,"passages":[{"id","key"}]}],
 *         without its end, in the order of days; of the passages the first
 *         TIMELINE_PASSAGES. A step of the instrument bears the `field` it
 *         is the date of; a step "applies" of a provision bears
 *         the `provision`, when that was laid down (`from`) and `by` what,
 *         and whether it still counts (`current`): what took the place of
 *         something stands beside it. `groups` [{"on","count"}], where
 *         they are asked for, are of all steps that fit, by the day they
 *         stand at.
 * Units   a date that is not exact stands where its last day does.
 * Errors  the engine's.
 * Source  law.h.
 */
#ifndef SERVER_REGISTRY_LAW_TIMELINE_H
#define SERVER_REGISTRY_LAW_TIMELINE_H

#include "server/registry/model/kind.h"

#define TIMELINE_PLACE    3
#define TIMELINE_PASSAGES 20

/* A page of steps. */
struct timeline_page {
	/* the steps that fit; absent: any */
	struct str from, to; /* a day is within: 2024-06-13 */
	struct str kind;     /* whose they are: instruments, provisions */
	struct str step;     /* "adopted", "applies"                    */
	bool grouped;

	size_t limit, bytes; /* at most about so many */
	/* after this one, absent at the start; then the last one shown */
	struct str place[TIMELINE_PLACE];
	bool more;
	int64_t total;
};

MUST_CHECK enum err_code timeline_write(const struct show_context *r,
                                        const struct row *instrument,
                                        struct timeline_page *page,
                                        struct buf *out, struct err *e);

/* {"items":[{"on","count"}]}, without its end: the groups alone, all of them;
 * the total is theirs. */
MUST_CHECK enum err_code timeline_write_days(const struct show_context *r,
                                             const struct row *instrument,
                                             struct timeline_page *page,
                                             struct buf *out, struct err *e);

/* What a date is the step of: "in_force_on" of "in_force". */
struct str timeline_step(const struct field *date);

/* Has a timeline steps of that name? */
bool timeline_has_step(struct str step);

/* ,"passages":[{"id","key"}]: those that agree with a member of a record, the
 * first TIMELINE_PASSAGES. */
MUST_CHECK enum err_code timeline_passages(const struct show_context *r,
                                           const struct kind *k,
                                           const struct row *row,
                                           const char *field, struct buf *out,
                                           struct err *e);

#endif
