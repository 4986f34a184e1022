/*
 * change_chain.h - the log of changes as a chain of hashes
 *
 * Shapes  a change as text is canonical JSON: "kind", "op", "seq", "at",
 *         "prev", "by" where it is known who made it, "from" where it was taken
 *         from another registry ({"at","by","hash","seq","url"}: which change
 *         of it this is), for a put "record", for a delete "id" and "key", and
 *         "hash": the SHA-256 of the same text without "hash". "prev" is the
 *         hash of the change before, 64 zeros for the first.
 * Units   at is RFC 3339 UTC with milliseconds and never decreases.
 * Errors  change_chain_append(): ERR_FORBIDDEN in a copy of another registry, whose
 *         address is in err.more as "origin". change_chain_replay(): ERR_INVALID with
 *         words when the change does not follow the head or its hash is not
 *         that of its text.
 * Source  RFC 8785 (canonical JSON), FIPS 180-4.
 */
#ifndef SERVER_REGISTRY_MODEL_CHANGE_CHAIN_H
#define SERVER_REGISTRY_MODEL_CHANGE_CHAIN_H

#include <jansson.h>

#include "lib/base/arena.h"
#include "lib/store/store.h"

/* What is read of a change as the feed gives it, without the record. */
struct change change_chain_of(struct arena *a, const json_t *link);

/* When it came here: its own time, but of what a copy took over. */
struct str change_chain_arrival(const struct change *c);

/* The text of a change, with its hash. */
void change_chain_text(struct buf *out, const struct change *c);

/* Of the newest one its seq and hash, null where there is none. */
void change_chain_head_text(struct buf *out, const struct change *head);

/* What its hash must be. */
struct str change_chain_hash(struct arena *a, const struct change *c);

/* What is changed at that registry alone: ERR_FORBIDDEN, and err.more has its
 * address as "origin". */
enum err_code change_chain_refuse(struct arena *a, struct str origin,
                                  const char *what, struct err *e);

/* The time of all changes of this write: the clock is read once, when nobody else
 * writes, so that no change is earlier than those before it, or earlier than
 * what was answered before the write began. */
MUST_CHECK enum err_code change_chain_now(struct tx *tx, struct arena *a,
                                          struct str *out, struct err *e);

/* Put a change (kind, op, id, key, rev, record given) after the head; with `from`
 * where it was taken from. */
MUST_CHECK enum err_code change_chain_append(struct tx *tx, struct arena *a,
                                             struct change *c, struct err *e);

/* Take over a change of another registry as it is. */
MUST_CHECK enum err_code change_chain_replay(struct tx *tx, struct arena *a,
                                             const struct change *c,
                                             struct err *e);

/* Does c follow prev (which may be the empty head)? NULL, or what is wrong. */
const char *change_chain_fault(struct arena *a, const struct change *prev,
                               const struct change *c);

#endif
