/*
 * hit_members.h - the members of a record that a search result shows
 *
 * Shapes  ,"type":...,"status":...,"issuers":[names],"date":...: those it has.
 * Errors  the engine's.
 * Source  the record, and the instrument it is a part of.
 */
#ifndef SERVER_HTTP_HANDLERS_HIT_MEMBERS_H
#define SERVER_HTTP_HANDLERS_HIT_MEMBERS_H

#include "server/registry/formats/formats.h"

/* r as format_begin() makes it; once for all hits of an answer. */
MUST_CHECK enum err_code hit_members(const struct rendering *r,
                                     const struct kind *k,
                                     const struct row *row, struct buf *out,
                                     struct err *e);

#endif
