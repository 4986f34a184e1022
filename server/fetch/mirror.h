/*
 * mirror.h - a copy of another registry, change by change
 *
 * Shapes  each pull asks the other for what comes after our head and takes it
 *         over as it is, in one transaction: the chain proves each change, what
 *         they signed that they tell everybody the same (signed_origin.h), and
 *         a pull that was cut off leaves nothing of it. From the first pull on
 *         the registry is a copy, and nothing else is written to it. Texts of
 *         sources do not come along.
 * Units   a page is MIRROR_PAGE changes at most; wait is seconds.
 * Errors  ERR_CONFLICT when the chains are not one: the message names the seq
 *         from which they differ. ERR_INVALID when the other does not answer
 *         as a registry does.
 * Source  change_chain.h, GET /v1/changes.
 */
#ifndef SERVER_FETCH_MIRROR_H
#define SERVER_FETCH_MIRROR_H

#include "server/fetch/mirror_ask.h"

#define MIRROR_PAGE 1000

/* Take one page; when there is nothing yet, wait for it so long. */
MUST_CHECK enum err_code mirror_pull(struct mirror *m, int wait, struct err *e);

bool mirror_is_level(const struct mirror *m);

bool mirror_have_source(const json_t *items);

#endif
