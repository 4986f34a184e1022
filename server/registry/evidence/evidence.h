/*
 * evidence.h - the stored evidence for a record's members
 *
 * Shapes  three derived lists of a record, in tables of their own. `evidence`
 *         has an item for each member that assertions are about, if it has a
 *         value, is in conflict or was resolved (claims.h): its state and
 *         grade. `uncovered` has one item with the names of all members that
 *         no assertion is about; their state is unsupported. Filters by
 *         evidence look at both. `grounds` has an item for each pair of a
 *         member and a source that assertions about it are taken from. The
 *         column `has_conflict`: is any member in conflict? And the column
 *         `precedence` of each assertion about it (claims.h).
 * Errors  the engine's.
 * Source  claims.h; schema/sqlite/0020_evidence.sql, 0034_uncovered.sql,
 *         0052_precedence.sql.
 */
#ifndef SERVER_REGISTRY_EVIDENCE_EVIDENCE_H
#define SERVER_REGISTRY_EVIDENCE_EVIDENCE_H

#include "lib/store/store.h"
#include "server/registry/model/kind.h"

#define FLAG_PROPOSAL "rests_only_on_proposal"

/* For server/kinds/evidence.def. */
#define EVIDENCE_COLUMNS  7
#define UNCOVERED_COLUMNS 1
#define GROUND_COLUMNS    4

extern const struct field evidence_fields[EVIDENCE_COLUMNS],
	uncovered_fields[UNCOVERED_COLUMNS], ground_fields[GROUND_COLUMNS];

/* A row about to be written keeps what is known of its conflicts; `old` is
 * what stands there, or NULL. */
void evidence_carry(const struct kind *k, const struct row *old,
                    struct row *new);

/* A member of each kind that has evidence: its value is one of the sources that
 * claims about the record are taken from. */
#define EVIDENCE_SOURCE "grounds.source"

/* Derive what is stored of a record again; row is as it is stored. */
MUST_CHECK enum err_code evidence_derive(struct tx *tx, struct arena *a,
                                         const struct kind *k,
                                         const struct row *row, struct err *e);

/* For a new record that nobody speaks of: its item of `uncovered`, empty where
 * it has no member. Then all that is stored of it is that. */
struct str evidence_uncovered(struct arena *a, const struct kind *k,
                              const struct row *row);
MUST_CHECK enum err_code
evidence_put_uncovered(struct tx *tx, const struct kind *k, struct str id,
                       struct str uncovered, struct err *e);

/* Is what is stored what would be derived? */
MUST_CHECK enum err_code evidence_is_current(struct tx *tx, struct arena *a,
                                             const struct kind *k,
                                             const struct row *row, bool *out,
                                             struct err *e);

/* concerns() of several kinds: assertions and resolutions concern the record
 * they speak of; a passage those spoken of there, a source and an instrument all
 * that is stated in the sources in question, when what counts for them changes. */
enum err_code evidence_of_subject(struct tx *tx, struct arena *a,
                                  const struct row *old, const struct row *new,
                                  concern_fn *fn, void *arg, struct err *e);
enum err_code evidence_of_passage(struct tx *tx, struct arena *a,
                                  const struct row *old, const struct row *new,
                                  concern_fn *fn, void *arg, struct err *e);
enum err_code evidence_of_source(struct tx *tx, struct arena *a,
                                 const struct row *old, const struct row *new,
                                 concern_fn *fn, void *arg, struct err *e);
enum err_code evidence_of_instrument(struct tx *tx, struct arena *a,
                                     const struct row *old,
                                     const struct row *new, concern_fn *fn,
                                     void *arg, struct err *e);

#endif
