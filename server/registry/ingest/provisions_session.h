/*
 * provisions_session.h - what the files behind provisions_report.h share
 *
 * Shapes  the parts of a text (struct part) and the provisions that the
 *         catalogue has (struct known), each knowing its match.
 * Units   as in provisions_report.h.
 * Errors  as in provisions_report.h.
 * Source  provisions_source.c, provisions_match.c, provisions_write.c,
 *         provisions_report.c and provisions_plan.c, in the order they are needed.
 */
#ifndef SERVER_REGISTRY_INGEST_PROVISIONS_SESSION_H
#define SERVER_REGISTRY_INGEST_PROVISIONS_SESSION_H

#include "server/registry/ingest/provisions_report.h"
#include "server/registry/outline/cuts.h"
#include "server/registry/outline/explain.h"
#include "server/registry/sources/wording.h"

#define NONE SIZE_MAX

/* A provision of the catalogue. */
struct known {
	struct row row;
	struct str id, path, level, heading, lang, edition;
	int64_t position;
	size_t item; /* that it matches, else NONE */
};

/* One of the text. */
struct part {
	const struct provision *p;
	struct known *known; /* or NULL */
	struct str id;       /* of the record, once there is one */
	int64_t start, end, position;
	bool foreign; /* the record's words are in another language */
	bool differs; /* the heading, from the catalogue's */
};

/* What is written, in this order: of an item, or of what is known only. */
struct op {
	struct part *item;
	struct known *known;
};

struct progress {
	size_t ops, created, updated;
};

struct outline_session {
	const struct outline_request *r;
	struct tx *tx;
	struct arena *arena;
	struct op *ops;
	size_t nops;
	struct progress done, now_done; /* committed; with this step */
	struct row source, instrument;
	struct str edition, media_type, lang;
	struct str bytes;
	struct split split;
	struct explanation explanation;
	struct cuts cuts;      /* of a plain text */
	struct part *found;    /* split.n of them */
	struct known *known;   /* by path */
	struct known **order;  /* by position */
	struct titled *titled; /* by level and heading */
	size_t nknown, ntitled, room;
	size_t missing, surplus, differing, foreign;
	struct edition_note seen; /* the edition looked at last */
};

/* What a provision of the catalogue is found by when it has no number. */
struct titled {
	struct str level, essence;
	struct known *known;
};

/* The first member of what outline_each() is handed: it hands it back. */
struct outline_plan {
	struct outline_session session;
	struct buf *out; /* of the report */
	bool more;
};

/* The source, its instrument and its text. */
MUST_CHECK enum err_code outline_find_source(struct outline_session *s,
                                             struct err *e);
MUST_CHECK enum err_code outline_split(struct outline_session *s,
                                       struct err *e);
MUST_CHECK enum err_code outline_read_catalogue(struct outline_session *s,
                                                struct err *e);
MUST_CHECK enum err_code outline_match(struct outline_session *s,
                                       struct err *e);

/* What is missing in the text stands behind what came before it in the
 * catalogue, and all that is in that. fn hears of each, in order: of an item,
 * or of what is known only. */
typedef enum err_code outline_each_fn(struct outline_session *s,
                                      struct part *item, struct known *known,
                                      struct err *e);
MUST_CHECK enum err_code outline_each(struct outline_session *s,
                                      outline_each_fn *fn, struct err *e);

/* In the order of both; when some are created, all are numbered again. */
MUST_CHECK enum err_code outline_plan_writes(struct outline_session *s,
                                             struct err *e);
MUST_CHECK enum err_code outline_write_one(struct outline_session *s,
                                           struct part *item,
                                           struct known *known, struct err *e);

/* A split that explains too little; forced, it is taken. */
MUST_CHECK enum err_code outline_refuse_doubtful(struct outline_session *s,
                                                 struct err *e);

#endif
