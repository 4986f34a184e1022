/*
 * claims.h - the assertions about a record, and the state of each member
 *
 * Shapes  the assertions about one record, each with its agreement, and the
 *         resolutions. An assertion counts unless it is deprecated. A member
 *         is settled or unsettled where a resolution says so; disputed when
 *         it is in conflict: an assertion that counts conflicts with the
 *         record, or two of them with each other; else supported or
 *         editorial, by its grade; else unsupported. The grade is the
 *         strongest (grade.h) of those assertions that count, agree, and
 *         cite a passage that is still in its text.
 * Errors  the engine's.
 * Source  vocabulary: agreement, rank.
 */
#ifndef SERVER_REGISTRY_EVIDENCE_CLAIMS_H
#define SERVER_REGISTRY_EVIDENCE_CLAIMS_H

#include "lib/store/store.h"
#include "server/registry/evidence/agreement.h"
#include "server/registry/evidence/grade.h"
#include "server/registry/model/kind.h"

enum state {
	STATE_SUPPORTED,
	STATE_EDITORIAL,
	STATE_DISPUTED,
	STATE_SETTLED,
	STATE_UNSETTLED,
	STATE_UNSUPPORTED,
	STATE__COUNT
};

extern const char *const claims_states[STATE__COUNT + 1];

/* Which of n names it is; the last for what is none. */
size_t claims_index(const char *const *names, size_t n, struct str name);

/* A source that claims are taken from. */
struct ground {
	struct ground *next;
	struct str source; /* its id */
	bool is_proposal;
	enum grade grade;
	struct str published; /* when, or absent */
};

/* One assertion. */
struct claim {
	struct claim *next;
	struct row row;
	struct str field;
	enum agreement agreement;
	bool counts;
	const struct ground *ground; /* once claims_ground() was asked, */
	bool stands;                 /* and whether its passage stands  */
};

/* One resolution. */
struct verdict {
	struct verdict *next;
	struct row row;
	struct str field;
};

struct claims {
	/* set by the caller: */
	struct tx *tx;
	struct arena *arena;
	const struct kind *kind;
	const struct row *subject;
	/* by claims_gather(): */
	struct claim *first, **end;
	struct verdict *verdicts; /* one for a member at most */
	struct ground *grounds;   /* those asked for          */
};

/* Those about one member; about all when `field` is absent. */
MUST_CHECK enum err_code claims_gather(struct claims *c, struct str field,
                                       struct err *e);

/* The resolutions only. */
MUST_CHECK enum err_code claims_begin(struct claims *c, struct str field,
                                      struct err *e);

/* Where a claim stands among those about its member: its precedence and, of
 * those that have the same, its key. Precedence is text that sorts: the best
 * grade first, what does not count or stand last; then the source that was
 * published first, those without a date last. It is stored (evidence.h). */
struct claim_place {
	struct str precedence, key;
};

MUST_CHECK enum err_code claims_precedence(struct claims *c,
                                           struct claim *claim, struct str *out,
                                           struct err *e);

/* In place of all assertions: those about a member after a place (from the
 * first when its key is absent), up to a number; *more when there are others.
 */
MUST_CHECK enum err_code claims_page(struct claims *c, struct str field,
                                     struct claim_place after, size_t limit,
                                     bool *more, struct err *e);

/* Does the record have this member, and is it one that evidence may state?
 * Keys are ours. */
bool claims_has_fact(const struct claims *c, const struct field *f);

/* Pointers to the members there is something to say of: those the record has,
 * in the order of the kind's table, then those that only assertions or
 * resolutions speak of. Of a record that is evidence itself only the members
 * somebody speaks of. */
struct str *claims_members(const struct claims *c, size_t *n);

/* Does an assertion or a resolution speak of this very member? */
bool claims_speak_of(const struct claims *c, struct str field);

struct standing {
	struct str value; /* the record's, or absent */
	enum state state;
	enum grade grade;
	bool conflict;
	bool on_proposals; /* it claims law; its evidence is of proposals only */
};

MUST_CHECK enum err_code claims_judge(struct claims *c, struct str field,
                                      struct standing *out, struct err *e);

/* The resolution about a member, or NULL. */
const struct verdict *claims_verdict(const struct claims *c, struct str field);

MUST_CHECK enum err_code claims_ground(struct claims *c, struct claim *claim,
                                       const struct ground **out,
                                       struct err *e);

#endif
